"""What the README tells a newcomer to type, as it stands there: only the server's address and the programs' folder differ."""
import json
import os
import re
import subprocess
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

from bin_server_process import PROGRAM, BinServerProcess, main
from server_process import ServerProcess

PROJECT = Path(__file__).resolve().parents[3]
README = (PROJECT / "README.md").read_text()
USUAL_ADDRESS = "http://127.0.0.1:8080"
USUAL_FOLDER = "build/release/bin"


def commands_after(sentence):
    """The lines of the first code block behind a sentence."""
    block = re.search(r"```\n(.*?)```", README[README.index(sentence):], re.DOTALL)
    return [line.strip() for line in block[1].splitlines() if line.strip()]


class Readme(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.server = BinServerProcess(self.folder / "data")
        self.addCleanup(self.server.stop)

    def type(self, command, **environment):
        self.assertNotIn("\n", command)
        here = command.replace(USUAL_ADDRESS, self.server.url).replace(USUAL_FOLDER, os.environ["HOOKLOOP_BIN_DIR"])
        done = subprocess.run(["bash", "-c", here], cwd=self.folder, capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL,
                              env={**os.environ, "HOOKLOOP_BIN_SERVER": self.server.url, **environment})
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def test_the_event_of_the_two_minutes_arrives(self):
        (command,) = commands_after("In another terminal, send an event to it:")
        self.server.make_bin("YOUR_BIN")
        self.type(command)
        _, body = self.server.call("GET", "/api/v1/bins/YOUR_BIN/requests/latest/body")
        self.assertEqual(json.loads(body)["version"]["name"], "Version #1")

    def test_the_command_line_alone_makes_sends_and_reads(self):
        made, sent, read, saved = commands_after("The same from the command line alone:")
        self.assertEqual(self.type(made), self.server.url + "/b/demo\n")
        self.assertIn("200", self.type(sent))
        self.assertIn("PROJECT_PUBLISH", self.type(read))
        _, captured = self.server.call("GET", "/api/v1/bins/demo/requests/latest")
        self.assertEqual(captured["verdict"]["payload"], {"state": "valid", "event_type": "PROJECT_PUBLISH",
                                                          "violations": []})
        self.assertEqual(captured["delivery"]["attempt"], 1)
        self.type(saved)
        request = (self.folder / "request.http").read_bytes()
        self.assertTrue(request.startswith(b"POST /b/demo HTTP/1.1\r\n"), request)
        self.assertTrue(request.endswith(captured["body"]["text"].encode()))

    def test_what_is_taken_away_comes_back(self):
        self.server.make_bin("demo")
        urllib.request.urlopen(self.server.url + "/b/demo/x", data=b"\x00\xff", timeout=30).close()
        take, make, bring = commands_after("**Bringing back.**")
        self.type(take)
        self.type(make)
        self.assertEqual(json.loads(self.type(bring))["imported"], 1)
        _, body = self.server.call("GET", "/api/v1/bins/copy/requests/latest/body")
        self.assertEqual(body, b"\x00\xff")

    def test_bins_that_answer_otherwise_are_made_from_a_terminal(self):
        write, *makes = commands_after("The same for a new bin from a terminal")
        self.type(write)
        for make in makes:
            self.type(make)
        _, retried = self.server.call("GET", "/api/v1/bins/retried")
        self.assertEqual([branch["status"] for branch in retried["response"]["sequence"]], [503, 200])
        self.assertEqual(retried["response"]["by"], "attempt")
        self.assertEqual(retried["max_age_ms"], 7_200_000)
        _, slow = self.server.call("GET", "/api/v1/bins/slow")
        self.assertEqual((slow["response"]["status"], slow["response"]["delay_ms"]), (503, 250))

    def test_a_capture_is_replayed(self):
        made, sent, _, _ = commands_after("The same from the command line alone:")
        self.type(made)
        self.type(sent)
        (replay,) = commands_after("**Replay.**")
        exchange = json.loads(self.type(replay))
        self.assertEqual((exchange["status"], exchange["failure"]), (200, None))
        _, again = self.server.call("GET", "/api/v1/bins/demo/requests/latest")
        self.assertEqual((again["seq"], again["path"]), (2, "/b/demo/again"))
        self.assertEqual(again["verdict"]["payload"]["state"], "valid")

    def test_the_platform_from_a_terminal_sends_the_version_that_was_created(self):
        program = str(Path(PROGRAM).parent / "emitter")
        platform = ServerProcess([program, "serve"], self.folder / "platform")
        self.addCleanup(platform.stop)
        self.server.make_bin("demo")
        *deeds, log = commands_after("bin `demo`\nfrom above:")
        for command in deeds:
            self.type(command, HOOKLOOP_SERVER=platform.url)
        deadline = time.monotonic() + 30
        while self.server.call("GET", "/api/v1/bins/demo")[1]["request_count"] == 0:
            self.assertLess(time.monotonic(), deadline, "nothing arrived")
        _, captured = self.server.call("GET", "/api/v1/bins/demo/requests/latest")
        self.assertEqual(captured["verdict"]["payload"]["event_type"], "PROJECT_VERSION_CREATE")
        self.assertEqual(json.loads(captured["body"]["text"])["version"]["name"], "Version #1")
        self.assertIn(captured["delivery"]["id"], self.type(log, HOOKLOOP_SERVER=platform.url))

    def test_every_flag_it_names_is_one(self):
        flags = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))
        helps = ""
        for words in (["bin_server", "serve"], ["bin_server", "create"], ["bin_server", "list"], ["bin_server", "show"], ["bin_server", "tail"],
                      ["bin_server", "delete"], ["bin_server", "export"], ["bin_server", "replay"], ["emitter", "serve"], ["emitter", "trigger"], ["emitter", "events"],
                      ["emitter", "builds"], ["emitter", "builds", "start"], ["emitter", "builds", "finish"],
                      ["emitter", "publications", "create"], ["emitter", "tests", "create"],
                      ["emitter", "webhooks", "create"], ["emitter", "attachments", "create"],
                      ["emitter", "versions", "create"], ["emitter", "deliveries", "resend"],
                      ["emitter", "deliveries", "list"], ["emitter", "watch"]):
            program = Path(PROGRAM).parent / words[0]
            helps += subprocess.run([program, *words[1:], "--help"], capture_output=True, text=True, timeout=60).stdout
        helps += (PROJECT / "scripts/bench").read_text()
        helps += "--preset --build --data-binary"  # cmake's and curl's own
        self.assertEqual({flag for flag in flags if flag not in helps}, set())


if __name__ == "__main__":
    main()

"""The walkthrough by commands alone: the real `emitter` as a person types it, against `emitter serve` and a receiver."""
import base64
import http.server
import json
import os
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from emitter_process import PROGRAM, EmitterProcess, main


TOKEN = "0123456789abcdef0123456789abcdef"


class Receiver(http.server.ThreadingHTTPServer):
    """Answers 200, or what `status` says, and remembers what came."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.received, self.status, self.news = [], 200, threading.Condition()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def wait_for(self, count):
        with self.news:
            assert self.news.wait_for(lambda: len(self.received) >= count, timeout=30), self.received
            return self.received

    def stop(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.news:
            self.server.received.append((self.headers, body))
            self.server.news.notify_all()
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.emitter = EmitterProcess(Path(folder.name) / "data", "--token", TOKEN)
        self.addCleanup(self.emitter.stop)
        self.receiver = Receiver()
        self.addCleanup(self.receiver.stop)

    def run_emitter(self, *words, **environment):
        return subprocess.run([PROGRAM, *words], text=True, capture_output=True, timeout=60,
                              env={**os.environ, "HOOKLOOP_SERVER": self.emitter.url, "HOOKLOOP_TOKEN": TOKEN, **environment})

    def must(self, *words, **environment):
        ended = self.run_emitter(*words, **environment)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""), words)
        self.assertNotIn("\x1b", ended.stdout, "plain when it is no terminal")
        return ended.stdout

    def read(self, *words):
        return json.loads(self.must(*words, "--json"))

    def test_the_walkthrough(self):
        self.must("webhooks", "create", "AppVersionCreated", "--url", self.receiver.url, "--login", "bob",
                  HOOKLOOP_PASSWORD="pass", HOOKLOOP_SECRET="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        self.must("apps", "create", "MyApp", "--description", "Mobile app")
        self.must("attachments", "create", "--webhook", "AppVersionCreated", "--app", "MyApp", "--event",
                  "App version created")

        told = self.must("versions", "create", "Version #1", "--app", "MyApp")
        self.assertIn("PROJECT_VERSION_CREATE (App version created)", told)
        self.assertIn("1 delivery", told)
        headers, body = self.receiver.wait_for(1)[0]
        self.assertEqual(body["version"]["name"], "Version #1")
        self.assertEqual(body["project"]["name"], "MyApp")
        self.assertEqual(headers["Authorization"], "Basic " + base64.b64encode(b"bob:pass").decode())
        self.assertTrue(headers["webhook-signature"].startswith("v1,"))

        self.must("versions", "create", "Version #2", "--app", "MyApp")
        self.assertEqual([body["version"]["name"] for _, body in self.receiver.wait_for(2)], ["Version #1", "Version #2"])
        self.must("versions", "remove", "Version #2", "--app", "MyApp")
        self.must("versions", "restore", "2", "--app", "MyApp")
        self.assertEqual([one["removed_at"] for one in self.read("versions", "--app", "MyApp")["versions"]], [None, None])
        self.assertEqual(len(self.receiver.received), 2, "only what is checked fires")

    def test_account_webhooks_fire_for_every_app_now_and_later(self):
        self.must("webhooks", "create", "Created", "--url", self.receiver.url)
        self.must("webhooks", "create", "Removed", "--url", self.receiver.url)
        self.must("attachments", "create", "--webhook", "Created", "--account", "--event", "App created")
        self.must("attachments", "create", "--webhook", "Removed", "--account", "--event", "project.remove")
        for count, name in enumerate(["One", "Two"]):
            self.must("apps", "create", name)
            self.receiver.wait_for(2 * count + 1)
            self.must("apps", "remove", name)
            self.receiver.wait_for(2 * count + 2)
        self.assertEqual([(body["project"]["name"], "removed_at" in body) for _, body in self.receiver.received],
                         [("One", False), ("One", True), ("Two", False), ("Two", True)])

    def test_every_other_deed_by_commands(self):
        self.must("apps", "create", "MyApp")
        self.must("webhooks", "create", "All", "--url", self.receiver.url)
        attachment = self.read("attachments", "create", "--webhook", "All", "--app", "MyApp", "--event", "App test")["id"]
        self.must("attachments", "change", attachment, "--event", "PROJECT_PUBLISH", "--event", "PROJECT_TEST",
                  "--event", "ANDROID_BUILD_START", "--event", "ANDROID_BUILD_FAILURE")
        self.must("account", "add-member", "Ada", "--email", "ada@example.com")
        self.must("versions", "create", "Version #1", "--app", "MyApp")
        self.must("builds", "start", "android", "--app", "MyApp", "--by", "Ada")
        self.must("builds", "finish", "1", "--app", "MyApp", "--outcome", "failure", "--error", "Out of memory")
        self.must("publications", "create", "--app", "MyApp", "--target", "platform")
        self.must("tests", "create", "--app", "MyApp", "--status", "failed")
        self.receiver.wait_for(4)
        types = sorted(headers["Hookloop-Event-Type"] for headers, _ in self.receiver.received)
        self.assertEqual(types, ["ANDROID_BUILD_FAILURE", "ANDROID_BUILD_START", "PROJECT_PUBLISH", "PROJECT_TEST"])
        self.assertIn("ada@example.com", [body.get("started_by", {}).get("email") for _, body in self.receiver.received])
        for words in (["builds"], ["publications"], ["tests"]):
            self.assertEqual(len(self.must(*words, "--app", "MyApp").splitlines()), 2, "titles and a row")
        self.must("apps", "rename", "MyApp", "YourApp")
        self.must("apps", "describe", "YourApp", "Ours")
        self.assertIn("Ours", self.must("apps", "show", "YourApp"))
        self.must("attachments", "remove", attachment)
        self.must("webhooks", "remove", "All")
        self.assertIn("There are no webhooks yet", self.must("webhooks"))

    def test_deliveries_are_looked_into_and_resent(self):
        self.receiver.status = 500
        self.must("webhooks", "create", "Hook", "--url", self.receiver.url, "--retries", "0")
        delivery = self.read("webhooks", "ping", "Hook")["id"]
        self.receiver.wait_for(1)
        self.wait_until(delivery, "exhausted")
        shown = self.must("deliveries", "show", delivery)
        for part in ("Attempt 1  rejected  500", "> POST /hook HTTP/1.1", "< HTTP/1.0 500 Internal Server Error"):
            self.assertIn(part, shown)
        self.receiver.status = 200
        self.assertEqual(self.must("deliveries", "resend", "--all", "--state", "exhausted", "--webhook", "Hook"), "1 resent\n")
        self.receiver.wait_for(2)
        self.wait_until(delivery, "delivered")
        ledger = [json.loads(line) for line in self.must("ledger").splitlines()]
        self.assertEqual([line["outcome"] for line in ledger], ["rejected", "accepted"])
        self.assertEqual(self.must("ledger", "--after", str(ledger[0]["number"])).count("\n"), 1)
        watched = self.must("watch", "--after", "0.0.0", "--count", "3")
        self.assertIn("rejected 500", watched)
        self.must("webhooks", "pause", "Hook", "--reason", "It moves")
        self.assertIn("It moves", self.must("webhooks", "show", "Hook"))
        self.must("webhooks", "change", "Hook", "--timeout", "3s", "--fault", "drop:share=0.5")
        self.must("webhooks", "rotate", "Hook", HOOKLOOP_SECRET="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        self.must("webhooks", "resume", "Hook")

    def wait_until(self, delivery, state):
        """Until the delivery is in that state: what the receiver got is in the store a little later."""
        for _ in range(300):
            if self.read("deliveries", "show", delivery)["state"] == state:
                return
            time.sleep(0.02)
        self.fail(f"{delivery} is not {state}")

    def test_what_is_wrong_is_said_and_ends_with_its_code(self):
        self.must("apps", "create", "MyApp")
        for words, code, told in (
                (["apps", "show", "MyAp"], 2, "did you mean MyApp?"),
                (["apps", "create", "MyApp", "--by", "Nobody"], 2, "--by: "),
                (["apps", "create", " "], 2, "NAME: "),
                (["builds", "finish", "7", "--app", "MyApp", "--outcome", "abort"], 2, "no build 7"),
                (["webhooks", "create", "A", "--url", "http://x.test/", "--first-delay", "30d"], 2, "--first-delay: "),
                (["apps", "--token", "wrong"], 2, "HOOKLOOP_TOKEN"),
                (["apps", "--server", "http://127.0.0.1:1"], 4, "emitter serve")):
            ended = self.run_emitter(*words)
            self.assertEqual((ended.returncode, ended.stdout), (code, ""), words)
            self.assertIn(told, ended.stderr)
            self.assertEqual(ended.stderr.count("\n"), 1, "one sentence")

    def test_every_command_has_help_with_an_example(self):
        groups = ["account", "apps", "versions", "builds", "publications", "tests", "webhooks", "attachments", "deliveries"]
        for group in groups:
            help_text = self.must(group, "--help")
            self.assertIn("Example:\n  emitter " + group, help_text)
            commands = [line.split()[0] for line in help_text.split("Subcommands:\n")[1].split("\n\n")[0].splitlines()]
            for command in commands:
                self.assertIn(f"emitter {group} {command}", self.must(group, command, "--help"))


if __name__ == "__main__":
    main()

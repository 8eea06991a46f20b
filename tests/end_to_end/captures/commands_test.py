"""The commands of the real bin_server, as a person types them at a terminal (a real one: a pty) and a script calls them."""
import fcntl
import http.client
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path

from bin_server_process import PROGRAM, BinServerProcess, main

# What a hostile sender would have a terminal do: retitle it, move its cursor, colour it, answer it, turn writing around.
HOSTILE = "\x1b]0;title\x07\x1b[31mred\x1b[2J\x9b33m\u202eevil\u2066\x7f\x08\r"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PATIENCE = 30  # seconds


class Terminal:
    """A command on a terminal of its own, 100 columns wide."""

    def __init__(self, words, environment):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.process = subprocess.Popen([PROGRAM, *words], stdin=slave, stdout=slave, stderr=slave, env=environment,
                                        start_new_session=True)
        os.close(slave)
        self.text = ""

    def read_until(self, part):
        deadline = time.monotonic() + PATIENCE
        while part not in self.text:
            assert time.monotonic() < deadline, f"{part!r} did not come: {self.text!r}"
            if select.select([self.master], [], [], 0.1)[0] and not self._read():
                break
        assert part in self.text, f"{part!r} did not come: {self.text!r}"

    def type(self, keys):
        os.write(self.master, keys.encode())

    def end(self):
        """All that it printed, and its exit code."""
        while self._read():
            pass
        os.close(self.master)
        return self.text.replace("\r\n", "\n"), self.process.wait(timeout=PATIENCE)

    def _read(self):
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # it has ended
            return False
        self.text += piece.decode()
        return bool(piece)


class SamePort(BinServerProcess):
    def __init__(self, port, data):
        self.listen = f"127.0.0.1:{port}"
        super().__init__(data)


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.server = BinServerProcess(self.folder / "data")
        self.addCleanup(lambda: self.server.stop())

    def environment(self, **more):
        return {**os.environ, "HOOKLOOP_BIN_SERVER": self.server.url, "TERM": "xterm", **more}

    def run_command(self, *words, given=None, **environment):
        return subprocess.run([PROGRAM, *words], capture_output=True, timeout=60, input=given or b"",
                              env=self.environment(**environment))

    def must(self, *words, **how):
        done = self.run_command(*words, **how)
        self.assertEqual(done.returncode, 0, (words, done.stdout, done.stderr))
        return done.stdout.decode()

    def terminal(self, *words, **environment):
        return Terminal(words, self.environment(**environment))

    def send(self, path, body=b"", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        connection.request("POST", "/b/" + path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def test_a_bin_is_made_filled_looked_at_and_deleted(self):
        url = self.must("create", "demo", "--name", "Orders", "--response-status", "202").strip()
        self.assertEqual(url, self.server.url + "/b/demo")
        self.assertEqual(self.send("demo/orders?x=1", b'{"a": 1.0}'), 202)
        self.assertEqual(self.send("demo/refunds", b"\x00\xff"), 202)
        listed = self.must("list", "demo", "--q", "path:/orders").splitlines()
        self.assertEqual(len(listed), 2, listed)
        self.assertIn("/orders?x=1", listed[1])
        self.assertIn("Orders", self.must("list"))
        rows = json.loads(self.must("list", url, "--json"))["requests"]
        self.assertEqual([row["seq"] for row in rows], [2, 1])
        self.assertEqual(self.run_command("show", "demo", "--body").stdout, b"\x00\xff")
        self.assertIn("00000000  00 ff", self.must("show", "demo"))
        self.assertIn('\n\n{"a": 1.0}\n\nanswered 202 Accepted\n', self.must("show", "demo", "1"))
        file = self.folder / "request.http"
        self.must("show", "demo", "1", "--raw", "-o", str(file))
        self.assertEqual(file.read_bytes(), self.run_command("show", "demo", "1", "--raw").stdout)
        self.assertEqual(list(self.folder.glob("*.part")), [])
        self.assertEqual(self.must("delete", "demo", "--q", "path:/refunds"), "Deleted 1 request\n")
        self.assertEqual(self.run_command("delete", "demo").returncode, 2, "nobody was asked")
        self.assertEqual(self.must("delete", "demo", "--yes"), "Deleted the bin demo with its 1 request\n")
        self.assertIn("There are no bins", self.must("list"))

    def test_what_is_exported_is_imported_byte_for_byte(self):
        self.must("create", "demo")
        self.must("create", "copy")
        for body in (b"\x00\xff", HOSTILE.encode(), b"{}"):
            self.send("demo/" + str(len(body)), body)
        file = self.folder / "demo.ndjson"
        self.assertEqual(self.must("export", "demo", "-o", str(file)), "")
        self.assertEqual(self.must("export", "demo").encode(), file.read_bytes(), "a pipe gets the same")
        self.assertEqual(self.must("import", "copy", str(file)), "Imported 3 requests into copy, #1 to #3\n")
        for seq in ("1", "2", "3"):
            self.assertEqual(self.run_command("show", "copy", seq, "--raw").stdout,
                             self.run_command("show", "demo", seq, "--raw").stdout)
        some = self.run_command("export", "demo", "--q", "mehtod:x")
        self.assertEqual(some.returncode, 2)
        self.assertIn(b"\n  mehtod:x\n", some.stderr)
        damaged = file.read_bytes().replace(b"\n", b"}\n", 1)
        ended = self.run_command("import", "copy", "-", given=damaged)
        self.assertEqual(ended.returncode, 2)
        self.assertIn(b"Nothing was imported", ended.stderr)
        self.assertEqual(len(json.loads(self.must("list", "copy", "--json"))["requests"]), 3)
        before = file.read_bytes()
        self.server.kill()
        self.assertEqual(self.run_command("export", "demo", "-o", str(file)).returncode, 4)
        self.assertEqual(file.read_bytes(), before, "what cannot be had replaces nothing")
        self.assertEqual(list(self.folder.glob("*.part")), [])

    def test_what_is_wrong_is_said_and_ends_with_its_code(self):
        self.must("create", "demo")
        answers = self.folder / "answers.yaml"
        answers.write_text("sequence:\n  - {status: 503}\n  - {staus: 200}\n")
        (self.folder / "torn.yaml").write_text('{"status": ')
        good = self.folder / "good.yaml"
        good.write_text("status: 200\n")
        for words, code, told in (
                (["create", "--response", answers], 2, "--response: " + str(answers) + ":3:6: /sequence/1/staus: "),
                (["create", "--response", answers], 2, "did you mean status?"),
                (["create", "--response", self.folder / "torn.yaml"], 2, "torn.yaml:1:"),
                (["create", "--response", self.folder / "none"], 2, "can not read the file"),
                (["create", "--response", good, "--response-status", "200"], 2, "--response excludes"),
                (["create", "--password", "a", "--password-file", good], 2, "--password excludes"),
                (["create", "--response-fault", "rest"], 2, "did you mean reset?"),
                (["create", "--forward", "localhost"], 2, "--forward: "),
                (["create", "--forward", "http://192.0.2.1/"], 2, "--forward: "),
                (["create", "--login", "me"], 2, "--login: "),
                (["create", "--forwrd", "http://localhost/"], 2, "did you mean --forward?"),
                (["show", "demmo"], 2, "there is no bin 'demmo'; did you mean demo?\n"),
                (["show", "demo", "7"], 2, "keeps no request '7'"),
                (["list", "demo", "--q", "a mehtod:POST"], 2, "did you mean method?"),
                (["list", "demo", "--q", "a mehtod:POST"], 2, "\n  a mehtod:POST\n    ^\n"),
                (["tail", "demo", "--q", "is:vald"], 2, "did you mean valid?"),
                (["create", "demo"], 2, "ID: "),
                (["create", "x y"], 2, "ID: "),
                (["lsit"], 2, "did you mean list?"),
                (["list", "--server", "http://127.0.0.1:1"], 4, "start it with `bin_server`")):
            ended = self.run_command(*words)
            self.assertEqual((ended.returncode, ended.stdout), (code, b""), words)
            self.assertIn(told, ended.stderr.decode())

    def test_every_command_has_help_with_an_example(self):
        help_text = self.must("--help")
        commands = [line.split()[0] for line in help_text.split("Subcommands:\n")[1].split("\n\n")[0].splitlines()]
        self.assertIn("tail", commands)
        for command in commands:
            self.assertIn(f"Example:\n  bin_server {command}", self.must(command, "--help"))

    def test_a_person_is_asked_before_a_bin_goes(self):
        self.must("create", "demo")
        terminal = self.terminal("delete", "demo")
        terminal.read_until("[y/N]")
        terminal.type("n\n")
        text, code = terminal.end()
        self.assertEqual(code, 2)
        self.assertIn("nothing was deleted", text)
        terminal = self.terminal("delete", "demo")
        terminal.read_until("[y/N]")
        terminal.type("y\n")
        self.assertEqual(terminal.end()[1], 0)
        self.assertIn("There are no bins", self.must("list"))

    def test_a_terminal_gets_colours_unless_it_wants_none(self):
        self.must("create", "demo")
        self.send("demo", b"{}")
        for environment, has_colour in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
            text, code = self.terminal("list", "demo", **environment).end()
            self.assertEqual(code, 0)
            self.assertEqual(bool(COLOUR.search(text)), has_colour, environment)
        self.assertNotIn("\x1b", self.must("list", "demo"))

    def test_no_capture_steers_a_terminal(self):
        self.must("create", "demo")
        bytes_of_it = HOSTILE.encode()
        self.send("demo/" + "".join(f"%{byte:02x}" for byte in bytes_of_it), bytes_of_it, **{"Content-Type": "text/plain"})
        # Bytes that no client library would send, on the request line and in a header.
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE) as raw:
            evil = bytes_of_it.replace(b"\r", b"")
            raw.sendall(b"POST /b/demo/" + evil.replace(b" ", b"") + b" HTTP/1.1\r\nHost: x\r\nX-Evil: " + evil +
                        b"\r\nContent-Length: %d\r\n\r\n" % len(bytes_of_it) + bytes_of_it)
            raw.recv(4096)
        self.assertEqual(len(json.loads(self.must("list", "demo", "--json"))["requests"]), 2)
        for words in (["list"], ["list", "demo"], ["list", "demo", "--json"], ["show", "demo"], ["show", "demo", "1"],
                      ["show", "demo", "--json"], ["show", "demo", "--body"], ["show", "demo", "--raw"],
                      ["tail", "demo", "--count", "2"], ["tail", "demo", "--count", "2", "--json"],
                      ["list", "demo", "--q", HOSTILE + ":x"], ["show", HOSTILE], ["show", "demo", HOSTILE]):
            text, _ = self.terminal(*words).end()
            self.assertIsNone(CONTROL.search(COLOUR.sub("", text)), (words, text))
            self.assertNotIn("\x1b[31mred", text)
        self.assertEqual(self.run_command("show", "demo", "1", "--body").stdout, bytes_of_it, "a pipe gets them all")

    def test_tail_tells_of_each_request_in_two_lines(self):
        self.must("create", "demo", "--response-status", "503")
        self.send("demo/before")
        terminal = self.terminal("tail", "demo")
        terminal.read_until("/before")
        self.send("demo/orders", b"{}", **{"webhook-id": "dlv_1", "Hookloop-Attempt": "2",
                                           "Hookloop-Event-Type": "PROJECT_PUBLISH"})
        terminal.read_until("#2")
        os.kill(terminal.process.pid, signal.SIGINT)
        text, code = terminal.end()
        self.assertEqual(code, 130)
        self.assertTrue(COLOUR.search(text))
        lines = COLOUR.sub("", text).splitlines()
        self.assertRegex(lines[2], r"^→ \d\d:\d\d:\d\d\.\d{3}Z  POST  /orders  2 B  PROJECT_PUBLISH  attempt 2")
        self.assertRegex(lines[3], r"^← #2 +503 Service Unavailable$")
        self.assertTrue(all(len(line) <= 100 for line in lines))
        self.assertRegex(lines[-1], r"^2 requests in .*: 2 answered 5xx$")

    def test_tail_into_a_pipe_is_plain_and_of_json_a_line_each(self):
        self.must("create", "demo")
        for path in ("a", "b"):
            self.send("demo/" + path)
        plain = self.must("tail", "demo", "--count", "2")
        plain.encode("ascii")
        self.assertEqual([line[:2] for line in plain.splitlines()], ["->", "<-", "->", "<-"])
        rows = [json.loads(line) for line in self.must("tail", "demo", "--after", "0", "--count", "2", "--json").splitlines()]
        self.assertEqual([row["path"] for row in rows], ["/b/demo/a", "/b/demo/b"])
        only = self.must("tail", "demo", "--after", "0", "--q", "path:/b", "--count", "1", "--json")
        self.assertEqual(json.loads(only)["seq"], 2)

    def tail_in_a_pipe(self, *words):
        process = subprocess.Popen([PROGRAM, "tail", "demo", "--json", *words], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_tail_goes_on_where_it_was_when_the_server_comes_back(self):
        self.must("create", "demo")
        self.send("demo/1")
        process = self.tail_in_a_pipe("--after", "0")
        self.assertEqual(json.loads(process.stdout.readline())["seq"], 1)
        self.server.kill()
        self.server = SamePort(self.server.port, self.folder / "data")
        for _ in range(3):
            self.send("demo/more")
        self.assertEqual([json.loads(process.stdout.readline())["seq"] for _ in range(3)], [2, 3, 4])
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=PATIENCE), 143)
        told = process.stderr.read().decode()
        self.assertIn("4 requests", told)

    def test_tail_ends_with_a_word_when_the_bin_is_deleted(self):
        self.must("create", "demo")
        self.send("demo/1")
        process = self.tail_in_a_pipe()
        process.stdout.readline()
        self.must("delete", "demo", "--yes")
        self.assertEqual(process.wait(timeout=PATIENCE), 0)
        self.assertIn("the bin demo was deleted", process.stderr.read().decode())


if __name__ == "__main__":
    main()

"""Hostile requests, taken away as programs and run by the real shell, Python and Node: they arrive as they were."""
import base64
import http.client
import json
import random
import socket
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bin_server_process import BinServerProcess, main

SEED = 500
COUNT = 500
SHELLS = 8
PIECES = [b"@/etc/passwd", b"@-", b"<file", b"'", b'"', b"''", b"\\'", b"$HOME", b"$(id)", b"`id`", b"${x:-y}", b"\\", b"\\n",
          b"\\0", b"%s", b"%%", b"%", b"%n", b"!", b"!!", b"\n", b"\r\n", b"\r", b"\n\n", b"\t", b"\0", b"\0001", b"\xff",
          b"\xc3", b"\xed\xa0\x80", "Grüße €".encode(), "\u202e\u2066".encode(), b"\x1b[31m", b"\x7f", b"-n", b"-e ",
          b"--", b"#", b"#{x}", b"*", b"~", b"&", b"|", b";", b">", b"\nEND\n", b"\nEOF\n", b"*/", b"?>", b"</script>", b" ",
          b'{"a":1}', b"a=1&b=2", b"\x01\x02", b"\xe2\x80\xa8", b"\\u0041", b"\\x41", b"x" * 2000, b"'" * 1200]
HEADERS = [b"X-Plain: value", b"X-Empty:", b"X-Quotes: it's \"$HOME\" `id` \\", b"X-At: @/etc/passwd", b"X-Equals: =1",
           b"X-Percent: 100%s %n", b"X-Latin: caf\xe9", b"X-Utf8: \xc3\xa9", b"x-lower: 1", b"X-Repeat: one",
           b"X-Repeat: two", b"X-Long: " + b"'" * 1500, b"User-Agent: odd/1.0", b"Accept: */*",
           b"Content-Type: application/json", b"Authorization: Basic eDp5", b"Cookie: a=1; b=2"]
CONTROL = b"X-Control: a\x01\x1bb"  # no client of Node's sends it
PATHS = [b"", b"/", b"/plain?a=1&b=%20", b"/it's/$HOME?q=`id`", b"/a/../b/./c", b"/100%25?%00=%ff", b"/x?y=[1]&z={2}"]
ODD_PATHS = [b"/caf\xe9", b"/a b", b"/\"<>"]
METHODS = [b"POST", b"PUT", b"PATCH", b"DELETE", b"GET", b"OPTIONS", b"A'B", b"M-SEARCH"]


def hostile_body(chance, number):
    if number == 0:
        return bytes(range(256))
    if number == 1:
        return b""
    if number == 2:
        return chance.randbytes(200_000)
    body = b"".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
    return body[:1] + chance.randbytes(50) if number % 10 == 3 else body


def hostile_requests(bin_name):
    """Each as method, target, header lines and body."""
    chance = random.Random(SEED)
    requests = []
    for number in range(COUNT):
        paths = PATHS + (ODD_PATHS if number % 4 == 0 else [])
        headers = [b"X-Case: %d" % number] + chance.sample(HEADERS, chance.randrange(0, 7))
        if number % 7 == 0:
            headers.append(CONTROL)
        requests.append((chance.choice(METHODS), b"/b/" + bin_name.encode() + chance.choice(paths), headers,
                         hostile_body(chance, number)))
    return requests


def send(port, requests):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        answers = connection.makefile("rb")
        for method, target, headers, body in requests:
            lines = [method + b" " + target + b" HTTP/1.1", b"Host: h", *headers, b"Content-Length: %d" % len(body)]
            connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
            status = answers.readline()
            assert b" 200 " in status, status
            length = 0
            while (line := answers.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            answers.read(length)


def bytes_of(field):
    return field["text"].encode() if "text" in field else base64.b64decode(field["base64"])


class HostileBodies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = BinServerProcess(Path(cls.folder.name) / "data")
        cls.server.make_bin("from")
        cls.requests = hostile_requests("from")
        send(cls.server.port, cls.requests)
        cls.connection = http.client.HTTPConnection("127.0.0.1", cls.server.port, timeout=60)

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        cls.server.stop()
        cls.folder.cleanup()

    def get(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        self.assertEqual(answer.status, 200, body)
        return body

    def programs(self, language, to):
        url = f"{self.server.url}/b/{to}"
        return [self.get(f"/api/v1/bins/from/requests/{number + 1}/snippets?language={language}&url={url}").decode()
                for number in range(COUNT)]

    def run_program(self, *command):
        self.connection.close()  # it would be idle for too long; the next call opens it anew
        done = subprocess.run(command, cwd=self.folder.name, stdin=subprocess.DEVNULL, capture_output=True, timeout=240)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])

    def file(self, name, text):
        path = Path(self.folder.name) / name
        path.write_text(text, encoding="utf-8")
        return path

    def arrived(self, name):
        """By the number of the case: method, target, header fields and body."""
        cases = {}
        _, *captures, _ = map(json.loads, self.get(f"/api/v1/bins/{name}/export?format=ndjson").splitlines())
        for capture in captures:
            line, *lines, _, _ = bytes_of(capture["head"]).split(b"\r\n")
            method, target = line.removesuffix(b" HTTP/1.1").split(b" ", 1)
            (number,) = (int(line[8:]) for line in lines if line.lower().startswith(b"x-case: "))
            self.assertNotIn(number, cases)
            cases[number] = (method, target, lines, bytes_of(capture["body"]))
        return cases

    def check(self, name, exact_target, sends_control=True, count=COUNT):
        cases = self.arrived(name)
        self.assertEqual(sorted(cases), list(range(count)))
        left_to_the_client = (b"host:", b"content-length:", b"connection:")
        for number, (method, target, headers, body) in enumerate(self.requests[:count]):
            with self.subTest(number=number):
                got_method, got_target, got_headers, got_body = cases[number]
                self.assertEqual(got_method, method)
                self.assertEqual(got_body, body)
                target = target.replace(b"/b/from", b"/b/" + name.encode())
                if exact_target(target):
                    self.assertEqual(got_target, target)
                wanted = [line for line in headers if sends_control or line != CONTROL]
                got = [line for line in got_headers if not line.lower().startswith(left_to_the_client)]
                # White space around a value is none of it.
                self.assertEqual([line.strip() for line in got], wanted)

    def test_curl_sends_them_from_sh_as_they_were(self):
        self.server.make_bin("curl")
        texts = self.programs("curl", "curl")
        self.assertTrue(all(len(line) < 1000 for text in texts for line in text.splitlines()))
        # Several shells at once, each with its part: to start curl so often takes most of the time.
        parts = [self.file(f"part_{part}.sh", "set -e\n" + "\n".join(texts[part::SHELLS])) for part in range(SHELLS)]
        with ThreadPoolExecutor(SHELLS) as shells:
            list(shells.map(lambda part: self.run_program("sh", part), parts))
        self.check("curl", exact_target=lambda target: True)

    def test_the_script_of_a_bin_sends_them_as_they_were(self):
        self.server.make_bin("script")
        script = self.get("/api/v1/bins/from/export?format=curl&q=header.X-Case:%3C100").decode()
        self.run_program("sh", self.file("script.sh", script), f"{self.server.url}/b/script")
        self.check("script", exact_target=lambda target: True, count=100)

    def test_python_sends_them_as_they_were(self):
        self.server.make_bin("python")
        for number, text in enumerate(self.programs("python", "python")):
            self.file(f"case_{number}.py", text)
        # Each program by itself, in one process: starting Python so often would take longer than all the rest.
        runner = ("import contextlib, io, runpy\n"
                  f"for number in range({COUNT}):\n"
                  "    with contextlib.redirect_stdout(io.StringIO()):\n"
                  "        runpy.run_path(f'case_{number}.py')\n")
        self.run_program(sys.executable, self.file("run_all.py", runner))
        self.check("python", exact_target=lambda target: target.isascii() and b" " not in target)

    def test_node_sends_them_as_they_were(self):
        self.server.make_bin("node")
        for number, text in enumerate(self.programs("node", "node")):
            self.file(f"case_{number}.cjs", text)
        runner = f"console.log = () => {{}};\nfor (let number = 0; number < {COUNT}; ++number) require(`./case_${{number}}.cjs`);\n"
        self.run_program("node", self.file("run_all.cjs", runner))
        self.check("node", exact_target=lambda target: b" " not in target, sends_control=False)


if __name__ == "__main__":
    main()

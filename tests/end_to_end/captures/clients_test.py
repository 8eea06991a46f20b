"""Real clients: what the bin keeps is, byte for byte, what the same client sends to a socket that only records."""
import http.client
import re
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from bin_server_process import BinServerProcess, main

TARGET = "/b/clients/hook%20one?a=1&b=caf%C3%A9"
JSON = '{"project": {"name": "MyApp"}}'


class RecordingSocket(threading.Thread):
    """Takes one request, answers 200, and knows its bytes."""

    def __init__(self):
        super().__init__()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.settimeout(30)
        self.port = self.listening.getsockname()[1]
        self.bytes = b""
        self.start()

    def run(self):
        with self.listening, self.listening.accept()[0] as client:
            client.settimeout(30)
            while b"\r\n\r\n" not in self.bytes:
                self.read(client)
            head, _, _ = self.bytes.partition(b"\r\n\r\n")
            if re.search(rb"(?im)^expect: *100-continue", head) and self.bytes.endswith(b"\r\n\r\n"):
                client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            length = re.search(rb"(?im)^content-length: *([0-9]+)", head)
            if length:
                while len(self.bytes) < len(head) + 4 + int(length[1]):
                    self.read(client)
            elif re.search(rb"(?im)^transfer-encoding:", head):
                while not re.search(rb"\r\n0\r\n(.+\r\n)*\r\n$", self.bytes):
                    self.read(client)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    def read(self, client):
        piece = client.recv(65536)
        if not piece:
            raise ConnectionError("the client went")
        self.bytes += piece


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = BinServerProcess(Path(cls.folder.name) / "data")
        cls.addClassCleanup(cls.server.stop)
        cls.server.make_bin("clients")
        cls.big = Path(cls.folder.name) / "big.bin"
        cls.big.write_bytes(bytes(range(256)) * 8192)  # 2 MiB with every byte there is

    def assert_kept_as_sent(self, send):
        """`send` is given an address and sends one request there."""
        recording = RecordingSocket()
        send(f"http://127.0.0.1:{recording.port}{TARGET}")
        recording.join()
        send(self.server.url + TARGET)
        status, raw = self.server.call("GET", "/api/v1/bins/clients/requests/latest/raw")
        self.assertEqual(status, 200)
        self.assertEqual(alike(raw, self.server.port), alike(recording.bytes, recording.port))
        return raw

    def assert_command_kept(self, *words, stdin=b""):
        def send(url):
            done = subprocess.run([*words, url], input=stdin, capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
        return self.assert_kept_as_sent(send)

    def curl(self, *flags, stdin=b""):
        return self.assert_command_kept("curl", "--silent", "--show-error", "--fail", *flags, stdin=stdin)

    def node(self, script):
        return self.assert_command_kept("node", "--input-type=module", "--eval",
                                        f"const url = process.argv[1];\n{script}")

    def test_curl(self):
        big = f"@{self.big}"
        for name, flags in {
            "get": [],
            "head": ["--head"],
            "json": ["--json", JSON],
            "form": ["--data", "a=1&b=%20", "--data-urlencode", "c=d e"],
            "own method and headers": ["--request", "M-SEARCH", "--header", "X-Empty;", "--header", "x-MiXed: 1",
                                       "--header", "x-mixed: 2"],
            "HTTP/1.0": ["--http1.0", "--data", JSON],
            "basic": ["--user", "login:password", "--data", JSON],
            "large": ["--data-binary", big],
            "large, asking first": ["--data-binary", big, "--header", "Expect: 100-continue"],
            "chunked": ["--header", "Transfer-Encoding: chunked", "--data-binary", big],
            "multipart": ["--form", "field=value", "--form", f"file={big};type=application/x-thing"],
            "upload": ["--upload-file", str(self.big), "--globoff"],
            "compressed": ["--compressed", "--header", "Range: bytes=0-9"],
        }.items():
            with self.subTest(name):
                self.curl(*flags)

    def test_curl_reading_from_a_pipe(self):
        raw = self.curl("--upload-file", "-", "--request", "POST", stdin=JSON.encode() * 1000)
        self.assertIn(b"chunked", raw)

    def test_node_fetch(self):
        raw = self.node(f"await fetch(url, {{method: 'POST', body: {JSON!r}, headers: {{'X-One': '1'}}}});")
        self.assertTrue(raw.endswith(JSON.encode()))

    def test_node_fetch_of_a_stream(self):
        raw = self.node("""
            const body = new ReadableStream({start(to) {
              for (const text of ['one', 'two']) to.enqueue(new TextEncoder().encode(text));
              to.close();
            }});
            await fetch(url, {method: 'POST', body, duplex: 'half'});""")
        self.assertIn(b"one", raw)

    def test_node_http_with_trailers(self):
        raw = self.node("""
            import http from 'node:http';
            const request = http.request(url, {method: 'PUT', headers: {Trailer: 'X-Sum', 'X-List': ['a', 'b']}});
            request.on('response', (answer) => answer.resume());
            request.write('first');
            request.addTrailers({'X-Sum': '42'});
            request.end('last');""")
        self.assertIn(b"X-Sum: 42", raw)

    def test_python_urllib(self):
        script = ("import sys, urllib.request\n"
                  f"urllib.request.urlopen(urllib.request.Request(sys.argv[1], data={JSON.encode()!r}, method='PATCH'))")
        raw = self.assert_command_kept(sys.executable, "-c", script)
        self.assertTrue(raw.endswith(JSON.encode()))

    def test_python_http_client_in_chunks(self):
        def send(url):
            host, _, rest = url.removeprefix("http://").partition("/")
            connection = http.client.HTTPConnection(host, timeout=30)
            connection.request("POST", "/" + rest, iter([b"one", b"two" * 1000, b"\x00\xff"]), encode_chunked=True,
                               headers={"Transfer-Encoding": "chunked"})
            self.assertEqual(connection.getresponse().status, 200)
            connection.close()
        self.assertTrue(self.assert_kept_as_sent(send).endswith(b"0\r\n\r\n"))


def alike(raw, port):
    """Without what differs between two runs of one client: the port, and the boundary that it draws."""
    raw = raw.replace(b":%d" % port, b":PORT")
    boundary = re.search(rb"boundary=([-\w]+)", raw)
    return raw.replace(boundary[1], b"BOUNDARY") if boundary else raw


if __name__ == "__main__":
    main()

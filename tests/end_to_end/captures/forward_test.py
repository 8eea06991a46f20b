"""Forwarding across kill -9: each capture that was acknowledged reaches the target, in order; one that was under way may
reach it twice."""
import http.client
import http.server
import tempfile
import threading
import time
import unittest
from pathlib import Path

from bin_server_process import BinServerProcess, main

KILLS = 5
PATIENCE = 60


class Target:
    """Answers every POST with 200 and remembers the bodies in the order in which they came."""

    def __init__(self):
        bodies = self.bodies = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def send_until_killed(server, first):
    """Captures with the numbers from `first` on, one after the other; the numbers of those that were acknowledged."""
    acknowledged = []
    killer = threading.Timer(0.3, server.kill)
    killer.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    number = first
    try:
        while True:
            connection.request("POST", "/b/demo", str(number))
            if connection.getresponse().read():
                acknowledged.append(number)
            number += 1
    except (OSError, http.client.HTTPException):
        pass  # it was killed, perhaps in the middle of an answer
    finally:
        connection.close()
        killer.join()
    return acknowledged


class Forwarding(unittest.TestCase):
    def test_every_acknowledged_capture_reaches_the_target_in_order_through_kills(self):
        target = Target()
        self.addCleanup(target.close)
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            acknowledged = []
            for kill in range(KILLS):
                server = BinServerProcess(data)
                if kill == 0:
                    server.make_bin("demo", forward={"targets": [target.url]})
                acknowledged += send_until_killed(server, 1_000_000 * (kill + 1))
            server = BinServerProcess(data)
            try:
                deadline = time.monotonic() + PATIENCE
                while True:
                    shown = server.call("GET", "/api/v1/bins/demo")[1]
                    if shown["forward"]["targets"][0]["forwarded_seq"] == shown["last_seq"]:
                        break
                    self.assertLess(time.monotonic(), deadline, shown)
            finally:
                server.stop()
        arrived = [int(body) for body in target.bodies]
        self.assertGreater(len(acknowledged), KILLS)
        self.assertEqual(set(acknowledged) - set(arrived), set())
        once = [number for i, number in enumerate(arrived) if number not in arrived[max(0, i - 1):i]]
        self.assertEqual(once, sorted(set(arrived)), "out of order")
        self.assertLessEqual(len(arrived) - len(set(arrived)), KILLS, "sent again though nothing interrupted it")


if __name__ == "__main__":
    main()

"""Never lies: whatever was answered 2xx is there after kill -9, once, byte for byte."""
import hashlib
import http.client
import json
import random
import tempfile
import threading
import unittest
from pathlib import Path

from bin_server_process import BinServerProcess, main

KILLS = 20
SENDERS = 6


class Sender(threading.Thread):
    """Sends distinct bodies on one connection until the server is gone; remembers what was acknowledged."""

    def __init__(self, port, name):
        super().__init__()
        self.port, self.sender_name = port, name
        self.acknowledged = {}  # request id -> SHA-256 of the body

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        number = 0
        try:
            while True:
                number += 1
                body = f"{self.sender_name} {number} ".encode() + random.Random(number).randbytes(number % 2000)
                connection.request("POST", f"/b/crash/{self.sender_name}/{number}", body)
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 200:
                    self.acknowledged[json.loads(text)["captured"]] = hashlib.sha256(body).hexdigest()
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the server is gone, perhaps in the middle of an answer
        finally:
            connection.close()


class Crash(unittest.TestCase):
    def test_what_was_acknowledged_survives_every_kill(self):
        chance = random.Random(20)
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            acknowledged = {}
            for kill in range(KILLS):
                server = BinServerProcess(data)
                try:
                    if kill == 0:
                        server.make_bin("crash")
                    senders = [Sender(server.port, f"{kill}-{i}") for i in range(SENDERS)]
                    for sender in senders:
                        sender.start()
                    # A random moment under load: this long into it.
                    threading.Event().wait(0.02 + chance.random() * 0.4)
                finally:
                    server.kill()
                for sender in senders:
                    sender.join()
                    acknowledged.update(sender.acknowledged)

            server = BinServerProcess(data)
            try:
                rows = server.captures("crash")
                ids = [row["id"] for row in rows]
                self.assertEqual(len(ids), len(set(ids)), "nothing is there twice")
                self.assertGreater(len(acknowledged), KILLS * SENDERS, "there was a load to speak of")
                self.assertEqual(set(acknowledged) - set(ids), set(), "nothing acknowledged is lost")
                self.assertEqual([row["seq"] for row in rows], list(range(1, len(rows) + 1)), "numbers have no gaps")
                targets = [row["target"] for row in rows]
                self.assertEqual(len(targets), len(set(targets)), "nothing that was sent once is there twice")
                self.assert_bodies(server.port, acknowledged)
                _, bin_now = server.call("GET", "/api/v1/bins/crash")
                self.assertEqual(bin_now["request_count"], len(rows))
                print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(rows)} captured")
            finally:
                self.assertEqual(server.stop(), 0)

    def assert_bodies(self, port, acknowledged):
        """All of them, on one connection, for they are many."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for request_id, digest in acknowledged.items():
            connection.request("GET", f"/api/v1/bins/crash/requests/{request_id}/body")
            self.assertEqual(hashlib.sha256(connection.getresponse().read()).hexdigest(), digest, request_id)
        connection.close()


if __name__ == "__main__":
    main()

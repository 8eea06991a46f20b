"""A disk that fills up while bin_server runs, made by a limit on the size of its files that comes and goes."""
import tempfile
import unittest
from pathlib import Path

from bin_server_process import BinServerProcess, main


class FullDisk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "data"
        self.server = BinServerProcess(self.data)
        self.addCleanup(self.server.stop)
        self.server.make_bin("b")

    def largest_file(self):
        return max(path.stat().st_size for path in self.data.iterdir())

    def capture(self, number):
        return self.server.call("POST", "/b/b", {"number": number, "filling": "x" * 5000})

    def fill(self):
        """Captures until it is refused three times; gives what was acknowledged."""
        self.server.set_room(self.largest_file() + 300_000)
        acknowledged, refused = {}, 0
        for number in range(2000):
            status, answer = self.capture(number)
            if status == 200:
                acknowledged[answer["captured"]] = number
                continue
            self.assertEqual(status, 503, answer)
            self.assertEqual(answer["status"], 503)
            refused += 1
            if refused == 3:
                return acknowledged
        self.fail("the disk did not fill up")

    def assert_all_there(self, acknowledged):
        rows = self.server.captures("b")
        ids = [row["id"] for row in rows]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(set(acknowledged) - set(ids), set())
        for request, number in acknowledged.items():
            status, body = self.server.call("GET", f"/api/v1/bins/b/requests/{request}/body")
            self.assertEqual(status, 200)
            self.assertTrue(body.startswith(b'{"number": %d,' % number))

    def test_captures_get_503_and_are_counted_and_nothing_acknowledged_is_lost(self):
        acknowledged = self.fill()
        self.assertGreater(len(acknowledged), 5)
        self.server.set_room(0)  # a few bytes may be left where a capture does not fit any more
        status, problem = self.server.call("GET", "/readyz")
        self.assertEqual(status, 503, problem)
        self.assertEqual(self.server.call("GET", "/healthz")[0], 200)
        _, bin_now = self.server.call("GET", "/api/v1/bins/b")
        self.assertEqual(bin_now["refused"]["not_stored"], 3)
        self.assertEqual(bin_now["request_count"], len(acknowledged))
        self.assert_all_there(acknowledged)

        self.server.set_room(None)
        self.assertEqual(self.server.call("GET", "/readyz")[0], 200)
        status, answer = self.capture(5000)
        self.assertEqual(status, 200)
        acknowledged[answer["captured"]] = 5000
        self.assert_all_there(acknowledged)
        self.assertEqual(self.server.stop(), 0)

    def test_what_was_acknowledged_is_there_when_it_is_killed_on_the_full_disk(self):
        acknowledged = self.fill()
        self.server.kill()
        self.server = BinServerProcess(self.data)
        self.addCleanup(self.server.stop)
        self.assert_all_there(acknowledged)
        self.assertEqual(self.capture(1)[0], 200)

    def test_calls_that_would_write_are_refused_without_harm(self):
        acknowledged = self.fill()
        self.server.set_room(0)
        status, _ = self.server.call("POST", "/api/v1/bins", {"id": "one-more"})
        self.assertEqual(status, 503)
        self.assertEqual(self.server.call("GET", "/api/v1/bins/one-more")[0], 404)
        self.assertEqual(self.server.call("PATCH", "/api/v1/bins/b", {"name": "renamed"})[0], 503)
        self.assertEqual(self.server.call("GET", "/api/v1/bins/b")[1]["name"], "b")
        self.assertEqual(self.server.call("DELETE", "/api/v1/bins/b")[0], 503)
        self.assertEqual(self.server.call("DELETE", "/api/v1/bins/b/requests/1")[0], 503)
        self.assertEqual(self.server.call("DELETE", "/api/v1/bins/b/requests")[0], 503)
        self.assert_all_there(acknowledged)


if __name__ == "__main__":
    main()

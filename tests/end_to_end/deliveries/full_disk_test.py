"""A disk that fills up while the platform runs, made by a limit on the size of its files that comes and goes."""
import tempfile
import unittest
from pathlib import Path

from emitter_process import EmitterProcess, main
from misbehaving_receiver import MisbehavingReceiver


class FullDisk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "data"
        self.receiver = MisbehavingReceiver({200: 1})
        self.addCleanup(self.receiver.stop)
        self.emitter = EmitterProcess(self.data)
        self.addCleanup(self.emitter.stop)
        self.webhook = self.emitter.add_webhook("hook", self.receiver.url("/hook"))
        for _ in range(3):
            self.emitter.attach(self.webhook, ["PROJECT_CREATE"])

    def create_app(self, number):
        return self.emitter.call("POST", "/api/v1/apps", {"name": f"App {number}", "description": "x" * 1500})

    def fill(self):
        """Deeds until one is refused three times; gives the events of those that were acknowledged."""
        self.emitter.set_room(max(path.stat().st_size for path in self.data.iterdir()) + 2_000_000)
        acknowledged, refused = [], 0
        for number in range(5000):
            status, answer = self.create_app(number)
            if status == 201:
                acknowledged.append(answer["event"]["id"])
                continue
            self.assertEqual(status, 503, answer)
            self.assertEqual(answer["type"], "urn:hookloop:problem:store-unavailable")
            refused += 1
            if refused == 3:
                return acknowledged
        self.fail("the disk did not fill up")

    def assert_whole(self, acknowledged):
        """Each event has its app and its deliveries, and nothing is there besides."""
        events = self.emitter.must("GET", "/api/v1/events?limit=500")
        rows = events["events"]
        while events["next"] is not None:
            events = self.emitter.must("GET", f"/api/v1/events?limit=500&before={events['next']}")
            rows += events["events"]
        self.assertEqual([row["id"] for row in reversed(rows)], acknowledged)
        self.assertEqual(len(self.emitter.must("GET", "/api/v1/apps")["apps"]), len(acknowledged))
        owed = [row["event"]["id"] for row in self.emitter.deliveries()]
        self.assertEqual(sorted(owed), sorted(acknowledged * 3))

    def test_deeds_get_503_with_nothing_half_done_and_deliveries_resume_when_there_is_room(self):
        acknowledged = self.fill()
        self.assertGreater(len(acknowledged), 5)
        self.emitter.set_room(0)  # a few bytes may be left where a deed does not fit any more
        self.assertEqual(self.emitter.call("GET", "/readyz")[0], 503)
        self.assertEqual(self.emitter.call("GET", "/healthz")[0], 200)
        self.assertEqual(self.emitter.call("PATCH", f"/api/v1/webhooks/{self.webhook}", {"name": "other"})[0], 503)
        self.assertEqual(self.emitter.call("DELETE", f"/api/v1/webhooks/{self.webhook}")[0], 503)
        self.assert_whole(acknowledged)

        self.emitter.set_room(None)
        status, answer = self.create_app(5000)
        self.assertEqual(status, 201)
        acknowledged.append(answer["event"]["id"])
        self.emitter.wait_until_done()
        self.assert_whole(acknowledged)
        self.assertEqual(self.emitter.call("GET", "/readyz")[0], 200)
        self.assertEqual({row["state"] for row in self.emitter.deliveries()}, {"delivered"})
        received = [(one.delivery, one.attempt) for one in self.receiver.received]
        self.assertEqual(len(received), len(acknowledged) * 3)
        self.assertEqual(sorted(received), sorted((line["delivery"], line["attempt"]) for line in self.emitter.ledger()))

    def test_what_was_acknowledged_is_delivered_when_it_is_killed_on_the_full_disk(self):
        acknowledged = self.fill()
        self.emitter.kill()
        self.emitter = EmitterProcess(self.data)
        self.addCleanup(self.emitter.stop)
        self.emitter.wait_until_done()
        self.assert_whole(acknowledged)
        self.assertEqual({row["state"] for row in self.emitter.deliveries()}, {"delivered"})


if __name__ == "__main__":
    main()

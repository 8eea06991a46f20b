"""Loses nothing: kill -9 at random moments of thousands of deliveries to a receiver that misbehaves too."""
import collections
import http.client
import json
import random
import tempfile
import threading
import unittest
from pathlib import Path

from emitter_process import EmitterProcess, main
from misbehaving_receiver import MisbehavingReceiver

KILLS = 20
ATTACHMENTS = 10  # of each webhook: one deed is twenty deliveries

MOODS = {200: 70, 204: 5, 500: 5, 503: 5, "reset": 5, "close": 4, "early": 4, "hang": 2}


class Actor(threading.Thread):
    """Does deeds until the platform is gone; remembers the events that were acknowledged."""

    def __init__(self, port, name):
        super().__init__()
        self.port, self.actor_name = port, name
        self.acknowledged = []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        number = 0
        try:
            while True:
                number += 1
                connection.request("POST", "/api/v1/apps", json.dumps({"name": f"{self.actor_name} {number}"}))
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 201:
                    self.acknowledged.append(json.loads(text)["event"]["id"])
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the platform is gone, perhaps in the middle of an answer
        finally:
            connection.close()


class Crash(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "data"
        self.receiver = MisbehavingReceiver(MOODS)
        self.addCleanup(self.receiver.stop)

    def set_up_webhooks(self, emitter):
        common = {"retry": {"delays_ms": [10] * 50}, "timeout_ms": 500, "max_in_flight": 16, "breaker": {"enabled": False}}
        for guarantee in ("at_least_once", "at_most_once"):
            webhook = emitter.add_webhook(guarantee, self.receiver.url("/" + guarantee), guarantee=guarantee, **common)
            for _ in range(ATTACHMENTS):
                emitter.attach(webhook, ["PROJECT_CREATE"])

    def test_no_event_is_lost_and_every_duplicate_is_explained_through_every_kill(self):
        chance = random.Random(20)
        acknowledged = []
        for kill in range(KILLS):
            emitter = EmitterProcess(self.data)
            try:
                if kill == 0:
                    self.set_up_webhooks(emitter)
                actors = [Actor(emitter.port, f"{kill}-{i}") for i in range(2)]
                for actor in actors:
                    actor.start()
                # A random moment under load: this long into it.
                threading.Event().wait(0.05 + chance.random() * 0.5)
            finally:
                emitter.kill()
            for actor in actors:
                actor.join()
                acknowledged += actor.acknowledged

        self.receiver.behave({200: 1})
        emitter = EmitterProcess(self.data)
        try:
            emitter.wait_until_done()
            deliveries, ledger = emitter.deliveries(), emitter.ledger()
            events = emitter.metric("hookloop_events_total")
        finally:
            self.assertEqual(emitter.stop(), 0)
        self.receiver.stop()

        self.assertGreater(len(deliveries), 2000, "there was a load to speak of")
        self.assert_no_event_was_lost(acknowledged, deliveries, events)
        self.assert_everything_received_is_in_the_ledger(ledger)
        self.assert_every_duplicate_is_explained(deliveries, ledger)
        cut_off = sum(line["failure"] == "crashed" for line in ledger)
        self.assertGreater(cut_off, KILLS, "kills came while deliveries were in flight")
        print(f"{KILLS} kills, {len(acknowledged)} deeds acknowledged, {len(deliveries)} deliveries, "
              f"{len(ledger)} attempts, {cut_off} cut off, {len(self.receiver.received)} received")

    def assert_no_event_was_lost(self, acknowledged, deliveries, events):
        owed = collections.Counter(row["event"]["id"] for row in deliveries)
        self.assertEqual(set(acknowledged) - set(owed), set(), "an acknowledged deed has its deliveries")
        self.assertEqual(len(owed), events)
        self.assertEqual(set(owed.values()), {2 * ATTACHMENTS}, "a deed is there with all of its deliveries or not at all")
        for row in deliveries:
            if row["webhook"] == self.webhook_of(deliveries, "at_least_once"):
                self.assertEqual(row["state"], "delivered", row)

    def assert_everything_received_is_in_the_ledger(self, ledger):
        written = {(line["delivery"], line["attempt"]): line for line in ledger}
        self.assertEqual(len(written), len(ledger), "an attempt has one line")
        seen = collections.Counter((one.delivery, one.attempt) for one in self.receiver.received)
        self.assertEqual([key for key, count in seen.items() if count > 1], [], "an attempt is sent once")
        self.assertEqual(set(seen) - set(written), set(), "what was received is in the ledger")
        for one in self.receiver.received:
            line = written[(one.delivery, one.attempt)]
            if line["failure"] != "crashed" and one.answered:
                self.assertEqual(line["status"], one.answered, (one, line))

    def assert_every_duplicate_is_explained(self, deliveries, ledger):
        attempts = collections.defaultdict(list)
        for line in ledger:
            attempts[line["delivery"]].append(line)
        received = collections.Counter(one.delivery for one in self.receiver.received)
        at_most_once = self.webhook_of(deliveries, "at_most_once")
        for row in deliveries:
            lines = sorted(attempts[row["id"]], key=lambda line: line["attempt"])
            self.assertEqual([line["attempt"] for line in lines], list(range(1, len(lines) + 1)))
            for line in lines[:-1]:
                self.assertNotEqual(line["outcome"], "accepted", "nothing that was accepted is sent again")
            self.assertLessEqual(received[row["id"]], len(lines))
            if row["webhook"] == at_most_once:
                self.assertLessEqual(received[row["id"]], 1, row)
            else:
                self.assertGreaterEqual(received[row["id"]], 1, row)

    def webhook_of(self, deliveries, path):
        if not hasattr(self, "webhooks"):
            by_delivery = {one.delivery: one.path for one in self.receiver.received}
            self.webhooks = {by_delivery[row["id"]].strip("/"): row["webhook"] for row in deliveries if row["id"] in by_delivery}
        return self.webhooks[path]


if __name__ == "__main__":
    main()

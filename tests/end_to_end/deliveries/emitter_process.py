"""The real `emitter serve` as a test's own process."""
import json
import time

from server_process import PROGRAMS, ServerProcess, main  # noqa: F401: main is for those who import from here

PROGRAM = str(PROGRAMS / "emitter")


class EmitterProcess(ServerProcess):
    def __init__(self, data, *flags, wrap=()):
        super().__init__([PROGRAM, "serve"], data, *flags, wrap=wrap)

    def must(self, method, path, body=None):
        status, answer = self.call(method, path, body)
        assert 200 <= status < 300, (method, path, status, answer)
        return answer

    def add_webhook(self, name, url, **settings):
        return self.must("POST", "/api/v1/webhooks", {"name": name, "url": url, **settings})["id"]

    def attach(self, webhook, events, app=None):
        return self.must("POST", "/api/v1/attachments", {"webhook": webhook, "app": app, "events": events})["id"]

    def ledger(self):
        return [json.loads(line) for line in self.must("GET", "/api/v1/ledger").splitlines()]

    def deliveries(self, **narrow):
        """All rows that match, newest first."""
        query = "".join(f"&{name}={value}" for name, value in narrow.items())
        rows, before = [], ""
        while True:
            page = self.must("GET", f"/api/v1/deliveries?limit=500{query}{before}")
            rows += page["deliveries"]
            if page["next"] is None:
                return rows
            before = f"&before={page['next']}"

    def wait_until_done(self, seconds=120):
        """Until no delivery is pending or in flight."""
        deadline = time.monotonic() + seconds
        while self.metric("hookloop_outbox_depth") > 0:
            if time.monotonic() > deadline:
                raise RuntimeError("deliveries do not come to an end")
            time.sleep(0.02)

    def metric(self, name):
        for line in self.must("GET", "/metrics").decode().splitlines():
            if line.split("{")[0].split(" ")[0] == name:
                return float(line.rsplit(" ", 1)[1])
        raise KeyError(name)

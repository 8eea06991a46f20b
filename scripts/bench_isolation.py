"""Whether one webhook that always hangs to its time-out delays the others: 99 healthy webhooks beside it, and the same
without it, in turns within one run.

Deeds come at a steady rate, each owed to every webhook. What is compared is the time from a deed to the end of its accepted
delivery, over all deliveries of the healthy webhooks.
"""
import argparse
import datetime
import statistics
import socket
import threading
import time

from bench_tools import Bench

HEALTHY = 99


class Hanger:
    """Takes connections and whatever comes on them, and never answers."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/hang"
        self.connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                self.connections.append(self.socket.accept()[0])
            except OSError:
                return

    def close(self):
        self.socket.close()
        for connection in self.connections:
            connection.close()


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def add_webhook(server, name, url, **settings):
    webhook = server.api("POST", "/api/v1/webhooks", {"name": name, "url": url, **settings})["id"]
    server.api("POST", "/api/v1/attachments", {"webhook": webhook, "app": None, "events": ["PROJECT_CREATE"]})
    return webhook


def latencies(server, hanging, after):
    """Milliseconds from deed to accepted, of the healthy deliveries after this number; and the last number."""
    found, last = [], after
    while True:
        page = server.api("GET", f"/api/v1/deliveries?limit=500&after={last}")
        for row in page["deliveries"]:
            last = max(last, row["number"])
            if row["webhook"] != hanging:
                found.append((moment(row["finished_at"]) - moment(row["created_at"])) * 1000)
        if page["next"] is None:
            return found, last


def run(server, options, healthy_owed):
    begin = time.monotonic()
    for deed in range(options.seconds * options.rate):
        server.api("POST", "/api/v1/apps", {"name": "Bench"})
        time.sleep(max(0, begin + (deed + 1) / options.rate - time.monotonic()))
    wanted = healthy_owed + options.seconds * options.rate * HEALTHY
    while server.metric('hookloop_deliveries{state="delivered"}') < wanted:
        time.sleep(0.02)
    return wanted


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10, help="of each half of a round")
    parser.add_argument("--rate", type=int, default=10, help="deeds a second")
    options = parser.parse_args()
    hanger = Hanger()
    with Bench() as bench:
        server = bench.start(["emitter", "serve"])
        nginx = bench.start_nginx()
        for i in range(HEALTHY):
            add_webhook(server, f"healthy {i}", nginx)
        hanging = add_webhook(server, "hangs", hanger.url, timeout_ms=2000, breaker={"enabled": False}, state="disabled")
        with_it, without_it = [], []
        owed = run(server, argparse.Namespace(seconds=1, rate=options.rate), 0)  # warm
        _, last = latencies(server, hanging, 0)
        for _ in range(options.rounds):
            for state, p99 in (("disabled", without_it), ("enabled", with_it)):
                server.api("PATCH", f"/api/v1/webhooks/{hanging}", {"state": state})
                owed = run(server, options, owed)
                found, last = latencies(server, hanging, last)
                p99.append(percentile(found, 0.99))
        hung = server.metric('hookloop_attempts_total{outcome="timed_out"}')
    hanger.close()
    if hung == 0:
        raise SystemExit("bench: the webhook that hangs was never tried")
    base, beside = statistics.median(without_it), statistics.median(with_it)
    print(f"{HEALTHY} healthy webhooks, {options.rate * HEALTHY} deliveries a second, {options.rounds} rounds of "
          f"{options.seconds} s; {hung:.0f} attempts timed out meanwhile; medians")
    print(f"{'p99 alone ms':>13} {'p99 beside it ms':>17} {'ratio':>6}")
    print(f"{base:>13.2f} {beside:>17.2f} {beside / base:>6.2f}")


if __name__ == "__main__":
    main()

"""Signed, ledgered deliveries a second with 64 in flight: to nginx answering 200, as a ratio to what wrk does against the
same nginx with the like of our requests in the same run, and into bin_server.

A backlog is made while the webhook is paused, and timed from its resumption to the last delivery; each round has its own.
Afterwards every delivery must be delivered with one attempt in the ledger, and bin_server must have captured each one once.
`--memory` makes one backlog after the other until there were so many deliveries, and prints what the emitter holds.
"""
import argparse
import datetime
import statistics
import time

from bench_tools import Bench, load

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FAN_OUT = 500  # attachments: one deed is so many deliveries
# What a delivery looks like on the wire, so that wrk sends as much and nginx reads as much.
WRK_SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["User-Agent"] = "Hookloop/0.1.0"
wrk.headers["Accept"] = "*/*"
wrk.headers["webhook-id"] = "dlv_01m8e8rysx0q62qfrgn1pzycjm"
wrk.headers["webhook-timestamp"] = "1795775298"
wrk.headers["webhook-signature"] = "v1,TAUXHocl2966MWGaG8MmDHKnSQYxe6xpdRttIwwJeEE="
wrk.headers["Hookloop-Event-Id"] = "evt_01m8e8rysx0q62qfrgn1pzycjk"
wrk.headers["Hookloop-Event-Type"] = "PROJECT_CREATE"
wrk.headers["Hookloop-Attempt"] = "1"
wrk.body = '{"data":"' .. string.rep("x", 330) .. '"}'
"""


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Platform:
    def __init__(self, server, url, in_flight):
        self.server = server
        self.webhook = server.api("POST", "/api/v1/webhooks", {
            "name": "bench", "url": url, "secret": SECRET, "max_in_flight": in_flight, "state": "paused"})["id"]
        for _ in range(FAN_OUT):
            server.api("POST", "/api/v1/attachments", {"webhook": self.webhook, "app": None, "events": ["PROJECT_CREATE"]})

    def set_state(self, state):
        self.server.api("PATCH", f"/api/v1/webhooks/{self.webhook}", {"state": state})

    def aim_at(self, url):
        self.server.api("PATCH", f"/api/v1/webhooks/{self.webhook}", {"url": url})

    def owe(self, count):
        """Makes a backlog; gives its size."""
        owed = 0
        while owed < count:
            owed += self.server.api("POST", "/api/v1/apps", {"name": "Bench"})["event"]["deliveries"]
        return owed

    def deliver(self):
        """Seconds from now until nothing is owed any more."""
        begin = time.time()
        self.set_state("enabled")
        # Asking takes of the two cores, too: seldom, and the time is that of the last one's end.
        while self.server.metric("hookloop_outbox_depth") > 0:
            time.sleep(0.1)
        last = self.server.api("GET", "/api/v1/deliveries?limit=100")["deliveries"]
        seconds = max(moment(row["finished_at"]) for row in last) - begin
        self.set_state("paused")
        return seconds

    def round(self, count):
        owed = self.owe(count)
        return owed / self.deliver()

    def check(self, total):
        delivered = self.server.metric('hookloop_deliveries{state="delivered"}')
        accepted = self.server.metric('hookloop_attempts_total{outcome="accepted"}')
        if not total == delivered == accepted:
            raise SystemExit(f"bench: {total} owed, {delivered:.0f} delivered, {accepted:.0f} attempts accepted")


def measure_rates(options):
    with Bench(options.data) as bench:
        script = bench.scratch / "post.lua"
        script.write_text(WRK_SCRIPT)
        nginx = bench.start_nginx()
        captures = bench.start(["bin_server"], "--max-requests", "1000000000", "--max-bytes", "100G")
        emitter = bench.start(["emitter", "serve"], "--durability", options.durability)
        captures.api("POST", "/api/v1/bins", {"id": "bench"})
        platform = Platform(emitter, nginx, options.in_flight)
        load(nginx, options.in_flight, 1, str(script))  # warm
        platform.round(options.deliveries // 10)
        wrk, to_nginx, to_bin = [], [], []
        total = int(emitter.metric("hookloop_events_total")) * FAN_OUT
        captured = 0
        for _ in range(options.rounds):
            wrk.append(load(nginx, options.in_flight, options.seconds, str(script))[0])
            to_nginx.append(platform.round(options.deliveries))
        # Afterwards, for what bin_server writes keeps the disk busy longer than a round.
        platform.aim_at(f"{captures.url}/b/bench")
        for _ in range(options.rounds):
            to_bin.append(platform.round(options.deliveries))
            captured = captures.api("GET", "/api/v1/bins/bench")["total_count"]
        total = int(emitter.metric("hookloop_events_total")) * FAN_OUT
        platform.check(total)
        per_round = -(-options.deliveries // FAN_OUT) * FAN_OUT
        if captured != options.rounds * per_round:
            raise SystemExit(f"bench: {options.rounds * per_round} sent to bin_server, {captured} captured")
        base, nginx_rate, bin_rate = map(statistics.median, (wrk, to_nginx, to_bin))
        print(f"{options.rounds} rounds of {per_round} deliveries, {options.in_flight} in flight, durability "
              f"{options.durability}; medians")
        print(f"{'wrk/s':>9} {'deliveries/s':>13} {'ratio':>6} {'into bin_server/s':>18}")
        print(f"{base:>9.0f} {nginx_rate:>13.0f} {nginx_rate / base:>6.2f} {bin_rate:>18.0f}")


def measure_memory(options):
    with Bench(options.data) as bench:
        emitter = bench.start(["emitter", "serve"], "--durability", options.durability)
        platform = Platform(emitter, bench.start_nginx(), options.in_flight)
        print(f"{'deliveries':>10} {'resident MiB':>12}")
        total = 0
        while total < options.memory:
            owed = platform.owe(min(100_000, options.memory - total))
            platform.deliver()
            total += owed
            print(f"{total:>10} {emitter.resident_mib():>12.1f}", flush=True)
        platform.check(total)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5, help="of wrk, each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--deliveries", type=int, default=100_000, help="each round and receiver")
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--durability", default="normal", choices=["normal", "full"])
    parser.add_argument("--data", help="folder for the databases (default: a temporary one)")
    parser.add_argument("--memory", type=int, metavar="N", help="watch memory over N deliveries instead")
    options = parser.parse_args()
    if options.memory:
        measure_memory(options)
    else:
        measure_rates(options)


if __name__ == "__main__":
    main()

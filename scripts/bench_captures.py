"""Durable captures a second, as a ratio to nginx answering 200 to the same load in the same run.

For each number of connections: rounds of nginx, then bin_server, each for some seconds under wrk with 1-KiB POSTs; the
medians of the rounds are compared. A new bin each round, one database all along. After the last round every answer that wrk
counted must be there as a capture.
"""
import argparse
import statistics

from bench_tools import Bench, load

WRK_SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"data":"' .. string.rep("x", 1013) .. '"}'
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", default="1,16,64,256")
    parser.add_argument("--durability", default="normal", choices=["normal", "full"])
    parser.add_argument("--data", help="folder for the database (default: a temporary one)")
    options = parser.parse_args()

    with Bench(options.data) as bench:
        script = bench.scratch / "post.lua"
        script.write_text(WRK_SCRIPT)
        nginx = bench.start_nginx()
        server = bench.start(["bin_server"], "--durability", options.durability, "--max-requests", "1000000000",
                             "--max-bytes", "100G")
        load(nginx, 16, 1, str(script))  # warm
        print(f"{options.rounds} rounds of {options.seconds} s, 1-KiB POSTs, durability {options.durability}; medians")
        print(f"{'connections':>11} {'nginx/s':>9} {'captures/s':>10} {'ratio':>6} {'p50 ms':>7} {'p99 ms':>7} {'nginx p99':>9}")
        for connections in [int(c) for c in options.connections.split(",")]:
            plain, durable = [], []
            for round_number in range(options.rounds):
                plain.append(load(nginx, connections, options.seconds, str(script)))
                bin_id = f"bench-{connections}-{round_number}"
                server.api("POST", "/api/v1/bins", {"id": bin_id})
                run = load(f"{server.url}/b/{bin_id}", connections, options.seconds, str(script))
                durable.append(run)
                if run[4]:
                    raise SystemExit(f"bench: not every answer was a 200: {run[4]}")
                # wrk stops in the middle of requests: more may be stored than it counted, never fewer.
                stored = server.api("GET", f"/api/v1/bins/{bin_id}")["request_count"]
                if not run[3] <= stored <= run[3] + connections:
                    raise SystemExit(f"bench: {run[3]} answers, {stored} captures kept")
                server.api("DELETE", f"/api/v1/bins/{bin_id}")
            median = lambda runs, i: statistics.median(r[i] for r in runs)
            print(f"{connections:>11} {median(plain, 0):>9.0f} {median(durable, 0):>10.0f} {median(durable, 0) / median(plain, 0):>6.2f}"
                  f" {median(durable, 1):>7.2f} {median(durable, 2):>7.2f} {median(plain, 2):>9.2f}", flush=True)


if __name__ == "__main__":
    main()

"""Durable captures a second, as a ratio to nginx answering 200 to the same load in the same run.

For each number of connections: rounds of nginx, then bin_server, each for some seconds under wrk with 1-KiB POSTs; the
medians of the rounds are compared. A new bin each round, one database all along. After the last round every answer that wrk
counted must be there as a capture.
"""
import argparse
import json
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WRK_SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"data":"' .. string.rep("x", 1013) .. '"}'
"""
NGINX_CONF = """
worker_processes 1;
pid {dir}/nginx.pid;
error_log {dir}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {dir}/body;
  proxy_temp_path {dir}/proxy;
  fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi;
  scgi_temp_path {dir}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ default_type application/json; return 200 '{{"captured":"req_00000000000000000000000000"}}'; }}
  }}
}}
"""


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(condition, what):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    raise SystemExit(f"bench: {what} did not start")


def answers(url):
    try:
        urllib.request.urlopen(url, timeout=1).read()
        return True
    except OSError:
        return False


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def load(url, connections, seconds, script):
    """One run of wrk: requests a second, p50 and p99 in milliseconds, answers, and errors of any kind."""
    threads = min(connections, 2)
    out = subprocess.run(["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--latency", "-s", script, url],
                         check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    total = int(re.search(r"(\d+) requests in", out).group(1))
    p50, p99 = (milliseconds(re.search(rf"(?m)^\s*{p}%\s+(\S+)", out).group(1)) for p in (50, 99))
    errors = re.findall(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", out)
    return rate, p50, p99, total, errors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", default="1,16,64,256")
    parser.add_argument("--durability", default="normal", choices=["normal", "full"])
    parser.add_argument("--data", help="folder for the database (default: a temporary one)")
    options = parser.parse_args()

    scratch = Path(tempfile.mkdtemp(prefix="hookloop-bench-", dir=options.data))
    started = []
    try:
        script = scratch / "post.lua"
        script.write_text(WRK_SCRIPT)
        nginx_port = free_port()
        conf = scratch / "nginx.conf"
        conf.write_text(NGINX_CONF.format(dir=scratch, port=nginx_port))
        nginx_binary = shutil.which("nginx") or "/usr/sbin/nginx"
        started.append(subprocess.Popen([nginx_binary, "-c", str(conf), "-g", "daemon off;"], stderr=subprocess.DEVNULL))
        nginx = f"http://127.0.0.1:{nginx_port}/b/bench"
        wait_for(lambda: answers(nginx), "nginx")

        ready = scratch / "ready"
        server = subprocess.Popen([str(ROOT / "build/release/bin/bin_server"), "--listen", "127.0.0.1:0", "--data", str(scratch / "data"),
                                   "--ready-file", str(ready), "--durability", options.durability, "--max-requests", "1000000000",
                                   "--max-bytes", "100G"], stdout=subprocess.DEVNULL)
        started.append(server)
        wait_for(ready.exists, "bin_server")
        base = json.loads(ready.read_text())["url"]

        def api(method, path, body=None):
            request = urllib.request.Request(base + path, method=method, data=None if body is None else json.dumps(body).encode())
            with urllib.request.urlopen(request, timeout=60) as response:
                text = response.read()
                return json.loads(text) if text else None

        load(nginx, 16, 1, str(script))  # warm
        print(f"{options.rounds} rounds of {options.seconds} s, 1-KiB POSTs, durability {options.durability}; medians")
        print(f"{'connections':>11} {'nginx/s':>9} {'captures/s':>10} {'ratio':>6} {'p50 ms':>7} {'p99 ms':>7} {'nginx p99':>9}")
        for connections in [int(c) for c in options.connections.split(",")]:
            plain, durable = [], []
            for round_number in range(options.rounds):
                plain.append(load(nginx, connections, options.seconds, str(script)))
                bin_id = f"bench-{connections}-{round_number}"
                api("POST", "/api/v1/bins", {"id": bin_id})
                run = load(f"{base}/b/{bin_id}", connections, options.seconds, str(script))
                durable.append(run)
                if run[4]:
                    raise SystemExit(f"bench: not every answer was a 200: {run[4]}")
                # wrk stops in the middle of requests: more may be stored than it counted, never fewer.
                stored = api("GET", f"/api/v1/bins/{bin_id}")["request_count"]
                if not run[3] <= stored <= run[3] + connections:
                    raise SystemExit(f"bench: {run[3]} answers, {stored} captures kept")
                api("DELETE", f"/api/v1/bins/{bin_id}")
            median = lambda runs, i: statistics.median(r[i] for r in runs)
            print(f"{connections:>11} {median(plain, 0):>9.0f} {median(durable, 0):>10.0f} {median(durable, 0) / median(plain, 0):>6.2f}"
                  f" {median(durable, 1):>7.2f} {median(durable, 2):>7.2f} {median(plain, 2):>9.2f}", flush=True)
    finally:
        for process in started:
            process.terminate()
            process.wait(timeout=20)
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()

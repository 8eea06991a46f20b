"""What the benchmarks share: nginx as the bare receiver, wrk as the load, our programs on free ports. All of it on this
machine, and all of it ended again."""
import contextlib
import json
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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


class Bench:
    """A scratch folder and the processes that were started, ended and removed together."""

    def __init__(self, data=None):
        self.scratch = Path(tempfile.mkdtemp(prefix="hookloop-bench-", dir=data))
        self._started = []

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
        shutil.rmtree(self.scratch, ignore_errors=True)

    def start_nginx(self):
        """Answers 200 to everything, keeps nothing; gives its URL."""
        port = free_port()
        conf = self.scratch / "nginx.conf"
        conf.write_text(NGINX_CONF.format(dir=self.scratch, port=port))
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        self._started.append(subprocess.Popen([nginx, "-c", str(conf), "-g", "daemon off;"], stderr=subprocess.DEVNULL))
        url = f"http://127.0.0.1:{port}/b/bench"
        wait_for(lambda: answers(url), "nginx")
        return url

    def start(self, program, *flags):
        """One of ours with a folder of its own in the scratch folder; gives its Server."""
        name = program[0]
        ready = self.scratch / f"{name}-{len(self._started)}.ready"
        data = self.scratch / f"{name}-{len(self._started)}"
        command = [str(ROOT / "build/release/bin" / name), *program[1:], "--listen", "127.0.0.1:0", "--data", str(data),
                   "--ready-file", str(ready), "--log-level", "warn", *flags]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self._started.append(process)
        wait_for(ready.exists, name)
        return Server(process, json.loads(ready.read_text())["url"])


class Server:
    def __init__(self, process, url):
        self.process, self.url = process, url

    def api(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, method=method, data=data)
        with urllib.request.urlopen(request, timeout=120) as response:
            text = response.read()
            is_json = "json" in response.headers.get("Content-Type", "")
            return json.loads(text) if text and is_json else text.decode()

    def metric(self, name):
        """The first sample of this name."""
        return float(re.search(rf"(?m)^{re.escape(name)} (\S+)$", self.api("GET", "/metrics")).group(1))

    def resident_mib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

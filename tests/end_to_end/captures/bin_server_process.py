"""The real bin_server as a test's own process: free port, ended by its id, and its HTTP API by plain calls."""
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PROGRAM = os.environ["HOOKLOOP_BIN_DIR"] + "/bin_server"


class BinServerProcess:
    def __init__(self, data, *flags, wrap=()):
        """`data` is a folder; `wrap` is put before the command (prlimit, for one)."""
        self.ready = Path(data).parent / (Path(data).name + ".ready")
        self.ready.unlink(missing_ok=True)
        self.process = subprocess.Popen([*wrap, PROGRAM, "--listen", "127.0.0.1:0", "--data", str(data),
                                         "--ready-file", str(self.ready), *flags],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 30
        while not self.ready.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"bin_server ended with {self.process.returncode}: {self.process.stderr.read()}")
            if time.monotonic() > deadline:
                raise RuntimeError("bin_server did not become ready")
            time.sleep(0.005)
        self.url = json.loads(self.ready.read_text())["url"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self._reap()

    def stop(self):
        """Asks it to end; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self):
        code = self.process.wait(timeout=30)
        self.process.stderr.close()
        return code

    def call(self, method, path, body=None):
        """Status and parsed JSON (or bytes, where the answer is none)."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, parsed(answer)
        except urllib.error.HTTPError as error:
            return error.code, parsed(error)

    def make_bin(self, name, **settings):
        status, made = self.call("POST", "/api/v1/bins", {"id": name, **settings})
        assert status == 201, made
        return made

    def captures(self, name):
        """All rows of a bin, oldest first."""
        rows, after = [], 0
        while True:
            _, page = self.call("GET", f"/api/v1/bins/{name}/requests?limit=500&after={after}")
            rows += reversed(page["requests"])
            if page["next"] is None:
                return rows
            after = page["next"]


def run_to_end(*flags, program=PROGRAM, **how):
    """For a bin_server that does not begin to serve: exit code, stdout and stderr. `how` goes to subprocess."""
    done = subprocess.run([program, *map(str, flags)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          text=True, **how)
    return done.returncode, done.stdout, done.stderr


def parsed(answer):
    body = answer.read()
    return json.loads(body) if "json" in answer.headers.get("Content-Type", "") else body


def main():
    """Runs the tests of the calling file; a closing line for each, like the other suites."""
    import unittest
    unittest.main(module="__main__", verbosity=2, argv=[sys.argv[0]])

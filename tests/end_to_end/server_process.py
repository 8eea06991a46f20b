"""One of our servers as a test's own process: free port, ended by its id, and its HTTP API by plain calls."""
import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PROGRAMS = Path(os.environ["HOOKLOOP_BIN_DIR"])


class ServerProcess:
    listen = "127.0.0.1:0"

    def __init__(self, command, data, *flags, wrap=()):
        """`command` begins with the program's path; `data` is a folder; `wrap` is put before (prlimit, for one)."""
        name = Path(command[0]).name
        self.ready = Path(data).parent / (Path(data).name + ".ready")
        self.ready.unlink(missing_ok=True)
        self.process = subprocess.Popen([*wrap, *map(str, command), "--listen", self.listen, "--data", str(data),
                                         "--ready-file", str(self.ready), *flags],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 30
        while not self.ready.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"{name} ended with {self.process.returncode}: {self.process.stderr.read()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not become ready")
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

    def call(self, method, path, body=None, headers=None):
        """Status and parsed JSON (or bytes, where the answer is none)."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, parsed(answer)
        except urllib.error.HTTPError as error:
            return error.code, parsed(error)

    def set_room(self, size):
        """As a disk that has room for files of so many bytes; None: for any."""
        _, hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


def parsed(answer):
    body = answer.read()
    content_type = answer.headers.get("Content-Type", "")
    return json.loads(body) if "json" in content_type and "ndjson" not in content_type else body


def main():
    """Runs the tests of the calling file; a closing line for each, like the other suites."""
    import unittest
    unittest.main(module="__main__", verbosity=2, argv=[sys.argv[0]])

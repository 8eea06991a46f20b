"""The real bin_server as a test's own process."""
import subprocess

from server_process import PROGRAMS, ServerProcess, main  # noqa: F401: main is for those who import from here

PROGRAM = str(PROGRAMS / "bin_server")


class BinServerProcess(ServerProcess):
    def __init__(self, data, *flags, wrap=()):
        super().__init__([PROGRAM], data, *flags, wrap=wrap)

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

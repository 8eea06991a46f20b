"""A gigabyte of traffic into a 256-MiB budget: memory stays under it, the newest captures are there byte for byte, totals
are right. On disk and in memory, from several connections as fast as they go, while somebody looks on."""
import random
import re
import socket
import tempfile
import threading
import time
import unittest
from pathlib import Path

from bin_server_process import PROGRAM, BinServerProcess, main, run_to_end

MIB = 1 << 20
BUDGET = 256 * MIB
TRAFFIC = 1024 * MIB
SENDERS = 8
SIZES = [0, 300, 1_000, 4_000, 20_000, 100_000, 300_000, MIB, 2 * MIB]
NOISE = random.Random(256).randbytes(5 * MIB)
# What a reader of JSON takes many times its room for.
DENSE_JSON = b"[" + b"1," * (MIB // 4) + b"1]"


def body_of(sender, number):
    chance = random.Random(sender * 1_000_003 + number)
    if chance.randrange(100) == 0:
        return DENSE_JSON
    size = chance.choice(SIZES)
    begin = chance.randrange(len(NOISE) - size)
    return f"{sender} {number} ".encode() + NOISE[begin:begin + size]


class Sender(threading.Thread):
    """Sends until all have sent the traffic together; remembers how many bytes each request had, by its path."""

    def __init__(self, port, sender, left):
        super().__init__()
        self.port, self.sender, self.left = port, sender, left
        self.sent = {}
        self.fault = None

    def run(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
                answers = connection.makefile("rb")
                for number in range(1_000_000):
                    if not self.left.take_some():
                        return
                    body = body_of(self.sender, number)
                    path = f"/b/big/{self.sender}/{number}"
                    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    connection.sendall(head + body)
                    status = answers.readline()
                    if b" 200 " not in status:
                        raise RuntimeError(f"{path}: {status!r}")
                    length = 0
                    while (line := answers.readline()) != b"\r\n":
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    answers.read(length)
                    self.sent[path] = len(head) + len(body)
                    self.left.give(len(head) + len(body))
        except Exception as fault:
            self.fault = fault


class Left:
    def __init__(self, size):
        self.lock, self.size = threading.Lock(), size

    def take_some(self):
        with self.lock:
            return self.size > 0

    def give(self, sent):
        with self.lock:
            self.size -= sent


def resident(process):
    """Now, and the most that it ever was."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024 for name in ("VmRSS", "VmHWM"))


def uses_sanitizer():
    return b"__asan_init" in (program := Path(PROGRAM).read_bytes()) or b"__tsan_init" in program


class MemoryBudget(unittest.TestCase):
    def setUp(self):
        if uses_sanitizer():
            self.skipTest("a sanitizer takes memory of its own")

    def send_all(self, server):
        left = Left(TRAFFIC)
        senders = [Sender(server.port, i, left) for i in range(SENDERS)]
        for sender in senders:
            sender.start()
        while any(sender.is_alive() for sender in senders):
            status, _ = server.call("GET", "/api/v1/bins/big/requests?limit=10")
            self.assertEqual(status, 200)
            time.sleep(0.5)
        for sender in senders:
            sender.join()
            self.assertIsNone(sender.fault)
        return {path: size for sender in senders for path, size in sender.sent.items()}

    def check(self, server, sent):
        made = server.call("GET", "/api/v1/bins/big")[1]
        rows = server.captures("big")
        self.assertEqual(made["total_count"], len(sent))
        self.assertEqual(made["request_count"], len(rows))
        self.assertEqual(made["bytes"], sum(sent[row["path"]] for row in rows))
        # The newest without a gap, each once.
        self.assertEqual([row["seq"] for row in rows], list(range(len(sent) - len(rows) + 1, len(sent) + 1)))
        for row in rows[-30:]:
            _, sender, number = row["path"].rsplit("/", 2)
            body = server.call("GET", f"/api/v1/bins/big/requests/{row['id']}/body")[1]
            self.assertEqual(body, body_of(int(sender), int(number)))
        now, most = resident(server.process)
        print(f"\n  {len(sent)} captures, {sum(sent.values()) // MIB} MiB sent, {made['bytes'] // MIB} MiB kept; resident "
              f"{now // MIB} MiB, at most {most // MIB} MiB", flush=True)
        self.assertLess(most, BUDGET)
        return made

    def run_with(self, *flags):
        with tempfile.TemporaryDirectory() as folder:
            server = BinServerProcess(Path(folder) / "data", "--memory-budget", "256MiB", *flags)
            try:
                server.make_bin("big", max_bytes=8 << 30)
                return self.check(server, self.send_all(server))
            finally:
                server.stop()

    def test_in_memory_the_newest_are_kept(self):
        made = self.run_with("--ephemeral")
        self.assertGreater(made["bytes"], 64 * MIB)

    def test_on_disk_all_are_kept(self):
        made = self.run_with("--max-body", "5MiB")
        self.assertEqual(made["request_count"], made["total_count"])

    def test_a_budget_that_is_too_small_is_refused(self):
        code, _, told = run_to_end("--ephemeral", "--memory-budget", "10MiB")
        self.assertEqual(code, 2)
        self.assertIn("--memory-budget is at least 96 MiB", told)

    def test_a_limit_that_does_not_fit_is_refused(self):
        code, _, told = run_to_end("--ephemeral", "--memory-budget", "256MiB", "--max-body", "100MiB")
        self.assertEqual(code, 2)
        self.assertIn("--max-body 100 MiB does not fit", told)


if __name__ == "__main__":
    main()

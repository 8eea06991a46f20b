"""How long a search over many captures takes, in milliseconds at the API: every kind of query, each so rare that all captures
have to be considered, or so common that a page is full at once.

The captures are payloads of the 17 event types with ids and names of their own, 1 KiB each, in one bin.
"""
import argparse
import json
import random
import socket
import statistics
import time
import urllib.parse

from bench_tools import Bench

WORDS = [a + b for a in "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu".split()
         for b in "nor tis mek lum rax von pel gad zor fim".split()]
# Of 100,000 captures: what each finds about.
QUERIES = [
    ("a rare word", "needle-51423"),
    ("parts of two words", "eedle-7 app-913"),
    ("a word that is nowhere", "zzzqqqzzz"),
    ("a common word", "project"),
    ("another script", "größe-4711"),
    ("a header", "header.x-trace:trace-31337"),
    ("a value of the body", "body.app.name:App-77777"),
    ("a number of the body", "body.serial:>99990"),
    ("a status that is nowhere", "status:503"),
    ("a path", "path:/orders/4242"),
    ("an event type and a word", "type:PROJECT_PUBLISH needle-9"),
    ("no word", "-project status:5xx"),
    ("an attempt and a verdict", "is:invalid attempt:3"),
    ("this or that", "needle-11111 or needle-22222"),
    ("of the last minutes", "after:1h needle-8888"),
]


def request(number, chance):
    body = json.dumps({
        "project": {"id": number, "name": f"App-{number}"},
        "app": {"name": f"App-{number}", "owner": " ".join(chance.choices(WORDS, k=6))},
        "serial": number, "note": f"needle-{number} größe-{number}",
        "text": " ".join(chance.choices(WORDS, k=90)),
    }, ensure_ascii=number % 2 == 0).encode()
    head = (f"POST /b/bench/orders/{number} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nwebhook-id: dlv_{number:026d}\r\nHookloop-Event-Id: evt_{number:026d}\r\n"
            f"Hookloop-Event-Type: PROJECT_CREATE\r\nHookloop-Attempt: 1\r\nX-Trace: trace-{number}\r\n\r\n")
    return head.encode() + body


def fill(server, count):
    host, port = urllib.parse.urlsplit(server.url).netloc.split(":")
    chance = random.Random(1)
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for begin in range(0, count, 100):
            numbers = range(begin, min(begin + 100, count))
            connection.sendall(b"".join(request(number, chance) for number in numbers))
            answers = 0
            while answers < len(numbers):
                answers += connection.recv(1 << 20).count(b"HTTP/1.1 200")
    kept = server.api("GET", "/api/v1/bins/bench")["request_count"]
    if kept != count:
        raise SystemExit(f"bench: {count} sent, {kept} kept")


def measure(server, rounds):
    times = {}
    for name, query in QUERIES:
        path = "/api/v1/bins/bench/requests?limit=50&q=" + urllib.parse.quote(query)
        for _ in range(rounds):
            begin = time.monotonic()
            found = server.api("GET", path)["requests"]
            times.setdefault(name, []).append((time.monotonic() - begin) * 1000)
        times[name] = (len(found), times[name])
    return times


def show(title, times):
    print(title)
    print(f"{'':28} {'found':>5} {'median ms':>9} {'worst ms':>9}")
    for name, (found, taken) in times.items():
        print(f"{name:28} {found:>5} {statistics.median(taken):>9.1f} {max(taken):>9.1f}")
    every = sorted(value for _, taken in times.values() for value in taken)
    print(f"{'all of them':28} {'':>5} {statistics.median(every):>9.1f} {every[-1]:>9.1f}   "
          f"p95 {every[int(len(every) * 0.95)]:.1f} ms\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--data", help="folder for the database (default: a temporary one)")
    options = parser.parse_args()
    with Bench(options.data) as bench:
        server = bench.start(["bin_server"], "--max-bytes", "100G")
        server.api("POST", "/api/v1/bins", {"id": "bench"})
        fill(server, options.captures)
        # Nothing or little of it is indexed: it goes on meanwhile.
        begin = time.monotonic()
        first = server.api("GET", "/api/v1/bins/bench")["indexed_seq"]
        times = measure(server, options.rounds)
        last = server.api("GET", "/api/v1/bins/bench")["indexed_seq"]
        show(f"{options.captures} captures, {first} to {last} of them indexed", times)
        while server.api("GET", "/api/v1/bins/bench")["indexed_seq"] < options.captures:
            time.sleep(0.1)
        print(f"all indexed {time.monotonic() - begin:.1f} s after they were captured\n")
        show(f"{options.captures} captures, all indexed", measure(server, options.rounds))


if __name__ == "__main__":
    main()

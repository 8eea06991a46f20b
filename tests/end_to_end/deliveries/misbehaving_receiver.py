"""A receiver that answers as receivers do on a bad day, and remembers what it read before it did so."""
import asyncio
import random
import threading
from collections import namedtuple

# What was read whole; `answered` is the status, or 0 where the connection was ended instead.
Received = namedtuple("Received", "path delivery event attempt answered")


class MisbehavingReceiver:
    """`moods` maps each way to behave to its weight: a status, "reset", "close" (no answer), "hang" (until the sender
    goes), "early" (a 200 before the body is read)."""

    def __init__(self, moods, seed=1):
        self.received = []
        self._moods, self._weights = list(moods), list(moods.values())
        self._chance = random.Random(seed)
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        self._started.wait(10)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def behave(self, moods):
        self._moods, self._weights = list(moods), list(moods.values())

    def stop(self):
        """Does nothing the second time."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        async with server:
            await self._stop.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _talk(self, reader, writer):
        try:
            while await self._answer_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        mood = self._chance.choices(self._moods, self._weights)[0]
        if mood == "early":
            writer.write(answer(200))
            await writer.drain()
        await reader.readexactly(int(fields["content-length"]))
        status = 200 if mood == "early" else mood if isinstance(mood, int) else 0
        self.received.append(Received(head[0].split(" ")[1], fields["webhook-id"], fields["hookloop-event-id"],
                                      int(fields["hookloop-attempt"]), status))
        if mood == "early":
            return True
        if mood == "reset":
            writer.transport.abort()
            return False
        if mood == "close":
            return False
        if mood == "hang":
            await reader.read()
            return False
        writer.write(answer(mood))
        await writer.drain()
        return True


def answer(status):
    return f"HTTP/1.1 {status} Whatever\r\nContent-Length: 2\r\n\r\nok".encode()

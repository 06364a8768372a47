"""A load on a server at loopback, in a process of its own: pages that listen, panelists who save, recorders. Bounded.

`python load.py < job.json > figures.json`; bare sockets and no library, so that it takes little of the cores it shares.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HEAD_END = b"\r\n\r\n"
PATIENCE = 20.0
TICKS = 100  # of Linux's clock, a second


def processor(pids: Sequence[int]) -> float:
    """Seconds of the processor that these processes have used."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS


class Page(asyncio.Protocol):
    """An open stream of events; tells each event's kind and the raw line of its data."""

    def __init__(self, request: bytes, heard: Callable[[bytes, bytes], None]) -> None:
        self._request, self._heard = request, heard
        self._rest = b""
        self.begun = asyncio.get_running_loop().create_future()
        self.closed = asyncio.get_running_loop().create_future()
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        # The lines of chunk sizes between the events begin with nothing that is looked for.
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            at = event.find(b"event: ")
            if at < 0:
                continue
            kind, _, told = event[at + 7 :].partition(b"\ndata: ")
            if kind == b"state" and not self.begun.done():
                self.begun.set_result(None)
            if kind == b"closed" and not self.closed.done():
                self.closed.set_result(None)
            self._heard(kind, told)

    def connection_lost(self, _: Exception | None) -> None:
        self.lost = True


class Caller(asyncio.Protocol):
    """A connection that is kept open and carries one request after the other."""

    def __init__(self) -> None:
        self._rest = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)  # type: ignore[attr-defined]
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._rest += data
        head, found, body = self._rest.partition(HEAD_END)
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        if len(body) >= length and self._answer is not None:
            self._rest = b""
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError())


@dataclass
class Load:
    """One run: who listens, who saves, and what was measured in seconds."""

    job: dict
    saves: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    sent: dict[str, list[float]] = field(default_factory=dict)  # by panelist, in order: each saves one after the other
    acknowledged: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    closes: list[float] = field(default_factory=list)
    pieces: list[float] = field(default_factory=list)  # how long each piece of a recording waited for its answer
    seconds: float = 0.0  # from the first save to the last answer
    used: float = 0.0  # of the processor by `watched` processes, from the first save until all is told

    async def run(self) -> dict:
        await self._open_pages()
        if "close" in self.job:
            await self._close()
        else:
            await self._score()
        lost = sum(page.lost for page in self.pages)
        figures = {"saves": self.saves, "deliveries": self.deliveries, "acknowledged": self.acknowledged}
        return (
            figures
            | {"refused": self.refused, "pages": len(self.pages), "lost": lost, "closes": self.closes}
            | {"seconds": self.seconds, "used": self.used, "pieces": self.pieces}
        )

    def request(
        self, method: str, path: str, token: str, body: bytes = b"", key: str = "", kind: str = "application/json"
    ) -> bytes:
        head = f"{method} /api/v1{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        head += f"Idempotency-Key: {key}\r\n" if key else ""
        if method != "GET":
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        return head.encode() + b"\r\n" + body

    async def _open_pages(self) -> None:
        loop = asyncio.get_running_loop()
        listeners = [
            (one["id"], self.request("GET", f"/sessions/{one['id']}/events", token))
            for one in self.job["sessions"]
            for token in one["listeners"]
        ]
        for one in self.job["sessions"]:  # the big clock, on so many screens
            get = f"GET /stage/{one.get('stage')}/events HTTP/1.1\r\nHost: x\r\n\r\n"
            listeners += [(one["id"], get.encode())] * one.get("screens", 0)
        for start in range(0, len(listeners), 50):
            begun = []
            for session, get in listeners[start : start + 50]:
                page = Page(get, self._heard_in(session))
                await loop.create_connection(lambda page=page: page, self.job["host"], self.job["port"])
                self.pages.append(page)
                begun.append(page.begun)
            await asyncio.wait_for(asyncio.gather(*begun), PATIENCE)

    def _heard_in(self, session: str) -> Callable[[bytes, bytes], None]:
        counts: dict[str, int] = {}

        def heard(kind: bytes, told: bytes) -> None:
            now = time.perf_counter()
            if kind == b"scored":
                panelist = json.loads(told)["data"]["panelist"]
                number = counts[panelist] = counts.get(panelist, -1) + 1
                self.deliveries.append(now - self.sent[panelist][number])
            elif kind == b"closed":
                self.closes.append(now)

        return heard

    async def _score(self) -> None:
        begin = time.perf_counter() + 0.5
        panelists = [(one["id"], *who) for one in self.job["sessions"] for who in one["panelists"]]
        every, rounds = self.job["every"], self.job["rounds"]
        tasks = []
        for number, (session, person, token) in enumerate(panelists):
            first = begin + every * number / len(panelists)
            times = [first + every * n for n in range(rounds)]
            tasks.append(asyncio.create_task(self._save(session, person, token, times)))
        tasks += [asyncio.create_task(self._record(one, begin)) for one in self.job.get("recorders", ())]
        await asyncio.sleep(begin - time.perf_counter())
        before = processor(self.job.get("watched", ()))  # all pages are open
        await asyncio.gather(*tasks)
        self.seconds = time.perf_counter() - begin
        await asyncio.sleep(1)
        self.used = processor(self.job.get("watched", ())) - before

    async def _save(self, session: str, person: str, token: str, times: list[float]) -> None:
        loop = asyncio.get_running_loop()
        _, caller = await loop.create_connection(Caller, self.job["host"], self.job["port"])
        begun = time.monotonic_ns()
        for number, at in enumerate(times):
            criterion = self.job["criteria"][number % len(self.job["criteria"])]
            revision = number // len(self.job["criteria"]) + 1
            seen = {} if self.job.get("last_wins") else {"revision": revision - 1}
            body = json.dumps({"value": number % 5 + 1, **seen}).encode()
            key = f"{person}-{number}-{begun}" if self.job.get("keyed") else ""
            put = self.request("PUT", f"/sessions/{session}/sheet/{criterion}", token, body, key)
            await asyncio.sleep(max(0.0, at - time.perf_counter()))
            sent = time.perf_counter()
            self.sent.setdefault(person, []).append(sent)
            status, answer = await asyncio.wait_for(caller.ask(put), PATIENCE)
            if status == 200:
                self.saves.append(time.perf_counter() - sent)
                self.acknowledged[session] = self.acknowledged.get(session, 0) + 1
            else:
                reason = f"{status} {answer[:200].decode()}"
                self.refused[reason] = self.refused.get(reason, 0) + 1

    async def _record(self, recorder: dict, begin: float) -> None:
        """Sends the pieces that are due while saves go on, each after so many seconds."""
        loop = asyncio.get_running_loop()
        _, caller = await loop.create_connection(Caller, self.job["host"], self.job["port"])
        for path, after, text in recorder["pieces"]:
            put = self.request("PUT", path, recorder["token"], bytes.fromhex(text), kind="audio/webm")
            await asyncio.sleep(max(0.0, begin + after - time.perf_counter()))
            sent = time.perf_counter()
            status, answer = await asyncio.wait_for(caller.ask(put), PATIENCE)
            if status == 200:
                self.pieces.append(time.perf_counter() - sent)
            else:
                reason = f"{status} {answer[:200].decode()}"
                self.refused[reason] = self.refused.get(reason, 0) + 1

    async def _close(self) -> None:
        sent = time.perf_counter()
        await asyncio.gather(*(self._close_one(one["id"]) for one in self.job["sessions"]))
        await asyncio.wait([page.closed for page in self.pages], timeout=5)
        self.closes = [at - sent for at in self.closes]

    async def _close_one(self, session: str) -> None:
        loop = asyncio.get_running_loop()
        _, caller = await loop.create_connection(Caller, self.job["host"], self.job["port"])
        post = self.request("POST", f"/sessions/{session}/close", self.job["close"], b'{"reason": "bench"}')
        status, answer = await asyncio.wait_for(caller.ask(post), PATIENCE)
        if status != 200:
            self.refused[f"{status} {answer[:200].decode()}"] = 1


if __name__ == "__main__":
    json.dump(asyncio.run(Load(json.load(sys.stdin)).run()), sys.stdout)

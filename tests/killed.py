"""A server under every kind of write that is killed at any moment, again and again, and what must hold afterwards.

Everybody asks again, with the same key, what got no answer, as a browser does. So in the end everything that was asked
for is there exactly once: what was acknowledged as it was acknowledged. Its mails reach a sink that is never killed.
"""

import asyncio
import hashlib
import itertools
import json
import os
import random
import signal
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from benched import Prepared, prepare
from houses import Answer, Caller
from mail_servers import Mailbox, smtp_server
from patience import SECONDS as PATIENCE
from real_server import RealServer
from received_mail import read
from samples.recordings import cut, spoken
from sqlalchemy import func, select

from server.media import pieces
from server.opening import opened
from server.settings import Settings
from sessions.actions.after import verifying
from sessions.clock import wall_clock, wire
from sessions.ids import new_id
from sessions.store.during import records
from sessions.store.engine import Db, Store
from sessions.store.tables.core import mails, sessions

LIVE = 2  # sessions that run
PIECES = 1_000
MOST_BETWEEN = 60  # answers between two kills
OPUS = {"kind": "audio", "type": "audio/webm;codecs=opus"}


class HatchedServer(RealServer):
    """A server that is forked from a process which has loaded everything: begun again in a moment."""

    pid = 0

    async def start(self) -> None:
        """Starts it and waits for the line that names its address."""
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, str(Path(__file__).parent / "hatch.py"), env=self._environment(), cwd=self.folder,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=(self.folder / "server.log").open("ab"),
            )  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(["serve", "--port", str(self.port)]).encode() + b"\n")
        self.pid = int(await self._line("born: "))
        self.address = await self._line("Sidang: ")
        self.port = int(self.address.rpartition(":")[2])

    async def kill(self) -> None:
        """`kill -9`, and nothing of it is left."""
        os.kill(self.pid, signal.SIGKILL)
        await self._gone()

    async def stop(self) -> None:
        """As a service manager stops it."""
        for session in self._open:
            await session.close()
        if self._process is not None and self._process.stdin is not None:
            os.kill(self.pid, signal.SIGTERM)
            await self._gone()
            self._process.stdin.close()
            await self._process.wait()

    async def _gone(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while Path(f"/proc/{self.pid}").exists():  # noqa: ASYNC110 - it is no child of ours
                await asyncio.sleep(0.005)


@dataclass
class Asked:
    """What was acknowledged, by whom or where it belongs."""

    scores: dict[tuple[str, str], list[Answer]] = field(default_factory=lambda: defaultdict(list))
    bookings: dict[str, str] = field(default_factory=dict)  # the session by the regency
    answers: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    uploads: dict[str, str] = field(default_factory=dict)  # the hash by the name
    pieces: list[str] = field(default_factory=list)
    take: str = ""

    def __str__(self) -> str:
        scores, answers = (sum(map(len, one.values())) for one in (self.scores, self.answers))
        return (
            f"{scores} scores, {len(self.bookings)} bookings, {answers} answers, {len(self.uploads)} uploads, "
            f"{len(self.pieces)} pieces of a recording"
        )


@dataclass
class Siege:
    """A server, those who ask it, and what came of it."""

    server: RealServer
    mailbox: Mailbox
    ready: Prepared
    programme: str
    asked: Asked = field(default_factory=Asked)
    over: bool = False
    chance: random.Random = field(default_factory=random.Random)
    _left: int = 0  # so many answers until the next kill
    _enough: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def laid(cls, server: RealServer, mailbox: Mailbox) -> "Siege":
        """One over an empty store: sessions that run, the server started."""
        settings = server.settings()
        with opened(settings) as store:
            ready = store.write_now(prepare, settings, LIVE)
            programme = store.read_now(records.load, ready.sessions[0]["id"]).programme
        await server.start()
        return cls(server, mailbox, ready, programme)

    async def endure(self, kills: int) -> None:
        """Everybody asks while the server is killed so often; then until everything is answered."""
        tasks = [asyncio.create_task(one) for one in (*self._scorers(), self._book(), self._upload(), self._record())]
        for _ in range(kills):
            self._left = self.chance.randint(1, MOST_BETWEEN)
            self._enough.clear()
            await asyncio.wait_for(self._enough.wait(), PATIENCE)
            await asyncio.sleep(self.chance.uniform(0, 0.02))
            await self.server.kill()
            await self.server.start()
        self.over = True
        await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)

    # - who asks -

    async def ask(self, caller: Caller, method: str, path: str, made: Callable[[], dict[str, Any]]) -> Answer:
        """Asks until there is an answer; the same request with the same key."""
        key = {"Idempotency-Key": new_id(wall_clock())}
        while True:
            options = made()
            headers = options.pop("headers", {}) | key
            try:
                answer = await caller.ask(method, path, headers=headers, **options)
            except (aiohttp.ClientError, ConnectionError):
                await asyncio.sleep(0.01)
                continue
            assert answer.status in (200, 201), (path, answer.status, answer.body)
            self._left -= 1
            if self._left <= 0:
                self._enough.set()
            return answer

    def _until_over(self) -> Iterator[int]:
        """Numbers from 0: one at least, so that of each kind something was asked."""
        yield 0
        yield from itertools.takewhile(lambda _: not self.over, itertools.count(1))

    def _scorers(self) -> Iterator[Coroutine[Any, Any, None]]:
        for session in self.ready.sessions:
            for person, token in session["panelists"]:
                yield self._score(session["id"], self.server.caller(token, person))

    async def _score(self, session: str, panelist: Caller) -> None:
        for number in self._until_over():
            document = {"value": number % 5 + 1}
            where = f"/sessions/{session}/sheet/{self.ready.criteria[number % len(self.ready.criteria)]}"
            answer = await self.ask(panelist, "PUT", where, lambda document=document: {"document": document})
            self.asked.scores[session, panelist.id].append(answer)
            await asyncio.sleep(0.01)

    async def _book(self) -> None:
        secretariat = self.server.caller(self.ready.key)
        panel = self.ready.sessions[0]["panelists"]
        for number in self._until_over():
            code = f"r{number}"
            place = {"code": code, "name": f"Kabupaten {code}", "province": "Jawa", "timezone": "Asia/Jakarta"}
            place["email"] = f"{code}@daerah.example"
            await self.ask(secretariat, "POST", f"/programmes/{self.programme}/regencies", lambda: {"document": place})  # noqa: B023
            wanted = {
                "regency": code,
                "starts_at": wire(wall_clock() + timedelta(days=10, hours=2 * number)),
                "panel": [person for person, _ in panel],
                "chair": panel[0][0],
                "rehearsal": True,
                "phases": [{"key": "presentation", "minutes": 60}],
            }
            made = await self.ask(
                secretariat,
                "POST",
                f"/programmes/{self.programme}/sessions",
                lambda: {"document": wanted},  # noqa: B023
            )
            self.asked.bookings[code] = made["id"]
            await self._answer(made["id"], *self.chance.choice(panel))

    async def _answer(self, session: str, person: str, token: str) -> None:
        panelist = self.server.caller(token, person)
        for answer in ("tentative", "accepted"):
            await self.ask(panelist, "POST", f"/sessions/{session}/rsvp", lambda: {"document": {"answer": answer}})  # noqa: B023
            self.asked.answers[session, person].append(answer)

    async def _upload(self) -> None:
        secretariat, session = self.server.caller(self.ready.key), self.ready.sessions[1]["id"]
        for number in self._until_over():
            content, name = b"%PDF-1.7\n" + f"{number} ".encode() * 3000, f"paparan-{number}.pdf"

            def form(content: bytes = content, name: str = name) -> dict[str, Any]:
                made = aiohttp.FormData(default_to_multipart=True)
                made.add_field("kind", "deck")
                made.add_field("file", content, filename=name, content_type="application/octet-stream")
                return {"data": made}

            await self.ask(secretariat, "POST", f"/sessions/{session}/files", form)
            self.asked.uploads[name] = hashlib.sha256(content).hexdigest()

    async def _record(self) -> None:
        session = self.ready.sessions[0]
        chair = self.server.caller(session["panelists"][0][1])
        where = f"/sessions/{session['id']}/recording"
        take = (await self.ask(chair, "POST", f"{where}/start", lambda: {"document": OPUS}))["take"]
        self.asked.take = str(take)
        for number, piece in zip(self._until_over(), cut(spoken(60), PIECES), strict=False):
            sent = {"data": piece, "headers": {"Content-Type": "audio/webm"}}
            answer = await self.ask(chair, "PUT", f"{where}/{take}/{number + 1}", lambda sent=sent: dict(sent))
            assert answer["sha256"] == hashlib.sha256(piece).hexdigest()
            self.asked.pieces.append(answer["sha256"])

    # - what must hold -

    async def must_have_lost_nothing(self) -> None:
        """Everything that was asked for is there once, and every mail of it has reached the sink."""
        settings = self.server.settings()
        with opened(settings) as store:
            await _until_sent(store)
            store.read_now(self._look, settings)
        await self._must_be_heard()
        self._must_have_mailed()

    def _look(self, db: Db, settings: Settings) -> None:
        assert verifying.check_store(db).faults == []
        for (session, person), acknowledged in self.asked.scores.items():
            there = [one for one in records.read(db, session) if one.kind == "scored" and one.actor.id == person]
            assert [(one.number, one.hash) for one in there] == [(one["entry"], one["hash"]) for one in acknowledged]
        for (session, person), said in self.asked.answers.items():
            there = [one for one in records.read(db, session) if one.kind == "answered" and one.actor.id == person]
            assert [one.data["answer"] for one in there] == said
        booked = db.execute(select(sessions.c.regency_id, sessions.c.id)).all()
        assert sorted(one.id for one in booked) == sorted(
            [*self.asked.bookings.values(), *(one["id"] for one in self.ready.sessions)]
        )
        files = records.load(db, self.ready.sessions[1]["id"]).files
        assert {one.name: (one.version, one.sha256) for one in files} == {
            name: (1, digest) for name, digest in self.asked.uploads.items()
        }
        for one in files:
            assert hashlib.sha256((settings.uploads / str(one.sha256)).read_bytes()).hexdigest() == one.sha256
        folder = pieces.folder(settings.server.data, self.asked.take)
        assert all(hashlib.sha256((folder / one).read_bytes()).hexdigest() == one for one in self.asked.pieces)

    async def _must_be_heard(self) -> None:
        secretariat, session = self.server.caller(self.ready.key), self.ready.sessions[0]["id"]
        (take,) = (await secretariat.get(f"/sessions/{session}/recording"))["takes"]
        assert (take["take"], take["pieces"], take["missing"]) == (self.asked.take, len(self.asked.pieces), [])

    def _must_have_mailed(self) -> None:
        letters = [read(raw) for raw in self.mailbox.messages]
        by_id = defaultdict(set)
        for raw, letter in zip(self.mailbox.messages, letters, strict=True):
            by_id[letter.message_id].add(raw)
        assert all(len(one) == 1 for one in by_id.values())
        invited = defaultdict(set)  # the ids of the mails, by session and who was invited
        for letter in letters:
            if letter.method == "REQUEST":
                invited[str(letter.event["UID"]).partition("@")[0], letter.to].add(letter.message_id)
        for code, session in self.asked.bookings.items():
            everybody = [f"{code}@daerah.example", *(f"p0-{seat}@panel.example" for seat in range(5))]
            assert [len(invited[session, one]) for one in everybody] == [1] * 6, session


@asynccontextmanager
async def besieged(store_url: str, folder: Path) -> AsyncIterator[Siege]:
    """A server over the empty store, with a sink for its mails."""
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        environment = {"SIDANG_STORAGE__URL": store_url, "SIDANG_MAIL__URL": f"smtp://127.0.0.1:{port}"}
        server = HatchedServer(folder, environment)
        try:
            yield await Siege.laid(server, mailbox)
        finally:
            await server.stop()


async def _until_sent(store: Store) -> None:
    under_way = select(func.count()).select_from(mails).where(mails.c.state.in_(("waiting", "sending", "held")))
    async with asyncio.timeout(PATIENCE):
        while await store.read(lambda db: db.execute(under_way).scalar()):  # noqa: ASYNC110 - another process sends
            await asyncio.sleep(0.05)

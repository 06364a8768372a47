"""A programme with its regencies and five panelists, Jepara to be assessed: the people of a story and their mails."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

from houses import ROOM, Answer, Caller
from listening import listening, until
from mail_servers import Mailbox
from patience import SECONDS
from real_server import RealServer
from received_mail import Received, read

from server.opening import opened
from server.settings import Settings
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import enrolling
from sessions.clock import wall_clock, wire
from sessions.store.engine import Db
from sessions.store.powers import links
from sessions.values.booking.workdays import holiday_names

JEPARA = "33.20"
PANEL = ("ratna", "budi", "sri", "made", "yohanes")
ZONES = {"made": "Asia/Makassar", "yohanes": "Asia/Jayapura"}
PANELISTS = (*PANEL, "tono")
REGENCY, SECRETARIAT = "jepara", "secretariat"
JEPARA_FIELDS = {
    "code": JEPARA,
    "name": "Kabupaten Jepara",
    "province": "Jawa Tengah",
    "timezone": "Asia/Jakarta",
    "contact": "Sekda Jepara",
    "email": "jepara@daerah.example",
}
Also = Callable[..., None]


@dataclass
class Day:
    """Who takes part, by short names: the panel's, and `jepara` for the regency's contact."""

    sidang: RealServer
    mailbox: Mailbox
    secretariat: Caller
    programme: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def by_the_doors(cls, sidang: RealServer, mailbox: Mailbox) -> "Day":
        """All by commands and the API of the running server: the regencies that the project ships, and the people."""
        path = str(files("server").joinpath("data/regencies.csv"))
        code, said = await sidang.command("import", "regencies", path)
        assert (code, said.strip()) == (0, "514 created, 0 updated"), said
        day = cls(sidang, mailbox, await sidang.secretariat())
        (programme,) = (await day.secretariat.get("/programmes"))["items"]
        day.programme = programme["id"]
        made = await day.secretariat.post(f"/programmes/{day.programme}/regencies", JEPARA_FIELDS)
        assert made.status == 200, made.body
        for name in PANELISTS:
            made = await day.secretariat.post(f"/programmes/{day.programme}/panelists", panelist_fields(name))
            assert made.status == 201, made.body
            day.ids[name] = made["id"]
        return day

    @classmethod
    async def prepared(cls, sidang: RealServer, mailbox: Mailbox, also: Also | None = None) -> "Day":
        """The same people, put into the store before the server starts: quick; `also` puts more there."""
        settings = sidang.settings()
        with opened(settings) as store:
            key, programme, ids, once = store.write_now(_furnish, settings, now=wall_clock())
            if also is not None:
                store.write_now(also, programme, now=wall_clock())
        await sidang.start()
        return cls(sidang, mailbox, sidang.caller(key), programme, ids, {SECRETARIAT: once})

    @property
    def now(self) -> datetime:
        """The machine's time, which is the server's."""
        return wall_clock()

    async def book(self, **changes: Any) -> dict[str, Any]:
        """Books Jepara with the five and the first as chair, on a Tuesday at 09.00 WIB; the session."""
        return booked(await self.ask_for(**changes))

    async def ask_for(self, **changes: Any) -> Answer:
        """The same; what the server answers."""
        panel = [self.ids[name] for name in PANEL]
        wanted = {"regency": JEPARA, "starts_at": wire(a_tuesday(self.now)), "panel": panel, "chair": panel[0]}
        return await self.secretariat.post(
            f"/programmes/{self.programme}/sessions", wanted | {"meeting_url": ROOM} | changes
        )

    async def rehearse(self, *seconds: float, wait: float = 3, **changes: Any) -> dict[str, Any]:
        """Books a rehearsal that starts soon and lasts so long: a phase, or two; its people have their links then."""
        keys = ("presentation", "qna")
        phases = [{"key": key, "minutes": length / 60} for key, length in zip(keys, seconds, strict=False)]

        async def book(starts_at: datetime) -> Answer:
            return await self.ask_for(starts_at=wire(starts_at), rehearsal=True, phases=phases, **changes)

        session = booked(await soon(book, wait))
        await self.invited(session)
        return session

    async def invited(self, session: Mapping[str, Any]) -> None:
        """Waits until everybody of a booked session has its invitation; other mails may come before and between."""
        seated = {seat["id"] for seat in session["panel"]}
        wanted = {REGENCY} | {name for name, id_ in self.ids.items() if id_ in seated}
        letters: list[Received] = []
        while wanted - {one.to.partition("@")[0] for one in letters if one.is_of(session)}:
            letters = await self.mails(len(letters) + 1)

    async def reached(self, name: str) -> None:
        """Waits until somebody has their link."""
        letters: list[Received] = []
        while name not in self.tokens:
            letters = await self.mails(len(letters) + 1)

    async def opened(self, session: str) -> None:
        """Waits for the session's start."""
        async with listening(self.secretariat, session) as heard:
            await until(heard, "state", lambda told: told["state"] == "open")

    async def sealed(self, session: str) -> None:
        """Waits for the seal."""
        async with listening(self.secretariat, session) as heard:
            await until(heard, "state", lambda told: told["digest"] is not None)

    async def mails(self, count: int) -> list[Received]:
        """Waits until so many mails came in; the links in them are known from then on."""
        await asyncio.wait_for(self.mailbox.has(count), SECONDS)
        letters = [read(raw) for raw in self.mailbox.messages]
        self.tokens |= {letter.to.partition("@")[0]: letter.enter for letter in letters if letter.enter}
        return letters

    def caller(self, name: str) -> Caller:
        """Somebody of the panel or the regency, who asks with their link's token."""
        return self.sidang.caller(self.tokens[name], self.ids.get(name, ""))


async def soon(book: Callable[[datetime], Awaitable[Answer]], seconds: float) -> Answer:
    """Books for so many seconds from now; later where the machine was so busy that the start had passed by then."""
    for wait in (seconds, 5 * seconds, 20 * seconds):
        answer = await book(wall_clock() + timedelta(seconds=wait))
        if answer.status != 409 or [one["why"] for one in answer["conflicts"]] != ["in-past"]:
            break
    return answer


def booked(answer: Answer) -> dict[str, Any]:
    """The session that was booked."""
    assert answer.status == 201, answer.body
    return dict(answer.body)


def panelist_fields(name: str) -> dict[str, Any]:
    """A panelist as the API takes one."""
    fields = {"name": f"Dr. {name.title()}", "email": address(name), "timezone": ZONES.get(name, "Asia/Jakarta")}
    return fields | {"may_chair": name in ("ratna", "budi", "tono")}


def address(name: str) -> str:
    """Where somebody's mail goes."""
    return f"{name}@panel.example" if name != REGENCY else str(JEPARA_FIELDS["email"])


def a_tuesday(now: datetime) -> datetime:
    """The first Tuesday, 09.00 WIB, from a week on, that is no holiday."""
    start = (now + timedelta(days=7)).astimezone(UTC).replace(hour=2, minute=0, second=0, microsecond=0)
    start += timedelta(days=(1 - start.weekday()) % 7)
    while holiday_names("ID", start.date()):
        start += timedelta(weeks=1)
    return start


def _furnish(db: Db, settings: Settings, *, now: datetime) -> tuple[str, str, dict[str, str], str]:
    programme = enrolling.add_programme(db, settings.programme_fields(), COMMAND_LINE, now=now).id
    enrolling.put_regency(db, programme, JEPARA_FIELDS, COMMAND_LINE, now=now)
    ids = {
        name: enrolling.put_panelist(db, programme, panelist_fields(name), COMMAND_LINE, now=now)[0].id
        for name in PANELISTS
    }
    once = enrolling.make_secretariat(db, settings.mail.organizer.address, now=now)
    return links.add_key(db, "story", now=now, days=None), programme, ids, once

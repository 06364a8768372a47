"""A house for tests: the whole application over a store, a standing clock, a programme, and everybody who may ask.

The clock stands in 2031, so that no alarm of the real scheduler rings by itself: `house.announce` is the alarm.
"""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, wraps
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import shapes
from _pytest.mark import ParameterSet
from aiohttp import web, web_app
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Table, insert, select
from yarl import URL

from server import settings as server_settings
from server.run.app import make_app
from server.run.connections import Bounds, Connections, Doorway
from server.settings import Settings
from server.web.keys import JOBS
from server.web.route import Route
from server.web.routes import ROUTES
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import enrolling
from sessions.clock import from_wire, wire
from sessions.store.engine import Db, Store
from sessions.store.powers import acts, links, witness
from sessions.store.powers.acts import Wanted
from sessions.store.tables import metadata

Test = Callable[..., Awaitable[None]]
API = "/api/v1"
MONDAY = datetime(2031, 3, 3, 1, 0, tzinfo=UTC)  # 08.00 WIB, the day before
TUESDAY_NINE = datetime(2031, 3, 4, 2, 0, tzinfo=UTC)  # 09.00 WIB
ROOM = "https://rapat.example.id/jepara"
PLACES = (
    ("33.20", "Kabupaten Jepara", "Jawa Tengah", "Asia/Jakarta", "jepara@daerah.example"),
    ("33.19", "Kabupaten Kudus", "Jawa Tengah", "Asia/Jakarta", "kudus@daerah.example"),
    ("91.71", "Kota Jayapura", "Papua", "Asia/Jayapura", "jayapura@daerah.example"),
    ("51.71", "Kota Denpasar", "Bali", "Asia/Makassar", None),
)
PANEL = ("ratna", "budi", "sri", "made", "yohanes")
CRITERIA = (
    "leadership", "policy", "vision", "budget", "infrastructure", "governance", "branding", "economy", "living",
    "society", "environment",
)  # fmt: skip

# What runs on PostgreSQL, too, in `make test`: whatever writes at the same time, and enough that every statement of the
# program is said to it once. `make both` runs all the rest on it as well.
on_both_stores = pytest.mark.parametrize("tables_url", ["sqlite", "postgresql"], indirect=True)
# What is refused before the store is asked, or names its store.
on_one_store = pytest.mark.parametrize("tables_url", ["sqlite"], indirect=True)


def in_one_house(names: str | Sequence[str], cases: Iterable[Any], **_: Any) -> Callable[[Test], Test]:
    """Like `pytest.mark.parametrize`, but every case in the same house, one after the other: for what is refused or
    only read, and so leaves nothing to the next."""
    parameters = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)

    def decorate(test: Test) -> Test:
        @wraps(test)
        async def all_of_them(**fixtures: Any) -> None:
            fixtures["house"].keeps = True
            for case in map(_values, cases):
                try:
                    await test(
                        **fixtures, **dict(zip(parameters, case if len(parameters) > 1 else (case,), strict=True))
                    )
                except BaseException as failed:
                    failed.add_note(f"the case: {parameters} = {case!r}")
                    raise

        asked = signature(test)
        kept = [parameter for name, parameter in asked.parameters.items() if name not in parameters]
        all_of_them.__signature__ = asked.replace(parameters=kept)  # type: ignore[attr-defined]
        return all_of_them

    return decorate


def _values(case: Any) -> Any:
    """A case's values, bare or with a name of its own."""
    if isinstance(case, ParameterSet):
        return case.values if len(case.values) > 1 else case.values[0]
    return case


@dataclass
class Answer:
    """What the server answered."""

    status: int
    body: Any
    headers: Any
    raw: bytes = b""

    @property
    def problem(self) -> str:
        """The name of the refusal; empty for none."""
        return str(self.body.get("type", "")).removeprefix("/problems/") if isinstance(self.body, dict) else ""

    @property
    def pointers(self) -> list[str]:
        """Where the faults are."""
        return [fault["pointer"] for fault in self.body["faults"]]

    def __getitem__(self, key: str) -> Any:
        return self.body[key]


@dataclass
class Caller:
    """Somebody who asks by HTTP, with a token or without."""

    client: TestClient[Any, Any]
    token: str | None = None
    id: str = ""

    def headers(self, **more: str) -> dict[str, str]:
        """The request's headers."""
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return own | more

    async def ask(self, method: str, path: str, document: Any = None, **options: Any) -> Answer:
        """Asks; a path that begins with no `/api` is the API's."""
        where = path if path.startswith(("/api", "/healthz", "/readyz", "/metrics", "//")) else API + path
        headers = self.headers(**options.pop("headers", {}))
        if document is not None:
            options["data"], headers["Content-Type"] = json.dumps(document), "application/json"
        async with self.client.request(
            method, where.removeprefix("/") if where.startswith("//") else where, headers=headers, **options
        ) as response:
            raw = await response.read()
            is_json = response.content_type.endswith("json") and raw
            if is_json:
                shapes.must_be_told(method, where, response.status, raw)
            return Answer(response.status, json.loads(raw) if is_json else None, response.headers, raw)

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, document: Any = None, **options: Any) -> Answer:
        return await self.ask("POST", path, document, **options)

    async def put(self, path: str, document: Any = None, **options: Any) -> Answer:
        return await self.ask("PUT", path, document, **options)

    async def patch(self, path: str, document: Any = None, **options: Any) -> Answer:
        return await self.ask("PATCH", path, document, **options)

    async def delete(self, path: str, **options: Any) -> Answer:
        return await self.ask("DELETE", path, **options)

    # - in the words of the house -

    async def put_score(self, session: str, criterion: str, value: float | None, **more: Any) -> Answer:
        """Scores one criterion."""
        return await self.put(f"/sessions/{session}/sheet/{criterion}", {"value": value, **more})

    async def declare(self, session: str, *, conflict: bool = False) -> Answer:
        """Declares whether there is a conflict of interest."""
        return await self.post(f"/sessions/{session}/sheet/declare", {"conflict": conflict})

    async def sheet(self, session: str) -> Answer:
        """The own sheet."""
        return await self.get(f"/sessions/{session}/sheet")

    async def session(self, session: str) -> Answer:
        """The session as this one sees it."""
        return await self.get(f"/sessions/{session}")

    async def control(self, session: str, name: str, **body: Any) -> Answer:
        """Conducts: `next-phase`, `pause`, `extend` …"""
        return await self.post(f"/sessions/{session}/{name}", body)

    async def entries(self, session: str) -> list[dict[str, Any]]:
        """The record's entries as this one may read them."""
        return list((await self.get(f"/sessions/{session}/record.json"))["entries"])

    async def kinds(self, session: str) -> list[str]:
        """What happened, in order."""
        return [entry["kind"] for entry in await self.entries(session)]


@dataclass
class House:
    """Everything that a test of the outward contract needs."""

    client: TestClient[Any, Any]
    store: Store
    clock: Any
    settings: Settings
    programme: str = ""
    secretariat: Caller = field(default_factory=lambda: Caller(None))  # type: ignore[arg-type]
    people: dict[str, Caller] = field(default_factory=dict)
    keeps: bool = False  # whether a booking asked for once more is the one that was made
    booked: dict[str, str] = field(default_factory=dict)

    @property
    def nobody(self) -> Caller:
        """Who shows nothing."""
        return Caller(self.client)

    @property
    def chair(self) -> Caller:
        """Ratna, who leads Jepara's panel."""
        return self.people["ratna"]

    @property
    def panelist(self) -> Caller:
        """Budi, a member of it."""
        return self.people["budi"]

    @property
    def regency(self) -> Caller:
        """Jepara's contact."""
        return self.people["33.20"]

    @property
    def panel(self) -> list[Caller]:
        """All five."""
        return [self.people[name] for name in PANEL]

    def booking(self, *, starts_at: datetime = TUESDAY_NINE, **changes: Any) -> dict[str, Any]:
        """What books Jepara on Tuesday at nine with all five, with changes. The panel by names, too."""
        panel = changes.pop("panel", PANEL)
        chair = changes.pop("chair", (*panel, "ratna")[0])
        fields = {
            "regency": "33.20",
            "starts_at": wire(starts_at),
            "panel": [self.id(one) for one in panel],
            "chair": self.id(chair),
            "meeting_url": ROOM,
        }
        return fields | changes

    def id(self, name: str) -> str:
        """The id of one of the people by the short name."""
        return self.people[name].id if name in self.people else name

    async def try_to_book(self, **changes: Any) -> Answer:
        """Books, and gives the whole answer."""
        return await self.secretariat.post(f"/programmes/{self.programme}/sessions", self.booking(**changes))

    async def book(self, **changes: Any) -> str:
        """Books and gives the session's id; in one house of many cases, the session that was booked so before."""
        if (asked := repr(changes)) in self.booked:
            return self.booked[asked]
        answer = await self.try_to_book(**changes)
        assert answer.status == 201, answer.body
        if self.keeps:
            self.booked[asked] = str(answer["id"])
        return str(answer["id"])

    async def open(self, **changes: Any) -> str:
        """Books a session, goes to its start, and everybody of its panel declares no conflict."""
        session = await self.book(**changes)
        shown = await self.secretariat.session(session)
        self.clock.now = from_wire(shown["starts_at"])
        seats = {seat["id"] for seat in shown["panel"]}
        for one in self.people.values():
            if one.id in seats:
                assert (await one.declare(session)).status == 200
        return session

    async def closed(self, *, scores: int = 2, **changes: Any) -> str:
        """A session that was scored a little, has closed by the clock, and was sealed; not revealed yet."""
        session = await self.open(**changes)
        seats = {seat["id"] for seat in (await self.secretariat.session(session))["panel"]}
        for one in [one for one in self.panel if one.id in seats]:
            for criterion in CRITERIA[:scores]:
                assert (await one.put_score(session, criterion, 4)).status == 200
        self.clock.passes(hours=2)
        await self.announce(session)
        return session

    async def revealed(self, *, scores: int = 2, **changes: Any) -> str:
        """The same, revealed by the secretariat, with no deliberation: ready to be signed."""
        session = await self.closed(scores=scores, **changes)
        answer = await self.secretariat.control(session, "reveal")
        assert answer.status == 200, answer.body
        return session

    async def announce(self, session: str) -> None:
        """The alarm clock rings for the session."""
        await self.client.app[JOBS].announce(session)

    async def did(self, thing: str) -> list[str]:
        """What the secretariat did with things of that kind, the oldest first."""
        found = await self.store.read(acts.stretch, Wanted(things=(thing,)), size=None)
        return [one.did for one in reversed(found.items)]

    async def revoke(self, name: str) -> None:
        """The person's link opens nothing any more."""
        await self.secretariat.post(f"/people/{self.id(name)}/link", {"revoke": True})


class _Doors(TestServer):
    """A server that is connected to as the real one is."""

    async def start_server(self, loop: object = None, **_: Any) -> None:
        """Listens from now on."""
        if self.runner is None:
            self.runner = web.AppRunner(self.app, handler_cancellation=True, access_log=None)
            await self.runner.setup()
            self._doorway = Doorway(self.runner, Connections(Bounds()), access_log=None)
            self.port = await self._doorway.open(self.host, 0, shared=False)
            self._root = URL(f"http://{self.host}:{self.port}")

    async def close(self) -> None:
        """Listens no longer."""
        await self._doorway.close()
        await super().close()


@contextlib.asynccontextmanager
async def open_house(
    store: Store,
    clock: Any,
    data: Path,
    *,
    change: Callable[[Settings], None] = lambda _: None,
    table: Sequence[Route] = ROUTES,
) -> AsyncIterator[House]:
    """The application over the store, with a programme and its people, on a Monday in 2031."""
    clock.now = MONDAY
    settings = _shipped().model_copy(deep=True)
    settings.server.data = data
    change(settings)
    async with TestClient(_Doors(make_app(settings, store, clock=clock, table=table))) as client:
        house = House(client, store, clock, settings)
        await store.write(furnish, house)
        yield house
    web_app._cached_build_middleware.cache_clear()  # aiohttp keeps a thousand applications alive by it


def furnish(db: Db, house: House) -> None:
    """Fills the store with the programme, its regencies and its panelists, and the house with their links.

    What it writes is kept, and put back as it is where the next one asks for the same."""
    fields = house.settings.programme_fields()
    wanted = json.dumps(fields, default=str), db.secret, house.clock.now
    if wanted not in _FURNISHED:
        before = _rows(db)
        _bring_in(db, house, fields)
        people = {name: (one.token, one.id) for name, one in house.people.items()}
        rows = {table: [row for row in rows if row not in before[table]] for table, rows in _rows(db).items()}
        _FURNISHED[wanted] = Furnished(house.programme, house.secretariat.token, people, rows)
        return
    kept = _FURNISHED[wanted]
    for table, rows in kept.rows.items():
        if rows:
            db.connection.execute(insert(table), rows)
    db.changed.add("")
    db.signal(witness.SIGNAL)
    house.programme, house.secretariat = kept.programme, Caller(house.client, kept.key, "key:tests")
    house.people |= {name: Caller(house.client, token, person) for name, (token, person) in kept.people.items()}


@dataclass(frozen=True)
class Furnished:
    """What a furnished store holds, and who may ask it."""

    programme: str
    key: str | None
    people: dict[str, tuple[str | None, str]]
    rows: dict[Table, list[dict[str, Any]]]


_FURNISHED: dict[Any, Furnished] = {}


def _rows(db: Db) -> dict[Table, list[dict[str, Any]]]:
    """Every row by its table; numbers that the database gives are left to it."""
    db.settle()
    found = {}
    for table in metadata.sorted_tables:
        given = table.autoincrement_column
        columns = [column for column in table.columns if column is not given]
        rows = db.connection.execute(select(*columns).order_by(*table.primary_key))
        found[table] = [dict(row._mapping) for row in rows]
    return found


@cache
def _shipped() -> Settings:
    return server_settings.load(str(server_settings.SHIPPED))


def _bring_in(db: Db, house: House, fields: dict[str, Any]) -> None:
    now = house.clock.now
    programme = enrolling.add_programme(db, fields, COMMAND_LINE, now=now)
    house.programme = programme.id
    house.secretariat = Caller(house.client, links.add_key(db, "tests", now=now, days=None), "key:tests")
    for code, name, province, zone, email in PLACES:
        contact = {"contact": f"Kontak {name}", "email": email} if email else {}
        fields = {"code": code, "name": name, "province": province, "timezone": zone} | contact
        regency, _ = enrolling.put_regency(db, programme.id, fields, COMMAND_LINE, now=now)
        if regency.contact:
            _come_in(db, house, code, regency.contact.id)
    for number, name in enumerate((*PANEL, "tono")):
        fields = {"name": f"Dr. {name.title()}", "email": f"{name}@panel.example", "may_chair": number in (0, 1, 5)}
        panelist, _ = enrolling.put_panelist(db, programme.id, fields, COMMAND_LINE, now=now)
        _come_in(db, house, name, panelist.id)


def _come_in(db: Db, house: House, name: str, person: str) -> None:
    token = links.token(db, "enter", person, person=person, now=house.clock.now)
    house.people[name] = Caller(house.client, token, person)

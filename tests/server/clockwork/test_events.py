"""Server-sent events: the state first, every entry once and in order, and nobody hears what is not theirs."""

import asyncio
import json
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from houses import API, TUESDAY_NINE, on_both_stores
from reading_pages import send

from server.web.keys import LIVE
from sessions.clock import wire


@dataclass
class Heard:
    """The events of one stream as they came: (id, kind, data)."""

    response: Any
    all: list[tuple[int | None, str, Any]] = field(default_factory=list)

    async def next(self) -> tuple[int | None, str, Any]:
        """The next event; comments are passed over."""
        number, kind, data = None, "", None
        async with asyncio.timeout(10):
            while line := (await self.response.content.readline()).decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "event":
                    kind = value
                elif name == "data":
                    data = json.loads(value)
                elif not line.strip() and kind:
                    self.all.append((number, kind, data))
                    return number, kind, data
        raise AssertionError("the stream has ended")

    async def until(self, kind: str) -> tuple[int | None, str, Any]:
        """The next event of that kind."""
        while True:
            event = await self.next()
            if event[1] == kind:
                return event


@asynccontextmanager
async def hearing(caller, session: str, *, last: int | None = None, where: str = ""):
    headers = caller.headers(**({"Last-Event-ID": str(last)} if last is not None else {}))
    async with caller.client.get(where or f"{API}/sessions/{session}/events", headers=headers) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield Heard(response)


@pytest.fixture
async def session(house):
    return await house.open()


@on_both_stores
async def test_the_state_comes_first_without_an_id(house, session):
    async with hearing(house.secretariat, session) as heard:
        number, kind, state = await heard.next()
        assert (number, kind, state["id"], state["state"]) == (None, "state", session, "open")
        assert state["panel"][0]["scored"] == 0


@on_both_stores
async def test_an_event_bears_the_number_of_its_entry_and_its_kind(house, session):
    async with hearing(house.secretariat, session) as heard:
        await heard.next()
        await house.chair.control(session, "pause", reason="listrik")
        number, _, told = await heard.until("paused")
        entries = await house.secretariat.entries(session)
        assert entries[number - 1]["kind"] == "paused"
        assert told["data"]["reason"] == "listrik"
        assert (await heard.until("state"))[2]["state"] == "paused"


async def test_what_changes_in_the_moment_in_which_a_page_begins_is_told_to_it_too(house, session):
    live = house.client.app[LIVE]

    async with hearing(house.secretariat, session) as first:  # so that nothing is written of who comes with the second
        await first.until("state")
        live._store = Interrupted(house.store, then=lambda: house.chair.control(session, "pause", reason="listrik"))
        async with hearing(house.secretariat, session) as heard:
            assert (await heard.next())[2]["state"] == "open"
            await heard.until("paused")
            assert (await heard.until("state"))[2]["state"] == "paused"


class Interrupted:
    """A store in which something happens, to its end, between a page's look at the state and its answer."""

    def __init__(self, store, then):
        self._store, self._then = store, then

    async def read(self, action, *args, **options):
        found = await self._store.read(action, *args, **options)
        if action.__qualname__.startswith("Live._begin") and (then := self._then):
            self._then = None
            await then()
        return found

    async def write(self, action, *args, **options):
        return await self._store.write(action, *args, **options)


@on_both_stores
async def test_after_every_change_of_time_the_state_comes_again(house, session):
    async with hearing(house.regency, session) as heard:
        await heard.next()
        for control, body, kind in (
            ("pause", {}, "paused"),
            ("resume", {}, "resumed"),
            ("extend", {"minutes": 5, "reason": "x"}, "extended"),
            ("next-phase", {}, "phase"),
            ("close", {"reason": "x"}, "closed"),
        ):
            assert (await house.chair.control(session, control, **body)).status == 200
            await heard.until(kind)
            assert (await heard.until("state"))[2]["id"] == session


@on_both_stores
async def test_who_scored_how_many_is_told_and_never_what(house, session):
    async with hearing(house.chair, session) as others, hearing(house.panelist, session) as own:
        await others.next()
        await own.next()
        await house.panelist.put_score(session, "vision", 5, note="CATATAN", unsure=True)
        _, _, told = await others.until("scored")
        assert told["data"]["panelist"] == house.panelist.id
        assert (told["data"]["scored"], told["data"]["of"]) == (1, 11)
        assert not {"value", "note", "unsure", "secret", "salt"} & set(told["data"])
        assert "CATATAN" not in json.dumps(others.all)
        _, _, mine = await own.until("scored")
        assert (mine["data"]["value"], mine["data"]["note"], mine["data"]["unsure"]) == (5, "CATATAN", True)


@on_both_stores
async def test_the_regency_hears_of_time_and_its_own_doings_only(house, session):
    async with hearing(house.regency, session) as heard:
        await heard.next()
        await house.panelist.put_score(session, "vision", 5)
        await house.panelist.post(f"/sessions/{session}/questions", {"text": "Apa?", "state": "asked"})
        await house.panelist.post(f"/sessions/{session}/sheet/submit")
        await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
        await house.regency.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
        await house.chair.control(session, "pause")
        await heard.until("paused")
        kinds = {kind for _, kind, _ in heard.all}
        assert kinds <= {"state", "joined", "answered", "paused"}
        assert "answered" in kinds
        states = [data for _, kind, data in heard.all if kind == "state"]
        assert not any({"scored", "declared", "submitted"} & set(seat) for state in states for seat in state["panel"])


@on_both_stores
async def test_a_move_that_waits_is_told_to_the_secretariat_and_not_yet_to_the_panel(house):
    session = await house.book()
    async with hearing(house.secretariat, session) as office, hearing(house.panelist, session) as panelist:
        await office.next()
        await panelist.next()
        moved = {"starts_at": wire(TUESDAY_NINE + timedelta(hours=1))}
        assert (await house.secretariat.patch(f"/sessions/{session}?hold=true", moved)).status == 200
        await office.until("moved")
        assert (await office.until("state"))[2]["starts_at"] == moved["starts_at"]
        assert (await panelist.until("state"))[2]["starts_at"] == wire(TUESDAY_NINE)
        assert "moved" not in {kind for _, kind, _ in panelist.all}


async def test_who_speaks_http_1_0_gets_the_events_without_chunks(house, session):
    reader, writer = await asyncio.open_connection("127.0.0.1", house.client.port)
    bearer = f"Authorization: Bearer {house.secretariat.token}"
    writer.write(f"GET {API}/sessions/{session}/events HTTP/1.0\r\n{bearer}\r\n\r\n".encode())
    async with asyncio.timeout(10):
        await reader.readuntil(b"\r\n\r\nevent: state\n")
        await reader.readuntil(b"\n\n")
        await house.chair.control(session, "pause")
        told = await reader.readuntil(b"event: paused\n")
    assert re.sub(rb"id: \d+\nevent: joined\ndata: .*\n\n", b"", told).startswith(b"id: ")
    writer.close()


@on_both_stores
async def test_the_stage_hears_what_is_asked_and_the_regency_what_is_theirs(house, session):
    stage = (await send(house.chair, f"/sessions/{session}/stage")).location
    async with (
        hearing(house.regency, session) as regency,
        hearing(house.nobody, session, where=f"{stage}/events") as screen,
    ):
        await regency.next()
        await screen.next()
        await house.panelist.post(f"/sessions/{session}/questions", {"text": "Apa?", "state": "asked"})
        assert (await screen.until("asked"))[2]["kind"] == "asked"
        await house.chair.control(session, "pause")
        await regency.until("paused")
        assert "asked" not in {kind for _, kind, _ in regency.all}


@on_both_stores
async def test_who_observes_is_told_of_private_phases_and_the_regency_of_its_own_part(house):
    phases = [{"key": "presentation", "minutes": 45}, {"key": "talk", "minutes": 15, "private": True}]
    session = await house.open(rehearsal=True, phases=phases, observers=[house.id("tono")])
    async with hearing(house.regency, session) as regency, hearing(house.people["tono"], session) as observer:
        await regency.next()
        await observer.next()
        await house.chair.control(session, "pause")
        for heard, told in ((regency, ["presentation"]), (observer, ["presentation", "talk"])):
            await heard.until("paused")
            assert [one["key"] for one in (await heard.until("state"))[2]["phases"]] == told


@on_both_stores
async def test_a_stream_resumes_without_loss(house, session):
    async with hearing(house.secretariat, session) as heard:
        await heard.next()
        await house.panelist.put_score(session, "vision", 5)
        last, _, _ = await heard.until("scored")
    for criterion in ("budget", "policy", "leadership"):
        await house.panelist.put_score(session, criterion, 3)
    await house.chair.control(session, "pause")
    kinds = await house.secretariat.kinds(session)
    async with hearing(house.secretariat, session, last=last) as heard:
        assert (await heard.next())[1] == "state"
        while heard.all[-1][1] != "paused":
            await heard.next()
        told = [(number, kind) for number, kind, _ in heard.all if number is not None]
        assert told == [(n, kinds[n - 1]) for n in range(last + 1, kinds.index("paused") + 2)]


@on_both_stores
async def test_from_zero_the_whole_record_is_told(house, session):
    kinds = await house.secretariat.kinds(session)
    async with hearing(house.secretariat, session, last=0) as heard:
        await heard.next()
        told = [await heard.next() for _ in kinds]
        assert [(number, kind) for number, kind, _ in told] == list(enumerate(kinds, start=1))


@on_both_stores
@pytest.mark.parametrize("last", ["9" * 30, "-1", "x"])
async def test_an_id_of_nonsense_only_gives_the_state(house, session, last):
    headers = house.secretariat.headers(**{"Last-Event-ID": last})
    async with house.client.get(f"{API}/sessions/{session}/events", headers=headers) as response:
        assert (await Heard(response).next())[1] == "state"


@on_both_stores
async def test_nobody_misses_anything_while_others_score(house, session):
    async with hearing(house.secretariat, session) as one, hearing(house.chair, session) as two:
        await one.next()
        await two.next()
        saves = [p.put_score(session, c, 3) for p in house.panel for c in ("vision", "budget", "policy")]
        await asyncio.gather(*saves)
        await house.chair.control(session, "pause")
        for heard in (one, two):
            await heard.until("paused")
            numbers = [number for number, _, _ in heard.all if number is not None]
            assert numbers == sorted(set(numbers))
            assert sum(kind == "scored" for _, kind, _ in heard.all) == 15


@on_both_stores
async def test_strangers_hear_nothing(house, session):
    for stranger, status in ((house.nobody, 401), (house.people["tono"], 404), (house.people["33.19"], 404)):
        assert (await stranger.get(f"/sessions/{session}/events")).status == status


@on_both_stores
async def test_who_is_taken_off_hears_no_more(house, session):
    async with hearing(house.panelist, session) as heard:
        await heard.next()
        panel = [house.id(name) for name in ("ratna", "tono", "sri", "made", "yohanes")]
        await house.secretariat.patch(f"/sessions/{session}", {"panel": panel})
        await house.chair.put_score(session, "vision", 3)
        with pytest.raises((AssertionError, TimeoutError)):
            async with asyncio.timeout(2):
                await heard.until("scored")

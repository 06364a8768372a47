"""The same day through the API alone, on both stores, without a browser."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from houses import CRITERIA, Caller
from listening import listening, until
from mail_servers import Mailbox, smtp_server
from real_server import RealServer
from received_mail import Received
from samples.day import PANEL, Day, a_tuesday, address

from sessions.clock import from_wire, wire

CHAIR, MEMBER, WRITER = "ratna", "budi", "sri"


@pytest.fixture
async def day(store_url: str, tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[Day]:
    """The server on either store."""
    async with smtp_server(mailbox) as port:
        environment = {"SIDANG_MAIL__URL": f"smtp://127.0.0.1:{port}", "SIDANG_STORAGE__URL": store_url}
        server = RealServer(tmp_path, environment)
        yield await Day.prepared(server, mailbox)
        await server.stop()


@pytest.mark.alone
async def test_the_day(day: Day) -> None:
    booked = await day.book()
    await day.invited(booked)
    await the_calendar_is_kept_free_of_clashes(day, booked)
    await the_invitation_is_answered(day, booked)

    session = (await day.rehearse(3, 3))["id"]
    chair, member = day.caller(CHAIR), day.caller(MEMBER)
    await nothing_is_taken_before_the_start(member, session)
    async with listening(day.caller("jepara"), session) as heard:
        await until(heard, "opened")
        await everybody_scores(day, session)
        closed = await until(heard, "closed")
    await late_is_late(chair, member, session, closed)
    revealed = await day.caller(PANEL[0]).post(f"/sessions/{session}/reveal")
    assert revealed.status == 200, revealed.body
    await all_sign(day, session)

    code, said = await day.sidang.command("verify", session)
    assert code == 0, said


async def the_calendar_is_kept_free_of_clashes(day: Day, booked: dict[str, Any]) -> None:
    """A second booking at the same time names everybody who is taken, and writes nothing to anybody."""
    again = {"regency": "33.20", "starts_at": booked["starts_at"], "panel": [day.ids[CHAIR]], "chair": day.ids[CHAIR]}
    refusal = await day.secretariat.post(f"/programmes/{day.programme}/sessions", again | {"meeting_url": ""})
    assert (refusal.status, refusal.problem) == (409, "booking-conflict")
    assert {conflict["why"] for conflict in refusal["conflicts"]} >= {"panelist-busy", "regency-busy"}
    assert from_wire(booked["starts_at"]) == a_tuesday(day.now)


async def the_invitation_is_answered(day: Day, booked: dict[str, Any]) -> None:
    """By the personal link's token; the secretariat sees it."""
    answer = await day.caller(MEMBER).post(
        f"/sessions/{booked['id']}/rsvp", {"answer": "tentative", "comment": "rapat"}
    )
    assert answer.status == 200, answer.body
    shown = await day.secretariat.session(booked["id"])
    assert {seat["id"]: seat["rsvp"] for seat in shown["panel"]}[day.ids[MEMBER]] == "tentative"


async def nothing_is_taken_before_the_start(member: Caller, session: str) -> None:
    """The sheet waits, and says when it opens."""
    refusal = await member.put_score(session, "leadership", 4)
    assert (refusal.status, refusal.problem) == (409, "sheet-waiting")
    assert (await member.sheet(session))["state"] == "waiting"


async def everybody_scores(day: Day, session: str) -> None:
    """Two score the whole sheet, one a little; the same key twice is the same answer."""
    for name in (CHAIR, MEMBER, WRITER):
        assert (await day.caller(name).declare(session)).status == 200
    await asyncio.gather(*(whole_sheet(day.caller(name), session) for name in (CHAIR, MEMBER)))
    key = {"Idempotency-Key": "once"}
    writer, path = day.caller(WRITER), f"/sessions/{session}/sheet/policy"
    first = await writer.put(path, {"value": 3, "note": "belum lengkap", "unsure": True}, headers=key)
    assert (first.status, first["revision"]) == (200, 1)
    assert (
        await writer.put(path, {"value": 3, "note": "belum lengkap", "unsure": True}, headers=key)
    ).body == first.body


async def whole_sheet(panelist: Caller, session: str) -> None:
    """Every criterion, in order, then done."""
    for number, criterion in enumerate(CRITERIA):
        answer = await panelist.put_score(session, criterion, 1 + number % 5)
        assert answer.status == 200, answer.body
    assert (await panelist.post(f"/sessions/{session}/sheet/submit"))["submitted"]


async def late_is_late(chair: Caller, member: Caller, session: str, closed: dict[str, Any]) -> None:
    """After the close a score is refused and kept; the chair admits it without having seen it."""
    typed = wire(from_wire(closed["at"]) - timedelta(seconds=1))
    refusal = await member.put_score(session, "economy", 5, typed_at=typed)
    assert (refusal.status, refusal.problem) == (409, "sheet-closed")
    assert refusal["late_by_seconds"] >= 0
    admitted = await chair.post(f"/sessions/{session}/late/{refusal['entry']}/admit", {"reason": "listrik padam"})
    assert admitted.status == 200, admitted.body
    assert (await member.sheet(session))["scores"]["economy"]["value"] == 5


async def all_sign(day: Day, session: str) -> None:
    """The panel signs, the chair last; the digest goes to everybody by mail."""
    for name in (*PANEL[1:], PANEL[0]):
        answer = await day.caller(name).post(f"/sessions/{session}/sign")
        assert answer.status == 200, (name, answer.body)
    assert answer["state"] == "signed"
    letters: list[Received] = []
    while {address(name) for name in PANEL} - {one.to for one in letters if answer["digest"] in one.text}:
        letters = await day.mails(len(letters) + 1)

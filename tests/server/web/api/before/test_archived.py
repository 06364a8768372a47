"""A round that is over is put into the archive: it is read as before, out of the lists, and nothing of it changes."""

import asyncio
import re
import threading

import pytest
from houses import House, on_both_stores
from reading_pages import read

from sessions.store.before import registry
from sessions.store.engine import Db


async def archive(house: House):
    return await house.secretariat.post(f"/programmes/{house.programme}/archive")


async def test_a_round_with_sessions_to_come_or_running_is_not_archived(house: House):
    session = await house.open()
    refused = await archive(house)
    assert (refused.status, refused.problem, refused["state"]) == (409, "wrong-state", "open")
    house.clock.passes(hours=3)
    done = await archive(house)
    assert (done.status, done["archived"]) == (200, True)
    assert (await house.secretariat.session(session)).status == 200


async def test_a_booked_session_keeps_its_round_from_the_archive_until_it_is_cancelled(house: House):
    session = await house.book()
    assert (await archive(house))["state"] == "booked"
    await house.secretariat.control(session, "cancel", reason="banjir")
    assert (await archive(house)).status == 200


@on_both_stores
async def test_an_archived_round_is_out_of_the_list_and_read_as_before(house: House):
    assert "Arsip" not in (await read(house.secretariat, "/")).text
    await archive(house)
    first = await read(house.secretariat, "/")
    assert "Arsip (1)" in first.text and f'href="/programmes/{house.programme}/results"' in first.markup
    assert f'href="/programmes/{house.programme}/book"' not in first.markup
    for path in ("/overview", "/results", "/sessions", "/rooms", ""):
        page = await read(house.secretariat, f"/programmes/{house.programme}{path}")
        assert page.status == 200 and "Program ini diarsipkan" in page.text, path
        posts = set(re.findall(r'<form\b[^>]*method="post"[^>]*action="/(\w+)', page.markup))
        assert posts <= {"language", "theme", "sign"} and "/book" not in page.markup, path
    assert (await house.secretariat.get("/programmes"))["items"] == []
    archived = (await house.secretariat.get("/programmes?archived=true"))["items"]
    assert [(one["id"], one["archived"]) for one in archived] == [(house.programme, True)]
    assert (await house.secretariat.get(f"/programmes/{house.programme}"))["archived"] is True
    assert (await house.secretariat.get(f"/programmes/{house.programme}/regencies")).status == 200
    assert (await archive(house)).problem == "wrong-state"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/programmes/{programme}"),
        ("POST", "/programmes/{programme}/sessions"),
        ("POST", "/programmes/{programme}/regencies"),
        ("POST", "/programmes/{programme}/plans"),
        ("PATCH", "/regencies/{regency}"),
        ("DELETE", "/regencies/{regency}"),
        ("PATCH", "/panelists/{panelist}"),
        ("POST", "/sessions/{session}/sign"),
        ("PUT", "/sessions/{session}/sheet/policy"),
    ],
)
async def test_nothing_of_an_archived_round_is_changed(house: House, method: str, path: str):
    session = await house.open()
    house.clock.passes(hours=3)
    await archive(house)
    jepara = (await house.store.read(registry.regency_by_code, house.programme, "33.20")).id
    where = path.format(programme=house.programme, regency=jepara, session=session, panelist=house.panelist.id)
    who = house.panelist if path.startswith("/sessions") else house.secretariat
    refused = await who.ask(method, where, {})
    assert (refused.status, refused.problem, refused["state"]) == (409, "wrong-state", "archived")
    strangers = await house.regency.ask(method, f"/programmes/{house.programme}/sessions", {})
    assert strangers.status in (404, 405)


async def test_what_the_door_let_in_before_the_archive_closed_is_refused_in_its_own_transaction(house: House):
    entered, leave = threading.Event(), threading.Event()

    def archives(db: Db) -> None:
        entered.set()
        leave.wait(20)
        registry.archive(db, house.programme, now=house.clock.now)

    archiving = asyncio.ensure_future(house.store.write(archives))
    await asyncio.to_thread(entered.wait, 20)
    late = asyncio.ensure_future(house.secretariat.patch(f"/programmes/{house.programme}", {"name": "Lain"}))
    while not house.store.writer.waiting:  # noqa: ASYNC110 - the writer's line rings no bell
        await asyncio.sleep(0)  # until the change stands in the line behind it
    leave.set()
    await archiving

    refused = await late
    assert (refused.status, refused.problem, refused["state"]) == (409, "wrong-state", "archived")


@on_both_stores
async def test_a_panelist_of_a_round_that_runs_is_changed_whatever_is_in_the_archive(house: House):
    made = await house.secretariat.post(f"/programmes/{house.programme}/duplicate", {"name": "2027"})
    await archive(house)
    changed = await house.secretariat.patch(f"/panelists/{house.panelist.id}", {"title": "Lektor"})
    assert (changed.status, changed["title"]) == (200, "Lektor")
    assert made.status == 201


async def test_another_round_is_made_like_an_archived_one(house: House):
    words = {"languages": {"id": {"subject": "Sidang {regency}", "text": "Kepada {name}."}}}
    await house.secretariat.put(f"/programmes/{house.programme}/templates/invite", words)
    await archive(house)
    made = await house.secretariat.post(f"/programmes/{house.programme}/duplicate", {"name": "2027"})
    assert (made.status, made["archived"]) == (201, False)
    assert [one["id"] for one in (await house.secretariat.get("/programmes"))["items"]] == [made["id"]]
    carried = await house.secretariat.get(f"/programmes/{made['id']}/templates/invite")
    assert (carried["default"], carried["languages"]["id"]) == (False, words["languages"]["id"])


async def test_only_the_secretariat_archives(house: House):
    for other in (house.chair, house.panelist, house.regency):
        assert (await other.post(f"/programmes/{house.programme}/archive")).status == 404

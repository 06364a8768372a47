"""A calibration: each scores alone, then all are compared, and nothing of it counts anywhere."""

import re
from datetime import timedelta

import pytest
from houses import CRITERIA, on_both_stores
from posted import all_posted, posted
from reading_pages import read, send

from sessions.actions.before import calibrating
from sessions.clock import wire


@pytest.fixture
async def example(house):
    made = await house.secretariat.post(
        f"/programmes/{house.programme}/calibrations",
        {
            "title": "Paparan Daerah X",
            "text": "Daerah X menjalankan layanan terpadu.",
            "reference": {"leadership": {"value": 4, "reason": "SK tim ada."}, "policy": {"value": 3}},
        },
    )
    assert made.status == 201, made.body
    return made["id"]


async def invite(house, example, *names, **more):
    said = {"panelists": [house.id(name) for name in names]} | more
    return await house.secretariat.post(f"/calibrations/{example}/invite", said)


async def score(caller, example, value, **others):
    for key in CRITERIA:
        answer = await caller.put(f"/calibrations/{example}/sheet/{key}", {"value": others.get(key, value)})
        assert answer.status == 200, answer.body
    return await caller.post(f"/calibrations/{example}/sheet/finish")


@on_both_stores
async def test_each_scores_alone_and_sees_the_others_once_finished(house, example):
    await invite(house, example, "ratna", "budi")
    await score(house.chair, example, 3, leadership=5)
    await house.panelist.put(f"/calibrations/{example}/sheet/leadership", {"value": 2, "note": "tanpa bukti"})

    early = await house.panelist.get(f"/calibrations/{example}/comparison")
    alone = await house.panelist.get(f"/calibrations/{example}")
    page = await read(house.panelist, f"/calibrations/{example}/sheet")
    finished = await score(house.panelist, example, 3, leadership=2)
    after = await house.panelist.get(f"/calibrations/{example}/comparison")

    assert (early.status, early.problem, early["code"]) == (409, "wrong-state", "calibration-unfinished")
    assert "reference" not in alone.body and "takers" not in alone.body
    assert "Dr. Ratna" not in page.text and "SK tim ada." not in page.text
    assert finished["missing"] == []
    first = after["criteria"][0]
    assert first["reference"] == {"value": 4, "reason": "SK tim ada."}
    assert {one["value"] for one in first["marks"].values()} == {5, 2}
    assert (first["spread"], first["wide"]) == (3, True)
    assert {one["name"]: (one["mean"], one["leans"]) for one in after["leanings"]} == {
        "Dr. Ratna": (0.5, "milder"),
        "Dr. Budi": (-1, "stricter"),
    }


async def test_the_secretariat_compares_once_all_have_finished_or_it_is_closed(house, example):
    await invite(house, example, "ratna", "budi")
    await score(house.chair, example, 3)
    await house.panelist.put(f"/calibrations/{example}/sheet/leadership", {"value": 1})

    early = await house.secretariat.get(f"/calibrations/{example}/comparison")
    waits = await read(house.secretariat, f"/calibrations/{example}")
    shown = await house.secretariat.get(f"/calibrations/{example}")
    await house.secretariat.post(f"/calibrations/{example}/close")
    found = await house.secretariat.get(f"/calibrations/{example}/comparison")
    page = await read(house.secretariat, f"/calibrations/{example}")

    assert (early.status, early["code"]) == (409, "calibration-not-all")
    assert "setelah semua panelis selesai" in waits.text and "lebih ketat" not in waits.text
    assert shown["reference"]["policy"]["value"] == 3
    assert [one["name"] for one in found["panelists"]] == ["Dr. Ratna"]
    assert {one["name"]: one["scored"] for one in shown["takers"]} == {"Dr. Ratna": 11, "Dr. Budi": 1}
    assert "lebih ketat" in page.text and "1 di bawah acuan" in page.text


async def test_a_change_that_was_not_seen_is_not_undone(house, example):
    await invite(house, example, "budi")
    here = f"/calibrations/{example}/sheet/leadership"
    first = await house.panelist.put(here, {"value": 2, "revision": 0})
    stale = await house.panelist.put(here, {"value": 5, "revision": 0})
    form = {"value.leadership": "5", "note.leadership": "", "revision.leadership": "0"}
    by_form = await send(house.panelist, f"/calibrations/{example}/sheet", form)
    seen = await house.panelist.put(here, {"value": 4, "revision": first["revision"]})
    unchecked = await house.panelist.put(here, {"value": 1})
    page = await read(house.panelist, f"/calibrations/{example}/sheet")

    assert (stale.status, stale.problem, stale["current"]["value"], by_form.status) == (409, "stale-revision", 2, 409)
    assert (seen["revision"], unchecked["revision"], page.field("revision.leadership")) == (2, 3, "3")


async def test_who_has_not_finished_is_reminded_once(house, example, clock):
    await invite(house, example, "ratna", "budi", until=wire(clock.now + timedelta(days=4)))
    await score(house.chair, example, 3)

    async def remind(**passes):
        clock.passes(**passes)
        for one in await house.store.read(calibrating.to_remind, now=clock.now):
            await house.store.write(calibrating.remind, one, now=clock.now)

    await remind(days=2)
    assert await house.store.read(calibrating.to_remind, now=clock.now) == []
    await remind(days=1)
    await remind(hours=1)

    mails = await posted(house, "budi@panel.example", subject="Kalibrasi", count=2)
    assert sorted("belum menyelesaikan" in mail.text for mail in mails) == [False, True]
    assert len(await posted(house, "ratna@panel.example", subject="Kalibrasi")) == 1


async def test_what_is_finished_or_closed_or_incomplete_is_refused(house, example, clock):
    empty = await house.secretariat.post(f"/programmes/{house.programme}/calibrations", {"title": "Kosong"})
    nothing = await invite(house, empty["id"], "budi")
    stranger = await invite(house, example, "33.20")
    await invite(house, example, "budi", "sri", until=wire(clock.now + timedelta(days=1)))
    off = await house.panelist.put(f"/calibrations/{example}/sheet/leadership", {"value": 9})
    unknown = await house.panelist.put(f"/calibrations/{example}/sheet/nothing", {"value": 3})
    early = await house.panelist.post(f"/calibrations/{example}/sheet/finish")
    await score(house.panelist, example, 3)
    again = await house.panelist.put(f"/calibrations/{example}/sheet/leadership", {"value": 5})
    fixed = await house.secretariat.patch(f"/calibrations/{example}", {"text": "Lain."})
    removed = await house.secretariat.delete(f"/calibrations/{example}")
    clock.passes(days=1)
    late = await house.people["sri"].put(f"/calibrations/{example}/sheet/leadership", {"value": 5})
    seen = await house.people["sri"].get(f"/calibrations/{example}/comparison")
    others = [
        (await caller.get(f"/calibrations/{example}{rest}")).status
        for caller in (house.chair, house.regency)
        for rest in ("", "/sheet", "/comparison")
    ]

    assert (nothing.status, nothing.pointers) == (422, ["/text"])
    assert (stranger.status, stranger.pointers) == (422, ["/panelists"])
    assert (off.status, unknown.status) == (422, 404)
    assert (early.status, len(early.pointers)) == (422, 11)
    assert [one["code"] for one in (again, fixed, removed, late)] == [
        "calibration-finished",
        "calibration-scored",
        "calibration-invited",
        "calibration-not-open",
    ]
    assert seen.status == 200
    assert others == [404] * 6


async def test_it_is_mailed_leads_to_the_sheet_and_enters_nothing_else(house, example, clock):
    session = await house.book()
    clock.passes(days=1, hours=4)  # the session is over
    await house.announce(session)
    before = await house.secretariat.get(f"/programmes/{house.programme}/results.json")
    kinds = await house.secretariat.kinds(session)
    await invite(house, example, "budi")
    (mail,) = await posted(house, "budi@panel.example", subject="Kalibrasi")
    mine = await read(house.panelist, "/my-sessions")
    form = {f"value.{key}": "4" for key in CRITERIA} | {f"note.{key}": "" for key in CRITERIA}
    half = await send(house.panelist, f"/calibrations/{example}/sheet", form | {"value.policy": "", "act": "finish"})
    odd = {"value.policy": "99", "note.policy": "Ada perda."}
    off = await send(house.panelist, f"/calibrations/{example}/sheet", form | odd)
    done = await send(house.panelist, f"/calibrations/{example}/sheet", form | {"act": "finish"})
    page = await read(house.panelist, f"/calibrations/{example}/sheet")
    later = await read(house.panelist, "/my-sessions")
    data = await house.panelist.get(f"/people/{house.panelist.id}/data")
    theirs = await house.secretariat.get(f"/people/{house.panelist.id}/data")

    assert mail.subject == "Kalibrasi: Paparan Daerah X"
    assert f"/calibrations/{example}/sheet" in mine.markup and f"/calibrations/{example}/sheet" in later.markup
    assert "Belum ada sesi untuk Anda" not in later.text  # one is past
    assert (half.status, "Satu kriteria belum dinilai" in half.text, done.status) == (422, True, 303)
    assert off.status == 422 and 'href="#f-policy"' in off.markup and "Ada perda." in off.markup  # what was typed stays
    assert "sejalan" in page.text and "sama dengan acuan" in page.text
    assert len(data["calibrations"]) == 11 and "calibrations" not in theirs.body
    assert await house.secretariat.kinds(session) == kinds
    after = await house.secretariat.get(f"/programmes/{house.programme}/results.json")
    assert [after[key] for key in ("regencies", "panelists") if key in after.body] == [
        before[key] for key in ("regencies", "panelists") if key in before.body
    ]


async def test_the_secretariat_prepares_it_on_a_page(house):
    here = f"/programmes/{house.programme}/calibrations"
    made = await send(house.secretariat, here, {"title": "Contoh A"})
    (one,) = (await house.secretariat.get(here))["items"]
    page = f"/calibrations/{one['id']}"
    wrong = await send(house.secretariat, page, {"title": "Contoh A", "url": "tanpa skema", "revision": "1"})
    form = {"title": "Contoh A", "text": "Isi.", "value.leadership": "4", "reason.leadership": "SK", "revision": "1"}
    saved = await send(house.secretariat, page, form)
    nobody = await send(house.secretariat, f"{page}/invite", {})
    seen = await send(house.secretariat, f"{page}/invite", {"panelists": house.panelist.id})
    asked = (await house.secretariat.get(page))["state"]
    told = await send(house.secretariat, f"{page}/invite", {"panelists": house.panelist.id, "step": "send"})
    shown = await house.secretariat.get(page)
    closed = await send(house.secretariat, f"{page}/close", {})

    assert [one.status for one in (made, wrong, saved, nobody, told, closed)] == [303, 422, 303, 422, 303, 303]
    assert (seen.status, asked) == (200, "draft") and "Undang dan kirim 1 surel" in seen.markup
    assert shown["reference"] == {"leadership": {"value": 4, "reason": "SK"}}
    assert (shown["state"], [one["name"] for one in shown["takers"]]) == ("open", ["Dr. Budi"])
    assert (await house.secretariat.get(page))["state"] == "closed"


@pytest.mark.parametrize("is_program", [True, False])
async def test_an_invitation_waits_a_minute_in_which_it_is_taken_back(house, example, is_program):
    page, person = f"/calibrations/{example}", house.panelist
    asked = {"panelists": [person.id]}
    if is_program:
        batch = (await house.secretariat.post(f"{page}/invite?hold=true", asked))["batch"]["id"]
    else:
        told = await send(house.secretariat, f"{page}/invite", {"panelists": person.id, "step": "send"})
        batch = told.location.removeprefix("/batches/")
    assert (await house.secretariat.get(f"/batches/{batch}"))["state"] == "waiting"
    assert (await person.get(f"{page}/sheet")).status == 404, "nobody has been asked yet"
    assert "Paparan Daerah X" not in (await read(person, "/")).text

    assert (await house.secretariat.post(f"/batches/{batch}/cancel")).status == 200
    house.clock.passes(seconds=120)
    after = await house.secretariat.get(page)
    assert (after["state"], after["takers"], after["until"]) == ("draft", [], None)
    assert not all_posted(house, "budi@panel.example") and (await person.get(f"{page}/sheet")).status == 404

    again = await house.secretariat.post(f"{page}/invite?hold=true", asked)
    house.clock.passes(seconds=61)
    assert (await person.get(f"{page}/sheet")).status == 200
    assert (await house.secretariat.get(f"/batches/{again['batch']['id']}"))["state"] != "waiting"


async def test_the_history_tells_who_prepared_and_sent_it(house, example):
    await house.secretariat.patch(f"/calibrations/{example}", {"text": "Daerah X melebur dua layanan."})
    await invite(house, example, "ratna")
    await house.secretariat.post(f"/calibrations/{example}/close")

    page = await read(house.secretariat, f"/programmes/{house.programme}/history?thing=calibration")

    for said in ("dibuat", "diubah", "dikirim kepada panelis", "diakhiri"):
        assert re.search(f"Kalibrasi “[^”]+” {said}", page.text)
    assert "Isi: Daerah X menjalankan layanan terpadu. → Daerah X melebur dua layanan." in page.text
    assert f'href="/calibrations/{example}"' in page.markup

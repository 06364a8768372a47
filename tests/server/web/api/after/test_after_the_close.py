"""After the close: late ones together, sheets on paper, deliberation, the summary, excuses, signatures."""

from datetime import timedelta

import pytest
from houses import House, in_one_house, on_both_stores, on_one_store

from server.documents import minutes
from sessions.actions.access import COMMAND_LINE, Asker
from sessions.actions.after import verifying
from sessions.actions.during import attending
from sessions.clock import wire
from sessions.store.tables.core import scores
from sessions.store.tables.results import handed_out

WHY = {"reason": "jaringan putus"}


async def sign(one, session):
    return await one.post(f"/sessions/{session}/sign")


@pytest.fixture
async def conferring(house: House) -> str:
    """A session whose panel deliberates for thirty minutes, revealed just now; everybody scored two criteria 4."""
    await house.secretariat.patch(f"/programmes/{house.programme}", {"deliberation": {"minutes": 30}})
    return await house.revealed()


# - late ones together -


async def test_several_late_scores_are_decided_together_all_or_none(house):
    session = await house.closed()
    typed, down = wire(house.clock.now), {"offline_since": wire(house.clock.now - timedelta(seconds=9))}
    house.clock.passes(seconds=30)
    late = [
        (await house.people[name].put_score(session, "vision", 5, typed_at=typed, **down))["entry"]
        for name in ("budi", "sri")
    ]
    shown = (await house.chair.session(session))["late"]
    assert [(one["typed_at"], one["waited_seconds"]) for one in shown] == [(typed, 30), (typed, 30)]
    assert {one["offline_since"] for one in shown} == {down["offline_since"]}
    own = (await house.chair.put_score(session, "vision", 5))["entry"]

    async def decide(entries):
        return await house.chair.post(f"/sessions/{session}/late", {"entries": entries, "admit": True, **WHY})

    assert (await decide([*late, own])).status == 404
    assert (await decide([*late, 99999])).status == 404
    assert (await decide([])).status == 422
    assert "vision" not in (await house.panelist.sheet(session))["scores"]
    assert (await decide(late)).status == 200
    assert (await house.panelist.sheet(session))["scores"]["vision"]["value"] == 5
    assert (await decide(late)).problem == "wrong-state"


# - on paper -


async def test_a_sheet_on_paper_is_announced_entered_and_confirmed_before_it_counts(house):
    session = await house.closed()
    path = f"/sessions/{session}/paper"
    announced = await house.secretariat.post(
        path, {"panelist": house.id("sri"), "announced": True, "reason": "listrik padam"}
    )
    assert announced.status == 200, announced.body
    house.clock.passes(days=2)
    await house.announce(session)
    assert (await house.chair.session(session))["revealed"] is None
    assert (await house.chair.control(session, "reveal")).pointers == ["/reason"]

    link = {"kind": "document", "name": "Lembar Sri", "url": "https://arsip.example.id/sri.pdf"}
    scan = (await house.secretariat.post(f"/sessions/{session}/files", link))["id"]
    entered = await house.secretariat.post(
        path, {"panelist": house.id("sri"), "scores": {"vision": 5, "budget": {"value": 3}}, "file": scan}
    )
    assert entered.status == 200, entered.body
    late = entered["late"]
    assert [(one["via"], one["confirmed"]) for one in late] == [("paper", False)] * 2
    admit = {"entries": [one["entry"] for one in late], "admit": True, **WHY}
    assert (await house.chair.post(f"/sessions/{session}/late", admit)).problem == "wrong-state"
    confirm = {"entries": admit["entries"]}
    assert (await house.secretariat.post(f"{path}/confirm", confirm)).status == 404  # who entered them
    assert (await house.panelist.post(f"{path}/confirm", confirm)).status == 404
    assert (await house.people["sri"].post(f"{path}/confirm", confirm)).status == 200
    assert (await house.chair.post(f"/sessions/{session}/late", admit)).status == 200
    assert (await house.people["sri"].sheet(session))["scores"]["budget"]["value"] == 3
    assert (await house.chair.control(session, "reveal", reason="sudah masuk")).status == 200
    assert (await house.secretariat.post(path, {"panelist": house.id("made"), "announced": True, **WHY})).status == 409


async def test_a_sheet_on_paper_is_announced_as_soon_as_the_power_fails(house):
    session = await house.open()
    path, sri = f"/sessions/{session}/paper", {"panelist": house.id("sri")}
    assert (await house.secretariat.post(path, sri | {"announced": True, **WHY})).status == 200
    link = {"kind": "document", "name": "Lembar Sri", "url": "https://arsip.example.id/sri.pdf"}
    scan = (await house.secretariat.post(f"/sessions/{session}/files", link))["id"]
    entered = sri | {"scores": {"vision": 5}, "file": scan}
    assert (await house.secretariat.post(path, entered)).problem == "wrong-state"  # her own sheet is open

    house.clock.passes(hours=4)
    await house.announce(session)

    assert (await house.chair.session(session))["revealed"] is None
    assert (await house.secretariat.post(path, entered)).status == 200


@on_one_store
@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"announced": True, "reason": "x", "scores": {"vision": 3}}, ["/"]),
        ({"announced": True}, ["/"]),
        ({"scores": {"vision": 3}}, ["/"]),
        ({"scores": {"vision": 9, "nothing": 1}, "file": "SCAN"}, ["/scores/vision/value", "/scores/nothing"]),
        ({"scores": {"vision": 3}, "file": "elsewhere"}, ["/file"]),
        ({"panelist": "nobody", "announced": True, "reason": "x"}, ["/panelist"]),
    ],
)
async def test_what_is_wrong_with_a_sheet_on_paper_is_named(house, body, pointers):
    session = await house.closed()
    link = {"kind": "document", "name": "Lembar", "url": "https://arsip.example.id/sri.pdf"}
    scan = (await house.secretariat.post(f"/sessions/{session}/files", link))["id"]
    given = {"panelist": house.id("sri")} | body | ({"file": scan} if body.get("file") == "SCAN" else {})
    answer = await house.secretariat.post(f"/sessions/{session}/paper", given)
    assert answer.status == 422
    assert [one or "/" for one in answer.pointers] == pointers


# - the deliberation -


async def test_a_score_is_changed_in_the_deliberation_beside_its_original(house, conferring):
    path = f"/sessions/{conferring}/sheet/leadership/moderated"
    changed = await house.panelist.put(path, {"value": 5, "reason": "bukti baru"})
    assert (changed.status, changed["value"], changed["moderated"]) == (200, 4, 5)
    assert len(changed["hash"]) == 64
    entry = (await house.chair.entries(conferring))[-1]
    assert (entry["kind"], entry["number"], entry["secret"]) == (
        "moderated", changed["entry"], {"value": 5, "reason": "bukti baru"},
    )  # fmt: skip
    sheet = await house.panelist.sheet(conferring)
    assert (sheet["scores"]["leadership"]["value"], sheet["moderated"]) == (4, {"leadership": 5})
    assert (await house.panelist.put(path, {"value": 5})).pointers == ["/reason"]
    assert (await house.panelist.put(path, {"value": 9, "reason": "x"})).pointers == ["/value"]
    vision = path.replace("leadership", "vision")
    assert (await house.panelist.put(vision, {"value": 5, "reason": "x"})).problem == "wrong-state"  # never scored
    assert (await house.regency.put(path, {"value": 5, "reason": "x"})).status == 404


async def test_nobody_signs_before_it_is_concluded(house, conferring):
    shown = await house.chair.session(conferring)
    assert shown["deliberates_until"] > shown["revealed"]
    assert (await sign(house.panelist, conferring)).problem == "wrong-state"
    for asker in (house.secretariat, house.panelist):
        assert (await asker.control(conferring, "conclude")).status == 404
    done = await house.chair.control(conferring, "conclude")
    assert (done.status, done["deliberates_until"]) == (200, None)
    assert (await house.chair.control(conferring, "conclude")).problem == "wrong-state"
    moderated = {"value": 5, "reason": "x"}
    answer = await house.panelist.put(f"/sessions/{conferring}/sheet/leadership/moderated", moderated)
    assert answer.problem == "wrong-state"
    assert (await sign(house.panelist, conferring)).status == 200


async def test_the_clock_ends_the_deliberation(house, conferring):
    house.clock.passes(minutes=30)
    assert (await house.chair.session(conferring))["deliberates_until"] is None
    assert (await sign(house.panelist, conferring)).status == 200
    assert (await house.secretariat.kinds(conferring))[-2:] == ["concluded", "signed"]


async def test_outside_the_deliberation_nothing_is_moderated(house):
    session = await house.closed()
    path = f"/sessions/{session}/sheet/leadership/moderated"
    assert (await house.panelist.put(path, {"value": 5, "reason": "x"})).problem == "wrong-state"
    assert (await house.chair.control(session, "conclude")).problem == "wrong-state"


@on_both_stores
async def test_a_changed_store_of_moderated_scores_is_named(house, conferring):
    await house.panelist.put(f"/sessions/{conferring}/sheet/leadership/moderated", {"value": 5, "reason": "x"})
    assert not (await house.store.read(verifying.check_store)).faults
    await house.store.write(lambda db: db.execute(scores.update().values(moderated=1)))
    assert "moderated" in (await house.store.read(verifying.check_store)).faults[0].what


# - the summary -


async def test_the_chair_sums_up_until_it_is_signed(house):
    session = await house.revealed()
    said = {"text": "Siap.", "criteria": {"vision": "Perjelas."}, "recommendations": ["Susun peta jalan."]}
    path = f"/sessions/{session}/summary"
    first = await house.chair.put(path, said)
    assert (first.status, first["summary"]) == (200, said | {"revision": 1, "by": "Dr. Ratna"})
    assert (await house.chair.put(path, said | {"revision": 0})).problem == "stale-revision"
    assert (await house.chair.put(path, said | {"revision": 1})).status == 200
    assert (await house.chair.put(path, said | {"criteria": {"x": "y"}})).pointers == ["/criteria/x"]
    for asker in (house.panelist, house.secretariat, house.regency):
        assert (await asker.put(path, said)).status == 404
    assert "summary" not in (await house.regency.session(session)).body
    for one in (*house.panel[1:], house.chair):
        assert (await sign(one, session)).status == 200
    assert (await house.chair.put(path, said)).problem == "wrong-state"


# - excuses and signatures -


async def test_of_two_one_absent_is_excused_and_the_other_signs(house):
    session = await house.revealed(panel=("ratna", "budi"))
    assert (await sign(house.chair, session)).problem == "wrong-state"
    body = {"panelist": house.id("budi"), "reason": "sakit"}
    assert (await house.chair.post(f"/sessions/{session}/excuse", body)).status == 404
    excused = await house.secretariat.post(f"/sessions/{session}/excuse", body)
    assert (excused.status, excused["state"], excused["excused"]) == (200, "closed", [house.id("budi")])
    assert (await house.secretariat.post(f"/sessions/{session}/excuse", body)).problem == "wrong-state"
    last = await sign(house.chair, session)
    assert (last.status, last["state"]) == (200, "signed")


async def test_whoever_is_left_signs_where_the_chair_is_excused(house):
    session = await house.revealed(panel=("ratna", "budi"))
    await house.secretariat.post(f"/sessions/{session}/excuse", {"panelist": house.id("ratna"), "reason": "wafat"})
    assert (await sign(house.panelist, session))["state"] == "signed"


async def test_an_excuse_may_be_the_last_that_was_waited_for(house):
    session = await house.revealed(panel=("ratna", "budi"))
    assert (await sign(house.panelist, session)).status == 200
    excused = await house.secretariat.post(
        f"/sessions/{session}/excuse", {"panelist": house.id("ratna"), "reason": "wafat"}
    )
    assert excused["state"] == "signed"


async def test_at_least_one_signs(house):
    session = await house.revealed(panel=("ratna",))
    await house.secretariat.post(f"/sessions/{session}/excuse", {"panelist": house.id("ratna"), "reason": "x"})
    assert (await house.secretariat.session(session))["state"] == "closed"
    assert (await sign(house.chair, session))["state"] == "signed"


async def test_excuse_names_what_is_wrong(house):
    session = await house.open()
    body = {"panelist": house.id("budi"), "reason": "sakit"}
    assert (await house.secretariat.post(f"/sessions/{session}/excuse", body)).problem == "wrong-state"
    house.clock.passes(hours=2)
    await house.announce(session)
    wrong = await house.secretariat.post(f"/sessions/{session}/excuse", body | {"panelist": house.id("tono")})
    assert wrong.pointers == ["/panelist"]


async def test_what_is_undecided_at_the_signature_is_said(house):
    session = await house.closed()
    late = await house.panelist.put_score(session, "vision", 5)
    await house.chair.control(session, "reveal")
    assert (await sign(house.panelist, session)).status == 200
    signed = (await house.chair.entries(session))[-1]
    assert signed["data"]["undecided"] == [late["entry"]]


@on_both_stores
async def test_a_chair_named_after_the_close_signs_last(house):
    session = await house.revealed()
    named = await house.secretariat.patch(f"/sessions/{session}", {"chair": house.id("budi")})
    assert named.status == 200, named.body
    for one in (*house.panel[2:], house.chair):
        assert (await sign(one, session)).status == 200
    assert (await sign(house.panelist, session))["state"] == "signed"
    assert (
        await house.secretariat.patch(f"/sessions/{session}", {"chair": house.id("ratna")})
    ).problem == "wrong-state"
    assert (await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": "https://x.example"})).status == 409


# - what it is judged by -


@on_both_stores
async def test_what_is_judged_by_stands_in_full_in_the_record(house):
    await house.secretariat.patch(
        f"/panelists/{house.id('ratna')}", {"institution": "Universitas Contoh", "title": "Guru Besar"}
    )
    session = await house.open()
    programme = await house.secretariat.get(f"/programmes/{house.programme}")
    opened = next(e for e in await house.secretariat.entries(session) if e["kind"] == "opened")["data"]
    for key in ("rubric", "bands", "incomplete", "counts", "deliberation"):
        assert opened[key] == programme[key], key
    assert opened["programme"] == {key: programme[key] for key in ("id", "name", "timezone")}
    assert opened["panel"][0] == {
        "id": house.id("ratna"), "name": "Dr. Ratna", "institution": "Universitas Contoh", "title": "Guru Besar",
    }  # fmt: skip
    assert (await house.secretariat.entries(session))[0]["data"]["format"] == 2


# - what stands in the first signature -

HEAD = {
    "name": "Kementerian Contoh", "address": "Jalan Contoh 1", "number_pattern": "{number:03}/BA/{roman}/{year}",
    "place": "Jakarta", "signatory": {"name": "Dra. Wulan", "title": "Direktur", "nip": "1970"},
}  # fmt: skip


async def signed_session(house, **changes):
    session = await house.revealed(**changes)
    for one in (*house.panel[1:], house.chair):
        assert (await sign(one, session)).status == 200
    return session


async def sealed_minutes(house, session):
    return [e["data"].get("minutes") for e in await house.secretariat.entries(session) if e["kind"] == "signed"]


@on_both_stores
async def test_the_first_signature_holds_all_that_minutes_need_beside_the_record(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"letterhead": HEAD})
    await house.secretariat.patch(f"/panelists/{house.id('ratna')}", {"title": "Guru Besar", "nip": "1965"})
    session = await signed_session(house)
    first, *others = await sealed_minutes(house, session)
    assert others == [None] * 4
    assert (first["number"], first["place"]) == ("001/BA/III/2031", "Jakarta")
    assert first["letterhead"]["name"] == "Kementerian Contoh"
    assert first["signatory"] == HEAD["signatory"]
    assert (first["people"][0]["title"], first["people"][0]["nip"]) == ("Guru Besar", "1965")
    assert first["public_url"] == house.settings.public_url
    assert first["figures"]["index"] == 75
    assert len(first["content"]) == 64
    assert (await house.store.read(verifying.check_store)).faults == []


async def test_a_rehearsal_uses_up_no_number(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"letterhead": HEAD})
    rehearsed = await signed_session(house, rehearsal=True)
    assert (await sealed_minutes(house, rehearsed))[0]["number"] is None
    real = await signed_session(house, starts_at=house.clock.now.replace(hour=2) + timedelta(days=1))
    assert (await sealed_minutes(house, real))[0]["number"] == "001/BA/III/2031"


@on_one_store
@in_one_house("pattern", ["BA/2031", "{number.__class__}", "{number", "{0}/{number}", "{secret}/{number}"])
async def test_a_pattern_that_repeats_or_asks_for_more_is_refused(house, pattern):
    answer = await house.secretariat.patch(
        f"/programmes/{house.programme}", {"letterhead": {"number_pattern": pattern}}
    )
    assert (answer.status, answer.pointers) == (422, ["/letterhead/number_pattern"])


@on_both_stores
async def test_signed_minutes_stay_whatever_is_changed_in_programme_and_registry(house):
    session = await signed_session(house)
    before = (await house.secretariat.get(f"/sessions/{session}/record.pdf")).raw
    changed = {
        "name": "Nama Lain", "timezone": "Asia/Jayapura", "bands": [{"from": 0, "name": "Lain"}],
        "incomplete": "exclude", "letterhead": HEAD,
    }  # fmt: skip
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", changed)).status == 200
    await house.secretariat.patch(f"/panelists/{house.id('ratna')}", {"name": "Nama Lain", "title": "Lain"})
    await house.store.write(lambda db: db.execute(handed_out.delete()))

    after = await house.secretariat.get(f"/sessions/{session}/record.pdf")

    assert after.raw == before


@on_both_stores
async def test_a_pdf_that_was_handed_out_is_kept(house):
    session = await signed_session(house)
    first = (await house.secretariat.get(f"/sessions/{session}/record.pdf")).raw
    await house.store.write(lambda db: db.execute(handed_out.update().values(pdf=b"%PDF as it was")))
    assert first.startswith(b"%PDF")
    assert (await house.panelist.get(f"/sessions/{session}/record.pdf")).raw == b"%PDF as it was"


async def test_two_called_ahmad_are_told_apart_in_the_minutes(house):
    for name in ("budi", "sri"):
        await house.secretariat.patch(f"/panelists/{house.id(name)}", {"name": "Ahmad"})
    session = await house.open()
    await house.store.write(
        attending.join, session, Asker(house.id("sri"), "Ahmad", False, "link"), "one", now=house.clock.now
    )
    found = await house.store.read(minutes.readable, session, COMMAND_LINE, now=house.clock.now)
    there = {one.person: bool(one.stays) for one in found.attendance}
    assert (there[house.id("budi")], there[house.id("sri")]) == (False, True)


async def test_who_is_still_to_sign_is_not_removed(house):
    session = await house.revealed(panel=("ratna", "budi"))
    path = f"/panelists/{house.id('budi')}"
    assert (await house.secretariat.delete(path)).problem == "wrong-state"
    await house.secretariat.post(f"/sessions/{session}/excuse", {"panelist": house.id("budi"), "reason": "sakit"})
    assert (await house.secretariat.delete(path)).status == 204

"""Promise 9: who withdrew for a conflict of interest has, in that session, nothing but time and what is their own."""

import pytest
from houses import House
from reading_pages import read

WHY = "saudara kandung bupati"


@pytest.fixture
async def session(house: House) -> str:
    """A running session with Budi as deputy, whose chair, Ratna, has just withdrawn."""
    session = await house.open(deputy=house.id("budi"))
    await house.panelist.put_score(session, "leadership", 4)
    answer = await house.chair.post(f"/sessions/{session}/sheet/declare", {"conflict": True, "reason": WHY})
    assert answer.status == 200
    return session


async def test_a_withdrawn_chair_has_no_controls_and_the_deputy_has_all(house, session):
    for control, body in [
        ("next-phase", {}), ("pause", {}), ("extend", {"minutes": 5, "reason": "x"}), ("close", {"reason": "x"}),
        ("abort", {"reason": "x"}), ("undo", {}), ("reveal", {}),
    ]:  # fmt: skip
        assert (await house.chair.control(session, control, **body)).status == 404, control
    assert (await house.panelist.control(session, "next-phase")).status == 200


async def test_they_see_the_session_their_sheet_and_nothing_else(house, session):
    assert (await house.chair.session(session)).status == 200
    assert (await house.chair.sheet(session))["state"] == "withdrawn"
    page, sheet = [await read(house.chair, f"/sessions/{session}{rest}") for rest in ("", "/sheet")]
    assert page.status == sheet.status == 200
    assert "Ajukan" not in page.text and "#pane-questions" not in sheet.markup
    for path in ("record.json", "record.pdf", "questions", "files", "record.csv"):
        assert (await house.chair.get(f"/sessions/{session}/{path}")).status == 404, path
    shown = await house.chair.session(session)
    assert "late" not in shown.body and "scored" not in shown["panel"][0]


async def test_they_decide_and_sign_nothing(house, session):
    house.clock.passes(hours=2)
    await house.announce(session)
    late = await house.people["sri"].put_score(session, "vision", 5)
    where = f"/sessions/{session}/late/{late['entry']}/admit"
    assert (await house.chair.post(where, {"reason": "x"})).status == 404
    assert (await house.panelist.post(where, {"reason": "jaringan"})).status == 200
    house.clock.passes(minutes=15)
    assert (await house.chair.post(f"/sessions/{session}/sign")).problem == "wrong-state"
    assert (await house.panelist.post(f"/sessions/{session}/sign")).problem == "wrong-state"  # the deputy signs last
    for name in ("sri", "made", "yohanes", "budi"):
        last = await house.people[name].post(f"/sessions/{session}/sign")
        assert last.status == 200, last.body
    assert last["state"] == "signed"


async def test_the_reason_is_the_secretariats_alone(house, session):
    def reasons(entries):
        return [e["secret"]["reason"] for e in entries if e["kind"] == "declared" and "secret" in e]

    assert reasons(await house.secretariat.entries(session)) == [WHY]
    assert reasons(await house.panelist.entries(session)) == []
    house.clock.passes(hours=3)
    assert reasons(await house.panelist.entries(session)) == []
    assert WHY.encode() not in (await house.panelist.get(f"/sessions/{session}/record.csv")).raw


async def test_who_replaces_them_has_all_of_it(house, session):
    panel = [house.id(name) for name in ("tono", "budi", "sri", "made", "yohanes")]
    changed = await house.secretariat.patch(f"/sessions/{session}", {"panel": panel, "chair": house.id("tono")})
    assert changed.status == 200, changed.body
    assert (await house.people["tono"].control(session, "next-phase")).status == 200
    assert (await house.chair.session(session)).status == 404

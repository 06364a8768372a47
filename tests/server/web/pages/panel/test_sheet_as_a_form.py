"""The sheet without scripts: plain forms that keep what was typed and say what was not taken."""

import re

import pytest
from reading_pages import read, send


@pytest.fixture
async def session(house):
    return await house.open()


def filled(**fields):
    """The fields of criteria as the form sends them: `leadership=(4, "note", True, 0)`."""
    form = {}
    for key, (value, note, unsure, revision) in fields.items():
        form |= {f"value.{key}": str(value or ""), f"note.{key}": note, f"revision.{key}": str(revision)}
        form |= {f"unsure.{key}": "1"} if unsure else {}
    return form


async def test_what_was_changed_is_saved_and_nothing_else(house, session):
    form = filled(leadership=(4, "SK tim", True, 0), policy=(None, "", False, 0))

    answer = await send(house.panelist, f"/sessions/{session}/sheet", form | {"act": "save"})
    again = await send(house.panelist, f"/sessions/{session}/sheet", filled(leadership=(4, "SK tim", True, 1)))

    scores = (await house.panelist.sheet(session))["scores"]
    assert (answer.status, again.status) == (303, 303)
    assert list(scores) == ["leadership"]
    assert [scores["leadership"][key] for key in ("value", "note", "unsure", "revision")] == [4, "SK tim", True, 1]


async def test_what_unfolds_beneath_a_scale_is_called_what_it_is(house, session):
    page = await read(house.panelist, f"/sessions/{session}/sheet")

    for card in page.markup.split('<section class="card criterion')[1:]:
        asks = re.search(r'<span class="ask">(\w+)</span>', card)[1]
        assert asks == ("arti" if "data-level=" in card else "skala")


async def test_a_note_without_a_value_is_kept(house, session):
    await send(house.panelist, f"/sessions/{session}/sheet", filled(policy=(None, "tanya RPJMD", False, 0)))

    page = await read(house.panelist, f"/sessions/{session}/sheet")

    assert page.field("note.policy") == "tanya RPJMD"
    assert (await house.panelist.sheet(session))["scores"] == {}


async def test_a_value_that_was_changed_elsewhere_is_shown_and_not_overwritten(house, session):
    await house.panelist.put_score(session, "leadership", 2)

    page = await send(house.panelist, f"/sessions/{session}/sheet", filled(leadership=(5, "milik saya", False, 0)))

    assert page.status == 409
    assert "tersimpan: 2" in page.text and page.field("note.leadership") == "milik saya"
    assert page.field("revision.leadership") == "1"
    assert (await house.panelist.sheet(session))["scores"]["leadership"]["value"] == 2


async def test_what_comes_after_the_close_is_told_as_late_and_kept(house, session):
    house.clock.passes(hours=2, seconds=12)

    sent = await send(house.panelist, f"/sessions/{session}/sheet", filled(leadership=(5, "", False, 0)))

    assert sent.status == 303  # a reload of what follows sends nothing anew
    page = await read(house.panelist, sent.location)
    assert "terlambat dan tidak dihitung" in page.text
    assert "5 datang 12 detik setelah lembar ditutup" in page.text
    assert "data-buzz" not in page.markup  # no time runs out any more
    assert (await house.secretariat.kinds(session))[-1] == "late"
    assert (await house.panelist.sheet(session))["scores"] == {}


async def test_a_pause_keeps_what_was_typed_on_the_page(house, session):
    await house.secretariat.control(session, "pause")

    page = await send(house.panelist, f"/sessions/{session}/sheet", filled(leadership=(3, "tunggu", False, 0)))

    assert page.status == 409
    assert "sedang dijeda" in page.text and page.field("note.leadership") == "tunggu"


async def test_done_is_said_by_its_own_button(house, session):
    form = filled(leadership=(4, "", False, 0))

    await send(house.panelist, f"/sessions/{session}/sheet", form | {"act": "submit"})

    assert (await house.panelist.sheet(session))["submitted"] is True


async def test_the_sheet_asks_for_the_declaration_before_the_first_score(house):
    session = await house.book()

    before = await read(house.panelist, f"/sessions/{session}/sheet")
    await send(house.panelist, f"/sessions/{session}/declare", {"conflict": "no"})
    after = await read(house.panelist, f"/sessions/{session}/sheet")

    assert "Sebelum nilai pertama" in before.text and "Undangan sesi ini belum Anda jawab" in before.text
    assert "Sebelum nilai pertama" not in after.text


async def test_who_declares_a_conflict_is_off_the_sheet(house):
    session = await house.book()
    await send(house.panelist, f"/sessions/{session}/declare", {"conflict": "no"})
    assert "Ada benturan…" in (await read(house.panelist, f"/sessions/{session}")).text, "it may be seen later"

    sent = await send(house.panelist, f"/sessions/{session}/declare", {"conflict": "yes", "from": "sheet"})

    page = await read(house.panelist, sent.location)
    assert "Anda mundur dari sesi ini" in page.text and "Anda tidak menilai sesi ini" in page.text
    assert 'name="value.' not in page.markup
    own = (await read(house.panelist, f"/sessions/{session}")).text
    assert "Apakah Anda hadir?" not in own and "tidak menilai sesi ini" in own
    first = (await read(house.panelist, "/")).text
    assert "Anda mundur dari sesi ini" in first
    assert "Jawaban Anda" not in first and "Jawab undangan" not in first and "Lihat lembar" not in first


async def test_a_closed_sheet_is_text(house, session):
    await house.panelist.put_score(session, "leadership", 4, note="kuat")
    house.clock.passes(hours=2)

    page = await read(house.panelist, f"/sessions/{session}/sheet")

    assert 'name="value.' not in page.markup and "<textarea" not in page.markup
    assert "kuat" in page.text and "Lembar ditutup" in page.text


@pytest.mark.parametrize(("minutes", "left", "said"), [
    (114, None, ""), (116, "five", "Kurang dari lima menit, 10 belum dinilai."),
    (119.5, "one", "Kurang dari satu menit, 10 belum dinilai."), (121, None, ""),
])  # fmt: skip
async def test_what_its_script_would_say_of_the_last_minutes_stands_in_the_page(house, session, minutes, left, said):
    await house.panelist.put_score(session, "leadership", 2)
    house.clock.passes(minutes=minutes)

    page = await read(house.panelist, f"/sessions/{session}/sheet")

    assert re.findall('<body[^>]* data-left="([a-z]+)"', page.markup) == [left] * bool(left)
    assert re.search("data-warning>([^<]*)<", page.markup)[1] == said


async def test_who_has_scored_everything_is_told_so_in_the_last_minutes(house, session):
    for criterion in (await house.panelist.sheet(session))["missing"]:
        await house.panelist.put_score(session, criterion, 3)
    house.clock.passes(minutes=116)

    page = await read(house.panelist, f"/sessions/{session}/sheet")

    assert re.search("data-warning>([^<]*)<", page.markup)[1] == "Kurang dari lima menit; semua sudah dinilai."


async def test_what_the_record_holds_of_ones_values_is_offered_once_it_is_sealed(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    await house.chair.put_score(session, "policy", 3)
    before = await read(house.panelist, f"/sessions/{session}/sheet")
    house.clock.passes(hours=2, seconds=5)
    await house.panelist.put_score(session, "policy", 5)
    await house.announce(session)

    sheet, page = [await read(house.panelist, f"/sessions/{session}{below}") for below in ("/sheet", "")]

    record = await house.panelist.get(f"/sessions/{session}/record.json")
    own = [one for one in record["entries"] if one["kind"] in ("scored", "late")]
    mine = {one["hash"] for one in own if one["data"]["panelist"] == house.panelist.id}
    assert "Tanda terima nilai saya" not in before.text
    assert len(mine) == 2 and all(one in sheet.text for one in mine) and "terlambat" in sheet.text
    assert all(one["hash"] not in sheet.text for one in own if one["hash"] not in mine)
    for shown in (sheet, page):
        for kind in ("xlsx", "json", "pdf"):
            assert f'href="/api/v1/sessions/{session}/record.{kind}"' in shown.markup
    assert f'href="/sessions/{session}/sheet#receipts"' in page.markup
    assert (await house.panelist.get(f"/sessions/{session}/record.xlsx")).status == 200

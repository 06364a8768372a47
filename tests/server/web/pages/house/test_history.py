"""Who did what from what to what: written with each act, searched, filtered, taken away; no link, secret or score."""

import io
from datetime import timedelta

from houses import MONDAY, ROOM, TUESDAY_NINE, on_both_stores
from openpyxl import load_workbook
from reading_pages import read, send

from sessions.clock import wire
from sessions.store.powers import acts
from sessions.store.powers.acts import Wanted


async def listed(house, query: str = ""):
    return await read(house.secretariat, f"/programmes/{house.programme}/history{query}")


async def told(house, **wanted):
    """The acts that are wanted, as (what was done, thing, name)."""
    found = await house.store.read(acts.stretch, Wanted(**wanted), size=None)
    return [(one.did, one.thing.kind, one.thing.name) for one in found.items]


@on_both_stores
async def test_what_was_changed_is_told_from_what_to_what_with_who_did_it(house):
    regency = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?q=Jepara"))["items"][0]

    await house.secretariat.patch(
        f"/regencies/{regency['id']}", {"name": "Kabupaten Jepara Baru", "email": "b@x.example"}
    )
    page = await listed(house, "?q=jepara+baru")

    assert page.status == 200 and page.inline == []
    assert "Kabupaten Jepara Baru diubah" in page.text
    assert "Nama: Kabupaten Jepara → Kabupaten Jepara Baru" in page.text
    assert "j…@daerah.example → b…@x.example" in page.text and "b@x.example" not in page.markup
    assert "Kabupaten Kudus" not in page.text
    assert "Kabupaten Jepara Baru" in (await read(house.secretariat, f"/regencies/{regency['id']}")).text


@on_both_stores
async def test_a_list_an_act_of_power_a_room_and_a_session_stand_there_each_with_its_kind(house):
    asked = house.secretariat
    session = await house.book()
    await asked.post(f"/programmes/{house.programme}/rooms", {"name": "Ruang A", "meeting_url": "https://r.example/a"})
    await asked.post(f"/people/{house.id('ratna')}/link", {})
    await asked.post(f"/programmes/{house.programme}/regencies", [{"code": "33.20", "province": "Jateng"}])

    assert ("booked", "session", "Kabupaten Jepara") in await told(house, things=("session",))
    assert ("made", "room", "Ruang A") in await told(house, things=("room",))
    assert ("link-renewed", "person", "Dr. Ratna") in await told(house, of=house.id("ratna"))
    assert ("changed", "regency", "Kabupaten Jepara") in await told(house, things=("regency",))
    assert f'href="/sessions/{session}"' in (await listed(house, "?thing=session")).markup


async def test_a_session_that_was_moved_or_got_another_panel_is_told_from_what_to_what_in_the_programmes_zone(house):
    session = await house.book(panel=("ratna", "budi"))
    await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + timedelta(hours=4))})
    await house.secretariat.patch(f"/sessions/{session}", {"panel": [house.id("ratna"), house.id("sri")]})

    page = await listed(house, "?thing=session")

    moved = "Waktu: Selasa, 4 Maret 2031, 09.00 WIB → Selasa, 4 Maret 2031, 13.00 WIB"
    assert "Sesi Kabupaten Jepara dipindahkan" in page.text and moved in page.text
    assert "Panel: Dr. Ratna, Dr. Budi → Dr. Ratna, Dr. Sri" in page.text
    assert ROOM not in page.markup


async def test_what_changes_nothing_or_is_only_looked_at_is_no_act(house):
    before = await told(house)

    await house.secretariat.post(
        f"/programmes/{house.programme}/regencies", [{"code": "33.20", "name": "Kabupaten Jepara"}]
    )
    await house.secretariat.post(
        f"/programmes/{house.programme}/regencies?check=true", [{"code": "33.20", "name": "Lain"}]
    )
    await house.secretariat.post(
        f"/programmes/{house.programme}/rooms?check=true", {"name": "R", "meeting_url": "https://r.example/a"}
    )

    assert await told(house) == before


async def test_days_persons_and_kinds_narrow_it_and_the_workbook_has_exactly_that(house):
    house.clock.now = MONDAY + timedelta(days=3)
    programme = (await house.secretariat.get(f"/programmes/{house.programme}")).body
    rubric = programme["rubric"]
    rubric["groups"][0]["criteria"][0]["weight"] = 33
    await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": rubric, "daily_limit": 7})

    page = await listed(house, "?from=2031-03-06&to=2031-03-06&thing=programme")
    gone = await listed(house, "?to=2031-03-02")
    answer = await house.secretariat.get(f"//programmes/{house.programme}/history.xlsx?from=2031-03-06&thing=programme")
    rows = list(load_workbook(io.BytesIO(answer.raw)).active.values)

    assert "Sesi sehari per orang: 2 → 7" in page.text and "bobot: 20 → 33" in page.text
    assert "Tidak ada yang cocok." in gone.text
    assert [row[5:] for row in rows[1:]] == [
        ("Sesi sehari per orang", "2", "7"),
        ("Kriteria “Komitmen pimpinan” · bobot", "20", "33"),
    ]


async def test_it_is_the_secretariats_alone_and_an_erased_person_is_named_nowhere(house):
    for who in (house.panelist, house.regency):
        assert (await read(who, f"/programmes/{house.programme}/history")).status == 404
        assert (await read(who, "/history")).status == 404
    person, called = house.id("yohanes"), 'Yohanes "Yo" Ma\'ruf'
    await house.secretariat.patch(
        f"/panelists/{person}", {"name": called, "nip": "198001012005011004", "institution": "Kampus Lama"}
    )
    session = await house.book(panel=("ratna", "yohanes"))
    await house.secretariat.patch(f"/sessions/{session}", {"panel": [house.id("ratna"), house.id("sri")]})
    assert "Ma&#39;ruf" in (await listed(house, "?thing=session")).markup
    assert "…1004" in (await listed(house, "?thing=panelist")).text
    assert "198001012005011004" not in (await listed(house)).markup

    await house.secretariat.delete(f"/panelists/{person}")
    assert (await house.secretariat.post(f"/people/{person}/erase")).status == 200

    page = await listed(house, f"?of={person}")
    assert "Data pribadi seseorang dihapus" in page.text
    assert "Yohanes" not in page.markup and "Kampus Lama" not in page.markup
    assert "Yohanes" not in (await listed(house, "?thing=session")).markup


async def test_the_acts_on_one_thing_say_which_and_a_press_shows_all_again(house):
    page = await listed(house, f"?of={house.id('ratna')}")

    assert "Tentang: Dr. Ratna" in page.text
    assert 'href="?">Bersihkan</a>' in page.markup


async def test_the_panelists_form_keeps_title_and_nip(house):
    person, form = house.id("budi"), {"name": "Dr. Budi", "email": "budi@panel.example", "timezone": "Asia/Jakarta"}
    here = f"/programmes/{house.programme}/panelists/{person}"

    done = await send(house.secretariat, here, form | {"title": "Guru Besar", "nip": "196001011985031001"})
    page = await read(house.secretariat, here)

    assert done.status == 303
    assert page.field("title") == "Guru Besar" and page.field("nip") == "196001011985031001"


async def test_what_was_chosen_is_told_in_the_words_of_its_form(house):
    await house.secretariat.patch(
        f"/programmes/{house.programme}",
        {"incomplete": "exclude", "claims": "optional", "workdays": [1, 6], "holidays": "MY"},
    )

    page = await listed(house)

    assert "Lembar yang belum lengkap: dihitung dari yang dinilai → tidak dihitung" in page.text
    assert "Penilaian mandiri: tidak diminta → boleh diisi" in page.text
    assert "Senin, Sabtu" in page.text and "Hari libur: Indonesia → Malaysia" in page.text
    assert "exclude" not in page.text


async def test_what_the_secretariat_sets_for_others_is_told_and_what_they_set_themselves_is_not(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "optional", "claims_due": "PT0S"})
    await house.book()
    jepara = (await house.secretariat.get(f"/programmes/{house.programme}/regencies?q=Jepara"))["items"][0]["id"]
    busy = [{"from": wire(MONDAY + timedelta(days=3)), "to": wire(MONDAY + timedelta(days=4)), "free": False}]
    for who in (house.regency, house.secretariat):
        await who.put(
            f"/regencies/{jepara}/claims/leadership", {"value": 2 if who is house.regency else 3, "text": "SK"}
        )
        await who.put(f"/regencies/{jepara}/availability", busy)
    await house.secretariat.put(f"/panelists/{house.id('budi')}/calendars", [])

    (claimed,) = [one for one in await acts_of(house, jepara) if one.did == "changed"]
    assert claimed.changes == {"claims.leadership.value": (2, 3)}
    assert [one.did for one in await acts_of(house, jepara)].count("time-changed") == 1
    assert sorted(one.did for one in await acts_of(house, house.id("budi"))) == ["made", "time-changed"]


async def acts_of(house, thing):
    return (await house.store.read(acts.stretch, Wanted(of=thing), size=None)).items


async def test_an_answer_is_told_with_who_gave_it_for_which_session_and_what(house):
    session = await house.book()
    wanted = {"for": house.id("ratna"), "answer": "accepted"}
    assert (await house.secretariat.post(f"/sessions/{session}/rsvp", wanted)).status == 200
    line = "Jawaban Dr. Ratna untuk sesi Kabupaten Jepara dicatat: hadir"

    assert line in (await listed(house, "?thing=session")).text
    answer = await house.secretariat.get(f"//programmes/{house.programme}/history.xlsx?thing=session")
    assert line in [row[3] for row in load_workbook(io.BytesIO(answer.raw)).active.values]


async def test_conflicts_and_bands_are_told_by_their_names(house):
    await house.secretariat.patch(f"/panelists/{house.id('budi')}", {"conflicts": ["33.19"]})
    bands = [{"from": 0, "name": {"id": "Kurang", "en": "Poor"}}, {"from": 62.5, "name": {"id": "Baik", "en": "Good"}}]
    await house.secretariat.patch(f"/programmes/{house.programme}", {"bands": bands})

    page = await listed(house)

    assert "Benturan kepentingan: Kabupaten Kudus" in page.text
    assert "Predikat mulai 62,5 · Indonesia: Baik" in page.text


async def test_what_was_done_alike_many_times_is_one_line_that_opens(house):
    there = f"/programmes/{house.programme}"
    for n in range(6):
        fields = {"name": f"Ruang {n}", "meeting_url": f"https://rapat.example/{n}"}
        assert (await house.secretariat.post(f"{there}/rooms", fields)).status == 201

    page = await read(house.secretariat, f"{there}/history?thing=room")

    assert "dan 5 lagi yang sama" in page.text and page.markup.count('<th scope="row">') == 1
    assert all(f"Ruang {n}" in page.text for n in range(6)), "each stands in it"


async def test_a_message_says_to_whom_it_went(house):
    there = f"/programmes/{house.programme}"
    said = {"to": {"list": "regencies", "province": "Jawa Tengah"}, "subject": "Persiapan", "text": "Mohon bersiap."}
    assert (await house.secretariat.post(f"{there}/messages", said)).status in (200, 201, 202)

    page = await read(house.secretariat, f"{there}/history?thing=message")

    assert "Kepada: wakil daerah" in page.text and "Penerima: 2" in page.text and "Jawa Tengah" in page.text

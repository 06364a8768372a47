"""The secretariat's forms: what is wrong stands at its field, and what was typed stays."""

import html
import re
import time
from urllib.parse import parse_qs, urlsplit

import aiohttp
from houses import TUESDAY_NINE, in_one_house, on_both_stores, on_one_store
from multidict import MultiDict
from reading_pages import read, send
from samples.booking_form import book, booking

from sessions.clock import wire

HEADER = "code,name,province,timezone"


async def test_who_has_a_number_is_written_to_by_whatsapp_and_it_is_kept_who_did(house):
    listed = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    jepara = next(one["id"] for one in listed if one["code"] == "33.20")
    await house.secretariat.patch(f"/regencies/{jepara}", {"phone": "0812-3456-7890"})
    session = await house.book()

    page = await read(house.secretariat, f"/sessions/{session}")
    (link,) = re.findall(r'href="(https://wa\.me/[^"]+)"', page.markup)
    text = parse_qs(urlsplit(link).query)["text"][0]
    assert urlsplit(link).path == "/6281234567890"
    assert "Kabupaten Jepara" in text and "4 Maret 2031, 09.00 WIB" in text and "http" not in text
    told = {"for": house.regency.id}
    assert (await send(house.secretariat, f"/sessions/{session}/told", told)).status == 303
    assert (await send(house.secretariat, f"/sessions/{session}/told", {"for": house.id("tono")})).status == 404
    assert "diberi tahu tanpa surel" in (await read(house.secretariat, f"/programmes/{house.programme}/history")).text


async def test_a_session_is_booked_in_the_programmes_zone(house):
    answer = await book(house)

    session = await house.secretariat.session(answer.location.split("/")[2].split("?")[0])
    assert answer.status == 303
    assert (session["starts_at"], len(session["panel"])) == ("2031-03-04T02:00:00Z", 2)


async def test_every_clash_is_explained_beside_its_field(house):
    await house.book()

    page = await book(house, time="10:00")

    assert page.status == 409
    assert "Kabupaten Jepara sudah memiliki sesi pada Sel 4 Mar 09.00–11.00 WIB." in page.text
    assert "Dr. Budi sudah di sesi Kabupaten Jepara" in page.text
    assert page.field("regency") == "Kabupaten Jepara (33.20)" and page.field("time") == "10:00"


@in_one_house(
    ("changes", "says"),
    [
        ({"time": "20:00"}, "di luar jam kerja program"),
        ({"date": "2031-03-08"}, "bukan hari kerja"),
        ({"date": "2030-01-02"}, "Waktu ini sudah lewat"),
        ({"date": ""}, "Isi tanggal dan jam"),
        ({"regency": "99.99"}, "tidak memiliki kabupaten/kota itu"),
        ({"panel": []}, "Pilih sedikitnya satu panelis"),
        ({"meeting_url": "rapat"}, "Alamat dimulai dengan https://"),
    ],
)
async def test_what_is_wrong_is_said_in_the_persons_words(house, changes, says):
    page = await book(house, **changes)

    assert page.status in (409, 422)
    assert says in page.text


async def test_a_chair_who_may_not_chair_is_named(house):
    page = await book(house, chair=house.id("budi"), panel=[house.id("sri"), house.id("budi")])

    assert page.status == 303, "Budi may chair"
    page = await book(house, chair=house.id("sri"), panel=[house.id("sri")], date="2031-03-05", regency="33.19")
    assert "Dr. Sri tidak boleh menjadi ketua." in page.text


async def test_changing_the_panel_does_not_move_a_session_by_its_seconds(house):
    session = await house.book(starts_at=house.clock.now.replace(hour=3, minute=0, second=7))
    standing = await read(house.secretariat, f"/sessions/{session}/change")
    form = booking(house, date=standing.field("date"), time=standing.field("time"))

    answer = await send(house.secretariat, f"/sessions/{session}/change", form)

    assert answer.status == 303
    assert await house.secretariat.kinds(session) == ["booked", "panel-changed", "link-changed"]


async def test_a_session_is_cancelled_for_a_reason(house):
    session = await house.book()

    without = await send(house.secretariat, f"/sessions/{session}/cancel", {"reason": " "})
    answer = await send(house.secretariat, f"/sessions/{session}/cancel", {"reason": "Bupati berhalangan"})

    assert (without.status, answer.status) == (422, 303)
    assert (await house.secretariat.session(session))["state"] == "cancelled"


async def test_a_cancelled_session_is_booked_again_as_it_was(house):
    session = await house.book(panel=("ratna", "budi"))
    await send(house.secretariat, f"/sessions/{session}/cancel", {"reason": "banjir"})
    page = await read(house.secretariat, f"/sessions/{session}")
    address = html.unescape(re.search(r'href="([^"]*/book\?[^"]*)"[^>]*>[^<]*Jadwalkan lagi', page.markup)[1])

    form = await read(house.secretariat, address)

    assert (form.field("date"), form.field("time"), form.field("regency")) == (
        "2031-03-04",
        "09:00",
        "Kabupaten Jepara (33.20)",
    )
    ticked = re.findall(r'name="panel" value="(\w+)"[^>]*checked', form.markup)
    assert set(ticked) == {house.id("ratna"), house.id("budi")}


@in_one_house(
    ("rows", "says"),
    [
        ("99.01,=1+1,Jawa,Asia/Jakarta", "Baris 2 =1+1 name Tampak seperti rumus"),
        ("99.01,Kota,Jawa,Mars/Olympus", "Baris 2 Kota timezone Zona waktu tidak dikenal"),
        (",Kota,Jawa,Asia/Jakarta", "Baris 2 Kota code Harus diisi."),
    ],
)
async def test_an_import_names_every_bad_row_and_keeps_none(house, rows, says):
    file = aiohttp.FormData()
    file.add_field("file", f"{HEADER}\n{rows}\n99.02,Kota Baik,Jawa,Asia/Jakarta\n", filename="daftar.csv")

    page = await send(house.secretariat, f"/programmes/{house.programme}/regencies/import", file)

    assert page.status == 422
    assert "Tidak ada baris daftar.csv yang disimpan" in page.text and says in page.text
    column = {"name": 1, "timezone": 3}.get(says.split()[3], 0)
    assert page.field(f"cell-2-{column}") == rows.split(",")[column] and "Unggah lagi" in page.markup
    assert "Kota Baik" not in (await read(house.secretariat, f"/programmes/{house.programme}/regencies")).text


def listed(text, **fields):
    """The form that brings a file, or what the page of a file that was looked at sends on."""
    form = aiohttp.FormData(fields)
    if text:
        form.add_field("file", text, filename="daftar.csv")
    return form


def carried(page, **more):
    """What the looked-at page carries along."""
    names = re.findall(r'name="((?:name|column)-[0-9]+)"', page.markup)
    kept = {name: page.field(name) for name in ("file_name", "lines", *names)}
    return listed("", **kept, **more)


@on_both_stores
async def test_a_good_file_is_looked_at_and_then_used(house):
    where = f"/programmes/{house.programme}/regencies"
    rows = f"{HEADER}\n99.02,Kota Baik,Jawa,Asia/Jakarta\n33.20,Jepara,Jawa,Asia/Jakarta\n"
    rows += "33.19,Kabupaten Kudus,Jawa Tengah,Asia/Jakarta\n"  # as it stands: not counted as changed

    look = await send(house.secretariat, f"{where}/import", listed(rows))

    assert look.status == 200 and "Belum ada yang berubah." in look.text
    assert "Kota Baik" in look.text and "Kabupaten Jepara Jepara" in look.text
    assert "Kota Baik" not in (await read(house.secretariat, where)).text
    answer = await send(house.secretariat, f"{where}/import/use", carried(look))
    assert "1 ditambahkan, 1 diperbarui." in (await read(house.secretariat, answer.location)).text


async def test_a_column_that_is_not_known_is_matched_by_hand(house):
    where = f"/programmes/{house.programme}/regencies"

    page = await send(house.secretariat, f"{where}/import", listed("kode,Alamat kantor dinas\n33.20,baru@x.example\n"))
    assert page.status == 422 and "Alamat kantor dinas" in page.text
    form = listed("", lines=page.field("lines"), **{"name-0": "kode", "column-0": "code"})
    form.add_field("name-1", "Alamat kantor dinas")
    form.add_field("column-1", "email")
    look = await send(house.secretariat, f"{where}/import", form)

    assert look.status == 200 and "baru@x.example" in look.text
    assert (await send(house.secretariat, f"{where}/import/use", carried(look))).status == 303


async def test_likely_doubles_are_used_only_once_somebody_has_looked(house):
    where = f"/programmes/{house.programme}/regencies"
    look = await send(house.secretariat, f"{where}/import", listed(f"{HEADER}\n99.20,Kab. Jepara,Jawa,WIB\n"))
    assert "Namanya sama dengan 33.20" in look.text

    unseen = await send(house.secretariat, f"{where}/import/use", carried(look))
    assert unseen.status == 422 and "Lihat dahulu baris yang ditandai." in unseen.text
    assert (await send(house.secretariat, f"{where}/import/use", carried(look, sure="1"))).status == 303


@on_both_stores
async def test_a_regency_gets_its_address_and_delegates(house):
    regencies = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    denpasar = next(one for one in regencies if one["code"] == "51.71")
    form = {key: denpasar[key] for key in ("code", "name", "province", "timezone")}
    form |= {
        "email": "denpasar@daerah.example",
        "contact": "Wayan",
        "delegates": "Ketut <ketut@daerah.example>\nSiti, siti@daerah.example, 0812-3456-7890\n",
    }

    answer = await send(house.secretariat, f"/regencies/{denpasar['id']}", form)
    wrong = await send(house.secretariat, f"/regencies/{denpasar['id']}", form | {"email": "bukan surel"})

    page = await read(house.secretariat, f"/regencies/{denpasar['id']}")
    assert (answer.status, wrong.status) == (303, 422)
    assert "Ini bukan alamat surel." in wrong.text and wrong.field("email") == "bukan surel"
    assert page.field("contact") == "Wayan" and "ketut@daerah.example" in page.field("delegates")
    assert "Siti <siti@daerah.example> +6281234567890" in page.field("delegates"), (
        "commas stand between and belong to nobody"
    )


@on_one_store
async def test_delegates_are_read_with_brackets_or_without_and_what_is_none_holds_up_nobody(house):
    here = f"/regencies/{await _id_of(house, '51.71')}"
    form = {"code": "51.71", "name": "Kota Denpasar", "province": "Bali", "timezone": "Asia/Makassar"}
    lines = "Ketut <ketut@x.example> 0812-3456-7890\n Made Oka made@x.example 081234567891\nsri@x.example"

    assert (await send(house.secretariat, here, form | {"delegates": lines})).status == 303
    assert (await read(house.secretariat, here)).field("delegates").splitlines() == [
        "Ketut <ketut@x.example> +6281234567890",
        "Made Oka <made@x.example> +6281234567891",
        "Kota Denpasar <sri@x.example>",
    ]
    begun = time.process_time()
    for none in ("Budi", "x@" * 700 + "<"):
        assert (await send(house.secretariat, here, form | {"delegates": none})).status == 422
    assert time.process_time() - begun < 3


async def test_a_panelist_is_added_with_conflicts(house):
    form = {"name": "Dr. Baru", "email": "baru@panel.example", "timezone": "Asia/Makassar"}
    form["conflicts"] = "33.20 33.19, JT 01"

    answer = await send(house.secretariat, f"/programmes/{house.programme}/panelists", form)

    panelists = (await house.secretariat.get(f"/programmes/{house.programme}/panelists"))["items"]
    assert answer.status == 303
    assert next(one for one in panelists if one["name"] == "Dr. Baru")["conflicts"] == ["33.20", "33.19", "JT 01"]


async def test_settings_keep_what_was_typed_wrong(house):
    page = await read(house.secretariat, f"/programmes/{house.programme}")
    names = ("name", "day_end", "panel_size", "daily_limit", "blocked")
    form = {name: page.field(name) for name in names} | {"day_start": "25:00", "holidays": "SG"}

    wrong = await send(house.secretariat, f"/programmes/{house.programme}", form | {"blocked": "kapan-kapan"})

    folded = page.markup.partition("<summary>Tambah fase</summary>")
    assert 'name="phase.key" value=""' in folded[2] and 'name="phase.key" value=""' not in folded[0]
    assert wrong.status == 422
    assert "Isi jam seperti 08:00" in wrong.text and "Baris 1: “kapan-kapan” bukan tanggal yang ada." in wrong.text
    assert wrong.field("blocked") == "kapan-kapan" and wrong.field("day_start") == "25:00"
    assert '<option value="SG" selected>Singapura</option>' in wrong.markup


async def test_a_day_that_is_closed_says_how_many_sessions_lie_on_it(house):
    await house.book()
    page = await read(house.secretariat, f"/programmes/{house.programme}")
    names = ("name", "day_start", "day_end", "holidays", "panel_size", "daily_limit")
    form = aiohttp.FormData([(name, page.field(name)) for name in names])
    for day in "12345":
        form.add_field("workdays", day)
    for name, value in {"key": "presentation", "id": "", "en": "", "minutes": "120", "private": ""}.items():
        form.add_field(f"phase.{name}", value)
    for name, value in {"timezone": "Asia/Jakarta", "blocked": "2031-03-04"}.items():
        form.add_field(name, value)

    saved = await send(house.secretariat, f"/programmes/{house.programme}", form)

    assert saved.status == 303, saved.text
    assert "1 sesi jatuh pada hari tanpa sesi" in (await read(house.secretariat, saved.location)).text


async def test_those_who_have_not_answered_are_reminded_once_a_day(house):
    session = await house.book()

    first = await send(house.secretariat, f"/sessions/{session}/remind")
    second = await send(house.secretariat, f"/sessions/{session}/remind")

    assert first.location.startswith("/sessions/")
    assert second.location.endswith("said=reminded-already")


async def test_a_panelist_notes_when_they_are_away_and_is_not_booked_then(house):
    path = f"/people/{house.panelist.id}/availability"

    await send(house.panelist, path, {"from": "2031-03-04T08:00", "to": "2031-03-04T12:00", "free": "0"})
    backwards = await send(house.panelist, path, {"from": "2031-03-05T12:00", "to": "2031-03-05T08:00", "free": "0"})
    page = await book(house)

    assert backwards.status == 422 and "Awal harus sebelum akhir." in backwards.text
    assert "Dr. Budi tidak tersedia pada waktu itu." in page.text


# - looked at before it is sent -

NOBODY_HEARD = "Belum ada yang disimpan atau dikirim"


async def sessions_of(house) -> list[dict]:
    return (await house.secretariat.get(f"/programmes/{house.programme}/sessions"))["items"]


async def test_who_gets_what_is_shown_before_anything_is_kept_and_the_button_does_it(house):
    page = await book(house, step="check")

    assert page.status == 200 and NOBODY_HEARD in page.text
    for shown in ("3 surel akan dikirim", "budi@panel.example", "jepara@daerah.example", "Undangan · ketua panel"):
        assert shown in page.text
    assert "Jadwalkan dan kirim 3 surel" in page.text
    assert await sessions_of(house) == []

    assert (await book(house)).status == 303
    (booked,) = await sessions_of(house)
    where = f"/sessions/{booked['id']}/change"
    standing = await read(house.secretariat, where)
    form = booking(house, time="13:00", step="check", revision=standing.field("revision"))
    looked = await send(house.secretariat, where, form)
    assert "Simpan dan kirim 3 surel" in looked.text and "Undangan dengan waktu baru" in looked.text
    assert (await house.secretariat.session(booked["id"]))["starts_at"] == wire(TUESDAY_NINE)


async def test_each_mail_is_read_before_it_goes_as_it_then_goes(house):
    page = await book(house, step="check")
    shown = {html.unescape(text) for text in re.findall(r'<p class="typed"[^>]*>(.*?)</p>', page.markup, re.S)}
    assert len(shown) == 3 and page.markup.count("masuk ke kalender penerima") == 3
    assert page.inline == [] and "/enter/" not in page.markup.replace("/enter/…", "")

    assert (await book(house)).status == 303
    written = (await house.secretariat.get(f"/programmes/{house.programme}/mails"))["items"]
    went = [await house.secretariat.get(f"/mails/{one['id']}") for one in written]
    assert shown == {one["text"] for one in went}
    for one in went:
        assert html.escape(one["subject"], quote=False) in page.markup
    (batch,) = {(await house.secretariat.session(one["session"]))["batch"]["id"] for one in written}
    there = await read(house.secretariat, f"/batches/{batch}")
    assert "Undangan 3 Baca contohnya" in there.text
    example = await read(house.secretariat, re.search(r"/mails/\w+", there.markup)[0])
    assert "Sebagai teks biasa" in example.text and "REQUEST" in example.text


async def test_words_of_the_officials_own_stand_in_every_mail_as_they_were_shown(house):
    words = "Mohon masuk 15 menit lebih awal.\r\n<b>Bawa</b> berkas & cap."
    page = await book(house, step="check", note=words)
    shown = [html.unescape(text) for text in re.findall(r'<p class="typed"[^>]*>(.*?)</p>', page.markup, re.S)]
    assert len(shown) == 3 and page.field("note") == words
    assert all("lebih awal.\n\n<b>Bawa</b> berkas & cap.\n" in text for text in shown) and "<b>Bawa" not in page.markup
    edited = await book(house, step="edit", note=words)
    assert edited.field("note") == words

    (session,) = [(await book(house, note=words)).location.split("/")[2].split("?")[0]]
    written = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    went = [(await house.secretariat.get(f"/mails/{one['id']}"))["text"] for one in written]
    assert sorted(went) == sorted(shown)

    standing = await read(house.secretariat, f"/sessions/{session}/change")
    form = booking(house, time="13:00", note="Waktunya maju.", revision=standing.field("revision"))
    assert (await send(house.secretariat, f"/sessions/{session}/change", form)).status == 303
    newest = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"][-1]["id"]
    text = (await house.secretariat.get(f"/mails/{newest}"))["text"]
    assert "Waktunya maju." in text and "lebih awal" not in text
    assert (await book(house, note="x" * 2001, step="check")).status == 422


async def test_a_regency_is_found_by_any_letters_of_its_name(house):
    for written in ("udus", "Kab. Kudus", "kab kudus", "KAB.KUDUS", "Kabupaten Kudus (33.19)"):
        assert "Kabupaten Kudus" in (await book(house, regency=written, step="check")).text
    several = await book(house, regency="kabupaten", step="check")
    assert several.status == 422
    assert "Beberapa daerah bernama demikian: Kabupaten Kudus, Kabupaten Jepara." in several.text


async def test_somebodys_own_busy_time_is_set_aside_with_a_reason(house):
    busy = {"from": wire(TUESDAY_NINE), "to": "2031-03-04T05:00:00Z", "free": False}
    await house.secretariat.put(f"/panelists/{house.id('budi')}/availability", [busy])

    page = await book(house, step="check")
    assert page.status == 409 and f'name="override-{house.id("budi")}"' in page.markup
    assert f'name="override-{house.id("ratna")}"' not in page.markup

    given = {f"override-{house.id('budi')}": "Rapatnya dipindah"}
    assert "waktunya dikesampingkan: Rapatnya dipindah" in (await book(house, step="check", **given)).text
    booked = await book(house, **given)
    entry = (await house.secretariat.entries(booked.location.split("/")[2].split("?")[0]))[0]
    assert entry["data"]["override"] == {house.id("budi"): "Rapatnya dipindah"}


async def test_the_next_starts_that_fit_are_offered_and_panelists_stand_by_how_free_they_are(house):
    await house.book(panel=("budi", "sri"), chair="budi")

    page = await book(house, regency="33.19", step="check")
    starts = re.findall(r'name="at" value="([^"]+)"', page.markup)
    assert page.status == 409 and starts[0] == "2031-03-04T04:00:00Z"  # when Budi's session is over
    ids = re.findall(r'name="panel" value="([^"]+)"', page.markup)
    assert (
        set(ids[:2]) == {house.id("ratna"), house.id("budi")}
        and ids[-1] == house.id("sri")
        and "ada acara lain" in page.text
    )

    taken = await book(house, regency="33.19", at=starts[0])
    assert taken.status == 200 and NOBODY_HEARD in taken.text and "11.00–13.00 WIB" in taken.text
    asked = await book(house, regency="33.19", time="", step="times")
    assert asked.status == 200 and "Waktu yang cocok" in asked.text


async def test_settings_hold_the_deliberation_the_claims_the_letterhead_and_phases_by_name(house):
    path = f"/programmes/{house.programme}"
    before = await house.secretariat.get(path)
    texts = {name: before[name] for name in ("name", "timezone", "day_start", "day_end", "holidays", "incomplete")}
    form = MultiDict({**texts, "panel_size": "5", "daily_limit": "2", "deliberation": "20", "counts": "moderated"})
    form.update(
        {"claims": "required", "claims_due": "3", "letterhead.name": "Kementerian Contoh", "show_questions": "1"}
    )
    form.update({"letterhead.number_pattern": "{number}/BA/2031", "letterhead.signatory.name": "Dr. Wulan"})
    for day in "12345":
        form.add("workdays", day)
    for row in (
        ("presentation", "", "", "45", ""),
        ("", "Rapat panel", "Panel meeting", "15", "1"),
        ("", "", "", "", ""),
    ):
        for name, text in zip(("key", "id", "en", "minutes", "private"), row, strict=True):
            form.add(f"phase.{name}", text)

    saved = await send(house.secretariat, path, form)
    form.update({"day_start": "8.30", "blocked": "24 Desember 2031\n31/12/2031, 2032-01-02 2032-01-05"})
    form.update({"letterhead.letter_pattern": "B-{number:03}/UND/{roman}/{year}"})
    again = await send(house.secretariat, path, form)
    written = await read(house.secretariat, path)
    form["letterhead.number_pattern"], form["letterhead.letter_pattern"] = "{nomor}", "1/UND"
    wrong = await send(house.secretariat, path, form)

    after = await house.secretariat.get(path)
    assert saved.status == 303, saved.text
    assert (after["deliberation"], after["counts"], after["claims_due"]) == ({"minutes": 20}, "moderated", "P3D")
    assert after["letterhead"]["signatory"]["name"] == "Dr. Wulan" and after["claims"] == "required"
    assert after["phases"][1] == {
        "key": "rapat-panel", "minutes": 15, "name": {"id": "Rapat panel", "en": "Panel meeting"}, "private": True,
    }  # fmt: skip
    assert again.status == 303 and after["day_start"] == "08:30", again.text
    assert after["blocked"] == ["2031-12-24", "2031-12-31", "2032-01-02", "2032-01-05"]
    assert "Nomor 7/BA/2031" in written.text and "Nomor B-007/UND/III/2031" in written.text
    assert wrong.status == 422 and wrong.field("letterhead.number_pattern") == "{nomor}"
    assert "Pola nomor berita acara: Yang dikenal: {number} nomor urut ({number:03} untuk 007)" in wrong.text
    assert "Pola nomor surat undangan dan surat tugas: Tulis {number} di tempat nomor urut" in wrong.text
    assert "Kementerian Contoh" in (await read(house.secretariat, path)).text


async def test_what_is_refused_without_its_form_beside_it_names_the_field(house):
    session = await house.book()
    house.clock.now = TUESDAY_NINE

    page = await send(house.secretariat, f"/sessions/{session}/control/extend", {"minutes": "abc", "reason": "x"})
    nameless = await send(house.secretariat, "/programmes/new", {"name": " "})

    assert page.status == 422 and "Menit: Isi angka." in page.text
    assert nameless.status == 422 and "Nama: Harus diisi." in nameless.text


async def test_a_panelist_whom_a_session_needs_stays_and_the_session_is_named(house):
    await house.book()

    page = await send(house.secretariat, f"/programmes/{house.programme}/panelists/{house.id('ratna')}/remove")

    assert page.status == 409 and "sesi yang belum selesai (Kabupaten Jepara)" in page.text


@on_one_store
async def test_a_likely_double_that_is_typed_singly_is_asked_about_before_it_is_kept(house):
    where = f"/programmes/{house.programme}/regencies"
    await house.secretariat.patch(f"/regencies/{await _id_of(house, '33.20')}", {"email": "satu@x.example"})
    new = {"code": "33.99", "name": "Kab. Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    for changes, says in (
        ({}, "Namanya sama dengan 33.20"),
        ({"name": "Baru", "email": "Satu@x.example"}, "Alamat surelnya sama dengan 33.20"),
        ({"code": "3320"}, "Kabupaten Jepara sudah ada dengan 33.20"),
    ):
        asked = await send(house.secretariat, where, new | changes)
        assert asked.status == 422 and says in asked.text and asked.field("name") == (new | changes)["name"]
        assert 'name="sure"' in asked.markup and "33.99" not in await _codes(house)
    assert (await send(house.secretariat, where, new | {"sure": "1"})).status == 303
    assert "33.99" in await _codes(house)
    assert (await send(house.secretariat, where, new | {"code": "33.98", "name": "Baru"})).status == 303

    panelists = f"/programmes/{house.programme}/panelists"
    (known, *_) = (await house.secretariat.get(panelists))["items"]
    typed = {"name": known["name"], "email": "lain@x.example", "timezone": "Asia/Jakarta"}
    assert f"Namanya sama dengan {known['email']}" in (await send(house.secretariat, panelists, typed)).text
    again = await send(house.secretariat, panelists, typed | {"email": known["email"]})
    assert again.status == 422 and "akan memperbaruinya" in again.text
    assert (await send(house.secretariat, panelists, typed | {"sure": "1"})).status == 303


@on_one_store
async def test_a_program_gets_its_one_regency_with_what_it_may_be_a_double_of(house):
    where = f"/programmes/{house.programme}/regencies"
    new = {"code": "33.99", "name": "Kabupaten Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    looked = await house.secretariat.post(f"{where}?check=true", new)
    made = await house.secretariat.post(where, new)
    assert (looked.status, made.status) == (200, 201)
    for answer in (looked, made):
        assert [(one["pointer"], one["code"]) for one in answer["doubts"]] == [("/name", "same-name")]
    assert (await house.secretariat.post(where, new | {"code": "3320", "name": "Jepara"}))["doubts"] == []


async def _codes(house) -> set[str]:
    listed = await house.secretariat.get(f"/programmes/{house.programme}/regencies")
    return {one["code"] for one in listed["items"]}


async def _id_of(house, code: str) -> str:
    listed = await house.secretariat.get(f"/programmes/{house.programme}/regencies")
    return next(one["id"] for one in listed["items"] if one["code"] == code)


async def test_a_day_that_is_none_is_named_with_its_line(house):
    where = f"/programmes/{house.programme}"
    page = await read(house.secretariat, where)
    form = {name: page.field(name) for name in ("name", "day_start", "day_end", "panel_size", "daily_limit")}
    wrong = await send(house.secretariat, where, form | {"blocked": "24 Desember 2031\n31/12/2031, 31 Februari 2032"})

    assert wrong.status == 422
    assert "Baris 2: “31 Februari 2032” bukan tanggal yang ada." in wrong.text and "Baris 1" not in wrong.text


async def test_the_last_official_can_be_neither_demoted_nor_removed_and_the_page_says_why(house):
    made = await house.secretariat.post("/accounts", {"email": "w@k.example", "name": "Wulan", "role": "secretariat"})
    await house.secretariat.post("/accounts", {"email": "v@k.example", "name": "Dewi", "role": "viewer"})
    there = f"/accounts/{made['id']}"
    alone = await read(house.secretariat, "/accounts")
    await house.secretariat.post("/accounts", {"email": "a@k.example", "name": "Adi", "role": "secretariat"})
    two = await read(house.secretariat, "/accounts")

    assert f'action="{there}"' not in alone.markup and f'action="{there}/remove"' not in alone.markup
    assert alone.text.count("Akun sekretariat yang terakhir") == 1 and alone.markup.count("/remove") == 1
    assert f'action="{there}"' in two.markup and f'action="{there}/remove"' in two.markup
    assert "Akun sekretariat yang terakhir" not in two.text

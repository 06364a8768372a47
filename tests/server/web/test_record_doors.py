"""The record through its doors: CSV, XLSX, the minutes, chapters, the replay, and the check of a digest or a file."""

import asyncio
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from aiohttp import FormData
from houses import CRITERIA, TUESDAY_NINE, Caller
from openpyxl import load_workbook

from server.documents import archive as archives
from sessions.actions.access import COMMAND_LINE
from sessions.actions.after import verifying
from sessions.clock import from_wire

HTML = {"Accept": "text/html"}
FORMULA = '=HYPERLINK("http://x.example","klik")'


@pytest.fixture(params=["sqlite"])
def store_url(request, tmp_path):
    yield f"sqlite:///{tmp_path}/sidang.db"


async def page(caller, path):
    """A page as a browser gets it."""
    answer = await caller.get("/" + path, headers=HTML)
    return answer.status, answer.raw.decode()


async def book_of(house, session, caller=None):
    raw = (await (caller or house.secretariat).get(f"/sessions/{session}/record.xlsx")).raw
    return load_workbook(io.BytesIO(raw))


async def minutes_text(caller, session, query=""):
    """The words of the minutes' PDF."""
    answer = await caller.get(f"/sessions/{session}/record.pdf{query}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    return await asyncio.to_thread(_words, answer.raw)


def _words(pdf):
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


# - who may -


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv", "xlsx", "pdf"])
async def test_the_record_is_the_secretariats_and_the_panels(house, kind):
    session = await house.open()
    path = f"/sessions/{session}/record.{kind}"
    assert (await house.secretariat.get(path)).status == 200
    assert [(await one.get(path)).status for one in (house.panelist, house.chair, house.regency)] == [200, 200, 404]
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)
    assert [(await one.get(path)).status for one in (house.panelist, house.regency)] == [200, 404]
    assert (await house.nobody.get(path)).status == 401


async def test_a_value_is_in_no_export_before_the_close(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 3, note="rahasia sampai tutup")
    for kind in ("json", "jsonl", "csv"):
        assert "rahasia" not in (await house.secretariat.get(f"/sessions/{session}/record.{kind}")).raw.decode()
    book = await book_of(house, session)
    assert book["Scores"].max_row == 1
    assert "rahasia" not in str([cell.value for sheet in book for row in sheet for cell in row])
    assert "rahasia" not in await minutes_text(house.secretariat, session)
    for name in ("minutes", "replay"):
        status, text = await page(house.secretariat, f"/sessions/{session}/{name}")
        assert status == 200
        assert "rahasia" not in text


async def test_a_late_value_is_in_no_export_until_it_is_decided(house):
    session = await house.closed()
    late = await house.panelist.put_score(session, "policy", 5, note="nilai susulan")
    await house.chair.control(session, "reveal")
    for kind in ("json", "jsonl", "csv"):
        assert "susulan" not in (await house.secretariat.get(f"/sessions/{session}/record.{kind}")).raw.decode()
    assert "susulan" not in await minutes_text(house.chair, session)
    await house.secretariat.post(f"/sessions/{session}/late/{late['entry']}/admit", {"reason": "Sambungan putus"})
    assert "susulan" in (await house.secretariat.get(f"/sessions/{session}/record.csv")).raw.decode()
    assert "susulan" in await minutes_text(house.secretariat, session)


# - tables -


async def test_csv_has_a_row_for_each_entry_and_no_live_formula(house):
    session = await house.open()
    await house.chair.post(f"/sessions/{session}/questions", {"text": FORMULA, "state": "asked"})
    for note in (FORMULA, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"):
        await house.panelist.put_score(session, "vision", 3, note=note)
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)
    raw = (await house.secretariat.get(f"/sessions/{session}/record.csv")).raw.decode()
    rows = list(csv.DictReader(io.StringIO(raw, newline="")))
    assert [row["kind"] for row in rows] == await house.secretariat.kinds(session)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"'{FORMULA}" in [row["note"] for row in rows]
    assert rows[0]["at"].endswith("Z")


async def test_the_workbook_has_typed_cells_a_frozen_header_and_texts_that_stay_texts(house):
    session = await house.open()
    await house.panelist.put_score(session, "vision", 3, note=FORMULA, unsure=True)
    await house.panelist.put_score(session, "policy", 4, note="tab\x07 dan #N/A")
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)
    book = await book_of(house, session)
    assert book.sheetnames == ["Entries", "Scores", "Panel", "Phases", "Questions"]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    head = [cell.value for cell in book["Scores"][1]]
    row = next(row for row in book["Scores"].iter_rows(min_row=2) if row[head.index("criterion")].value == "vision")
    assert (row[head.index("value")].value, row[head.index("unsure")].value) == (3, True)
    note = row[head.index("note")]
    assert (note.value, note.data_type, note.quotePrefix) == (FORMULA, "s", True)
    assert [cell.data_type for sheet in book for cells in sheet for cell in cells].count("f") == 0
    begun = book["Phases"]["C2"]
    assert book["Phases"]["C1"].value == "starts_at (WIB)"
    assert (begun.value.hour, begun.is_date) == (9, True)


# - the minutes -


async def test_the_minutes_tell_what_happened_with_its_reasons(house, clock):
    session = await house.open()
    for one in house.panel:
        for criterion in CRITERIA:
            await one.put_score(session, criterion, 4, note="Bukti lengkap" if criterion == "policy" else None)
    question = await house.panelist.post(
        f"/sessions/{session}/questions", {"text": "Siapa penanggung jawab?", "state": "asked"}
    )
    clock.passes(minutes=10)
    await house.secretariat.control(session, "pause", reason="Listrik padam")
    clock.passes(minutes=5)
    await house.secretariat.control(session, "resume")
    await house.chair.control(session, "extend", minutes=7, reason="Mengganti jeda")
    path = f"/sessions/{session}/questions/{question['id']}"
    await house.chair.patch(path, {"state": "answered", "answer": "Dinas Kominfo"})
    clock.now = from_wire((await house.secretariat.session(session))["closes_at"])
    await house.announce(session)
    await house.chair.control(session, "reveal")
    text = await minutes_text(house.panelist, session)
    for said in (
        "BERITA ACARA PENILAIAN", "Kabupaten Jepara (33.20)", "Selasa, 4 Maret 2031", "09.00–11.12 WIB",
        "Listrik padam", "Diperpanjang 7 menit", "Mengganti jeda", "Siapa penanggung jawab?", "Dinas Kominfo",
        "Bukti lengkap", "75,00", "Hampir siap",
    ):  # fmt: skip
        assert said in text, said
    digest = (await house.secretariat.session(session))["digest"]
    assert digest in re.sub(r"\s", "", text)
    assert "MINUTES OF" in await minutes_text(house.panelist, session, "?lang=en")


async def test_the_same_record_gives_the_same_bytes(house):
    session = await house.revealed()
    first = (await house.secretariat.get(f"/sessions/{session}/record.pdf")).raw
    house.clock.passes(days=30)
    assert (await house.panelist.get(f"/sessions/{session}/record.pdf?lang=id")).raw == first
    assert (await house.panelist.get(f"/sessions/{session}/record.pdf?lang=en")).raw != first


async def test_before_the_close_the_minutes_are_a_draft(house):
    session = await house.open()
    assert "RANCANGAN" in await minutes_text(house.secretariat, session)
    status, text = await page(house.secretariat, f"/sessions/{session}/minutes")
    assert (status, "RANCANGAN" in text) == (200, True)


async def test_a_cancelled_session_has_no_minutes(house):
    session = await house.book()
    await house.secretariat.post(f"/sessions/{session}/cancel", {"reason": "Banjir"})
    answer = await house.secretariat.get(f"/sessions/{session}/record.pdf")
    assert (answer.status, answer.problem) == (409, "wrong-state")


async def test_an_aborted_session_counts_nothing(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 5)
    await house.secretariat.control(session, "abort", reason="Daerah tidak hadir")
    text = await minutes_text(house.secretariat, session)
    assert "DIHENTIKAN" in text
    assert "Daerah tidak hadir" in text
    assert "Cara menghitung" not in text


async def test_a_missing_score_is_a_dash_and_never_zero(house):
    session = await house.revealed(scores=1)
    text = await minutes_text(house.secretariat, session)
    row = next(line for line in text.splitlines() if "Kebijakan strategis" in line)
    assert "0,00" not in row
    assert "–" in row


async def test_nobody_scored_anything(house):
    session = await house.revealed(scores=0)
    text = await minutes_text(house.secretariat, session)
    assert "Hasil" not in text.split()


async def test_what_people_write_is_never_markup(house):
    session = await house.open()
    nasty = '#panic("x") $ * _ ` </script><b>tebal</b> \\ "'
    await house.chair.post(f"/sessions/{session}/questions", {"text": nasty, "state": "asked"})
    text = await minutes_text(house.secretariat, session)
    assert '#panic("x") $ * _ ` </script><b>tebal</b>' in text
    _, html = await page(house.secretariat, f"/sessions/{session}/minutes")
    assert "<b>tebal</b>" not in html


@pytest.mark.parametrize(
    "odd", ["bagus 👍🏽", "ꦱꦶꦝꦁ", "漢字", "\x00\x07", "\ue000", "\u202e", "x" * 3_000, "a\r\n\nb\u2028c"]
)
async def test_whatever_people_write_there_are_minutes(house, odd):
    session = await house.open()
    await house.panelist.put_score(session, "policy", 4, note=f"awal {odd} akhir")
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)
    text = await minutes_text(house.secretariat, session)
    assert "awal" in text
    assert "akhir" in text


async def test_the_zone_of_the_session_and_the_programmes_beside_it(house):
    session = await house.revealed(regency="91.71", starts_at=TUESDAY_NINE)
    assert "11.00–13.00 WIT (09.00–11.00 WIB)" in await minutes_text(house.secretariat, session)


async def test_signatures_stand_in_the_minutes_and_the_page_offers_the_next(house, clock):
    session = await house.revealed()
    clock.passes(minutes=9)
    await house.panelist.post(f"/sessions/{session}/sign")
    text = await minutes_text(house.secretariat, session)
    assert text.count("Ditandatangani secara elektronik") == 1
    _, own = await page(house.panelist, f"/sessions/{session}/minutes")
    _, others = await page(house.people["sri"], f"/sessions/{session}/minutes")
    assert f"/sessions/{session}/sign" not in own
    assert f"/sessions/{session}/sign" in others


# - chapters -


async def test_phases_pauses_and_questions_are_chapters(house, clock):
    session = await house.open()
    clock.passes(minutes=10)
    await house.panelist.post(f"/sessions/{session}/questions", {"text": "Apa --> <b>itu</b>\nkah?", "state": "asked"})
    clock.passes(minutes=10)
    await house.secretariat.control(session, "pause")
    clock.passes(minutes=5)
    await house.secretariat.control(session, "resume")
    text = (await house.regency.get(f"/sessions/{session}/chapters.vtt")).raw.decode()
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:10:00.000\nPaparan\n")
    assert "00:10:00.000 --> 00:20:00.000\nDr. Budi: Apa --&gt; &lt;b&gt;itu&lt;/b&gt; kah?\n" in text
    assert "00:20:00.000 --> 00:25:00.000\nJeda\n" in text
    assert "00:25:00.000 --> 00:50:00.000\nPaparan\n\n00:50:00.000 --> 02:05:00.000\nTanya jawab\n" in text
    later = (await house.regency.get(f"/sessions/{session}/chapters.vtt?offset=600")).raw.decode()
    assert "00:00:00.000 --> 00:10:00.000\nDr. Budi" in later
    assert (await house.regency.get(f"/sessions/{session}/chapters.vtt?offset=nan")).status == 422


# - the replay -


async def test_a_replay_shows_what_was_known_at_that_minute(house, clock):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 2)
    clock.passes(minutes=30)
    await house.panelist.put_score(session, "leadership", 5)
    await house.chair.post(f"/sessions/{session}/questions", {"text": "Mengapa naik?", "state": "asked"})
    clock.now = TUESDAY_NINE + timedelta(hours=2, minutes=15)
    await house.announce(session)
    values = {}
    for minute in (1, 29, 30, 31):
        _, text = await page(house.chair, f"/sessions/{session}/replay?minute={minute}")
        values[minute] = (re.search(r'<td class="n">(\d)</td>', text)[1], "Mengapa naik?" in text)
    assert values == {1: ("2", False), 29: ("2", False), 30: ("5", True), 31: ("5", True)}
    assert (await page(house.regency, f"/sessions/{session}/replay"))[0] == 404
    assert (await page(house.chair, f"/sessions/{session}/replay?minute=x"))[0] == 422


async def test_before_the_start_a_replay_names_the_sessions_day_and_has_nothing_to_slide(house, clock):
    session = await house.book(starts_at=TUESDAY_NINE)
    clock.now = TUESDAY_NINE - timedelta(days=2)

    _, waits = await page(house.chair, f"/sessions/{session}/replay")
    clock.now = TUESDAY_NINE + timedelta(minutes=5)
    await house.announce(session)
    _, runs = await page(house.chair, f"/sessions/{session}/replay")

    assert "Sesi belum dimulai." in waits and "Selasa, 4 Maret 2031</p>" in waits
    assert 'type="range"' not in waits and "Langsung ke</h2>" not in waits
    assert "Sesi belum dimulai." not in runs and 'type="range"' in runs and "Langsung ke</h2>" in runs


async def test_a_replay_says_that_the_others_scores_are_not_shown_yet(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 2)
    await house.chair.put_score(session, "leadership", 3)

    _, text = await page(house.chair, f"/sessions/{session}/replay")
    await house.chair.control(session, "close", reason="Selesai")
    await house.chair.control(session, "reveal")
    _, revealed = await page(house.chair, f"/sessions/{session}/replay")

    hidden = "Nilai panelis lain tampil setelah dibuka."
    assert hidden in text and hidden not in revealed


async def test_a_replay_says_who_had_not_come_yet_and_of_which_day_a_line_is(house):
    session = await house.open()
    _, text = await page(house.secretariat, f"/sessions/{session}/replay")
    log = re.findall(r"<li><time [^>]+>(<span|)", text)
    assert log[0] == "", "what happened on the day itself needs no date"
    assert log[-1] == "<span", "it was booked on an earlier day"
    assert "belum masuk" in text and "tidak hadir" not in text, "who has not come yet has not declined"


async def test_the_minutes_navigation_counts_as_that_of_every_page(house):
    session = await house.open()
    counted = [
        re.findall(r'class="count [^<]+', (await page(house.secretariat, f"/sessions/{session}{path}"))[1])
        for path in ("", "/minutes")
    ]
    assert counted[0] == counted[1] and counted[0]


async def test_a_replay_stands_on_its_readers_clock(house):
    session = await house.open(regency="91.71")
    for who, zone in ((house.secretariat, "WIB"), (house.chair, "WIB")):
        _, text = await page(who, f"/sessions/{session}/replay")
        assert re.findall(r"<b>[\d.]+ (WI\w+)</b>", text) == [zone]


async def test_a_replay_of_what_has_not_begun_says_so(house):
    session = await house.book()
    for early in ("", "?minute=0"):
        _, text = await page(house.chair, f"/sessions/{session}/replay{early}")
        assert re.search(r"data-state>(\w+)<", text)[1] == "dijadwalkan"
        assert "away-mark" not in text  # nobody is absent from what has not begun


# - the check -


async def test_anybody_checks_the_mailed_digest(house):
    session = await house.revealed()
    digest = (await house.secretariat.session(session))["digest"]
    status, text = await page(house.nobody, f"/verify?digest={digest}")
    assert status == 200
    assert "catatan resmi utuh" in text
    assert "Kabupaten Jepara" in text
    assert "@" not in re.sub(r"@media|charset", "", text)
    spaced = "%20".join(digest[n : n + 8] for n in range(0, 64, 8)).upper()
    assert "catatan resmi utuh" in (await page(house.nobody, f"/verify?digest={spaced}"))[1]
    assert "tidak dikenal" in (await page(house.nobody, f"/verify?digest={'0' * 64}"))[1]
    assert (await page(house.nobody, "/verify?digest=abc"))[0] == 422


async def upload(caller: Caller, raw: bytes):
    form = FormData()
    form.add_field("file", raw, filename="record.json")
    answer = await caller.post("//verify", data=form, headers=HTML)
    return answer.status, answer.raw.decode()


async def test_anybody_checks_an_exported_file(house):
    session = await house.revealed()
    raw = (await house.secretariat.get(f"/sessions/{session}/record.json")).raw
    assert "Seluruhnya sama dengan catatan resmi" in (await upload(house.nobody, raw))[1]
    edited = re.sub(rb'"value": ?4', b'"value": 5', raw, count=1)
    assert edited != raw
    status, text = await upload(house.nobody, edited)
    number = next(entry["number"] for entry in json.loads(raw)["entries"] if entry["kind"] == "scored")
    assert status == 200
    assert f"Baris {number}: isi rahasianya bukan yang disegel" in text
    assert "disegel di sini" in text
    assert "tidak pernah disegel di sini" not in text
    assert "bukan JSON" in (await upload(house.nobody, b"\x00\x01"))[1]


async def test_a_check_is_asked_for_with_measure(house):
    statuses = [(await page(house.nobody, f"/verify?digest={'1' * 64}"))[0] for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    house.clock.passes(seconds=2)
    assert (await page(house.nobody, f"/verify?digest={'1' * 64}"))[0] == 200
    assert [(await upload(house.nobody, b"{}"))[0] for _ in range(11)] == [200] * 10 + [429]


# - everything -


async def test_a_programmes_archive_has_every_record_with_its_minutes(house):
    session = await house.revealed()
    cancelled = await house.book(regency="33.19", starts_at=TUESDAY_NINE + timedelta(days=1), panel=("budi", "tono"))
    await house.secretariat.post(f"/sessions/{cancelled}/cancel", {"reason": "Banjir"})
    answer = await house.secretariat.get(f"/programmes/{house.programme}/archive.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.raw))
    assert archive.testzip() is None
    inside = {name.rpartition(f"{session}/")[2] for name in archive.namelist() if session in name}
    records = {f"record{end}" for end in (".json", ".jsonl", ".csv", ".xlsx", ".pdf", "-en.pdf")}
    assert inside == records | {"chapters.vtt"}
    about = {f"{name}.json" for name in ("programme", "regencies", "panelists", "results")}
    assert about | {"results.xlsx", "manifest.csv"} <= set(archive.namelist())
    for row in csv.DictReader(io.StringIO(archive.read("manifest.csv").decode())):
        assert hashlib.sha256(archive.read(row["path"])).hexdigest() == row["sha256"]
    assert [name for name in archive.namelist() if cancelled in name and name.endswith(".pdf")] == []
    assert about | {"scores.csv", "scores.xlsx", "BACA-SAYA.txt", "README.txt", "verifier/verify.html"} <= set(
        archive.namelist()
    )
    assert (await house.panelist.get(f"/programmes/{house.programme}/archive.zip")).status == 404


async def test_an_archive_is_checked_and_read_without_sidang(house, tmp_path):
    """sha256sum checks it, the verifier inside it finds the record intact, every score stands in one table of text
    codes, late ones with what was decided, and the rubric that was used is there."""
    session = await house.closed()
    late = (await house.panelist.put_score(session, "budget", 2)).body["entry"]
    await house.secretariat.post(f"/sessions/{session}/late/{late}/admit", {"reason": "Listrik padam"})
    undecided = (await house.panelist.put_score(session, "policy", 5)).body["entry"]
    await house.secretariat.post(f"/sessions/{session}/reveal")
    answer = await house.secretariat.get(f"/programmes/{house.programme}/archive.zip")
    zipfile.ZipFile(io.BytesIO(answer.raw)).extractall(tmp_path)

    (record,) = tmp_path.glob(f"sessions/*{session}/record.json")
    assert ran(tmp_path, "sha256sum", "--check", "--quiet", "SHA256SUMS") == (0, b"")
    assert ran(tmp_path, sys.executable, "-I", "verifier/sidang_verify.py", str(record)) == (0, b"")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "scores.csv").read_text("utf-8-sig"))))
    assert {row["code"] for row in rows} == {"ID-33.20"} and {row["session"] for row in rows} == {session}
    by_status = {status: [row for row in rows if row["status"] == status] for status in ("on-time", "admitted")}
    assert [(row["criterion"], row["value"], row["counts"]) for row in by_status["admitted"]] == [
        ("budget", "2", "true")
    ]
    assert len(rows) == len(by_status["on-time"]) + 1 and undecided, "what nobody decided about is not told"
    (rubric,) = (tmp_path / "rubrics").iterdir()
    assert {row["rubric"] for row in rows} == {rubric.stem} and "weight" in rubric.read_text()
    assert "sha256sum --check SHA256SUMS" in (tmp_path / "BACA-SAYA.txt").read_text("utf-8")


def ran(folder, *command):
    """How a program started in the folder ended, and what it complained of."""
    done = subprocess.run(command, cwd=folder, capture_output=True)
    return done.returncode, done.stderr


def test_an_archive_is_made_piece_by_piece():
    piece = bytes(1 << 20)
    asked = []

    def pieces():
        for number in range(64):
            asked.append(number)
            yield piece

    made = archives.zipped([("film.mp4", pieces())])
    assert len(next(made)) < 3 << 20
    assert len(asked) < 4
    assert sum(map(len, made)) > 60 << 20


async def test_a_record_is_exported_into_a_folder(house, tmp_path):
    session = await house.revealed()
    whole = await house.store.read(archives.read, session, COMMAND_LINE, now=house.clock.now)
    keep = archives.keeping(house.store, house.settings, now=house.clock.now)
    written = archives.write(whole, house.settings, tmp_path / "keluar", keep)
    assert {path.suffix for path in written} == {".json", ".jsonl", ".csv", ".xlsx", ".pdf", ".vtt"}
    assert verifying.check_file((tmp_path / "keluar" / "record.jsonl").read_bytes()).faults == []


async def test_a_file_has_one_verdict_on_the_page(house):
    session = await house.closed()
    lines = (await house.secretariat.get(f"/sessions/{session}/record.jsonl")).raw.splitlines(keepends=True)
    files = {
        "Asli": b"".join(lines),
        "Belum lengkap": b"".join(lines[:-2]),
        "Lain": b"".join(lines).replace(b"Dr. Budi", b"Dr. Bodi"),
        "Tidak dikenal": b"halo",
    }
    for word, raw in files.items():
        _, text = await upload(house.nobody, raw)
        shown, _, _for_the_script = text.partition("data-told=")
        found = re.findall(r'<div class="seal[^>]*>.*?<h2>([^<]+)</h2>', shown, re.DOTALL)
        assert found == [word]
        house.clock.passes(seconds=10)

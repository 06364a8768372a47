"""Minutes say what the record says: what answered a question, and between which signatures a summary was saved; what
was signed in the words of an older release goes on to read as it did."""

import hashlib
import io

import aiohttp
import openpyxl
from houses import on_one_store
from listening import listening, until
from reading_pages import read, send
from samples.printed import the_words

from server.clockwork import events
from sessions.actions.after import signatures, verifying

FILE = b"%PDF-1.7\n" + b"x" * 3000
BEGUN = hashlib.sha256(FILE).hexdigest()[:16]

pytestmark = on_one_store


async def handed_in(caller, session, question, name="anggaran.pdf"):
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", FILE, filename=name)
    form.add_field("question", question)
    assert (await caller.post(f"/sessions/{session}/files", data=form)).status == 201


async def answered(house) -> str:
    """A revealed session in which one question was answered by a file, one in writing and by a file, one not at all."""
    session = await house.open()
    asking = f"/sessions/{session}/questions"

    async def ask(text, **more):
        return (await house.chair.post(asking, {"text": text, "state": "asked", **more}))["id"]

    by_file, by_both, _ = await ask("Mana rinciannya?", wants="file"), await ask("Berapa?"), await ask("Kapan?")
    house.clock.passes(minutes=20, seconds=5)
    await handed_in(house.regency, session, by_file)
    assert (await house.regency.post(f"{asking}/{by_both}/reply", {"text": "Dua miliar."})).status == 200
    house.clock.passes(minutes=1)
    await handed_in(house.regency, session, by_both, "lampiran.pdf")
    house.clock.passes(seconds=5)
    assert (await house.regency.post(f"{asking}/{by_both}/reply", {"text": "Dirinci di lampiran."})).status == 200
    house.clock.passes(minutes=99, seconds=50)
    await house.announce(session)
    assert (await house.secretariat.control(session, "reveal")).status == 200
    return session


async def signs(session, *people):
    for one in people:
        assert (await one.post(f"/sessions/{session}/sign")).status == 200


async def summarises(house, session, text):
    said = {"text": text, "recommendations": ["Lengkapi data."]}
    assert (await house.chair.put(f"/sessions/{session}/summary", said)).status == 200


async def both(house, session):
    """The minutes' words on the page, and in the PDF."""
    page = await read(house.secretariat, f"/sessions/{session}/minutes")
    return page.text, await the_words(house.secretariat, session)


async def test_a_question_answered_by_a_file_says_which_file_and_when(house):
    session = await answered(house)
    await signs(session, *house.panel[1:], house.chair)

    for said in await both(house, session):
        asked = said[said.index("Mana rinciannya?") :]
        assert f"Dijawab dengan berkas: anggaran.pdf, awal SHA-256 {BEGUN}" in asked.partition("Berapa?")[0]
        assert "Kontak Kabupaten Jepara, 09.20.05" in asked.partition("Berapa?")[0]
        second = asked.partition("Berapa?")[2].partition("Kapan?")[0]
        order = ["Dua miliar.", "09.20.05", "lampiran.pdf", "09.21.05", "Dirinci di lampiran.", "09.21.10"]
        assert sorted(order, key=second.index) == order
        assert said.count("Jawaban tidak dicatat.") == 1, "of the one that nobody answered"
    assert not (await house.store.read(verifying.check_store)).faults
    replayed = (await read(house.secretariat, f"/sessions/{session}/replay")).text
    assert "Mana rinciannya? anggaran.pdf 09.20" in replayed
    exported = (await house.secretariat.get(f"/sessions/{session}/record.xlsx")).raw
    questions = openpyxl.load_workbook(io.BytesIO(exported))["Questions"]
    assert [row[-1].value for row in questions.iter_rows()] == ["files", "anggaran.pdf", "lampiran.pdf", None]


async def test_a_summary_saved_between_signatures_says_so_and_what_those_before_it_signed(house):
    session = await answered(house)
    _, budi, sri, *rest = house.panel
    await signs(session, budi)
    house.clock.passes(minutes=2)
    await summarises(house, session, "Cukup kuat.")
    house.clock.passes(minutes=2)
    await signs(session, sri)
    await summarises(house, session, "Sangat kuat.")
    assert "sesudah tanda tangan Dr. Budi, Dr. Sri." in (await both(house, session))[0]
    house.clock.passes(minutes=2)
    await signs(session, *rest, house.chair)

    for said in await both(house, session):
        summary = said[said.index("Ringkasan dan rekomendasi") : said.index("Penutup")]
        assert "Sangat kuat." in summary.partition("Disimpan")[0]
        assert (
            "Disimpan Dr. Ratna, 4 Maret 2031, 11.05.00 WIB, sesudah tanda tangan Dr. Budi, Dr. Sri, sebelum tanda "
            "tangan Dr. Made, Dr. Yohanes, Dr. Ratna." in summary
        )
        assert "Saat Dr. Budi menandatangani, belum ada ringkasan." in summary
        assert (
            "Saat Dr. Sri menandatangani, ringkasannya berbunyi: “Cukup kuat. Rekomendasi: Lengkapi data.”" in summary
        )


async def test_a_summary_before_all_signatures_says_that_alone(house):
    session = await answered(house)
    await summarises(house, session, "Kuat.")
    assert "Disimpan Dr. Ratna, 4 Maret 2031, 11.01.00 WIB." in (await both(house, session))[1]
    await signs(session, *house.panel[1:], house.chair)
    for said in await both(house, session):
        assert "11.01.00 WIB, sebelum semua tanda tangan." in said and "Saat Dr." not in said


async def conferred(house) -> str:
    """A revealed session in which one criterion got 5 and 3, and the 5 became a 2 in the deliberation."""
    changed = {"deliberation": {"minutes": 30}}
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", changed)).status == 200
    session = await house.open()
    await house.chair.put_score(session, "leadership", 5)
    await house.panelist.put_score(session, "leadership", 3)
    house.clock.passes(hours=2)
    await house.announce(session)
    assert (await house.secretariat.control(session, "reveal")).status == 200
    path, said = f"/sessions/{session}/sheet/leadership/moderated", {"value": 2, "reason": "Salah membaca angka"}
    assert (await house.chair.put(path, said)).status == 200
    house.clock.passes(minutes=30)
    return session


async def test_the_result_shows_both_figures_where_the_deliberation_moved_it(house):
    session = await conferred(house)
    await signs(session, *house.panel[1:], house.chair)

    for said in await both(house, session):
        result = said[said.index("Hasil sesi") : said.index("Cara menghitung")]
        assert "75,00" in result and "Indeks dari nilai semula" in result, "(4 - 1) / (5 - 1) of the mean of 5 and 3"
        assert "37,50" in result and "Indeks setelah musyawarah" in result, "(2.5 - 1) / (5 - 1) of that of 2 and 3"
        assert "Hasil program dihitung dari nilai semula." in result
    assert not (await house.store.read(verifying.check_store)).faults


async def test_minutes_signed_before_both_figures_were_told_go_on_to_tell_one(house, monkeypatch):
    monkeypatch.setattr(signatures, "WORDING", 2)
    session = await conferred(house)
    await signs(session, *house.panel[1:], house.chair)

    for said in await both(house, session):
        result = said[said.index("Hasil sesi") : said.index("Cara menghitung")]
        assert "75,00" in result and "37,50" not in result and "musyawarah" not in result
    assert not (await house.store.read(verifying.check_store)).faults


async def filled_in_without_scripts(house) -> str:
    """A revealed session of which the record holds nobody's coming: all declared as it began, and Dr. Budi scored."""
    session = await house.open()
    sheet = f"/sessions/{session}/sheet"
    for key, value in (("leadership", 4), ("policy", 3)):
        house.clock.passes(minutes=12)
        sent = await send(
            house.panelist, sheet, {f"value.{key}": str(value), f"note.{key}": "", f"revision.{key}": "0"}
        )
        assert sent.status == 303
    house.clock.passes(hours=2)
    await send(
        house.panelist, sheet, {"value.policy": "5", "note.policy": "", "revision.policy": "1"}
    )  # too late to tell
    return session


def presence(said: str, name: str) -> str:
    """What stands of somebody among who was there."""
    there = said[
        said.index("Kehadiran dan pernyataan") : said.index("Penilaian", said.index("Kehadiran dan pernyataan"))
    ]
    return there.partition(name)[2].partition("Dr. ")[0]


async def test_who_scored_by_forms_alone_was_there(house):
    session = await filled_in_without_scripts(house)
    await signs(session, *house.panel[1:], house.chair)

    for said in await both(house, session):
        assert "isian tercatat 09.00–09.24" in presence(said, "Dr. Budi")
        assert "isian tercatat 09.00" in presence(said, "Dr. Sri")
        assert "tidak tercatat" in said[said.index("Wakil daerah") :], "of the regency nothing is known"
        assert "Tercatat hadir: 5 dari 5 panelis yang menilai." in said
    assert not (await house.store.read(verifying.check_store)).faults


async def test_minutes_signed_before_that_go_on_to_say_that_nothing_is_known(house, monkeypatch):
    monkeypatch.setattr(signatures, "WORDING", 3)
    session = await filled_in_without_scripts(house)
    await signs(session, *house.panel[1:], house.chair)

    for said in await both(house, session):
        assert "tidak tercatat" in presence(said, "Dr. Budi") and "Tercatat hadir" not in said


async def test_a_page_that_was_loaded_again_is_no_break_in_the_minutes(house, monkeypatch):
    monkeypatch.setattr(events, "LEAVE_AFTER_SECONDS", 0.1)
    session = await house.open()
    async with listening(house.secretariat, session) as room:
        for minutes in (0, 0, 5):
            house.clock.passes(minutes=minutes)
            async with listening(house.regency, session):
                await until(room, "joined")
            await until(room, "left")
    page = (await read(house.chair, f"/sessions/{session}/minutes")).text
    guest = page[page.index("Wakil daerah Peran") :]
    assert "09.00–09.00, 09.05–09.05" in guest and "09.00, 09.00" not in guest


async def test_what_was_signed_in_older_words_goes_on_to_read_as_it_did(house, monkeypatch):
    monkeypatch.setattr(signatures, "WORDING", 1)  # as sealed before there was another edition
    session = await answered(house)
    await summarises(house, session, "Kuat.")
    await signs(session, *house.panel[1:], house.chair)

    for said in await both(house, session):
        assert said.count("Jawaban tidak dicatat.") == 2 and "Dijawab dengan" not in said
        assert "Dirinci di lampiran." in said and "Dua miliar." not in said
        assert "Disimpan Dr. Ratna" not in said
    assert not (await house.store.read(verifying.check_store)).faults

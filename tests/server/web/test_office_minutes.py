"""The minutes as offices file them: letterhead, number, the day in words, parties with NIP, closing, appendices."""

import asyncio
import re
import subprocess
from datetime import timedelta

import pytest
from houses import CRITERIA, House, on_one_store

from sessions.actions.after import verifying

HEAD = {
    "name": "Kementerian Contoh Republik Indonesia", "address": "Jalan Contoh Nomor 9\nJakarta Pusat 10110",
    "number_pattern": "BA-{number:03}/GMSC/{month}/{year}", "place": "Jakarta",
    "signatory": {"name": "Dra. Wulan Sari", "title": "Kepala Sekretariat", "nip": "197009281995032001"},
}  # fmt: skip
WHY = {"reason": "Sambungan terputus"}


pytestmark = on_one_store


async def the_pdf(caller, session, query=""):
    answer = await caller.get(f"/sessions/{session}/record.pdf{query}")
    assert answer.status == 200
    return answer.raw


async def the_words(caller, session, query=""):
    """The words of the PDF, one space between them."""
    pdf = await the_pdf(caller, session, query)
    command = ["pdftotext", "-layout", "-", "-"]
    run = await asyncio.to_thread(subprocess.run, command, input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", run.stdout.decode())


async def signed(house: House, **changes) -> str:
    """Jepara's session by a letterhead: late scores, a changed value, a summary, all signatures."""
    await house.secretariat.patch(
        f"/programmes/{house.programme}", {"letterhead": HEAD, "deliberation": {"minutes": 30}}
    )
    known = {"title": "Guru Besar", "institution": "Universitas Contoh", "nip": "196603141991032002"}
    await house.secretariat.patch(f"/panelists/{house.id('ratna')}", known)
    session = await house.closed(scores=len(CRITERIA), **changes)
    house.clock.passes(seconds=30)
    late = [(await house.people[one].put_score(session, "vision", 5))["entry"] for one in ("budi", "sri")]
    decided = await house.chair.post(f"/sessions/{session}/late", {"entries": late[:1], "admit": True, **WHY})
    assert decided.status == 200
    assert (await house.secretariat.control(session, "reveal")).status == 200
    path = f"/sessions/{session}/sheet/leadership/moderated"
    assert (await house.panelist.put(path, {"value": 3, "reason": "Salah membaca angka"})).status == 200
    said = {"text": "Kepemimpinan kuat.", "recommendations": ["Turunkan rencana induk."]}
    assert (await house.chair.put(f"/sessions/{session}/summary", said)).status == 200
    house.clock.passes(minutes=30)
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    return session


async def test_signed_minutes_stand_as_an_office_files_them(house):
    session = await signed(house)
    text = await the_words(house.secretariat, session)
    said_in_order = [
        "KEMENTERIAN CONTOH REPUBLIK INDONESIA", "Jakarta Pusat 10110", "BERITA ACARA PENILAIAN",
        "Nomor: BA-001/GMSC/3/2031",
        "Pada hari ini, Selasa tanggal empat bulan Maret tahun dua ribu tiga puluh satu (04-03-2031)", "secara daring",
        "Ketua panel", "196603141991032002", "Wakil daerah", "daring, melalui konferensi video",
        "Kelengkapan: lengkap. 5 panelis menilai 11 kriteria (55 dari 55 nilai).", "Hampir siap", "Musyawarah",
        "Salah membaca angka", "Nilai terlambat", "tidak diputuskan,", "tidak dihitung", "Kepemimpinan kuat.",
        "Turunkan rencana induk.", "Demikian berita acara ini", "Jakarta, 4 Maret 2031", "NIP 196603141991032002",
        "Mengetahui,", "Kepala Sekretariat", "Dra. Wulan Sari", "NIP 197009281995032001", "Lampiran 1.", "Rubrik",
    ]  # fmt: skip
    at = -1
    for said in said_in_order:
        at, before = text.find(said, at + 1), at
        assert at >= 0, (said, text[before:])
    assert not (await house.store.read(verifying.check_store)).faults


async def test_in_english_the_day_is_a_plain_date(house):
    session = await house.revealed()
    text = await the_words(house.secretariat, session, "?lang=en")
    assert "On Tuesday, 4 March 2031, from 09:00 to 11:00 WIB" in text


async def test_what_is_missing_is_said_by_criterion_before_the_band(house):
    text = await the_words(house.secretariat, await house.revealed(scores=10))
    assert "Kelengkapan: tidak lengkap, 50 dari 55 nilai" in text
    assert re.search(r"Lingkungan cerdas [\d,]+ – – – – – 0/5", text)
    assert text.index("tidak lengkap") < text.index("Hampir siap")


async def test_a_draft_has_no_values_no_number_and_says_so(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"letterhead": HEAD})
    session = await house.closed(scores=len(CRITERIA))
    text = await the_words(house.secretariat, session)
    assert "Rancangan ini tidak memuat nilai." in text
    assert "Nomor:" not in text
    assert "Kelengkapan" not in text


@pytest.mark.parametrize(
    "odd",
    [
        "bagus\tsekali",
        "x" * 300,
        "Prof. Dr. " + "Abdurrahman " * 15,
        "mantap \U0001f600\U0001f44d\U0001f3fd \u2764\ufe0f",
    ],
)
async def test_tabs_and_long_names_are_set_for_the_archive(house, odd):
    name = f"Awal {odd} akhir"[:200]
    session = await house.open(starts_at=house.clock.now + timedelta(days=1))
    await house.chair.post(f"/sessions/{session}/questions", {"text": f"Awal {odd} akhir", "state": "asked"})
    await house.panelist.put_score(session, "policy", 4, note=name)
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)
    pdf = await the_pdf(house.secretariat, session)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    text = await the_words(house.secretariat, session)
    assert "Awal" in text
    assert "akhir" in text

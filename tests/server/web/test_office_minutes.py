"""The minutes as offices file them: letterhead, number, the day in words, parties with NIP, closing, appendices."""

import io
import re
from datetime import timedelta

import docx
import pypdfium2
import pytest
import zxingcpp
from aiohttp import FormData
from houses import CRITERIA, House, on_one_store
from PIL import Image
from reading_pages import read
from samples.printed import printed_words, the_pdf, the_words

from sessions.actions.after import verifying

HEAD = {
    "name": "Kementerian Contoh Republik Indonesia\nDirektorat Jenderal Contoh",
    "address": "Jalan Contoh Nomor 9\nJakarta Pusat 10110",
    "number_pattern": "BA-{number:03}/GMSC/{month}/{year}", "place": "Jakarta",
    "signatory": {"name": "Dra. Wulan Sari", "title": "Kepala Sekretariat", "nip": "197009281995032001"},
}  # fmt: skip
WHY = {"reason": "Sambungan terputus"}


pytestmark = on_one_store


async def words_of(caller, address):
    """The words of the PDF that a page leads to."""
    async with caller.client.get(address, headers=caller.headers()) as response:
        assert response.status == 200, await response.text()
        return await printed_words(await response.read())


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
        "KEMENTERIAN CONTOH REPUBLIK INDONESIA", "DIREKTORAT JENDERAL CONTOH", "Jakarta Pusat 10110",
        "BERITA ACARA PENILAIAN",
        "Nomor: BA-001/GMSC/3/2031",
        "Pada hari ini, Selasa tanggal empat bulan Maret tahun dua ribu tiga puluh satu (04-03-2031)", "secara daring",
        "Ketua panel", "196603141991032002", "Wakil daerah", "daring, melalui konferensi video",
        "Kelengkapan: lengkap. 5 panelis menilai 11 kriteria (55 dari 55 nilai).", "5†",
        "† Nilai terlambat yang diterima.", "Hampir siap", "Musyawarah",
        "Salah membaca angka", "Nilai terlambat", "tidak diputuskan,", "tidak dihitung", "Kepemimpinan kuat.",
        "Turunkan rencana induk.", "Demikian berita acara ini", "Jakarta, 4 Maret 2031", "NIP 196603141991032002",
        "Mengetahui,", "Kepala Sekretariat", "Dra. Wulan Sari", "NIP 197009281995032001", "Lampiran 1.", "Rubrik",
    ]  # fmt: skip
    at = -1
    for said in said_in_order:
        at, before = text.find(said, at + 1), at
        assert at >= 0, (said, text[before:])
    assert not (await house.store.read(verifying.check_store)).faults


def codes(pdf, beside):
    """What the QR codes say on the page with those words, read off it as a screen shows it: 96 dots an inch."""
    (page,) = [one for one in pypdfium2.PdfDocument(pdf) if beside in one.get_textpage().get_text_range()]
    return [one.text for one in zxingcpp.read_barcodes(page.render(scale=96 / 72).to_pil())]


async def test_each_signature_has_a_code_that_leads_to_its_check_and_an_open_one_says_so(house):
    session, (_, first, second, *_) = await house.revealed(), house.panel
    for one in (first, second):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    pdf = await the_pdf(house.secretariat, session)
    assert (await printed_words(pdf)).count("menunggu tanda tangan") == 3
    page = await read(house.secretariat, f"/sessions/{session}/minutes")
    own = codes(pdf, "Demikian berita acara")
    assert [one.partition("/verify?digest=")[2] for one in own] == re.findall(
        r'/verify\?digest=(\w+)" aria-label="Kode QR', page.markup
    )
    for code, name in zip(own, ("Dr. Budi", "Dr. Sri"), strict=True):
        verdict = await read(house.nobody, code.removeprefix(house.settings.public_url))
        assert f"Yang ditandatangani {name} untuk sesi penilaian Kabupaten Jepara sama persis" in verdict.text
        assert "2 dari 5 panelis, terakhir Selasa, 4 Maret 2031" in verdict.text

    for one in (*house.panel[3:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    whole = await the_pdf(house.secretariat, session, "?lang=en")
    assert codes(whole, "These minutes are")[:2] == own  # later signatures change none before them


def picture(size=(60, 40), kind="PNG", mode="RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 200 if mode == "L" else None).save(written, kind)
    return written.getvalue()


async def send_logo(house, content, caller=None, path="/api/v1/programmes/{}/logo"):
    form = FormData()
    form.add_field("file", content, filename="lambang.png", content_type="image/png")
    address = path.format(house.programme)
    async with house.client.post(address, data=form, headers=(caller or house.secretariat).headers()) as response:
        return response.status, await response.json()


async def test_the_emblem_and_the_basis_stand_on_minutes_and_pages_as_they_were_sealed(house):
    basis = "Undang-Undang Nomor 1 Tahun 2031\nSurat Tugas Nomor 7"
    await house.secretariat.patch(f"/programmes/{house.programme}", {"letterhead": HEAD | {"basis": basis}})
    status, told = await send_logo(house, picture())
    assert (status, told["letterhead"]["basis"], len(told["letterhead"]["logo"])) == (200, basis, 64)
    session = await house.revealed()
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200

    pdf, text = await the_pdf(house.secretariat, session), await the_words(house.secretariat, session)
    assert b"/Subtype /Image" in pdf or b"/Subtype/Image" in pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert re.search(r"Dasar 1\. Undang-Undang Nomor 1 Tahun 2031 2\. Surat Tugas Nomor 7", text)
    page = await read(house.secretariat, f"/sessions/{session}/minutes")
    assert 'src="data:image/png;base64,' in page.markup and "Surat Tugas Nomor 7" in page.text

    status, told = await send_logo(house, picture((8, 8)))
    assert status == 200 and (await the_pdf(house.secretariat, session)) == pdf, "another emblem changes nothing of it"
    assert not (await house.store.read(verifying.check_store)).faults


async def test_the_rounds_recap_has_a_line_for_each_session_with_its_number_and_completeness(house):
    recap = f"/programmes/{house.programme}/results/recap"
    assert "Belum ada sesi" in (await read(house.secretariat, recap)).text
    await signed(house)

    page = (await read(house.secretariat, recap)).text
    said = await words_of(house.secretariat, f"{recap}.pdf")
    for text in (page, said):
        assert "1 sesi penilaian telah dilaksanakan atas 1 dari 4 daerah; 1 di antaranya lengkap nilainya" in text
        assert re.search(r"Kabupaten Jepara \(33\.20\).*BA-001/GMSC/3/2031.*55/55.*1/2.*Hampir siap.*5 dari 5", text)
        assert set(re.search(r"Belum dinilai: ([^.]+)\.", text)[1].split(", ")) == {
            "Kabupaten Kudus",
            "Kota Jayapura",
            "Kota Denpasar",
        }
    for line in ("KEMENTERIAN CONTOH", "Mengetahui,", "Dra. Wulan Sari", "NIP 197009281995032001"):
        assert line in said
    assert (await read(house.panelist, recap)).status == 404


async def test_the_recap_says_of_a_session_that_nobody_has_signed_that_it_is_not_signed(house):
    await house.revealed()
    recap = f"/programmes/{house.programme}/results/recap"

    for said in ((await read(house.secretariat, recap)).text, await words_of(house.secretariat, f"{recap}.pdf")):
        assert len(re.findall(r"belum\s+ditandatangani", said)) == 1, "instead of a band; a number it has none"


async def test_a_covering_letter_goes_with_signed_minutes_and_is_finished_by_hand(house):
    head = HEAD | {"basis": "UU Nomor 1", "copies": "Gubernur Jawa Tengah\nInspektur Jenderal"}
    await house.secretariat.patch(f"/programmes/{house.programme}", {"letterhead": head})
    await send_logo(house, picture())
    session = await house.revealed()
    address = f"/sessions/{session}/covering-letter.docx"
    assert (await read(house.secretariat, address)).status == 409, "nothing to send before it is signed"
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    await house.secretariat.patch(f"/programmes/{house.programme}", {"letterhead": head | {"copies": "Lain"}})
    assert address in (await read(house.secretariat, f"/sessions/{session}/minutes")).markup
    assert (await read(house.panelist, address)).status == 404

    async with house.client.get(address, headers=house.secretariat.headers()) as response:
        assert response.status == 200 and response.headers["Content-Disposition"].startswith("attachment")
        letter = docx.Document(io.BytesIO(await response.read()))
    text = "\n".join(one.text for one in letter.paragraphs)
    assert len(letter.inline_shapes) == 1
    for said in (
        "KEMENTERIAN CONTOH",
        "1. UU Nomor 1",
        "Kabupaten Jepara",
        "BA-001/GMSC/3/2031",
        "/verify?digest=",
        HEAD["signatory"]["name"],
        "1. Gubernur Jawa Tengah\n2. Inspektur Jenderal",
    ):
        assert said in text, said
    assert [row.cells[0].text for row in letter.tables[0].rows] == ["Nomor", "Sifat", "Lampiran", "Hal"]


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (picture((2001, 10)), 422, "limit"),
        (picture((20_000, 20_000), mode="1"), 422, "limit"),
        (picture(kind="JPEG", mode="CMYK"), 415, "unsupported-file"),
        (picture(kind="GIF", mode="L"), 415, "unsupported-file"),
        (b"%PDF-1.7 no picture", 415, "unsupported-file"),
        (picture()[:60], 415, "unsupported-file"),
        (picture() + bytes(600_000), 413, "too-large"),
    ],
)
async def test_what_cannot_be_an_emblem_is_refused_by_what_is_wrong_and_leaves_nothing(house, content, status, says):
    answered, told = await send_logo(house, content)

    assert (answered, told["type"]) == (status, f"/problems/{says}")
    assert not list(house.settings.uploads.glob("*"))
    assert (await send_logo(house, content, house.panelist))[0] == 404


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
    assert "sekali" not in odd or text.count("bagus sekali") == 2, "a tab parts words, in questions and in notes"

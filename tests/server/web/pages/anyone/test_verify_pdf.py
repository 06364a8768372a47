"""Anybody chooses the minutes' PDF on the page that checks: it is what was issued, changed since, or not known."""

import asyncio
import io
import re
import zipfile
import zlib

import aiohttp
import pypdfium2
import pytest
from conftest import SECRET
from houses import in_one_house, on_both_stores, on_one_store
from samples.certificates import PASSWORD, pkcs12_file
from samples.printed import the_pdf
from sqlalchemy import func, select

from server.command_line import main
from server.documents.pades import Certificate
from server.opening import KEY_FILE
from sessions.store import migrating
from sessions.store.tables import handed_out

NAMES = b"/URI (https://sidang.example/verify?digest=%s)"


async def signed(house) -> str:
    session = await house.revealed()
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    return session


async def checked(house, raw: bytes, caller=None, name="ba.pdf") -> tuple[str, str]:
    """The page's one word for the file, and all that it says."""
    house.clock.passes(seconds=3)
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", raw, filename=name, content_type="application/pdf")
    answer = await (caller or house.nobody).post("//verify", data=form, headers={"Accept": "text/html"})
    assert answer.status == 200, answer.raw.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", answer.raw.decode()).split())
    return re.search(r'class="seal.*?<h2>([^<]+)</h2>', answer.raw.decode(), re.DOTALL)[1], text


def saved_again(pdf: bytes) -> bytes:
    """The same pages as another program saves them."""
    written = io.BytesIO()
    pypdfium2.PdfDocument(pdf).save(written)
    return written.getvalue()


def packed(pdf: bytes) -> bytes:
    """A PDF whose addresses stand in what it compressed alone."""
    addresses = b" ".join(re.findall(rb"/verify\?digest=[0-9a-f]{64}", pdf))
    return b"%PDF-1.7\n1 0 obj <</Filter/FlateDecode>>\nstream\n" + zlib.compress(addresses) + b"\nendstream\nendobj"


@on_both_stores
async def test_what_was_handed_out_is_genuine_and_nothing_of_it_is_kept(house):
    session = await signed(house)
    pdf = await the_pdf(house.secretariat, session)
    rows = select(func.count()).select_from(handed_out)
    before = await house.store.read(lambda db: db.execute(rows).scalar())

    word, text = await checked(house, pdf)

    assert word == "Asli"
    assert "sama persis dengan berita acara sesi penilaian Kabupaten Jepara (33.20)" in text
    assert "5 dari 5 panelis" in text and "catatan resmi utuh" in text
    assert (await checked(house, pdf, house.panelist))[0] == "Asli", "signed in or not"
    assert await house.store.read(lambda db: db.execute(rows).scalar()) == before
    assert not [path.name for path in house.settings.uploads.glob("*") if path.name != ".place"]


@on_one_store
async def test_what_is_no_more_as_it_was_handed_out_is_said_to_be_so(house):
    session = await signed(house)
    pdf = await the_pdf(house.secretariat, session)
    middle = len(pdf) // 2

    for raw in (pdf[:middle] + b"x" + pdf[middle + 1 :], saved_again(pdf), packed(pdf), pdf[:-2000] + pdf[-1000:]):
        word, text = await checked(house, raw)
        assert word == "Lain" and "bukan berkas berita acara yang dikeluarkan Sidang" in text
    word, text = await checked(house, pdf + b"\n1 0 obj <</Rotate 90>> endobj")
    assert word == "Lain" and "dapat mengubah tampilannya" in text
    word, text = await checked(house, pdf[:-700])
    assert word == "Belum lengkap" and "Ujung PDF ini hilang" in text


@on_one_store
async def test_minutes_of_an_archive_are_genuine_though_they_were_never_asked_for_alone(house):
    await signed(house)
    archive = await house.secretariat.get(f"/programmes/{house.programme}/archive.zip")
    with zipfile.ZipFile(io.BytesIO(archive.raw)) as files:
        found = {name[-13:]: files.read(name) for name in files.namelist() if re.search(r"record(-en)?\.pdf$", name)}

    assert len(found) == 2
    for pdf in found.values():
        assert (await checked(house, pdf))[0] == "Asli"


@on_one_store
async def test_a_signature_from_elsewhere_makes_another_file_until_it_is_brought_in(house, tmp_path):
    session = await signed(house)
    pdf = await the_pdf(house.secretariat, session)
    certificate = Certificate(pkcs12_file(tmp_path / "elsewhere.p12", "Bu Wulan"), PASSWORD)
    elsewhere = await asyncio.to_thread(certificate.sign, pdf, "Mengetahui")
    word, text = await checked(house, elsewhere)
    assert word == "Lain" and "sekretariat dapat memasukkan PDF yang sudah ditandatangani" in text

    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", elsewhere, filename="ba.pdf", content_type="application/pdf")
    assert (await house.secretariat.post(f"/sessions/{session}/record.pdf", data=form)).status == 200

    assert (await checked(house, elsewhere))[0] == "Asli"
    word, text = await checked(house, pdf)
    assert word == "Asli" and "sebelum tanda tangan elektronik ditambahkan" in text


@on_one_store
async def test_minutes_that_not_all_have_signed_and_letters_are_not_compared(house):
    session = await house.revealed(scores=11)
    word, text = await checked(house, await the_pdf(house.secretariat, session))
    assert word == "Tidak dikenal" and "PDF ini dibuat sebelum itu" in text
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    assert (await house.secretariat.post(f"/programmes/{house.programme}/results/publish", {})).status == 201
    letter = await house.secretariat.get(f"//programmes/{house.programme}/results/regencies/33.20/letter.pdf")

    word, text = await checked(house, letter.raw)
    assert word == "Tidak dikenal" and "atau surat yang menyebut sidik yang sama" in text
    digest = (await house.secretariat.get(f"/programmes/{house.programme}/results.json"))["release"]["digest"]
    word, text = await checked(house, b"%PDF-1.7\n" + NAMES % digest.encode())
    assert word == "Tidak dikenal" and "Sidik hasil yang disebut PDF ini dikenal" in text


@in_one_house(
    "raw",
    [
        b"%PDF-1.7\n",
        b"\xef\xbb\xbf\r\n%PDF-1.7\n" + b"\x00\xff" * 100_000,
        b"%PDF-1.7\n" + NAMES % (b"0" * 64),
        b"%PDF-1.7\n" + b"".join(NAMES % (b"%064x" % n) for n in range(5_000)),
        b"%PDF-1.7\n" + b"stream\n" * 500_000,
        b"%PDF-1.7\n" + (b"stream\n" + zlib.compress(bytes(4 << 20), 9) + b"endstream\n") * 400,
        b"%PDF-1.7\n" + b"stream\nendstream\n" * 200_000,
    ],
)
@on_one_store
async def test_a_hostile_file_is_not_known_and_costs_little(house, raw):
    assert (await checked(house, raw))[0] == "Tidak dikenal"


@pytest.mark.parametrize("name", ["ba.pdf", "ba.docx"])
@on_one_store
async def test_what_is_too_large_is_refused_by_its_size(house, name):
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", b"%PDF-1.7\n" + bytes(9 << 20), filename=name)
    answer = await house.nobody.post("//verify", data=form, headers={"Accept": "text/html"})
    assert answer.status == 413 and "8 MB" in answer.raw.decode()


@on_one_store
async def test_the_command_says_of_a_pdf_what_the_page_says(house, tables_url, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SIDANG_STORAGE__URL", tables_url)
    monkeypatch.setenv("SIDANG_SERVER__DATA", str(house.settings.server.data))
    pdf, file = await the_pdf(house.secretariat, await signed(house)), tmp_path / "ba.pdf"

    def named(db):  # a test's tables come without the name of their revision
        db.connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        db.connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{migrating.present()}')")

    await house.store.write(named)
    (house.settings.server.data / KEY_FILE).write_text(SECRET.hex())

    async def says(raw, *more):
        file.write_bytes(raw)
        capsys.readouterr()
        code = await asyncio.to_thread(main, ["verify", str(file), *more])
        told = capsys.readouterr()
        return code, told.out + told.err

    assert await says(pdf) == (0, "ba.pdf: authentic: byte by byte what was handed out\n")
    for raw, word in {
        pdf[:-40]: "its end is missing",
        pdf + b"%%EOF": "something was added behind",
        saved_again(pdf): "another than what was handed out",
        b"%PDF-1.7 nothing": "leads to no record",
    }.items():
        code, told = await says(raw)
        assert code == 1 and word in told, told
    code, told = await says(pdf, "--alone")
    assert code == 2 and "leave --alone out" in told and told.count("\n") == 1

"""The numbered letter that goes with an invitation: a PDF to the regency, another to its panel, from the letterhead."""

import asyncio
import io
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pypdfium2
from aiohttp import FormData
from houses import TUESDAY_NINE, on_one_store
from PIL import Image
from reading_pages import read, send
from samples.booking_form import booking

from sessions.clock import wire
from sessions.store import mails

HEAD = {
    "name": "Kementerian Dalam Negeri",
    "address": "Jalan Medan Merdeka Utara 7, Jakarta",
    "place": "Jakarta",
    "letter_pattern": "{number:03}/UND/{roman}/{year}",
    "basis": "Peraturan Pemerintah Nomor 38 Tahun 2017\nSurat Edaran Nomor 5",
    "copies": "Gubernur\nArsip",
    "signatory": {"name": "Dr. Wulan Sari", "title": "Direktur", "nip": "197001011995032001"},
}


def found(house) -> list[Path]:
    return sorted(house.settings.server.data.rglob("*.eml"), key=lambda one: one.name)


async def written(house, number: int) -> dict[str, tuple[str, str] | None]:
    """By address, the name and text of the PDF of each's newest mail, once so many have gone."""
    async with asyncio.timeout(60):
        while len(files := found(house)) < number:  # noqa: ASYNC110 - the outbox tells nobody
            await asyncio.sleep(0.05)
    mails = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]
    return {str(mail["To"].addresses[0].addr_spec): pdf_of(mail) for mail in mails}


def pdf_of(mail) -> tuple[str, str] | None:
    parts = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    if not parts:
        return None
    pdf = pypdfium2.PdfDocument(io.BytesIO(parts[0].get_payload(decode=True)))
    assert any(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for one in pdf[0].get_objects()), "with the emblem"
    return parts[0].get_filename(), " ".join(pdf[0].get_textpage().get_text_range().split())


async def send_emblem(house):
    picture = io.BytesIO()
    Image.new("RGB", (60, 40)).save(picture, "PNG")
    form = FormData()
    form.add_field("file", picture.getvalue(), filename="lambang.png", content_type="image/png")
    address = f"/api/v1/programmes/{house.programme}/logo"
    async with house.client.post(address, data=form, headers=house.secretariat.headers()) as response:
        assert response.status == 200


@on_one_store
async def test_regency_and_panel_get_their_numbered_letters_and_a_move_a_new_one(house):
    where = f"/programmes/{house.programme}"
    unfit = await house.secretariat.patch(where, {"letterhead": HEAD | {"letter_pattern": "UND/2031"}})
    assert unfit.pointers == ["/letterhead/letter_pattern"]
    await house.secretariat.patch(where, {"letterhead": HEAD})
    await send_emblem(house)
    known = {"nip": "196603141991032002", "institution": "Universitas Contoh"}
    await house.secretariat.patch(f"/panelists/{house.id('budi')}", known)
    session = await house.book(panel=("ratna", "budi"))
    first = await written(house, 3)

    name, text = first["jepara@daerah.example"]
    assert name == "surat-undangan-33.20.pdf"
    for said in (
        "KEMENTERIAN DALAM NEGERI", "Nomor : 002/UND/III/2031", "Jakarta, 3 Maret 2031",
        "Selasa tanggal empat bulan Maret tahun dua ribu tiga puluh satu (04-03-2031)",
        "1. Peraturan Pemerintah Nomor 38 Tahun 2017", "Yth. Bupati Jepara", "Kabupaten Jepara",
        "Dr. Wulan Sari", "NIP 197001011995032001",
        "2. Arsip",
    ):  # fmt: skip
        assert said in text, (said, text)
    assert "Dr. Budi" not in text
    panel = {address: found for address, found in first.items() if address != "jepara@daerah.example"}
    (assigned,) = set(panel.values())  # both the same, under one number
    assert assigned[0] == "surat-tugas-33.20.pdf" and "001/UND/III/2031" in assigned[1]
    assert "Dr. Budi, Anggota panel, NIP 196603141991032002, Universitas Contoh" in assigned[1]

    await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(TUESDAY_NINE + timedelta(days=1))})
    moved = (await written(house, 6))["jepara@daerah.example"][1]
    assert "004/UND/III/2031" in moved and "Mengganti : 002/UND/III/2031" in moved and "Rabu tanggal lima" in moved

    rehearsal = {"rehearsal": True, "panel": ("ratna",), "starts_at": TUESDAY_NINE + timedelta(days=2)}
    await house.book(**rehearsal)
    assert (await written(house, 8))["jepara@daerah.example"] is None


@on_one_store
async def test_numbers_of_letters_that_went_to_nobody_are_given_again(house):
    """What is taken back leaves no gap, whichever of two bookings is; no two letters that went have one number."""
    where = f"/programmes/{house.programme}"
    await house.secretariat.patch(where, {"letterhead": HEAD})
    sessions = []
    for days in (0, 1):
        body = house.booking(panel=("ratna", "budi"), starts_at=TUESDAY_NINE + timedelta(days=days))
        body |= {"panel": [house.id("ratna"), house.id("budi")], "regency": ("33.20", "33.19")[days]}
        sessions.append(
            (await house.secretariat.post(f"{where}/sessions?hold=true", body | {"chair": house.id("ratna")})).body
        )
    await house.secretariat.post(f"/batches/{sessions[0]['batch']['id']}/cancel")

    third = await house.book(panel=("ratna", "budi"), starts_at=TUESDAY_NINE + timedelta(days=2))

    assert await numbers(house, sessions[1]["id"]) == {"003/UND/III/2031", "004/UND/III/2031"}
    assert await numbers(house, third) == {"001/UND/III/2031", "002/UND/III/2031"}


async def numbers(house, session: str) -> set[str]:
    told = await house.store.read(lambda db: mails.of_session(db, session))
    return {one.facts["official"]["number"] for one in told if "official" in one.facts}


async def test_who_sets_letters_up_without_a_signatory_is_warned(house):
    said = "suratnya terkirim tanpa nama dan tanpa tanda tangan"
    page = f"/programmes/{house.programme}"
    await house.secretariat.patch(page, {"letterhead": HEAD | {"signatory": {"name": "", "title": "", "nip": ""}}})
    unsigned = await read(house.secretariat, page)
    await house.secretariat.patch(page, {"letterhead": HEAD})

    assert said in unsigned.text and said not in (await read(house.secretariat, page)).text


@on_one_store
async def test_a_mails_page_leads_to_its_letter_and_an_unsigned_one_is_told_of_before_it_goes(house):
    where = f"/programmes/{house.programme}"
    looked = booking(house)
    looked.add_field("step", "check")
    await house.secretariat.patch(where, {"letterhead": HEAD | {"signatory": {}}})
    unsigned = await send(house.secretariat, f"{where}/book", looked)
    await house.secretariat.patch(where, {"letterhead": HEAD})
    looked = booking(house)
    looked.add_field("step", "check")
    signed = await send(house.secretariat, f"{where}/book", looked)

    assert "tanpa nama dan tanpa tanda tangan" in unsigned.text and "tanpa tanda tangan" not in signed.text
    assert f'href="{where}#f-letterhead.signatory.name"' in unsigned.markup
    assert 'id="f-letterhead.signatory.name"' in (await read(house.secretariat, where)).markup

    session = await house.book(panel=("ratna", "budi"))
    mail, *_ = await house.store.read(mails.of_session, session)
    page = await read(house.secretariat, f"/mails/{mail.id}")
    assert f'href="/mails/{mail.id}/letter.pdf"' in page.markup
    async with house.client.get(f"/mails/{mail.id}/letter.pdf", headers=house.secretariat.headers()) as answer:
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        assert "/UND/III/2031" in pypdfium2.PdfDocument(await answer.read())[0].get_textpage().get_text_range()
    assert (await house.panelist.get(f"//mails/{mail.id}/letter.pdf")).status == 404

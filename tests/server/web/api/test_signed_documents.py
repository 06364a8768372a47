"""Minutes and letters signed by the organisation's certificate; minutes that were signed elsewhere, brought back."""

import asyncio
import io
import zipfile

import aiohttp
import pytest
from houses import CRITERIA, PANEL, on_both_stores, open_house
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from samples.certificates import PASSWORD, pkcs12_file

from server.documents.pades import Certificate, check
from server.settings import BadSettings


async def signed_session(house):
    session = await house.open()
    for name in PANEL:
        for criterion in CRITERIA:
            assert (await house.people[name].put_score(session, criterion, 4)).status == 200
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)
    for name in (*PANEL[1:], PANEL[0]):
        assert (await house.people[name].post(f"/sessions/{session}/sign")).status == 200
    return session


async def minutes(house, session):
    answer = await house.secretariat.get(f"/sessions/{session}/record.pdf")
    assert answer.status == 200
    return answer.raw


async def bring(house, session, pdf, caller=None):
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", pdf, filename="ba.pdf", content_type="application/pdf")
    return await (caller or house.secretariat).post(f"/sessions/{session}/record.pdf", data=form)


async def elsewhere(tmp_path, pdf, **changes):
    """The file as somebody else's certificate signs it."""
    certificate = Certificate(pkcs12_file(tmp_path / "elsewhere.p12", "Bu Wulan", **changes), PASSWORD)
    return await asyncio.to_thread(certificate.sign, pdf, "Mengetahui")


def changed(pdf):
    """The file with its first page turned, as an incremental update behind the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    pages = writer.root["/Pages"]["/Kids"]
    pages[0].get_object()["/Rotate"] = generic.NumberObject(90)
    writer.mark_update(pages.raw_get(0))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.fixture
async def sealing(store, clock, tmp_path):
    """A house with the organisation's certificate."""

    def change(settings):
        settings.signing.pkcs12 = str(pkcs12_file(tmp_path / "organisation.p12"))
        settings.signing.password = PASSWORD

    async with open_house(store, clock, tmp_path / "data", change=change) as house:
        yield house


async def test_signed_minutes_bear_the_organisations_signature_behind_the_documents_own_bytes(sealing):
    session = await signed_session(sealing)

    pdf = await minutes(sealing, session)

    original = pdf[: pdf.index(b"%%EOF") + len(b"%%EOF")]
    (signature,) = await asyncio.to_thread(check, pdf, original, now=sealing.clock.now)
    assert "Kementerian Contoh" in signature.name
    assert await minutes(sealing, session) == pdf


async def test_a_draft_bears_none(sealing):
    session = await sealing.open()

    assert b"/ByteRange" not in await minutes(sealing, session)


async def test_letters_are_signed_too(sealing):
    await signed_session(sealing)
    assert (await sealing.secretariat.post(f"/programmes/{sealing.programme}/results/publish", {})).status == 201

    page = await sealing.client.get(
        f"/programmes/{sealing.programme}/results/regencies/33.20/letter.pdf",
        headers={"Authorization": f"Bearer {sealing.secretariat.token}"},
    )

    assert page.status == 200
    assert b"/ETSI.CAdES.detached" in await page.read()


@pytest.mark.parametrize("fault", ["no file", "wrong password"])
async def test_a_certificate_that_cannot_be_opened_is_said_before_anything_is_served(store, clock, tmp_path, fault):
    def change(settings):
        settings.signing.pkcs12 = str(pkcs12_file(tmp_path / "a.p12") if fault != "no file" else tmp_path / "none.p12")
        settings.signing.password = "lain"

    with pytest.raises(BadSettings, match=r"signing\.pkcs12: .*\.p12"):
        async with open_house(store, clock, tmp_path / "data", change=change):
            pass


@on_both_stores
async def test_minutes_signed_elsewhere_are_the_ones_handed_out_from_then_on(house, tmp_path):
    session = await signed_session(house)
    brought = await elsewhere(tmp_path, await minutes(house, session))

    answer = await bring(house, session, brought)

    assert answer.status == 200, answer.body
    assert "Bu Wulan" in answer["signatures"][0]["name"]
    assert await minutes(house, session) == brought
    assert (await house.did("session"))[-1] == "signed-brought"
    archive = await house.secretariat.get(f"/programmes/{house.programme}/archive.zip")
    with zipfile.ZipFile(io.BytesIO(archive.raw)) as packed:
        assert brought in [packed.read(name) for name in packed.namelist() if name.endswith("record.pdf")]


async def test_what_is_no_signed_copy_of_the_minutes_is_refused_and_changes_nothing(house, tmp_path):
    session = await signed_session(house)
    original = await minutes(house, session)
    signed = await elsewhere(tmp_path, original)
    other = await house.secretariat.get(f"/sessions/{session}/record.pdf?lang=en")
    another = other.raw
    at = signed.rindex(b"/Reason") + 9
    cases = {
        "unsigned-pdf": original,
        "other-document": await elsewhere(tmp_path, another),
        "signature-broken": signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :],
        "signature-expired": await elsewhere(tmp_path, original, until=2021),
    }
    more = [changed(signed), signed[:-300], signed + b"\n% lagi"]

    for code, pdf in cases.items():
        answer = await bring(house, session, pdf)
        assert (answer.status, answer["faults"][0]["code"]) == (422, code), code
    for pdf in more:
        assert (await bring(house, session, pdf)).status == 422
    assert await minutes(house, session) == original


async def test_only_the_secretariat_brings_them_and_only_once_the_panel_has_signed(house, tmp_path):
    session = await house.open()
    signed = await elsewhere(tmp_path, await minutes(house, session))

    assert (await bring(house, session, signed)).status == 409
    assert (await bring(house, session, signed, caller=house.panelist)).status == 404

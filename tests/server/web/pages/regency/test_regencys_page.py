"""A regency's pages without a script: it claims, shows evidence, answers what it is asked; its panel reads that."""

import re
from datetime import timedelta

import aiohttp
import pytest
from houses import CRITERIA, TUESDAY_NINE, House, on_one_store
from listening import listening, until
from posted import posted
from reading_pages import read, send

from sessions.clock import wire
from sessions.store.before import registry

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
async def jepara(house: House) -> str:
    """The id of the regency, in a programme that asks for claims."""
    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "required"})
    return (await house.store.read(registry.regency_by_code, house.programme, "33.20")).id


def a_file(file: str = "file", **fields: str) -> aiohttp.FormData:
    form = aiohttp.FormData(list(fields.items()))
    form.add_field(file, PDF, filename="perda.pdf", content_type="application/pdf")
    return form


async def claim(house: House, jepara: str):
    return (await house.regency.get(f"/regencies/{jepara}/claims"))["claims"]["policy"]


async def test_a_colleagues_link_is_made_from_the_sessions_page_and_stands_first_once_it_is(house, jepara):
    session, claims = await house.book(), f"/regencies/{jepara}/claims"
    assert f'href="{claims}#helpers"' in (await read(house.regency, f"/sessions/{session}")).markup

    made = await send(house.regency, f"{claims}/helpers", {"name": "Rina", "criteria": "budget"})

    page = await read(house.regency, made.location)
    assert "Tautan untuk rekan dibuat" in page.text
    assert page.markup.index("/fill/") < page.markup.index('id="claims"')


async def test_the_way_to_the_day_says_what_is_done_and_what_is_next(house, jepara):
    session = f"/sessions/{await house.book()}"

    async def way() -> list[tuple[str, str]]:
        markup = (await read(house.regency, session)).markup
        return re.findall(r'<li class="(done|now|wait)"[^>]*><div><b>(?:<a href="#\w+">)?([^<]+)', markup)

    steps = ["Waktu ditetapkan", "Jawab undangan", "Lengkapi penilaian mandiri", "Unggah paparan", "Hari sidang"]
    assert await way() == list(zip(["done", "now", "wait", "wait", "wait"], steps, strict=True))
    await send(house.regency, f"{session}/rsvp", {"answer": "accepted"})
    await send(house.regency, f"{session}/files", a_file(kind="deck"))
    assert await way() == list(zip(["done", "done", "now", "done", "wait"], steps, strict=True))


async def test_a_claim_is_made_by_a_form_with_links_files_and_what_is_let_go_again(house, jepara):
    page = f"/regencies/{jepara}/claims"
    await house.book()
    saved = aiohttp.FormData(
        {"criterion": "policy", "value": "4", "text": "Ada perda.", "revision": "0"}
        | {"url": "jdih.example.id/3", "name": "Perda 3", "then": "vision"}
    )
    answer = await send(house.regency, page, saved)
    assert (answer.status, answer.location) == (303, f"{page}?said=saved&open=vision")
    own = (await read(house.regency, page)).markup
    form = own.partition('data-claim="policy"')[2].partition("</form>")[0]
    assert 'name="drop"' not in form.partition("</button>")[0], "Enter presses the first button"
    assert 'name="drop"' in form and 'name="then" value="vision"' in form

    uploaded = await send(house.regency, f"{page}/files", a_file(criterion="policy"))
    assert uploaded.status == 303
    standing = await claim(house, jepara)
    assert (standing["value"], standing["text"], standing["revision"]) == (4, "Ada perda.", 2)
    assert [one.get("url", "") or one["name"] for one in standing["evidence"]] == [
        "https://jdih.example.id/3",
        "perda.pdf",
    ]

    shown = await read(house.panelist, page)
    assert "Ada perda." in shown.text and "perda.pdf" in shown.text and "1 dari 11 terisi" in shown.text
    assert 'name="drop"' not in shown.markup  # to be read

    for place in ("9" * 5_000, "0"):  # what is no place drops nothing
        said = {"criterion": "policy", "value": "4", "text": "Ada perda.", "revision": "2", "drop": place}
        assert (await send(house.regency, page, aiohttp.FormData(said))).status == 303
    assert [one["name"] for one in (await claim(house, jepara))["evidence"]] == ["perda.pdf"]


async def test_of_two_colleagues_the_second_is_shown_what_the_first_wrote(house, jepara):
    await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 3, "text": "Lama."})
    late = aiohttp.FormData({"criterion": "policy", "value": "4", "text": "Baru.", "revision": "0"})

    refused = await send(house.regency, f"/regencies/{jepara}/claims", late)

    assert refused.status == 409
    assert "Baru." in refused.text
    assert (await claim(house, jepara))["text"] == "Lama."


@on_one_store
async def test_what_is_off_the_scale_is_refused_and_a_panelist_can_write_nothing(house, jepara):
    await house.book()
    page, form = f"/regencies/{jepara}/claims", {"criterion": "policy", "value": "9", "text": "", "revision": "0"}

    assert (await send(house.regency, page, aiohttp.FormData(form))).status == 422
    assert (await send(house.panelist, page, aiohttp.FormData(form))).status == 404
    assert (await read(house.people["33.19"], page)).status == 404


async def test_the_sessions_page_shows_the_copy_that_was_frozen_at_its_start(house, jepara):
    await house.regency.put(f"/regencies/{jepara}/claims/policy", {"value": 3, "text": "Sebelum sidang."})
    session = await house.open()
    await house.announce(session)

    for who in (house.regency, house.panelist):
        page = await read(who, f"/sessions/{session}")
        assert "Sebelum sidang." in page.text and "tidak berubah lagi" in page.text
        assert "data-claim=" not in page.markup
    assert "Terisi 1 dari 11." in (await read(house.secretariat, f"/sessions/{session}")).text


async def test_a_question_that_wants_a_file_is_answered_on_the_page(house, jepara):
    session = await house.open()
    asked = await house.panelist.post(
        f"/sessions/{session}/questions",
        {"text": "Mana perdanya?", "state": "asked", "wants": "file", "criterion": "policy"},
    )
    here = f"/sessions/{session}/questions/{asked['id']}"
    page = await read(house.regency, f"/sessions/{session}")
    assert "Mana perdanya?" in page.text and "Panel menunggu berkas dari Anda." in page.text

    assert page.markup.count(f'formaction="{here}/reply') == 1, "one button takes the words and the file"
    text, file = f"text-{asked['id']}", f"file-{asked['id']}"
    form = a_file(file=file)
    form.add_field(text, long := "Perda nomor 4. " * 200)
    assert (await send(house.people["33.19"], f"{here}/reply", a_file())).status == 404
    assert (await send(house.regency, f"{here}/reply", form)).status == 303

    found = (await house.panelist.get(f"/sessions/{session}/questions"))["items"][0]
    assert (found["state"], len(found["files"])) == ("answered", 1)
    assert [one["text"] for one in found["replies"]] == [long], "nothing of either is dropped"
    words = aiohttp.FormData({text: "Dan ini."}, default_to_multipart=True)
    words.add_field(file, b"", filename="", content_type="application/octet-stream")
    assert (await send(house.regency, f"{here}/reply", words)).status == 303, "without a file, too"
    found = (await house.panelist.get(f"/sessions/{session}/questions"))["items"][0]
    assert [one["text"] for one in found["replies"]][1:] == ["Dan ini."] and len(found["files"]) == 1
    assert "perda.pdf" in (await read(house.panelist, f"/sessions/{session}")).text
    sheet = await read(house.panelist, f"/sessions/{session}/sheet")
    beside = sheet.markup.partition('data-part="beside-policy"')[2].partition("<fieldset")[0]
    assert f"/files/{found['files'][0]}" in beside and "belum dijawab" not in beside


@on_one_store
async def test_the_regencys_page_hears_that_something_was_asked_and_no_word_of_it(house):
    session = await house.open()
    async with listening(house.regency, session) as heard:
        await until(heard, "state")
        await house.panelist.post(f"/sessions/{session}/questions", {"text": "Rahasiakah?", "state": "asked"})
        told = await until(heard, "state")
    assert "Rahasiakah" not in str(told)


async def test_after_the_end_the_page_says_what_comes_next_and_the_digest(house):
    session = await house.closed()
    page = await read(house.regency, f"/sessions/{session}")
    digest = (await house.regency.session(session))["digest"]

    assert "Berikutnya panel menandatangani berita acara" in page.text
    assert digest in page.markup


async def test_after_a_rehearsal_no_result_is_promised(house):
    session = await house.closed(rehearsal=True)

    page = await read(house.regency, f"/sessions/{session}")

    assert "tidak ada hasil yang menyusul" in page.text and "menerbitkan hasil" not in page.text


async def test_after_the_close_it_is_told_whether_and_where_it_gets_the_minutes(house):
    session = await house.revealed()
    here, minutes = f"/sessions/{session}", f"/sessions/{session}/minutes"
    closed = (await read(house.regency, here)).text
    assert "Begitu semua panelis menandatangani, Anda menerima surel" in closed
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"{here}/sign")).status == 200

    page = await read(house.regency, here)
    assert "tidak dibuka di halaman ini. Sekretariat dapat menyampaikannya kepada Anda" in page.text
    assert 'href="/verify">Periksa keaslian PDF berita acara' in page.markup
    assert minutes not in page.markup
    assert (await read(house.regency, minutes)).status == 404, "what the page says is so"


async def test_of_several_answers_one_is_sent_and_what_was_typed_for_the_others_comes_back(house):
    session = await house.open()
    here = f"/sessions/{session}"
    one, other = [
        (await house.panelist.post(f"{here}/questions", {"text": text, "state": "asked"}))["id"]
        for text in ("Berapa anggarannya?", "Siapa penanggung jawabnya?")
    ]
    fields = {f"text-{one}": "Rp 12 miliar.", f"text-{other}": "Kepala dinas, sementara."}

    for _ in range(2):  # once more, where somebody loads the page again that came of it
        form = aiohttp.FormData(fields, default_to_multipart=True)
        form.add_field(f"file-{other}", b"x" * 5_000, filename="foto.exe", content_type="application/octet-stream")
        page = await send(house.regency, f"{here}/questions/{one}/reply", form)
        assert page.status == 200
        assert (page.field(f"text-{one}"), page.field(f"text-{other}")) == ("", "Kepala dinas, sementara.")
        assert "belum terkirim" in page.text and f'href="{here}/questions' not in page.markup
    found = {each["id"]: each for each in (await house.panelist.get(f"{here}/questions"))["items"]}
    assert [each["text"] for each in found[one]["replies"]] == ["Rp 12 miliar."]
    assert not found[other]["replies"] and not found[other]["files"]

    alone = aiohttp.FormData({f"text-{one}": "", f"text-{other}": "Kepala dinas."}, default_to_multipart=True)
    assert (await send(house.regency, f"{here}/questions/{other}/reply", alone)).location == f"{here}?said=replied"


@pytest.mark.parametrize(("name", "size", "why"), [("foto.exe", 50, "Jenis berkas"), ("perda.pdf", 600_000, "MB")])
async def test_a_file_that_is_not_taken_is_refused_beside_its_field_and_the_words_stay(house, name, size, why):
    house.settings.server.upload_mb = 0.5
    session = await house.open()
    here = f"/sessions/{session}"
    one, other = [
        (await house.panelist.post(f"{here}/questions", {"text": text, "state": "asked"}))["id"] for text in "ab"
    ]
    assert "paling besar 0,5 MB" in (await read(house.regency, here)).text, "said before one chooses"
    form = aiohttp.FormData({f"text-{one}": "Terlampir."}, default_to_multipart=True)
    form.add_field(f"file-{one}", (PDF if name.endswith("pdf") else b"MZ") + b" " * size, filename=name)
    form.add_field(f"text-{other}", "Menyusul.")

    page = await send(house.regency, f"{here}/questions/{one}/reply", form)

    assert page.status in (413, 415)
    assert (page.field(f"text-{one}"), page.field(f"text-{other}")) == ("Terlampir.", "Menyusul.")
    assert why in page.markup.partition(f'id="x-text-{one}"')[2].partition("<")[0]
    assert not (await house.panelist.get(f"{here}/questions"))["items"][0]["replies"], "nothing of it was sent"


async def test_a_claim_is_whole_only_with_its_value_and_what_shows_it_and_what_lacks_is_said(house, jepara):
    session, page = f"/sessions/{await house.book()}", f"/regencies/{jepara}/claims"
    link = [{"name": "Perda 3", "url": "https://jdih.example.id/3"}]

    async def claim_all(**changed) -> None:
        for key in CRITERIA:
            said = {"value": 3, "text": "Ada.", "evidence": link} | (changed if key == "vision" else {})
            assert (await house.regency.put(f"/regencies/{jepara}/claims/{key}", said)).status == 200

    def told(read_page) -> str:
        return read_page.markup.partition("data-lacking")[2].partition("</p>")[0]

    for lacking, what in (
        ({"evidence": []}, "(tanpa bukti)"),
        ({"value": None}, "(tanpa nilai)"),
        ({"value": None, "text": "", "evidence": []}, "(belum diisi)"),
    ):
        await claim_all(**lacking)
        shown = await read(house.regency, page)
        assert what in told(shown) and "; " not in told(shown)
        assert re.search("data-whole hidden", shown.markup), "nothing is called done"
        assert 'class="done"><div><b><a href="#claims"' not in (await read(house.regency, session)).markup
    await claim_all()
    shown = await read(house.regency, page)
    assert "Semua kriteria lengkap" in shown.text and not re.search("data-whole hidden", shown.markup)
    assert "hidden" in told(shown)


async def test_the_first_page_lists_what_is_to_be_done_the_nearest_first(house, jepara):
    session = await house.book(starts_at=TUESDAY_NINE + timedelta(days=7))

    async def listed() -> list[tuple[str, str]]:
        markup = (await read(house.regency, "/")).markup.partition('class="attention"')[2].partition("</ul>")[0]
        found = re.findall(r"<b>([^<]+)</b>(?:<small>([^<]+)</small>)?.*?href=\"([^\"]+)\"", markup, re.DOTALL)
        return [(address, told) for _text, told, address in found]

    claims = f"/regencies/{jepara}/claims"
    begun = await listed()
    assert [address for address, _ in begun] == [
        claims,
        f"{claims}#helpers",
        f"/sessions/{session}#rsvp",
        f"/sessions/{session}#files",
    ]
    assert all(told for _, told in begun), "each has its date"
    await send(house.regency, f"/sessions/{session}/rsvp", {"answer": "accepted"})
    await send(house.regency, f"/sessions/{session}/files", a_file(kind="deck"))
    assert [address for address, _ in await listed()] == [claims, f"{claims}#helpers"]
    assert "didaftarkan sekretariat" in (await read(house.regency, "/")).text


async def test_answers_results_and_objections_are_reached_from_the_first_page(house):
    session = await house.open()
    asked = {"text": "Berapa anggarannya?", "state": "asked"}
    assert (await house.panelist.post(f"/sessions/{session}/questions", asked)).status == 201
    home = await read(house.regency, "/")
    assert f'href="/sessions/{session}#questions"' in home.markup and "1 pertanyaan panel" in home.text
    house.clock.passes(hours=2)
    await house.announce(session)
    assert f'href="/sessions/{session}#questions"' in (await read(house.regency, "/")).markup, "afterwards, too"

    await house.secretariat.control(session, "reveal")
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    results = f"/programmes/{house.programme}/results"
    published = await house.secretariat.post(f"{results}/publish", {"accept_missing": True})
    assert published.status in (200, 201), published.body
    page = f"{results}/regencies/33.20#objection"
    home = await read(house.regency, "/")
    assert home.markup.count(page) == 2 and "dapat dikirim sampai" in home.text
    await send(house.regency, f"{results}/regencies/33.20/objections", {"text": "Anggaran keliru."})
    home = await read(house.regency, "/")
    assert home.markup.count(page) == 1 and "menunggu jawaban sekretariat" in home.text


@on_one_store
async def test_the_invitation_names_the_self_assessment_its_date_and_what_to_prepare(house, jepara):
    starts = TUESDAY_NINE + timedelta(days=7)
    session = await house.book(starts_at=starts)

    [invited] = await posted(house, "jepara@daerah.example", subject="Undangan sesi")
    for said in ("Penilaian mandiri wajib diisi sampai Minggu, 9 Maret 2031, 09.00", "paparan", "siapa yang menjawab"):
        assert said in invited.text
    [panelist] = await posted(house, "budi@panel.example", subject="Undangan sesi")
    assert "Penilaian mandiri" not in panelist.text

    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "off"})
    await house.secretariat.patch(f"/sessions/{session}", {"starts_at": wire(starts + timedelta(days=1))})
    [moved] = await posted(house, "jepara@daerah.example", subject="Perubahan waktu")
    assert "Penilaian mandiri" not in moved.text


@on_one_store
async def test_a_file_is_replaced_by_its_next_version_and_what_is_not_taken_is_refused_where_it_was_chosen(house):
    session = f"/sessions/{await house.book()}"
    files = f"{session}/files"
    await send(house.regency, files, a_file(kind="document"))
    [first] = (await house.regency.get(files))["items"]
    page = await read(house.regency, session)
    assert re.search(r"dokumen, versi 1, [\d,]+ kB, Senin, 3 Maret 2031", page.text), page.text
    assert "Ganti…" in page.text
    assert "200 MB" in page.text and "2 GB" in page.text, "said before one chooses"

    def another(name: str, raw: bytes, **fields: str) -> aiohttp.FormData:
        form = aiohttp.FormData(list(fields.items()))
        form.add_field("file", raw, filename=name)
        return form

    wrong = await send(house.regency, files, another("baru.png", b"\x89PNG\r\n\x1a\n", replaces=first["id"]))
    assert wrong.status == 422
    assert "Pengganti harus berkas .pdf" in wrong.markup.partition(f'id="x-f-file-{first["id"]}"')[2].partition("<")[0]
    refused = await send(house.regency, files, another("foto.exe", b"MZ", kind="document"))
    assert (refused.status, refused.field("kind")) == (415, "document")
    assert "Jenis berkas" in refused.markup.partition('id="x-f-file"')[2].partition("<")[0]

    taken = await send(house.regency, files, another("perda final.pdf", PDF + b"\n", replaces=first["id"]))
    assert taken.status == 303
    known = [(one["name"], one["kind"], one["version"]) for one in (await house.regency.get(files))["items"]]
    assert known == [("perda.pdf", "document", 1), ("perda.pdf", "document", 2)]
    assert "Versi sebelumnya" in (await read(house.regency, session)).text

    sheet = await read(house.panelist, f"{session}/sheet")
    assert re.search(r"dokumen, versi 2, [\d,]+ kB", sheet.text)


@on_one_store
async def test_a_page_that_names_an_address_says_whose_it_is_and_where_one_is_led(house):
    session = await house.book()

    shown = (await read(house.regency, f"/sessions/{session}")).text
    assert "ruang rapat dari sekretariat di tab baru: rapat.example.id/jepara" in shown
    assert (
        "Alamat kalender Kontak Kabupaten Jepara"
        in (await read(house.regency, f"/people/{house.regency.id}/feed")).text
    )
    door = await read(house.nobody, f"/enter/{house.regency.token}")
    assert "Anda diarahkan ke hal yang menunggu Anda, tetap di situs ini" in door.text
    assert "Alamat surel Anda Yang menerima undangan Anda." in (await read(house.nobody, "/sign-in")).text


async def test_a_link_that_names_no_criterion_leads_back_to_the_page_that_asked(house, jepara):
    page = f"/regencies/{jepara}/claims"
    await house.book()
    refused = await send(house.regency, f"{page}/helpers", {"name": "Siti"})
    assert refused.status == 422
    assert f'href="{page}">Kembali' in refused.markup and "Siti" in refused.text


async def test_evidence_alone_is_said_to_stand_there(house, jepara):
    page = f"/regencies/{jepara}/claims"
    await house.book()
    await send(house.regency, page, {"criterion": "policy", "revision": "0", "url": "jdih.example.id/3"})
    row = (await read(house.regency, page)).markup.partition('id="f-policy"')[2].partition("</summary>")[0]
    assert "baru bukti" in row

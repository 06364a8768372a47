"""Lists as offices have them: any encoding, separator and heading; only what changes; looked at before; sent back."""

import asyncio
import io
import json
import threading
import zipfile

import pytest
from houses import in_one_house, on_both_stores, on_one_store
from openpyxl import Workbook, load_workbook
from reading_pages import read
from sqlalchemy import select

from sessions.store.tables.core import people

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
LIST = (
    "Kode BPS;NAMA;Provinsi;Zona Waktu;Kontak;Surel\n"
    '3515;Kab. Sidoarjo;Jawa Timur;WIB;"Bu Dewi; M.Si.";dewi@x.example\n'
)
DENPASAR = {"code": "51.71", "name": "Kota Denpasar", "province": "Bali", "timezone": "Asia/Makassar"}
SIDOARJO = {"code": "35.15", "name": "Kab. Sidoarjo", "contact": "Bu Dewi; M.Si.", "email": "dewi@x.example"}


async def send(house, raw: bytes | str, kind: str = "text/csv", query: str = "", of: str = "regencies"):
    data = raw.encode() if isinstance(raw, str) else raw
    where = f"/programmes/{house.programme}/{of}{query}"
    return await house.secretariat.post(where, data=data, headers={"Content-Type": kind})


async def look(house, raw: bytes | str, kind: str = "text/csv", of: str = "regencies"):
    return await send(house, raw, kind, "?check=true", of)


async def regencies(house) -> dict[str, dict]:
    found = await house.secretariat.get(f"/programmes/{house.programme}/regencies")
    return {one["code"]: one for one in found["items"]}


def ods(rows: list[list[str]]) -> bytes:
    """The smallest workbook in OpenDocument's form."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Daftar">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return written.getvalue()


def xlsx(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@on_one_store
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(LIST.encode(), id="utf-8"),
        pytest.param(LIST.encode("utf-8-sig"), id="utf-8 with a mark"),
        pytest.param(LIST.encode("utf-16"), id="utf-16"),
        pytest.param(LIST.encode("utf-16-be"), id="utf-16 without a mark"),
        pytest.param(LIST.replace(";", "\t").replace('"Bu Dewi\t M.Si."', "Bu Dewi; M.Si.").encode(), id="tabs"),
        pytest.param(
            "code,Name,PROVINCE,time zone,contact,E-mail\n"
            "35.15,Kab. Sidoarjo,Jawa Timur,Asia/Jakarta,Bu Dewi; M.Si.,dewi@x.example\n",
            id="English, commas",
        ),
        pytest.param("Daftar Daerah, keadaan Desember 2026\n\n" + LIST, id="a title above"),
        pytest.param("sep=;\r\n" + LIST.replace("\n", "\r\n"), id="Excel's word of the separator"),
        pytest.param("No;" + LIST.replace("\n3515", "\n1;3515"), id="a column of numbers"),
    ],
)
async def test_a_list_is_read_as_offices_write_it(house, raw):
    answer = await send(house, raw)

    assert (answer.status, answer.body) == (200, {"created": 1, "updated": 0})
    one = (await regencies(house))["35.15"]
    assert {key: one[key] for key in SIDOARJO} == SIDOARJO
    assert one["timezone"] == "Asia/Jakarta"


@on_one_store
async def test_windows_1252_keeps_its_letters(house):
    raw = "kode;nama;provinsi;zona waktu\n35.15;Kabupaten Málaka – “Timur”;NTT;WITA\n".encode("cp1252")

    assert (await send(house, raw)).body == {"created": 1, "updated": 0}
    assert (await regencies(house))["35.15"]["name"] == "Kabupaten Málaka – “Timur”"


@on_one_store
@pytest.mark.parametrize("kind", [XLSX, ODS])
async def test_a_workbook_may_come_in_either_form(house, kind):
    rows = [["Daftar daerah"], ["Kode", "Nama", "Provinsi", "Zona waktu"], ["35.15", "Sidoarjo", "Jawa Timur", "WIB"]]
    answer = await send(house, xlsx(*rows) if kind == XLSX else ods(rows), kind)

    assert (answer.status, answer.body) == (200, {"created": 1, "updated": 0})


@on_one_store
async def test_a_code_that_a_workbook_holds_as_a_number_keeps_its_last_zero(house):
    assert (await send(house, xlsx(["kode", "surel"], [33.2, "jepara@x.example"]), XLSX))["updated"] == 1
    assert (await regencies(house))["33.20"]["email"] == "jepara@x.example"
    assert (await send(house, "kode;surel\n33,2;b@x.example\n")).body == {"created": 0, "updated": 1}
    assert (await send(house, "kode,surel\n33.2,c@x.example\n")).body == {"created": 0, "updated": 1}


@on_both_stores
async def test_what_is_known_needs_only_the_columns_that_change(house):
    before = (await regencies(house))["33.20"]
    answer = await send(house, "kode,surel\n3320,baru@jepara.example\n")

    assert answer.body == {"created": 0, "updated": 1}
    after = (await regencies(house))["33.20"]
    assert (after["email"], after["name"], after["province"]) == (
        "baru@jepara.example",
        before["name"],
        before["province"],
    )
    one = await send(house, json.dumps({"code": "３３２０", "name": "Jepara"}), "application/json")
    assert (one.status, one["name"], one["email"]) == (200, "Jepara", "baru@jepara.example")


async def test_what_is_new_needs_them_all_and_each_is_named(house):
    answer = await send(house, "kode,surel\n33.20,a@x.example\n35.15,b@x.example\n")

    assert (answer.status, answer.problem) == (422, "invalid")
    assert set(answer.pointers) == {"/3/name", "/3/province", "/3/timezone"}
    assert (await regencies(house))["33.20"]["email"] != "a@x.example"


async def test_an_empty_cell_changes_nothing(house):
    await send(house, "kode,kontak,surel\n33.20,Bu Ani,ani@x.example\n")
    await send(house, "kode,nama,kontak,surel\n33.20,Jepara,,\n")

    one = (await regencies(house))["33.20"]
    assert (one["name"], one["contact"], one["email"]) == ("Jepara", "Bu Ani", "ani@x.example")


async def test_a_look_says_what_would_be_created_changed_and_refused_and_keeps_nothing(house):
    before = await regencies(house)
    raw = (
        "kode,nama,provinsi,zona waktu,surel\n"
        "33.20,,,,baru@jepara.example\n"
        "35.15,Sidoarjo,Jawa Timur,WIB,\n"
        "35.16,Mojokerto,Jawa Timur,WIB,bukan-alamat\n"
        f"33.19,{before['33.19']['name']},,,\n"
    )
    seen = await look(house, raw)

    assert seen.status == 200
    assert seen["created"] == [{"line": 3, "code": "35.15", "name": "Sidoarjo"}]
    (changed,) = seen["changed"]
    assert (changed["line"], changed["code"], changed["name"]) == (2, "33.20", before["33.20"]["name"])
    assert changed["changes"]["email"] == {"from": before["33.20"]["email"], "to": "baru@jepara.example"}
    (refused,) = seen["refused"]
    assert (refused["line"], refused["code"], refused["name"]) == (4, "35.16", "Mojokerto")
    assert refused["faults"][0]["message"] == "Baris 4, kolom surel: Ini bukan alamat surel. Tertulis: “bukan-alamat”."
    assert seen["unchanged"] == 1
    assert await regencies(house) == before
    assert (await send(house, raw)).status == 422


async def test_a_look_is_in_the_readers_language(house):
    async def said(language: str) -> str:
        where, headers = f"/programmes/{house.programme}/regencies?check=true", {"Accept-Language": language}
        raw = "kode,nama,provinsi,zona waktu\n35.15,Sidoarjo,Jawa Timur,Mars\n"
        seen = await house.secretariat.post(where, data=raw, headers=headers | {"Content-Type": "text/csv"})
        return seen["refused"][0]["faults"][0]["message"]

    assert "Unknown time zone" in await said("en-GB,id;q=0.5")
    assert "Zona waktu tidak dikenal" in await said("id")


async def test_a_look_says_whose_invitations_it_would_let_out(house):
    await send(house, "kode,nama,provinsi,zona waktu\n35.15,Sidoarjo,Jawa Timur,WIB\n")
    session = await house.book(regency="35.15")

    seen = await look(house, "kode,surel\n35.15,dewi@x.example\n")

    assert [(one["email"], one["kind"]) for one in seen["would_send"]] == [("dewi@x.example", "invite")]
    mails = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert "dewi@x.example" not in {mail["to"]["email"] for mail in mails}


@on_one_store
async def test_a_look_at_a_list_waits_for_nobody_and_holds_nobody(house):
    entered, leave = threading.Event(), threading.Event()

    def hold(_) -> None:
        entered.set()
        leave.wait(20)

    writing = asyncio.ensure_future(house.store.write(hold))
    await asyncio.to_thread(entered.wait, 20)
    try:
        rows = "".join(f"35.{n:02d},Daerah {n},Jawa Timur,WIB,d{n}@x.example\n" for n in range(1, 90))
        seen = await look(house, "kode,nama,provinsi,zona waktu,surel\n" + rows)
        panel = await look(house, "surel,nama\nbaru@p.example,Dr. Baru\n", of="panelists")
    finally:
        leave.set()
        await writing

    assert (len(seen["created"]), len(panel["created"])) == (89, 1)
    assert len(await regencies(house)) == 4


@on_both_stores
async def test_a_look_refuses_who_would_be_in_two_sessions_at_once_as_the_list_itself_does(house):
    raw = "kode,surel\n33.20,satu@x.example\n33.19,satu@x.example\n"
    await house.book()
    await house.book(regency="33.19", panel=("tono",), chair="tono", meeting_url="https://rapat.example.id/kudus")

    for answer in (await look(house, raw), await send(house, raw)):
        assert (answer.status, answer.problem) == (409, "booking-conflict")
        assert [one["why"] for one in answer["conflicts"]] == ["person-busy"]
    assert (await regencies(house))["33.20"]["email"] == "jepara@daerah.example"


@on_one_store
async def test_likely_doubles_and_codes_that_are_nowhere_are_asked_about(house):
    name = (await regencies(house))["33.20"]["name"].replace("Kabupaten", "Kab.")
    raw = (
        f"kode,nama,provinsi,zona waktu,surel\n99.20,{name},Jawa,WIB,satu@x.example\n"
        "99.21,Lain,Jawa,WIB,SATU@x.example\n"
    )
    seen = await look(house, raw)
    assert [(one["code"], one["faults"][0]["code"]) for one in seen["doubts"]] == [
        ("99.20", "same-name"),
        ("99.21", "same-address"),
    ]
    panel = "surel,nama,benturan\nlain@panel.example,Dr. Budi,99.99\n"
    seen = await look(house, panel, of="panelists")
    assert [one["code"] for one in seen["doubts"][0]["faults"]] in (["no-such-code"], ["same-name", "no-such-code"])


@on_one_store
async def test_panelists_come_with_indonesian_headings_too(house):
    raw = "Nama Lengkap;Alamat Surel;Instansi;Ketua;Konflik;Jabatan\nDr. A;a@p.example;ITS;Ya;3320 33.19;Lektor\n"
    assert (await send(house, raw, of="panelists")).body == {"created": 1, "updated": 0}
    assert (await send(house, "surel,lembaga\nA@P.example,ITB\n", of="panelists")).body == {"created": 0, "updated": 1}
    raw = "nama,surel,konflik\nDr. B,b@p.example,JT/01; 3320/33.19\n"
    assert (await send(house, raw, of="panelists")).status == 200
    listed = await house.secretariat.get(f"/programmes/{house.programme}/panelists")
    other, one = (next(p for p in listed["items"] if p["email"] == f"{name}@p.example") for name in "ba")
    assert other["conflicts"] == ["JT/01", "33.20", "33.19"]
    assert (one["name"], one["institution"], one["may_chair"], one["conflicts"], one["title"]) == (
        "Dr. A",
        "ITB",
        True,
        ["33.20", "33.19"],
        "Lektor",
    )


@on_both_stores
async def test_numbers_are_taken_as_they_are_written_and_kept_in_one_form(house):
    book = "Kode;Surel;No. HP\n3320;jepara@daerah.example;0812-3456-7890\n33.19;kudus@daerah.example;81234567891\n"
    assert (await send(house, book)).status == 200
    known = await regencies(house)
    assert [known[one]["phone"] for one in ("33.20", "33.19", "51.71")] == ["+6281234567890", "+6281234567891", None]
    panel = await send(house, "Nama,Surel,WhatsApp\nSri,sri@panel.example,+62 (0812) 3456.7892\n", of="panelists")
    shown = (await house.secretariat.get(f"/programmes/{house.programme}/panelists"))["items"]
    assert (panel.status, {one["phone"] for one in shown}) == (200, {"", "+6281234567892"})

    refused = await look(house, "Kode;Telepon\n3320;nanti menyusul\n3319;0061 412 345 678\n")
    (fault,) = refused["refused"]
    assert (fault["line"], fault["faults"][0]["code"], fault["faults"][0]["column"]) == (2, "no-phone", "Telepon")

    jepara = f"/regencies/{known['33.20']['id']}"
    delegate = {"name": "Rina", "email": "rina@x.example", "phone": "0061 412 345 678"}
    await house.secretariat.patch(jepara, {"phone": None, "delegates": [delegate]})
    shown = (await regencies(house))["33.20"]
    assert (shown["phone"], shown["delegates"][0]["phone"]) == ("", "+61412345678")
    for cell, stands in (
        ("Rina <rina@x.example>", "+61412345678"),
        ("Rina <rina@x.example> 0812-11112222", "+6281211112222"),
    ):
        assert (await send(house, f"Kode;Delegasi\n3320;{cell}\n")).status == 200
        assert (await regencies(house))["33.20"]["delegates"][0]["phone"] == stands
    erased = await house.secretariat.post(f"/people/{shown['delegates'][0]['id']}/erase", {})
    assert erased.status == 200, erased.body
    kept = await house.store.read(lambda db: db.execute(select(people.c.phone)).scalars().all())
    assert "+61412345678" not in kept and "+6281234567892" in kept


@on_both_stores
async def test_a_contact_without_an_address_is_said_by_row_and_kept_until_it_comes(house):
    raw = "Kode;Kontak;No. HP\n3320;Sekda;0812-3456-7890\n51.71;Bu Ayu;0812-3456-7891\n"
    (row,) = (await look(house, raw))["doubts"]
    (doubt,) = row["faults"]
    assert (row["line"], doubt["code"], doubt["column"]) == (3, "contact-without-address", "Kontak")
    assert doubt["message"].startswith("Baris 3, kolom Kontak: Narahubung ini belum punya alamat")
    assert (await send(house, raw)).status == 200
    kept = (await regencies(house))["51.71"]
    assert (kept["contact"], kept["email"], kept["phone"], kept["people"]) == ("Bu Ayu", None, "+6281234567891", [])
    assert (await look(house, raw))["doubts"] == []  # what stands so is not asked about again
    found = await house.secretariat.get(f"/programmes/{house.programme}/regencies?q=0812-3456-7891")
    assert [one["code"] for one in found["items"]] == ["51.71"]
    assert "Bu Ayu" in (await read(house.secretariat, f"/programmes/{house.programme}/regencies?q=bu+ayu")).text

    assert (await send(house, "Kode;Surel\n51.71;bali@x.example\n")).status == 200
    now = (await regencies(house))["51.71"]
    assert (now["contact"], now["email"], now["phone"]) == ("Bu Ayu", "bali@x.example", "+6281234567891")
    taken = await house.secretariat.patch(f"/regencies/{now['id']}", {"email": None})
    assert (taken["contact"], taken["phone"]) == (None, None)


@on_one_store
async def test_the_list_is_handed_out_to_be_filled_in_and_sent_back(house):
    rina = {"name": "Rina", "email": "rina@x.example", "phone": "0812-3456-7890"}
    await house.secretariat.patch(f"/regencies/{(await regencies(house))['33.20']['id']}", {"delegates": [rina]})
    given = await house.secretariat.get(f"/programmes/{house.programme}/regencies.xlsx")
    assert "+6281234567890" in [
        row[7].value.split()[-1] for row in load_workbook(io.BytesIO(given.raw)).active.iter_rows() if row[7].value
    ]
    book = load_workbook(io.BytesIO(given.raw))
    page, helps = book.worksheets
    assert page["A1"].value == "Kode (code)" and helps["A1"].value
    assert [rule.formula1 for rule in page.data_validations.dataValidation] == ['"WIB,WITA,WIT"']
    others = (await house.secretariat.get(f"/programmes/{house.programme}/panelists.xlsx")).raw
    help_of_panelists = "\n".join(str(one[0].value) for one in load_workbook(io.BytesIO(others)).worksheets[1].rows)
    assert "ketua: ya atau tidak" in help_of_panelists and "Delegasi" not in help_of_panelists  # its own columns
    again = await look(house, given.raw, XLSX)
    assert (again["created"], again["changed"], again["refused"], again["unchanged"]) == ([], [], [], 4)

    row = next(row for row in page.iter_rows(min_row=2) if row[0].value == "33.20")
    row[5].value = "dinas@jepara.example"
    written = io.BytesIO()
    book.save(written)
    assert (await send(house, written.getvalue(), XLSX))["updated"] == 4
    assert (await regencies(house))["33.20"]["email"] == "dinas@jepara.example"


def bomb(members: int, size: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b" " * size)
    return written.getvalue()


def far_cell() -> bytes:
    """A workbook of one cell, at the far corner: a table of all that lies between is 400 GB."""
    book = xlsx(["code"])
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
                content = content.replace(b"</sheetData>", row).replace(b'ref="A1"', b'ref="A1:XFD1048576"')
            new.writestr(name, content)
    return written.getvalue()


@on_one_store
@in_one_house(
    ("raw", "limit"),
    [
        pytest.param(bomb(1_001, 1), "members", id="members"),
        pytest.param(bomb(2, 60 * 1024 * 1024), "expansion", id="expansion"),
        pytest.param(b"code,name\n" + b"1,2\n" * 20_001, "rows", id="rows"),
        pytest.param(b"code," + b"x," * 300 + b"\n", "columns", id="columns"),
        pytest.param(b'code,name\n1,"' + b"x" * 40_000 + b'"\n', "letters", id="letters"),
        pytest.param(far_cell(), None, id="a far cell"),
    ],
)
async def test_a_file_over_a_bound_is_refused_with_which(house, raw, limit):
    answer = await send(house, raw, XLSX if raw.startswith(b"PK") else "text/csv")

    assert (answer.status, answer.problem) == (422, "limit")
    assert answer["limit"] == limit or (limit is None and answer["limit"] in ("memory", "rows", "columns"))
    assert len(await regencies(house)) == 4


@on_one_store
async def test_a_file_is_refused_by_what_its_columns_are_called(house):
    async def said(raw: str) -> str:
        refused = await house.secretariat.post(
            f"/programmes/{house.programme}/regencies",
            data=raw.encode(),
            headers={"Content-Type": "text/csv", "Accept-Language": "id"},
        )
        assert refused.status == 422, refused.body
        return str(refused["detail"])

    assert "kolom Kode tidak ada" in await said("Nama;Provinsi\nKota Baru;Bali\n")
    assert "kolom Warna tidak dikenal; yang dikenal: Kode, Nama, Provinsi" in await said("Kode;Warna\n3320;merah\n")
    assert "Baris 3, kolom Kode:" in await said("Kode;Kontak\n3320;A\n33.20;B\n")

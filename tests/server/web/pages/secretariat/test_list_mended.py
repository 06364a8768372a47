"""A list with bad rows: each is named by its row, the column as the file calls it, what stands there and why it cannot;
all at once, with the good ones beside, and mended on the page or in the file."""

import aiohttp
from houses import on_both_stores, on_one_store
from judges.plain_pages import Page
from reading_pages import read, send

HEAD = "Kode;Nama Daerah;Provinsi;Zona;Surel dinas\n"
BAD = f"{HEAD}99.01;Kota A;Jawa;Mars;a@x.example\n\n;Kota B;Jawa;WIB;bukan surel\n99.03;Kota C;Jawa;WIB;c@x.example\n"


async def sent(house, text: str, kind: str = "regencies") -> Page:
    """The page of a file that was brought."""
    form = aiohttp.FormData()
    form.add_field("file", text, filename="daftar.csv")
    where = f"/programmes/{house.programme}/{kind}/import"
    page = await send(house.secretariat, where, form)
    return Page(f"http://house{where}", page.status, page.markup)


async def pressed(house, page: Page, action: str, typed: dict[str, str], has: str = "lines") -> Page:
    """What comes of the page's form with these fields filled in."""
    form, button = page.form(action, "main")
    filled = aiohttp.FormData()
    for name, value in form.filled(typed, button):
        filled.add_field(name, value)
    path = form.target(button).removeprefix("http://house").partition("?")[0]
    answer = await send(house.secretariat, path, filled)
    return Page(f"http://house{answer.location or path}", answer.status, answer.markup)


def rows_of(page: Page) -> list[list[str]]:
    """The table of what is wrong, row by row; what is written stands in the fields."""
    (table,) = page._tree.find_class("mend")
    return [
        [" ".join(cell.text_content().split()) or cell.find(".//input").get("value") for cell in row]
        for row in table.iter("tr")
    ][1:]


@on_both_stores
async def test_bad_rows_are_named_all_at_once_and_mended_on_the_page(house):
    page = await sent(house, BAD)

    assert page.status == 422 and "2 baris perlu diperbaiki" in page.text and "Kota C" in page.text
    assert "1 akan ditambahkan" in page.text
    assert rows_of(page) == [
        ["Baris 2 Kota A", "Zona", "Mars", rows_of(page)[0][3]],
        ["Baris 4 Kota B", "Kode", "", "Harus diisi."],
        ["Baris 4 Kota B", "Surel dinas", "bukan surel", "Ini bukan alamat surel."],
    ]
    assert "Asia/Jakarta, Asia/Makassar atau Asia/Jayapura" in rows_of(page)[0][3], "what is allowed"

    half = await pressed(house, page, "/import", {"cell-2-3": "WITA", "cell-4-0": "99.02"})
    whole = await pressed(house, half, "/import", {"cell-4-4": "b@x.example"})
    done = await pressed(house, whole, "/use", {})

    assert [row[:3] for row in rows_of(half)] == [["Baris 4 Kota B", "Surel dinas", "bukan surel"]]
    assert whole.status == 200 and "3 akan ditambahkan" in whole.text
    assert done.status == 303
    known = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    mended = {one["code"]: (one["timezone"], one["email"]) for one in known if one["code"].startswith("99")}
    assert mended == {
        "99.01": ("Asia/Makassar", "a@x.example"),
        "99.02": ("Asia/Jakarta", "b@x.example"),
        "99.03": ("Asia/Jakarta", "c@x.example"),
    }


@on_one_store
async def test_rows_are_looked_at_while_a_column_is_not_known_yet(house):
    page = await sent(house, "Kode;Nama;Ibu kota;Zona;Surel\n99.01;Kota A;X;Mars;bukan\n")

    assert "kolom Ibu kota tidak dikenal" in page.text
    assert [row[1] for row in rows_of(page)] == ["Zona", "Surel"]
    api = await house.secretariat.post(
        f"/programmes/{house.programme}/regencies",
        data=b"Kode;Ibu kota;Surel\n33.20;X;bukan\n",
        headers={"Content-Type": "text/csv"},
    )
    assert [(one["code"], one["params"].get("found")) for one in api["faults"]] == [
        ("column-unknown", None),
        ("no-address", "bukan"),
    ]
    assert api["faults"][1]["message"] == "line 2, column Surel: This is not an email address. Written: “bukan”."


@on_one_store
async def test_a_row_has_the_number_of_its_line_in_the_file(house):
    broken = 'sep=;\nKode;Nama;Provinsi;Zona\n99.01;"Kota\nA";Jawa;WIB\n\n99.02;Kota B;Jawa;Mars\n'

    assert [row[0] for row in rows_of(await sent(house, broken))] == ["Baris 6 Kota B"]


@on_one_store
async def test_a_column_that_the_file_lacks_is_called_by_its_name_and_many_rows_are_bounded(house):
    lacking = await sent(house, "Kode;Nama\n99.01;Kota A\n")
    many = await sent(house, HEAD + "".join(f"99.{n};Kota {n};Jawa;Mars;\n" for n in range(100, 237)))

    assert [row[3] for row in rows_of(lacking)] == [
        "Baris ini baru, dan berkas tidak mempunyai kolom Provinsi.",
        "Baris ini baru, dan berkas tidak mempunyai kolom Zona waktu.",
    ]
    assert "137 baris perlu diperbaiki" in many.text and "dan 37 baris lagi" in many.text
    assert len(rows_of(many)) == 100


@on_one_store
async def test_a_list_of_panelists_tells_the_same_and_odd_cells_are_refused(house):
    page = await sent(house, "Nama;Surel;Boleh ketua\nDr. X;bukan;mungkin\n", "panelists")
    form, button = page.form("/import", "main")
    odd = aiohttp.FormData([*form.filled({}, button), ("cell-2-100000", "x")])
    path = f"/programmes/{house.programme}/panelists/import"

    assert [row[1:3] for row in rows_of(page)] == [["Boleh ketua", "mungkin"], ["Surel", "bukan"]]
    assert (await send(house.secretariat, path, odd)).status == 422
    assert "Dr. X" not in (await read(house.secretariat, f"/programmes/{house.programme}/panelists")).text

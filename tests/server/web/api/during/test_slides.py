"""A deck page by page: counted and drawn apart, once, for who may have it; what is no slide is refused by name."""

import io

import aiohttp
import pypdfium2 as pdfium
from houses import Caller, House, on_one_store
from PIL import Image
from reading_pages import read

from server.web.keys import PARSERS

pytestmark = on_one_store


def deck(*sizes: tuple[float, float]) -> bytes:
    made, raw = pdfium.PdfDocument.new(), io.BytesIO()
    for size in sizes:
        made.new_page(*size)
    made.save(raw)
    return raw.getvalue()


async def handed_in(caller: Caller, session: str, raw: bytes, name: str = "paparan.pdf") -> str:
    form = aiohttp.FormData({"kind": "deck"})
    form.add_field("file", raw, filename=name)
    added = await caller.post(f"/sessions/{session}/files", data=form)
    assert added.status == 201, added.body
    return f"/sessions/{session}/files/{added['id']}/slides"


async def test_a_deck_is_leafed_through_beside_the_sheet(house: House, monkeypatch):
    session = await house.book()
    slides = await handed_in(house.regency, session, deck((960, 540), (595, 842)))
    asked = []
    run = house.client.app[PARSERS].run

    async def counted(who, function, *args, **more):
        asked.append((who, function.__name__))
        return await run(who, function, *args, **more)

    monkeypatch.setattr(house.client.app[PARSERS], "run", counted)
    sheet = f"/sessions/{session}/sheet"
    assert f'data-deck="/api/v1{slides}" data-pages=""' in (await read(house.panelist, sheet)).markup
    assert asked == []  # the page waits for no parser

    for caller in (house.people["33.19"], house.nobody):
        assert (await caller.get(slides)).status in (401, 404)
        assert (await caller.get(f"{slides}/1.webp")).status in (401, 404)
    assert asked == []

    assert (await house.panelist.get(slides))["pages"] == 2
    for _ in range(2):
        first, second = [await house.panelist.get(f"{slides}/{n}.webp") for n in (1, 2)]
        assert (first.status, first.headers["Content-Type"]) == (200, "image/webp")
        assert Image.open(io.BytesIO(first.raw)).size == (1600, 900)
        assert Image.open(io.BytesIO(second.raw)).size == (848, 1200)
    assert [name for _, name in asked] == ["count", "render", "render"]
    assert f'data-deck="/api/v1{slides}" data-pages="2"' in (await read(house.panelist, sheet)).markup
    assert [(await house.panelist.get(f"{slides}/{n}.webp")).status for n in (0, 3, "x", 501)] == [404] * 4

    await house.panelist.declare(session, conflict=True)
    assert (await house.panelist.get(f"{slides}/1.webp")).status == 404


async def test_what_is_no_deck_is_refused_by_its_limit(house: House):
    session = await house.book()
    many = await handed_in(house.regency, session, deck(*[(960, 540)] * 501), "banyak.pdf")
    vast = await handed_in(house.regency, session, deck((30_000, 540)), "luas.pdf")
    cut = await handed_in(house.regency, session, b"%PDF-1.7\n" + b"x" * 1000, "potong.pdf")
    text = f"/sessions/{session}/files/nothing/slides"

    refused = [await house.panelist.get(one) for one in (many, f"{vast}/1.webp", cut, text)]
    assert [one.status for one in refused] == [422, 422, 415, 404]
    assert [refused[0]["limit"], refused[1]["limit"]] == ["pages", "page-size"]

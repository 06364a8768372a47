"""A version that is published to everybody: open data that describes itself, and a table that other pages may frame;
nothing of it before, nothing of panelists ever."""

import csv
import io
import json
import zipfile

from houses import on_one_store
from reading_pages import read
from samples.held import hold_all
from samples.results import World

from sessions.store.before import registry

TYPES = {"integer": int, "number": float, "string": str}


@on_one_store
async def test_results_are_open_to_everybody_only_once_an_official_opens_them(house):
    here = f"/programmes/{house.programme}/results/open"
    await _held(house)
    for opened in (None, {"open": False}):
        if opened is not None:
            assert (await _publish(house, **opened)).status == 201
        for path in ("", "/table", "/results.csv", "/open-data.zip"):
            assert (await read(house.nobody, here + path)).status == 404
    own = f"/programmes/{house.programme}/results/regencies/33.20"
    assert f'href="{here}"' not in (await read(house.regency, own)).markup

    assert (await _publish(house, open=True, reason="Dibuka untuk umum")).status == 201

    assert f'href="{here}"' in (await read(house.regency, own)).markup
    page, table = await read(house.nobody, here), await read(house.nobody, f"{here}/table")
    for shown in (page, table):
        assert "Kabupaten Jepara" in shown.text and "Jawa Tengah" in shown.text
        assert "Dr. " not in shown.text
    assert "Setiap provinsi dengan angkanya" in page.text and "lembar penilaian" in page.text
    assert "data-dictionary.csv" in page.text and "<script" not in table.markup and "<form" not in table.markup
    async with house.client.get(f"{here}/table") as response:
        assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
        assert "script-src" not in response.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in response.headers
    async with house.client.get(here) as response:
        assert response.headers["X-Frame-Options"] == "DENY"
    assert (await read(house.nobody, f"{here}/secret.csv")).status == 404

    new = {"code": "33.99", "name": "Kabupaten Baru", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    await house.secretariat.post(f"/programmes/{house.programme}/regencies", new)
    assert (await _publish(house, open=True, reason="Satu lembar kertas menyusul")).status == 201
    now, then = [await read(house.nobody, f"{here}{query}") for query in ("", "?version=2")]
    assert "Versi 3, terbit" in now.text and "Alasan koreksi: Satu lembar kertas menyusul" in now.text
    assert f'href="{here}?version=2"' in now.markup and "?version=1" not in now.markup, "which was not for everybody"
    assert "Versi 2, terbit" in then.text and "Versi ini sudah diganti." in then.text
    assert f'href="{here}/results.csv?version=2"' in then.markup
    assert (await read(house.nobody, f"{here}/results.csv?version=2")).status == 200
    assert "Versi 2" in (await read(house.nobody, f"{here}/table?version=2")).text
    for closed, status in (("1", 404), ("4", 404), ("x", 422)):
        assert (await read(house.nobody, f"{here}?version={closed}")).status == status

    assert (await _publish(house, reason="Ditutup kembali")).status == 201
    for query in ("", "?version=3"):
        assert (await read(house.nobody, here + query)).status == 404


@on_one_store
async def test_open_data_is_what_its_description_says(house):
    await _held(house)
    assert (await _publish(house, open=True)).status == 201
    async with house.client.get(f"/programmes/{house.programme}/results/open/open-data.zip") as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        packed = zipfile.ZipFile(io.BytesIO(await response.read()))
    package = json.loads(packed.read("datapackage.json"))

    assert {one["path"] for one in package["resources"]} | {"datapackage.json"} == set(packed.namelist())
    for resource in package["resources"]:
        content = packed.read(resource["path"])
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        fields = {one["name"]: one for one in resource["schema"]["fields"]}
        assert len(content) == resource["bytes"] and list(rows[0]) == list(fields)
        keys = [row[resource["schema"]["primaryKey"]] for row in rows]
        assert len(set(keys)) == len(keys)
        for row in rows:
            for name, value in row.items():
                assert value == "" or TYPES[fields[name]["type"]](value) is not None
                limits = fields[name].get("constraints")
                assert not limits or not value or limits["minimum"] <= float(value) <= limits["maximum"]
    ranked = list(csv.DictReader(io.StringIO(packed.read("results.csv").decode())))
    meanings = {row["column"] for row in csv.DictReader(io.StringIO(packed.read("data-dictionary.csv").decode()))}
    assert [row["rank"] for row in ranked] == ["1", "2", "3", ""] and ranked[0]["code"].startswith("ID-")
    assert meanings == set(ranked[0])


async def _held(house):
    start = house.clock.now

    def fill(db):
        hold_all(db, house.programme, registry.panelists(db, house.programme), WORLD, starts_at=start)

    await house.store.write(fill)
    house.clock.passes(days=40)


WORLD = World(regencies=3, panelists=6)


async def _publish(house, **asked):
    return await house.secretariat.post(f"/programmes/{house.programme}/results/publish", asked)

"""The page on which anybody checks a record: the browser does the work and sends hashes alone."""

import json

from houses import on_one_store, open_house
from playwright.async_api import expect
from real_browsers import real_browsers


@on_one_store
async def test_a_record_is_checked_in_the_browser_and_only_its_hashes_are_sent(store, clock, tmp_path):
    async with open_house(store, clock, tmp_path / "data") as house:
        session = await house.revealed()
        raw = (await house.secretariat.get(f"/sessions/{session}/record.json")).raw
        record = json.loads(raw)
        entries = record["entries"]
        forged = raw.replace(entries[-1]["at"].encode(), b"2031-03-04T02:00:00Z")
        async with real_browsers(lambda: f"http://127.0.0.1:{house.client.port}") as browsers:
            page = await (person := await browsers.person()).go("/verify")
            sent = []
            page.on("request", lambda one: one.method == "POST" and sent.append(one))
            await _check(page, "ubah.json", forged)
            await expect(page.get_by_role("alert")).to_contain_text("Berkas ini tidak utuh")
            assert sent == []  # what does not fit is said without asking anybody
            await _check(page, "asli.json", raw)
            await expect(page.get_by_text("Asli", exact=True)).to_be_visible()
            await expect(page.locator("[data-verdict]")).to_contain_text("Seluruhnya sama dengan catatan resmi")
            assert [one.post_data.count(entries[-1]["hash"]) for one in sent] == [1]
            assert "Komitmen" not in sent[0].post_data and len(sent[0].post_data) < 64 * 1024
            beside = json.dumps(record | {"regency": record["regency"] | {"name": "Kota Lain"}})
            await _check(page, "lain.json", beside.encode())
            await expect(page.get_by_role("alert")).to_contain_text("bukan catatan resmi seperti yang ditulis Sidang")
            await expect(page.get_by_text("Asli", exact=True)).to_have_count(0)  # that was said of another file
            assert len(sent) == 1
            assert person.complaints == []

            page = await (await browsers.person()).go("/verify")
            page.on("request", lambda one: one.method == "POST" and sent.append(one))
            await page.route("**" + await page.locator("form[data-verifier]").get_attribute("data-verifier"), _fail)
            await _check(page, "asli.json", raw)
            await expect(page.get_by_role("alert")).to_contain_text("belum diperiksa")
            assert len(sent) == 1  # a net that fails is no reason to send the record


async def _fail(route):
    await route.abort()


async def _check(page, name, body):
    file = {"name": name, "mimeType": "application/json", "buffer": body}
    await page.get_by_label("Atau berkas: PDF berita acara").set_input_files(file)
    await page.get_by_role("button", name="Periksa berkas").click()

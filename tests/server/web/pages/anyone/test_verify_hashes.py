"""The page on which anybody checks a record, told by its hashes alone, as the page's script sends them."""

import json
import re

from houses import on_one_store


@on_one_store
async def test_the_verdict_on_hashes_is_that_on_the_file(house):
    session = await house.revealed()
    raw = (await house.secretariat.get(f"/sessions/{session}/record.json")).raw
    entries = json.loads(raw)["entries"]
    hashes = "".join(one["hash"] for one in entries)
    fields = {"session": session, "first": "1", "hashes": hashes, "digests": "", "hidden": "0"}
    for change, verdict in {
        (): "Asli",
        (("hashes", hashes[:-64]),): "Belum lengkap",
        (("hashes", hashes[:-64] + "0" * 64),): "Lain",
        (("session", "x"),): "Tidak dikenal",
        (("first", str(len(entries))), ("hashes", hashes[-64:])): "Asli",
    }.items():
        async with house.client.post("/verify", data=fields | dict(change)) as page:
            text = await page.text()
        assert re.search(rf"<[^>]*>\s*{verdict}\s*<", text), verdict
        assert ("Berkas ini lain dari catatan resmi" in text) == (verdict == "Lain"), verdict
    async with house.client.post("/verify", data=fields | {"hashes": "0" * 70_000}) as page:
        assert page.status == 413

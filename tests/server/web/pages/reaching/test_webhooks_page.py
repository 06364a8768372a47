"""Webhooks on a page: refused by name, added with a secret that is shown once, removed."""

import re

from houses import on_one_store
from reading_pages import read, send


@on_one_store
async def test_a_webhook_is_added_shows_its_secret_once_and_is_removed(house):
    assert "Belum ada webhook" in (await read(house.secretariat, "/webhooks")).text
    inward = await send(house.secretariat, "/webhooks", {"url": "https://127.0.0.1/x", "kinds": "booked"})
    none = await send(house.secretariat, "/webhooks", {"url": "https://192.0.2.7/x"})
    assert inward.status == none.status == 422 and inward.field("url") == "https://127.0.0.1/x"
    assert 'id="x-url"' in inward.markup and 'class="fault"' in none.markup

    made = await house.secretariat.post("/webhooks", {"url": "https://8.8.8.8/x", "kinds": ["booked", "moved"]})
    page = await read(house.secretariat, "/webhooks")
    assert "https://8.8.8.8/x dijadwalkan, dipindahkan" in page.text and "whsec_" not in page.text and page.inline == []
    added = await send(house.secretariat, "/webhooks", {"url": "https://8.8.4.4/y", "kinds": "signed"})
    assert len(re.findall(r"whsec_[A-Za-z0-9+/=]{20,}", added.text)) == 1
    assert (await send(house.secretariat, f"/webhooks/{made['id']}/remove")).status == 303
    after = await read(house.secretariat, "/webhooks")
    assert "8.8.8.8" not in after.text and "8.8.4.4" in after.text and "whsec_" not in after.text
    assert (await read(house.panelist, "/webhooks")).status == 404

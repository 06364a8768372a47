"""A message is written on a page, seen as one of its readers will read it, and sent as a batch that can be stopped."""

from houses import on_one_store
from reading_pages import read, send


@on_one_store
async def test_a_message_is_seen_as_it_will_be_read_and_then_sent(house):
    where = f"/programmes/{house.programme}/messages"
    await house.book()
    form = {"list": "sessions", "subject": "Rapat persiapan", "text": "Senin pukul sembilan."}
    assert "Semua yang diundang" in (await read(house.secretariat, f"{where}?list=regencies")).text

    refused = await send(house.secretariat, where, form | {"answer": "perhaps", "text": ""})
    assert refused.status == 422 and 'id="x-text"' in refused.markup and refused.field("subject") == "Rapat persiapan"
    seen = await send(house.secretariat, where, form)
    regencies = await send(house.secretariat, where, form | {"list": "regencies", "province": "Papua"})
    nobody = await send(house.secretariat, where, form | {"answer": "declined"})
    assert "Kirim kepada 6 orang" in seen.text and "Senin pukul sembilan." in seen.text and "/enter/…" in seen.text
    assert "Kirim kepada 1 orang" in regencies.text and "jayapura@daerah.example" in regencies.text
    assert "Tidak ada yang cocok dengan saringan ini" in nobody.text and seen.inline == []
    mails = f"/programmes/{house.programme}/mails?kind=message"
    assert (await house.secretariat.get(mails))["items"] == []

    sent = await send(house.secretariat, where, form | {"step": "send"})

    assert sent.location.startswith("/batches/") and len((await house.secretariat.get(mails))["items"]) == 6
    assert (await send(house.secretariat, f"{sent.location}/cancel")).status == 303
    assert {one["state"] for one in (await house.secretariat.get(mails))["items"]} == {"dropped"}
    assert (await read(house.panelist, where)).status == 404

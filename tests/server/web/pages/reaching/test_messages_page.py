"""A message is written on a page, seen as one of its readers will read it, and sent as a batch that can be stopped."""

import re
from urllib.parse import parse_qs, urlsplit

from houses import on_both_stores, on_one_store
from reading_pages import read, send

from sessions.store.powers import retention


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

    # Without a script: back to change a word, all that was typed in its place, and then the button that sends.
    again = await send(house.secretariat, where, seen.carried(where) | {"step": "edit"})
    typed = {name: again.field(name) for name in ("list", "subject", "text")}
    assert (again.status, typed) == (200, form)
    seen = await send(house.secretariat, where, again.carried(where) | typed | {"subject": "Rapat besar"})
    assert 'name="step" value="send"' in seen.markup
    sent = await send(house.secretariat, where, seen.carried(where) | {"step": "send"})

    one = (await house.secretariat.get(mails))["items"][0]
    assert "Rapat besar" in (await house.secretariat.get(f"/mails/{one['id']}"))["subject"]
    assert sent.location.startswith("/batches/") and len((await house.secretariat.get(mails))["items"]) == 6
    assert (await send(house.secretariat, f"{sent.location}/cancel")).status == 303
    assert {one["state"] for one in (await house.secretariat.get(mails))["items"]} == {"dropped"}
    assert (await read(house.panelist, where)).status == 404


@on_one_store
async def test_of_very_many_the_first_are_shown_and_anybody_is_found_and_read(house):
    where = f"/programmes/{house.programme}/messages"
    fields = {"name": "Kota", "province": "Bali", "timezone": "Asia/Makassar"}
    rows = [fields | {"code": f"99.{n:03}", "contact": f"Pak {n:03}", "email": f"pak{n}@a.example"} for n in range(160)]
    added = await house.secretariat.post(f"/programmes/{house.programme}/regencies", rows)
    assert added.status in (200, 201), added.body
    form = {"list": "regencies", "subject": "Rapat", "text": "Senin.", "province": "Bali"}

    seen = await send(house.secretariat, where, form)
    found = await send(house.secretariat, where, form | {"sought": "pak 159"})
    nobody = await send(house.secretariat, where, form | {"sought": "zzz"})

    assert "Kirim kepada 160 orang" in seen.text and "10 orang lagi tidak ditampilkan" in seen.text
    assert "Pak 159" not in seen.text and "Kirim kepada 160 orang" in found.text and "Pak 159" in found.text
    assert found.field("sought") == "pak 159" and "Tidak ada yang cocok." in nobody.text
    key = re.search(r'name="read" value="([^"]+)"', found.markup)[1]
    letter = await send(house.secretariat, where, form | {"sought": "pak 159", "read": key})
    assert "Surel untuk Pak 159" in letter.text
    assert "sought" not in letter.carried(where), "what is looked for is no part of what is sent"


@on_both_stores
async def test_who_has_a_number_is_told_by_whatsapp_once_the_message_is_out(house):
    where = f"/programmes/{house.programme}/messages"
    known = {one["code"]: one["id"] for one in (await house.secretariat.get(where[:-8] + "regencies"))["items"]}
    await house.secretariat.patch(f"/regencies/{known['33.20']}", {"phone": "0812-3456-7890"})
    form = {
        "list": "regencies",
        "province": "Jawa Tengah",
        "subject": "Rapat & persiapan",
        "text": "Senin, pukul 9.\nAjak staf.",
    }
    assert "1 orang juga dapat diberi tahu lewat WhatsApp" in (await send(house.secretariat, where, form)).text
    batch = (await send(house.secretariat, where, form | {"step": "send"})).location
    mails = (await house.secretariat.get(f"/programmes/{house.programme}/mails?kind=message"))["items"]
    mail, other = sorted(mails, key=lambda one: one["to"]["id"] != house.regency.id)[:2]
    early = await house.secretariat.post(f"/mails/{mail['id']}/told")
    assert (early.status, early["type"]) == (409, "/problems/wrong-state")
    assert "wa.me" not in (await read(house.secretariat, batch)).markup

    house.clock.passes(seconds=61)
    page = await read(house.secretariat, batch)
    (link,) = re.findall(r'href="(https://wa\.me/[^"]+)"', page.markup)
    (text,) = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["text"]
    assert urlsplit(link).path == "/6281234567890"
    assert "Rapat & persiapan" in text and "Senin, pukul 9.\nAjak staf." in text and "http" not in text
    one = await house.secretariat.get(f"/mails/{mail['id']}")
    assert one["whatsapp"] == link and (await house.secretariat.get(f"/mails/{other['id']}"))["whatsapp"] is None
    assert link in (await read(house.secretariat, f"/mails/{mail['id']}")).markup

    told = await send(house.secretariat, f"/mails/{mail['id']}/told", {"back": batch})
    assert (told.status, told.location) == (303, f"{batch}?said=told-one")
    page = await read(house.secretariat, batch)
    assert "1 dari 1 orang" in page.text and "diberi tahu oleh" in page.text and "wa.me" not in page.markup
    history = (await read(house.secretariat, f"/programmes/{house.programme}/history")).text
    assert "diberi tahu tanpa surel" in history and "Rapat & persiapan" in history
    assert (await house.regency.post(f"/mails/{mail['id']}/told")).status == 404


@on_one_store
async def test_that_somebody_was_told_by_hand_is_written_down_by_api(house):
    session = await house.book()
    told = await house.secretariat.post(f"/sessions/{session}/told", {"for": house.regency.id})
    assert (told.status, told["id"]) == (200, session)
    assert (await house.secretariat.post(f"/sessions/{session}/told", {"for": "nobody"})).status == 404
    (invitation, *_) = (await house.secretariat.get(f"/sessions/{session}/mails"))["items"]
    assert (await house.secretariat.post(f"/mails/{invitation['id']}/told")).status == 404
    assert "diberi tahu tanpa surel" in (await read(house.secretariat, f"/programmes/{house.programme}/history")).text


@on_both_stores
async def test_a_message_to_whom_no_mail_goes_is_said_by_whatsapp_and_who_said_it_is_written_down(house):
    where = f"/programmes/{house.programme}/messages"
    known = {one["code"]: one["id"] for one in (await house.secretariat.get(where[:-8] + "regencies"))["items"]}
    for code, name in (("51.71", "Ibu Wayan"), ("91.71", "Ibu Yosefa")):
        bare = {"contact": name, "email": None, "phone": "0812-3456-7890"}
        assert (await house.secretariat.patch(f"/regencies/{known[code]}", bare)).status == 200
    form = {"list": "regencies", "province": "Bali", "subject": "Rapat", "text": "Senin."}
    seen = await send(house.secretariat, where, form)
    assert "Lanjutkan lewat WhatsApp" in seen.text and "ditahan selama satu menit" not in seen.text
    mixed = (await send(house.secretariat, where, form | {"province": "", "step": "send"})).location
    house.clock.passes(seconds=1)

    alone = (await send(house.secretariat, where, form | {"step": "send"})).location
    page = await read(house.secretariat, alone)
    assert "Pesan lewat WhatsApp" in page.text and "0 dari 1 orang" in page.text and "Ibu Wayan" in page.text
    assert "wa.me/6281234567890?text=Yth.%20Ibu%20Wayan" in page.markup and page.inline == []
    told = await send(house.secretariat, f"{alone}/told", {"for": "51.71"})
    assert (told.status, told.location) == (303, f"{alone}?said=told-one")
    page = await read(house.secretariat, alone)
    assert "1 dari 1 orang" in page.text and "diberi tahu oleh" in page.text and "wa.me" not in page.markup
    history = (await read(house.secretariat, f"/programmes/{house.programme}/history")).text
    assert "Kota Denpasar diberi tahu tanpa surel" in history

    assert "wa.me" not in (await read(house.secretariat, mixed)).markup, "nobody is to know of it yet"
    house.clock.passes(seconds=61)
    assert "0 dari 2 orang" in (await read(house.secretariat, mixed)).text, "another message than the one that was told"
    await house.store.write(retention.forget_mails, before=house.clock.now)
    assert "wa.me" not in (await read(house.secretariat, mixed)).markup, "its words are not kept any more"


async def test_who_of_those_that_were_meant_gets_nothing_is_named(house):
    where = f"/programmes/{house.programme}/messages"
    form = {"list": "regencies", "subject": "Rapat", "text": "Senin."}

    everybody = await send(house.secretariat, where, form)
    papua = await send(house.secretariat, where, form | {"province": "Papua"})

    assert "1 daerah tidak menerimanya, karena alamat dan nomornya belum ada: Kota Denpasar." in everybody.text
    assert "tidak menerimanya" not in papua.text

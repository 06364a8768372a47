"""Who is refused reads why in their own words: a program in English or as it asks, a person as their pages speak."""

from reading_pages import read, send

from sessions.store.powers import links


async def test_a_refusal_says_why_in_the_language_of_who_reads_it(house):
    session = await house.open()
    control = f"/sessions/{session}/resume"
    plain = await house.secretariat.post(control)
    asked = await house.secretariat.post(control, headers={"Accept-Language": "fr, id;q=0.8"})
    nobody = await house.nobody.post(control, headers={"Cookie": "sidang_language=id"})

    assert (plain.status, plain.problem, plain["state"]) == (409, "wrong-state", "open")
    assert plain["detail"] == "This cannot be done while it is running."
    assert asked["detail"] == "Ini tidak dapat dilakukan: keadaannya berlangsung."
    assert nobody["detail"].startswith("Anda belum masuk.")

    cookie, _ = await house.store.write(links.sign_in, house.chair.id, "d", now=house.clock.now)
    mine = {"Cookie": f"sidang={cookie}"}
    token = (await read(house.nobody, "/account", headers=mine)).field("csrf")
    undone = await house.nobody.post(f"/sessions/{session}/undo", {}, headers=mine | {"X-CSRF-Token": token})
    assert (undone["code"], undone["params"]) == ("nothing-to-take-back", {})
    assert undone["detail"] == "Tidak ada yang dapat dikembalikan."
    wrong = await house.nobody.post(f"/sessions/{session}/extend", {}, headers=mine | {"X-CSRF-Token": token})
    assert [fault["message"] for fault in wrong["faults"]] == ["Harus diisi.", "Harus diisi."]


async def test_every_clash_is_a_sentence_in_the_readers_language(house):
    await house.book()

    refused = await house.secretariat.post(
        f"/programmes/{house.programme}/sessions", house.booking(), headers={"Accept-Language": "id"}
    )

    told = {one["why"]: one["detail"] for one in refused["conflicts"]}
    assert told["regency-busy"].startswith("Kabupaten Jepara sudah memiliki sesi pada")
    assert "sudah di sesi Kabupaten Jepara" in told["panelist-busy"]


async def test_a_page_says_which_reason_it_was(house):
    session = await house.open()

    refused = await send(house.panelist, f"/sessions/{session}/sign", {})

    assert refused.status == 409
    assert "Berita acara ditandatangani setelah sesi ditutup dan catatan resminya disegel." in refused.text

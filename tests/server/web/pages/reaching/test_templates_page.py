"""A programme's own words for a kind of mail, on a page: seen as an example reads, checked, kept, given up again."""

from houses import on_one_store
from reading_pages import read, send


@on_one_store
async def test_own_words_are_seen_checked_kept_and_given_up(house):
    where = f"/programmes/{house.programme}/templates"
    assert "Undangan bawaan" in (await read(house.secretariat, where)).text
    first = await read(house.secretariat, f"{where}/invite")
    assert "{regency}" in first.field("id/subject") and first.inline == []
    form = {"revision": first.field("revision"), "id/subject": "Sidang {regency}", "id/text": "Kepada {name}."}

    looked = await send(house.secretariat, f"{where}/invite", form | {"step": "look"})
    assert "Sidang Kabupaten Jepara" in looked.text and looked.field("id/subject") == "Sidang {regency}"
    wrong = await send(house.secretariat, f"{where}/invite", form | {"id/text": "Pukul {jam}", "step": "save"})
    assert wrong.status == 422 and 'id="x-id/text"' in wrong.markup and wrong.field("id/text") == "Pukul {jam}"
    api = f"/programmes/{house.programme}/templates/invite"
    assert (await house.secretariat.get(api))["default"]

    kept = await send(house.secretariat, f"{where}/invite", form | {"step": "save"})
    assert (
        kept.location.endswith("said=saved") and "Undangan program ini" in (await read(house.secretariat, where)).text
    )
    stale = await send(house.secretariat, f"{where}/invite", form | {"step": "save", "id/text": "Lain."})
    assert stale.status == 409 and "Orang lain mengubahnya" in stale.text and stale.field("id/text") == "Lain."
    await send(house.secretariat, f"{where}/invite", {"step": "reset", "revision": "1"})
    assert (await house.secretariat.get(api))["default"]
    assert (await read(house.secretariat, f"{where}/link")).status == 404


async def test_each_placeholder_is_said_to_stand_for_what(house):
    page = await read(house.secretariat, f"/programmes/{house.programme}/templates/offer")
    assert "{name} nama penerima, " in page.text and "{until} batas waktu memilih." in page.text
    assert "%E2%80%A6" not in page.text, "an example's link is one that can be read"


async def test_the_example_agrees_with_its_opening(house):
    where = f"/programmes/{house.programme}/templates"
    observer = (await read(house.secretariat, f"{where}/observer")).text
    assert "Anda tidak menilai." in observer and "Peran Anda" not in observer
    changed = (await read(house.secretariat, f"{where}/minor")).text
    assert "Gunakan tautan di bawah ini." in changed and "diberitahukan kemudian" not in changed

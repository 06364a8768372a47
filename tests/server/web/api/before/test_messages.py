"""A message of the secretariat goes by mail to whom a list's own filters find, each person once."""

from datetime import timedelta

from houses import TUESDAY_NINE, House, in_one_house, on_both_stores, on_one_store

JEPARA = "33.20"


def to(**filters: object) -> dict[str, object]:
    return {"to": filters, "subject": "Rapat persiapan", "text": "Senin pukul sembilan."}


async def send(house: House, document: object, more: str = ""):
    return await house.secretariat.post(f"/programmes/{house.programme}/messages{more}", document)


async def written(house: House) -> list[dict[str, object]]:
    return (await house.secretariat.get(f"/programmes/{house.programme}/mails?kind=message"))["items"]


async def test_everybody_of_the_sessions_that_are_found_gets_it_once(house: House):
    first = await house.book()
    await house.book(starts_at=TUESDAY_NINE + timedelta(hours=5))
    invited = {one["to"]["id"] for one in (await house.secretariat.get(f"/sessions/{first}/mails"))["items"]}

    seen = await send(house, to(state="booked", province=["Jawa Tengah"]), "?check=true")
    assert (seen.status, seen["people"]) == (200, len(invited))
    assert {one["kind"] for one in seen["would_send"]} == {"message"}
    assert await written(house) == []

    sent = await send(house, to(state="booked", province=["Jawa Tengah"]))
    assert (sent.status, sent["people"]) == (201, len(invited))
    assert (sent["batch"]["state"], sent["batch"]["of"]) == ("waiting", len(invited)), "as a batch, also to a few"
    mails = await written(house)
    assert sorted(one["to"]["email"] for one in mails) == sorted(one["email"] for one in seen["would_send"])
    letter = await house.secretariat.get(f"/mails/{mails[0]['id']}")
    assert letter["subject"] == "Rapat persiapan" and "Senin pukul sembilan." in letter["text"]


@on_one_store
async def test_who_is_sought_by_an_answer_is_who_gave_it(house: House):
    session = await house.book()
    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "declined"})
    seen = await send(house, to(answer="declined"), "?check=true")
    assert [one["person"] for one in seen["would_send"]] == [house.panelist.id]


@on_one_store
async def test_regencies_and_panelists_are_found_by_their_own_lists(house: House):
    seen = await send(house, to(list="regencies", q=JEPARA), "?check=true")
    assert {one["role"] for one in seen["would_send"]} <= {"contact", "delegate"} and seen["people"] > 0
    panel = (await house.secretariat.get(f"/programmes/{house.programme}/panelists"))["items"]
    assert (await send(house, to(list="panelists"), "?check=true"))["people"] == len(panel)


@on_both_stores
async def test_it_waits_and_may_be_stopped(house: House):
    sent = await send(house, to(list="panelists"))
    assert (sent.status, sent["batch"]["state"], sent["batch"]["of"]) == (201, "waiting", sent["people"])
    stopped = await house.secretariat.post(f"/batches/{sent['batch']['id']}/cancel")
    assert (stopped.status, stopped["state"], stopped["sent"]) == (200, "cancelled", 0)


async def known_by_number(house: House):
    """Jayapura, whose contact has a number and no address any more."""
    bare = {"code": "91.71", "contact": "Ibu Yosefa", "email": None, "delegates": None, "phone": "0812-3456-7890"}
    regency = next(one for one in await regencies(house) if one["code"] == "91.71")
    await house.secretariat.patch(f"/regencies/{regency['id']}", bare)
    return regency


@on_both_stores
async def test_that_such_a_regency_was_told_is_written_down_with_the_messages_batch(house: House):
    await known_by_number(house)
    sent = await send(house, to(list="regencies"))
    told, stopped = f"/batches/{sent['batch']['id']}/told", await send(house, to(list="regencies"))
    await house.secretariat.post(f"/batches/{stopped['batch']['id']}/cancel")
    assert (await house.secretariat.post(told, {"for": "91.71"})).problem == "wrong-state", "nobody has heard of it"
    house.clock.passes(seconds=61)

    assert (await house.secretariat.post(told, {"for": JEPARA})).status == 404, "it gets a mail"
    assert (await house.regency.post(told, {"for": "91.71"})).status == 404
    answer = await house.secretariat.post(told, {"for": "9171"})
    assert (answer.status, answer["id"]) == (200, sent["batch"]["id"])
    assert (await house.did("regency"))[-1] == "told"
    never = f"/batches/{stopped['batch']['id']}/told"
    assert (await house.secretariat.post(never, {"for": "91.71"})).problem == "wrong-state"


@on_one_store
async def test_whom_no_mail_reaches_and_whose_number_is_known_can_be_told_by_hand(house: House):
    await house.book(regency="91.71")
    regency = await known_by_number(house)
    known = {"code": "91.71", "name": regency["name"], "contact": "Ibu Yosefa", "phone": "+6281234567890"}

    for wanted in (to(list="regencies"), to(state="booked")):
        seen = await send(house, wanted, "?check=true")
        [told] = seen["by_number"]
        assert known.items() <= told.items()
        assert told["whatsapp"].startswith(
            "https://wa.me/6281234567890?text=Yth.%20Ibu%20Yosefa%2C%0A%0ARapat%20persiapan"
        )
        assert "Ibu Yosefa" not in {one["name"] for one in seen["would_send"]}
    for wanted in (to(list="panelists"), to(answer="accepted"), to(list="regencies", q=JEPARA)):
        assert (await send(house, wanted, "?check=true"))["by_number"] == []


async def regencies(house: House):
    return (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]


@on_one_store
async def test_a_message_that_finds_nobody_is_no_batch(house: House):
    sent = await send(house, to(list="regencies", q="tidak ada"))
    assert (sent.status, sent["people"], sent["batch"]) == (201, 0, None)


@on_one_store
@in_one_house(
    ("filters", "pointer"),
    [
        ({}, "/to/session"),
        ({"state": "later"}, "/to/state"),
        ({"answer": ["accepted", "perhaps"]}, "/to/answer"),
        ({"without": "money"}, "/to/without"),
        ({"list": "mayors"}, "/to/list"),
        ({"list": "panelists", "state": "booked"}, "/to/state"),
        ({"city": "x"}, "/to/city"),
        ({"session": "x", "state": "booked"}, "/to/session"),
    ],
)
async def test_a_filter_that_there_is_not_is_refused(house: House, filters, pointer: str):
    refused = await send(house, to(**filters))
    assert (refused.status, refused.pointers) == (422, [pointer])

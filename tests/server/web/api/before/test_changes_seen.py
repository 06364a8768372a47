"""Promise 8: a form or PATCH never undoes a change that its author had not seen."""

import pytest
from houses import TUESDAY_NINE, on_one_store

from sessions.clock import wire


async def test_a_session_counts_what_a_patch_may_change_and_nothing_else(house):
    session = await house.book()
    assert (await house.secretariat.session(session))["revision"] == 1
    later = {"starts_at": wire(TUESDAY_NINE.replace(hour=4))}
    moved = await house.secretariat.patch(f"/sessions/{session}", later | {"revision": 1})
    assert (moved.status, moved["revision"]) == (200, 2)

    await house.panelist.post(f"/sessions/{session}/rsvp", {"answer": "accepted"})
    unchanged = await house.secretariat.patch(f"/sessions/{session}", later)

    assert unchanged["revision"] == 2


async def test_a_patch_made_from_an_older_state_is_refused_with_what_is(house):
    session = await house.book()
    await house.secretariat.patch(f"/sessions/{session}", {"meeting_url": "https://rapat.example.id/baru"})

    refused = await house.secretariat.patch(
        f"/sessions/{session}", {"meeting_url": "https://rapat.example.id/lain", "revision": 1}
    )

    assert (refused.status, refused.problem) == (409, "stale-revision")
    assert refused["current"]["meeting_url"] == "https://rapat.example.id/baru"
    assert refused["current"]["revision"] == 2
    assert (await house.secretariat.session(session))["meeting_url"] == "https://rapat.example.id/baru"


async def test_a_new_contact_of_the_regency_counts_in_its_sessions(house):
    session = await house.book()
    regency = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"][0]

    await house.secretariat.patch(f"/regencies/{regency['id']}", {"email": "baru@jepara.example", "contact": "Baru"})

    assert (await house.secretariat.session(session))["revision"] == 2


async def test_a_chair_who_withdraws_counts_and_a_score_does_not(house):
    session = await house.open()
    before = (await house.secretariat.session(session))["revision"]
    assert (await house.panelist.put_score(session, "leadership", 4)).status == 200
    assert (await house.secretariat.session(session))["revision"] == before


@on_one_store
@pytest.mark.parametrize("what", ["programmes", "regencies", "panelists"])
async def test_registry_and_programme_count_their_changes(house, what):
    ask = house.secretariat
    if what == "programmes":
        where = f"/programmes/{house.programme}"
        shown = (await ask.get(where)).body
    else:
        shown = (await ask.get(f"/programmes/{house.programme}/{what}"))["items"][0]
        where = f"/{what}/{shown['id']}"
    seen = shown["revision"]

    changed = await ask.patch(where, {"name": "Nama lain", "revision": seen})
    same = await ask.patch(where, {"name": "Nama lain", "revision": seen + 1})
    stale = await ask.patch(where, {"name": "Nama ketiga", "revision": seen})

    assert changed["revision"] == seen + 1
    assert same.status == 200
    assert (stale.status, stale.problem) == (409, "stale-revision")
    assert stale["current"]["name"] == "Nama lain"

"""Free and busy while choosing: the next starts that would be booked, overrides, doubts, a code's one form."""

from datetime import timedelta

from houses import MONDAY, PANEL, TUESDAY_NINE, on_both_stores, on_one_store

from sessions.clock import wire


async def free(house, regency="33.20", **query):
    asked = {"regency": regency, "from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=9))}
    return await house.secretariat.get(f"/programmes/{house.programme}/free", params=asked | query)


async def test_the_next_starts_can_each_be_booked_as_they_are(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"panel_size": 3})
    room = await house.secretariat.post(
        f"/programmes/{house.programme}/rooms", {"name": "Ruang A", "meeting_url": "https://rapat.example.id/a"}
    )
    taken = await house.book(
        regency="33.19", panel=("ratna", "budi", "sri"), meeting_url="", room=room["id"],
        starts_at=TUESDAY_NINE + timedelta(hours=2),
    )  # fmt: skip

    answer = await free(house)

    starts = [one["starts_at"] for one in answer["items"]]
    assert starts[0] == wire(TUESDAY_NINE)
    # The only room is taken from eleven to one; the day ends at five.
    assert starts[1:] == [wire(TUESDAY_NINE + timedelta(hours=4, minutes=30 * n)) for n in range(5)]
    for number, one in enumerate(answer["items"][:1]):
        assert (len(one["panel"]), one["room"]["id"]) == (3, room["id"]), number
        booked = await house.try_to_book(
            starts_at=TUESDAY_NINE, panel=tuple(one["panel"]), chair=one["chair"], room=room["id"], meeting_url=""
        )
        assert booked.status == 201, booked.body
    assert (await house.secretariat.session(taken))["state"] == "booked"


async def test_starts_fit_everybody_who_is_named(house):
    busy = {"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=3)), "free": False}
    await house.secretariat.put(f"/panelists/{house.id('budi')}/availability", [busy])

    answer = await free(house, panel=",".join(house.id(name) for name in PANEL))

    assert answer["items"][0]["starts_at"] == wire(TUESDAY_NINE + timedelta(hours=3))
    assert answer["items"][0]["panel"][0] in {house.id(name) for name in PANEL}


@on_one_store
async def test_without_a_regency_the_starts_are_those_of_panel_and_room_by_the_programmes_clock(house):
    await house.book(panel=("ratna", "budi"), chair="ratna")
    chosen = ",".join(house.id(one) for one in ("budi", "made", "ratna"))
    tuesday = {"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=9)), "panel": chosen}

    answer = await house.secretariat.get(f"/programmes/{house.programme}/free", params=tuesday)

    assert answer["items"][0]["starts_at"] == wire(TUESDAY_NINE + timedelta(hours=2))
    assert set(answer["items"][0]["panel"]) == set(chosen.split(","))


@on_one_store
async def test_only_who_sits_is_overridden(house):
    refused = await house.try_to_book(override={house.id("tono"): "Rapatnya dipindah"})
    assert (refused.status, refused.pointers) == (422, [f"/override/{house.id('tono')}"])
    session = await house.book()
    changed = await house.secretariat.patch(f"/sessions/{session}", {"override": {house.id("tono"): "x"}})
    assert (changed.status, changed.pointers) == (422, [f"/override/{house.id('tono')}"])


@on_one_store
async def test_free_is_refused_by_name(house):
    assert (await free(house, regency="99.99")).pointers == ["/regency"]
    assert (await free(house, panel="01nobody")).pointers == ["/panel"]
    assert (await free(house, to=wire(MONDAY))).pointers == ["/to"]
    assert (await house.panelist.get(f"/programmes/{house.programme}/free?regency=33.20")).status == 404


async def test_a_persons_own_busy_time_may_be_set_aside_with_a_reason(house):
    busy = {"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=1)), "free": False}
    await house.secretariat.put(f"/panelists/{house.id('budi')}/availability", [busy])
    refused = await house.try_to_book()
    booked = await house.try_to_book(override={house.id("budi"): "Rapatnya dipindah"})

    assert [one["why"] for one in refused["conflicts"]] == ["unavailable"]
    assert booked.status == 201
    assert [one for one in booked["warnings"] if one["kind"] == "time-taken-back"] == []
    entry = (await house.secretariat.entries(booked["id"]))[0]
    assert entry["data"]["override"] == {house.id("budi"): "Rapatnya dipindah"}


async def test_another_session_cannot_be_set_aside(house):
    await house.book()
    refused = await house.try_to_book(regency="33.19", override={house.id(name): "boleh" for name in PANEL})
    assert {one["why"] for one in refused["conflicts"]} == {"panelist-busy"}


async def test_a_booked_person_who_becomes_busy_is_a_warning(house):
    session = await house.book()
    same = {"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=2)), "free": False}
    await house.panelist.put(f"/panelists/{house.id('budi')}/availability", [same])  # the session in his own calendar
    assert (await house.secretariat.session(session))["warnings"] == []

    longer = same | {"to": wire(TUESDAY_NINE + timedelta(hours=3))}
    await house.panelist.put(f"/panelists/{house.id('budi')}/availability", [longer])

    shown = await house.secretariat.session(session)
    assert [(one["kind"], one["who"]["id"]) for one in shown["warnings"]] == [("time-taken-back", house.id("budi"))]


@on_both_stores
async def test_a_regencys_own_time_warns_and_does_not_refuse(house):
    regencies = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    jepara = next(one["id"] for one in regencies if one["code"] == "33.20")
    busy = {"from": wire(TUESDAY_NINE), "to": wire(TUESDAY_NINE + timedelta(hours=1)), "free": False}
    put = await house.regency.put(f"/regencies/{jepara}/availability", [busy])
    stale = await house.secretariat.put(f"/regencies/{jepara}/availability?revision=0", [])
    booked = await house.try_to_book()

    assert (put.status, put["items"], put["revision"]) == (200, [busy], 1)
    assert (stale.status, stale.problem, stale["current"]["items"]) == (409, "stale-revision", [busy])
    assert [one["kind"] for one in booked["warnings"]] == ["regency-unavailable"]
    assert (await house.panelist.get(f"/regencies/{jepara}/availability")).status == 404
    assert (await house.people["33.19"].get(f"/regencies/{jepara}/availability")).status == 404


@on_both_stores
async def test_a_panelist_of_the_regencys_own_government_is_a_warning(house):
    await house.secretariat.patch(f"/panelists/{house.id('budi')}", {"institution": "Bappeda Kabupaten Jepara"})
    booked = await house.try_to_book()
    assert [(one["kind"], one["who"]["id"]) for one in booked["warnings"]] == [("own-government", house.id("budi"))]


async def test_a_code_has_one_form(house):
    booked = await house.try_to_book(regency="3320")
    again = await house.secretariat.post(
        f"/programmes/{house.programme}/regencies",
        {"code": "3319", "name": "Kudus", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"},
    )
    assert booked["regency"]["code"] == "33.20"
    assert (again.status, again["code"], again["name"]) == (200, "33.19", "Kudus")
    for written in ("33.20\u200b", "\ufeff3320", "33,20", "٣٣٢٠"):
        assert (await house.try_to_book(regency=written)).problem == "booking-conflict", written


@on_both_stores
async def test_a_regency_that_withdrew_is_not_booked_and_stays_in_the_record(house):
    session = await house.book()
    regencies = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    jepara = next(one["id"] for one in regencies if one["code"] == "33.20")
    bare = await house.secretariat.patch(f"/regencies/{jepara}", {"withdrawn": True})
    gone = await house.secretariat.patch(f"/regencies/{jepara}", {"withdrawn": True, "reason": "Pilkada"})
    refused = await house.try_to_book(starts_at=TUESDAY_NINE + timedelta(days=1))
    listed = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]

    assert bare.pointers == ["/reason"]
    assert (gone["withdrawn"], gone["reason"]) == (True, "Pilkada")
    assert refused.pointers == ["/regency"]
    assert "33.20" not in [one["code"] for one in listed]
    assert (await house.secretariat.session(session))["regency"]["code"] == "33.20"


async def test_deputy_and_observers_are_named_and_shown(house):
    booked = await house.try_to_book(
        panel=("ratna", "budi", "sri"), deputy=house.id("budi"), observers=[house.id("tono")]
    )
    assert booked["deputy"] == house.id("budi")
    assert [one["id"] for one in booked["observers"]] == [house.id("tono")]
    seen = await house.people["tono"].session(booked["id"])
    assert (seen.status, "scored" in seen["panel"][0]) == (200, False)
    assert (await house.people["tono"].get(f"/sessions/{booked['id']}/record.json")).status == 404
    mails = (await house.secretariat.get(f"/sessions/{booked['id']}/mails"))["items"]
    assert [mail["kind"] for mail in mails].count("observer") == 1

    for wrong in ({"deputy": house.id("ratna")}, {"deputy": house.id("sri")}, {"deputy": house.id("tono")}):
        refused = await house.secretariat.patch(f"/sessions/{booked['id']}", wrong)
        assert (refused.status, refused.pointers) == (422, ["/deputy"])
    without = await house.secretariat.patch(f"/sessions/{booked['id']}", {"deputy": None, "observers": []})
    assert (without["deputy"], without["observers"], without["revision"]) == (None, [], 2)

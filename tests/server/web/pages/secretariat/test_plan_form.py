"""The form of a plan: who takes part and which regencies are planned."""

import re

from houses import on_one_store
from reading_pages import read, send

FORM = {
    "from": "2031-03-10",
    "to": "2031-03-14",
    "slots": "08.00, 13.00",
    "parallel": "1",
    "seconds": "0.5",
    "keep": "yes",
}


async def _planned(house, **typed):
    """The plan that the form led to, ended."""
    led = await send(house.secretariat, f"/programmes/{house.programme}/plans", FORM | {"seconds": "1"} | typed)
    assert led.status == 303, led.text
    await house.secretariat.get(f"{led.location}/events")
    return (await house.secretariat.get(led.location)).body


@on_one_store
async def test_who_is_left_out_of_a_plan_gets_no_session_of_it(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"panel_size": 3})
    here, budi = f"/programmes/{house.programme}/plans", house.id("budi")
    page = await read(house.secretariat, here)
    assert f'name="without_panelist" value="{budi}"' in page.markup

    plan = await _planned(house, without_panelist=budi)

    assert plan["progress"]["planned"] == 4
    assert budi not in {person for one in plan["sessions"] for person in one["panel"]}
    taking_part = plan["request"]["panelists"]
    assert budi not in taking_part and house.id("ratna") in taking_part
    everybody = [(name, one["id"]) for name in ("without_panelist",) for one in await _panelists(house)]
    refused = await send(house.secretariat, here, [*(FORM | {"seconds": "1"}).items(), *everybody])
    assert refused.status == 422 and 'id="f-panelists"' in refused.markup
    unknown = await house.secretariat.post(here, {"from": "2031-03-10", "to": "2031-03-14", "panelists": ["nobody"]})
    assert (unknown.status, unknown.pointers) == (422, ["/panelists/0"])


@on_one_store
async def test_several_chosen_regencies_are_planned(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"panel_size": 3})
    here = f"/programmes/{house.programme}/plans"

    plan = await _planned(house, regencies="33.20 Kabupaten Jepara\nDenpasar\n")

    assert {one["regency"] for one in plan["sessions"]} == {"33.20", "51.71"}
    refused = await send(house.secretariat, here, FORM | {"regencies": "Atlantis"})
    assert refused.status == 422 and "Atlantis" in refused.field("regencies") and 'id="x-regencies"' in refused.markup
    assert "33.20 " in (await read(house.secretariat, f"{here}?regencies=33.20,51.71")).field("regencies")


@on_one_store
async def test_regencies_that_were_ticked_in_their_list_stand_in_the_form_and_none_that_has_a_session_can_be(house):
    here = f"/programmes/{house.programme}"
    await house.book()
    listed = await read(house.secretariat, f"{here}/regencies")
    ticks = re.findall(r'<input type="checkbox" name="regency" form="several" value="([^"]+)"', listed.markup)
    assert sorted(ticks) == ["33.19", "51.71", "91.71"]
    assert f'<form id="several" method="get" action="{here}/plans"' in listed.markup

    plans = await read(house.secretariat, f"{here}/plans?regency=33.19&regency=51.71")

    assert plans.field("regencies") == "33.19 Kabupaten Kudus\n51.71 Kota Denpasar"


@on_one_store
async def test_the_form_says_how_many_sessions_can_really_run_at_once(house):
    here = f"/programmes/{house.programme}"
    await house.secretariat.patch(here, {"panel_size": 2})
    assert "Paling banyak 3" in (await read(house.secretariat, f"{here}/plans")).text  # of six panelists, two by two

    for name in ("A", "B"):
        await house.secretariat.post(f"{here}/rooms", {"name": name, "meeting_url": f"https://rapat.example/{name}"})

    page = await read(house.secretariat, f"{here}/plans")
    assert "Paling banyak 2: 2 ruang, 6 panelis untuk panel berisi 2." in page.text and page.field("parallel") == "2"


async def _panelists(house):
    return (await house.secretariat.get(f"/programmes/{house.programme}/panelists"))["items"]

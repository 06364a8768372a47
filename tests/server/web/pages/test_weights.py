"""Every page of a whole round is light: opened again it takes at most 15 kB, compressed, with its heads."""

from datetime import UTC, datetime, timedelta
from random import Random

from houses import on_one_store
from judges.weight import AGAIN
from reading_pages import read, weighed
from samples.held import hold_the_shipped

from server.run import demo_round
from server.run.demo import regencies
from server.web.keys import FIGURES
from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import enrolling
from sessions.clock import wire
from sessions.store.before import plans, registry

BOOKED = 120  # more than the longest page of a list has
LISTS = (
    "overview", "sessions?state=all&limit=100", "sessions?state=booked&limit=100",
    "sessions?state=booked&answer=declined&limit=100", "regencies?limit=100", "panelists?limit=100", "panelists/free",
    "mails?limit=100", "mails/people?limit=100", "history?limit=100", "calendar",
    "calendar?view=day", "calendar?view=month", "day", "book", "plans", "offers", "messages", "rooms", "rubric",
)  # fmt: skip
RESULTS = (
    "results?limit=100", "results?limit=100&page=5", "results/provinces", "results/criteria?limit=100",
    "results/panel", "results/publication", "results/recap", "results/regencies/33.20",
)  # fmt: skip


@on_one_store
async def test_lists_of_a_round_that_is_booked_are_light(house, monkeypatch):
    for name, number in {"PAST": 12, "RUNNING": 1, "COMING": BOOKED, "CHOOSING": 8}.items():
        monkeypatch.setattr(demo_round, name, number)
    places = [one.fields for one in regencies()]
    await house.store.write(demo_round.fill, house.programme, places, house.settings, now=house.clock.now)

    await must_be_light(house, *(f"/programmes/{house.programme}/{one}" for one in LISTS), "/inbox", "/accounts", "/")


@on_one_store
async def test_results_of_514_are_light(house):
    await house.store.write(hold_the_shipped, house.programme, now=house.clock.now)
    house.clock.passes(days=90)
    await house.secretariat.get(f"/programmes/{house.programme}/results.json")
    await house.client.app[FIGURES].finished()

    await must_be_light(house, *(f"/programmes/{house.programme}/{one}" for one in RESULTS))


@on_one_store
async def test_a_plan_of_505_and_what_differs_from_another_are_light(house):
    first, second = [await planned(house), await planned(house)]
    await house.store.write(enlarge, house.programme, (first, second), now=house.clock.now)
    assert (await house.secretariat.get(f"/plans/{first}"))["progress"]["planned"] == 505

    await must_be_light(house, f"/plans/{first}", f"/plans/{first}?week=2031-04-07", f"/plans/{first}/week")
    await must_be_light(house, *(f"/plans/{first}/compare?with={second}{more}" for more in ("", "&limit=100")))
    other = await read(house.secretariat, f"/plans/{first}?week=2031-04-07")
    assert "Senin, 7 April 2031" in other.text and "Senin, 10 Maret 2031" not in other.text
    assert "Berbeda di 505 sesi." in (await read(house.secretariat, f"/plans/{first}/compare?with={second}")).text


async def must_be_light(house, *paths):
    """Each of these pages, as the secretariat gets it."""
    weights = {path: await weighed(house.secretariat, path) for path in paths}
    assert {path: weight for path, weight in weights.items() if weight > AGAIN} == {}


async def planned(house):
    """A plan of the few regencies that the house has."""
    window = {"from": "2031-03-10", "to": "2031-05-30", "slots": ["08:00"], "parallel": 1, "seconds": 0.5}
    plan = await house.secretariat.post(f"/programmes/{house.programme}/plans", window)
    await house.secretariat.get(f"/plans/{plan['id']}/events")
    return plan["id"]


def enlarge(db, programme, both, *, now):
    """Makes plans of 505 regencies of them, eighteen sessions a day; they differ in each."""
    for place in regencies():
        enrolling.put_regency(db, programme, dict(place.fields), COMMAND_LINE, now=now)
    for number in range(55):
        fields = {"name": f"Dr. Panelis {number}", "email": f"p{number}@panel.example", "may_chair": True}
        enrolling.put_panelist(db, programme, fields, COMMAND_LINE, now=now)
    people = [one.id for one in registry.panelists(db, programme)]
    codes = sorted(one.code for one in registry.all_regencies(db, programme))[:505]
    days = [day for n in range(45) if (day := datetime(2031, 3, 10, tzinfo=UTC) + timedelta(days=n)).weekday() < 5]
    for hour, plan in enumerate(both):
        doc = plans.get(db, plan).doc
        sessions = [
            doc["sessions"][0]
            | {"regency": code, "starts_at": wire(days[n // 18] + timedelta(hours=hour + n % 18 // 6 * 2))}
            | {"panel": (panel := Random(f"{hour} {code}").sample(people, 5)), "chair": panel[0]}
            for n, code in enumerate(codes)
        ]
        progress = doc["progress"] | {"planned": 505, "of": 505}
        plans.put(db, plan, state="ready", doc=doc | {"sessions": sessions, "progress": progress})

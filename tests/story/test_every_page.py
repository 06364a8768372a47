"""Every page that a person can reach from their first one: whole, quiet, narrow enough, and fit to be heard too."""

import pytest
from real_browsers import Browsers
from samples.day import PANEL, Day
from walks import Walk

PARTS = 3  # walks that share the pages: two workers have something to do until the end


@pytest.fixture
async def furnished(day: Day) -> Day:
    """A day with something of everything: a booked session, one that runs, one that has closed with a late score."""
    booked = await day.book()
    closed = (await day.rehearse(600, wait=1))["id"]
    await day.opened(closed)
    for name in PANEL:
        await day.caller(name).declare(closed)
        await day.caller(name).put_score(closed, "leadership", 4, note="baik", unsure=name == "sri")
    await day.secretariat.control(closed, "close", reason="selesai lebih awal")
    await day.caller("sri").put_score(closed, "policy", 3)
    running = (await day.rehearse(600, 600, wait=1))["id"]
    await day.opened(running)
    await day.caller("sri").declare(running)
    await day.caller("sri").put_score(running, "leadership", 4)
    question = {"text": "Berapa anggaran TIK tahun depan?", "criterion": "budget", "state": "asked"}
    await day.caller("sri").post(f"/sessions/{running}/questions", question)
    await day.caller("budi").post(f"/sessions/{booked['id']}/rsvp", {"answer": "declined", "comment": "dinas luar"})
    return day


@pytest.mark.timeout(900)  # axe looks at each of them
@pytest.mark.parametrize("part", range(PARTS))
async def test_every_page_is_whole(furnished: Day, browsers: Browsers, part: int) -> None:
    people = ("secretariat", "ratna", "sri", "jepara", "nobody")
    walks = [await walk(furnished, browsers, name, part) for name in people]

    found = [fault for walked in walks for fault in faults(walked)]
    assert not found, "\n".join(found)
    reached = {walked.name: walked.kinds.keys() for walked in walks}
    assert {"/programmes/*/regencies", "/sessions/*", "/sessions/*/control"} <= reached["secretariat"]
    assert "/sessions/*/control" in reached["ratna"]
    live = {"/sessions/*", "/sessions/*/sheet", "/sessions/*/deliberation", "/sessions/*/replay"}
    assert live <= reached["sri"]
    assert "/sessions/*" in reached["jepara"]


def faults(walked: Walk) -> list[str]:
    """What the walk found and the browser complained of."""
    return walked.faults + walked.person.complaints


async def walk(day: Day, browsers: Browsers, name: str, part: int) -> Walk:
    """Comes in as that person and walks on from the first page."""
    walked = Walk(await browsers.person(), name, part=(part, PARTS))
    if name != "nobody":
        await walked.person.come_in(day.tokens[name])
    gallery = ["/components"] if name in ("secretariat", "nobody") else []  # the same for who is signed in
    await walked.begin("/", "/verify", *gallery)
    if name == "nobody":  # who is not known is told so, on every page
        walked.person.complaints = [one for one in walked.person.complaints if "401" not in one]
    return walked

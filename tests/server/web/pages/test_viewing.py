"""A viewer reads all that the secretariat reads, and is offered nothing that would be refused or that leads nowhere."""

import html
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from houses import TUESDAY_NINE
from judges.plain_pages import Page
from reading_pages import Browser, Read, read

from sessions.store.powers import links

ID = re.compile(r"(?<=/)[0-9a-hjkmnp-tv-z]{26}(?=[/?]|$)")
OWN = ("/language", "/theme", "/sign-out", "/account")
EMPTY = re.compile(r"<(details|section)\b[^>]*>\s*<(summary|h2)\b[^>]*>([^<]*)</\2>\s*</\1>")


@pytest.fixture
async def viewer(house):
    """Somebody whose account only reads."""
    return await account(house, "viewer")


async def account(house, role):
    """Somebody with an account of that role, signed in."""
    made = await house.secretariat.post("/accounts", {"email": "v@k.example", "name": "Dewi", "role": role})
    cookie, _ = await house.store.write(links.sign_in, made["id"], "d", now=house.clock.now, via="once")
    return Browser(house.client, cookie)


async def test_every_way_that_a_viewer_is_shown_leads_somewhere(house, viewer):
    await house.book(regency="33.19", starts_at=TUESDAY_NINE + timedelta(days=1))
    session = await house.open()
    rooms = f"/programmes/{house.programme}/rooms"
    await house.secretariat.post(rooms, {"name": "Ruang A", "meeting_url": "https://r.example/a"})
    await house.panelist.post(f"/sessions/{session}/questions", {"text": "Apa?", "state": "asked"})

    wrong, known = await walked(viewer, faults)

    assert wrong == []
    assert len(known) > 40, "the walk came far"


async def test_every_page_of_an_archived_round_is_read_and_offers_nothing_that_is_refused(house):
    session = await house.revealed(scores=3)
    for one in (*house.panel[1:], house.chair):
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    here = f"/programmes/{house.programme}"
    await house.secretariat.post(f"{here}/results/publish", {"accept_missing": True})
    await house.secretariat.post(f"{here}/rooms", {"name": "Ruang A", "meeting_url": "https://r.example/a"})
    await house.secretariat.post(f"{here}/calibrations", {"title": "Contoh", "text": "Isi."})
    await house.secretariat.post(f"{here}/templates/invite", {"id": {"subject": "Undangan"}})
    assert (await house.secretariat.post(f"{here}/archive")).status == 200

    official = await account(house, "secretariat")
    wrong, known = await walked(official, offers, "/", here, f"/sessions/{session}")
    assert wrong == []
    assert len(known) > 40, "the walk came far"
    for who in (house.panelist, house.chair, house.regency):
        wrong, known = await walked(who, offers, "/", f"/sessions/{session}")
        assert wrong == [], "\n".join(map(str, wrong))
        assert len(known) > 4, "the walk came far"


def offers(page):
    """What a page of an archived round offers that would be refused; a person's own time is theirs all the same."""
    found = [one for one in faults(page) if not str(one).startswith("posts to")]
    if re.search(r'<body class="app', page.markup) and "Program ini diarsipkan" not in page.markup:
        return found  # it is the house's, or another round's
    forms = Page("http://here/", page.status, page.markup).forms if page.markup else []
    pressed = [one for one in forms if one.method == "POST" and not all(button.is_off for button in one.buttons)]
    where = [urlsplit(one.action).path for one in pressed]
    return found + [f"posts to {one}" for one in where if not one.startswith((*OWN, "/people/", "/verify"))]


async def walked(who, judge, *begins):
    """All that is wrong on the pages to which a person is led from these, one or two of a kind; and the kinds."""
    wrong, known, ahead = [], dict[str, int](), [(one, "") for one in begins or ("/",)]
    while ahead:
        path, whence = ahead.pop(0)
        kind = ID.sub("X", path.partition("?")[0])
        if known.get(kind, 0) == (2 if "/sessions/X" in kind else 1):  # one is booked, one runs
            continue
        known[kind] = known.get(kind, 0) + 1
        page = await opened(who, path)
        wrong += [(path, whence, one) for one in judge(page)]
        if "<main" in page.markup:
            found = (html.unescape(one).partition("#")[0] for one in re.findall(r'href="(/[^/"][^"]*)"', page.markup))
            ahead += [(one, path) for one in found if not one.startswith("/static/")]
    return wrong, known


async def opened(viewer, path):
    """What stands there; of what is no page, that it is there."""
    async with viewer.client.get(path, headers=viewer.headers(Accept="text/html")) as answer:
        return Read(answer.status, await answer.text() if answer.content_type == "text/html" else "", "")


def faults(page):
    """What of a page would be refused, or leads nowhere in it."""
    if page.status != 200:
        return [page.status]
    there = set(re.findall(r'\bid="([^"]+)"', page.markup))
    posts = re.findall(r'<form\b(?=[^>]*method="post")[^>]*action="([^"]*)"', page.markup)
    said = [f"posts to {one}" for one in posts if not one.startswith(OWN)]
    said += [
        f"a button of no form: {one}"
        for one in re.findall(r'<button[^>]*\bform="([^"]+)"', page.markup)
        if one not in there
    ]
    said += [f"nowhere in it: #{one}" for one in re.findall(r'href="#([^"]+)"', page.markup) if one not in there]
    said += [f"nothing in {title}" for _, _, title in EMPTY.findall(page.markup)]
    main = page.markup.partition("<main")[2].partition("</main>")[0]
    left = re.sub(r"<h1\b.*?</h1>|<[^>]+>|\s", "", main, flags=re.DOTALL)
    return [*said, *(["a page of nothing"] if main and len(left) < 40 else [])]


async def test_a_session_offers_a_viewer_no_change_of_it(house, viewer):
    session = await house.book()

    page = await read(viewer, f"/sessions/{session}")

    assert page.status == 200 and f"/sessions/{session}/change" not in page.markup
    assert f"/sessions/{session}/change" in (await read(house.secretariat, f"/sessions/{session}")).markup

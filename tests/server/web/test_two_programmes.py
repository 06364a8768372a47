"""Two programmes in one installation: what belongs to one is not there in the other's addresses and bodies, not even
for the secretariat, which has both."""

import aiohttp
import pytest
from houses import ROOM, House

PDF = b"%PDF-1.7\n" + b"x" * 3000


@pytest.fixture
async def two(house: House):
    """What stands for {name} and {their name}: things of the house's own programme, and of another."""
    ask = house.secretariat.post
    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "optional"})
    theirs = (await ask("/programmes", {"name": "Putaran lain"}))["id"]
    made = await ask(
        f"/programmes/{theirs}/panelists", {"name": "Dr. Lain", "email": "lain@panel.example", "may_chair": True}
    )
    idle = await ask(f"/programmes/{theirs}/panelists", {"name": "Dr. Diam", "email": "diam@panel.example"})
    regency = {
        "code": "11.01",
        "name": "Kabupaten Aceh Selatan",
        "province": "Aceh",
        "timezone": "Asia/Jakarta",
        "email": "aceh@daerah.example",
    }
    far = await ask(f"/programmes/{theirs}/regencies", regency)
    assert (made.status, far.status) == (201, 201)
    booking = {"regency": "11.01", "starts_at": "2031-03-06T02:00:00Z", "panel": [made["id"]], "chair": made["id"]}
    session = await ask(f"/programmes/{theirs}/sessions", booking | {"meeting_url": ROOM})
    assert session.status == 201, session.body
    own = await house.book()
    question = await ask(f"/sessions/{session['id']}/questions", {"text": "Apa?", "state": "asked"})
    helper = await ask(f"/regencies/{far['id']}/claims/helpers", {"name": "Pembantu", "criteria": ["leadership"]})
    near = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"][0]["id"]
    yield (
        house,
        {
            "programme": house.programme,
            "session": own,
            "regency": near,
            "their programme": theirs,
            "their session": session["id"],
            "their person": made["id"],
            "their idle person": idle["id"],
            "their question": question["id"],
            "their file": await _file(house, f"/sessions/{session['id']}/files"),
            "their evidence": await _file(house, f"/regencies/{far['id']}/files"),
            "their helper": helper["id"],
        },
    )


async def _file(house: House, where: str) -> str:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("kind", "document")
    form.add_field("file", PDF, filename="rencana.pdf")
    made = await house.secretariat.post(where, data=form)
    assert made.status == 201, made.body
    return made["id"]


def filled(value, known):
    """The address or body with what stands for each name in it."""
    if isinstance(value, dict):
        return {key: filled(one, known) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    return value.format_map(known) if isinstance(value, str) and "{" in value else value


PERSON = {"name": "Dr. Lain Lagi", "email": "lagi@panel.example", "timezone": "Asia/Jakarta"}
BOOKING = {"regency": "33.20", "starts_at": "2031-03-20T02:00:00Z", "meeting_url": ROOM}
OF_THEIRS = {"panel": ["{their person}"], "chair": "{their person}"}
NOT_THERE = [
    ("GET", "/sessions/{session}/files/{their file}", None),
    ("GET", "/sessions/{session}/files/{their file}/slides", None),
    ("PATCH", "/sessions/{session}/questions/{their question}", {"text": "Lain"}),
    ("GET", "/regencies/{regency}/files/{their evidence}", None),
    ("DELETE", "/regencies/{regency}/claims/helpers/{their helper}", None),
    ("GET", "//programmes/{programme}/panelists/{their person}", None),
    ("POST", "//programmes/{programme}/panelists/{their person}/remove", {}),
    ("GET", "//programmes/{programme}/results/regencies/11.01", None),
    ("GET", "//programmes/{programme}/results/panelists/{their person}/certificate.pdf", None),
    ("POST", "//programmes/{programme}/panelists/{their idle person}", PERSON),
    ("POST", "//programmes/{programme}/panelists/{their idle person}/remove", {}),
]
NOT_TAKEN = [
    ("POST", "/programmes/{programme}/sessions", BOOKING | OF_THEIRS),
    ("POST", "/programmes/{programme}/sessions", BOOKING | {"regency": "11.01"} | OF_THEIRS),
    ("PATCH", "/sessions/{session}", OF_THEIRS),
    ("PATCH", "/sessions/{session}", {"deputy": "{their person}"}),
    ("POST", "/sessions/{session}/rsvp", {"for": "{their person}", "answer": "accepted"}),
    (
        "POST",
        "/programmes/{programme}/offers",
        {"regencies": ["11.01"], "slots": ["2031-03-20T02:00:00Z"], "until": "2031-03-10T02:00:00Z"},
    ),
    (
        "POST",
        "/programmes/{programme}/plans",
        {
            "from": "2031-03-20",
            "to": "2031-03-20",
            "slots": ["09:00"],
            "parallel": 1,
            "seconds": 1,
            "regencies": ["11.01"],
        },
    ),
    ("PUT", "/regencies/{regency}/claims/leadership", {"value": 3, "evidence": [{"file": "{their evidence}"}]}),
    ("PUT", "/regencies/{regency}/claims/leadership", {"value": 3, "evidence": [{"file": "{their file}"}]}),
]


async def test_nothing_of_another_programme_is_at_an_address_or_taken_in_a_body_of_this_one(two):
    house, known = two
    before = await house.secretariat.session(known["session"])
    wrong = {}
    for expected, asks in ((404, NOT_THERE), (422, NOT_TAKEN)):
        for method, path, body in asks:
            sent = {"data": body} if path.startswith("//") and body is not None else {"document": filled(body, known)}
            answer = await house.secretariat.ask(method, filled(path, known), allow_redirects=False, **sent)
            if answer.status != expected:
                wrong[method, path, str(body)] = answer.status, str(answer.body)[:300]
    assert wrong == {}
    assert (await house.secretariat.get(f"/programmes/{known['their programme']}/panelists"))["items"][-1][
        "name"
    ] == "Dr. Diam"
    assert (await house.secretariat.session(known["session"]))["revision"] == before["revision"]

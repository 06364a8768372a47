"""Questions: drafts are their author's alone, asked ones the panel's, and the regency's if the programme says so."""

import pytest
from houses import on_one_store


@pytest.fixture
async def session(house):
    return await house.open()


def asking(session: str) -> str:
    return f"/sessions/{session}/questions"


async def texts(caller, session: str) -> list[str]:
    return [one["text"] for one in (await caller.get(asking(session)))["items"]]


async def test_a_draft_is_its_authors_alone(house, session):
    made = await house.panelist.post(asking(session), {"text": "Berapa anggarannya?", "state": "draft"})
    assert (made.status, made["state"], made["text"]) == (201, "draft", "Berapa anggarannya?")
    assert await texts(house.panelist, session) == ["Berapa anggarannya?"]
    for other in (house.chair, house.secretariat, house.regency):
        assert await texts(other, session) == []
        answer = await other.patch(f"{asking(session)}/{made['id']}", {"state": "asked"})
        assert answer.status == 404
    assert "Berapa" not in str(await house.secretariat.entries(session))


async def test_a_question_is_a_draft_unless_said_otherwise(house, session):
    assert (await house.panelist.post(asking(session), {"text": "Apa?"}))["state"] == "draft"


async def test_the_secretariats_program_keeps_drafts_too(house, session):
    made = await house.secretariat.post(asking(session), {"text": "Apa?", "state": "draft"})
    assert made.status == 201
    assert await texts(house.secretariat, session) == ["Apa?"]
    assert await texts(house.panelist, session) == []


async def test_an_asked_question_is_the_panels_and_the_regencys(house, session):
    made = await house.panelist.post(asking(session), {"text": "Apa?", "criterion": "budget", "state": "asked"})
    assert (made.status, made["state"], made["criterion"], made["answer"]) == (201, "asked", "budget", None)
    for other in (house.panelist, house.chair, house.secretariat, house.regency):
        assert await texts(other, session) == ["Apa?"]
    assert "asked" in await house.secretariat.kinds(session)


async def test_the_regency_sees_nothing_if_the_programme_says_so(house, session):
    await house.panelist.post(asking(session), {"text": "Apa?", "state": "asked"})
    await house.secretariat.patch(f"/programmes/{house.programme}", {"show_questions": False})
    assert await texts(house.regency, session) == []


async def test_a_draft_is_asked_and_answered(house, session):
    made = await house.panelist.post(asking(session), {"text": "Apa?"})
    where = f"{asking(session)}/{made['id']}"
    asked = await house.panelist.patch(where, {"state": "asked", "criterion": "vision"})
    assert (asked.status, asked["state"], asked["criterion"], asked["id"]) == (200, "asked", "vision", made["id"])
    answered = await house.secretariat.patch(where, {"answer": "Dua miliar", "state": "answered"})
    assert (answered["state"], answered["answer"]) == ("answered", "Dua miliar")
    corrected = await house.panelist.patch(where, {"text": "Apa ini?", "criterion": "budget"})
    assert (corrected["text"], corrected["criterion"], corrected["answer"]) == ("Apa ini?", "budget", "Dua miliar")
    assert [k for k in await house.secretariat.kinds(session) if k in ("asked", "noted")] == ["asked", "noted", "noted"]


async def test_an_asked_question_cannot_be_unasked(house, session):
    made = await house.panelist.post(asking(session), {"text": "Apa?", "state": "asked"})
    answer = await house.panelist.patch(f"{asking(session)}/{made['id']}", {"state": "draft"})
    assert answer.problem == "wrong-state"


@on_one_store
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": "  "}, "/text"),
        ({"text": "Apa?", "criterion": "nonsense"}, "/criterion"),
        ({"text": "Apa?", "state": "lost"}, "/state"),
        ({"text": "x" * 5001}, "/text"),
    ],
)
async def test_what_does_not_fit_is_refused(house, session, body, pointer):
    answer = await house.panelist.post(asking(session), body)
    assert (answer.status, answer.pointers) == (422, [pointer])


async def test_the_regency_asks_nothing(house, session):
    assert (await house.regency.post(asking(session), {"text": "Apa?"})).status == 404


async def test_after_the_close_nothing_is_asked_but_answers_are_noted(house, session):
    made = await house.panelist.post(asking(session), {"text": "Apa?", "state": "asked"})
    house.clock.passes(hours=2)
    assert (await house.panelist.post(asking(session), {"text": "Lagi?"})).problem == "wrong-state"
    noted = await house.secretariat.patch(f"{asking(session)}/{made['id']}", {"answer": "Ini"})
    assert (noted.status, noted["state"]) == (200, "answered")

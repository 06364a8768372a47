"""Questions: drafts are their author's alone, asked ones the panel's, and the regency's if the programme says so."""

import aiohttp
import pytest
from houses import in_one_house, on_both_stores, on_one_store
from reading_pages import read

PDF = b"%PDF-1.7\n" + b"x" * 300


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


@on_both_stores
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


async def test_what_was_answered_by_word_of_mouth_is_noted_at_once(house, session):
    said = {"text": "Berapa?", "state": "answered", "answer": "Dua miliar"}
    made = await house.panelist.post(asking(session), said)
    assert (made.status, made["state"], made["answer"]) == (201, "answered", "Dua miliar")
    draft = await house.panelist.post(asking(session), {"text": "Berapa lagi?"})
    noted = await house.panelist.patch(f"{asking(session)}/{draft['id']}", {"state": "answered", "answer": "Satu"})
    assert (noted.status, noted["id"], noted["state"], noted["answer"]) == (200, draft["id"], "answered", "Satu")
    (first, second) = (await house.regency.get(asking(session)))["items"]
    assert (first["answer"], second["answer"]) == ("Dua miliar", "Satu")
    assert [k for k in await house.secretariat.kinds(session) if k in ("asked", "noted")] == ["asked", "noted"] * 2


async def test_a_draft_has_no_answer(house, session):
    draft = await house.panelist.post(asking(session), {"text": "Berapa?"})
    made = await house.panelist.post(asking(session), {"text": "Berapa?", "answer": "Dua"})
    changed = await house.panelist.patch(f"{asking(session)}/{draft['id']}", {"answer": "Dua"})
    assert (made.pointers, changed.pointers) == (["/answer"], ["/answer"])


async def test_an_asked_question_cannot_be_unasked(house, session):
    made = await house.panelist.post(asking(session), {"text": "Apa?", "state": "asked"})
    answer = await house.panelist.patch(f"{asking(session)}/{made['id']}", {"state": "draft"})
    assert answer.problem == "wrong-state"


@on_one_store
@in_one_house(
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


# - answered by the regency itself -


async def asked(house, session: str, **fields: object) -> str:
    """A question that was asked of the regency; its id."""
    made = await house.panelist.post(asking(session), {"text": "Berapa?", "state": "asked", "wants": "answer"} | fields)
    assert made.status == 201, made.body
    return str(made["id"])


async def hand_in(caller, session: str, question: str, name: str = "bukti.pdf"):
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("file", PDF, filename=name)
    form.add_field("question", question)
    return await caller.post(f"/sessions/{session}/files", data=form)


async def test_the_regency_answers_what_wants_an_answer(house, session):
    question = await asked(house, session, due="2031-03-04T03:00:00Z")
    (seen,) = (await house.regency.get(asking(session)))["items"]
    assert (seen["wants"], seen["due"], seen["state"]) == ("answer", "2031-03-04T03:00:00Z", "asked")

    answered = await house.regency.post(f"{asking(session)}/{question}/reply", {"text": "Dua miliar."})

    assert (answered.status, answered["state"], answered["answer"]) == (200, "answered", "Dua miliar.")
    assert answered["replies"][0]["by"]["id"] == house.regency.id
    (seen,) = (await house.panelist.get(asking(session)))["items"]
    assert seen["answer"] == "Dua miliar."
    assert (await house.secretariat.entries(session))[-1]["data"] == {"question": question, "text": "Dua miliar."}


async def test_evidence_that_is_wanted_is_handed_in_while_the_session_runs(house, session):
    question = await asked(house, session, wants="file")
    made = await hand_in(house.regency, session, question)
    assert (made.status, made["kind"], made["question"]) == (201, "document", question), made.body

    (seen,) = (await house.panelist.get(asking(session)))["items"]
    assert (seen["state"], seen["files"]) == ("answered", [made["id"]])
    replied = await house.regency.post(f"{asking(session)}/{question}/reply", {})
    assert (replied.status, replied["files"]) == (200, [made["id"]])


async def test_what_answers_no_question_is_taken_until_the_close_as_well(house, session):
    link = {"name": "Perda", "url": "https://a.example/1", "kind": "document"}
    made = await house.regency.post(f"/sessions/{session}/files", link)
    assert (made.status, made["question"]) == (201, None)


async def test_an_answer_without_words_or_file_is_none(house, session):
    question = await asked(house, session)
    refused = await house.regency.post(f"{asking(session)}/{question}/reply", {"text": "  "})
    assert (refused.status, refused.pointers) == (422, ["/text"])


async def test_only_the_regency_that_was_asked_answers(house, session):
    question = await asked(house, session)
    where = f"{asking(session)}/{question}/reply"
    for other in (house.people["33.19"], house.panelist, house.secretariat):
        assert (await other.post(where, {"text": "Kami."})).status == 404
    assert (await house.nobody.post(where, {"text": "Kami."})).status == 401
    assert (await house.regency.post(f"{asking(session)}/nothing/reply", {"text": "x"})).status == 404
    assert (await hand_in(house.people["33.19"], session, question)).status == 404
    assert (await hand_in(house.regency, session, "nothing")).pointers == ["/question"]


async def test_what_the_regency_may_not_see_it_does_not_answer(house, session):
    question = await asked(house, session)
    await house.secretariat.patch(f"/programmes/{house.programme}", {"show_questions": False})
    assert (await house.regency.post(f"{asking(session)}/{question}/reply", {"text": "x"})).status == 404


@pytest.mark.parametrize(("seconds", "status"), [(-0.001, 200), (0, 409), (5, 409)])
async def test_answers_are_taken_until_the_question_is_due(house, session, seconds, status):
    question = await asked(house, session, due="2031-03-04T02:10:00Z")
    house.clock.passes(minutes=10, seconds=seconds)

    reply = await house.regency.post(f"{asking(session)}/{question}/reply", {"text": "x"})
    file = await hand_in(house.regency, session, question)

    assert (reply.status, file.status == 201) == (status, status == 200)
    assert status == 200 or (reply.problem, file.problem) == ("wrong-state", "wrong-state")


@pytest.mark.parametrize(("seconds", "status"), [(-0.001, 200), (0, 409)])
async def test_answers_are_taken_until_the_session_closes(house, session, seconds, status):
    question = await asked(house, session)
    house.clock.passes(hours=2, seconds=seconds)
    assert (await house.regency.post(f"{asking(session)}/{question}/reply", {"text": "x"})).status == status
    assert ((await hand_in(house.regency, session, question)).status == 201) == (status == 200)


async def test_a_draft_keeps_what_it_will_want(house, session):
    made = await house.panelist.post(asking(session), {"text": "Apa?", "wants": "file", "due": "2031-03-04T03:00:00Z"})
    assert (made["wants"], made["due"]) == ("file", "2031-03-04T03:00:00Z")
    asked = await house.panelist.patch(f"{asking(session)}/{made['id']}", {"state": "asked"})
    assert (asked["wants"], asked["due"]) == ("file", "2031-03-04T03:00:00Z")


@on_one_store
@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"wants": "money"}, "/wants"), ({"due": "soon"}, "/due"), ({"due": "2031-03-04T01:00:00Z"}, "/due")],
)
async def test_what_a_question_cannot_want(house, session, body, pointer):
    refused = await house.panelist.post(asking(session), {"text": "Apa?", "state": "asked"} | body)
    assert (refused.status, refused.pointers) == (422, [pointer])


# - the queue -


async def test_who_conducts_gives_the_turn_and_orders_the_queue(house, session):
    first, second = await asked(house, session, text="Satu?"), await asked(house, session, text="Dua?")
    assert await texts(house.regency, session) == ["Satu?", "Dua?"]

    await house.chair.patch(f"{asking(session)}/{second}", {"place": -1})
    assert await texts(house.regency, session) == ["Dua?", "Satu?"]

    await house.chair.patch(f"{asking(session)}/{first}", {"turn": True})
    house.clock.passes(minutes=1)
    turned = await house.chair.patch(f"{asking(session)}/{second}", {"turn": True})
    assert turned["turn"] == "2031-03-04T02:01:00Z"
    assert [one["turn"] for one in (await house.regency.get(asking(session)))["items"]] == [turned["turn"], None]

    over = await house.chair.patch(f"{asking(session)}/{second}", {"answer": "Ya.", "turn": False})
    assert (over["turn"], over["state"]) == (None, "answered")
    for other in (house.panelist, house.people["sri"]):
        assert (await other.patch(f"{asking(session)}/{first}", {"turn": True})).status == 404


async def test_a_turn_ends_with_the_session(house, session):
    question = await asked(house, session)
    await house.chair.patch(f"{asking(session)}/{question}", {"turn": True})
    where = ((house.regency, ""), (house.panelist, ""), (house.chair, "/control"), (house.panelist, "/sheet"))

    before = [await read(who, f"/sessions/{session}{page}") for who, page in where]
    await house.chair.control(session, "close", reason="x")
    after = [await read(who, f"/sessions/{session}{page}") for who, page in where]

    on_turn = '<span class="tag now">giliran</span>'  # the word alone stands in the history, too
    assert [on_turn in page.markup for page in before] == [True] * 4
    assert [on_turn in page.markup for page in after] == [False] * 4

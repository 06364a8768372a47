"""Promise 6: before the close nobody but the panelist sees a value, a note or a mark of unsureness, by any door."""

import asyncio
import json

import pytest
from houses import CRITERIA, on_both_stores
from sqlalchemy import select, text

from server.web.routes import ROUTES
from sessions.store.tables.core import mails

NOTE = "CATATAN-RAHASIA"


@pytest.fixture
async def session(house):
    """A running session in which Budi has scored everything, with notes and marks that would be recognised."""
    session = await house.open()
    for criterion in CRITERIA:
        scored = await house.panelist.put_score(session, criterion, 4, note=f"{NOTE} {criterion}", unsure=True)
        assert scored.status == 200
    return session


def readable(session: str, house) -> list[str]:
    """Every address of this session and its programme that is read."""
    known = {"/sessions/{id}": f"/sessions/{session}", "/programmes/{id}": f"/programmes/{house.programme}"}
    found = []
    for route in ROUTES:
        path = route.path
        for pattern, place in known.items():
            path = path.replace(pattern, place)
        if route.method == "GET" and "{" not in path and not path.endswith(("/events", "archive.zip")):
            found.append(path)
    return found


@on_both_stores
async def test_no_address_tells_anybody_else(house, session):
    others = {"secretariat": house.secretariat, "chair": house.chair, "regency": house.regency, "nobody": house.nobody}
    told = []
    for path in readable(session, house):
        for who, caller in others.items():
            headers = caller.headers(Accept="text/html, application/json")
            async with house.client.get(path, headers=headers, allow_redirects=False) as response:
                if NOTE.encode() in await response.read():
                    told.append(f"{path} tells {who}")
    assert told == []


async def test_every_readable_address_is_asked(house, session):
    assert len(readable(session, house)) > 30


async def test_no_json_tells_a_value_or_a_mark(house, session):
    """The value 4 alone proves nothing; the fields that would hold it do."""
    for caller in (house.secretariat, house.chair):
        for path in (f"/sessions/{session}", f"/sessions/{session}/record.json"):
            document = (await caller.get(path)).body
            if document and "entries" in document:
                document = [one for one in document["entries"] if one["kind"] == "scored"]
                assert all(
                    set(one["data"]) == {"panelist", "criterion", "revision", "scored", "of"} for one in document
                )
            shown = json.dumps(document)
            assert '"unsure"' not in shown and '"salt"' not in shown and '"secret":' not in shown


async def test_the_record_of_lines_is_redacted_and_still_verifies(house, session):
    answer = await house.secretariat.get(f"/sessions/{session}/record.jsonl")
    lines = [json.loads(line) for line in answer.raw.splitlines()]
    assert sum(line["kind"] == "scored" for line in lines) == 11
    assert all("secret" not in line and "salt" not in line for line in lines)
    assert all(line["secret_hash"] for line in lines if line["kind"] == "scored")


async def test_a_panelist_reads_of_the_record_nothing_secret_but_their_own(house, session):
    scored = [entry for entry in await house.chair.entries(session) if entry["kind"] == "scored"]
    own = [entry for entry in scored if "secret" in entry]
    assert [entry["data"]["panelist"] for entry in own] == [house.chair.id] * len(own)
    assert len(own) < len(scored)


@pytest.mark.parametrize("revealed", [False, True])
async def test_values_are_the_panels_and_the_secretariats_once_they_are_revealed(house, session, revealed):
    house.clock.passes(hours=2, minutes=15 if revealed else 14)
    await house.announce(session)
    for caller in (house.secretariat, house.chair):
        scored = [entry for entry in await caller.entries(session) if entry["kind"] == "scored"]
        assert [entry.get("secret", {}).get("value") for entry in scored] == [4 if revealed else None] * 11
    assert (await house.regency.get(f"/sessions/{session}/record.json")).status == 404


@on_both_stores
async def test_no_mail_holds_what_is_secret(house, session):
    house.clock.passes(hours=2)
    await house.announce(session)
    rows = await house.store.read(lambda db: [str(row) for row in db.execute(select(mails))])
    assert rows and not [row for row in rows if NOTE in row]


async def test_kept_answers_of_repeated_requests_are_shown_to_their_owner_alone(house):
    session = await house.open()
    headers = {"Idempotency-Key": "k"}
    where, body = f"/sessions/{session}/sheet/vision", {"value": 4, "note": NOTE}
    await house.panelist.put(where, body, headers=headers)
    other = await house.chair.put(where, body | {"value": 2, "note": ""}, headers=headers)
    assert (other.status, other["value"], other["note"]) == (200, 2, "")


@on_both_stores
async def test_what_is_shown_once_is_shown_to_a_repeat_again_and_stands_in_no_table_in_the_clear(house):
    sent = {
        "/webhooks": {"url": "https://93.184.215.14/kait", "kinds": ["sealed"]},
        f"/people/{house.panelist.id}/feed/renew": None,
        f"/panelists/{house.panelist.id}/calendars": [{"url": "https://93.184.215.14/kalender/sangat-rahasia.ics"}],
    }
    answers = []
    for number, (path, document) in enumerate(sent.items()):
        method = "PUT" if path.endswith("calendars") else "POST"
        asks = [(method, path, document)] * 2
        first, again = [await house.secretariat.ask(*one, headers={"Idempotency-Key": f"k{number}"}) for one in asks]
        assert first.status in (200, 201) and (first.status, first.body) == (again.status, again.body)
        answers.append(first)
    secrets = [answers[0]["secret"], answers[1]["url"].split("/")[-1], "sangat-rahasia"]

    def kept(db):
        tables = ("idempotency", "calendars")
        return "".join(str(tuple(row)) for name in tables for row in db.execute(text(f"SELECT * FROM {name}")))

    whole = await house.store.read(kept)
    assert len(whole) > 500 and not [one for one in secrets if one in whole]


@on_both_stores
async def test_an_answer_that_was_kept_before_in_the_clear_is_given_again(house):
    headers, (path, document) = {"Idempotency-Key": "k"}, (f"/people/{house.panelist.id}/feed/renew", None)
    await house.secretariat.post(path, document, headers=headers)
    await house.store.write(lambda db: db.execute(text("""UPDATE idempotency SET body = '{"url": "lama"}'""")) and None)
    async with house.client.post(f"/api/v1{path}", headers=house.secretariat.headers(**headers)) as answer:
        assert await answer.json() == {"url": "lama"}


@on_both_stores
async def test_no_links_stand_in_the_store(house, session):
    tokens = [caller.token for caller in house.people.values()] + [house.secretariat.token]
    tables = ["links", "keys", "sign_ins", "mails", "idempotency", "entries", "sessions", "people"]

    def everything(db):
        return "".join(str(tuple(row)) for name in tables for row in db.execute(text(f"SELECT * FROM {name}")))

    await asyncio.sleep(0)
    stored = await house.store.read(everything)
    assert not [token for token in tokens if token and token in stored]


async def test_no_record_names_an_address(house, session):
    house.clock.passes(hours=2)
    await house.announce(session)
    raw = (await house.secretariat.get(f"/sessions/{session}/record.json")).raw
    assert b"@panel.example" not in raw and b"@daerah.example" not in raw

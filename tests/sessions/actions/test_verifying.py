"""Every tampering that was tried, in the store and in an exported file: each is named."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from houses import on_both_stores
from sqlalchemy import delete, select, text, update

from sessions.actions.after import verifying
from sessions.store import snapshots
from sessions.store.during import records
from sessions.store.tables.core import entries, scores, sessions
from sessions.values.record import chained, from_json
from sessions.values.session import Session

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
async def session(house):
    """A session that was scored, has closed and was sealed."""
    return await house.revealed()


async def faults(house):
    """What a check of the whole store finds in its records, the log aside: (number, what) of each misfit."""
    report = await house.store.read(verifying.check_store)
    return [(fault.number, fault.what) for fault in report.faults if fault.session != "log"]


def change(house, statement, parameters=None):
    """Somebody with a database client."""
    with house.store.engine.begin() as connection:
        connection.execute(statement, parameters or {})


def rows(house, session):
    chosen = select(entries).where(entries.c.session_id == session).order_by(entries.c.number)
    with house.store.engine.connect() as connection:
        return connection.execute(chosen).all()


async def test_a_record_as_written_fits(house, session):
    assert await faults(house) == []


# - in the store -


@on_both_stores
async def test_a_removed_entry_is_named(house, session):
    change(house, delete(entries).where(entries.c.number == 5))
    assert (await faults(house))[0] == (6, "entry 5 is missing: 6 follows 4")


@on_both_stores
async def test_two_swapped_entries_are_named(house, session):
    for old, new in ((5, 999), (6, 5), (999, 6)):
        change(house, update(entries).where(entries.c.number == old).values(number=new))
    assert (await faults(house))[0][0] == 5


@pytest.mark.parametrize("column", ["secret", "salt", "secret_hash", "previous", "hash", "data", "actor", "kind", "at"])
async def test_one_changed_byte_is_named(house, session, column):
    row = next(row for row in rows(house, session) if row.secret is not None)
    kept = row._mapping[column]
    if isinstance(kept, dict):
        key = "value" if column == "secret" else next(iter(kept))
        changed = kept | {key: 1 if column == "secret" else "x" + kept[key][1:]}
    else:
        changed = kept + timedelta(milliseconds=1) if column == "at" else ("0" if kept[0] != "0" else "1") + kept[1:]
    change(house, update(entries).where(entries.c.number == row.number).values({column: changed}))
    assert row.number in [at for at, _ in await faults(house)]


@on_both_stores
async def test_a_tail_that_was_cut_off_is_named(house, session):
    tail = len(rows(house, session))
    change(house, delete(entries).where(entries.c.number > tail - 2))
    assert await faults(house) == [(tail - 1, f"the tail is cut off: the record goes on to entry {tail}")]


@on_both_stores
async def test_a_changed_score_is_named(house, session):
    budis = scores.c.person_id == house.id("budi")
    change(house, update(scores).where(scores.c.criterion == "policy", budis).values(value=1))
    assert [what for _, what in await faults(house)] == ["the stored score of policy is not what the record tells"]


@on_both_stores
async def test_a_score_that_nobody_gave_is_named(house, session):
    change(house, delete(scores).where(scores.c.criterion == "policy"))
    assert len(await faults(house)) == 5


@on_both_stores
async def test_a_changed_snapshot_is_named(house, session):
    changed = text("UPDATE sessions SET snapshot = replace(snapshot, 'Kabupaten Jepara', 'Kabupaten Kudus')")
    change(house, changed)
    assert [what for _, what in await faults(house)] == ["the session as stored is not what its record folds to"]


@on_both_stores
async def test_a_record_that_was_rewritten_whole_lacks_the_digest_that_was_mailed(house, session):
    previous = "0" * 64
    for entry in await house.store.read(records.read, session):
        data = dict(entry.data) | ({"digest": previous} if entry.kind == "sealed" else {})
        actor = entry.actor.as_json() | ({"name": "Orang lain"} if entry.number == 4 else {})
        head = chained(previous, entry.content() | {"data": data, "actor": actor})
        written = {"data": data, "actor": actor, "previous": previous, "hash": head}
        change(house, update(entries).where(entries.c.number == entry.number).values(written))
        previous = head
    folded = Session.of(await house.store.read(records.read, session))
    change(house, update(sessions).values(head=previous, snapshot=snapshots.text(folded)))
    (found,) = await faults(house)
    assert "a digest that was mailed is not in it" in found[1]


async def test_one_session_alone_is_checked_by_its_id(house, session):
    report = await house.store.read(verifying.check_store, session)
    assert (report.records, report.faults) == (1, [])


# - an exported file -


async def exported(house, session, kind="json"):
    return (await house.secretariat.get(f"/sessions/{session}/record.{kind}")).raw


@pytest.mark.parametrize("kind", ["json", "jsonl"])
async def test_an_exported_record_fits(house, session, kind):
    report = verifying.check_file(await exported(house, session, kind))
    assert (report.faults, report.session, len(report.digests)) == ([], session, 1)


async def test_a_redacted_export_fits(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    raw = await exported(house, session)
    assert b'"salt"' not in raw
    assert verifying.check_file(raw).faults == []


@pytest.mark.parametrize("kind", ["json", "jsonl"])
async def test_an_edited_export_is_named(house, session, kind):
    raw = await exported(house, session, kind)
    edited = re.sub(rb'"value": ?4', b'"value": 5', raw, count=1)
    assert edited != raw
    (fault,) = verifying.check_file(edited).faults
    assert fault.what == "its secret content is not what was hashed"


async def test_every_line_that_is_taken_out_of_an_export_is_named(house, session):
    lines = (await exported(house, session, "jsonl")).splitlines(keepends=True)
    for number in range(len(lines) - 1):
        report = verifying.check_file(b"".join(lines[:number] + lines[number + 1 :]))
        assert report.faults[0].number == number + 2, number


async def test_a_cut_off_json_export_is_named(house, session):
    document = json.loads(await exported(house, session))
    document["entries"].pop()
    whats = [fault.what for fault in verifying.check_file(json.dumps(document).encode()).faults]
    assert any("entries and has" in what for what in whats)


async def test_a_cut_off_file_of_lines_is_part_of_the_record_and_told_to_go_on(house, session):
    lines = (await exported(house, session, "jsonl")).splitlines(keepends=True)
    report = verifying.check_file(b"".join(lines[:-3]))
    compared = await house.store.read(verifying.compare, report)
    assert report.faults == []
    assert (compared.differs_at, compared.entries) == (None, len(lines))


async def test_a_file_that_was_rewritten_whole_is_another_than_the_record_here(house, session):
    previous, lines = "0" * 64, []
    for line in (await exported(house, session, "jsonl")).splitlines():
        document = json.loads(line)
        if document["number"] == 7:
            document["actor"]["name"] = "Orang lain"
        if document["kind"] == "sealed":
            document["data"]["digest"] = previous
        document["previous"] = previous
        content = {key: document[key] for key in ("session", "number", "at", "kind", "actor", "data", "secret_hash")}
        document["hash"] = previous = chained(previous, content)
        from_json(document)
        lines.append(json.dumps(document))
    report = verifying.check_file("\n".join(lines).encode())
    compared = await house.store.read(verifying.compare, report)
    assert report.faults == []
    assert compared.differs_at == 7


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"entries": 5}', b'{"entries": [1]}', b"a\nb"]
)
def test_what_is_no_record_is_told_so_and_raises_nothing(raw):
    report = verifying.check_file(raw)
    assert report.faults
    assert report.records == 0


async def test_a_renamed_field_is_named(house, session):
    raw = await exported(house, session)
    assert verifying.check_file(raw.replace(b'"salt"', b'"sald"', 1)).faults
    assert verifying.check_file(raw.replace(b"Kabupaten Jepara", b"Kabupaten Jepera", 1)).faults


async def test_the_check_that_the_documentation_shows_works(house, session, tmp_path, monkeypatch):
    shown = (DOCS / "record.md").read_text().partition("```python\n")[2].partition("```")[0]
    raw = await exported(house, session, "jsonl")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "record.jsonl").write_bytes(raw)
    exec(shown, found := {})
    assert found["head"] == json.loads(raw.splitlines()[-1])["hash"]
    (tmp_path / "record.jsonl").write_bytes(raw.replace(b'"value": 4', b'"value": 5', 1))
    with pytest.raises(AssertionError):
        exec(shown, {})


# - a digest -


async def test_the_mailed_digest_stands_for_the_chain_up_to_the_seal(house, session):
    digest = (await house.secretariat.session(session))["digest"]
    await house.panelist.put_score(session, "policy", 5)  # late: the record goes on
    known = await house.store.read(verifying.check_digest, digest)
    kinds = await house.secretariat.kinds(session)
    assert known.covers == kinds.index("sealed")
    assert known.entries == len(kinds)
    assert known.fault is None


async def test_a_digest_whose_record_was_changed_says_where(house, session):
    digest = (await house.secretariat.session(session))["digest"]
    change(house, update(entries).where(entries.c.number == 4).values(kind="asked"))
    known = await house.store.read(verifying.check_digest, digest)
    assert known.fault.number == 4


async def test_a_digest_that_nobody_was_mailed_is_unknown(house, session):
    assert await house.store.read(verifying.check_digest, "0" * 64) is None


async def test_the_last_signature_has_a_digest_of_its_own(house, session, clock):
    clock.passes(minutes=5)
    for one in [*house.panel[1:], house.chair]:
        assert (await one.post(f"/sessions/{session}/sign")).status == 200
    head = (await house.secretariat.get(f"/sessions/{session}/record.json"))["head"]
    known = await house.store.read(verifying.check_digest, head)
    assert known.covers == known.entries
    assert await faults(house) == []

"""A file that somebody hands over as a record: one verdict, and the first place that does not fit."""

import json

import pytest
from samples.forged_files import FORGERIES, rechained

from sessions.actions.after import verifying
from sessions.values.proof.strict_json import loads


@pytest.fixture
async def exported(house):
    """A closed session's record, one line an entry, revealed or not as it is."""
    house.session = await house.closed()
    raw = (await house.secretariat.get(f"/sessions/{house.session}/record.jsonl")).raw
    house.lines = raw.decode().splitlines()
    return house


async def judged(house, lines):
    """What the file of these lines is."""
    report = verifying.check_file("\n".join(lines).encode())
    return await house.store.read(verifying.judge, report)


@pytest.mark.parametrize("what", FORGERIES)
async def test_a_forged_file_is_no_authentic_one_and_the_first_misfit_is_named(exported, what):
    found = await judged(exported, FORGERIES[what](exported.lines))

    assert found.verdict in ("other", "unknown"), found
    assert found.first is not None and found.first.what


async def test_what_was_exported_here_is_authentic_and_redacted_where_values_are_not_revealed(exported):
    found = await judged(exported, exported.lines)

    assert (found.verdict, found.first) == ("authentic", None)
    assert found.report.redacted == sum(
        'secret_hash": "' in line and '"secret":' not in line for line in exported.lines
    )


@pytest.mark.parametrize("fewer", [1, 2, 5])
async def test_a_cut_tail_is_incomplete(exported, fewer):
    found = await judged(exported, exported.lines[:-fewer])

    assert found.verdict == "incomplete"
    assert found.first.number == len(exported.lines) - fewer + 1


async def test_a_cut_document_is_incomplete_too(exported):
    document = json.loads((await exported.secretariat.get(f"/sessions/{exported.session}/record.json")).raw)
    document["entries"] = document["entries"][:-2]

    assert (await judged(exported, [json.dumps(document)])).verdict == "incomplete"


async def test_another_installations_record_is_unknown(exported):
    def elsewhere(line):
        return json.dumps(json.loads(line) | {"session": "01elsewhere"})

    lines = rechained([elsewhere(line) for line in exported.lines], 0, dict)

    assert (await judged(exported, lines)).verdict == "unknown"


@pytest.mark.parametrize("nothing", ["", "{}", "[]", "halo", '{"entries": 3}', '{"entries": []}', "\x00"])
async def test_what_is_no_record_is_unknown(exported, nothing):
    assert (await judged(exported, [nothing])).verdict == "unknown"


@pytest.mark.parametrize(
    "odd",
    ['{"a": 1, "a": 1}', '{"a": 7.0}', '{"a": 1e2}', '{"a": -0}', '{"a": 0.10}', '{"a": Infinity}', '{"a": -0.0}'],
)
def test_json_with_a_second_meaning_is_refused(odd):
    with pytest.raises(ValueError, match=r"twice|written|no JSON number"):
        loads(odd)


@pytest.mark.parametrize(
    "plain", ['{"a": 7}', '{"a": 0.1}', '{"a": 1e-7}', '{"a": 1e-07}', '{"a": 1e+21}', '{"a": -3.5}']
)
def test_json_as_it_is_hashed_is_taken(plain):
    assert loads(plain) == json.loads(plain)

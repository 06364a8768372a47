"""A file that somebody hands over as a record: one verdict, and the first place that does not fit."""

import json

import pytest

from sessions.actions import verifying
from sessions.values.record import chained, secret_hash
from sessions.values.strict_json import loads

CONTENT = ("session", "number", "at", "kind", "actor", "data", "secret_hash")


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


def of_kind(lines, kind):
    """The place of the first line of that kind."""
    return next(place for place, line in enumerate(lines) if json.loads(line)["kind"] == kind)


def changed(lines, place, change):
    """The lines with one document changed by hand."""
    document = json.loads(lines[place])
    change(document)
    return [*lines[:place], json.dumps(document), *lines[place + 1 :]]


def rechained(lines, place, change):
    """The same with every hash made anew: an intact chain of other content."""
    previous, made = "0" * 64, []
    for number, line in enumerate(lines):
        document = json.loads(line)
        if number == place:
            change(document)
        if document["kind"] == "sealed":
            document["data"]["digest"] = previous
        document["previous"] = previous
        document["hash"] = previous = chained(previous, {key: document[key] for key in CONTENT})
        made.append(json.dumps(document))
    return made


def put(*path, value):
    """Sets one field of a document."""

    def change(document):
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


def take(key):
    return lambda document: document.pop(key)


def text(lines, place, old, new):
    """One line with its text changed: what a parser would not see."""
    assert old in lines[place], lines[place]
    return [*lines[:place], lines[place].replace(old, new, 1), *lines[place + 1 :]]


FORGERIES = {
    "another name": lambda ls: changed(ls, 3, put("actor", "name", value="Orang lain")),
    "another time": lambda ls: changed(ls, 3, put("at", value="2031-03-04T02:00:01Z")),
    "another door": lambda ls: changed(ls, 3, put("actor", "via", value="key")),
    "another role": lambda ls: changed(ls, 3, put("actor", "role", value="chair")),
    "another kind": lambda ls: changed(ls, of_kind(ls, "scored"), put("kind", value="late")),
    "another criterion": lambda ls: changed(ls, of_kind(ls, "scored"), put("data", "criterion", value="policy2")),
    "a field more": lambda ls: changed(ls, 2, put("data", "extra", value=1)),
    "a field beside": lambda ls: changed(ls, 2, put("extra", value=1)),
    "no actor": lambda ls: changed(ls, 2, take("actor")),
    "no hash": lambda ls: changed(ls, 2, take("hash")),
    "a hash cut short": lambda ls: changed(ls, 2, put("hash", value="ab")),
    "another hash": lambda ls: changed(ls, 2, put("hash", value="ab" * 32)),
    "another one before": lambda ls: changed(ls, 2, put("previous", value="ab" * 32)),
    "another secret's hash": lambda ls: changed(ls, of_kind(ls, "scored"), put("secret_hash", value="ab" * 32)),
    "a secret made up": lambda ls: changed(
        ls, of_kind(ls, "scored"), lambda one: one.update(secret={"value": 5}, salt="ab" * 16)
    ),
    "another seal": lambda ls: changed(ls, of_kind(ls, "sealed"), put("data", "digest", value="ab" * 32)),
    "another session's id in one line": lambda ls: changed(ls, 4, put("session", value="01other")),
    "a line left out": lambda ls: [*ls[:4], *ls[5:]],
    "a line twice": lambda ls: [*ls[:5], ls[4], *ls[5:]],
    "two lines changed round": lambda ls: [*ls[:3], ls[4], ls[3], *ls[5:]],
    "the first line left out": lambda ls: ls[1:],
    "a number that is a fraction": lambda ls: text(ls, 6, '"number": 7', '"number": 7.0'),
    "a number that is a text": lambda ls: text(ls, 6, '"number": 7', '"number": "7"'),
    "a number with a sign": lambda ls: text(ls, 6, '"number": 7', '"number": 7e0'),
    "a key twice": lambda ls: text(ls, 3, '"kind":', '"kind": "x", "kind":'),
    "a key twice within": lambda ls: text(ls, 3, '"actor": {', '"actor": {"name": "x", '),
    "not a number": lambda ls: text(ls, 6, '"number": 7', '"number": NaN'),
    "half a line": lambda ls: [*ls[:-1], ls[-1][:40]],
    "no JSON": lambda ls: [*ls[:3], "{", *ls[4:]],
    "a rechained name": lambda ls: rechained(ls, 3, put("actor", "name", value="Orang lain")),
    "a rechained secret": lambda ls: rechained(
        ls, of_kind(ls, "scored"),
        lambda one: one.update(secret_hash=secret_hash({"value": 1}, "ab" * 16), secret={"value": 1}, salt="ab" * 16),
    ),
    "a rechained line more": lambda ls: rechained([*ls, ls[-1].replace(f'{len(ls)}', f"{len(ls) + 1}", 1)], 0, dict),
}  # fmt: skip


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

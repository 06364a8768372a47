"""Files that somebody forged from a record's lines: each change that a hand or a program could make."""

import json

from sessions.values.record import chained, secret_hash

CONTENT = ("session", "number", "at", "kind", "actor", "data", "secret_hash")


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

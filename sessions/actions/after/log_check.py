"""The log held against the store and against the heads that were made known: names what was changed, removed or
inserted behind the program's back. Changes nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from sessions.store import Db, log, records, witness
from sessions.values import merkle

Leaf = Any  # a row of the leaves
Found = tuple[int, str]  # the number of a leaf (0 where there is none), and what is wrong
WORDS = {
    "programme-row": "a programme",
    "rubric-row": "a rubric",
    "person-row": "a person",
    "membership-row": "a panelist's membership",
    "account-row": "an account",
    "link-row": "a link",
    "sign-in-row": "a sign-in",
    "key-row": "a key",
    "passkey-row": "a passkey",
    "release-row": "a release",
    "objection-row": "an objection",
}


def faults(db: Db, head: tuple[int, str] | None = None) -> Iterator[Found]:
    """Every place where log and store do not fit; `head` is the size and root that a witness holds."""
    leaves = list(log.every_leaf(db))
    numbered = [leaf for leaf in leaves if leaf.number is not None]
    yield from _order(numbered)
    yield from _tree(db, numbered)
    yield from _heads(db, numbered, head)
    yield from _rows(db, leaves)
    yield from _records(db, leaves)
    yield from _acts(leaves)


def _order(numbered: list[Leaf]) -> Iterator[Found]:
    for expected, leaf in enumerate(numbered):
        if leaf.number != expected:
            yield expected, f"leaf {expected} of the log is missing"
            return


def _tree(db: Db, numbered: list[Leaf]) -> Iterator[Found]:
    made = {(level, at): node.hex() for level, at, node in _grown(numbered)}
    kept = log.every_node(db)
    for (level, at), node in sorted(made.items()):
        if kept.get((level, at)) != node:
            yield at << level, "the log's tree is not that of its leaves"
            return
    if kept.keys() - made.keys():
        yield len(numbered), "the log's tree has more leaves than the log"


def _grown(numbered: list[Leaf]) -> list[tuple[int, int, bytes]]:
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf.digest)) for leaf in numbered]
    return merkle.grown(0, hashes, lambda level, position: b"")


def _heads(db: Db, numbered: list[Leaf], held: tuple[int, str] | None) -> Iterator[Found]:
    nodes = {(level, at): node for level, at, node in _grown(numbered)}
    known = [(row.size, row.root, "that was made known") for row in log.kept_heads(db)]
    known += [(*held, "that a witness holds")] if held else []
    for size, root, whose in known:
        if size > len(numbered):
            yield len(numbered), f"the log ends before the head of {size} leaves {whose}"
        elif merkle.root(size, lambda level, at: nodes[level, at]).hex() != root:
            yield size, f"the log is not the one of the head of {size} leaves {whose}"


def _rows(db: Db, leaves: list[Leaf]) -> Iterator[Found]:
    latest: dict[tuple[str, str], Leaf] = {(leaf.kind, leaf.subject): leaf for leaf in leaves}
    for kind, word in WORDS.items():
        rows = log.every_row(db, kind)
        for subject, content in rows.items():
            leaf = latest.get((kind, subject))
            if leaf is None:
                yield 0, f"{word} was inserted in the store: {subject}"
            elif not _fits(leaf, content):
                yield _number(leaf), f"{word} was changed in the store: {subject}"
        for (of, subject), leaf in latest.items():
            if of == kind and subject not in rows and not _fits(leaf, None):
                yield _number(leaf), f"{word} was removed from the store: {subject}"


def _fits(leaf: Leaf, content: Mapping[str, object] | None) -> bool:
    return leaf.salt is not None and witness.salted(content, leaf.salt) == leaf.digest


def _records(db: Db, leaves: list[Leaf]) -> Iterator[Found]:
    told: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        if leaf.kind in (log.HEAD, "sealed", "signed"):
            told.setdefault(leaf.subject.rpartition(":")[0], []).append(leaf)
    for session, heads in told.items():
        hashes = records.hashes(db, session)
        wrong = next((one for one in heads if hashes.get(_entry(one)) != one.digest), None)
        if not hashes:
            yield _number(heads[0]), f"session {session} was deleted from the store"
        elif wrong is not None:
            yield _number(wrong), f"the record of session {session} was rewritten at or before entry {_entry(wrong)}"


def _acts(leaves: list[Leaf]) -> Iterator[Found]:
    for leaf in leaves:
        if leaf.content is not None and not _fits(leaf, leaf.content):
            yield _number(leaf), f"an act of power was changed in the log: {leaf.kind} upon {leaf.subject}"


def _entry(leaf: Leaf) -> int:
    return int(leaf.subject.rpartition(":")[2])


def _number(leaf: Leaf) -> int:
    return leaf.number if leaf.number is not None else 0

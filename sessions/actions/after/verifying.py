"""Checking records: the chain, the fold against the store, the scores, and exported files. Changes nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sessions.actions.after import log_check
from sessions.store import Db, mails, occupancy, records, scores, snapshots
from sessions.values import (
    Entry,
    Json,
    Judging,
    NotFound,
    Score,
    Session,
    closing_of,
    from_json,
    kind_of,
    minutes_of,
    replayed_scores,
    strict_json,
)
from sessions.values import faults as chain_faults


@dataclass(frozen=True)
class Misfit:
    """An entry that does not fit, and why."""

    session: str
    number: int
    what: str


@dataclass(frozen=True)
class Report:
    """What a check came to; no faults means that everything fits. Of a file also `session` and `hashes`, one an entry,
    and the digests that its seals state."""

    records: int
    entries: int
    faults: list[Misfit] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    session: str = ""
    hashes: list[str] = field(default_factory=list)
    redacted: int = 0  # entries whose secret content was left out


@dataclass(frozen=True)
class Known:
    """A digest that was mailed or signed: of which session, the number of its minutes, how many entries it covers, how
    many there are now, and the first of the covered entries that does not fit, if any."""

    session: Session
    covers: int
    entries: int
    fault: Misfit | None
    number: str


@dataclass(frozen=True)
class Compared:
    """A file beside the record kept here: how many entries that has, and the number of the file's first entry that is
    another one here; None where the whole file is part of the record."""

    session: Session
    entries: int
    differs_at: int | None


BESIDE = "what the file states beside its entries does not fit:"
CUT = ("the file states", "the chain does not end where the file", f"{BESIDE} digest")  # of a file that was cut off
Verdict = Literal["authentic", "other", "incomplete", "unknown"]


@dataclass(frozen=True)
class Judged:
    """What a file is, in one word: `authentic` is, entry by entry, what this store holds; `incomplete` ends before it;
    `other` holds something else; `unknown` is of no session here, or no record. `first` is the first misfit."""

    verdict: Verdict
    report: Report
    here: Compared | None
    first: Misfit | None


def check_store(db: Db, session: str | None = None, head: tuple[int, str] | None = None) -> Report:
    """Checks every record of the store and its log, this against the `head` (size, root) that a witness holds; or one
    session's record alone. Raises NotFound for one that is not there."""
    counted, misfits, found = 0, [], 0
    for row in records.every_session(db):
        if session is not None and row[0] != session:
            continue
        entries = records.read(db, row[0])
        counted, found = counted + len(entries), found + 1
        misfits += list(_of_session(db, *row, entries))
    if session is not None and not found:
        raise NotFound("no-session-or-file", {"name": session})
    if session is None:
        misfits += [Misfit("log", number, what) for number, what in log_check.faults(db, head)]
    return Report(found, counted, misfits)


def check_digest(db: Db, digest: str) -> Known | None:
    """What a digest stands for; None if this installation never mailed it, or its record was rewritten since."""
    found = records.find_published(db, digest)
    if found is None:
        return None
    session, number = found
    entries = records.read(db, session)
    broken = [Misfit(session, at, what) for at, what in chain_faults(entries) if at <= number]
    given = closing_of(entries).get("number") or ""
    return Known(records.load(db, session), number, len(entries), min(broken, key=_number, default=None), given)


def is_published(db: Db, digest: str) -> bool:
    """Whether this installation ever mailed the digest, and still has the record for it."""
    return records.find_published(db, digest) is not None


def check_file(raw: bytes) -> Report:
    """Checks an exported record, JSON or JSON Lines; whatever the bytes are, it never raises."""
    try:
        entries, stated = _read(raw)
        return _of_file(entries, stated) if entries else _unfit(0, "there is no entry in it")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        number, what = error.args if len(error.args) == 2 else (0, f"this is no exported record: {error}")
        return _unfit(number, what)


def of_hashes(db: Db, session: str, first: int, hashes: list[str], digests: list[str], hidden: int) -> Report:
    """The report of a file whose own chain was found intact elsewhere: its hashes from that number on. Each covers all
    before it, so that what is kept here stands for those that were not sent."""
    try:
        kept = records.hashes(db, records.load(db, session).id)
    except NotFound:
        kept = {}
    before = [kept.get(number, "") for number in range(1, min(first, len(kept) + 2))]
    whole = [*before, *hashes]
    return Report(1, len(whole), [], digests, session, whole, hidden)


def judge(db: Db, report: Report) -> Judged:
    """The one verdict on a checked file, beside the record that is kept here."""
    found = compare(db, report) if report.records else None
    if found is None:
        unfit = report.faults[0] if report.faults else None
        return Judged("other" if report.records and unfit else "unknown", report, None, unfit)
    if found.differs_at is not None and found.differs_at <= found.entries:
        what = f"it is another one than the store's record has as entry {found.differs_at}"
        return Judged(
            "other", report, found, min([*report.faults, Misfit(report.session, found.differs_at, what)], key=_number)
        )
    if found.differs_at is not None:
        what = f"the store's record ends before it, with entry {found.entries}"
        return Judged("other", report, found, Misfit(report.session, found.differs_at, what))
    if report.entries < found.entries and not any(_is_of_content(fault) for fault in report.faults):
        what = f"the file ends here, and the store's record goes on to entry {found.entries}"
        return Judged("incomplete", report, found, Misfit(report.session, report.entries + 1, what))
    return Judged("other" if report.faults else "authentic", report, found, next(iter(report.faults), None))


def _is_of_content(fault: Misfit) -> bool:
    return not fault.what.startswith(CUT)


def compare(db: Db, report: Report) -> Compared | None:
    """The checked file beside the record that is kept here; None of a session that is not here."""
    try:
        session = records.load(db, report.session)
    except NotFound:
        return None
    kept = records.hashes(db, session.id)
    differs = (number for number, value in enumerate(report.hashes, start=1) if kept.get(number) != value)
    return Compared(session, len(kept), next(differs, None))


def _of_file(entries: list[Entry], stated: Mapping[str, object]) -> Report:
    session = entries[0].session
    misfits = [Misfit(session, number, what) for number, what in chain_faults(entries)]
    misfits += list(_against(session, entries, stated))
    digests = [str(entry.data["digest"]) for entry in entries if entry.kind == "sealed" and "digest" in entry.data]
    hashes = [entry.hash for entry in entries]
    redacted = sum(entry.secret_hash is not None and entry.secret is None for entry in entries)
    return Report(1, len(entries), sorted(misfits, key=_number), digests, session, hashes, redacted)


def _unfit(number: int, what: str) -> Report:
    return Report(0, 0, [Misfit("file", number, what)])


def _number(misfit: Misfit) -> int:
    return misfit.number


def _of_session(db: Db, session: str, tail: int, head: str, snapshot: str, entries: list[Entry]) -> Iterator[Misfit]:
    broken = [Misfit(session, number, what) for number, what in chain_faults(entries)]
    yield from broken
    last = entries[-1] if entries else None
    if last is None or last.number != tail:
        yield Misfit(
            session, last.number + 1 if last else 1, f"the tail is cut off: the record goes on to entry {tail}"
        )
    elif last.hash != head:
        yield Misfit(session, tail, "the chain does not end where the store says")
    elif lost := mails.digests(db, session) - _published(entries):
        yield Misfit(session, tail, f"a digest that was mailed is not in it: {min(lost)}")
    elif not broken:
        yield from _replay(db, session, snapshot, entries)


def _published(entries: Iterable[Entry]) -> set[str]:
    """Every digest that a seal or a signature has made known."""
    return {one for entry in entries if kind_of(entry.kind).published for one in (entry.previous, entry.hash)}


def _replay(db: Db, session: str, snapshot: str, entries: list[Entry]) -> Iterator[Misfit]:
    folded = Session.of(entries)
    kept = snapshots.parsed(snapshot)
    if folded is None or folded != kept.standing_at(folded.tail, folded.head):
        yield Misfit(session, len(entries), "the session as stored is not what its record folds to")
    elif records.columns(db, session) != snapshots.columns(folded) | {"snapshot": snapshot}:
        yield Misfit(session, len(entries), "the times or the place of the session as stored are not its record's")
    elif not occupancy.is_as_taken(db, folded):
        yield Misfit(session, len(entries), "the time that the session takes of its people is not its record's")
    yield from _moderations(db, session, entries)
    yield from _signed_minutes(session, entries)
    told = replayed_scores(entries)
    stored = {
        (person, key): score for person, sheet in scores.of_session(db, session).items() for key, score in sheet.items()
    }
    for person, criterion in told.keys() | stored.keys():
        if not _same(told.get((person, criterion)), stored.get((person, criterion))):
            number = max((e.number for e in entries if e.data.get("criterion") == criterion), default=0)
            yield Misfit(session, number, f"the stored score of {criterion} is not what the record tells")


def replayed_moderations(entries: Iterable[Entry]) -> dict[tuple[str, str], float | None]:
    """What scores were changed to in the deliberation, by panelist and criterion; the last change counts."""
    return {
        (entry.data["panelist"], entry.data["criterion"]): (entry.secret or {}).get("value")
        for entry in entries
        if entry.kind == "moderated"
    }


def _signed_minutes(session: str, entries: list[Entry]) -> Iterator[Misfit]:
    """Whether the minutes' content that the first signature sealed is what the record says up to it."""
    for at, entry in enumerate(entries):
        if entry.kind != "signed" or "minutes" not in entry.data:
            continue
        before = entries[:at]
        opened = [one for one in before if one.kind == "opened"]
        folded = Session.of(before)
        if not opened or folded is None or isinstance(opened[-1].data["rubric"], str):
            continue
        told = minutes_of(folded, before, Judging.from_json(opened[-1].data), now=entry.at)
        if told.content() != entry.data["minutes"]["content"]:
            yield Misfit(session, entry.number, "the minutes that were signed are not what the record says")
        if told.figures() != entry.data["minutes"].get("figures", told.figures()):
            yield Misfit(session, entry.number, "the figures that were signed are not what the scores come to")


def _moderations(db: Db, session: str, entries: list[Entry]) -> Iterator[Misfit]:
    told = replayed_moderations(entries)
    kept = scores.moderated(db, session)
    stored = {(person, key): value for person, sheet in kept.items() for key, value in sheet.items()}
    for key in told.keys() | stored.keys():
        if told.get(key) != stored.get(key):
            number = max((e.number for e in entries if e.data.get("criterion") == key[1]), default=0)
            yield Misfit(session, number, f"the stored moderated score of {key[1]} is not what the record tells")


def _same(told: Score | None, stored: Score | None) -> bool:
    if told is None or stored is None:
        return told is stored

    def key(score: Score) -> tuple[object, ...]:
        return score.value, score.note, score.unsure, score.revision, score.at

    return key(told) == key(stored)


def _read(raw: bytes) -> tuple[list[Entry], dict[str, Json]]:
    text = raw.decode("utf-8")
    stripped = text.strip()
    if not stripped:
        return [], {}
    if _is_one_document(stripped):
        document = strict_json.loads(stripped)
        return [_entry(number, one) for number, one in enumerate(document["entries"], start=1)], document
    lines = [line for line in text.split("\n") if line.strip()]
    return [_entry(number, _line(number, line)) for number, line in enumerate(lines, start=1)], {}


def _is_one_document(text: str) -> bool:
    """Whether the file is one document with entries in it, and not a line for each."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(document, dict) and "entries" in document


def _line(number: int, line: str) -> object:
    try:
        return strict_json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(number, f"the line is not JSON: {error}") from error
    except ValueError as error:
        raise ValueError(number, f"this is no entry of a record: {error}") from error


def _entry(number: int, document: Any) -> Entry:
    try:
        return from_json(document)
    except (ValueError, AttributeError) as error:
        raise ValueError(number, f"this is no entry of a record: {error}") from error


def _against(session: str, entries: list[Entry], stated: Mapping[str, object]) -> Iterator[Misfit]:
    """What a file says of itself beside its entries."""
    last = entries[-1]
    if "count" in stated and stated["count"] != len(entries):
        yield Misfit(session, len(entries) + 1, f"{CUT[0]} {stated['count']} entries and has {len(entries)}")
    if "head" in stated and stated["head"] != last.hash:
        yield Misfit(session, last.number, f"{CUT[1]} states")
    strangers = [entry.number for entry in entries if entry.session != session]
    if strangers:
        yield Misfit(session, strangers[0], "it belongs to another session")
    for key, value in stated.items():
        if key not in ("count", "head", "entries") and value != _told_of(entries, key):
            yield Misfit(session, last.number, f"{BESIDE} {key}")


def _told_of(entries: list[Entry], key: str) -> object:
    """What the entries themselves say of a thing that an export states beside them."""
    if key == "session":
        return entries[0].session
    if key == "digest":
        about = [entry for entry in entries if entry.kind in ("sealed", "reopened")]
        return about[-1].data.get("digest") if about else None
    booked = entries[0].data.get("regency")
    return {one: booked.get(one) for one in ("code", "name")} if key == "regency" and booked else ...

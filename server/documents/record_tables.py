"""A record as it is handed out: JSON, JSON Lines, CSV of its entries, a workbook of five sheets.

The entries come in redacted: what the asker may not see is not in them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from server.documents import tables
from server.documents.tables import Cell, Grid
from sessions.values import Entry, Rubric, Session, replayed_scores


def as_json(session: Session, entries: Sequence[Entry]) -> dict[str, Any]:
    """The record as one JSON document: the session, its entries, and the chain's head."""
    return {
        "session": session.id,
        "regency": {"code": session.regency.code, "name": session.regency.name},
        "count": len(entries),
        "head": session.head,
        "digest": session.digest,
        "entries": [entry.as_json() for entry in entries],
    }


def as_jsonl(entries: Sequence[Entry]) -> bytes:
    """The entries, one a line."""
    return "".join(json.dumps(entry.as_json(), ensure_ascii=False) + "\n" for entry in entries).encode()


def as_csv(entries: Sequence[Entry]) -> bytes:
    """The entries as CSV."""
    return tables.as_csv(_entries(entries))


def as_xlsx(session: Session, entries: Sequence[Entry], rubric: Rubric) -> bytes:
    """All five tables as a workbook, times in the session's zone."""
    return tables.as_xlsx(grids(session, entries, rubric), session.regency.timezone)


def grids(session: Session, entries: Sequence[Entry], rubric: Rubric) -> list[Grid]:
    """The five tables of a record, of entries that were redacted for the asker."""
    return [
        _entries(entries),
        _scores(session, entries, rubric),
        _panel(session),
        _phases(session),
        _questions(session),
    ]


ENTRY_HEAD = (
    "number", "at", "kind", "actor_id", "actor", "role", "via", "panelist", "criterion", "value", "note", "unsure",
    "reason", "data", "secret", "salt", "secret_hash", "previous", "hash",
)  # fmt: skip


def _entries(entries: Sequence[Entry]) -> Grid:
    return Grid("Entries", ENTRY_HEAD, [_entry_row(entry) for entry in entries])


def _entry_row(entry: Entry) -> list[Cell]:
    actor, data, secret = entry.actor, entry.data, entry.secret or {}
    return [
        entry.number,
        entry.at,
        entry.kind,
        actor.id,
        actor.name,
        actor.role,
        actor.via,
        data.get("panelist"),
        data.get("criterion"),
        secret.get("value"),
        secret.get("note"),
        secret.get("unsure"),
        data.get("reason"),
        _json(data),
        None if entry.secret is None else _json(entry.secret),
        entry.salt,
        entry.secret_hash,
        entry.previous,
        entry.hash,
    ]


def _json(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def _scores(session: Session, entries: Sequence[Entry], rubric: Rubric) -> Grid:
    """The scores as they stand, one a row. `counts` tells those of the panel from whose who is off it."""
    names = {seat.id: seat.name for seat in (*session.former, *session.panel)}
    scorers = {seat.id for seat in session.scorers}
    standing = replayed_scores(readable(entries))
    rows = [
        [person, names[person], key, score.value, score.note, score.unsure, score.at, person in scorers]
        for person in sorted(names, key=lambda one: names[one])
        for key in rubric.criteria
        if (score := standing.get((person, key)))
    ]
    head = ("panelist_id", "panelist", "criterion", "value", "note", "unsure", "at", "counts")
    return Grid("Scores", head, rows)


def readable(entries: Sequence[Entry]) -> list[Entry]:
    """The entries about scores whose values were not redacted."""
    seen = {entry.number for entry in entries if entry.secret is not None}
    return [
        entry for entry in entries if entry.number in seen or (entry.kind == "admitted" and entry.data["entry"] in seen)
    ]


def _panel(session: Session) -> Grid:
    signed = {one.panelist: one.at for one in session.signatures}
    head = ("id", "name", "role", "rsvp", "conflict", "submitted_at", "signed_at", "replaced")
    seats = [(seat, False) for seat in session.panel] + [(seat, True) for seat in session.former]
    rows = [
        [
            seat.id,
            seat.name,
            seat.role,
            session.rsvp(seat.id),
            seat.conflict,
            seat.submitted_at,
            signed.get(seat.id),
            gone,
        ]
        for seat, gone in seats
    ]
    return Grid("Panel", head, rows)


def _phases(session: Session) -> Grid:
    rows = [[phase.key, phase.minutes, since, until] for phase, since, until in session.schedule.spans()]
    return Grid("Phases", ("key", "booked_minutes", "starts_at", "ends_at"), rows)


def _questions(session: Session) -> Grid:
    head = ("id", "author_id", "author", "criterion", "text", "state", "answer", "asked_at", "answered_at", "files")
    rows = [
        [
            one.id,
            one.author,
            one.author_name,
            one.criterion,
            one.text,
            one.state,
            one.answer,
            one.asked_at,
            one.answered_at,
            "; ".join(file.name for file in session.files if file.question == one.id),
        ]
        for one in session.questions
    ]
    return Grid("Questions", head, rows)

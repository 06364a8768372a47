"""Every score of a programme as one flat table: a row a score, with whose it is, of what, and whether it counts.

Codes of regencies are written `ID-14.10`, so that no spreadsheet takes them for the number 14.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from server.documents.record_tables import readable
from server.documents.tables import Cell, Grid
from server.text import SOURCE, named
from sessions.values import Entry, Rubric, Score, Seat, Session, replayed_scores

HEAD = (
    "session", "starts_at", "code", "regency", "province", "rubric", "panelist_id", "panelist", "role", "group",
    "criterion", "criterion_name", "value", "moderated", "unsure", "note", "at", "status", "counts",
)  # fmt: skip


def code_text(code: str) -> str:
    """A regency's code as a text that stays one in every spreadsheet: `ID-14.10`."""
    return f"ID-{code}"


def grid(rows: Sequence[Sequence[Cell]]) -> Grid:
    """The table of all rows."""
    return Grid("scores", HEAD, rows)


def rows(session: Session, entries: Sequence[Entry], rubric: Rubric, rubric_id: str) -> Iterator[Sequence[Cell]]:
    """A session's scores, by panelist and criterion, of entries redacted for who asks: what may not be seen is not in.

    `status` is `on-time`, `admitted` (late, and taken in), `refused` or `undecided`; `counts` tells whether the score
    is in the results. `moderated` is the value of the deliberation, where there is one.
    """
    seats = {seat.id: seat for seat in (*session.former, *session.panel)}
    scorers = {seat.id for seat in session.scorers}
    standing, late = replayed_scores(readable(entries)), _late(session, entries)
    moderated = {
        (entry.data["panelist"], entry.data["criterion"]): (entry.secret or {}).get("value")
        for entry in entries
        if entry.kind == "moderated"
    }
    for person, seat in sorted(seats.items(), key=lambda one: (one[1].name, one[0])):
        for group in rubric.groups:
            for criterion in group.criteria:
                key = (person, criterion.key)
                found = [(standing[key], _status(standing[key], late.get(key, [])))] if key in standing else []
                found += [(score, status) for score, status in late.get(key, []) if status != "admitted"]
                for score, status in found:
                    counts = person in scorers and status in ("on-time", "admitted") and score.value is not None
                    about = [group.key, criterion.key, named(criterion.name, SOURCE)]
                    changed = moderated.get(key) if counts else None
                    given = [score.value, changed, score.unsure, score.note, score.at, status, counts]
                    yield [*_place(session, rubric_id), *_who(seat), *about, *given]


def _place(session: Session, rubric_id: str) -> list[Cell]:
    where = session.regency
    return [session.id, session.starts_at, code_text(where.code), where.name, where.province, rubric_id]


def _who(seat: Seat) -> list[Cell]:
    return [seat.id, seat.name, seat.role]


def _late(session: Session, entries: Sequence[Entry]) -> dict[tuple[str, str], list[tuple[Score, str]]]:
    """What came late and may be seen, with what was decided about it."""
    decided = {one.entry: one.decision for one in session.late}
    found: dict[tuple[str, str], list[tuple[Score, str]]] = {}
    for entry in entries:
        if entry.kind == "late" and entry.secret is not None:
            data: Mapping[str, Any] = entry.data
            score = _score(data["criterion"], entry.secret, entry.at)
            status = decided.get(entry.number) or "undecided"
            found.setdefault((data["panelist"], data["criterion"]), []).append((score, status))
    return found


def _score(criterion: str, secret: Mapping[str, Any], at: datetime) -> Score:
    unsure = bool(secret.get("unsure", False))
    return Score(criterion, secret.get("value"), secret.get("note") or "", unsure, 1, at, None)


def _status(score: Score, late: Sequence[tuple[Score, str]]) -> str:
    return "admitted" if any(one.at == score.at and status == "admitted" for one, status in late) else "on-time"

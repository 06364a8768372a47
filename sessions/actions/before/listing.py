"""Lists as people search them: regencies and panelists by name, province, panel, answer, and what sessions lack."""

from collections.abc import Sequence
from typing import Literal

from sessions.store import Db, Filter, registry, timetable
from sessions.values import Panelist, Regency, Session

ANSWERS = ("accepted", "declined", "tentative", "needs-action")
LACKS = ("deck", "address", "link")


def regencies(
    db: Db, programme: str, wanted: Filter, *, withdrawn: bool = False, after: str = "", limit: int = 100_000
) -> list[Regency]:
    """The programme's regencies that are asked for, by id; those that withdrew only with `withdrawn`."""
    among = _among(db, programme, wanted, "regency") if wanted.by_sessions else None
    return registry.listed(db, programme, wanted, among, withdrawn=withdrawn, after=after, limit=limit)


def panelists(db: Db, programme: str, wanted: Filter, *, after: str = "", limit: int = 100_000) -> Sequence[Panelist]:
    """The programme's panelists that are asked for, by id."""
    among = _among(db, programme, wanted, "panel") if wanted.by_sessions else None
    return registry.panelists(db, programme, wanted, among, after=after, limit=limit)


def _among(db: Db, programme: str, wanted: Filter, whose: Literal["regency", "panel"]) -> set[str]:
    """Of whom the live sessions are that fit: by the answer of that regency, or of that panelist."""
    ids: set[str] = set()
    for one in timetable.of_programme(db, programme):
        if wanted.panelist and one.seat(wanted.panelist) is None:
            continue
        if not one.live or not _lacks(one, wanted.without - {"address"}):
            continue
        if whose == "regency":
            ids |= {one.regency.id} if wanted.answer in ("", one.regency_rsvp()) else set()
        else:
            ids |= {seat.id for seat in one.panel if wanted.answer in ("", one.rsvp(seat.id))}
    return ids & {wanted.panelist} if whose == "panel" and wanted.panelist else ids


def _lacks(session: Session, without: frozenset[str]) -> bool:
    lacking = {
        "deck": not session.has_deck,
        "address": not session.guests,
        "link": not session.meeting_url,
    }
    return not without or any(lacking[one] for one in without)

"""When a regency's session could be booked: everybody's time read once, then decided in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import own_time
from sessions.store import Db, Made, occupancy, registry, rooms
from sessions.values import Board, Invalid, Opening, Programme, Regency, Workdays, normal_code

LONGEST = timedelta(days=92)
A_DAY = timedelta(days=1)
_BOARDS = Made[Board](most=occupancy.MOST_SPANS)


@dataclass(frozen=True)
class Wanted:
    """Which starts are asked for: in [since, until), for a regency (by its code, "" for none) and with these
    panelists, if any."""

    since: datetime
    until: datetime
    regency: str = ""
    panel: tuple[str, ...] = ()
    limit: int = 10
    but: str | None = None  # a session that is to be moved: its own time counts as free


def free(db: Db, programme_id: str, wanted: Wanted, asker: Asker, *, now: datetime) -> list[Opening]:
    """The next starts that would be booked without a clash, with a panel and a room for each. Raises NotFound, or
    Invalid for a regency or panelist that is not there."""
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    regency = registry.regency_by_code(db, programme_id, normal_code(wanted.regency)) if wanted.regency else None
    if wanted.regency and regency is None:
        raise Invalid.at("/regency", "no-such-regency", regency=wanted.regency)
    if wanted.until - wanted.since > LONGEST:
        raise Invalid.at("/to", "window-too-long", days=LONGEST.days)
    known = registry.members(db, programme_id, wanted.panel)
    for one in wanted.panel:
        if one not in known:
            raise Invalid.at("/panel", "no-such-panelist", panelist=one)
    board = board_of(db, programme, [regency] if regency else [], wanted.since, wanted.until, but=wanted.but)
    found: list[Opening] = []
    for opening in board.openings(regency, wanted.since, wanted.until, now=now, panel=wanted.panel):
        found.append(opening)
        if len(found) == wanted.limit:
            break
    return found


def board_of(
    db: Db,
    programme: Programme,
    regencies: Sequence[Regency],
    since: datetime,
    until: datetime,
    *,
    but: str | None = None,
) -> Board:
    """Everybody's time from a day before `since` to a day after `until`, without what the session `but` takes."""
    members = tuple(registry.panelists(db, programme.id))
    own = {key: list(spans) for key, spans in own_time.of_people(db, [one.id for one in members]).items()}
    own |= {key: list(spans) for key, spans in registry.regency_spans(db, [one.id for one in regencies]).items()}
    taken = occupancy.of_everybody(db, since - A_DAY, until + A_DAY, but=but)
    known, loads = tuple(rooms.of_programme(db, programme.id)), occupancy.loads(db, [one.id for one in members])

    def made() -> Board:
        return Board(programme, members, own, taken, known, loads, Workdays.of(programme.fields_json()))

    if not occupancy.is_kept(since - A_DAY, until + A_DAY):
        return made()
    # What a board finds out it remembers: the same one serves as long as nobody's time has changed.
    return _BOARDS.of((programme.id, since, until, but), (programme, members, own, taken, known, loads), made)

"""What is due now of one person: the first of it is where their link leads, all of it stands on their first page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.actions.access import Asker
from sessions.actions.before import claims
from sessions.store import Db, calibrations, offers, registry, timetable
from sessions.store import claims as stored_claims
from sessions.values import NEEDS_ACTION, RUNNING, Session, missing

SOON = timedelta(hours=1)  # so long before the start its page is what one comes for
ORDER = ("score", "attend", "confer", "sign", "choose", "answer", "claim", "calibrate")


@dataclass(frozen=True)
class Due:
    """One thing: `kind` is one of ORDER; `id` is the session's, of `choose` the offer's, of `claim` the regency's, of
    `calibrate` the calibration's;
    `until` where it ends by itself."""

    kind: str
    id: str
    name: str  # the regency's; of `calibrate` its title
    zone: str  # where `until` is read
    until: datetime | None = None


def of(db: Db, asker: Asker, *, now: datetime) -> list[Due]:
    """What waits for the person, most pressing first."""
    known = [told for one in timetable.of_person(db, asker.id) if (told := one.told(now)) is not None]
    found = [due for session in known for due in _of_session(session, asker, now)]
    for regency in registry.regencies_of(db, asker.id):
        if regency.withdrawn:
            continue
        found += [
            Due("choose", offer.id, regency.name, regency.timezone, offer.until)
            for offer in offers.of_regency(db, regency.id)
            if offer.until > now and (part := offer.of(regency.code)) and part.session is None and not part.closed_at
        ]
        programme = registry.programme(db, regency.programme)
        window = claims.window(db, regency, programme, now=now)
        claimed = stored_claims.of_regency(db, regency.id)
        if window.state == "open" and window.session is not None and missing(programme.rubric, claimed):
            found.append(Due("claim", regency.id, regency.name, regency.timezone, window.due))
    found += [
        Due("calibrate", one.id, one.title, asker.timezone, one.until)
        for one in calibrations.of_person(db, asker.id, now=now)
        if one.state(now) == "open" and not calibrations.has_finished(db, one.id, asker.id)
    ]
    return sorted(found, key=lambda due: (ORDER.index(due.kind), due.until or now))


def _of_session(session: Session, asker: Asker, now: datetime) -> Iterator[Due]:
    role, state = asker.role(session), session.state(now)
    if role not in ("chair", "panelist", "regency"):
        return
    name, zone = session.regency.name, session.regency.timezone
    running = state in RUNNING or (state == "booked" and session.starts_at - now <= SOON)
    if running:
        yield Due("attend" if role == "regency" else "score", session.id, name, zone, session.schedule.closes_at)
    elif state == "booked" and session.rsvp(asker.id) == NEEDS_ACTION:
        yield Due("answer", session.id, name, zone, session.starts_at)
    if _confers(session, role, now):
        yield Due("confer", session.id, name, zone, session.concludes_at(now) or session.reveals_at)
    if _signs(session, asker.id, now):
        yield Due("sign", session.id, name, zone)


def _confers(session: Session, role: str, now: datetime) -> bool:
    """Whether the values wait for the chair to reveal them, or the panel deliberates on them."""
    if role == "regency" or session.state(now) != "closed" or session.digest is None:
        return False
    return session.deliberates(now) or (role == "chair" and not session.is_revealed(now))


def _signs(session: Session, person: str, now: datetime) -> bool:
    """Whether the person's signature is what is waited for: the chair's only once all others have signed."""
    if session.state(now) != "closed" or session.digest is None or not session.is_concluded(now):
        return False
    waiting, last = [one.id for one in session.unsigned], session.signs_last
    return person in waiting and (last is None or last.id != person or waiting == [person])

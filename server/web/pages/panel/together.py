"""Several invitations of one panelist, answered by one press: which wait, and what became of an answer to them."""

from collections.abc import Iterable
from datetime import datetime

from aiohttp import web

from server import forms
from server.forms import RsvpIn
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.seam import access, handlers, typed
from sessions.actions import Asker, rsvp
from sessions.store import Db, registry, timetable
from sessions.values import NEEDS_ACTION, UNFINISHED, Invalid, Session, wire

HERE = "/my-sessions"
SEATS = ("chair", "panelist")
FEWEST, MOST = 2, 100  # one is answered on its own page; so many are named in an address


def waiting(own: Iterable[Session], asker: Asker, *, now: datetime) -> frozenset[str]:
    """Which of a person's sessions, as they know them, wait for the answer of their seat; none where it is but one."""
    found = [
        one.id
        for one in own
        if asker.role(one) in SEATS and one.state(now) == "booked" and one.rsvp(asker.id) == NEEDS_ACTION
    ]
    return frozenset(found[:MOST] if len(found) >= FEWEST else ())


async def answer(request: web.Request) -> web.Response:
    """Answers what is ticked, and leads back to what then stands; a reason goes with what is declined."""
    form, asker, now = await frame.form(request), access.asker(request), handlers.now(request)
    said = {"answer": form.get("answer", ""), "comment": form.get("comment", "")}
    given, asked = forms.fit(said, RsvpIn), _ticked(form)
    comment = given.comment if given.answer == "declined" else ""
    left = await frame.act(
        request, lambda db: rsvp.answer_several(db, asked, given.answer, asker, comment=comment, now=now)
    )
    taken = len(asked) - len(left)
    said_then = "answered-several" if taken else "none-ticked" if not asked else ""
    return frame.led_to(HERE, said_then, n=str(taken) if taken else "", left=",".join(left))


def _ticked(form: typed.Form) -> dict[str, datetime]:
    """The sessions that are ticked, each with the start that its page showed. Raises Invalid."""
    ticked = [str(one).partition(" ") for one in form.getall("one", [])]
    if len(ticked) > MOST:
        raise Invalid.at("/one", "too-many", most=MOST)
    return {session: forms.instant(start, "/one") for session, _, start in ticked}


def left(db: Db, named: str, asker: Asker, *, now: datetime) -> list[View]:
    """What became of the sessions whose answer was not taken, as they now are, by start; of those that never were the
    asker's, or are known to nobody, one line without a name: its `why` is `unknown`."""
    ids = dict.fromkeys(named.split(",")[:MOST]) if named else {}
    found = [told for one in timetable.named(db, ids) if (told := one.told(now)) is not None]
    own = [one for one in found if any(seat.id == asker.id for seat in (*one.panel, *one.former))]
    lines = [_line(db, one, asker, now) for one in sorted(own, key=lambda one: one.starts_at)]
    return lines if len(own) == len(ids) else [*lines, {"why": "unknown"}]


def _line(db: Db, session: Session, asker: Asker, now: datetime) -> View:
    return {
        "why": _why(session, asker, now),
        "id": session.id,
        "name": session.regency.name,
        "starts_at": wire(session.starts_at),
        "zone": asker.timezone,
        "programme_zone": registry.programme(db, session.programme).timezone,
        "rsvp": session.rsvp(asker.id),
    }


def _why(session: Session, asker: Asker, now: datetime) -> str:
    if session.seat(asker.id) is None:
        return "replaced"
    if not session.live:
        return "cancelled"
    if session.state(now) not in UNFINISHED:
        return "over"
    return "waits" if session.rsvp(asker.id) == NEEDS_ACTION else "answered"

"""Sessions: booked, listed, changed, cancelled, answered."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from server import forms
from server.forms import ReasonIn, RsvpIn, SessionIn, SessionPatch, lists
from server.web.seam import CLOCK, LIVE, access, handlers, ways
from sessions.actions import booking, must_be_secretariat, rsvp, seen, showing
from sessions.store import Db, registry, scores, timetable
from sessions.values import Session


def shown(request: web.Request) -> Callable[[Db, Session], dict[str, object]]:
    """The session as the asker sees it, as the answer to an action."""
    asker, clock = access.asker(request), request.app[CLOCK]

    def view(db: Db, session: Session) -> dict[str, object]:
        return showing.session_json(db, session, asker, now=clock())

    return view


def change_of(given: SessionPatch) -> booking.Change:
    """What is to be changed, where null takes a room or a deputy away."""
    said = given.model_fields_set
    return booking.Change(
        starts_at=given.starts_at,
        panel=None if given.panel is None else tuple(given.panel),
        chair=given.chair,
        meeting_url=given.meeting_url,
        room=booking.NONE if "room" in said and given.room is None else given.room,
        deputy=booking.NONE if "deputy" in said and given.deputy is None else given.deputy,
        observers=None if given.observers is None else tuple(given.observers),
        override=given.override,
        revision=given.revision,
        note=given.note,
    )


async def book(request: web.Request) -> web.Response:
    """Books a session and invites everybody; 409 lists every clash."""
    asker = access.asker(request)
    given = await forms.body(request, SessionIn)
    phases = tuple(phase.phase() for phase in given.phases or ()) or None
    wanted = booking.Request(
        given.regency, given.starts_at, tuple(given.panel), given.chair, given.meeting_url, given.rehearsal, phases,
        given.room or booking.NONE, given.deputy or booking.NONE, tuple(given.observers), given.override,
        given.note,
    )  # fmt: skip
    how = ways.of_one(request)
    return await handlers.act(
        request,
        lambda db: booking.book(db, request.match_info["id"], wanted, asker, now=handlers.now(request), ways=how),
        view=shown(request),
        status=201,
    )


async def list_sessions(request: web.Request) -> web.Response:
    """The programme's sessions by start; `from`, `to`, `state`, `q`, `province`, `panelist`, `answer` and `without`
    choose."""
    limit, after = handlers.paging(request)
    chosen = {key: instant(request, key) for key in ("from", "to")}
    sought = lists.sessions_of(request.query)

    def query(db: Db) -> dict[str, object]:
        asker, now = access.asker(request), handlers.now(request)
        must_be_secretariat(asker)
        programme = request.match_info["id"]
        registry.programme(db, programme)
        found = timetable.of_programme(db, programme, since=chosen["from"], until=chosen["to"], after=after)
        found = [one for one in found if sought.finds(one, now)][: limit + 1]
        counts = scores.all_counts(db, [one.id for one in found])
        shown = [showing.dressed(db, one, asker, counts.get(one.id, {}), now=now) for one in found]
        return handlers.page(shown, limit)

    return await handlers.show(request, query)


async def get_session(request: web.Request) -> web.Response:
    """One session."""
    asker, now = access.asker(request), handlers.now(request)

    def query(db: Db) -> dict[str, object]:
        return showing.session_json(db, seen(db, request.match_info["id"], asker), asker, now=now)

    return await handlers.show(request, query)


async def change(request: web.Request) -> web.Response:
    """Changes a session, and the invites follow."""
    asker = access.asker(request)
    given = await forms.body(request, SessionPatch)
    wanted, session = change_of(given), request.match_info["id"]
    how = ways.of_one(request)
    return await handlers.act(
        request,
        lambda db: booking.change(db, session, wanted, asker, now=handlers.now(request), ways=how),
        view=shown(request),
    )


async def cancel(request: web.Request) -> web.Response:
    """Cancels a session before its start and withdraws the invites."""
    asker = access.asker(request)
    given = await forms.body(request, ReasonIn)
    session, how = request.match_info["id"], ways.of_one(request)
    return await handlers.act(
        request,
        lambda db: booking.cancel(db, session, given.reason, asker, now=handlers.now(request), ways=how),
        view=shown(request),
    )


async def answer(request: web.Request) -> web.Response:
    """Answers the invitation; the secretariat answers for somebody."""
    asker = access.asker(request)
    given = await forms.body(request, RsvpIn)
    return await handlers.act(
        request,
        lambda db: rsvp.answer(
            db,
            request.match_info["id"],
            given.answer,
            asker,
            comment=given.comment,
            person=given.for_,
            now=handlers.now(request),
        ),
        view=shown(request),
    )


async def events(request: web.Request) -> web.StreamResponse:
    """The session's events as they happen; `Last-Event-ID` resumes without loss."""
    asker, session = access.asker(request), request.match_info["id"]
    return await request.app[LIVE].serve(request, session, asker, handlers.last_event(request))


def instant(request: web.Request, key: str) -> datetime | None:
    """A bound of the query; None where none is given. Raises Invalid."""
    text = request.query.get(key)
    return forms.bound(text, f"/{key}") if text else None

"""The first page: the secretariat's programmes, or a person's own sessions; and answers by the link in a mail."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from aiohttp import web

from server import forms
from server.forms import RsvpIn
from server.text import formats
from server.web.pages import frame, rubrics
from server.web.pages.frame import titled
from server.web.pages.panel import together
from server.web.pages.regency import tasks
from server.web.pages.regency.tasks import result_of
from server.web.seam import ASKER, access, handlers
from sessions.actions import Asker, calibrating, due, releasing, rsvp, scoring, showing, waiting
from sessions.store import Db, calibrations, incoming, links, records, registry, releases, scores, timetable
from sessions.values import RUNNING, UNFINISHED, Json, NotFound, Session

UNSEEN = {"confer", "sign", "choose", "claim", "calibrate"}  # what no card of a coming session asks for
PAGES = {
    "score": "/sessions/{}/sheet",
    "attend": "/sessions/{}",
    "confer": "/sessions/{}/deliberation",
    "sign": "/sessions/{}/deliberation",
    "choose": "/offers/{}",
    "answer": "/sessions/{}",
    "claim": "/regencies/{}/claims",
    "calibrate": "/calibrations/{}/sheet",
}

CERTIFICATE = "/programmes/{}/results/panelists/{}/certificate.pdf"


async def home(request: web.Request) -> web.Response:
    """The secretariat's programmes; everybody else's own sessions."""
    if request[ASKER] is None:
        return frame.page(request, "pages/signin_needed.html", {"bad_link": False}, status=401)
    if access.asker(request).secretariat:
        view = {
            **await frame.read(request, partial(_programmes, asker=access.asker(request), now=handlers.now(request))),
            "rubrics": rubrics.offered(frame.language(request)),
        }
        return frame.page(request, "pages/programmes.html", view)
    return await mine(request)


async def mine(request: web.Request) -> web.Response:
    """A person's own sessions."""
    asker, now, named = access.asker(request), handlers.now(request), request.query.get("left", "")
    view = await frame.read(
        request, lambda db: _mine(db, asker, now=now) | {"left": together.left(db, named, asker, now=now)}
    )
    return frame.page(request, "pages/my_sessions.html", view)


def page_of(one: due.Due) -> str:
    """Where what is due is done."""
    return PAGES[one.kind].format(one.id)


def first_page(db: Db, asker: Asker, *, now: datetime) -> str:
    """Where a person's link leads: to what is due now, else to their sessions; there, too, where several invitations
    wait for an answer."""
    first = next(iter(due.of(db, asker, now=now)), None)
    if first is None:
        return "/"
    if first.kind == "answer" and together.waiting(_own(db, asker, now=now), asker, now=now):
        return together.HERE
    return page_of(first)


def landing(db: Db, *, account: bool = True) -> str:
    """Where who has an account comes in: at the one programme that is under way, else at the list of them."""
    under_way = registry.all_programmes(db, limit=2) if account else []
    return f"/programmes/{under_way[0].id}/overview" if len(under_way) == 1 else "/"


def reading_zone(session: Session, asker: Asker) -> str:
    """The zone in which a person reads a session's times: the regency's people live where it is."""
    return session.regency.timezone if session.guest(asker.id) is not None else asker.timezone


def _programmes(db: Db, asker: Asker, *, now: datetime) -> dict[str, list[dict[str, object]]]:
    """Those that are under way, each with how far its round is, and those that are only read."""
    found: dict[str, list[dict[str, object]]] = {"programmes": [], "archived": []}
    for one in registry.all_programmes(db, archived=None):
        shown: dict[str, object] = {"id": one.id, "name": one.name, "timezone": one.timezone}
        if one.archived:
            found["archived"].append(shown)
        else:
            found["programmes"].append(shown | _far(db, one.id, asker, now=now))
    return found


def _far(db: Db, programme: str, asker: Asker, *, now: datetime) -> dict[str, object]:
    """How far a round is, and on which days its sessions are, first and last."""
    read = waiting.read(db, programme, asker, now=now)
    some, zone = read.course.counting, read.programme.timezone
    first, last = [formats.to_zone(some[at].starts_at, zone).date().isoformat() if some else "" for at in (0, -1)]
    return {"figures": waiting.figures(read), "first": first, "last": last}


def _mine(db: Db, asker: Asker, *, now: datetime) -> dict[str, Json]:
    own = _own(db, asker, now=now)
    asked = together.waiting(own, asker, now=now)
    coming = {one.id for one in own if one.state(now) in UNFINISHED}
    running = [one for one in own if one.state(now) in RUNNING]
    ahead = coming.difference(asked, (one.id for one in running))
    written = incoming.unread_from(db, asker.id)
    lines = {
        one.id: _line(db, one, asker, showing.in_brief(one, asker, now)) | {"written": one.id in written} for one in own
    }
    for one in running:
        lines[one.id] |= {"scored": _scored(db, one, asker)}
    seated = [one.id for one in own if one.seat(asker.id) is not None and not one.rehearsal]
    load = {"over": len(set(seated) - coming), "now": len({one.id for one in running}.intersection(seated))}
    return {
        "load": load | {"coming": len(seated) - load["over"] - load["now"]},
        "running": [lines[one.id] for one in running],
        **_to_do(db, own, asker, asked, now),
        "waiting": [line for one, line in lines.items() if one in asked],
        "coming": [line for one, line in lines.items() if one in ahead],
        "past": [line for one, line in reversed(lines.items()) if one not in coming],
        "results": _results(db, own, asker, now),
        "certificates": _certificates(db, own, asker, now),
        "calibrations": _calibrations(db, asker, now),
    }


def _scored(db: Db, session: Session, asker: Asker) -> tuple[int, int, bool] | None:
    """How many of the criteria the person has scored, and whether they have said to be done; None of who does not
    score."""
    seat = session.seat(asker.id)
    if seat is None or asker.role(session) not in ("chair", "panelist"):
        return None
    done = scores.all_counts(db, [session.id]).get(session.id, {}).get(asker.id, 0)
    return done, len(scoring.rubric_of(db, session).criteria), seat.submitted_at is not None


def _due(db: Db, asker: Asker, answered_together: Collection[str], now: datetime) -> list[due.Due]:
    """What stands first: what no card says, and an answer that is given by itself."""
    found = due.of(db, asker, now=now)
    return [one for one in found if one.kind in UNSEEN or (one.kind == "answer" and one.id not in answered_together)]


def _to_do(db: Db, own: list[Session], asker: Asker, asked: Collection[str], now: datetime) -> dict[str, Any]:
    """What is due; of a regency's people all that they have to do, the nearest first."""
    found: list[dict[str, Any]] = [vars(one) | {"address": page_of(one)} for one in _due(db, asker, asked, now)]
    presents = bool(registry.regencies_of(db, asker.id)) or any(asker.role(one) == "regency" for one in own)
    if presents:
        found = tasks.nearest_first([*found, *tasks.of_regencies(db, own, asker, now=now)])
    return {"due": found, "presents": presents}


def _own(db: Db, asker: Asker, *, now: datetime) -> list[Session]:
    """The sessions that a person takes part in or observes, by start."""
    found = {one.id: one for one in (*timetable.of_person(db, asker.id), *timetable.told_as_observer(db, asker.id))}
    known = [told for one in found.values() if (told := one.told(now)) is not None]
    own = (one for one in known if asker.role(one) not in (None, "secretariat"))
    return sorted(own, key=lambda one: (one.starts_at, one.id))


def _calibrations(db: Db, asker: Asker, now: datetime) -> list[dict[str, str]]:
    """Those of which the person may see the comparison: finished, or closed."""
    return [
        {"title": one.title, "address": PAGES["calibrate"].format(one.id)}
        for one in calibrations.of_person(db, asker.id, now=now)
        if calibrating.may_compare(one, calibrations.takers_of(db, one.id), asker, now)
    ]


def _results(db: Db, own: list[Session], asker: Asker, now: datetime) -> list[dict[str, Any]]:
    """The person's regencies whose result is published, with until when it may be objected to and what became of what
    was."""
    held = [one for one in own if asker.role(one) == "regency" and one.state(now) in ("closed", "signed")]
    found = {result_of(one): one for one in held if releasing.has_result(db, one, asker, now=now)}
    return [{"name": one.regency.name, "address": at} | _objecting(db, one, now) for at, one in found.items()]


def _objecting(db: Db, session: Session, now: datetime) -> dict[str, Any]:
    release = releases.latest(db, session.programme, now=now)
    told = releases.objections_of(db, session.programme, regency=session.regency.id)
    waits = any(one.answered_at is None for one in told)
    until = release.objections_until if release is not None and release.takes_objections(now) else None
    zone = session.regency.timezone
    return {"objected": len(told), "waits": waits, "until": until, "zone": zone}


def _certificates(db: Db, own: list[Session], asker: Asker, now: datetime) -> list[dict[str, str]]:
    """The rounds of which the person has a certificate of attendance by now."""
    rounds = dict.fromkeys(one.programme for one in own if not one.rehearsal)
    return [
        {"name": registry.programme(db, programme).name, "address": CERTIFICATE.format(programme, asker.id)}
        for programme in rounds
        if releasing.attests(db, programme, asker.id, own, now=now)
    ]


def _line(db: Db, session: Session, asker: Asker, shown: Mapping[str, object]) -> dict[str, Any]:
    programme = registry.programme(db, session.programme)
    return {
        "session": shown,
        "programme": titled(programme),
        "role": asker.role(session),
        "zone": reading_zone(session, asker),
        "rsvp": session.rsvp(asker.id),
        "asked": len(session.questions) if programme.show_questions else 0,
    }


# - answers by link -


async def show_answer(request: web.Request) -> web.Response:
    """Three buttons; opening the link answers nothing."""
    view = await frame.read(request, lambda db: _invitation(db, request.match_info["token"], now=handlers.now(request)))
    if view is None:
        return frame.page(request, "pages/signin_needed.html", {"bad_link": True}, status=404)
    return frame.page(request, "pages/answer.html", view | {"chosen": request.query.get("a", "")})


async def answer(request: web.Request) -> web.Response:
    """Answers for the link's person, who need not be signed in: the link can only answer."""
    form = await frame.fields(request)
    given = forms.fit({key: form[key] for key in ("answer", "comment") if key in form}, RsvpIn)
    await frame.act(
        request,
        lambda db: _answer(db, request.match_info["token"], given.answer, given.comment, now=handlers.now(request)),
    )
    return frame.led_to(request.path, "answered")


def _invitation(db: Db, token: str, *, now: datetime) -> dict[str, Any] | None:
    found = _opened(db, token, now)
    if found is None or found[1].role(found[0]) is None:
        return None
    session, asker = found
    shown = showing.session_json(db, session, asker, now=now)
    return _line(db, session, asker, shown) | {"name": asker.name, "person": asker.id}


def _answer(db: Db, token: str, given: str, comment: str, *, now: datetime) -> Session:
    found = _opened(db, token, now)
    if found is None:
        raise NotFound
    session, asker = found
    return rsvp.answer(db, session.id, given, asker, comment=comment, now=now)


def _opened(db: Db, token: str, now: datetime) -> tuple[Session, Asker] | None:
    link = links.find(db, token)
    if link is None or link.kind != "answer" or not link.holds(now) or not link.session or not link.person:
        return None
    return records.load(db, link.session), access.person_asker(db, link.person, "link")

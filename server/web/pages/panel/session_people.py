"""A session's own page, for each kind of its people, and what they do there: answer, declare, ask, attach, sign."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web

from server import forms
from server.forms import DeclareIn, QuestionIn, QuestionPatch, RsvpIn
from server.text import faults, named
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.home import reading_zone
from server.web.pages.regency.claims import beside
from server.web.pages.regency.tasks import result_of
from server.web.seam import CLOCK, JOBS, SETTINGS, access, handlers, refusals, uploads
from sessions.actions import Asker, questions, recorder, recording, releasing, rsvp, scoring, seen, showing, signatures
from sessions.store import Db, offers, registry
from sessions.values import UNFINISHED, Invalid, Json, NotFound, Refusal, Session, new_id

A_DAY = timedelta(days=1)  # before the start the meeting is what a regency comes to its page for
PAGES = {"regency": "regency", "observer": "observer"}  # by the role; all others have the panel's


async def show(request: web.Request) -> web.Response:
    """The session from the panel's side, the regency's or an observer's."""
    return await shown(request)


async def shown(request: web.Request, more: View | None = None, *, status: int = 200) -> web.Response:
    """The same after a form, with more in its view."""
    asker, session = access.asker(request), request.match_info["id"]
    view = await frame.read(
        request, lambda db: _view(db, session, asker, frame.language(request), now=handlers.now(request))
    )
    page = f"pages/session_{PAGES.get(view['role'], 'panelist')}.html"
    return frame.page(request, page, view | {"path": _page_of(request)} | (more or {}), status=status)


async def to_meeting(request: web.Request) -> web.Response:
    """On to where the session meets now, with one's own ticket where one is needed. Raises NotFound where nobody knows
    yet."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    shown = await frame.read(request, lambda db: showing.session_json(db, seen(db, session, asker), asker, now=now))
    link = frame.own_link(request, shown)
    if not link:
        raise NotFound("no-meeting-yet")
    return web.Response(status=302, headers={"Location": link, "Cache-Control": "no-store"})


async def answer(request: web.Request) -> web.Response:
    """Answers the invitation; the secretariat answers `for` somebody."""
    form, asker, session = await frame.fields(request), access.asker(request), request.match_info["id"]
    said = {key: form[key] for key in ("answer", "comment", "for") if form.get(key)}
    given = forms.fit(said, RsvpIn)
    await frame.act(
        request,
        lambda db: rsvp.answer(
            db, session, given.answer, asker, comment=given.comment, person=given.for_, now=handlers.now(request)
        ),
    )
    return frame.led_to(_page_of(request), "answered-for" if given.for_ else "answered")


async def declare(request: web.Request) -> web.Response:
    """Declares whether there is a conflict of interest."""
    form, session = await frame.fields(request), request.match_info["id"]
    said = {"yes": True, "no": False}.get(form.get("conflict", ""))
    given = forms.fit({} if said is None else {"conflict": said}, DeclareIn)
    await frame.act(
        request,
        lambda db: scoring.declare(db, session, given.conflict, access.asker(request), now=handlers.now(request)),
    )
    return frame.led_to(_back(form, request), "declared-conflict" if given.conflict else "declared-none")


async def ask(request: web.Request) -> web.Response:
    """Adds a question, as a draft of one's own or asked at once."""
    form, asker, session = await frame.fields(request), access.asker(request), request.match_info["id"]
    said = {"state": "asked"} | {key: form[key] for key in ("text", "criterion", "state", "wants") if form.get(key)}
    given = forms.fit(said, QuestionIn)
    await frame.act(
        request,
        lambda db: questions.add_question(
            db,
            session,
            questions.NewQuestion(given.text, given.criterion, given.state, wants=given.wants),
            asker,
            now=handlers.now(request),
        ),
    )
    return frame.led_to(_back(form, request), "drafted" if given.state == "draft" else "asked")


async def change_question(request: web.Request) -> web.Response:
    """Asks a draft, or notes an answer."""
    form, where = await frame.fields(request), request.match_info
    said: View = {
        key: form[key] for key in ("text", "state", "answer") if form.get(key) or (key == "answer" and key in form)
    }
    said |= {"turn": form["turn"] == "1"} if "turn" in form else {}
    said |= {"place": forms.number(form["place"])} if "place" in form else {}
    given = forms.fit(said, QuestionPatch)
    change = questions.QuestionChange(**given.model_dump())
    await frame.act(
        request,
        lambda db: questions.change_question(
            db, where["id"], where["qid"], change, access.asker(request), now=handlers.now(request)
        ),
    )
    done = "" if change.conducts else "asked" if given.state == "asked" else "noted"  # a turn is seen in the queue
    return frame.led_to(_back(form, request), done)


async def add_file(request: web.Request) -> web.Response:
    """Takes a file from a form, streamed to disk."""
    asker, session = access.asker(request), request.match_info["id"]
    clock = request.app[CLOCK]
    size = request.content_length or 0
    await frame.read(request, lambda db: recording.may_attach(db, session, "deck", asker, now=clock(), size=size))
    async with uploads.received(request, recordings=asker.secretariat, written="file") as upload:
        try:
            await _attach(request, upload)
        except Refusal as refusal:
            if asker.secretariat:
                raise
            typed = {name: upload.fields.get(name, "") for name in ("kind", "replaces")}
            told = faults.whole(refusal, frame.language(request), asker.timezone)
            return await shown(request, {"upload": typed | {"fault": told}}, status=refusals.status(refusal))
    return frame.led_to(f"/sessions/{session}", "attached")


async def _attach(request: web.Request, upload: uploads.Upload) -> None:
    asker, session, clock = access.asker(request), request.match_info["id"], request.app[CLOCK]
    if upload.refused is not None:
        raise upload.refused
    if not upload.name:
        raise Invalid.at("/file", "no-file")
    new, stands = uploads.of_session(upload, new_id(clock())), upload.fields.get("replaces")

    def attached(db: Db) -> None:
        one = recording.instead_of(db, session, stands, new, asker) if stands else new
        recording.attach(db, session, one, asker, now=clock())

    await frame.act(request, upload.taken_by(attached))


add_file.streams = True  # type: ignore[attr-defined]


async def sign(request: web.Request) -> web.Response:
    """Signs the minutes."""
    session = request.match_info["id"]
    await request.app[JOBS].seal(session)
    await frame.act(
        request,
        lambda db: signatures.sign(
            db,
            session,
            access.asker(request),
            now=handlers.now(request),
            public_url=request.app[SETTINGS].public_url,
        ),
    )
    return frame.led_to(_page_of(request), "signed")


def _back(given: Mapping[str, str], request: web.Request) -> str:
    place = given.get("from", "")
    return f"{_page_of(request)}/{place}" if place in ("control", "sheet") else _page_of(request)


def _page_of(request: web.Request) -> str:
    return f"/sessions/{request.match_info['id']}"


def _view(db: Db, session_id: str, asker: Asker, language: str, *, now: datetime) -> View:
    session = seen(db, session_id, asker)
    role = asker.role(session)
    if role in (None, "secretariat"):
        raise NotFound
    view = common(db, session, asker, language, now=now) | {"role": role, "rsvp": session.rsvp(asker.id)}
    view |= beside(db, session, scoring.rubric_of(db, session), asker, now=now)
    if role == "observer":
        return view
    return view | (_regencys(db, session, asker, now) if role == "regency" else _panelists(db, session, asker, now))


def common(db: Db, session: Session, asker: Asker, language: str, *, now: datetime) -> View:
    """What every page of a session shows; files and questions not to who withdrew (promise 9)."""
    outside = asker.has_withdrawn(session)
    programme = registry.programme(db, session.programme)
    criteria: Mapping[str, Json] = {key: one.name for key, one in scoring.rubric_of(db, session).criteria.items()}
    return {
        "session": showing.session_json(db, session, asker, now=now),
        "programme": titled(programme),
        "zone": reading_zone(session, asker),
        "files": [] if outside else [recording.file_json(one) for one in recorder.visible(db, session, asker, now=now)],
        "questions": [] if outside else questions.questions(db, session.id, asker, now=now),
        "criteria": criteria,
        "pairs": [(key, named(name, language)) for key, name in criteria.items()],
    }


def _regencys(db: Db, session: Session, asker: Asker, now: datetime) -> View:
    found = releasing.has_result(db, session, asker, now=now)
    open_to = {one.id for one in session.questions if session.live and one.takes_reply(now)}
    return {
        "offer": _chosen_from(db, session, now),
        "soon": session.starts_at - now < A_DAY,
        "shows_questions": registry.programme(db, session.programme).show_questions,
        "may_upload": session.state(now) == "booked",
        "result_url": result_of(session) if found else None,
        "open_to": open_to if session.state(now) in UNFINISHED else set(),
    }


def _chosen_from(db: Db, session: Session, now: datetime) -> str:
    """The open offer from which the session's time was chosen; "" where there is none."""
    found = [one for one in offers.of_regency(db, session.regency.id) if now < one.until]
    return next((one.id for one in found for part in one.regencies if part.session == session.id), "")


def _panelists(db: Db, session: Session, asker: Asker, now: datetime) -> View:
    signers = {signature.panelist for signature in session.signatures}
    known_late = showing.session_json(db, session, asker, now=now).get("late", [])  # none for who withdrew
    return {
        "sheet": scoring.sheet_json(db, session.id, asker, now=now),
        "late": [late for late in known_late if late["panelist"] == asker.id],
        "signed": asker.id in signers,
        "concluded": session.is_concluded(now),
        "others_missing": [one.name for one in session.scorers if one.id not in signers and one.id != asker.id],
        "digest": session.digest,
    }

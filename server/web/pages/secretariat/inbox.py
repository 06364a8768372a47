"""The secretariat's inbox: mails that need a human, each with its obvious action, and what became of the others."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from aiohttp import web

from server import forms
from server.forms import AssignIn, DeclinedTimeIn, LinesIn
from server.text import faults, formats, plural, replies, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look
from server.web.pages.secretariat import inbox_list
from server.web.pages.secretariat.asked import Asked
from server.web.seam import access, handlers, refusals, ways
from sessions.actions import Asker, desk, taking_back
from sessions.store import Db, Item, batches, incoming, records, registry, timetable
from sessions.values import UNFINISHED, BookingConflict, Invalid, NotFound, Session, WrongState
from sessions.values.itip import enclosed, excerpt, masked

TELLING: Mapping[str, Callable[..., Item]] = {  # what they tell waits, so that it may be taken back
    "accept-time": desk.accept_time,
    "resend": desk.resend,
    "invite": desk.invite,
}
SILENT: Mapping[str, Callable[..., Item]] = {"dismiss": desk.dismiss}


async def show(request: web.Request) -> web.Response:
    """What waits, or with `?state=` what was done or ignored. `?item=` and `?code=` look a regency's session up for a
    mail that names none."""
    if request.query.get("state", "open") not in inbox_list.STATES:
        raise NotFound
    return await _page(request)


async def decide(request: web.Request) -> web.Response:
    """One action on one mail; what keeps it from being done is said at that mail."""
    where, asker, form = request.match_info, access.asker(request), await frame.fields(request)
    name, programme = where["action"], form.get("programme", "")
    try:
        action = _action(request, name, form)
        await frame.act(request, lambda db: action(db, where["item"], asker, now=handlers.now(request)))
    except (Invalid, BookingConflict, WrongState) as refusal:
        return await _page(request, refusal, programme=programme, item=where["item"])
    return frame.led_to("/inbox", name, programme=programme, did=where["item"])


async def take_back(request: web.Request) -> web.Response:
    """What was decided about a mail is taken back: it is open at the desk again."""
    item, asker, now = request.match_info["item"], access.asker(request), handlers.now(request)
    programme = (await frame.fields(request)).get("programme", "")
    found = await frame.act(request, lambda db: taking_back.take_back(db, item, asker, now=now))
    said = "answer-back" if found.state == "open" else "stopped-halfway"
    return frame.led_to("/inbox", said, programme=programme, item=item)


async def check_time(request: web.Request) -> web.Response:
    """Who would get what if the session moved to the proposed time; the page's button moves it. What keeps it from that
    is said at the mail."""
    where, asker, spoken = request.match_info, access.asker(request), frame.language(request)
    own, now = (await frame.fields(request)).get("programme", ""), handlers.now(request)

    def shown(db: Db, item: Item) -> View:
        session = records.load(db, item.session or "")
        programme, sample = registry.programme(db, session.programme), look.sample(request, db, db.written)
        return {"programme": titled(programme), "sample": sample, "name": session.regency.name} | {
            "at": formats.when(session.starts_at, programme.timezone, language=spoken)
        }

    try:
        seen = await handlers.looked(request, lambda db: desk.accept_time(db, where["item"], asker, now=now), shown)
    except (Invalid, BookingConflict, WrongState) as refusal:
        return await _page(request, refusal, programme=own, item=where["item"])
    _, number = translator(spoken), look.sent(seen["would_send"])
    return look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Pindahkan sesi"),
        action=f"/inbox/{where['item']}/accept-time",
        back=f"/inbox#m-{where['item']}",
        button=plural(spoken, "Pindahkan dan kirim %d surel", "Pindahkan dan kirim %d surel", number) % number,
        carried=[("programme", own)] if own else [],
        facts=[(_("Daerah"), seen["name"]), (_("Waktu baru"), seen["at"])],
    )


def _action(request: web.Request, name: str, form: Mapping[str, str]) -> Callable[..., Item]:
    """What the form asks for. Raises Invalid, and NotFound for what no form asks for."""
    remember, how = bool(form.get("remember")), ways.for_pages(request)
    if name == "assign":
        given = _assigned(form)
        return partial(desk.assign, person=given.person, session=given.session, answer=given.answer, remember=remember)
    if name == "confirm":
        return partial(desk.confirm, remember=remember)
    if name == "reply":
        return partial(desk.reply, text=forms.fit({"text": form.get("text", "")}, LinesIn).text, ways=how)
    if name == "decline-time":
        text = forms.fit({"text": form.get("text", "")}, DeclinedTimeIn).text
        return partial(desk.decline_time, text=text, ways=how)
    if name in TELLING:
        return partial(TELLING[name], ways=how)
    if name not in SILENT:
        raise NotFound
    return SILENT[name]


async def dismiss_several(request: web.Request) -> web.Response:
    """Those that were ticked are put aside."""
    return await _several(request, desk.dismiss, "dismiss")


async def confirm_several(request: web.Request) -> web.Response:
    """Of those that were ticked each answer that is plain counts; the others go on waiting."""
    return await _several(request, desk.confirm, "confirm")


async def _several(request: web.Request, action: Callable[..., Item], said: str) -> web.Response:
    asker, form, now = access.asker(request), await frame.fields(request), handlers.now(request)
    chosen = [name.removeprefix("item-") for name in form if name.startswith("item-")]
    done = await frame.act(request, lambda db: desk.several(db, chosen, action, asker, now=now)["done"])
    back = frame.own_page(form.get("back", "")) if form.get("back") else "/inbox"
    return frame.led_to(back, said if done else "none-chosen")


def _assigned(form: Mapping[str, str]) -> AssignIn:
    session, _, person = form.get("whose", "").partition(":")
    document = {"person": person, "session": session or None, "answer": form.get("answer") or None}
    return forms.fit({key: value for key, value in document.items() if value is not None}, AssignIn)


async def _page(
    request: web.Request,
    refusal: Invalid | BookingConflict | WrongState | None = None,
    *,
    programme: str = "",
    item: str = "",
) -> web.Response:
    asker, spoken, query = access.asker(request), frame.language(request), request.query
    state = query.get("state", "open") if refusal is None else "open"
    asked = inbox_list.asked_of(request.query, state, programme)
    view = await frame.read(request, lambda db: inbox_list.frame_of(db, asker, asked, spoken))
    view |= {"path": "/inbox", "zone": asker.timezone}
    if state != "open":
        view |= await frame.read(request, lambda db: inbox_list.over(db, asked, spoken))
        return frame.page(request, "pages/inbox.html", view)
    looked_up = (query.get("item", ""), query.get("code", "").strip().split(" ")[0])
    now = handlers.now(request)
    view |= await frame.read(request, lambda db: _waiting(db, asker, asked, looked_up, refusal, item, spoken, now))
    if query.get("did") and refusal is None:
        view |= await frame.read(request, lambda db: _decided(db, query["did"], spoken, now))
    if isinstance(refusal, WrongState):
        _ = translator(spoken)
        text = _("Surel itu sudah ditangani, atau sesinya tidak dapat diubah lagi.")
        view["notice"] = {"kind": "bad", "text": text}
    return frame.page(request, "pages/inbox.html", view, status=refusals.status(refusal) if refusal else 200)


def _decided(db: Db, item_id: str, language: str, now: datetime) -> View:
    """What was just decided, with the button that takes it back; nothing where it cannot be."""
    try:
        item = incoming.get(db, item_id)
    except NotFound:
        return {}
    if not taking_back.may_take_back(db, item, now=now):
        return {}
    batch = batches.get(db, item.undo["batch"]) if item.undo and "batch" in item.undo else None
    said = [replies.outcome(desk.view(db, item), language), *([replies.goes_soon(batch.of, language)] if batch else [])]
    return {"notice": None, "decided": {"id": item.id, "said": " ".join(said)}}


# - what waits -


def _waiting(
    db: Db,
    asker: Asker,
    asked: Asked,
    looked_up: tuple[str, str],
    refusal: Exception | None,
    refused: str,
    language: str,
    now: datetime,
) -> View:
    found = incoming.stretch(db, inbox_list.wanted(asked), after=asked.after, size=asked.size)
    shown = []
    for item in found.items:
        code = looked_up[1] if looked_up[0] == item.id else ""
        card = _card(db, item, code, asker, language, now)
        shown.append(card | {"faults": _faults(refusal, language, card["zone"]) if refused == item.id else []})
    return {"mails": shown} | inbox_list.page_of(asked, found)


def _card(db: Db, item: Item, code: str, asker: Asker, language: str, now: datetime) -> View:
    mail = dict(desk.view(db, item))
    session = records.load(db, item.session) if item.session else None
    zone = registry.programme(db, session.programme).timezone if session else asker.timezone
    leaves = item.kind == "delegated" and session is not None and session.seat(item.person or "") is not None
    return mail | {
        "subject": masked(item.subject),
        "told": replies.sentence(mail, _times(item, session, zone, language), language),
        "comment": masked(str(item.proposal.get("comment") or "")),
        "text": excerpt(item.raw) if item.raw else "",
        "enclosed": enclosed(item.raw) if item.raw else (),
        "doubt": replies.doubts(mail, language),
        "drafts": replies.drafts(language),
        "zone": zone,
        "now_at": _span(session, zone, language) if session else "",
        "what": replies.kinds(language).get(item.kind, item.kind),
        "replace": f"/sessions/{item.session}?replace={item.person}#r-{item.person}" if leaves else None,
        "whose": _whose(db, item, session, code, zone, language, now) if "assign" in mail["actions"] else [],
        "answer": item.proposal.get("answer"),
        "code": code,
    }


def _times(item: Item, session: Session | None, zone: str, language: str) -> dict[str, str]:
    since, until = item.proposal.get("starts_at"), item.proposal.get("ends_at")
    if not since:
        return {"proposed": ""}
    # A session keeps its length: of a proposal only the start counts.
    if session is not None:
        length = session.schedule.ends_at - session.starts_at
        until = formats.to_zone(since, zone) + length
    date = formats.date_in(since, zone, language)
    span = (
        formats.between(since, until, zone, "", language) if until else formats.time_in(since, zone, language=language)
    )
    return {"proposed": f"{date}, {span}"}


def _span(session: Session, zone: str, language: str) -> str:
    start, end = session.starts_at, session.schedule.ends_at
    return f"{formats.date_in(start, zone, language)}, {formats.between(start, end, zone, '', language)}"


def _whose(
    db: Db, item: Item, session: Session | None, code: str, zone: str, language: str, now: datetime
) -> list[tuple[str, str]]:
    """Whose answer the mail may be, as (SESSION:PERSON, label): of the session that it names, else of its sender's
    coming sessions, else of the coming sessions of the regency that was looked up."""
    if session is not None:
        return [(f"{session.id}:{one.id}", one.name) for one in session.invited()]
    if item.person is not None:
        own = [one for one in timetable.of_person(db, item.person) if _waits_for(one, item.person, now)]
        return [(f"{one.id}:{item.person}", _labelled(one, zone, language)) for one in own]
    return [
        (f"{one.id}:{invited.id}", f"{invited.name}, {_labelled(one, zone, language)}")
        for one in _of_code(db, code, now)
        for invited in one.invited()
    ]


def _waits_for(session: Session, person: str, now: datetime) -> bool:
    return session.state(now) in UNFINISHED and person in {one.id for one in session.invited()}


def _of_code(db: Db, code: str, now: datetime) -> list[Session]:
    found = [registry.regency_by_code(db, one.id, code) for one in registry.all_programmes(db)] if code else []
    return timetable.coming(db, [one.id for one in found if one is not None], now=now)


def _labelled(session: Session, zone: str, language: str) -> str:
    return f"{session.regency.name}, {formats.when(session.starts_at, zone, language=language)}"


def _faults(refusal: Exception | None, language: str, zone: str) -> list[str]:
    if isinstance(refusal, BookingConflict):
        return [faults.clash(one, language, zone) for one in refusal.conflicts]
    if isinstance(refusal, Invalid):
        return list(faults.at_fields(refusal.faults, language, {}).values())
    return []

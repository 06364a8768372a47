"""The secretariat's inbox: mails that need a human, each with its obvious action, and what became of the others."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from aiohttp import web
from yarl import URL

from server import forms
from server.forms import AssignIn, DeclinedTimeIn, HandIn, LinesIn
from server.text import numbered, replies, translator
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.pages.reaching import look
from server.web.pages.secretariat import inbox_list, inbox_work
from server.web.pages.secretariat.asked import standing
from server.web.seam import access, handlers, refusals, ways
from sessions.actions import desk, taking_back
from sessions.store import Db, Item, accounts, batches, incoming, records
from sessions.values import BookingConflict, Invalid, NotFound, WrongState, from_wire
from sessions.values.itip import masked

TELLING: Mapping[str, Callable[..., Item]] = {  # what they tell waits, so that it may be taken back
    "resend": desk.resend,
    "invite": desk.invite,
}
WRITTEN = "written"  # the form has times that stand in the mail's own words
SILENT: Mapping[str, Callable[..., Item]] = {"dismiss": desk.dismiss}


async def show(request: web.Request) -> web.Response:
    """What waits, with one of it open (`?item=`), or by `?state=` what was done or ignored. `?code=` looks up a session
    of that regency for a mail that names none."""
    if request.query.get("state", "open") not in inbox_list.STATES:
        raise NotFound
    return await _page(request)


async def decide(request: web.Request) -> web.Response:
    """One action on one mail; what keeps it from being done is said at that mail."""
    where, asker, form = request.match_info, access.asker(request), await frame.fields(request)
    name, back = where["action"], _back(form)
    try:
        action = _action(request, name, form)
        await frame.act(request, lambda db: action(db, where["item"], asker, now=handlers.now(request)))
    except (Invalid, BookingConflict, WrongState) as refusal:
        return await _page(request, refusal, back=back, item=where["item"])
    if name == "hand":  # it waits on, and stays open
        return frame.led_to(back, name, item=where["item"])
    return frame.led_to(back, name, did=where["item"])


async def take_back(request: web.Request) -> web.Response:
    """What was decided about a mail is taken back: it is open at the desk again."""
    item, asker, now = request.match_info["item"], access.asker(request), handlers.now(request)
    back = _back(await frame.fields(request))
    found = await frame.act(request, lambda db: taking_back.take_back(db, item, asker, now=now))
    said = "answer-back" if found.state == "open" else "stopped-halfway"
    return frame.led_to(back, said, item=item)


async def check_time(request: web.Request) -> web.Response:
    """Who would get what if the session moved to the proposed time; the page's button moves it. What keeps it from that
    is said at the mail."""
    where, asker, spoken = request.match_info, access.asker(request), frame.language(request)
    form = await frame.fields(request)
    back, now = _back(form), handlers.now(request)
    reads = await look.asked(request)

    def shown(db: Db, item: Item) -> View:
        session = form.get("whose", "").partition(":")[0] if WRITTEN in form else item.session
        return look.about(db, records.load(db, session or ""), reads, spoken)

    try:
        accept = _accepting(form)
        seen = await handlers.looked(request, lambda db: accept(db, where["item"], asker, now=now), shown)
    except (Invalid, BookingConflict, WrongState) as refusal:
        return await _page(request, refusal, back=back, item=where["item"])
    _, number = translator(spoken), look.sent(seen["would_send"])
    return await look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Pindahkan sesi"),
        action=f"/inbox/{where['item']}/accept-time",
        back=str(URL(back).update_query(item=where["item"])),
        button=numbered(spoken, "Pindahkan dan kirim %d surel", "Pindahkan dan kirim %d surel", number),
        carried=[("back", back), *((name, form[name]) for name in (WRITTEN, "starts_at", "whose") if WRITTEN in form)],
        facts=[(_("Daerah"), seen["name"]), (_("Waktu baru"), seen["at"])],
    )


def _accepting(form: Mapping[str, str]) -> Callable[..., Item]:
    """What takes the time: the one that was chosen of those that the mail writes of, else the one that it proposes.
    Raises Invalid."""
    if WRITTEN not in form:
        return desk.accept_time
    session, _, person = form.get("whose", "").partition(":")
    try:
        starts_at = from_wire(form.get("starts_at", ""))
    except ValueError as error:
        raise Invalid.at("/starts_at", "time-not-proposed") from error
    if not person:
        raise Invalid.at("/person", "required")
    written = desk.Written(starts_at, session, person)
    return lambda db, item, asker, **how: desk.accept_written(db, item, written, asker, **how)


def _action(request: web.Request, name: str, form: Mapping[str, str]) -> Callable[..., Item]:
    """What the form asks for. Raises Invalid, and NotFound for what no form asks for."""
    remember, how = bool(form.get("remember")), ways.for_pages(request)
    if name == "assign":
        given = _assigned(form)
        noted = partial(desk.assign, person=given.person, session=given.session, answer=given.answer)
        return partial(noted, comment=given.comment, remember=remember)
    if name == "reply":
        return partial(desk.reply, text=forms.fit({"text": form.get("text", "")}, LinesIn).text, ways=how)
    if name == "decline-time":
        text = forms.fit({"text": form.get("text", "")}, DeclinedTimeIn).text
        return partial(desk.decline_time, text=text, ways=how)
    if name == "hand":
        return partial(desk.hand, to=forms.fit({"to": form.get("to") or None}, HandIn).to)
    if name == "accept-time":
        return partial(_accepting(form), ways=how)
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
    return frame.led_to(_back(form), said if done else "none-chosen")


def _back(form: Mapping[str, str]) -> str:
    """Where the form came from: the desk, as it was searched and filtered."""
    return frame.own_page(form.get("back", "")) if form.get("back", "").startswith("/inbox?") else "/inbox"


def _assigned(form: Mapping[str, str]) -> AssignIn:
    session, _, person = form.get("whose", "").partition(":")
    document = {"person": person, "session": session or None, "answer": form.get("answer") or None}
    document["comment"] = form.get("comment")
    return forms.fit({key: value for key, value in document.items() if value is not None}, AssignIn)


async def _page(
    request: web.Request,
    refusal: Invalid | BookingConflict | WrongState | None = None,
    *,
    back: str = "",
    item: str = "",
) -> web.Response:
    """The desk as the address asks, or after a `refusal` as the form's page (`back`) did, with that mail open."""
    query = request.query if refusal is None else URL(back).query
    asker, spoken, now = access.asker(request), frame.language(request), handlers.now(request)
    asked = inbox_list.asked_of(query, query.get("state", "open") if refusal is None else "open")
    view = await frame.read(request, lambda db: inbox_list.frame_of(db, asker, asked, spoken))
    view |= {"path": "/inbox", "zone": asker.timezone}
    if (did := query.get("did", "")) and refusal is None:
        view |= await frame.read(request, lambda db: _decided(db, did, spoken, now))
    if asked.value("state") != "open":
        view |= await frame.read(request, lambda db: inbox_list.over(db, asked, spoken, now))
        return frame.page(request, "pages/inbox.html", view)

    def query_waiting(db: Db) -> View:
        found, opened = inbox_list.stretch(db, asked, item or query.get("item", ""), did)
        code = query.get("code", "").strip().split(" ")[0] if opened and opened.id == query.get("item") else ""
        mail = opened and inbox_work.shown(db, incoming.get(db, opened.id), code, asker, spoken, now)
        if mail and opened and opened.id == item:
            mail["faults"] = inbox_work.refused(refusal, spoken, mail["zone"])
        return {
            "mail": mail,
            "colleagues": [(one.id, one.name) for one in accounts.secretariat(db)],
            "queue": inbox_list.queue(db, found, opened, asked, spoken),
            "at": next((found.before + n for n, one in enumerate(found.items, 1) if one is opened), 0),
        } | standing(asked, found.total, found.before)

    view |= await frame.read(request, query_waiting)
    if isinstance(refusal, WrongState):
        text = translator(spoken)("Surel itu sudah ditangani, atau sesinya tidak dapat diubah lagi.")
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
    mail = desk.view(db, item)
    said = [replies.outcome(mail, language), *([replies.goes_soon(batch.of, language)] if batch else [])]
    who = mail["person"]["name"] if mail["person"] else masked(item.sender)
    return {"notice": None, "decided": {"id": item.id, "said": f"{who}: {' '.join(said)}"}}

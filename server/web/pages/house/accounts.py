"""The secretariat's accounts, one's own page (sign-ins), and asking for a sign-in link by one's address."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from server import forms
from server.forms import AccountIn, AccountPatch, SignInAsk
from server.text import faults
from server.web.oidc import PROVIDER
from server.web.pages import frame
from server.web.pages.frame import around
from server.web.seam import ASKER, STORE, access, handlers, readers
from server.web.throttle import Throttle
from sessions.actions import Asker, accounts, passkeys
from sessions.store import Db, registry
from sessions.values import Conflict, Invalid, Json, TooMany, wire

ASKS = web.AppKey("sign_in_throttle", Throttle)


def set_up(app: web.Application) -> None:
    """How often one caller may ask for sign-in links, whosever address they type."""
    app[ASKS] = Throttle(30, timedelta(seconds=20))


# - the secretariat's accounts -


async def show(request: web.Request) -> web.Response:
    """Everybody who has an account, and a form for one more."""
    return await _page(request)


async def add(request: web.Request) -> web.Response:
    """One more account."""
    form, asker, now = await frame.fields(request), access.asker(request), handlers.now(request)
    try:
        given = forms.fit({key: form.get(key, "") for key in ("email", "name", "role")}, AccountIn)
        await frame.act(request, lambda db: accounts.add(db, given.email, given.name, given.role, asker, now=now))
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _page(request, form=form, faults=wrong, status=422)
    return frame.led_to("/accounts", "account-added", programme=form.get("programme", ""))


async def change(request: web.Request) -> web.Response:
    """Another role; refused where nobody would be left."""
    form, asker, now, account = await frame.fields(request), access.asker(request), handlers.now(request), _id(request)
    revision = forms.natural(form.get("revision", ""))
    try:
        given = forms.fit({"role": form.get("role", ""), "revision": revision}, AccountPatch)
        await frame.act(request, lambda db: accounts.change(db, account, asker, now=now, **given.given()))
    except Conflict as conflict:
        return await _page(request, refused=conflict.name, status=409)
    return frame.led_to("/accounts", "saved", programme=form.get("programme", ""))


async def remove(request: web.Request) -> web.Response:
    """No account any more; refused for the last of the secretariat."""
    asker, now, account, form = access.asker(request), handlers.now(request), _id(request), await frame.fields(request)
    try:
        await frame.act(request, lambda db: accounts.remove(db, account, asker, now=now))
    except Conflict as conflict:
        return await _page(request, refused=conflict.name, status=409)
    return frame.led_to("/accounts", "account-removed", programme=form.get("programme", ""))


async def _page(request: web.Request, *, status: int = 200, **view: Any) -> web.Response:
    asker = access.asker(request).reading()
    programme = request.query.get("programme", "") or (await frame.fields(request)).get("programme", "")

    def query(db: Db) -> dict[str, object]:
        found = accounts.listed(db, asker)
        seen = accounts.seen(db, found, asker)
        items = [one.as_json() | {"seen_at": seen.get(one.id) and wire(seen[one.id])} for one in found]
        last = sum(one.role == "secretariat" for one in found) == 1
        return around(db, asker, programme) | {"items": items, "zone": asker.timezone, "last": last}

    known: dict[str, Any] = {"path": "/accounts", "form": {}, "faults": {}, "refused": ""}
    return frame.page(request, "pages/accounts.html", known | await frame.read(request, query) | view, status=status)


def _id(request: web.Request) -> str:
    return request.match_info["id"]


# - one's own -


async def mine(request: web.Request) -> web.Response:
    """One's own page: where one is signed in."""
    return await _own_page(request)


async def _own_page(request: web.Request, *, status: int = 200, **typed: Mapping[str, str]) -> web.Response:
    asker, now = access.asker(request), handlers.now(request)
    view: dict[str, object] = {"form": {}, "faults": {}}
    view |= await frame.read(request, lambda db: _mine(db, asker, request, now))
    return frame.page(request, "pages/account.html", view | typed, status=status)


def _mine(db: Db, asker: Asker, request: web.Request, now: datetime) -> Mapping[str, Json]:
    here = access.sign_in_id(request)
    own = [one.as_json() | {"here": one.id == here} for one in accounts.sign_ins(db, asker.id, asker, now=now)]
    mine = passkeys.listed(db, asker)
    may, reachable = passkeys.may_have(asker), readers.domain(request) is not None
    person = registry.persons(db, [asker.id]).get(asker.id) if asker.secretariat else None
    frame_of = around(db, asker, request.query.get("programme", "")) if asker.secretariat else {}
    named = person and {"name": person.name, "email": person.email}
    doors = {"passkeys": mine, "may_make": may and reachable, "no_domain": may and not reachable}
    return frame_of | {"sign_ins": own, "zone": asker.timezone, "person": named} | doors


async def rename(request: web.Request) -> web.Response:
    """One's own name, as everybody reads it from now on."""
    asker, now = access.asker(request), handlers.now(request)
    given = forms.fit({"name": (await frame.fields(request)).get("name", "").strip()}, AccountPatch)
    await frame.act(request, lambda db: accounts.change(db, asker.id, asker, now=now, **given.given()))
    return frame.led_to("/account", "saved")


async def readdress(request: web.Request) -> web.Response:
    """One's own address, to which links to sign in go; whoever is signed in elsewhere is out, this browser stays."""
    asker, now, form = access.asker(request), handlers.now(request), await frame.fields(request)
    device, agent, is_in = access.device(request), access.agent(request), access.sign_in_id(request) is not None

    def action(db: Db) -> str | None:
        before = registry.person(db, asker.id)
        after = accounts.change(db, asker.id, asker, email=email, now=now).person
        if not is_in or registry.email_key(after.email) == registry.email_key(before.email):
            return None
        return accounts.enter(db, asker.id, device, agent, via=asker.via, now=now)

    try:
        email = forms.fit({"email": form.get("email", "").strip()}, SignInAsk).email
        cookie = await frame.act(request, action)
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return await _own_page(request, form=form, faults=wrong, status=422)
    response = frame.led_to("/account", "address-changed")
    if cookie is not None:
        access.sign_in(response, cookie, request)
    return response


async def end_sign_in(request: web.Request) -> web.Response:
    """Ends one of one's sign-ins."""
    asker, now, sign_in = access.asker(request), handlers.now(request), request.match_info["sign_in"]
    await frame.act(request, lambda db: accounts.end_sign_in(db, asker.id, sign_in, asker, now=now))
    return frame.led_to("/account", "sign-in-ended")


# - coming in by one's address -


async def show_sign_in(request: web.Request) -> web.Response:
    """A form for one's address, and the other doors."""
    if request[ASKER] is not None:
        return frame.led_to("/")
    return sign_in_page(request)


async def ask_to_sign_in(request: web.Request) -> web.Response:
    """Mails a link to whom the address belongs; the answer is the same for any address."""
    form, now = await frame.fields(request), handlers.now(request)
    must_be_seldom(request)
    try:
        given = forms.fit({"email": form.get("email", "").strip()}, SignInAsk)
    except Invalid as invalid:
        wrong = faults.at_fields(invalid.faults, frame.language(request), {})
        return sign_in_page(request, faults=wrong, form=form, status=422)
    await request.app[STORE].write(accounts.ask_to_sign_in, given.email, now=now)
    return sign_in_page(request, asked=True)


def sign_in_page(request: web.Request, *, status: int = 200, **view: object) -> web.Response:
    """The page of all doors; `trouble` says why one of them did not open."""
    known = {"asked": False, "faults": {}, "form": {}, "trouble": "", "oidc": request.app[PROVIDER] is not None}
    known["passkeys"] = readers.domain(request) is not None
    return frame.page(request, "pages/sign_in.html", known | view, status=status)


def must_be_seldom(request: web.Request) -> None:
    """Bounds what one caller whom nobody knows may try here. Raises TooMany."""
    if not request.app[ASKS].allows(access.caller(request), now=handlers.now(request)):
        raise TooMany

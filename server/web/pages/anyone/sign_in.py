"""Coming in and going out: personal and one-time links, the language, the sign-out."""

from datetime import datetime

from aiohttp import web

from server.text import LANGUAGES
from server.web.pages import home
from server.web.pages.frame import YEAR, led_to, own_page, page
from server.web.seam import LANGUAGE_COOKIE, SETTINGS, STORE, THEME_COOKIE, THEMES, access, handlers, typed
from sessions.actions import accounts
from sessions.store import Db, links, registry
from sessions.store import accounts as stored


async def show_enter(request: web.Request) -> web.Response:
    """A page with one button; following the link changes nothing, since mail scanners follow links too."""
    token = request.match_info["token"]
    found = await request.app[STORE].read(_whose, token, now=handlers.now(request))
    if found is None:
        return page(request, "pages/signin_needed.html", {"bad_link": True}, status=404)
    name, once = found
    view = {"action": f"/enter/{token}", "name": name, "opens_once": once, "next": request.query.get("next", "")}
    return page(request, "pages/enter.html", view | {"organizer": request.app[SETTINGS].mail.organizer.name})


async def enter(request: web.Request) -> web.StreamResponse:
    """Signs the browser in."""
    token, device, agent = request.match_info["token"], access.device(request), access.agent(request)
    come = await request.app[STORE].write(_enter, token, device, agent, now=handlers.now(request))
    if come is None:
        return page(request, "pages/signin_needed.html", {"bad_link": True}, status=404)
    cookie, due = come
    form = await typed.form(request)
    wanted = str(form.get("next", ""))
    response = led_to(own_page(wanted) if wanted else due)
    access.sign_in(response, cookie, request)
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    """Ends the browser's sign-in. What its pages kept goes with it, unless their script says that it has `emptied` it:
    that leaves what another person has not sent yet."""
    emptied = (await typed.form(request)).get("emptied")
    cookie = request.cookies.get(access.cookie_name(request), "")
    await request.app[STORE].write(links.sign_out, cookie, now=handlers.now(request))
    response = led_to("/")
    response.del_cookie(access.cookie_name(request), path="/", secure=access.is_secure(request))
    if not emptied:
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


async def choose_language(request: web.Request) -> web.StreamResponse:
    """Remembers the language in this browser."""
    form = await typed.form(request)
    chosen = str(request.query.get("lang", form.get("lang", "")))
    response = led_to(own_page(str(form.get("back", ""))))
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="Lax", path="/", httponly=True)
    return response


async def choose_theme(request: web.Request) -> web.StreamResponse:
    """Remembers in this browser how pages are to look; as the device says, where none of these is named."""
    form = await typed.form(request)
    chosen, response = str(form.get("theme", "")), led_to(own_page(str(form.get("back", ""))))
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", path="/", httponly=True)
    else:
        response.del_cookie(THEME_COOKIE, path="/")
    return response


def _whose(db: Db, token: str, *, now: datetime) -> tuple[str, bool] | None:
    """Whose link it is, and whether it opens once."""
    link = links.find(db, token)
    if link is None or link.kind not in ("enter", "once") or link.person is None or not link.holds(now):
        return None
    return registry.person(db, link.person).name, link.kind == "once"


def _enter(db: Db, token: str, device: str, agent: str, *, now: datetime) -> tuple[str, str] | None:
    """The cookie, and where to: a personal link leads to what is due now."""
    link = links.find(db, token)
    if link is None or link.kind not in ("enter", "once") or link.person is None or not link.holds(now):
        return None
    if link.kind == "once" and not links.use_once(db, token, now=now):
        return None
    via = "once" if link.kind == "once" else "link"
    if via == "link":
        due = home.first_page(db, access.person_asker(db, link.person, via), now=now)
    else:
        due = home.landing(db, account=stored.role(db, link.person) is not None)
    return accounts.enter(db, link.person, device, agent, via=via, now=now), due

"""What every page has in common: its reader and language, how it is rendered, and where a form leads afterwards."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from aiohttp import web
from yarl import URL

from server.text import faults, field_names, script_words
from server.web.look import compressed, troubles
from server.web.look.templates import ENGINES
from server.web.pages import viewing
from server.web.seam import ARRIVED, ASKER, CLOCK, SETTINGS, STORE, access, handlers, readers, typed
from sessions.actions import Asker, must_be_secretariat, waiting
from sessions.store import Db, Reads, registry, timetable
from sessions.values import Fault, Holder, Programme, from_wire, wire

View = dict[str, Any]  # what a template is handed by name: it takes whatever stands there
T = TypeVar("T")
language = readers.language  # the same for every page
fields = typed.fields
YEAR = 365 * 24 * 3600
AROUND: web.RequestKey[View] = web.RequestKey("around")  # in whose navigation a page of no programme stands
TALLY: web.RequestKey[Mapping[str, int]] = web.RequestKey("tally")  # what the page's navigation counts
# Pages with a secret that is the same each time (look/compressed.py): compressed where they name it, else not at all.
# The tokens of forms are masked anew and need no such care.
CARRYING_TOKENS = {f"pages/{name}.html" for name in ("feed", "enter", "answer", "stage", "fill", "claims")}


@dataclass(frozen=True)
class Viewer:
    """Who looks at the page."""

    id: str
    name: str
    is_secretariat: bool
    csrf: str
    zone: str
    writes: bool = True  # a viewer of the secretariat's changes nothing


def viewer(request: web.Request) -> Viewer | None:
    """Who is signed in, if anybody."""
    asker: Asker | None = request[ASKER]
    if asker is None:
        return None
    return Viewer(asker.id, asker.name, asker.secretariat, access.csrf(request), asker.timezone, not asker.viewer)


def titled(programme: Programme) -> View:
    """What the frame and the times of a programme's pages need."""
    return {
        "id": programme.id,
        "name": programme.name,
        "timezone": programme.timezone,
        "archived": programme.archived,
    }


def around(db: Db, asker: Asker, programme: str) -> View:
    """In which programme's navigation a page of the whole installation stands: the one of that id, where one comes
    from; else the only one that is under way."""
    must_be_secretariat(asker)
    everything = registry.all_programmes(db, archived=None)
    alive = [one for one in everything if not one.archived]
    chosen = [one for one in everything if one.id == programme] or (alive if len(alive) == 1 else [])
    return {"programme": titled(chosen[0]) | {"archived": False} if chosen else None}  # the house's page is not its own


async def stand(request: web.Request) -> None:
    """A page of no programme keeps for an official the navigation of the one that they come from: that which the
    address names or the page before did; else of the only one that is under way."""
    asker: Asker | None = request.get(ASKER)
    if asker is None or not asker.secretariat:
        return

    def look(db: Db) -> None:
        view = around(db, asker, _named(db, request.path, request.query.get("programme", "")) or _before(db, request))
        request[AROUND] = view["programme"] or {}
        _count(request, db, view["programme"])

    await request.app[STORE].read(look)


def _before(db: Db, request: web.Request) -> str:
    """The programme of the page that one comes from."""
    before = URL(request.headers.get("Referer", ""))
    return _named(db, before.path, before.query.get("programme", ""))


def _named(db: Db, path: str, asked: str) -> str:
    """The programme that an address is of, by what it names; "" of none."""
    place, _, rest = path.strip("/").partition("/")
    key = rest.partition("/")[0]
    if asked or place == "programmes":
        return asked or key
    if place == "sessions":
        return next((one.programme for one in timetable.named(db, [key])), "")
    if place == "regencies":
        return next((one.programme for one in registry.regencies_named(db, [key]).values()), "")
    return ""


def page(
    request: web.Request,
    template: str,
    view: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    secrets: Collection[str] | None = None,
) -> web.Response:
    """The template rendered for the reader; no cache keeps it. `?said=KEY` shows that notice of words.py. `secrets` are
    those that stand in the page and stay the same."""
    spoken, who = language(request), viewer(request)
    said, here = _said(request, spoken), request.get(AROUND)
    if here and not (view or {}).get("programme"):
        view = {**(view or {}), "programme": here}
    programme = (view or {}).get("programme")
    if who is not None and who.is_secretariat and isinstance(programme, Mapping) and programme.get("archived"):
        who = replace(who, writes=False)  # as each of its writes is refused
    context = {
        "lang": spoken,
        "viewer": who,
        "path": request.path,
        "theme": readers.theme(request),
        "shown_at": wire(request.get(ARRIVED) or request.app[CLOCK]()),
        "troubles": troubles.known(request.app, spoken) if who is not None and who.is_secretariat else [],
        "field_names": field_names.names(spoken),
        "search": "/search" if who is not None and who.is_secretariat else None,
        "tally": request.get(TALLY, {}),
        "notice": said,
        "upload_mb": request.app[SETTINGS].server.upload_mb,
        "meeting": lambda session: own_link(request, session),
    } | dict(view or {})
    html = request.app[ENGINES][str(context["lang"])].get_template(template).render(context)
    if who is not None and not who.writes:
        html = viewing.without_forms(html)
    kept = {"Cache-Control": "no-store", "Vary": "Accept-Encoding, Cookie"}
    may_shrink = secrets is not None or template not in CARRYING_TOKENS
    accepted = request.headers.get("Accept-Encoding", "") if may_shrink else ""
    body, coding = compressed.page(html, accepted, secrets or ())
    if coding != compressed.IDENTITY:
        kept["Content-Encoding"] = coding
    return web.Response(body=body, status=status, content_type="text/html", charset="utf-8", headers=kept)


def own_link(request: web.Request, session: Mapping[str, Any]) -> str:
    """Where the session (the contract's JSON) meets, for who looks: with their own ticket where one is needed."""
    who, link = viewer(request), str(session["meeting_url"])
    tickets = request.app[SETTINGS].meeting.tickets
    if who is None or not tickets.is_needed(link):
        return link
    leads = any(seat["id"] == who.id and seat["role"] == "chair" for seat in session["panel"])
    until = from_wire(session["closes_at"] or session["ends_at"])
    return link + tickets.to(link, Holder(who.id, who.name, leads or who.is_secretariat), until)


def _said(request: web.Request, spoken: str) -> View | None:
    counts = {key: number for key in ("created", "updated", "n") if (number := request.query.get(key, "")).isdecimal()}
    key = request.query.get("said", "")
    text = script_words.notices(spoken).get(key, "").format_map({"created": "0", "updated": "0", "n": "0"} | counts)
    if not text:
        return None
    if key in script_words.MAILED and request.app[SETTINGS].mails_nobody:
        return {"kind": "time", "text": f"{text} {script_words.written_only(spoken)}"}
    return {"kind": "good", "text": text}


def led_to(address: str, said: str = "", **query: str) -> web.Response:
    """After a form: on to that page (303), which says what was done."""
    asked = urlencode({key: value for key, value in {"said": said, **query}.items() if value})
    joint = ("&" if "?" in address else "?") if asked else ""
    location = f"{quote(address, safe='/?=&%#+')}{joint}{asked}"
    return web.Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})


async def form(request: web.Request) -> typed.Form:
    """The form; of one that came in piece by piece only where its sender still is who they were. Raises Invalid,
    NotSignedIn or NotFound."""
    found = await typed.form(request)
    if access.streams(request):
        await access.must_still_be_let_in(request)
    return found


async def read(request: web.Request, query: Callable[[Db], T]) -> T:
    """A query on a consistent view of the store. Of a programme's page for the secretariat, what its navigation counts
    is read in the same view."""
    asker: Asker | None = request.get(ASKER)
    if asker is None or not asker.secretariat:
        return await request.app[STORE].read(query)

    def look(db: Db) -> T:
        found = query(db)
        _count(request, db, found.get("programme") if isinstance(found, dict) else None)
        return found

    return await request.app[STORE].read(look)


async def count(request: web.Request, programme: Mapping[str, Any]) -> None:
    """Reads what the navigation counts for a page of the secretariat's whose view `read` does not give."""
    await request.app[STORE].read(lambda db: _count(request, db, programme))


def _count(request: web.Request, db: Db, programme: object) -> None:
    # A stage's programme has no navigation, and in an archived one nothing waits.
    if isinstance(programme, Mapping) and "id" in programme and not programme.get("archived") and not db.changed:
        request[TALLY] = waiting.beside(db, programme["id"], now=handlers.now(request))


async def act(request: web.Request, action: Callable[[Db], T], *, reads: Reads | None = None) -> T:
    """One action in one transaction; `reads` as for the API's."""
    run, store = handlers.within_a_live_round(request, action), request.app[STORE]
    return await (store.write_beside(reads, run) if reads else store.write(run))


def seen(form: Mapping[str, object]) -> dict[str, int]:
    """The revision that a form was made from, if it says so (promise 8)."""
    text = str(form.get("revision", ""))
    return {"revision": int(text)} if text.isascii() and text.isdigit() and len(text) < 10 else {}


def own_page(address: str) -> str:
    """The address if it is a path on this server, else the first page; nobody is led elsewhere."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


async def refusal_page(request: web.Request, document: Mapping[str, Any]) -> web.Response:
    """A refusal as a page in the reader's language."""
    request.setdefault(ASKER, None)
    if document["status"] < 500:
        await stand(request)
    if document["status"] == 401:
        return page(request, "pages/signin_needed.html", {"bad_link": False}, status=401)
    view = {
        "title": script_words.statuses(language(request)).get(document["status"], document["title"]),
        "detail": "" if document.get("faults") else _detail(document),
        "status": document["status"],
        "faults": _faults(document, language(request)),
        "conflicts": None,
        "back": _above(request.path),
        "typed": [] if access.streams(request) else await typed.kept(request),
        "stale": await _stale(request, document) if "current" in document else None,
    }
    return page(request, "pages/refusal.html", view, status=document["status"])


def _detail(document: Mapping[str, object]) -> str:
    """What the title and the list of faults do not say; aiohttp's own and the unforeseen have no words of ours."""
    return str(document["detail"]) if str(document["type"]).startswith("/problems/") else ""


async def _stale(request: web.Request, document: Mapping[str, Any]) -> list[dict[str, str]]:
    """Field by field what was typed and what stands now, where they differ."""
    if access.streams(request) or request.content_type not in typed.FORMS:
        return []
    said, current, named = await typed.fields(request), document["current"], field_names.names(language(request))
    pairs = [(key, text, field_names.in_a_line(current[key])) for key, text in said.items() if key in current]
    return [
        {"name": named[key], "mine": text, "now": now}
        for key, text, now in pairs
        if key in named and text.strip() != now
    ]


def _faults(document: Mapping[str, Any], spoken: str) -> list[dict[str, str]]:
    told = [Fault(one["pointer"], one["code"], one["params"]) for one in document.get("faults", ())]
    named = {**field_names.inner(spoken), **field_names.names(spoken)}
    return [{"pointer": fault.pointer, "message": _at(fault, named, faults.told(fault, spoken))} for fault in told]


def _at(fault: Fault, named: Mapping[str, str], message: str) -> str:
    """What is wrong, with the name of the field that it is wrong with: no form stands beside it."""
    name = named.get(fault.pointer.removeprefix("/"), "")
    return f"{name[:1].upper()}{name[1:]}: {message}" if name else message


def _above(path: str) -> str:
    parts = path.strip("/").split("/")
    stands = 3 if parts[0] == "regencies" and parts[2:3] == ["claims"] else 2  # its own people have no other page of it
    return f"/{'/'.join(parts[:stands])}" if len(parts) > 2 else "/"

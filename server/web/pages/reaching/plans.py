"""What accepting a plan would send, before it is accepted: to whom, what clashes, who has no address or no room."""

from datetime import datetime

from aiohttp import web

from server import forms
from server.forms import AcceptIn
from server.text import faults, plural, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look
from server.web.seam import STORE, access, handlers, ways
from sessions.actions import Asker, Bulk, Piece, Ways, accepting, plan_look
from sessions.store import Db, registry

NAMED = 5


async def check(request: web.Request) -> web.Response:
    """Who would get what; the page's button accepts the plan."""
    asker, plan, form = access.asker(request), request.match_info["id"], await frame.fields(request)
    link = forms.fit({"meeting_url": form.get("meeting_url", "").strip()}, AcceptIn).meeting_url
    now, spoken = handlers.now(request), frame.language(request)
    seen = await frame.read(request, lambda db: _seen(db, plan, asker, now=now))
    one = _Example(plan, link, ways.of_one(request, hold=False), ways.bulk(request, hold=True))
    sample = await request.app[STORE].look(lambda db: _sample(request, db, one, asker, seen, now=now))
    booked, _ = seen["would_book"], translator(spoken)
    button = plural(spoken, "Jadwalkan %d sesi dan kirim undangan", "Jadwalkan %d sesi dan kirim undangan", booked)
    return look.page(
        request,
        {"programme": seen["programme"], "sample": sample},
        seen["would_send"],
        title=_("Terima rencana"),
        action=f"/plans/{plan}/accept",
        back=f"/plans/{plan}",
        button=button % booked,
        carried=[("meeting_url", link)],
        facts=[(_("Sesi"), str(booked))],
        notes=_notes(seen, link, spoken),
    )


def _seen(db: Db, plan: str, asker: Asker, *, now: datetime) -> View:
    seen = plan_look.look(db, plan, asker, now=now)
    programme = registry.programme(db, seen["programme"])
    names = {one.code: one.name for one in registry.all_regencies(db, programme.id)}
    return seen | {"programme": titled(programme), "names": names}


def _notes(seen: View, link: str, language: str) -> list[str]:
    """What somebody should know before: what would clash and stays out, and which sessions have nowhere to meet."""
    _, names, zone = translator(language), seen["names"], seen["programme"]["timezone"]
    clashing = list(dict.fromkeys(one["planned"] for one in seen["conflicts"]))
    notes = []
    if clashing:
        text = plural(language, "%d sesi bentrok dan tidak ikut:", "%d sesi bentrok dan tidak ikut:", len(clashing))
        why = faults.clash(seen["conflicts"][0], language, zone)
        notes.append(f"{text % len(clashing)} {_some(names, clashing)}. {why}")
    homeless = seen["without_room"]
    if homeless:
        text = plural(language, "%d sesi tanpa ruang:", "%d sesi tanpa ruang:", len(homeless))
        notes.append(f"{text % len(homeless)} {_some(names, homeless)}.")
    elif not link and not any(one.get("room") for one in seen["sessions"]):
        notes.append(_("Belum ada tautan rapat. Dapat diisi kemudian; perubahannya dikirim."))
    return notes


def _some(names: dict[str, str], codes: list[str]) -> str:
    return ", ".join(names.get(code, code) for code in codes[:NAMED]) + ("…" if len(codes) > NAMED else "")


class _Example:
    """How the plan would be accepted: where its sessions meet, how links are made, what waits."""

    def __init__(self, plan: str, link: str, how: Ways, bulk: Bulk) -> None:
        self.plan, self.link, self.how, self.bulk = plan, link, how, bulk


def _sample(request: web.Request, db: Db, one: _Example, asker: Asker, seen: View, *, now: datetime) -> View | None:
    """The mail of one session, booked for the look alone."""
    clashing = {clash["planned"] for clash in seen["conflicts"]}
    planned = next((each for each in seen["sessions"] if each["regency"] not in clashing), None)
    if planned is None:
        return None
    stored = accepting.begin(db, one.plan, asker, bulk=one.bulk, meeting_url=one.link, now=now)
    accepting.book_one(db, Piece(stored, planned, one.how), now=now)
    return look.sample(request, db, db.written)

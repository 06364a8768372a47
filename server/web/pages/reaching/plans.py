"""What accepting a plan would send, before it is accepted: to whom, what clashes, who has no address or no room."""

from datetime import datetime

from aiohttp import web

from server import forms
from server.forms import AcceptIn
from server.text import faults, formats, numbered, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look, reading
from server.web.pages.reaching.reading import Draft
from server.web.seam import STORE, access, handlers, ways
from sessions.actions import Asker, accepting, official, plan_look
from sessions.store import Db, registry

NAMED = 5


async def check(request: web.Request) -> web.Response:
    """Who would get what; the page's button accepts the plan."""
    asker, plan, form = access.asker(request), request.match_info["id"], await frame.fields(request)
    link = forms.fit({"meeting_url": form.get("meeting_url", "").strip()}, AcceptIn).meeting_url
    now, spoken = handlers.now(request), frame.language(request)
    reads, how = (
        await look.asked(request),
        accepting.How(ways.of_one(request, hold=False), ways.bulk(request, hold=True), link),
    )
    seen, some = await frame.read(request, lambda db: _seen(db, plan, asker, reads, now=now))

    def tried(db: Db) -> list[Draft]:
        accepting.tried(db, plan, asker, some.sessions, some.overview, how, now=now)
        return reading.drafts(db, reads)

    drafts = await request.app[STORE].look(tried)
    booked, _ = seen["would_book"], translator(spoken)
    button = numbered(spoken, "Jadwalkan %d sesi dan kirim undangan", "Jadwalkan %d sesi dan kirim undangan", booked)
    return await look.page(
        request,
        {"programme": seen["programme"], "drafts": drafts, "unsigned": seen["unsigned"]},
        seen["would_send"],
        title=_("Terima rencana"),
        action=f"/plans/{plan}/accept",
        back=f"/plans/{plan}",
        button=button,
        carried=[("meeting_url", link)],
        facts=[(_("Sesi"), formats.number(booked, 0, spoken))],
        notes=_notes(seen, link, spoken),
    )


def _seen(db: Db, plan: str, asker: Asker, reads: str, *, now: datetime) -> tuple[View, plan_look.Examples]:
    seen, some = plan_look.look_with_examples(db, plan, asker, person=reads.partition(":")[0], now=now)
    programme = registry.programme(db, seen["programme"])
    names = {one.code: one.name for one in registry.all_regencies(db, programme.id)}
    unsigned = official.lacks_signatory(programme)
    return seen | {"programme": titled(programme), "names": names, "unsigned": unsigned}, some


def _notes(seen: View, link: str, language: str) -> list[str]:
    """What somebody should know before: what would clash and stays out, and which sessions have nowhere to meet."""
    _, names, zone = translator(language), seen["names"], seen["programme"]["timezone"]
    clashing = list(dict.fromkeys(one["planned"] for one in seen["conflicts"]))
    notes = []
    if clashing:
        text = numbered(language, "%d sesi bentrok dan tidak ikut:", "%d sesi bentrok dan tidak ikut:", len(clashing))
        why = faults.clash(seen["conflicts"][0], language, zone)
        notes.append(f"{text} {_some(names, clashing)}. {why}")
    homeless = seen["without_room"]
    if homeless:
        text = numbered(language, "%d sesi tanpa ruang:", "%d sesi tanpa ruang:", len(homeless))
        notes.append(f"{text} {_some(names, homeless)}.")
    elif not link and not any(one.get("room") for one in seen["sessions"]):
        notes.append(_("Belum ada tautan rapat. Dapat diisi kemudian; perubahannya dikirim."))
    return notes


def _some(names: dict[str, str], codes: list[str]) -> str:
    return ", ".join(names.get(code, code) for code in codes[:NAMED]) + ("…" if len(codes) > NAMED else "")

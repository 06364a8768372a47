"""Whom a reminder of many sessions would reach, before it goes: how many mails to how many people."""

from datetime import datetime

from aiohttp import web

from server.text import numbered, translator
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.reaching import look, reading
from server.web.pages.reaching.reading import Draft
from server.web.pages.secretariat.session_secretariat import SETTLES
from server.web.seam import STORE, access, handlers
from sessions.actions import Asker, inviting, reminding
from sessions.store import Db, registry, timetable
from sessions.values import ALWAYS_HELD, WouldSend


async def check(request: web.Request) -> web.Response:
    """Who has not answered and would be asked again; the page's button sends it."""
    form, asker, now = await frame.form(request), access.asker(request), handlers.now(request)
    programme, chosen = request.match_info["id"], frozenset(str(one) for one in form.getall("one", []))

    def seen(db: Db) -> tuple[list[WouldSend], int, dict[str, object]]:
        rows = reminding.would_remind(db, programme, asker, among=chosen, now=now)
        fresh = reminding.just_invited(db, programme, among=chosen, since=now - SETTLES, now=now)
        return rows, fresh, titled(registry.programme(db, programme))

    rows, fresh, about = await frame.read(request, seen)
    reads = await look.asked(request)
    drafts = await request.app[STORE].look(lambda db: _drafts(db, programme, chosen, reads, asker, now=now))
    spoken, number = frame.language(request), sum(row["count"] for row in rows if row["email"])
    _ = translator(spoken)
    here = f"/programmes/{programme}/sessions"
    back = frame.own_page(str(form.get("back", ""))) if form.get("back") else here
    notes = [] if number else [_("Semua sudah menjawab, atau sudah diingatkan dalam sehari terakhir.")]
    if fresh:
        notes.append(_lately(spoken, fresh))
    return await look.page(
        request,
        {"programme": about, "drafts": drafts},
        rows,
        title=_("Ingatkan yang belum menjawab"),
        action=f"{here}/remind",
        back=back,
        button=numbered(spoken, "Kirim %d surel", "Kirim %d surel", number) if number else "",
        carried=[*(("one", one) for one in sorted(chosen)), ("back", back)],
        notes=notes,
        held=len({row["person"] for row in rows}) > ALWAYS_HELD,
    )


def _lately(language: str, number: int) -> str:
    return numbered(
        language,
        "%d di antaranya diundang kurang dari sehari yang lalu.",
        "%d di antaranya diundang kurang dari sehari yang lalu.",
        number,
    )


def _drafts(db: Db, programme: str, chosen: frozenset[str], reads: str, asker: Asker, *, now: datetime) -> list[Draft]:
    """The mails of the first session that is due, or of the first whose reminder somebody asks to read."""
    person = reads.partition(":")[0]
    for session in timetable.of_programme(db, programme, since=now):
        if session.state(now) == "booked" and (not chosen or session.id in chosen):
            silent = {one.id for one in inviting.silent_ones(db, session, now=now)}
            if person in silent if person else silent:
                inviting.remind_silent(db, session.id, asker, now=now)
                break
    return reading.drafts(db, reads)

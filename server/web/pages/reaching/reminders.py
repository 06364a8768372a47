"""Whom a reminder of many sessions would reach, before it goes: how many mails to how many people."""

from aiohttp import web

from server.text import plural, translator
from server.web.pages import frame
from server.web.pages.frame import titled
from server.web.pages.reaching import look
from server.web.seam import STORE, access, handlers
from sessions.actions import Asker, inviting, reminding
from sessions.store import Db, registry, timetable
from sessions.values import ALWAYS_HELD, WouldSend


async def check(request: web.Request) -> web.Response:
    """Who has not answered and would be asked again; the page's button sends it."""
    form, asker, now = await frame.form(request), access.asker(request), handlers.now(request)
    programme, chosen = request.match_info["id"], frozenset(str(one) for one in form.getall("one", []))

    def seen(db: Db) -> tuple[list[WouldSend], dict[str, object]]:
        rows = reminding.would_remind(db, programme, asker, among=chosen, now=now)
        return rows, titled(registry.programme(db, programme))

    rows, about = await frame.read(request, seen)
    sample = await request.app[STORE].look(lambda db: _sample(request, db, programme, chosen, asker))
    spoken, number = frame.language(request), sum(row["count"] for row in rows if row["email"])
    _ = translator(spoken)
    here = f"/programmes/{programme}/sessions"
    back = frame.own_page(str(form.get("back", ""))) if form.get("back") else here
    notes = [] if number else [_("Semua sudah menjawab, atau sudah diingatkan dalam sehari terakhir.")]
    return look.page(
        request,
        {"programme": about, "sample": sample},
        rows,
        title=_("Ingatkan yang belum menjawab"),
        action=f"{here}/remind",
        back=back,
        button=plural(spoken, "Kirim %d surel", "Kirim %d surel", number) % number,
        carried=[*(("one", one) for one in sorted(chosen)), ("back", back)],
        notes=notes,
        held=len({row["person"] for row in rows}) > ALWAYS_HELD,
    )


def _sample(
    request: web.Request, db: Db, programme: str, chosen: frozenset[str], asker: Asker
) -> dict[str, object] | None:
    now = handlers.now(request)
    for session in timetable.of_programme(db, programme, since=now):
        due = session.state(now) == "booked" and (not chosen or session.id in chosen)
        if due and inviting.silent_ones(db, session, now=now):
            inviting.remind_silent(db, session.id, asker, now=now)
            return look.sample(request, db, db.written)
    return None

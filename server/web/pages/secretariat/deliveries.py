"""Where a programme's mails are, by person: the worst first, with what to do beside it."""

from collections import Counter
from collections.abc import Sequence

from aiohttp import web

from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.house import kept_views
from server.web.pages.secretariat.asked import Asked, paged
from server.web.seam import access
from sessions.actions import Asker, must_be_secretariat
from sessions.store import Db, Made, mails, registry, timetable
from sessions.values import WORST_FIRST, Reader, Session, by_reader


async def show(request: web.Request) -> web.Response:
    """How far each person's mails have come."""
    asker, asked = access.asker(request), Asked.of(request.query)
    view = await frame.read(request, lambda db: _deliveries(db, request.match_info["id"], asker, asked))
    return frame.page(request, "pages/deliveries.html", view)


def _deliveries(db: Db, programme_id: str, asker: Asker, asked: Asked) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    readers = _readers(db, programme_id, asked.value("q"))
    counts = Counter(one.delivery for one in readers)
    chosen = asked.value("delivery")
    view = paged([one for one in readers if chosen in ("", one.delivery)], asked)
    homes = _homes(db, programme_id, [one.person for one in view["items"] if one.person])
    return view | {
        "programme": titled(programme),
        "zone": programme.timezone,
        "items": _rows(db, view["items"], homes),
        "tabs": [(one, counts[one], asked.but(delivery=one), one == chosen) for one in WORST_FIRST if counts[one]],
        "everybody": (len(readers), asked.but(delivery=None), not chosen),
        "asked": asked,
        "kept": asked.kept("q"),
        **kept_views.beside(db, asker, "deliveries", programme_id, asked),
    }


_READERS = Made[list[Reader]]()


def _readers(db: Db, programme: str, sought: str) -> list[Reader]:
    """Everybody who is written to, or those that are sought. Everybody is kept for as long as no mail and no answer
    changes."""
    sessions = timetable.whole(db, programme)

    def read() -> list[Reader]:
        found = mails.standings(db, programme, mails.Wanted(q=sought))
        return by_reader(found, {one.id: one.answers for one in sessions})

    return read() if sought else _READERS.of(programme, (mails.version(db, programme), sessions), read)


def _homes(db: Db, programme: str, people: list[str]) -> dict[str, str]:
    """Where the address of each of the people is changed."""
    panelists = {one: f"/programmes/{programme}/panelists/{one}" for one in registry.members(db, programme, people)}
    regencies = registry.regency_of_each(db, programme, people)
    return {one: f"/regencies/{regency}" for one, regency in regencies.items()} | panelists


def _rows(db: Db, readers: Sequence[Reader], homes: dict[str, str]) -> list[View]:
    about = {one.id: one for one in timetable.named(db, (one.mail.session for one in readers if one.mail.session))}
    return [_row(one, about.get(one.mail.session or ""), homes) for one in readers]


def _row(one: Reader, session: Session | None, homes: dict[str, str]) -> View:
    home = homes.get(one.person or "") or (f"/regencies/{session.regency.id}" if session and not one.person else None)
    return {
        "name": one.name or (session.regency.name if session else ""),
        "email": one.address,
        "delivery": one.delivery,
        "reason": one.mail.reason,
        "mail": one.mail.id,
        "session": one.mail.session,
        "regency": session.regency.name if session else "",
        "sessions": one.sessions,
        "answered": one.answered,
        "home": home,
    }

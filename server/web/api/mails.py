"""Mails that go out: a session's and a programme's, their states, one as it reads, resending, reminding."""

from collections import Counter
from collections.abc import Container, Sequence
from typing import get_args

from aiohttp import web

from server import forms
from server.forms import ToldIn
from server.mail import compose
from server.text import whatsapp
from server.web.api.before import batches
from server.web.api.before.sessions import shown
from server.web.seam import SETTINGS, access, handlers, ways
from sessions.actions import inviting, managed, messaging, must_be_secretariat, reminding
from sessions.store import Db, mails, registry, templates, timetable
from sessions.values import Delivery, Mail, wire

DELIVERIES = get_args(Delivery)


async def list_mails(request: web.Request) -> web.Response:
    """Each mail's state, and why."""
    asker, paging = access.asker(request), handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        session = managed(db, request.match_info["id"], asker)
        found = mails.of_session(db, session.id)
        return handlers.cut([mail_json(mail, answered=session.answers) for mail in found], paging)

    return await handlers.show(request, query)


async def list_of_programme(request: web.Request) -> web.Response:
    """The programme's mails in the order in which they were written: all, or those that `?state=`, `?kind=`,
    `?session=`, `?person=`, `?delivery=` and `?q=` (a part of a name or an address) leave."""
    asker, (limit, after), wanted = access.asker(request), handlers.paging(request), request.query

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(asker)
        programme = registry.programme(db, request.match_info["id"])
        state, kind, session, person, q = (wanted.get(one, "") for one in ("state", "kind", "session", "person", "q"))
        chosen = mails.Wanted(state, kind, session, person, q)
        if "delivery" not in wanted:
            found = mails.of_programme(db, programme.id, chosen, after=after, limit=limit + 1)
            return handlers.page(_with_delivery(db, found), limit)
        found = mails.of_programme(db, programme.id, chosen, after=after, limit=None)
        shown = [one for one in _with_delivery(db, found) if one["delivery"] in wanted["delivery"].split(",")]
        return handlers.page(shown[: limit + 1], limit)

    return await handlers.show(request, query)


async def delivery(request: web.Request) -> web.Response:
    """How many of the programme's mails are where."""
    asker = access.asker(request)

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(asker)
        programme = registry.programme(db, request.match_info["id"])
        found = mails.of_programme(db, programme.id, mails.Wanted(), after="", limit=None)
        counts = Counter(one["delivery"] for one in _with_delivery(db, found))
        return {"counts": {name: counts.get(name, 0) for name in DELIVERIES}}

    return await handlers.show(request, query)


async def get_mail(request: web.Request) -> web.Response:
    """One mail as it reads, every link of ours masked; `whatsapp` opens it with a message of the secretariat filled in,
    where the reader's number is known."""
    asker, settings = access.asker(request), request.app[SETTINGS]

    def query(db: Db) -> dict[str, object]:
        must_be_secretariat(asker)
        mail = mails.get(db, request.match_info["id"])
        reader = registry.persons(db, [mail.person]).get(mail.person) if mail.person else None
        by_hand = whatsapp.of_mail(mail, reader) if mail.is_out(handlers.now(request)) else ""
        shown = _with_delivery(db, [mail])[0] | {"whatsapp": by_hand or None}
        if not mail.is_kept:
            return shown | {"subject": "", "text": "", "html": "", "calendar": None}
        return shown | compose.as_read(mail, templates.of_mail(db, mail), settings)

    return await handlers.show(request, query)


def _with_delivery(db: Db, found: Sequence[Mail]) -> list[dict[str, object]]:
    answers = timetable.answers(db, {one.session for one in found if one.session})
    return [mail_json(one, answered=answers.get(one.session or "", ())) for one in found]


async def resend(request: web.Request) -> web.Response:
    """Sends a mail again, to the person's present address."""
    asker, mail = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request,
        lambda db: inviting.send_again(db, mail, asker, now=handlers.now(request)),
        view=lambda db, made: mail_json(mails.get(db, made)),
    )


async def told(request: web.Request) -> web.Response:
    """Writes down that the asker has told a message's reader of it by other means than mail."""
    asker, mail = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request,
        lambda db: messaging.told_by_hand(db, mail, asker, now=handlers.now(request)),
        view=lambda db, told: _with_delivery(db, [told])[0],
    )


async def told_of_session(request: web.Request) -> web.Response:
    """Writes down that the asker has told one of the session's people of it by other means than mail."""
    asker, session = access.asker(request), request.match_info["id"]
    given, view = await forms.body(request, ToldIn), shown(request)
    return await handlers.act(
        request,
        lambda db: inviting.told_by_hand(db, session, given.for_, asker, now=handlers.now(request)),
        view=lambda db, _: view(db, managed(db, session, asker)),
    )


async def remind(request: web.Request) -> web.Response:
    """Reminds those who have not answered, nobody twice within a day; with `?hold=true` as a batch."""
    asker, session, now = access.asker(request), request.match_info["id"], handlers.now(request)
    view, hold = shown(request), ways.of_one(request).hold

    def seen(db: Db, told: reminding.RemindedOne) -> dict[str, object]:
        waits = {"batch": batches.shown(db, told.batch, now)} if told.batch else {}
        reminded = [{"id": one.id, "name": one.name} for one in told.people]
        return view(db, managed(db, session, asker)) | {"reminded": reminded} | waits

    return await handlers.act(
        request, lambda db: reminding.remind_of_one(db, session, asker, hold=hold, now=now), view=seen
    )


def mail_json(mail: Mail, *, answered: Container[str | None] = ()) -> dict[str, object]:
    """A mail as the secretariat sees it: its links are never in it. `answered` are those of its session who have."""
    return {
        "id": mail.id,
        "session": mail.session,
        "kind": mail.kind,
        "cause": mail.cause,
        "to": {"id": mail.person, "name": mail.to_name, "email": mail.to_address},
        "message_id": mail.message_id,
        "subject": mail.letter.subject if mail.letter else None,
        "state": mail.state,
        "reason": mail.reason,
        "attempts": mail.attempts,
        "written_at": wire(mail.written_at),
        "sent_at": mail.sent_at and wire(mail.sent_at),
        "sequence": mail.sequence,
        "delivery": mail.delivery(answered=mail.person in answered),
    }

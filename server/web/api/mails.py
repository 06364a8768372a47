"""A session's mails: their states, resending, reminding."""

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from server.web import access, handlers
from server.web.api.sessions import shown
from sessions.actions import inviting
from sessions.actions.access import Asker, managed, must_be_secretariat
from sessions.clock import wire
from sessions.errors import TooMany, WrongState
from sessions.store import mails, registry
from sessions.store.engine import Db
from sessions.values.mail import Mail
from sessions.values.session import NEEDS_ACTION

REMIND_AGAIN = timedelta(days=1)


async def list_mails(request: web.Request) -> web.Response:
    """Each mail's state, and why."""
    asker, paging = access.asker(request), handlers.paging(request)

    def query(db: Db) -> dict[str, Any]:
        session = managed(db, request.match_info["id"], asker)
        return handlers.cut([mail_json(mail) for mail in mails.of_session(db, session.id)], paging)

    return await handlers.show(request, query)


async def resend(request: web.Request) -> web.Response:
    """Sends a mail again, to the person's present address."""
    asker, mail = access.asker(request), request.match_info["id"]
    return await handlers.act(
        request,
        lambda db: send_again(db, mail, asker, now=handlers.now(request)),
        view=lambda db, made: mail_json(mails.get(db, made)),
    )


async def remind(request: web.Request) -> web.Response:
    """Reminds those who have not answered, nobody twice within a day."""
    asker, session = access.asker(request), request.match_info["id"]
    view = shown(request)
    return await handlers.act(
        request,
        lambda db: remind_silent(db, session, asker, now=handlers.now(request)),
        view=lambda db, told: view(db, managed(db, session, asker)) | told,
    )


def mail_json(mail: Mail) -> dict[str, Any]:
    """A mail as the secretariat sees it: its links are never in it."""
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
    }


def send_again(db: Db, mail_id: str, asker: Asker, *, now: datetime) -> str:
    """Writes the mail once more; the new one's id. Raises NotFound or WrongState."""
    must_be_secretariat(asker)
    mail = mails.get(db, mail_id)
    person = registry.persons(db, [mail.person] if mail.person else []).get(mail.person or "")
    return mails.resend(db, mail_id, to=person, now=now)


def remind_silent(db: Db, session_id: str, asker: Asker, *, now: datetime) -> dict[str, Any]:
    """Asks those again who have not answered. Raises NotFound, WrongState or TooMany."""
    session = managed(db, session_id, asker)
    if session.state(now) != "booked":
        raise WrongState(session.state(now))
    silent = [one for one in session.invited() if session.rsvp(one.id) == NEEDS_ACTION]
    recent = mails.reminded_since(db, session.id, now - REMIND_AGAIN)
    due = [one for one in silent if one.id not in recent]
    if silent and not due:
        raise TooMany("everybody who has not answered was reminded within the last day")
    programme = registry.programme(db, session.programme)
    inviting.tell(db, session, programme, due, kind="nudge", cause="not answered", now=now)
    return {"reminded": [{"id": one.id, "name": one.name} for one in due]}

"""A session's mails: their states, resending, reminding."""

from typing import Any

from aiohttp import web

from server.web import access, handlers
from server.web.api.sessions import shown
from sessions.actions import inviting
from sessions.actions.access import managed
from sessions.clock import wire
from sessions.store import mails
from sessions.store.engine import Db
from sessions.values.mail import Mail


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
        lambda db: inviting.send_again(db, mail, asker, now=handlers.now(request)),
        view=lambda db, made: mail_json(mails.get(db, made)),
    )


async def remind(request: web.Request) -> web.Response:
    """Reminds those who have not answered, nobody twice within a day."""
    asker, session = access.asker(request), request.match_info["id"]
    view = shown(request)
    return await handlers.act(
        request,
        lambda db: inviting.remind_silent(db, session, asker, now=handlers.now(request)),
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

"""Accounts of the secretariat, and everybody's own sign-ins."""

from aiohttp import web

from server import forms
from server.forms import AccountIn, AccountPatch
from server.web.seam import access, handlers
from sessions.actions import accounts
from sessions.store import Db
from sessions.values import Account


async def list_accounts(request: web.Request) -> web.Response:
    """Who may act for the secretariat, and who reads what it reads."""
    asker, (limit, after) = access.asker(request), handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        found = accounts.listed(db, asker, after=after, limit=limit + 1)
        return handlers.page([one.as_json() for one in found], limit)

    return await handlers.show(request, query)


async def add_account(request: web.Request) -> web.Response:
    """A new account; its person is told by mail."""
    asker, now = access.asker(request), handlers.now(request)
    given = await forms.body(request, AccountIn)
    return await handlers.act(
        request,
        lambda db: accounts.add(db, given.email, given.name, given.role, asker, now=now),
        view=_view,
        status=201,
    )


async def change_account(request: web.Request) -> web.Response:
    """Another role, name or address."""
    asker, now, account = access.asker(request), handlers.now(request), request.match_info["id"]
    given = await forms.body(request, AccountPatch)
    return await handlers.act(
        request, lambda db: accounts.change(db, account, asker, now=now, **given.given()), view=_view
    )


async def remove_account(request: web.Request) -> web.Response:
    """The person has no powers any more; their browsers are out at once."""
    asker, now, account = access.asker(request), handlers.now(request), request.match_info["id"]
    return await handlers.act(request, lambda db: accounts.remove(db, account, asker, now=now), status=204)


async def list_sign_ins(request: web.Request) -> web.Response:
    """The browsers in which one is signed in."""
    asker, now, person = access.asker(request), handlers.now(request), request.match_info["id"]
    paging = handlers.paging(request)
    return await handlers.show(
        request,
        lambda db: handlers.cut([one.as_json() for one in accounts.sign_ins(db, person, asker, now=now)], paging),
    )


async def end_sign_in(request: web.Request) -> web.Response:
    """Ends one of one's own sign-ins."""
    asker, now, where = access.asker(request), handlers.now(request), request.match_info
    return await handlers.act(
        request, lambda db: accounts.end_sign_in(db, where["id"], where["sign_in"], asker, now=now), status=204
    )


def _view(_: Db, account: Account) -> dict[str, object]:
    return account.as_json()

"""Links by which colleagues fill in part of a regency's claims: made, listed, taken back, and used."""

from collections.abc import Mapping

from aiohttp import web

from server import forms
from server.forms import ClaimIn, HelperIn
from server.web.api.during import files
from server.web.seam import SETTINGS, STORE, access, handlers, uploads
from sessions.actions import claim_helpers
from sessions.store import Db, links
from sessions.values import Json

WHO = 24  # characters of a link's hash that tell whose an Idempotency-Key is


async def list_helpers(request: web.Request) -> web.Response:
    """Those whose links hold."""
    asker, regency, paging = access.asker(request), request.match_info["id"], handlers.paging(request)
    return await handlers.show(
        request,
        lambda db: handlers.cut([_json(request, one) for one in claim_helpers.shown(db, regency, asker)], paging),
    )


async def add_helper(request: web.Request) -> web.Response:
    """Makes a link for a colleague and some criteria."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = await forms.body(request, HelperIn)

    def action(db: Db) -> Mapping[str, Json]:
        made = claim_helpers.add(db, regency, given.name, given.criteria, asker, now=now)
        return next(one for one in claim_helpers.shown(db, regency, asker) if one["id"] == made.id)

    return await handlers.act(request, action, view=lambda _, one: _json(request, one), status=201)


async def take_back(request: web.Request) -> web.Response:
    """The link opens nothing from now on."""
    where, asker, now = request.match_info, access.asker(request), handlers.now(request)
    return await handlers.act(
        request,
        lambda db: claim_helpers.take_back(db, where["id"], where["helper"], asker, now=now),
        view=lambda _, done: None,
        status=204,
    )


async def add_file(request: web.Request) -> web.Response:
    """A helper adds evidence (a multipart form with `file`; with `criterion` it shows that claim at once)."""
    file, _ = await uploads.of_helper(request)
    return handlers.json_response(file.as_json(), status=201)


add_file.streams = True  # type: ignore[attr-defined]


async def get_file(request: web.Request) -> web.StreamResponse:
    """One file of a helper's, as it was sent."""
    where, now = request.match_info, handlers.now(request)
    return files.sent(request, await request.app[STORE].read(claim_helpers.file, where["token"], where["fid"], now=now))


async def put_claim(request: web.Request) -> web.Response:
    """A helper sets the claim of one of their criteria."""
    where, now = request.match_info, handlers.now(request)
    given = (await forms.body(request, ClaimIn)).said(where["criterion"])
    token = where["token"]
    return await handlers.act(
        request,
        lambda db: claim_helpers.put(db, token, given, now=now),
        view=lambda _, claim: claim.as_json(),
        who=f"fill:{links.hashed(token)[:WHO]}",
    )


def _json(request: web.Request, one: Mapping[str, object]) -> dict[str, object]:
    told = {key: value for key, value in one.items() if key != "token"}
    return told | {"url": f"{request.app[SETTINGS].public_url}/fill/{one['token']}"}

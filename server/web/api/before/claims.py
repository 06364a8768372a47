"""A regency's claims and the files that it shows for them."""

from collections.abc import Callable

from aiohttp import web

from server import forms
from server.forms import ClaimIn, ClaimsIn, RegencyFileIn, claim_lists
from server.web.api.during import files
from server.web.seam import CLOCK, STORE, access, apart, handlers, uploads
from sessions.actions import claims
from sessions.store import Db
from sessions.values import File, NewFile, NotFound, new_id


async def get_claims(request: web.Request) -> web.Response:
    """What the regency says of itself, until when it may, and what is missing."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await handlers.show(request, lambda db: claims.shown(db, regency, asker, now=now))


async def put_claims(request: web.Request) -> web.Response:
    """Sets all claims at once; what is left out is taken back."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    document = await forms.document(request)
    wrapped = document if isinstance(document, dict) and set(document) == {"claims"} else {"claims": document}
    given = forms.fit(wrapped, ClaimsIn)
    said = [claim.said(criterion) for criterion, claim in given.claims.items()]
    return await handlers.act(request, lambda db: claims.put_all(db, regency, said, asker, now=now))


async def put_claim(request: web.Request) -> web.Response:
    """Sets the claim of one criterion."""
    asker, regency, now = access.asker(request), request.match_info["id"], handlers.now(request)
    given = (await forms.body(request, ClaimIn)).said(request.match_info["criterion"])
    return await handlers.act(
        request, lambda db: claims.put(db, regency, given, asker, now=now), view=lambda _, claim: claim.as_json()
    )


async def put_list(request: web.Request) -> web.Response:
    """Takes a list (CSV or XLSX) of claims, of many regencies by their codes; all or none."""
    asker, now = access.asker(request), handlers.now(request)
    rows = await apart.body(request, claim_lists.rows_of)
    only = request.match_info["id"]

    def action(db: Db) -> claims.Taken:
        programme = claims.owned(db, only, asker).programme
        return claims.put_rows(db, programme, rows, asker, only=only, now=now)

    return await handlers.act(request, action, view=lambda _, taken: taken.as_json())


async def put_programme_list(request: web.Request) -> web.Response:
    """Takes a list (CSV or XLSX) of claims of a programme's regencies; all or none."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    rows = await apart.body(request, claim_lists.rows_of)
    return await handlers.act(
        request,
        lambda db: claims.put_rows(db, programme, rows, asker, now=now),
        view=lambda _, taken: taken.as_json(),
    )


async def get_frozen(request: web.Request) -> web.Response:
    """The claims that a session was judged beside, as frozen at its start."""
    asker, session = access.asker(request), request.match_info["id"]

    def query(db: Db) -> dict[str, object]:
        return {"session": session, "claims": claims.frozen_for(db, session, asker)}

    return await handlers.show(request, query)


# - files -


async def list_files(request: web.Request) -> web.Response:
    """The regency's files, newest version last."""
    asker, regency, paging = access.asker(request), request.match_info["id"], handlers.paging(request)

    def query(db: Db) -> dict[str, object]:
        return handlers.cut([file.as_json() for file in claims.files(db, regency, asker)], paging)

    return await handlers.show(request, query)


async def add_file(request: web.Request) -> web.Response:
    """Adds a file (a multipart form with `file` and `kind`), or a link (JSON)."""
    asker, regency, clock = access.asker(request), request.match_info["id"], request.app[CLOCK]
    size = request.content_length or 0
    await request.app[STORE].read(claims.may_add_file, regency, asker, now=clock(), size=size)

    def adding(new: NewFile) -> Callable[[Db], File]:
        return lambda db: claims.add_file(db, regency, new, asker, now=clock())

    if request.content_type == "application/json":
        link = await forms.body(request, RegencyFileIn)
        return await _added(request, adding(NewFile(new_id(clock()), link.kind, link.name, url=link.url)))
    async with uploads.received(request, recordings=False) as upload:
        return await _added(request, upload.taken_by(adding(uploads.of_regency(upload, new_id(clock())))))


add_file.streams = True  # type: ignore[attr-defined]


async def _added(request: web.Request, action: Callable[[Db], File]) -> web.Response:
    return await handlers.act(request, action, view=lambda _, file: file.as_json(), status=201)


async def get_file(request: web.Request) -> web.StreamResponse:
    """One file, as it was sent."""
    where = request.match_info
    file = await request.app[STORE].read(claims.file, where["id"], where["fid"], access.asker(request))
    if file.sha256 is None and file.url is None:
        raise NotFound
    return files.sent(request, file)

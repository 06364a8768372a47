"""Results as JSON, CSV and XLSX, their publication, and objections to them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server import forms
from server.documents import result_tables, tables
from server.forms import ObjectionAnswerIn, ObjectionIn, PublicationIn
from server.forms.spreadsheets import XLSX
from server.text import known
from server.web.api.before import batches
from server.web.seam import FIGURES, SETTINGS, STORE, access, handlers, ways
from sessions.actions import Asker, Figured, must_be_secretariat, objecting, releasing, second_official
from sessions.store import Db, Proposal, Release, releases
from sessions.values import Json, wire
from sessions.values.results import told_medians


@dataclass(frozen=True)
class Shown:
    """Results as whoever asks may have them, and what their export needs; `whole` is the secretariat's."""

    results: dict[str, object]
    rubric: Mapping[str, object]
    provinces: Mapping[str, str]
    release: Release | None
    whole: bool

    def as_json(self) -> dict[str, object]:
        """The contract's JSON; `release` names the version that is published, and whether these figures are its."""
        published = None if self.release is None else _release(self.release)
        return self.results | {"release": published}


def _release(release: Release) -> dict[str, object]:
    own = {"version": release.version, "published_at": wire(release.published_at), "reason": release.reason or None}
    return own | {key: release.head[key] for key in ("objections_until", "digest")}


# - results -


async def as_json(request: web.Request) -> web.Response:
    """The results as they stand; `?version=` gives a published one. A regency gets its own, once published."""
    shown = await _shown(request)
    return handlers.json_response(shown.as_json())


async def as_csv(request: web.Request) -> web.Response:
    """The ranking with every figure, one row a regency."""
    shown, language = await _shown(request), _language(request)
    grid = result_tables.ranking(shown.results, shown.rubric, shown.provinces, language)
    return _file(await asyncio.to_thread(tables.as_csv, grid), "text/csv", "results.csv")


async def as_xlsx(request: web.Request) -> web.Response:
    """The ranking as a workbook; for the secretariat with agreement, panelists and what was left out."""
    shown, language = await _shown(request), _language(request)
    parts = (shown.results, shown.rubric, shown.provinces, language)
    grids = result_tables.whole(*parts) if shown.whole else [result_tables.ranking(*parts)]
    return _file(await asyncio.to_thread(tables.as_xlsx, grids), XLSX, "results.xlsx")


async def _shown(request: web.Request) -> Shown:
    asker, programme, store = access.asker(request), request.match_info["id"], request.app[STORE]
    version, now = handlers.version_of(request), handlers.now(request)
    if not asker.secretariat:
        return await store.read(_told, programme, asker, now=now)
    if version is not None:
        return await store.read(_published, programme, version, asker, _language(request), now=now)
    figured = await request.app[FIGURES].of(programme, now=now)
    release = await store.read(releases.latest, programme, now=now)
    model = await request.app[FIGURES].model(figured, now=now)
    return await asyncio.to_thread(_standing, figured, model, release, _language(request))


def _standing(figured: Figured, model: Mapping[str, object] | None, release: Release | None, language: str) -> Shown:
    basis = figured.basis
    provinces = {place.code: place.province for place in basis.places}
    results = figured.results.as_json(language) | {"model": model}
    return Shown(results, basis.rubric.as_json(), provinces, release, True)


def _published(db: Db, programme: str, version: int, asker: Asker, language: str, *, now: datetime) -> Shown:
    release, document = releasing.published(db, programme, asker, version=version, now=now)
    results = dict(document["results"])
    results["excluded"] = [one | {"because": one["because"][language]} for one in results["excluded"]]
    results["medians"] = told_medians(results)
    results.setdefault("model", None)
    return Shown(results, document["rubric"], document["provinces"], release, True)


def _told(db: Db, programme: str, asker: Asker, *, now: datetime) -> Shown:
    release, results = releasing.told(db, programme, asker, now=now)
    document = releases.doc(db, release.id)
    return Shown(results, document["rubric"], document["provinces"], release, False)


def _language(request: web.Request) -> str:
    return known(request.query.get("language") or access.asker(request).language)


def _file(content: bytes, kind: str, name: str) -> web.Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    charset = "utf-8" if kind.startswith("text/") else None
    return web.Response(body=content, content_type=kind, charset=charset, headers=headers)


# - publication -


async def checklist(request: web.Request) -> web.Response:
    """What there is to settle before the results are published."""
    return await handlers.show(
        request,
        lambda db: releasing.checked(db, request.match_info["id"], access.asker(request), now=handlers.now(request)),
    )


async def publish(request: web.Request) -> web.Response:
    """Publishes the results as the next version; what stands in the way is `blockers`. With `?hold=true` they wait with
    their mails as a batch, and nobody finds them before it is sent."""
    asker, programme = access.asker(request), request.match_info["id"]
    given = await forms.body(request, PublicationIn)
    asked = releasing.Publication(**given.model_dump())
    must_be_secretariat(asker)
    figured = await request.app[FIGURES].anew(programme, now=handlers.now(request))
    second, hold, now = (
        request.app[SETTINGS].rules.publish_second,
        ways.of_one(request).hold,
        handlers.now(request),
    )
    return await handlers.act(
        request,
        lambda db: second_official.publish(db, programme, asked, figured, asker, second=second, hold=hold, now=now),
        view=lambda db, made: _made(db, made, now) if isinstance(made, Release) else _proposed(made),
        status=lambda made: 201 if isinstance(made, Release) else 202,
    )


def _made(db: Db, release: Release, now: datetime) -> dict[str, object]:
    return release.as_json() | {"batch": batches.shown(db, release.batch, now)}


def _proposed(proposal: Proposal) -> dict[str, Json]:
    by = {"id": proposal.by_id, "name": proposal.by_name}
    return {"state": "proposed", "proposed_by": by, "proposed_at": wire(proposal.at)}


async def list_releases(request: web.Request) -> web.Response:
    """The published versions, the newest first."""
    paging, now = handlers.paging(request), handlers.now(request)

    def query(db: Db, programme: str, asker: Asker) -> dict[str, object]:
        found = releasing.versions(db, programme, asker, now=now)
        return handlers.cut([one.as_json() if asker.secretariat else _release(one) for one in found], paging)

    return await handlers.show(request, lambda db: query(db, request.match_info["id"], access.asker(request)))


async def get_release(request: web.Request) -> web.Response:
    """A published version with everything that it says: what its digest is of stands in `document`."""

    def query(db: Db, programme: str, version: int, asker: Asker) -> dict[str, object]:
        release, document = releasing.published(db, programme, asker, version=version, now=now)
        return release.as_json() | {"document": document}

    version, now = forms.natural(request.match_info["version"]) or 0, handlers.now(request)
    return await handlers.show(request, lambda db: query(db, request.match_info["id"], version, access.asker(request)))


# - objections -


async def list_objections(request: web.Request) -> web.Response:
    """The objections: every one for the secretariat, its own for a regency."""
    paging, now = handlers.paging(request), handlers.now(request)

    def query(db: Db, programme: str, asker: Asker) -> dict[str, object]:
        return handlers.cut([one.as_json() for one in objecting.objections(db, programme, asker, now=now)], paging)

    return await handlers.show(request, lambda db: query(db, request.match_info["id"], access.asker(request)))


async def object_to(request: web.Request) -> web.Response:
    """A regency objects to its published result."""
    asker, given = access.asker(request), await forms.body(request, ObjectionIn)
    programme, now = request.match_info["id"], handlers.now(request)
    return await handlers.act(
        request,
        lambda db: objecting.object_to(db, programme, given.text, asker, code=given.regency, now=now),
        view=lambda _, made: made.as_json(),
        status=201,
    )


async def answer_objection(request: web.Request) -> web.Response:
    """The secretariat answers an objection, once."""
    asker, given = access.asker(request), await forms.body(request, ObjectionAnswerIn)
    return await handlers.act(
        request,
        lambda db: objecting.answer(
            db, request.match_info["id"], given.answer, given.outcome, asker, now=handlers.now(request)
        ),
        view=lambda _, answered: answered.as_json(),
    )

"""The results' pages: ranking, one regency, the whole on one page, criteria, panel, objections, letters."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from aiohttp import web

from server import forms
from server.documents import certificate as certificates
from server.documents import result_letter, result_views, result_words
from server.documents.reports import national as national_page
from server.documents.reports import recap as recaps
from server.documents.result_views import Asked, Document
from server.forms import ObjectionAnswerIn, ObjectionIn
from server.text import translator
from server.web.pages import frame, ranking
from server.web.pages.frame import View, titled
from server.web.pages.secretariat.asked import Asked as Listed
from server.web.seam import CERTIFICATE, FIGURES, SETTINGS, access, handlers
from sessions.actions import (
    Asker,
    Story,
    must_be_secretariat,
    objecting,
    releasing,
    result_story,
    results_basis,
)
from sessions.store import Db, Objection, Release, registry, releases
from sessions.values import NotFound, wire
from sessions.values.results import Rated, told_medians

RECAP_ROWS = 100  # of the recap's that its page shows; all of them are in the PDF
CRITERIA_ROWS = 50  # at most on a page that has each of them with every criterion, twice


@dataclass(frozen=True)
class Sight:
    """Results as they are looked at. `release` is the newest version; `version` the one that is shown, None where the
    figures are as the sessions now stand; `changed` that these are not the newest version's any more; `newer` that
    those of what changed `since` are being computed, `estimating` that a newer model is, `interrupted` that either was
    cut off and has been taken up again."""

    programme: Mapping[str, str]
    results: Document
    rubric: Document
    provinces: Mapping[str, str]
    release: Release | None
    version: int | None
    changed: bool
    rated: Sequence[Rated] = ()
    model: Document | None = None
    estimating: bool = False
    interrupted: bool = False
    newer: bool = False
    since: datetime | None = None
    counts: str = "original"
    class_medians: tuple[str, Document] | None = None
    last: Document | None = None  # all that the newest release of the round before says
    bands: Sequence[Document] = ()

    @property
    def before(self) -> Mapping[str, Document]:
        """What regencies got in the round before, by code."""
        return {} if self.last is None else result_story.ranked(self.last)

    def view(self) -> View:
        """What every page of the results shows."""
        return {
            "programme": self.programme,
            "here": f"/programmes/{self.programme['id']}/results",
            "release": None if self.release is None else self.release.as_json(),
            "is_open": self.release is not None and bool(self.release.head.get("open")),
            "version": self.version,
            "changed": self.changed,
            "since": self.since and wire(self.since),
            "newer": self.newer,
            "interrupted": self.interrupted,
        }


# - the secretariat's -


async def show(request: web.Request) -> web.Response:
    """The ranking; a regency's people are led to their own page."""
    asker, programme = access.asker(request), request.match_info["id"]
    if not asker.secretariat:
        own = await frame.read(request, lambda db: _own_code(db, programme, asker, now=handlers.now(request)))
        raise web.HTTPFound(f"/programmes/{programme}/results/regencies/{quote(own, safe='')}")
    sight, asked = await sight_of(request), Asked.of(request.query)
    view = await asyncio.to_thread(_ranking, sight, asked, Listed.of(request.query), frame.language(request))
    if sight.version is None:
        view["steps"] = await _steps(request, programme)
    return await asyncio.to_thread(frame.page, request, "pages/results.html", view)


async def _steps(request: web.Request, programme: str) -> list[View]:
    now, language = handlers.now(request), frame.language(request)
    checks = await frame.read(request, lambda db: releasing.checklist(db, results_basis.basis(db, programme, now=now)))
    return ranking.steps(checks, programme, language, second=request.app[SETTINGS].rules.publish_second)


async def national(request: web.Request) -> web.Response:
    """The round on one page: provinces on a map, bands, what moved, how far the panel can be relied on."""
    sight, language = await sight_of(request), frame.language(request)
    rows = _rows(sight, language)
    found = national_page.Round(rows, sight.results, sight.rubric, sight.bands, sight.model, sight.last)
    view = await asyncio.to_thread(national_page.page, found, language)
    flagged = sum(bool(one["flags"]) for one in sight.results["panelists"])
    return frame.page(request, "pages/results_national.html", sight.view() | view | {"flagged": flagged})


async def by_criterion(request: web.Request) -> web.Response:
    """Criteria by regencies."""
    sight, asked = await sight_of(request), Asked.of(request.query)
    return await asyncio.to_thread(_page, request, "pages/results_criteria.html", _criteria, sight, asked)


async def panel(request: web.Request) -> web.Response:
    """How far the panel agrees, and who is strict."""
    sight, language = await sight_of(request), frame.language(request)
    people = sight.results["panelists"]
    view = sight.view() | {
        "agreement": result_views.agreement(sight.results, language),
        "by_criterion": result_views.agreement_by_criterion(sight.results, sight.rubric, language),
        "coefficients": list(result_views.coefficients(language).values()),
        "connection": sight.results["connection"],
        "model": sight.model,
        "parts": result_views.variance_parts(sight.model, language),
        "estimating": sight.estimating,
        "panelists": sorted(people, key=_strictest),
        "chart": result_views.severity_chart(people, language),
        "narrow_chart": result_views.severity_chart(people, language, narrow=True),
    }
    return frame.page(request, "pages/results_panel.html", view)


def _strictest(one: Document) -> tuple[bool, int, float]:
    """Who is pointed out stands first; then group by group where panels don't connect, the furthest from zero first."""
    within = one.get("within_group") or {}
    severity = one["severity"] if one["severity"] is not None else within.get("severity")
    return not one["flags"], one["group"] if within and one["group"] is not None else -1, -abs(severity or 0)


async def recap(request: web.Request) -> web.Response:
    """The recap of the round as a page."""
    found = await _recap(request)
    programme = titled(found.basis.programme)
    await frame.count(request, programme)
    view = {"programme": programme, "here": f"/programmes/{programme['id']}/results", "version": None}
    return frame.page(
        request, "pages/results_recap.html", view | {"recap": _recapped(request, found), "shown": RECAP_ROWS}
    )


async def recap_pdf(request: web.Request) -> web.Response:
    """The recap of the round as PDF."""
    told = _recapped(request, await _recap(request))
    content = await asyncio.to_thread(recaps.pdf, told)
    name = f"rekapitulasi-{request.match_info['id']}.pdf"
    return await _signed(request, content, translator(frame.language(request))("Rekapitulasi"), name)


async def _recap(request: web.Request) -> recaps.Found:
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    return await frame.read(request, lambda db: recaps.read(db, programme, asker, now=now))


def _recapped(request: web.Request, found: recaps.Found) -> View:
    settings = request.app[SETTINGS]
    return recaps.told(found, frame.language(request), settings.uploads, office=settings.mail.organizer.name)


async def show_release(request: web.Request) -> web.Response:
    """A published version: the records it rests on, and what it changed."""
    where = request.match_info
    if not where["version"].isascii() or not where["version"].isdigit() or len(where["version"]) > 9:
        raise NotFound
    view = await frame.read(
        request,
        lambda db: _release(db, where["id"], int(where["version"]), access.asker(request), now=handlers.now(request)),
    )
    return frame.page(request, "pages/results_release.html", view)


def _page(
    request: web.Request, template: str, view: Callable[[Sight, Asked, str], View], sight: Sight, asked: Asked
) -> web.Response:
    """A page that may have hundreds of rows, made in a thread so that nobody's score waits for it."""
    return frame.page(request, template, view(sight, asked, frame.language(request)))


def _ranking(sight: Sight, asked: Asked, listed: Listed, language: str) -> View:
    every = _rows(sight, language)
    shown = result_views.chosen([row for row in every if row["index"] is not None], asked)
    ranked = [row for row in every if row["rank"] is not None]
    agreement = sight.results["agreement"]
    return sight.view() | {
        "asked": asked,
        "listed": listed,
        "tiles": ranking.tiles(every, sight.bands, agreement["whole"]["alpha_interval"], listed, language),
        "filters": ranking.filters(every, sight.bands, listed, language),
        "steps": [],
        "shown": shown,
        "paging": asked.paging(shown.stands),
        "lacking": result_views.lacking(every, asked),
        "before": sight.before,
        "ranked": len(ranked),
        "total": len(every),
        "groups": result_views.criteria(sight.rubric, language),
        "axis": result_views.span(every),
        "agreement": agreement["sentences"]["whole"]["alpha_interval"][language],
        "connection": sight.results["connection"],
        "excluded": [one | {"says": _says(one["because"], language)} for one in sight.results["excluded"]],
    }


def _criteria(sight: Sight, asked: Asked, language: str) -> View:
    every, asked = _rows(sight, language), asked.at_most(CRITERIA_ROWS)
    shown = result_views.chosen([row for row in every if row["index"] is not None], asked)
    return sight.view() | {
        "asked": asked,
        "shown": shown,
        "paging": asked.paging(shown.stands, CRITERIA_ROWS),
        "groups": result_views.criteria(sight.rubric, language),
        "medians": told_medians(sight.results),
        "left_out": result_words.left_out(sight.results, language),
        "chart": result_views.heat_map(shown.rows, sight.rubric, language),
        "narrow_chart": result_views.heat_map(shown.rows, sight.rubric, language, narrow=True),
    }


def _release(db: Db, programme_id: str, version: int, asker: Asker, *, now: datetime) -> View:
    release, document = releasing.published(db, programme_id, asker, version=version, now=now)
    names = {one["code"]: one["name"] for one in document["results"]["regencies"]}
    return {
        "programme": _titled(db, programme_id),
        "here": f"/programmes/{programme_id}/results",
        "release": release.as_json(),
        "records": document["records"],
        "missing": document["missing"],
        "names": names,
        "corrections": releasing.corrections(db, programme_id, release, now=now),
    }


def _rows(sight: Sight, language: str) -> list[View]:
    return result_views.rows(sight.results, sight.provinces, language)


def _says(because: str | Mapping[str, str], language: str) -> str:
    return because if isinstance(because, str) else because[language]


async def sight_of(request: web.Request) -> Sight:
    """What the secretariat looks at: figures as they stand, or a version by `?version=`. Raises NotFound, Invalid."""
    sight = await _looked_at(request)
    await frame.count(request, sight.programme)
    return sight


async def _looked_at(request: web.Request) -> Sight:
    asker, programme, version = access.asker(request), request.match_info["id"], handlers.version_of(request)
    figures, now = request.app[FIGURES], handlers.now(request)
    must_be_secretariat(asker)
    if version is not None:
        return await frame.read(request, lambda db: _frozen(db, programme, version, asker, now=now))
    figured, newer = await figures.at_hand(programme, now=now)
    model = None if newer else await figures.model(figured, now=now)
    estimating = newer or figures.estimating(figured)
    basis = figured.basis
    release = await frame.read(request, lambda db: releases.latest(db, programme, now=now))
    last = await frame.read(request, lambda db: result_story.last_release(db, basis.programme, now=now))
    excluded = [one.as_json() | {"because": dict(one.because)} for one in figured.results.excluded]
    return Sight(
        programme=titled(basis.programme),
        results=figured.document | {"excluded": excluded},
        rubric=basis.rubric.as_json(),
        provinces={place.code: place.province for place in basis.places},
        release=release,
        version=None,
        changed=release is not None and release.head["basis"] != basis.key,
        rated=figured.rated,
        counts=basis.judged.counts,
        last=last and last[1],
        bands=basis.judged.bands,
        model=figures.model_before(programme) if estimating else model,
        estimating=estimating,
        interrupted=figures.interrupted(programme),
        newer=newer,
        since=figured.since,
    )


def _frozen(db: Db, programme_id: str, version: int, asker: Asker, *, now: datetime) -> Sight:
    _, document = releasing.published(db, programme_id, asker, version=version, now=now)
    return Sight(
        programme=_titled(db, programme_id),
        results=document["results"],
        rubric=document["rubric"],
        provinces=document["provinces"],
        release=releases.latest(db, programme_id, now=now),
        version=version,
        changed=False,
        bands=document.get("bands", ()),
        last=_last(db, programme_id, now=now),
    )


def _last(db: Db, programme_id: str, *, now: datetime) -> Document | None:
    found = result_story.last_release(db, registry.programme(db, programme_id), now=now)
    return found and found[1]


def _titled(db: Db, programme_id: str) -> View:
    return titled(registry.programme(db, programme_id))


# - one regency -


async def profile(request: web.Request) -> web.Response:
    """One regency: for the secretariat as things stand, for its own people as published."""
    return frame.page(request, "pages/result.html", await _profile(request))


async def _profile(request: web.Request) -> View:
    asker, where, language = access.asker(request), request.match_info, frame.language(request)
    if asker.secretariat:
        sight = await sight_of(request)
    else:
        sight = await frame.read(
            request, lambda db: _own(db, where["id"], where["code"], asker, now=handlers.now(request))
        )
    one = next((row for row in _rows(sight, language) if row["code"] == where["code"]), None)
    if one is None:
        raise NotFound
    more = await frame.read(
        request, lambda db: _about(db, where["id"], where["code"], asker, now=handlers.now(request))
    )
    sight = replace(sight, rubric=await frame.read(request, lambda db: _rubric(db, sight, one)))
    words = _in_words(sight, one, more["story"], language)
    return sight.view() | _regency(sight, one, language) | words | more | {"own": not asker.secretariat}


def _rubric(db: Db, sight: Sight, one: View) -> Document:
    return result_story.rubric_of(db, sight.programme["id"], one, sight.rubric)


def _in_words(sight: Sight, one: View, story: Story, language: str) -> View:
    """What the page says in sentences; nothing of a regency without a result."""
    if one["index"] is None:
        return {}
    results, rubric = sight.results, sight.rubric
    of = one.get("of") or sum(each["rank"] is not None for each in results["regencies"])
    own_class = sight.class_medians or result_words.class_medians(results, one["code"])
    name, medians = own_class or ("", result_words.measure(results, one))
    return {
        "standing": result_words.standing(one, of, language),
        "strong": result_words.strongest(one, medians, rubric, language),
        "steps": result_words.improving(one, rubric, language),
        "by_itself": result_words.by_itself(story.claimed, one, language),
        "compared_with": result_words.compared_with(name, medians, results, one, language),
        "class_name": name,
        "last": sight.before.get(one["code"]),
        "class_medians": medians if own_class else None,
        "counted": result_words.counted(story, one, sight.counts, language),
        "said": result_words.panel_said(story, rubric, language),
    }


def _own(db: Db, programme_id: str, code: str, asker: Asker, *, now: datetime) -> Sight:
    releasing.own_regency(db, programme_id, code, asker)
    release, results = releasing.told(db, programme_id, asker, now=now)
    document = releases.doc(db, release.id)
    return Sight(
        programme=_titled(db, programme_id),
        results=results,
        rubric=document["rubric"],
        provinces=document["provinces"],
        release=release,
        version=release.version,
        changed=False,
        counts=document.get("counts", "original"),
        last=_last(db, programme_id, now=now),
        class_medians=result_words.class_medians(document["results"], code),
    )


def _own_code(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> str:
    releasing.told(db, programme_id, asker, now=now)
    return releasing.own_regencies(db, programme_id, asker)[0].code


def _regency(sight: Sight, one: View, language: str) -> View:
    results, rubric = sight.results, sight.rubric
    people = {each["id"]: each["name"] for each in results.get("panelists", [])}  # a regency is told of none
    groups = result_views.criteria(rubric, language)
    names = {each["key"]: each["name"] for group in groups for each in group["criteria"]}
    ranked = one.get("of") or sum(each["rank"] is not None for each in results["regencies"])
    medians = result_words.measure(results, one)
    charts: View = {
        "radar": result_views.radar(one, medians, rubric, language),
        "narrow_radar": result_views.radar(one, medians, rubric, language, width=340, key="radar-narrow"),
    }
    if sight.rated:
        parts = (one["code"], sight.rated, rubric, language)
        charts |= {"strip": result_views.strip(*parts, width=640, key="strip")}
        charts |= {"narrow_strip": result_views.strip(*parts, width=340, key="strip-narrow")}
    return charts | {
        "one": one,
        "of": ranked,
        "groups": groups,
        "medians": medians,
        "missing": [names.get(key, key) for key in one["missing"]],
        "incomplete": {
            people.get(panelist, panelist): [names.get(key, key) for key in keys]
            for panelist, keys in one.get("incomplete", {}).items()
        },
        "agreement": results["agreement"]["sentences"]["whole"]["alpha_interval"][language],
    }


def _about(db: Db, programme_id: str, code: str, asker: Asker, *, now: datetime) -> View:
    """What belongs to a regency's page beside the figures: its records and objections."""
    regency = registry.regency_by_code(db, programme_id, code)
    if regency is None:
        raise NotFound
    release = releases.latest(db, programme_id, now=now)
    told = releases.objections_of(db, programme_id, regency=regency.id)
    document = releases.doc(db, release.id) if release else None
    return {
        "regency_id": regency.id,
        "zone": regency.timezone if not asker.secretariat else asker.timezone,
        "records": [one for one in document["records"] if one["regency"] == code] if document else [],
        "in_release": document is not None and _is_ranked(document, code),
        "objections": [one.as_json() for one in told],
        "may_object": not registry.programme(db, programme_id).archived and _may_object(release, told, asker, now),
        "story": result_story.of_regency(db, programme_id, document, code) if document else Story(),
    }


def _is_ranked(document: Document, code: str) -> bool:
    return any(one["code"] == code and one["rank"] is not None for one in document["results"]["regencies"])


def _may_object(release: Release | None, told: Sequence[Objection], asker: Asker, now: datetime) -> bool:
    waiting = any(one.answered_at is None for one in told)
    return not asker.secretariat and release is not None and release.takes_objections(now) and not waiting


async def letter(request: web.Request) -> web.Response:
    """The letter to a regency about its published result, as PDF."""
    asker, where, language = access.asker(request), request.match_info, frame.language(request)
    found = await frame.read(
        request,
        lambda db: result_letter.read(
            db, where["id"], where["code"], asker, version=handlers.version_of(request), now=handlers.now(request)
        ),
    )
    told = result_letter.told(found, request.app[SETTINGS], language)
    content = await asyncio.to_thread(result_letter.pdf, told)
    name = f"hasil-{where['code']}-{found.release.version}.pdf"
    return await _signed(request, content, translator(language)("Surat hasil"), name)


async def regency_certificate(request: web.Request) -> web.Response:
    """A regency's certificate of its band, once the results are published."""
    asker, where, now = access.asker(request), request.match_info, handlers.now(request)
    found = await frame.read(
        request, lambda db: certificates.of_regency(db, where["id"], where["code"], asker, now=now)
    )
    return await _certificate(request, found, f"sertifikat-{where['code']}.pdf")


async def panelist_certificate(request: web.Request) -> web.Response:
    """A panelist's certificate of attendance, once the results are published."""
    asker, where, now = access.asker(request), request.match_info, handlers.now(request)
    found = await frame.read(
        request, lambda db: certificates.of_panelist(db, where["id"], where["person"], asker, now=now)
    )
    return await _certificate(request, found, f"sertifikat-{where['person']}.pdf")


async def _certificate(request: web.Request, found: certificates.Found, name: str) -> web.Response:
    language = frame.language(request)
    told = certificates.told(found, request.app[SETTINGS], language)
    content = await asyncio.to_thread(certificates.pdf, told)
    return await _signed(request, content, translator(language)("Sertifikat"), name)


async def _signed(request: web.Request, content: bytes, what: str, name: str) -> web.Response:
    """A document as PDF, with the organisation's signature where there is one."""
    certificate = request.app[CERTIFICATE]
    if certificate is not None:
        content = await asyncio.to_thread(certificate.sign, content, what)
    plain = name.replace('"', "").replace("/", "-")
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{quote(plain)}"'}
    return web.Response(body=content, content_type="application/pdf", headers=headers)


async def object_to(request: web.Request) -> web.Response:
    """A regency objects."""
    given, where = await frame.fields(request), request.match_info
    text = forms.fit({"text": given.get("text", "")}, ObjectionIn).text
    await frame.act(
        request,
        lambda db: objecting.object_to(
            db, where["id"], text, access.asker(request), code=where["code"], now=handlers.now(request)
        ),
    )
    code = quote(where["code"], safe="")
    return frame.led_to(f"/programmes/{where['id']}/results/regencies/{code}", "objected")


async def answer_objection(request: web.Request) -> web.Response:
    """The secretariat answers an objection."""
    given, objection = await frame.fields(request), request.match_info["id"]
    said = forms.fit({"answer": given.get("answer", ""), "outcome": given.get("outcome", "")}, ObjectionAnswerIn)
    await frame.act(
        request,
        lambda db: objecting.answer(
            db, objection, said.answer, said.outcome, access.asker(request), now=handlers.now(request)
        ),
    )
    programme = await frame.read(request, lambda db: releases.programme_of(db, objection))
    return frame.led_to(f"/programmes/{programme}/results/publication", "objection-answered")

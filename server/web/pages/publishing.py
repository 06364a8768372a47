"""Publishing: what stands in the way of it; what it freezes and whom it tells, seen first; then its minute."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from aiohttp import web

from server import forms
from server.documents import result_letter, result_views
from server.documents.reports import national
from server.forms import PublicationIn
from server.text import faults, formats, numbered, translator
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import look, reading
from server.web.pages.results import sight_of
from server.web.seam import FIGURES, SETTINGS, STORE, access, handlers, ways
from sessions.actions import Figured, must_be_secretariat, releasing, results_basis, second_official
from sessions.store import Db, Proposal, Release, proposals, registry, releases
from sessions.values import Invalid, wire
from sessions.values.results import Blocker

Form = Mapping[str, str]
FIELDS = ("reason", "objection_days", "accept_missing", "accept_rubrics", "open")
SHOWN = 10  # regencies whose figures, and whose change, are seen before they are published; the rest is a link away


async def show(request: web.Request) -> web.Response:
    """What stands in the way, what waits, the versions, and objections."""
    return await _form(request, {})


async def publish(request: web.Request) -> web.Response:
    """Shows what would be published and who is told; with `step` "send" it is, after its minute, and with "edit" the
    form is shown again as it was filled in. Figures that are not those that were `seen` are shown once more."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    must_be_secretariat(asker)
    if form.get("step") == "edit":
        return await _form(request, form)
    try:
        asked = _asked(form)
        if form.get("step") != "send":
            return await _check(request, form, asked)
        figured = await request.app[FIGURES].anew(programme, now=handlers.now(request))
        if form.get("seen") != figured.basis.key:
            return await _check(request, form, asked, changed=True)
        made = await frame.act(request, lambda db: _published(db, request, asked, figured))
    except Invalid as invalid:
        return await _form(request, form, faults.at_fields(invalid.faults, frame.language(request), {}), status=422)
    if isinstance(made, Release) and made.batch:
        return frame.led_to(f"/batches/{made.batch}")
    said = "published" if isinstance(made, Release) else "proposed"
    return frame.led_to(f"/programmes/{programme}/results/publication", said)


async def letter(request: web.Request) -> web.Response:
    """The letter that one regency would get, as PDF; every page of it says that it is not out."""
    form, asker, programme = await frame.fields(request), access.asker(request), request.match_info["id"]
    must_be_secretariat(asker)
    asked, code = _asked(form), form.get("code", "")
    figured = await request.app[FIGURES].of(programme, now=handlers.now(request))

    def written(db: Db) -> result_letter.Found:
        release = _would_be(db, request, asked, figured)
        return result_letter.read(db, programme, code, asker, version=None, now=release.published_at)

    found = await request.app[STORE].look(written)
    _ = translator(language := frame.language(request))
    told = result_letter.told(found, request.app[SETTINGS], language, mark=_("BELUM TERBIT"))
    content = await asyncio.to_thread(result_letter.pdf, told)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="contoh-surat-hasil.pdf"'}
    return web.Response(body=content, content_type="application/pdf", headers=headers)


def _published(db: Db, request: web.Request, asked: releasing.Publication, figured: Figured) -> Release | Proposal:
    second, hold = request.app[SETTINGS].rules.publish_second, ways.for_pages(request).hold
    parts = (db, request.match_info["id"], asked, figured, access.asker(request))
    return second_official.publish(*parts, second=second, hold=hold, now=handlers.now(request))


def _would_be(db: Db, request: web.Request, asked: releasing.Publication, figured: Figured) -> Release:
    """What comes of it at last, also where it would only be proposed now: for a look, which is taken back."""
    parts = (db, request.match_info["id"], asked, figured, access.asker(request))
    return releasing.publish(*parts, hold=ways.for_pages(request).hold, now=handlers.now(request))


def _asked(given: Form) -> releasing.Publication:
    days = forms.natural(given.get("objection_days", ""))
    said = {
        "reason": given.get("reason", "").strip(),
        "objection_days": days,
        "accept_missing": "accept_missing" in given,
        "accept_rubrics": "accept_rubrics" in given,
        "open": "open" in given,
    }
    return releasing.Publication(**forms.fit(said, PublicationIn).model_dump())


# - the form, and what stands around it -


async def _form(
    request: web.Request, form: Form, wrong: Mapping[str, str] | None = None, *, status: int = 200
) -> web.Response:
    sight, language, now = await sight_of(request), frame.language(request), handlers.now(request)
    found = await frame.read(request, lambda db: _standing(db, request.match_info["id"], language, now=now))
    view = sight.view() | found | {"form": form, "faults": wrong or {}}
    return frame.page(request, "pages/results_publication.html", view, status=status)


def _standing(db: Db, programme_id: str, language: str, *, now: datetime) -> View:
    basis = results_basis.basis(db, programme_id, now=now)
    checks = releasing.checklist(db, basis)
    told = releases.objections_of(db, programme_id)
    return {
        "blocking": _by_kind(checks.blocking, language),
        "acceptable": _by_kind(checks.acceptable, language),
        "hints": _by_kind(checks.hints, language),
        "counted": len(basis.sessions),
        "signed": sum(one.signed for one in basis.sessions),
        "versions": [one.as_json() for one in releases.of_programme(db, programme_id, now=now)],
        "names": {place.code: place.name for place in basis.places},
        "objections": [one.as_json() for one in reversed(told)],
        "default_days": releasing.OBJECTION_DAYS,
        "proposal": _proposal(db, programme_id),
        "soon": _soon(releases.waiting(db, programme_id, now=now)),
    }


def _proposal(db: Db, programme_id: str) -> View | None:
    waiting = proposals.of(db, programme_id)
    return None if waiting is None else {"name": waiting.by_name, "at": wire(waiting.at)}


def _soon(waiting: Release | None) -> View | None:
    return None if waiting is None else waiting.as_json() | {"batch": waiting.batch}


def _by_kind(found: Sequence[Blocker], language: str) -> dict[str, list[View]]:
    kinds: dict[str, list[View]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(
            {"session": one.session, "regency": one.regency, "says": one.says[language]}
        )
    return kinds


# - seen first -


async def _check(
    request: web.Request, form: Form, asked: releasing.Publication, *, changed: bool = False
) -> web.Response:
    programme, reads = request.match_info["id"], await look.asked(request)
    figured = await request.app[FIGURES].of(programme, now=handlers.now(request))

    def written(db: Db) -> tuple[Release, Proposal | None, str]:
        before, made = proposals.of(db, programme), _published(db, request, asked, figured)
        if isinstance(made, Release):
            return made, None, ""
        other = before.by_name if before is not None and before.by_id != made.by_id else ""
        return _would_be(db, request, asked, figured), made, other

    seen = await handlers.looked(request, written, lambda db, made: _seen(db, programme, *made, reads=reads))
    spoken, release = frame.language(request), seen["release"]
    rows = _rows(figured, spoken)
    _, number = translator(spoken), look.sent(seen["would_send"])
    button = numbered(spoken, "Terbitkan dan kirim %d surel", "Terbitkan dan kirim %d surel", number)
    here = f"/programmes/{programme}/results"
    return await look.page(
        request,
        seen | _figures(figured, rows),
        seen["would_send"],
        template="pages/publish_check.html",
        title=_("Periksa versi %(n)s sebelum terbit") % {"n": release.version},
        action=f"{here}/publish",
        back=f"{here}/publication",
        here=here,
        button=_("Usulkan penerbitan") if seen["proposes"] else button if number else _("Terbitkan"),
        held=bool(ways.delay(request)) and not seen["proposes"],
        carried=[(name, form[name]) for name in FIELDS if form.get(name)] + [("seen", figured.basis.key)],
        revises=True,
        kinds=[],  # there is but one, and what is published says it
        facts=_facts(seen, figured, rows, asked, spoken),
        notes=_notes(seen, changed=changed, language=spoken),
    )


def _seen(db: Db, programme_id: str, release: Release, proposal: Proposal | None, other: str, *, reads: str) -> View:
    at, document = release.published_at, releases.doc(db, release.id)
    lacking = set(release.head["unreached"])
    drafts = reading.drafts(db, reads)
    return {
        "programme": titled(registry.programme(db, programme_id)),
        "drafts": drafts,
        "papers": _papers(drafts),
        "release": release,
        "proposes": proposal is not None,
        "other": other,
        "gaps": [one["kind"] for one in document["missing"]],
        "changes": releasing.corrections(db, programme_id, release, now=at),
        "unreached": [one for one in registry.all_regencies(db, programme_id) if one.code in lacking],
        "objections": sum(one.answered_at is None for one in releases.objections_of(db, programme_id)),
    }


def _papers(drafts: Sequence[reading.Draft]) -> dict[str, str]:
    """The regencies whose letters can be read, by code: those whose mails are shown."""
    told = [one.mail.facts["regency"] for one in drafts]
    return {one["code"]: one["name"] for one in told}


def _rows(figured: Figured, language: str) -> Sequence[View]:
    results: Mapping[str, Any] = figured.document
    provinces = {place.code: place.province for place in figured.basis.places}
    return result_views.rows(results, provinces, language)


def _figures(figured: Figured, rows: Sequence[View]) -> View:
    """The ranking's head, and the names by which what changes is told."""
    ranked = sorted((one for one in rows if one["rank"] is not None), key=lambda one: (one["rank"], one["name"]))
    names = {place.code: place.name for place in figured.basis.places}
    return {"top": ranked[:SHOWN], "ranked": len(ranked), "names": names, "shown_at_most": SHOWN}


def _facts(
    seen: View, figured: Figured, rows: Sequence[View], asked: releasing.Publication, language: str
) -> list[tuple[str, str]]:
    _, release = translator(language), seen["release"]
    indices = [row["index"] for row in rows if row["rank"] is not None]
    counts = {"n": release.head["regencies"], "of": len(rows)}
    bands = national.bands(rows, figured.basis.judged.bands, language)
    told = [
        (_("Daerah dengan hasil"), _("%(n)s dari %(of)s") % counts),
        (_("Sesi"), formats.number(release.head["sessions"], 0, language)),
        (_("Indeks"), _spread(indices, language)),
        (_("Predikat"), ", ".join(f"{one['name'] or _('di bawah semua predikat')} {one['n']}" for one in bands)),
        (_("Masa sanggah"), _until(release, figured.basis.programme.timezone, language)),
        (_("Untuk umum"), _("dibuka: siapa pun dapat mengunduhnya") if asked.open else _("tidak dibuka")),
    ]
    return told + [(_("Alasan"), asked.reason)] * bool(asked.reason)


def _spread(indices: Sequence[float], language: str) -> str:
    least, middle, most = (formats.figure(one, 1, language) for one in (min(indices), median(indices), max(indices)))
    _ = translator(language)
    told = {"least": least, "most": most, "middle": middle}
    return _("%(least)s sampai %(most)s, median %(middle)s") % told


def _until(release: Release, zone: str, language: str) -> str:
    _ = translator(language)
    return _("sampai %(at)s") % {"at": formats.when(release.objections_until, zone, language=language)}


def _notes(seen: View, *, changed: bool, language: str) -> list[str]:
    """What an official should know before pressing, the most surprising first."""
    _, gaps = translator(language), seen["gaps"]
    told = []
    if changed:
        told.append(_("Angkanya berubah sejak Anda melihatnya. Periksa lagi yang di bawah ini."))
    if seen["proposes"]:
        told.append(_("Dengan ini belum ada yang terbit atau dikirim: pejabat lain harus meminta yang sama persis."))
    if seen["other"]:
        told.append(_("Usul %(name)s berbeda dari ini, dan diganti oleh usul Anda.") % {"name": seen["other"]})
    if empty := gaps.count("missing-scores"):
        told.append(
            numbered(
                language,
                "%d lembar penilaian tidak lengkap; terbit dengan kekurangan itu.",
                "%d lembar penilaian tidak lengkap; terbit dengan kekurangan itu.",
                empty,
            )
        )
    if others := gaps.count("other-rubric"):
        told.append(
            numbered(
                language,
                "%d sesi dinilai dengan rubrik atau aturan lain.",
                "%d sesi dinilai dengan rubrik atau aturan lain.",
                others,
            )
        )
    if unreached := len(seen["unreached"]):
        told.append(
            numbered(
                language,
                "%d daerah tidak menerima surel: alamatnya belum ada.",
                "%d daerah tidak menerima surel: alamatnya belum ada.",
                unreached,
            )
        )
    if waiting := seen["objections"]:
        told.append(numbered(language, "%d sanggahan belum dijawab.", "%d sanggahan belum dijawab.", waiting))
    return told

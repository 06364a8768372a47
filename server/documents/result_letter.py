"""The letter to a regency about its published result: what it says, and the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.documents import minutes, result_views, result_words
from server.documents import pdf as typesetting
from server.documents.minutes import check_address, qr
from server.documents.reports import letterhead
from server.settings import Settings
from server.text import TEMPLATES, formats, named, translator
from sessions.actions import Asker, Story, releasing, result_story
from sessions.store import Db, Release, registry, releases
from sessions.values import Json, NotFound, Programme, Regency, Sealed

TEMPLATE = TEMPLATES / "documents/letter.typ"


@dataclass(frozen=True)
class Found:
    """What a letter is made of. `one` is the regency's result as its people are told it, `of` how many are ranked;
    `closing` what the first signature under the newest of its minutes sealed."""

    programme: Programme
    regency: Regency
    release: Release
    document: Mapping[str, Any]
    one: Mapping[str, Any]
    rubric: Mapping[str, Any]
    story: Story
    closing: Sealed

    @property
    def records(self) -> list[Mapping[str, Json]]:
        """The records that the result rests on."""
        return [record for record in self.document["records"] if record["regency"] == self.regency.code]


def read(db: Db, programme_id: str, code: str, asker: Asker, *, version: int | None, now: datetime) -> Found:
    """A version's letter, the newest's where none is named; for the secretariat and that regency's people, who get the
    newest. Raises NotFound, also for a regency that has no result in it."""
    if asker.secretariat:
        release, document = releasing.published(db, programme_id, asker, version=version, now=now)
    else:
        releasing.own_regency(db, programme_id, code, asker)
        release, _ = releasing.told(db, programme_id, asker, now=now)
        document = releases.doc(db, release.id)
    regency = registry.regency_by_code(db, programme_id, code)
    found = releasing.of_regencies(document, {code})["regencies"]
    if regency is None or not found or found[0]["rank"] is None:
        raise NotFound
    story = result_story.of_regency(db, programme_id, document, code)
    held = result_story.sessions(db, programme_id, document, code=code)
    closing = minutes.read(db, held[-1], now=release.published_at).closing if held else {}
    rubric = result_story.rubric_of(db, programme_id, found[0], document["rubric"])
    return Found(registry.programme(db, programme_id), regency, release, document, found[0], rubric, story, closing)


def told(found: Found, settings: Settings, language: str, *, mark: str = "") -> dict[str, Json]:
    """What the letter says; `mark` is written across each page of one that is not to be handed out."""
    _ = translator(language)
    one, release, zone = found.one, found.release, found.programme.timezone
    published = formats.when(release.published_at, zone, "", language)
    until = formats.when(release.objections_until, found.regency.timezone, zone, language)
    return {
        "lang": language,
        "mark": mark,
        "letterhead": letterhead.head(found.closing, settings.uploads, name=settings.mail.organizer.name),
        "basis_title": _("Dasar"),
        "basis": letterhead.basis(found.closing),
        "signatory": _signatory(found, settings, language),
        "programme": found.programme.name,
        "title": _("Pemberitahuan hasil penilaian"),
        "number": _("Versi %(n)s, terbit %(at)s") % {"n": release.version, "at": published},
        "date": _dated(found, language),
        "to": letterhead.addressed(found.regency.name, language),
        "regency": found.regency.name,
        "province": found.regency.province,
        "paragraphs": _paragraphs(found, published, language),
        "index": formats.figure(one["index"], 1, language),
        "index_label": _("Indeks, 0 sampai 100"),
        "band": named(one["band"], language),
        "rank": _("Peringkat %(rank)s dari %(of)s") % {"rank": one["rank"], "of": one["of"]},
        "standing": " ".join(result_words.standing(one, one["of"], language)),
        "improve": _improve(found, language),
        "facts": _facts(found, language),
        "table": _table(found, language),
        "radar": str(_radar(found, language)),
        "radar_title": _("Kriteria dibandingkan dengan median") if _medians(found) else _("Nilai per kriteria"),
        "closing": [
            _("Daerah dapat menyanggah hasil ini sampai %(until)s melalui halaman hasil di ruang kerjanya.")
            % {"until": until},
            _("Sekretariat menjawab setiap sanggahan secara tertulis; sanggahan dan jawabannya disimpan."),
        ],
        "records_title": _("Dasar hasil ini"),
        "records": [_record(record, found, settings, language) for record in found.records],
        "page": _("Halaman {n} dari {of}"),
        "as_of": release.published_at.isoformat(),
    }


def _dated(found: Found, language: str) -> str:
    day = formats.date_in(found.release.published_at, found.programme.timezone, language)
    return f"{found.closing['place']}, {day}" if found.closing.get("place") else day


def _signatory(found: Found, settings: Settings, language: str) -> dict[str, str]:
    """Who signs for the office; the office itself where nobody is named."""
    named_one = found.closing.get("signatory") or {}
    nip = named_one.get("nip", "")
    return {
        "title": named_one.get("title", ""),
        "name": named_one.get("name") or settings.mail.organizer.name,
        "nip": translator(language)("NIP %(nip)s") % {"nip": nip} if nip else "",
    }


def _paragraphs(found: Found, published: str, language: str) -> list[str]:
    _ = translator(language)
    names = {"regency": found.regency.name, "programme": found.programme.name, "at": published}
    said = [
        _("Bersama ini kami sampaikan hasil penilaian %(regency)s dalam program %(programme)s, terbit %(at)s.") % names
    ]
    if found.release.version > 1:
        said.append(
            _("Ini versi %(n)s dan menggantikan versi sebelumnya. Alasannya: %(reason)s")
            % {"n": found.release.version, "reason": found.release.reason}
        )
    return said


def _improve(found: Found, language: str) -> Mapping[str, Json]:
    """What is strong and what to improve, what the panel said of it, and what counted."""
    _ = translator(language)
    results, rubric = found.document["results"], found.rubric
    name, medians = result_words.class_medians(results, found.regency.code) or ("", _medians(found))
    counts = found.document.get("counts", "original")
    said = [
        *result_words.against(found.one, medians, rubric, language),
        result_words.compared_with(name, medians, results, found.one, language),
    ]
    return {
        "title": _("Apa yang kuat, apa yang ditingkatkan"),
        "sentences": " ".join(said),
        "said": result_words.panel_said(found.story, rubric, language),
        "summary": _("Ringkasan panel"),
        "recommendations": _("Rekomendasi"),
        "counted_title": _("Apa yang dihitung"),
        "counted": " ".join(result_words.counted(found.story, found.one, counts, language)),
    }


def _medians(found: Found) -> Mapping[str, Json]:
    """Of all regencies; nothing where these are few."""
    return result_words.measure(found.document["results"], found.one)


def _facts(found: Found, language: str) -> list[list[str]]:
    _ = translator(language)
    one, adjusted = found.one, found.one["adjusted"]
    facts = [
        [_("Selang 95 %"), result_views.interval(one["low"], one["high"], 1, language)],
        [_("Lembar penilaian"), formats.number(one["sheets"], 0, language)],
    ]
    if adjusted["index"] is not None:
        figures = formats.figure(adjusted["index"], 1, language)
        if adjusted["low"] is not None:
            figures += f" ({result_views.interval(adjusted['low'], adjusted['high'], 1, language)})"
        facts.append([_("Indeks tersesuaikan"), figures])
        facts.append([_("Peringkat tersesuaikan"), formats.number(adjusted["rank"], 0, language)])
    return facts


def _table(found: Found, language: str) -> dict[str, Json]:
    """Groups with their criteria: mean, median of all, and 0 to 100."""
    _ = translator(language)
    one, medians = found.one, _medians(found)
    rows: list[list[str]] = []
    for group in result_views.criteria(found.rubric, language):
        rows.append([group["name"], "", "", formats.figure(one["groups"][group["key"]], 1, language)])
        for each in group["criteria"]:
            figures = (one["criteria"][each["key"]], medians.get(each["key"]), one["criteria_index"][each["key"]])
            rows.append(
                [each["name"], *(formats.figure(v, d, language) for v, d in zip(figures, (2, 2, 1), strict=True))]
            )
    strong = [number for number, row in enumerate(rows) if not row[1]]
    head = [_("Kriteria"), _("Rata-rata nilai"), _("Median"), "0–100"]
    if not medians:
        head, rows = [head[0], head[1], head[3]], [[row[0], row[1], row[3]] for row in rows]
    return {"head": head, "rows": rows, "strong": strong}


def _radar(found: Found, language: str) -> str:
    return result_views.radar(found.one, _medians(found), found.rubric, language, width=460)


def _record(record: Mapping[str, Any], found: Found, settings: Settings, language: str) -> dict[str, str]:
    _ = translator(language)
    at = formats.when(record["starts_at"], found.regency.timezone, found.programme.timezone, language)
    address = check_address(record["digest"] or "", settings.public_url)
    session = _("Sesi %(at)s") % {"at": at}
    return {"session": session, "digest": record["digest"] or "", "address": address, "qr": qr(address)}


def pdf(said: Mapping[str, object]) -> bytes:
    """The letter as PDF; the same letter gives the same bytes."""
    return typesetting.pdf(TEMPLATE, said)

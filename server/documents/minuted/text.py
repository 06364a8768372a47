"""What the minutes say, in a language: sections of blocks (text, facts, tables, pictures) for page and PDF alike.

A block is a dict with its `kind`; templates/minutes.html and templates/minutes.typ each lay them out. Nothing here
knows HTML or typst, and everything a person wrote stays a plain string.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from server.documents.minuted import frame
from server.documents.minuted import said as spoken
from server.documents.minuted.teller import DASH, Block, Section, Teller, begun, instead, said, section, small, table
from server.text import charts, formats, named, plural
from sessions.values import (
    ROMAN,
    Attendance,
    Change,
    Group,
    Halt,
    Json,
    LateScore,
    Minutes,
    PhaseRun,
    Score,
    Sheet,
    lasted,
)
from sessions.values.results import RegencyResult


def told(minutes: Minutes, language: str) -> dict[str, Any]:
    """The whole document: its head, and its sections that have something to say."""
    teller = Teller(minutes, language)
    _ = teller.say
    sections = [part for make in SECTIONS if (part := make(teller))["blocks"]]
    return {
        "lang": language,
        "title": _("Berita Acara Penilaian"),
        "programme": minutes.programme.name,
        "regency": f"{minutes.regency.name} ({minutes.regency.code})",
        "letterhead": frame.numbered(teller),
        "mark": _mark(teller),
        "strip": _strip(teller),
        "opening": frame.opening(teller),
        "parties": frame.parties(teller),
        "sections": _numbered_sections(teller, sections),
        "foot": _foot(teller),
        "page": _("Halaman {n} dari {of}"),
    }


def _numbered_sections(teller: Teller, sections: list[Section]) -> list[Section]:
    """Parts count in Roman numerals, what follows the signatures as appendices."""
    _ = teller.say
    own = [part | {"number": f"{ROMAN[n]}."} for n, part in enumerate(one for one in sections if not one["appended"])]
    appended = [
        part | {"number": _("Lampiran %(n)d.") % {"n": n}}
        for n, part in enumerate((one for one in sections if one["appended"]), start=1)
    ]
    return own + appended


def _mark(teller: Teller) -> str:
    _, minutes = teller.say, teller.minutes
    if minutes.state == "aborted":
        return _("DIHENTIKAN")
    if minutes.rehearsal:
        return _("GLADI")
    return _("RANCANGAN") if minutes.is_draft or minutes.digest is None else ""


def _foot(teller: Teller) -> str:
    """What stands on every page: the number as it was given, else the session's id; and whose minutes they are."""
    _, minutes = teller.say, teller.minutes
    number = minutes.closing.get("number") or _("Berita acara sesi %(session)s") % {"session": minutes.session}
    return f"{number} · {minutes.regency.name}"


def _strip(teller: Teller) -> str:
    """What a reader must know before anything else."""
    _, minutes = teller.say, teller.minutes
    lines = []
    if minutes.state == "aborted":
        lines.append(_("Sesi ini dihentikan dan tidak dihitung. Alasan: %(reason)s") % {"reason": minutes.end_reason})
    if minutes.rehearsal:
        lines.append(_("Tidak dihitung dalam hasil."))
    if minutes.is_draft:
        lines.append(_("Rancangan tanpa nilai. Nilai baru tampil setelah sesi ditutup dan nilainya dibuka."))
    elif minutes.digest is None and minutes.state == "closed":
        lines.append(_("Catatan resmi sesi ini sedang disegel."))
    return " ".join(lines)


# - how it went -


def _conduct(teller: Teller) -> Section:
    _, minutes = teller.say, teller.minutes
    return section(_("Pelaksanaan"), _conducted(teller, minutes))


def _conducted(teller: Teller, minutes: Minutes) -> Iterator[Block]:
    _ = teller.say
    span = (minutes.starts_at, minutes.booked_end)
    booked = formats.between(*span, teller.zone, teller.other, teller.language)
    rows = [
        (_("Daerah"), f"{minutes.regency.name} ({minutes.regency.code}), {minutes.regency.province}"),
        (_("Hari, tanggal"), formats.date_in(minutes.starts_at, teller.zone, teller.language)),
        (_("Tempat"), _("daring, melalui konferensi video")),
        (_("Dijadwalkan"), booked),
    ]
    if minutes.closed_at is not None:
        span = (minutes.starts_at, minutes.closed_at)
        rows.append((_("Dilaksanakan"), formats.between(*span, teller.zone, teller.other, teller.language)))
    yield {"kind": "facts", "rows": [list(row) for row in rows]}
    yield table(
        [
            _("Fase sesi"),
            _("Dijadwalkan"),
            _("Mulai (%(zone)s)") % {"zone": teller.zone_name},
            _("Berakhir"),
            _("Lama berjalan"),
        ],
        [_phase_row(teller, run) for run in minutes.phases],
        "wlrrr",
    )
    happened = sorted([*_halt_rows(teller), *_change_rows(teller)], key=lambda row: row[0])
    if happened:
        head = [_("Pukul (%(zone)s)") % {"zone": teller.zone_name}, _("Yang terjadi"), _("Alasan"), _("Oleh")]
        yield table(head, [row for _at, row in happened], "lwww")
    elif minutes.closed_at or any(_reached(run.since, minutes.as_of) for run in minutes.phases):
        yield said(_("Tidak ada jeda, perpanjangan, atau perubahan waktu lain."))


def _phase_row(teller: Teller, run: PhaseRun) -> list[str]:
    known = teller.minutes.closed_at or teller.minutes.as_of
    run = replace(run, since=_reached(run.since, known), until=_reached(run.until, known))
    length = lasted(run, teller.minutes.halts)
    booked = formats.duration(run.minutes, teller.language)
    return [
        teller.phase(run.key),
        booked,
        teller.clock(run.since, seconds=True),
        teller.clock(run.until, seconds=True),
        teller.lasting(length),
    ]


def _reached(instant: datetime | None, known: datetime) -> datetime | None:
    # a draft says what has been, not what is to come
    return instant if instant is not None and instant <= known else None


def _halt_rows(teller: Teller) -> Iterator[tuple[datetime, list[str]]]:
    for halt in teller.minutes.halts:
        yield (
            halt.since,
            [_span(teller, halt.since, halt.until), _halt_text(teller, halt), halt.reason or DASH, halt.by],
        )


def _halt_text(teller: Teller, halt: Halt) -> str:
    _ = teller.say
    if halt.until is None:
        return _("Sesi dijeda")
    return _("Sesi berhenti selama %(length)s") % {"length": teller.lasting(halt.until - halt.since)}


def _change_rows(teller: Teller) -> Iterator[tuple[datetime, list[str]]]:
    for change in teller.minutes.changes:
        if change.by:  # what the clock did by itself stands in the phases
            row = [teller.clock(change.at, seconds=True), _change_text(teller, change), change.reason or DASH]
            yield change.at, [*row, change.by]


def _change_text(teller: Teller, change: Change) -> str:
    _ = teller.say
    if change.kind == "phase":
        return _("%(phase)s dimulai lebih awal") % {"phase": teller.phase(str(change.detail))}
    if change.kind in ("extended", "reopened"):
        by = {"by": formats.duration(float(change.detail), teller.language)}
        return _("Diperpanjang %(by)s") % by if change.kind == "extended" else _("Dibuka kembali untuk %(by)s") % by
    return _("Ditutup sebelum waktunya") if change.kind == "closed" else _("Dihentikan")


def _span(teller: Teller, since: datetime, until: datetime | None) -> str:
    return f"{teller.clock(since, seconds=True)}–{teller.clock(until, seconds=True) if until else ''}"


# - who was there -


def _people(teller: Teller) -> Section:
    _ = teller.say
    return section(_("Kehadiran dan pernyataan"), _people_blocks(teller))


def _people_blocks(teller: Teller) -> Iterator[Block]:
    _, minutes = teller.say, teller.minutes
    there = {one.person: one for one in minutes.attendance}
    came = sum(1 for sheet in minutes.scored if (one := there.get(sheet.panelist)) and _came(teller, one))
    facts = {"came": came, "of": len(minutes.scored)}
    if came:  # a session that met outside records nobody's coming
        yield said(_("Tercatat hadir: %(came)d dari %(of)d panelis yang menilai.") % facts)
    hours = _("Hadir (%(zone)s)") % {"zone": teller.zone_name}
    rows = [
        [
            _numbered(minutes, sheet),
            teller.who(sheet.panelist, sheet.name),
            _standing(teller, sheet),
            _declaration(teller, sheet),
            _stays(teller, there.get(sheet.panelist)),
        ]
        for sheet in minutes.sheets
    ]
    yield table(["", _("Nama panelis"), _("Peran"), _("Pernyataan benturan kepentingan"), hours], rows, "rwlww")
    guests = [one for one in minutes.attendance if one.role in ("contact", "delegate")]
    if guests:
        rows = [[teller.who(one.person, one.name), teller.role(one.role), _stays(teller, one)] for one in guests]
        yield table([_("Wakil daerah"), _("Peran"), hours], rows, "wlw")
    for change in minutes.panel_changes:
        yield small(_panel_change(teller, change))


def _numbered(minutes: Minutes, sheet: Sheet) -> str:
    return str(minutes.scored.index(sheet) + 1) if sheet in minutes.scored else ""


def _standing(teller: Teller, sheet: Sheet) -> str:
    _ = teller.say
    return _("Diganti") if sheet.standing == "replaced" else teller.role(sheet.role)


def _declaration(teller: Teller, sheet: Sheet) -> str:
    _ = teller.say
    if sheet.declared_at is None:
        return _("belum menyatakan")
    at = {"time": teller.clock(sheet.declared_at)}
    return _("ada, mundur (%(time)s)") % at if sheet.standing == "withdrawn" else _("tidak ada (%(time)s)") % at


def _came(teller: Teller, one: Attendance) -> bool:
    return one.came if teller.minutes.wording > 3 else bool(one.stays)


def _stays(teller: Teller, one: Attendance | None) -> str:
    _ = teller.say
    if one is None or not _came(teller, one):
        return _("tidak tercatat")
    if not one.stays and one.acts:
        since, until = (teller.clock(at) for at in one.acts)
        return _("isian tercatat %(time)s") % {"time": since if since == until else f"{since}–{until}"}
    ends = [(since, until or teller.minutes.closed_at) for since, until in one.stays]
    told = [(teller.clock(since), teller.clock(until) if until else "") for since, until in ends]
    shown = [f"{since}–{until}" for since, until in (_joined(told) if teller.minutes.wording > 4 else told)]
    return ", ".join(shown[:4]) + (" …" if len(shown) > 4 else "")


def _joined(told: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Stays in minutes of the clock, without the breaks that began and ended in one minute."""
    joined = told[:1]
    for since, until in told[1:]:
        if joined[-1][1] == since:
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((since, until))
    return joined


def _panel_change(teller: Teller, change: Any) -> str:
    _ = teller.say
    parts = []
    if change.went:
        parts.append(_("keluar: %(names)s") % {"names": ", ".join(change.went)})
    if change.came:
        parts.append(_("masuk: %(names)s") % {"names": ", ".join(change.came)})
    if change.chair:
        parts.append(_("ketua: %(name)s") % {"name": change.chair})
    facts = {"when": teller.when(change.at), "by": change.by, "what": "; ".join(parts)}
    return (
        _("Susunan panel diubah %(when)s oleh %(by)s (%(what)s). Nilai yang sudah tersimpan tetap dalam catatan resmi.")
        % facts
    )


# - scores -


def _scores(teller: Teller) -> Section:
    _ = teller.say
    minutes = teller.minutes
    has_values = not minutes.is_draft and any(sheet.scores for sheet in minutes.sheets)
    if minutes.is_draft:
        return section(_("Penilaian"), [said(_("Rancangan ini tidak memuat nilai. Nilai tampil setelah dibuka."))])
    return section(_("Penilaian"), _score_blocks(teller) if has_values else [])


def _score_blocks(teller: Teller) -> Iterator[Block]:
    _, minutes = teller.say, teller.minutes
    yield {"kind": "framed", "text": _completeness(teller)}
    panel = [str(n + 1) for n in range(len(minutes.scored))]
    head = [_("Kriteria"), _("Bobot"), *panel, _("Dinilai"), _("Rata-rata"), _("Indeks")]
    rows: list[list[Any]] = []
    strong: list[int] = []
    for group in minutes.rubric.groups:
        strong.append(len(rows))
        rows.append(_group_row(teller, group))
        rows += [_criterion_row(teller, criterion.key, criterion.weight) for criterion in group.criteria]
    strong.append(len(rows))
    index = minutes.result.index if minutes.result else None
    figures = [teller.figure(sheet.index, 1) for sheet in minutes.scored]
    rows.append([_("Indeks"), "", *figures, "", "", teller.figure(index)])
    yield table(head, rows, "wr" + "c" * len(panel) + "crr", strong=strong)
    yield small(_legend(teller))
    for sheet in minutes.sheets:
        if sheet.standing != "counted" and sheet.scores:
            yield small(_uncounted(teller, sheet))


def _completeness(teller: Teller) -> str:
    """How many of the scores that were due there are, said before any figure that rests on them."""
    _, minutes = teller.say, teller.minutes
    keys, panel = minutes.rubric.criteria, minutes.scored
    given = sum(_given(minutes, key) for key in keys)
    facts = {"given": given, "due": len(keys) * len(panel), "panel": len(panel), "criteria": len(keys)}
    if given == facts["due"]:
        told = _(
            "Kelengkapan: lengkap. %(panel)d panelis menilai %(criteria)d kriteria (%(given)d dari %(due)d nilai)."
        )
        return told % facts
    told = _("Kelengkapan: tidak lengkap, %(given)d dari %(due)d nilai; setiap kriteria di kolom “Dinilai”.")
    return told % facts


def _given(minutes: Minutes, key: str) -> int:
    """How many of the panel scored the criterion."""
    return sum(1 for one in minutes.scored if (score := one.scores.get(key)) and score.value is not None)


def _group_row(teller: Teller, group: Group) -> list[str]:
    minutes = teller.minutes
    found = minutes.result.groups.get(group.key) if minutes.result else None
    blank = [""] * (len(minutes.scored) + 2)
    return [named(group.name, teller.language), teller.plain(group.weight), *blank, teller.figure(found)]


def _criterion_row(teller: Teller, key: str, weight: float) -> list[Json]:
    minutes = teller.minutes
    mean = minutes.result.criteria.get(key) if minutes.result else None
    index = minutes.result.criteria_index.get(key) if minutes.result else None
    cells = [_conferred(teller, sheet, key) for sheet in minutes.scored]
    given = f"{_given(minutes, key)}/{len(minutes.scored)}"
    return [teller.criterion(key), teller.plain(weight), *cells, given, teller.figure(mean), teller.figure(index)]


def _conferred(teller: Teller, sheet: Sheet, key: str) -> str | dict[str, str]:
    """The panelist's value, with a dagger where it came late, struck where the deliberation changed it."""
    own = _cell(teller, sheet.scores.get(key)) + ("†" if (sheet.panelist, key) in _admitted(teller) else "")
    changed = [one for one in teller.minutes.moderated if (one.panelist, one.criterion) == (sheet.panelist, key)]
    if not changed or changed[-1].value is None:
        return own
    return instead(own, teller.plain(changed[-1].value))


def _cell(teller: Teller, score: Score | None) -> str:
    if score is None or score.value is None:
        return DASH
    return teller.plain(score.value) + ("*" if score.unsure else "")


def _admitted(teller: Teller) -> set[tuple[str, str]]:
    """Whose scores of which criteria came after the close and count by a decision."""
    return {(one.panelist, one.criterion) for one in teller.minutes.late if one.decision == "admitted"}


def _legend(teller: Teller) -> str:
    _, minutes = teller.say, teller.minutes
    members = "; ".join(
        f"{n}: {teller.who(sheet.panelist, sheet.name)}" for n, sheet in enumerate(minutes.scored, start=1)
    )
    scale = minutes.rubric.scale
    facts = {"low": teller.plain(scale.min), "high": teller.plain(scale.max)}
    parts = [f"{members}.", _("Skala %(low)s sampai %(high)s; – berarti tidak dinilai.") % facts]
    if any(score.unsure for sheet in minutes.scored for score in sheet.scores.values()):
        parts.append(_("* ditandai belum yakin oleh panelis."))
    if _admitted(teller):
        parts.append(_("† Nilai terlambat yang diterima."))
    if minutes.moderated:
        parts.append(_("Nilai tercoret: nilai semula, sebelum musyawarah. Angka di sini dihitung dari nilai semula."))
        if minutes.counts == "moderated":
            parts.append(_("Hasil program memakai nilai setelah musyawarah."))
    if minutes.left_out:
        names = {"names": ", ".join(minutes.left_out)}
        parts.append(_("Lembar tidak lengkap, menurut aturan program tidak dihitung: %(names)s.") % names)
    return " ".join(parts)


def _uncounted(teller: Teller, sheet: Sheet) -> str:
    _ = teller.say
    values = ", ".join(
        f"{teller.criterion(key)} {_cell(teller, score)}"
        for key, score in sheet.scores.items()
        if score.value is not None
    )
    facts = {"name": teller.who(sheet.panelist, sheet.name), "values": values or DASH}
    if sheet.standing == "replaced":
        return _("%(name)s diganti; nilainya tetap dalam catatan resmi dan tidak dihitung: %(values)s.") % facts
    return _("%(name)s mundur karena benturan kepentingan; nilainya tidak dihitung: %(values)s.") % facts


def _notes_section(teller: Teller) -> Section:
    _, notes = teller.say, [*_notes(teller)]
    blocks: list[Block] = [{"kind": "notes", "title": "", "items": notes}] if notes else []
    return section(_("Catatan panelis"), blocks, appended=True)


def _notes(teller: Teller) -> Iterator[dict[str, str]]:
    for key in teller.minutes.rubric.criteria:
        for sheet in teller.minutes.sheets:
            score = sheet.scores.get(key)
            if score is not None and score.note:
                yield {
                    "about": teller.criterion(key),
                    "who": teller.who(sheet.panelist, sheet.name),
                    "text": score.note,
                }


# - the result -


def _result(teller: Teller) -> Section:
    _ = teller.say
    minutes = teller.minutes
    return section(
        _("Hasil sesi"), _result_blocks(teller) if minutes.result and minutes.result.index is not None else []
    )


def _result_blocks(teller: Teller) -> Iterator[Block]:
    _, minutes = teller.say, teller.minutes
    result = minutes.result
    assert result is not None
    conferred = _conferred_result(teller)
    label = _("Indeks") if conferred is None else _("Indeks dari nilai semula")
    yield _index(teller, label, result)
    if conferred is not None:
        yield _index(teller, _("Indeks setelah musyawarah"), conferred)
        yield small(
            _("Hasil program dihitung dari nilai setelah musyawarah.")
            if minutes.counts == "moderated"
            else _("Hasil program dihitung dari nilai semula.")
        )
    yield small(_("Indeks dan predikat berlaku setelah hasil program diterbitkan."))
    yield {"kind": "pictures", "items": [_radar(teller), _dots(teller)]}
    yield {"kind": "steps", "title": _("Cara menghitung"), "items": [*_steps(teller)]}


def _conferred_result(teller: Teller) -> RegencyResult | None:
    """The figures by the values after the deliberation, where it moved the index and the words tell of it."""
    minutes = teller.minutes
    if teller.minutes.wording < 3 or minutes.result is None or minutes.conferred is None:
        return None
    return None if minutes.conferred.index == minutes.result.index else minutes.conferred


def _index(teller: Teller, label: str, found: RegencyResult) -> Block:
    _ = teller.say
    band = named(dict(found.band), teller.language) if found.band else ""
    value, of = teller.figure(found.index), _("dari 100")
    return {"kind": "figure", "label": label, "value": value, "band": band, "of": of}


def _steps(teller: Teller) -> Iterator[str]:
    _, minutes = teller.say, teller.minutes
    result, scale = minutes.result, minutes.rubric.scale
    assert result is not None
    facts = {"low": teller.plain(scale.min), "high": teller.plain(scale.max)}
    yield _(
        "Rata-rata kriteria: rata-rata nilai panelis yang menilainya. Yang tidak dinilai tidak dihitung, bukan nol."
    )
    yield _("Indeks kriteria: (rata-rata − %(low)s) / (%(high)s − %(low)s) × 100.") % facts
    yield _("Indeks kelompok: rata-rata indeks kriterianya, tertimbang menurut bobot kriteria.")
    counted = [(group, result.groups.get(group.key)) for group in minutes.rubric.groups]
    terms = [(teller.plain(group.weight), teller.figure(value)) for group, value in counted if value is not None]
    total = sum(group.weight for group, value in counted if value is not None)
    working = " + ".join(f"{weight} × {value}" for weight, value in terms)
    shown = {"working": working, "total": teller.plain(total), "index": teller.figure(result.index)}
    yield _("Indeks: (%(working)s) / %(total)s = %(index)s. Angka dibulatkan hanya saat ditulis.") % shown


def _axis(teller: Teller) -> charts.Axis:
    scale = teller.minutes.rubric.scale
    step = scale.step if (scale.max - scale.min) / scale.step <= 10 else (scale.max - scale.min) / 5
    return charts.Axis(scale.min, scale.max, step, 0 if float(step).is_integer() else 1)


def _caption(teller: Teller, key: str, title: str) -> charts.Caption:
    """Its figures are those of the table; up to edition 3 they had one decimal."""
    places = 2 if teller.minutes.wording > 3 else 1
    return charts.Caption(key, title, teller.minutes.regency.name, teller.language, places)


def _radar(teller: Teller) -> Block:
    _, minutes = teller.say, teller.minutes
    points = minutes.result.criteria if minutes.result else {}
    spokes = [charts.Spoke(teller.criterion(key), points.get(key)) for key in minutes.rubric.criteria]
    caption = _caption(teller, "radar", _("Rata-rata setiap kriteria"))
    svg = charts.radar(caption, spokes, _axis(teller), (_("rata-rata panel"), ""), width=440)
    return {"title": caption.title, "alt": _spoken(teller, caption.title), "svg": str(svg)}


def _dots(teller: Teller) -> Block:
    _, minutes = teller.say, teller.minutes
    rows = []
    for key in minutes.rubric.criteria:
        found = (sheet.scores.get(key) for sheet in minutes.scored)
        rows.append(charts.Strip(teller.criterion(key), [one.value for one in found if one and one.value is not None]))
    caption = _caption(teller, "strip", _("Nilai satu per satu"))
    svg = charts.strip(caption, rows, _axis(teller), (_("nilai satu panelis"), _("rata-rata")), width=560)
    return {"title": caption.title, "alt": _spoken(teller, caption.title), "svg": str(svg)}


def _spoken(teller: Teller, title: str) -> str:
    points = teller.minutes.result.criteria if teller.minutes.result else {}
    listed = (f"{teller.criterion(key)} {teller.figure(value)}" for key, value in points.items())
    return f"{title}: {'; '.join(listed)}"


# - late, files, digest -


def _late(teller: Teller) -> Section:
    _ = teller.say
    rows = [_late_row(teller, late) for late in teller.minutes.late]
    head = [_("Nama panelis"), _("Kriteria"), _("Terlambat"), _("Nilai"), _("Keputusan"), _("Alasan")]
    return section(_("Nilai terlambat"), [table(head, rows, "wwlcww")] if rows else [])


def _late_row(teller: Teller, late: LateScore) -> list[str]:
    _ = teller.say
    by, signed = {"by": late.decided_by}, any(one.at for one in teller.minutes.signings)
    decisions = {"admitted": _("diterima oleh %(by)s") % by, "refused": _("ditolak oleh %(by)s") % by}
    return [
        teller.who(late.panelist, late.name),
        teller.criterion(late.criterion),
        formats.lateness(late.late_by_seconds, teller.language),
        _("dirahasiakan") if late.decision is None else DASH if late.value is None else teller.plain(late.value),
        decisions.get(late.decision or "", _("tidak diputuskan, tidak dihitung") if signed else _("belum diputuskan")),
        late.reason or DASH,
    ]


def _files(teller: Teller) -> Section:
    _ = teller.say
    kinds = {"deck": _("paparan"), "document": _("dokumen"), "recording": _("rekaman")}
    rows = [
        [file.name, kinds.get(file.kind, file.kind), str(file.version), file.by_name, _in_two(begun(file.sha256))]
        for file in teller.minutes.files
    ]
    head = [_("Nama berkas"), _("Jenis"), _("Versi"), _("Dari"), _("Awal SHA-256")]
    return section(_("Berkas sesi"), [table(head, rows, "wlrww")] if rows else [], appended=True)


def _in_two(digest: str) -> str:
    """The digits in two groups, as below the signatures: a narrow column breaks between them."""
    return f"{digest[:8]} {digest[8:]}".rstrip()


def _digest(teller: Teller) -> Section:
    _, minutes = teller.say, teller.minutes
    if minutes.digest is None:
        return section("", [])
    count = minutes.sealed_after or 0
    rows = [
        [
            _("Sidik saat penutupan"),
            minutes.sealed_digest or DASH,
            plural(teller.language, "mencakup %d baris catatan resmi", "mencakup %d baris catatan resmi", count)
            % count,
        ]
    ]
    if minutes.digest != minutes.sealed_digest:
        rows.append(
            [
                _("Sidik setelah tanda tangan"),
                minutes.digest,
                _("mencakup seluruh catatan resmi sampai tanda tangan terakhir"),
            ]
        )
    told = _(
        "Setiap baris catatan resmi memuat SHA-256 dari baris sebelumnya dan isinya sendiri. Sidik penutupan dikirim "
        "kepada semua peserta; siapa pun yang memegangnya dapat memastikan bahwa catatan resmi tidak diubah."
    )
    block = {"kind": "digest", "text": told, "rows": rows, "digest": minutes.digest}
    return section(_("Keaslian catatan resmi"), [block], appended=True)


SECTIONS = (
    frame.basis, _people, _conduct, spoken.questions, _scores, _result, spoken.deliberation, _late, spoken.summary,
    frame.closing, frame.rubric, _notes_section, _files, _digest,
)  # fmt: skip

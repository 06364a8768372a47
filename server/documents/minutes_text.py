"""What the minutes say, in a language: sections of blocks (text, facts, tables, pictures) for page and PDF alike.

A block is a dict with its `kind`; templates/minutes.html and templates/minutes.typ each lay them out. Nothing here
knows HTML or typst, and everything a person wrote stays a plain string.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from server.text import charts, formats, script_words
from server.text.languages import named, plural, translator
from sessions.values.minutes import Attendance, Change, Excuse, Halt, LateScore, Minutes, PhaseRun, Sheet, lasted
from sessions.values.results.sentences import number
from sessions.values.rubric import Group
from sessions.values.schedule import whole
from sessions.values.scoresheet import Score
from sessions.values.session import Question

Block = dict[str, Any]
Section = dict[str, Any]
DASH = "–"


class Teller:
    """Minutes and the language and zone in which they are told."""

    def __init__(self, minutes: Minutes, language: str) -> None:
        self.minutes = minutes
        self.language = language
        self.say = translator(language)
        self.zone = minutes.regency.timezone
        self.other = minutes.programme.timezone

    def clock(self, instant: datetime | None, *, seconds: bool = False) -> str:
        """The time of day in the session's zone, the day before it where it is not the session's."""
        if instant is None:
            return DASH
        told = formats.clock_in(instant, self.zone, self.language, seconds=seconds)
        same = formats.to_zone(instant, self.zone).date() == formats.to_zone(self.minutes.starts_at, self.zone).date()
        return told if same else f"{formats.day_in(instant, self.zone, self.language)} {told}"

    def when(self, instant: datetime) -> str:
        """Date and time in the session's zone, and in the programme's where that differs."""
        return formats.when(instant, self.zone, self.other, self.language)

    def figure(self, value: float | None, places: int = 2) -> str:
        """A figure with so many decimals; a dash for one that can't be computed."""
        return DASH if value is None else number(value, places, self.language)

    def plain(self, value: float) -> str:
        """A number as short as it is: a weight, a value of the scale."""
        return formats.number(whole(value), 2, self.language)

    def lasting(self, length: timedelta | None) -> str:
        """A length in words."""
        return DASH if length is None else formats.duration(length / timedelta(minutes=1), self.language)

    def phase(self, key: str) -> str:
        """What a phase is called."""
        names: dict[str, str] = script_words.phases(self.language)
        return names.get(key, key)

    def criterion(self, key: str) -> str:
        """What a criterion is called."""
        found = self.minutes.rubric.criteria.get(key)
        return named(found.name, self.language) if found else key

    def role(self, role: str) -> str:
        """What somebody is in the session."""
        _ = self.say
        names = {"chair": _("Ketua"), "member": _("Anggota"), "contact": _("Narahubung"), "delegate": _("Utusan")}
        return names.get(role, role)

    @property
    def zone_name(self) -> str:
        """WIB, WITA or WIT."""
        return formats.zone_name(self.minutes.starts_at, self.zone)


def told(minutes: Minutes, language: str) -> dict[str, Any]:
    """The whole document: its head, and its sections that have something to say."""
    teller = Teller(minutes, language)
    _ = teller.say
    sections = [section for make in SECTIONS if (section := make(teller))["blocks"]]
    return {
        "lang": language,
        "title": _("Berita Acara Penilaian"),
        "programme": minutes.programme.name,
        "regency": f"{minutes.regency.name} ({minutes.regency.code})",
        "letterhead": _letterhead(teller),
        "mark": _mark(teller),
        "strip": _strip(teller),
        "opening": _opening(teller),
        "sections": sections,
        "foot": _("Berita acara sesi %(session)s") % {"session": minutes.session},
        "page": _("Halaman {n} dari {of}"),
    }


def _letterhead(teller: Teller) -> dict[str, str]:
    """The office's name and address and the document's number, as they stood when it was first signed."""
    _, closing = teller.say, teller.minutes.closing
    head = closing.get("letterhead") or {}
    number = closing.get("number")
    told = _("Nomor: %(number)s") % {"number": number} if number else ""
    return {"name": head.get("name", ""), "address": head.get("address", ""), "number": told}


def _mark(teller: Teller) -> str:
    _, minutes = teller.say, teller.minutes
    if minutes.state == "aborted":
        return _("DIHENTIKAN")
    if minutes.rehearsal:
        return _("GLADI")
    return _("RANCANGAN") if minutes.is_draft or minutes.digest is None else ""


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
        lines.append(_("Rekaman sesi ini sedang disegel."))
    return " ".join(lines)


def _opening(teller: Teller) -> str:
    _, minutes = teller.say, teller.minutes
    facts = {
        "date": formats.date_in(minutes.starts_at, teller.zone, teller.language),
        "regency": minutes.regency.name,
        "province": minutes.regency.province,
        "programme": minutes.programme.name,
        "opened": formats.time_in(minutes.starts_at, teller.zone, teller.language),
        "closed": formats.time_in(minutes.closed_at or minutes.booked_end, teller.zone, teller.language),
    }
    if minutes.is_draft:
        return (
            _(
                "Pada hari %(date)s pukul %(opened)s diselenggarakan secara daring sesi penilaian %(regency)s, "
                "Provinsi %(province)s, dalam rangka %(programme)s."
            )
            % facts
        )
    return (
        _(
            "Pada hari %(date)s telah diselenggarakan secara daring sesi penilaian %(regency)s, Provinsi %(province)s, "
            "dalam rangka %(programme)s. Sesi dibuka pukul %(opened)s dan ditutup pukul %(closed)s. Berita acara ini "
            "dibuat dari rekaman sesi, yang setiap barisnya terikat pada baris sebelumnya."
        )
        % facts
    )


def _section(title: str, blocks: Iterable[Block]) -> Section:
    return {"title": title, "blocks": list(blocks)}


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], shape: str, **more: Any) -> Block:
    """`shape` has a letter a column: `w` takes the room that is left, `l` fits its text, `r` and `c` align figures.
    `strong` are the numbers of rows that sum others up."""
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "shape": shape,
        "strong": [],
    } | more


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _small(text: str) -> Block:
    return {"kind": "small", "text": text}


# - how it went -


def _conduct(teller: Teller) -> Section:
    _, minutes = teller.say, teller.minutes
    return _section(_("Pelaksanaan"), _conducted(teller, minutes))


def _conducted(teller: Teller, minutes: Minutes) -> Iterator[Block]:
    _ = teller.say
    span = (minutes.starts_at, minutes.booked_end)
    booked = formats.between(*span, teller.zone, teller.other, teller.language)
    rows = [
        (_("Daerah"), f"{minutes.regency.name} ({minutes.regency.code}), {minutes.regency.province}"),
        (_("Hari, tanggal"), formats.date_in(minutes.starts_at, teller.zone, teller.language)),
        (_("Dijadwalkan"), booked),
    ]
    if minutes.closed_at is not None:
        span = (minutes.starts_at, minutes.closed_at)
        rows.append((_("Dilaksanakan"), formats.between(*span, teller.zone, teller.other, teller.language)))
    yield {"kind": "facts", "rows": [list(row) for row in rows]}
    yield _table(
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
        yield _table(head, [row for _at, row in happened], "lwww")
    else:
        yield _text(_("Tidak ada jeda, perpanjangan, atau perubahan waktu lain."))


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
    return _section(_("Panel, pernyataan, dan kehadiran"), _people_blocks(teller))


def _people_blocks(teller: Teller) -> Iterator[Block]:
    _, minutes = teller.say, teller.minutes
    there = {one.person: one for one in minutes.attendance}
    hours = _("Hadir (%(zone)s)") % {"zone": teller.zone_name}
    rows = [
        [
            _numbered(minutes, sheet),
            sheet.name,
            _standing(teller, sheet),
            _declaration(teller, sheet),
            _stays(teller, there.get(sheet.panelist)),
        ]
        for sheet in minutes.sheets
    ]
    yield _table(["", _("Nama panelis"), _("Peran"), _("Pernyataan benturan kepentingan"), hours], rows, "rwlww")
    guests = [one for one in minutes.attendance if one.role in ("contact", "delegate")]
    if guests:
        rows = [[one.name, teller.role(one.role), _stays(teller, one)] for one in guests]
        yield _table([_("Wakil daerah"), _("Peran"), hours], rows, "wlw")
    for change in minutes.panel_changes:
        yield _small(_panel_change(teller, change))


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


def _stays(teller: Teller, one: Attendance | None) -> str:
    _ = teller.say
    if one is None or not one.stays:
        return _("tidak tercatat")
    ends = [(since, until or teller.minutes.closed_at) for since, until in one.stays]
    shown = [f"{teller.clock(since)}–{teller.clock(until) if until else ''}" for since, until in ends]
    return ", ".join(shown[:4]) + (" …" if len(shown) > 4 else "")


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
        _("Susunan panel diubah %(when)s oleh %(by)s (%(what)s). Nilai yang sudah tersimpan tetap dalam rekaman.")
        % facts
    )


# - what was asked -


def _questions(teller: Teller) -> Section:
    _ = teller.say
    items = [_question(teller, one) for one in teller.minutes.questions]
    return _section(_("Pertanyaan dan jawaban"), [{"kind": "questions", "items": items}] if items else [])


def _question(teller: Teller, question: Question) -> dict[str, str]:
    _ = teller.say
    return {
        "who": question.author_name,
        "at": teller.clock(question.asked_at),
        "about": teller.criterion(question.criterion) if question.criterion else "",
        "text": question.text,
        "answer": question.answer or _("Jawaban tidak dicatat."),
    }


# - scores -


def _scores(teller: Teller) -> Section:
    _ = teller.say
    minutes = teller.minutes
    has_values = not minutes.is_draft and any(sheet.scores for sheet in minutes.sheets)
    return _section(_("Nilai setiap panelis"), _score_blocks(teller) if has_values else [])


def _score_blocks(teller: Teller) -> Iterator[Block]:
    _, minutes = teller.say, teller.minutes
    head = [_("Kriteria"), _("Bobot"), *(str(n + 1) for n in range(len(minutes.scored))), _("Rata-rata"), _("Indeks")]
    rows: list[list[str]] = []
    strong: list[int] = []
    for group in minutes.rubric.groups:
        strong.append(len(rows))
        rows.append(_group_row(teller, group))
        rows += [_criterion_row(teller, criterion.key, criterion.weight) for criterion in group.criteria]
    strong.append(len(rows))
    index = minutes.result.index if minutes.result else None
    rows.append(
        [_("Indeks"), "", *(teller.figure(sheet.index, 1) for sheet in minutes.scored), "", teller.figure(index)]
    )
    yield _table(head, rows, "wr" + "c" * len(minutes.scored) + "rr", strong=strong)
    yield _small(_legend(teller))
    for sheet in minutes.sheets:
        if sheet.standing != "counted" and sheet.scores:
            yield _small(_uncounted(teller, sheet))
    notes = [*_notes(teller)]
    if notes:
        yield {"kind": "notes", "title": _("Catatan panelis"), "items": notes}


def _group_row(teller: Teller, group: Group) -> list[str]:
    minutes = teller.minutes
    found = minutes.result.groups.get(group.key) if minutes.result else None
    blank = [""] * (len(minutes.scored) + 1)
    return [named(group.name, teller.language), teller.plain(group.weight), *blank, teller.figure(found)]


def _criterion_row(teller: Teller, key: str, weight: float) -> list[str]:
    minutes = teller.minutes
    mean = minutes.result.criteria.get(key) if minutes.result else None
    index = minutes.result.criteria_index.get(key) if minutes.result else None
    cells = [_cell(teller, sheet.scores.get(key)) for sheet in minutes.scored]
    return [teller.criterion(key), teller.plain(weight), *cells, teller.figure(mean), teller.figure(index)]


def _cell(teller: Teller, score: Score | None) -> str:
    if score is None or score.value is None:
        return DASH
    return teller.plain(score.value) + ("*" if score.unsure else "")


def _legend(teller: Teller) -> str:
    _, minutes = teller.say, teller.minutes
    members = "; ".join(f"{n}: {sheet.name}" for n, sheet in enumerate(minutes.scored, start=1))
    scale = minutes.rubric.scale
    facts = {"low": teller.plain(scale.min), "high": teller.plain(scale.max)}
    parts = [f"{members}.", _("Skala %(low)s sampai %(high)s; – berarti tidak dinilai.") % facts]
    if any(score.unsure for sheet in minutes.scored for score in sheet.scores.values()):
        parts.append(_("* ditandai belum yakin oleh panelis."))
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
    facts = {"name": sheet.name, "values": values or DASH}
    if sheet.standing == "replaced":
        return _("%(name)s diganti; nilainya tetap dalam rekaman dan tidak dihitung: %(values)s.") % facts
    return _("%(name)s mundur karena benturan kepentingan; nilainya tidak dihitung: %(values)s.") % facts


def _notes(teller: Teller) -> Iterator[dict[str, str]]:
    for key in teller.minutes.rubric.criteria:
        for sheet in teller.minutes.sheets:
            score = sheet.scores.get(key)
            if score is not None and score.note:
                yield {"about": teller.criterion(key), "who": sheet.name, "text": score.note}


# - the result -


def _result(teller: Teller) -> Section:
    _ = teller.say
    minutes = teller.minutes
    return _section(
        _("Hasil sesi"), _result_blocks(teller) if minutes.result and minutes.result.index is not None else []
    )


def _result_blocks(teller: Teller) -> Iterator[Block]:
    _, minutes = teller.say, teller.minutes
    result = minutes.result
    assert result is not None
    band = named(dict(result.band), teller.language) if result.band else ""
    yield {
        "kind": "figure",
        "label": _("Indeks"),
        "value": teller.figure(result.index),
        "band": band,
        "of": _("dari 100"),
    }
    yield {"kind": "pictures", "items": [_radar(teller), _dots(teller)]}
    yield {"kind": "steps", "title": _("Cara menghitung"), "items": [*_steps(teller)]}


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


def _radar(teller: Teller) -> Block:
    _, minutes = teller.say, teller.minutes
    points = minutes.result.criteria if minutes.result else {}
    spokes = [charts.Spoke(teller.criterion(key), points.get(key)) for key in minutes.rubric.criteria]
    caption = charts.Caption("radar", _("Rata-rata setiap kriteria"), minutes.regency.name, teller.language)
    svg = charts.radar(caption, spokes, _axis(teller), (_("rata-rata panel"), ""), width=440)
    return {"title": caption.title, "alt": _spoken(teller, caption.title), "svg": str(svg)}


def _dots(teller: Teller) -> Block:
    _, minutes = teller.say, teller.minutes
    rows = []
    for key in minutes.rubric.criteria:
        found = (sheet.scores.get(key) for sheet in minutes.scored)
        rows.append(charts.Strip(teller.criterion(key), [one.value for one in found if one and one.value is not None]))
    caption = charts.Caption("strip", _("Nilai satu per satu"), minutes.regency.name, teller.language)
    svg = charts.strip(caption, rows, _axis(teller), (_("nilai satu panelis"), _("rata-rata")), width=560)
    return {"title": caption.title, "alt": _spoken(teller, caption.title), "svg": str(svg)}


def _spoken(teller: Teller, title: str) -> str:
    points = teller.minutes.result.criteria if teller.minutes.result else {}
    listed = (f"{teller.criterion(key)} {teller.figure(value)}" for key, value in points.items())
    return f"{title}: {'; '.join(listed)}"


# - late, files, digest, signatures -


def _late(teller: Teller) -> Section:
    _ = teller.say
    rows = [_late_row(teller, late) for late in teller.minutes.late]
    head = [_("Nama panelis"), _("Kriteria"), _("Terlambat"), _("Nilai"), _("Keputusan"), _("Alasan")]
    return _section(_("Nilai terlambat"), [_table(head, rows, "wwlcww")] if rows else [])


def _late_row(teller: Teller, late: LateScore) -> list[str]:
    _ = teller.say
    by = {"by": late.decided_by}
    decisions = {"admitted": _("diterima oleh %(by)s") % by, "refused": _("ditolak oleh %(by)s") % by}
    return [
        late.name,
        teller.criterion(late.criterion),
        formats.lateness(late.late_by_seconds, teller.language),
        _("dirahasiakan") if late.decision is None else DASH if late.value is None else teller.plain(late.value),
        decisions.get(late.decision or "", _("belum diputuskan")),
        late.reason or DASH,
    ]


def _files(teller: Teller) -> Section:
    _ = teller.say
    kinds = {"deck": _("paparan"), "document": _("dokumen"), "recording": _("rekaman")}
    rows = [
        [file.name, kinds.get(file.kind, file.kind), str(file.version), file.by_name, (file.sha256 or "")[:16] or DASH]
        for file in teller.minutes.files
    ]
    head = [_("Berkas"), _("Jenis"), _("Versi"), _("Dari"), _("Awal SHA-256")]
    return _section(_("Berkas sesi"), [_table(head, rows, "wlrww")] if rows else [])


def _digest(teller: Teller) -> Section:
    _, minutes = teller.say, teller.minutes
    if minutes.digest is None:
        return _section("", [])
    count = minutes.sealed_after or 0
    rows = [
        [
            _("Sidik saat penutupan"),
            minutes.sealed_digest or DASH,
            plural(teller.language, "mencakup %d baris rekaman", "mencakup %d baris rekaman", count) % count,
        ]
    ]
    if minutes.digest != minutes.sealed_digest:
        rows.append(
            [
                _("Sidik setelah tanda tangan"),
                minutes.digest,
                _("mencakup seluruh rekaman sampai tanda tangan terakhir"),
            ]
        )
    told = _(
        "Setiap baris rekaman memuat SHA-256 dari baris sebelumnya dan isinya sendiri. Sidik penutupan dikirim kepada "
        "semua peserta; siapa pun yang memegangnya dapat memastikan bahwa rekaman tidak diubah."
    )
    return _section(_("Keaslian rekaman"), [{"kind": "digest", "text": told, "rows": rows, "digest": minutes.digest}])


def _signatures(teller: Teller) -> Section:
    _, minutes = teller.say, teller.minutes
    if minutes.state == "aborted" or not minutes.signings:
        return _section("", [])
    places = [
        {
            "role": _("Ketua panel") if one.role == "chair" else _("Anggota panel"),
            "name": one.name,
            "signed": _("Ditandatangani secara elektronik") if one.at else "",
            "when": teller.when(one.at) if one.at else "",
            "digest": one.digest,
        }
        for one in minutes.signings
    ]
    text = _("Dengan menandatangani, panelis menyatakan bahwa berita acara ini sesuai dengan jalannya sesi.")
    blocks = [_text(_excuse(teller, one)) for one in minutes.excused]
    return _section(_("Tanda tangan panel"), [*blocks, {"kind": "signatures", "text": text, "places": places}])


def _excuse(teller: Teller, one: Excuse) -> str:
    _, facts = teller.say, {"name": one.name, "reason": one.reason, "by": one.by}
    return _("Tanda tangan %(name)s tidak ditunggu (%(reason)s), dicatat oleh %(by)s.") % facts


# - deliberation and summary -


def _deliberation(teller: Teller) -> Section:
    _ = teller.say
    rows = [
        [
            one.name,
            teller.criterion(one.criterion),
            DASH if one.original is None else teller.plain(one.original),
            DASH if one.value is None else teller.plain(one.value),
            one.reason,
        ]
        for one in teller.minutes.moderated
    ]
    head = [_("Panelis"), _("Kriteria"), _("Nilai asli"), _("Menjadi"), _("Alasan")]
    return _section(_("Musyawarah"), [_table(head, rows, "wwrrw")] if rows else [])


def _summary(teller: Teller) -> Section:
    _ = teller.say
    return _section(_("Ringkasan dan rekomendasi"), _summed_up(teller))


def _summed_up(teller: Teller) -> Iterator[Block]:
    _, found = teller.say, teller.minutes.summary
    if found is None:
        return
    if found.text:
        yield _text(found.text)
    for key, text in found.criteria.items():
        yield _text(f"{teller.criterion(key)}: {text}")
    if found.recommendations:
        yield {"kind": "steps", "title": _("Rekomendasi"), "items": list(found.recommendations)}


SECTIONS = (
    _conduct, _people, _questions, _scores, _result, _deliberation, _late, _summary, _files, _digest, _signatures,
)  # fmt: skip

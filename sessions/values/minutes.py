"""The minutes (Berita Acara Penilaian) as values made of nothing but the record. How they look and read is server's.

The same record always gives the same minutes, whoever asks: they hold no value of a late score that nobody has
decided about, and of a session that is not revealed no value at all (a draft).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sessions.clock import wire
from sessions.errors import WrongState
from sessions.values.closing import Figures, Sealed, Summary
from sessions.values.files import File
from sessions.values.judging import Judge, Judging, ProgrammeRef
from sessions.values.kinds import kind_of
from sessions.values.proof.canonical import canonical
from sessions.values.record import Entry
from sessions.values.results import Rated, RegencyResult, compute
from sessions.values.results import Sheet as CountedSheet
from sessions.values.rubric import Rubric
from sessions.values.schedule import of_minutes
from sessions.values.scoresheet import Score, Scoresheet, replayed_scores
from sessions.values.session import Guest, Question, RegencyRef, Seat, Session, summary_of

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ENDED = ("closed", "signed", "aborted")
# of a field that the record holds elsewhere, too, and that no `content` has ever covered
BESIDE = {"beside": True}
# Which edition of the words tells them. The first signature seals it, so that what was signed goes on to read as it
# did: 2 tells of answers given by files, and between which signatures a summary was saved; 3 shows the index after the
# deliberation beside that of the original values; 4 tells of who came by plain forms alone when they filled in theirs,
# and writes a picture's figures as the table does; 5 leaves out breaks of a stay that began and ended in one minute.
WORDING = 5
# what somebody does on the session's own pages while it runs, with or without scripts
DONE_THERE = ("declared", "scored", "submitted", "asked", "noted", "replied", "attached")


def paper_number(pattern: str, number: int, code: str, day: date) -> str:
    """The number of a numbered paper of that day by a programme's pattern; "" without one."""
    return pattern.format(number=number, year=day.year, month=day.month, code=code, roman=ROMAN[day.month - 1])


@dataclass(frozen=True)
class PhaseRun:
    """A phase as booked (minutes) and as it really ran; None where it never did or its end is not known yet."""

    key: str
    minutes: float
    since: datetime | None
    until: datetime | None
    name: Mapping[str, str] | None = field(default=None, metadata=BESIDE)


@dataclass(frozen=True)
class Halt:
    """A time in which the session stood still: a pause, or the gap between a close by hand and a reopening."""

    since: datetime
    until: datetime | None
    by: str
    reason: str


@dataclass(frozen=True)
class Change:
    """What somebody did to the session's time: an entry's kind, its reason, and `detail` (a phase, or minutes)."""

    kind: str
    at: datetime
    by: str
    reason: str
    detail: str | float = ""


@dataclass(frozen=True)
class Attendance:
    """When somebody was there. `until` is None for who had not left by the end. `acts` are the first and the last thing
    that they did themselves while the session ran: of a page without scripts nobody knows when it is open."""

    person: str
    name: str
    role: str  # chair | member | contact | delegate
    stays: tuple[tuple[datetime, datetime | None], ...]
    rsvp: str
    acts: tuple[datetime, datetime] | None = field(default=None, metadata=BESIDE)

    @property
    def came(self) -> bool:
        """Whether the record bears out that they were there."""
        return bool(self.stays or self.acts)


@dataclass(frozen=True)
class Sheet:
    """One panelist's sheet. `standing` is counted, withdrawn (a conflict of interest) or replaced (off the panel)."""

    panelist: str
    name: str
    role: str
    standing: str
    declared_at: datetime | None
    submitted_at: datetime | None
    scores: Mapping[str, Score]
    missing: tuple[str, ...]
    index: float | None


@dataclass(frozen=True)
class LateScore:
    """A score that came after the close and who decided about it; without its value until then."""

    name: str
    criterion: str
    at: datetime
    late_by_seconds: float
    value: float | None
    decision: str | None
    reason: str
    decided_by: str
    decided_at: datetime | None
    panelist: str = field(default="", metadata=BESIDE)


@dataclass(frozen=True)
class PanelChange:
    """Who came onto the panel and who was taken off it after the invitation."""

    at: datetime
    by: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    chair: str


@dataclass(frozen=True)
class Signing:
    """A place for a signature, and the one that was given; `digest` is the head of the record that was signed."""

    panelist: str
    name: str
    role: str
    at: datetime | None
    digest: str


@dataclass(frozen=True)
class Changed:
    """A score as it was changed in the deliberation, the original beside it."""

    at: datetime
    name: str
    criterion: str
    original: float | None
    value: float | None
    reason: str
    panelist: str = field(default="", metadata=BESIDE)


@dataclass(frozen=True)
class Excuse:
    """Whose signature was not waited for, and why."""

    name: str
    reason: str
    by: str
    panelist: str = field(default="", metadata=BESIDE)


@dataclass(frozen=True)
class Summed:
    """A summary as it was saved, and the ids of who had signed by then, in their order."""

    said: Summary
    after: tuple[str, ...]


@dataclass(frozen=True)
class Minutes:
    """All that stands in the minutes. `digest` is the newest that was mailed: of the seal, or of the last signature."""

    session: str
    programme: ProgrammeRef
    regency: RegencyRef
    state: str
    rehearsal: bool
    rubric: Rubric
    starts_at: datetime
    booked_end: datetime
    closed_at: datetime | None
    end_reason: str
    phases: tuple[PhaseRun, ...]
    halts: tuple[Halt, ...]
    changes: tuple[Change, ...]
    attendance: tuple[Attendance, ...]
    panel_changes: tuple[PanelChange, ...]
    sheets: tuple[Sheet, ...]
    questions: tuple[Question, ...]
    files: tuple[File, ...]
    late: tuple[LateScore, ...]
    result: RegencyResult | None
    left_out: tuple[str, ...]
    signings: tuple[Signing, ...]
    as_of: datetime
    entries: int
    sealed_after: int | None
    digest: str | None
    sealed_digest: str | None
    revealed: bool
    moderated: tuple[Changed, ...]
    summary: Summary | None
    excused: tuple[Excuse, ...]
    closing: Sealed
    panel: tuple[Judge, ...] = field(default=(), metadata=BESIDE)
    counts: str = field(default="original", metadata=BESIDE)
    summed: tuple[Summed, ...] = field(default=(), metadata=BESIDE)
    conferred: RegencyResult | None = field(default=None, metadata=BESIDE)  # by the values after the deliberation

    def content(self) -> str:
        """The SHA-256 of all that they say, as canonical JSON (RFC 8785): language and looks aside."""
        return hashlib.sha256(canonical(_plain(self))).hexdigest()

    def figures(self) -> Figures:
        """The session's own figures, as its first signature seals them."""
        found = self.result
        if found is None:
            return {}
        return {
            "index": found.index,
            "groups": dict(found.groups),
            "criteria": dict(found.criteria),
            "band": None if found.band is None else dict(found.band),
        }

    @property
    def wording(self) -> int:
        """The edition of the words that tells them: the newest until somebody signs, then as it was sealed."""
        return self.closing.get("wording", 1) if any(one.at for one in self.signings) else WORDING

    @property
    def is_draft(self) -> bool:
        """Whether there are no values yet: they are not revealed. Of an aborted session they never are."""
        return not self.revealed and self.state != "aborted"

    @property
    def scored(self) -> tuple[Sheet, ...]:
        """The sheets that count."""
        return tuple(sheet for sheet in self.sheets if sheet.standing == "counted")


def minutes_of(session: Session, entries: Sequence[Entry], judged: Judging, *, now: datetime) -> Minutes:
    """The minutes of a session by its whole record, secrets included, and by what it is judged by (of the record, too,
    once it has opened). Raises WrongState for a cancelled one."""
    state, revealed, rubric = _state_of_minutes(session, now), session.is_revealed(now), judged.rubric
    sheets = _sheets(session, entries, rubric, open_values=revealed)
    result, left_out = _result(session, sheets, judged) if revealed else (None, ())
    moderated = _moderated(session, entries, sheets) if revealed else ()
    return Minutes(
        session=session.id,
        programme=judged.programme,
        regency=session.regency,
        state=state,
        rehearsal=session.rehearsal,
        rubric=rubric,
        starts_at=session.starts_at,
        booked_end=session.schedule.ends_at,
        closed_at=session.schedule.closes_at if state in ENDED else None,
        end_reason=session.end_reason,
        phases=_phases(session),
        halts=_halts(entries),
        changes=tuple(_change(entry) for entry in entries if _is_change(entry)),
        attendance=_attendance(session, entries),
        panel_changes=tuple(_panel_changes(entries)),
        sheets=sheets,
        questions=session.questions,
        files=session.files,
        late=_late(session, entries, _names(session), revealed=revealed) if state in ENDED else (),
        revealed=revealed,
        moderated=moderated,
        summary=session.summary,
        excused=_excused(session, entries),
        closing=closing_of(entries),
        result=result,
        left_out=left_out,
        signings=_signings(session),
        as_of=entries[-1].at,
        entries=len(entries),
        sealed_after=session.sealed_after,
        digest=published(entries),
        sealed_digest=session.digest,
        panel=(*judged.panel, *_joined(entries)),
        counts=judged.counts,
        summed=tuple(_summed(entries)),
        conferred=_conferred(session, sheets, judged, moderated),
    )


def _state_of_minutes(session: Session, now: datetime) -> str:
    state = session.state(now)
    if state == "cancelled":
        raise WrongState(state, "cancelled-without-minutes")
    return state


def _conferred(
    session: Session, sheets: Sequence[Sheet], judged: Judging, moderated: Sequence[Changed]
) -> RegencyResult | None:
    """The result of the values as they stand after the deliberation; None where it changed none."""
    changed = {(one.panelist, one.criterion): one.value for one in moderated if one.value is not None}
    return _result(session, sheets, judged, changed)[0] if changed else None


def _phases(session: Session) -> tuple[PhaseRun, ...]:
    spans = session.schedule.spans()
    return tuple(PhaseRun(phase.key, phase.minutes, since, until, phase.name) for phase, since, until in spans)


def closing_of(entries: Sequence[Entry]) -> Sealed:
    """What the first signature sealed; empty before it."""
    return next((one.data["minutes"] for one in entries if one.kind == "signed" and "minutes" in one.data), Sealed())


def _joined(entries: Sequence[Entry]) -> tuple[Judge, ...]:
    """Who joined the panel after the start, as known then."""
    return tuple(
        Judge(one["id"], one["name"], one.get("institution", ""), one.get("title", ""))
        for entry in entries
        if entry.kind == "panel-changed"
        for one in entry.data["panel"]
        if "institution" in one
    )


def _moderated(session: Session, entries: Sequence[Entry], sheets: Sequence[Sheet]) -> tuple[Changed, ...]:
    own = {sheet.panelist: sheet for sheet in sheets}
    found = []
    for entry in (one for one in entries if one.kind == "moderated"):
        sheet, secret = own.get(entry.data["panelist"]), entry.secret or {}
        score = sheet.scores.get(entry.data["criterion"]) if sheet else None
        name = sheet.name if sheet else entry.actor.name
        original = score.value if score else None
        value, reason = secret.get("value"), secret.get("reason", "")
        found.append(Changed(entry.at, name, entry.data["criterion"], original, value, reason, entry.data["panelist"]))
    return tuple(found)


def _excused(session: Session, entries: Sequence[Entry]) -> tuple[Excuse, ...]:
    names = _names(session)
    return tuple(
        Excuse(names.get(one.data["panelist"], ""), one.data["reason"], one.actor.name, one.data["panelist"])
        for one in entries
        if one.kind == "excused"
    )


def _summed(entries: Sequence[Entry]) -> Iterator[Summed]:
    signed: list[str] = []
    for entry in entries:
        if entry.kind == "signed":
            signed.append(entry.data["panelist"])
        elif entry.kind == "summarised":
            yield Summed(summary_of(entry), tuple(signed))


def _plain(value: object) -> object:
    """The value as a JSON document."""
    if isinstance(value, datetime):
        return wire(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if "beside" not in one.metadata}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def published(entries: Sequence[Entry]) -> str | None:
    """The newest digest that was mailed to the participants and that still stands: of the last signature once all
    have signed, else of the seal; None before the seal and after a reopening."""
    session = Session.of(entries)
    if session is None or session.digest is None:
        return None
    signed = [entry.hash for entry in entries if entry.kind == "signed"]
    return signed[-1] if session.signed and signed else session.digest


# - time -


def _is_change(entry: Entry) -> bool:
    return kind_of(entry.kind).course and (entry.kind != "phase" or bool(entry.data["by_hand"]))


def _change(entry: Entry) -> Change:
    detail = entry.data.get("minutes", entry.data.get("phase", ""))
    by = entry.actor.name if entry.kind != "closed" or entry.data["by_hand"] else ""
    return Change(entry.kind, entry.at, by, entry.data.get("reason", ""), detail)


def _halts(entries: Sequence[Entry]) -> tuple[Halt, ...]:
    found: list[Halt] = []
    begun: Entry | None = None
    for entry in entries:
        if entry.kind in ("paused", "closed") and begun is None:
            begun = entry
        elif entry.kind == "closed" and begun is not None:
            # closed out of a pause: the pause ends here, and a reopening makes a gap of its own
            found.append(_halt(begun, entry.at))
            begun = entry
        elif entry.kind in ("resumed", "aborted", "reopened") and begun is not None:
            found.append(_halt(begun, entry.at))
            begun = None
    if begun is not None and begun.kind == "paused":
        found.append(_halt(begun, None))
    return tuple(found)


def _halt(begun: Entry, until: datetime | None) -> Halt:
    return Halt(begun.at, until, begun.actor.name, begun.data.get("reason", ""))


# - people -


def _names(session: Session) -> dict[str, str]:
    people: list[Seat | Guest] = [*session.former, *session.guests, *session.panel]
    return {one.id: one.name for one in people}


def _attendance(session: Session, entries: Sequence[Entry]) -> tuple[Attendance, ...]:
    stays: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for entry in entries:
        if entry.kind == "joined":
            stays.setdefault(entry.data["person"], []).append((entry.at, None))
        elif entry.kind == "left" and stays.get(entry.data["person"]):
            own = stays[entry.data["person"]]
            own[-1] = (own[-1][0], entry.at)
    acts = _acts(session, entries)
    people: list[Seat | Guest] = [*session.panel, *session.former, *session.guests]
    return tuple(
        Attendance(one.id, one.name, one.role, tuple(stays.get(one.id, ())), session.rsvp(one.id), acts.get(one.id))
        for one in people
        if one not in session.former or one.id in stays
    )


def _acts(session: Session, entries: Sequence[Entry]) -> dict[str, tuple[datetime, datetime]]:
    """Of each person the first and the last entry that is their own doing between the start and the close."""
    closes, found = session.schedule.closes_at, dict[str, tuple[datetime, datetime]]()
    for entry in entries:
        runs = entry.at >= session.starts_at and (closes is None or entry.at < closes)
        if entry.kind in DONE_THERE and entry.actor.id and runs:
            first, _ = found.get(entry.actor.id, (entry.at, entry.at))
            found[entry.actor.id] = (first, entry.at)
    return found


def _panel_changes(entries: Sequence[Entry]) -> list[PanelChange]:
    found = []
    before: list[Mapping[str, object]] = []
    for entry in entries:
        if entry.kind not in ("booked", "panel-changed"):
            continue
        after = list(entry.data["panel"])
        if entry.kind == "panel-changed" and after != before:
            found.append(_panel_change(entry, before, after))
        before = after
    return found


def _panel_change(entry: Entry, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> PanelChange:
    old, new = {one["id"] for one in before}, {one["id"] for one in after}
    led, leads = ([one for one in panel if one["role"] == "chair"] for panel in (before, after))
    same_chair = [one["id"] for one in led] == [one["id"] for one in leads]
    return PanelChange(
        entry.at,
        entry.actor.name,
        tuple(one["name"] for one in after if one["id"] not in old),
        tuple(one["name"] for one in before if one["id"] not in new),
        "" if same_chair or not leads else leads[0]["name"],
    )


def _signings(session: Session) -> tuple[Signing, ...]:
    given = {one.panelist: one for one in session.signatures}
    last = session.signs_last
    due = [seat for seat in session.scorers if seat.id not in session.excused or seat.id in given]
    ordered = sorted(due, key=lambda seat: last is not None and seat.id == last.id)
    return tuple(
        Signing(seat.id, seat.name, seat.role, given[seat.id].at, given[seat.id].digest)
        if seat.id in given
        else Signing(seat.id, seat.name, seat.role, None, "")
        for seat in ordered
    )


# - scores -


def _sheets(session: Session, entries: Sequence[Entry], rubric: Rubric, *, open_values: bool) -> tuple[Sheet, ...]:
    told = replayed_scores(entries) if open_values else {}
    declared = {entry.data["panelist"]: entry.at for entry in entries if entry.kind == "declared"}
    seats = [(seat, "withdrawn" if seat.conflict else "counted") for seat in session.panel]
    seats += [(seat, "replaced") for seat in session.former if seat.id in declared]
    return tuple(_sheet(seat, standing, told, declared.get(seat.id), rubric) for seat, standing in seats)


def _sheet(
    seat: Seat, standing: str, told: Mapping[tuple[str, str], Score], declared_at: datetime | None, rubric: Rubric
) -> Sheet:
    own = {key: told[seat.id, key] for key in rubric.criteria if (seat.id, key) in told}
    sheet = Scoresheet(rubric, own)
    missing = tuple(sheet.missing)
    return Sheet(seat.id, seat.name, seat.role, standing, declared_at, seat.submitted_at, own, missing, sheet.index())


def _result(
    session: Session, sheets: Sequence[Sheet], judged: Judging, changed: Mapping[tuple[str, str], float] | None = None
) -> tuple[RegencyResult, tuple[str, ...]]:
    """The regency's figures by this session alone, figured as the results are; and whose sheets were left out.
    `changed`: values by panelist and criterion that stand instead of the originals."""
    instead = changed or {}
    code, names = session.regency.code, {sheet.panelist: sheet.name for sheet in sheets}
    counted = [sheet for sheet in sheets if sheet.standing == "counted"]
    found = compute(
        [
            Rated(session.id, code, sheet.panelist, key, instead.get((sheet.panelist, key), score.value))
            for sheet in counted
            for key, score in sheet.scores.items()
            if score.value is not None
        ],
        judged.rubric,
        incomplete="exclude" if judged.incomplete == "exclude" else "count",
        bands=judged.bands,
        regencies={code: session.regency.name},
        sheets=[CountedSheet(session.id, code, sheet.panelist) for sheet in counted],
        samples=0,
    )
    left_out = tuple(names[one.panelist] for one in found.excluded if one.panelist)
    return found.regencies[0], left_out


def _late(
    session: Session, entries: Sequence[Entry], names: Mapping[str, str], *, revealed: bool
) -> tuple[LateScore, ...]:
    secrets = {entry.number: entry.secret or {} for entry in entries if entry.kind == "late"}
    decided = {entry.data["entry"]: entry for entry in entries if entry.kind in ("admitted", "refused")}
    found = []
    for late in session.late:
        decision = decided.get(late.entry)
        found.append(
            LateScore(
                name=names.get(late.panelist, late.panelist),
                criterion=late.criterion,
                at=late.at,
                late_by_seconds=late.late_by_seconds,
                value=secrets[late.entry].get("value") if decision and revealed else None,
                decision=late.decision,
                reason=late.reason,
                decided_by=decision.actor.name if decision else "",
                decided_at=decision.at if decision else None,
                panelist=late.panelist,
            )
        )
    return tuple(found)


def lasted(run: PhaseRun, halts: Sequence[Halt]) -> timedelta | None:
    """How long a phase really ran, pauses taken out; None of one that never ran or has no end yet."""
    if run.since is None or run.until is None:
        return None
    since, until = run.since, run.until
    stood = (min(halt.until or until, until) - max(halt.since, since) for halt in halts)
    return until - since - sum((max(one, of_minutes(0)) for one in stood), of_minutes(0))

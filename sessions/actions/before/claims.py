"""A regency says where it stands, criterion by criterion, with evidence, until its claims are due; who may read that.

What a session was judged beside is its own copy, frozen into the record at its start (`freeze`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.actions import acts
from sessions.actions.access import Asker, seen
from sessions.actions.during import announcing, recording
from sessions.store import Db, claims, records, registry, releases, timetable
from sessions.values import (
    Claim,
    Fault,
    File,
    Given,
    Invalid,
    Json,
    NewFile,
    NotFound,
    Programme,
    Regency,
    Session,
    StaleRevision,
    Thing,
    WrongState,
    new_id,
    wire,
)
from sessions.values import claims as values


@dataclass(frozen=True)
class Window:
    """Whether claims may be made, for which session and until when; `state`: open | closed | withdrawn | off."""

    state: str
    session: Session | None = None
    due: datetime | None = None


# - who -


def readable(db: Db, regency_id: str, asker: Asker) -> Regency:
    """The regency, for those who may read its claims: the secretariat, its own people, and the panels and observers of
    its sessions, from the invitation on; never for who withdrew from one. Raises NotFound."""
    regency = registry.regency(db, regency_id)
    sessions = [one for one in timetable.of_regency(db, regency_id) if one.cancelled_at is None]
    seats = [seat for one in sessions if (seat := one.seat(asker.id))]
    if any(seat.conflict for seat in seats):
        raise NotFound
    if asker.secretariat or owns(regency, asker) or seats:
        return regency
    if any(one.id == asker.id for session in sessions for one in session.observers):
        return regency
    raise NotFound


def owned(db: Db, regency_id: str, asker: Asker) -> Regency:
    """The regency, for those who may speak for it: its people and the secretariat. Raises NotFound."""
    regency = readable(db, regency_id, asker)
    if not asker.secretariat and not owns(regency, asker):
        raise NotFound
    return regency


def owns(regency: Regency, asker: Asker) -> bool:
    """Whether the asker is one of the regency's people."""
    return any(one.person.id == asker.id for one in regency.people)


# - until when -


def window(db: Db, regency: Regency, programme: Programme, *, now: datetime) -> Window:
    """Whether the regency may claim now, and until when."""
    if programme.claims == "off":
        return Window("off")
    if regency.withdrawn:
        return Window("withdrawn")
    session, free = values.governing(timetable.of_regency(db, regency.id), now)
    if session is None:
        return Window("open" if free else "closed")
    due = values.due(session, records.placed_at(db, session.id), programme.claims_before)
    return Window("open" if now < due else "closed", session, due)


def _must_be_open(db: Db, regency: Regency, programme: Programme, *, now: datetime) -> None:
    found = window(db, regency, programme, now=now)
    if found.state != "open":
        due: dict[str, Any] = {"due": wire(found.due)} if found.due else {}
        raise WrongState(found.state, f"claims-{found.state}", **due)


# - claiming -


def put(db: Db, regency_id: str, given: Given, asker: Asker, *, now: datetime) -> Claim:
    """Sets one claim. Raises NotFound, Invalid, WrongState or StaleRevision, in this order."""
    regency = owned(db, regency_id, asker)
    _must_fit_one(db, regency, given, now=now)
    return _set_all(db, regency, [given], asker, now=now)[given.criterion]


def put_by(db: Db, regency: Regency, given: Given, by: tuple[str, str], *, now: datetime) -> Claim:
    """The same by whoever may, by id and name. Raises Invalid, WrongState or StaleRevision."""
    _must_fit_one(db, regency, given, now=now)
    return _set(db, regency, [given], claims.of_regency(db, regency.id), by, now=now)[given.criterion]


def _must_fit_one(db: Db, regency: Regency, given: Given, *, now: datetime) -> None:
    programme = registry.programme(db, regency.programme)
    programme.rubric.must_allow(given.criterion, given.value)
    given.must_point_at({one.id: one.name for one in claims.files(db, regency.id)})
    _must_be_open(db, regency, programme, now=now)


def put_all(db: Db, regency_id: str, given: Sequence[Given], asker: Asker, *, now: datetime) -> Mapping[str, Json]:
    """Sets every claim at once, all or none; what is left out is taken back. Raises as `put`."""
    regency = owned(db, regency_id, asker)
    programme = registry.programme(db, regency.programme)
    _must_fit(db, regency, programme, given)
    _must_be_open(db, regency, programme, now=now)
    standing = claims.of_regency(db, regency_id)
    said = {one.criterion for one in given}
    empty = [Given(key, None, "", ()) for key, claim in standing.items() if key not in said and claim.made]
    _set_all(db, regency, [*given, *empty], asker, now=now)
    return shown(db, regency_id, asker, now=now)


def _set_all(db: Db, regency: Regency, given: Sequence[Given], asker: Asker, *, now: datetime) -> Mapping[str, Claim]:
    """Sets claims of a regency, and gives all that it then claims. What the secretariat sets for it stands in the
    history, too, as one act; what the regency sets is its own."""
    before = claims.of_regency(db, regency.id)
    after = _set(db, regency, given, before, (asker.id, asker.name), now=now)
    if asker.secretariat:
        acts.changed(db, _thing(regency), _plainly(before), _plainly(after), asker, now=now)
    return after


def _thing(regency: Regency) -> Thing:
    return Thing("regency", regency.id, regency.name, regency.programme)


def _plainly(found: Mapping[str, Claim]) -> dict[str, object]:
    return {"claims": {key: _said(one) for key, one in found.items()}}


def _said(claim: Claim) -> dict[str, object]:
    shown = [one.get("name") or one.get("url", "") for one in claim.evidence]
    return {"value": claim.as_json()["value"], "text": claim.text, "evidence": shown}


def _must_fit(db: Db, regency: Regency, programme: Programme, given: Iterable[Given]) -> None:
    files = {one.id: one.name for one in claims.files(db, regency.id)}
    faults: list[Fault] = []
    for one in given:
        at = f"/claims/{one.criterion}"
        try:
            programme.rubric.must_allow(one.criterion, one.value)
            one.must_point_at(files)
        except NotFound:
            faults.append(Fault(at, "no-such-criterion", {"criterion": one.criterion}))
        except Invalid as error:
            faults += [fault.below(at) for fault in error.faults]
    if faults:
        raise Invalid(faults)


def _set(
    db: Db,
    regency: Regency,
    given: Sequence[Given],
    before: Mapping[str, Claim],
    by: tuple[str, str],
    *,
    now: datetime,
) -> Mapping[str, Claim]:
    """Writes what is given over what the regency claims, in order; what it then claims. Raises StaleRevision."""
    claimed = dict(before)
    for one in given:
        stood = claimed.get(one.criterion) or Claim(one.criterion)
        if one.revision is not None and one.revision != stood.revision:
            raise StaleRevision(stood.as_json(), what="claim")
        stands = one.over(stood, at=now, by=by)
        if (stands.value, stands.text, stands.evidence) == (stood.value, stood.text, stood.evidence) and stood.revision:
            claimed[one.criterion] = stood
            continue
        if claimed == before:
            _freeze_what_has_begun(db, regency, now=now)
        claims.put(db, regency.id, stands)
        claimed[one.criterion] = stands
    return claimed


def _freeze_what_has_begun(db: Db, regency: Regency, *, now: datetime) -> None:
    # A session that has started must have its own copy before anything changes for the next.
    for session in timetable.of_regency(db, regency.id):
        announcing.catch_up(db, session, now=now)


# - many regencies at once -


@dataclass(frozen=True)
class Row:
    """One line of a list of claims: whose (a code, where the list is of several), and the claim."""

    line: int
    code: str | None
    claim: Given


@dataclass(frozen=True)
class Taken:
    """What a list of claims came to: how many were changed, and of how many regencies."""

    claims: int
    regencies: int

    def as_json(self) -> dict[str, int]:
        """As it is answered."""
        return {"updated": self.claims, "regencies": self.regencies}


def put_rows(
    db: Db, programme_id: str, rows: Sequence[Row], asker: Asker, *, only: str | None = None, now: datetime
) -> Taken:
    """Sets the claims of a list, all or none. `only` is the regency whose list it is, where it is one's own.

    Raises NotFound, WrongState after one's own are due, or Invalid naming every line that does not fit (of several
    regencies those that are after their due date, too)."""
    programme = registry.programme(db, programme_id)
    own = owned(db, only, asker) if only else None
    if own:
        _must_be_open(db, own, programme, now=now)
    faults: list[Fault] = []
    whose: dict[str, tuple[Regency, list[Given]]] = {}
    for row in rows:
        regency = own if own and row.code in (None, own.code) else _of_code(db, programme, row.code, asker)
        if regency is None:
            faults.append(Fault(f"/{row.line}", "no-such-regency", {"regency": row.code}, row.line))
            continue
        wrong = _faults_of(db, regency, programme, row, now)
        faults += [Fault(f"/{row.line}", one.code, one.params, row.line) for one in wrong]
        whose.setdefault(regency.id, (regency, []))[1].append(row.claim)
    if faults:
        raise Invalid(faults)
    for regency, given in whose.values():
        _set_all(db, regency, given, asker, now=now)
    return Taken(len(rows), len(whose))


def _of_code(db: Db, programme: Programme, code: str | None, asker: Asker) -> Regency | None:
    found = registry.regency_by_code(db, programme.id, code) if code else None
    return found if found and (asker.secretariat or owns(found, asker)) else None


def _faults_of(db: Db, regency: Regency, programme: Programme, row: Row, now: datetime) -> list[Fault]:
    try:
        programme.rubric.must_allow(row.claim.criterion, row.claim.value)
        row.claim.must_point_at({one.id: one.name for one in claims.files(db, regency.id)})
        _must_be_open(db, regency, programme, now=now)
    except NotFound:
        return [Fault("", "no-such-criterion", {"criterion": row.claim.criterion})]
    except WrongState:
        return [Fault("", "changes-after-due")]
    except Invalid as invalid:
        return invalid.faults
    return []


# - showing -


def shown(db: Db, regency_id: str, asker: Asker, *, now: datetime) -> dict[str, Any]:
    """A regency's claims as the contract shows them, with the due date and last round's values. Raises NotFound."""
    return standing(db, readable(db, regency_id, asker), now=now)


def standing(db: Db, regency: Regency, *, now: datetime) -> dict[str, Any]:
    """The same for whoever was let in."""
    programme = registry.programme(db, regency.programme)
    found = claims.of_regency(db, regency.id)
    until = window(db, regency, programme, now=now)
    return {
        "regency": {"id": regency.id, "code": regency.code, "name": regency.name},
        "programme": programme.id,
        "wanted": programme.claims,
        "state": until.state,
        "session": until.session.id if until.session else None,
        "due": until.due and wire(until.due),
        "server_time": wire(now),
        "claims": _made(found, programme),
        "missing": values.missing(programme.rubric, found),
        "of": len(programme.rubric.criteria),
        "previous": previous(db, regency, programme, now=now),
    }


def beside(db: Db, session: Session, asker: Asker, *, now: datetime) -> tuple[Mapping[str, Any], Mapping[str, float]]:
    """What a sheet shows beside its criteria, in one look: the claims (frozen, once the session has started) and last
    round's values. Raises NotFound for whom the regency's claims are not."""
    regency, programme = readable(db, session.regency.id, asker), registry.programme(db, session.programme)
    before = previous(db, regency, programme, now=now)
    if session.claimed is not None:
        return records.entry(db, session.id, session.claimed).data["claims"], before
    return _made(claims.of_regency(db, regency.id), programme), before


def _made(found: Mapping[str, Claim], programme: Programme) -> dict[str, Any]:
    return {key: found[key].as_json() for key in programme.rubric.criteria if key in found and found[key].revision}


def previous(db: Db, regency: Regency, programme: Programme, *, now: datetime) -> dict[str, float]:
    """What the regency got for each criterion in the round that this one follows, if that was published."""
    release = releases.latest(db, programme.follows, now=now) if programme.follows else None
    if release is None:
        return {}
    document = releases.doc(db, release.id)
    rows = document.get("results", document).get("regencies", [])
    mine = next((row for row in rows if row.get("code") == regency.code), None)
    return {key: value for key, value in (mine or {}).get("criteria", {}).items() if value is not None}


def frozen_for(db: Db, session_id: str, asker: Asker) -> Mapping[str, Any] | None:
    """The claims that a session is judged beside, as frozen at its start, for whom its regency's claims are; None
    before that, and where none are asked. Raises NotFound."""
    session = seen(db, session_id, asker)
    readable(db, session.regency.id, asker)
    if session.claimed is None:
        return None
    found: Mapping[str, Json] = records.entry(db, session.id, session.claimed).data["claims"]
    return found


def missing_of(db: Db, session: Session, programme: Programme) -> list[str]:
    """The criteria that the session's regency has claimed nothing of yet."""
    return values.missing(programme.rubric, claims.of_regency(db, session.regency.id))


# - files -


def may_add_file(db: Db, regency_id: str, asker: Asker, *, now: datetime, size: int = 0) -> Regency:
    """The regency, if the asker may add a file of about that size (bytes) now: its people until its last session
    starts. Raises NotFound, WrongState or TooMany."""
    regency = owned(db, regency_id, asker)
    if regency.withdrawn:
        raise WrongState("withdrawn", "claims-withdrawn")
    session, free = values.governing(timetable.of_regency(db, regency_id), now)
    if not asker.secretariat and session is None and not free:
        raise WrongState("closed", "claim-files-until-start")
    recording.must_have_room((one.size for one in claims.files(db, regency_id)), size)
    return regency


def add_file(db: Db, regency_id: str, new: NewFile, asker: Asker, *, now: datetime) -> File:
    """Adds a file; the same kind and name again is its next version. Raises NotFound, WrongState or
    TooMany."""
    regency = may_add_file(db, regency_id, asker, now=now, size=new.size or 0)
    told = {"file": (None, new.name)}
    acts.did_all(db, "file-added", [(_thing(regency), told)], asker, now=now)
    return keep_file(db, regency_id, new, (asker.id, asker.name), now=now)


def may_add_evidence(db: Db, regency: Regency, *, now: datetime, size: int = 0) -> None:
    """Whether whoever was let in may add evidence of about that size (bytes): while claims may be made. Raises
    WrongState or TooMany."""
    _must_be_open(db, regency, registry.programme(db, regency.programme), now=now)
    recording.must_have_room((one.size for one in claims.files(db, regency.id)), size)


def keep_file(db: Db, regency_id: str, new: NewFile, by: tuple[str, str], *, now: datetime) -> File:
    """Keeps a file that may be added, by whoever may, by id and name."""
    known = [one.version for one in claims.files(db, regency_id) if (one.kind, one.name) == (new.kind, new.name)]
    file = File(
        new.id or new_id(now),
        new.kind,
        new.name,
        now,
        *by,
        1 + max(known, default=0),
        new.size,
        new.sha256,
        new.media_type,
        new.url,
    )
    claims.add_file(db, regency_id, file)
    return file


def files(db: Db, regency_id: str, asker: Asker) -> list[File]:
    """The regency's files, for whom its claims are. Raises NotFound."""
    return claims.files(db, readable(db, regency_id, asker).id)


def file(db: Db, regency_id: str, file_id: str, asker: Asker) -> File:
    """One of them. Raises NotFound."""
    found = next((one for one in files(db, regency_id, asker) if one.id == file_id), None)
    if found is None:
        raise NotFound
    return found

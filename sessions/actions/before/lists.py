"""Whole lists of regencies and panelists: what each row would create or change, what is wrong with it, what is done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before import enlisting, enrolling
from sessions.actions.before.enlisting import Decided
from sessions.store import Db, registry
from sessions.values import Fault, Invalid, Kind, Panelist, Regency, plain_name

ListKind = Literal["regencies", "panelists"]
REGENCY_FIELDS = ("code", "name", "province", "timezone", "contact", "email", "phone", "delegates")
PANELIST_FIELDS = (
    "name", "email", "institution", "timezone", "may_chair", "conflicts", "province", "title", "nip", "phone",
)  # fmt: skip
OF_DELEGATE = ("name", "email", "phone")
ALIKE = ("same-name", "same-address")  # doubts that there is such a one already

Known = Regency | Panelist


@dataclass(frozen=True)
class Row:
    """One row: where it stood, the fields that it gives, what tells it from others, and what is wrong with it.
    `lacks` is wrong only where it is of nothing known; `names` is what a file calls the fields."""

    at: str
    line: int | None
    fields: Mapping[str, Any]
    key: str
    name: str = ""
    lacks: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What came of a row: how it stood before where that changed, and what is wrong or doubtful."""

    row: Row
    outcome: Literal["created", "changed", "unchanged", "refused"]
    name: str = ""
    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a whole list."""

    rows: tuple[Done, ...]

    def of(self, outcome: str) -> list[Done]:
        """The rows of which that came."""
        return [one for one in self.rows if one.outcome == outcome]


@dataclass(frozen=True)
class _Kind:
    """What the two kinds of list differ in."""

    named: Kind
    known: Callable[[Db, str], dict[str, Known]]
    decide: Callable[..., Decided[Any]]
    write: Callable[..., Sequence[tuple[Known | None, Known]]]
    put_one: Callable[..., tuple[Known, bool]]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """How many rows of a list were new, how many known, whether or not the list changed them, and how many of those
    it changed."""

    created: int
    updated: int
    changed: int


def look(db: Db, programme: str, kind: ListKind, rows: Sequence[Row], asker: Asker, *, now: datetime) -> Outcome:
    """What would come of each row, and in `db.written` who would be told; nothing is written, and what is refused holds
    up nothing else. Raises NotFound."""
    ways, known = _begun(db, programme, kind, asker)
    refused = {row.at: _wrong(row, known) for row in rows}
    saying = [row for row in rows if not refused[row.at] and _says_more(row.fields, known.get(row.key))]
    decided = ways.decide(db, programme, [row.fields for row in saying], now=now)
    put = ways.write(db, programme, decided, asker, look=True, now=now)
    by_row = dict(zip((row.at for row in saying), put, strict=True))
    doubts = _doubts(db, programme, kind, rows, known)
    done = [_done(row, known.get(row.key), by_row.get(row.at), ways.fields, refused[row.at]) for row in rows]
    return Outcome(tuple(replace(one, doubts=doubts.get(one.row.at, ())) for one in done))


@dataclass(frozen=True)
class Decision:
    """What a list comes to, all of it decided and nothing written; `known` is what it was decided upon beside what
    `decided` says."""

    known: Mapping[str, Known]
    decided: Decided[Any]
    told: enlisting.Told


def decide(
    db: Db, programme: str, kind: ListKind, rows: Sequence[Row], asker: Asker, *, sure: bool = True, now: datetime
) -> Decision:
    """Decides what `put` writes, for whoever would not hold the writer meanwhile. Raises what `put` raises, but for
    BookingConflict."""
    ways, known = _begun(db, programme, kind, asker)
    if wrong := [fault for row in rows for fault in _wrong(row, known)]:
        raise Invalid(wrong)
    if not sure and _doubts(db, programme, kind, rows, known):
        raise Invalid.at("/sure", "not-looked-at")
    saying = [row.fields for row in rows if _says_more(row.fields, known.get(row.key))]
    decided = ways.decide(db, programme, saying, now=now)
    return Decision(known, decided, enlisting.told(ways.named, programme, decided.put))


def put(
    db: Db,
    programme: str,
    kind: ListKind,
    rows: Sequence[Row],
    asker: Asker,
    *,
    sure: bool = True,
    decision: Decision | None = None,
    now: datetime,
) -> Counted:
    """Makes and changes what the rows say, all of them or none; by a `decision` of before, where it holds. Raises
    NotFound, Invalid with every fault of every row and, unless one is `sure`, where anything is doubtful, or
    BookingConflict."""
    ways, known = _begun(db, programme, kind, asker)
    if decision is None or not _holds(db, decision, known):
        decision = decide(db, programme, kind, rows, asker, sure=sure, now=now)
    put = ways.write(db, programme, decision.decided, asker, now=now)
    enlisting.note_told(db, decision.told, asker, now=now)
    created = sum(before is None for before, _ in put)
    return Counted(created, len(rows) - created, len(put) - created)


def _holds(db: Db, one: Decision, known: Mapping[str, Known]) -> bool:
    """Whether all that it was decided upon is as it was."""
    return one.known == known and one.decided.found == enlisting.at_addresses(db, one.decided.addresses)


def _begun(db: Db, programme: str, kind: ListKind, asker: Asker) -> tuple[_Kind, dict[str, Known]]:
    must_be_secretariat(asker)
    registry.programme(db, programme)
    return _KINDS[kind], _KINDS[kind].known(db, programme)


@dataclass(frozen=True)
class One:
    """The one that was made or changed, and what somebody should look at."""

    known: Known
    new: bool
    doubts: tuple[Fault, ...]


def put_one(db: Db, programme: str, kind: ListKind, row: Row, asker: Asker, *, now: datetime) -> One:
    """Makes or changes the one that the row is of, whatever is doubtful. Raises NotFound or Invalid."""
    ways, known = _begun(db, programme, kind, asker)
    if wrong := _wrong(row, known):
        raise Invalid(wrong)
    doubts = _doubts(db, programme, kind, [row], known).get(row.at, ())
    made, new = ways.put_one(db, programme, row.fields, asker, now=now)
    return One(made, new, doubts)


def add_one(db: Db, programme: str, kind: ListKind, row: Row, asker: Asker, *, sure: bool, now: datetime) -> Known:
    """The same for who means to add a new one: what is known, or may be meant otherwise, is asked about before.
    Raises NotFound or, unless one is `sure`, Invalid with what there is that is like it."""
    known = _KINDS[kind].known(db, programme).get(row.key)
    there = (Fault("", "already-there", {"name": known.name, "key": row.key}),) if known else ()
    one = put_one(db, programme, kind, row, asker, now=now)
    alike = there + tuple(replace(fault, column="") for fault in one.doubts if fault.code in ALIKE)
    if alike and not sure:
        raise Invalid([replace(fault, pointer="/sure") for fault in alike])
    return one.known


def _wrong(row: Row, known: Mapping[str, Known]) -> tuple[Fault, ...]:
    return row.faults + (row.lacks if row.key not in known else ())


def _done(
    row: Row,
    known: Known | None,
    put: tuple[Known | None, Known] | None,
    fields: Sequence[str],
    refused: tuple[Fault, ...],
) -> Done:
    """What came of a row, where `put` is how it was and is, if it said anything."""
    if refused:
        return Done(row, "refused", row.name or _name(known), faults=refused)
    if put is None:
        return Done(row, "unchanged", _name(known))
    before, after = put
    if before is None:
        return Done(row, "created", after.name)
    stood, stands = before.as_json(), after.as_json()
    changes = {
        name: (_shown(stood[name]), _shown(stands[name]))
        for name in fields
        if _shown(stood[name]) != _shown(stands[name])
    }
    return Done(row, "changed" if changes else "unchanged", after.name, changes)


def _shown(value: object) -> object:
    """As a list writes it: of delegates name, address and number."""
    if not isinstance(value, list):
        return value
    return [{key: one[key] for key in OF_DELEGATE} if isinstance(one, dict) else one for one in value]


def _says_more(fields: Mapping[str, object], known: Known | None) -> bool:
    """Whether the row says anything that is not so: most rows of a list that is sent back do not."""
    if known is None:
        return True
    stands = known.as_json()
    return any(not _same(name, value, stands.get(name)) for name, value in fields.items())


def _same(name: str, said: Any, stands: Any) -> bool:
    if name == "code":
        return True  # the row was found by it
    if name == "email":
        return registry.email_key(said or "") == registry.email_key(stands or "")
    if name == "delegates":
        given = said or ()
        return len(given) == len(stands) and all(map(_same_delegate, given, stands))
    return bool((said or None) == (stands or None))


def _same_delegate(said: Mapping[str, Any], stands: Mapping[str, Any]) -> bool:
    return (
        (said.get("name") or said["email"]) == stands["name"]
        and registry.email_key(said["email"]) == registry.email_key(stands["email"])
        and said.get("phone") in (None, stands["phone"])
    )


def _name(known: Known | None) -> str:
    return known.name if known else ""


def _by_code(db: Db, programme: str) -> dict[str, Known]:
    return {one.code: one for one in registry.all_regencies(db, programme)}


def _by_address(db: Db, programme: str) -> dict[str, Known]:
    return {registry.email_key(one.person.email): one for one in registry.panelists(db, programme)}


def _write_regencies(
    db: Db, _: str, decided: Decided[Regency], asker: Asker, **how: Any
) -> Sequence[tuple[Regency | None, Regency]]:
    return enlisting.write_regencies(db, decided, asker, **how)


def _write_panelists(
    db: Db, programme: str, decided: Decided[Panelist], _: Asker, *, look: bool = False, now: datetime
) -> Sequence[tuple[Panelist | None, Panelist]]:
    return decided.put if look else enlisting.write_panelists(db, programme, decided)


_KINDS: Mapping[ListKind, _Kind] = {
    "regencies": _Kind(
        "regency", _by_code, enlisting.decided_regencies, _write_regencies, enrolling.put_regency, REGENCY_FIELDS
    ),
    "panelists": _Kind(
        "panelist", _by_address, enlisting.decided_panelists, _write_panelists, enrolling.put_panelist, PANELIST_FIELDS
    ),
}

# - what may be meant otherwise -


def _doubts(
    db: Db, programme: str, kind: ListKind, rows: Sequence[Row], known: Mapping[str, Known]
) -> dict[str, tuple[Fault, ...]]:
    """By row what a person should look at: a new one with the name or address of another, a code that is nowhere."""
    of = _of_regencies(rows, known) if kind == "regencies" else _of_panelists(db, programme, rows, known)
    found: dict[str, tuple[Fault, ...]] = {}
    for row, fault in of:
        found[row.at] = (*found.get(row.at, ()), fault)
    return found


def _of_regencies(rows: Sequence[Row], known: Mapping[str, Known]) -> Iterator[tuple[Row, Fault]]:
    those = {code: one for code, one in known.items() if isinstance(one, Regency)}
    named = {plain_name(one.name): code for code, one in those.items()}
    addresses = {registry.email_key(one.contact.email): code for code, one in those.items() if one.contact}
    for row in rows:
        name, email = plain_name(row.fields.get("name", "")), registry.email_key(row.fields.get("email") or "")
        twin = named.setdefault(name, row.key) if name and row.key not in known else row.key
        if twin != row.key:
            yield row, _placed(row, "name", Fault("", "same-name", {"other": twin}))
        twin = addresses.setdefault(email, row.key) if email else row.key
        if twin != row.key:
            yield row, _placed(row, "email", Fault("", "same-address", {"other": twin}))
        one = those.get(row.key)
        if enlisting.lacks_address(row.fields, one) and _says_more(row.fields, one):
            column = "contact" if row.fields.get("contact") else "phone"
            yield row, _placed(row, column, Fault("", "contact-without-address"))


def _of_panelists(
    db: Db, programme: str, rows: Sequence[Row], known: Mapping[str, Known]
) -> Iterator[tuple[Row, Fault]]:
    named = {one.name.casefold(): key for key, one in known.items()}
    codes = {code for _, code, _, _ in registry.places(db, programme)}
    for row in rows:
        name = str(row.fields.get("name", "")).casefold()
        twin = named.setdefault(name, row.key) if name and row.key not in known else row.key
        if twin != row.key:
            yield row, _placed(row, "name", Fault("", "same-name", {"other": twin}))
        for code in row.fields.get("conflicts", ()):
            if code not in codes:
                yield row, _placed(row, "conflicts", Fault("", "no-such-code", {"other": code}))


def _placed(row: Row, column: str, doubt: Fault) -> Fault:
    named = row.names.get(column, column) if row.line else ""
    return replace(doubt, pointer=f"{row.at}/{column}", line=row.line, column=named)

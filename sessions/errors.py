"""What may be refused. Each class names its problem type (contract, "Refusals"); nothing here knows HTTP.

A fault is a code with parameters, never a sentence: `Invalid.at("/chair", "may-not-chair", name=member.name)`. Its
words stand in `server/text/faults.py`, in Indonesian, and in the catalogues of all other languages; `make check` fails
on a code without words. A model's validator raises `Wrong` with the same. What is refused whole says why in the same
way: `WrongState("booked", "room-booked", {"room": room.name})`; without a code its class's name is the code. Programs
get code, parameters and English.

A refusal whose `keeps` is true leaves a trace on purpose: the transaction it comes out of is committed all the same.
"""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Required, TypedDict

from sessions.clock import wire

# What keeps a session from being booked: `why`, whose time or interest it is, and what stands in the way: another
# session with its regency and its span, a day with its reason, the fault that a plan's session came upon.
Clash = TypedDict(
    "Clash",
    {
        "why": Required[str],
        "who": Required[Mapping[str, str | None] | None],
        "session": str | None,
        "regency": str,
        "from": str,
        "to": str,
        "day": str | None,
        "reason": str | None,
        "name": Mapping[str, str] | None,
        "code": str,
        "params": Mapping[str, object],
        "planned": str,
        "instead": Sequence[Mapping[str, str]],  # of a room that is taken: those of the programme that are free then
        "detail": str,
    },
    total=False,
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with what came in: where (a JSON pointer, RFC 6901) and why, as a code with parameters;
    of a list that was sent as a file also the line, the column by its name, and what is `found` there."""

    pointer: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    column: str = ""
    found: str = ""

    @property
    def said(self) -> Mapping[str, object]:
        """The parameters of its words."""
        return self.params

    def below(self, at: str) -> "Fault":
        """The same fault of a part that stands at that pointer."""
        return replace(self, pointer=at + self.pointer)


class Wrong(ValueError):
    """What a model's validator raises: a fault whose place the model knows."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Refusal(Exception):
    """The root of what may be refused: a code with the parameters of its words; `fields` are what a program needs to go
    on, and stand in the words, too."""

    name: ClassVar[str] = "invalid"
    keeps: ClassVar[bool] = False

    def __init__(self, code: str = "", params: Mapping[str, object] | None = None, **fields: object) -> None:
        super().__init__(code or self.name)
        self.code = code or self.name
        self.params: Mapping[str, object] = params or {}
        self.fields: Mapping[str, Any] = fields

    @property
    def said(self) -> Mapping[str, object]:
        """The parameters of its words: what a program gets, and what stands only there."""
        return {**self.fields, **self.params}

    def __reduce__(self) -> tuple[object, ...]:
        return _as_it_was, (type(self), self.args, self.__dict__)  # from process to process, whatever its own arguments


def _as_it_was(kind: type[Refusal], args: tuple[object, ...], fields: Mapping[str, object]) -> Refusal:
    made = kind.__new__(kind, *args)
    made.__dict__.update(fields)
    return made


class NotSignedIn(Refusal):
    """Nobody known is asking."""

    name = "not-signed-in"


class NotAllowed(Refusal):
    """Known, but not in this way: a browser's request that does not come from one of our pages."""

    name = "not-allowed"


class NotFound(Refusal):
    """It is not there, or not for who asks; the two look the same on purpose."""

    name = "not-found"


class Invalid(Refusal):
    """What came in does not fit: every fault at once."""

    name = "invalid"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=list(faults))
        self.args = ("; ".join(f"{f.pointer or '/'}: {f.code}" for f in faults),)
        self.faults = list(faults)

    @classmethod
    def at(cls, pointer: str, code: str, **params: object) -> "Invalid":
        """One fault alone."""
        return cls([Fault(pointer, code, params)])


class Limited(Invalid):
    """What came in is over a bound of what is parsed (promise 7): `limit` says which, `most` how much that is."""

    name = "limit"

    def __init__(self, limit: str, most: int | None = None, at: str = "") -> None:
        code, params = f"limit-{limit}", {} if most is None else {"most": most}
        super().__init__([Fault(at, code, params)])
        self.fields = {**self.fields, "limit": limit, **params}


class TooMany(Refusal):
    """Asked too often."""

    name = "too-many"


class TooLarge(Refusal):
    """More bytes than are taken here."""

    name = "too-large"


class UnsupportedFile(Refusal):
    """A file of a kind that is not taken."""

    name = "unsupported-file"


class StorageFull(Refusal):
    """The disk takes nothing more, or cannot be written: nothing was kept, and it may be tried again."""

    name = "insufficient-storage"
    errors = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})  # of an OSError that means it


class Unavailable(Refusal):
    """The database cannot be reached: nothing was kept, and it may be tried again."""

    name = "unavailable"

    def __init__(self) -> None:
        super().__init__(retry_after_seconds=5)


class Conflict(Refusal):
    """It fits, but not with what is there now."""

    name = "conflict"


class WrongState(Conflict):
    """A control that makes no sense now; `state` says what is."""

    name = "wrong-state"

    def __init__(
        self, state: str, code: str = "", params: Mapping[str, object] | None = None, **fields: object
    ) -> None:
        super().__init__(code, params, state=state, **fields)
        self.state = state


class BookingConflict(Conflict):
    """The session clashes; `conflicts` lists every clash."""

    name = "booking-conflict"

    def __init__(self, conflicts: Sequence[Clash], **fields: Any) -> None:
        super().__init__(conflicts=list(conflicts), **fields)
        self.conflicts = list(conflicts)

    @property
    def instead(self) -> Sequence[Mapping[str, str]]:
        """The rooms (id, name) in which it would fit, where nothing but its own room is in the way."""
        if any(one["why"] != "room-busy" for one in self.conflicts):
            return ()
        return self.conflicts[0].get("instead", ()) if self.conflicts else ()


class SheetWaiting(Conflict):
    """The sheet is not open yet."""

    name = "sheet-waiting"

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at=wire(opens_at))


class SheetPaused(Conflict):
    """The session is paused, and so is the sheet."""

    name = "sheet-paused"


class SheetClosed(Conflict):
    """The sheet has closed; what came is kept as late, under the record's entry of that number."""

    name = "sheet-closed"
    keeps = True

    def __init__(self, *, entry: int | None, late_by_seconds: float | None, hash: str | None = None) -> None:
        super().__init__(entry=entry, hash=hash, late_by_seconds=late_by_seconds)
        self.entry = entry


class NotDeclared(Conflict):
    """A score before the panelist has declared whether there is a conflict of interest."""

    name = "not-declared"


class StaleRevision(Conflict):
    """Somebody (the same person elsewhere, mostly) was quicker; `score` (or what else it is) is what stands."""

    name = "stale-revision"

    def __init__(self, stored: Mapping[str, object], *, what: str = "score") -> None:
        super().__init__("" if what == "score" else "outdated", **{what: dict(stored), "current": dict(stored)})


class Outdated(Conflict):
    """A form was made from a state that its author can no longer see; `current` is how the thing now stands."""

    name = "stale-revision"

    def __init__(self, current: Mapping[str, object]) -> None:
        super().__init__("outdated", current=dict(current))


def must_be_current(seen: int | None, current: Mapping[str, object]) -> None:
    """Raises Outdated where the author saw another revision than the present one; None is not checked."""
    if seen is not None and seen != current["revision"]:
        raise Outdated(current)

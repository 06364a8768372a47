"""Claims: what a regency says of itself, criterion by criterion, and until when it may still say it.

Each session's record keeps its own copy, frozen at its start; the files that evidence points at are the regency's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.clock import wire
from sessions.errors import Fault, Invalid
from sessions.values.rubric import Rubric
from sessions.values.schedule import whole
from sessions.values.session import Session


@dataclass(frozen=True)
class Claim:
    """The regency's own value of one criterion, why, and what shows it: `{name, url}` or `{name, file}` each."""

    criterion: str
    value: float | None = None
    text: str = ""
    evidence: tuple[Mapping[str, str], ...] = ()
    revision: int = 0
    at: datetime | None = None
    by: str = ""
    by_name: str = ""

    @property
    def made(self) -> bool:
        """Whether it claims anything: a value or a text is enough."""
        return self.value is not None or bool(self.text.strip())

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        return {
            "criterion": self.criterion,
            "value": self.value if self.value is None else whole(self.value),
            "text": self.text,
            "evidence": [dict(one) for one in self.evidence],
            "revision": self.revision,
            "at": self.at and wire(self.at),
            "by": {"id": self.by, "name": self.by_name} if self.at else None,
        }


@dataclass(frozen=True)
class Helper:
    """A colleague who fills in some criteria of a regency's claims by a link; who gave it, and when it ended."""

    id: str
    regency: str
    name: str
    criteria: tuple[str, ...]
    at: datetime
    by: str
    by_name: str
    ended_at: datetime | None = None

    @property
    def actor(self) -> str:
        """How claims and records know them: no person of the installation."""
        return f"helper:{self.id}"

    def as_json(self) -> dict[str, object]:
        """As it is answered."""
        said = {"id": self.id, "name": self.name, "criteria": list(self.criteria), "at": wire(self.at)}
        return said | {"by": {"id": self.by, "name": self.by_name}}


@dataclass(frozen=True)
class Given:
    """A claim as it came in; None leaves a thing as it is. `revision` is the one last seen, None where nobody cares."""

    criterion: str
    value: float | None = None
    text: str | None = None
    evidence: tuple[Mapping[str, str], ...] | None = None
    revision: int | None = None
    takes_value: bool = True  # whether the value was said, null included

    def over(self, before: Claim, *, at: datetime, by: tuple[str, str]) -> Claim:
        """The claim that it makes of what stood; `by` is the id and name of who claims."""
        return Claim(
            criterion=self.criterion,
            value=self.value if self.takes_value else before.value,
            text=self.text if self.text is not None else before.text,
            evidence=self.evidence if self.evidence is not None else before.evidence,
            revision=before.revision + 1,
            at=at,
            by=by[0],
            by_name=by[1],
        )

    def must_point_at(self, files: Mapping[str, str], at: str = "") -> None:
        """Raises Invalid where evidence names a file that is not among the regency's (names by id)."""
        faults = [
            Fault(f"{at}/evidence/{number}/file", "no-such-file")
            for number, one in enumerate(self.evidence or ())
            if "file" in one and one["file"] not in files
        ]
        if faults:
            raise Invalid(faults)


def due(session: Session, placed_at: datetime, before: timedelta) -> datetime:
    """Until when claims for the session may be made: so long before its start, or until the start itself where that was
    chosen (`placed_at`, by the booking or the last move) later than that."""
    at = session.starts_at - before
    return session.starts_at if placed_at >= at else at


def governing(sessions: Iterable[Session], now: datetime) -> tuple[Session | None, bool]:
    """The session that a regency with these claims for, and whether it may without one: the next decides, a rehearsal
    only where nothing else is booked; before the first is booked it may, after the last no more."""
    held = sorted((one for one in sessions if one.cancelled_at is None), key=lambda one: one.starts_at)
    ahead = [one for one in held if one.state(now) == "booked"]
    return next((one for one in ahead if not one.rehearsal), ahead[0] if ahead else None), not held


def missing(rubric: Rubric, claims: Mapping[str, Claim]) -> list[str]:
    """The criteria that nothing was claimed of, in the order of the sheet."""
    return [key for key in rubric.criteria if key not in claims or not claims[key].made]


def frozen(rubric: Rubric, claims: Mapping[str, Claim], files: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """What the record keeps of the claims at the start: evidence that is a file with its name, size and SHA-256."""
    chosen = {key: claims[key] for key in rubric.criteria if key in claims and claims[key].made}
    return {"claims": {key: _kept(claim, files) for key, claim in chosen.items()}}


def _kept(claim: Claim, files: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    doc = claim.as_json()
    del doc["criterion"]
    return doc | {"evidence": [{**files.get(one.get("file", ""), {}), **one} for one in claim.evidence]}

"""Results, what stands in the way of publishing them, releases and objections."""

from typing import Literal

from pydantic import Field

from server.forms.answers.shared import Answer, Digest, Instant, Place, Who

Figures = dict[str, float | None]


class Adjusted(Answer):
    """A regency's index with the panel's severity taken out, and its 95 % interval."""

    index: float | None
    low: float | None
    high: float | None
    rank: int | None


class Interval(Answer):
    """The 95 % interval of an index, within 0 to 100."""

    low: float | None
    high: float | None


class Band(Answer):
    """How probable it is that an index lies in one of the programme's bands."""

    from_: float = Field(alias="from")
    name: str | dict[str, str]
    probability: float | None


class RegencyResult(Place):
    """One regency's figures; what cannot be computed is null, never zero."""

    rank: int | None
    index: float | None
    groups: Figures
    criteria: Figures
    adjusted: Adjusted
    interval: Interval
    rank_low: int | None
    rank_high: int | None
    bands: list[Band]
    moderated: float | None


class Agreement(Answer):
    """Coefficients of agreement, of the whole and of each criterion."""

    whole: Figures
    criteria: dict[str, Figures]


class PanelistResult(Who):
    """One panelist's severity in points of the scale, positive for stricter than the average."""

    sessions: int
    severity: float | None
    low: float | None
    high: float | None


class Excluded(Answer):
    """A session (or a sheet in it) that does not count, and why."""

    session: str
    because: str


Ranks = dict[str, int | None]


class Sensitivity(Answer):
    """Each regency's rank with each criterion's weight `halved` and `doubled`, and with each panelist left out."""

    criteria: dict[str, dict[Literal["halved", "doubled"], Ranks]]
    panelists: dict[str, Ranks] | None = None


class Study(Answer):
    """The reliability with panels of one size."""

    panelists: int
    reliability: float | None
    adjusted: float | None


class Model(Answer):
    """The mixed model: variance parts in squared points, the index's reliability, and by how many panelists."""

    variance: Figures
    panelists: float
    reliability: float | None
    reliability_adjusted: float | None
    g_study: list[Study]
    says: dict[str, str]
    since: Instant


class Results(Answer):
    """The results; a regency is told its own row alone. `model` is null while it is being estimated."""

    regencies: list[RegencyResult]
    agreement: Agreement | None = None
    panelists: list[PanelistResult] | None = None
    excluded: list[Excluded] | None = None
    sensitivity: Sensitivity | None = None
    model: Model | None = None
    release: dict[str, object] | None = None


class Checklist(Answer):
    """What forbids publishing, what may be accepted, and what is worth knowing."""

    blockers: list[dict[str, object]]
    acceptable: list[dict[str, object]]
    hints: list[dict[str, object]]


class ReleaseHead(Answer):
    """A published version."""

    version: int
    published_at: Instant
    reason: str | None
    digest: Digest
    open: bool = False
    batch: dict[str, object] | None = None


class Proposed(Answer):
    """What waits for a second official who asks for the same."""

    state: Literal["proposed"]
    proposed_by: Who
    proposed_at: Instant


class Release(ReleaseHead):
    """A published version with everything that it says, which is what its digest is of."""

    document: dict[str, object]


class Objection(Answer):
    """What a regency holds against its result, and what it was answered."""

    id: str
    version: int
    regency: Place
    by: Who
    text: str
    at: Instant
    state: Literal["open", "answered"]
    outcome: Literal["upheld", "rejected"] | None
    answer: str | None
    answered_at: Instant | None

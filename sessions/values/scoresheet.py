"""One panelist's scores of one session: what is missing, what they come to. Who may write when is scoring.py's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.clock import wire
from sessions.values.record import Entry
from sessions.values.rubric import Group, Rubric
from sessions.values.schedule import whole


@dataclass(frozen=True)
class Score:
    """One value with its note; `value` None is one that was taken back. `revision` counts from 1."""

    criterion: str
    value: float | None
    note: str
    unsure: bool
    revision: int
    at: datetime
    typed_at: datetime | None = None

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        return {
            "criterion": self.criterion,
            "value": None if self.value is None else whole(self.value),
            "note": self.note,
            "unsure": self.unsure,
            "revision": self.revision,
            "at": wire(self.at),
        }


@dataclass(frozen=True)
class Scoresheet:
    """A panelist's scores by criterion."""

    rubric: Rubric
    scores: Mapping[str, Score]

    @property
    def missing(self) -> list[str]:
        """The criteria without a value, in the order of the sheet."""
        return [key for key in self.rubric.criteria if key not in self.values]

    @property
    def values(self) -> dict[str, float]:
        """The values by criterion, of what was scored."""
        return {key: score.value for key, score in self.scores.items() if score.value is not None}

    def index(self) -> float | None:
        """0 to 100: the weighted mean of (value - min) / (max - min) over what was scored, criteria in groups and
        groups in the whole; None of an empty sheet."""
        groups = [(group.weight, self._group(group)) for group in self.rubric.groups]
        return weighted_mean([(weight, value) for weight, value in groups if value is not None])

    def _group(self, group: Group) -> float | None:
        scale = self.rubric.scale
        scored = [(c.weight, self.values[c.key]) for c in group.criteria if c.key in self.values]
        return weighted_mean([(w, (value - scale.min) / (scale.max - scale.min) * 100) for w, value in scored])


def weighted_mean(pairs: list[tuple[float, float]]) -> float | None:
    """The mean of (weight, value) pairs; None of none."""
    total = sum(weight for weight, _ in pairs)
    return sum(weight * value for weight, value in pairs) / total if total else None


def over(
    before: Score | None, criterion: str, said: Mapping[str, Any], *, at: datetime, typed_at: datetime | None = None
) -> Score:
    """The score that comes after `before`, of what was said now: `value` (None takes it back), and `note` and `unsure`,
    which stay as they were where nothing is said of them."""
    note, unsure = said.get("note"), said.get("unsure")
    return Score(
        criterion=criterion,
        value=said.get("value"),
        note=note if note is not None else before.note if before else "",
        unsure=unsure if unsure is not None else before.unsure if before else False,
        revision=(before.revision if before else 0) + 1,
        at=at,
        typed_at=typed_at,
    )


def replayed_scores(entries: Iterable[Entry]) -> dict[tuple[str, str], Score]:
    """The scores that a record tells of, by panelist and criterion: the tables again."""
    found: dict[tuple[str, str], Score] = {}
    late: dict[int, Entry] = {}
    for entry in entries:
        if entry.kind == "late":
            late[entry.number] = entry
        elif entry.kind in ("scored", "admitted"):
            source = entry if entry.kind == "scored" else late[entry.data["entry"]]
            key = (entry.data["panelist"], entry.data["criterion"])
            found[key] = _score(source, found.get(key))
    return found


def _score(source: Entry, before: Score | None) -> Score:
    return over(before, source.data["criterion"], source.secret or {}, at=source.at)

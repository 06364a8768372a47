"""What is scored: Rubric > Group > Criterion, the scale and relative weights. Whose a score is, is not known here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sessions.errors import Fault, Invalid, NotFound
from sessions.values.schedule import whole

Names = Mapping[str, str]


@dataclass(frozen=True)
class Scale:
    """The values that a score may take: from `min` to `max` in equal steps."""

    min: float
    max: float
    step: float

    def allows(self, value: float) -> bool:
        """Whether the value lies on the scale."""
        steps = (value - self.min) / self.step
        return self.min <= value <= self.max and abs(steps - round(steps)) < 1e-9

    def values(self) -> list[float]:
        """Every value, lowest first."""
        return [whole(self.min + n * self.step) for n in range(round((self.max - self.min) / self.step) + 1)]


@dataclass(frozen=True)
class Criterion:
    """One thing that a panelist scores; `levels` may describe values of the scale in words."""

    key: str
    name: Names
    weight: float
    elements: tuple[str | Names, ...] = ()
    levels: Mapping[str, str | Names] | None = None


@dataclass(frozen=True)
class Group:
    """Criteria that are weighed together."""

    key: str
    name: Names
    weight: float
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Rubric:
    """What a session is scored by; never changed once a session that used it has opened."""

    scale: Scale
    groups: tuple[Group, ...]

    @classmethod
    def from_json(cls, doc: Mapping[str, Any]) -> "Rubric":
        """From the contract's JSON. Raises Invalid at the place below `/rubric` where it makes no sense."""
        rubric = cls(Scale(**doc["scale"]), tuple(_group(group) for group in doc["groups"]))
        faults = list(rubric._faults())
        if faults:
            raise Invalid(faults)
        return rubric

    def as_json(self) -> dict[str, Any]:
        """As the contract shows it."""
        return {
            "scale": {
                "min": whole(self.scale.min),
                "max": whole(self.scale.max),
                "step": whole(self.scale.step),
            },
            "groups": [_group_json(group) for group in self.groups],
        }

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Every criterion by its key, in the order of the sheet."""
        return {criterion.key: criterion for group in self.groups for criterion in group.criteria}

    def must_allow(self, criterion: str, value: float | None) -> None:
        """Raises NotFound for a criterion that is not in it, Invalid for a value off the scale."""
        if criterion not in self.criteria:
            raise NotFound(f"there is no criterion {criterion!r}")
        if value is not None and not self.scale.allows(value):
            s = self.scale
            message = f"{whole(value)} is not on the scale {whole(s.min)} to {whole(s.max)} in steps of {whole(s.step)}"
            raise Invalid.at("/value", message)

    def _faults(self) -> Iterator[Fault]:
        if self.scale.step <= 0 or self.scale.min >= self.scale.max:
            yield Fault("/rubric/scale", "min must lie below max, and step above zero")
        elif not self.scale.allows(self.scale.max):
            yield Fault("/rubric/scale/step", "the steps do not lead from min to max")
        elif (self.scale.max - self.scale.min) / self.scale.step > 100:
            yield Fault("/rubric/scale/step", "a scale has at most 101 values")
        if not self.groups:
            yield Fault("/rubric/groups", "a rubric needs a group")
        seen: set[str] = set()
        for g, group in enumerate(self.groups):
            if not group.criteria:
                yield Fault(f"/rubric/groups/{g}/criteria", "a group needs a criterion")
            if group.weight <= 0:
                yield Fault(f"/rubric/groups/{g}/weight", "a weight is above zero")
            for c, criterion in enumerate(group.criteria):
                at = f"/rubric/groups/{g}/criteria/{c}"
                if criterion.key in seen:
                    yield Fault(f"{at}/key", f"the key {criterion.key!r} stands twice")
                if criterion.weight <= 0:
                    yield Fault(f"{at}/weight", "a weight is above zero")
                seen.add(criterion.key)
        if len({group.key for group in self.groups}) < len(self.groups):
            yield Fault("/rubric/groups", "two groups have the same key")


def _group(doc: Mapping[str, Any]) -> Group:
    return Group(doc["key"], doc["name"], doc["weight"], tuple(_criterion(c) for c in doc["criteria"]))


def _criterion(doc: Mapping[str, Any]) -> Criterion:
    elements = tuple(doc.get("elements") or ())
    return Criterion(doc["key"], doc["name"], doc["weight"], elements, doc.get("levels") or {})


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "key": group.key,
        "name": group.name,
        "weight": whole(group.weight),
        "criteria": [
            {
                "key": c.key,
                "name": c.name,
                "weight": whole(c.weight),
                "elements": list(c.elements),
                "levels": dict(c.levels or {}),
            }
            for c in group.criteria
        ],
    }


def named(names: str | Names, language: str) -> str:
    """The name in the language, else in Indonesian, else in whatever there is."""
    if isinstance(names, str):
        return names
    return names.get(language) or names.get("id") or next(iter(names.values()), "")

"""What is scored: Rubric > Group > Criterion, the scale and relative weights. Whose a score is, is not known here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any, NotRequired, TypedDict

from sessions.errors import Fault, Invalid, NotFound
from sessions.values.schedule import whole

Names = Mapping[str, str]
Number = float | str  # as JSON and forms have it: a number, or what somebody typed that is none
NEAR = 1e-9  # of a step
MOST_STEPS = 1_000
FARTHEST, FINEST = 1_000_000, 0.0001
LIGHTEST, HEAVIEST = 0.0001, 1_000_000


class ScaleDoc(TypedDict):
    """The scale as JSON and forms have it."""

    min: Number
    max: Number
    step: Number


class CriterionDoc(TypedDict):
    """A criterion as JSON and forms have it."""

    key: str
    name: str | Names
    weight: Number
    elements: NotRequired[list[str | Names]]
    levels: NotRequired[dict[str, str | Names]]


class GroupDoc(TypedDict):
    """A group as JSON and forms have it."""

    key: str
    name: str | Names
    weight: Number
    criteria: list[CriterionDoc]


class RubricDoc(TypedDict):
    """A rubric as JSON and forms have it."""

    scale: ScaleDoc
    groups: list[GroupDoc]


# A name for an index from a threshold on, in both languages, or in one that stands for both.
BandDoc = TypedDict("BandDoc", {"from": float, "name": str | Names})


@dataclass(frozen=True)
class Scale:
    """The values that a score may take: from `min` to `max` in equal steps."""

    min: float
    max: float
    step: float

    def allows(self, value: float) -> bool:
        """Whether the value lies on the scale, or so near a step that only the arithmetic tells them apart."""
        steps = (value - self.min) / self.step
        return abs(steps - round(steps)) < NEAR and 0 <= round(steps) <= self.steps

    def has(self, level: str) -> bool:
        """Whether a text is a number that lies on the scale."""
        try:
            value = float(level)
        except ValueError:
            return False
        return isfinite(value) and self.allows(value)

    def said(self) -> dict[str, object]:
        """Its ends and its step, for a fault's words."""
        return {"least": whole(self.min), "most": whole(self.max), "step": whole(self.step)}

    def snapped(self, value: float) -> float:
        """The step that an allowed value means: 3 for 2.9999999999999996."""
        return whole(round(self.min + round((value - self.min) / self.step) * self.step, 9))

    def faults(self) -> Iterator[Fault]:
        """What makes it no scale."""
        if max(abs(self.min), abs(self.max)) > FARTHEST or 0 < self.step < FINEST:
            yield Fault("/rubric/scale", "scale-too-wide", {"most": FARTHEST, "step": FINEST})
        elif self.step <= 0 or self.min >= self.max:
            yield Fault("/rubric/scale", "scale-upside-down")
        elif self.steps > MOST_STEPS:
            yield Fault("/rubric/scale/step", "scale-too-fine", {"most": MOST_STEPS})
        elif not self.steps or not self.allows(self.max) or abs(self.min + self.steps * self.step - self.max) > NEAR:
            yield Fault("/rubric/scale/step", "scale-uneven")

    @property
    def steps(self) -> int:
        """How many steps lead from min to max."""
        return round((self.max - self.min) / self.step)

    def values(self) -> list[float]:
        """Every value, lowest first."""
        return [whole(round(self.min + n * self.step, 9)) for n in range(self.steps + 1)]


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

    def as_json(self) -> RubricDoc:
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

    def must_allow(self, criterion: str, value: float | None) -> float | None:
        """The value as the step that it means. Raises NotFound for a criterion that is not in it, Invalid for a value
        off the scale."""
        if criterion not in self.criteria:
            raise NotFound("no-such-criterion", {"criterion": criterion})
        if value is not None and not self.scale.allows(value):
            raise Invalid.at("/value", "off-the-scale", value=whole(value), **self.scale.said())
        return None if value is None else self.scale.snapped(value)

    def must_describe_its_scale(self) -> None:
        """Raises Invalid where a level is described that no score can have. Not asked of a rubric that stands: one of
        an earlier release may have such."""
        faults = [
            Fault(
                f"/rubric/groups/{g}/criteria/{c}/levels/{level}",
                "off-the-scale",
                self.scale.said() | {"value": level},
            )
            for g, group in enumerate(self.groups)
            for c, criterion in enumerate(group.criteria)
            for level in criterion.levels or {}
            if not self.scale.has(level)
        ]
        if faults:
            raise Invalid(faults)

    def _faults(self) -> Iterator[Fault]:
        yield from self.scale.faults()
        if not self.groups:
            yield Fault("/rubric/groups", "rubric-without-group")
        seen: set[str] = set()
        for g, group in enumerate(self.groups):
            if not group.criteria:
                yield Fault(f"/rubric/groups/{g}/criteria", "group-without-criterion")
            yield from _weight(group.weight, f"/rubric/groups/{g}/weight")
            for c, criterion in enumerate(group.criteria):
                at = f"/rubric/groups/{g}/criteria/{c}"
                if criterion.key in seen:
                    yield Fault(f"{at}/key", "key-twice")
                yield from _weight(criterion.weight, f"{at}/weight")
                seen.add(criterion.key)
        if len({group.key for group in self.groups}) < len(self.groups):
            yield Fault("/rubric/groups", "key-twice")


def _weight(weight: float, at: str) -> Iterator[Fault]:
    if not LIGHTEST <= weight <= HEAVIEST:
        yield Fault(at, "weight", {"least": LIGHTEST, "most": HEAVIEST})


def _group(doc: Mapping[str, Any]) -> Group:
    return Group(doc["key"], doc["name"], doc["weight"], tuple(_criterion(c) for c in doc["criteria"]))


def _criterion(doc: Mapping[str, Any]) -> Criterion:
    elements = tuple(doc.get("elements") or ())
    return Criterion(doc["key"], doc["name"], doc["weight"], elements, doc.get("levels") or {})


def _group_json(group: Group) -> GroupDoc:
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

"""Scores to compute results from: small ones by hand, printed tables, and a whole programme of known truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sessions.values.results import Rated
from sessions.values.rubric import Criterion, Group, Rubric, Scale

READINESS = ("leadership", "policy", "vision", "budget", "infrastructure")
SMART_CITY = ("governance", "branding", "economy", "living", "society", "environment")


def rubric(
    groups: Mapping[str, tuple[float, Mapping[str, float]]], low: float = 1, high: float = 5, step: float = 1
) -> Rubric:
    """A rubric from `{group: (weight, {criterion: weight})}`."""
    return Rubric(
        Scale(low, high, step),
        tuple(
            Group(key, {"id": key}, weight, tuple(Criterion(c, {"id": c}, w) for c, w in criteria.items()))
            for key, (weight, criteria) in groups.items()
        ),
    )


def seed_rubric() -> Rubric:
    """The shipped rubric's shape: two groups of 60 and 40, eleven criteria."""
    return rubric({"readiness": (60, dict.fromkeys(READINESS, 20)), "smart_city": (40, dict.fromkeys(SMART_CITY, 10))})


def one_criterion(low: float = 1, high: float = 10) -> Rubric:
    """A rubric of a single criterion, for tables as papers print them."""
    return rubric({"g": (1, {"c": 1})}, low, high)


def sheet(regency: str, panelist: str, **values: float) -> list[Rated]:
    """One panelist's sheet of the regency's session: `sheet("a", "p", leadership=4)`."""
    return [Rated(f"s-{regency}", regency, panelist, criterion, value) for criterion, value in values.items()]


def table(rows: Sequence[Sequence[float]], criterion: str = "c") -> list[Rated]:
    """A printed table of ratings, regencies by panelists, NaN where nothing was given."""
    return [
        Rated(f"s{r}", f"r{r}", f"p{p}", criterion, value)
        for r, row in enumerate(rows)
        for p, value in enumerate(row)
        if value == value
    ]


@dataclass(frozen=True)
class World:
    """How scores come about: standard deviations in points of the scale, of regencies' levels, their profiles over the
    criteria, panelists' strictness, one sheet's halo and one score's noise. `rounded` puts scores on the scale."""

    regencies: int = 514
    panelists: int = 60
    panel: int = 5
    level: float = 0.5
    profile: float = 0.3
    strictness: float = 0.4
    halo: float = 0.25
    noise: float = 0.6
    missing: float = 0.0
    rounded: bool = True
    pools: int = 1


@dataclass(frozen=True)
class Truth:
    """What is so and what was scored. `index` is each regency's true index, `severity` each panelist's true strictness
    (adding up to zero), in the order of their keys."""

    rated: list[Rated]
    regencies: list[str]
    panelists: list[str]
    index: np.ndarray
    severity: np.ndarray


def generated(world: World, scored_by: Rubric, seed: int) -> Truth:
    """A programme of known truth. With `pools` above 1 panels form within pools of panelists that never mix."""
    chance = np.random.default_rng(seed)
    keys = list(scored_by.criteria)
    severity = chance.normal(0, world.strictness, world.panelists)
    severity -= severity.mean()
    level = chance.normal(3, world.level, (world.regencies, 1))
    truth = level + chance.normal(0, 0.3, len(keys)) + chance.normal(0, world.profile, (world.regencies, len(keys)))
    regencies = [f"{r // 100 + 11}.{r % 100:02}" for r in range(world.regencies)]
    panelists = [f"p{p:03}" for p in range(world.panelists)]
    rated = []
    for r, regency in enumerate(regencies):
        for p in _panel(world, r, chance):
            values = _given(truth[r] - severity[p], world, chance)
            kept = chance.random(len(keys)) >= world.missing
            rated += sheet(
                regency, panelists[p], **{k: float(v) for k, v, ok in zip(keys, values, kept, strict=True) if ok}
            )
    return Truth(rated, regencies, panelists, _index(truth, scored_by), severity)


def _panel(world: World, regency: int, chance: np.random.Generator) -> np.ndarray:
    people = np.arange(world.panelists)
    pool = people[people % world.pools == regency % world.pools]
    return chance.choice(pool, world.panel, replace=False)


def _given(seen: np.ndarray, world: World, chance: np.random.Generator) -> np.ndarray:
    values = seen + chance.normal(0, world.halo) + chance.normal(0, world.noise, len(seen))
    return np.clip(np.round(values), 1, 5) if world.rounded else values


def _index(truth: np.ndarray, scored_by: Rubric) -> np.ndarray:
    weights, total = np.zeros(truth.shape[1]), sum(group.weight for group in scored_by.groups)
    keys = list(scored_by.criteria)
    for group in scored_by.groups:
        inside = sum(criterion.weight for criterion in group.criteria)
        for criterion in group.criteria:
            weights[keys.index(criterion.key)] = group.weight / total * criterion.weight / inside
    scale = scored_by.scale
    return (truth @ weights - scale.min) / (scale.max - scale.min) * 100

"""How often the 95 % intervals of severity, adjusted index and intraclass correlations hold the truth: the table of
docs/results.md. From 6 to 514 regencies, one panel for all (crossed) and panels of a few among many (sparse)."""

from dataclasses import dataclass

import numpy as np
import pytest
from samples.results import seed_rubric

from sessions.values.results.index import Weights, composite, means
from sessions.values.results.pivots import icc_intervals
from sessions.values.results.ratings import Ratings
from sessions.values.results.severity import adjusted, fit
from sessions.values.results.table import Table

pytestmark = pytest.mark.bench
WEIGHTS = Weights.of(seed_rubric())
CRITERIA = tuple(seed_rubric().criteria)
SHARE = (WEIGHTS.group / WEIGHTS.group.sum()) @ (WEIGHTS.member / WEIGHTS.member.sum(axis=1, keepdims=True))
KINDS = ("severity", "adjusted", "icc_1_1", "icc_2_1", "icc_3_1")


@dataclass(frozen=True)
class Design:
    """How many regencies and panelists there are and how many sit on a panel; `rounds` programmes are drawn."""

    regencies: int
    panelists: int
    panel: int
    rounds: int


@dataclass(frozen=True)
class World:
    """Standard deviations in points: of regencies' levels and profiles, of strictness, of strictness by criterion, of
    a sheet's halo and of a score; and the share of scores that are missing."""

    level: float = 0.5
    profile: float = 0.3
    strictness: float = 0.4
    by_criterion: float = 0.4
    halo: float = 0.25
    noise: float = 0.6
    missing: float = 0.0


DESIGNS = (
    Design(6, 3, 3, 6000),
    Design(6, 6, 3, 400),
    Design(12, 4, 4, 6000),
    Design(30, 5, 5, 400),
    Design(30, 8, 3, 400),
    Design(100, 5, 5, 400),
    Design(100, 20, 4, 1200),
    Design(514, 5, 5, 200),
    Design(514, 60, 5, 200),
)
WORLDS = {
    "strictness differs by criterion": World(),
    "strictness alike in all criteria": World(by_criterion=0.0),
    "strictness equal, 5 % missing": World(strictness=0.05, by_criterion=0.2, missing=0.05),
}


@pytest.mark.timeout(7200)
def test_how_often_intervals_hold_the_truth(capsys):
    with capsys.disabled():
        for name, world in WORLDS.items():
            print(f"\n{name}\n{'regencies, panelists, panel':30}" + "".join(f"{kind:>10}" for kind in KINDS))
            for design in DESIGNS:
                found = [_covered(world, design, number) for number in range(design.rounds)]
                share = {kind: 100 * np.mean([one[kind] for one in found if kind in one]) for kind in KINDS}
                title = f"{design.regencies}, {design.panelists}, {design.panel}"
                print(f"{title:30}" + "".join(f"{share[kind]:9.1f}%" for kind in KINDS), flush=True)
                assert min(share.values()) > 90


def _covered(world: World, design: Design, number: int) -> dict[str, float]:
    """The shares of one programme's intervals that hold the truth; what it gives no interval of is left out."""
    chance = np.random.default_rng([number, design.regencies, design.panelists, design.panel])
    table, truth, strict = _programme(world, design, chance)
    model = fit(table)
    if not model.connected or model.errors is None:
        return {}
    strict = strict[[int(name) for name in table.panelists]]
    _, shift, half = adjusted(model, WEIGHTS)
    index = WEIGHTS.index(composite(means(table), WEIGHTS)[1]) + shift
    found = {
        "severity": float(np.mean(np.abs(model.severity - (strict - strict.mean())) <= model.half)),
        "adjusted": float(np.mean(np.abs(index - WEIGHTS.index(truth - strict.mean())) <= half)),
    }
    sheets = WEIGHTS.index(composite(table.sheet_values, WEIGHTS)[1])
    true = _correlations(world)
    for key, (low, high) in icc_intervals(Ratings.of_sheets(table, sheets)).items():
        if key.endswith("_1"):
            found[key] = float(low <= true[key] <= high)
    return found


def _programme(world: World, design: Design, chance: np.random.Generator) -> tuple[Table, np.ndarray, np.ndarray]:
    """The scores, each regency's true mean in points, and how strict each panelist is."""
    regencies, panelists, criteria = design.regencies, design.panelists, len(CRITERIA)
    truth = 3 + chance.normal(0, world.level, (regencies, 1)) + chance.normal(0, 0.3, criteria)
    truth = truth + chance.normal(0, world.profile, (regencies, criteria))
    strict = chance.normal(0, world.strictness, panelists)
    by_criterion = chance.normal(0, world.by_criterion, (panelists, criteria))
    panels = np.argsort(chance.random((regencies, panelists)), axis=1)[:, : design.panel]
    regency, seat, criterion = (one.ravel() for one in np.indices((regencies, design.panel, criteria)))
    panelist = np.sort(panels, axis=1)[regency, seat]
    halo = chance.normal(0, world.halo, (regencies, design.panel))[regency, seat]
    value = truth[regency, criterion] - strict[panelist] - by_criterion[panelist, criterion] + halo
    value = value + chance.normal(0, world.noise, len(value))
    kept = chance.random(len(value)) >= world.missing
    used, panelist = np.unique(panelist[kept], return_inverse=True)
    names = tuple(str(one) for one in used)
    table = Table(
        tuple(map(str, range(regencies))), names, CRITERIA, regency[kept], panelist, criterion[kept], value[kept]
    )
    return table, truth @ SHARE, strict


def _correlations(world: World) -> dict[str, float]:
    """The true correlations of the sheets' indices."""
    squares = float(np.square(SHARE).sum())
    regency = world.level**2 + squares * world.profile**2
    panelist = world.strictness**2 + squares * world.by_criterion**2
    error = world.halo**2 + squares * world.noise**2
    anew = regency / (regency + panelist + error)
    return {"icc_1_1": anew, "icc_2_1": anew, "icc_3_1": regency / (regency + error)}

"""Even loads inside a CP-SAT model: of panelists, and of chairs among them. What is even is `level.py`'s to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from sessions.values.planning.level import Level

Parts = Mapping[int, Sequence[cp_model.IntVar]]


@dataclass(frozen=True)
class Vessels:
    """Loads of people by index: what they have outside the model, what they have at most, their best level when a
    plan is complete, and what they have in the plan that is hinted at."""

    elsewhere: Mapping[int, int]
    most: Mapping[int, int]
    level: Level
    now: Mapping[int, int]


def add_spread(model: cp_model.CpModel, vessels: Vessels, parts: Parts, *, complete: bool) -> cp_model.LinearExprT:
    """The spread of the loads as an expression to be made small. Who has as many sessions as the diary allows holds
    nobody down. `complete` says that every regency is placed, so that the least possible spread is known."""
    level = vessels.level
    top = max([*vessels.most.values(), *vessels.elsewhere.values(), 1])
    hi = model.new_int_var(level.high if complete else 0, top, "hi")
    lo = model.new_int_var(0, level.low, "lo")
    model.add(hi - lo >= (level.spread if complete else 0))
    _hint_spread(model, vessels, hi, lo)
    for p, elsewhere in vessels.elsewhere.items():
        load = elsewhere + sum(parts.get(p, ()))
        model.add(load <= hi)
        if vessels.most[p] >= level.low:
            model.add(load >= lo)
        else:
            full = model.new_bool_var("")
            model.add_hint(full, vessels.now[p] >= vessels.most[p])
            model.add(load >= vessels.most[p]).only_enforce_if(full)
            model.add(load >= lo).only_enforce_if(~full)
    return hi - lo


def _hint_spread(model: cp_model.CpModel, vessels: Vessels, hi: cp_model.IntVar, lo: cp_model.IntVar) -> None:
    movable = [load for p, load in vessels.now.items() if load < vessels.most[p]]
    model.add_hint(hi, max([vessels.level.high, *vessels.now.values()]))
    model.add_hint(lo, min([vessels.level.low, *movable]))


def add_distance(model: cp_model.CpModel, vessels: Vessels, parts: Parts) -> cp_model.LinearExprT:
    """How many sessions all loads together are away from the level."""
    distance: list[cp_model.IntVar] = []
    for p, own in parts.items():
        far = model.new_int_var(0, vessels.elsewhere[p] + vessels.most[p] + len(own) + vessels.level.low, "")
        load = vessels.elsewhere[p] + sum(own)
        model.add(far >= load - vessels.level.high)
        model.add(far >= min(vessels.level.low, vessels.most[p]) - load)
        distance.append(far)
    return sum(distance)


def idle_first(vessels: Vessels, parts: Parts) -> cp_model.LinearExprT:
    """A cost that prefers whoever has the fewest sessions so far."""
    least = min(vessels.elsewhere.values(), default=0)
    return sum((vessels.elsewhere[p] - least) * var for p, own in parts.items() for var in own)

"""How far the ranking would repeat itself with other panelists, and with more of them: a generalizability study.

A regency's index over the fixed criteria of the rubric is what is to be known (Brennan 2001, Generalizability Theory,
chapters 3 and 9; criteria weigh what they weigh in the index). Each regency has a panel of its own, so strictness
counts as error in the raw index and is left out of the adjusted one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sessions.values.results import sentences
from sessions.values.results.index import Weights
from sessions.values.results.mixed import Parts
from sessions.values.results.table import Floats

MOST = 10
"""Up to how many panelists the reliability is foretold."""


@dataclass(frozen=True)
class Reliability:
    """Of the raw and of the adjusted index with panels of one size: 0 nothing but chance, 1 fully repeatable."""

    panelists: float
    raw: float | None
    adjusted: float | None

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {"panelists": self.panelists, "reliability": self.raw, "adjusted": self.adjusted}


def reliability(parts: Parts, weights: Weights, panelists: float) -> Reliability:
    """With panels of that size (at least one)."""
    squares = _squares(weights)
    part = {name: value or 0.0 for name, value in parts.variance.items()}
    wanted = part["regency"] + part["regency_criterion"] * squares
    sheet = part["sheet"] + (part["panelist_criterion"] + part["residual"]) * squares
    own = part["session"] + sheet / panelists
    return Reliability(panelists, _share(wanted, own + part["panelist"] / panelists), _share(wanted, own))


def as_json(parts: Parts, weights: Weights, panelists: float) -> dict[str, object]:
    """The model as results show it: the variance parts in squared points, the reliability of panels of the present
    (mean) size, and of those of 1 to `MOST`, with a sentence."""
    present = reliability(parts, weights, panelists)
    study = [reliability(parts, weights, float(size)) for size in range(1, MOST + 1)]
    return {
        "variance": dict(parts.variance),
        "panelists": panelists,
        "reliability": present.raw,
        "reliability_adjusted": present.adjusted,
        "g_study": [one.as_json() | {"panelists": int(one.panelists)} for one in study],
        "says": dict(_says(present, study)),
    }


def _says(present: Reliability, study: list[Reliability]) -> Mapping[str, str]:
    more = next((one for one in study if one.panelists >= present.panelists + 1), study[-1])
    if present.raw is None or more.raw is None:
        return sentences.WHY_NOT["too little"]
    return sentences.reliability(present.panelists, present.raw, int(more.panelists), more.raw)


def _share(wanted: float, error: float) -> float | None:
    return wanted / (wanted + error) if wanted + error > 0 else None


def _squares(weights: Weights) -> float:
    """The sum of the squared shares of the criteria in the index: how much of what belongs to one criterion is left."""
    inside: Floats = weights.member / weights.member.sum(axis=1, keepdims=True)
    share = (weights.group / weights.group.sum()) @ inside
    return float(np.square(share).sum())

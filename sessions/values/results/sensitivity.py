"""What the ranking would be by other weights or without one panelist: each criterion's weight halved and doubled,
each panelist left out. Plain recomputation of the index; nothing is estimated."""

from dataclasses import replace

import numpy as np

from sessions.values.results.index import Weights, composite, means
from sessions.values.results.ranking import ranks
from sessions.values.results.table import Floats, Table
from sessions.values.results.values import Ranks, Sensitivity

FACTORS = {"halved": 0.5, "doubled": 2.0}


def sensitivity(table: Table, weights: Weights) -> Sensitivity:
    """The ranks of every regency in each of the cases; None for a regency that has no index then."""
    points = means(table)
    return Sensitivity(
        {
            key: {name: _placed(table, _weighing(points, weights, c, by)) for name, by in FACTORS.items()}
            for c, key in enumerate(table.criteria)
        },
        {panelist: _placed(table, _without(table, weights, p)) for p, panelist in enumerate(table.panelists)},
    )


def _weighing(points: Floats, weights: Weights, criterion: int, factor: float) -> Floats:
    member = weights.member.copy()
    member[:, criterion] *= factor
    other = replace(weights, member=member)
    return other.index(composite(points, other)[1])


def _without(table: Table, weights: Weights, panelist: int) -> Floats:
    kept = table.panelist != panelist
    rest = replace(
        table,
        regency=table.regency[kept],
        panelist=table.panelist[kept],
        criterion=table.criterion[kept],
        value=table.value[kept],
    )
    return weights.index(composite(means(rest), weights)[1])


def _placed(table: Table, index: Floats) -> Ranks:
    return dict(zip(table.regencies, ranks(np.asarray(index)), strict=True))

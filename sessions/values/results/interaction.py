"""How much strictness differs by criterion: the variance of panelist x criterion beside that of a single score.

Within a regency a sheet's level and what the regency is in a criterion are taken out of the scores. What is left is, in
each panelist's criterion, the same over all regencies or not: two sums of squares, one within regencies and one of the
panelists' criteria over them, set equal to what they are expected to be (the method of moments; Searle, Casella &
McCulloch 1992, chapter 5). Exact for any pattern of missing scores.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sessions.values.results.graph import groups
from sessions.values.results.table import Floats, Ints, Table

EXACT, PROBES, SEED = 512, 128, 514
"""Up to so many panelist's criteria the expected squares are summed exactly; beyond, over so many random signs."""


@dataclass(frozen=True)
class Interaction:
    """`score`: the variance of a single score, `cell`: that of a panelist's criterion, in squared points, with the
    degrees of freedom of each; `mean_square` is that of panelist x criterion, score + `sessions` x cell."""

    score: float
    score_df: float
    cell: float
    cell_df: float
    mean_square: float
    sessions: float


def interaction(table: Table) -> Interaction:
    """The two variances; all in `score` where panelists scored one criterion, or one regency, each."""
    cells = table.shape[1] * table.shape[2]
    cell = table.panelist * table.shape[2] + table.criterion
    probes = _probes(cells)
    pulled, seen, weight = np.zeros(cells), np.zeros((cells, probes.shape[1])), np.zeros(cells)
    square, rank = 0.0, 0.0
    for rows, centring in _regencies(table):
        at, left = cell[rows], centring @ table.value[rows]
        pulled[at] += left
        seen[at] += centring @ probes[at]
        weight[at] += np.diag(centring)
        square += float(left @ left)
        rank += float(np.trace(centring))
    if rank < 0.5:
        return Interaction(0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    used = weight > 1e-9
    whole = square / rank
    mean_square = float((pulled[used] ** 2 / weight[used]).sum()) / int(used.sum())
    sessions = float((seen[used] ** 2 / weight[used, None]).sum()) / int(used.sum())
    return _parts(whole, rank, mean_square, sessions, _freedom(table, cell[np.isin(cell, np.flatnonzero(used))]))


def _parts(whole: float, rank: float, mean_square: float, sessions: float, freedom: int) -> Interaction:
    """`whole` is score + cell, `mean_square` score + `sessions` x cell."""
    if sessions < 1 + 1e-6 or rank - freedom < 1 or freedom < 1:
        return Interaction(whole, rank, 0.0, 0.0, whole, 1.0)
    between = max((mean_square - whole) / (sessions - 1), 0.0)
    score = whole - between if between else whole
    if score <= 0:
        score, between = 0.0, whole
    return Interaction(score, rank - freedom, between, float(freedom), score + sessions * between, sessions)


def _freedom(table: Table, used: Ints) -> int:
    """The degrees of freedom of panelist x criterion: cells that can be told from panelists and from criteria."""
    kinds = np.unique(used)
    panelist, criterion = kinds // table.shape[2], kinds % table.shape[2]
    _, of_panelist = groups(table.regency, table.panelist, *table.shape[:2])
    joined = len(np.unique(np.stack([of_panelist[panelist], criterion]), axis=1).T)
    people = len(np.unique(panelist)) - len(np.unique(of_panelist[panelist]))
    return max(len(kinds) - joined - people, 0)


def _probes(cells: int) -> Floats:
    if cells <= EXACT:
        return np.eye(cells)
    signs = np.random.default_rng(SEED).integers(0, 2, (cells, PROBES)) * 2.0 - 1.0
    found: Floats = signs / np.sqrt(PROBES)
    return found


def _regencies(table: Table) -> Iterator[tuple[Ints, Floats]]:
    """The rows of each regency, and the matrix that takes sheets and criteria out of their values."""
    order = np.argsort(table.regency, kind="stable")
    ends = np.flatnonzero(np.diff(table.regency[order])) + 1
    known: dict[bytes, Floats] = {}
    for rows in np.split(order, ends):
        if not len(rows):
            continue
        sheet = np.unique(table.panelist[rows], return_inverse=True)[1].astype(np.intp)
        criterion = np.unique(table.criterion[rows], return_inverse=True)[1].astype(np.intp)
        pattern = np.stack([sheet, criterion]).tobytes()
        if pattern not in known:
            known[pattern] = _centring(sheet, criterion)
        yield rows, known[pattern]


def _centring(sheet: Ints, criterion: Ints) -> Floats:
    by_criterion = np.eye(int(criterion.max()) + 1)[criterion]
    plain: Floats = np.eye(len(sheet)) - by_criterion @ (by_criterion / by_criterion.sum(axis=0)).T
    sheets = plain @ np.eye(int(sheet.max()) + 1)[sheet]
    found: Floats = plain - sheets @ np.linalg.pinv(sheets.T @ sheets, hermitian=True) @ sheets.T
    return found

"""Which things are joined by shared rows: connected groups of a graph with two kinds of nodes."""

import numpy as np

from sessions.values.results.table import Ints


def groups(left: Ints, right: Ints, lefts: int, rights: int) -> tuple[Ints, Ints]:
    """The group of each left and of each right node, joined wherever a row names both; -1 for a node in no row.

    Groups are numbered from 0 in the order of their lowest left node.
    """
    labels = np.arange(lefts)
    across = np.full(rights, lefts)
    while True:
        np.minimum.at(across, right, labels[left])
        spread = labels.copy()
        np.minimum.at(spread, left, across[right])
        spread = spread[spread]
        if np.array_equal(spread, labels):
            break
        labels = spread
    return _numbered(labels, across, left, lefts)


def _numbered(labels: Ints, across: Ints, left: Ints, lefts: int) -> tuple[Ints, Ints]:
    used = np.zeros(lefts, dtype=bool)
    used[left] = True
    numbers = np.full(lefts + 1, -1, dtype=np.intp)
    kept = np.unique(labels[used])
    numbers[kept] = np.arange(len(kept))
    return np.where(used, numbers[labels], -1), numbers[across]

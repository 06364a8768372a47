"""The scores as arrays: one row a score, people and regencies as numbers; which sheets count is decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sessions.values.results.values import Rated

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Table:
    """N scores as four columns of length N; the first three number into the tuples of keys.

    A panelist who scored a criterion of the same regency twice (in two counted sessions) stands once, with the mean.
    """

    regencies: tuple[str, ...]
    panelists: tuple[str, ...]
    criteria: tuple[str, ...]
    regency: Ints
    panelist: Ints
    criterion: Ints
    value: Floats

    @classmethod
    def of(cls, rated: Iterable[Rated], regencies: Iterable[str], criteria: Sequence[str]) -> "Table":
        """Every score of a known criterion. `regencies` come first and in their order, scored or not."""
        rows = list(rated)
        places = _numbers([*regencies, *(row.regency for row in rows)])
        people = _numbers([row.panelist for row in rows])
        asked = _numbers(criteria)
        columns = np.array(
            [(places[r.regency], people[r.panelist], asked[r.criterion]) for r in rows], dtype=np.intp
        ).reshape(-1, 3)
        values = np.array([row.value for row in rows], dtype=np.float64)
        keys, merged = _merged(columns, values, (len(places), len(people), len(asked)))
        return cls(tuple(places), tuple(people), tuple(asked), *keys, merged)

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many regencies, panelists and criteria there are."""
        return len(self.regencies), len(self.panelists), len(self.criteria)

    @cached_property
    def sheet(self) -> Ints:
        """The number of each score's sheet (a panelist with a regency), rising with regency, then panelist."""
        return self._sheets[1]

    @cached_property
    def sheet_regency(self) -> Ints:
        """The regency of each sheet."""
        return self._sheets[0] // max(len(self.panelists), 1)

    @cached_property
    def sheet_panelist(self) -> Ints:
        """The panelist of each sheet."""
        return self._sheets[0] % max(len(self.panelists), 1)

    @cached_property
    def sheet_values(self) -> Floats:
        """Sheets by criteria, NaN where nothing was scored."""
        grid = np.full((len(self.sheet_regency), len(self.criteria)), np.nan)
        grid[self.sheet, self.criterion] = self.value
        return grid

    @cached_property
    def _sheets(self) -> tuple[Ints, Ints]:
        keys, inverse = np.unique(self.regency * len(self.panelists) + self.panelist, return_inverse=True)
        return keys.astype(np.intp), inverse.astype(np.intp)


def total(keys: Sequence[Ints], shape: Sequence[int], weights: Floats | None = None) -> Floats:
    """An array of `shape` with the sum of `weights` (or the count) of the rows under each combination of keys."""
    flat = np.ravel_multi_index(tuple(keys), tuple(shape)) if len(keys) > 1 else keys[0]
    return np.bincount(flat, weights, int(np.prod(shape))).astype(np.float64).reshape(tuple(shape))


def _numbers(keys: Iterable[str]) -> Mapping[str, int]:
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}


def _merged(columns: Ints, values: Floats, shape: tuple[int, int, int]) -> tuple[tuple[Ints, Ints, Ints], Floats]:
    size = tuple(max(n, 1) for n in shape)
    flat, inverse, counts = np.unique(
        np.ravel_multi_index(tuple(columns.T), size), return_inverse=True, return_counts=True
    )
    means = np.bincount(inverse, values, len(flat)) / counts
    regency, panelist, criterion = np.unravel_index(flat, size)
    return (regency, panelist, criterion), means

"""Ranks, and the words for why the adjusted one differs."""

import numpy as np
import pytest
from samples.results import one_criterion, table

from sessions.values.results import compute
from sessions.values.results.ranking import ranks
from sessions.values.results.sentences import difference

NAN = float("nan")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([90, 80, 70], [1, 2, 3]),
        ([80, 90, 80, 70], [2, 1, 2, 4]),
        ([50, 50], [1, 1]),
        ([NAN, 3, NAN], [None, 1, None]),
        ([0.1 + 0.2, 0.3], [1, 1]),
        ([], []),
    ],
)
def test_equal_figures_share_a_rank_and_the_next_ones_are_skipped(figures, expected):
    assert ranks(np.array(figures, dtype=float)) == expected


def test_regencies_come_by_rank_and_the_unscored_last():
    results = compute(table([[3, 3], [9, 9], [9, 9]]), one_criterion(), regencies={"r9": "Kota Sepi"})

    assert [(r.code, r.rank) for r in results.regencies] == [("r1", 1), ("r2", 1), ("r0", 3), ("r9", None)]
    assert results.regencies[-1].name == "Kota Sepi"


@pytest.mark.parametrize(
    ("moved", "shift", "indonesian", "english"),
    [
        (
            3,
            0.4,
            "Naik 3: panelnya 0,4 poin lebih ketat daripada rata-rata.",
            "Moves up 3: its panel was 0.4 points stricter than the average.",
        ),
        (
            -2,
            -0.31,
            "Turun 2: panelnya 0,3 poin lebih longgar daripada rata-rata.",
            "Moves down 2: its panel was 0.3 points more lenient than the average.",
        ),
        (
            -1,
            0.04,
            "Turun 1: panelnya 0,04 poin lebih ketat daripada rata-rata; "
            "panel daerah di sekitarnya lebih berbeda lagi.",
            "Moves down 1: its panel was 0.04 points stricter than the average; "
            "the panels of its neighbours differed still more.",
        ),
        (
            0,
            0.0,
            "Peringkat tetap: panelnya seketat rata-rata.",
            "Keeps its rank: its panel was as strict as the average.",
        ),
    ],
)
def test_the_difference_is_said_in_words(moved, shift, indonesian, english):
    assert difference(moved, shift) == {"id": indonesian, "en": english}

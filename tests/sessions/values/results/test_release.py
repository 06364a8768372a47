"""What stands in the way of publishing, and what a correction changes."""

import pytest
from samples.results import one_criterion, table

from sessions.values.results import compute
from sessions.values.results.release import Standing, blockers, changes

NAMES = {"33.20": "Kabupaten Jepara"}


def kinds(*standings):
    return [blocker.kind for blocker in blockers(standings, NAMES)]


def test_a_signed_session_with_all_scores_is_no_blocker():
    assert kinds(Standing("s", "33.20", "signed", {})) == []


@pytest.mark.parametrize("state", ["booked", "open", "paused"])
def test_a_session_that_has_not_closed_is_one_blocker_whatever_it_lacks(state):
    assert kinds(Standing("s", "33.20", state, {"Sri": 11}, late=2)) == ["not-closed"]


def test_everything_else_is_named_at_once():
    standing = Standing("s", "33.20", "closed", {"Sri": 3, "Budi": 11}, late=1)

    assert kinds(standing) == ["not-signed", "missing-scores", "missing-scores", "late-undecided"]


def test_a_regency_without_a_session_is_a_blocker():
    (blocker,) = blockers([], NAMES)

    assert (blocker.kind, blocker.session) == ("no-session", None)
    assert blocker.as_json()["says"]["id"] == "Kabupaten Jepara belum mempunyai sesi yang dihitung."


def test_a_correction_names_the_regencies_whose_figures_it_changes():
    before = compute(table([[3, 3], [5, 5], [7, 7]]), one_criterion()).as_json()
    after = compute(table([[3, 3], [9, 9], [7, 7]]), one_criterion()).as_json()

    assert [(c.code, c.rank) for c in changes(before, after)] == [("r1", (2, 1)), ("r2", (1, 2))]
    assert changes(before, before) == []


def test_a_regency_that_is_new_is_a_change():
    before = compute(table([[3, 3]]), one_criterion()).as_json()
    after = compute(table([[3, 3], [2, 2]]), one_criterion()).as_json()

    (change,) = changes(before, after)
    assert (change.code, change.rank, change.index) == ("r1", (None, 2), (None, pytest.approx(100 / 9)))

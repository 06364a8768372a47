"""Results of sessions that were judged by different rules, as one list."""

from samples.results import one_criterion, rubric, sheet

from sessions.values.results import compute
from sessions.values.results.merging import by_moderated, merged

NAMES = {"a": "Kota A", "b": "Kota B", "c": "Kota C"}


def judged(most: float = 10, **values: float):
    rated = [one for code, value in values.items() for one in sheet(code, "p", c=value)]
    return compute(rated, one_criterion(high=most), regencies=NAMES)


def test_regencies_judged_by_other_rules_stand_among_the_others_by_their_own_index():
    whole = merged(judged(a=10, b=1), [judged(100, c=50.5)])

    assert [(one.code, one.rank, one.index) for one in whole.regencies] == [("a", 1, 100), ("c", 2, 50), ("b", 3, 0)]
    assert whole.agreement == judged(a=10, b=1).agreement


def test_who_has_an_index_by_the_main_rules_keeps_it_and_who_has_none_stays_last():
    whole = merged(judged(a=10), [judged(100, a=1)])

    assert [(one.code, one.rank, one.index) for one in whole.regencies] == [
        ("a", 1, 100), ("b", None, None), ("c", None, None),
    ]  # fmt: skip
    main = judged(a=5)
    assert merged(main, []) is main


def test_sessions_that_do_not_count_are_named_of_all_rules():
    alone = [*sheet("b", "p", c=1), *sheet("b", "q", d=1)]
    left_out = compute(alone, rubric({"g": (1, {"c": 1, "d": 1})}), regencies=NAMES, incomplete="exclude")
    assert left_out.excluded

    whole = merged(left_out, [left_out])

    assert list(whole.excluded) == [*left_out.excluded, *left_out.excluded]


def test_moderated_scores_count_where_the_programme_says_so_and_are_shown_beside_where_not():
    original, moderated = judged(a=10, b=1, c=5.5), judged(a=1, b=10, c=5.5)
    beside = by_moderated(original, moderated, frozenset({"a", "b"}), counts=False)
    counting = by_moderated(original, moderated, frozenset({"a", "b"}), counts=True)

    assert [(one.code, one.index, one.moderated) for one in beside.regencies] == [
        ("a", 100, 0), ("c", 50, None), ("b", 0, 100),
    ]  # fmt: skip
    assert [(one.code, one.index, one.moderated, one.rank) for one in counting.regencies] == [
        ("b", 100, 100, 1), ("c", 50, None, 2), ("a", 0, 0, 3),
    ]  # fmt: skip


def test_medians_are_of_the_values_that_count():
    original, moderated = judged(a=10, b=1, c=5.5), judged(a=3, b=1, c=9)

    assert by_moderated(original, moderated, frozenset({"a", "c"}), counts=False).medians == {"c": 5.5}
    counting = by_moderated(original, moderated, frozenset({"a", "c"}), counts=True)
    assert counting.medians == {"c": 3}, "of 3, 1 and 9"
    assert counting.sensitivity == moderated.sensitivity, "ranks by other weights, too, are of what counts"
    assert counting.agreement == original.agreement

"""How results are chosen, sorted and drawn, without a server."""

import pytest
from multidict import MultiDict
from samples.results import World, generated, seed_rubric

from server.documents import result_views
from server.documents.result_views import Asked
from server.text import where
from sessions.values.results import compute

RUBRIC = seed_rubric()
PROVINCES = {"11.00": "Aceh", "11.01": "Aceh", "11.02": "Bali"}


def results(world=None, **more):
    """Results as JSON, of a small world of known truth unless another is given."""
    truth = generated(world or World(regencies=3, panelists=6), RUBRIC, 1)
    names = {code: f"Kota {code}" for code in truth.regencies} | more.pop("unscored", {})
    return compute(truth.rated, RUBRIC, regencies=names, samples=0, **more).as_json()


def rows(**more):
    return result_views.rows(results(**more), PROVINCES, "id")


def codes(chosen):
    return [row["code"] for row in chosen.rows]


def test_what_has_no_figure_comes_last_whichever_way_it_is_sorted():
    found = rows(unscored={"99.99": "Kota Baru"})

    for sort in ("rank", "-rank", "adjusted", "-index", "group.readiness"):
        assert codes(result_views.chosen(found, Asked(sort=sort)))[-1] == "99.99"


def test_who_has_no_result_stands_apart_by_province_and_is_found_by_its_name():
    found = rows(unscored={"99.99": "Kota Baru"})

    assert [row["code"] for row in result_views.lacking(found, Asked())[""]] == ["99.99"]
    assert result_views.lacking(found, Asked(q="baru")) and not result_views.lacking(found, Asked(provinces=("Aceh",)))


def test_another_order_or_filter_begins_at_the_first_page_and_keeps_the_rest():
    asked = Asked.of(MultiDict({"q": "kota", "page": "3", "sort": "name"}))

    assert asked.sorted_by("rank") == "?q=kota"
    assert asked.sorted_by("name") == "?q=kota&sort=-name"
    assert asked.href(page=4) == "?q=kota&sort=name&page=4"
    assert asked.direction("name") == "ascending"


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "x"}, {"page": "²"}, {"sort": "rubric"}, {"page": "123456"}])
def test_an_address_that_makes_no_sense_is_the_plain_one(query):
    assert Asked.of(MultiDict(query)) == Asked()


def test_a_page_beyond_the_last_is_the_last():
    chosen = result_views.chosen(rows(world=World(regencies=60, panelists=12)), Asked(page=9))

    assert (chosen.stands.first, chosen.stands.last, chosen.stands.total, chosen.stands.pages) == (51, 60, 60, 2)


def results_of_nothing():
    return compute([], RUBRIC, regencies={"11.00": "Kota"}, samples=0).as_json()


def test_charts_of_nothing_are_still_charts_or_none():
    nothing = results_of_nothing()
    found = result_views.rows(nothing, {}, "id")

    assert "<svg" in result_views.heat_map(found, RUBRIC.as_json(), "id")
    assert "<svg" in result_views.radar(found[0], nothing["medians"], RUBRIC.as_json(), "id")
    assert result_views.severity_chart([], "id") is None


def test_each_criterions_agreement_has_every_coefficient():
    found = result_views.agreement_by_criterion(results(), RUBRIC.as_json(), "en")

    assert len(found) == 11
    assert {len(one["figures"]) for one in found} == {len(result_views.coefficients("en"))}


def test_no_page_has_more_rows_than_a_slow_line_carries():
    """All of 500 on one page weighed twice what a page may."""
    ranking = Asked.of(MultiDict(show="all", limit="100"))
    criteria = ranking.at_most(50)

    assert (ranking.size, criteria.size) == (100, 50)
    assert [one for one, _, _ in ranking.paging(where(1, 100, 500))["sizes"]] == [25, 50, 100]
    assert [one for one, _, _ in criteria.paging(where(1, 50, 500), 50)["sizes"]] == [25, 50]


def test_a_chart_says_a_mean_as_the_table_beside_it_does():
    one = next(row for row in result_views.rows(results(), {}, "id") if row["criteria"])
    key = next(iter(one["criteria"]))
    quarter = one | {"criteria": one["criteria"] | {key: 2.25}}

    drawn = result_views.radar(quarter, {}, RUBRIC.as_json(), "id")

    assert "2,25" in drawn and ">2,2<" not in drawn

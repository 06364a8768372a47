"""A round on one page: where every province lies, what is counted, and which moves are more than chance."""

import re

import pytest
from samples.results import World, generated, seed_rubric

from server.documents import result_views
from server.documents.reports import national
from server.run.demo import regencies as shipped
from sessions.values.results import compute

RUBRIC = seed_rubric()
BANDS = [{"from": 60, "name": {"id": "Siap"}}, {"from": 40, "name": {"id": "Mulai"}}]


def round_of(world=None, *, seed=1, provinces=None, last=None, rubric=RUBRIC, **more):
    """A round of a small world of known truth, as its page takes it."""
    truth = generated(world or World(regencies=12, panelists=6), RUBRIC, seed)
    names = {code: f"Kota {code}" for code in truth.regencies}
    results = compute(truth.rated, RUBRIC, regencies=names, bands=BANDS, samples=0, **more).as_json()
    rows = result_views.rows(results, provinces or dict.fromkeys(names, "Bali"), "id")
    return national.Round(rows, results, rubric.as_json(), BANDS, last=last)


def release_of(found, name="Putaran lalu"):
    return {"programme": {"name": name}, "rubric": dict(found.rubric), "results": found.results}


def test_all_provinces_of_the_shipped_list_have_a_tile_of_their_own():
    listed = {row.fields["province"]: row.fields["code"][:2] for row in shipped()}
    spots = {(place.column, place.row) for place in national.PLACES.values()}

    assert len(listed) == 38 == len(spots) == len(national.PLACES)
    assert {place.name: place.code for place in national.PLACES.values()} == listed


def test_provinces_are_gathered_with_their_best_shaded_and_drawn():
    few = {"11.00": "Aceh", "11.01": "Aceh", "11.02": "DKI Jakarta", "11.03": "Negeri Sebelah"}
    found = national.page(round_of(World(regencies=4, panelists=6), provinces=few), "id")
    aceh, jakarta, _ = found["provinces"]

    assert (aceh["name"], aceh["regencies"], aceh["scored"], aceh["code"], jakarta["code"]) == (
        "Aceh",
        2,
        2,
        "11",
        "31",
    )
    assert aceh["best"]["rank"] < 5 and {one["shade"] for one in found["provinces"]} >= {0, 4}
    assert found["off_map"] == ["Negeri Sebelah"]
    for drawn in (found["map"], found["narrow_map"]):
        assert drawn.count("<text") > 38 and ">Aceh<" in drawn and "style=" not in drawn


def test_a_round_without_a_score_is_a_page_without_figures():
    empty = compute([], RUBRIC, regencies={"11.00": "Kota"}, samples=0).as_json()
    found = national.page(national.Round(result_views.rows(empty, {}, "id"), empty, RUBRIC.as_json(), BANDS), "id")

    assert (found["totals"]["scored"], found["totals"]["median"], found["moves"]) == (0, None, None)
    assert found["provinces"][0]["shade"] is None and found["band_words"] == ""


def test_bands_are_counted_from_the_top_and_said_with_how_sure_they_are():
    found = national.page(round_of(World(regencies=40, panelists=8, level=0.8)), "id")
    sure, unsure = map(int, re.findall(r"\b(\d+) (?:daerah|dapat)", found["band_words"]))

    assert found["band_names"] == ["Siap", "Mulai"]
    assert sum(one["n"] for one in found["bands"]) == 40
    assert sure + unsure == sum(one["n"] for one in found["bands"] if one["name"])
    for place in found["provinces"]:
        assert sum(place["bands"].values()) == sum(one["n"] for one in found["bands"] if one["name"])


def test_only_what_moved_beyond_its_interval_counts_as_moved():
    world = World(regencies=20, panelists=8, level=1.0)
    then = round_of(world, seed=1)
    same = national.moves(round_of(world, seed=1, last=release_of(then)), "id")
    other = national.moves(round_of(world, seed=2, last=release_of(then)), "id")

    assert (same["up"], same["down"]) == ([], []) and "Naik melampaui selangnya: 0" in same["says"]
    assert other["up"] and other["down"] and len(other["up"]) <= 5
    for one in (*other["up"], *other["down"]):
        assert one["row"]["low"] > one["last"]["high"] or one["row"]["high"] < one["last"]["low"]
    assert [one["by"] for one in other["up"]] == sorted((one["by"] for one in other["up"]), reverse=True)


@pytest.mark.parametrize("changed", [False, True])
def test_a_round_by_another_rubric_is_said_not_to_compare(changed):
    last = release_of(round_of())
    if changed:
        first, *others = last["rubric"]["groups"]
        last["rubric"]["groups"] = [first | {"weight": first["weight"] + 1}, *others]

    assert national.moves(round_of(last=last), "id")["same_rubric"] is not changed

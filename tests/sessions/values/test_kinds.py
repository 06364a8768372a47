"""The table of kinds: every kind that a record may hold has a row, a meaning and data that are what is written."""

from typing import get_args, get_type_hints

import pytest
from houses import House

from sessions.values import session as fold
from sessions.values.kinds import KINDS, KindName, kind_of

BEGINS = {"booked"}


def test_every_name_has_one_row_in_the_order_of_the_names():
    assert list(KINDS) == list(get_args(KindName))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - BEGINS))
def test_what_folds_has_a_meaning_and_what_does_not_has_none(kind):
    assert (kind in fold.MEANINGS) == KINDS[kind].folds


def test_an_unknown_kind_of_a_later_release_changes_nothing_and_is_the_panels():
    assert kind_of("from-the-future").hears == "panel" and not kind_of("from-the-future").folds


async def test_what_is_written_in_a_sessions_life_is_what_the_table_says(house: House):
    session = await house.closed()
    assert (await house.chair.put_score(session, "living", 3)).status == 409  # kept as late

    for entry in await house.secretariat.entries(session):
        row = KINDS[entry["kind"]].data
        assert row.__required_keys__ <= entry["data"].keys() <= set(get_type_hints(row))

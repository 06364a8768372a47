"""What the secretariat did has words: each kind of entry, each act of power, each kind of thing."""

from typing import get_args

import pytest

from server.text import acts, entries
from server.text.languages import LANGUAGES
from sessions.actions import power
from sessions.values.acts import KINDS as THINGS
from sessions.values.kinds import KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_is_shown_for_what_was_done(language):
    assert set(KINDS) <= set(entries.names(language))
    assert set(KINDS) | set(get_args(power.Kind)) <= set(acts.doings(language))
    assert set(acts.things(language)) == set(THINGS)

"""How many examples the tests of properties try, and which.

`make test` tries the same ones every time: what fails here fails there. `make hunt` tries twenty times as many, new
ones at every run; what it finds becomes an example of its own (`@example`) or a test.
"""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

TRIED = 100  # where a test does not say
HUNT = "SIDANG_TEST_HUNT"  # names how many times as many are tried, at random


def load_profile() -> None:
    """For all tests that come after; a test's own limit is `examples(…)`."""
    settings.register_profile("same", max_examples=TRIED, derandomize=True, print_blob=True, deadline=None)
    settings.load_profile("same")
    if times := int(os.environ.get(HUNT, "0")):
        settings.register_profile("hunt", max_examples=TRIED * times, derandomize=False)
        settings.load_profile("hunt")


def examples(count: int) -> int:
    """So many, where one takes long; in a hunt as many times more as anywhere else."""
    return count * settings.default.max_examples // TRIED


def some(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """So many examples, always the same ones."""
    found: list[Any] = []

    @given(strategy)
    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found

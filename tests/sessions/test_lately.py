"""What was found lately: the oldest goes for the newest, and never all of it."""

import sys
from concurrent.futures import ThreadPoolExecutor

from sessions.lately import Lately


def test_the_oldest_goes_and_what_is_kept_anew_is_the_newest():
    lately = Lately(3)
    for key in "abc":
        lately.keep(key, key)
    lately.keep("a", "A")
    lately.keep("d", "d")
    assert [lately.get(key) for key in "abcd"] == ["A", None, "c", "d"]


def test_several_threads_keep_at_once():
    lately, before = Lately(50), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda n: lately.keep(n % 120, n), range(4_000)))
    finally:
        sys.setswitchinterval(before)
    assert sum(lately.get(key) is not None for key in range(120)) == 50

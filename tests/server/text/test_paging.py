"""Where a page of a list stands, and which others are led to."""

import pytest

from server.text import where


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        (1, [1, 2, None, 21]),
        (3, [1, 2, 3, 4, None, 21]),
        (4, [1, 2, 3, 4, 5, None, 21]),
        (9, [1, None, 8, 9, 10, None, 21]),
        (19, [1, None, 18, 19, 20, 21]),
        (21, [1, None, 20, 21]),
        (99, [1, None, 20, 21]),
    ],
)
def test_first_and_last_and_those_beside_are_led_to_and_a_gap_is_of_several(page, numbers):
    assert where(page, 25, 514).numbers == numbers


def test_the_last_page_ends_with_the_last_row_and_an_empty_list_is_one_page():
    last, nothing = where(21, 25, 514), where(3, 25, 0)

    assert (last.first, last.last, last.page, last.pages) == (501, 514, 21, 21)
    assert (nothing.first, nothing.last, nothing.page, nothing.numbers) == (0, 0, 1, [1])

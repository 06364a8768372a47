"""Connected groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.values.results.graph import groups

edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@given(edges)
def test_two_nodes_are_in_one_group_exactly_when_a_walk_joins_them(rows):
    left, right = np.array(rows, dtype=np.intp).reshape(-1, 2).T
    of_left, of_right = groups(left, right, 10, 10)

    joined = {}
    for a, b in rows:
        one = joined.get(("l", a), {("l", a)}) | joined.get(("r", b), {("r", b)})
        joined |= dict.fromkeys(one, one)
    for a in range(10):
        assert (of_left[a] == -1) == (("l", a) not in joined)
        for b in range(10):
            together = of_left[a] == of_right[b] != -1
            assert together == (("r", b) in joined.get(("l", a), ()))


@pytest.mark.parametrize("length", [1, 2, 50])
def test_a_chain_is_one_group(length):
    left, right = np.arange(length), np.arange(length)
    of_left, of_right = groups(np.append(left, left[1:]), np.append(right, right[:-1]), length, length)

    assert set(of_left) == set(of_right) == {0}


def test_groups_are_numbered_in_the_order_of_their_first_node():
    of_left, of_right = groups(np.array([2, 0]), np.array([0, 1]), 3, 2)

    assert (of_left.tolist(), of_right.tolist()) == ([0, -1, 1], [1, 0])

"""The log's tree: the roots that RFC 9162's reference gives, and proofs that hold and break as they should."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.values.proof import merkle

# The reference tree of RFC 6962 and 9162's implementations: eight leaves, and its root after each of them.
LEAVES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def tree(leaves):
    """The complete subtrees of these leaves, and how proofs ask for them."""
    hashes = [merkle.leaf_hash(one) for one in leaves]
    nodes = {(level, at): made for level, at, made in merkle.grown(0, hashes, lambda level, at: b"")}
    return hashes, lambda level, at: nodes[level, at]


def test_the_empty_tree_is_the_hash_of_nothing():
    assert merkle.root(0, lambda level, at: b"") == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_the_references(size):
    _, nodes = tree(LEAVES)
    assert merkle.root(size, nodes).hex() == ROOTS[size - 1]


@given(st.integers(1, 70), st.data())
def test_every_leaf_has_a_proof_that_no_other_leaf_or_root_has(size, data):
    hashes, nodes = tree([str(one).encode() for one in range(size)])
    index = data.draw(st.integers(0, size - 1))
    root, path = merkle.root(size, nodes), merkle.inclusion(index, size, nodes)

    assert merkle.includes(hashes[index], index, size, path, root)
    assert not merkle.includes(merkle.leaf_hash(b"another"), index, size, path, root)
    assert not merkle.includes(hashes[index], index, size, path, merkle.leaf_hash(b"another"))
    if path:
        assert not merkle.includes(hashes[index], index, size, path[:-1], root)


@given(st.integers(1, 70), st.data())
def test_growth_is_proved_and_a_rewritten_past_is_not(second, data):
    first = data.draw(st.integers(1, second))
    _, nodes = tree([str(one).encode() for one in range(second)])
    _, forged = tree([b"forged", *(str(one).encode() for one in range(1, second))])
    path = merkle.consistency(first, second, nodes)
    old, new = merkle.root(first, nodes), merkle.root(second, nodes)

    assert merkle.extends(first, second, old, new, path)
    assert not merkle.extends(first, second, merkle.root(first, forged), new, path)
    assert not merkle.extends(
        first, second, old, merkle.root(second, forged), merkle.consistency(first, second, forged)
    )


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8))
def test_a_tree_that_grows_in_steps_is_the_tree_made_at_once(steps):
    leaves = [merkle.leaf_hash(str(one).encode()) for one in range(sum(steps))]
    kept = {}
    size = 0
    for step in steps:
        for level, at, made in merkle.grown(size, leaves[size : size + step], lambda level, at: kept[level, at]):
            kept[level, at] = made
        size += step

    assert kept == {(level, at): made for level, at, made in merkle.grown(0, leaves, lambda level, at: b"")}

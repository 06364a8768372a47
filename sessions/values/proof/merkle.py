"""A Merkle tree of RFC 9162 (section 2.1): its root, proofs of a leaf and of growth, and their check.

The tree is known by its complete subtrees: `Nodes` gives the hash of the one of 2^level leaves that begins at
position * 2^level. Hashes are SHA-256, 32 bytes.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

Nodes = Callable[[int, int], bytes]
EMPTY = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root(size: int, nodes: Nodes) -> bytes:
    """The hash of the whole tree of so many leaves."""
    return EMPTY if size == 0 else _span(0, size, nodes)


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The proof that the leaf is in the tree (2.1.3.1)."""
    return _path(index, 0, size, nodes)


def consistency(first: int, second: int, nodes: Nodes) -> list[bytes]:
    """The proof that the tree of `second` leaves begins with that of `first`, 0 < first <= second (2.1.4.1)."""
    return _subproof(first, 0, second, nodes, whole=True)


def grown(size: int, leaves: Sequence[bytes], nodes: Nodes) -> list[tuple[int, int, bytes]]:
    """The complete subtrees (level, position, hash) that these leaf hashes add to a tree of that size."""
    added: dict[tuple[int, int], bytes] = {}
    for number, leaf in enumerate(leaves, start=size):
        level, position, made = 0, number, leaf
        added[level, position] = made
        while position % 2:
            left = added.get((level, position - 1)) or nodes(level, position - 1)
            level, position, made = level + 1, position // 2, node_hash(left, made)
            added[level, position] = made
    return [(level, position, made) for (level, position), made in added.items()]


def includes(leaf: bytes, index: int, size: int, path: Iterable[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf's hash is in the tree of that root (2.1.3.2)."""
    if index >= size:
        return False
    at, last, made = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if at % 2 or at == last:
            made = node_hash(one, made)
            while not at % 2 and at:
                at, last = at >> 1, last >> 1
        else:
            made = node_hash(made, one)
        at, last = at >> 1, last >> 1
    return last == 0 and made == root


def extends(first: int, second: int, old: bytes, new: bytes, path: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of root `new` only added to that of root `old` (2.1.4.2)."""
    if first == second:
        return not path and old == new
    if not path:
        return False
    steps = list(path) if first & (first - 1) else [old, *path]
    at, last = first - 1, second - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for one in steps[1:]:
        if last == 0:
            return False
        if at % 2 or at == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not at % 2 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, one)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old and after == new


def _span(since: int, until: int, nodes: Nodes) -> bytes:
    size = until - since
    if not size & (size - 1) and not since % size:
        return nodes(size.bit_length() - 1, since // size)
    middle = since + _half(size)
    return node_hash(_span(since, middle, nodes), _span(middle, until, nodes))


def _half(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


def _path(index: int, since: int, until: int, nodes: Nodes) -> list[bytes]:
    if until - since == 1:
        return []
    middle = since + _half(until - since)
    if index < middle:
        return [*_path(index, since, middle, nodes), _span(middle, until, nodes)]
    return [*_path(index, middle, until, nodes), _span(since, middle, nodes)]


def _subproof(first: int, since: int, until: int, nodes: Nodes, *, whole: bool) -> list[bytes]:
    if first == until - since:
        return [] if whole else [_span(since, until, nodes)]
    half = _half(until - since)
    middle = since + half
    if first <= half:
        return [*_subproof(first, since, middle, nodes, whole=whole), _span(middle, until, nodes)]
    return [*_subproof(first - half, middle, until, nodes, whole=False), _span(since, middle, nodes)]

"""A recorder cuts where it pleases, within the head of an element too: every piece is taken."""

import pytest
from samples.recordings import spoken

from server.media import webm
from sessions.errors import UnsupportedFile


def test_a_piece_is_taken_wherever_the_one_before_it_was_cut():
    raw = spoken(2)
    begin = raw.index(b"\x1f\x43\xb6\x75") + 12
    for at in range(begin, len(raw) - 2000, 3):
        left = webm.check(raw[:at], 1, kind="audio")
        webm.check(raw[at : at + 1200], 2, kind="audio", left=left, head=raw[at - webm.begun(left) : at])
        webm.check(raw[at : at + 1200], 2, kind="audio", left=webm.UNKNOWN)


def test_a_cut_behind_an_elements_first_byte_is_followed_to_the_end():
    # Chromium writes id and size one after the other, and cuts between them, at every piece.
    raw = spoken(12, noisy=True)
    begin = raw.index(b"\x1f\x43\xb6\x75") + 12
    blocks = [at for at in range(begin, len(raw)) if raw[at : at + 1] == b"\xa3" and raw[at + 3 : at + 4] == b"\x81"]
    edges = [0, *(at + 1 for at in blocks[25::50]), len(raw)]
    cut, left, before, kept = len(edges) - 1, 0, b"", []
    for number in range(1, cut + 1):
        piece = raw[edges[number - 1] : edges[number]]
        head = before[-webm.begun(left) :] if webm.begun(left) else b""
        kept.append(webm.cut_clean(piece, number, left=left, head=head, before_gap=number == cut))
        left, before = webm.check(piece, number, kind="audio", left=left, head=head), piece
        assert webm.begun(left) == (1 if number < cut else 0), number
    assert b"".join(kept) == raw


def test_what_is_no_recording_is_refused_after_such_a_cut_too():
    for raw in (b"\x00" * 500, b"x", b"%PDF-1.7\n" * 50, b"\x01" + b"\xa3\x80" * 2_000_000):
        with pytest.raises(UnsupportedFile):
            webm.check(raw, 2, kind="audio", left=webm.UNKNOWN)


def test_a_cluster_is_taken_whatever_a_wrong_piece_before_it_seemed_to_lack():
    raw = spoken(3)
    cluster = raw[raw.index(webm.CLUSTER_BYTES, len(raw) // 2) :]
    begun = webm.check(b"\xa3", 2, kind="audio", left=0)  # a block that no recorder wrote
    lacks = webm.check(b"\x44\x00", 3, kind="audio", left=begun, head=b"\xa3")
    assert (webm.begun(begun), lacks) == (1, 0x400)

    whole = webm.check(cluster, 4, kind="audio")
    assert webm.check(cluster, 3, kind="audio", left=begun, head=b"\xa3") == whole
    assert webm.check(cluster, 4, kind="audio", left=lacks) == whole

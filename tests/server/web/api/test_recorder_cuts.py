"""A recorder cuts where it pleases, within the head of an element too: every piece is taken."""

import pytest
from recordings import spoken

from server.media import webm


def test_a_piece_is_taken_wherever_the_one_before_it_was_cut():
    raw = spoken(2)
    begin = raw.index(b"\x1f\x43\xb6\x75") + 12
    for at in range(begin, len(raw) - 2000, 3):
        left = webm.check(raw[:at], 1, kind="audio")
        webm.check(raw[at : at + 1200], 2, kind="audio", left=left)


def test_what_is_no_recording_is_refused_after_such_a_cut_too():
    for raw in (b"\x00" * 500, b"x", b"%PDF-1.7\n" * 50, b"\x01" + b"\xa3\x80" * 2_000_000):
        with pytest.raises(webm.NotMedia):
            webm.check(raw, 2, kind="audio", left=webm.UNKNOWN)

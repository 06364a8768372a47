"""A recorder cuts where it pleases, within the head of an element too: every piece is taken."""

import itertools
from pathlib import Path

import pytest
from samples.recordings import spoken

from server.media import webm
from server.media.remux_process import Given, Pieces
from sessions.errors import UnsupportedFile


def test_a_piece_is_taken_wherever_the_one_before_it_was_cut():
    raw = spoken(2)
    begin = raw.index(b"\x1f\x43\xb6\x75") + 12
    for at in range(begin, len(raw) - 2000, 3):
        left = webm.check(raw[:at], 1, kind="audio")
        webm.check(raw[at : at + 1200], 2, kind="audio", left=left, head=raw[at - webm.begun(left) : at])
        webm.check(raw[at : at + 1200], 2, kind="audio", left=webm.UNKNOWN)


def test_a_cut_behind_an_elements_first_byte_is_followed_to_the_end(tmp_path):
    # Chromium writes id and size one after the other, and cuts between them, at every piece.
    raw = spoken(12, noisy=True)
    begin = raw.index(webm.CLUSTER_BYTES) + 12
    blocks = [at for at in range(begin, len(raw)) if raw[at : at + 1] == b"\xa3" and raw[at + 3 : at + 4] == b"\x81"]
    edges = [0, *(at + 1 for at in blocks[25::50]), len(raw)]
    cut, left, before = len(edges) - 1, 0, b""
    for number in range(1, cut + 1):
        piece = raw[edges[number - 1] : edges[number]]
        head = before[-webm.begun(left) :] if webm.begun(left) else b""
        left, before = webm.check(piece, number, kind="audio", left=left, head=head), piece
        assert webm.begun(left) == (1 if number < cut else 0), number

    assert joined(tmp_path, dict(enumerate(map(raw.__getitem__, map(slice, edges, edges[1:])), 1))) == raw


def test_behind_a_gap_and_behind_what_is_none_of_it_the_stream_goes_on_with_the_next_cluster(tmp_path):
    raw = spoken(6)
    clusters = [at for at in range(len(raw)) if raw.startswith(webm.CLUSTER_BYTES, at)]
    assert len(clusters) >= 5
    edges = [0, clusters[0] + 400, clusters[1] + 400, clusters[1] + 900, clusters[2] + 2, clusters[4] + 2, len(raw)]
    pieces = dict(enumerate((raw[a:b] for a, b in itertools.pairwise(edges)), 1))
    kept, _ = webm.whole(raw[: edges[1]], webm.first_of(raw))

    gone = joined(tmp_path, {n: piece for n, piece in pieces.items() if n not in (2,)})
    assert gone == raw[:kept] + raw[clusters[2] :]
    wrong = joined(tmp_path, pieces | {2: b"\xa3", 3: b"\x41", 4: b"x" * 900})
    assert wrong.startswith(raw[:kept])  # and what lacked of a block, for nothing tells that from its end
    assert wrong.endswith(raw[clusters[3] :])
    assert len(wrong) < kept + webm.NEAR + len(raw) - clusters[3]


def joined(folder: Path, pieces: dict[int, bytes]) -> bytes:
    """What a file is made of, of pieces by their numbers."""
    for number, piece in pieces.items():
        (folder / str(number)).write_bytes(piece)
    stream = Pieces([Given(number, str(folder / str(number))) for number in sorted(pieces)])
    return b"".join(iter(lambda: stream.read(1000), b""))


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

"""A record's entries as lines for people."""

from datetime import UTC, datetime

import pytest

from server.text.entries import LINES, line
from sessions.values.kinds import KINDS
from sessions.values.record import Actor, Entry

ACTOR = Actor("u1", "Ratna", "chair", "link")
DATA = {
    "answered": {"person": "u2", "answer": "declined", "comment": "sakit"},
    "phase": {"phase": "qna", "by_hand": True, "keep_end": True, "reason": ""},
    "scored": {"panelist": "u2", "criterion": "policy", "revision": 1, "scored": 1, "of": 11},
    "extended": {"minutes": 5, "reason": "paparan panjang"},
    "closed": {"by_hand": True, "reason": "selesai"},
    "reopened": {"minutes": 10, "reason": "keliru"},
    "declared": {"panelist": "u2", "conflict": True},
    "late": {"panelist": "u2", "criterion": "policy", "late_by_seconds": 0.4},
    "noted": {"question": "q", "answer": "Ada", "state": "answered", "text": "Mana SK?", "criterion": None},
    "attached": {"file": "f", "name": "Paparan.pdf", "kind": "deck", "version": 2},
}


def told(kind, language="id", **more):
    at = datetime(2026, 9, 29, 2, 0, tzinfo=UTC)
    return line(Entry("s", 1, at, kind, ACTOR, {**DATA.get(kind, {}), **more}), language, {"u2": "Budi"})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_line_in_both_languages(kind):
    assert kind in LINES
    assert told(kind) and told(kind, "en")
    if kind not in ("answered",):  # a name and a word for the answer
        assert told(kind) != told(kind, "en")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("answered", "Budi: tidak hadir (sakit)"),
        ("phase", "Tanya jawab dimulai"),
        ("extended", "Diperpanjang 5 menit oleh Ratna: paparan panjang"),
        ("closed", "Lembar ditutup oleh Ratna: selesai"),
        ("declared", "Budi menyatakan ada benturan"),
        ("late", "Nilai dari Budi datang terlambat 0,4 detik"),
        ("attached", "Ratna menambahkan versi 2 dari Paparan.pdf"),
    ],
)
def test_a_line_says_who_did_what_and_why(kind, text):
    assert told(kind) == text


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "Jawaban dicatat oleh Ratna"),
        ({"state": "asked", "answer": ""}, "Pertanyaan diubah oleh Ratna"),
        ({"state": "asked", "answer": "", "turn": True}, "Ratna memberi giliran kepada sebuah pertanyaan"),
        ({"state": "asked", "answer": "", "turn": False}, "Ratna mengakhiri giliran"),
        ({"state": "asked", "answer": "", "place": 1.5}, "Ratna mengubah urutan pertanyaan"),
    ],
)
def test_what_was_done_with_a_question_is_said_for_what_it_is(changed, text):
    assert told("noted", **changed) == text

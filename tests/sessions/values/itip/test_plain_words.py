"""What a mail in plain words seems to answer."""

import pytest

from sessions.values.itip.plain_words import guess, own_words


@pytest.mark.parametrize(
    ("text", "answer", "mixed"),
    [
        ("Saya akan hadir, terima kasih.", "accepted", False),
        ("Insya Allah hadir.", "accepted", False),
        ("I will attend.", "accepted", False),
        ("Saya tidak dapat hadir.", "declined", False),
        ("Mohon maaf, saya berhalangan.", "declined", False),
        ("Unfortunately I can't attend.", "declined", False),
        ("Kamis pukul 10.30 kami belum bisa. Setelah zuhur kami siap.", "declined", True),
        ("Kami masih menunggu jadwal Bupati; mungkin hadir.", "tentative", False),
        ("Apakah saya dapat hadir secara daring?", None, False),
        ("Di mana saya mengunggah paparan?", None, False),
        ("", None, False),
    ],
)
def test_plain_words_seem_to_answer(text, answer, mixed):
    found = guess(text)

    assert (found and found.answer, bool(found and found.mixed)) == (answer, mixed)


def test_the_reason_is_the_sentence_and_its_words_are_marked():
    text = "Yth. Ibu Wulan,\n\nmohon maaf, Kamis pukul 10.30 saya berhalangan karena rapat.\nSalam"
    found = guess(text)

    assert found is not None and found.reason == "mohon maaf, Kamis pukul 10.30 saya berhalangan karena rapat."
    assert [text[since:until] for since, until in found.spans] == ["berhalangan"]


@pytest.mark.parametrize(
    "mark",
    [
        "> Saya hadir.",
        "Pada Sel, 8 Des 2026 09.00, Sidang menulis:\n> Anda diundang.",
        "On Tue, Dec 8, 2026, Sidang wrote:\nhi",
        "From: Sidang <a@b.example>\nSent: today",
    ],
)
def test_what_is_quoted_is_not_its_writers(mark):
    assert own_words(f"Baik.\n\n{mark}") == ("Baik.", mark)


def test_a_mail_that_is_all_quoted_is_shown_whole():
    assert own_words("> Saya hadir.") == ("> Saya hadir.", "")


def test_twenty_thousand_characters_of_beginnings_are_read_at_once():
    assert guess("saya tidak dapat " * 1_200) is not None

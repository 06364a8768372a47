"""Numbers and dates in Indonesian words, as the minutes' first sentence has them."""

from datetime import date

import pytest

from server.text.spelled import day_in_words, spelled


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"), (1, "satu"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"), (19, "sembilan belas"),
        (20, "dua puluh"), (21, "dua puluh satu"), (31, "tiga puluh satu"), (99, "sembilan puluh sembilan"),
        (100, "seratus"), (101, "seratus satu"), (111, "seratus sebelas"), (200, "dua ratus"),
        (999, "sembilan ratus sembilan puluh sembilan"), (1_000, "seribu"), (1_100, "seribu seratus"),
        (1_945, "seribu sembilan ratus empat puluh lima"), (2_000, "dua ribu"), (2_011, "dua ribu sebelas"),
        (11_000, "sebelas ribu"), (101_000, "seratus satu ribu"), (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"), (2_000_000_015, "dua miliar lima belas"), (-7, "minus tujuh"),
    ],
)  # fmt: skip
def test_a_number_is_spelled(number, words):
    assert spelled(number) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 9, 29), "Selasa tanggal dua puluh sembilan bulan September tahun dua ribu dua puluh"),
        (date(2026, 12, 11), "Jumat tanggal sebelas bulan Desember tahun dua ribu dua puluh enam"),
        (
            date(1999, 8, 17),
            "Selasa tanggal tujuh belas bulan Agustus tahun seribu sembilan ratus sembilan puluh sembilan",
        ),
    ],
)
def test_a_date_is_spelled_without_a_digit(day, words):
    assert day_in_words(day) == words

"""Indonesian numbers and dates in words, as official documents write them: `tanggal dua puluh sembilan bulan …`."""

from datetime import date

from babel.dates import format_date

SMALL = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
UNITS = (
    (1_000_000_000_000, "triliun"), (1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu"), (100, "ratus"),
    (10, "puluh"),
)  # fmt: skip


def spelled(number: int) -> str:
    """The whole number in Indonesian words: 11 `sebelas`, 1999 `seribu sembilan ratus sembilan puluh sembilan`.
    Below zero `minus` stands before it; the largest unit is a triliun (10 ** 12)."""
    if number < 0:
        return f"minus {spelled(-number)}"
    if number < len(SMALL):
        return SMALL[number]
    if number < 20:
        return f"{SMALL[number - 10]} belas"
    size, unit = next((size, unit) for size, unit in UNITS if number >= size)
    count, rest = divmod(number, size)
    # one hundred and one thousand are one word, one million is two: seratus, seribu, satu juta
    head = f"se{unit}" if count == 1 and size in (100, 1_000) else f"{spelled(count)} {unit}"
    return f"{head} {spelled(rest)}" if rest else head


def day_in_words(day: date) -> str:
    """The date without a digit: `Selasa tanggal dua puluh sembilan bulan September tahun dua ribu dua puluh enam`."""
    weekday, month = (format_date(day, pattern, locale="id") for pattern in ("EEEE", "MMMM"))
    return f"{weekday} tanggal {spelled(day.day)} bulan {month} tahun {spelled(day.year)}"

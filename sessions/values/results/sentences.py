"""What the figures mean, in Indonesian and English; nothing here computes."""

from collections.abc import Mapping

from sessions.values.results.values import Interval, Says


def both(indonesian: str, english: str) -> Says:
    """One sentence in both languages."""
    return {"id": indonesian, "en": english}


def number(value: float, digits: int, language: str) -> str:
    """A figure for reading: a decimal comma in Indonesian, a true minus sign."""
    text = f"{abs(value):.{digits}f}"
    minus = "−" if value < 0 and float(text) else ""
    return minus + (text.replace(".", ",") if language == "id" else text)


# - agreement -

WHY_NOT: Mapping[str, Says] = {
    "no scores": both("Belum ada nilai.", "There are no scores yet."),
    "one panelist": both(
        "Hanya satu panelis yang menilai, sehingga kesepakatan tidak dapat dihitung.",
        "Only one panelist scored, so agreement can't be computed.",
    ),
    "nothing shared": both(
        "Tidak ada daerah yang dinilai oleh dua panelis, sehingga kesepakatan tidak dapat dihitung.",
        "No regency was scored by two panelists, so agreement can't be computed.",
    ),
    "all the same": both(
        "Semua nilai sama, sehingga kesepakatan tidak terdefinisi: tidak ada perbedaan yang dapat disepakati.",
        "All values are the same, so agreement is undefined: there is no difference to agree about.",
    ),
    "uneven panels": both(
        "Jumlah nilai tidak sama di setiap daerah, sehingga rata-rata panel tidak mempunyai satu angka.",
        "Regencies do not all have the same number of scores, so the panel's mean has no single figure.",
    ),
    "no shared panel": both(
        "Tidak ada panel yang lengkap menilai dua daerah atau lebih dengan hasil yang berbeda.",
        "No panel in full scored two regencies or more and told them apart.",
    ),
    "too little": both(
        "Datanya terlalu sedikit untuk menghitung angka ini.",
        "There is too little data to compute this figure.",
    ),
}

ALPHA = (  # Krippendorff (2004), page 241
    (0.8, "andal, cukup untuk mengambil kesimpulan", "reliable enough to draw conclusions from"),
    (0.667, "hanya cukup untuk kesimpulan sementara", "good for tentative conclusions only"),
    (1e-9, "belum andal: panel lain dapat menilai berbeda", "not reliable: another panel could well judge otherwise"),
    (float("-inf"), "tidak lebih baik daripada kebetulan", "no better than chance"),
)
ICC = (  # Koo & Li (2016), Journal of Chiropractic Medicine 15, 155
    (0.9, "sangat baik", "excellent"),
    (0.75, "baik", "good"),
    (0.5, "sedang", "moderate"),
    (float("-inf"), "lemah", "poor"),
)
CONCORDANCE = (  # Schmidt (1997), Decision Sciences 28, 763
    (0.9, "luar biasa kuat", "unusually strong"),
    (0.7, "kuat", "strong"),
    (0.5, "sedang", "moderate"),
    (0.3, "lemah", "weak"),
    (float("-inf"), "sangat lemah", "very weak"),
)
SUBJECTS = {
    "alpha_interval": (
        ALPHA,
        "Kesepakatan dengan jarak antarnilai diperhitungkan",
        "Agreement, counting how far apart the values are",
    ),
    "alpha_ordinal": (ALPHA, "Kesepakatan menurut urutan nilai", "Agreement, counting the order of the values"),
    "icc_1_1": (
        ICC,
        "Keandalan nilai satu panelis, siapa pun yang duduk di panel",
        "Reliability of one panelist's score, whoever sits on the panel",
    ),
    "icc_2_1": (
        ICC,
        "Keandalan nilai satu panelis, dengan perbedaan keketatan sebagai galat",
        "Reliability of one panelist's score, differing strictness counting as error",
    ),
    "icc_3_1": (
        ICC,
        "Keandalan nilai satu panelis, tanpa melihat keketatannya",
        "Reliability of one panelist's score, strictness left out",
    ),
    "icc_1_k": (
        ICC,
        "Keandalan rata-rata panel, siapa pun yang duduk di dalamnya",
        "Reliability of the panel's mean, whoever sits on it",
    ),
    "icc_2_k": (
        ICC,
        "Keandalan rata-rata panel, dengan perbedaan keketatan sebagai galat",
        "Reliability of the panel's mean, differing strictness counting as error",
    ),
    "icc_3_k": (
        ICC,
        "Keandalan rata-rata panel, tanpa melihat keketatan panelis",
        "Reliability of the panel's mean, strictness left out",
    ),
    "kendall_w": (
        CONCORDANCE,
        "Keselarasan panelis dalam mengurutkan daerah",
        "Concordance of the panelists' rankings of regencies",
    ),
}


def of_agreement(key: str, value: float, around: Interval | None) -> Says:
    """What a coefficient of that size means, by the thresholds of the literature."""
    levels, indonesian, english = SUBJECTS[key]
    _, level_id, level_en = next(level for level in levels if value >= level[0])
    between = {language: _between(around, language) for language in ("id", "en")}
    return both(
        f"{indonesian}: {number(value, 2, 'id')}{between['id']}, {level_id}.",
        f"{english}: {number(value, 2, 'en')}{between['en']}, {level_en}.",
    )


def _between(around: Interval | None, language: str) -> str:
    if around is None:
        return ""
    low, high = (number(end, 2, language) for end in around)
    return (
        f" (selang 95\u00a0%: {low} sampai {high})" if language == "id" else f" (95\u00a0% interval: {low} to {high})"
    )


# - what was left out -

OTHER_RUBRIC = both(
    "Ada nilai untuk kriteria yang tidak ada dalam rubrik program ini; nilai itu tidak dihitung.",
    "It has scores of criteria that are not in this programme's rubric; those do not count.",
)


def incomplete(name: str, missing: int, of: int) -> Says:
    """Why a sheet was left out where the programme counts only complete ones."""
    return both(
        f"Lembar penilaian {name} belum lengkap ({missing} dari {of} kriteria kosong) dan tidak dihitung.",
        f"The scoresheet of {name} is incomplete ({missing} of {of} criteria empty) and does not count.",
    )


# - severity -

CONNECTED = both(
    "Semua panel terhubung melalui panelis yang sama, sehingga keketatan dapat dibandingkan.",
    "All panels are connected through panelists they share, so strictness can be compared.",
)
CONFOUNDED = both(
    "Panelis tidak dapat dibedakan dari kriteria yang dinilainya, sehingga keketatan tidak dapat dihitung.",
    "Panelists can't be told from the criteria they scored, so strictness can't be computed.",
)
ONE_PANELIST = both(
    "Hanya satu panelis yang menilai, sehingga keketatan tidak dapat dibandingkan.",
    "Only one panelist scored, so there is nobody to compare strictness with.",
)


def separate(groups: int) -> Says:
    """Why strictness can't be compared across all panels."""
    return both(
        f"Panel-panel tidak semuanya terhubung: ada {groups} kelompok yang tidak berbagi panelis maupun daerah. "
        "Keketatan dan indeks tersesuaikan hanya dapat dibandingkan di dalam satu kelompok.",
        f"The panels are not all connected: there are {groups} groups that share neither panelists nor regencies. "
        "Strictness and adjusted indices can be compared within a group only.",
    )


def difference(moved: int, shift: float) -> Says:
    """Why the adjusted rank differs from the raw one.

    `moved` is how many places up (negative: down), `shift` how much stricter than the average the panel was, in points.
    """
    up, down = moved > 0, moved < 0
    place_id = f"Naik {moved}" if up else f"Turun {-moved}" if down else "Peringkat tetap"
    place_en = f"Moves up {moved}" if up else f"Moves down {-moved}" if down else "Keeps its rank"
    against = (up and shift < 0) or (down and shift > 0)
    why_id = "; panel daerah di sekitarnya lebih berbeda lagi" if against else ""
    why_en = "; the panels of its neighbours differed still more" if against else ""
    return both(
        f"{place_id}: panelnya {_stricter_id(shift)}{why_id}.",
        f"{place_en}: its panel was {_stricter_en(shift)}{why_en}.",
    )


def _stricter_id(shift: float) -> str:
    if abs(shift) < 0.005:
        return "seketat rata-rata"
    way = "lebih ketat" if shift > 0 else "lebih longgar"
    return f"{number(abs(shift), _digits(shift), 'id')} poin {way} daripada rata-rata"


def _stricter_en(shift: float) -> str:
    if abs(shift) < 0.005:
        return "as strict as the average"
    way = "stricter" if shift > 0 else "more lenient"
    return f"{number(abs(shift), _digits(shift), 'en')} points {way} than the average"


def _digits(shift: float) -> int:
    return 1 if abs(shift) >= 0.095 else 2


# - what the secretariat alone is told about a panelist -


def strictness(severity: float) -> Says:
    """A panelist differs strongly from the average."""
    return both(
        f"Menilai {_stricter_id(severity)}; selangnya tidak mencakup nol.",
        f"Scores {_stricter_en(severity)}; the interval leaves out zero.",
    )


def same(regencies: int) -> Says:
    """A panelist gives every regency the same."""
    return both(
        f"Memberi nilai yang hampir sama kepada semua daerah ({regencies} daerah), "
        "sedangkan panelis lain membedakannya.",
        f"Gives all regencies ({regencies}) nearly the same values, while the others tell them apart.",
    )


def erratic(ratio: float) -> Says:
    """A panelist's judgements go another way than the panel's, beyond strictness."""
    return both(
        f"Penilaiannya sering menyimpang dari panel: ragam sisanya {number(ratio, 1, 'id')} kali rata-rata.",
        f"Often judges unlike the rest of the panel: leftover variance {number(ratio, 1, 'en')} times the average.",
    )


def halo() -> Says:
    """The criteria within a panelist's sheets hardly differ."""
    return both(
        "Memberi nilai yang hampir sama kepada semua kriteria dalam satu lembar, sedangkan panelis lain membedakannya: "
        "mungkin satu kesan umum yang menentukan.",
        "Gives all criteria of a sheet nearly the same value, while the others tell them apart: one overall impression "
        "may decide.",
    )


def central() -> Says:
    """A panelist keeps to the middle of the scale."""
    return both(
        "Hampir selalu memilih tengah skala, sedangkan panelis lain memakai lebih banyak tingkat.",
        "Keeps to the middle of the scale nearly always, while the others use more of its levels.",
    )


def restricted(mean: float) -> Says:
    """A panelist uses a narrow part of the scale, away from its middle."""
    return both(
        f"Hanya memakai sebagian kecil skala, di sekitar {number(mean, 1, 'id')}; panelis lain memakai lebih banyak.",
        f"Uses but a small part of the scale, around {number(mean, 1, 'en')}; the others use more of it.",
    )


def drift(moved: float) -> Says:
    """A panelist has become stricter (`moved` in points; negative: more lenient) over the sessions."""
    way_id, way_en = ("lebih ketat", "stricter") if moved > 0 else ("lebih longgar", "more lenient")
    return both(
        f"Bergeser dari sesi pertama ke sesi terakhir: {number(abs(moved), 1, 'id')} poin {way_id} terhadap panelnya.",
        f"Has moved from the first session to the last: {number(abs(moved), 1, 'en')} points {way_en} against panels.",
    )


def reliability(size: float, value: float, more: int, then: float) -> Says:
    """What the reliability is with panels of the present size and what it would be with larger ones."""
    return both(
        f"Dengan {number(size, 0 if size == round(size) else 1, 'id')} panelis keandalan indeks "
        f"{number(value, 2, 'id')}; dengan {more} panelis menjadi {number(then, 2, 'id')}.",
        f"With {number(size, 0 if size == round(size) else 1, 'en')} panelists the reliability of the index is "
        f"{number(value, 2, 'en')}; with {more} it would be {number(then, 2, 'en')}.",
    )

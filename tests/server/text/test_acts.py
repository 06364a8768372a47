"""What the secretariat did has words: each kind of entry, each act of power, each kind of thing."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from server.text import acts, deeds, entries
from server.text.languages import LANGUAGES
from sessions.actions import power
from sessions.values import Act, Thing
from sessions.values.acts import KINDS as THINGS
from sessions.values.kinds import KINDS

NAMES = {("criteria", "policy"): "Kebijakan", ("phases", "qna"): "Tanya jawab"}
FACTS = {
    "of": "Dr. Budi",
    "entry": {
        "answer": "accepted",
        "starts_at": "2026-12-08T02:00:00Z",
        "minutes": 10,
        "phase": "qna",
        "criterion": "policy",
        "name": "SK.pdf",
    },
}


def said(kind, did, name, language="id", **facts):
    act = Act("a", datetime(2026, 12, 8, tzinfo=UTC), "u", "Wulan", "link", did, Thing(kind, "t", name), {}, None)
    return acts.told(act, language, "Asia/Jakarta", deeds.Behind({**FACTS, **facts}, NAMES, "Undangan"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_is_shown_for_what_was_done(language):
    assert set(KINDS) <= set(entries.names(language))
    assert set(KINDS) | set(get_args(power.Kind)) <= set(deeds.sentences(language))
    assert set(acts.things(language)) == set(THINGS)
    assert all(deeds.named_thing(one, "", language) != one for one in THINGS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("did", KINDS)
def test_every_entry_of_a_session_is_a_sentence_that_names_it(did, language):
    for facts in ({}, {"entry": {}}):
        text = said("session", did, "Kabupaten Jepara", language, **facts)
        assert "Kabupaten Jepara" in text and "{" not in text and did not in text.split(" ")[:1]
        assert text[0].isupper()


@pytest.mark.parametrize(
    ("kind", "did", "name", "text"),
    [
        ("session", "answered", "Kabupaten Jepara", "Jawaban Dr. Budi untuk sesi Kabupaten Jepara dicatat: hadir"),
        ("session", "phase", "Kabupaten Jepara", "Tahap Tanya jawab pada sesi Kabupaten Jepara dimulai"),
        ("session", "extended", "Kabupaten Jepara", "Sesi Kabupaten Jepara diperpanjang 10 menit"),
        (
            "session",
            "booked",
            "Kabupaten Jepara",
            "Sesi Kabupaten Jepara dijadwalkan pada Selasa, 8 Desember 2026, 09.00 WIB",
        ),
        (
            "session",
            "admitted",
            "Kabupaten Jepara",
            "Nilai terlambat Dr. Budi untuk “Kebijakan” pada sesi Kabupaten Jepara diterima",
        ),
        ("answer", "dismiss", "Kota Solo", "Surel Dr. Budi tentang sesi Kota Solo dikesampingkan"),
        ("mail", "resent", "Dr. Sri", "Surel “Undangan” kepada Dr. Sri dikirim lagi"),
        ("room", "made", "Ruang Borobudur", "Ruang Borobudur dibuat"),
        ("room", "made", "Lantai 2", "Ruang Lantai 2 dibuat"),
        ("regency", "changed", "Kota Solo", "Kota Solo diubah"),
        ("person", "link-renewed", "Dr. Budi", "Tautan masuk Dr. Budi diganti"),
        ("template", "changed", "invite", "Kata-kata surel “Undangan” diubah"),
    ],
)
def test_a_line_names_the_thing_itself(kind, did, name, text):
    assert said(kind, did, name) == text


def test_what_has_a_key_is_told_by_its_name_and_values_in_words():
    changed = {
        "rubric.groups.g.criteria.policy.weight": (20, 33.5),
        "rubric.groups.g.criteria.policy.levels.3.id": ("cukup", "baik"),
        "rubric.groups.g.criteria.gone.name.id": ("Inovasi", None),
        "rubric.groups.g.criteria.gone.weight": (5, None),
        "phases.qna.minutes": (45, 30),
        "bands.62,5": ({"id": "x"}, None),
        "claims_due": ("P2D", "PT12H"),
        "day_start": ("08:00", "24:00"),
        "blocked": (None, ["2026-12-24"]),
        "starts_at": ("2026-12-08T02:00:00Z", None),
    }
    changed["bands.62,5"] = ("Baik", "Sangat baik")
    act = Act(
        "a", datetime(2026, 12, 8, tzinfo=UTC), "u", "W", "link", "changed", Thing("programme", "p", "P"), changed
    )

    names = {**acts.names_of(None, [act], "id"), **NAMES}
    lines = acts.changes(act, "id", "Asia/Jakarta", deeds.Behind({}, names))

    assert [(one["field"], one["was"], one["is"]) for one in lines] == [
        ("Kriteria “Kebijakan” · bobot", "20", "33,5"),
        ("Kriteria “Kebijakan” · tingkat 3 · Indonesia", "cukup", "baik"),
        ("Kriteria “Inovasi” · Nama · Indonesia", "Inovasi", ""),
        ("Kriteria “Inovasi” · bobot", "5", ""),
        ("Tahap “Tanya jawab” · menit", "45", "30"),
        ("Predikat mulai 62,5", "Baik", "Sangat baik"),
        ("Tenggat penilaian mandiri", "2 hari", "12 jam"),
        ("Jam kerja mulai", "08.00", "24.00"),
        ("Hari tanpa sesi", "", "Kamis, 24 Desember 2026"),
        ("Waktu", "Selasa, 8 Desember 2026, 09.00 WIB", ""),
    ]

"""Times, lengths and numbers as people write them, in both languages and three zones."""

import re

import pytest
from jinja2 import Environment

from server.text import formats, script_words
from server.text.languages import LANGUAGES, SOURCE, TEMPLATES, catalogue_of, named, translator, untranslated

NINE_IN_JAKARTA = "2026-09-29T02:00:00Z"
ELEVEN_IN_JAKARTA = "2026-09-29T04:00:00Z"
JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


@pytest.mark.parametrize(
    ("zone", "indonesian", "english"),
    [(JAKARTA, "09.00 WIB", "09:00 WIB"), (MAKASSAR, "10.00 WITA", "10:00 WITA"), (JAYAPURA, "11.00 WIT", "11:00 WIT")],
)
def test_a_time_names_its_zone(zone, indonesian, english):
    assert formats.time_in(NINE_IN_JAKARTA, zone) == indonesian
    assert formats.time_in(NINE_IN_JAKARTA, zone, "en") == english


def test_a_zone_without_a_name_is_told_by_its_offset():
    assert formats.zone_name(NINE_IN_JAKARTA, "America/Sao_Paulo") == "UTC-03"


def test_a_date_is_written_out():
    assert formats.date_in(NINE_IN_JAKARTA, JAKARTA) == "Selasa, 29 September 2026"
    assert formats.date_in("2026-12-24", JAKARTA, "en") == "Thursday, 24 December 2026"
    assert formats.day_in(NINE_IN_JAKARTA, JAKARTA, "en") == "Tue 29 Sep"


def test_the_programmes_zone_stands_beside_only_where_it_differs():
    assert formats.when(NINE_IN_JAKARTA, JAKARTA, "Asia/Pontianak") == "Selasa, 29 September 2026, 09.00 WIB"
    assert formats.when(NINE_IN_JAKARTA, JAYAPURA, JAKARTA) == "Selasa, 29 September 2026, 11.00 WIT (09.00 WIB)"
    span = formats.between(NINE_IN_JAKARTA, ELEVEN_IN_JAKARTA, JAYAPURA, JAKARTA)
    assert span == "11.00–13.00 WIT (09.00–11.00 WIB)"


def test_another_day_in_the_programmes_zone_is_named():
    assert formats.when("2026-09-28T16:00:00Z", JAYAPURA, JAKARTA).endswith("01.00 WIT (Sen 28 Sep, 23.00 WIB)")


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (120, "2 jam", "2 hours"),
        (75, "1 jam 15 menit", "1 hour 15 minutes"),
        (45, "45 menit", "45 minutes"),
        (1 / 6, "10 detik", "10 seconds"),
        (0, "0 detik", "0 seconds"),
    ],
)
def test_a_length_is_told_in_words(minutes, indonesian, english):
    assert formats.duration(minutes) == indonesian
    assert formats.duration(minutes, "en") == english


def test_lateness_is_exact_where_it_is_short():
    assert formats.lateness(0.42) == "0,4 detik"
    assert formats.lateness(125, "en") == "2 minutes 5 seconds"


def test_a_number_that_cannot_be_computed_is_a_dash():
    assert [formats.number(None), formats.number(78.44, 1), formats.number(78.44, 1, "en")] == ["–", "78,4", "78.4"]
    assert [formats.number(nearly, 1) for nearly in (-0.0, -0.04, 0.04, -0.06)] == ["0", "0", "0", "-0,1"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Panelis 1", "P1"), ("Dr. Ir. Ani Budi, M.T.", "AB"), ("Sukarno", "S"), ("Prof.", "P"), ("", "")],
)
def test_initials_leave_titles_out(name, letters):
    assert formats.initials(name) == letters


def test_names_fall_back_to_indonesian():
    assert [named({"id": "Siap", "en": "Ready"}, "en"), named({"id": "Siap"}, "en"), named("Siap", "en")] == [
        "Ready",
        "Siap",
        "Siap",
    ]


def test_a_template_speaks_the_pages_language():
    environment = Environment(autoescape=True)
    formats.install(environment)
    page = environment.from_string("{{ at | time_in('Asia/Jayapura') }} {{ 90 | duration }} {{ _('Simpan') }}")

    assert page.render(at=NINE_IN_JAKARTA, lang="id") == "11.00 WIT 1 jam 30 menit Simpan"
    assert page.render(at=NINE_IN_JAKARTA, lang="en") == "11:00 WIT 1 hour 30 minutes Save"


def test_an_unknown_language_is_answered_in_indonesian():
    assert translator("tlh")("Simpan") == "Simpan"


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {SOURCE}))
def test_every_text_is_translated_and_the_plural_is_the_languages(language):
    assert untranslated(language) == []
    assert '"Plural-Forms: nplurals=' in catalogue_of(language).read_text("utf-8")


def test_a_browser_goes_by_its_name_and_system():
    windows = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
    )
    for agent, name in {
        windows: "Chrome · Windows",
        f"{windows} Edg/140.0": "Edge · Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1": "Safari · iPhone",
        "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36": "Chrome · Android",
        "curl/8": "curl/8",
        "": "",
    }.items():
        assert formats.browser_named(agent) == name


def test_no_two_notices_of_pages_share_a_key():
    parts = [part for name, part in vars(script_words).items() if name.startswith("_of_")]
    assert len(parts) > 3
    assert sum(len(part("id")) for part in parts) == len(script_words.notices("id"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_and_its_unit_are_never_parted(language):
    _ = translator(language)

    assert _("Selang 95 %").count("\u00a0%") == 1 and " %" not in _("Selang 95 %")
    assert "512\u00a0kB" in _("Paling besar 512 kB dan 2.000 piksel setiap sisi.")
    assert re.search(r"\)s\u00a0%%", _(PAIRS)) and "%(share)s" in _(PAIRS)
    assert formats.percent(82, 0, language) == "82\u00a0%"
    assert formats.file_size(412_000, language) == "412\u00a0kB"
    for page in TEMPLATES.rglob("*.html"):
        assert "}} %" not in page.read_text(encoding="utf-8"), f"{page.name}: `| percent` keeps the sign"


PAIRS = "%(share)s %% pasangan panelis pernah duduk bersama, sehingga nilai panel-panel dapat dibandingkan."

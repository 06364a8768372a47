"""Templates that were compiled for one language say the same as those that ask for each text as they are shown."""

import re
from collections import Counter

import pytest
from jinja2 import Environment
from markupsafe import Markup

from server.text import formats
from server.text.folding import Spoken
from server.text.languages import TEMPLATES

SHOWN = {
    "a text": "{{ _('Simpan') }}",
    "within markup": "<b title=\"{{ _('Simpan') }}\">{{ _('Simpan') }}{{ who }}</b>",
    "with what stands in it, escaped once": "{{ _('%(scored)s dari %(of)s', scored=who, of=3) }}",
    "what stands in it in another order": "{{ _('%(first)s–%(last)s dari %(total)s', total=3, last=2, first=who) }}",
    "a percent sign": "{{ _('100 %% dari %(of)s', of=2) }}",
    "as a value": "{% set said = _('Simpan') %}{{ said ~ who }}{{ [_('Simpan')] | join(', ') }}",
    "a text that is not known before": "{{ _(text) }}",
    "counted": "{% for n in (0, 1, 2) %}{{ ngettext('%(num)s sesi', '%(num)s sesi', n) }} {% endfor %}",
    "a filter": "{{ 78.44 | number(1) }} {{ 90 | duration }} {{ {'id': 'Siap', 'en': 'Ready'} | named }}",
    "a dictionary's keys and methods": "{{ row.items }} {{ row.get('n') }} {{ row.n }} {{ row.none is defined }}",
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_said_is_what_was_said(language):
    told = {"who": "<Ani & Budi>", "text": "Simpan", "row": {"n": 1, "get": 2}, "lang": language}
    asking, spoken = Environment(autoescape=True), Spoken(language, autoescape=True)
    for environment in (asking, spoken):
        formats.install(environment)

    for name, template in SHOWN.items():
        said, expected = (one.from_string(template).render(told) for one in (spoken, asking))

        assert said.split(" at 0x")[0] == expected.split(" at 0x")[0], name


@pytest.mark.parametrize(("language", "said"), [("id", "2.939 hari 1,5 hari "), ("en", "2,939 hari 1.5 hari ")])
def test_what_is_counted_is_written_as_its_language_writes_numbers(language, said):
    spoken = Spoken(language, autoescape=True)
    formats.install(spoken)
    counted = "{% for n in (2939, 1.5) %}{{ ngettext('%(num)s hari', '%(num)s hari', n) }} {% endfor %}"

    assert spoken.from_string(counted).render() == said


@pytest.mark.parametrize(
    ("language", "said"), [("id", "1.250 dari <b>9</b>, 2.939"), ("en", "1,250 of <b>9</b>, 2,939")]
)
def test_a_whole_number_in_a_sentence_is_written_as_its_language_writes_numbers(language, said):
    environment = Spoken(language, autoescape=True)
    formats.install(environment)
    template = environment.from_string("{{ _('%(scored)s dari %(of)s', scored=n, of=bold) }}, {{ m | count }}")

    assert template.render(n=1250, bold=Markup("<b>9</b>"), m=2939) == said
    assert formats.numbered(language, "%d sesi", "%d sesi", 2939).startswith(said[-5:])


def test_a_part_that_is_drawn_once_is_drawn_for_each_of_its_values():
    spoken = Spoken("id", autoescape=True)
    formats.install(spoken)
    macro = "{% macro mark(who, on) %}<b>{{ who }}{{ '!' if on }}</b>{% endmacro %}"
    page = macro + "{% for one in names %}{{ once(mark, one, one == 'Ani') }}{% endfor %}"

    drawn = spoken.from_string(page).render({"names": ["Ani", "<Budi>", "Ani"]})

    assert drawn == "<b>Ani!</b><b>&lt;Budi&gt;</b><b>Ani!</b>"


def test_a_row_is_drawn_anew_where_its_key_is_another():
    spoken = Spoken("id", autoescape=True)
    formats.install(spoken)
    macro = "{% macro row(one) %}<li>{{ one.name }}</li>{% endmacro %}"
    page = spoken.from_string(macro + "{% for one in rows %}{{ drawn(row, (one.id, one.name), one) }}{% endfor %}")
    rows = [{"id": 1, "name": "Ani & Budi"}, {"id": 2, "name": "Sri"}]

    assert page.render({"rows": rows}) == "<li>Ani &amp; Budi</li><li>Sri</li>"
    rows[1] = {"id": 2, "name": "Siti"}
    assert page.render({"rows": rows[::-1]}) == "<li>Siti</li><li>Ani &amp; Budi</li>"


def test_what_is_drawn_once_has_a_name_that_no_other_template_gives():
    texts = [one.read_text("utf-8") for one in TEMPLATES.rglob("*.html")]
    drawn = {name for text in texts for name in re.findall(r"\b(?:once|drawn)\((?:\w+\.)?(\w+),", text)}
    given = Counter(name for text in texts for name in re.findall(r"macro (\w+)\(", text))

    assert "session_row" in drawn and {name: given[name] for name in drawn} == dict.fromkeys(drawn, 1)

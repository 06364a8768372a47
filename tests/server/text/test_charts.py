"""Charts: well-formed, read aloud, safe under a strict policy, and true to their values."""

import re
from xml.etree import ElementTree

import pytest

from server.text.charts import Axis, Bar, Caption, Column, Dot, Spoke, Strip, bars, dots, heat_map, radar, strip

SVG = "{http://www.w3.org/2000/svg}"
SCALE, INDEX = Axis(1, 5, 1), Axis(0, 100, 20)
HOSTILE = '<script>alert("1")</script> & "Kota"'


def caption(key="c", description="Rata-rata per kriteria.", language="id"):
    return Caption(key, "Profil Kabupaten Jepara", description, language)


def all_charts(label="Komitmen pimpinan", width=640, told=None):
    told = told or caption()
    return {
        "radar": radar(
            told, [Spoke(label, 4.2, 3.1), Spoke("b", 1, None), Spoke("c", 5, 2)], SCALE, (label, label), width=width
        ),
        "strip": strip(told, [Strip(label, [3, 3, 4]), Strip("b", [])], SCALE, (label, label), width=width),
        "dots": dots(
            told,
            [Dot(label, 78.4, 72.0, 83.8, label)],
            INDEX,
            {"dot": label, "interval": label},
            width=width,
            reference=50,
        ),
        "heat_map": heat_map(
            told, [(label, [4.2, None])], [Column(label, "x"), Column("b", "y")], SCALE, label, width=width
        ),
        "bars": bars(told, [Bar(label, 12, 8), Bar("b", 3)], width=width, names=(label, label)),
    }


KINDS = list(all_charts())


def parsed(markup):
    return ElementTree.fromstring(markup)


def described(markup):
    return parsed(markup).find(f"{SVG}desc").text


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_is_an_image_with_a_title_and_a_description(kind):
    root = parsed(all_charts()[kind])

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-title c-desc"
    assert [(child.tag, child.get("id")) for child in root[:2]] == [
        (f"{SVG}title", "c-title"),
        (f"{SVG}desc", "c-desc"),
    ]
    assert root[0].text == "Profil Kabupaten Jepara"
    assert root[1].text.startswith("Rata-rata per kriteria.")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_it_needs_a_looser_policy_than_none(kind):
    for element in parsed(all_charts()[kind]).iter():
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "g", "path", "circle", "rect", "text"}
        assert not {"style", "href", "onload", "onclick"} & set(element.attrib)
        assert {element.get("fill"), element.get("stroke")} <= {None, "none", "currentColor"}, "ink is the page's"


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_regency_is_called_stays_text(kind):
    markup = all_charts(HOSTILE, told=Caption('"><script>', HOSTILE, HOSTILE))[kind]

    assert "<script" not in markup
    assert parsed(markup)[0].text == HOSTILE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [340, 720])
def test_nothing_is_drawn_outside_of_the_picture(kind, width):
    root = parsed(all_charts(width=width)[kind])
    tall = float(root.get("height"))

    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= width and 0 <= float(circle.get("cy")) <= tall
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x")) <= width and 0 <= float(text.get("y")) <= tall


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_show_is_an_empty_picture(kind):
    empty = {
        "radar": lambda: radar(caption(), [], SCALE, ("a", "b")),
        "strip": lambda: strip(caption(), [], SCALE, ("a", "b")),
        "dots": lambda: dots(caption(), [], INDEX, {"dot": "a"}),
        "heat_map": lambda: heat_map(caption(), [], [], SCALE, "kosong"),
        "bars": lambda: bars(caption(), []),
    }[kind]()

    assert described(empty) == "Rata-rata per kriteria."


@pytest.mark.parametrize(
    ("kind", "spoken"),
    [
        ("radar", "Komitmen pimpinan 4,2 (Komitmen pimpinan 3,1); b 1,0 (Komitmen pimpinan –)"),
        ("strip", "Komitmen pimpinan 3, 3, 4; b –"),
        ("dots", "Komitmen pimpinan 78,4 (72,0 – 83,8)"),
        ("heat_map", "Komitmen pimpinan 4,2, –"),
        ("bars", "Komitmen pimpinan 12; b 3"),
    ],
)
def test_the_description_reads_the_values_in_the_readers_decimals(kind, spoken):
    assert spoken in described(all_charts()[kind])
    assert re.sub(r"(\d),(\d)", r"\1.\2", spoken) in described(all_charts(told=caption(language="en"))[kind])


def test_a_long_chart_leaves_the_reading_to_the_table_behind_it():
    rows = [Dot(f"{n}. Kota", 50) for n in range(514)]

    assert described(dots(caption(), rows, INDEX, {"dot": "indeks"})) == "Rata-rata per kriteria."


def test_a_dot_stands_where_its_value_lies_between_the_axis_ends():
    rows = [Dot("a", 0), Dot("b", 50), Dot("c", 100)]
    xs = [float(c.get("cx")) for c in parsed(dots(caption(), rows, INDEX, {})).iter(f"{SVG}circle")]

    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.02)
    assert xs[0] < xs[1]


def test_an_interval_that_leaves_the_axis_is_cut_there_and_has_no_cap():
    whole = dots(caption(), [Dot("a", 50, 40, 60)], INDEX, {})
    cut = dots(caption(), [Dot("a", 95, 85, 105)], INDEX, {})

    assert (whole.count("c-time"), cut.count("c-time")) == (3, 2)


def test_every_single_score_is_a_dot_and_equal_ones_do_not_hide_each_other():
    root = parsed(strip(caption(), [Strip("a", [3, 3, 3, 5])], SCALE, ("nilai", "rata-rata")))
    places = [(c.get("cx"), c.get("cy")) for c in root.iter(f"{SVG}circle")][:4]

    assert len(set(places)) == 4


def test_a_criterion_without_a_value_opens_the_radars_line():
    closed = radar(caption(), [Spoke(k, 3, None) for k in "abcd"], SCALE, ("x", "median"))
    opened = radar(caption(), [Spoke(k, None if k == "b" else 3, None) for k in "abcd"], SCALE, ("x", "median"))

    def area(markup):
        return [p for p in parsed(markup).iter(f"{SVG}path") if p.get("class") == "c-main" and p.get("fill-opacity")]

    assert len(area(closed)) == 1 and not area(opened)
    assert "b – (" in described(opened)


def test_a_heat_map_of_514_regencies_is_small_and_counts_every_cell():
    rows = [(f"Kabupaten {n}", [1 + (n * k) % 5 if (n + k) % 50 else None for k in range(11)]) for n in range(514)]
    columns = [Column(f"k{k}", "a" if k < 5 else "b") for k in range(11)]
    markup = heat_map(caption(), rows, columns, SCALE, "tidak dinilai")
    drawn = "".join(p.get("d") for p in parsed(markup).iter(f"{SVG}path") if p.get("class") in ("c-cell", "c-quiet"))

    assert len(re.findall("M", drawn)) == 514 * 11 + 6, "with the legend's five squares and its stroke"
    assert len(markup) < 400_000


def test_where_there_is_no_room_for_its_columns_names_a_heat_map_has_numbers_and_says_beneath_whose_they_are():
    columns = [Column(name) for name in ("Komitmen pimpinan", "Kebijakan strategis")]

    def texts(width):
        drawn = parsed(heat_map(caption(), [("a", [1, 2])], columns, SCALE, "–", width=width)).iter(f"{SVG}text")
        return [(one.text, float(one.get("y")), one.get("transform")) for one in drawn]

    narrow, first = texts(340), texts(340)[1][1]
    assert [text for text, y, _ in narrow if y == first] == ["1", "2"], "in a row above the cells"
    assert all(turned is None for *_, turned in narrow), "nothing leans over its neighbour"
    assert {("Komitmen pimpinan", False), ("Kebijakan strategis", False)} <= {(t, y < first) for t, y, _ in narrow}
    assert sum(turned is not None for *_, turned in texts(720)) == 2


def test_darker_is_more():
    root = parsed(heat_map(caption(), [("a", [1, 2, 3, 4, 5])], [Column(k) for k in "abcde"], SCALE, "–"))
    shades = [float(p.get("fill-opacity")) for p in root.iter(f"{SVG}path") if p.get("class") == "c-cell"][:5]

    assert shades == sorted(shades) and len(set(shades)) == 5


@pytest.mark.parametrize(("label", "shown"), [("Kabupaten Jepara", "Kabupaten Jepara"), ("K" * 90, "…")])
def test_a_label_too_long_is_cut_with_an_ellipsis(label, shown):
    texts = [t.text for t in parsed(bars(caption(), [Bar(label, 1)], width=340)).iter(f"{SVG}text")]

    assert texts[0].endswith(shown) and len(texts[0]) < 40


def test_on_a_phone_no_two_words_of_a_radar_stand_over_each_other():
    names = ["Komitmen pimpinan", "Infrastruktur dan aplikasi", "Visi pembangunan daerah", "Masyarakat cerdas"]
    spokes = [Spoke(f"{names[n % 4]} {n}", 3.5, 3) for n in range(11)]
    root = parsed(radar(caption(), spokes, SCALE, ("Kabupaten Jepara", "median"), width=340))
    boxes = [box(text) for text in root.iter(f"{SVG}text") if text.get("font-size") == "12"]

    assert sum(text.text in [spoke.label for spoke in spokes] for text in root.iter(f"{SVG}text")) == 11, "none is cut"
    assert not [(one, two) for n, one in enumerate(boxes) for two in boxes[:n] if meet(one, two)]


def test_a_name_too_long_for_one_line_stands_whole_on_two():
    markup = dots(caption(), [Dot("9 Kab. Pangkajene dan Kepulauan", 50)], INDEX, {"dot": "indeks"}, width=324)

    assert [t.text for t in parsed(markup).iter(f"{SVG}text")][-3:-1] == ["9 Kab. Pangkajene", "dan Kepulauan"]


def box(text):
    """Left, right and foot of a word of usual letters."""
    x, wide = float(text.get("x")), len(text.text) * 12 * 0.56
    left = {"middle": x - wide / 2, "end": x - wide}.get(text.get("text-anchor"), x)
    return left, left + wide, float(text.get("y"))


def meet(one, two):
    return abs(one[2] - two[2]) < 12 and one[0] < two[1] and two[0] < one[1]

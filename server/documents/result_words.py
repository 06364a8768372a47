"""What a regency's result says in plain words: where it stands and how sure that is, what is strong and what is not
compared with its class, what counted and what was late, what the panel said. Shared by its page and its letter."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from server.documents.result_views import criteria
from server.text import formats, named, plural, translator
from sessions.actions import Story
from sessions.values import Json

Document = Mapping[str, Any]
FEWEST = 5
"""Of fewer regencies there is no median: it says little, and who knows the others could tell one's values."""
ALMOST_CERTAIN = 0.95
"""Of a band's probability."""
NEAR = 1e-9
NAMED = 3
"""So many criteria are named as strong and as weak."""


def standing(one: Document, of: int, language: str) -> list[str]:
    """The rank with those that it may as well be, and how probable each band is."""
    _ = translator(language)
    rank, low, high = one["rank"], one.get("rank_low"), one.get("rank_high")
    said = [_("Peringkat %(rank)s dari %(of)s.") % {"rank": rank, "of": of}]
    if "rank_low" not in one:
        pass  # published before ranks said how sure they are
    elif of == 1:
        pass  # nobody to be told apart from
    elif low is None or high is None:
        said.append(_("Seberapa pasti peringkat ini tidak dapat dihitung: terlalu sedikit panelis yang menilai."))
    elif low == high:
        said.append(_("Peringkat ini terbedakan dari daerah lain."))
    else:
        said.append(
            _(
                "Peringkat %(low)s sampai %(high)s tak terbedakan: dengan panel lain, daerah ini dapat berada di "
                "antaranya."
            )
            % {"low": low, "high": high}
        )
    likely = [band for band in one.get("bands", ()) if (band["probability"] or 0) >= 0.005]
    if len(likely) > 1:
        said.append(_band(likely, language))
    return said


def _band(likely: Sequence[Document], language: str) -> str:
    """How sure the band is, in words before figures."""
    _ = translator(language)
    first = max(likely, key=lambda band: float(band["probability"]))
    if first["probability"] >= ALMOST_CERTAIN:
        facts = {"band": named(first["name"], language), "share": _percent(first["probability"], language)}
        return _("Predikat %(band)s hampir pasti (%(share)s).") % facts
    shares = [f"{named(band['name'], language)} {_percent(band['probability'], language)}" for band in likely]
    return _("Predikatnya belum pasti; kemungkinannya: %(bands)s.") % {"bands": ", ".join(shares)}


def _percent(share: float, language: str) -> str:
    return f"{formats.number(round(100 * share), 0, language)} %"


def against(one: Document, medians: Document, rubric: Document, language: str) -> list[str]:
    """The criteria furthest above the median and furthest below it: what is strong, and what to improve first, with
    what the rubric asks of the next level; where there is nothing on a side, or no median, its own highest and
    lowest."""
    _ = translator(language)
    names = {each["key"]: each["name"] for group in criteria(rubric, language) for each in group["criteria"]}
    gaps = {
        key: value - medians[key]
        for key, value in one["criteria"].items()
        if value is not None and medians.get(key) is not None and key in names
    }
    above = [key for key in sorted(gaps, key=lambda key: -gaps[key]) if gaps[key] > 0.005][:NAMED]
    below = [key for key in sorted(gaps, key=lambda key: gaps[key]) if gaps[key] < -0.005][:NAMED]
    high, low = _own_ends({key: value for key, value in one["criteria"].items() if value is not None and key in names})
    said = []

    def listed(keys: Sequence[str]) -> dict[str, str]:
        return {"names": ", ".join(_beside(names[key], one["criteria"][key], medians[key], language) for key in keys)}

    def own(keys: Sequence[str]) -> str:
        return ", ".join(f"{names[key]} ({formats.figure(one['criteria'][key], 1, language)})" for key in keys)

    if above:
        said.append(_("Paling kuat dibandingkan dengan median: %(names)s.") % listed(above))
    elif high and (below or not gaps):
        said.append(_("Tertinggi di daerah ini: %(names)s.") % {"names": own(high)})
    if below:
        said.append(_("Paling perlu ditingkatkan: %(names)s.") % listed(below))
    elif low and (above or not gaps):
        said.append(_("Terendah di daerah ini: %(names)s.") % {"names": own(low)})
    if said:
        steps = [_next_level(rubric, key, one["criteria"][key], language) for key in below or low]
        return said + [step for step in steps if step]
    if gaps:
        return [_("Semua kriteria setara dengan median.")]
    same = next((value for value in one["criteria"].values() if value is not None), None)
    return [_("Semua kriteria bernilai sama: %(value)s.") % {"value": formats.figure(same, 1, language)}]


def _own_ends(values: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """The regency's criteria above its own middle, the highest first, and those below it, the lowest first."""
    if not values:
        return [], []
    middle = median(values.values())
    high = [key for key in sorted(values, key=lambda key: -values[key]) if values[key] > middle + NEAR]
    low = [key for key in sorted(values, key=lambda key: values[key]) if values[key] < middle - NEAR]
    return high[:NAMED], low[:NAMED]


def _beside(name: str, value: float, of_others: float, language: str) -> str:
    return f"{name} ({formats.figure(value, 1, language)}, median {formats.figure(of_others, 1, language)})"


def _next_level(rubric: Document, key: str, value: float, language: str) -> str:
    """What the rubric says of the first level above the value; "" where it says nothing."""
    criterion = next(one for group in rubric["groups"] for one in group["criteria"] if one["key"] == key)
    levels = {float(level): text for level, text in (criterion.get("levels") or {}).items()}
    above = [level for level in sorted(levels) if level > value + NEAR]
    if not above:
        return ""
    told = {"name": named(criterion["name"], language), "level": formats.number(above[0], 1, language)}
    text = named(levels[above[0]], language).rstrip(".")
    _ = translator(language)
    return _("%(name)s, menuju tingkat %(level)s: %(text)s.") % {**told, "text": text}


def measure(results: Document, of: int) -> Document:
    """The medians of all, with which a regency is compared; none of fewer regencies than a handful. `of`: how many
    have a rank."""
    return results["medians"] if of >= FEWEST else {}


def compared_with(class_name: str, medians: Document, language: str) -> str:
    """What the median is of, and what a median is; why there is none."""
    _ = translator(language)
    if not medians:
        facts = {"n": FEWEST}
        return _("Perbandingan dengan daerah lain disebut bila sedikitnya %(n)s daerah sudah dinilai.") % facts
    if class_name:
        return _("Median: nilai yang dicapai atau dilewati separuh dari sesama %(name)s.") % {"name": class_name}
    return _("Median: nilai yang dicapai atau dilewati separuh dari semua daerah.")


def class_medians(results: Document, code: str) -> tuple[str, Document] | None:
    """The class of the regency (Kota, Kabupaten) and the median of each criterion in it; None where it is small."""
    names = {one["code"]: one["name"].split(" ")[0] for one in results["regencies"]}
    own = [one for one in results["regencies"] if names[one["code"]] == names.get(code) and one["rank"] is not None]
    if len(own) < FEWEST:
        return None
    found = {key: [one["criteria"][key] for one in own] for key in own[0]["criteria"]}
    scored = {key: [value for value in values if value is not None] for key, values in found.items()}
    return names[code], {key: median(values) if len(values) >= FEWEST else None for key, values in scored.items()}


def counted(story: Story, sheets: int, counts: str, language: str) -> list[str]:
    """What the index is made of: sheets, whether the originals count, and what became of what was late."""
    _ = translator(language)
    said = [plural(language, "%d lembar penilaian dihitung.", "%d lembar penilaian dihitung.", sheets) % sheets]
    if story.moderated:
        said.append(
            _("Yang dihitung adalah nilai sesudah musyawarah; nilai semula tetap tercatat.")
            if counts == "moderated"
            else _("Yang dihitung adalah nilai semula; perubahan dalam musyawarah tercatat di sampingnya.")
        )
    if story.admitted or story.left_out:
        said.append(
            _("Nilai terlambat: %(admitted)s diterima dan dihitung, %(left)s tidak dihitung.")
            % {"admitted": story.admitted, "left": story.left_out}
        )
    else:
        said.append(_("Tidak ada nilai yang datang terlambat."))
    return said


def panel_said(story: Story, rubric: Document, language: str) -> list[dict[str, Json]]:
    """Each session's summary: its text, what is said of single criteria, and the recommendations."""
    names = {each["key"]: each["name"] for group in criteria(rubric, language) for each in group["criteria"]}
    return [
        {
            "text": one.text,
            "criteria": [[names.get(key, key), text] for key, text in one.criteria.items() if text],
            "recommendations": list(one.recommendations),
        }
        for one in story.summaries
    ]

"""What a regency's result says in plain words: where it stands and how sure that is, what is strong and what is not
compared with its class, what counted and what was late, what the panel said. Shared by its page and its letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from server.documents.result_views import criteria
from server.text import formats, named, numbered, translator
from sessions.actions import Story
from sessions.values import Json
from sessions.values.results import FEWEST_COMPARED, by_other_rules, compared, told_medians

Document = Mapping[str, Any]
ALMOST_CERTAIN = 0.95
"""Of a band's probability."""
NEAR = 1e-9
AS_MUCH = 0.5
"""A difference from the regency's own value that is more than rounding, in units of the scale."""
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
    return formats.percent(round(100 * share), 0, language)


def against(one: Document, medians: Document, rubric: Document, language: str) -> list[str]:
    """What is strong, and what is to be improved first, with what the rubric asks of the next level."""
    _ = translator(language)
    low = [step for step in improving(one, rubric, language) if _differ(one)][:NAMED]
    said = strongest(one, medians, rubric, language)
    if not low:
        same = next((value for value in one["criteria"].values() if value is not None), None)
        return [*said, _("Semua kriteria bernilai sama: %(value)s.") % {"value": formats.figure(same, 1, language)}]
    named_so = ", ".join(f"{step.name} ({formats.figure(step.value, 1, language)})" for step in low)
    said.append(_("Ditingkatkan lebih dahulu, mulai dari nilai terendah: %(names)s.") % {"names": named_so})
    return said + [
        _("%(name)s, untuk naik ke %(level)s: %(text)s.") % {"name": step.name, "level": step.level, "text": step.text}
        for step in low
        if step.text
    ]


def _differ(one: Document) -> bool:
    return len({value for value in one["criteria"].values() if value is not None}) > 1


def strongest(one: Document, medians: Document, rubric: Document, language: str) -> list[str]:
    """The criteria furthest above the median, else its own highest, in a sentence; none of those to be improved
    first."""
    _ = translator(language)
    names = {each["key"]: each["name"] for group in criteria(rubric, language) for each in group["criteria"]}
    low = {step.key for step in improving(one, rubric, language)[:NAMED]} if _differ(one) else set()
    values = {key: value for key, value in one["criteria"].items() if value is not None and key in names}
    gaps = {key: value - medians[key] for key, value in values.items() if medians.get(key) is not None}
    above = [key for key in sorted(gaps, key=lambda key: -gaps[key]) if gaps[key] > 0.005 and key not in low][:NAMED]
    if above:
        listed = ", ".join(_beside(names[key], values[key], medians[key], language) for key in above)
        return [_("Paling kuat dibandingkan dengan median: %(names)s.") % {"names": listed}]
    if high := [key for key in _own_highest(values) if key not in low]:
        listed = ", ".join(f"{names[key]} ({formats.figure(values[key], 1, language)})" for key in high)
        return [_("Tertinggi di daerah ini: %(names)s.") % {"names": listed}]
    return []


def _own_highest(values: Mapping[str, float]) -> list[str]:
    """The regency's criteria above its own middle, the highest first."""
    if not values:
        return []
    middle = median(values.values())
    return [key for key in sorted(values, key=lambda key: -values[key]) if values[key] > middle + NEAR][:NAMED]


@dataclass(frozen=True)
class Step:
    """A criterion that can rise: its panel's value, and what the rubric says of the next level ("" where nothing)."""

    key: str
    name: str
    value: float
    level: str
    text: str


def improving(one: Document, rubric: Document, language: str) -> list[Step]:
    """What can be improved, in one order: the lowest value first; of equal ones that of more weight in the whole, then
    as the rubric has them."""
    found = []
    for group in rubric["groups"]:
        for criterion in group["criteria"]:
            value = one["criteria"].get(criterion["key"])
            if value is None or value >= rubric.get("scale", {}).get("max", float("inf")) - NEAR:
                continue
            weight = group["weight"] * criterion["weight"]
            found.append((value, -weight, _step(criterion, value, language)))
    return [step for _value, _weight, step in sorted(found, key=lambda each: each[:2])]


def _step(criterion: Document, value: float, language: str) -> Step:
    levels = {float(level): text for level, text in (criterion.get("levels") or {}).items()}
    above = [level for level in sorted(levels) if level > value + NEAR]
    level = formats.number(above[0], 1, language) if above else ""
    text = named(levels[above[0]], language).rstrip(".") if above else ""
    return Step(criterion["key"], named(criterion["name"], language), value, level, text)


def by_itself(claimed: Mapping[str, float], one: Document, language: str) -> str:
    """How the regency's own values lie beside the panel's, in a sentence; "" where it claimed none."""
    _ = translator(language)
    gaps = [value - claimed[key] for key, value in one["criteria"].items() if value is not None and key in claimed]
    if not gaps:
        return ""
    count = {"n": len(gaps), "lower": sum(gap < -AS_MUCH for gap in gaps), "higher": sum(gap > AS_MUCH for gap in gaps)}
    return (
        _(
            "Dari %(n)s kriteria yang Anda nilai sendiri, panel menilai %(lower)s lebih rendah dan %(higher)s lebih "
            "tinggi. Panel menilai dari bukti, paparan dan tanya jawab; selisih menunjukkan di mana bukti belum "
            "meyakinkan panel, atau di mana daerah menilai dirinya terlalu rendah."
        )
        % count
    )


def _beside(name: str, value: float, of_others: float, language: str) -> str:
    return f"{name} ({formats.figure(value, 1, language)}, median {formats.figure(of_others, 1, language)})"


def measure(results: Document, one: Document) -> Document:
    """The medians with which a regency is compared: none where it was judged by other rules, or few were judged."""
    if one.get("other_rules"):
        return {}
    return results["medians"] if "others" in results else told_medians(results)  # a regency is told no other's row


def compared_with(class_name: str, medians: Document, results: Document, one: Document, language: str) -> str:
    """What the median is of, and what a median is; why there is none."""
    _ = translator(language)
    if one.get("other_rules"):
        return _("Daerah ini dinilai dengan aturan lain daripada kebanyakan daerah; nilainya tidak dibandingkan.")
    if not medians:
        facts = {"n": FEWEST_COMPARED}
        return _("Perbandingan dengan daerah lain disebut bila sedikitnya %(n)s daerah sudah dinilai.") % facts
    if class_name:
        said = _("Median: nilai yang dicapai atau dilewati separuh dari sesama %(name)s.") % {"name": class_name}
    else:
        said = _("Median: nilai yang dicapai atau dilewati separuh dari semua daerah.")
    return " ".join(filter(None, [said, left_out(results, language)]))


def left_out(results: Document, language: str) -> str:
    """How many are in no median, since they were judged by other rules; "" for none."""
    others = results["others"] if "others" in results else by_other_rules(results)
    return (
        numbered(
            language,
            "%d daerah yang dinilai dengan aturan lain tidak termasuk.",
            "%d daerah yang dinilai dengan aturan lain tidak termasuk.",
            others,
        )
        if others
        else ""
    )


def class_medians(results: Document, code: str) -> tuple[str, Document] | None:
    """The class of the regency (Kota, Kabupaten) and the median of each criterion in it; None where it is small, or
    the regency was judged by other rules."""
    names = {one["code"]: one["name"].split(" ")[0] for one in results["regencies"]}
    every = compared(results)
    own = [one for one in every if names[one["code"]] == names.get(code)]
    if len(own) < FEWEST_COMPARED or code not in [one["code"] for one in every]:
        return None
    found = {key: [one["criteria"].get(key) for one in own] for key in own[0]["criteria"]}
    scored = {key: [value for value in values if value is not None] for key, values in found.items()}
    return names[code], {
        key: median(values) if len(values) >= FEWEST_COMPARED else None for key, values in scored.items()
    }


def counted(story: Story, one: Document, counts: str, language: str) -> list[str]:
    """What the index is made of: sheets, whether the originals count, and what became of what was late."""
    _ = translator(language)
    said = []
    if one.get("other_rules"):
        said.append(
            _(
                "Hasil ini dihitung dengan rubrik atau aturan yang berlaku ketika sesi Anda dibuka; keduanya lain "
                "daripada yang berlaku bagi kebanyakan daerah, maka bandingkanlah peringkat dengan hati-hati."
            )
        )
    said.append(numbered(language, "%d lembar penilaian dihitung.", "%d lembar penilaian dihitung.", one["sheets"]))
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

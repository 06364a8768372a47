"""A regency's own result: somebody without statistics reads where it stands, how sure that is, and what to improve; on
its page and in its letter, once it is published, and nothing of others."""

import io
import re

import pypdfium2
from houses import CRITERIA, PANEL, on_one_store
from reading_pages import read

from server.documents import result_words
from sessions.actions import Story
from sessions.store import registry

SUMMARY = {
    "text": "Arah pembangunan jelas; anggaran belum mengikutinya.",
    "criteria": {"budget": "Belanja TIK tersebar di enam perangkat daerah."},
    "recommendations": ["Satukan belanja TIK dalam satu peta jalan."],
}


@on_one_store
async def test_a_mayor_reads_where_the_regency_stands_how_sure_that_is_and_what_to_improve(house):
    await _judged(house)
    page = f"/programmes/{house.programme}/results/regencies/33.20"
    assert (await read(house.regency, page)).status == 404, "nothing before it is published"
    assert page not in (await read(house.regency, "/")).markup

    await house.secretariat.post(f"/programmes/{house.programme}/results/publish", {"accept_missing": True})
    text = (await read(house.regency, page)).text
    assert page in (await read(house.regency, "/")).markup, "its first page leads there"
    letter = await _letter(house, f"{page}/letter.pdf")

    for said in (text, letter):
        assert "Peringkat 1 dari 1." in said
        assert "Tertinggi di daerah ini" in said and "ditingkatkan lebih dahulu" in said.lower()
        assert "median" not in said.lower(), "there is nobody to compare with"
        assert (
            SUMMARY["text"] in said and SUMMARY["recommendations"][0] in said and SUMMARY["criteria"]["budget"] in said
        )
        assert "Nilai terlambat: 1 diterima dan dihitung, 1 tidak dihitung." in said
    assert not [name for name in PANEL if f"Dr. {name.title()}" in text], "who gave what is told to no regency"
    other = house.people["33.19"]
    assert (await read(other, page)).status == 404


@on_one_store
async def test_certificates_are_given_once_results_are_published_and_to_each_their_own(house):
    await _judged(house)
    results = f"/programmes/{house.programme}/results"
    of_regency, of_panelist = f"{results}/regencies/33.20/certificate.pdf", f"{results}/panelists/{{}}/certificate.pdf"
    own = of_panelist.format(house.id("budi"))
    assert await _status(house.regency, of_regency) == await _status(house.people["budi"], own) == 404
    assert "Sertifikat" not in (await read(house.people["budi"], "/")).text

    await house.secretariat.post(f"/programmes/{house.programme}/results/publish", {"accept_missing": True})

    band = (await house.secretariat.get(f"/programmes/{house.programme}/results.json"))["regencies"][0]["band"]["id"]
    said = await _letter(house, of_regency)
    assert "Kabupaten Jepara" in said and band in said
    home = await read(house.people["budi"], "/")
    assert f'href="{own}"' in home.markup and "Tanda tugas sebagai panelis" in home.text
    for nobody in (house.regency, house.people["tono"]):
        assert "Tanda tugas" not in (await read(nobody, "/")).text
    said = await _letter(house, own, house.people["budi"])
    assert "Dr. Budi" in said and "dalam 1 sesi" in said and "Kabupaten Jepara" in said
    assert await _status(house.people["33.19"], of_regency) == 404
    assert await _status(house.people["ratna"], own) == 404
    assert await _status(house.secretariat, of_panelist.format(house.id("tono"))) == 404, "who sat in no session"


def test_what_may_as_well_be_is_said_with_the_rank():
    one = {"rank": 4, "rank_low": 3, "rank_high": 7, "bands": [{"name": "Siap", "probability": 0.82}]}
    one["bands"].append({"name": {"id": "Maju", "en": "Advanced"}, "probability": 0.18})

    assert result_words.standing(one, 12, "id") == [
        "Peringkat 4 dari 12.",
        "Peringkat 3 sampai 7 tak terbedakan: dengan panel lain, daerah ini dapat berada di antaranya.",
        "Predikatnya belum pasti; kemungkinannya: Siap 82\u00a0%, Maju 18\u00a0%.",
    ]
    sure = one | {"bands": [{"name": "Siap", "probability": 0.96}, {"name": "Maju", "probability": 0.04}]}
    assert result_words.standing(sure, 12, "en")[2] == "The band Siap is almost certain (96\u00a0%)."
    assert "told apart" in result_words.standing(one | {"rank_low": 4, "rank_high": 4}, 12, "en")[1]
    assert "can't be computed" in result_words.standing(one | {"rank_low": None, "rank_high": None}, 12, "en")[1]


def test_what_to_improve_comes_with_what_the_rubric_asks_of_the_next_level():
    levels = {"1": "Belum ada.", "2": {"id": "Ada rencana.", "en": "There is a plan."}, "3": "Berjalan."}
    named = [{"key": key, "name": key.title(), "weight": 1, "levels": levels} for key in ("vision", "budget", "data")]
    rubric = {
        "groups": [
            {"key": "g", "name": "G", "weight": 1, "criteria": [*named, named[0] | {"key": "plain", "levels": {}}]}
        ]
    }
    one = {"criteria": {"vision": 4.0, "budget": 1.4, "data": 3.2, "plain": 1.0}}
    medians = {"vision": 3.0, "budget": 2.0, "data": 3.5, "plain": 2.0}

    assert result_words.against(one, medians, rubric, "en") == [
        "Strongest against the median: Vision (4.0, median 3.0).",
        "To improve first, the lowest value in front: Vision (1.0), Budget (1.4), Data (3.2).",
        "Budget, to rise to 2: There is a plan.",
    ]


def test_what_is_suggested_to_improve_is_in_an_order_that_can_be_told():
    """Nobody asks any more why the 2.3 is to be improved and the 2.0 is not."""

    def group(key, weight, *criteria):
        return {"key": key, "name": key, "weight": weight, "criteria": list(criteria)}

    def of(key, weight):
        return {"key": key, "name": key, "weight": weight, "levels": {}}

    rubric = {
        "scale": {"min": 0, "max": 5, "step": 1},
        "groups": [group("a", 1, of("vision", 1), of("budget", 2)), group("b", 3, of("data", 1), of("law", 1))],
    }
    one = {"criteria": {"vision": 2.3, "budget": 2.0, "data": 2.0, "law": 5.0}}

    steps = result_words.improving(one, rubric, "id")
    assert [step.key for step in steps] == ["data", "budget", "vision"], "then by weight; what is at the top is not"
    far_above = {"budget": 1.0, "data": 1.0, "vision": 4.0}
    assert "data (2,0), budget (2,0), vision (2,3)" in result_words.against(one, far_above, rubric, "id")[1]


@on_one_store
async def test_its_own_values_stand_beside_the_panels_and_the_difference_is_explained(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "optional"})
    jepara = (await house.store.read(registry.regency_by_code, house.programme, "33.20")).id
    for key, value in (("policy", 5), ("vision", 1)):
        await house.regency.put(f"/regencies/{jepara}/claims/{key}", {"value": value, "text": "Ada."})
    await _judged(house)
    await house.secretariat.post(f"/programmes/{house.programme}/results/publish", {"accept_missing": True})

    page = await read(house.regency, f"/programmes/{house.programme}/results/regencies/33.20")

    assert "Dari 2 kriteria yang Anda nilai sendiri, panel menilai 1 lebih rendah dan 1 lebih tinggi." in page.text
    table = page.markup.partition("<tbody>")[2]
    assert re.search(r'data-label="Menurut daerah">5,00 <small>\(.[123],', table)
    assert re.search(r'data-label="Menurut daerah">1,00 <small>\(\+', table)
    first = page.markup.index('id="improve"')
    assert first < page.markup.index("<tbody>") < page.markup.index("Cara membaca hasil ini"), "the best at the top"


def test_a_result_that_was_counted_by_other_rules_says_so():
    told = result_words.counted(Story(), {"other_rules": True, "sheets": 5}, "original", "id")
    assert "lain daripada yang berlaku bagi kebanyakan daerah" in told[0]
    assert "lain daripada" not in result_words.counted(Story(), {"sheets": 5}, "original", "id")[0]


def test_among_a_handful_a_regency_is_told_its_own_highest_and_lowest_criteria_and_no_median():
    names = ("leadership", "policy", "branding", "living")
    named = [{"key": key, "name": key.title(), "weight": 1} for key in names]
    named[2]["levels"] = {"3": "A plan for the brand."}
    rubric = {"groups": [{"key": "g", "name": "G", "weight": 1, "criteria": named}]}
    one = {"code": "33.20", "criteria": dict(zip(names, (4.0, 3.5, 2.0, 2.0), strict=True))}
    few = {
        "medians": dict.fromkeys(names, 3.0),
        "regencies": [{"code": str(n), "name": "Kota", "rank": n} for n in (1, 2, 3, 4)],
    }

    more = few | {"regencies": [*few["regencies"], {"code": "5", "name": "Kota", "rank": 5}]}
    assert result_words.measure(few, one) == {}
    assert result_words.measure(more, one) == few["medians"]
    assert result_words.measure(more, one | {"other_rules": True}) == {}
    assert result_words.against(one, {}, rubric, "en") == [
        "Its own highest: Leadership (4.0).",
        "To improve first, the lowest value in front: Branding (2.0), Living (2.0), Policy (3.5).",
        "Branding, to rise to 3: A plan for the brand.",
    ]
    level = one | {"criteria": dict.fromkeys(names, 3.0)}
    assert result_words.against(level, {}, rubric, "en") == ["All criteria got the same: 3.0."]
    below = result_words.against(one, dict.fromkeys(names, 5.0), rubric, "en")
    assert below[0] == "Its own highest: Leadership (4.0).", "what is strong is named though nothing is above"


def test_a_class_is_compared_with_only_where_it_is_large_enough_to_tell_nobodys_values():
    def of(number, name):
        return {"code": f"33.{number:02}", "name": f"{name} {number}", "rank": number, "criteria": {"policy": number}}

    results = {"regencies": [*(of(n, "Kota") for n in range(1, 5)), *(of(n, "Kabupaten") for n in range(5, 11))]}

    assert result_words.class_medians(results, "33.03") is None
    assert result_words.class_medians(results, "33.07") == ("Kabupaten", {"policy": 7.5})


async def _judged(house):
    """A session with a summary, one late score admitted and one left undecided, signed by all."""
    session = await house.open()
    for name in PANEL:
        for number, criterion in enumerate(CRITERIA[1:]):
            await house.people[name].put_score(session, criterion, 2 + number % 3)
    house.clock.passes(hours=2)
    late = [(await house.people["budi"].put_score(session, key, 5)).body["entry"] for key in ("leadership", "budget")]
    await house.secretariat.post(f"/sessions/{session}/late/{late[0]}/admit", {"reason": "Listrik padam"})
    await house.secretariat.control(session, "reveal")
    assert (await house.chair.put(f"/sessions/{session}/summary", SUMMARY)).status == 200
    for name in (*PANEL[1:], PANEL[0]):
        answer = await house.people[name].post(f"/sessions/{session}/sign")
        assert answer.status == 200, answer.body


async def _status(caller, path):
    async with caller.client.get(path, headers=caller.headers()) as response:
        return response.status


async def _letter(house, path, caller=None):
    async with house.client.get(path, headers=(caller or house.regency).headers()) as response:
        assert response.status == 200
        pdf = pypdfium2.PdfDocument(io.BytesIO(await response.read()))
    words = " ".join(page.get_textpage().get_text_range() for page in pdf)
    return " ".join(words.split())

"""The rubric's editor as a form: arranged, looked at, saved, brought in from JSON; a script only looks sooner."""

import json
import re
from datetime import timedelta
from random import Random

from houses import on_one_store
from judges.plain_pages import Page
from judges.weight import AGAIN
from multidict import MultiDict
from reading_pages import read, send, weighed

from server.run.demo import regencies
from server.web.pages import rubrics
from server.web.pages.rules import rubric_form

pytestmark = on_one_store


async def rubric(house):
    return (await house.secretariat.get(f"/programmes/{house.programme}"))["rubric"]


async def form(house, **changes):
    """The editor's fields as they stand, with these changed (two underscores for a point)."""
    standing = await rubric(house)
    fields = rubric_form.fields(standing, standing)
    for name, text in changes.items():
        fields[name.replace("__", ".")] = text
    return fields


def many(groups, criteria):
    """A rubric of so many groups with so many criteria each."""
    doc = [
        {"key": f"g{g}", "name": f"Kelompok {g}", "weight": 1, "criteria": [
            {"key": f"k{g}x{c}", "name": f"Kriteria {g}.{c}", "weight": 1, "levels": {"1": "Belum", "5": "Sudah"}}
            for c in range(criteria)
        ]}
        for g in range(groups)
    ]  # fmt: skip
    return {"scale": {"min": 1, "max": 5, "step": 1}, "groups": doc}


def as_it_stands(page, path):
    """What the page's form there sends when nobody has touched it."""
    form, button = Page(f"http://here{path}", page.status, page.markup).form(path)
    return MultiDict(form.filled({}, button))


def named(page):
    """The criteria in the order of the page."""
    return re.findall(r'name="row" value="c[0-9]+".*?<b>([^<]*)</b>', page.markup, re.DOTALL)


async def test_a_form_that_nobody_touched_is_the_same_rubric(house):
    standing = await rubric(house)
    doc, _ = rubric_form.document(rubric_form.fields(standing, standing), standing)
    path = f"/programmes/{house.programme}/rubric"

    page, saved = await read(house.secretariat, path), await send(house.secretariat, path, await form(house))

    assert doc == standing
    assert page.status == 200 and not page.inline and "Belum ada." in page.text
    assert saved.location == f"{path}?said=saved" and await rubric(house) == standing
    assert (await read(house.panelist, path)).status == 404


async def test_names_weights_and_meanings_are_changed_and_what_it_means_is_said_before(house):
    path, changes = f"/programmes/{house.programme}/rubric", {
        "c0__name__id": "Komitmen pimpinan daerah", "c0__name__en": "Commitment", "c0__weight": "30",
        "c0__level__1__id": "Belum ada arahan.", "c0__level__1__en": "No direction.", "c0__elements__id": "Tim\nDana",
        "c0__elements__en": "Team\nFunds",
    }  # fmt: skip

    look = await send(house.secretariat, path, await form(house, **changes, do="look"))
    untouched = await rubric(house)
    await send(house.secretariat, path, await form(house, **changes))
    first = (await rubric(house))["groups"][0]["criteria"][0]

    assert look.status == 200 and "Komitmen pimpinan daerah, 30" in look.text and "Belum ada arahan." in look.text
    assert untouched["groups"][0]["criteria"][0]["weight"] != 30
    assert first["name"] == {"id": "Komitmen pimpinan daerah", "en": "Commitment"} and first["weight"] == 30
    assert first["levels"]["1"] == {"id": "Belum ada arahan.", "en": "No direction."}
    assert first["elements"] == [{"id": "Tim", "en": "Team"}, {"id": "Dana", "en": "Funds"}]
    assert first["key"] == "leadership", "scores and exports know it by its key"


async def test_buttons_arrange_without_a_script_and_keep_nothing(house):
    path = f"/programmes/{house.programme}/rubric"
    order = named(await read(house.secretariat, path))

    down = named(await send(house.secretariat, path, await form(house, do="down:c0")))
    across = named(await send(house.secretariat, path, await form(house, do="up:c5")))
    gone = named(await send(house.secretariat, path, await form(house, do="remove:g1")))
    more = await send(house.secretariat, path, await form(house, do="criterion:g0"))
    odd = await send(house.secretariat, path, await form(house, do="up:c999"))
    changes = more.markup.partition('data-look="changes"')[2].partition("</section>")[0]
    assert "Kriteria baru" in changes and "Skala" not in changes  # what has no name yet is no scale

    assert down[:3] == [order[1], order[0], order[2]]
    assert across == order, "it has only changed its group, at whose end it now stands"
    assert gone == order[:5] and odd.status == 200 and named(odd) == order
    assert "Kriteria baru" in more.text and len(re.findall('name="row"', more.markup)) == 14
    assert len((await rubric(house))["groups"]) == 2


async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(house):
    path = f"/programmes/{house.programme}/rubric"

    zero = await send(house.secretariat, path, await form(house, c0__weight="0", c1__weight="banyak", scale__step="0"))
    empty = await send(house.secretariat, path, MultiDict({"scale.min": "1", "scale.max": "5", "scale.step": "1"}))
    flat = await send(
        house.secretariat, path, await form(house, **{f"c{n}__weight": "0" for n in range(11)}, do="look")
    )

    assert zero.status == 422 and 'id="x-c1.weight"' in zero.markup and zero.field("c1.weight") == "banyak"
    assert "Kebijakan strategis: Isi angka." in zero.text
    assert empty.status == 422 and flat.status == 200 and "Bobot belum berjumlah" in flat.text
    kept = await send(house.secretariat, path, await form(house, **{f"c{n}__weight": "0" for n in range(11)}))
    assert kept.status == 422 and "Komitmen pimpinan: Bobot dari 0,0001 sampai 1.000.000." in kept.text


async def test_one_criterion_or_two_hundred_are_brought_in_saved_and_scored_by_forms(house):
    path = f"/programmes/{house.programme}/rubric"

    for groups, criteria in ((1, 1), (4, 50)):
        draft = await send(house.secretariat, path, {"do": "import", "json": json.dumps(many(groups, criteria))})
        saved = await send(house.secretariat, path, as_it_stands(draft, path))
        assert saved.location == f"{path}?said=saved", saved.text
        session = await house.open(starts_at=house.clock.now + timedelta(days=1))
        sheet = f"/sessions/{session}/sheet"
        scored = as_it_stands(await read(house.panelist, sheet), sheet)
        scored.update({"value.k0x0": "4", f"value.k{groups - 1}x{criteria - 1}": "5", "act": "save"})
        assert (await send(house.panelist, sheet, scored)).status == 303
        assert len((await house.panelist.sheet(session))["scores"]) == min(2, groups * criteria)


def worded(groups, criteria):
    """The same with each value of the scale in words of its own, in both languages, and elements."""
    doc, dice, words = (
        many(groups, criteria),
        Random(200),
        [one.fields["name"].split()[-1].lower() for one in regencies()],
    )

    def said(number):
        told = " ".join(dice.choices(words, k=number))
        return {"id": told, "en": told[::-1]}

    for group in doc["groups"]:
        for one in group["criteria"]:
            one |= {"name": said(4), "levels": {str(value): said(10) for value in range(1, 6)}}
            one["elements"] = [said(2), said(3)]
    return doc


def pressed(page, path, do, **typed):
    """What the page's form sends when these are typed and that button is pressed."""
    form = as_it_stands(page, path)
    form.update({name.replace("__", "."): text for name, text in typed.items()} | ({"do": do} if do else {}))
    return form


async def test_a_rubric_of_two_hundred_is_light_and_opens_criterion_by_criterion(house):
    path, doc = f"/programmes/{house.programme}/rubric", worded(4, 50)
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": doc})).status == 200
    whole = await rubric(house)
    page = await read(house.secretariat, path)
    assert await weighed(house.secretariat, path) <= AGAIN
    assert len(named(page)) == 200 and "c0.weight" not in page.markup

    untouched = await send(house.secretariat, path, as_it_stands(page, path))
    assert untouched.location == f"{path}?said=saved" and await rubric(house) == whole

    page = await read(house.secretariat, path)
    opened = await send(house.secretariat, path, pressed(page, path, "open:c57"))
    assert opened.field("c57.level.2.id") == whole["groups"][1]["criteria"][7]["levels"]["2"]["id"]
    again = await send(house.secretariat, path, pressed(opened, path, "open:c199", c57__weight="12"))
    assert again.field("c57.weight") == "12" and again.field("c199.weight") == "1"
    moved = await send(house.secretariat, path, pressed(again, path, "up:c57"))
    await send(house.secretariat, path, as_it_stands(moved, path))

    inside = whole["groups"][1]["criteria"]
    inside[6], inside[7] = {**inside[7], "weight": 12}, inside[6]
    assert await rubric(house) == whole

    read_only = await read(house.secretariat, f"{path}?open=k3x49")
    assert read_only.field("c199.level.5.id") == whole["groups"][3]["criteria"][49]["levels"]["5"]["id"]


async def test_what_another_saved_of_a_criterion_that_is_folded_is_kept(house):
    path, doc = f"/programmes/{house.programme}/rubric", worded(4, 50)
    await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": doc})
    page = await read(house.secretariat, path)
    opened = await send(house.secretariat, path, pressed(page, path, "open:c3"))
    doc["groups"][0]["criteria"][0]["weight"] = 31
    gone = doc["groups"][2]["criteria"].pop()
    await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": doc})

    late = await send(house.secretariat, path, pressed(opened, path, "", c3__weight="7"))
    await send(house.secretariat, path, as_it_stands(late, path))

    assert late.status == 409 and late.field("c3.weight") == "7"
    criteria = [one for group in (await rubric(house))["groups"] for one in group["criteria"]]
    assert (criteria[0]["weight"], criteria[3]["weight"], len(criteria)) == (31, 7, 199)
    assert gone["key"] not in [one["key"] for one in criteria]


async def test_two_editors_of_one_rubric_see_each_other(house):
    path = f"/programmes/{house.programme}/rubric"
    seen = (await read(house.secretariat, path)).field("revision")
    await send(house.secretariat, path, await form(house, c0__weight="31", revision=seen))

    late = await send(house.secretariat, path, await form(house, c0__weight="20", c1__weight="44", revision=seen))
    again = await send(house.secretariat, path, await form(house, c1__weight="44", revision=late.field("revision")))

    assert late.status == 409 and "diubah orang lain" in late.text and late.field("c1.weight") == "44"
    assert "31" in late.text and late.field("revision") != seen
    assert again.location and (await rubric(house))["groups"][0]["criteria"][1]["weight"] == 44


async def test_what_another_saved_meanwhile_is_told_and_kept_where_one_did_not_touch_it(house):
    path = f"/programmes/{house.programme}/rubric"
    page = await read(house.secretariat, path)
    theirs = await rubric(house)
    theirs["groups"][0]["weight"] = 61
    theirs["groups"][0]["criteria"][0] |= {"weight": 31, "levels": {"1": "Belum ada."}}
    gone = theirs["groups"][1]["criteria"].pop(2)
    theirs["groups"][1]["criteria"].append({"key": "baru", "name": "Kriteria mereka", "weight": 5})
    await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": theirs})

    late = await send(house.secretariat, path, pressed(page, path, "", c1__weight="44"))
    told = late.text.partition("Yang diubah orang lain")[2].partition("Bagian tiap kriteria")[0]
    assert late.status == 409 and ", 31" in told and "Kriteria mereka" in told and "dihapus" in told
    await send(house.secretariat, path, pressed(late, path, ""))

    after = await rubric(house)
    assert after["groups"][0]["weight"] == 61 and gone["key"] not in json.dumps(after)
    assert [one["weight"] for one in after["groups"][0]["criteria"][:2]] == [31, 44]
    assert after["groups"][0]["criteria"][0]["levels"] == {"1": "Belum ada."}
    assert after["groups"][1]["criteria"][-1]["key"] == "baru"


async def test_json_is_taken_as_a_draft_and_given_as_a_file(house):
    path = f"/programmes/{house.programme}/rubric"
    one = {"key": "a", "name": "Satu", "weight": 1, "criteria": [{"key": "b", "name": "Isi", "weight": 1}]}
    doc = {"scale": {"min": 1, "max": 5, "step": 1}, "groups": [one]}

    draft = await send(house.secretariat, path, {"do": "import", "json": json.dumps(doc)})
    broken = await send(house.secretariat, path, {"do": "import", "json": '{"groups": ['})
    deep = await send(house.secretariat, path, {"do": "import", "json": "[" * 50_000})
    async with house.secretariat.client.get(f"{path}.json", headers=house.secretariat.headers()) as answer:
        file = json.loads(await answer.read())

    assert draft.status == 200 and named(draft) == ["Isi"] and "dihapus" in draft.text
    assert broken.status == deep.status == 422 and broken.field("json") == '{"groups": ['
    assert file == await rubric(house) and len(file["groups"]) == 2


async def test_a_programme_starts_from_a_rubric_that_is_shipped(house):
    path = f"/programmes/{house.programme}/rubric"
    standing = await rubric(house)

    for key, name in rubrics.NAMES.items():
        made = await send(house.secretariat, "/programmes/new", {"name": f"Putaran {key}", "rubric": key})
        started = (await house.secretariat.get(f"/programmes/{made.location.split('/')[2].split('?')[0]}"))["rubric"]
        draft = await send(house.secretariat, path, {"do": "start", "preset": key})
        assert named(draft) == [one["name"]["id"] for group in started["groups"] for one in group["criteria"]]
        assert name in (await read(house.secretariat, path)).text
        assert name in (await read(house.secretariat, "/")).text
        if key == "2021":
            weights = {group["name"]["id"]: group["weight"] for group in started["groups"]}
            assert weights == {"Baseline": 10, "Output": 20, "Outcome": 30, "Impact": 30, "Quick Win": 10}

    back = await send(house.secretariat, path, {"do": "start", "preset": ""})
    assert len(named(back)) == 11 and await rubric(house) == standing  # nothing is kept before it is saved


async def test_the_preview_is_what_the_sheet_shows(house):
    """One template draws a criterion for both, whatever is still missing in a draft."""
    session = await house.open()
    here = f"/programmes/{house.programme}/rubric"
    seen = await read(house.secretariat, here)
    sheet = await read(house.panelist, f"/sessions/{session}/sheet")
    draft = await send(house.secretariat, here, await form(house, scale__max="", do="look"))

    def faces(page):
        drawn = re.findall(r'<fieldset class="scale.*?</fieldset>', page.markup, re.DOTALL)
        return [re.sub(r"<[^>]+>", " ", one).split() for one in drawn]

    assert faces(seen) == faces(sheet) != []
    assert draft.status == 200 and "Seperti dilihat panelis" in draft.text
    preview = seen.markup.partition('data-look="preview"')[2].partition("</aside>")[0]
    assert '<fieldset class="plain stack" disabled>' in preview, "it sends nothing along"

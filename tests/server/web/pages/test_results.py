"""The results' pages: what they say, for whom, in which order; publication and objections as plain forms; letters."""

import html
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from houses import CRITERIA, PANEL, in_one_house, on_both_stores
from samples.held import hold_all
from samples.results import World
from sqlalchemy import Text, select, type_coerce, update
from yarl import URL

from sessions.store.before import registry
from sessions.store.tables.core import releases

JUNE = datetime(2031, 6, 3, 2, 0, tzinfo=UTC)
PAGES = ("", "/provinces", "/criteria", "/panel", "/publication")


@pytest.fixture
async def held(house):
    """Every regency's session has been held, scored and signed; it is June."""
    start = house.clock.now

    def fill(db):
        hold_all(db, house.programme, registry.panelists(db, house.programme), WORLD, starts_at=start)

    await house.store.write(fill)
    house.clock.now = JUNE
    return house


WORLD = World(regencies=4, panelists=6)


async def page(house, path="", caller=None, status=200):
    """The text of a page of the results."""
    who = caller or house.secretariat
    address = f"/programmes/{house.programme}/results{path}"
    async with house.client.get(address, headers=who.headers(Accept="text/html")) as response:
        assert response.status == status, await response.text()
        return await response.text()


async def send(house, path, caller=None, status=303, **fields):
    """Sends a form and gives the page that it leads to, or shows."""
    who = caller or house.secretariat
    async with house.client.post(
        path, data=fields, headers=who.headers(Accept="text/html"), allow_redirects=False
    ) as response:
        assert response.status == status, await response.text()
        return response.headers.get("Location") or await response.text()


async def publish(house, status=303, **fields):
    return await send(
        house, f"/programmes/{house.programme}/results/publish", status=status, **({"objection_days": "7"} | fields)
    )


def names(text):
    """Regencies in the order of the ranking's table."""
    table = text[text.index('class="data cards ranking"') :]
    return re.findall(r'<th scope="row">.*?<a [^>]*>([^<]+)</a>', table)


# - what the pages say -


@in_one_house("path", PAGES)
async def test_each_page_stands_before_anything_was_scored(house, path):
    assert "<h1>" in await page(house, path)


@pytest.mark.parametrize("path", PAGES)
async def test_each_page_stands_in_english(held, path):
    held.client.session.cookie_jar.update_cookies({"sidang_language": "en"})

    text = await page(held, path)

    assert '<html lang="en"' in text
    assert not re.search(r">\s*(Peringkat|Daerah|Indeks|Keketatan|Sanggahan)\s*<", text)


async def test_the_ranking_shows_every_regency_with_dots_and_a_table(held):
    text = await page(held)

    assert len(names(text)) == 4
    dots = re.findall(r'class="forest" role="img" aria-label="[\d,]+, selang 95 % [\d,]+ – [\d,]+"', text)
    assert len(dots) == 4, "each index with its interval"
    assert "Kesepakatan" in text and "Median indeks" in text


async def test_the_ranking_says_what_is_to_be_settled_before_it_is_published(held):
    before = await page(held)
    await held.book(panel=("ratna",), starts_at=held.clock.now + timedelta(days=2))
    after = await page(held)

    def step(text, words):
        return re.search(rf'<li class="(\w+)"[^>]*><div><b>{words}</b>', text)[1]

    assert (step(before, "Semua sesi selesai"), step(after, "Semua sesi selesai")) == ("done", "now")
    assert step(after, "Terbit") == "wait"


async def test_who_has_no_result_is_counted_and_folded_beneath_the_ranking(house):
    one = World(regencies=1, panelists=6)
    await house.store.write(
        lambda db: hold_all(
            db, house.programme, registry.panelists(db, house.programme), one, starts_at=house.clock.now
        )
    )
    house.clock.now = JUNE

    whole, searched = await page(house), await page(house, "?q=kudus")

    assert len(names(whole)) == 1
    said = r'<details class="more"><summary>(\d+) daerah belum mempunyai hasil.*?</details>'
    folded = re.search(said, whole, re.DOTALL)
    assert int(folded[1]) == 3 and folded[0].count("/results/regencies/") == 3
    assert "Kabupaten Kudus</a>" in searched and '<details class="more" open>' in searched


async def test_the_ranking_sorts_and_filters_by_its_address(held):
    by_name = names(await page(held, "?sort=name"))
    backwards = names(await page(held, "?sort=-name"))
    in_java = names(await page(held, "?province=Jawa+Tengah"))
    in_both = names(await page(held, "?province=Jawa+Tengah&province=Bali"))
    searched = names(await page(held, "?q=jepara"))

    assert by_name == sorted(by_name) and backwards == by_name[::-1]
    assert set(in_java) == {"Kabupaten Jepara", "Kabupaten Kudus"}
    assert set(in_java) < set(in_both) < set(by_name)
    assert searched == ["Kabupaten Jepara"]


@pytest.mark.parametrize("query", ["?sort=__class__", "?page=99999", "?page=-1", "?province=%00", "?band=x&q=%27%3C"])
async def test_an_address_that_makes_no_sense_breaks_nothing(held, query):
    text = await page(held, query, status=404 if "%00" in query else 200)

    assert "<h1>" in text


async def test_the_ministrys_page_says_it_all_once_with_a_table_as_its_twin(held):
    text = await page(held, "/provinces")

    assert "Hasil dalam satu halaman" in text and "4</b>" not in text.split("Pokok hasil")[0]
    assert text.count('role="img"') == 2, "one map for wide screens and one for narrow ones"
    assert re.search(r"<caption>Setiap provinsi.*Jawa Tengah.*2 dari 2", text, re.DOTALL)
    assert "Kesepakatan dengan jarak" in text and "6 panelis mengisi 20 lembar penilaian" in text
    assert "Ratna" not in text, "nothing of single panelists, so that it may be handed on"


async def test_a_regencys_name_is_text_everywhere(held):
    async with held.client.patch(
        f"/api/v1/regencies/{(await held.store.read(registry.regency_by_code, held.programme, '33.20')).id}",
        json={"name": "<b>Jepara</b>"},
        headers=held.secretariat.headers(),
    ) as response:
        assert response.status == 200

    for path in ("", "/criteria", "/provinces", "/regencies/33.20"):
        assert "<b>Jepara</b>" not in await page(held, path)


async def test_a_profile_has_the_radar_the_single_scores_and_every_criterion(held):
    text = await page(held, "/regencies/33.20")

    assert text.count("Kriteria dibandingkan dengan median</title>") == 2
    assert "nilai seorang panelis" in text
    assert "Komitmen pimpinan" in text and "Lingkungan cerdas" in text


async def test_any_code_leads_to_its_regencys_page(house):
    fields = {"code": "33/20 ?#%&", "name": "Kota Baru", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    assert (await house.secretariat.post(f"/programmes/{house.programme}/regencies", fields)).status == 201
    await house.revealed(scores=2)

    found = re.search(r'href="([^"]+)">Kota Baru', await page(house))
    async with house.client.get(
        URL(html.unescape(found[1]), encoded=True), headers=house.secretariat.headers(Accept="text/html")
    ) as response:
        assert "<h1>Kota Baru</h1>" in await response.text()


async def test_there_is_no_profile_of_nobody(held):
    await page(held, "/regencies/00.00", status=404)


async def test_the_panel_page_says_how_far_it_agrees_and_who_is_strict(held):
    text = await page(held, "/panel")

    assert "Alpha Krippendorff" in text and "ICC(2,1)" in text
    assert "Dr. Ratna" in text
    assert "selang 95 %" in text


# - publication -


async def test_the_panel_page_says_where_differences_come_from_and_since_when(held):
    text = await page(held, "/panel")

    assert "Dari mana perbedaan nilai datang" in text
    assert "Reliabilitas menurut jumlah panelis" in text
    assert "Model campuran, dihitung" in text


async def test_a_panelist_without_a_score_stands_on_the_panel_page_with_a_dash(house):
    session = await house.open()
    for criterion in CRITERIA:
        assert (await house.people[PANEL[0]].put_score(session, criterion, 4)).status == 200
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)

    assert "–</b>" in await page(house, "/panel")


async def test_publishing_by_the_form_freezes_a_version_and_tells_everybody(held):
    led = await publish(held)
    text = await page(held, "/publication?said=published")

    assert led.endswith("/publication?said=published")
    assert "Hasil diterbitkan" in text
    assert "Versi 1 masih sama dengan angka terkini" in text
    assert "Kabupaten Jepara" in await page(held, "/releases/1")


async def test_a_correction_without_a_reason_shows_the_form_again_and_says_what_is_missing(held):
    await publish(held)
    await held.secretariat.patch(f"/programmes/{held.programme}", {"incomplete": "exclude", "bands": []})

    text = await publish(held, status=422)

    assert 'id="x-reason"' in text


@pytest.mark.parametrize("days", ["", "-1", "91", "x"])
async def test_an_objection_period_that_is_none_is_told_at_its_field(held, days):
    assert 'id="x-objection_days"' in await publish(held, status=422, objection_days=days)


async def test_what_stands_in_the_way_is_listed_instead_of_a_button(house):
    await house.revealed(scores=2)

    text = await page(house, "/publication")

    assert "Belum dapat terbit." in text and "Terbitkan dan kirim" not in text
    assert "Berita acara Kabupaten Jepara belum ditandatangani" in text


# - the regency's side -


async def test_a_regency_reads_its_own_page_and_none_of_the_others(held):
    await publish(held)
    own, other = held.regency, held.people["33.19"]

    text = await page(held, "/regencies/33.20", own)

    assert "Surat hasil (PDF)" in text and "Kabupaten Jepara" in text
    assert not [name for name in ("Dr. Ratna", "Dr. Budi", "Dr. Made") if name in text], "nothing of single panelists"
    assert "lebih ketat" not in text and "lebih longgar" not in text
    await page(held, "/regencies/33.20", other, status=404)
    for path in PAGES[1:]:
        await page(held, path, own, status=404)


async def test_a_regency_is_led_from_the_results_to_its_own(held):
    await publish(held)
    address = f"/programmes/{held.programme}/results"

    async with held.client.get(address, headers=held.regency.headers(), allow_redirects=False) as response:
        assert response.headers["Location"].endswith("/results/regencies/33.20")


async def test_its_session_leads_a_regency_to_its_result(held):
    await publish(held)
    session = (await held.secretariat.get(f"/programmes/{held.programme}/sessions"))["items"]
    own = next(one["id"] for one in session if one["regency"]["code"] == "33.20")

    async with held.client.get(f"/sessions/{own}", headers=held.regency.headers(Accept="text/html")) as response:
        assert f"/programmes/{held.programme}/results/regencies/33.20" in await response.text()


async def test_an_objection_goes_by_plain_forms_there_and_back(held):
    await publish(held)
    mine = f"/programmes/{held.programme}/results/regencies/33.20"

    await send(held, f"{mine}/objections", held.regency, text="Nilai anggaran <keliru>.")
    waiting = await page(held, "/publication")
    objection = re.search(r"/objections/(\w+)/answer", waiting)[1]
    await send(held, f"/objections/{objection}/answer", answer="Sudah diperiksa.", outcome="rejected")
    answered = await page(held, "/regencies/33.20", held.regency)

    assert "1 menunggu jawaban" in waiting and "Nilai anggaran &lt;keliru&gt;." in waiting
    assert "Sudah diperiksa." in answered and "ditolak" in answered
    assert "Kirim sanggahan" in answered, "the next one may come once this one is answered"


async def test_the_overview_leads_to_publication_and_then_to_what_is_objected(held):
    async def overview():
        address = f"/programmes/{held.programme}/overview"
        async with held.client.get(address, headers=held.secretariat.headers(Accept="text/html")) as response:
            return await response.text()

    ready = await overview()
    await publish(held)
    published = await overview()
    await send(held, f"/programmes/{held.programme}/results/regencies/33.20/objections", held.regency, text="Keliru.")
    objected = await overview()

    leads = f'href="/programmes/{held.programme}/results/publication"'
    assert "ditandatangani, belum terbit" in ready and leads in ready
    assert "belum terbit" not in published and leads not in published
    assert "1 sanggahan menunggu jawaban" in objected and leads in objected


async def test_only_the_secretariat_answers(held):
    await publish(held)
    mine = f"/programmes/{held.programme}/results/regencies/33.20"
    await send(held, f"{mine}/objections", held.regency, text="Keliru.")
    objection = re.search(r"/objections/(\w+)/answer", await page(held, "/publication"))[1]

    await send(held, f"/objections/{objection}/answer", held.regency, status=404, answer="Benar.", outcome="upheld")


async def test_the_letter_is_a_pdf_for_the_regency_and_the_secretariat_alone(held):
    await publish(held)
    address = f"/programmes/{held.programme}/results/regencies/33.20/letter.pdf"

    for caller, status in ((held.regency, 200), (held.secretariat, 200), (held.people["33.19"], 404)):
        async with held.client.get(address, headers=caller.headers()) as response:
            assert response.status == status
            if status == 200:
                assert (await response.read()).startswith(b"%PDF-1.7")


async def test_the_same_letter_has_the_same_bytes(held):
    await publish(held)
    address = f"/programmes/{held.programme}/results/regencies/33.20/letter.pdf"
    read = []
    for _ in range(2):
        async with held.client.get(address, headers=held.regency.headers()) as response:
            read.append(await response.read())

    assert read[0] == read[1]


async def test_before_publication_there_is_no_letter(held):
    address = f"/programmes/{held.programme}/results/regencies/33.20/letter.pdf"

    async with held.client.get(address, headers=held.secretariat.headers()) as response:
        assert response.status == 404


async def verified(house):
    """What the page that checks digests says of the newest version's."""
    release = (await house.secretariat.get(f"/programmes/{house.programme}/results/releases"))["items"][0]
    async with house.client.get(f"/verify?digest={release['digest']}", headers={"Accept": "text/html"}) as response:
        return await response.text()


async def test_anybody_checks_the_digest_of_a_published_version(held):
    await publish(held)

    assert "hasil yang terbit utuh" in await verified(held)


@on_both_stores
async def test_a_published_version_that_somebody_rewrote_is_found_out(held):
    await publish(held)

    def rewrite(db):
        text = db.execute(select(type_coerce(releases.c.doc, Text))).scalar()
        changed = json.loads(text)
        changed["results"]["regencies"][0]["index"] += 0.1
        db.execute(update(releases).values(doc=changed))

    await held.store.write(rewrite)

    assert "Hasil yang terbit sudah diubah" in await verified(held)


async def test_a_programme_without_any_regency_has_pages_too(house):
    house.programme = (await house.secretariat.post("/programmes", {"name": "Baru"}))["id"]

    for path in PAGES:
        assert "<h1>" in await page(house, path)
    assert (await house.secretariat.get(f"/programmes/{house.programme}/results.xlsx")).status == 200


@pytest.mark.parametrize("criteria", [1, 2])
async def test_a_rubric_of_one_or_two_criteria_and_a_long_scale_is_drawn(house, criteria):
    group = {"key": "g", "name": "Kelompok", "criteria": [{"key": f"c{n}", "name": f"K{n}"} for n in range(criteria)]}
    rubric = {"scale": {"min": 0, "max": 100}, "groups": [group]}
    assert (await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": rubric})).status == 200
    session = await house.open()
    for number, one in enumerate(house.panel):
        for key in range(criteria):
            assert (await one.put_score(session, f"c{key}", 40 + number)).status == 200
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)

    for path in (*PAGES, "/regencies/33.20"):
        assert "<h1>" in await page(house, path)
    assert "42,0" in await page(house, "/regencies/33.20")

"""The results' pages: what they say, for whom, in which order; publication and objections as plain forms; letters."""

import html
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from houses import CRITERIA, PANEL, Caller, in_one_house, on_both_stores
from posted import all_posted, all_sent
from reading_pages import Read
from samples.held import hold, hold_all
from samples.results import World
from sqlalchemy import Text, select, type_coerce, update
from yarl import URL

from sessions.actions.access import COMMAND_LINE
from sessions.actions.before import enrolling
from sessions.store.before import registry
from sessions.store.powers import links
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


async def look(house, status=200, **fields):
    """What the form of publishing leads to: what would be published, and who is told."""
    address = f"/programmes/{house.programme}/results/publish"
    return await send(house, address, status=status, **({"objection_days": "7"} | fields))


async def ask(house, seen, **fields):
    """Presses the button of what was seen, or another one there; gives where that leads."""
    address = f"/programmes/{house.programme}/results/publish"
    form = Read(200, seen, "").carried(address)
    return await send(house, address, **({"step": "send"} | form | fields))


async def publish(house, **fields):
    """Published as officials do it, and its minute is over."""
    led = await ask(house, await look(house, **fields))
    house.clock.passes(seconds=60)
    return led


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
    dots = re.findall(r'class="forest" role="img" aria-label="[\d,]+, selang 95\xa0% [\d,]+ – [\d,]+"', text)
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


async def test_every_band_is_seen_to_be_asked_for_also_one_that_nobody_has(held):
    asked = set(re.findall(r'href="(\?band=[^"&]+)"', await page(held)))
    told = {band: re.findall(r"Predikat: ([^<]+)", await page(held, band)) for band in asked}
    assert len(told) > 1 and all(told.values()), told


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

    assert text.count("Nilai per kriteria</title>") == 2
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
    assert "selang 95\u00a0%" in text


# - publication -


async def test_the_panel_page_says_where_differences_come_from_and_since_when(held):
    text = await page(held, "/panel")

    assert "Dari mana perbedaan nilai datang" in text
    assert "Keandalan menurut jumlah panelis" in text
    assert "Model campuran, dihitung" in text


async def test_an_interval_below_zero_is_said_in_words_and_named_where_it_stands_alone(held):
    text = await page(held, "/panel")

    assert re.search(r'data-label="Selang 95\xa0%">−\d,\d\d sampai ', text)


async def test_a_panelist_without_a_score_stands_on_the_panel_page_with_a_dash(house):
    session = await house.open()
    for criterion in CRITERIA:
        assert (await house.people[PANEL[0]].put_score(session, criterion, 4)).status == 200
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)

    assert "–</b>" in await page(house, "/panel")


async def test_publishing_by_the_form_freezes_a_version_and_tells_everybody(held):
    await publish(held)
    text = await page(held, "/publication")

    assert "Versi 1 masih sama dengan angka terkini" in text
    assert "Kabupaten Jepara" in await page(held, "/releases/1")


async def test_a_correction_without_a_reason_shows_the_form_again_and_says_what_is_missing(held):
    await publish(held)
    await held.secretariat.patch(f"/programmes/{held.programme}", {"incomplete": "exclude", "bands": []})

    text = await look(held, status=422)

    assert 'id="x-reason"' in text


async def test_before_anything_is_published_it_is_seen_what_and_who_is_told(held):
    seen = await look(held, open="1")
    text = plain(seen)

    assert "Terbitkan dan kirim 3 surel" in text, "the fourth regency has no address"
    assert "4 dari 4" in text and "sampai" in text and "dibuka: siapa pun dapat mengunduhnya" in text
    assert "1. Kabupaten" in text or "1. Kota" in text, "the ranking's first"
    assert text.count("Hasil penilaian") >= 3, "each of few mails is there to be read"
    assert "Indeks" in text and "Periksa di" in text
    assert "Belum ada." in plain(await page(held, "/publication")), "nothing is kept of a look"


async def test_the_letter_of_the_seen_version_is_a_pdf_that_says_that_it_is_not_out(held):
    seen = await look(held)
    address = f"/programmes/{held.programme}/results/publish/letter"
    form = Read(200, seen, "").carried(address)
    assert '<option value="33.20"' in seen.partition("/publish/letter")[2]

    async with held.client.post(address, data=form | {"code": "33.20"}, headers=held.secretariat.headers()) as response:
        assert response.status == 200 and (await response.read()).startswith(b"%PDF-1.7")
    async with held.client.post(address, data=form | {"code": "0"}, headers=held.secretariat.headers()) as response:
        assert response.status == 404


@on_both_stores
async def test_after_the_press_a_minute_passes_in_which_all_of_it_is_taken_back(held):
    led = await ask(held, await look(held))
    batch = await page_of(held, led)
    soon = await page(held, "/publication")
    regencys = f"/programmes/{held.programme}/results/regencies/33.20"

    assert "Terbit dan dikirim pukul" in batch and "Hasilnya belum terbit" in batch
    assert "Versi 1 menunggu" in soon and "Periksa yang terbit" not in soon
    await page(held, "/regencies/33.20", held.regency, status=404)
    assert "ditandatangani, belum terbit" not in await page_of(held, f"/programmes/{held.programme}/overview")

    back = await send(held, f"{led}/cancel")

    assert back.endswith("/results/publication?said=taken-back")
    held.clock.passes(minutes=2)
    await all_sent(held)
    assert all_posted(held, "jepara@daerah.example", subject="Hasil") == []
    async with held.client.get(regencys, headers=held.regency.headers(Accept="text/html")) as response:
        assert response.status == 404
    assert "Terbitkan versi 1" in await page(held, "/publication")
    assert "tidak jadi diumumkan" in await page_of(held, f"/programmes/{held.programme}/history")


async def test_once_the_minute_is_over_it_is_out_and_stopping_says_so(held):
    led = await ask(held, await look(held))
    held.clock.passes(seconds=60)

    assert "Versi 1 masih sama dengan angka terkini" in await page(held, "/publication")
    assert "Hasilnya sudah terbit." in await page_of(held, led)
    await page(held, "/regencies/33.20", held.regency)


async def test_figures_that_changed_since_they_were_seen_are_shown_once_more(held):
    seen = await look(held)
    await held.secretariat.patch(f"/programmes/{held.programme}", {"bands": []})
    address = f"/programmes/{held.programme}/results/publish"

    again = await send(held, address, status=200, **(Read(200, seen, "").carried(address) | {"step": "send"}))

    assert "Angkanya berubah sejak Anda melihatnya" in again
    assert "Belum ada." in plain(await page(held, "/publication"))
    assert "/batches/" in await ask(held, again)


async def test_the_form_comes_back_as_it_was_filled_in(held):
    seen = await look(held, objection_days="12", open="1")
    address = f"/programmes/{held.programme}/results/publish"

    form = await send(held, address, status=200, **(Read(200, seen, "").carried(address) | {"step": "edit"}))

    assert Read(200, form, "").field("objection_days") == "12"


async def test_a_regency_that_no_mail_reaches_is_named_before_it_is_published(held):
    kudus = await held.store.read(registry.regency_by_code, held.programme, "33.19")
    await held.secretariat.patch(f"/regencies/{kudus.id}", {"email": None, "phone": "+62812345678"})

    text = plain(await look(held))

    assert "Terbitkan dan kirim 2 surel" in text
    assert "2 daerah tidak menerima surel" in text
    assert "Kabupaten Kudus" in text.partition("Tidak menerima surel")[2] and "+62812345678" in text


async def test_a_correction_is_seen_by_what_it_changes(held):
    await publish(held)
    await held.secretariat.patch(f"/programmes/{held.programme}", {"bands": []})

    text = plain(await look(held, reason="Predikat dihapus."))

    assert "Yang berubah dari versi sebelumnya" in text and "Predikat dihapus." in text


async def test_where_two_officials_are_needed_the_first_is_told_that_nothing_goes_out(held):
    held.settings.rules.publish_second = True
    seen = await look(held)

    assert "Usulkan penerbitan" in plain(seen) and "belum ada yang terbit atau dikirim" in plain(seen)
    assert (await ask(held, seen)).endswith("said=proposed")
    key = await held.store.write(links.add_key, "second", now=held.clock.now, days=None)
    other, address = Caller(held.client, key, "key"), f"/programmes/{held.programme}/results/publish"
    differs = await send(held, address, other, status=200, objection_days="3")
    same = await send(held, address, other, status=200, objection_days="7")
    assert "berbeda dari ini, dan diganti oleh usul Anda" in plain(differs)
    assert "Terbitkan dan kirim 3 surel" in plain(same)


async def page_of(house, path):
    async with house.client.get(path, headers=house.secretariat.headers(Accept="text/html")) as response:
        assert response.status == 200
        return await response.text()


def plain(text):
    return Read(200, text, "").text


@pytest.mark.parametrize("days", ["", "-1", "91", "x"])
async def test_an_objection_period_that_is_none_is_told_at_its_field(held, days):
    assert 'id="x-objection_days"' in await look(held, status=422, objection_days=days)


async def test_what_stands_in_the_way_is_listed_instead_of_a_button(house):
    await house.revealed(scores=2)

    text = await page(house, "/publication")

    assert "Belum dapat terbit." in text and "Periksa yang terbit" not in text
    assert "Berita acara belum ditandatangani" in text and ">Kabupaten Jepara</a>" in text


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


async def test_who_was_judged_by_other_rules_is_in_no_median_and_the_pages_say_so(house):
    await house.store.write(_six_and_one_by_another_rubric, house.programme, starts_at=house.clock.now)
    house.clock.now = JUNE
    figures = await house.secretariat.get(f"/programmes/{house.programme}/results.json")
    assert set(figures["medians"]) == set(CRITERIA) and None not in figures["medians"].values()
    assert [one["code"] for one in figures["regencies"] if one.get("other_rules")] == ["99.01"]

    criteria, mine = await page(house, "/criteria"), await page(house, "/regencies/33.20")
    other = await page(house, "/regencies/99.01")
    assert "1 daerah yang dinilai dengan aturan lain tidak termasuk" in criteria
    assert "1 daerah yang dinilai dengan aturan lain tidak termasuk" in mine and "Median" in mine
    assert "dinilai dengan aturan lain daripada kebanyakan daerah" in other and "Median semua" not in other
    assert "Kriteria lain" in other and "75,0" in other, "its own criteria, by its own scale"

    asked = {"accept_rubrics": True, "accept_missing": True, "reason": "Rubriknya berganti.", "open": True}
    answer = await house.secretariat.post(f"/programmes/{house.programme}/results/publish", asked)
    assert answer.status == 201, answer.body
    own, exports = [f"/regencies/99.01{more}" for more in ("", "/letter.pdf", "/certificate.pdf")], (".csv", ".xlsx")
    opened = ("/open", "/open/table", "/open/open-data.zip", "/open/criteria.csv", "/open/results.csv")
    for path in (*PAGES, "/recap", *own, "/regencies/33.20/letter.pdf", *opened):
        async with house.client.get(
            f"/programmes/{house.programme}/results{path}", headers=house.secretariat.headers(Accept="*/*")
        ) as got:
            assert got.status == 200, path
    for ending in exports:
        assert (await house.secretariat.get(f"/programmes/{house.programme}/results{ending}")).status == 200


def _six_and_one_by_another_rubric(db, programme_id, *, starts_at):
    """Six regencies judged by the programme's rubric, one by another with criteria of its own."""
    places = [{"code": f"99.0{n}", "name": f"Kota Baru {n}", "province": "Baru"} for n in (1, 2, 3)]
    for place in places[1:]:
        enrolling.put_regency(db, programme_id, place | {"timezone": "Asia/Jakarta"}, COMMAND_LINE, now=starts_at)
    people = registry.panelists(db, programme_id)
    hold_all(db, programme_id, people, World(regencies=6, panelists=6), starts_at=starts_at)
    group = {"key": "lain", "name": "Kelompok lain", "weight": 1}
    rubric = {"scale": {"min": 1, "max": 5, "step": 1}, "groups": [
        group | {"criteria": [{"key": "tersendiri", "name": "Kriteria lain", "weight": 1}]}
    ]}  # fmt: skip
    changed = enrolling.change_programme(db, programme_id, {"rubric": rubric}, COMMAND_LINE, now=starts_at)
    enrolling.put_regency(db, programme_id, places[0] | {"timezone": "Asia/Jakarta"}, COMMAND_LINE, now=starts_at)
    regency = registry.regency_by_code(db, programme_id, "99.01")
    values = {person.id: {"tersendiri": 4} for person in people[:5]}
    hold(db, changed, regency, people[:5], values, starts_at=starts_at + timedelta(days=7))

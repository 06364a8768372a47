"""Results by the API: what counts, who is told what, publication, exports, objections; and results of nothing."""

import csv
import io
from datetime import timedelta

import pytest
from houses import CRITERIA, PANEL, TUESDAY_NINE, Caller, in_one_house, on_both_stores
from openpyxl import load_workbook
from posted import all_posted, all_sent
from sqlalchemy import select

from sessions.actions.after import log_check, results_basis
from sessions.clock import wire
from sessions.store.after import releases
from sessions.store.mailing import mails
from sessions.store.powers import links
from sessions.store.tables.core import mails as table

WEDNESDAY_NINE = TUESDAY_NINE + timedelta(days=1)


async def results(house, caller=None, **query):
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    path = f"/programmes/{house.programme}/results.json" + (f"?{asked}" if asked else "")
    return await (caller or house.secretariat).get(path)


async def scored(house, *, values=None, **changes):
    """A session in which each of the panel gives every criterion one value, and which has closed."""
    panel = changes.get("panel", PANEL)
    session = await house.open(**changes)
    for name in panel:
        value = (values or {}).get(name, 4)
        for criterion in CRITERIA if value is not None else ():
            assert (await house.people[name].put_score(session, criterion, value)).status == 200
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)
    return session


async def signed(house, session, *, panel=PANEL):
    """Everybody signs, the chair last."""
    for name in (*panel[1:], panel[0]):
        answer = await house.people[name].post(f"/sessions/{session}/sign")
        assert answer.status == 200, answer.body


async def publish(house, **asked):
    return await house.secretariat.post(f"/programmes/{house.programme}/results/publish", asked)


async def published(house, **changes):
    """A session held, scored and signed, and its results published."""
    session = await scored(house, **changes)
    await signed(house, session)
    answer = await publish(house)
    assert answer.status == 201, answer.body
    return session, answer


def of(document, code):
    return next(one for one in document["regencies"] if one["code"] == code)


# - what counts -


async def test_a_closed_session_counts_and_the_index_is_got_by_hand(house):
    await scored(house, values={"ratna": 5, "budi": 4, "sri": 4, "made": 4, "yohanes": 3})

    answer = await results(house)

    jepara = of(answer.body, "33.20")
    assert answer.status == 200
    assert jepara["index"] == pytest.approx(75)
    assert jepara["rank"] == 1
    assert jepara["groups"] == {"readiness": pytest.approx(75), "smart_city": pytest.approx(75)}
    assert jepara["criteria"]["leadership"] == pytest.approx(4)
    assert jepara["band"] == {"id": "Hampir siap", "en": "Nearly ready"}
    assert of(answer.body, "33.19")["index"] is None
    assert answer["excluded"] == []


async def test_nothing_counts_while_the_session_is_open(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 5)

    assert of((await results(house)).body, "33.20")["index"] is None


async def test_neither_a_rehearsal_nor_an_aborted_session_counts_and_only_the_second_is_named(house):
    rehearsal = await scored(house, rehearsal=True)
    aborted = await house.open(starts_at=WEDNESDAY_NINE)
    await house.panelist.put_score(aborted, "leadership", 5)
    await house.secretariat.control(aborted, "abort", reason="Listrik padam.")

    answer = await results(house)

    assert of(answer.body, "33.20")["index"] is None
    assert [one["session"] for one in answer["excluded"]] == [aborted]
    assert "Listrik padam" in answer["excluded"][0]["because"]
    assert rehearsal not in str(answer.body)


async def test_who_declared_a_conflict_is_left_out_and_not_missed(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 1)
    assert (await house.panelist.declare(session, conflict=True)).status == 200
    for name in ("ratna", "sri", "made", "yohanes"):
        await house.people[name].put_score(session, "leadership", 5)
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)

    answer = await results(house)

    assert of(answer.body, "33.20")["criteria"]["leadership"] == 5
    assert house.id("budi") not in {one["id"] for one in answer["panelists"]}
    assert house.id("budi") not in of(answer.body, "33.20")["incomplete"]


async def test_what_a_replaced_panelist_scored_stays_in_the_record_and_does_not_count(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 1)
    panel = [house.id(name) for name in ("ratna", "sri", "made", "yohanes", "tono")]
    assert (await house.secretariat.patch(f"/sessions/{session}", {"panel": panel})).status == 200
    await house.people["sri"].put_score(session, "leadership", 5)
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)

    answer = await results(house)

    assert of(answer.body, "33.20")["criteria"]["leadership"] == 5
    assert "scored" in await house.secretariat.kinds(session)


async def test_a_late_score_counts_once_it_is_admitted(house):
    session = await house.open()
    await house.people["sri"].put_score(session, "leadership", 5)
    house.clock.passes(hours=2, seconds=1)
    late = await house.panelist.put_score(session, "leadership", 3)
    house.clock.passes(minutes=15)
    await house.announce(session)
    before = await results(house)

    await house.chair.post(f"/sessions/{session}/late/{late['entry']}/admit", {"reason": "Jaringan putus."})

    assert of(before.body, "33.20")["criteria"]["leadership"] == 5
    assert of((await results(house)).body, "33.20")["criteria"]["leadership"] == 4


async def test_another_rubric_for_what_is_to_come_changes_no_result(house):
    await scored(house)
    before = await results(house)
    programme = await house.secretariat.get(f"/programmes/{house.programme}")
    rubric = programme["rubric"]
    rubric["groups"][0]["criteria"][0]["weight"] = 77

    await house.secretariat.patch(f"/programmes/{house.programme}", {"rubric": rubric})

    assert (await results(house))["regencies"] == before["regencies"]


async def test_a_session_scored_by_another_rubric_counts_by_its_own_and_is_named(house):
    await scored(house)
    await scored(house, regency="33.19", starts_at=WEDNESDAY_NINE)
    rubric = (await house.secretariat.get(f"/programmes/{house.programme}"))["rubric"]
    rubric["scale"]["max"] = 6
    changed = {"rubric": rubric, "bands": [{"from": 0, "name": "Baru"}]}
    await house.secretariat.patch(f"/programmes/{house.programme}", changed)
    other = await scored(house, regency="91.71", starts_at=WEDNESDAY_NINE + timedelta(days=1))

    answer = await results(house)

    assert answer["excluded"] == []
    assert of(answer.body, "91.71")["index"] == pytest.approx(60)  # (4 - 1) / (6 - 1)
    assert of(answer.body, "33.19")["index"] == pytest.approx(75)
    assert [of(answer.body, code)["rank"] for code in ("33.20", "33.19", "91.71")] == [1, 1, 3]
    checks = await house.secretariat.get(f"/programmes/{house.programme}/results/checklist")
    assert [one["session"] for one in checks["acceptable"] if one["kind"] == "other-rubric"] == [other]


async def test_where_incomplete_sheets_are_to_be_left_out_they_are_named(house):
    await house.secretariat.patch(f"/programmes/{house.programme}", {"incomplete": "exclude"})
    session = await house.revealed(scores=2)

    answer = await results(house)

    assert of(answer.body, "33.20")["index"] is None
    assert {(one["session"], one["panelist"]) for one in answer["excluded"]} == {
        (session, house.id(name)) for name in PANEL
    }


# - who is told -


async def test_before_anything_is_published_a_regency_finds_nothing(house):
    await scored(house)

    for kind in ("json", "csv", "xlsx"):
        assert (await house.regency.get(f"/programmes/{house.programme}/results.{kind}")).status == 404
    assert (await house.regency.get(f"/programmes/{house.programme}/results/releases")).status == 404


async def test_a_panelist_finds_nothing_even_when_it_is_published(house):
    await published(house)

    assert (await results(house, house.panelist)).status == 404


async def test_a_regency_is_told_its_own_and_nothing_of_strictness(house):
    await published(house)

    answer = await results(house, house.regency)

    assert [one["code"] for one in answer["regencies"]] == ["33.20"]
    assert answer["regencies"][0]["rank"] == 1
    assert answer["regencies"][0]["of"] == 1
    assert not {"panelists", "model"} & answer.body.keys()
    for form in ("csv", "xlsx"):
        assert (await house.regency.get(f"/programmes/{house.programme}/results.{form}")).status == 200, form
    text = answer.raw.decode()
    assert not [word for word in ('"panel_severity"', '"flags"', '"difference"', *map(house.id, PANEL)) if word in text]


async def test_results_say_how_sure_they_are(house):
    await scored(house, values={"ratna": 5, "budi": 3})
    await scored(house, regency="33.19", starts_at=WEDNESDAY_NINE, values={"ratna": 2, "budi": 4})

    answer = await results(house)

    for one in answer["regencies"]:
        if one["rank"] is not None:
            assert 0 <= one["interval"]["low"] <= one["index"] <= one["interval"]["high"] <= 100
            assert one["rank_low"] <= one["rank"] <= one["rank_high"]
    assert answer["sensitivity"]["criteria"].keys() == set(CRITERIA)
    assert house.id("ratna") in answer["sensitivity"]["panelists"]
    assert answer["model"]["variance"].keys() >= {"panelist", "regency", "criterion", "panelist_criterion", "session"}
    assert answer["model"]["since"]


async def test_before_anything_was_scored_the_keys_are_there_all_the_same(house):
    answer = await results(house)

    assert answer["model"] is None
    assert answer["sensitivity"]["panelists"] == {}
    assert {one["rank_low"] for one in answer["regencies"]} == {None}
    assert {one["interval"]["low"] for one in answer["regencies"]} == {None}


async def test_a_regency_is_told_how_sure_its_own_result_is_and_nothing_by_panelist(house):
    await published(house)

    answer = await results(house, house.regency)

    assert answer["regencies"][0].keys() >= {"interval", "rank_low", "rank_high", "bands", "moderated"}
    assert "model" not in answer.body
    assert answer["sensitivity"].keys() == {"criteria"}
    assert {code for of in answer["sensitivity"]["criteria"].values() for one in of.values() for code in one} == {
        "33.20"
    }


async def test_a_regency_sees_the_versions_and_nothing_of_how_they_were_made(house):
    await published(house)

    (release,) = (await house.regency.get(f"/programmes/{house.programme}/results/releases"))["items"]

    assert release.keys() == {"version", "published_at", "reason", "objections_until", "digest"}
    for one in ("releases", "objections"):
        refused = await house.regency.get(f"/programmes/{house.programme}/results/{one}?limit=0")
        assert (refused.status, refused.pointers) == (422, ["/limit"])


async def test_a_regency_keeps_reading_what_was_published_until_there_is_a_new_version(house):
    await published(house)
    await scored(house, regency="33.19", starts_at=WEDNESDAY_NINE, values={"ratna": 5, "budi": 5})

    assert (await results(house, house.regency))["regencies"][0]["of"] == 1
    assert (await results(house, house.people["33.19"]))["regencies"][0]["index"] is None
    assert of((await results(house)).body, "33.20")["rank"] == 2


# - publication -


async def test_what_stands_in_the_way_is_listed_and_nothing_is_published(house):
    await house.revealed(scores=2)
    await house.book(regency="33.19", starts_at=WEDNESDAY_NINE)

    refusal = await publish(house)

    assert refusal.status == 409
    assert refusal.problem == "wrong-state"
    found = {(one["kind"], one["regency"]) for one in refusal["blockers"]}
    assert found == {("not-signed", "33.20"), ("missing-scores", "33.20"), ("not-closed", "33.19")}
    assert (await house.secretariat.get(f"/programmes/{house.programme}/results/releases"))["items"] == []


async def test_an_undecided_late_score_stands_in_the_way(house):
    session = await scored(house)
    late = await house.panelist.put_score(session, "leadership", 3)
    checks = await house.secretariat.get(f"/programmes/{house.programme}/results/checklist")

    assert {one["kind"] for one in checks["blockers"]} == {"not-signed", "late-undecided"}
    await house.chair.post(f"/sessions/{session}/late/{late['entry']}/refuse", {"reason": "Terlambat."})
    checks = await house.secretariat.get(f"/programmes/{house.programme}/results/checklist")
    assert {one["kind"] for one in checks["blockers"]} == {"not-signed"}


async def test_gaps_that_nobody_can_fill_any_more_are_accepted_by_word_and_named_in_the_release(house):
    session = await house.revealed(scores=2)
    await signed(house, session)

    refused = await publish(house)
    answer = await publish(house, accept_missing=True)

    assert {one["kind"] for one in refused["blockers"]} == {"missing-scores"}
    assert answer.status == 201
    release = await house.secretariat.get(f"/programmes/{house.programme}/results/releases/1")
    assert {one["kind"] for one in release["document"]["missing"]} == {"missing-scores"}


async def test_a_release_names_the_records_it_rests_on(house):
    session, answer = await published(house)
    shown = await house.secretariat.session(session)

    release = await house.secretariat.get(f"/programmes/{house.programme}/results/releases/1")

    (record,) = release["document"]["records"]
    assert record["session"] == session
    assert record["digest"] == shown["digest"]
    assert record["entries"] == shown["tail"]
    assert len(answer["digest"]) == 64
    assert answer["objections_until"] == "2031-03-11T16:59:59Z", "seven whole days after Tuesday, by Jakarta's clocks"


@on_both_stores
async def test_publishing_again_needs_news_and_a_reason(house):
    await published(house)
    same = await publish(house, reason="Tidak ada yang berubah.")
    session = await scored(house, regency="33.19", starts_at=WEDNESDAY_NINE)
    await signed(house, session)

    silent = await publish(house)
    second = await publish(house, reason="Kabupaten Kudus menyusul.")

    assert (same.status, same.problem, same["state"]) == (409, "wrong-state", "published")
    assert (silent.status, silent.pointers) == (422, ["/reason"])
    assert (second.status, second["version"]) == (201, 2)
    first = await results(house, version=1)
    assert of(first.body, "33.19")["index"] is None, "a published version never changes"


async def test_with_no_session_at_all_there_is_nothing_to_publish(house):
    refusal = await publish(house)

    assert (refusal.status, refusal["state"]) == (409, "empty")


async def test_a_regency_whose_address_nobody_knows_is_named_as_not_reached(house):
    _, answer = await published(house, regency="51.71")

    assert answer["unreached"] == ["51.71"]


async def test_publishing_writes_to_each_regency_that_has_a_result(house):
    await published(house)

    mails = await house.store.read(mails_of, "results")

    assert [(mail.to_address, mail.facts["result"]["rank"]) for mail in mails] == [("jepara@daerah.example", 1)]


def mails_of(db, kind):
    return [mails.get(db, row.id) for row in db.execute(select(table.c.id).where(table.c.kind == kind))]


# - objections -


async def object_to(house, caller, text="Nilai anggaran keliru.", **more):
    return await caller.post(f"/programmes/{house.programme}/results/objections", {"text": text, **more})


@on_both_stores
async def test_a_regency_objects_and_is_answered_and_both_are_kept(house):
    await published(house)

    made = await object_to(house, house.regency)
    again = await object_to(house, house.regency)
    answered = await house.secretariat.post(
        f"/objections/{made['id']}/answer", {"answer": "Sudah diperiksa.", "outcome": "rejected"}
    )
    twice = await house.secretariat.post(f"/objections/{made['id']}/answer", {"answer": "Lagi.", "outcome": "upheld"})
    mine = await house.regency.get(f"/programmes/{house.programme}/results/objections")

    assert (made.status, made["state"]) == (201, "open")
    assert (again.status, again["state"]) == (409, "objected")
    assert (answered.status, answered["outcome"]) == (200, "rejected")
    assert (twice.status, twice["state"]) == (409, "answered")
    assert [(one["text"], one["answer"]) for one in mine["items"]] == [("Nilai anggaran keliru.", "Sudah diperiksa.")]
    assert len(await house.store.read(mails_of, "objection-answered")) == 1
    assert await house.did("objection") == ["rejected"]


async def test_after_the_objection_period_nothing_is_taken(house):
    await published(house)
    house.clock.passes(days=8)

    refusal = await object_to(house, house.regency)

    assert (refusal.status, refusal["state"]) == (409, "over")


async def test_nobody_objects_for_another_regency(house):
    await published(house)

    assert (await object_to(house, house.regency, regency="33.19")).status == 404
    assert (await object_to(house, house.panelist)).status == 404
    assert (await object_to(house, house.secretariat)).status == 404
    other = await house.people["33.19"].get(f"/programmes/{house.programme}/results/objections")
    assert other["items"] == []


# - files -


async def test_csv_has_a_row_for_each_regency_and_no_formula_out_of_a_name(house):
    fields = {
        "code": "=1+1",
        "name": '=HYPERLINK("http://x.example")',
        "province": "@SUM(A1)",
        "timezone": "Asia/Jakarta",
    }
    assert (await house.secretariat.post(f"/programmes/{house.programme}/regencies", fields)).status == 201
    await scored(house)

    answer = await house.secretariat.get(f"/programmes/{house.programme}/results.csv")
    rows = list(csv.DictReader(io.StringIO(answer.raw.decode())))

    assert float(next(row for row in rows if row["code"] == "33.20")["index"]) == pytest.approx(75)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+@" and cell]


async def test_xlsx_has_typed_cells_a_frozen_header_and_only_texts_where_texts_are(house):
    fields = {"code": "99.01", "name": "=1+1", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    await house.secretariat.post(f"/programmes/{house.programme}/regencies", fields)
    await scored(house)

    answer = await house.secretariat.get(f"/programmes/{house.programme}/results.xlsx")
    book = load_workbook(io.BytesIO(answer.raw))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    rows = {row[header.index("code")].value: row for row in sheet.iter_rows(min_row=2)}

    assert sheet.freeze_panes == "A2"
    assert rows["33.20"][header.index("index")].value == pytest.approx(75)
    assert rows["99.01"][header.index("name")].data_type == "s"
    assert book.sheetnames == ["ranking", "agreement", "panelists", "excluded"]


async def test_a_regencys_workbook_is_its_own_row(house):
    await published(house)

    answer = await house.regency.get(f"/programmes/{house.programme}/results.xlsx")
    book = load_workbook(io.BytesIO(answer.raw))

    assert book.sheetnames == ["ranking"]
    assert book.worksheets[0].max_row == 2


# - little or nothing to compute from -


async def test_without_any_score_every_figure_is_null_with_why(house):
    answer = await results(house)

    assert answer.status == 200
    assert {one["index"] for one in answer["regencies"]} == {None}
    assert set(answer["agreement"]["whole"].values()) == {None}
    assert answer["agreement"]["sentences"]["whole"]["alpha_interval"]["en"] == "There are no scores yet."


async def test_of_one_panelist_there_is_an_index_but_no_agreement(house):
    await scored(house, panel=["ratna"])

    answer = await results(house)

    assert of(answer.body, "33.20")["index"] == pytest.approx(75)
    assert answer["agreement"]["whole"]["alpha_interval"] is None
    assert "one panelist" in answer["agreement"]["sentences"]["whole"]["alpha_interval"]["en"]


async def test_when_all_values_are_the_same_agreement_is_undefined(house):
    await scored(house)
    await scored(house, regency="33.19", starts_at=WEDNESDAY_NINE)

    answer = await results(house)

    assert answer["agreement"]["whole"]["alpha_interval"] is None
    assert [one["rank"] for one in answer["regencies"] if one["rank"]] == [1, 1]


async def test_panels_that_never_share_anyone_are_not_compared(house):
    await scored(house, panel=["ratna", "sri"], values={"ratna": 5, "sri": 3})
    await scored(
        house, panel=["budi", "made"], regency="33.19", starts_at=WEDNESDAY_NINE, values={"budi": 2, "made": 1}
    )

    answer = await results(house)

    assert answer["connection"]["connected"] is False
    assert {one["adjusted"]["index"] for one in answer["regencies"]} == {None}
    assert of(answer.body, "33.20")["rank"] == 1


async def test_a_criterion_that_nobody_scored_is_missing_and_weighs_nothing(house):
    session = await house.open()
    for one in house.panel:
        for criterion in CRITERIA[1:]:
            await one.put_score(session, criterion, 4)
    house.clock.passes(hours=2, minutes=15)
    await house.announce(session)

    jepara = of((await results(house)).body, "33.20")

    assert jepara["criteria"]["leadership"] is None
    assert jepara["missing"] == ["leadership"]
    assert jepara["index"] == pytest.approx(75)


@in_one_house("version", ["0", "x", "-1", "99999999999"])
async def test_a_version_that_is_no_number_does_not_fit(house, version):
    assert (await results(house, version=version)).pointers == ["/version"]


@in_one_house("body", [{"objection_days": 91}, {"objection_days": 1.5}, {"reason": 1}, {"force": True}])
async def test_a_publication_that_does_not_fit_says_where(house, body):
    refusal = await publish(house, **body)

    assert refusal.status == 422
    assert refusal.pointers == [f"/{next(iter(body))}"]


async def test_signing_changes_no_figure_and_a_published_version_stays_the_present_one(house):
    session = await scored(house)
    before = await results(house)
    basis = await house.store.read(results_basis.basis, house.programme, now=house.clock.now)
    await signed(house, session)
    after = await house.store.read(results_basis.basis, house.programme, now=house.clock.now)

    assert before["regencies"] == (await results(house))["regencies"]
    assert basis.key == after.key, "nothing is computed again for a signature"


@pytest.mark.parametrize(("counts", "index"), [("original", 75), ("moderated", 100)])
async def test_what_counts_of_moderated_scores_is_said_at_the_opening(house, counts, index):
    changed = {"deliberation": {"minutes": 30}, "counts": counts}
    await house.secretariat.patch(f"/programmes/{house.programme}", changed)
    session = await house.revealed(scores=1)
    for one in house.panel:
        path = f"/sessions/{session}/sheet/leadership/moderated"
        assert (await one.put(path, {"value": 5, "reason": "bukti baru"})).status == 200
    await house.secretariat.patch(f"/programmes/{house.programme}", {"counts": "original"})

    one = of((await results(house)).body, "33.20")

    assert (one["index"], one["moderated"]) == (index, 100)


@on_both_stores
async def test_where_two_are_needed_one_alone_publishes_nothing(house):
    house.settings.rules.publish_second = True
    await signed(house, await scored(house))
    other = Caller(
        house.client, await house.store.write(links.add_key, "second", now=house.clock.now, days=None), "key"
    )

    first = await publish(house)
    again = await publish(house)
    changed = await other.post(f"/programmes/{house.programme}/results/publish", {"objection_days": 3})

    assert [one.status for one in (first, again, changed)] == [202, 202, 202]
    assert first["state"] == "proposed"
    assert (await results(house))["release"] is None

    done = await publish(house, objection_days=3)

    assert done.status == 201
    assert (await results(house))["release"]["version"] == 1
    assert await house.did("release") == ["proposed"] * 3 + ["published"]


async def test_what_may_not_be_published_may_not_be_proposed(house):
    house.settings.rules.publish_second = True
    await scored(house)

    assert (await publish(house)).status == 409


# - what waits its minute -


HIDDEN = {"own": 404, "list": 0, "one": 404, "verify": False, "open": 404, "papers": [404, 404], "stands": None}
PUBLIC = {"own": 200, "list": 1, "one": 200, "verify": True, "open": 200, "papers": [200, 200], "stands": 1}


async def seen(house, digest):
    """What is found of the first version by its regency, the secretariat, and anybody."""
    there = f"/programmes/{house.programme}/results"
    papers = (f"{there}/regencies/33.20/letter.pdf", f"{there}/panelists/{house.id('ratna')}/certificate.pdf")
    standing = (await results(house))["release"]
    return {
        "own": (await results(house, house.regency)).status,
        "list": len((await house.secretariat.get(f"{there}/releases"))["items"]),
        "one": (await house.secretariat.get(f"{there}/releases/1")).status,
        "verify": "hasil yang terbit utuh" in await text(house, f"/verify?digest={digest}"),
        "open": await document(house, house.regency, f"{there}/open"),
        "papers": [await document(house, house.secretariat, path) for path in papers],
        "stands": standing and standing["version"],
    }


async def text(house, path):
    async with house.client.get(path, headers={"Accept": "text/html"}) as response:
        return await response.text()


async def document(house, caller, path):
    async with house.client.get(path, headers=caller.headers()) as response:
        return response.status


async def publish_soon(house, **asked):
    return await house.secretariat.post(f"/programmes/{house.programme}/results/publish?hold=true", asked)


@on_both_stores
async def test_what_waits_is_public_and_mailed_only_once_its_minute_is_over(house):
    await signed(house, await scored(house))
    pressed = house.clock.now

    waiting = await publish_soon(house, open=True)

    assert waiting.status == 201
    assert waiting["batch"]["state"] == "waiting" and waiting["batch"]["cause"] == "published"
    assert waiting["published_at"] == waiting["batch"]["due_at"] == wire(pressed + timedelta(seconds=60))
    assert await seen(house, waiting["digest"]) == HIDDEN
    house.clock.passes(seconds=59)
    await all_sent(house)
    assert await seen(house, waiting["digest"]) == HIDDEN
    assert all_posted(house, "jepara@daerah.example", subject="Hasil") == []

    house.clock.passes(seconds=1)

    assert await seen(house, waiting["digest"]) == PUBLIC
    await all_sent(house)
    assert len(all_posted(house, "jepara@daerah.example", subject="Hasil")) == 1


@on_both_stores
async def test_what_waits_is_taken_back_as_if_it_had_never_been_asked_for(house):
    await signed(house, await scored(house))
    waiting = await publish_soon(house)

    stopped = await house.secretariat.post(f"/batches/{waiting['batch']['id']}/cancel")

    assert stopped.status == 200 and stopped["went"] == []
    house.clock.passes(minutes=5)
    await all_sent(house)
    assert await seen(house, waiting["digest"]) == HIDDEN
    assert all_posted(house, "jepara@daerah.example", subject="Hasil") == []
    assert await house.did("release") == ["published", "withdrawn"]
    assert await house.store.read(lambda db: list(log_check.faults(db))) == [], "the log knows that it was taken back"
    again = await publish(house)
    assert (again.status, again["version"]) == (201, 1), "it asks for no reason: no version was before it"


async def test_while_one_waits_no_other_is_published(house):
    await signed(house, await scored(house))
    await publish_soon(house)

    second = await publish(house)

    assert (second.status, second["code"]) == (409, "publication-waits")


async def test_it_waits_although_no_mail_goes_with_it(house):
    """The regency has nobody who could be written to; what is public is public all the same."""
    await signed(house, await scored(house))
    regencies = (await house.secretariat.get(f"/programmes/{house.programme}/regencies"))["items"]
    jepara = next(one for one in regencies if one["code"] == "33.20")
    assert (await house.secretariat.patch(f"/regencies/{jepara['id']}", {"email": None})).status == 200

    waiting = await publish_soon(house)
    stopped = await house.secretariat.post(f"/batches/{waiting['batch']['id']}/cancel")

    assert waiting["batch"]["of"] == 0 and waiting["batch"]["state"] == "waiting"
    assert stopped["state"] == "cancelled"
    house.clock.passes(minutes=2)
    assert await house.store.read(releases.latest, house.programme, now=house.clock.now) is None


@on_both_stores
async def test_once_it_is_public_stopping_its_mails_takes_nothing_back(house):
    """The mail server was away: the minute is over, and nobody has been written to yet."""
    await signed(house, await scored(house))
    waiting = await publish_soon(house)
    batch = waiting["batch"]["id"]
    house.clock.passes(seconds=61)

    answer = await house.secretariat.post(f"/batches/{batch}/cancel")

    assert answer.status in (200, 409)
    assert (await results(house, house.regency))["release"]["version"] == 1


async def test_with_two_officials_the_second_ones_waits_as_well(house):
    house.settings.rules.publish_second = True
    await signed(house, await scored(house))
    key = await house.store.write(links.add_key, "second", now=house.clock.now, days=None)
    other = Caller(house.client, key, "key")

    first = await publish_soon(house)
    second = await other.post(f"/programmes/{house.programme}/results/publish?hold=true", {})

    assert (first.status, second.status) == (202, 201)
    assert await seen(house, second["digest"]) == HIDDEN
    house.clock.passes(seconds=60)
    assert (await results(house))["release"]["version"] == 1


async def test_looked_at_it_keeps_nothing(house):
    await signed(house, await scored(house))

    seen = await house.secretariat.post(f"/programmes/{house.programme}/results/publish?check=true&hold=true", {})

    assert seen.status == 200 and [one["kind"] for one in seen["would_send"]] == ["results"]
    assert (await publish(house)).status == 201


async def test_of_a_handful_no_medians_are_given_to_anybody(house):
    first = await scored(house)
    second = await scored(house, regency="33.19", starts_at=WEDNESDAY_NINE)
    await signed(house, first)
    await signed(house, second)
    assert (await publish(house)).status == 201

    for caller, query in ((house.secretariat, {}), (house.secretariat, {"version": 1}), (house.regency, {})):
        assert (await results(house, caller, **query))["medians"] == {}

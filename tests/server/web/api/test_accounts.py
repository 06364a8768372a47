"""Accounts: who acts for the secretariat, who only reads, how one comes in and is put out."""

import asyncio
import contextlib
import re
from datetime import timedelta

import pytest
from aiohttp import ClientPayloadError
from houses import MONDAY, in_one_house, on_both_stores, on_one_store
from posted import all_posted, posted
from reading_pages import Browser, read, send

from sessions.store.powers import links

WULAN = {"email": "wulan@kominfo.example", "name": "Wulan Sari", "role": "secretariat"}
REGENCY = {"code": "99.99", "name": "Daerah Uji", "province": "Uji", "timezone": "Asia/Jakarta", "contact": "Wulan"}
DEWI = {"email": "dewi@kominfo.example", "name": "Dewi Lestari", "role": "viewer"}


@pytest.fixture
def add(house):
    """Gives somebody an account."""

    async def add(fields):
        answer = await house.secretariat.post("/accounts", fields)
        assert answer.status == 201, answer.body
        return answer

    return add


@pytest.fixture
def signed_in(house):
    """A browser of that person, with the powers of their account or without."""

    async def signed_in(person, via="once"):
        cookie, _ = await house.store.write(links.sign_in, person, "d", now=house.clock.now, via=via)
        return Browser(house.client, cookie)

    return signed_in


@on_both_stores
async def test_an_account_is_made_listed_changed_and_removed(house, add):
    made = await add(WULAN)
    seen = (await add(DEWI))["revision"]

    listed = (await house.secretariat.get("/accounts"))["items"]
    assert [(one["email"], one["role"]) for one in listed] == [
        ("wulan@kominfo.example", "secretariat"),
        ("dewi@kominfo.example", "viewer"),
    ]
    dewi = listed[1]["id"]
    changed = await house.secretariat.patch(f"/accounts/{dewi}", {"role": "secretariat", "revision": seen})
    assert (changed.status, changed["role"], changed["revision"]) == (200, "secretariat", seen + 1)
    stale = await house.secretariat.patch(f"/accounts/{dewi}", {"name": "Dewi L.", "revision": seen})
    assert (stale.status, stale.problem, stale["current"]["role"]) == (409, "stale-revision", "secretariat")
    renamed = await house.secretariat.patch(f"/accounts/{dewi}", {"name": "Dewi L.", "revision": seen + 1})
    assert (renamed["name"], renamed["revision"]) == ("Dewi L.", seen + 2)

    assert (await house.secretariat.delete(f"/accounts/{dewi}")).status == 204
    assert [one["id"] for one in (await house.secretariat.get("/accounts"))["items"]] == [made["id"]]
    assert (await house.secretariat.delete(f"/accounts/{dewi}")).status == 404


async def test_who_has_an_account_gets_no_second_one(house, add):
    await add(WULAN)

    again = await house.secretariat.post("/accounts", WULAN | {"role": "viewer"})

    assert (again.status, again.pointers) == (422, ["/email"])


@in_one_house("wrong", [{"role": "chair"}, {"email": "nobody"}, {"name": ""}, {"password": "x"}])
@on_one_store
async def test_what_is_no_account_is_refused(house, wrong):
    assert (await house.secretariat.post("/accounts", WULAN | wrong)).pointers == [f"/{next(iter(wrong))}"]


async def test_the_last_account_of_the_secretariat_stays(house, add):
    wulan = (await add(WULAN))["id"]
    await add(DEWI)

    removed = await house.secretariat.delete(f"/accounts/{wulan}")
    demoted = await house.secretariat.patch(f"/accounts/{wulan}", {"role": "viewer"})

    assert (removed.status, removed.problem) == (409, "wrong-state")
    assert (demoted.status, demoted.problem) == (409, "wrong-state")
    assert (await house.secretariat.get("/accounts"))["items"][0]["role"] == "secretariat"


@on_both_stores
async def test_who_leaves_the_panel_or_a_regency_keeps_their_account(house, add, signed_in):
    """An official tries a rehearsal as panelist, or stands in as a regency's contact, and is taken out again."""
    wulan = (await add(WULAN))["id"]
    own, by_link = await signed_in(wulan), await signed_in(wulan, via="link")
    programme = f"/programmes/{house.programme}"
    await house.secretariat.post(f"{programme}/panelists", {"name": "Wulan Sari", "email": WULAN["email"]})
    trial = await house.secretariat.post(f"{programme}/regencies", REGENCY | {"email": WULAN["email"]})
    assert [(await read(one, "/account")).status for one in (own, by_link)] == [200, 200]

    await house.secretariat.delete(f"/panelists/{wulan}")
    await house.secretariat.delete(f"/regencies/{trial['id']}")

    assert (await own.get("/accounts")).status == 200
    assert (await read(by_link, "/account")).status == 401


async def test_a_viewer_reads_what_the_secretariat_reads(house, add, signed_in):
    session = await house.book()
    dewi = await signed_in((await add(DEWI))["id"])

    assert (await dewi.get(f"/sessions/{session}")).status == 200
    assert (await dewi.get("/accounts")).status == 200
    assert (await read(dewi, f"/programmes/{house.programme}/sessions")).status == 200


async def test_a_viewers_pages_ask_nothing_that_is_refused(house, add, signed_in):
    session = await house.book()
    dewi = await signed_in((await add(DEWI))["id"])
    programme = f"/programmes/{house.programme}"
    pages = ["", "/overview", "/sessions", "/regencies", "/panelists", "/mails", "/calendar", "/day", "/plans"]
    for path in [*(programme + one for one in pages), f"/sessions/{session}", "/accounts", "/mail-settings", "/inbox"]:
        page = await read(dewi, path)
        posts = re.findall(r'<form\b[^>]*method="post"[^>]*action="([^"]*)"', page.markup)
        assert page.status == 200 and all(one.startswith(("/language", "/theme", "/sign-out")) for one in posts), path
        assert "/book" not in page.markup and "ask-once" not in page.markup, path


async def test_a_viewer_reads_what_forms_hold(house, add, signed_in):
    dewi = await signed_in((await add(DEWI))["id"])
    programme = f"/programmes/{house.programme}"
    regency = (await house.secretariat.get(f"{programme}/regencies"))["items"][0]

    settings, rubric = await read(dewi, programme), await read(dewi, f"{programme}/rubric")
    page = await read(dewi, f"/regencies/{regency['id']}")

    assert settings.field("name") and "Komitmen pimpinan" in rubric.text and page.field("code") == regency["code"]
    assert all("<fieldset" in one.markup and "disabled" in one.markup for one in (settings, rubric, page))


async def test_a_personal_link_never_carries_an_accounts_powers(house, add, signed_in):
    panelist = {"email": "budi@panel.example", "name": "Dr. Budi", "role": "secretariat"}
    await add(panelist)

    by_link = house.panelist
    by_browser = await signed_in(house.panelist.id, via="link")
    by_account = await signed_in(house.panelist.id)

    assert (await by_link.get("/accounts")).status == 404
    assert (await by_browser.get("/accounts")).status == 404
    assert (await by_account.get("/accounts")).status == 200
    assert (await by_link.get(f"/panelists/{house.panelist.id}/availability")).status == 200


async def test_who_is_removed_is_out_at_once_and_told(house, add, signed_in):
    await add(WULAN)
    made = await add({"email": "tari@kominfo.example", "name": "Tari", "role": "secretariat"})
    browser = await signed_in(made["id"])
    assert (await browser.get("/accounts")).status == 200

    await house.secretariat.delete(f"/accounts/{made['id']}")

    assert (await browser.get("/accounts")).status == 401
    (told,) = await posted(house, "tari@kominfo.example", subject="dicabut")
    assert "tests" in told.text, "the mail names who did it"


@on_both_stores
async def test_the_stream_of_who_is_removed_ends(house, add, signed_in):
    await add(WULAN)
    session = await house.book()
    made = await add(DEWI)
    browser = await signed_in(made["id"])

    async with house.client.get(f"/api/v1/sessions/{session}/events", headers=browser.headers()) as stream:
        assert await stream.content.readline()
        await house.secretariat.delete(f"/accounts/{made['id']}")
        async with asyncio.timeout(30):
            with contextlib.suppress(ClientPayloadError):
                await stream.content.read()


# - coming in by one's address -


async def ask(house, email):
    return await send(house.nobody, "/sign-in", {"email": email})


@on_both_stores
async def test_a_link_that_opens_once_is_mailed_to_who_is_known(house, add):
    await add(DEWI)

    asked = await ask(house, "Dewi@Kominfo.example")

    (mail,) = await posted(house, "dewi@kominfo.example", subject="Tautan masuk")
    assert asked.status == 200 and "Bila alamat itu terdaftar" in asked.text
    assert (await send(house.nobody, f"/enter/{mail.enter}")).status == 303
    house.client.session.cookie_jar.clear()
    assert (await send(house.nobody, f"/enter/{mail.enter}")).status == 404
    kept = (await house.store.read(lambda db: db.connection.exec_driver_sql("SELECT content FROM mails"))).all()
    assert not any(mail.enter in row[0] for row in kept), "the kept mail holds no link"


@on_both_stores
async def test_any_address_gets_the_same_answer_and_only_the_known_a_mail(house):
    await house.revoke("sri")
    await house.secretariat.delete(f"/panelists/{house.people['tono'].id}")
    known = await ask(house, "budi@panel.example")

    for address in ("sri@panel.example", "tono@panel.example", "siapa@pun.example"):
        assert (await ask(house, address)).markup == known.markup
    (mail,) = await posted(house, "budi@panel.example", subject="Tautan masuk")
    assert mail.enter
    for address in ("sri@panel.example", "tono@panel.example", "siapa@pun.example"):
        assert all_posted(house, address, subject="Tautan masuk") == []


async def test_three_mails_an_hour_go_to_one_address(house):
    for _ in range(5):
        assert (await ask(house, "budi@panel.example")).status == 200
    house.clock.passes(minutes=61)
    await ask(house, "budi@panel.example")

    assert len(await posted(house, "budi@panel.example", subject="Tautan masuk", count=4)) == 4


async def test_what_is_no_address_is_said_in_words(house):
    page = await ask(house, "budi")
    assert page.status == 422 and page.field("email") == "budi"


# - one's own sign-ins -


@on_both_stores
async def test_an_official_writes_their_own_name_and_is_called_so_from_then_on(house, add, signed_in):
    made = await add(WULAN | {"name": "wulan"})
    wulan, dewi = await signed_in(made["id"]), await signed_in((await add(DEWI))["id"])
    token = (await read(wulan, "/account")).field("csrf")

    renamed = await send(wulan, "/account/name", {"name": "Wulan Sari, S.Kom.", "csrf": token})

    page = await read(wulan, "/account")
    assert renamed.status == 303 and page.field("name") == "Wulan Sari, S.Kom." and WULAN["email"] in page.text
    told = (await read(house.secretariat, "/history")).text
    assert "Wulan Sari, S.Kom." in told
    assert 'action="/account/name"' not in (await read(dewi, "/account")).markup
    assert (await send(dewi, "/account/name", {"name": "Dewi", "csrf": token})).status in (403, 404)
    assert "Nama Anda" not in (await read(await signed_in(house.panelist.id, via="link"), "/account")).text


async def test_an_official_changes_their_own_address_and_stays_in_this_browser(house, add, signed_in):
    await add(DEWI)
    made = await add(WULAN)
    wulan, _elsewhere = await signed_in(made["id"]), await signed_in(made["id"])

    token = (await read(wulan, "/account")).field("csrf")
    refused = await send(wulan, "/account/address", {"email": "nobody", "csrf": token})
    taken = await send(wulan, "/account/address", {"email": DEWI["email"], "csrf": token})
    done = await send(wulan, "/account/address", {"email": "wulan.sari@kominfo.example", "csrf": token})
    page = await read(wulan, "/account")

    assert (refused.status, refused.field("email")) == (422, "nobody") and taken.status == 422
    assert done.location == "/account?said=address-changed"
    assert page.status == 200 and page.field("email") == "wulan.sari@kominfo.example"
    assert page.markup.count('action="/account/sign-ins/') == 1
    old = await posted(house, WULAN["email"], subject="diganti")
    new = await posted(house, "wulan.sari@kominfo.example", subject="Alamat surel Anda")
    assert len(old) == len(new) == 1


@on_one_store
async def test_while_mail_goes_to_files_pages_warn_that_no_sign_in_link_arrives(house, add, signed_in):
    wulan = await signed_in((await add(WULAN))["id"])

    page, door = await read(wulan, "/account"), await read(house.nobody, "/sign-in")
    asked = await ask(house, WULAN["email"])

    assert "surel masih ditulis ke berkas" in page.text and "sidang link wulan@kominfo.example" in page.text
    assert "surel masih ditulis ke berkas" in door.text and "sidang link" not in door.text, "a professor reads it, too"
    assert "surel masih ditulis ke berkas" in asked.text


@on_both_stores
async def test_ones_own_sign_ins_are_listed_and_ended_by_oneself_alone(house, signed_in):
    here, there = await signed_in(house.panelist.id), await signed_in(house.panelist.id, via="link")
    token = await here.with_token()

    listed = (await here.get(f"/people/{house.panelist.id}/sign-ins"))["items"]
    assert sorted(one["via"] for one in listed) == ["link", "once"]
    assert (await house.secretariat.get(f"/people/{house.panelist.id}/sign-ins")).status == 404
    other = next(one["id"] for one in listed if one["via"] == "link")
    ended = await here.delete(f"/people/{house.panelist.id}/sign-ins/{other}", headers=token)

    assert ended.status == 204
    assert (await there.get(f"/people/{house.panelist.id}/sign-ins")).status == 401
    assert (await here.get(f"/people/{house.panelist.id}/sign-ins")).status == 200


async def test_the_pages_of_accounts_do_the_same(house, add, signed_in):
    wulan = await signed_in((await add(WULAN))["id"])
    csrf = {"csrf": (await read(wulan, "/accounts")).field("csrf")}

    added = await send(wulan, "/accounts", DEWI | csrf)
    assert (added.status, added.location) == (303, "/accounts?said=account-added")
    page = await read(wulan, "/accounts")
    assert "Dewi Lestari" in page.text and not page.inline
    dewi = next(one["id"] for one in (await wulan.get("/accounts"))["items"] if one["role"] == "viewer")
    assert (await send(wulan, f"/accounts/{dewi}/remove", csrf)).status == 303
    refused = await send(wulan, f"/accounts/{(await wulan.get('/accounts'))['items'][0]['id']}/remove", csrf)
    assert refused.status == 409 and "akun sekretariat yang terakhir" in refused.text


@on_one_store
async def test_a_sign_in_that_nobody_uses_ends_and_one_that_is_used_goes_on(house, add, signed_in):
    wulan = (await add(WULAN))["id"]
    used, left = await signed_in(wulan), await signed_in(wulan)
    by_link = await signed_in(house.panelist.id, via="link")
    for days, (statuses) in {2: (200, 200, 200), 4: (200, 401, 200), 6: (200, 401, 200), 40: (401, 401, 401)}.items():
        house.clock.now = MONDAY + timedelta(days=days)
        asked = (used, left, by_link) if days != 2 else (used, used, by_link)
        assert tuple([(await one.get("/programmes")).status for one in asked[:2]])[:2] == statuses[:2], days
        assert (await by_link.get(f"/people/{house.panelist.id}/sign-ins")).status == statuses[2], days


async def test_the_page_of_accounts_stays_in_the_programme_one_comes_from(house):
    page = await read(house.secretariat, f"/accounts?programme={house.programme}")

    made = await send(house.secretariat, "/accounts", WULAN | {"programme": house.programme})
    again = await read(house.secretariat, made.location)
    mail = await read(house.secretariat, f"/mail-settings?programme={house.programme}")

    assert f"programme={house.programme}" in made.location and "Wulan Sari" in again.text
    assert "belum pernah" in again.text, "who was invited has not come in yet"
    for one in (page, again, mail):
        assert f"/programmes/{house.programme}/calendar" in one.markup, "the programme's own navigation"
        assert one.markup.count('aria-current="page"') == 2, "at the side and on a phone's sheet"


async def test_no_two_places_of_the_navigation_have_the_same_picture(house):
    page = await read(house.secretariat, f"/programmes/{house.programme}/overview")
    side = re.search(r'<nav aria-label="Menu">.*?</nav>', page.markup, re.DOTALL)[0]
    pictures = re.findall(r'<svg class="i".*?</svg>', side, re.DOTALL)

    assert len(pictures) == len(set(pictures)) > 10

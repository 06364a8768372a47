"""What a browser is told beside the page: cookies, policies, form tokens; and whose network address counts."""

import aiohttp
import pytest
from houses import on_one_store, open_house
from reading_pages import read, send

from sessions.store.powers import links

pytestmark = on_one_store


@pytest.fixture
async def secure(store, clock, tmp_path):
    """A house that people reach by https."""

    def change(settings):
        settings.server.public_url = "https://sidang.example.go.id"

    async with open_house(store, clock, tmp_path / "data", change=change) as house:
        yield house


async def test_under_https_the_cookie_is_this_hosts_alone_and_browsers_stay_with_https(secure):
    async with secure.client.post(f"/enter/{secure.panelist.token}", allow_redirects=False) as answer:
        (cookie,) = answer.headers.getall("Set-Cookie")

    assert cookie.startswith("__Host-sidang=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    value = cookie.partition("=")[2].partition(";")[0]
    async with secure.client.get("/my-sessions", headers={"Cookie": f"__Host-sidang={value}"}) as page:
        assert page.status == 200
    async with secure.client.get("/my-sessions", headers={"Cookie": f"sidang={value}"}) as page:
        assert page.status == 401


async def test_addresses_that_are_secrets_are_told_to_no_other_page(house):
    async with house.client.get(f"/enter/{house.panelist.token}") as page:
        assert page.headers["Referrer-Policy"] == "no-referrer"
    async with house.client.get("/verify") as page:
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in page.headers


async def test_a_forms_token_is_another_in_every_page_and_each_is_taken_by_its_own_browser(house):
    cookie, _ = await house.store.write(links.sign_in, house.panelist.id, "d", now=house.clock.now)
    other, _ = await house.store.write(links.sign_in, house.panelist.id, "d", now=house.clock.now)
    mine, theirs = {"Cookie": f"sidang={cookie}"}, {"Cookie": f"sidang={other}"}
    session = await house.book()
    tokens = [(await read(house.nobody, "/account", headers=mine)).field("csrf") for _ in range(3)]

    assert len(set(tokens)) == 3
    for token in tokens:
        form = {"answer": "accepted", "csrf": token}
        assert (await send(house.nobody, f"/sessions/{session}/rsvp", form, headers=mine)).status == 303
        assert (await send(house.nobody, f"/sessions/{session}/rsvp", form, headers=theirs)).status == 403
    for wrong in ("", "x", "ab" * 64, tokens[0][:-1], tokens[0].upper(), "é" * 64):
        form = {"answer": "accepted", "csrf": wrong}
        assert (await send(house.nobody, f"/sessions/{session}/rsvp", form, headers=mine)).status == 403, wrong


@pytest.mark.parametrize(
    ("trusted", "told", "counts_apart"),
    [([], True, False), (["127.0.0.0/8"], True, True), (["10.0.0.0/8"], True, False), (["127.0.0.1"], False, False)],
)
async def test_only_a_proxy_of_ours_says_who_asks(house, trusted, told, counts_apart):
    house.settings.server.trusted_proxies = trusted

    async def asks(number):
        headers = {"X-Forwarded-For": f"6.6.6.6, 203.0.113.{number % 250}"} if told else {}
        return (await house.nobody.get("/log", headers=headers)).status

    statuses = [await asks(number) for number in range(125)]
    assert (429 not in statuses) == counts_apart


async def test_a_form_with_a_file_bears_its_token_as_its_first_field_and_none_stands_in_an_address(house):
    """Addresses are kept by logs, histories and what stands before the server."""
    cookie, _ = await house.store.write(links.sign_in, house.regency.id, "d", now=house.clock.now)
    mine = {"Cookie": f"sidang={cookie}"}
    session = f"/sessions/{await house.book()}"
    page = await read(house.nobody, session, headers=mine)
    assert "csrf=" not in page.markup
    token = page.field("csrf")

    def a_form(*fields):
        form = aiohttp.FormData(fields, default_to_multipart=True)
        form.add_field("file", b"%PDF-1.7\n", filename="paparan.pdf", content_type="application/pdf")
        return form

    files = f"{session}/files"
    for address, form in (
        (f"{files}?csrf={token}", a_form(("kind", "deck"))),
        (files, a_form(("kind", "deck"), ("csrf", token))),
        (files, a_form(("csrf", "x" * 5_000), ("kind", "deck"))),
        (files, a_form()),
    ):
        assert (await send(house.nobody, address, form, headers=mine)).status == 403
    taken = await send(house.nobody, files, a_form(("csrf", token), ("kind", "deck")), headers=mine)
    assert taken.status == 303
    assert [one["name"] for one in (await house.regency.get(files))["items"]] == ["paparan.pdf"]

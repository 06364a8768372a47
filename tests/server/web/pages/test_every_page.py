"""Every page: for whom it is, in both languages, and safe under the Content-Security-Policy."""

import pytest
from reading_pages import read, send

SECRETARIATS = [
    "/", "/my-sessions", "/programmes/{programme}", "/programmes/{programme}/overview", "/components",
    "/programmes/{programme}/calendar", "/programmes/{programme}/calendar?view=day",
    "/programmes/{programme}/calendar?view=month", "/programmes/{programme}/rubric", "/programmes/{programme}/day",
    "/programmes/{programme}/sessions", "/programmes/{programme}/mails",
    "/programmes/{programme}/mails/people", "/programmes/{programme}/book",
    "/programmes/{programme}/regencies", "/programmes/{programme}/panelists",
    "/programmes/{programme}/panelists/free", "/programmes/{programme}/panelists/{panelist}",
    "/regencies/{regency}", "/sessions/{session}",
    "/sessions/{session}/change", "/sessions/{session}/control", "/people/{panelist}/availability",
    "/people/{panelist}/feed", "/inbox", "/inbox?state=done", "/regencies/{jepara}/claims",
]  # fmt: skip
PANELISTS = [
    "/", "/sessions/{session}", "/sessions/{session}/sheet", "/people/{panelist}/availability",
    "/people/{panelist}/feed", "/regencies/{jepara}/claims",
]  # fmt: skip
CHAIRS = ["/sessions/{session}/control"]
REGENCIES = ["/", "/sessions/{session}", "/regencies/{jepara}/claims"]


@pytest.fixture
async def places(house):
    """The parts of addresses."""
    regencies = await house.secretariat.get(f"/programmes/{house.programme}/regencies")
    return {
        "programme": house.programme,
        "session": await house.open(),
        "panelist": house.panelist.id,
        "regency": regencies["items"][0]["id"],
        "jepara": next(one["id"] for one in regencies["items"] if one["code"] == "33.20"),
    }


async def test_a_page_speaks_both_languages_and_carries_no_inline_code(house, places):
    whose = {"secretariat": SECRETARIATS, "panelist": PANELISTS, "chair": CHAIRS, "regency": REGENCIES}
    for who, path in ((who, path) for who, paths in whose.items() for path in paths):
        page = await read(getattr(house, who), path.format(**places))
        english = await read(getattr(house, who), path.format(**places), headers={"Cookie": "sidang_language=en"})

        assert (page.status, english.status) == (200, 200), (who, path)
        assert '<html lang="id"' in page.markup and '<html lang="en"' in english.markup, (who, path)
        assert page.inline == [], (who, path)


async def test_whoever_is_not_signed_in_is_asked_to_open_their_link(house, places):
    for path in sorted({*SECRETARIATS, *PANELISTS, *CHAIRS} - {"/", "/components"}):
        page = await read(house.nobody, path.format(**places))

        assert page.status == 401, path
        assert "Bukalah tautan pribadi" in page.text, path


async def test_the_secretariats_pages_are_not_there_for_a_panelist(house, places):
    for path in SECRETARIATS:
        if path not in (*PANELISTS, "/my-sessions", "/components"):
            assert (await read(house.panelist, path.format(**places))).status == 404, path


async def test_a_session_is_not_there_for_another_regency_or_panelist(house, places):
    for path in ("/sessions/{session}", "/sessions/{session}/sheet", "/sessions/{session}/control"):
        assert (await read(house.people["33.19"], path.format(**places))).status == 404, path
        assert (await read(house.people["tono"], path.format(**places))).status == 404, path


async def test_the_control_room_never_shows_a_value_before_the_close(house, places):
    await house.panelist.put_score(places["session"], "leadership", 2, note="sangat rahasia", unsure=True)

    page = await read(house.secretariat, f"/sessions/{places['session']}/control")

    assert "1/11" in page.text
    assert "rahasia" not in page.markup


async def test_how_pages_look_is_chosen_by_a_form_and_kept_in_the_browser(house, places):
    for page in ("/", "/programmes/{programme}/overview"):
        assert "data-theme" not in (await read(house.secretariat, page.format(**places))).markup
    chosen = await send(house.nobody, "/theme", {"theme": "dark", "back": "/verify"})
    assert (chosen.status, chosen.location) == (303, "/verify")
    assert 'data-theme="dark"' in (await read(house.nobody, "/verify")).markup
    house.client.session.cookie_jar.clear()

    for theme, scheme in (("light", "light"), ("dark", "dark"), ("contrast", "light dark")):
        cookie = {"headers": {"Cookie": f"sidang_theme={theme}"}}
        for who, path in ((house.nobody, "/verify"), (house.panelist, "/sessions/{session}/sheet")):
            page = await read(who, path.format(**places), **cookie)
            assert f'data-theme="{theme}"' in page.markup and f'name="color-scheme" content="{scheme}"' in page.markup
            assert 'action="/theme"' in page.markup and page.inline == []
    other = await read(house.nobody, "/verify", headers={"Cookie": 'sidang_theme="><b>'})
    assert "data-theme" not in other.markup


async def test_names_that_look_like_markup_are_only_text(house):
    name = "Kota <script>alert('x')</script> \"O'Hara\" & {{ 7*7 }}"
    await house.secretariat.post(
        f"/programmes/{house.programme}/regencies",
        {"code": "99.01", "name": name, "province": "<b>", "timezone": "Asia/Jakarta", "email": "x@daerah.example"},
    )
    session = await house.open(regency="99.01")

    for path in (f"/sessions/{session}/sheet", f"/sessions/{session}", "/"):
        page = await read(house.panelist, path)
        assert page.status == 200 and page.inline == [] and "<script>" not in page.markup
        assert name in page.text


async def test_the_language_is_remembered_and_leads_nowhere_else(house):
    page = await send(house.nobody, "/language?lang=en", {"back": "//elsewhere.example/"})

    assert (page.status, page.location) == (303, "/")


async def test_a_page_that_is_not_there_says_so_in_words(house):
    page = await read(house.panelist, "/sessions/nothing")

    assert page.status == 404
    assert "Tidak ditemukan" in page.text

"""What people type into page forms is taken as by the API: no control characters, the same limits, a page with the
faults and with what was typed, and never an error of ours."""

from urllib.parse import quote_plus

from houses import in_one_house

PAGE = {"Accept": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ODD = {
    "nul": "a%00b%07c",
    "surrogate": "a%ED%A0%80b",
    "long": "x" * 100_000,
}


async def sent(caller, path: str, body: str | bytes, **headers):
    async with caller.client.post(
        path, data=body, headers=caller.headers(**PAGE | FORM | headers), allow_redirects=False
    ) as response:
        return response.status, await response.text()


def forms_of(session: str, programme: str):
    """Each form with a free text: who sends it, where, its other fields, and the text's name."""
    return [
        ("panelist", f"/sessions/{session}/questions", "state=draft", "text"),
        ("regency", f"/sessions/{session}/rsvp", "answer=accepted", "comment"),
        ("secretariat", f"/sessions/{session}/cancel", "", "reason"),
        ("secretariat", f"/sessions/{session}/control/extend", "minutes=5", "reason"),
        ("secretariat", f"/programmes/{programme}/panelists", "email=a%40b.example&timezone=Asia%2FJakarta", "name"),
        ("secretariat", f"/programmes/{programme}/regencies", "code=1.1&timezone=Asia%2FJakarta", "name"),
    ]


@in_one_house("odd", ODD)
async def test_no_text_is_an_error_of_ours(house, odd):
    session = await house.book()
    for who, path, rest, name in forms_of(session, house.programme):
        status, page = await sent(getattr(house, who), path, f"{rest}&{name}={ODD[odd]}")
        assert status in ((422,) if odd == "long" else (303, 409, 422)), (path, status)
        if status == 422 and odd == "long":
            assert "x" * 1_000 in page, path  # what was typed is still there


async def test_a_control_character_is_left_out_as_by_the_api(house):
    session = await house.book()

    await sent(house.panelist, f"/sessions/{session}/questions", "state=draft&text=Apa%00+dasarnya%07%3F")

    listed = await house.panelist.get(f"/sessions/{session}/questions")
    assert [one["text"] for one in listed["items"]] == ["Apa dasarnya?"]


@in_one_house(
    "body",
    [
        "",
        "state=draft",
        "state=draft&state=nonsense&text=Apa",
        b"text=\xff\xfe\xfd&state=draft",
        "text=" + quote_plus("Apa?") + "&criterion=" + "y" * 600,
    ],
)
async def test_a_missing_a_doubled_or_a_broken_field_is_a_page_with_what_is_wrong(house, body):
    session = await house.book()

    status, page = await sent(house.panelist, f"/sessions/{session}/questions", body)

    assert status == 422
    assert "<h1>" in page
    if "Apa" in str(body):
        assert "Apa" in page


async def test_a_form_of_more_fields_than_are_read_is_told_so(house):
    session = await house.book()

    status, page = await sent(house.panelist, f"/sessions/{session}/questions", "a=1&" * 20_001)

    assert status == 413
    assert "lebih dari 20.000 isian" in page


async def test_a_multipart_form_that_breaks_off_is_told_so(house):
    session = await house.book()
    kind = "multipart/form-data; boundary=b"

    status, _ = await sent(
        house.panelist, f"/sessions/{session}/questions", b"--b\r\nContent-Disp", **{"Content-Type": kind}
    )

    assert status == 422


async def test_a_note_is_taken_whole_or_refused_and_never_cut(house):
    session = await house.open()
    path = f"/sessions/{session}/sheet"
    scored = "value.leadership=4&revision.leadership=0&was.leadership=none"

    status, page = await sent(house.panelist, path, f"{scored}&note.leadership={'n' * 10_001}")

    assert status == 422
    assert "n" * 10_001 in page
    assert (await house.panelist.sheet(session))["scores"] == {}


async def test_a_number_of_thousands_of_digits_is_no_error_of_ours(house):
    many = "9" * 5_000  # more than int() reads
    session = await house.closed()
    for who, path, body in (
        ("secretariat", f"/sessions/{session}/late/{many}/admit", "reason=x"),
        ("chair", f"/sessions/{session}/deliberation", f"act=late&admit=yes&reason=x&entry={many}"),
        ("secretariat", f"/programmes/{house.programme}/rubric", f"do=group&row=&row=g{many}"),
    ):
        status, _ = await sent(getattr(house, who), path, body)
        assert status in (200, 303, 404, 422), (path[:60], status)


async def test_what_may_be_chosen_is_listed_in_no_language(house):
    refused = await house.secretariat.patch(f"/programmes/{house.programme}", {"claims": "on"})
    assert refused["faults"][0]["params"] == {"allowed": "off, optional, required"}

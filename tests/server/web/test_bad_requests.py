"""What is no JSON, no UTF-8, too large, of the wrong method or from nowhere: the contract's refusals, never a 500."""

import json

from houses import API, Caller, in_one_house, on_one_store

BODIES = [
    b"{",
    b"nonsense",
    b"\xff\xfe",
    '{"name": "é"}'.encode("latin-1"),
    b'{"name": NaN}',
    b'{"panel_size": 1e999}',
    b"[" * 100_000,
    b'"text"',
    b"[1, 2]",
    b"12",
    b"true",
    b'{"name": "\\ud800"}',
    b"\x00",
    b'{"panel_size": ' + b"9" * 5000 + b"}",
]


def must_be_problem(response, document, name: str, status: int) -> None:
    assert response.status == status
    assert response.content_type == "application/problem+json"
    assert document["type"] == f"/problems/{name}"
    assert document["status"] == status
    assert document["title"]


async def ask(caller: Caller, method: str, path: str, **options):
    headers = caller.headers(**options.pop("headers", {}))
    async with caller.client.request(method, path, headers=headers, **options) as response:
        raw = await response.read()
        return response, json.loads(raw) if response.content_type.endswith("json") and raw else None


@on_one_store
@in_one_house("body", BODIES)
@in_one_house("path", ["/programmes", "/programmes/{id}/sessions"])
async def test_a_body_that_is_none_is_invalid(house, path, body):
    where = API + path.format(id=house.programme)
    response, document = await ask(
        house.secretariat, "POST", where, data=body, headers={"Content-Type": "application/json"}
    )
    too_deep = body.startswith(b"[[")
    must_be_problem(response, document, "limit" if too_deep else "invalid", 422)
    assert document["faults"] and all({"pointer", "message"} <= set(fault) for fault in document["faults"])


async def test_a_body_too_large_is_told_so(house):
    response, document = await ask(
        house.secretariat, "POST", f"{API}/programmes", data=b'{"name": "' + b"x" * 9 * 1024 * 1024 + b'"}'
    )
    must_be_problem(response, document, "too-large", 413)


async def test_nobody_is_not_signed_in(house):
    response, document = await ask(house.nobody, "GET", f"{API}/programmes")
    must_be_problem(response, document, "not-signed-in", 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@in_one_house(
    "path",
    [
        "/programmes/nothing",
        "/sessions/nothing",
        "/sessions/nothing/sheet",
        "/sessions/nothing/record.json",
        "/surprise",
        "/sessions/%00",
        "/sessions/%FF",
        "/sessions/%ED%A0%80",
        "/sessions/..%2F..%2Fetc",
        "/programmes?after=%00",
        "/sessions/" + "x" * 3000,
    ],
)
async def test_what_is_not_there_is_not_found(house, path):
    response, document = await ask(house.secretariat, "GET", API + path)
    must_be_problem(response, document, "not-found", 404)


async def test_another_method_is_told_which_are_allowed(house):
    response, document = await ask(house.secretariat, "DELETE", f"{API}/programmes")
    assert response.status == 405
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(","))
    assert response.content_type == "application/problem+json"
    assert document["status"] == 405


async def test_head_is_get_without_its_body(house):
    response, _ = await ask(house.secretariat, "HEAD", f"{API}/programmes/{house.programme}")
    assert (response.status, response.content_type) == (200, "application/json")


async def test_a_browser_gets_a_refusal_as_a_page(house):
    response, document = await ask(house.nobody, "GET", "/sessions/nothing", headers={"Accept": "text/html"})
    assert (response.status, response.content_type, document) == (401, "text/html", None)
    response, _ = await ask(house.secretariat, "GET", "/surprise", headers={"Accept": "text/html"})
    assert (response.status, response.content_type) == (404, "text/html")


async def test_every_answer_is_hardened(house):
    for path in ("/", f"{API}/programmes", "/surprise", "/static/sidang.svg", "/static/nothing.js", "/worker.js"):
        response, _ = await ask(house.nobody, "GET", path)
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_a_part_of_pages_does_not_say_their_policy_again(house):
    """Twenty scripts come with a sheet: what each says of itself is paid for on a slow line."""
    for path in ("/static/sheet.js", "/static/look.css", "/static/help-sheet-id.webp"):
        response, _ = await ask(house.nobody, "GET", path)
        said = sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.status == 200 and said < 500, response.headers


async def test_machines_are_answered(house):
    for path in ("/healthz", "/readyz"):
        response, _ = await ask(house.nobody, "GET", path)
        assert response.status == 200


async def test_figures_are_for_keys_or_straight_from_loopback(house):
    through = {"X-Forwarded-For": "203.0.113.9"}
    response, _ = await ask(house.nobody, "GET", "/metrics")
    assert response.status == 200
    response, document = await ask(house.nobody, "GET", "/metrics", headers=through)
    must_be_problem(response, document, "not-signed-in", 401)
    response, document = await ask(house.panelist, "GET", "/metrics", headers=through)
    must_be_problem(response, document, "not-found", 404)
    response, _ = await ask(house.secretariat, "GET", "/metrics", headers=through)
    assert response.status == 200


async def test_notes_keep_their_lines_and_lose_their_controls(house):
    session = await house.open()
    stored = await house.panelist.put_score(session, "vision", 3, note="satu\ndua\x00\x07tiga 😀")
    assert (stored.status, stored["note"]) == (200, "satu\nduatiga 😀")


async def test_a_note_has_its_limit(house):
    session = await house.open()
    answer = await house.panelist.put_score(session, "vision", 3, note="x" * 10_001)
    assert (answer.status, answer.pointers) == (422, ["/note"])


async def test_a_pointer_escapes_what_json_pointers_escape(house):
    answer = await house.secretariat.post("/programmes", {"a/b~c": 1})
    assert answer.pointers == ["/a~1b~0c"]


async def test_the_openapi_document_describes_every_address(house):
    response, document = await ask(house.nobody, "GET", "/api/openapi.json")
    assert response.status == 200
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/sessions/{id}/sheet/{criterion}" in document["paths"]
    assert set(document["paths"]["/api/v1/programmes"]) == {"get", "post"}

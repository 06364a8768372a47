"""Whatever the OpenAPI document allows, and much that it does not, is answered without a 500."""

import json
from typing import Any

import properties
import pytest
from houses import API, on_one_store
from hypothesis import strategies as st

from server.web.api.openapi import describe
from server.web.routes import API_ROUTES, PAGE_ROUTES

STREAMS = ("/events", ".zip")
TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
NUMBERS = st.one_of(st.integers(-5, 100), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
TIMES = st.sampled_from(["2031-03-05T02:00:00Z", "2031-03-05T02:00:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])


def fitting(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Documents that mostly fit the schema: right in shape, wild in values."""
    if "$ref" in schema:
        return fitting(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth)
    if "anyOf" in schema:
        return st.one_of(*(fitting(one, schemas, depth) for one in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    kind = schema.get("type")
    if kind == "object" and depth < 4:
        properties = {key: fitting(one, schemas, depth + 1) for key, one in schema.get("properties", {}).items()}
        required = {key: properties[key] for key in schema.get("required", [])}
        return st.fixed_dictionaries(required, optional={k: v for k, v in properties.items() if k not in required})
    if kind == "array" and depth < 4:
        return st.lists(fitting(schema.get("items", {}), schemas, depth + 1), max_size=3)
    scalars = {"string": st.one_of(TEXTS, TIMES), "integer": st.integers(), "number": NUMBERS}
    scalars |= {"boolean": st.booleans(), "null": st.none()}
    return scalars.get(str(kind), ANYTHING)


def bodies(route: Any) -> st.SearchStrategy[Any]:
    """What may be sent to a route: fitting mostly, sometimes anything."""
    if route.takes is None:
        return ANYTHING
    schemas = describe(tuple(API_ROUTES))["components"]["schemas"]
    return st.one_of(fitting(schemas[route.takes.__name__], schemas), ANYTHING)


WRITES = [route for route in API_ROUTES if route.method != "GET"]
READS = [route for route in API_ROUTES if route.method == "GET" and not route.path.endswith(STREAMS)]


def address(path: str, places: dict[str, str]) -> str:
    for name, place in places.items():
        path = path.replace(name, place)
    return path.replace("{criterion}", "vision").replace("{entry}", "1").replace("{version}", "1").replace("{qid}", "q")


@pytest.fixture
async def places(house):
    session = await house.open()
    return {
        "/sessions/{id}": f"/sessions/{session}",
        "/programmes/{id}": f"/programmes/{house.programme}",
        "/panelists/{id}": f"/panelists/{house.id('tono')}",
        "/people/{id}": f"/people/{house.id('tono')}",
        "{id}": "nothing",
        "{fid}": "nothing",
    }


ENDINGS = ("/close", "/abort", "/cancel", "/submit")


def subject(route: Any) -> str:
    """Routes of one subject share a house: what ends a session comes last."""
    return str(route.path.removeprefix(f"{API}/").split("/")[0])


@pytest.mark.parametrize("about", sorted({subject(route) for route in WRITES}))
async def test_no_body_makes_a_write_fail(house, places, about):
    askers = [house.secretariat, house.chair]
    routes = [route for route in WRITES if subject(route) == about]
    for route in sorted(routes, key=lambda route: route.path.endswith(ENDINGS)):
        for number, body in enumerate(properties.some(bodies(route), 8)):
            raw = json.dumps(body).encode()
            answer = await askers[number % 2].ask(route.method, address(route.path, places), data=raw)
            assert answer.status < 500, (route.path, body)


async def test_no_query_makes_a_read_fail(house, places):
    names = ("limit", "after", "from", "to", "state", "lang", "surprise")
    for text in ("", "%00", "9" * 40, "-1", "%F0%9F%98%80", "2031-03-05T02:00:00Z"):
        for route in READS:
            query = "&".join(f"{name}={text}" for name in names)
            answer = await house.secretariat.get(f"{address(route.path, places)}?{query}", allow_redirects=False)
            assert answer.status < 500, (route.path, text)


EDGES = ("9999-12-31", "0001-01-01", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00%2B14:00", "nan", "1e308")


@on_one_store
async def test_no_time_in_an_address_is_too_early_or_too_late_for_a_page(house, places):
    pages = {address(route.path, places) for route in PAGE_ROUTES if route.method == "GET"}
    pages |= {f"/programmes/{house.programme}/calendar?view={view}" for view in ("day", "month")}
    for path in sorted(
        page for page in pages if "nothing" not in page and "{" not in page and not page.endswith(STREAMS)
    ):
        for text in EDGES:
            named = "&".join(f"{name}={text}" for name in ("date", "week", "from", "to", "minute", "time", "at"))
            answer = await house.secretariat.get(
                f"/{path}{'&' if '?' in path else '?'}{named}", headers={"Accept": "text/html"}, allow_redirects=False
            )
            assert answer.status < 500, (path, text)


@on_one_store
async def test_bounds_of_a_list_may_lie_at_the_ends_of_time(house):
    booked = await house.book()
    ever = "from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z"
    found = await house.secretariat.get(f"/programmes/{house.programme}/sessions?{ever}")
    assert [one["id"] for one in found["items"]] == [booked]
    free = await house.secretariat.get(f"/programmes/{house.programme}/free?from=9999-12-31T23:59:59Z")
    assert (free.status, free.pointers) == (422, ["/from"])
    for beyond in EDGES[2:4]:  # no year of UTC
        refused = await house.secretariat.get(f"/programmes/{house.programme}/sessions?from={beyond}")
        assert (refused.status, refused.pointers) == (422, ["/from"])

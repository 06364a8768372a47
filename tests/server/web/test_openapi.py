"""The OpenAPI document says what every address takes and what it answers."""

from houses import on_one_store

from server.web import gives
from server.web.api.openapi import MEDIA, describe
from server.web.routes import API, API_ROUTES

DOCUMENT = describe(tuple(API_ROUTES))


def is_a_file(route) -> bool:
    return route.path.rpartition(".")[2] in MEDIA or route.path.endswith(("/events", "{fid}", "{take}", "/raw"))


def test_every_answer_has_its_schema():
    for route in API_ROUTES:
        told = gives.answers(route.method, route.path.removeprefix(API), route.status)
        assert told or route.status == 204 or is_a_file(route), f"gives.py says nothing of {route.method} {route.path}"


def test_every_reference_leads_somewhere():
    def references(part):
        if isinstance(part, dict):
            yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    schemas = DOCUMENT["components"]["schemas"]
    found = set(references(DOCUMENT))
    assert found
    assert {one.removeprefix("#/components/schemas/") for one in found} <= schemas.keys()


def test_nothing_is_told_of_an_address_that_is_not_there():
    known = {f"{route.method} {route.path.removeprefix(API)}" for route in API_ROUTES}
    assert set(gives.ADDRESSES) <= known


def test_refusals_have_their_schema():
    for path in DOCUMENT["paths"].values():
        for operation in path.values():
            refused = operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"]
            assert refused == {"$ref": "#/components/schemas/Problem"}


@on_one_store
async def test_the_document_is_served_to_anybody(house):
    answer = await house.nobody.get("/api/openapi.json")

    assert answer.status == 200
    assert answer["openapi"].startswith("3.1")
    assert answer["paths"].keys() == DOCUMENT["paths"].keys()

"""The OpenAPI 3.1 document, made of the table of routes and the models that validate the requests."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from server.forms.answers.shared import Problem
from server.forms.spreadsheets import XLSX
from server.web import gives
from server.web.route import Route
from server.web.seam import refusals
from sessions.values import Json

MEDIA = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "xlsx": XLSX,
    "pdf": "application/pdf",
    "vtt": "text/vtt",
    "webp": "image/webp",
    "zip": "application/zip",
}
Mode = Literal["validation", "serialization"]
Refs = Mapping[Any, Any]  # by model and mode: where it stands in the document
API = "/api/v1"
REF = "#/components/schemas/{model}"
ROUTES: web.AppKey[tuple[Route, ...]] = web.AppKey("routes")


async def document(request: web.Request) -> web.Response:
    """OpenAPI 3.1 of everything below /api/v1."""
    return web.json_response(describe(request.app[ROUTES]))


@cache
def describe(routes: tuple[Route, ...]) -> Mapping[str, Json]:
    """The document of these addresses."""
    refs, schemas = models_json_schema(list(dict.fromkeys(_models(routes))), ref_template=REF)
    paths: dict[str, dict[str, Json]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sidang",
            "version": "1",
            "description": "Assessment sessions: booked, invited, scored, recorded.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _told_problems(schemas["$defs"]),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}],
    }


def _models(routes: tuple[Route, ...]) -> Iterator[tuple[type[BaseModel], Mode]]:
    yield Problem, "serialization"
    for route in routes:
        if route.takes:
            yield route.takes, "validation"
        for answer in gives.answers(route.method, route.path.removeprefix(API), route.status).values():
            yield answer, "serialization"


def _operation(route: Route, refs: Refs) -> dict[str, Json]:
    names = re.findall(r"{(\w+)}", route.path)
    operation: dict[str, Any] = {
        "summary": (route.handler.__doc__ or "").strip().partition("\n")[0],
        "description": _whose(route),
        "operationId": f"{route.handler.__module__.rpartition('.')[2]}_{route.handler.__name__}",
        "tags": [route.handler.__module__.rpartition(".")[2]],
        "parameters": [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names],
        "responses": {
            **_answers(route, refs),
            "4XX": {
                "description": "refused",
                "content": {"application/problem+json": {"schema": refs[Problem, "serialization"]}},
            },
        },
    }
    if route.guard is None:
        operation["security"] = []
    if route.method != "GET":
        header = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
        operation["parameters"].append(header)
    if route.takes:
        one: dict[str, Json] = dict(refs[route.takes, "validation"])
        schema = {"anyOf": [one, {"type": "array", "items": one}]} if route.lists else one
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _answers(route: Route, refs: Refs) -> dict[str, Json]:
    found = gives.answers(route.method, route.path.removeprefix(API), route.status)
    done: dict[str, Json] = (
        {} if route.status in found else {str(route.status): {"description": "done"} | _content(route)}
    )
    return done | {
        str(status): {
            "description": (model.__doc__ or "done").strip().partition("\n")[0],
            "content": {"application/json": {"schema": refs[model, "serialization"]}},
        }
        for status, model in found.items()
    }


def _content(route: Route) -> dict[str, Json]:
    """What is no JSON: a file by the end of its path, a stream of events, an upload as it was sent."""
    if route.status == 204:
        return {}
    kind = "text/event-stream" if route.path.endswith("/events") else MEDIA.get(route.path.rpartition(".")[2])
    return {"content": {kind or "*/*": {"schema": {"type": "string"}}}}


def _whose(route: Route) -> str:
    return "Anybody." if route.guard is None else (route.guard.__doc__ or "").strip()


def _told_problems(schemas: dict[str, Any]) -> Mapping[str, Json]:
    names = sorted(f"/problems/{name}" for name in refusals.TITLES)
    schemas["Problem"]["properties"]["type"]["examples"] = names
    return schemas

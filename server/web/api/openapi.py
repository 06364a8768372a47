"""The OpenAPI 3.1 document, made of the table of routes and the models that validate the requests."""

import re
from functools import cache
from typing import Any

from aiohttp import web
from pydantic.json_schema import models_json_schema

from server.forms.spreadsheets import XLSX
from server.web import refusals
from server.web.route import Route

MEDIA = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "xlsx": XLSX,
    "pdf": "application/pdf",
    "vtt": "text/vtt",
    "zip": "application/zip",
}
REF = "#/components/schemas/{model}"
ROUTES: web.AppKey[tuple[Route, ...]] = web.AppKey("routes")


async def document(request: web.Request) -> web.Response:
    """OpenAPI 3.1 of everything below /api/v1."""
    return web.json_response(describe(request.app[ROUTES]))


@cache
def describe(routes: tuple[Route, ...]) -> dict[str, Any]:
    """The document of these addresses."""
    taken = [route.takes for route in routes if route.takes]
    _, schemas = models_json_schema([(model, "validation") for model in set(taken)], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
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
            "schemas": {**schemas.get("$defs", {}), "Problem": _problem()},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}],
    }


def _operation(route: Route) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", route.path)
    operation: dict[str, Any] = {
        "summary": (route.handler.__doc__ or "").strip().partition("\n")[0],
        "description": _whose(route),
        "operationId": f"{route.handler.__module__.rpartition('.')[2]}_{route.handler.__name__}",
        "tags": [route.handler.__module__.rpartition(".")[2]],
        "parameters": [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names],
        "responses": {
            str(route.status): {"description": "done"} | _content(route.path),
            "4XX": {
                "description": "refused",
                "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
            },
        },
    }
    if route.guard is None:
        operation["security"] = []
    if route.method != "GET":
        header = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255}}
        operation["parameters"].append(header)
    if route.takes:
        one: dict[str, Any] = {"$ref": REF.format(model=route.takes.__name__)}
        schema = {"anyOf": [one, {"type": "array", "items": one}]} if route.lists else one
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _content(path: str) -> dict[str, Any]:
    kind = MEDIA.get(path.rpartition(".")[2])
    return {"content": {kind: {}}} if kind else {}


def _whose(route: Route) -> str:
    return "Anybody." if route.guard is None else (route.guard.__doc__ or "").strip()


def _problem() -> dict[str, Any]:
    names = sorted(f"/problems/{name}" for name in refusals.TITLES)
    return {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "examples": names},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
        "additionalProperties": True,
    }

"""Every answer of the API that a test gets is held against the model that the OpenAPI document shows for it."""

import re
from functools import cache

from server.forms.answers.shared import Problem
from server.web import gives
from server.web.routes import API, API_ROUTES


@cache
def _addresses():
    # Addresses without parameters first: /a/b is not /a/{id}.
    routes = sorted(API_ROUTES, key=lambda route: route.path.count("{"))
    return [(route, re.compile(_pattern(route.path))) for route in routes]


def _pattern(path: str) -> str:
    return "[^/]+".join(re.escape(part) for part in re.split(r"{\w+}", path))


def must_be_told(method: str, address: str, status: int, raw: bytes) -> None:
    """Raises pydantic's ValidationError for an answer that is not as the document says."""
    path = address.partition("?")[0]
    if path == "/readyz":  # what it says it says in either state, and no caller's fault is in it
        return
    if status >= 400:
        Problem.model_validate_json(raw)
        return
    for route, pattern in _addresses():
        if route.method == method and pattern.fullmatch(path):
            models = gives.answers(method, route.path.removeprefix(API), route.status)
            model = models.get(status) or next(iter(models.values()), None)
            assert model is not None, f"{method} {route.path} answers JSON, and server/web/gives.py does not say which"
            model.model_validate_json(raw)
            return

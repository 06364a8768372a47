"""The panelist's sheet as a page and as plain forms, with the same actions as the API's."""

from datetime import datetime
from typing import Any

from aiohttp import web

from server import access, calls, forms
from server.keys import STORE
from server.models import ScoreIn
from server.pages.frame import led_to, page
from sessions import recording, scoring, showing
from sessions.asking import Asker, sat_on
from sessions.errors import Invalid, Refusal, SheetClosed, StaleRevision
from sessions.store import registry
from sessions.store.engine import Db


async def show_sheet(request: web.Request) -> web.Response:
    """The asker's sheet."""
    return await _sheet_page(request)


async def post_sheet(request: web.Request) -> web.StreamResponse:
    """Saves every score of the form that differs from what stands; what is not taken is shown again, with why."""
    asker, session, now = access.asker(request), request.match_info["id"], calls.now(request)
    form = await request.post()
    store = request.app[STORE]
    standing = (await store.read(scoring.sheet_json, session, asker, now=now))["scores"]
    refused = _Refused()
    for criterion, typed in _typed(form).items():
        if not _differs(typed, standing.get(criterion)):
            continue
        try:
            given = _given(criterion, typed)
            await store.write(scoring.put_score, session, given, asker, now=now)
        except (Refusal, ValueError) as error:
            refused.take(criterion, typed, error)
    if refused.typed:
        return await _sheet_page(request, status=409, **refused.variables())
    if form.get("act") == "submit":
        await store.write(scoring.submit, session, asker, now=now)
        return led_to(f"/sessions/{session}/sheet", "submitted")
    return led_to(f"/sessions/{session}/sheet", "saved")


async def declare(request: web.Request) -> web.StreamResponse:
    """The declaration on a conflict of interest."""
    asker, session = access.asker(request), request.match_info["id"]
    answer = (await request.post()).get("conflict")
    if answer not in ("yes", "no"):
        raise Invalid.at("/conflict", "yes or no")
    await request.app[STORE].write(scoring.declare, session, answer == "yes", asker, now=calls.now(request))
    return led_to(f"/sessions/{session}/sheet", "declared")


async def sign(request: web.Request) -> web.StreamResponse:
    """Signs the minutes."""
    asker, session = access.asker(request), request.match_info["id"]
    await request.app[STORE].write(recording.sign, session, asker, now=calls.now(request))
    return led_to(f"/sessions/{session}", "signed")


class _Refused:
    """What was typed and not taken, for the page that shows it again."""

    def __init__(self) -> None:
        self.typed: dict[str, dict[str, Any]] = {}
        self.said: dict[str, dict[str, str]] = {}
        self.clashes: dict[str, Any] = {}
        self.faults: dict[str, str] = {}

    def take(self, criterion: str, typed: dict[str, Any], error: Exception) -> None:
        """Notes one that was refused."""
        self.typed[criterion] = typed
        if isinstance(error, StaleRevision):
            self.clashes[criterion] = error.fields["score"]
        elif isinstance(error, SheetClosed):
            self.said[criterion] = {"kind": "late", "text": error.detail}
        elif isinstance(error, Invalid):
            self.faults[criterion] = error.faults[0].message
        elif isinstance(error, Refusal):
            self.said[criterion] = {"kind": "refused", "text": error.detail}
        else:
            self.faults[criterion] = str(error)

    def variables(self) -> dict[str, Any]:
        """As the template wants them."""
        return {"typed": self.typed, "said": self.said, "clashes": self.clashes, "faults": self.faults}


async def _sheet_page(request: web.Request, *, status: int = 200, **more: Any) -> web.Response:
    asker, session = access.asker(request), request.match_info["id"]
    shown = await request.app[STORE].read(_shown, session, asker, now=calls.now(request))
    nothing: dict[str, Any] = {"typed": {}, "said": {}, "clashes": {}, "faults": {}}
    return page(request, "sheet.html", shown | nothing | more, status=status)


def _shown(db: Db, session_id: str, asker: Asker, *, now: datetime) -> dict[str, Any]:
    session, _ = sat_on(db, session_id, asker)
    programme = registry.programme(db, session.programme)
    return {
        "session": showing.session_json(db, session, asker, now=now),
        "sheet": scoring.sheet_json(db, session_id, asker, now=now),
        "rubric": scoring.rubric_of(db, session).as_json(),
        "person": asker.id,
        "zone": asker.timezone,
        "programme_zone": programme.timezone,
        "files": [
            {"name": file.name, "url": file.url or f"/api/v1/sessions/{session.id}/files/{file.id}"}
            for file in session.files
        ],
    }


def _typed(form: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, text in form.items():
        field, _, criterion = name.partition(".")
        if criterion and field in ("value", "note", "unsure", "revision"):
            found.setdefault(criterion, {"unsure": False})[field] = text if field != "unsure" else True
    return found


def _differs(typed: dict[str, Any], standing: dict[str, Any] | None) -> bool:
    value, note, unsure = (standing["value"], standing["note"], standing["unsure"]) if standing else (None, "", False)
    same_value = typed.get("value", "") == ("" if value is None else str(value))
    same_note = typed.get("note", "").replace("\r\n", "\n") == note
    return not (same_value and same_note and typed["unsure"] == unsure)


def _given(criterion: str, typed: dict[str, Any]) -> scoring.Given:
    value, revision = typed.get("value", ""), typed.get("revision", "")
    document = {
        "value": float(value) if value != "" else None,
        "note": typed.get("note", "").replace("\r\n", "\n"),
        "unsure": typed["unsure"],
        "revision": int(revision) if revision != "" else None,
    }
    score = forms.fit(document, ScoreIn)
    return scoring.Given(criterion, score.value, score.note, score.unsure, score.revision)

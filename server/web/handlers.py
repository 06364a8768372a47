"""The grain of a handler: who, what and when; one action in one transaction; the answer. Idempotency lives here."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from aiohttp import web

from server import forms
from server.web import access, refusals
from server.web.keys import ARRIVED, BELONGS, STORE, STREAMED
from sessions.actions import PutScore, archiving, saves
from sessions.store import Db, Reads, idempotency
from sessions.values import Invalid, Refusal, WouldSend, compact

LIMIT = 1000
T = TypeVar("T")


def now(request: web.Request) -> datetime:
    """When the request had arrived."""
    at: datetime = request[ARRIVED]
    return at


def as_it_is(_: Db, result: object) -> object:
    """The view of a result that is JSON already."""
    return result


async def act(
    request: web.Request,
    action: Callable[[Db], T],
    *,
    view: Callable[[Db, T], object] = as_it_is,
    status: int | Callable[[T], int] = 200,
    who: str | None = None,
    reads: Reads | None = None,
) -> web.Response:
    """Runs one action in one transaction and answers with its view, made in the same transaction. `who` asks, where
    nobody has to sign in for it; `reads` is what it will ask for, where many like it come at once.

    With an `Idempotency-Key` the same request again gets the first answer again; the key with another request is
    refused. A refusal that keeps something is an answer, too."""
    who, refused = who or access.asker(request).id, _refused(request)
    if looks(request):
        return json_response(await looked(request, action, view))
    key = request.headers.get("Idempotency-Key")
    fingerprint = await _fingerprint(request) if key else ""

    def run(db: Db) -> tuple[int, object]:
        known = idempotency.answered(db, who, key, fingerprint) if key else None
        if known is not None:
            return known
        try:
            result = within_a_live_round(request, action)(db)
            answer = status if isinstance(status, int) else status(result), view(db, result)
        except Refusal as refusal:
            if not refusal.keeps:
                raise
            answer = refused(refusal)
        if key:
            idempotency.remember(db, who, key, fingerprint, answer, now=now(request))
        return answer

    store = request.app[STORE]
    return _answer(*await (store.write_beside(reads, run) if reads else store.write(run)))


def within_a_live_round(request: web.Request, action: Callable[[Db], T]) -> Callable[[Db], T]:
    """The action, which does nothing to a programme that was archived after the door had let the request in."""
    belongs = request.get(BELONGS)

    def run(db: Db) -> T:
        if belongs is not None:
            archiving.must_be_writable(db, *belongs)
        return action(db)

    return run


async def save(request: web.Request, put: PutScore) -> web.Response:
    """Saves a score together with all others that wait, and answers with its receipt; a repeat as `act` does."""
    if request.query_string and looks(request):
        return await act(request, lambda db: saves.put_score(db, put), view=lambda _, saved: saved.as_json())
    return saved(await request.app[STORE].write_one(saves.put_scores, put))


async def with_key(request: web.Request, put: PutScore) -> PutScore:
    """The score with what tells the request's repeat, where it bears an `Idempotency-Key`."""
    key = request.headers.get("Idempotency-Key")
    return put._replace(key=saves.Key(key, await _fingerprint(request), _refused(request))) if key else put


def saved(saved: saves.Saved | saves.Again) -> web.Response:
    """The receipt of a score; of a repeat, what it was answered first."""
    if isinstance(saved, saves.Saved):
        return json_response(saved.as_json())
    return _answer(saved.status, saved.document)


def _refused(request: web.Request) -> Callable[[Refusal], tuple[int, object]]:
    reader = refusals.reader(request)
    return lambda refusal: (refusals.status(refusal), refusals.problem(refusal, reader))


def _answer(code: int, document: object) -> web.Response:
    if code >= 400 and isinstance(document, dict):
        return refusals.response(document)
    return json_response(document, status=code)


def looks(request: web.Request) -> bool:
    """Whether it is only to be seen what would come of it: `?check=true`. Raises Invalid."""
    return flag(request, "check")


def flag(request: web.Request, name: str) -> bool:
    """A yes or no of the query. Raises Invalid."""
    text = request.query.get(name, "false")
    if text not in ("true", "false", "1", "0"):
        raise Invalid.at(f"/{name}", "true-or-false")
    return text in ("true", "1")


def seen_revision(request: web.Request) -> int | None:
    """`?revision=`, the one that was seen, for what comes as a list. Raises Invalid."""
    text = request.query.get("revision")
    found = forms.natural(text) if text else None
    if text and found is None:
        raise Invalid.at("/revision", "whole-number")
    return found


async def looked(
    request: web.Request, action: Callable[[Db], T], view: Callable[[Db, T], object], *, writes: bool = True
) -> dict[str, Any]:
    """Decides as if it were done, and keeps nothing: what is seen says also what would be sent to whom. One that
    writes nothing for it holds nobody up."""

    def run(db: Db) -> dict[str, object]:
        seen = view(db, action(db))
        seen = {} if seen is None else seen  # of what is removed nothing is left to show
        assert isinstance(seen, dict)  # what can be looked at is told as an object
        return seen | {"would_send": would_send(db.written)}

    store = request.app[STORE]
    return await (store.look(run) if writes else store.read(run))


async def beforehand(request: web.Request, query: Callable[[Db], T]) -> T | None:
    """What is decided on a reading beside the writer, for an action that asks whether it still holds; None where it is
    refused, which the action says itself, unless it gives its first answer again."""
    try:
        return await request.app[STORE].read(query)
    except Refusal:
        return None


def would_send(written: Sequence[Mapping[str, Any]]) -> list[WouldSend]:
    """Who gets what: one row for each person and kind of mail; `email` null is a mail that waits for an address."""
    rows: dict[tuple[str | None, str], WouldSend] = {}
    for mail in written:
        facts = mail["content"]["facts"]
        row = rows.setdefault(
            (mail["person_id"], mail["kind"]),
            {
                "person": mail["person_id"],
                "name": mail["to_name"] or (facts.get("session") or {}).get("regency", ""),
                "email": mail["to_address"] or None,
                "role": facts["person"]["role"],
                "kind": mail["kind"],
                "count": 0,
            },
        )
        row["count"] += 1
    return list(rows.values())


async def show(request: web.Request, query: Callable[[Db], object]) -> web.Response:
    """Runs one query on a consistent view and answers with what it gives."""
    return json_response(await request.app[STORE].read(query))


def json_response(document: object, *, status: int = 200) -> web.Response:
    """A JSON answer that no cache keeps."""
    text = "" if status == 204 else compact(document)
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="application/json", headers=headers)


def last_event(request: web.Request) -> int | None:
    """The number of the last entry that a stream's reader has heard, from `Last-Event-ID` or the query."""
    text = request.headers.get("Last-Event-ID") or request.query.get("last_event_id", "")
    return forms.natural(text)


def paging(request: web.Request) -> tuple[int, str]:
    """`?limit=` (1 to 1000) and `?after=`. Raises Invalid."""
    limit = forms.natural(request.query.get("limit", str(LIMIT)))
    if limit is None or not 1 <= limit <= LIMIT:
        raise Invalid.at("/limit", "whole-number-between", least=1, most=LIMIT)
    return limit, request.query.get("after", "")


def version_of(request: web.Request) -> int | None:
    """`?version=`, a whole number from 1. Raises Invalid."""
    text = request.query.get("version")
    number = None if text is None else forms.natural(text)
    if text is not None and not number:
        raise Invalid.at("/version", "whole-number-from", least=1)
    return number


def page(items: Sequence[Mapping[str, object]], limit: int) -> dict[str, object]:
    """A list's page, of items that were asked for one beyond the limit."""
    more = len(items) > limit
    shown = items[:limit]
    return {"items": shown, "next": str(shown[-1]["id"]) if more else None}


def cut(items: Sequence[object], paging: tuple[int, str]) -> dict[str, object]:
    """A page of a list that is at hand whole and only grows at its end; the cursor is the position."""
    limit, after = paging
    begin = forms.natural(after or "0")
    if begin is None:
        raise Invalid.at("/after", "no-cursor")
    end = begin + limit
    return {"items": list(items[begin:end]), "next": str(end) if end < len(items) else None}


async def _fingerprint(request: web.Request) -> str:
    head = f"{request.method} {request.path_qs}\n".encode()
    streamed = request.get(STREAMED)
    return hashlib.sha256(head + (await request.read() if streamed is None else streamed.encode())).hexdigest()

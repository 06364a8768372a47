"""A regency answers, on its session's page, the questions that were asked of it: in words, and with files.

All its answers stand in one form, of which each button sends one: what was typed for the others comes back with the
page, and so does what was refused, with why beside it."""

from collections.abc import Mapping

from aiohttp import web

from server import forms
from server.forms import ReplyIn
from server.text import faults, script_words
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.pages.panel import session_people
from server.web.seam import CLOCK, access, refusals, uploads
from sessions.actions import questions, recording
from sessions.store import Db, records
from sessions.values import Refusal, new_id

TEXT, FILE = "text-", "file-"  # before the question's id


async def reply(request: web.Request) -> web.Response:
    """The answer of one question's button: words, a file streamed to disk, or both, in one transaction."""
    asker, where, clock = access.asker(request), request.match_info, request.app[CLOCK]
    size, one = request.content_length or 0, where["qid"]
    await frame.read(
        request, lambda db: recording.may_attach(db, where["id"], "document", asker, now=clock(), size=size)
    )
    async with uploads.received(request, recordings=False, written=f"{FILE}{one}") as upload:
        typed = {name.removeprefix(TEXT): text for name, text in upload.fields.items() if name.startswith(TEXT)}
        try:
            await _answered(request, upload, typed.get(one, ""))
        except Refusal as refusal:
            return await _again(request, typed, refusal)
    others = {name: text for name, text in typed.items() if name != one and text.strip()}
    return await _again(request, others) if others else frame.led_to(f"/sessions/{where['id']}", "replied")


reply.streams = True  # type: ignore[attr-defined]


async def _answered(request: web.Request, upload: uploads.Upload, typed: str) -> None:
    asker, where, clock = access.asker(request), request.match_info, request.app[CLOCK]
    if upload.refused is not None:
        raise upload.refused
    text = forms.fit({"text": typed}, ReplyIn).text
    upload.fields["question"] = where["qid"]
    upload.fields.pop("kind", None)
    new = uploads.of_session(upload, new_id(clock())) if upload.name else None

    def answered(db: Db) -> None:
        now = clock()
        if new is None and _is_said(db, where["id"], where["qid"], text, asker.id):
            return  # the page that came of it was loaded again
        if new is not None:
            recording.attach(db, where["id"], new, asker, now=now)
        if text.strip() or new is None:
            questions.reply(db, where["id"], where["qid"], text, asker, now=now)

    await frame.act(request, upload.taken_by(answered))


def _is_said(db: Db, session: str, question: str, text: str, who: str) -> bool:
    found = records.load(db, session).question(question)
    last = found.replies[-1] if found is not None and found.replies else None
    return last is not None and bool(text.strip()) and (last.text, last.by) == (text, who)


async def _again(request: web.Request, typed: Mapping[str, str], refusal: Refusal | None = None) -> web.Response:
    """The session's page with what is not sent yet in its fields, and what was wrong with the one that was sent."""
    spoken = frame.language(request)
    more: View = {"typed": typed}
    if refusal is None:
        return await session_people.shown(
            request, more | {"notice": {"kind": "good", "text": script_words.notices(spoken)["replied-one"]}}
        )
    told = faults.whole(refusal, spoken, access.asker(request).timezone)
    return await session_people.shown(
        request, more | {"faults": {request.match_info["qid"]: told}}, status=refusals.status(refusal)
    )

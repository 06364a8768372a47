"""A regency answers, on its session's page, the questions that were asked of it: in words, and with files."""

from aiohttp import web

from server import forms
from server.forms import ReplyIn
from server.web.pages import frame
from server.web.seam import CLOCK, access, uploads
from sessions.actions import questions, recording
from sessions.store import Db
from sessions.values import new_id


async def reply(request: web.Request) -> web.Response:
    """The answer of one form: words, a file streamed to disk, or both, in one transaction."""
    asker, where, clock = access.asker(request), request.match_info, request.app[CLOCK]
    size = request.content_length or 0
    await frame.read(
        request, lambda db: recording.may_attach(db, where["id"], "document", asker, now=clock(), size=size)
    )
    async with uploads.received(request, recordings=False, written=True) as upload:
        text = forms.fit({"text": upload.fields.get("text", "")}, ReplyIn).text
        upload.fields["question"] = where["qid"]
        new = uploads.of_session(upload, new_id(clock())) if upload.name else None

        def answered(db: Db) -> None:
            now = clock()
            if new is not None:
                recording.attach(db, where["id"], new, asker, now=now)
            if text.strip() or new is None:
                questions.reply(db, where["id"], where["qid"], text, asker, now=now)

        await frame.act(request, upload.taken_by(answered))
    return frame.led_to(f"/sessions/{where['id']}", "replied")


reply.streams = True  # type: ignore[attr-defined]

"""A regency answers, on its session's page, the questions that were asked of it: in words, and with files."""

from aiohttp import web

from server import forms
from server.forms import ReplyIn
from server.web.pages import frame
from server.web.seam import CLOCK, access, handlers, uploads
from sessions.actions import questions, recording
from sessions.values import new_id


async def reply(request: web.Request) -> web.Response:
    """The answer in words, or that the files are it."""
    form, asker, where = await frame.fields(request), access.asker(request), request.match_info
    text = forms.fit({"text": form.get("text", "")}, ReplyIn).text
    await frame.act(
        request, lambda db: questions.reply(db, where["id"], where["qid"], text, asker, now=handlers.now(request))
    )
    return frame.led_to(f"/sessions/{where['id']}", "replied")


async def add_file(request: web.Request) -> web.Response:
    """A file that answers the question, streamed to disk."""
    asker, where, clock = access.asker(request), request.match_info, request.app[CLOCK]
    size = request.content_length or 0
    await frame.read(
        request, lambda db: recording.may_attach(db, where["id"], "document", asker, now=clock(), size=size)
    )
    async with uploads.received(request, recordings=False) as upload:
        upload.fields["question"] = where["qid"]
        new = uploads.of_session(upload, new_id(clock()))
        await frame.act(request, upload.taken_by(lambda db: recording.attach(db, where["id"], new, asker, now=clock())))
    return frame.led_to(f"/sessions/{where['id']}", "attached")


add_file.streams = True  # type: ignore[attr-defined]

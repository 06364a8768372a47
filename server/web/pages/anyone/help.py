"""The help: a guide for each of the three who use the program, open to anybody."""

import struct

from aiohttp import web

from server.text import help as guides
from server.web.look.statics import STATICS
from server.web.pages import frame
from server.web.seam import ASKER
from sessions.values import NotFound


async def show(request: web.Request) -> web.Response:
    """All guides by their names; who is of the secretariat is led to theirs."""
    asker = request[ASKER]
    if asker is not None and asker.secretariat and "all" not in request.query:
        return frame.led_to("/help/official", programme=request.query.get("programme", ""))
    await frame.stand(request)
    spoken = frame.language(request)
    view = {"guides": [guides.guide(one, spoken) for one in guides.READERS]}
    return frame.page(request, "pages/help.html", view)


async def read(request: web.Request) -> web.Response:
    """One guide."""
    reader, spoken = request.match_info["reader"], frame.language(request)
    if reader not in guides.READERS:
        raise NotFound
    known = request.app[STATICS].files
    guide = guides.guide(reader, spoken)
    names = {one.picture: picture(one.picture, spoken) for one in guide.sections if one.picture}
    pictures = {key: {"file": name, "size": _size(known[name])} for key, name in names.items() if name in known}
    await frame.stand(request)
    view = {"guide": guide, "pictures": pictures}
    return frame.page(request, "pages/guide.html", view)


def picture(name: str, language: str) -> str:
    """The file of a page's picture; `make pictures` makes them."""
    return f"help-{name}-{language}.webp"


def _size(webp: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the frame's head (RFC 6386, 9.1): a page keeps the room for its pictures."""
    wide, high = struct.unpack_from("<HH", webp, 26)
    return wide & 0x3FFF, high & 0x3FFF

"""What people typed into a page's form: texts as the API takes them, and a refusal for what is no form."""

import zlib

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict, MultiMapping

from server.forms import printable
from sessions.values import Invalid, TooLarge

Form = MultiMapping[str | web.FileField]
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# What aiohttp raises on the way through a form that is none: no UTF-8, an unknown charset or encoding, a part whose
# head is none, a body that breaks off.
BROKEN = (ValueError, LookupError, RuntimeError, HttpProcessingError, zlib.error)
MOST_FIELDS = 20_000  # a rubric of 200 criteria, each with the meaning of ten values in two languages, has 5,400
MOST_OF_A_BEGINNING = 1024  # bytes; a form's token has 128
NOT_TYPED = {"csrf", "back", "next", "from"}


async def form(request: web.Request) -> Form:
    """The form, its texts without what cannot be printed. Raises Invalid for what is cut off, or no text; TooLarge."""
    try:
        sent = await request.post()
    except web.HTTPRequestEntityTooLarge as error:
        if "form fields" in (error.text or ""):  # aiohttp has one exception for their number and for the bytes
            raise TooLarge("too-many-fields", {"most": MOST_FIELDS}) from error
        raise TooLarge from error
    except BROKEN as error:
        raise Invalid.at("", "broken-form") from error
    return MultiDict(
        (name, printable(value) if isinstance(value, str) else value)
        for name, value in sent.items()
        if isinstance(value, str | web.FileField)
    )


async def fields(request: web.Request) -> dict[str, str]:
    """The form's texts; of several values of one name the last."""
    return {name: value for name, value in (await form(request)).items() if isinstance(value, str)}


async def begins(request: web.Request, name: str) -> str | None:
    """The short text of that name with which a form begins that its handler takes piece by piece; None where it begins
    otherwise. What is left to be read is a whole form again (RFC 2046, section 5.1.1: what stands before the first
    boundary is passed over). Raises Invalid for what is none."""
    if request.content_type != FORMS[1]:
        return (await fields(request)).get(name)
    try:
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or part.name != name or part.filename:
            return None
        text = b""
        while piece := await part.read_chunk():
            text += piece
            if len(text) > MOST_OF_A_BEGINNING:
                return None
    except BROKEN as error:
        raise Invalid.at("", "broken-form") from error
    return text.decode("utf-8", "replace")


async def kept(request: web.Request) -> list[str]:
    """What was typed into a form that is refused, so that nothing is lost; only of a body that has been read."""
    if request.content_type not in FORMS or not request.content.is_eof():
        return []
    try:
        given = await form(request)
    except (Invalid, TooLarge):
        return []
    return [value for name, value in given.items() if isinstance(value, str) and value and name not in NOT_TYPED]

"""What people typed into a page's form: texts as the API takes them, and a refusal for what is no form."""

import zlib

from aiohttp import web
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


async def kept(request: web.Request) -> list[str]:
    """What was typed into a form that is refused, so that nothing is lost; only of a body that has been read."""
    if request.content_type not in FORMS or not request.content.is_eof():
        return []
    try:
        given = await form(request)
    except (Invalid, TooLarge):
        return []
    return [value for name, value in given.items() if isinstance(value, str) and value and name not in NOT_TYPED]

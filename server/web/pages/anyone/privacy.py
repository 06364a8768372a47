"""What is kept of people, why and for how long: as the settings in use say it. Nobody has to sign in."""

import math
from datetime import timedelta
from typing import Literal

from aiohttp import web

from server.settings import Settings
from server.text import plural
from server.web.pages import frame
from server.web.seam import SETTINGS, readers

YEAR = 365  # days


async def show(request: web.Request) -> web.Response:
    """The page, in the language that `?lang=` names: mails lead here in their reader's. Raises Invalid."""
    settings, spoken = request.app[SETTINGS], readers.chosen_language(request)
    keep = settings.privacy
    view = {
        "lang": spoken,
        "organizer": settings.mail.organizer,
        "contact": _lasting(keep.keep, spoken),
        "mails": _lasting(keep.mails, spoken),
        "inbox": _lasting(keep.inbox, spoken) if settings.inbox.url else None,
        "uploads": _lasting(keep.uploads, spoken),
        "backups": _backups(settings, spoken),
    }
    return frame.page(request, "pages/privacy.html", view)


def _lasting(kept: Literal[""] | timedelta, language: str) -> str:
    """So long in words, in whole days or years; "" is for ever."""
    if not kept:
        return ""
    days = math.ceil(kept / timedelta(days=1))
    years, rest = divmod(days, YEAR)
    if years and not rest:
        return plural(language, "%d tahun", "%d tahun", years) % years
    return plural(language, "%d hari", "%d hari", days) % days


def _backups(settings: Settings, language: str) -> str | None:
    """How long a daily backup is kept; None where none is made."""
    if not settings.storage.backup_at:
        return None
    by_number = timedelta(days=settings.storage.backup_keep)
    return _lasting(min(settings.privacy.backups or by_number, by_number), language)

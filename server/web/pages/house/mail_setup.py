"""How mail is set up, in words that can be trusted: what the settings say, what a test of it found, what is wrong."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

from server.mail import self_test
from server.mail.self_test import SelfTest
from server.settings import Settings
from server.text import faults, script_words, translator
from server.web.pages import frame
from server.web.pages.frame import around
from server.web.pages.house import mail_lines
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import must_be_secretariat
from sessions.store import Db, incoming, mail_faults
from sessions.values import Invalid

LAST: web.AppKey[list[SelfTest]] = web.AppKey("mail_self_test")


def set_up(app: web.Application) -> None:
    """Room for the last test."""
    app[LAST] = []


async def show(request: web.Request) -> web.Response:
    """The settings, what is wrong with them, and what the last test found."""
    return await _page(request)


async def write_lines(request: web.Request) -> web.Response:
    """The lines of config.toml for what was filled in; nothing is kept."""
    must_be_secretariat(access.asker(request))
    form = await frame.fields(request)
    kept = {key: text for key, text in form.items() if not key.endswith("_password")}
    try:
        return await _page(request, form=kept, lines=mail_lines.written(mail_lines.given(form), request.app[SETTINGS]))
    except Invalid as invalid:
        return await _page(
            request, form=kept, faults_of=faults.at_fields(invalid.faults, frame.language(request)), status=422
        )


async def _page(request: web.Request, *, status: int = 200, **shown: object) -> web.Response:
    settings, spoken, asker = request.app[SETTINGS], frame.language(request), access.asker(request)
    last = request.app[LAST][-1] if request.app[LAST] else None
    programme = request.query.get("programme", "") or (await frame.fields(request)).get("programme", "")

    def query(db: Db) -> dict[str, object]:
        found = {way: incoming.noted(db, "self-test", one) for way, one in last.message_ids.items()} if last else {}
        return around(db, asker, programme) | {
            "faults": [(one.part, one.reason, one.since) for one in mail_faults.standing(db) if one.part != "backup"],
            "back": {way: item and dict(item.proposal) | {"at": item.received_at} for way, item in found.items()},
        }

    view = await frame.read(request, query)
    view |= {"settings": _settings(settings), "warnings": warnings(settings, spoken), "last": last}
    view |= {"path": "/mail-settings", "zone": asker.timezone, "lines": "", "faults_of": {}}
    return frame.page(
        request, "pages/mail_setup.html", view | {"form": mail_lines.filled(settings)} | shown, status=status
    )


async def test(request: web.Request) -> web.Response:
    """Sends the test's mails; what became of them is on the page."""
    must_be_secretariat(access.asker(request))
    request.app[LAST][:] = [await self_test.begin(request.app[SETTINGS], now=handlers.now(request))]
    return frame.led_to("/mail-settings", "mail-tested", programme=(await frame.fields(request)).get("programme", ""))


def warnings(settings: Settings, language: str) -> list[str]:
    """What keeps mail from doing its work, or from being believed."""
    _ = translator(language)
    found = []
    if settings.mails_nobody:
        found.append(script_words.written_only(language))
    if _is_loopback(settings.public_url):
        found.append(_("Tautan dalam surel menunjuk ke mesin ini sendiri; di tempat lain tidak dapat dibuka."))
    if not settings.inbox.url:
        found.append(_("Tidak ada kotak surel yang dibaca: jawaban dari kalender tidak sampai, hanya dari tautan."))
    elif not settings.mail.authserv:
        found.append(_("Pengirim jawaban dipercaya tanpa diperiksa: isi authserv dengan nama server surel Anda."))
    return found


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _settings(settings: Settings) -> dict[str, str]:
    organizer = settings.mail.organizer
    return {
        "sender": f"{organizer.name} <{organizer.address}>",
        "out": self_test.shown(settings.mail_url),
        "in": self_test.shown(settings.inbox.url) if settings.inbox.url else "",
        "public_url": settings.public_url,
        "authserv": settings.mail.authserv,
        "answers": settings.mail.answers,
    }

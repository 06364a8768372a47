"""The programme's mails as a list: searched, filtered, by the page, several sent again, as a table to take away; and
one of them as it reads."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

from aiohttp import web

from server.documents import official_letter, tables
from server.documents.tables import Grid
from server.mail import kinds, reading
from server.text import translator, whatsapp
from server.web.pages import frame
from server.web.pages.frame import View, around, titled
from server.web.pages.house import kept_views
from server.web.pages.house.mail_setup import warnings
from server.web.pages.secretariat.asked import Asked, choice, standing
from server.web.pages.secretariat.session_list import XLSX
from server.web.pages.secretariat.session_secretariat import mail_line
from server.web.seam import SETTINGS, access, handlers
from sessions.actions import Asker, inviting, messaging, must_be_secretariat
from sessions.store import Db, mails, records, registry, templates, timetable
from sessions.values import Mail, NotFound, WrongState, from_wire

STATES = ("bounced", "failed", "held", "waiting", "sending", "sent", "dropped")  # the worst first


async def show(request: web.Request) -> web.Response:
    """The newest first."""
    asker, asked, spoken = access.asker(request), Asked.of(request.query), frame.language(request)
    settings, programme = request.app[SETTINGS], request.match_info["id"]
    view = await frame.read(
        request, lambda db: _view(db, programme, asker, asked, spoken, by_file=settings.mails_nobody)
    )
    view["warnings"] = warnings(settings, spoken)
    return frame.page(request, "pages/mails.html", view)


async def as_xlsx(request: web.Request) -> web.Response:
    """Exactly what the list shows, all its pages, as a workbook."""
    asker, asked, spoken = access.asker(request), Asked.of(request.query), frame.language(request)

    def query(db: Db) -> tuple[Grid, str]:
        must_be_secretariat(asker)
        programme = registry.programme(db, request.match_info["id"])
        found = mails.of_programme(db, programme.id, _wanted(asked), after="", limit=None)
        return _grid(_lines(db, found[::-1], spoken), spoken), programme.timezone

    made, zone = await frame.read(request, query)
    body = await asyncio.to_thread(tables.as_xlsx, [made], zone)
    headers = {"Content-Disposition": 'attachment; filename="mails.xlsx"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type=XLSX, headers=headers)


async def resend(request: web.Request) -> web.Response:
    """Those that were ticked go once more; what has no address stays as it is."""
    asker, form, programme = access.asker(request), await frame.form(request), request.match_info["id"]
    chosen = [str(one) for one in form.getall("one", [])]

    def action(db: Db) -> bool:
        sent = False
        for one in chosen:
            with suppress(WrongState):
                sent = bool(inviting.send_again(db, one, asker, now=handlers.now(request)))
        return sent

    sent = await frame.act(request, action)
    back = frame.own_page(str(form.get("back", "")) or f"/programmes/{programme}/mails")
    return frame.led_to(back, "resent" if sent else "none-chosen")


async def told(request: web.Request) -> web.Response:
    """Writes down that the official has told a message's reader of it by other means than mail."""
    asker, mail, now = access.asker(request), request.match_info["id"], handlers.now(request)
    back = frame.own_page((await frame.fields(request)).get("back", "") or f"/mails/{mail}")
    await frame.act(request, lambda db: messaging.told_by_hand(db, mail, asker, now=now))
    return frame.led_to(back, "told-one")


async def read(request: web.Request) -> web.Response:
    """One mail as it went, its links masked, and where it is."""
    asker, settings, spoken = access.asker(request), request.app[SETTINGS], frame.language(request)

    def query(db: Db) -> View:
        must_be_secretariat(asker)
        mail = mails.get(db, request.match_info["id"])
        session = records.load(db, mail.session) if mail.session else None
        reader = registry.persons(db, [mail.person]).get(mail.person) if mail.person else None
        about = session.programme if session else mail.facts.get("programme", {}).get("id", "")
        stands = around(db, asker, about or request.query.get("programme", ""))
        return stands | {
            "zone": (stands["programme"] or {}).get("timezone") or asker.timezone,
            "mail": _lines(db, [mail], spoken)[0] | {"kind": kinds.title(mail.kind, spoken)},
            "said": reading.of(mail, templates.of_mail(db, mail), settings) if mail.is_kept else None,
            "letter": f"/mails/{mail.id}/letter.pdf" if mail.is_kept and "official" in mail.facts else "",
            "whatsapp": whatsapp.of_mail(mail, reader) if mail.is_out(handlers.now(request)) else "",
        }

    return frame.page(request, "pages/mail.html", await frame.read(request, query))


async def letter(request: web.Request) -> web.Response:
    """The numbered letter that goes with the mail."""
    asker, uploads = access.asker(request), request.app[SETTINGS].uploads

    def query(db: Db) -> Mail:
        must_be_secretariat(asker)
        return mails.get(db, request.match_info["id"])

    mail = await frame.read(request, query)
    made = await asyncio.to_thread(official_letter.enclosed, mail.facts, uploads) if mail.is_kept else None
    if made is None:
        raise NotFound
    headers = {"Content-Disposition": f'inline; filename="{made.name}"', "Cache-Control": "no-store"}
    return web.Response(body=made.content, content_type="application/pdf", headers=headers)


def _wanted(asked: Asked) -> mails.Wanted:
    chosen = [value for name, value in asked.pairs if name == "kind"]
    return mails.Wanted(
        state=asked.value("state"), kind=",".join(chosen), q=asked.value("q"), last=asked.has("last", "yes")
    )


def _view(db: Db, programme_id: str, asker: Asker, asked: Asked, language: str, *, by_file: bool) -> View:
    must_be_secretariat(asker)
    programme = registry.programme(db, programme_id)
    counts = mails.counts(db, programme.id)
    wanted = _wanted(asked)
    known = mails.counted(counts, wanted)
    found = mails.stretch(db, programme.id, wanted, first=asked.first, size=asked.size, total=known)
    return standing(asked, found.total) | {
        "programme": titled(programme),
        "zone": programme.timezone,
        "mails": _lines(db, found.items, language),
        "asked": asked,
        "kept": asked.kept("q", "kind"),
        **kept_views.beside(db, asker, "mails", programme.id, asked),
        "filters": [choice(asked, "kind", translator(language)("Jenis"), _kinds(counts, language))],
        "tabs": _tabs(counts, asked, language, by_file=by_file),
    }


def _kinds(counts: Mapping[tuple[str, str], int], language: str) -> list[tuple[str, str]]:
    return sorted(
        ((kind, kinds.title(kind, language)) for kind in {kind for _, kind in counts}), key=lambda one: one[1]
    )


def _tabs(
    counts: Mapping[tuple[str, str], int], asked: Asked, language: str, *, by_file: bool
) -> list[tuple[str, str, bool, int]]:
    _ = translator(language)
    by_state: Counter[str] = Counter()
    for (state, _kind), number in counts.items():
        by_state[state] += number
    words = {
        "bounced": _("ditolak penerima"), "failed": _("gagal"), "held": _("ditahan"), "waiting": _("menunggu"),
        "sending": _("sedang dikirim"), "sent": _("ditulis ke berkas") if by_file else _("diserahkan"),
        "dropped": _("tidak jadi"),
    }  # fmt: skip
    chosen = asked.value("state")
    everything = (asked.but(state=None), _("Semua"), not chosen, sum(by_state.values()))
    return [everything] + [
        (asked.but(state=one), words[one].capitalize(), one == chosen, by_state[one])
        for one in STATES
        if by_state[one] or one == chosen
    ]


def _lines(db: Db, found: Sequence[Mail], language: str) -> list[View]:
    about = {one.id: one for one in timetable.named(db, (one.session for one in found if one.session))}
    lines = []
    for one in found:
        session = about.get(one.session or "")
        line = mail_line(one, language, session.answers if session else ())
        line["regency"] = session.regency.name if session else ""
        lines.append(line | {"key": (*line["to"].values(), *(line[name] for name in line if name != "to"))})
    return lines


def _grid(lines: list[View], language: str) -> Grid:
    _ = translator(language)
    header = [_("Ditulis"), _("Kepada"), _("Alamat"), _("Perihal"), _("Daerah"), _("Keadaan"), _("Alasan")]
    rows = [
        [from_wire(one["at"]), *one["to"].values(), one["subject"], one["regency"], one["delivery"], one["reason"]]
        for one in lines
    ]
    return Grid(_("Surel"), header, rows)

"""A session's page for the secretariat: who comes, what was mailed, and what may be done about it; mails of all."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from server import forms
from server.forms import ReasonIn
from server.mail import kinds
from server.text import entries as happenings
from server.text import faults, numbered, translator, whatsapp
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.pages.panel.deliberation import next_step
from server.web.pages.panel.session_people import common
from server.web.pages.panel.session_people import show as show_to_its_people
from server.web.pages.reaching import look
from server.web.pages.regency.claims import beside
from server.web.pages.secretariat import again
from server.web.pages.secretariat.booking import warning
from server.web.pages.secretariat.substituting import vacancies
from server.web.seam import access, handlers, ways
from sessions.actions import Asker, booking, closed_times, inviting, managed, reminding, scoring
from sessions.store import Db, batches, mails, records, registry
from sessions.values import NEEDS_ACTION, RUNNING, Guest, Mail, NotFound, Person, Seat, Session, TooMany, wire

HAPPENINGS = 40
BROKEN = {"bounced", "held"}
ASKING = {"invite", "update", "nudge"}  # mails that ask for an answer
SETTLES = timedelta(days=1)  # how long an invitation is given before the page advises to remind of it
STATES = {
    "booked": {"booked"},
    "live": RUNNING,
    "over": {"closed", "signed"},
    "off": {"cancelled", "aborted"},
}


# - one session -


async def show(request: web.Request) -> web.Response:
    """The session, from the side of whoever looks."""
    if not access.asker(request).secretariat:
        return await show_to_its_people(request)
    return await managed_page(request)


async def managed_page(request: web.Request, status: int = 200, **more: Any) -> web.Response:
    """The secretariat's page of the session; `more` is what was typed there and what is wrong with it. `?replace=` is
    the panelist for whom somebody is looked for, `?mend=` whose address is to be mended, `?late=` the batch of mails
    that somebody wished to stop when it had gone."""
    asker, session, spoken = access.asker(request), request.match_info["id"], frame.language(request)
    chosen = more.pop("replace", request.query.get("replace", ""))
    more, late = {"mending": request.query.get("mend", "")} | more, request.query.get("late", "")
    now, waits = handlers.now(request), request.query.get("batch", "")

    def query(db: Db) -> View:
        view = _managed(db, session, asker, spoken, chosen, now=now)
        went = _went_at(db, session, late) if late else None
        return view | {"went_at": went, "reminding": _waiting(db, waits, now)}

    view = await frame.read(request, query)
    return frame.page(request, "pages/session.html", view | more, status=status)


def _waiting(db: Db, batch: str, now: datetime) -> View | None:
    """A reminder's batch while it waits."""
    try:
        found = batches.get(db, batch)
    except NotFound:
        return None
    waits = found.cause == "reminded" and found.state(now) == "waiting"
    return {"id": found.id, "of": found.of, "due_at": wire(found.due_at)} if waits else None


async def cancel(request: web.Request) -> web.Response:
    """Cancels it and withdraws the invites."""
    form, session = await frame.fields(request), request.match_info["id"]
    reason = forms.fit({"reason": form.get("reason", "")}, ReasonIn).reason
    await frame.act(
        request,
        lambda db: booking.cancel(
            db, session, reason, access.asker(request), now=handlers.now(request), ways=ways.for_pages(request)
        ),
    )
    return frame.led_to(f"/sessions/{session}", "cancelled")


async def check_cancel(request: web.Request) -> web.Response:
    """Who would be written to if it were cancelled, and what; the page's button cancels it."""
    form, session, asker = await frame.fields(request), request.match_info["id"], access.asker(request)
    reason = forms.fit({"reason": form.get("reason", "")}, ReasonIn).reason
    now, spoken, reads = handlers.now(request), frame.language(request), await look.asked(request)
    seen = await handlers.looked(
        request,
        lambda db: booking.cancel(db, session, reason, asker, now=now, ways=ways.of_one(request, hold=False)),
        lambda db, off: look.about(db, off, reads, spoken),
    )
    _, number = translator(spoken), look.sent(seen["would_send"])
    said = numbered(spoken, "Batalkan dan kirim %d surel", "Batalkan dan kirim %d surel", number)
    unheard = _("Undangannya belum keluar dan tidak akan dikirim; tidak ada yang perlu diberi tahu.")
    return await look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Batalkan sesi"),
        action=f"/sessions/{session}/cancel",
        back=f"/sessions/{session}",
        button=said if number else _("Batalkan sesi"),
        carried=[("reason", reason)],
        facts=[(_("Daerah"), seen["name"]), (_("Waktu"), seen["at"]), (_("Alasan"), reason)],
        notes=[] if number else [unheard],
    )


def _whatsapp(session: Session, one: Seat | Guest, person: Person, zone: str) -> str:
    return whatsapp.link(person.phone, whatsapp.of_session(session, one, person, zone))


async def told(request: web.Request) -> web.Response:
    """Writes down that the official has told one of the session's people by other means than mail."""
    session, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    person = (await frame.fields(request)).get("for", "")
    await frame.act(request, lambda db: inviting.told_by_hand(db, session, person, asker, now=now))
    return frame.led_to(f"/sessions/{session}", "told-one")


async def remind(request: web.Request) -> web.Response:
    """Reminds those who have not answered; the mails wait a minute."""
    session, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    hold = ways.for_pages(request).hold
    try:
        told = await frame.act(request, lambda db: reminding.remind_of_one(db, session, asker, hold=hold, now=now))
    except TooMany:
        return frame.led_to(f"/sessions/{session}", "reminded-already")
    if told.batch:
        return frame.led_to(f"/sessions/{session}", batch=told.batch)
    return frame.led_to(f"/sessions/{session}", "reminded" if told.people else "nobody")


async def check_reminder(request: web.Request) -> web.Response:
    """Who has not answered and would be asked again, and by which mail; the page's button sends it."""
    session, asker, now = request.match_info["id"], access.asker(request), handlers.now(request)
    spoken, reads, hold = frame.language(request), await look.asked(request), ways.for_pages(request).hold
    try:
        seen = await handlers.looked(
            request,
            lambda db: reminding.remind_of_one(db, session, asker, hold=hold, now=now),
            lambda db, told: look.about(db, managed(db, session, asker), reads, spoken) | {"held": bool(told.batch)},
        )
    except TooMany:
        return frame.led_to(f"/sessions/{session}", "reminded-already")
    _, number = translator(spoken), look.sent(seen["would_send"])
    return await look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Ingatkan yang belum menjawab"),
        action=f"/sessions/{session}/remind",
        back=f"/sessions/{session}",
        button=numbered(spoken, "Kirim %d surel", "Kirim %d surel", number),
        facts=[(_("Daerah"), seen["name"]), (_("Waktu"), seen["at"])],
    )


async def resend(request: web.Request) -> web.Response:
    """Sends a mail again."""
    back = frame.own_page((await frame.fields(request)).get("back", "/"))
    await frame.act(
        request,
        lambda db: inviting.send_again(db, request.match_info["id"], access.asker(request), now=handlers.now(request)),
    )
    return frame.led_to(back, "resent")


def _managed(db: Db, session_id: str, asker: Asker, language: str, chosen: str, *, now: datetime) -> View:
    session = managed(db, session_id, asker)
    entries = records.read(db, session.id)
    names = {one.id: one.name for one in (*session.invited(), *session.former)}
    sent = mails.of_session(db, session.id)
    view = common(db, session, asker, language, now=now)
    lines = [
        {"at": wire(one.at), "text": happenings.line(one, language, names, session.schedule.phases)}
        for one in entries
        if one.kind != "scored"
    ]
    lines = sorted([*lines, *_reminders(sent, language)], key=lambda one: one["at"])
    asked = [one.written_at for one in sent if one.kind in ASKING and one.state != "dropped"]
    view |= beside(db, session, scoring.rubric_of(db, session), asker, now=now)
    return view | {
        "people": _people(db, session, sent, now=now),
        "vacancies": vacancies(db, session, sent, chosen, language, now=now),
        "faults": {},
        "typed": {},
        "warnings": [
            *((warning(one, language), _mended_at(session, one)) for one in view["session"]["warnings"]),
            *((text, "") for text in _closed(db, session, language, now=now)),
        ],
        "mails": [mail_line(mail, language, session.answers) for mail in reversed(sent)],
        "happenings": lines[::-1][:HAPPENINGS],
        "seat": session.seat(asker.id) is not None,
        "next_step": next_step(session, asker, now),
        "silent": sum(session.rsvp(one.id) == NEEDS_ACTION for one in session.invited()),
        "again": again.address(session),
        "asked_at": wire(max(asked)) if asked else "",
        "undone": session.undone,
        "held": any(one.until > now for one in session.held),
        "just_invited": any(mail.sequence is not None and now - mail.written_at < SETTLES for mail in sent),
    }


def _reminders(sent: Iterable[Mail], language: str) -> list[View]:
    """When those who had not answered were asked again, and how many: of that the record knows nothing."""
    went = Counter(one.written_at for one in sent if one.kind == "nudge" and one.state != "dropped")

    def said(number: int) -> str:
        return numbered(
            language, "%d orang yang belum menjawab diingatkan", "%d orang yang belum menjawab diingatkan", number
        )

    return [{"at": wire(at), "text": said(number)} for at, number in went.items()]


def _mended_at(session: Session, one: Mapping[str, Any]) -> str:
    """Where the address that a session's warning misses is filled in; "" for any other warning."""
    return f"/regencies/{session.regency.id}#f-email" if one["kind"] == "no-address" else ""


def _closed(db: Db, session: Session, language: str, *, now: datetime) -> list[str]:
    """Why a booked session's time has stopped being working time, in sentences."""
    if session.state(now) != "booked" or session.rehearsal:
        return []
    programme, regency = registry.programme(db, session.programme), registry.regency(db, session.regency.id)
    found = closed_times(programme, regency, session.schedule.starts_at, session.schedule.ends_at)
    return [faults.clash(one, language, programme.timezone) for one in found]


def _people(db: Db, session: Session, sent: Iterable[Mail], *, now: datetime) -> list[View]:
    zone = registry.programme(db, session.programme).timezone
    told = session.state(now) == "booked" and not any(one.until > now for one in session.held)
    people = registry.persons(db, [one.id for one in session.invited()])
    standing_last = sorted(sent, key=lambda mail: mail.state != "dropped")  # the last that went, where one did
    last = {mail.person: _last(mail, session) for mail in standing_last}
    found = []
    for one in session.invited():
        answer = session.answers.get(one.id)
        found.append(
            {
                "id": one.id,
                "name": one.name,
                "role": one.role,
                "email": people[one.id].email if one.id in people else "",
                "rsvp": session.rsvp(one.id),
                "comment": answer.comment if answer else "",
                "mail": last.get(one.id),
                "whatsapp": _whatsapp(session, one, people[one.id], zone) if told and one.id in people else "",
                "lost": one.id in last and last[one.id]["delivery"] in BROKEN,
            }
        )
    return found


def _last(mail: Mail, session: Session) -> View:
    answered = mail.person in session.answers
    return {"id": mail.id, "delivery": mail.delivery(answered=answered), "reason": mail.reason}


def _went_at(db: Db, session: str, batch: str) -> str | None:
    """When the last of the batch's mails about the session went; None where none did."""
    written = {mail.id for mail in batches.mails_of(db, batch)}
    went = [mail.sent_at for mail in mails.of_session(db, session) if mail.id in written and mail.sent_at]
    return wire(max(went)) if went else None


# - mails -


def mail_line(mail: Mail, language: str, answered: Container[str | None]) -> View:
    """What a list shows of a mail; `answered` are those of its session who have."""
    return {
        "id": mail.id,
        "session": mail.session,
        "to": {"name": mail.to_name, "email": mail.to_address},
        "subject": mail.letter.subject if mail.letter else kinds.title(mail.kind, language),
        "delivery": mail.delivery(answered=mail.person in answered),
        "reason": mail.reason,
        "again": bool(mail.to_address) and mail.state in ("sent", "failed", "bounced"),
        "at": wire(mail.written_at),
    }

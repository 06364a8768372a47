"""What is mended from a session's page: a panelist replaced, a mistyped address corrected."""

from aiohttp import web

from server import forms
from server.forms import AddressIn
from server.text import faults, numbered, translator
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.pages.reaching import look
from server.web.pages.secretariat.session_secretariat import managed_page
from server.web.seam import access, handlers, refusals, ways
from sessions.actions import readdressing, substituting
from sessions.store import Db, records, registry
from sessions.values import BookingConflict, Invalid, Session


async def replace(request: web.Request) -> web.Response:
    """One panelist for another, in one step; what keeps the other from it is said beside the choice."""
    form, session, asker = await frame.fields(request), request.match_info["id"], access.asker(request)
    leaves, comes = form.get("leaves", ""), form.get("comes", "")
    try:
        await frame.act(
            request,
            lambda db: substituting.replace(
                db, session, leaves, comes, asker, now=handlers.now(request), ways=ways.for_pages(request)
            ),
        )
    except (Invalid, BookingConflict) as refusal:
        return await _refused(request, refusal, leaves)
    return frame.led_to(f"/sessions/{session}", "replaced")


async def check_replace(request: web.Request) -> web.Response:
    """Who would be written to if the one took the other's seat, and what; the page's button does it."""
    form, session, asker = await frame.fields(request), request.match_info["id"], access.asker(request)
    leaves, comes = form.get("leaves", ""), form.get("comes", "")
    now, spoken, reads = handlers.now(request), frame.language(request), await look.asked(request)
    plainly = ways.of_one(request, hold=False)

    def seen_as(db: Db, after: Session) -> View:
        names = registry.persons(db, [leaves, comes])
        told = {"leaves": names[leaves].name, "comes": names[comes].name}
        return look.about(db, after, reads, spoken) | told

    try:
        seen = await handlers.looked(
            request,
            lambda db: substituting.replace(db, session, leaves, comes, asker, now=now, ways=plainly),
            seen_as,
        )
    except (Invalid, BookingConflict) as refusal:
        return await _refused(request, refusal, leaves)
    _, number = translator(spoken), look.sent(seen["would_send"])
    said = numbered(spoken, "Ganti dan kirim %d surel", "Ganti dan kirim %d surel", number)
    return await look.page(
        request,
        seen,
        seen["would_send"],
        title=_("Ganti panelis"),
        action=f"/sessions/{session}/replace",
        back=f"/sessions/{session}?replace={leaves}",
        button=said,
        carried=[("leaves", leaves), ("comes", comes)],
        facts=[
            (_("Daerah"), seen["name"]),
            (_("Waktu"), seen["at"]),
            (_("Keluar"), seen["leaves"]),
            (_("Masuk"), seen["comes"]),
        ],
    )


async def _refused(request: web.Request, refusal: Invalid | BookingConflict, leaves: str) -> web.Response:
    """The session's page, with what keeps the other from it beside the choice."""
    zone = await frame.read(request, lambda db: _zone(db, request.match_info["id"]))
    wrong = {f"comes-{leaves}": _why(refusal, frame.language(request), zone)}
    return await managed_page(request, refusals.status(refusal), replace=leaves, faults=wrong)


async def correct_address(request: web.Request) -> web.Response:
    """Corrects a mistyped address and sends the invitation there."""
    form, session, asker = await frame.fields(request), request.match_info["id"], access.asker(request)
    person = form.get("person", "")
    try:
        email = forms.fit({"email": form.get("email", "").strip()}, AddressIn).email
        await frame.act(
            request,
            lambda db: readdressing.correct_address(db, session, person, email, asker, now=handlers.now(request)),
        )
    except Invalid as invalid:
        told = faults.at_fields(invalid.faults, frame.language(request), {})
        wrong = {f"email-{person}": told.get("email", "")}
        return await managed_page(request, 422, faults=wrong, typed={person: form.get("email", "")})
    return frame.led_to(f"/sessions/{session}", "readdressed")


def _zone(db: Db, session_id: str) -> str:
    return registry.programme(db, records.load(db, session_id).programme).timezone


def _why(refusal: Invalid | BookingConflict, language: str, zone: str) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(faults.at_fields(refusal.faults, language, {}).values())
    return " ".join(faults.clash(one, language, zone) for one in refusal.conflicts)

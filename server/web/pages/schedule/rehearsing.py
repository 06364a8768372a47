"""What a rehearsal with oneself lacks, made from its own form, so that what was typed there stays: a seat for oneself
that may chair, and a regency to rehearse with."""

from aiohttp import web
from multidict import MultiDict, MultiMapping

from server.web.pages import frame
from server.web.pages.secretariat import booking_look
from server.web.seam import access, handlers
from sessions.actions import Asker, enrolling
from sessions.store import Db, registry
from sessions.values import TRIAL_CODES, TRIAL_PROVINCE, Invalid, NotFound, is_address

STEPS = ("myself", "trial")
FIELDS = ("trial_name", "trial_email")


async def prepared(request: web.Request, form: MultiMapping[object], step: str) -> MultiDict[object]:
    """The form with what the step made chosen in it. Raises Invalid or NotFound."""
    asker, programme, now = access.asker(request), request.match_info["id"], handlers.now(request)
    fields: MultiDict[object] = MultiDict(form)
    fields.popall(booking_look.STEP, None)
    if step == "myself":
        await frame.act(request, lambda db: _seat(db, programme, asker, request))
        if asker.id not in fields.getall("panel", []):
            fields.add("panel", asker.id)
        fields["chair"] = asker.id
        return fields
    name, email = (str(fields.get(one, "")).strip() for one in FIELDS)
    if not name:
        raise Invalid.at("/trial_name", "required")
    if not is_address(email):
        raise Invalid.at("/trial_email", "no-address")

    def add(db: Db) -> str:
        known = {code for _, code, _, _ in registry.places(db, programme)}
        code = next(one for n in range(99, 0, -1) if (one := f"{TRIAL_CODES}{n:02}") not in known)
        zone = registry.programme(db, programme).timezone
        made = {
            "code": code,
            "name": name,
            "province": TRIAL_PROVINCE,
            "timezone": zone,
            "contact": name,
            "email": email,
        }
        enrolling.put_regency(db, programme, made, asker, now=now)
        return booking_look.named_with(code, name)

    fields["regency"] = await frame.act(request, add)
    return fields


def _seat(db: Db, programme: str, asker: Asker, request: web.Request) -> None:
    """The asker becomes a panelist who may chair, or one who is a panelist already may from now on."""
    now = handlers.now(request)
    if asker.id in {one.id for one in registry.panelists(db, programme)}:
        enrolling.change_panelist(db, asker.id, {"may_chair": True}, asker, now=now)
        return
    person = registry.persons(db, [asker.id]).get(asker.id)
    if person is None:
        raise NotFound
    fields = {"name": person.name, "email": person.email, "timezone": registry.programme(db, programme).timezone}
    enrolling.put_panelist(db, programme, fields | {"may_chair": True}, asker, now=now)

"""What the secretariat did, line by line: in the list of all of it, and on a thing's own page the last few."""

from server.text import acts as words
from server.web.pages.frame import View
from sessions.store import Db, acts
from sessions.values import Act, Programme, wire

LAST = 8  # acts that a thing's own page tells


def of_thing(db: Db, thing: str, programme: Programme, language: str) -> View:
    """The thing's last acts for its own page, and where all of them are; `programme` is the list's."""
    found = acts.stretch(db, acts.Wanted(of=thing), size=LAST)
    lines = [line(one, programme.id, language, programme.timezone) for one in found.items]
    return {"acts": lines, "acts_total": found.total, "acts_address": f"/programmes/{programme.id}/history?of={thing}"}


def line(act: Act, programme: str | None, language: str, zone: str) -> View:
    """An act as pages show it; a person's own page is the programme's."""
    changes = words.changes(act, language, zone)
    told = {
        "at": wire(act.at),
        "by": act.by_name,
        "via": act.via,
        "told": words.told(act, language),
        "name": act.thing.name,
        "address": _address(act, programme),
        "more": max(0, len(act.changes) - words.MOST),
    }
    key = (*told.values(), *(text for one in changes for text in one.values()))
    return told | {"changes": changes, "key": key}


def _address(act: Act, programme: str | None) -> str | None:
    """Where the thing is to be seen, a person's in the programme; what was removed is seen nowhere."""
    thing = act.thing
    if act.did in ("removed", "panelist-removed", "account-removed", "person-erased", "withdrawn"):
        return None
    here = f"/programmes/{thing.programme}"
    return {
        "programme": here,
        "regency": f"/regencies/{thing.id}",
        "panelist": f"/programmes/{programme}/panelists/{thing.id}" if programme else None,
        "room": f"{here}/rooms",
        "session": f"/sessions/{thing.id}",
        "offer": f"{here}/offers",
        "plan": f"/plans/{thing.id}",
        "batch": f"/batches/{thing.id}",
        "mail": f"/mails/{thing.id}",
        "template": f"{here}/templates/{thing.id}",
        "release": f"{here}/results/publication",
        "account": "/accounts",
        "webhook": "/webhooks",
        "calibration": f"/calibrations/{thing.id}",
        "clock": "/clock",
    }.get(thing.kind)

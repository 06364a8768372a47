"""What the secretariat did, line by line: in the list of all of it, and on a thing's own page the last few."""

from collections.abc import Mapping, Sequence

from server.mail import kinds
from server.text import acts as words
from server.text import deeds
from server.web.pages.frame import View
from sessions.store import Db, acts, behind, registry
from sessions.values import Act, Programme, wire

LAST = 8  # acts that a thing's own page tells


def of_thing(db: Db, thing: str, programme: Programme, language: str) -> View:
    """The thing's last acts for its own page, and where all of them are; `programme` is the list's."""
    found = acts.stretch(db, acts.Wanted(of=thing), size=LAST)
    known = behind_all(db, found.items, language, programme.id)
    lines = [line(one, known[one.id], programme.id, language, programme.timezone) for one in found.items]
    return {"acts": lines, "acts_total": found.total, "acts_address": f"/programmes/{programme.id}/history?of={thing}"}


def behind_all(db: Db, found: Sequence[Act], language: str, programme: str | None) -> dict[str, deeds.Behind]:
    """What each act does not say itself, by its id; what is the house's is told as in that programme."""
    facts = behind.of_acts(db, found)
    programmes = {one.id: one for one in registry.all_programmes(db, archived=None)}
    own = {act.id: act.thing.programme or programme or "" for act in found}
    named = {
        one: _names(db, programmes, programmes.get(one), [act for act in found if own[act.id] == one], language)
        for one in set(own.values())
    }
    return {
        act.id: deeds.Behind(facts.get(act.id, {}), named[own[act.id]], _mail(act, facts, language)) for act in found
    }


def _mail(act: Act, facts: behind.Known, language: str) -> str:
    """What the kind of mail is called that the act is about."""
    kind = act.thing.id if act.thing.kind == "template" else facts.get(act.id, {}).get("mail", "")
    return kinds.title(kind, language) if kind else ""


def _names(
    db: Db, programmes: Mapping[str, Programme], own: Programme | None, found: Sequence[Act], language: str
) -> deeds.Names:
    names = words.names_of(own, found, language) | {("programmes", one.id): one.name for one in programmes.values()}
    told = [some for act in found for some in act.changes.get("conflicts", ())]
    codes = {str(code) for some in told if isinstance(some, list) for code in some}
    if own is not None and codes:
        names |= {("regencies", one.code): one.name for one in registry.regencies_by_code(db, own.id, codes)}
    return names


def line(act: Act, known: deeds.Behind, programme: str | None, language: str, zone: str) -> View:
    """An act as pages show it; a person's own page is the programme's."""
    changes = words.changes(act, language, zone, known)
    told = {
        "at": wire(act.at),
        "by": act.by_name,
        "via": act.via,
        "told": words.told(act, language, zone, known),
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
        "message": f"{here}/mails?kind=message",
    }.get(thing.kind)

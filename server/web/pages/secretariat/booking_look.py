"""A booking's form: as it was sent, and when and with whom else it would fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from multidict import MultiDict, MultiMapping

from server import forms
from server.text import formats
from server.web.pages.frame import View
from sessions.actions import Asker, booking, openings
from sessions.store import Db, registry
from sessions.values import Invalid, Opening, Panelist, normal_code, plain_name, wire

Form = MultiMapping[object]
Wanted = TypeVar("Wanted", booking.Request, booking.Change)
STEP = "step"  # which of the form's buttons was pressed: check, times, edit; none books
AT = "at"  # a start that was offered and is taken; behind a space the panel that is free then, its chair first
ROOM = "in-room"  # a room that was proposed and is taken
NOTE = "note"  # words that every mail of it brings along
OVERRIDE = "override-"  # why a person's own busy time is set aside
SHOWN = 6
AHEAD = timedelta(days=21)


# - the form as it was sent -


def taken(form: Form, zone: str) -> MultiDict[object]:
    """The form's fields; with a start that was offered, its date and time in the zone, and looked at where regency and
    panel are chosen already. Raises Invalid."""
    fields: MultiDict[object] = MultiDict(form)
    if fields.get(AT):
        instant, _, panel = str(fields.popall(AT)[0]).partition(" ")
        start = formats.to_zone(forms.instant(instant, "/starts_at"), zone)
        if panel:
            fields.popall("panel", None)
            fields.extend([("panel", one) for one in panel.split(",")])
            fields["chair"] = panel.split(",")[0]
        fields["date"], fields["time"] = start.date().isoformat(), start.strftime("%H:%M")
        fields[STEP] = "check" if fields.get("panel") and fields.get("regency", "known") else "edit"
    if fields.get(ROOM):
        fields = with_room(fields, str(fields.popall(ROOM)[0]))
        fields[STEP] = "check"
    return fields


def with_room(form: Form, room: str) -> MultiDict[object]:
    """The form with that room chosen."""
    fields: MultiDict[object] = MultiDict(form)
    fields["room"] = room
    return fields


def in_room(wanted: Wanted, room: str) -> Wanted:
    """What is to be booked or changed, in that room; "" for where it was to be."""
    if not room:
        return wanted
    return replace(wanted, room=room, meeting_url="" if isinstance(wanted, booking.Request) else None)


def carried(form: Form) -> list[tuple[str, str]]:
    """The fields that the next page's form carries on; it has one for the note."""
    return [(name, str(value)) for name, value in form.items() if name not in (STEP, AT, NOTE, "csrf") and str(value)]


def overrides(form: Form) -> dict[str, str]:
    """Whose own time is set aside, and why."""
    said = {name.removeprefix(OVERRIDE): str(text).strip() for name, text in form.items() if name.startswith(OVERRIDE)}
    panel = set(form.getall("panel", []))
    return {person: why for person, why in said.items() if why and person in panel}


def code_of(text: str, regencies: Sequence[tuple[str, str]]) -> str:
    """The code of the regency that is meant: by its code, before the name or in brackets behind it, or by any letters
    of its name that only one has. Raises Invalid where several have them."""
    words = text.strip()
    written = [normal_code(words.partition(" ")[0]), normal_code(words.rpartition("(")[2].rstrip(")"))]
    known = {code for code, _ in regencies}
    by_code = [one for one in written if one in known]
    if by_code or not words:
        return by_code[0] if by_code else ""
    meant = plain_name(words)
    exact = [code for code, name in regencies if plain_name(name) == meant]
    found = exact or [code for code, name in regencies if meant in plain_name(name)]
    if len(found) > 1:
        names = dict(regencies)
        raise Invalid.at("/regency", "several-regencies", names=", ".join(names[code] for code in found[:5]))
    return found[0] if found else words


def may_surprise(form: Form, panel_size: int) -> bool:
    """Whether what is booked has fewer panelists than usual, or nowhere to meet: that is looked at before."""
    meets = str(form.get("room", "")) or str(form.get("meeting_url", "")).strip()
    return len(form.getall("panel", [])) < panel_size or not meets


def codes_of(db: Db, programme: str, text: str) -> list[str]:
    """Whom the lines name, by code or name, each once. Raises Invalid where a line names nobody, or several."""
    known = [(code, name) for _, code, name, _ in registry.places(db, programme)]
    try:
        codes = dict.fromkeys(code_of(line, known) for line in text.splitlines() if line.strip())
    except Invalid as several:
        raise Invalid.at("/regencies", "several-regencies", **several.faults[0].params) from several
    unknown = [code for code in codes if code not in dict(known)]
    if unknown:
        raise Invalid.at("/regencies", "no-such-regency", regency=", ".join(unknown))
    return list(codes)


def named(text: str, regencies: Sequence[tuple[str, str]]) -> str:
    """How the form's field says the regency that is meant: its name, then its code; as typed where it is none."""
    try:
        code = code_of(text, regencies)
    except Invalid:
        return text
    return next((named_with(one, name) for one, name in regencies if one == code), text)


def named_with(code: str, name: str) -> str:
    """A regency as the field and its list say it."""
    return f"{name} ({code})"


# - what it would come to -


@dataclass(frozen=True)
class Chosen:
    """Who is to meet, as far as the form says: a regency's code, the panel, the start, and the session it is of."""

    regency: str = ""
    panel: tuple[str, ...] = ()
    starts_at: datetime | None = None
    session: str | None = None


def times(db: Db, programme: str, chosen: Chosen, asker: Asker, *, now: datetime) -> list[View]:
    """The next starts that would be booked without a clash, from the chosen day on: with the chosen panel, else with
    whoever is free."""
    since = max(now, chosen.starts_at - timedelta(hours=12)) if chosen.starts_at else now
    for panel in dict.fromkeys((chosen.panel, ())):
        wanted = openings.Wanted(since, since + AHEAD, chosen.regency, panel, SHOWN, but=chosen.session)
        try:
            found = openings.free(db, programme, wanted, asker, now=now)
        except Invalid:
            return []  # the regency or a panelist is said to be wrong beside its field
        if found:
            names = {one.id: one.name for one in registry.panelists(db, programme)}
            return [_time(one, names, same=bool(panel)) for one in found]
    return []


def _time(one: Opening, names: Mapping[str, str], *, same: bool) -> View:
    start, seats = wire(one.starts_at), [one.chair, *(person for person in one.panel if person != one.chair)]
    value = start if same else f"{start} {','.join(seats)}"
    return {"starts_at": start, "value": value, "panel": "" if same else ", ".join(names[one] for one in seats)}


def ranked(db: Db, programme: str, chosen: Chosen) -> dict[str, View]:
    """How each panelist stands to the chosen time and regency, by id: {word: free|busy|conflict|"", load, rank}. Who is
    chosen comes first, then who is free and has the fewest sessions."""
    members = registry.panelists(db, programme)
    regency = registry.regency_by_code(db, programme, chosen.regency) if chosen.regency else None
    at = chosen.starts_at
    whose, of = [regency] if regency else [], registry.programme(db, programme)
    board = openings.board_of(db, of, whose, at, at, but=chosen.session) if at else None
    words = {one.id: board.standing(one, regency, at) if board and at else "" for one in members}
    loads = board.loads if board else {}
    order = sorted(
        members, key=lambda one: (one.id not in chosen.panel, *_rank(one, words[one.id], loads.get(one.id, 0)))
    )
    return {
        one.id: {"word": words[one.id], "load": loads.get(one.id, 0) if board else None, "rank": n}
        for n, one in enumerate(order)
    }


def _rank(one: Panelist, word: str, load: int) -> tuple[int, int, str]:
    return {"free": 0, "": 0, "busy": 1}.get(word, 2), load, one.name

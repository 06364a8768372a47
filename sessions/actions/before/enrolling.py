"""Programmes and the registry: making and changing them, regencies, panelists, their time and their links."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sessions.actions import accounts, acts, power
from sessions.actions.access import COMMAND_LINE, Asker, must_be_secretariat
from sessions.actions.before import batches, enlisting, own_time
from sessions.actions.invitations.readdressing import change_address
from sessions.store import Db, calendars, helpers, links, occupancy, registry, timetable
from sessions.store import batches as store
from sessions.values import (
    UNFINISHED,
    Invalid,
    Json,
    NotFound,
    Panelist,
    Person,
    Programme,
    Regency,
    Rubric,
    Session,
    Span,
    Thing,
    WrongState,
    must_be_current,
)

MOST_NAMED = 3  # sessions by which a refusal says why

# - programmes -


def add_programme(db: Db, fields: Mapping[str, Any], asker: Asker, *, now: datetime) -> Programme:
    """Makes a programme of its complete fields. Raises NotFound or Invalid."""
    must_be_secretariat(asker)
    rubric = Rubric.from_json(fields["rubric"])
    rubric.must_describe_its_scale()
    _must_follow(db, fields)
    made = registry.add_programme(db, _without_rubric(fields), rubric, now=now)
    acts.did(db, "made", of_programme(made), asker, now=now)
    return made


def change_programme(
    db: Db, programme_id: str, fields: Mapping[str, object], asker: Asker, *, now: datetime
) -> Programme:
    """Changes some fields. Another rubric is stored beside the old one, which keeps holding for every session that
    has opened. Raises NotFound or Invalid."""
    must_be_secretariat(asker)
    before = registry.programme(db, programme_id)
    fields = _of_the_seen(fields, before.as_json())
    _must_follow(db, fields, programme_id)
    rubric_id = before.rubric_id
    if "rubric" in fields and (rubric := Rubric.from_json(fields["rubric"])) != before.rubric:
        rubric.must_describe_its_scale()
        rubric_id = registry.add_rubric(db, rubric, now=now)
    after = before.fields_json() | _without_rubric(fields)
    if str(after["day_start"]) >= str(after["day_end"]):
        raise Invalid.at("/day_start" if "day_start" in fields else "/day_end", "day-ends-before-it-starts")
    registry.set_programme(db, programme_id, after, rubric_id)
    changed = registry.programme(db, programme_id)
    acts.changed(db, of_programme(changed), before.as_json(), changed.as_json(), asker, now=now)
    return changed


def block(db: Db, programme_id: str, day: date, asker: Asker, *, now: datetime) -> Programme:
    """No session is planned on that day any more. Raises NotFound."""
    days = sorted({*registry.programme(db, programme_id).blocked, day})
    return change_programme(db, programme_id, {"blocked": [one.isoformat() for one in days]}, asker, now=now)


def set_logo(db: Db, programme_id: str, sha256: str, asker: Asker, *, now: datetime) -> Programme:
    """Another logo in the letterhead, by the SHA-256 of its picture; "" for none. Raises NotFound."""
    must_be_secretariat(asker)
    head = registry.programme(db, programme_id).letterhead
    return change_programme(db, programme_id, {"letterhead": {**head, "logo": sha256}}, asker, now=now)


def of_programme(programme: Programme) -> Thing:
    """The programme as what something is done with."""
    return Thing("programme", programme.id, programme.name, programme.id)


def _must_follow(db: Db, fields: Mapping[str, Any], itself: str | None = None) -> None:
    """Raises Invalid unless the round that this one follows is another programme."""
    follows = fields.get("follows")
    if follows and (follows == itself or not registry.is_programme(db, follows)):
        raise Invalid.at("/follows", "no-such-programme")


def _of_the_seen(fields: Mapping[str, Any], current: Mapping[str, object]) -> dict[str, Any]:
    """The fields to change, if they were made from the present revision. Raises Outdated."""
    must_be_current(fields.get("revision"), current)
    return {key: value for key, value in fields.items() if key != "revision"}


def _without_rubric(fields: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if key != "rubric"}


# - regencies -


def put_regency(
    db: Db, programme_id: str, fields: Mapping[str, Json], asker: Asker, *, now: datetime
) -> tuple[Regency, bool]:
    """Makes a regency, or updates the one of that code; the regency and whether it is new. Raises NotFound, Invalid."""
    must_be_secretariat(asker)
    registry.programme(db, programme_id)
    before, after = enlisting.regencies(db, programme_id, [fields], asker, now=now)[0]
    enlisting.note(db, "regency", programme_id, [(before, after)], asker, now=now)
    return registry.regency(db, after.id), before is None


def change_regency(db: Db, regency_id: str, fields: Mapping[str, object], asker: Asker, *, now: datetime) -> Regency:
    """Changes some fields of a regency; those who are newly its people are invited to what is booked. Raises NotFound,
    Invalid or BookingConflict."""
    return change_regency_held(db, regency_id, fields, asker, hold=None, now=now)[0]


def change_regency_held(
    db: Db, regency_id: str, fields: Mapping[str, object], asker: Asker, *, hold: timedelta | None, now: datetime
) -> tuple[Regency, str | None]:
    """The same, where the invitations wait so long and may be taken back, with the batch that they wait with. Where
    somebody leaves they go at once: who is shut out is not let in again."""
    must_be_secretariat(asker)
    regency = registry.regency(db, regency_id)
    fields = _of_the_seen(fields, regency.as_json())
    if "code" in fields and fields["code"] != regency.code:
        if registry.regency_by_code(db, regency.programme, fields["code"]):
            raise Invalid.at("/code", "code-taken", taken=fields["code"])
        if registry.is_used(db, regency_id):
            raise Invalid.at("/code", "code-in-use")
    own = {key: fields[key] for key in ("code", "name", "province", "timezone") if key in fields}
    registry.set_regency(db, regency_id, **own, **_withdrawal(regency, fields, now=now))
    people = {key: value for key, value in fields.items() if key in enlisting.NAMES_PEOPLE}
    batch = None
    if people:
        batch = _change_people(db, regency, people, asker, hold, now=now)
    changed = registry.regency(db, regency_id)
    enlisting.note(db, "regency", regency.programme, [(regency, changed)], asker, now=now)
    return changed, batch


def _change_people(
    db: Db, regency: Regency, people: Mapping[str, object], asker: Asker, hold: timedelta | None, *, now: datetime
) -> str | None:
    """Who is invited is who the fields name; the batch that their invitations wait with, if they do."""
    code = registry.regency(db, regency.id).code
    decided = enlisting.decided_regencies(db, regency.programme, [{**people, "code": code}], now=now)
    before, after = ({one.person.id for one in those} for those in (regency.people, decided.after[code].people))
    hold = None if before - after else hold
    with batches.of_one(db, regency.programme, "panel-changed", asker, hold, now=now) as batch:
        enlisting.write_regencies(db, decided, asker, now=now)
        if batch is None or hold is None:
            return None
        store.also_undoes(db, batch.id, {"regency": regency.id, "joined": sorted(after - before)})
        return batch.id if store.mails_of(db, batch.id) else None


def _withdrawal(regency: Regency, fields: Mapping[str, object], *, now: datetime) -> dict[str, object]:
    """A regency that withdraws, with a reason, or comes back. Raises Invalid."""
    if "withdrawn" not in fields:
        if "reason" in fields and not regency.withdrawn:
            raise Invalid.at("/reason", "reason-without-withdrawal")
        return {"withdrawn_reason": fields["reason"]} if "reason" in fields else {}
    if not fields["withdrawn"]:
        return {"withdrawn_at": None, "withdrawn_reason": ""}
    if not fields.get("reason", regency.withdrawn_reason):
        raise Invalid.at("/reason", "withdrawal-without-reason")
    reason = {"withdrawn_reason": fields["reason"]} if "reason" in fields else {}
    return reason | ({} if regency.withdrawn else {"withdrawn_at": now})


def remove_regency(db: Db, regency_id: str, asker: Asker, *, now: datetime) -> None:
    """Removes a regency. Raises NotFound, or WrongState if a session names it."""
    must_be_secretariat(asker)
    regency = registry.regency(db, regency_id)
    if registry.is_used(db, regency_id):
        raise WrongState("booked", "regency-in-session")
    for helper in helpers.of_regency(db, regency_id):
        links.revoke(db, "claims", helper.id, now=now)
    registry.remove_regency(db, regency_id)
    enlisting.shut_out(db, [guest.person.id for guest in regency.people], now=now)
    acts.did(db, "removed", Thing("regency", regency.id, regency.name, regency.programme), asker, now=now)


# - panelists -


def put_panelist(
    db: Db, programme_id: str, fields: Mapping[str, Json], asker: Asker, *, now: datetime
) -> tuple[Panelist, bool]:
    """Makes a panelist of the programme, or updates the one of that address. Raises NotFound."""
    must_be_secretariat(asker)
    registry.programme(db, programme_id)
    before, after = enlisting.panelists(db, programme_id, [fields], now=now)[0]
    enlisting.note(db, "panelist", programme_id, [(before, after)], asker, now=now)
    return registry.panelist(db, after.id, programme_id), before is None


def change_panelist(db: Db, person_id: str, fields: Mapping[str, object], asker: Asker, *, now: datetime) -> Panelist:
    """Changes some fields of a panelist, in every programme. Raises NotFound or Invalid (somebody else's address)."""
    must_be_secretariat(asker)
    before = registry.panelist(db, person_id)
    fields = _of_the_seen(fields, before.as_json())
    if "email" in fields:
        change_address(db, before.person, fields["email"], asker, now=now)
    own = {key: fields[key] for key in ("name", "institution", "timezone", "title", "nip", "phone") if key in fields}
    member = {key: fields[key] for key in ("may_chair", "conflicts", "province") if key in fields}
    if own:
        registry.set_person(db, person_id, **own)
    if member:
        registry.set_memberships(db, person_id, **member)
    changed = registry.panelist(db, person_id)
    enlisting.note(db, "panelist", None, [(before, changed)], asker, now=now)
    return changed


def remove_panelist(db: Db, person_id: str, asker: Asker, *, now: datetime) -> None:
    """The person is no panelist any more. Raises NotFound, or WrongState while a session needs them."""
    must_be_secretariat(asker)
    panelist = registry.panelist(db, person_id)
    own = timetable.of_person(db, person_id)
    if occupancy.is_needed(db, person_id, now):
        needing = [one.regency.name for one in own if one.live and one.state(now) in UNFINISHED]
        raise WrongState("booked", "panelist-needed", {"name": panelist.name, "regencies": _some(needing)})
    if any(_waits_for(one, person_id) for one in own):
        raise WrongState("closed", "signature-due", {"name": panelist.name})
    registry.remove_memberships(db, person_id)
    enlisting.part_with(db, [person_id], now=now)
    links.revoke(db, "feed", person_id, now=now)
    calendars.forget(db, person_id)
    power.exercised(db, power.PANELIST_REMOVED, panelist.person, asker, now=now)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")


def _waits_for(session: Session, person_id: str) -> bool:
    return session.live and session.close_announced and any(seat.id == person_id for seat in session.unsigned)


def set_availability(
    db: Db, person_id: str, spans: Sequence[Span], asker: Asker, *, revision: int | None = None, now: datetime
) -> list[Span]:
    """Replaces what a panelist gave of their time; what their calendars elsewhere say stays theirs, also where it is
    given back as it was read. Raises NotFound, also for another panelist, or Outdated."""
    if asker.id != person_id:
        must_be_secretariat(asker)
    panelist = registry.panelist(db, person_id)
    _must_be_current_time(db, person_id, availability(db, person_id, asker), revision)
    theirs = set(calendars.spans(db, person_id))
    given = sorted((span for span in spans if span not in theirs), key=lambda span: (span.since, span.until))
    registry.set_spans(db, person_id, given, now=now)
    acts.did(db, "time-changed", Thing("panelist", person_id, panelist.name), asker, now=now)
    return given


def availability(db: Db, person_id: str, asker: Asker) -> list[Span]:
    """What a panelist gave of their time. Raises NotFound, also for another panelist."""
    if asker.id != person_id:
        must_be_secretariat(asker)
    registry.panelist(db, person_id)
    return list(registry.own_spans(db, [person_id]).get(person_id, ()))


def known_time(db: Db, person_id: str, asker: Asker) -> list[Span]:
    """The same with what is busy in their calendars elsewhere. Raises NotFound, also for another panelist."""
    return availability(db, person_id, asker) + calendars.spans(db, person_id)


def zone_of(db: Db, person_id: str, asker: Asker) -> str:
    """The zone in which a panelist's calendar is read. Raises NotFound, also for another panelist."""
    if asker.id != person_id:
        must_be_secretariat(asker)
    return registry.panelist(db, person_id).person.timezone


def set_regency_availability(
    db: Db, regency_id: str, spans: Sequence[Span], asker: Asker, *, revision: int | None = None, now: datetime
) -> list[Span]:
    """Replaces what is known of a regency's time: a clash with it is a warning. Raises NotFound or Outdated."""
    regency = registry.regency(db, regency_id)
    _must_be_current_time(db, regency_id, own_time.of_regency(db, regency_id), revision)
    given = sorted(spans, key=lambda span: (span.since, span.until))
    registry.set_regency_spans(db, regency_id, given, now=now)
    acts.did(db, "time-changed", Thing("regency", regency_id, regency.name, regency.programme), asker, now=now)
    return given


def _must_be_current_time(db: Db, key: str, spans: Sequence[Span], revision: int | None) -> None:
    if revision is not None:
        items = [span.as_json() for span in spans]
        must_be_current(revision, {"items": items, "revision": registry.spans_revision(db, key)})


# - people's links -


def person_for(db: Db, key: str) -> Person:
    """The person of an id, or the contact of a regency's id. Raises NotFound."""
    found = registry.persons(db, [key]).get(key)
    if found is not None:
        return found
    contact = registry.regency(db, key).contact
    if contact is None:
        raise NotFound
    return contact


def renew_link(db: Db, person_id: str, asker: Asker, *, send: bool, now: datetime) -> Person:
    """Revokes the person's link and every sign-in by it, and (`send`) mails a new one. Raises NotFound."""
    must_be_secretariat(asker)
    person = person_for(db, person_id)
    links.shut_out(db, person.id, now=now)
    if send:
        links.token(db, "enter", person.id, person=person.id, now=now)
    power.exercised(db, power.LINK_RENEWED if send else power.LINK_REVOKED, person, asker, now=now)
    return person


def make_secretariat(db: Db, email: str, *, now: datetime) -> str:
    """Makes the address a member of the secretariat; a one-time sign-in token."""
    known = registry.person_by_email(db, email)
    person = known or registry.put_person(db, email=email, now=now, name=email.split("@")[0])
    accounts.grant(db, person, "secretariat", COMMAND_LINE, now=now)
    return links.one_time(db, person.id, now=now)

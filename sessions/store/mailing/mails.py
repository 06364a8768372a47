"""Mails to send: written in the transaction of what causes them, claimed, sent, tried again. The only SQL for them.

What is stored is what the mail tells of (`facts`); its text is composed by the outbox when it is first claimed, and
stored before it is handed over, so that a repeat has the same bytes. Links stand in it as placeholders.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from sessions.store import filters, installation
from sessions.store.bulk import Put, Update
from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.stretches import Stretch, stretch_of
from sessions.store.tables import mails, regencies, sessions, stamp
from sessions.values import (
    UNWRITABLE,
    Letter,
    Mail,
    NotFound,
    Person,
    Standing,
    WrongState,
    from_wire,
    is_address,
    new_id,
)

SIGNAL = "mails"
LOOKED_FOR = timedelta(seconds=10)  # what is due later than that nobody is told of: who sends looks more often
_STANDING = (
    mails.c.id, mails.c.session_id, mails.c.person_id, mails.c.to_name, mails.c.to_address, mails.c.state,
    mails.c.reason, mails.c.attempts, mails.c.sequence,
)  # fmt: skip
_WRITE = Put(
    mails,
    (
        "id", "message_id", "person_id", "to_name", "to_address", "content", "state", "reason", "kind", "cause",
        "session_id", "written_at", "due_at", "batch_id", "sequence", "dtstamp", "programme_id", "stamp",
    ),
    later=True,
)  # fmt: skip


def _heard() -> tuple[ColumnElement[bool], ...]:
    """Calendar mails whose version somebody was told, or will be: what waits with a batch, was stopped with
    one, or was withdrawn is not known to anybody."""
    unheard = and_(mails.c.batch_id.is_not(None), mails.c.state == "waiting", mails.c.attempts == 0)
    return (mails.c.sequence.is_not(None), mails.c.state != "dropped", ~unheard)


AWAITED = ("sign-in",)  # kinds that somebody asked for and waits for

_EARLIER = (
    mails.c.session_id == bindparam("session"), mails.c.person_id == bindparam("person"),
    mails.c.id < bindparam("mail"),
)  # fmt: skip
_THREAD = Hot(
    select(mails.c.message_id)
    .where(*_EARLIER, mails.c.state != "dropped", mails.c.state != "failed")
    .order_by(mails.c.id)
)
_HEARD_BEFORE = Hot(select(mails.c.content).where(*_EARLIER, *_heard()))
_CONTENTS = Hot(select(mails.c.id, mails.c.content).where(among(mails.c.id, "mails")))
_COMPOSED = Update(mails, ("content",))
_CAME_BACK = mails.c.state == "bounced"
_OF_SESSION = Hot(select(mails).where(mails.c.session_id == bindparam("session")).order_by(mails.c.id))
_SENT = Hot(
    update(mails)
    .where(mails.c.id == bindparam("mail"))
    .values(
        state=case((_CAME_BACK, "bounced"), else_="sent"),
        reason=case((_CAME_BACK, mails.c.reason), else_=""),
        sent_at=bindparam("now"),
        attempts=mails.c.attempts + 1,
    )
)


def write(
    db: Db,
    person: Person | None,
    facts: Mapping[str, object],
    *,
    kind: str,
    cause: str,
    session: str | None,
    now: datetime,
    calendar: bool = False,
) -> str:
    """Writes one mail and gives its id. Without a person (a regency whose address is not known) it is held."""
    return write_all(db, [(person, facts)], kind=kind, cause=cause, session=session, now=now, calendar=calendar)[0]


def write_to(db: Db, address: str, facts: Mapping[str, object], *, kind: str, cause: str, now: datetime) -> str:
    """Writes one mail to an address of the settings, which is no person's; gives its id."""
    made = write(db, None, facts, kind=kind, cause=cause, session=None, now=now)
    _set(db, made, to_address=address, state="waiting", reason="")
    return made


def write_all(
    db: Db,
    told: Sequence[tuple[Person | None, Mapping[str, object]]],
    *,
    kind: str,
    cause: str,
    session: str | None,
    now: datetime,
    calendar: bool = False,
) -> list[str]:
    """Writes a mail of one kind to each of them, with what it tells, and gives their ids. `calendar`: each carries the
    version of the invitation that its facts name."""
    name = installation.name(db)
    common: dict[str, object] = {"kind": kind, "cause": cause, "session_id": session, "written_at": now, "due_at": now}
    common |= {"batch_id": None}
    if db.batch is not None:
        common |= {"batch_id": db.batch.id, "due_at": db.batch.until}
    rows = [
        _addressed(new_id(now), name, person, facts)
        | common
        | _version_in(facts if calendar else None)
        | {"programme_id": _programme(db, session, facts), "stamp": stamp()}
        for person, facts in told
    ]
    if rows:
        _WRITE.write(db, rows)
        db.written += rows
        if db.batch is None or db.batch.until - now <= LOOKED_FOR:
            db.signal(SIGNAL)
    return [str(row["id"]) for row in rows]


def _version_in(facts: Mapping[str, Any] | None) -> dict[str, object]:
    if facts is None:
        return {"sequence": None, "dtstamp": None}
    return {"sequence": facts["invite"]["sequence"], "dtstamp": from_wire(facts["invite"]["dtstamp"])}


_PROGRAMME_OF = Hot(select(sessions.c.programme_id).where(sessions.c.id == bindparam("session")))


def _programme(db: Db, session: str | None, facts: Mapping[str, Any]) -> str | None:
    """The programme that a mail is about: its facts nearly always say it, of whatever it tells."""
    about = facts.get("programme")
    if isinstance(about, Mapping):
        return str(about["id"])
    found = _PROGRAMME_OF.rows(db, {"session": session}) if session else []
    return str(found[0][0]) if found else None


def _addressed(
    mail: str, installation_name: str, person: Person | None, facts: Mapping[str, object]
) -> dict[str, object]:
    state, reason = ("waiting", "") if person else ("held", "no-address")
    if person and not person.email:  # their data were erased, so there is nobody left to tell
        state, reason = "dropped", "erased"
    elif person and not person.writable:
        state, reason = "failed", UNWRITABLE
    return {
        "id": mail,
        "message_id": f"<{mail}@{installation_name}>",
        "person_id": person.id if person else None,
        "to_name": person.name if person else "",
        "to_address": person.email if person else "",
        "content": {"facts": facts},
        "state": state,
        "reason": reason,
    }


def claim(db: Db, *, limit: int, now: datetime) -> list[Mail]:
    """Takes up to `limit` mails that are due, for the caller alone to send; each claim is one conditional UPDATE.

    A person gets the mails of a session in the order in which they were written, so that an update cannot overtake
    what it updates. What somebody waits for at their screen goes before hundreds of invitations.
    """
    due = select(mails.c.id).where(_is_next(), mails.c.due_at <= now).order_by(mails.c.id)
    chosen = list(db.execute(due.where(mails.c.kind.in_(AWAITED)).limit(limit)).scalars())
    ordinary = due.where(mails.c.kind.not_in(AWAITED)).limit(limit - len(chosen))
    chosen += db.execute(ordinary).scalars()
    if not chosen:
        return []
    taking = update(mails).where(mails.c.id.in_(chosen), mails.c.state == "waiting")
    rows = db.execute(taking.values(state="sending", claimed_at=now).returning(mails))
    return sorted((_mail(row) for row in rows), key=lambda mail: (mail.kind not in AWAITED, mail.id))


def next_due(db: Db) -> datetime | None:
    """When the next mail is due, if any waits."""
    due: datetime | None = db.execute(select(func.min(mails.c.due_at)).where(_is_next())).scalar()
    return due


def composed(db: Db, letters: Mapping[str, Letter]) -> None:
    """Keeps what claimed mails (by their ids) say, so that a repeat says the same."""
    rows = _CONTENTS.rows(db, {"mails": list(letters)})
    said = [
        {"id": mail, "content": {"facts": content["facts"], "letter": letters[mail].as_json()}}
        for mail, content in rows
    ]
    _COMPOSED.write(db, said)


def sent(db: Db, mail: str, *, now: datetime) -> None:
    """A claimed mail was handed over. Its bounce may have been quicker than this, and stands."""
    _SENT.write(db, {"mail": mail, "now": now})


def try_later(db: Db, mail: str, *, reason: str, due_at: datetime) -> None:
    """A claimed mail was refused for now."""
    _set(db, mail, state="waiting", reason=reason, due_at=due_at, attempts=mails.c.attempts + 1)


def failed(db: Db, mail: str, *, reason: str) -> None:
    """A claimed mail was refused for good."""
    _set(db, mail, state="failed", reason=reason, attempts=mails.c.attempts + 1)


def dropped(db: Db, mail: str, *, reason: str) -> None:
    """A claimed mail is no longer true, like a reminder of what was cancelled."""
    _set(db, mail, state="dropped", reason=reason)


def put_back(db: Db, claimed: Collection[str], *, reason: str = "") -> None:
    """Puts back what was claimed and not tried, as it was."""
    back = update(mails).where(mails.c.id.in_(claimed), mails.c.state == "sending")
    db.execute(back.values(state="waiting", reason=reason))


def claimed_still(db: Db, claimed: Iterable[str], *, now: datetime) -> None:
    """The claims hold: their holder is at it."""
    held = update(mails).where(mails.c.id.in_(list(claimed)), mails.c.state == "sending")
    db.execute(held.values(claimed_at=now))


def put_back_lost(db: Db, *, claimed_before: datetime) -> None:
    """Puts back what somebody claimed that long ago and never came back with."""
    lost = update(mails).where(mails.c.state == "sending", mails.c.claimed_at <= claimed_before)
    if db.execute(lost.values(state="waiting")).rowcount:
        db.signal(SIGNAL)


def bounced(db: Db, message_id: str, *, reason: str) -> Mail | None:
    """Marks a handed-over mail as not delivered and gives it; None if it is none of ours."""
    row = db.execute(select(mails).where(mails.c.message_id == message_id)).first()
    if row is not None:
        _set(db, row.id, state="bounced", reason=reason)
    return _mail(row) if row is not None else None


def delayed(db: Db, message_id: str, *, reason: str) -> Mail | None:
    """Notes why a handed-over mail is not delivered yet and gives it; None if it is none of ours."""
    found = by_message_id(db, message_id)
    if found is not None and found.state == "sent":
        _set(db, found.id, reason=reason)
    return found


def challenged(db: Db, mail: str, *, reason: str) -> None:
    """A mail that was handed over is held at the other end until somebody does what `reason` asks for."""
    where = (mails.c.id == mail, mails.c.state.in_(("sent", "sending")))
    db.execute(update(mails).where(*where).values(state="held", reason=reason))


def newest_to(db: Db, address: str) -> Mail | None:
    """The newest mail that was handed over to that address."""
    where = (func.lower(mails.c.to_address) == address.strip().lower(), mails.c.state.in_(("sent", "held")))
    if not address.strip():
        return None
    row = db.execute(select(mails).where(*where, mails.c.sent_at.is_not(None)).order_by(mails.c.id.desc())).first()
    return _mail(row) if row is not None else None


def get(db: Db, mail: str) -> Mail:
    """One mail. Raises NotFound."""
    row = db.execute(select(mails).where(mails.c.id == mail)).first()
    if row is None:
        raise NotFound("no-such-mail")
    return _mail(row)


def by_message_id(db: Db, message_id: str) -> Mail | None:
    """The mail that was sent under that Message-ID."""
    row = db.execute(select(mails).where(mails.c.message_id == message_id)).first()
    return _mail(row) if row is not None else None


def thread(db: Db, mail: Mail) -> tuple[str, ...]:
    """The Message-IDs of the first mail to the same person about the same session, and of the last before this one."""
    if mail.session is None or mail.person is None:
        return ()
    found = [message for (message,) in _THREAD.rows(db, _before(mail))]
    return tuple(dict.fromkeys([*found[:1], *found[-1:]]))


def was_from(db: Db, mail: Mail, address: str) -> bool:
    """Whether that person was written an invitation to that session from that address before."""
    letters = (content.get("letter", {}) for (content,) in _HEARD_BEFORE.rows(db, _before(mail)))
    return any(letter.get("organizer_address") == address for letter in letters)


def _before(mail: Mail) -> dict[str, object]:
    return {"session": mail.session, "person": mail.person, "mail": mail.id}


def of_session(db: Db, session: str) -> list[Mail]:
    """All mails of a session in the order in which they were written."""
    return [_mail(row) for row in _OF_SESSION.named(db, {"session": session})]


def of_batch(db: Db, batch: str, kind: str) -> list[Mail]:
    """Those of a kind that went or wait with the batch, in the order in which they were written."""
    chosen = select(mails).where(mails.c.batch_id == batch, mails.c.kind == kind)
    return [_mail(row) for row in db.execute(chosen.order_by(mails.c.id))]


@dataclass(frozen=True)
class Wanted:
    """Which of a programme's mails; `state` and `kind` may name several, separated by commas. `last`: those alone after
    which nothing was written to the same person about the same session."""

    state: str = ""
    kind: str = ""
    session: str = ""
    person: str = ""
    q: str = ""
    last: bool = False


ALL = Wanted()
# Of a programme's mails all, in texts that are compiled once.
_ITS = mails.c.programme_id == bindparam("programme")
_COUNTS = Hot(
    select(mails.c.state, mails.c.kind, func.count().label("n"), func.sum(mails.c.stamp).label("stamps"))
    .where(_ITS)
    .group_by(mails.c.state, mails.c.kind)
    .order_by(mails.c.state, mails.c.kind)
)
# Ids are sorted first: rows, which are long, are read of the page alone.
_NEWEST_IDS = select(mails.c.id).where(_ITS).order_by(mails.c.id.desc()).limit(bindparam("size"))
_NEWEST = Hot(select(mails).where(mails.c.id.in_(_NEWEST_IDS)).order_by(mails.c.id.desc()))
_STANDINGS = Hot(select(*_STANDING).where(_ITS).order_by(mails.c.id))
_STANDINGS_OF = Hot(select(*_STANDING).where(among(mails.c.session_id, "sessions")).order_by(mails.c.id))


def of_programme(db: Db, programme: str, wanted: Wanted, *, after: str, limit: int | None) -> list[Mail]:
    """The programme's mails in the order in which they were written, behind the one of id `after`: those about its
    sessions, and those that tell of it otherwise."""
    chosen = select(mails).where(*matching(programme, wanted), mails.c.id > after)
    return [_mail(row) for row in db.execute(chosen.order_by(mails.c.id).limit(limit))]


def standings(db: Db, programme: str, wanted: Wanted) -> list[Standing]:
    """Where all of the programme's mails are, in the order in which they were written."""
    if wanted == ALL:
        return list(map(Standing._make, _STANDINGS.rows(db, {"programme": programme})))
    chosen = select(*_STANDING).where(*matching(programme, wanted)).order_by(mails.c.id)
    return [Standing._make(row) for row in db.execute(chosen)]


def standings_of(db: Db, among: Iterable[str]) -> list[Standing]:
    """Where all mails of these sessions are, likewise; for a page of them."""
    return list(map(Standing._make, _STANDINGS_OF.rows(db, {"sessions": list(among)})))


def stretch(
    db: Db, programme: str, wanted: Wanted, *, first: int, size: int, total: int | None = None
) -> Stretch[Mail]:
    """The programme's mails, the newest first, so many behind the `first` ones; `total` of them, where known."""
    if wanted == ALL and not first and total is not None:  # the list as it is opened
        rows = _NEWEST.named(db, {"programme": programme, "size": size})
        return Stretch([_mail(row) for row in rows], total, 0)
    return stretch_of(db, mails, matching(programme, wanted), _mail, first=first, size=size, total=total)


def counts(db: Db, programme: str) -> dict[tuple[str, str], int]:
    """How many of the programme's mails there are of each state and kind."""
    return {(state, kind): number for state, kind, number, _ in _COUNTS.rows(db, {"programme": programme})}


def version(db: Db, programme: str) -> tuple[object, ...]:
    """Another value whenever any of the programme's mails is another, or one more is there; read from one index."""
    return tuple(_COUNTS.rows(db, {"programme": programme}))


def counted(counts: Mapping[tuple[str, str], int], wanted: Wanted) -> int | None:
    """How many of the counts' mails are wanted; None where the counts do not tell."""
    if wanted.session or wanted.person or wanted.q or wanted.last:
        return None
    states, kinds = wanted.state.split(","), wanted.kind.split(",")
    return sum(
        number
        for (state, kind), number in counts.items()
        if (not wanted.state or state in states) and (not wanted.kind or kind in kinds)
    )


def matching(programme: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions for a programme's mails."""
    where: list[ColumnElement[bool]] = [mails.c.programme_id == programme]
    for column, values in ((mails.c.state, wanted.state), (mails.c.kind, wanted.kind)):
        if values:
            where.append(column.in_(values.split(",")))
    for column, value in ((mails.c.session_id, wanted.session), (mails.c.person_id, wanted.person)):
        if value:
            where.append(column == value)
    if wanted.last:
        where += [mails.c.session_id.is_not(None), _is_last()]
    if wanted.q:
        named = select(sessions.c.id).join(regencies, regencies.c.id == sessions.c.regency_id)
        named = named.where(filters.containing(wanted.q, regencies.c.name))
        where.append(
            or_(filters.containing(wanted.q, mails.c.to_name, mails.c.to_address), mails.c.session_id.in_(named))
        )
    return where


def of_sessions(db: Db, sessions: Iterable[str]) -> list[Mail]:
    """All mails of these sessions in the order in which they were written."""
    wanted, found = sorted(set(sessions)), list[Mail]()
    for first in range(0, len(wanted), 500):
        chosen = mails.c.session_id.in_(wanted[first : first + 500])
        found += [_mail(row) for row in db.execute(select(mails).where(chosen))]
    return sorted(found, key=attrgetter("id"))


def troubled(db: Db, programme: str, *, overdue: datetime) -> list[Mail]:
    """Of the programme's mails the last to each person about each session, where it failed, came back, was tried in
    vain or was due before `overdue`; the earliest session first."""
    return [_mail(row) for row in _TROUBLED.named(db, {"programme": programme, "overdue": overdue})]


def in_trouble(db: Db, programme: str, *, overdue: datetime) -> int:
    """How many of them there are."""
    ((number,),) = _IN_TROUBLE.rows(db, {"programme": programme, "overdue": overdue})
    return int(number)


def _is_last() -> ColumnElement[bool]:
    later = mails.alias("later")
    to_the_same = later.c.person_id.is_not_distinct_from(mails.c.person_id)
    later_one = select(later.c.id).where(later.c.session_id == mails.c.session_id, to_the_same, later.c.id > mails.c.id)
    return ~later_one.exists()


def _troubled(chosen: Select[object]) -> Select[object]:
    broken, under_way, either = (
        mails.c.state.in_([literal(one) for one in some])
        for some in (("failed", "bounced"), ("waiting", "sending"), ("failed", "bounced", "waiting", "sending"))
    )
    late = under_way & ((mails.c.attempts > 0) | (mails.c.due_at < bindparam("overdue")))
    # `either` says once more what the last says, for the index of a programme's mails by their states.
    where = (mails.c.programme_id == bindparam("programme"), either, _is_last(), broken | late)
    return chosen.where(*where)


_TROUBLED = Hot(
    _troubled(select(mails).join(sessions, sessions.c.id == mails.c.session_id)).order_by(
        sessions.c.starts_at, mails.c.id
    )
)
_IN_TROUBLE = Hot(_troubled(select(func.count(mails.c.id)).where(mails.c.session_id.is_not(None))))


def last_version(db: Db, session: str, person: str) -> tuple[int, datetime] | None:
    """SEQUENCE and DTSTAMP of the newest calendar mail written to that person about that session."""
    row = db.execute(_versions(session, person)).first()
    return (row.sequence, row.dtstamp) if row is not None else None


def told_by_mail(db: Db, person: str) -> set[str]:
    """The sessions that the person has in their own calendar by mail: of each the newest calendar mail was handed over
    and has not come back."""
    chosen = select(mails.c.session_id, mails.c.state).where(mails.c.person_id == person, *_heard())
    newest = {row.session_id: row.state for row in db.execute(chosen.order_by(mails.c.id))}
    return {session for session, state in newest.items() if state == "sent"}


def last_sequences(db: Db, session: str) -> dict[str, int]:
    """The highest SEQUENCE that each person was written about that session."""
    chosen = select(mails.c.person_id, func.max(mails.c.sequence).label("sequence"))
    chosen = chosen.where(mails.c.session_id == session, *_heard())
    rows = db.execute(chosen.group_by(mails.c.person_id))
    return {row.person_id: row.sequence for row in rows if row.person_id}


def _versions(session: str | None, person: str | None) -> Select[object]:
    """The calendar mails to that person about that session, the newest version first."""
    mine = (mails.c.session_id == session, mails.c.person_id == person, *_heard())
    return select(mails).where(*mine).order_by(mails.c.sequence.desc(), mails.c.dtstamp.desc(), mails.c.id).limit(1)


def resend(db: Db, mail: str, *, to: Person | None = None, now: datetime, cause: str = "") -> str:
    """Writes the mail once more, unchanged but for a Message-ID of its own (many servers drop one that they have seen).

    With `to` it goes to that person's present address, and is composed anew if that is another one. Of an invitation
    the newest version goes: calendars throw away older ones. Gives the new mail's id. Raises NotFound, and WrongState
    while there is no address.
    """
    old, again = _newest_of(db, get(db, mail)), new_id(now)
    if not old.is_kept:
        raise WrongState(old.state, "mail-forgotten")
    address = to.email if to else old.to_address
    if not is_address(address):
        raise WrongState(old.state, "mail-without-address")
    row = dict(db.execute(select(mails).where(mails.c.id == old.id)).one()._mapping)
    row |= {"id": again, "message_id": f"<{again}@{installation.name(db)}>", "written_at": now, "due_at": now}
    row |= {"state": "waiting", "reason": "", "attempts": 0, "claimed_at": None, "sent_at": None, "stamp": stamp()}
    if cause:
        row["cause"] = cause
    if db.batch is not None:
        row |= {"batch_id": db.batch.id, "due_at": db.batch.until}
    if to is not None and address != old.to_address:
        row |= {"person_id": to.id, "to_name": to.name, "to_address": address, "content": {"facts": old.facts}}
    db.execute(insert(mails).values(row))
    db.signal(SIGNAL)
    return again


def _newest_of(db: Db, mail: Mail) -> Mail:
    row = db.execute(_versions(mail.session, mail.person)).first() if mail.sequence is not None else None
    return mail if row is None or row.person_id is None else _mail(row)


def _is_next() -> ColumnElement[bool]:
    """Waiting, and no earlier mail about the same session still on its way to the same person."""
    earlier = mails.alias("earlier")
    same = (earlier.c.session_id == mails.c.session_id, earlier.c.person_id == mails.c.person_id)
    before = select(earlier.c.id).where(*same, earlier.c.id < mails.c.id, earlier.c.state.in_(["waiting", "sending"]))
    return and_(mails.c.state == "waiting", ~before.exists())


def _set(db: Db, mail: str, **values: object) -> None:
    db.execute(update(mails).where(mails.c.id == mail).values(**values))


def _mail(row: Row[object]) -> Mail:
    letter = row.content.get("letter")
    return Mail(
        id=row.id,
        session=row.session_id,
        person=row.person_id,
        kind=row.kind,
        cause=row.cause,
        to_name=row.to_name,
        to_address=row.to_address,
        message_id=row.message_id,
        facts=row.content.get("facts", {}),
        letter=Letter(**letter | {"references": tuple(letter.get("references", ()))}) if letter else None,
        sequence=row.sequence,
        dtstamp=row.dtstamp,
        written_at=row.written_at,
        state=row.state,
        reason=row.reason,
        attempts=row.attempts,
        due_at=row.due_at,
        sent_at=row.sent_at,
    )


def as_written(row: Mapping[str, Any]) -> Mail:
    """A mail of `Db.written`, as it would be read were it kept."""
    return Mail(
        id=row["id"],
        session=row["session_id"],
        person=row["person_id"],
        kind=row["kind"],
        cause=row["cause"],
        to_name=row["to_name"],
        to_address=row["to_address"],
        message_id=row["message_id"],
        facts=row["content"]["facts"],
        letter=None,
        sequence=row["sequence"],
        dtstamp=row["dtstamp"],
        written_at=row["written_at"],
        state=row["state"],
        reason=row["reason"],
        attempts=0,
        due_at=row["due_at"],
        sent_at=None,
    )


_STATE = mails.c.state + ""  # asked of a session's few mails: by its index all that wait would be gone through


def release(db: Db, session: str, *, now: datetime) -> None:
    """What waits with a batch to tell of the session goes at once: something newer goes, and must not overtake it."""
    where = (mails.c.session_id == session, mails.c.batch_id.is_not(None), _STATE == "waiting")
    db.execute(update(mails).where(*where, mails.c.due_at > now, mails.c.attempts == 0).values(due_at=now))


def put_off(db: Db, session: str, kinds: Collection[str], until: datetime) -> None:
    """What waits of these kinds about the session goes no sooner than then: what may outdate it is told then."""
    where = (mails.c.session_id == session, mails.c.kind.in_(kinds), _STATE == "waiting", mails.c.due_at < until)
    db.execute(update(mails).where(*where).values(due_at=until))


def stop(db: Db, chosen: Collection[str]) -> None:
    """Those of these mails that nobody has begun to send are not sent."""
    stopped = update(mails).where(mails.c.id.in_(chosen), mails.c.state.in_(["waiting", "held"]))
    db.execute(stopped.values(state="dropped", reason="stopped"))
    db.signal(SIGNAL)


def drop_held(db: Db, session: str) -> None:
    """What was held for want of an address will not be sent: the address is known, and a new mail was written."""
    where = (mails.c.session_id == session, _STATE == "held", mails.c.reason == "no-address")
    db.execute(update(mails).where(*where).values(state="dropped"))


def digests(db: Db, session: str) -> set[str]:
    """The digests of the session's record that were mailed to its participants."""
    chosen = select(mails.c.content).where(mails.c.session_id == session, mails.c.kind.in_(("sealed", "signed")))
    told = (row.content["facts"].get("digest") for row in db.execute(chosen))
    return {digest for digest in told if digest}


def reminded_since(db: Db, session: str, since: datetime, *, kind: str = "nudge") -> set[str]:
    """Who got a mail of that kind about that session since then: by default, who was asked again for an answer."""
    unstopped = mails.c.reason != "stopped"
    where = (mails.c.session_id == session, mails.c.kind == kind, mails.c.written_at > since, unstopped)
    return {row.person_id for row in db.execute(select(mails.c.person_id).where(*where))}


def reminded_of(db: Db, offer: str, *, since: datetime) -> set[str]:
    """The codes of the regencies that were reminded of the offer, which was made then."""
    chosen = select(mails.c.content).where(mails.c.kind == "offer-reminder", mails.c.written_at >= since)
    facts = [row.content["facts"] for row in db.execute(chosen)]
    return {one["regency"]["code"] for one in facts if one["offer"]["id"] == offer}


def wrote_to(db: Db, person: str) -> bool:
    """Whether any mail was ever written to that person."""
    return db.execute(select(mails.c.id).where(mails.c.person_id == person).limit(1)).first() is not None


def reached(db: Db, person: str) -> bool:
    """Whether a mail to that person was handed over and has not come back."""
    where = (mails.c.person_id == person, mails.c.state == "sent")
    return db.execute(select(mails.c.id).where(*where).limit(1)).first() is not None


def readdress(db: Db, person: Person, *, now: datetime) -> None:
    """What still waits for that person goes to their present address, composed anew and at once."""
    for row in db.execute(select(mails).where(mails.c.person_id == person.id, mails.c.state == "waiting")).all():
        content = {"facts": row.content["facts"]}
        _set(db, row.id, to_name=person.name, to_address=person.email, content=content, due_at=now)
    db.signal(SIGNAL)

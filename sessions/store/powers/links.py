"""Links and sign-ins: which token opens what. Only hashes are stored; tokens are derived from a key.

A personal link must stand in every later mail too, so it is derived again whenever it is written:
token = base64url(HMAC-SHA256(key, kind:subject:generation)), cut to 192 bits. Renewing takes the next generation.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Row, Table, bindparam, func, insert, select, update

from sessions.store.bulk import Put
from sessions.store.engine import Db
from sessions.store.hot import Hot, among
from sessions.store.powers import witness
from sessions.store.tables import keys, links, sign_in_uses, sign_ins
from sessions.values import SignIn

ONCE = timedelta(hours=24)  # a one-time link opens so long
SIGN_IN = timedelta(days=30)
IDLE = timedelta(days=3)  # without use, one with an account's powers ends: a weekend is shorter
IDLE_BY_LINK = timedelta(days=14)  # whoever has the link comes in again by it
USED = timedelta(hours=1)  # how exactly the last use is known
SHORT = 24  # characters of a sign-in's hash that name it
AGENT = 300  # characters kept of what a browser says it is
_INSERT = insert(links)
_PUT = Put(links, ("hash", "kind", "subject", "generation", "person_id", "session_id", "created_at"), later=True)
_OF = Hot(select(links).where(among(links.c.subject, "subjects")).order_by(links.c.generation))
_NEWEST = Hot(
    select(links)
    .where(links.c.kind == bindparam("kind"), links.c.subject == bindparam("subject"))
    .order_by(links.c.generation.desc())
    .limit(1)
)
_HOLDS = links.c.revoked_at.is_(None)
_OPEN_TO = [
    Hot(select(links).where(links.c.kind == kind, among(whose, "persons"), _HOLDS))
    for kind, whose in (("enter", links.c.subject), ("once", links.c.person_id))
]
_REVOKE = Hot(update(links).where(among(links.c.hash, "hashes")).values(revoked_at=bindparam("at")))
_SIGNED_IN = Hot(select(sign_ins).where(among(sign_ins.c.person_id, "persons"), sign_ins.c.ended_at.is_(None)))
_END = Hot(update(sign_ins).where(among(sign_ins.c.hash, "hashes")).values(ended_at=bindparam("at")))
_FIND = Hot(select(links).where(links.c.hash == bindparam("hash")))
_KEY = Hot(select(keys).where(keys.c.hash == bindparam("hash")))
KINDS = ("enter", "answer", "reply", "stage", "feed", "once", "claims")
Familiar = Literal["known", "new", "first"]  # a person's device; "first": they were never seen on any


@dataclass(frozen=True)
class Link:
    """What a link opens and for whom."""

    kind: str
    subject: str
    person: str | None
    session: str | None
    expires_at: datetime | None
    revoked_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()  # a header may hold any byte


def derived(secret: bytes, kind: str, subject: str, generation: int) -> str:
    """The token of that link: 32 base64url characters. That of a reply address, which mail servers may write in small
    letters, 26 base32 ones."""
    digest = hmac.digest(secret, f"{kind}:{subject}:{generation}".encode(), "sha256")
    if kind == "reply":
        return base64.b32encode(digest[:16]).decode().rstrip("=").lower()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def token(
    db: Db, kind: str, subject: str, *, now: datetime, person: str | None = None, session: str | None = None
) -> str:
    """The link's present token; the link is made where there was none. A revoked one is not made again by this: it
    gives the next generation's token."""
    row = _newest(db, kind, subject)
    if row is not None and row.revoked_at is None:
        return derived(db.secret, kind, subject, row.generation)
    generation = row.generation + 1 if row is not None else 1
    db.execute(_INSERT, [_row(db, Wanted(kind, subject, person, session), generation, now)])
    return derived(db.secret, kind, subject, generation)


@dataclass(frozen=True)
class Wanted:
    """A link that must stand, and whose it is; a `new` one cannot stand yet."""

    kind: str
    subject: str
    person: str | None = None
    session: str | None = None
    new: bool = False


def make(db: Db, wanted: Sequence[Wanted], *, now: datetime) -> None:
    """Makes those of the links that do not stand, all of them in two statements."""
    newest = _generations(db, [(one.kind, one.subject) for one in wanted if not one.new])
    missing = []
    for one in wanted:
        generation, stands = newest.get((one.kind, one.subject), (0, False))
        if not stands:
            missing.append(_row(db, one, generation + 1, now))
    if missing:
        _PUT.write(db, missing, amended=True)
        for row in missing:
            known = (_GENERATION, (row["kind"], row["subject"]))
            db.memo.keep(known, (links.name,), (row["generation"], True))
        _witnessed(db, links, missing)


_GENERATION = "a link's generation"


def _generations(db: Db, some: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, bool]]:
    """The newest generation of each of these links (kind, subject) that ever stood, and whether it does."""

    def read(unknown: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, bool]]:
        rows = _OF.named(db, {"subjects": sorted({subject for _, subject in unknown})})
        return {(row.kind, row.subject): (row.generation, row.revoked_at is None) for row in rows}

    return db.memo.each(_GENERATION, some, (links.name,), read)


def read_together(db: Db, persons: Iterable[str]) -> None:
    """Has at hand whether the personal links of these people stand."""
    _generations(db, [("enter", one) for one in persons])


def _row(db: Db, one: Wanted, generation: int, now: datetime) -> dict[str, object]:
    made = derived(db.secret, one.kind, one.subject, generation)
    whose = {"person_id": one.person, "session_id": one.session}
    whole = {"hash": hashed(made), "kind": one.kind, "subject": one.subject, "generation": generation}
    return {**whole, **whose, "created_at": now}


def _newest(db: Db, kind: str, subject: str) -> Row[object] | None:
    rows: list[Row[object]] = _NEWEST.named(db, {"kind": kind, "subject": subject})
    return rows[0] if rows else None


def standing(db: Db, kind: str, subject: str) -> str | None:
    """The link's present token, if there is one that was not revoked; writes nothing."""
    row = _newest(db, kind, subject)
    return derived(db.secret, kind, subject, row.generation) if row is not None and row.revoked_at is None else None


def opens(db: Db, kind: str, subject: str, *, now: datetime) -> bool:
    """Whether that link still opens anything."""
    row = _newest(db, kind, subject)
    return row is not None and row.revoked_at is None and (row.expires_at is None or now < row.expires_at)


def revoke(db: Db, kind: str, subject: str, *, now: datetime) -> None:
    """The link opens nothing from now on."""
    where = (links.c.kind == kind, links.c.subject == subject, links.c.revoked_at.is_(None))
    db.execute(update(links).where(*where).values(revoked_at=now))


def revoke_one_time(db: Db, person: str, *, now: datetime) -> None:
    """The person's one-time links open nothing from now on."""
    where = (links.c.kind == "once", links.c.person_id == person, links.c.revoked_at.is_(None))
    db.execute(update(links).where(*where).values(revoked_at=now))


def is_shut_out(db: Db, person: str) -> bool:
    """Whether the person's link was revoked and none has taken its place."""
    row = _newest(db, "enter", person)
    return row is not None and row.revoked_at is not None


def one_time(db: Db, person: str, *, now: datetime, subject: str | None = None) -> str:
    """A sign-in link that opens once, within a day; a mail that will give it names it by its `subject`."""
    chance = subject or secrets.token_hex(16)
    whole = _row(db, Wanted("once", chance, person), 1, now) | {"expires_at": now + ONCE}
    db.execute(insert(links).values(whole))
    return derived(db.secret, "once", chance, 1)


def find(db: Db, token: str) -> Link | None:
    """What the token opens; the look-up is by its hash, so that its time tells nothing of the token."""
    rows = _FIND.named(db, {"hash": hashed(token)})
    if not rows or not hmac.compare_digest(rows[0].hash, hashed(token)):
        return None
    row = rows[0]
    return Link(row.kind, row.subject, row.person_id, row.session_id, row.expires_at, row.revoked_at)


def use_once(db: Db, token: str, *, now: datetime) -> bool:
    """Uses up a one-time link; true for the first who asks."""
    where = (links.c.hash == hashed(token), links.c.kind == "once", links.c.revoked_at.is_(None))
    return db.execute(update(links).where(*where).values(revoked_at=now)).rowcount == 1


# - browsers that are signed in -


def sign_in(
    db: Db, person: str, device: str, *, now: datetime, via: str = "link", agent: str = ""
) -> tuple[str, Familiar]:
    """Signs a browser in: its cookie's token, and whether the person was seen on such a device, or at all."""
    before = set(db.execute(select(sign_ins.c.device).where(sign_ins.c.person_id == person)).scalars())
    familiar: Familiar = "known" if device in before else "new" if before else "first"
    made = secrets.token_urlsafe(32)
    row = {"person_id": person, "device": device, "created_at": now, "expires_at": now + SIGN_IN}
    row |= {"via": via, "agent": agent[:AGENT]}
    db.execute(insert(sign_ins).values(hash=hashed(made), **row))
    return made, familiar


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, by which door they came, until when at the latest, and when a use is noted again."""

    person: str
    via: str
    until: datetime
    note_at: datetime


def signed_in(db: Db, token: str, *, now: datetime) -> SignedIn | None:
    """Who is signed in with that cookie; None where that has ended, also by not being used."""
    joined = sign_ins.outerjoin(sign_in_uses, sign_in_uses.c.hash == sign_ins.c.hash)
    chosen = select(sign_ins, sign_in_uses.c.at.label("used_at")).select_from(joined)
    row = db.execute(chosen.where(sign_ins.c.hash == hashed(token))).first()
    if row is None or row.ended_at is not None:
        return None
    used = row.used_at or row.created_at
    until = min(row.expires_at, used + (IDLE_BY_LINK if row.via == "link" else IDLE))
    return SignedIn(row.person_id, row.via, until, used + USED) if now < until else None


def note_use(db: Db, token: str, *, now: datetime) -> None:
    """The sign-in is used now."""
    key = hashed(token)
    if db.execute(update(sign_in_uses).where(sign_in_uses.c.hash == key).values(at=now)).rowcount == 0:
        db.execute(insert(sign_in_uses).values(hash=key, at=now))


def sign_ins_of(db: Db, person: str, *, now: datetime) -> list[SignIn]:
    """The person's sign-ins that hold, the newest first; an id begins the stored hash and opens nothing."""
    holds = (sign_ins.c.person_id == person, sign_ins.c.ended_at.is_(None), sign_ins.c.expires_at > now)
    rows = db.execute(select(sign_ins).where(*holds).order_by(sign_ins.c.created_at.desc(), sign_ins.c.hash))
    return [SignIn(row.hash[:SHORT], row.via, row.agent, row.created_at, row.expires_at) for row in rows]


def last_signed_in(db: Db, persons: Collection[str]) -> dict[str, datetime]:
    """When each of them last signed in, of those who ever did."""
    last = select(sign_ins.c.person_id, func.max(sign_ins.c.created_at).label("at"))
    rows = db.execute(last.where(sign_ins.c.person_id.in_(persons)).group_by(sign_ins.c.person_id))
    return {row.person_id: row.at for row in rows}


def end_sign_in(db: Db, person: str, sign_in: str, *, now: datetime) -> bool:
    """Ends that one of the person's sign-ins; false if there is none of that id."""
    where = (sign_ins.c.person_id == person, sign_ins.c.ended_at.is_(None))
    mine = func.substr(sign_ins.c.hash, 1, SHORT) == sign_in
    return db.execute(update(sign_ins).where(*where, mine).values(ended_at=now)).rowcount == 1


def sign_out(db: Db, token: str, *, now: datetime) -> None:
    """Ends that sign-in."""
    db.execute(update(sign_ins).where(sign_ins.c.hash == hashed(token)).values(ended_at=now))


def end_sign_ins(db: Db, person: str, *, now: datetime) -> None:
    """Ends every sign-in of the person, and what their browsers still listen to."""
    _end_sign_ins(db, [person], now=now)


def _end_sign_ins(db: Db, persons: Sequence[str], *, now: datetime, holders: Collection[str] = ()) -> None:
    for person in persons:
        db.signal(f"out:{person}")
    signed_in = _SIGNED_IN.named(db, {"persons": list(persons)})
    if open_ones := [row for row in signed_in if row.via == "link" or row.person_id not in holders]:
        _END.write(db, {"hashes": [row.hash for row in open_ones], "at": now})
        _witnessed(db, sign_ins, [{**row._asdict(), "ended_at": now} for row in open_ones])


def shut_out(db: Db, person: str, *, now: datetime) -> None:
    """What let the person in ends at once: link, one-time links and sign-ins."""
    shut_out_all(db, [person], now=now)


def shut_out_all(db: Db, persons: Sequence[str], *, now: datetime, holders: Collection[str] = ()) -> None:
    """The same for many people. Those of them who hold an account keep its doors: their one-time links, and the
    sign-ins that no personal link began."""
    if not persons:
        return
    found = [row for query in _OPEN_TO for row in query.named(db, {"persons": list(persons)})]
    open_ones = [row for row in found if row.kind == "enter" or row.person_id not in holders]
    if open_ones:
        _REVOKE.write(db, {"hashes": [row.hash for row in open_ones], "at": now})
        _witnessed(db, links, [{**row._asdict(), "revoked_at": now} for row in open_ones])
    _end_sign_ins(db, persons, now=now, holders=holders)


def _witnessed(db: Db, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Has the log know rows that now are as they are given here."""
    witness.stands(db, table, rows)
    db.signal(witness.SIGNAL)


# - keys of programs -


def add_key(db: Db, name: str, *, now: datetime, days: int | None) -> str:
    """A new API key of the secretariat, shown once."""
    made = f"sidang_{secrets.token_urlsafe(32)}"
    expires = None if days is None else now + timedelta(days=days)
    db.execute(insert(keys).values(hash=hashed(made), name=name, created_at=now, expires_at=expires))
    return made


def key_name(db: Db, key: str, *, now: datetime) -> tuple[str, datetime | None] | None:
    """The name of a key that holds, and until when."""
    for row in _KEY.named(db, {"hash": hashed(key)}):
        if row.revoked_at is None and (row.expires_at is None or now < row.expires_at):
            return str(row.name), row.expires_at
    return None


def all_keys(db: Db) -> Sequence[Row[object]]:
    """Every key's name, creation, expiry and revocation."""
    return list(db.execute(select(keys).order_by(keys.c.created_at)))


def revoke_keys(db: Db, name: str, *, now: datetime) -> int:
    """Revokes the keys of that name; how many."""
    where = (keys.c.name == name, keys.c.revoked_at.is_(None))
    return db.execute(update(keys).where(*where).values(revoked_at=now)).rowcount

"""What is added to a session's record by hand: files. Signing is after/signatures.py's, sealing announcing.py's."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sessions.actions.access import Asker, shared
from sessions.actions.during.questions import must_take_reply, shown_to_regency
from sessions.store import Db, records
from sessions.values import (
    UNFINISHED,
    Actor,
    File,
    Invalid,
    Json,
    NewFile,
    NotFound,
    Session,
    TooMany,
    WrongState,
    wire,
)

FILE_KINDS = ("deck", "document", "recording", "transcript")
MOST_BYTES = 2 * 1024**3  # of what is sent to one session; what the recorder makes is not counted
BY_SECRETARIAT = ("recording", "transcript")


# - files -


def may_attach(db: Db, session_id: str, kind: str, asker: Asker, *, now: datetime, size: int = 0) -> Session:
    """The session, if the asker may add such a file of about that size (bytes) now: the regency until the close, the
    secretariat until signed. Raises NotFound, WrongState or TooMany."""
    session = shared(db, session_id, asker)
    _must_take(session, kind, asker, now=now)
    must_have_room(_sizes(session), size)
    return session


def must_have_room(sizes: Iterable[int | None], more: int) -> None:
    """There is room for so many bytes beside these. Raises TooMany."""
    if sum(size or 0 for size in sizes) + more > MOST_BYTES:
        raise TooMany("files-kept", {"most": MOST_BYTES >> 30})


def _sizes(session: Session) -> Iterable[int | None]:
    return (one.size for one in session.files if one.take is None)


def attach(db: Db, session_id: str, new: NewFile, asker: Asker, *, now: datetime) -> File:
    """Adds a file; the same kind and name again is its next version. Raises NotFound, Invalid, WrongState or
    TooMany."""
    session = shared(db, session_id, asker)
    _must_take(session, new.kind, asker, now=now)
    must_have_room(_sizes(session), new.size or 0)
    if new.question is not None:
        _must_answer(db, session, new.question, asker, now=now)
    return add(db, session, new, asker.actor(session), now=now)


def instead_of(db: Db, session_id: str, file_id: str, new: NewFile, asker: Asker) -> NewFile:
    """The file as the next version of one that stands: under its kind and name. Raises NotFound, or Invalid where it is
    a file of another kind."""
    stands = next((one for one in shared(db, session_id, asker).files if one.id == file_id), None)
    if stands is None:
        raise NotFound
    suffix = _suffix(stands.name)
    if _suffix(new.name) != suffix:
        raise Invalid.at("/file", "other-suffix", suffix=suffix)
    return replace(new, kind=stands.kind, name=stands.name, question=stands.question)


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def add(db: Db, session: Session, new: NewFile, actor: Actor, *, now: datetime, take: str | None = None) -> File:
    """Adds a file that may be added; `take` is the one that it was made of."""
    version = 1 + max((one.version for one in session.files if (one.kind, one.name) == (new.kind, new.name)), default=0)
    data = {"file": new.id, "kind": new.kind, "name": new.name, "version": version}
    known = {key: getattr(new, key) for key in ("size", "sha256", "media_type", "url", "question")}
    known |= {"take": take, "starts_at": new.starts_at and wire(new.starts_at)}
    data |= {key: value for key, value in known.items() if value is not None}
    return records.append(db, session, "attached", data, at=now, actor=actor).files[-1]


def _must_take(session: Session, kind: str, asker: Asker, *, now: datetime) -> None:
    state = session.state(now)
    if asker.manages(session):
        if state in ("cancelled", "signed"):
            raise WrongState(state)
        return
    if asker.role(session) != "regency":
        raise NotFound
    if state not in UNFINISHED:
        raise WrongState(state, "files-until-close")
    if kind in BY_SECRETARIAT:
        raise Invalid.at("/kind", "kind-by-secretariat")


def _must_answer(db: Db, session: Session, question_id: str, asker: Asker, *, now: datetime) -> None:
    question = session.question(question_id)
    if question is None:
        raise Invalid.at("/question", "no-such-question")
    if not asker.secretariat:
        try:
            shown_to_regency(db, session, question_id, asker)
        except NotFound:
            raise Invalid.at("/question", "no-such-question") from None
    must_take_reply(session, question, now)


def file_json(file: File) -> dict[str, Json]:
    """A session's file, as the API shows it."""
    starts_at = None if file.starts_at is None else wire(file.starts_at)
    return file.as_json() | {"question": file.question, "take": file.take, "starts_at": starts_at}

"""The recorder: takes in numbered pieces, stopped by hand, by the close, or because nothing comes; who may hear them.

A piece is on the disk before it is told to the store, and in the store before it is answered; the same number again
keeps the first. What comes later fills a gap, and the take's file is made anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sessions.actions.access import Asker, conducted, conducts, heard, shared
from sessions.actions.during import recording
from sessions.store import Bookmark, Db, Piece, StoredTake, records, registry, takes
from sessions.values import (
    CLOCK_ACTOR,
    RUNNING,
    UNFINISHED,
    File,
    Invalid,
    Json,
    NewFile,
    NotFound,
    Session,
    WrongState,
    new_id,
    wire,
)

EARLY = timedelta(hours=1)  # before the start, to try the line and to catch the first words
SILENT = timedelta(minutes=2)  # after so long without a piece a take is taken for interrupted
QUIET = timedelta(seconds=20)  # a take's file is made anew once nothing more has come for so long
MOST_PIECES = 100_000
AHEAD = timedelta(minutes=1)  # how far a clock may be ahead that sets a mark
HEARD_AS = ("recording", "transcript")


# - recording -


def start(db: Db, session_id: str, kind: str, media_type: str, asker: Asker, *, now: datetime) -> StoredTake:
    """Begins a take; one that was running elsewhere is stopped: this device has taken over. Raises NotFound or
    WrongState before the session, after it, and in a private phase."""
    session = conducted(db, session_id, asker)
    _must_be_recordable(session, now)
    for running in [one for one in takes.of_session(db, session.id) if one.state == "recording"]:
        session = _end(db, session, running, "stopped", asker, now=now)
    take = StoredTake(
        new_id(now),
        session.id,
        kind,
        media_type,
        "recording",
        now,
        now,
        None,
        asker.id,
        asker.name,
        None,
        None,
        None,
        0,
        None,
    )
    takes.add(db, take)
    data = {"take": take.id, "state": "recording", "kind": kind, "media_type": media_type}
    records.append(db, session, "recorded", data, at=now, actor=asker.actor(session))
    return take


@dataclass(frozen=True)
class Place:
    """Where a piece goes: its take, the piece that lies there already, and the one before it where that has come."""

    take: StoredTake
    known: Piece | None
    before: Piece | None


def may_put(db: Db, session_id: str, take_id: str, number: int, asker: Asker, *, now: datetime) -> Place:
    """Where a piece may be put. Raises NotFound or WrongState."""
    session = conducted(db, session_id, asker)
    take = takes.get(db, session.id, take_id)
    if session.state(now) in ("aborted", "cancelled", "signed"):
        raise WrongState(session.state(now), "take-over")
    return Place(take, takes.piece(db, take.id, number), takes.piece(db, take.id, number - 1))


def put(
    db: Db, session_id: str, take_id: str, piece: Piece, asker: Asker, *, now: datetime
) -> tuple[StoredTake, Piece]:
    """Adds a piece that lies on the disk; the same number again keeps the first. Raises NotFound or WrongState."""
    place = may_put(db, session_id, take_id, piece.number, asker, now=now)
    if place.known is not None:
        return place.take, place.known
    takes.add_piece(db, take_id, piece, now=now)
    return _going_on(db, session_id, replace(place.take, heard_at=now), asker, now=now), piece


def _going_on(db: Db, session_id: str, take: StoredTake, asker: Asker, *, now: datetime) -> StoredTake:
    """The take, which records again where the line was down and is back."""
    if take.state != "interrupted":
        return take
    session = records.load(db, session_id)
    if session.state(now) not in RUNNING:
        return take
    takes.change(db, take.id, state="recording", stopped_at=None)
    data = {"take": take.id, "state": "recording"}
    records.append(db, session, "recorded", data, at=now, actor=asker.actor(session))
    return replace(take, state="recording", stopped_at=None)


def stop(db: Db, session_id: str, take_id: str, asker: Asker, *, now: datetime) -> StoredTake:
    """Ends a take; again it changes nothing. Raises NotFound."""
    session = conducted(db, session_id, asker)
    take = takes.get(db, session.id, take_id)
    if take.state == "recording":
        _end(db, session, take, "stopped", asker, now=now)
    return takes.get(db, session.id, take_id)


def any_silent(db: Db, *, now: datetime) -> bool:
    """Whether a take should be ended: read before anything is written."""
    return bool(_silent(db, now))


def end_silent(db: Db, *, now: datetime) -> None:
    """Ends the takes of sessions that have closed, and those that nothing has come of for a while."""
    for take in _silent(db, now):
        session = records.load(db, take.session)
        _end(db, session, take, "interrupted" if session.state(now) in UNFINISHED else "stopped", None, now=now)


def _silent(db: Db, now: datetime) -> list[StoredTake]:
    running = [(take, records.load(db, take.session)) for take in takes.recording(db)]
    return [take for take, session in running if session.state(now) not in UNFINISHED or take.heard_at <= now - SILENT]


def _end(db: Db, session: Session, take: StoredTake, state: str, asker: Asker | None, *, now: datetime) -> Session:
    takes.change(db, take.id, state=state, stopped_at=now)
    actor = asker.actor(session) if asker else CLOCK_ACTOR
    return records.append(db, session, "recorded", {"take": take.id, "state": state}, at=now, actor=actor)


def _must_be_recordable(session: Session, now: datetime) -> None:
    state = session.state(now)
    soon = state == "booked" and session.starts_at - now <= EARLY
    if state not in RUNNING and not soon:
        raise WrongState(state, "recorded-while-running")
    private = {phase.key for phase in session.schedule.phases if phase.private}
    if session.schedule.phase(now) in private:
        raise WrongState("private", "private-not-recorded")


# - the file of a take -


@dataclass(frozen=True)
class ToMake:
    """What a take's file is to be made of; `until` are seconds from its beginning, None without end."""

    take: StoredTake
    pieces: tuple[Piece, ...]
    until: float | None


def to_make(db: Db, *, now: datetime) -> list[ToMake]:
    """The takes that ended and whose file is not made yet, or that pieces were added to."""
    return [_to_make(db, take) for take in takes.unmade(db, now - QUIET)]


def to_make_now(db: Db, session_id: str, take_id: str) -> ToMake:
    """One take that was just stopped. Raises NotFound."""
    return _to_make(db, takes.get(db, session_id, take_id))


def _to_make(db: Db, take: StoredTake) -> ToMake:
    session = records.load(db, take.session)
    ends = [since for phase, since, _ in session.schedule.spans() if phase.private and since is not None]
    if session.schedule.closes_at is not None and session.aborted_at is None:
        ends.append(session.schedule.closes_at)
    until = min(((end - take.began_at).total_seconds() for end in ends), default=None)
    return ToMake(take, tuple(takes.pieces_of(db, take.id)), None if until is None else max(until, 0.0))


def made(db: Db, made_of: ToMake, told: Mapping[str, Any], *, now: datetime) -> File | None:
    """Keeps what became of the pieces: the file joins the session's, with its digest in the record; or why not."""
    take = made_of.take
    if "fault" in told:
        takes.change(db, take.id, made_of=len(made_of.pieces), fault=told["fault"])
        return None
    session = records.load(db, take.session)
    number = 1 + [one.id for one in takes.of_session(db, session.id)].index(take.id)
    name = f"rekaman-{number}.webm"
    new = NewFile(
        new_id(now),
        "recording",
        name,
        told["size"],
        told["sha256"],
        take.media_type.partition(";")[0],
        starts_at=take.began_at,
    )
    file = recording.add(db, session, new, CLOCK_ACTOR, now=now, take=take.id)
    known = {"file": file.id, "sha256": told["sha256"], "seconds": told["seconds"], "fault": None}
    takes.change(db, take.id, made_of=len(made_of.pieces), **known)
    return file


# - hearing it -


def may_hear(db: Db, session: Session, asker: Asker, *, now: datetime) -> bool:
    """Whether the asker may play the session's recordings: who conducts at any time, the panel and observers after the
    close, the regency then too where the programme says so."""
    if conducts(session, asker):
        return True
    if session.state(now) not in ("closed", "signed", "aborted"):
        return False
    if session.guest(asker.id) is not None:
        return registry.programme(db, session.programme).show_recording
    return asker.role(session) not in (None, "regency", "stage")


def must_hear(db: Db, session_id: str, asker: Asker, *, now: datetime) -> Session:
    """The session, for those who may play its recordings. Raises NotFound."""
    session = shared(db, session_id, asker)
    if not may_hear(db, session, asker, now=now):
        raise NotFound
    return session


def public_until(session: Session, asker: Asker) -> datetime | None:
    """Until when the asker may hear a session with a part that is the panel's alone: its private phases, and what is
    deliberated after the close. None for the panel and who conducts, and where there is no such part."""
    if session.guest(asker.id) is None or conducts(session, asker):
        return None
    private = [since for phase, since, _ in session.schedule.spans() if phase.private and since is not None]
    deliberates = [session.schedule.closes_at or session.schedule.ends_at] if session.deliberation else []
    return min([*private, *deliberates], default=None)


def visible(db: Db, session: Session, asker: Asker, *, now: datetime) -> list[File]:
    """The session's files that the asker may have: recordings and transcripts that lie here are for those who may hear
    them; where a link leads, others decide. What was recorded elsewhere may hold what is the panel's alone: then it is
    none of the regency's; the recorder's own takes end where that begins."""
    hears = may_hear(db, session, asker, now=now)
    uncut = public_until(session, asker) is None
    return [
        file
        for file in session.files
        if file.kind not in HEARD_AS or ((hears or file.url is not None) and (uncut or file.take is not None))
    ]


def shown(db: Db, session_id: str, asker: Asker, *, now: datetime) -> dict[str, object]:
    """All that was recorded of a session, as the contract shows it. Raises NotFound."""
    session = must_hear(db, session_id, asker, now=now)
    found = [take_json(db, take, now=now) for take in takes.of_session(db, session.id)]
    return {
        "session": session.id,
        **(session.recording(now) or {"state": "none", "seconds": 0}),
        "server_time": wire(now),
        "takes": found,
        "files": [recording.file_json(one) for one in visible(db, session, asker, now=now) if one.kind in HEARD_AS],
        "bookmarks": [bookmark_json(one) for one in takes.bookmarks_of(db, session.id, asker.id)],
    }


def take_json(db: Db, take: StoredTake, *, now: datetime) -> dict[str, object]:
    """A take as it now stands; `missing` are the numbers of pieces that did not come."""
    pieces = takes.pieces_of(db, take.id)
    numbers = {one.number for one in pieces}
    ready = take.file is not None and take.made_of == len(pieces)
    return {
        "take": take.id,
        "kind": take.kind,
        "type": take.media_type,
        "state": "ready" if ready and take.state != "recording" else take.state,
        "began_at": wire(take.began_at),
        "stopped_at": take.stopped_at and wire(take.stopped_at),
        "by": {"id": take.by, "name": take.by_name},
        "pieces": len(pieces),
        "missing": [n for n in range(1, max(numbers, default=0)) if n not in numbers][:1000],
        "size": sum(one.size for one in pieces),
        "seconds": take.seconds,
        "file": take.file,
        "sha256": take.sha256,
        "fault": take.fault,
        "server_time": wire(now),
    }


def transcript(
    db: Db, session_id: str, asker: Asker, *, now: datetime
) -> tuple[File, datetime, datetime | None] | None:
    """The newest transcript, if there is one; when what it tells of began: as was said with it, else with the first
    take, else with the session; and until when it is the asker's to read. Raises NotFound."""
    session = must_hear(db, session_id, asker, now=now)
    files = [one for one in session.files if one.kind == "transcript" and one.sha256 is not None]
    if not files:
        return None
    began = session.takes[0].since if session.takes else session.starts_at
    return files[-1], files[-1].starts_at or began, public_until(session, asker)


def newest_file(db: Db, session_id: str, take_id: str | None, asker: Asker, *, now: datetime) -> File:
    """The newest file of a take, or of the session's last take that has one, for who may hear it. Raises NotFound."""
    found = visible(db, must_hear(db, session_id, asker, now=now), asker, now=now)
    files = [one for one in found if one.kind == "recording" and take_id in (None, one.take)]
    local = [one for one in files if one.sha256 is not None]
    if not local:
        raise NotFound
    return local[-1]


def score_times(db: Db, session: Session, asker: Asker) -> list[tuple[datetime, str, str]]:
    """When who scored what (a panelist's name, a criterion's key), never how; for a panel and who conducts."""
    if asker.role(session) == "regency" and not asker.secretariat:
        return []
    names = {seat.id: seat.name for seat in (*session.former, *session.panel)}
    scored = [one for one in records.read(db, session.id) if one.kind == "scored"]
    return [(one.at, names.get(one.data["panelist"], ""), one.data["criterion"]) for one in scored]


# - marks -


def mark(db: Db, session_id: str, at: datetime | None, text: str, asker: Asker, *, now: datetime) -> Bookmark:
    """Marks a moment for oneself. Raises NotFound, Invalid or WrongState."""
    session = heard(db, session_id, asker)
    if session.state(now) in ("booked", "cancelled"):
        raise WrongState(session.state(now), "marked-from-start")
    when = at or now
    if when > now + AHEAD or when < session.starts_at - EARLY:
        raise Invalid.at("/at", "outside-the-session")
    bookmark = Bookmark(new_id(now), session.id, asker.id, asker.name, text, when)
    takes.add_bookmark(db, bookmark)
    return bookmark


def marks(db: Db, session_id: str, asker: Asker) -> list[dict[str, Json]]:
    """One's own marks. Raises NotFound."""
    return [bookmark_json(one) for one in takes.bookmarks_of(db, heard(db, session_id, asker).id, asker.id)]


def bookmark_json(bookmark: Bookmark) -> dict[str, Any]:
    """As the contract shows it."""
    by = {"id": bookmark.person, "name": bookmark.name}
    return {"id": bookmark.id, "at": wire(bookmark.at), "text": bookmark.text, "by": by}

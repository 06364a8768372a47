"""A session and the text that the store keeps of it."""

from functools import lru_cache

from sessions.values.session import Session, snapshots

COLUMNS = ("programme_id", "regency_id", "starts_at", "settled", "tail", "head", "snapshot")


@lru_cache(maxsize=4096)
def of(snapshot: str, tail: int, head: str) -> Session:
    """The session of a row."""
    return parsed(snapshot).standing_at(tail, head)


@lru_cache(maxsize=2048)
def parsed(snapshot: str) -> Session:
    """The session that a snapshot text tells of."""
    return snapshots().validate_json(snapshot)


def text(session: Session) -> str:
    """The text that the store keeps of a session."""
    return snapshots().dump_json(session).decode()


def columns(session: Session) -> dict[str, object]:
    """The row of a session, its id aside."""
    return {
        "programme_id": session.programme,
        "regency_id": session.regency.id,
        "starts_at": session.starts_at,
        "settled": session.settled,
        "tail": session.tail,
        "head": session.head,
        "snapshot": text(session),
    }

"""Who can sign the minutes now, and why somebody whose signature is due cannot yet."""

from datetime import datetime

from server.text import translator
from sessions.actions import Asker
from sessions.values import Session


def is_due(session: Session, asker: Asker) -> bool:
    """Whether it is of the panel and has not signed, excused or not."""
    return any(seat.id == asker.id for seat in session.scorers) and asker.id not in session.signers


def may_sign(session: Session, asker: Asker, now: datetime) -> bool:
    """Whether a signature would be taken now: the chair's is the last."""
    return is_due(session, asker) and _is_open(session, now) and not waits_for(session, asker)


def waits_for(session: Session, asker: Asker) -> list[str]:
    """Whose signatures come before, by name; only who signs last waits for any."""
    last = session.signs_last
    if last is None or last.id != asker.id:
        return []
    return [seat.name for seat in session.unsigned if seat.id != asker.id]


def not_yet(session: Session, asker: Asker, now: datetime, language: str) -> str:
    """Why a signature that is due cannot be given now; empty where it can, or where none is due."""
    _ = translator(language)
    if session.state(now) != "closed" or not is_due(session, asker) or may_sign(session, asker, now):
        return ""
    if not _is_open(session, now):
        return _("Terbuka setelah nilai dibuka dan musyawarah selesai.")
    return _("Ketua menandatangani terakhir; belum: %(names)s.") % {"names": ", ".join(waits_for(session, asker))}


def _is_open(session: Session, now: datetime) -> bool:
    return session.state(now) == "closed" and session.digest is not None and session.is_concluded(now)

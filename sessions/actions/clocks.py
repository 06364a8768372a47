"""An official's word that the server's clock, which has leapt, is right."""

from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.store import Db, installation
from sessions.values import Thing, wire


def accept(db: Db, asker: Asker, *, followed: datetime | None = None, now: datetime) -> None:
    """The wall clock, which shows `now`, is right; `followed` is the time that was followed until then, where whoever
    says so sees it. Whether a sheet is open hangs on it: who said so is written down. Raises NotFound."""
    must_be_secretariat(asker)
    installation.accept_clock(db, now=now)
    told = {"clock": (None if followed is None else wire(followed), wire(now))}
    acts.did_all(db, "clock-accepted", [(Thing("clock", "clock", ""), told)], asker, now=now)

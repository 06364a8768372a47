"""Looks again and again whether the secretariat is to be mailed of what does not work; in one process of all."""

from datetime import timedelta

import structlog

from server.clockwork.condition import Condition
from sessions.actions import alerting
from sessions.store import Store
from sessions.values import Clock

LOOK_EVERY = timedelta(seconds=20)
log = structlog.get_logger()


class Alerter:
    """The looks over one condition."""

    def __init__(self, store: Store, clock: Clock, condition: Condition) -> None:
        self._store, self._clock, self._condition = store, clock, condition

    async def look(self) -> None:
        """One look; what fails is tried again at the next."""
        now, standing = self._clock(), self._condition.standing
        try:
            if await self._store.read(alerting.is_due, standing, now=now):
                await self._store.write(alerting.alert, standing, now=now)
        except Exception:
            log.exception("alerting-failed")

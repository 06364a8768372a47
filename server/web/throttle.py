"""How often one caller may do something that costs us work and asks for no sign-in."""

from collections import OrderedDict
from datetime import datetime, timedelta

CALLERS = 10_000


class Throttle:
    """So many calls at once, and again one each `every`; by caller, the least recent forgotten first."""

    def __init__(self, at_once: int, every: timedelta) -> None:
        self._at_once = at_once
        self._every = every
        self._free_at: OrderedDict[str, datetime] = OrderedDict()

    def allows(self, caller: str, *, now: datetime) -> bool:
        """Counts one call, if there is room for it (the generic cell rate algorithm)."""
        due = max(self._free_at.pop(caller, now), now)
        allowed = due - now < self._at_once * self._every
        self._free_at[caller] = due + self._every if allowed else due
        if len(self._free_at) > CALLERS:
            self._free_at.popitem(last=False)
        return allowed

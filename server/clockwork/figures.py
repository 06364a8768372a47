"""The figures of each programme as its sessions now stand: computed once for each state, in a thread."""

import asyncio
from datetime import datetime

from sessions.actions import results_basis
from sessions.actions.results_basis import Basis, Figured
from sessions.store.engine import Store


class Figures:
    """Results by programme. What they rest on is read every time; they are computed only when that has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Figured] = {}
        self._turn = asyncio.Lock()  # computing takes a processor: one after the other, and for one state once

    async def of(self, programme: str, *, now: datetime) -> Figured:
        """The programme's figures. Raises NotFound."""
        basis = await self._store.read(results_basis.basis, programme, now=now)
        known = self._standing(programme, basis)
        if known is not None:
            return known
        async with self._turn:
            return self._standing(programme, basis) or await self._computed(programme, now=now)

    async def _computed(self, programme: str, *, now: datetime) -> Figured:
        basis, rated = await self._store.read(results_basis.scored, programme, now=now)
        found = await asyncio.to_thread(results_basis.figured, basis, rated)
        self._known[programme] = found
        return found

    def _standing(self, programme: str, basis: Basis) -> Figured | None:
        known = self._known.get(programme)
        return known if known is not None and known.basis.key == basis.key else None

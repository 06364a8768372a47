"""Plans that are being accepted: a few sessions at a time are handed to the writer, each an action of its own; whoever
scores comes in between.

What was under way when the server ended goes on when it starts; each session is booked once, whoever hands it over.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from sessions.actions import Piece, Ways, accepting
from sessions.store import Db, Reads, Store, StoredPlan, plans
from sessions.values import Clock
from sessions.values.planning import Planned

FEWEST, MOST = 4, 10  # sessions in the writer's hands; of fewer, what a transaction costs by itself would count most
PIECE = 0.03  # seconds that they are to take there, and are chosen by: whoever waits behind them waits so long
log = structlog.get_logger()


class Acceptor:
    """The acceptances of this server."""

    def __init__(self, store: Store, clock: Clock, ways: Ways) -> None:
        self._store = store
        self._clock = clock
        self._ways = ways
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def resume(self) -> None:
        """Goes on with what was under way."""
        for plan in await self._store.read(plans.in_state, "accepting"):
            self.start(plan)

    def start(self, plan: str) -> None:
        """Goes on with a plan that is being accepted."""
        if plan not in self._tasks:
            self._tasks[plan] = asyncio.create_task(self._accept(plan), name=f"accepting {plan}")

    @property
    def busy(self) -> bool:
        """Whether any acceptance goes on here."""
        return bool(self._tasks)

    async def settled(self, plan: str, *, seconds: float) -> None:
        """Waits so long at most until the plan is accepted."""
        task = self._tasks.get(plan)
        if task is not None:
            await asyncio.wait([task], timeout=seconds)

    async def close(self) -> None:
        """Ends; what is left goes on at the next start."""
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _accept(self, plan_id: str) -> None:
        try:
            plan = await self._store.read(plans.get, plan_id)
            await self._book_all(plan)
            told = await self._store.read(accepting.overviews_of, plan_id)
            await self._store.write(accepting.end, plan_id, told, now=self._clock())
        except Exception:
            log.exception("accepting-failed", plan=plan_id)
        finally:
            with contextlib.suppress(KeyError):
                del self._tasks[plan_id]

    async def _book_all(self, plan: StoredPlan) -> None:
        rest: Sequence[Planned] = plan.doc["sessions"]
        many = FEWEST
        while rest:
            later: list[Planned] = []
            at = 0
            while some := rest[at : at + many]:
                begun = time.perf_counter()
                waits = await self._store.write_each([self._booking(Piece(plan, one, self._ways)) for one in some])
                later += [one for one, again in zip(some, waits, strict=True) if again]
                at += len(some)
                many = _next(len(some), time.perf_counter() - begun)
            if len(later) == len(rest):
                piece = Piece(plan, rest[0], self._ways)
                await self._store.write(accepting.book_together, piece, rest, now=self._clock())
                return
            rest = later

    def _booking(self, piece: Piece) -> tuple[Reads, Callable[[Db], bool]]:
        """The action that books one session, with what it will ask for."""
        return Reads(accepting.read_together, piece), partial(accepting.book_one, piece=piece, now=self._clock())


def _next(many: int, took: float) -> int:
    """How many sessions are handed over next, where so many took so many seconds, waiting for others included."""
    return max(FEWEST, min(MOST, 2 * many, int(many * PIECE / took)))

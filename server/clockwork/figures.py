"""The figures of each programme as its sessions now stand: computed once for each state of its records, in a process of
their own where there are many scores; the mixed model beside whoever looks meanwhile. Both are kept over restarts."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
import structlog

from server.clockwork import figures_apart
from server.clockwork.figures_apart import Estimated
from server.clockwork.kept import Kept
from server.clockwork.parsing import Killed, Processes
from sessions.actions import Basis, Figured, results_basis
from sessions.store import Store
from sessions.values import Refusal, wire
from sessions.values.results import Rated, Results, index, mixed, reliability

T = TypeVar("T")
IN_A_THREAD = 3000
"""So many scores are reckoned in a thread of the server's; more by a process of their own."""
MODELLED_AT_ONCE = 300
"""So many scores are estimated while one waits; for more the answer comes first, and the model when it is there."""
FAILED_FOR = timedelta(minutes=1)  # that a model which could not be estimated is not tried again
PATIENCE = 2.0  # seconds that a page waits for newer figures before it shows those of before
SECONDS = 240  # of a processor that a model may take; 514 regencies with 60 panelists take 11
WALL_SECONDS = 600.0
MEMORY = 2 * 1024**3
log = structlog.get_logger()


@dataclass(frozen=True)
class Modelled:
    """The model of one state of the records, None where there is none; `failed` is when it could not be estimated."""

    key: str
    document: dict[str, object] | None
    failed: datetime | None = None

    def stands(self, key: str, *, now: datetime) -> bool:
        """Whether it is what is known of that state; a failure is forgotten after a while."""
        return self.key == key and (self.failed is None or now < self.failed + FAILED_FOR)


class Figures:
    """Results by programme. What they rest on is read every time; they are computed only when that has changed."""

    def __init__(self, store: Store, kept: Kept, *, patience: float = PATIENCE) -> None:
        self._store, self._kept, self.patience = store, kept, patience
        self._known: dict[str, Figured] = {}
        self._models: dict[str, Modelled] = {}
        self._turn = asyncio.Lock()  # computing takes a processor: one after the other
        self._model_turn = asyncio.Lock()  # models take long: figures need not wait for more than one
        self._underway: dict[str, asyncio.Task[Any]] = {}
        self._interrupted: set[str] = set()
        self._apart = Processes(seconds=SECONDS, wall=WALL_SECONDS, memory=MEMORY)

    async def of(self, programme: str, *, now: datetime) -> Figured:
        """The programme's figures as its records stand. Raises NotFound."""
        basis = await self._store.read(results_basis.basis, programme, now=now)
        known = self._standing(basis)
        return known if known is not None else await asyncio.shield(self._computing(basis, now))

    async def at_hand(self, programme: str, *, now: datetime) -> tuple[Figured, bool]:
        """The figures for a page, and whether newer ones are still being computed: who looks waits a moment for them,
        then is shown those of before, if there are any. Raises NotFound."""
        basis = await self._store.read(results_basis.basis, programme, now=now)
        before = self._known.get(programme)
        if before is None or before.basis.key == basis.key:
            return await self.of(programme, now=now), False
        newer = self._computing(basis, now)
        await asyncio.wait([newer], timeout=self.patience)
        return (await newer, False) if newer.done() else (before, True)

    async def anew(self, programme: str, *, now: datetime) -> Figured:
        """The same from the records alone, whatever was kept: what is published. Raises NotFound."""
        async with self._turn:
            basis, rated = await self._store.read(results_basis.scored, programme, now=now)
            return await self._computed(basis, rated, now)

    async def model(self, figured: Figured, *, now: datetime) -> dict[str, object] | None:
        """The mixed model of these figures with `since`, when it was estimated; None where there is none, or not yet:
        then it is being estimated (`estimating`)."""
        programme, key = figured.basis.programme.id, figured.basis.key
        known = self._models.get(programme)
        if known is not None and known.stands(key, now=now):
            return known.document
        estimated = await asyncio.to_thread(self._kept.find, programme, Estimated, key)
        if estimated is not None:
            return await self._remember(figured, estimated[0].parts, estimated[1])
        if len(figured.modelled) <= MODELLED_AT_ONCE:
            return await self._fitted(figured, now)
        self._once(_model_of(figured), lambda: self._estimate(figured, now))
        return None

    def model_before(self, programme: str) -> dict[str, object] | None:
        """The newest model that was estimated, of whatever state of the records: its `since` tells."""
        known = self._models.get(programme)
        return None if known is None else known.document

    def estimating(self, figured: Figured) -> bool:
        """Whether the figures' model is being estimated."""
        return _model_of(figured) in self._underway

    def interrupted(self, programme: str) -> bool:
        """Whether what is being computed of the programme was cut off, and has been taken up again."""
        return programme in self._interrupted

    async def finished(self) -> None:
        """Waits for what is being computed."""
        await asyncio.gather(*self._underway.values(), return_exceptions=True)

    async def close(self) -> None:
        """Ends what is being computed."""
        tasks = list(self._underway.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._apart.close()

    # - figures -

    def _standing(self, basis: Basis) -> Figured | None:
        known = self._known.get(basis.programme.id)
        return known if known is not None and known.basis.key == basis.key else None

    def _computing(self, basis: Basis, now: datetime) -> "asyncio.Task[Figured]":
        return self._once(f"{basis.programme.id} {basis.key}", lambda: self._found(basis, now))

    async def _found(self, basis: Basis, now: datetime) -> Figured:
        programme = basis.programme.id
        async with self._turn:
            known = self._standing(basis)
            if known is not None:
                return known
            basis, rated = await self._store.read(results_basis.scored, programme, now=now)
            kept = await asyncio.to_thread(self._kept.find, programme, Results, basis.key)
            if kept is None:
                return await self._computed(basis, rated, now)
            self._known[programme] = Figured(basis, rated, kept[0], kept[1])
            return self._known[programme]

    async def _computed(self, basis: Basis, rated: list[Rated], now: datetime) -> Figured:
        found = Figured(basis, rated, await self._reckoned(basis, rated), now)
        self._known[basis.programme.id] = found
        await self._kept_by(basis, found.results, now)
        return found

    async def _reckoned(self, basis: Basis, rated: list[Rated]) -> Results:
        task = await asyncio.to_thread(results_basis.Task.of, basis, rated)
        if len(rated) > IN_A_THREAD:
            try:
                return await self._packed("results", figures_apart.results, task, Results, basis.programme.id)
            except (OSError, Refusal) as error:  # slower beside the live sessions, and the same to the last digit
                log.warning("figures-not-apart", programme=basis.programme.id, reason=str(error))
        return await asyncio.to_thread(task.results)

    # - the mixed model -

    async def _fitted(self, figured: Figured, now: datetime) -> dict[str, object] | None:
        async with self._turn:  # who asked meanwhile is given what the first one found
            known = self._models.get(figured.basis.programme.id)
            if known is None or known.key != figured.basis.key:
                await self._keep(figured, await asyncio.to_thread(figures_apart.fitted, figured.modelled), now)
            return self._models[figured.basis.programme.id].document

    async def _estimate(self, figured: Figured, now: datetime) -> None:
        try:
            async with self._model_turn:
                programme = figured.basis.programme.id
                found = await self._packed("model", figures_apart.parts, figured.modelled, Estimated, programme)
        except (OSError, Refusal) as error:
            log.warning("model-failed", programme=figured.basis.programme.id, reason=str(error))
            self._models[figured.basis.programme.id] = Modelled(figured.basis.key, None, failed=now)
        else:
            await self._keep(figured, found.parts, now)

    async def _keep(self, figured: Figured, found: "mixed.Parts | None", now: datetime) -> None:
        await self._remember(figured, found, now)
        await self._kept_by(figured.basis, Estimated(found), now)

    async def _remember(self, figured: Figured, found: "mixed.Parts | None", now: datetime) -> dict[str, object] | None:
        document = None if found is None else await asyncio.to_thread(_document, figured, found, now)
        self._models[figured.basis.programme.id] = Modelled(figured.basis.key, document)
        return document

    # - both -

    async def _kept_by(self, basis: Basis, what: Results | Estimated, now: datetime) -> None:
        try:
            await asyncio.to_thread(self._kept.keep, basis.programme.id, basis.key, what, now)
        except OSError as error:  # it will be computed again; whoever looks is not to suffer
            log.warning("figures-not-kept", programme=basis.programme.id, reason=str(error))

    async def _packed(
        self, who: str, function: Callable[[bytes], bytes], given: object, answer: type[T], programme: str
    ) -> T:
        """What another process makes of it; where that is killed, one more. Raises OSError, Limited, Invalid."""
        packed = await asyncio.to_thread(msgspec.msgpack.encode, given)
        try:
            found = await self._apart.run(who, function, packed)
        except Killed:
            log.warning("figures-killed", of=who, programme=programme)
            self._interrupted.add(programme)
            try:
                found = await self._apart.run(who, function, packed)
            finally:
                self._interrupted.discard(programme)
        return await asyncio.to_thread(msgspec.msgpack.decode, found, type=answer)

    def _once(self, name: str, work: Callable[[], Coroutine[object, object, T]]) -> "asyncio.Task[T]":
        """The task of that name, begun where it is not under way; whoever waits may leave without ending it."""
        if name not in self._underway:
            task = asyncio.create_task(work())
            self._underway[name] = task
            task.add_done_callback(lambda done: self._ended(name, done))
        return self._underway[name]

    def _ended(self, name: str, task: "asyncio.Task[object]") -> None:
        del self._underway[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("figures-failed", of=name, reason=repr(error))


def _model_of(figured: Figured) -> str:
    return f"model of {figured.basis.programme.id} {figured.basis.key}"


def _document(figured: Figured, found: "mixed.Parts", now: datetime) -> dict[str, object]:
    """In a thread: who is the first to figure anything waits for numpy."""
    weights = index.Weights.of(figured.basis.rubric)
    return reliability.as_json(found, weights, figured.panel_size) | {"since": wire(now)}

"""The figures of each programme as its sessions now stand: computed once for each state, in a thread; the mixed model
of many scores in a process of its own, beside whoever looks meanwhile. Both are kept over restarts."""

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog

from server.clockwork.kept import Kept
from sessions.actions.after import results_basis
from sessions.actions.after.results_basis import Basis, Figured
from sessions.clock import wire
from sessions.lazily import lazily
from sessions.store.engine import Store
from sessions.values.results import Rated, Results

if TYPE_CHECKING:
    from sessions.values.results import index, mixed, reliability
else:
    index = lazily("sessions.values.results.index")
    mixed = lazily("sessions.values.results.mixed")
    reliability = lazily("sessions.values.results.reliability")

AT_ONCE = 300
"""So many scores are estimated while one waits; for more the answer comes first, and the model when it is there."""
SECONDS = 600.0
log = structlog.get_logger()


@dataclass(frozen=True)
class Modelled:
    """The model of one state of the records, and since when it is known."""

    key: str
    document: dict[str, Any] | None


@dataclass(frozen=True)
class Estimated:
    """What is kept of a model; no parts where there is nothing to estimate."""

    parts: "mixed.Parts | None"


class Figures:
    """Results by programme. What they rest on is read every time; they are computed only when that has changed."""

    def __init__(self, store: Store, kept: Kept) -> None:
        self._store, self._kept = store, kept
        self._known: dict[str, Figured] = {}
        self._turn = asyncio.Lock()  # computing takes a processor: one after the other, and for one state once
        self._models: dict[str, Modelled] = {}
        self._estimating: dict[str, asyncio.Task[None]] = {}
        self._process_turn = asyncio.Lock()

    async def of(self, programme: str, *, now: datetime) -> Figured:
        """The programme's figures. Raises NotFound."""
        basis = await self._store.read(results_basis.basis, programme, now=now)
        known = self._standing(programme, basis)
        if known is not None:
            return known
        async with self._turn:
            return self._standing(programme, basis) or await self._found(programme, now=now)

    async def anew(self, programme: str, *, now: datetime) -> Figured:
        """The same from the records alone, whatever was kept: what is published. Raises NotFound."""
        async with self._turn:
            basis, rated = await self._store.read(results_basis.scored, programme, now=now)
            return await self._computed(basis, rated, now)

    async def model(self, figured: Figured, *, now: datetime) -> dict[str, Any] | None:
        """The mixed model of these figures with `since`, when it was estimated; None where there is none, or not yet:
        then it is being estimated (`estimating`)."""
        programme, key = figured.basis.programme.id, figured.basis.key
        known = self._models.get(programme)
        if known is not None and known.key == key:
            return known.document
        estimated = await asyncio.to_thread(self._kept.find, programme, Estimated, key)
        if estimated is not None:
            return self._remember(figured, estimated[0].parts, estimated[1])
        scores = figured.modelled
        if len(scores) <= AT_ONCE:
            return await self._fitted(figured, now)
        name = f"{programme} {key}"
        if name not in self._estimating:
            task = asyncio.create_task(self._estimate(figured, now))
            self._estimating[name] = task
            task.add_done_callback(lambda _: self._estimating.pop(name, None))
        return None

    async def _fitted(self, figured: Figured, now: datetime) -> dict[str, Any] | None:
        async with self._turn:  # who asked meanwhile is given what the first one found
            known = self._models.get(figured.basis.programme.id)
            if known is None or known.key != figured.basis.key:
                await self._keep(figured, await asyncio.to_thread(_fitted, figured.modelled), now)
            return self._models[figured.basis.programme.id].document

    def estimating(self, figured: Figured) -> bool:
        """Whether the figures' model is being estimated."""
        return f"{figured.basis.programme.id} {figured.basis.key}" in self._estimating

    async def close(self) -> None:
        """Ends what is being estimated."""
        tasks = list(self._estimating.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _estimate(self, figured: Figured, now: datetime) -> None:
        async with self._process_turn:
            try:
                await self._keep(figured, await _in_a_process(figured), now)
            except (OSError, TimeoutError, ValueError):
                log.exception("model-failed", programme=figured.basis.programme.id)
                self._remember(figured, None, now)

    async def _keep(self, figured: Figured, found: "mixed.Parts | None", now: datetime) -> None:
        self._remember(figured, found, now)
        await self._kept_by(figured.basis, Estimated(found), now)

    async def _kept_by(self, basis: Basis, what: Results | Estimated, now: datetime) -> None:
        try:
            await asyncio.to_thread(self._kept.keep, basis.programme.id, basis.key, what, now)
        except OSError as error:  # it will be computed again; whoever looks is not to suffer
            log.warning("figures-not-kept", programme=basis.programme.id, reason=str(error))

    def _remember(self, figured: Figured, found: "mixed.Parts | None", now: datetime) -> dict[str, Any] | None:
        document = None
        if found is not None:
            weights = index.Weights.of(figured.basis.rubric)
            document = reliability.as_json(found, weights, figured.panel_size) | {"since": wire(now)}
        self._models[figured.basis.programme.id] = Modelled(figured.basis.key, document)
        return document

    async def _found(self, programme: str, *, now: datetime) -> Figured:
        basis, rated = await self._store.read(results_basis.scored, programme, now=now)
        kept = await asyncio.to_thread(self._kept.find, programme, Results, basis.key)
        if kept is None:
            return await self._computed(basis, rated, now)
        self._known[programme] = Figured(basis, rated, kept[0], kept[1])
        return self._known[programme]

    async def _computed(self, basis: Basis, rated: list[Rated], now: datetime) -> Figured:
        found = await asyncio.to_thread(results_basis.figured, basis, rated, now)
        self._known[basis.programme.id] = found
        await self._kept_by(basis, found.results, now)
        return found

    def _standing(self, programme: str, basis: Basis) -> Figured | None:
        known = self._known.get(programme)
        return known if known is not None and known.basis.key == basis.key else None


def _fitted(scores: list[tuple[str, str, str, str, float]]) -> "mixed.Parts | None":
    return mixed.fit(mixed.Scores.of(scores)) if scores else None


async def _in_a_process(figured: Figured) -> "mixed.Parts | None":
    """Estimated by another process. Raises OSError, TimeoutError, ValueError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.clockwork.model_process", stdin=-1, stdout=-1
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(json.dumps(figured.modelled).encode()), SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    found = json.loads(out)
    return None if found is None else mixed.Parts(found["variance"], found["deviance"])

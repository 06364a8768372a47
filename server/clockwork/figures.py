"""The figures of each programme as its sessions now stand: computed once for each state, in a thread; the mixed model
of many scores in a process of its own, beside whoever looks meanwhile."""

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from sessions.actions.after import results_basis
from sessions.actions.after.results_basis import Basis, Figured
from sessions.clock import wire
from sessions.store.engine import Store
from sessions.values.results import mixed, reliability
from sessions.values.results.index import Weights
from sessions.values.results.mixed import Parts, Scores

AT_ONCE = 300
"""So many scores are estimated while one waits; for more the answer comes first, and the model when it is there."""
SECONDS = 600.0
log = structlog.get_logger()


@dataclass(frozen=True)
class Modelled:
    """The model of one state of the records, and since when it is known."""

    key: str
    document: dict[str, Any] | None


class Figures:
    """Results by programme. What they rest on is read every time; they are computed only when that has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
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
            return self._standing(programme, basis) or await self._computed(programme, now=now)

    async def model(self, figured: Figured, *, now: datetime) -> dict[str, Any] | None:
        """The mixed model of these figures with `since`, when it was estimated; None where there is none, or not yet:
        then it is being estimated (`estimating`)."""
        programme, key = figured.basis.programme.id, figured.basis.key
        known = self._models.get(programme)
        if known is not None and known.key == key:
            return known.document
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
                scores = figured.modelled
                self._keep(
                    figured, await asyncio.to_thread(lambda: mixed.fit(Scores.of(scores)) if scores else None), now
                )
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
                self._keep(figured, await _in_a_process(figured), now)
            except (OSError, TimeoutError, ValueError):
                log.exception("model-failed", programme=figured.basis.programme.id)
                self._keep(figured, None, now)

    def _keep(self, figured: Figured, found: Parts | None, now: datetime) -> None:
        document = None
        if found is not None:
            weights = Weights.of(figured.basis.rubric)
            document = reliability.as_json(found, weights, figured.panel_size) | {"since": wire(now)}
        self._models[figured.basis.programme.id] = Modelled(figured.basis.key, document)

    async def _computed(self, programme: str, *, now: datetime) -> Figured:
        basis, rated = await self._store.read(results_basis.scored, programme, now=now)
        found = await asyncio.to_thread(results_basis.figured, basis, rated)
        self._known[programme] = found
        return found

    def _standing(self, programme: str, basis: Basis) -> Figured | None:
        known = self._known.get(programme)
        return known if known is not None and known.basis.key == basis.key else None


async def _in_a_process(figured: Figured) -> Parts | None:
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
    return None if found is None else Parts(found["variance"], found["deviance"])

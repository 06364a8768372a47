"""What is computed of results in a process of its own: bytes in and bytes out, so that the server's loop need neither
pack nor unpack them."""

from dataclasses import dataclass

import msgspec

from sessions.actions import results_basis
from sessions.values.results import mixed

Scored = list[tuple[str, str, str, str, float]]
"""Regency, session, panelist, criterion and value of each score."""


@dataclass(frozen=True)
class Estimated:
    """What is kept of a model; no parts where there is nothing to estimate."""

    parts: "mixed.Parts | None"


def results(task: bytes) -> bytes:
    """The `Results` of a `Task`."""
    return msgspec.msgpack.encode(msgspec.msgpack.decode(task, type=results_basis.Task).results())


def parts(scores: bytes) -> bytes:
    """What is `Estimated` of `Scored`."""
    return msgspec.msgpack.encode(Estimated(fitted(msgspec.msgpack.decode(scores, type=Scored))))


def fitted(scores: Scored) -> "mixed.Parts | None":
    """The mixed model of the scores."""
    return mixed.fit(mixed.Scores.of(scores)) if scores else None

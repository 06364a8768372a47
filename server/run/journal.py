"""What the program says to whoever runs it: one line an event on standard error, with its time in UTC and its level.

Everybody else only says `log = structlog.get_logger()`; this is the one place that decides how it looks. Tracebacks
show no values, for these may be a person's words.
"""

import contextlib
import logging
import sys

import structlog
from structlog.typing import EventDict, Processor

from sessions.values import Refusal


def _without_trace(_logger: object, _name: str, event: EventDict) -> EventDict:
    """What may be refused is foreseen (a full disk, a database that is away): its reason says all."""
    error = event.get("exc_info")
    error = sys.exc_info()[1] if error is True else error
    if isinstance(error, Refusal):
        del event["exc_info"]
        event["reason"] = str(error)
    return event


_SHARED: list[Processor] = [
    _without_trace,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_DRAWN: Processor = structlog.dev.ConsoleRenderer(
    colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
)


class _Lines:
    """Standard error as it is when a line is said. One that cannot be written fails nobody's request."""

    def msg(self, message: str) -> None:
        """Writes a line."""
        with contextlib.suppress(OSError, ValueError):
            print(message, file=sys.stderr, flush=True)

    debug = info = warning = error = critical = exception = msg


def set_up() -> None:
    """From now on, for this process; what libraries say by Python's own logging looks alike, from warnings up."""
    structlog.configure(
        processors=[*_SHARED, _DRAWN],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Lines(),
    )
    theirs = logging.StreamHandler(sys.stderr)
    theirs.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _DRAWN]
        )
    )
    logging.basicConfig(handlers=[theirs], level=logging.WARNING, force=True)

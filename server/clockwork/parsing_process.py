"""The process that parses what others sent: one call after another in on standard input, what came of each out.

A call is a function's name with its arguments, pickled, behind eight bytes of length; an answer likewise, and before it
an empty one once the parser has been loaded. Both ends are ours; what a parser prints goes to standard error. It keeps
the live sessions' machine usable, and is no sandbox.
"""

import os
import pickle
import resource
import sys
import time
from collections.abc import Callable
from typing import BinaryIO

from sessions.errors import Refusal

NICE = 10  # a live session on the same machine goes first
LENGTH = 8  # bytes that tell how many follow
LOADED = b""  # what is said once a call's parser has been loaded: from now on the file's time runs


def main() -> None:
    """Answers calls until there are no more; the arguments are the seconds of each and the bytes of memory."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    os.nice(NICE)
    inward, outward = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while head := inward.read(LENGTH):
        function, args = pickle.loads(inward.read(int.from_bytes(head)))
        put(outward, LOADED)
        _bound(seconds, memory)  # what it takes to load a parser is not the file's
        put(outward, answer(function, args))


def answer(function: Callable[..., object], args: tuple[object, ...]) -> bytes:
    """What comes of the call, pickled: `given`, `refused`, `limit` or `failed`, with what belongs to it."""
    try:
        return pickle.dumps(("given", function(*args)))
    except Refusal as refusal:
        return pickle.dumps(("refused", refusal))
    except MemoryError:
        return pickle.dumps(("limit", "memory"))
    except RecursionError:
        return pickle.dumps(("limit", "depth"))
    except Exception as error:  # parsers raise all sorts on what is malformed
        return pickle.dumps(("failed", f"{type(error).__name__}: {error}"[:500]))


def put(outward: BinaryIO, message: bytes) -> None:
    """Writes one message with its length before it."""
    outward.write(len(message).to_bytes(LENGTH) + message)
    outward.flush()


def _bound(seconds: int, memory: int) -> None:
    """From now on: so much of a processor until SIGXCPU ends the process, so much memory of its own."""
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()

"""Commands of Sidang in processes that are forked from one that has loaded everything: begun in a moment, and real.

`python hatch.py` reads a line a command, its arguments as JSON; each begins with a line that names its process.
"""

import json
import os
import signal
import sys

import psycopg

from server import __main__ as sidang
from server.mail import outbox
from server.run import serve

LOADED = (psycopg, serve)  # as the one that serves will need them


def main() -> None:
    """Begins what it is told to, until there is nothing more."""
    outbox.LEASE, outbox.RENEWED = outbox.LEASE / 10, outbox.RENEWED / 10  # a killed one's mails are taken up in 2 s
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks what became of them
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            print(f"born: {os.getpid()}", flush=True)
            os._exit(sidang.main(json.loads(line)))


if __name__ == "__main__":
    main()

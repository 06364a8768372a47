"""The process that estimates a programme's mixed model: scores in, variance parts out; ends with what it was asked.

Standard input brings one JSON list of `[regency, session, panelist, criterion, value]`; standard output gets
`{variance, deviance}`, or null where there is nothing to estimate.
"""

import json
import os
import sys

from sessions.values.results import mixed

NICE = 10  # a live session on the same machine goes first


def main() -> None:
    """Estimates what comes in."""
    os.nice(NICE)
    found = mixed.fit(mixed.Scores.of([tuple(row) for row in json.load(sys.stdin)]))
    json.dump(found and {"variance": found.variance, "deviance": found.deviance}, sys.stdout)


if __name__ == "__main__":
    main()

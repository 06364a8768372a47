"""What saves feel of six sessions that record: their p99 beside recorders, and without.

Each pair of runs, of four thousand saves each, has its own ratio, the one with recorders first in every other pair; the
pairs' median is what counts. The pieces come from the process that saves, so that nothing else takes of the cores;
takes are begun before and ended after all, the process that checks pieces with the first run. About two and a half
minutes alone.
"""

from statistics import median
from typing import Any

import pytest
import requests
from benched import at, loaded, say, scored, serving
from samples.recordings import cut, spoken

pytestmark = [pytest.mark.bench, pytest.mark.timeout(280)]
SESSIONS, EVERY, ROUNDS, PAIRS = 200, 2.0, 4, 5
RECORDERS, PIECE = 6, 3.0  # seconds
EACH = int(EVERY * ROUNDS / PIECE) + 1  # pieces that each records in one run
SLOWER = 1.2


class Recorder:
    """A session that records: its take goes on from run to run."""

    def __init__(self, address: str, session: dict, first: float) -> None:
        self._first = first  # when its first piece of a run comes, in seconds
        self._token = session["panelists"][0][1]
        self._where = f"/sessions/{session['id']}/recording"
        self._address = f"{address}/api/v1{self._where}"
        self._take = self._post("start", {"kind": "audio", "type": "audio/webm;codecs=opus"})["take"]
        pieces = (1 + PAIRS) * EACH
        self._pieces = enumerate(cut(spoken(pieces * PIECE), pieces), 1)

    def next(self) -> dict:
        """What it sends in the next run, for the load."""
        times = (self._first + PIECE * n for n in range(EACH))
        return {"token": self._token, "pieces": [self._sent(after) for after in times if after < EVERY * ROUNDS]}

    def _sent(self, after: float) -> tuple[str, float, str]:
        number, piece = next(self._pieces)
        return f"{self._where}/{self._take}/{number}", after, piece.hex()

    def stop(self) -> None:
        """Ends its take."""
        self._post(f"{self._take}/stop")

    def _post(self, what: str, given: object = None) -> Any:
        answer = requests.post(
            f"{self._address}/{what}", json=given, headers={"Authorization": f"Bearer {self._token}"}, timeout=30
        )
        answer.raise_for_status()
        return answer.json()


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_saves_beside_six_recorders(prepared, tmp_path, capsys, request):
    ready = prepared(SESSIONS)
    acknowledged: dict[str, int] = {}
    without, beside, waits = [], [], []
    with serving(ready, tmp_path, 1) as (_, address):
        recorders = [Recorder(address, one, n * PIECE / RECORDERS) for n, one in enumerate(ready.sessions[:RECORDERS])]
        _saved(ready, address, acknowledged, recorders)  # what is loaded at the first use
        for pair in range(PAIRS):
            for records in (pair % 2 == 1, pair % 2 == 0):
                figures = _saved(ready, address, acknowledged, recorders if records else [])
                (beside if records else without).append(at(figures["saves"], 0.99))
                waits += figures["pieces"]
        for one in recorders:
            one.stop()

    ratios = [with_ / alone for with_, alone in zip(beside, without, strict=True)]
    say(
        capsys,
        f"{request.node.name}: saves' p99 {median(without):.1f} ms alone, {median(beside):.1f} ms beside {RECORDERS} "
        f"recorders: {median(ratios):.2f} (limit {SLOWER}), pairs {', '.join(f'{one:.2f}' for one in ratios)}; "
        f"{len(waits)} pieces acknowledged after {at(waits, 0.5):.0f} ms at the median, "
        f"{max(waits) * 1000:.0f} at most",
    )
    assert scored(ready.settings) == acknowledged
    assert median(ratios) < SLOWER


def _saved(ready: Any, address: str, acknowledged: dict[str, int], recorders: list[Recorder]) -> dict:
    sending = [one.next() for one in recorders]
    figures = loaded(
        ready, address, sessions=ready.sessions, every=EVERY, rounds=ROUNDS, last_wins=True, recorders=sending
    )
    assert (figures["refused"], figures["lost"]) == ({}, 0)
    assert len(figures["pieces"]) == sum(len(one["pieces"]) for one in sending)
    for session, number in figures["acknowledged"].items():
        acknowledged[session] = acknowledged.get(session, 0) + number
    return figures

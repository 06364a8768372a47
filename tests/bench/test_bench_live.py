"""The live two hours, measured: 200 sessions at once, every panelist saving and listening; a close told to 1,000 pages.

The server and the load are processes of their own and share the machine's cores. Prints figures; asserted is what must
hold on any machine: nothing lost, nobody refused.
"""

import pytest
from benched import PANEL, at, cpu, family, loaded, memory, say, scored, serving

from server.opening import open_store
from sessions.clock import wall_clock
from sessions.store.powers import links

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]
SESSIONS, SECONDS = 200, 20
PAGES = 1_000
STREAMS = 20  # of a person, at most


@pytest.mark.parametrize("rate", [500, 1_000])
def test_two_hundred_sessions_live_at_once(rate, prepared, tmp_path, capsys, request):
    ready = prepared(SESSIONS)
    every = SESSIONS * PANEL / rate
    with serving(ready, tmp_path, 1) as (process, address):
        figures = loaded(
            ready, address, sessions=ready.sessions, every=every, rounds=int(SECONDS / every), watched=family(process)
        )
        held, whole = memory(process), cpu(process)

    saves, told, used = figures["saves"], figures["deliveries"], figures["used"]
    say(
        capsys,
        f"{request.node.name}: {len(saves)} saves, {len(saves) / figures['seconds']:.0f} a second, to "
        f"{figures['pages']} pages: saves p50 {at(saves, 0.5):.1f} ms, p99 {at(saves, 0.99):.1f} ms; from save to page "
        f"p50 {at(told, 0.5):.0f} ms, p99 {at(told, 0.99):.0f} ms; {held:.0f} MB; {1000 * used / len(saves):.2f} ms of "
        f"the processor a save (must 1 on SQLite), {1000 * whole / len(saves):.2f} with start and opening of the pages",
    )
    assert figures["refused"] == {}
    assert figures["lost"] == 0
    assert len(told) == len(saves) * PANEL
    assert scored(ready.settings) == figures["acknowledged"]
    assert held < 400


@pytest.mark.parametrize("closing", [1, 10])
def test_a_close_told_to_a_thousand_pages(closing, prepared, tmp_path, capsys, request):
    ready = prepared(closing)
    stage = stage_of(ready.settings, ready.sessions[0]["id"])
    screens = {"stage": stage, "screens": PAGES - PANEL * STREAMS} if closing == 1 else {}
    sessions = [one | {"listeners": one["listeners"] * STREAMS} | screens for one in ready.sessions]
    with serving(ready, tmp_path, 1) as (process, address):
        figures = loaded(ready, address, sessions=sessions, close=ready.key)
        held = memory(process)

    closes = figures["closes"]
    say(
        capsys,
        f"{request.node.name}: the close of {len(sessions)} sessions reached {len(closes)} pages, half of them after "
        f"{at(closes, 0.5):.0f} ms, the last after {max(closes) * 1000:.0f} ms (must 70); {held:.0f} MB",
    )
    assert figures["refused"] == {}
    assert len(closes) == PAGES


def stage_of(settings, session):
    """The token of the session's stage."""
    store = open_store(settings)
    try:
        return store.write_now(links.token, "stage", session, session=session, now=wall_clock())
    finally:
        store.close()

"""A wall clock that leaps is not followed until an official says that it is right; no session is sealed by a leap."""

from datetime import UTC, datetime, timedelta

import pytest
from houses import on_both_stores
from structlog.testing import capture_logs

from server.clockwork.clock_watch import ClockWatch
from sessions.actions import clocks
from sessions.actions.access import COMMAND_LINE
from sessions.clock import SteadyClock, wire
from sessions.store import installation
from sessions.store.powers import acts
from sessions.store.powers.acts import Wanted

NOON = datetime(2031, 3, 4, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A machine's two clocks: the one on the wall can be set, the time since its start only goes on."""

    def __init__(self):
        self.wall, self.since_boot = NOON, 1000.0

    def passes(self, seconds):
        self.wall += timedelta(seconds=seconds)
        self.since_boot += seconds

    def clock(self):
        return SteadyClock(lambda: self.wall, lambda: self.since_boot)


@pytest.fixture
def machine():
    return Machine()


@pytest.mark.parametrize("leap", [HOUR, -HOUR, timedelta(seconds=6)])
def test_a_leap_is_not_followed_and_time_goes_on(machine, leap):
    clock = machine.clock()

    machine.wall += leap
    machine.passes(10)

    assert clock() == NOON + timedelta(seconds=10)
    assert clock.leap() == leap


def test_what_is_slewed_little_by_little_is_followed(machine):
    clock = machine.clock()

    for _ in range(10):
        machine.passes(60)
        machine.wall += timedelta(seconds=1)
        assert clock() == machine.wall

    assert clock() == NOON + timedelta(seconds=610)
    assert not clock.leap()


def test_a_clock_that_is_set_back_right_again_is_followed_without_a_word(machine):
    clock = machine.clock()
    machine.wall += HOUR
    machine.passes(6)
    machine.wall -= HOUR

    assert not clock.leap()
    assert clock() == machine.wall


@on_both_stores
async def test_a_leap_is_followed_once_it_is_confirmed_and_every_alarm_is_set_anew(machine, store):
    clock, resets = machine.clock(), []

    async def reset():
        resets.append(clock())

    watch = ClockWatch(store, clock, reset)
    await watch.look()
    assert resets == []

    machine.wall += HOUR
    with capture_logs() as said:
        await watch.look()
        await watch.look()
    assert resets == [NOON]  # the alarms are set by a scheduler that goes by the wall clock
    assert [(one["log_level"], one["event"]) for one in said] == [("error", "clock-leapt")]

    await store.write(clocks.accept, COMMAND_LINE, followed=clock(), now=machine.wall)
    await watch.look()
    assert resets == [NOON, NOON + HOUR]
    assert clock() == NOON + HOUR and not watch.leap
    (said_so,) = (await store.read(acts.stretch, Wanted(things=("clock",)), size=None)).items
    assert (said_so.did, said_so.by) == ("clock-accepted", COMMAND_LINE.id)
    assert said_so.changes == {"clock": (wire(NOON), wire(NOON + HOUR))}


async def test_a_confirmation_is_for_the_leap_that_was_seen(machine, store):
    clock = machine.clock()
    watch = ClockWatch(store, clock, lambda: None)
    await store.write(installation.accept_clock, now=machine.wall)
    machine.passes(300)
    watch._reset = _nothing

    machine.wall += HOUR
    await watch.look()

    assert watch.leap == HOUR


async def _nothing():
    pass

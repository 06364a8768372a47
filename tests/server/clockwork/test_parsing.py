"""Files are parsed in a process of its own, bounded, a person's one after another, and nobody else waits."""

import asyncio
import os
import signal
import time

import pytest

from server.clockwork import parsing
from server.clockwork.parsing import Parsers
from server.forms import spreadsheets
from sessions.errors import Invalid, Limited, TooMany


@pytest.fixture
async def parsers():
    made = Parsers(seconds=1, wall=60, memory=400 * 1024**2)
    yield made
    await made.close()


async def test_it_is_another_process_which_is_used_again(parsers):
    one = await parsers.run("ani", os.getpid)
    assert one != os.getpid()
    assert await parsers.run("ani", os.getpid) == one


async def test_one_that_was_ended_before_the_file_came_is_replaced(parsers):
    ended = await parsers.run("ani", os.getpid)
    os.kill(ended, signal.SIGKILL)  # and the file comes before anybody can know
    assert await parsers.run("ani", os.getpid) not in {ended, os.getpid()}


class Deadly:
    """What ends whatever process loads it."""

    def __reduce__(self):
        return os._exit, (1,)


async def test_what_ends_two_processes_before_it_is_begun_is_refused(parsers):
    with pytest.raises(Limited):
        await parsers.run("ani", str, Deadly())
    assert await parsers.run("ani", max, 1, 2) == 2


async def test_a_refusal_comes_back_with_every_fault_and_its_place(parsers):
    with pytest.raises(Invalid) as refused:
        await parsers.run("ani", spreadsheets.sent, b"code,name,name\n", "text/csv", spreadsheets.KINDS["regencies"])
    assert {fault.code for fault in refused.value.faults} == {"column-twice"}
    assert refused.value.fields["faults"] == refused.value.faults


async def test_a_file_that_costs_too_much_of_the_processor_is_refused_by_name(parsers):
    with pytest.raises(Limited) as refused:
        await parsers.run("ani", pow, 7, 10**9)
    assert refused.value.fields["limit"] == "time"
    assert await parsers.run("ani", max, 1, 2) == 2


async def test_one_that_takes_too_much_memory_is_refused_by_name(parsers):
    with pytest.raises(Limited) as refused:
        await parsers.run("ani", bytes, 500 * 1024**2)
    assert refused.value.fields["limit"] == "memory"
    assert await parsers.run("ani", max, 1, 2) == 2


async def test_a_parser_that_only_waits_is_ended(parsers):
    impatient = Parsers(wall=2)
    with pytest.raises(Limited) as refused:
        await impatient.run("ani", time.sleep, 600)
    assert refused.value.fields["limit"] == "time"
    await impatient.close()


class Slow:
    """What takes its time while it is loaded, as a parser's libraries do on a busy machine."""

    def __reduce__(self):
        return time.sleep, (2.5,)


async def test_what_it_takes_to_load_a_parser_is_not_the_file_s():
    patient = Parsers(wall=2)
    assert await patient.run("ani", str, Slow()) == "None"
    await patient.close()


async def test_a_parser_s_own_error_is_a_fault_of_the_file(parsers):
    with pytest.raises(Invalid) as refused:
        await parsers.run("ani", int, "not a number")
    assert refused.value.faults[0].code == "cannot-be-read"


async def test_somebody_s_slow_files_hold_up_nobody_else(parsers):
    slow = [asyncio.ensure_future(parsers.run("ani", time.sleep, 600)) for _ in range(parsing.WAITING)]
    try:
        assert await asyncio.wait_for(parsers.run("budi", max, 1, 2), 60) == 2
        with pytest.raises(TooMany):
            await parsers.run("ani", max, 1, 2)
    finally:
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
    assert await asyncio.wait_for(parsers.run("ani", max, 1, 2), 60) == 2


async def test_whom_nobody_knows_leaves_a_turn_to_those_who_are_known(parsers):
    slow = [asyncio.ensure_future(parsers.run(f"192.0.2.{n}", time.sleep, 600, known=False)) for n in range(8)]
    try:
        assert await asyncio.wait_for(parsers.run("budi", max, 1, 2), 60) == 2
    finally:
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

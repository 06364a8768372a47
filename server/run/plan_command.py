"""`sidang plan`: a programme planned in the terminal, with its progress in one line that grows better."""

import argparse
import asyncio
import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from server import forms
from server.clockwork.acceptor import Acceptor
from server.clockwork.planner import PlannerDied, Run
from server.forms import PlanIn
from server.opening import opened
from server.run.failing import Failed, programme_named
from server.settings import Settings
from server.text import faults
from sessions.actions import COMMAND_LINE, Bulk, Ways, accepting, plan_look, planning
from sessions.lazily import lazily
from sessions.store import Db, Store, StoredPlan, registry
from sessions.values import Clash, Invalid, Json, Meeting, wall_clock
from sessions.values.planning import Plan, PlanLook, PlanShown, Problem, Progress

if TYPE_CHECKING:
    from server.web import planning as shared
else:
    shared = lazily("server.web.planning")  # the web's modules are loaded for who plans, not for every command

BAR = 30
SLOTS = "08:00,10:30,13:00"
GLANCE = 0.5  # seconds between two looks at how far accepting has come


def add_to(command: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    command.add_argument("programme", metavar="PROGRAMME", help="its id or its name")
    command.add_argument("--from", dest="from_", metavar="DATE", help="the first day (default: tomorrow)")
    command.add_argument("--to", metavar="DATE", help="the last day (default: eight weeks on)")
    command.add_argument("--slots", default=SLOTS, metavar="HH:MM,…", help=f"default: {SLOTS}")
    command.add_argument("--parallel", default="6", metavar="N", help="sessions at once (default: 6)")
    command.add_argument("--seconds", default="10", metavar="S", help="how long to plan (default: 10)")
    command.add_argument("--regencies", metavar="CODE,…", help="only these (default: all without a session)")
    command.add_argument("--province", metavar="NAME", help="only those of this province")
    command.add_argument("--panelists", metavar="WHO,…", help="only these, by address or id (default: all)")
    command.add_argument("--anew", action="store_true", help="plan booked sessions anew, too")
    command.add_argument("--check", action="store_true", help="say what accepting the plan would come to")
    command.add_argument("--accept", action="store_true", help="book the plan and invite everybody")


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Plans, shows how it goes, keeps the plan; 1 if a regency is left over or clashes."""
    with opened(settings) as store:
        wanted = _wanted(given)
        programme = store.read_now(programme_named, given.programme)
        wanted = replace(wanted, panelists=store.read_now(_ids, programme, wanted.panelists))
        stored, problem = store.write_now(_begin, programme, wanted)
        found = asyncio.run(_plan(store, stored.id, problem, wanted.seconds))
        shown = store.read_now(_shown, stored.id)
        for reason in shown["reasons"]:
            print(f"{len(reason['regencies'])} ({', '.join(reason['regencies'])}): {reason['because']}")
        for help_ in shown["helps"]:
            print(f"+ {help_['text']}")
        print(f"plan {stored.id}: {found.state}, {len(found.sessions)} sessions, {len(found.unplanned)} left over")
        clashes = 0
        if given.check and found.sessions:
            clashes = _looked_at(store.read_now(plan_look.look, stored.id, COMMAND_LINE, now=wall_clock()))
        if given.accept and found.sessions:
            clashes = asyncio.run(_accept(store, stored.id, settings))
        return 1 if found.unplanned or clashes else 0


def _ids(db: Db, programme: str, named: Sequence[str] | None) -> tuple[str, ...] | None:
    """The panelists' ids, where they are named by their addresses; what names nobody stays, and is refused by name."""
    ids = {one.person.email.casefold(): one.id for one in registry.panelists(db, programme)}
    return None if named is None else tuple(dict.fromkeys(ids.get(one.casefold(), one) for one in named))


def _begin(db: Db, programme: str, wanted: planning.Wanted) -> tuple[StoredPlan, Problem]:
    try:
        return planning.begin(db, programme, wanted, COMMAND_LINE, now=wall_clock())
    except Invalid as invalid:
        raise _in_words(invalid) from invalid


def _shown(db: Db, plan: str) -> PlanShown:
    return planning.shown(db, planning.planned(db, plan, COMMAND_LINE))


def _in_words(invalid: Invalid) -> Failed:
    """The options that do not fit, as they are typed."""
    told = [(one.pointer.strip("/").partition("/")[0], faults.told(one, "en")) for one in invalid.faults]
    return Failed("; ".join(f"--{option}: {words}" if option else words for option, words in told))


def _wanted(given: argparse.Namespace) -> planning.Wanted:
    tomorrow = wall_clock().date() + timedelta(days=1)
    try:
        first = forms.fit({"from": given.from_ or str(tomorrow), "to": "9999-12-31"}, PlanIn).from_
        document: dict[str, Json] = {"from": str(first), "to": given.to or str(first + timedelta(weeks=8))}
        document |= {"slots": _parts(given.slots), "parallel": _number(given.parallel)}
        document |= {"seconds": _number(given.seconds), "keep": not given.anew, "province": given.province}
        document |= {"regencies": _parts(given.regencies)} if given.regencies is not None else {}
        document |= {"panelists": _parts(given.panelists)} if given.panelists is not None else {}
        return shared.wanted(forms.fit(document, PlanIn))
    except Invalid as invalid:
        raise _in_words(invalid) from invalid


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(text)
    return text


# - planning -


async def _plan(store: Store, plan: str, problem: Problem, seconds: float) -> Plan:
    last: Plan | None = None
    try:
        async for found in Run(problem, seconds).plans():
            last = found
            _show(found.progress)
    except PlannerDied as died:
        await store.write(planning.fail, plan)
        raise Failed("the planner died; what it had come to is kept", 1) from died
    finally:
        print(file=sys.stderr)
    assert last is not None
    await store.write(planning.note, plan, last)
    return last


def _show(progress: Progress) -> None:
    _bar(progress.planned, progress.of, f"{progress.seconds:5.1f} s")


def _bar(done: int, of: int, more: str) -> None:
    share = done / of if of else 1.0
    bar = "█" * round(BAR * share) + "░" * (BAR - round(BAR * share))
    print(f"\r{bar} {done}/{of}  {more}", end="", file=sys.stderr, flush=True)


# - accepting -


def _looked_at(seen: PlanLook) -> int:
    """Says what accepting would come to; how many sessions clash."""
    mails: Counter[str] = Counter()
    for row in seen["would_send"]:
        mails[row["kind"]] += row["count"] if row["email"] else 0
    people = {row["person"] for row in seen["would_send"] if row["email"]}
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(mails.items()) if number)
    print(f"accepting would book {seen['would_book']} sessions and write to {len(people)} people: {kinds or 'nothing'}")
    for what, codes in (("without an address", seen["without_address"]), ("without a room", seen["without_room"])):
        if codes:
            print(f"{what}: {', '.join(codes)}")
    return _clashes(seen["conflicts"])


def _clashes(found: Iterable[Clash]) -> int:
    for clash in found:
        print(f"{clash['planned']}: {faults.clash(clash, 'en', 'UTC')}")
    return len({clash["planned"] for clash in found})


async def _accept(store: Store, plan: str, settings: Settings) -> int:
    """Books the plan a few sessions at a time, so that a running server is not held up; how many sessions clashed."""
    bulk = Bulk(timedelta(seconds=settings.mail.batch_delay))
    await store.write(accepting.begin, plan, COMMAND_LINE, bulk=bulk, now=wall_clock())
    acceptor = Acceptor(store, wall_clock, Ways(Meeting(settings.meeting.template)))
    acceptor.start(plan)
    state = "accepting"
    try:
        while state == "accepting":
            await acceptor.settled(plan, seconds=GLANCE)
            stored = await store.read(planning.planned, plan, COMMAND_LINE)
            progress = await store.read(accepting.progress, plan)
            if progress is not None:
                _bar(progress["done"], progress["of"], "booked")
            ended = state == stored.state and not acceptor.busy
            state = stored.state
            if ended:
                raise Failed(f"plan {plan} is not accepted whole; it goes on when the server starts", 1)
    finally:
        await acceptor.close()
        print(file=sys.stderr)
    shown = await store.read(planning.shown, stored)
    clashes = _clashes(shown["conflicts"])
    batch = shown["accepting"]["batch"]
    waits = f"; the mails wait as batch {batch}" if batch else ""
    print(f"{shown['accepting']['of'] - clashes} sessions booked{waits}")
    return clashes

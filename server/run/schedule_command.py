"""`sidang schedule`: a programme's sessions as a workbook, a PDF or a calendar file; `sidang remind`: who is silent."""

import argparse
from datetime import timedelta
from pathlib import Path

from server.documents import schedule, tables
from server.mail.feeds import Feeds
from server.opening import opened
from server.run.failing import programme_named
from server.settings import Settings
from server.text import LANGUAGES, SOURCE
from sessions.actions import COMMAND_LINE, Bulk, Reminded, reminding
from sessions.store import Db, registry, timetable
from sessions.values import Programme, Session, wall_clock
from sessions.values.itip import Party

KINDS = (".xlsx", ".pdf", ".ics")


def add_to(command: argparse.ArgumentParser) -> None:
    """The arguments of `schedule`."""
    command.add_argument("programme", metavar="PROGRAMME", help="its id or its name")
    command.add_argument("file", type=_file, metavar="FILE", help="what to write: .xlsx, .pdf or .ics")
    command.add_argument("--language", choices=sorted(LANGUAGES), default=SOURCE, help=f"default: {SOURCE}")


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Writes the sessions that take place or took place, by start; those that were cancelled are left out."""
    now = wall_clock()
    with opened(settings) as store:
        programme, found = store.read_now(_sessions, given.programme)
    kind = given.file.suffix.lower()
    if kind == ".xlsx":
        written = tables.as_xlsx([schedule.grid(found, now, given.language)], programme.timezone)
    elif kind == ".pdf":
        written = schedule.as_pdf(programme, found, given.language, now=now)
    else:
        organizer = Party(settings.mail.organizer.name, settings.mail.organizer.address)
        written = Feeds(organizer).of_sessions(programme, found)
    given.file.write_bytes(written)
    print(f"{given.file}: {len(found)} sessions")
    return 0


def _sessions(db: Db, name: str) -> tuple[Programme, list[Session]]:
    programme = registry.programme(db, programme_named(db, name))
    found = [one for one in timetable.of_programme(db, programme.id) if one.live and not one.undone]
    return programme, found


def _file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in KINDS:
        raise argparse.ArgumentTypeError(f"{text!r} ends in none of {', '.join(KINDS)}")
    return path


# - remind -


def add_remind_to(command: argparse.ArgumentParser) -> None:
    """The arguments of `remind`."""
    command.add_argument("programme", metavar="PROGRAMME", help="its id or its name")
    command.add_argument("--days", type=_days, metavar="N", help="only of sessions within so many days (default: all)")
    command.add_argument("--check", action="store_true", help="say who would be reminded, and send nothing")


def remind(given: argparse.Namespace, settings: Settings) -> int:
    """Reminds those who have not answered; nobody twice within a day. A running server sends what was written."""
    with opened(settings) as store:

        def write(db: Db) -> Reminded:
            now = wall_clock()
            until = now + timedelta(days=given.days) if given.days else None
            programme = programme_named(db, given.programme)
            bulk = Bulk(timedelta(seconds=settings.mail.batch_delay))
            return reminding.remind(db, programme, COMMAND_LINE, bulk, until=until, now=now)

        done = store.look_now(write) if given.check else store.write_now(write)
    print(_told(done, check=given.check))
    return 0


def _told(done: Reminded, *, check: bool) -> str:
    what = "would be reminded" if check else "reminded"
    already = f"; {done.already} sessions have people who were reminded within the day" if done.already else ""
    waits = f"; the mails wait as batch {done.batch}" if done.batch and not check else ""
    return f"{done.people} people {what} by {done.mails} mails{already}{waits}"


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 3650):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return int(text)

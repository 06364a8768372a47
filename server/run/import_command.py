"""`sidang import`: a list of regencies, panelists, rooms or claims from a file, all of it or nothing."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from server.forms import claim_lists, sheets, spreadsheets
from server.opening import opened
from server.run.failing import Failed, programme_named
from server.settings import Settings
from server.text import faults
from sessions.actions import COMMAND_LINE, Bulk, ListKind, claims, enrolling, following, lists, rooms
from sessions.store import Db, registry
from sessions.values import Invalid, Meeting, wall_clock

Counted = tuple[int, int]  # how many were made, how many were known
FAULTS = 20  # that are named of one file


def add_to(command: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    command.add_argument("what", choices=sorted(_KINDS))
    command.add_argument("file", metavar="FILE")
    command.add_argument("--programme", metavar="ID", help="its id or its name (default: the only one)")
    command.add_argument("--check", action="store_true", help="say what the file would do, and keep nothing of it")


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Imports the file; a row that does not fit is named by line and column, and nothing of the file is kept."""
    path = Path(given.file)
    try:
        put = _KINDS[given.what](path.read_bytes(), settings)
        with opened(settings) as store:

            def write(db: Db) -> Counted:
                return put(db, _programme(db, given.programme, settings))

            created, updated = store.look_now(write) if given.check else store.write_now(write)
            while not given.check and store.write_now(following.go_on, now=wall_clock()):
                pass
    except Invalid as invalid:
        told = [faults.told(fault, "en") for fault in invalid.faults]
        more = f" (and {len(told) - FAULTS} more)" if len(told) > FAULTS else ""
        raise Failed(f"{path}: {'; '.join(told[:FAULTS])}{more}") from invalid
    print(f"{created} {'would be ' if given.check else ''}created, {updated} updated")
    return 0


def _programme(db: Db, name: str | None, settings: Settings) -> str:
    if name:
        return programme_named(db, name)
    programmes = registry.all_programmes(db)
    if len(programmes) > 1:
        raise Failed(f"name one with --programme: {', '.join(f'{one.id} ({one.name})' for one in programmes)}")
    if programmes:
        return programmes[0].id
    return enrolling.add_programme(db, settings.programme_fields(), COMMAND_LINE, now=wall_clock()).id


def _registry(kind: ListKind) -> Callable[[bytes, Settings], Callable[[Db, str], Counted]]:
    def of_file(raw: bytes, _: Settings) -> Callable[[Db, str], Counted]:
        rows = spreadsheets.of_sheets(sheets.read(raw), spreadsheets.KINDS[kind])

        def put(db: Db, programme: str) -> Counted:
            done = lists.put(db, programme, kind, rows, COMMAND_LINE, now=wall_clock())
            return done.created, done.updated

        return put

    return of_file


def _rooms(raw: bytes, settings: Settings) -> Callable[[Db, str], Counted]:
    rows = spreadsheets.of_sheets(sheets.read(raw), spreadsheets.KINDS["rooms"])
    wrong = [fault for row in rows for fault in (*row.faults, *row.lacks)]
    if wrong:
        raise Invalid(wrong)
    fields: Sequence[Mapping[str, object]] = [row.fields for row in rows]
    meeting, bulk = Meeting(settings.meeting.template), Bulk(timedelta(seconds=settings.mail.batch_delay))
    return lambda db, programme: rooms.put_list(
        db, programme, fields, meeting, COMMAND_LINE, bulk=bulk, now=wall_clock()
    )


def _claims(raw: bytes, _: Settings) -> Callable[[Db, str], Counted]:
    rows = claim_lists.read(spreadsheets.lines_of(raw))

    def put(db: Db, programme: str) -> Counted:
        return 0, claims.put_rows(db, programme, rows, COMMAND_LINE, now=wall_clock()).claims

    return put


_KINDS: Mapping[str, Callable[[bytes, Settings], Callable[[Db, str], Counted]]] = {
    "regencies": _registry("regencies"),
    "panelists": _registry("panelists"),
    "rooms": _rooms,
    "claims": _claims,
}

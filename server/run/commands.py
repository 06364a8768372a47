"""What each command does, over an open store."""

import argparse
from collections.abc import Callable
from pathlib import Path

from server import forms
from server.documents import issued, judging_pdf, timestamps, verifier
from server.forms import AddressIn
from server.opening import address_told, opened, opened_as_kept, reached_at
from server.run import backup as backups
from server.run import demo as demonstration
from server.run.failing import Failed
from server.settings import Settings
from sessions.actions import COMMAND_LINE, accounts, clocks, enrolling, verifying
from sessions.store import Db, Store, links, log, registry
from sessions.store import accounts as account_store
from sessions.values import Invalid, wall_clock, wire


def serve(_: argparse.Namespace, settings: Settings) -> int:
    """Runs the server; on an empty store it prints a one-time sign-in link."""
    with opened(settings) as store:
        first = store.write_now(_first_link, settings) if store.read_now(_is_empty) else None

        def ready(address: str) -> None:
            tell(address)
            print(f"Sidang: {address}", flush=True)
            if first is not None:
                print(f"Sign in once: {address}/enter/{first}", flush=True)

        with address_told(settings) as tell:
            _serve(settings, store, ready)
    return 0


def _serve(settings: Settings, store: Store, ready: Callable[[str], None]) -> None:
    from server.run import serve as serving  # noqa: PLC0415 - the web server is not loaded for any other command

    serving.run(settings, store, ready)


def demo(_: argparse.Namespace, settings: Settings) -> int:
    """Fills an empty store with the example and serves it."""
    with opened(settings) as store:
        if not store.read_now(_is_empty):
            raise Failed("the store is not empty: the example goes into an empty one")
        example = store.write_now(demonstration.full_swing, settings, now=wall_clock())

        def ready(address: str) -> None:
            tell(address)
            print(f"Sidang: {address}", flush=True)
            for name, path in example:
                print(f"{name}: {address}{path}", flush=True)

        with address_told(settings) as tell:
            _serve(settings, store, ready)
    return 0


def link(given: argparse.Namespace, settings: Settings) -> int:
    """Prints a one-time sign-in link of the secretariat."""
    try:
        email = forms.fit({"email": given.email}, AddressIn).email
    except Invalid as error:
        raise Failed(f"{given.email!r} is not an e-mail address") from error
    with opened(settings) as store:
        token = store.write_now(enrolling.make_secretariat, email, now=wall_clock())
    print(f"{reached_at(settings)}/enter/{token}")
    return 0


def key(given: argparse.Namespace, settings: Settings) -> int:
    """Prints a new API key."""
    if not given.name.strip() or not given.name.isprintable():
        raise Failed("--name: a key is told from others by its name")
    with opened(settings) as store:
        made = store.write_now(accounts.make_key, given.name, COMMAND_LINE, now=wall_clock(), days=given.days)
    print(f"The key {given.name}, shown once: {made}")
    return 0


def keys(given: argparse.Namespace, settings: Settings) -> int:
    """Lists the keys, or revokes those of a name."""
    with opened(settings) as store:
        if given.revoke is not None:
            if not store.write_now(accounts.revoke_keys, given.revoke, COMMAND_LINE, now=wall_clock()):
                raise Failed(f"there is no key {given.revoke!r} that holds")
            return 0
        for row in store.read_now(links.all_keys):
            state = "revoked" if row.revoked_at else f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "holds"
            print(f"{row.name}\t{row.created_at:%Y-%m-%d}\t{state}")
    return 0


def verify(given: argparse.Namespace, settings: Settings) -> int:
    """Checks records; 1 and the first entry that does not fit."""
    if given.what and Path(given.what).is_file():
        return _judge(Path(given.what), settings, alone=given.alone)
    with opened_as_kept(settings) as store:
        report = store.read_now(verifying.check_store, given.what, given.head)
        heads = store.read_now(log.kept_heads) if given.what is None else []
    for head in heads:
        fault = timestamps.fault(head.token, head.root) if head.token else ""
        if fault:
            report.faults.append(
                verifying.Misfit("log", head.size, f"the time-stamp of this head does not fit: {fault}")
            )
    return _report(report)


def backup(given: argparse.Namespace, settings: Settings) -> int:
    """Writes a consistent copy into one file, also while serving; or proves one by restoring it elsewhere."""
    if given.prove:
        return _proven(given, settings)
    if given.file is None:
        raise Failed("name the file to write")
    with opened_as_kept(settings) as store:
        keys = settings.storage.backup_recipients
        backups.make(store, settings.server.data, Path(given.file), now=wall_clock(), recipients=keys)
    kept = "it is encrypted to backup_recipients" if keys else "it holds secrets, keep it as you keep the store"
    print(f"{given.file}: {Path(given.file).stat().st_size} bytes; {kept}")
    return 0


def _proven(given: argparse.Namespace, settings: Settings) -> int:
    try:
        source = Path(given.file) if given.file else backups.newest(settings.server.data)
        report = backups.prove(source, given.identity)
    except backups.BadBackup as bad:
        raise Failed(f"{given.file or settings.server.data}: {bad}", 1) from bad
    print(f"{source}: restored into a store of its own")
    return _report(report)


def restore(given: argparse.Namespace, settings: Settings) -> int:
    """Fills an empty store from a backup."""
    with opened(settings) as store:
        try:
            rows = backups.restore(store, settings.server.data, Path(given.file), given.identity)
        except backups.BadBackup as bad:
            raise Failed(f"{given.file}: {bad}") from bad
    print(f"{rows} rows restored")
    return 0


def clock(given: argparse.Namespace, settings: Settings) -> int:
    """Says what the clock shows, or confirms it to a running server that it has leapt under."""
    now = wall_clock()
    if given.accept:
        with opened(settings) as store:
            store.write_now(clocks.accept, COMMAND_LINE, now=now)
    print(f"{wire(now)}{' is right' if given.accept else ''}")
    return 0


def export(given: argparse.Namespace, settings: Settings) -> int:
    """Writes a session's whole record below a folder: JSON, JSON Lines, CSV, XLSX, PDF, chapters and files."""
    from server.documents import archive  # noqa: PLC0415 - what writes documents is not loaded to serve

    with opened_as_kept(settings) as store:
        now = wall_clock()
        whole = store.read_now(archive.read, given.session, COMMAND_LINE, now=now)
        written = archive.write(whole, settings, Path(given.folder), archive.keeping(store, settings, now=now))
    for path in written:
        print(path)
    return 0


def write_verifier(given: argparse.Namespace, _: Settings) -> int:
    """Writes what checks an export without this program."""
    for path in verifier.write(Path(given.folder)):
        print(path)
    return 0


VERDICTS = {
    "authentic": "authentic: entry by entry what this store holds",
    "incomplete": "incomplete",
    "other": "another than this store's record",
    "unknown": "unknown: this store has no such session",
}


OF_PDF = {
    "same": "authentic: byte by byte what was handed out",
    "earlier": "authentic: as it was handed out before further signatures were added",
    "cut": "incomplete: its end is missing",
    "longer": "another: something was added behind what was handed out",
    "other": "another than what was handed out",
    "unkept": "unknown: the record is here, but no document that was handed out is kept of it",
    "result": "unknown: letters of results are known by their digest alone, not by their bytes",
    "unknown": "unknown: nothing that it leads to is in this store",
    "silent": "unknown: it leads to no record",
}


def _judge(path: Path, settings: Settings, *, alone: bool) -> int:
    raw = path.read_bytes()
    if issued.is_pdf(raw):
        return _judge_pdf(path.name, raw, settings, alone=alone)
    report = verifying.check_file(raw)
    left_out = f"; {report.redacted} entries are redacted" if report.redacted else ""
    if alone or not report.records:
        return _report(report, f"the chain fits{left_out}; the store was left out of this")
    with opened_as_kept(settings) as store:
        judged = store.read_now(verifying.judge, report)
    if judged.first is not None:
        print(f"{judged.first.session}: entry {judged.first.number}: {judged.first.what}")
    print(f"{path.name}: {VERDICTS[judged.verdict]}{left_out}")
    return 0 if judged.verdict == "authentic" else 1


def _judge_pdf(name: str, raw: bytes, settings: Settings, *, alone: bool) -> int:
    if alone:
        raise Failed("a PDF is held against what this store has handed out: leave --alone out")
    with opened_as_kept(settings) as store:
        judged = store.read_now(judging_pdf.judge, raw, issued.named(raw), now=wall_clock())
    is_broken = judged.verdict == "other" and judged.lies not in ("longer", "other")
    print(f"{name}: {'the record behind it does not fit any more' if is_broken else OF_PDF[judged.lies]}")
    return 0 if judged.verdict == "authentic" else 1


def _report(report: verifying.Report, fits: str = "every chain fits") -> int:
    for fault in report.faults:
        what = "leaf" if fault.session == "log" else "entry"
        print(f"{fault.session}: {what} {fault.number}: {fault.what}")
    if report.faults:
        return 1
    print(f"{report.records} records, {report.entries} entries: {fits}")
    return 0


def _is_empty(db: Db) -> bool:
    return not account_store.secretariat(db) and not registry.all_programmes(db, limit=1, archived=None)


def _first_link(db: Db, settings: Settings) -> str:
    return enrolling.make_secretariat(db, settings.mail.organizer.address, now=wall_clock())

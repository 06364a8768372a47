"""The commands: `sidang serve`, `link`, `key`, `keys`, `import`, `verify` and the rest. One plain line on bad input."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from server.run import commands, import_command, journal, plan_command, schedule_command
from server.run.failing import Failed
from server.settings import BadSettings, Settings, load
from server.text import faults
from sessions.values import Refusal

Run = Callable[[argparse.Namespace, Settings], int]
Adding = Callable[[str, Run, str], argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code: 0 done, 1 found wanting, 2 bad argument, setting or file."""
    parsed = _parser().parse_args(arguments)
    journal.set_up()
    try:
        settings = load(parsed.config)
        for key in ("host", "port"):
            if getattr(parsed, key, None) is not None:
                setattr(settings.server, key, getattr(parsed, key))
        run: Run = parsed.run
        return run(parsed, settings)
    except Failed as failed:
        return _say(str(failed), failed.code)
    except Refusal as refusal:
        return _say(faults.detail(refusal, "en"), 2)
    except (BadSettings, OSError) as error:
        return _say(str(error), 2)
    except KeyboardInterrupt:
        return 130


def _say(line: str, code: int) -> int:
    print(f"sidang: {' '.join(line.split())}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        """One line, exit code 2."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    common = _Parser(add_help=False)
    which = "the settings (default: ./config.toml)"
    common.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=which)  # or before the command
    parser: argparse.ArgumentParser = _Parser(
        prog="sidang", description="Assessment sessions: booked, invited, scored, recorded."
    )
    parser.add_argument("--config", metavar="FILE", default=None, help=which)
    adding = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        made = adding.add_parser(name, parents=[common], help=text, description=text)
        made.set_defaults(run=run)
        return made

    for add in (_serving, _who_may, _lists, _records, _copies):
        add(command)
    planning = command("plan", plan_command.run, "plan a programme's sessions, panels and chairs, with progress")
    plan_command.add_to(planning)
    scheduling = command("schedule", schedule_command.run, "write a programme's sessions as .xlsx, .pdf or .ics")
    schedule_command.add_to(scheduling)
    reminding = command("remind", schedule_command.remind, "remind those who have not answered")
    schedule_command.add_remind_to(reminding)
    return parser


def _serving(command: Adding) -> None:
    for name, run, text in (
        ("serve", commands.serve, "run the server"),
        ("demo", commands.demo, "fill an empty store with the example programme and a rehearsal; then serve"),
    ):
        serving = command(name, run, text)
        serving.add_argument("--host", metavar="H")
        serving.add_argument("--port", metavar="P", type=_port)


def _who_may(command: Adding) -> None:
    link = command(
        "link", commands.link, "make an address a member of the secretariat and print a one-time sign-in link"
    )
    link.add_argument("email", metavar="EMAIL")
    key = command("key", commands.key, "print a new API key of the secretariat, once")
    key.add_argument("--name", required=True)
    key.add_argument("--days", type=_days, metavar="N")
    command("keys", commands.keys, "list the API keys, or revoke one").add_argument("--revoke", metavar="NAME")


def _lists(command: Adding) -> None:
    importing = command("import", import_command.run, "import a list from CSV, XLSX or ODS, all of it or nothing")
    import_command.add_to(importing)


def _records(command: Adding) -> None:
    exporting = command("export", commands.export, "write a session's whole record below a folder")
    exporting.add_argument("session", metavar="SESSION")
    exporting.add_argument("folder", metavar="DIR")
    giving = command("verifier", commands.write_verifier, "write what checks an export without this program")
    giving.add_argument("folder", metavar="DIR")
    verifying = command(
        "verify", commands.verify, "recompute every record, the log and its witnesses' head, or check a file"
    )
    what = "a session, an exported record (JSON, JSON Lines), or the PDF of its minutes"
    verifying.add_argument("what", nargs="?", metavar="SESSION|FILE", help=what)
    verifying.add_argument("--alone", action="store_true", help="an exported record by itself, without this store")
    verifying.add_argument("--head", metavar="SIZE:ROOT", type=_head, help="the log's head that a witness holds")


def _copies(command: Adding) -> None:
    copying = command("backup", commands.backup, "write a consistent copy of everything into FILE, also while serving")
    copying.add_argument("file", metavar="FILE", nargs="?")
    proving = "restore FILE, or the newest backup, elsewhere and verify"
    copying.add_argument("--prove", action="store_true", help=proving)
    restoring = command("restore", commands.restore, "fill an empty store from a backup")
    restoring.add_argument("file", metavar="FILE")
    for one in (copying, restoring):
        one.add_argument("--identity", metavar="FILE", type=Path, help="the age key that opens an encrypted backup")
    clock = command("clock", commands.clock, "confirm the machine's clock to a server that it has leapt under")
    clock.add_argument("--accept", action="store_true")


def _head(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"([0-9]{1,9}):([0-9a-f]{64})", text.lower())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no head of the log, like 1204:8f3a…")
    return int(found[1]), found[2]


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 36500):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return int(text)

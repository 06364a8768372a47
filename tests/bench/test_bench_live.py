"""The live two hours, measured: 200 sessions at once, every panelist saving and listening; a close told to 1,000 pages.

The server and the load are processes of their own and share the machine's cores. Prints figures; asserted is what must
hold on any machine (nothing lost, nobody refused) and, for SQLite, the numbers that were promised for this one.
"""

import contextlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from server import settings as server_settings
from server.opening import open_store
from sessions.actions import booking, enrolling, scoring
from sessions.actions.access import COMMAND_LINE, Asker
from sessions.clock import wall_clock
from sessions.store import links, registry
from sessions.store.tables.core import entries, mails
from sessions.values.schedule import Phase

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]
ROOT = Path(__file__).parent.parent.parent
SESSIONS, PANEL, EVERY, ROUNDS = 200, 5, 2.0, 10
PAGES = 1_000
HOUR = (Phase("presentation", timedelta(minutes=30)), Phase("qna", timedelta(minutes=30)))


@dataclass
class Prepared:
    """A store with sessions that run, every mail of theirs gone."""

    settings: server_settings.Settings
    sessions: list[dict]
    criteria: list[str]
    key: str


@pytest.fixture
def prepared(store_url, tmp_path):
    settings = server_settings.load(str(server_settings.SHIPPED))
    settings.server.data = tmp_path / "data"
    settings.storage.url = store_url

    def prepare(count):
        store = open_store(settings)
        try:
            return store.write_now(_prepare, settings, count)
        finally:
            store.close()

    return prepare


def _prepare(db, settings, count):
    now = wall_clock()
    before = now - timedelta(minutes=1)
    who = COMMAND_LINE
    programme = enrolling.add_programme(db, settings.programme_fields(), who, now=before)
    made = [_session(db, programme.id, number, now, before) for number in range(count)]
    db.execute(delete(mails))
    key = links.add_key(db, "bench", now=before, days=None)
    criteria = list(registry.programme(db, programme.id).rubric.criteria)
    return Prepared(settings, made, criteria, key)


def _session(db, programme, number, now, before):
    place = {"code": f"{number}", "name": f"Kabupaten {number}", "province": "Jawa", "timezone": "Asia/Jakarta"}
    enrolling.put_regency(db, programme, place, COMMAND_LINE, now=before)
    panel = []
    for seat in range(PANEL):
        fields = {"name": f"Panelis {number}-{seat}", "email": f"p{number}-{seat}@panel.example", "may_chair": True}
        panel.append(enrolling.put_panelist(db, programme, fields, COMMAND_LINE, now=before)[0])
    ids = tuple(one.id for one in panel)
    wanted = booking.Request(f"{number}", now - timedelta(seconds=5), ids, ids[0], "https://rapat.example", True, HOUR)
    session = booking.book(db, programme, wanted, COMMAND_LINE, now=before)
    who = []
    for one in panel:
        scoring.declare(db, session.id, False, Asker(one.id, one.name, False, "link"), now=now)
        who.append((one.id, links.token(db, "enter", one.id, person=one.id, now=before)))
    return {"id": session.id, "panelists": who, "listeners": [token for _, token in who]}


@contextlib.contextmanager
def _serving(prepared, tmp_path, workers):
    settings = prepared.settings
    environment = {
        "SIDANG_SERVER__DATA": str(settings.server.data),
        "SIDANG_STORAGE__URL": settings.storage.url,
        "SIDANG_SERVER__WORKERS": str(workers),
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "server", "serve", "--port", "0"]
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=log)
        try:
            address = process.stdout.readline().decode().split()[-1]
            yield process, address
        finally:
            process.terminate()
            process.wait(30)


def _loaded(prepared, address, **job):
    host, port = re.fullmatch(r"http://(.+):(\d+)", address).groups()
    job |= {"host": host, "port": int(port), "criteria": prepared.criteria}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "load.py")],
        input=json.dumps(job), capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _memory(process):
    """Megabytes that the server and its workers hold at most."""
    pids = [process.pid, *Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) for text in texts) / 1024


def _cpu(process):
    """Seconds of the processor that the server has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _at(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def _say(capsys, text):
    with capsys.disabled():
        print(f"\n{text}")


def test_two_hundred_sessions_live_at_once(prepared, tmp_path, capsys, request):
    ready = prepared(SESSIONS)
    with _serving(ready, tmp_path, 1) as (process, address):
        before = _cpu(process)
        figures = _loaded(ready, address, sessions=ready.sessions, every=EVERY, rounds=ROUNDS)
        memory, used = _memory(process), _cpu(process) - before

    saves, told = figures["saves"], figures["deliveries"]
    _say(
        capsys,
        f"{request.node.name}: {len(saves)} saves to {figures['pages']} pages: "
        f"saves p50 {_at(saves, 0.5):.1f} ms, p99 {_at(saves, 0.99):.1f} ms; from save to page p50 "
        f"{_at(told, 0.5):.0f} ms, p99 {_at(told, 0.99):.0f} ms; {memory:.0f} MB, {used:.1f} s of the processor",
    )
    assert figures["refused"] == {}
    assert figures["lost"] == 0
    assert len(told) == len(saves) * PANEL
    assert _scored(ready.settings) == figures["acknowledged"]
    assert memory < 400
    if ready.settings.storage.url.startswith("sqlite"):
        assert _at(saves, 0.5) < 20
        assert _at(saves, 0.99) < 100
        assert _at(told, 0.99) < 250


def _scored(settings):
    """How many scores each record holds."""
    store = open_store(settings)
    chosen = select(entries.c.session_id, func.count()).where(entries.c.kind == "scored").group_by(entries.c.session_id)
    found = store.read_now(lambda db: {row[0]: row[1] for row in db.execute(chosen)})
    store.close()
    return found


def test_a_close_told_to_a_thousand_pages(prepared, tmp_path, capsys, request):
    ready = prepared(1)
    (session,) = ready.sessions
    listeners = [session["listeners"][number % PANEL] for number in range(PAGES)]
    with _serving(ready, tmp_path, 1) as (process, address):
        figures = _loaded(ready, address, sessions=[session | {"listeners": listeners}], close=ready.key)
        memory = _memory(process)

    closes = figures["closes"]
    _say(
        capsys,
        f"{request.node.name}: the close reached {len(closes)} pages, half of them after {_at(closes, 0.5):.0f} ms, "
        f"the last after {max(closes) * 1000:.0f} ms; {memory:.0f} MB",
    )
    assert figures["refused"] == {}
    assert len(closes) == PAGES
    assert max(closes) < 0.5

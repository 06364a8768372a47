"""What benchmarks of a running server share: a store whose sessions run, the server and the load in processes of their
own, figures read from /proc."""

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
from sessions.actions.access import COMMAND_LINE, Asker
from sessions.actions.before import booking, enrolling
from sessions.actions.during import scoring
from sessions.clock import wall_clock
from sessions.store.before import registry
from sessions.store.powers import links
from sessions.store.tables.core import entries, mails
from sessions.values.schedule import Phase

ROOT = Path(__file__).parent.parent
PANEL = 5
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

    def made(count):
        store = open_store(settings)
        try:
            return store.write_now(prepare, settings, count)
        finally:
            store.close()

    return made


def prepare(db, settings, count):
    """So many sessions that run, with whom to listen and to save as."""
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
def serving(prepared, tmp_path, workers):
    settings = prepared.settings
    environment = {
        "SIDANG_SERVER__DATA": str(settings.server.data),
        "SIDANG_STORAGE__URL": settings.storage.url,
        "SIDANG_SERVER__WORKERS": str(workers),
        "SIDANG_SERVER__PORT": "0",
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


def loaded(prepared, address, **job):
    host, port = re.fullmatch(r"http://(.+):(\d+)", address).groups()
    job |= {"host": host, "port": int(port), "criteria": prepared.criteria}
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "bench" / "load.py")],
        input=json.dumps(job), capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def memory(process):
    """Megabytes that the server and its workers hold at most."""
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in family(process)]
    return sum(int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) for text in texts) / 1024


def cpu(process):
    """Seconds of the processor that the server and its workers have used."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in family(process)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / 100


def family(process):
    """The server's process and its workers'."""
    return [process.pid, *Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def at(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def say(capsys, text):
    with capsys.disabled():
        print(f"\n{text}")


def scored(settings):
    """How many scores each record holds."""
    store = open_store(settings)
    chosen = select(entries.c.session_id, func.count()).where(entries.c.kind == "scored").group_by(entries.c.session_id)
    found = store.read_now(lambda db: {row[0]: row[1] for row in db.execute(chosen)})
    store.close()
    return found

"""What a page costs a running server whose round has 514 regencies: processor by the kernel's own account, the first
byte by the clock. A round in full swing, as `sidang demo` makes it: sixty sessions over, three that run, the rest
booked.

Printed by page; asserted is only that each is there.
"""

import http.client
import statistics
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from benched import Prepared, say, serving

from server import settings as server_settings
from server.opening import open_store
from server.run import demo, demo_round
from sessions.clock import wall_clock
from sessions.store.before import registry, timetable
from sessions.store.powers import links

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]
OVER, RUNNING, COMING = 60, 3, 445
TIMES = 30
PAGES = {
    "overview": "/programmes/{programme}/overview",
    "sessions": "/programmes/{programme}/sessions",
    "sessions, all": "/programmes/{programme}/sessions?state=all",
    "regencies": "/programmes/{programme}/regencies",
    "panelists": "/programmes/{programme}/panelists",
    "who is free": "/programmes/{programme}/panelists/free",
    "mails": "/programmes/{programme}/mails",
    "mails by person": "/programmes/{programme}/mails/people",
    "desk": "/inbox",
    "book": "/programmes/{programme}/book",
    "schedule, a day": "/programmes/{programme}/calendar?view=day",
    "schedule, a week": "/programmes/{programme}/calendar",
    "schedule, a month": "/programmes/{programme}/calendar?view=month",
    "today": "/programmes/{programme}/day",
    "rules": "/programmes/{programme}",
    "history": "/programmes/{programme}/history",
    "a booked session": "/sessions/{booked}",
    "a running session": "/sessions/{running}",
    "control room": "/sessions/{running}/control",
    "a panelist": "/programmes/{programme}/panelists/{panelist}",
    "a regency": "/regencies/{regency}",
    "accounts": "/accounts",
}
PANELISTS = {"a panelist's home": "/", "their session": "/sessions/{running}", "sheet": "/sessions/{running}/sheet"}
REGENCYS = {"a regency's home": "/", "its session": "/sessions/{running}"}


@pytest.fixture(scope="module")
def round_of_514(tmp_path_factory):
    """The settings of a store with the round, its doors and its ids."""
    folder = tmp_path_factory.mktemp("round")
    settings = server_settings.load(str(server_settings.SHIPPED))
    settings.server.data, settings.storage.url = folder / "data", f"sqlite:///{folder}/sidang.db"
    store = open_store(settings)
    sizes = pytest.MonkeyPatch()
    for name, number in (("PAST", OVER), ("RUNNING", RUNNING), ("COMING", COMING), ("CHOOSING", 0)):
        sizes.setattr(demo_round, name, number)
    try:
        told = store.write_now(demo.full_swing, settings, now=wall_clock())
        return settings, store.read_now(_ids), dict(told)["Sekretariat"]
    finally:
        sizes.undo()
        store.close()


def _ids(db):
    now, programme = wall_clock(), registry.all_programmes(db)[0].id
    by_state = {}
    for one in timetable.of_programme(db, programme):
        if not one.rehearsal:
            by_state.setdefault(one.state(now), []).append(one)
    running, booked = by_state["open"][-1], by_state["booked"][0]  # the one that runs longest from now
    ids = {"programme": programme, "running": running.id, "booked": booked.id}
    return ids | {"panelist": running.panel[0].id, "regency": running.regency.id, "guest": running.guests[0].id}


def test_what_pages_cost_beside_514(round_of_514, tmp_path, capsys):
    settings, ids, secretariat = round_of_514
    lines = [f"{'milliseconds':24}{'processor':>10}{'first byte':>12}{'kB':>8}"]
    with serving(Prepared(settings, [], [], ""), tmp_path, 1) as (process, address):
        quiet(process)
        store = open_store(settings)
        people = {key: store.write_now(_door, ids[key]) for key in ("panelist", "guest")}
        store.close()
        doors = (secretariat, PAGES), (people["panelist"], PANELISTS), (people["guest"], REGENCYS)
        for door, pages in doors:
            browser = Browser(address, door)
            for name, path in pages.items():
                lines.append(f"{name:24}" + browser.asked(process, path.format_map(ids)))
    say(capsys, "\n".join(lines))


def _door(db, person):
    return f"/enter/{links.token(db, 'enter', person, person=person, now=wall_clock())}"


class Browser:
    """Somebody who came in by a door, with a cookie and one line to the server that stays open."""

    def __init__(self, address, door):
        self._line = http.client.HTTPConnection(urlsplit(address).netloc)
        self._headers = {"Accept-Encoding": "gzip", "Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer, _ = self._ask("POST", door, urlencode({}), self._headers | form)
        assert answer.status == 303, answer.status
        self._headers["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]

    def _ask(self, method, path, body=None, headers=None):
        begun = time.perf_counter()
        self._line.request(method, path, body, headers or self._headers)
        answer = self._line.getresponse()
        first = time.perf_counter() - begun
        answer.size = len(answer.read())
        return answer, first

    def asked(self, process, path):
        """What it costs: a line of the table."""
        for _ in range(3):  # what is loaded by who asks first
            answer, _ = self._ask("GET", path)
            assert answer.status == 200, (path, answer.status)
        took, firsts = [], []
        for _ in range(TIMES):
            before = processor(process)
            answer, first = self._ask("GET", path)
            took.append(processor(process) - before)
            firsts.append(first)
        middle = (1000 * statistics.median(one) for one in (took, firsts))
        return "{:10.1f}{:12.1f}".format(*middle) + f"{answer.size / 1000:8.1f}"


def quiet(process):
    """Waits until nothing is made ready beside any more: after a change, every template is compiled once."""
    before = None
    while before is None or processor(process) - before > 0.02:
        before = processor(process)
        time.sleep(1)


def processor(process):
    """Seconds of the processor that the server's threads have used, to the nanosecond."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in tasks) / 1e9

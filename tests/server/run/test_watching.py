"""What goes wrong with the host is said in the same words above the pages, by readiness, and in figures."""

import re
from datetime import timedelta

from houses import on_one_store
from reading_pages import read, send
from structlog.testing import capture_logs

from server.clockwork import condition as condition_module
from server.clockwork.alerter import Alerter
from server.clockwork.clock_watch import ClockWatch
from server.run.daily import Chores
from server.web.keys import CLOCK, CLOCK_WATCH, CONDITION
from sessions.actions.before import enrolling
from sessions.clock import SteadyClock
from sessions.store.mailing import mail_faults
from sessions.store.tables.core import mails


def figures(answer):
    """The metrics by name with labels."""
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in answer.splitlines() if line[0] != "#"}


async def metrics(house):
    response = await house.client.get("/metrics")
    return figures(await response.text())


@on_one_store
async def test_a_backup_that_fails_is_said_until_one_is_made(house):
    data, condition = house.settings.server.data, house.client.app[CONDITION]
    chores = Chores(house.store, house.settings, house.clock)
    data.mkdir(parents=True, exist_ok=True)
    (data / "backups").write_text("a file where the folder should be")

    await chores.back_up()
    await condition.look()

    assert "Cadangan harian gagal" in (await read(house.secretariat, "/accounts")).text
    assert "Cadangan harian gagal" not in (await read(house.panelist, "/")).text
    ready = await (await house.client.get("/readyz")).json()
    assert [one["part"] for one in ready["troubles"]] == ["backup"]
    assert (await metrics(house))['sidang_trouble{part="backup"}'] == 1

    (data / "backups").unlink()
    await chores.back_up()
    await condition.look()
    after = await metrics(house)
    assert "Cadangan harian gagal" not in (await read(house.secretariat, "/accounts")).text
    assert after['sidang_trouble{part="backup"}'] == 0
    assert abs(after["sidang_last_backup_timestamp_seconds"] - house.clock.now.timestamp()) <= 1


@on_one_store
async def test_the_secretariat_is_mailed_once_of_a_trouble_that_stands_and_once_of_its_end(house, monkeypatch):
    await house.store.write(enrolling.make_secretariat, "wulan@kota.example", now=house.clock.now)
    condition, said = house.client.app[CONDITION], "kotak surat menolak"
    alerter = Alerter(house.store, house.clock, condition)

    async def looks(minutes):
        """What was mailed within so many minutes, a look each."""
        before = set(await told(house))
        for _ in range(minutes):
            await condition.look()
            await alerter.look()
            house.clock.passes(minutes=1)
        return [(kind, part) for number, kind, part in await told(house) if (number, kind, part) not in before]

    await house.store.write(mail_faults.begin, "inbox", said, now=house.clock.now)
    assert await looks(2) == []  # what passes by itself is nobody's trouble
    assert await looks(30) == [("trouble", "inbox")]
    assert said in (await read(house.secretariat, "/accounts")).text

    await house.store.write(mail_faults.end, "inbox")
    assert await looks(10) == []
    await house.store.write(mail_faults.begin, "inbox", said, now=house.clock.now)
    assert await looks(30) == []  # back again so soon it is the same trouble
    await house.store.write(mail_faults.end, "inbox")
    monkeypatch.setattr(condition_module, "LEAST_FREE", 2**80)
    assert await looks(40) == [("trouble", "disk"), ("trouble-over", "inbox")]
    assert "Disk server hampir penuh" in (await read(house.secretariat, "/accounts")).text
    monkeypatch.undo()
    assert await looks(40) == [("trouble-over", "disk")]
    assert await looks(40) == []


async def told(house):
    """The mails of troubles, in order."""
    rows = await house.store.read(lambda db: db.execute(mails.select().order_by(mails.c.id)).all())
    return [(row.id, row.kind, row.content["facts"]["part"]) for row in rows if row.kind.startswith("trouble")]


@on_one_store
async def test_a_clock_that_leapt_is_confirmed_on_its_page(house):
    wall, app = [house.clock.now], house.client.app
    steady = SteadyClock(lambda: wall[0], lambda: 1000.0)
    told = []

    async def reset():
        told.append(steady())

    watch = ClockWatch(house.store, steady, reset)
    app._state[CLOCK], app._state[CLOCK_WATCH] = steady, watch
    assert "tidak ada yang perlu dilakukan" in (await read(house.secretariat, "/clock")).text

    wall[0] += timedelta(hours=1)
    await watch.look()
    page = await read(house.secretariat, "/clock")
    assert "melompat" in page.text and "Jam mesin benar, ikuti" in page.text
    assert 'href="/clock"' in (await read(house.secretariat, "/accounts")).markup
    assert (await read(house.panelist, "/clock")).status == 404

    done = await send(house.secretariat, "/clock/accept", {})
    assert done.status == 303 and not steady.leap() and told[-1] == wall[0]
    assert "dikonfirmasi" in (await read(house.secretariat, "/clock?said=clock-accepted")).text


@on_one_store
async def test_figures_say_whether_the_evening_goes_well(house):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    await house.client.app[CONDITION].look()
    during = await metrics(house)
    house.clock.passes(hours=3)
    await house.client.app[CONDITION].look()
    after = await metrics(house)

    assert (during["sidang_open_sessions"], during["sidang_seals_late"]) == (1, 0)
    assert during["sidang_save_seconds_count"] >= 1
    assert during['sidang_save_seconds_bucket{le="+Inf"}'] == during["sidang_save_seconds_count"]
    assert (after["sidang_open_sessions"], after["sidang_seals_late"]) == (0, 1)


@on_one_store
async def test_requests_that_matter_have_a_line_and_every_answer_its_number(house):
    session = await house.open()
    with capture_logs() as lines:
        saved = await house.panelist.put(f"/sessions/{session}/sheet/leadership", {"value": 4})
        await house.panelist.get(f"/sessions/{session}/sheet")
        refused = await house.panelist.put(f"/sessions/{session}/sheet/leadership", {"value": 9})
        response = await house.client.get("/healthz", headers={"X-Request-ID": "proxy-12345678"})
        odd = await house.client.get("/healthz", headers={"X-Request-ID": "a b"})

    assert (saved.status, refused.status) == (200, 422)
    (line,) = [one for one in lines if one["event"] == "request"]
    assert (line["status"], line["actor"], line["session"]) == (422, house.id("budi"), session)
    assert line["method"] == "PUT" and line["ms"] >= 0
    assert response.headers["X-Request-ID"] == "proxy-12345678"
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", odd.headers["X-Request-ID"])

"""A backup holds everything, comes back into either kind of store, and is refused where it would harm."""

import json
import os
import random
import re
import zipfile
from datetime import timedelta

import pytest
from houses import on_both_stores, on_one_store, open_house
from pyrage import x25519
from sqlalchemy import create_engine, func, make_url, select, text

from server import settings as server_settings
from server.media import pieces
from server.run import backup
from server.run.backup import BadBackup
from server.run.daily import Chores
from server.web.keys import JOBS, KEEPER
from sessions.actions.after import verifying
from sessions.store import dumping
from sessions.store.during import records
from sessions.store.engine import Store
from sessions.store.mailing import mail_faults
from sessions.store.migrating import bring_up
from sessions.store.tables import metadata
from sessions.store.tables.core import entries, incoming, installation, mails, sessions
from sessions.store.tables.scale import leases


@pytest.fixture
async def lived_in(house, tmp_path):
    """A store in which a session was scored and closed, and an upload lies in the data folder."""
    await house.closed()
    uploads = house.settings.server.data / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    (uploads / "a1b2").write_bytes(b"%PDF- a deck")
    (uploads / ".half.part").write_bytes(b"still coming in")
    pieces.keep(house.settings.server.data, "take1", b"a piece")
    await house.store.write(_a_mail_that_came_in, house)
    await house.client.app[KEEPER].number()  # or it would be numbered while it is looked at
    return house


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """The address of another store, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    name = f"empty_{os.getpid()}"
    url = make_url(request.getfixturevalue("postgresql")).set(drivername="postgresql+psycopg")
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def empty(empty_url):
    """It, brought up to date."""
    store = Store(empty_url, secret=b"another key".ljust(32))
    bring_up(store.engine)
    yield store
    store.close()


def _a_mail_that_came_in(db, house):
    texts = dict.fromkeys(("fingerprint", "kind", "reason", "sender", "subject", "state"), "")
    row = {"id": "in1", "received_at": house.clock.now, "raw": bytes(range(256))} | texts
    db.execute(incoming.insert().values(row))


def _everything(db):
    # The outbox goes on with the mails; the installation's value of access is renewed by every filling; the processes
    # that served the store are not there where it is filled.
    tables = [table for table in metadata.sorted_tables if table not in (mails, installation, leases)]
    found = {table.name: list(map(tuple, db.execute(select(table)))) for table in tables}
    return found | {"mails": list(map(tuple, db.execute(select(mails.c.id, mails.c.message_id, mails.c.kind))))}


@on_both_stores
async def test_what_comes_back_is_to_the_byte_what_was_there(lived_in, empty, tmp_path):
    data, elsewhere = lived_in.settings.server.data, tmp_path / "elsewhere"

    backup.make(lived_in.store, data, tmp_path / "b.zip", now=lived_in.clock.now)
    backup.restore(empty, elsewhere, tmp_path / "b.zip")

    before, after = await lived_in.store.read(_everything), await empty.read(_everything)
    assert {name: sorted(rows, key=repr) for name, rows in before.items()} == {
        name: sorted(rows, key=repr) for name, rows in after.items()
    }
    assert (await empty.read(verifying.check_store)).faults == []
    assert [path.name for path in (elsewhere / "uploads").iterdir()] == ["a1b2"]
    assert [path.read_bytes() for path in pieces.folder(elsewhere, "take1").iterdir()] == [b"a piece"]
    assert bytes.fromhex((elsewhere / "secret.key").read_text()) == lived_in.store.secret


@on_both_stores
async def test_a_restored_house_lets_everybody_in_by_their_old_links(lived_in, empty, clock, tmp_path):
    backup.make(lived_in.store, lived_in.settings.server.data, tmp_path / "b.zip", now=clock.now)
    backup.restore(empty, tmp_path / "again", tmp_path / "b.zip")
    empty.secret = bytes.fromhex((tmp_path / "again/secret.key").read_text())
    (session,) = empty.read_now(lambda db: list(db.execute(select(sessions.c.id)).scalars()))

    async with open_house(empty, clock, tmp_path / "again") as house:
        lived_in.panelist.client = house.client
        assert (await lived_in.panelist.sheet(session)).status == 200


@on_both_stores
async def test_a_backup_taken_while_scores_come_in_is_whole(house, empty, tmp_path):
    session = await house.open()
    await house.panelist.put_score(session, "leadership", 4)
    held = house.store.read_now(lambda db: _dump_while(db, house, session))

    counted = await house.store.read(lambda db: db.execute(select(func.count()).select_from(entries)).scalar())
    assert len(held["entries"]) == counted - 1
    assert held["sessions"][0][5] == max(row[1] for row in held["entries"])


def _dump_while(db, house, session):
    tables = {}
    for table in dumping.dump(db):
        rows = tables[table.name] = list(table.rows)
        if table.name == "sessions":
            house.store.write_now(_touch, session, now=house.clock.now)
        assert all(len(row) == len(table.columns) for row in rows)
    return tables


def _touch(db, session, *, now):
    records.append(db, records.load(db, session), "scored", {"panelist": "x"}, at=now)


@on_both_stores
def test_a_store_that_is_not_empty_is_left_alone(house, tmp_path):
    data = house.settings.server.data
    backup.make(house.store, data, tmp_path / "b.zip", now=house.clock.now)
    before = house.store.read_now(_everything)

    with pytest.raises(BadBackup, match="not empty"):
        backup.restore(house.store, data, tmp_path / "b.zip")

    assert house.store.read_now(_everything) == before


@pytest.mark.parametrize("harm", ["cut", "changed", "newer", "later format", "no archive", "no manifest"])
def test_a_file_that_is_no_whole_backup_changes_nothing(empty, clock, tmp_path, harm):
    whole = tmp_path / "b.zip"
    backup.make(empty, tmp_path / "data", whole, now=clock.now)
    _harm(whole, harm)

    with pytest.raises(BadBackup):
        backup.restore(empty, tmp_path / "elsewhere", whole)

    assert empty.read_now(dumping.is_empty)
    assert not list((tmp_path / "elsewhere").glob("uploads/*"))


def _harm(path, harm):
    raw = path.read_bytes()
    if harm == "cut":
        path.write_bytes(raw[: len(raw) // 2])
    elif harm == "no archive":
        path.write_bytes(b"kode,nama\n33.20,Jepara\n")
    else:
        _rewrite(path, harm)


def _rewrite(path, harm):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    if harm == "changed":
        parts["tables/people.jsonl"] += b"[]\n"
    elif harm == "no manifest":
        del parts["manifest.json"]
    else:
        manifest |= {"revision": "9999"} if harm == "newer" else {"format": 2}
        parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_backup_that_fails_leaves_the_old_one_and_nothing_half_done(store, clock, tmp_path, monkeypatch):
    target = tmp_path / "b.zip"
    target.write_bytes(b"yesterday's")
    monkeypatch.setattr(dumping, "dump", _full_disk)

    with pytest.raises(OSError):
        backup.make(store, tmp_path / "data", target, now=clock.now)

    assert target.read_bytes() == b"yesterday's"
    assert not list(tmp_path.glob(".*.part"))


def _full_disk(db):
    raise OSError("no space left")


async def test_the_daily_backup_keeps_the_newest(house, clock):
    house.settings.storage.backup_keep = 2
    chores = Chores(house.store, house.settings, clock)

    for _ in range(3):
        await chores.back_up()
        clock.now += timedelta(days=1)

    made = sorted(path.name for path in (house.settings.server.data / "backups").iterdir())
    assert made == ["sidang-20310304-010000.zip", "sidang-20310305-010000.zip"]


@pytest.mark.parametrize(("at", "planned"), [("02:30", True), ("24:00", True), ("", False)])
async def test_a_backup_is_made_every_day_if_the_settings_say_when(store, clock, tmp_path, at, planned):
    def change(settings):
        settings.storage.backup_at = at

    async with open_house(store, clock, tmp_path / "data", change=change) as house:
        jobs = {job.id for job in house.client.app[JOBS].scheduler.get_jobs()}

    assert ("daily:Chores.back_up" in jobs) == planned


def harmed(whole, number):
    """One of many ways in which a file gets damaged: a byte, a run of bytes, an end that is missing, a piece twice."""
    chance = random.Random(number)
    at = chance.randrange(len(whole))
    match number % 4:
        case 0:
            return whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]
        case 1:
            return whole[:at] + chance.randbytes(64) + whole[at + 64 :]
        case 2:
            return whole[:at]
        case _:
            return whole[:at] + whole[max(0, at - 200) :]


@on_one_store
async def test_each_of_six_hundred_damaged_files_is_refused_in_one_plain_line_or_whole_all_the_same(lived_in, tmp_path):
    backup.make(lived_in.store, lived_in.settings.server.data, tmp_path / "whole.zip", now=lived_in.clock.now)
    whole, damaged = (tmp_path / "whole.zip").read_bytes(), tmp_path / "damaged.zip"

    refused = 0
    for number in range(600):
        damaged.write_bytes(harmed(whole, number))
        try:
            backup.check(damaged)
        except BadBackup as bad:
            refused += 1
            assert "\n" not in str(bad)

    assert refused > 500


@on_one_store
async def test_a_flipped_bit_that_names_another_compression_is_damage(lived_in, tmp_path):
    whole, damaged = tmp_path / "whole.zip", tmp_path / "damaged.zip"
    backup.make(lived_in.store, lived_in.settings.server.data, whole, now=lived_in.clock.now)
    raw = whole.read_bytes()
    at = raw.index(b"PK\x01\x02") + 10  # the first member's method in the central directory: 8 is deflate

    for method in (12, 14):  # bzip2, LZMA
        damaged.write_bytes(raw[:at] + bytes([method]) + raw[at + 1 :])
        with pytest.raises(BadBackup) as bad:
            backup.check(damaged)
        assert "\n" not in str(bad.value)


@on_one_store
async def test_a_part_with_an_odd_name_is_told_of_in_one_plain_line(lived_in, tmp_path):
    whole, odd = tmp_path / "whole.zip", tmp_path / "odd.zip"
    backup.make(lived_in.store, lived_in.settings.server.data, whole, now=lived_in.clock.now)
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(odd, "w") as archive:
        manifest = json.loads(made.read("manifest.json"))
        manifest["parts"] = {"uploads/a\nb\x1b": {"sha256": "0" * 64}} | manifest["parts"]
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("uploads/a\nb\x1b", b"")

    with pytest.raises(BadBackup) as bad:
        backup.check(odd)

    assert str(bad.value).isprintable()


@on_one_store
async def test_a_backup_is_proven_by_restoring_it_elsewhere(lived_in, tmp_path):
    made = backup.make_daily(lived_in.store, lived_in.settings.server.data, keep=3, now=lived_in.clock.now)

    report = backup.prove(backup.newest(lived_in.settings.server.data))

    assert made == backup.newest(lived_in.settings.server.data)
    assert (report.records, report.faults) == (1, [])


@on_one_store
async def test_backups_are_encrypted_to_a_key_that_is_not_here_pruned_and_copied_elsewhere(lived_in, empty, tmp_path):
    ours, other = x25519.Identity.generate(), x25519.Identity.generate()
    for name, key in (("ours", ours), ("other", other)):
        (tmp_path / name).write_text(f"# created: 2031\n{key}\n")
    (tmp_path / "away").mkdir()
    data, storage = lived_in.settings.server.data, lived_in.settings.storage
    storage.backup_keep, storage.backup_recipients = 2, [str(ours.to_public())]
    storage.backup_command = f"cp {{file}} {tmp_path}/away/{{name}}"
    chores = Chores(lived_in.store, lived_in.settings, lived_in.clock)

    for _ in range(3):
        await chores.back_up()
        lived_in.clock.passes(days=1)

    newest = backup.newest(data)
    assert len(list((data / "backups").iterdir())) == 2  # nothing plain beside them, and the first is gone
    assert len(list((tmp_path / "away").iterdir())) == 3
    raw = (tmp_path / "away" / newest.name).read_bytes()
    assert raw == newest.read_bytes() and raw.startswith(b"age-encryption.org/v1") and b"secret.key" not in raw
    assert backup.newest_at(data) == lived_in.clock.now.replace(microsecond=0) - timedelta(days=1)
    for identity, why in ((None, "--identity"), (tmp_path / "other", "not encrypted to the key of other")):
        with pytest.raises(backup.BadBackup, match=why):
            backup.prove(newest, identity)
    with pytest.raises(backup.BadBackup, match="has no key"):
        backup.prove(newest, data / "sidang.db" if (data / "sidang.db").exists() else tmp_path / "away" / newest.name)
    report = backup.prove(newest, tmp_path / "ours")
    assert (report.records, report.faults) == (1, [])
    assert backup.restore(empty, tmp_path / "elsewhere", newest, tmp_path / "ours") > 0
    assert bytes.fromhex((tmp_path / "elsewhere/secret.key").read_text()) == lived_in.store.secret

    storage.backup_command = "sh -c 'echo first; echo no route to host >&2; exit 7' {file}"
    await chores.back_up()
    (fault,) = await lived_in.store.read(mail_faults.standing)
    assert (fault.part, fault.reason) == ("backup", "sh ended with 7: no route to host")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("BACKUP_RECIPIENTS", '["age1nonsense"]', "no public key of age"),
        ("BACKUP_COMMAND", "rclone copy", "{file}"),
        ("BACKUP_COMMAND", "cp '{file}", "cannot be read"),
    ],
)
def test_a_key_or_a_command_that_makes_no_sense_is_refused_at_the_start(monkeypatch, name, value, why):
    monkeypatch.setenv(f"SIDANG_STORAGE__{name}", value)

    with pytest.raises(server_settings.BadSettings, match=re.escape(why)):
        server_settings.load(str(server_settings.SHIPPED))

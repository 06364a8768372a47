"""The commands as people type them: what they print, what they refuse in one plain line, and that they work beside a
running server."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from real_server import RealServer

from server import settings
from server.command_line import main
from sessions.store.powers.links import hashed

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "server" / "data" / "regencies.csv"
PANEL = "name,email,may_chair\nDr. Ratna,ratna@panel.example,yes\nDr. Budi,budi@panel.example,no\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    for name in ("SIDANG_STORAGE__URL", "SIDANG_SERVER__DATA"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def sidang(here, capsys):
    """Runs a command: (exit code, what it said, what it complained of)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def must_be_one_plain_line(result: tuple[int, str, str], says: str) -> None:
    code, _, complaint = result
    assert code == 2
    assert complaint.count("\n") == 1 and "Traceback" not in complaint
    assert says in complaint


# - keys and links -


def test_a_key_is_the_last_word_and_only_its_hash_is_kept(sidang, here):
    code, said, _ = sidang("key", "--name", "kantor", "--days", "30")
    key = said.split()[-1]
    assert code == 0 and len(key) > 22
    stored = (here / "data" / "sidang.db").read_bytes()
    wal = here / "data" / "sidang.db-wal"
    stored += wal.read_bytes() if wal.exists() else b""
    assert key.encode() not in stored and hashed(key).encode() in stored
    _, listed, _ = sidang("keys")
    assert "kantor" in listed and key not in listed
    assert sidang("keys", "--revoke", "kantor")[0] == 0
    assert "revoked" in sidang("keys")[1]
    must_be_one_plain_line(sidang("keys", "--revoke", "kantor"), "kantor")
    must_be_one_plain_line(sidang("verify", "nothing"), "nothing")


def test_a_link_makes_a_member_of_the_secretariat(sidang):
    code, said, _ = sidang("link", "dewi@kominfo.example")
    assert code == 0
    assert said.startswith("http://127.0.0.1:8080/enter/") and said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("surprise",), "surprise"),
        ((), "COMMAND"),
        (("serve", "--port", "x"), "x"),
        (("serve", "--port", "70000"), "70000"),
        (("key",), "--name"),
        (("key", "--name", "x", "--days", "0"), "0"),
        (("key", "--name", " "), "--name"),
        (("link", "nobody"), "nobody"),
        (("link", "a@b"), "a@b"),
        (("link", "Budi <budi@panel.example>"), "Budi"),
        (("import", "people", "x.csv"), "people"),
        (("import", "regencies", "missing.csv"), "missing.csv"),
        (("serve", "--config", "missing.toml"), "missing.toml"),
    ],
)
def test_a_bad_argument_is_one_plain_line(sidang, arguments, says):
    must_be_one_plain_line(sidang(*arguments), says)


@pytest.mark.parametrize("command", [("backup", "b.zip"), ("verify",), ("export", "one", "out")])
def test_what_is_kept_is_not_looked_for_in_a_folder_that_is_not_the_servers(sidang, here, command):
    """A daily task in the wrong folder would else make backups of an empty store, each of them as it should be."""
    must_be_one_plain_line(sidang(*command), "there is no store")
    assert list(here.iterdir()) == []


# - settings -


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[server]\nsurprise = 1\n", "server.surprise"),
        ("[surprise]\nx = 1\n", "surprise"),
        ("[server]\nport = 99999\n", "server.port"),
        ("[storage]\nurl = 'mysql://x'\n", "storage.url"),
        ("[programme]\nsurprise = 1\n", "surprise"),
        ("[programme]\ntimezone = 'Mars'\n", "timezone"),
        ("[reminders]\nbefore = ['soon']\n", "reminders.before"),
        ("[mail]\nurl = 'carrier://pigeon'\n", "mail.url"),
        ("[mail]\nurl = 'smtp://'\n", "mail.url"),
        ("[mail]\nurl = 'smtp://mail.example:99999'\n", "mail.url"),
        ("[mail]\nurl = 'smtp://budi:ra/hasia@mail.example'\n", "in a password"),
        ("[inbox]\nurl = 'imaps:///INBOX'\n", "inbox.url"),
        ("[storage]\nurl = 'sqlite://'\n", "storage.url"),
        ("[storage]\nurl = 'postgresql://host:x/sidang'\n", "storage.url"),
        ("[server]\npublic_url = 'https://'\n", "server.public_url"),
        ("[server]\npublic_url = 'https://sidang.example/?a=1'\n", "server.public_url"),
        ("[reminders]\nbefore = ['-P1D']\n", "reminders.before"),
        ("[privacy]\nkeep = '-P1D'\n", "privacy.keep"),
        ("[server\n", "config.toml"),
        ("[rubric]\nscale = 5\n", "rubric"),
    ],
)
def test_a_bad_setting_is_named(sidang, here, text, says):
    (here / "config.toml").write_text(text)
    told = sidang("keys")
    must_be_one_plain_line(told, says)
    assert "'ra'" not in told[2], "what stands there may be a part of a password"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SIDANG_SERVER__PORT", "x", "SIDANG_SERVER__PORT: server.port"),
        ("SIDANG_SERVER__SURPRISE", "1", "surprise"),
        ("SIDANG_SURPRISE__X", "1", "SIDANG_SURPRISE__X"),
        ("SIDANG_RUBRIC__SCALE", '{"min": 1, "max": 0, "step": 1}', "rubric.scale: "),
        ("SIDANG_PROGRAMME__PANEL_SIZE", "many", "SIDANG_PROGRAMME__PANEL_SIZE: programme.panel_size"),
    ],
)
def test_a_bad_variable_is_named(sidang, monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    must_be_one_plain_line(sidang("keys"), says)


def test_the_environment_goes_before_the_file(sidang, here, monkeypatch):
    (here / "config.toml").write_text("[server]\npublic_url = 'https://file.example'\n")
    assert sidang("link", "a@b.example")[1].startswith("https://file.example/enter/")
    monkeypatch.setenv("SIDANG_SERVER__PUBLIC_URL", "https://environment.example/")
    assert sidang("link", "a@b.example")[1].startswith("https://environment.example/enter/")


def test_a_programme_is_set_by_the_environment_too(here, monkeypatch):
    said = {"NAME": "2031", "PANEL_SIZE": "3", "WORKDAYS": "[1, 2]", "DAY_END": "16:30", "OWN_PROVINCE": "true"}
    for key, value in said.items():
        monkeypatch.setenv(f"SIDANG_PROGRAMME__{key}", value)
    monkeypatch.setenv("SIDANG_RUBRIC__SCALE", '{"min": 0, "max": 10, "step": 0.5}')
    monkeypatch.setenv("SIDANG_RUBRIC__GROUPS", '[{"key": "g", "name": "G", "criteria": [{"key": "c", "name": "C"}]}]')

    fields = settings.load().programme_fields()

    assert [fields[key.lower()] for key in said] == ["2031", 3, [1, 2], "16:30", True]
    assert fields["rubric"]["scale"]["step"] == 0.5


def test_private_addresses_that_may_be_fetched_are_set(here):
    (here / "config.toml").write_text("[fetch]\nallow = ['127.0.0.1', '10.1.0.0/16']\n")
    assert settings.load().fetch.allow == ["127.0.0.1/32", "10.1.0.0/16"]


def test_another_file_may_be_named(sidang, here):
    (here / "other.toml").write_text("[server]\npublic_url = 'https://other.example'\ndata = 'elsewhere'\n")
    for where in (("link", "a@b.example", "--config", "other.toml"), ("--config", "other.toml", "link", "a@b.example")):
        assert sidang(*where)[1].startswith("https://other.example")
    assert (here / "elsewhere" / "sidang.db").exists()


def test_a_store_that_cannot_be_had_is_one_plain_line(sidang, monkeypatch):
    monkeypatch.setenv("SIDANG_STORAGE__URL", "postgresql://nobody@127.0.0.1:1/none")
    must_be_one_plain_line(sidang("keys"), "store")


# - importing -


def test_regencies_and_panelists_are_imported(sidang, here):
    code, said, _ = sidang("import", "regencies", str(SHIPPED))
    assert (code, said) == (0, "514 created, 0 updated\n")
    (here / "panel.csv").write_text(PANEL)
    assert sidang("import", "panelists", "panel.csv")[1] == "2 created, 0 updated\n"
    assert sidang("import", "panelists", "panel.csv")[1] == "0 created, 2 updated\n"


def test_a_workbook_is_imported(sidang, here):
    book = Workbook()
    for row in (["code", "name", "province", "timezone"], ["35.15", "Sidoarjo", "Jawa Timur", "Asia/Jakarta"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    (here / "places.xlsx").write_bytes(file.getvalue())
    assert sidang("import", "regencies", "places.xlsx")[1] == "1 created, 0 updated\n"


def test_a_bad_row_is_named_and_nothing_is_kept(sidang, here):
    (here / "panel.csv").write_text(PANEL + "Dr. Sri,not-an-address,no\n")
    must_be_one_plain_line(sidang("import", "panelists", "panel.csv"), "line 4, column email")
    (here / "panel.csv").write_text(PANEL)
    assert sidang("import", "panelists", "panel.csv")[1] == "2 created, 0 updated\n"


def test_an_unknown_programme_is_one_plain_line(sidang, here):
    (here / "panel.csv").write_text(PANEL)
    must_be_one_plain_line(sidang("import", "panelists", "panel.csv", "--programme", "nothing"), "programme")


# - beside a running server -


@pytest.fixture
async def server(tmp_path):
    server = RealServer(tmp_path)
    await server.start()
    yield server
    await server.stop()


async def test_an_empty_store_prints_a_sign_in_link(server):
    assert (await server.first_sign_in()).startswith(f"{server.address}/enter/")


async def test_a_key_works_at_once_and_is_revoked_at_once(server):
    secretariat = await server.secretariat()
    made = await secretariat.post("/programmes", {})
    assert made.status == 201
    assert (await server.command("keys", "--revoke", "story"))[0] == 0
    assert (await secretariat.get("/programmes")).status == 401


async def test_records_are_verified_while_it_serves(server, tmp_path):
    secretariat = await server.secretariat()
    programme = (await secretariat.post("/programmes", {}))["id"]
    place = {"code": "33.20", "name": "Jepara", "province": "Jawa Tengah", "timezone": "Asia/Jakarta"}
    await secretariat.post(f"/programmes/{programme}/regencies", place)
    ratna = {"name": "Dr. Ratna", "email": "ratna@panel.example", "may_chair": True}
    person = (await secretariat.post(f"/programmes/{programme}/panelists", ratna))["id"]
    body = {"regency": "33.20", "starts_at": "2199-03-04T02:00:00Z", "panel": [person], "chair": person}
    session = await secretariat.post(f"/programmes/{programme}/sessions", body | {"rehearsal": True})
    assert session.status == 201
    assert (await server.command("verify"))[0] == 0
    assert (await server.command("verify", session["id"]))[0] == 0

    record = (await secretariat.get(f"/sessions/{session['id']}/record.json")).body
    exported = tmp_path / "record.json"
    exported.write_text(json.dumps(record))
    assert (await server.command("verify", str(exported)))[0] == 0
    record["entries"][0]["data"]["meeting_url"] = "https://evil.example"
    exported.write_text(json.dumps(record))
    code, said = await server.command("verify", str(exported))
    assert code == 1 and "entry 1" in said


async def test_a_port_that_is_taken_is_one_plain_line(server):
    code, said = await server.command("serve", "--port", str(server.port))
    assert (code, said.count("\n")) == (2, 1)
    assert str(server.port) in said


# - what an office automates -


def test_an_office_imports_plans_books_prints_and_reminds(sidang, here):
    """The whole of it as an official types it, in one store."""
    name = "Gerakan Menuju Smart City"
    (here / "places.csv").write_text(
        "kode,nama,provinsi,zona waktu,surel\n33.20,Jepara,Jawa Tengah,WIB,j@x.example\n91.71,Jayapura,Papua,WIT,\n"
    )
    rows = [f"Dr. P{n},p{n}@panel.example,ya" for n in range(6)]
    (here / "panel.csv").write_text("\n".join(["nama,surel,ketua", *rows]))
    (here / "rooms.csv").write_text("Ruang,Tautan\nRuang A,https://rapat.example.id/a\n")
    assert sidang("import", "regencies", "places.csv")[1] == "2 created, 0 updated\n"
    assert sidang("import", "panelists", "panel.csv", "--check")[1] == "6 would be created, 0 updated\n"
    assert sidang("import", "panelists", "panel.csv")[1] == "6 created, 0 updated\n"
    assert sidang("import", "rooms", "rooms.csv", "--programme", name)[1] == "1 created, 0 updated\n"
    must_be_one_plain_line(sidang("plan", name, "--regencies", "99.99"), "--regencies")

    must_be_one_plain_line(sidang("plan", name, "--panelists", "nobody@panel.example"), "--panelists")
    five = ",".join(f"P{n}@panel.example" for n in range(5))
    assert "write to 6 people: 11 invite" in sidang("plan", name, "--seconds", "1", "--panelists", five, "--check")[1]

    code, said, _ = sidang("plan", name, "--seconds", "1", "--parallel", "2", "--check", "--accept")
    assert code == 0, said
    assert "accepting would book 2 sessions and write to 6 people: 10 invite" in said or "7 people: 11 invite" in said
    assert "without an address: 91.71" in said and said.endswith("2 sessions booked\n")
    assert sidang("remind", name, "--check")[1].startswith("7 people would be reminded by ")
    assert sidang("remind", name)[1].startswith("7 people reminded by ")
    assert sidang("remind", name)[1].startswith("0 people reminded by 0 mails; 2 sessions")

    for suffix in ("xlsx", "pdf", "ics"):
        assert sidang("schedule", name, f"jadwal.{suffix}")[:2] == (0, f"jadwal.{suffix}: 2 sessions\n")
    page = load_workbook(here / "jadwal.xlsx").active
    assert {row[2].value for row in page.iter_rows(min_row=2)} == {"Jepara", "Jayapura"}
    assert (here / "jadwal.pdf").read_bytes().startswith(b"%PDF-")
    calendar = (here / "jadwal.ics").read_text()
    assert calendar.count("BEGIN:VEVENT") == 2 and "ATTENDEE" not in calendar


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("plan", "x", "--to", "2026-13-01", "--parallel", "many", "--slots", "25:00", "--seconds", "0"), "--parallel"),
        (("plan", "nothing"), "nothing"),
        (("schedule", "x", "jadwal.doc"), "jadwal.doc"),
        (("schedule", "nothing", "jadwal.ics"), "nothing"),
        (("remind", "x", "--days", "soon"), "soon"),
        (("remind", "nothing"), "nothing"),
    ],
)
def test_a_bad_argument_of_these_is_one_plain_line(sidang, arguments, says):
    must_be_one_plain_line(sidang(*arguments), says)


def test_what_takes_its_time_is_not_loaded_to_serve_not_even_where_the_store_is_made(tmp_path):
    heavy = {
        "PIL", "alembic", "av", "babel.messages", "cryptography", "dateutil.rrule", "docx", "holidays", "icalendar",
        "joserfc", "nh3", "numpy", "openpyxl", "ortools", "psycopg", "pyhanko", "pypdfium2", "pyrage",
        "python_calamine", "scipy", "sqlalchemy.dialects.postgresql", "typst", "webauthn", "xlsxwriter",
    }  # fmt: skip
    said = "import server.__main__, server.run.serve, server.opening as o, server.settings as s, sys\n"
    said += "o.open_store(s.load()).close(); print(*sys.modules)"
    where = {**os.environ, "SIDANG_SERVER__DATA": str(tmp_path)}
    loaded = subprocess.run(
        [sys.executable, "-c", said], cwd=ROOT, env=where, capture_output=True, text=True, check=True
    )

    assert heavy.isdisjoint(loaded.stdout.split())

"""What the pages for readers say is there: every setting, every command, every page that is linked."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from server.command_line import main
from server.mail import kinds
from server.settings import SHIPPED, Settings, load

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_names_every_setting():
    tables = {name: type(table) for name, table in Settings() if isinstance(table, BaseModel)}
    named = {f"{name}.{key}" for name, table in tables.items() for key in table.model_fields}
    assert {one for one in named if f"`{one.partition('.')[2]}`" not in README} == set()
    assert {name for name in tables if f"`[{name}]`" not in README} == set()


def test_the_shipped_settings_have_every_setting():
    text = (ROOT / "config.toml").read_text("utf-8")
    named = {key for _, table in Settings() if isinstance(table, BaseModel) for key in type(table).model_fields}
    assert {key for key in named if not re.search(rf"\b{key}\b", text)} == set()


def test_the_shipped_settings_are_the_defaults():
    """Who copies a part of them and leaves the rest out has the same as who copies none."""
    shipped, own = dict(load(str(SHIPPED))), dict(Settings())
    tables = [name for name, table in own.items() if isinstance(table, BaseModel)]
    assert {name: shipped[name] for name in tables} == {name: own[name] for name in tables}


def test_the_readme_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE)
    assert len(commands) >= 11
    assert [one for one in commands if f"sidang {one}" not in README] == []


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_every_link_between_pages_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_where_to_touch_names_what_is_there():
    text = (ROOT / "docs" / "where.md").read_text("utf-8")
    paths = [one for one in re.findall(r"`([\w./]+/[\w./]*)`", text) if "LANGUAGE" not in one]
    homes = (ROOT, ROOT / "sessions" / "values")
    assert len(paths) > 50
    assert [one for one in paths if not any((home / one).exists() for home in homes)] == []


def test_the_documentation_has_the_table_of_every_kind_of_mail():
    assert kinds.documented() in (ROOT / "docs" / "mail.md").read_text("utf-8")


def test_the_requirements_of_asvs_are_counted_as_they_stand():
    text = (ROOT / "docs/security.md").read_text("utf-8").partition("## OWASP ASVS")[2]
    table, _, rest = text.partition("**Not met:**")
    met = [one for line in table.splitlines() if line.startswith("| ") for one in _numbers(line.split("|")[1])]
    not_met = _numbers(rest.partition("A list of everything")[0])
    assert f"{len(met)} requirements are met, {len(not_met)} are not" in table
    assert len({*met, *not_met}) == len(met) + len(not_met), "none stands twice"


def _numbers(text: str) -> list[str]:
    """The numbers of requirements; `3.3.1–3.3.4` are four."""
    found = re.findall(r"(\d+\.\d+\.)(\d+)(?:–\1(\d+))?", text)
    return [f"{part}{number}" for part, first, last in found for number in range(int(first), int(last or first) + 1)]

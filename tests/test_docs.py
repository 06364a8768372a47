"""What the pages for readers say is there: every setting, every command, every page that is linked."""

import re
import tomllib
from pathlib import Path

import pytest

from server.__main__ import main
from server.mail import kinds

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_names_every_setting():
    tables = tomllib.loads((ROOT / "config.toml").read_text("utf-8"))
    named = {key for name in ("server", "storage", "mail", "inbox", "reminders", "rules") for key in tables[name]}
    assert {key for key in named if f"`{key}`" not in README} == set()


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


def test_the_documentation_has_the_table_of_every_kind_of_mail():
    assert kinds.documented() in (ROOT / "docs" / "mail.md").read_text("utf-8")

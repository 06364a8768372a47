"""What is compiled is kept for the next process, and never told from another source or another engine."""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from jinja2 import DictLoader, Environment

from server.text import formats
from server.text.compiled import Compiled, kept

TEXT = "{{ 1 + 1 }}"


@pytest.fixture(autouse=True)
def may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Python is where nothing forbids its cache."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


class Counting(Environment):
    """Counts what it compiles."""

    def __init__(self, folder: Path, text: str = TEXT, *made_by: ModuleType) -> None:
        super().__init__(loader=DictLoader({"page": text}), bytecode_cache=Compiled(*made_by, folder=folder))
        self.compiled = 0

    def compile(self, *arguments, **named):
        self.compiled += 1
        return super().compile(*arguments, **named)

    def shown(self) -> str:
        return self.get_template("page").render()


def test_a_template_is_compiled_once_for_all_processes(tmp_path):
    first, second = Counting(tmp_path), Counting(tmp_path)

    assert [first.shown(), second.shown()] == ["2", "2"]
    assert [first.compiled, second.compiled] == [1, 0]


@pytest.mark.parametrize(("text", "made_by"), [("{{ 1 + 2 }}", []), (TEXT, [formats])], ids=["source", "engine"])
def test_another_source_or_engine_compiles_it_anew(tmp_path, text, made_by):
    Counting(tmp_path).shown()
    other = Counting(tmp_path, text, *made_by)
    shown = other.shown()

    assert (shown, other.compiled) == ("3" if text != TEXT else "2", 1)


@pytest.mark.parametrize("length", [0, 12, 40])
def test_what_is_broken_off_is_compiled_anew(tmp_path, length):
    Counting(tmp_path).shown()
    for file in tmp_path.iterdir():
        os.truncate(file, length)

    assert Counting(tmp_path).shown() == "2"
    assert kept("en.mo", b"source", lambda: b"made", tmp_path) == b"made"


def test_where_nothing_may_be_written_it_is_kept_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    engine = Counting(tmp_path / "closed")
    engine.shown()
    engine.cache.clear()

    assert (engine.shown(), engine.compiled) == ("2", 1)
    assert not (tmp_path / "closed").exists()


def test_a_catalogue_is_compiled_once_for_all_processes(tmp_path):
    sources = (b"a source", b"a source", b"another")
    made = [kept("en.mo", source, lambda nth=nth: b"made %d" % nth, tmp_path) for nth, source in enumerate(sources)]

    assert made == [b"made 0", b"made 0", b"made 2"]

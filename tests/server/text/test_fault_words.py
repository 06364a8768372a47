"""Every fault that the code can name has its words in every language, and the words ask for nothing that is not given.

`make check` runs this: a code without words is found before anybody reads it."""

import ast
import re
from pathlib import Path

import pytest

from server.text import faults
from server.text.faults import WORDS
from server.text.languages import LANGUAGES, SOURCE, catalogue
from sessions.errors import Fault

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"{(\w+)}")


def named():
    """(where, code, the parameters given or None where they are not written out) of every fault in the code."""
    for room in ("server", "sessions"):
        for file in sorted((ROOT / room).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text())):
                if isinstance(call, ast.Call) and (found := _fault(call)) is not None:
                    yield f"{file.relative_to(ROOT)}:{call.lineno}", *found


def _fault(call: ast.Call):
    name = ast.unparse(call.func)
    place = {"Invalid.at": 1, "Fault": 1, "Wrong": 0, "Limited": 0, "Over": 0}.get(name)
    if place is None or len(call.args) <= place:
        return None
    code = call.args[place]
    if not isinstance(code, ast.Constant):  # a fault that is handed on keeps its code
        return None if isinstance(code, ast.Attribute | ast.Name | ast.Subscript) else (ast.unparse(code), None)
    if name in ("Limited", "Over"):
        return f"limit-{code.value}", {"most"} if len(call.args) > 1 else set()
    return code.value, _params(call, name)


def _params(call: ast.Call, name: str):
    if name == "Fault":
        given = call.args[2] if len(call.args) > 2 else ast.Dict([], [])
        if not isinstance(given, ast.Dict):
            return None
        return {key.value for key in given.keys if isinstance(key, ast.Constant)}
    return None if any(word.arg is None for word in call.keywords) else {word.arg for word in call.keywords}


NAMED = list(named())


def test_faults_are_found():
    assert len(NAMED) > 100


def test_every_code_has_its_words():
    assert [f"{where}: {code}" for where, code, _ in NAMED if code not in WORDS] == []


def test_the_words_ask_for_what_is_given():
    wrong = [
        f"{where}: {code} lacks {missing}"
        for where, code, given in NAMED
        if given is not None and (missing := set(PLACE.findall(WORDS.get(code, ""))) - given)
    ]
    assert wrong == []


def test_no_words_are_left_of_codes_that_are_gone():
    from server.forms.forms import _BOUNDS, _CODES  # noqa: PLC0415

    used = {code for _, code, _ in NAMED} | {code for code, _ in _CODES.values()} | _BOUNDS.keys() | {"does-not-fit"}
    assert set(WORDS) - used == set()


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != SOURCE])
def test_every_language_has_them_with_the_same_parameters(language):
    _ = catalogue(language).gettext
    untold = [code for code, text in WORDS.items() if _(text) == text]
    other = [code for code, text in WORDS.items() if set(PLACE.findall(_(text))) != set(PLACE.findall(text))]
    assert (untold, other) == ([], [])


def test_a_line_of_a_file_is_named_with_its_column():
    fault = Fault("/3/code", "stands-in-line", {"value": "33.20", "first": 2}, 3, "code")

    assert faults.told(fault, "en") == "line 3, column code: 33.20 stands in line 2 already"
    assert faults.told(fault, "id") == "Baris 3, kolom code: 33.20 sudah ada di baris 2"

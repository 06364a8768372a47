"""Every fault that the code can name has its words in every language, and the words ask for nothing that is not given.

`make check` runs this: a code without words is found before anybody reads it."""

import ast
import re
from pathlib import Path

import pytest

from server.forms import headings
from server.text import faults, field_names, refused
from server.text.faults import WORDS
from server.text.languages import LANGUAGES, SOURCE, catalogue
from sessions import errors
from sessions.errors import Fault, Refusal

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"(?<!{){(\w+)}")  # `{{number}}` is written out


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
# The refusals by the place of their code; those that give it to themselves have none.
REFUSALS = {name: 0 for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Refusal)}
REFUSALS |= {"WrongState": 1}
REFUSALS = {name: at for name, at in REFUSALS.items() if getattr(errors, name).__init__ is Refusal.__init__ or at}


def refusals():
    """(where, what is given for the code, the parameters or None where they are not written out) of every refusal."""
    for room in ("server", "sessions"):
        for file in sorted((ROOT / room).rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text())):
                at = REFUSALS.get(ast.unparse(call.func)) if isinstance(call, ast.Call) else None
                if at is not None and len(call.args) > at and file.name != "outward.py":
                    yield f"{file.relative_to(ROOT)}:{call.lineno}", call.args[at], _given(call, at)


def _given(call: ast.Call, at: int):
    own = call.args[at + 1] if len(call.args) > at + 1 else ast.Dict([], [])
    if not isinstance(own, ast.Dict) or any(word.arg is None for word in call.keywords):
        return None
    return {key.value for key in own.keys} | {word.arg for word in call.keywords} | ({"state"} if at else set())


REFUSED = list(refusals())
TOLD = {**WORDS, **refused.KINDS, **refused.CODES}


def test_faults_are_found():
    assert len(NAMED) > 100


def test_every_code_has_its_words():
    assert [f"{where}: {code}" for where, code, _ in NAMED if code not in WORDS] == []


def test_nothing_is_refused_in_prose():
    """A code that is chosen by an expression is a name of its parts: none of them is a sentence."""
    sentences = [f"{where}: {text}" for where, code, _ in REFUSED for text in _texts(code) if " " in text]
    unknown = [
        f"{where}: {code.value}"
        for where, code, _ in REFUSED
        if isinstance(code, ast.Constant) and code.value not in TOLD
    ]

    assert len(REFUSED) > 90
    assert (sentences, unknown) == ([], [])


def test_every_kind_of_refusal_has_its_words():
    def kinds(kind: type[Refusal]):
        ours = [one for one in kind.__subclasses__() if one.__module__.startswith(("server", "sessions"))]
        return {kind.name}.union(*map(kinds, ours))

    assert kinds(Refusal) - {"conflict"} == set(refused.KINDS)  # a conflict is always one of its kinds


def test_the_words_ask_for_what_is_given():
    wrong = [
        f"{where}: {code} lacks {missing}"
        for where, code, given in NAMED
        if given is not None and (missing := set(PLACE.findall(WORDS.get(code, ""))) - given)
    ]
    wrong += [
        f"{where}: {code.value} lacks {missing}"
        for where, code, given in REFUSED
        if given is not None
        and isinstance(code, ast.Constant)
        and (missing := set(PLACE.findall(TOLD.get(code.value, ""))) - given)
    ]
    assert wrong == []


def test_no_words_are_left_of_codes_that_are_gone():
    from server.forms.forms import _BOUNDS, _CODES  # noqa: PLC0415

    used = {code for _, code, _ in NAMED} | {code for code, _ in _CODES.values()} | _BOUNDS.keys() | {"does-not-fit"}
    used |= {text for _, code, _ in REFUSED for text in _texts(code)}
    used |= {
        "claims-off",
        "claims-closed",
        "outdated",
        "registry-changed",
    }  # made of a state, or given by a class itself
    assert (set(WORDS) | set(refused.CODES)) - used == set()


def _texts(code: ast.expr):
    return [one.value for one in ast.walk(code) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != SOURCE])
def test_every_language_has_them_with_the_same_parameters(language):
    _ = catalogue(language).gettext
    untold = [code for code, text in TOLD.items() if _(text) == text]
    other = [code for code, text in TOLD.items() if set(PLACE.findall(_(text))) != set(PLACE.findall(text))]
    assert (untold, other) == ([], [])


def test_a_line_of_a_file_is_named_with_its_column():
    fault = Fault("/3/code", "stands-in-line", {"value": "33.20", "first": 2}, 3, "code")

    assert faults.told(fault, "en") == "line 3, column code: 33.20 is already in line 2"
    assert faults.told(fault, "id") == "Baris 3, kolom code: 33.20 sudah ada di baris 2"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", [headings.REGENCY, headings.PANELIST, headings.ROOM])
def test_a_list_is_read_by_the_names_that_refusals_and_workbooks_give_its_columns(language, known):
    names = field_names.names(language)
    called = {field: headings.plain(names.get(field, field)) for field in known}
    assert {field: name for field, name in called.items() if name not in map(headings.plain, known[field])} == {}

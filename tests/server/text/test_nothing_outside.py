"""No text that a reader sees stands outside the catalogues: not in templates, scripts or the pages' code."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
SAME_EVERYWHERE = re.compile("Sidang|English|Bahasa Indonesia|CSV|XLSX|JSONL|WIB|enter")
ALONE = "verifier"  # what is given away to work without this program has one language of its own
TEXTS = {"_", "N_", "plural", "ngettext", "translator", "counted", "numbered", "gettext"}
ATTRIBUTE = re.compile(r'\b(?:title|aria-label|placeholder|alt)="([^"{]*)"')
MEANT = re.compile(r"[^\W\d_]{3,}")
SENTENCE = re.compile(r"^[A-Z][a-z]+(?: [a-z]+)+")


def test_templates_have_no_words_of_their_own():
    found = [f"{path.name}: {text}" for path in pages() for text in loose(path)]
    assert not found, "\n".join(found)


def test_scripts_have_no_words_of_their_own():
    found = []
    for path in sorted((ROOT / "server/web/static").glob("*.js")):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [
            f"{path.name}: {text}"
            for _, text in re.findall(r"([\"'`])((?:(?!\1)[^\\\n])*)\1", code)
            if SENTENCE.match(text)
        ]
    assert not found, "\n".join(found)


def test_pages_hand_templates_no_words_of_their_own():
    found = []
    for path in sorted((ROOT / "server/web/pages").rglob("*.py")):
        found += [f"{path.name}:{line}: {text}" for line, text in spoken(ast.parse(path.read_text(encoding="utf-8")))]
    assert not found, "\n".join(found)


def pages():
    """Every template that the server renders for a reader."""
    return [path for path in sorted((ROOT / "templates").rglob("*.html")) if ALONE not in path.parts]


def loose(path):
    """The words of a template that no gettext has taken."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\{% block (?:width|rail|html|helps) %\}.*?\{% endblock %\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style|svg|code|kbd)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(
        r"https://\S+|[&?]\w+=|(?<= )[\w-]+=\"[^\"]*\"(?![^<]*>)", "", text
    )  # addresses; attributes of macros
    attributes = ATTRIBUTE.findall(text)
    words = re.sub(r"&[a-z]+;", " ", re.sub(r"<[^>]*>", "\n", text)).split("\n")
    return [
        one.strip() for one in [*words, *attributes] if MEANT.search(SAME_EVERYWHERE.sub("", one)) and "=" not in one
    ]


def spoken(tree):
    """The sentences of a module that are neither documentation, nor of a catalogue, nor an exception's for us."""
    taken = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            taken.add(node.value)
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and called(node) in TEXTS):
            taken |= {inside for inside in ast.walk(node) if isinstance(inside, ast.Constant)}
    for node in ast.walk(tree):
        said = isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in taken
        if said and SENTENCE.match(node.value):
            yield node.lineno, node.value


def called(node):
    """What is called by name; of `translator(language)("…")` the translator."""
    function = node.func.func if isinstance(node.func, ast.Call) else node.func
    return getattr(function, "id", getattr(function, "attr", ""))

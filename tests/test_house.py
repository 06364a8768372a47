"""What the house promises of itself: rooms that can be overlooked, short functions, types that say what a thing is."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES_A_FOLDER = 24
LINES_A_FUNCTION = 45
ANY_A_THOUSAND_LINES = 6


@cache
def _trees() -> dict[Path, tuple[int, ast.Module]]:
    """Each module of the program with its number of lines."""
    files = [file for room in ("server", "sessions") for file in sorted((ROOT / room).rglob("*.py"))]
    texts = {file.relative_to(ROOT): file.read_text() for file in files}
    return {file: (text.count("\n"), ast.parse(text)) for file, text in texts.items()}


def test_no_room_has_more_modules_than_one_overlooks():
    tests = [file.relative_to(ROOT) for file in (ROOT / "tests").rglob("*.py")]
    found = Counter(file.parent for file in [*_trees(), *tests] if file.name != "__init__.py")
    assert {str(room): many for room, many in found.items() if many > MODULES_A_FOLDER} == {}
    assert found[Path("server")] <= 5


def test_no_function_is_longer_than_one_reads_at_once():
    """But for a migration, which is one script."""
    found = {
        f"{file}:{node.lineno} {node.name}": length
        for file, (_, tree) in _trees().items()
        if "migrations" not in file.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_A_FUNCTION
    }
    assert found == {}


def test_any_stands_only_where_no_type_can():
    """Every use counts, imports too."""
    uses: Counter[str] = Counter()
    for file, (_, tree) in _trees().items():
        names = (node.id if isinstance(node, ast.Name) else getattr(node, "name", "") for node in ast.walk(tree))
        uses[str(file)] += sum(name == "Any" for name in names)
    a_thousand = 1000 * uses.total() / sum(lines for lines, _ in _trees().values())
    assert a_thousand < ANY_A_THOUSAND_LINES, uses.most_common(10)

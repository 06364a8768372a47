"""What the house promises of itself: rooms that can be overlooked, short functions, types that say what a thing is."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES_A_FOLDER = 24
LINES_A_FUNCTION = 45
ANY_A_THOUSAND_LINES = 6
IMPORTS_A_MODULE = 4.5

# The rooms with a door, and what is behind each: others take what the door offers (`__all__`), siblings each other.
DOORS = {
    "sessions.values": ("sessions.values.", "sessions.errors", "sessions.clock", "sessions.ids", "sessions.compact"),
    "sessions.values.itip": ("sessions.values.itip.",),
    "sessions.values.planning": ("sessions.values.planning.",),
    "sessions.values.results": ("sessions.values.results.",),
    "sessions.store": ("sessions.store.",),
    "sessions.store.tables": ("sessions.store.tables.",),
    "sessions.actions": ("sessions.actions.",),
    "server.text": ("server.text.",),
    "server.forms": ("server.forms.forms", "server.forms.models", "server.forms.lists", "server.forms.file_names"),
    "server.web.seam": (
        "server.web.access",
        "server.web.apart",
        "server.web.handlers",
        "server.web.keys",
        "server.web.readers",
        "server.web.refusals",
        "server.web.requests",
        "server.web.typed",
        "server.web.uploads",
        "server.web.ways",
    ),
}
# Processes apart load no more than they need: who plans loads the solver, who reads a file only what refuses it.
APART = {
    "server.clockwork.planning_process": ("sessions.values.planning.engine",),
    "server.clockwork.repair_process": ("sessions.values.planning.repair",),
    **dict.fromkeys(
        (
            "server.clockwork.parsing_process",
            "server.media.",
            "server.forms.sheets",
            "server.forms.sheet_lines",
            "server.forms.recurrence",
            "server.forms.containers",
        ),
        ("sessions.errors", "sessions.compact"),
    ),
}


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


@cache
def _modules() -> dict[str, ast.Module]:
    """Each module by its name; migrations aside, which are scripts."""
    named = {".".join(file.with_suffix("").parts): tree for file, (_, tree) in _trees().items()}
    return {name.removesuffix(".__init__"): tree for name, tree in named.items() if ".migrations" not in name}


@cache
def _taken() -> list[tuple[str, str, str]]:
    """Who imports what: the importer, the module or package that it names, and the name that it takes there."""
    return [
        (importer, node.module, one.name)
        for importer, tree in _modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("server", "sessions")
        for one in node.names
    ]


def _is_in(module: str, room: str) -> bool:
    siblings = room == "server.web.seam" and module.startswith("server.web.") and module.count(".") == 2
    beneath = module in DOORS[room]  # what values are refused by and timed by
    return module == room or module.startswith(f"{room}.") or siblings or beneath


def _way_in(module: str) -> str | None:
    """The innermost door before a module."""
    found = [door for door, behind in DOORS.items() if module.startswith(behind) and module not in DOORS]
    return max(found, key=len, default=None)


def _offered(door: str) -> set[str]:
    lists = (node.value for node in _modules()[door].body if isinstance(node, ast.Assign))
    return set(next(ast.literal_eval(one) for one in lists if isinstance(one, ast.List)))


def test_others_come_into_a_room_by_its_door():
    past = []
    for importer, module, name in _taken():
        found = f"{module}.{name}" if f"{module}.{name}" in _modules() else module
        door = _way_in(found)
        apart = [files for who, files in APART.items() if importer.startswith(who) and found in files]
        at_door = module == door and name in _offered(module)
        if door and not _is_in(importer, door) and not apart and not at_door:
            past.append(f"{importer} takes {name} of {module}, past {door}")
    assert past == []


def test_a_door_offers_what_is_taken_and_no_more():
    taken = {(module, name) for importer, module, name in _taken() if module in DOORS and not _is_in(importer, module)}
    for importer, package, name in _taken():  # `from server import forms`, then `forms.body`
        if (door := f"{package}.{name}") in DOORS and not _is_in(importer, door):
            uses = (node for node in ast.walk(_modules()[importer]) if isinstance(node, ast.Attribute))
            taken |= {(door, use.attr) for use in uses if isinstance(use.value, ast.Name)}
    assert {door: sorted(name for name in _offered(door) if (door, name) not in taken) for door in DOORS} == {
        door: [] for door in DOORS
    }


def test_a_module_knows_few_others():
    """In the mean over all modules but the doors, whose lists are their rooms' tables of contents (with them 0.3 more).
    What another room's door offers, names and whole subjects alike, is one import; beside that each file is one."""
    known: dict[str, set[str]] = {name: set() for name in _modules() if name not in DOORS}
    for importer, module, name in _taken():
        whole = f"{module}.{name}"
        at_door = module in DOORS and not _is_in(importer, module) and name in _offered(module)
        if importer in known:
            known[importer].add(module if at_door or whole not in _modules() else whole)
    mean = sum(len(found - {name}) for name, found in known.items()) / len(known)
    assert mean < IMPORTS_A_MODULE, sorted(((len(found), name) for name, found in known.items()), reverse=True)[:10]

"""The pages' scripts as browsers fetch them: each module in one file with all that it imports.

A module names what it imports only when it has come itself, so that each level of imports costs another turn of the
line before a page does anything. The modules are written with less than the language allows, and anything else is an
error here: imports of names from a file beside, each on one line, and exports at the margin of what is assigned once.
"""

import re
from collections.abc import Mapping

IMPORT = re.compile(r'^import (?:\{ (\w+(?:, \w+)*) \} from )?"\./([\w-]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function|class|const) (\w+))", re.MULTILINE)
MARKS_A_MODULE = "export {};\n"  # tells the type checker that a file without imports is a module
LEFT = re.compile(r"^(?:import|export)\b(?!\().*$", re.MULTILINE)


def joined(sources: Mapping[str, str], name: str) -> str:
    """The module behind all that it imports, each once; its own exports stay. Raises KeyError for an import of a file
    that does not exist, ValueError for imports in a circle and for what is written otherwise than said above."""
    *imported, _ = _in_order(sources, name, ())
    return "".join([*(_wrapped(one, sources[one]) for one in imported), _bound(sources[name])])


def _in_order(sources: Mapping[str, str], name: str, above: tuple[str, ...]) -> list[str]:
    if name in above:
        raise ValueError(f"imports in a circle: {' > '.join([*above, name])}")
    found: dict[str, None] = {}
    for match in IMPORT.finditer(sources[name]):
        found |= dict.fromkeys(_in_order(sources, match[2], (*above, name)))
    return [*found, name]


def _wrapped(name: str, source: str) -> str:
    body = EXPORT.sub("", _bound(source).replace(MARKS_A_MODULE, ""))
    if left := LEFT.search(body):
        raise ValueError(f"{name}: {left[0]}")
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{ {', '.join(EXPORT.findall(source))} }};\n}})();\n"


def _bound(source: str) -> str:
    return IMPORT.sub(lambda match: f"const {{ {match[1]} }} = {_variable(match[2])};" if match[1] else "", source)


def _variable(name: str) -> str:
    return "$" + name.removesuffix(".js").replace("-", "_")

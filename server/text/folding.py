"""Texts of templates that are put into the language as a template is compiled, once, and not at each showing.

`_("…", name=…)` and `ngettext("…", "…", number, name=…)` are what they were; a page says some two hundred of them, and
asking the catalogue for each through the template's context cost it half of its time."""

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Environment, Template, TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from server.text.languages import plural, translator

MOST_SAID = 4096
OF_DICTIONARIES = frozenset(dir(dict))  # `x.items` is the method, whatever the keys are
PLACE = re.compile(r"%(?:\((\w+)\)s|(%))")  # the two that a text may have: `%(name)s`, and `%%` for a percent sign


class _Template(Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # What is imported without context is made once: no template of ours is given globals of its own, for which
        # jinja would look through both sides at every import.
        return super()._get_default_module()


class Spoken(Environment):
    """The environment of templates that speak one language."""

    template_class = _Template

    def __init__(self, language: str, **options: Any) -> None:
        super().__init__(**options)
        self.language = language
        self.globals["lang"] = language
        self.globals |= {"once": self.once, "drawn": self.drawn}
        self._said: dict[tuple[str, Hashable], str] = {}
        self.code_generator_class = _Speaking

    def once(self, macro: Macro, *given: Hashable) -> str:
        """What the macro says of these values, asked once: for small parts that lists repeat, which say nothing but
        their values and the language's words."""
        return self.drawn(macro, given, *given)

    def drawn(self, macro: Macro, key: Hashable, *given: Any) -> str:
        """The same of values that are nobody's key themselves: `key` tells all of them that the macro says. For the
        rows of lists, of which hardly any is another than a minute ago."""
        known = (macro.name, key)
        found = self._said.get(known)
        if found is None:
            if len(self._said) >= MOST_SAID:
                self._said.clear()
            found = self._said[known] = macro(*given)
        return found

    def getattr(self, obj: object, attribute: str) -> Any:
        """What `obj.attribute` is in a template: as everywhere, but that a dictionary is not asked first for an
        attribute that it cannot have; most of what pages show is dictionaries."""
        if type(obj) is dict and attribute in obj and attribute not in OF_DICTIONARIES:
            return obj[attribute]
        return super().getattr(obj, attribute)


class _Speaking(CodeGenerator):
    environment: Spoken

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Compiles the template with its texts in the environment's language."""
        super().visit_Template(_Folding(self.environment.language).visit(node), frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Gathers what a page or a block of it says and gives it in one piece: each of a list's thousand pieces would
        else be handed up through every block around it."""
        if frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None


class _Folding(NodeTransformer):
    def __init__(self, language: str) -> None:
        self._language = language

    def visit_Call(self, node: nodes.Call, *_args: object, **_kwargs: object) -> nodes.Node:
        """A call of `_` or `ngettext` with its texts becomes those texts, joined with what stands in them."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        values = {one.key: one.value for one in node.kwargs}
        match node.node.name, node.args:
            case "_", [nodes.Const(value=str(text))]:
                return _filled(translator(self._language)(text), values)
            case "ngettext", [nodes.Const(value=str(one)), nodes.Const(value=str(many)), number]:
                forms = [plural(self._language, one, many, count) for count in (1, 2)]
                told = nodes.Filter(number, "number", [nodes.Const(2)], [], None, None)  # 2.939 letters, 1,5 minutes
                single, several = (_filled(text, {"num": told} | values) for text in forms)
                is_one = nodes.Compare(number, [nodes.Operand("eq", nodes.Const(1))])
                return nodes.CondExpr(is_one, single, several)
        return node

    def visit_Output(self, node: nodes.Output, *_args: object, **_kwargs: object) -> nodes.Node:
        """What is joined only to be put out is put out piece by piece: what never changes is then written as it is."""
        self.generic_visit(node)
        node.nodes = [part for one in node.nodes for part in (one.nodes if isinstance(one, nodes.Concat) else [one])]
        return node


def _filled(text: str, values: dict[str, nodes.Expr]) -> nodes.Expr:
    parts = list(_parts(text, values))
    return parts[0] if len(parts) == 1 and isinstance(parts[0], nodes.Const) else nodes.Concat(parts)


def _told(value: nodes.Expr) -> nodes.Expr:
    """A value in a sentence: a whole number that is not written for people already is, as they write it."""
    return value if isinstance(value, nodes.Filter | nodes.Const) else nodes.Filter(value, "count", [], [], None, None)


def _parts(text: str, values: dict[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    at = 0
    for place in PLACE.finditer(text):
        before = text[at : place.start()] + (place[2] or "")
        if before:
            yield nodes.Const(Markup(before))
        if place[1]:
            yield _told(values[place[1]])
        at = place.end()
    if text[at:] or not at:
        yield nodes.Const(Markup(text[at:]))

"""The engine of every page's template. `python -m server.web.look.templates` compiles them all, and those of mails."""

import sys
from collections.abc import Callable
from functools import cache

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from server.mail import compose
from server.text import formats
from server.text.compiled import Compiled
from server.text.languages import LANGUAGES, TEMPLATES, translator
from server.web.look.icons import icon

TEMPLATE_ENGINE = web.AppKey("template_engine", Environment)


def engine(static: Callable[[str], str] = "/static/{}".format) -> Environment:
    """The templates with their filters and texts; `static` gives the address of a file of the look."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(),
    )
    formats.install(environment)
    environment.globals |= {"static": static, "icon": icon}
    return environment


@cache
def _compiled() -> Compiled:
    return Compiled(formats, sys.modules[__name__])


def warm(app: web.Application, is_over: Callable[[], bool]) -> None:
    """Reads what the first pages and refusals need, in a thread: whoever asks first holds nobody up for it. Ends early
    where the server does."""
    for spoken in LANGUAGES:
        translator(spoken)
    for name in app[TEMPLATE_ENGINE].list_templates(filter_func=_is_of_pages):
        if is_over():
            return
        app[TEMPLATE_ENGINE].get_template(name)


def _is_of_pages(name: str) -> bool:
    return name.startswith(("parts/", "pages/"))


def compile_all() -> None:
    """Compiles what is not compiled yet, for every later start: the catalogues, too."""
    for spoken in LANGUAGES:
        translator(spoken)
    for environment, asked in ((engine(), _is_of_pages), (compose.engine(), None)):
        for name in environment.list_templates(filter_func=asked):
            environment.get_template(name)


if __name__ == "__main__":
    compile_all()

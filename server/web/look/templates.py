"""The engines of every page's template, one a language. Run as a program it compiles them all, and those of mails."""

import sys
from collections.abc import Callable, Mapping
from functools import cache

from aiohttp import web
from jinja2 import FileSystemLoader

from server.mail import compose
from server.text import folding, formats
from server.text.compiled import FOLDER, Compiled
from server.text.folding import Spoken
from server.text.languages import LANGUAGES, TEMPLATES, catalogue_of, translator
from server.web.look.icons import icon

ENGINES: web.AppKey[Mapping[str, Spoken]] = web.AppKey("engines")  # by the language that their pages speak


def engines(static: Callable[[str], str] = "/static/{}".format) -> dict[str, Spoken]:
    """The templates with their filters and texts in each language; `static` gives the address of a file of the
    look."""
    return {spoken: _engine(spoken, static) for spoken in LANGUAGES}


def _engine(spoken: str, static: Callable[[str], str]) -> Spoken:
    environment = Spoken(
        spoken,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(spoken),
    )
    formats.install(environment)
    environment.globals |= {"static": static, "icon": icon}
    return environment


@cache
def _compiled(spoken: str) -> Compiled:
    catalogue = catalogue_of(spoken)
    says = catalogue.read_text("utf-8") if catalogue.exists() else ""
    return Compiled(formats, folding, sys.modules[__name__], says=says, folder=FOLDER / spoken)


def warm(app: web.Application, is_over: Callable[[], bool]) -> None:
    """Reads what the first pages and refusals need, in a thread: whoever asks first holds nobody up for it. Ends early
    where the server does."""
    for spoken, environment in app[ENGINES].items():
        translator(spoken)
        for name in environment.list_templates(filter_func=_is_of_pages):
            if is_over():
                return
            environment.get_template(name)


def _is_of_pages(name: str) -> bool:
    return name.startswith(("parts/", "pages/"))


def compile_all() -> None:
    """Compiles what is not compiled yet, for every later start: the catalogues, too."""
    for spoken in LANGUAGES:
        translator(spoken)
    pages = [(environment, _is_of_pages) for environment in engines().values()]
    for environment, asked in (*pages, (compose.engine(), None)):
        for name in environment.list_templates(filter_func=asked):
            environment.get_template(name)


if __name__ == "__main__":
    compile_all()

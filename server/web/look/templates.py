"""The engines of every page's template, one a language. Run as a program it compiles them all, and those of mails."""

import sys
from collections.abc import Callable, Mapping
from functools import cache

from aiohttp import web
from jinja2 import FileSystemLoader

from server.mail import compose
from server.text import (
    FOLDER,
    LANGUAGES,
    TEMPLATES,
    Compiled,
    Spoken,
    catalogue_of,
    compiled_catalogue,
    folding,
    formats,
    languages,
)
from server.web.look.icons import icon
from sessions.values import RUNNING, UNFINISHED

ENGINES: web.AppKey[Mapping[str, Spoken]] = web.AppKey("engines")  # by the language that their pages speak


def engines(
    static: Callable[[str], str] = "/static/{}".format, reaches_nobody: Callable[[], bool] | None = None
) -> dict[str, Spoken]:
    """The templates with their filters and texts in each language; `static` gives the address of a file of the look,
    `reaches_nobody` says whether mails are only written to files."""
    return {spoken: _engine(spoken, static, reaches_nobody) for spoken in LANGUAGES}


def _engine(spoken: str, static: Callable[[str], str], reaches_nobody: Callable[[], bool] | None) -> Spoken:
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
    environment.globals |= {"static": static, "icon": icon, "RUNNING": RUNNING, "UNFINISHED": UNFINISHED}
    environment.globals["mails_nobody"] = reaches_nobody or (lambda: False)
    return environment


@cache
def _compiled(spoken: str) -> Compiled:
    catalogue = catalogue_of(spoken)
    says = catalogue.read_text("utf-8") if catalogue.exists() else ""
    return Compiled(formats, folding, languages, sys.modules[__name__], says=says, folder=FOLDER / spoken)


def warm(app: web.Application, is_over: Callable[[], bool]) -> None:
    """Compiles what pages need and is not compiled yet, in a thread: whoever asks first holds nobody up for it. Ends
    early where the server does.

    Nothing is loaded for it: all pages of a language take four megabytes, and what is compiled is read within
    milliseconds by the first who asks for it."""
    for spoken, environment in app[ENGINES].items():
        compiled_catalogue(spoken)
        for name in environment.list_templates(filter_func=_is_of_pages):
            if is_over():
                return
            if not _is_compiled(environment, name):
                environment.get_template(name)


def _is_compiled(environment: Spoken, name: str) -> bool:
    assert environment.loader is not None
    source, path, _ = environment.loader.get_source(environment, name)
    return _compiled(environment.language).get_bucket(environment, name, path, source).code is not None


def _is_of_pages(name: str) -> bool:
    return name.startswith(("parts/", "pages/"))


def compile_all() -> None:
    """Compiles what is not compiled yet, for every later start: the catalogues, too."""
    for spoken in LANGUAGES:
        compiled_catalogue(spoken)
    pages = [(environment, _is_of_pages) for environment in engines().values()]
    for environment, asked in (*pages, (compose.engine(), None)):
        for name in environment.list_templates(filter_func=asked):
            environment.get_template(name)


if __name__ == "__main__":
    compile_all()

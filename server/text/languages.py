"""The languages that Sidang speaks and their catalogues. How times and numbers are written is texts.py's.

The source language of every text, in code and templates, is Indonesian; other languages come from
`locale/LANG/LC_MESSAGES/messages.po`, compiled when first asked for. `python -m server.text.languages`
brings the catalogues up to date with the code and prints what is not translated yet.
"""

import gettext
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from server.text import compiled
from sessions.lazily import lazily

if TYPE_CHECKING:
    from babel.messages import catalog, extract, mofile, pofile
else:
    catalog, extract = lazily("babel.messages.catalog"), lazily("babel.messages.extract")
    mofile, pofile = lazily("babel.messages.mofile"), lazily("babel.messages.pofile")

Translate = Callable[[str], str]

SOURCE = "id"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
PLACES = {"id": "id", "en": "en_GB"}  # whose dates and numbers a language takes
HERE = Path(__file__).parent.parent  # server/: its code is where the texts stand
TEMPLATES = HERE.parent / "templates"
UNBROKEN = "\N{NO-BREAK SPACE}"
# A space behind a digit, `%(name)s`, `%d` or `{name}`, before a unit; the percent sign is doubled in what is filled in.
UNIT = re.compile(r"(?:(?<=[\d}])|(?<=\)s)|(?<=%d)) (?=(?:%%?|[kMG]B|px)(?![\w(%]))")
HEADER = """\
# Written by hand; `make catalogues` adds what is new and drops what is gone.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)} | dict.fromkeys(
    ("plural", "numbered", "counted"), (2, 3)
)


def known(language: str | None) -> str:
    """The language if Sidang speaks it, else Indonesian."""
    return language if language in LANGUAGES else SOURCE


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into the language; into Indonesian every text is its own. A number and its unit stand on one
    line in each."""
    found = compiled_catalogue(language)
    return _Said(gettext.GNUTranslations(BytesIO(found)) if found else gettext.NullTranslations())


class _Said(gettext.NullTranslations):
    """A catalogue whose texts are bound to be read."""

    def __init__(self, written: gettext.NullTranslations) -> None:
        super().__init__()
        self._written = written

    def gettext(self, message: str) -> str:
        """The text, bound."""
        return bound(self._written.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The text for so many, bound."""
        return bound(self._written.ngettext(msgid1, msgid2, n))


@cache  # of as many texts as there are
def bound(text: str) -> str:
    """The text with a space that does not break between each number, or what stands for one, and its unit."""
    return UNIT.sub(UNBROKEN, text)


def compiled_catalogue(language: str) -> bytes:
    """What gettext reads of that language, compiled once for all processes; nothing where every text is its own."""
    path = catalogue_of(language)
    if not path.exists():
        return b""
    return compiled.kept(f"{language}.mo", path.read_bytes(), lambda: _compiled(language))


def _compiled(language: str) -> bytes:
    written = BytesIO()
    mofile.write_mo(written, _read(language))
    return written.getvalue()


def translator(language: str) -> Translate:
    """gettext for the language; call it `_`, so that its texts are found by the extraction."""
    return catalogue(known(language)).gettext


def plural(language: str, one: str, many: str, number: float) -> str:
    """ngettext for the language."""
    return catalogue(known(language)).ngettext(one, many, 1 if number == 1 else 2)


def N_(text: str) -> str:
    """The text itself, marked for translation at another place."""
    return text


def named(names: object, language: str) -> str:
    """What has names in several languages (a criterion, a band) in this one, else in Indonesian, else in any."""
    if not isinstance(names, Mapping):
        return "" if names is None else str(names)
    return str(names.get(language) or names.get(SOURCE) or next(iter(names.values()), ""))


# - the catalogues -


def extracted() -> "catalog.Catalog":
    """Every text of the code and the templates."""
    found = catalog.Catalog(locale=SOURCE, charset="utf-8")
    for root, method in ((HERE, ("**.py", "python")), (TEMPLATES, ("**.*", "jinja2"))):
        for file, line, text, _comments, _context in extract.extract_from_dir(root, [method], keywords=KEYWORDS):
            found.add(text, locations=[(f"{root.name}/{file}", line)])
    return found


def untranslated(language: str) -> list[str]:
    """The texts that have no translation into the language yet."""
    translations = _read(language)
    return [_text(message) for message in extracted() if message.id and not _done(translations.get(message.id))]


def update(language: str) -> None:
    """Brings the language's catalogue up to date: what is new is added, what is gone is dropped."""
    translations = _read(language)
    translations.update(extracted(), no_fuzzy_matching=True)
    catalogue_of(language).parent.mkdir(parents=True, exist_ok=True)
    with catalogue_of(language).open("wb") as file:
        file.write(HEADER.encode())
        pofile.write_po(file, translations, omit_header=True, ignore_obsolete=True, no_location=True, sort_output=True)


def catalogue_of(language: str) -> Path:
    """Where a language's catalogue lies."""
    return HERE / "locale" / language / "LC_MESSAGES" / "messages.po"


def _read(language: str) -> "catalog.Catalog":
    if not catalogue_of(language).exists():
        return catalog.Catalog(locale=PLACES[language], project="Sidang", charset="utf-8")
    with catalogue_of(language).open("rb") as file:
        return pofile.read_po(file, locale=PLACES[language])


def _done(message: "catalog.Message | None") -> bool:
    if message is None:
        return False
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts)


def _text(message: "catalog.Message") -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


if __name__ == "__main__":
    for one in LANGUAGES.keys() - {SOURCE}:
        update(one)
        sys.stdout.writelines(f"{one}: {text}\n" for text in untranslated(one))

"""A document as PDF, set by typst from a template of ours and JSON: what people wrote is never markup.

It is always PDF/A-2a (ISO 19005-2: for archives, and tagged for those who listen). Typst's own fonts come first, so
that the same document gives the same bytes on every machine. Of an emoji that they lack stands the name in the
document's language, as `[wajah gembira]`. A script that they lack (Javanese, Thai, Chinese) is set in the machine's
fonts (Debian: fonts-noto-core, fonts-noto-cjk); where those lack it too, its characters stand by their numbers, as
`[U+A98F U+A9B4]`: the record has them as they were typed.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from server.text import SOURCE, TEMPLATES
from sessions.lazily import lazily

if TYPE_CHECKING:
    import emoji
    import typst
else:
    emoji = lazily("emoji")
    typst = lazily("typst")


HEAD = TEMPLATES / "documents/letterhead.typ"
ARCHIVE: Literal["a-2a"] = "a-2a"
# Controls, surrogates, private use and noncharacters: nothing that can be set, and PDF/A forbids some of them. And what
# turns the direction of writing: a note is not to change how the text around it reads.
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)
PICTOGRAPH = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)
JOINING = re.compile("[\u200d\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
FOREIGN = (
    re.compile("[^\x00-\u024f\u0300-\u052f\u1e00-\u1fff\u2000-\u206f\u20a0-\u20bf\u2100-\u218f\u2200-\u22ff]+"),
    re.compile("[^\x00-\u017f]+"),
)
"""What typst's own fonts have hardly anything of; and what they need not have."""
UNSET = re.compile("could not be displayed|PDF/A|not mapped")
_compiling = Lock()


def pdf(template: Path, document: Mapping[str, object]) -> bytes:
    """The document in that template; the same document gives the same bytes."""
    typed, language = printable(document), str(document.get("lang", SOURCE))
    with _compiling:
        for said, own_fonts in _ways(typed, language):
            made = _attempt(template, {"data": json.dumps(said, ensure_ascii=False)}, own_fonts=own_fonts)
            if made is not None:
                return made
        return _set(template, {"data": json.dumps(replaced(typed, FOREIGN[-1], _numbers))}, own_fonts=True)


def _ways(typed: object, language: str) -> Iterator[tuple[object, bool]]:
    """How it may be set, the best first: what it says then, and whether in our own fonts alone."""
    yield typed, True
    spelled = spelled_out(typed, language)
    if spelled != typed:
        yield spelled, True
    yield spelled, False
    yield replaced(spelled, FOREIGN[0], _numbers), True


def _attempt(template: Path, inputs: dict[str, str], *, own_fonts: bool) -> bytes | None:
    """For the archive; None where the fonts lack what was written."""
    try:
        return _set(template, inputs, own_fonts=own_fonts)
    except typst.TypstError as error:
        if not UNSET.search(str(error)):
            raise
        return None


def printable(document: Any) -> Any:
    """The same with what cannot be set taken out of every text, a space for each tab: a tab has no width there."""
    if isinstance(document, str):
        return UNFIT.sub("", document).replace("\t", " ")
    if isinstance(document, Mapping):
        return {key: printable(value) for key, value in document.items()}
    return [printable(one) for one in document] if isinstance(document, list | tuple) else document


def spelled_out(document: object, language: str) -> object:
    """The same with the name of every pictograph in its place: an emoji's as Unicode's CLDR calls it in the language,
    another's in English; what only joins or colours them is left out."""
    if not PICTOGRAPH.search(json.dumps(document, ensure_ascii=False)):
        return document
    emoji.config.load_language(language)

    def called(chars: str, names: dict[str, str]) -> str:
        name = names.get(language) or names["en"]
        return f"[{name.strip(':').replace('_', ' ')}]" if PICTOGRAPH.search(chars) else chars

    named = in_texts(document, lambda text: emoji.replace_emoji(text, called))
    return replaced(replaced(named, PICTOGRAPH, _name), JOINING, lambda _: "")


def replaced(document: object, what: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> object:
    """The same with every match in any of its texts replaced."""
    return in_texts(document, lambda text: what.sub(by, text))


def in_texts(document: object, change: Callable[[str], str]) -> object:
    """The same with every text in it changed; what is drawn (SVG) has texts, too."""
    if isinstance(document, str):
        return change(document)
    if isinstance(document, Mapping):
        return {key: in_texts(value, change) for key, value in document.items()}
    return [in_texts(one, change) for one in document] if isinstance(document, list | tuple) else document


def _numbers(found: re.Match[str]) -> str:
    return "[" + " ".join(f"U+{ord(letter):04X}" for letter in found[0]) + "]"


def _name(found: re.Match[str]) -> str:
    name = unicodedata.name(found[0], "").lower()
    return f"[{name}]" if name else "[?]"


def _set(template: Path, inputs: dict[str, str], *, own_fonts: bool) -> bytes:
    printed = _compiler(own_fonts).compile(
        input=HEAD.read_bytes() + template.read_bytes(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=ARCHIVE,
        timestamp=0,
    )
    assert isinstance(printed, bytes)
    return printed


@cache
def _compiler(own_fonts: bool) -> "typst.Compiler":
    return typst.Compiler(ignore_system_fonts=own_fonts)

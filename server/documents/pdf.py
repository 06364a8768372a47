"""A document as PDF, set by typst from a template of ours and JSON: what people wrote is never markup.

It is PDF/A-2a (ISO 19005-2: for archives, and tagged for those who listen) in typst's own fonts alone, so that the
same document gives the same bytes on every machine. Of an emoji that those fonts lack stands the name, as `[grinning
face]`. A script that they lack (Javanese) is set in the machine's fonts instead, as plain PDF: better a document than
none.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from server.text.languages import TEMPLATES
from sessions.lazily import lazily

if TYPE_CHECKING:
    import typst
else:
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
_compiling = Lock()


def pdf(template: Path, document: Mapping[str, Any]) -> bytes:
    """The document in that template; the same document gives the same bytes."""
    inputs = {"data": json.dumps(printable(document), ensure_ascii=False)}
    spelled = {"data": json.dumps(spelled_out(printable(document)), ensure_ascii=False)}
    with _compiling:
        return (
            _attempt(template, inputs)
            or (_attempt(template, spelled) if spelled != inputs else None)
            or _set(template, inputs, own_fonts=False)
        )


def _attempt(template: Path, inputs: dict[str, str]) -> bytes | None:
    """For the archive, in our own fonts; None where they lack what was written."""
    try:
        return _set(template, inputs, own_fonts=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return None


def printable(document: Any) -> Any:
    """The same with what cannot be set taken out of every text."""
    if isinstance(document, str):
        return UNFIT.sub("", document)
    if isinstance(document, Mapping):
        return {key: printable(value) for key, value in document.items()}
    return [printable(one) for one in document] if isinstance(document, list | tuple) else document


def spelled_out(document: Any) -> Any:
    """The same with the name of every pictograph in its place; what only joins or colours them is left out."""
    if isinstance(document, str):
        return JOINING.sub("", PICTOGRAPH.sub(_name, document))
    if isinstance(document, Mapping):
        return {key: spelled_out(value) for key, value in document.items()}
    return [spelled_out(one) for one in document] if isinstance(document, list) else document


def _name(found: re.Match[str]) -> str:
    name = unicodedata.name(found[0], "").lower()
    return f"[{name}]" if name else "[?]"


def _set(template: Path, inputs: dict[str, str], *, own_fonts: bool) -> bytes:
    printed = _compiler(own_fonts).compile(
        input=HEAD.read_bytes() + template.read_bytes(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=ARCHIVE if own_fonts else None,
        timestamp=0,
    )
    assert isinstance(printed, bytes)
    return printed


@cache
def _compiler(own_fonts: bool) -> "typst.Compiler":
    return typst.Compiler(ignore_system_fonts=own_fonts)

"""The head of an office's documents: name, address and logo, as they stood when the minutes were first signed; and
which pictures can be a logo."""

import base64
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from server.text import translator
from sessions.lazily import lazily
from sessions.values import Json, Limited, Sealed, UnsupportedFile

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = lazily("PIL.Image")

MOST_BYTES = 512 * 1024
MOST_PIXELS = 2_000
"""Along either side."""
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")


def head(closing: Sealed, uploads: Path, *, name: str = "") -> dict[str, Json]:
    """Name (`name` where none was sealed), address and logo; the logo as numbers, as documents take it in."""
    sealed = closing.get("letterhead") or {}
    return {
        "name": sealed.get("name") or name,
        "address": sealed.get("address", ""),
        "logo": list(logo(sealed.get("logo", ""), uploads)),
    }


def basis(closing: Sealed) -> list[str]:
    """The rules that the office acts by (Dasar), one a line."""
    return _lines((closing.get("letterhead") or {}).get("basis"))


def copies(closing: Sealed) -> list[str]:
    """Who else gets the covering letter (Tembusan), one a line."""
    return _lines((closing.get("letterhead") or {}).get("copies"))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def addressed(regency: str, language: str) -> str:
    """To whom a letter to a regency goes: who heads a kabupaten is its Bupati, who heads a kota its Wali Kota (UU
    23/2014, article 59); what is neither has a head."""
    _ = translator(language)
    kind, _between, place = regency.partition(" ")
    if not place or kind not in ("Kabupaten", "Kota"):
        return _("Yth. Kepala Daerah")
    head = _("Yth. Bupati %(place)s") if kind == "Kabupaten" else _("Yth. Wali Kota %(place)s")
    return head % {"place": place}


def logo(sha256: str, uploads: Path) -> bytes:
    """The picture of that hash; nothing where none lies there, or what lies there is another or cannot be a logo."""
    path = uploads / sha256
    try:
        if not sha256 or path.stat().st_size > MOST_BYTES:
            return b""
        found = path.read_bytes()
        _kind(found)
    except (OSError, UnsupportedFile, Limited):
        return b""
    return found if hashlib.sha256(found).hexdigest() == sha256 else b""


def as_address(picture: bytes) -> str:
    """The picture as an address that a page shows; "" for none."""
    return f"data:{_kind(picture)};base64,{base64.b64encode(picture).decode()}" if picture else ""


def check(path: str) -> None:
    """Reads a whole picture that was sent: runs apart. Raises UnsupportedFile for anything but a PNG or JPEG in grey or
    RGB, or Limited."""
    picture = Path(path).read_bytes()
    _kind(picture)
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise UnsupportedFile("broken-picture") from error


def _kind(picture: bytes) -> str:
    """Its media type, by its head alone."""
    try:
        with Image.open(io.BytesIO(picture), formats=list(KINDS)) as opened:
            size, mode, kind = opened.size, opened.mode, KINDS[opened.format or ""]
    except Image.DecompressionBombError as error:
        raise Limited("pixels", MOST_PIXELS, "/file") from error
    except (OSError, SyntaxError, ValueError, KeyError) as error:
        raise UnsupportedFile("no-logo") from error
    if max(size) > MOST_PIXELS:
        raise Limited("pixels", MOST_PIXELS, "/file")
    if mode not in MODES:
        raise UnsupportedFile("logo-in-other-colours", {"mode": mode})
    return kind

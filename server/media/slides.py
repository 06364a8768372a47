"""A deck shown page by page: how many pages a PDF has, and each as a picture, made once. Runs apart from the loop."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.errors import Limited, NotFound, UnsupportedFile
from sessions.lazily import lazily

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL import Image
else:
    pdfium, Image = lazily("pypdfium2"), lazily("PIL.Image")

MOST_PAGES = 500
MOST_BYTES = 200 * 1024**2
WIDE, HIGH = 1600, 1200  # pixels; a page fills one of them
POINTS = 20_000  # a page that is larger, or has no size, is no slide
QUALITY = 80
PDF = "application/pdf"
COUNT = "pages"  # the file that holds the number


def folder_of(data: Path, sha256: str) -> Path:
    """Where the pictures of a file's pages lie: by its content, so that the same deck is drawn once."""
    return data / "slides" / sha256


def known(folder: Path) -> int | None:
    """How many pages the deck of that folder has, where it was counted before."""
    try:
        return int((folder / COUNT).read_text("ascii"))
    except (OSError, ValueError):
        return None


def count(path: str, folder: str) -> int:
    """Counts the pages of the PDF that lies there, and keeps the number. Raises UnsupportedFile or Limited."""
    with _opened(path) as document:
        pages = len(document)
    if pages > MOST_PAGES:
        raise Limited("pages", MOST_PAGES)
    _keep(Path(folder) / COUNT, str(pages).encode("ascii"))
    return pages


def render(path: str, folder: str, number: int) -> None:
    """Writes one page, counted from 1, as `NUMBER.webp`. Raises NotFound, UnsupportedFile or Limited."""
    with _opened(path) as document:
        if not 1 <= number <= min(len(document), MOST_PAGES):
            raise NotFound
        page = document[number - 1]
        width, height = page.get_size()
        if not (0 < width <= POINTS and 0 < height <= POINTS):
            raise Limited("page-size", POINTS)
        image = page.render(scale=min(WIDE / width, HIGH / height)).to_pil()
    target = Path(folder) / f"{number}.webp"
    target.parent.mkdir(parents=True, exist_ok=True)
    own = target.with_name(f".{number}.{os.getpid()}")
    _written(image, own)
    own.replace(target)


def _written(image: "Image.Image", path: Path) -> None:
    image.convert("RGB").save(path, "WEBP", quality=QUALITY, method=2)


def _opened(path: str) -> "pdfium.PdfDocument":
    if Path(path).stat().st_size > MOST_BYTES:
        raise Limited("bytes", MOST_BYTES)
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        raise UnsupportedFile("broken-pdf") from None


def _keep(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f".{path.name}.{os.getpid()}")
    own.write_bytes(raw)
    own.replace(path)

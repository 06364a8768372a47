"""Office files are ZIPs: how many parts they may have, and to how much those may unfold, before anything reads them."""

import struct
import zipfile

from sessions.errors import Limited

OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_PARTS = 5_000


def office_kind(path: str) -> str | None:
    """The media type of the office file that this ZIP is; None for any other. Raises Limited."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, struct.error):
        return None
    if len(names) > MOST_PARTS:
        raise Limited("members", MOST_PARTS)
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), None)

"""The check of an export without Sidang: one page that needs no network, and one file of Python."""

from pathlib import Path

from server.text import TEMPLATES

SOURCE = TEMPLATES / "verifier"
PLACE = "/*CODE*/"


def files() -> dict[str, bytes]:
    """Both by their names."""
    code = (SOURCE / "verify.js").read_text("utf-8").replace("export ", "")
    page = (SOURCE / "verify.html").read_text("utf-8").replace(PLACE, code)
    return {"verify.html": page.encode(), "sidang_verify.py": (SOURCE / "sidang_verify.py").read_bytes()}


def write(folder: Path) -> list[Path]:
    """Writes both into the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files().items():
        (folder / name).write_bytes(content)
        written.append(folder / name)
    return written

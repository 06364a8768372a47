"""The check of an export without Sidang: one page that needs no network, and one file of Python."""

from pathlib import Path

from server.text.languages import TEMPLATES

SOURCE = TEMPLATES / "verifier"
PLACE = "/*CODE*/"


def write(folder: Path) -> list[Path]:
    """Writes both into the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    code = (SOURCE / "verify.js").read_text("utf-8").replace("export ", "")
    page, program = folder / "verify.html", folder / "sidang_verify.py"
    page.write_text((SOURCE / "verify.html").read_text("utf-8").replace(PLACE, code), "utf-8")
    program.write_bytes((SOURCE / "sidang_verify.py").read_bytes())
    return [page, program]

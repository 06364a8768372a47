"""The files of `static/` as browsers fetch them: under the hash of all their content, so that they are kept for good.

`/static/HASH/sheet.js` may be kept for ever, for a change anywhere gives all of them another HASH. The layers of the
look are one stylesheet, `look.css`, and each script comes with all that it imports.
Each file is compressed when it is first asked for, once, off the loop. The sheet's service worker alone has one address
for good, `/worker.js`, and names the hash in its first line: a change of any file is a change of it.
"""

import asyncio
import gzip
import hashlib
import json
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from aiohttp import web

from server.documents import verifier
from server.web.look import compressed, modules

FOLDER = Path(__file__).parent.parent / "static"
LAYERS = ("tokens", "base", "shells", "components", "figures", "sheet", "room", "stage", "document", "print")
FOREVER = "public, max-age=31536000, immutable"
HASH_LETTERS = 12
OF_A_SHEET = ("sheet.js", "calibrate.js", "shell.js", "look.css", "sidang.svg")
IMPORTED_LATER = re.compile(r"""import\("\./([\w-]+\.js)\"""")


@dataclass(frozen=True)
class Statics:
    """Every file by its name, and what they are called."""

    files: Mapping[str, bytes]
    hash: str
    compressed: dict[tuple[str, str], bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Statics":
        """The files as they stand in the folder, the look's layers joined, and each script with what it imports."""
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
        scripts = {name: content.decode() for name, content in files.items() if name.endswith(".js")}
        files |= {name: modules.joined(scripts, name).encode() for name in scripts}
        files["look.css"] = b"\n".join((folder / "look" / f"{layer}.css").read_bytes() for layer in LAYERS)
        files["verify.js"] = (verifier.SOURCE / "verify.js").read_bytes()  # the one that is given away
        digest = hashlib.sha256()
        for name, content in sorted(files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        return cls(files, digest.hexdigest()[:HASH_LETTERS])

    def address(self, name: str) -> str:
        """Where a page finds the file. Raises KeyError for one that does not exist."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.hash}/{name}"

    def shell(self, names: Iterable[str] = OF_A_SHEET) -> list[str]:
        """The addresses of files and of all that they import when it is needed, each once."""
        found: dict[str, None] = {}
        due = list(names)
        while due:
            name = due.pop()
            if name not in found:
                found[name] = None
                due += IMPORTED_LATER.findall(self.files[name].decode())
        return sorted(self.address(name) for name in found)

    def worker(self) -> bytes:
        """The service worker of this version."""
        head = f"self.VERSION = {json.dumps(self.hash)};\nself.SHELL = {json.dumps(self.shell())};\n"
        return head.encode() + self.files["worker.js"]

    async def body(self, name: str, encoding: str) -> bytes:
        """The file's bytes in that content coding: `br`, `gzip` or `identity`."""
        if encoding == compressed.IDENTITY:
            return self.files[name]
        if (name, encoding) not in self.compressed:
            pack = brotli.compress if encoding == "br" else gzip.compress
            self.compressed[name, encoding] = await asyncio.to_thread(pack, self.files[name])
        return self.compressed[name, encoding]


STATICS: web.AppKey[Statics] = web.AppKey("statics", Statics)


async def serve(request: web.Request) -> web.Response:
    """One file. Under a hash that is not today's it is what it is today, and kept by nobody."""
    statics = request.app[STATICS]
    name = request.match_info["name"]
    if name not in statics.files:
        raise web.HTTPNotFound
    packed = name.endswith(".webp")  # compressed as it is
    accepted = "" if packed else request.headers.get("Accept-Encoding", "")
    encoding = compressed.coding(accepted, len(statics.files[name]))
    kind = "image/webp" if name.endswith(".webp") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = web.Response(
        body=await statics.body(name, encoding),
        content_type=kind,
        charset="utf-8" if kind.startswith("text/") else None,
        headers={
            "Cache-Control": FOREVER if request.match_info.get("hash") == statics.hash else "no-cache",
            "Vary": "Accept-Encoding",
        },
    )
    if encoding != compressed.IDENTITY:
        response.headers["Content-Encoding"] = encoding
    response.etag = f"{statics.hash}-{encoding}"
    return response


async def serve_worker(request: web.Request) -> web.Response:
    """The sheet's service worker, asked for anew each time."""
    headers = {"Cache-Control": "no-cache"}
    return web.Response(
        body=request.app[STATICS].worker(), content_type="text/javascript", charset="utf-8", headers=headers
    )


def add_to(app: web.Application) -> None:
    """Serves the files of `static/`, which the application holds already."""
    app.router.add_get("/worker.js", serve_worker)
    app.router.add_get("/static/{hash:[0-9a-f]{12}}/{name}", serve)
    app.router.add_get("/static/{name}", serve)

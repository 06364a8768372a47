"""Walks every page of the demo as its people and keeps a picture of each, in both widths and themes: `make looks`.

It judges each of them as tests/story/test_every_page.py does, prints each with what it finds wrong there, and ends with
1 if there is anything. The pictures stand in build/looks (or the folder that is named), one folder a language; beside
them `weights.md` says what each page weighs.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from judges.weight import Weight, table  # noqa: E402
from real_browsers import real_browsers  # noqa: E402 (the tests' own folder first)
from walks import THEMES, WIDTHS, Walk  # noqa: E402

PROGRAM = (sys.executable, "-m", "server", "demo", "--port", "0")
LAST = "Kontak Kota Denpasar"  # the last line of `demo`: the regency's contact of a session that runs
PEOPLE = ("Sekretariat", "Dr. Ratna Kusumawati", "Panelis 3", "Kabupaten Jepara", LAST)
NAMES = {"id": "Bahasa Indonesia", "en": "English"}  # as the pages offer them
LANGUAGES = tuple(NAMES)


@dataclass
class Told(Walk):
    """A walk that tells as it goes: one that is cut off has said what it saw."""

    widths: tuple[int, ...] = WIDTHS
    themes: tuple[str, ...] = THEMES

    async def look(self, path: str) -> list[str]:
        """Looks at one page and says what is wrong with it; the links on it."""
        before = len(self.faults)
        links = await super().look(path)
        print(f"{self.looks}: {path}", *self.faults[before:], sep="\n  ", flush=True)
        return links

    def ways(self) -> list[tuple[int, str]]:
        """Those that were asked for."""
        return list(product(self.widths, self.themes))


async def main() -> int:
    """The whole matrix, or what the arguments leave of it."""
    asked = _arguments()
    faults: list[str] = []
    weights: dict[str, Weight] = {}
    async with demo(asked.links) as links, real_browsers(lambda: links["Sidang"]) as browsers:
        for name in asked.people or PEOPLE:
            person = await browsers.person()
            await person.come_in(links[name].rpartition("/")[2])  # once: the secretariat's link serves one time
            more = ("/verify", "/components", urlsplit(links["Layar"]).path) if name == PEOPLE[0] else ()
            for language in asked.languages or LANGUAGES:
                folder, whose = Path(asked.folder) / language, re.sub(r"\W+", "-", name).lower()
                widths, themes = tuple(asked.widths or WIDTHS), tuple(asked.themes or THEMES)
                walk = Told(person, whose, folder, widths=widths, themes=themes)
                faults += await look(walk, language, *more)
                weights |= {f"{whose} {language} {kind}": one for kind, one in walk.weights.items()}
            faults += person.complaints
            await person.context.close()
    Path(asked.folder, "weights.md").write_text(table(weights, asked.widths or WIDTHS), encoding="utf-8")
    print("\n".join(faults) or "Nothing found wrong.")
    return int(bool(faults))


async def look(walk: Walk, language: str, *more: str) -> list[str]:
    """One person's walk in one language, from their first page and more; what is wrong."""
    assert walk.pictures
    walk.pictures.mkdir(parents=True, exist_ok=True)
    await walk.person.go("/")
    await walk.person.page.set_viewport_size({"width": max(WIDTHS), "height": 844})  # a phone folds the button away
    if await walk.person.page.locator("html").get_attribute("lang") != language:
        await walk.person.page.get_by_role("button", name=NAMES[language]).first.click()
    await walk.begin("/", *more)
    return walk.faults


@asynccontextmanager
async def demo(told: str = "") -> AsyncIterator[dict[str, str]]:
    """The demo's doors by whose they are; of one that runs already, where a file holds what it printed."""
    if told:
        yield dict(map(_door, Path(told).read_text(encoding="utf-8").splitlines()))
        return
    with tempfile.TemporaryDirectory(prefix="sidang-looks-") as folder:
        process = await asyncio.create_subprocess_exec(
            *PROGRAM, cwd=folder, env=os.environ | {"PYTHONPATH": str(HERE.parent.parent)},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            yield await asyncio.wait_for(_doors(process), 120)
        finally:
            process.terminate()
            await process.wait()


async def _doors(process: asyncio.subprocess.Process) -> dict[str, str]:
    doors: dict[str, str] = {}
    assert process.stdout is not None
    while LAST not in doors:
        whose, where = _door((await process.stdout.readline()).decode())
        doors[whose] = where
    return doors


def _door(line: str) -> tuple[str, str]:
    """Whose door a line of `demo` names, without the session that stands behind the name, and where it is."""
    whose, where = line.strip().split(": ", 1)
    return whose.partition(" (")[0], where


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="build/looks")
    parser.add_argument("--people", nargs="*", help="only these of the demo's people")
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES)
    parser.add_argument("--widths", nargs="*", type=int, choices=WIDTHS)
    parser.add_argument("--themes", nargs="*", choices=THEMES)
    parser.add_argument("--links", default="", help="what a demo that runs already has printed, in a file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

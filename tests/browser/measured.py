"""Takes the tables of docs/ui.md anew, each with its date: what pages weigh, and what Lighthouse says of them.

`make measured-pages` starts the demo, signs in as its people and prints Markdown. Lighthouse 12 comes by npx and wants
the machine for itself; MEASURED="--weights" leaves it out, MEASURED="--pages verify" measures some pages alone.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from judges.weight import Scale, Weight  # noqa: E402
from looks import LAST, demo  # noqa: E402
from real_browsers import CHROMIUM, Browsers, Person, real_browsers  # noqa: E402 (the tests' own folder first)

from sessions.clock import wall_clock  # noqa: E402

OFFICE, PANELIST, NOBODY = "Sekretariat", "Dr. Ratna Kusumawati", ""
ID = "[0-9a-z]{26}"
LIGHTHOUSE = ("npx", "--yes", "lighthouse@12")
SCORES = ("performance", "accessibility", "best-practices")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")


@dataclass(frozen=True)
class Measured:
    """A page by its name in the tables: whose it is, and the links that lead to it from their first page, each as a
    pattern of the address; a step without a star is gone to as it stands; `{}` is the programme, `+` where one is."""

    name: str
    whose: str
    steps: tuple[str, ...]


PAGES = (
    Measured("overview", OFFICE, ("/programmes/{}/overview",)),
    Measured("schedule, a week", OFFICE, ("/programmes/{}/calendar",)),
    Measured("sessions", OFFICE, ("/programmes/{}/sessions",)),
    Measured("sessions, all, a hundred a page", OFFICE, ("/programmes/{}/sessions?state=all&limit=100",)),
    Measured("regencies, a hundred a page", OFFICE, ("/programmes/{}/regencies?limit=100",)),
    Measured("mails, a hundred a page", OFFICE, ("/programmes/{}/mails?limit=100",)),
    Measured("results", OFFICE, ("/programmes/{}/results",)),
    Measured("results by criterion", OFFICE, ("/programmes/{}/results/criteria",)),
    Measured("what publication waits for", OFFICE, ("/programmes/{}/results/publication",)),
    Measured("booking form", OFFICE, ("/programmes/{}/book",)),
    Measured("plans", OFFICE, ("/programmes/{}/plans",)),
    Measured("rubric", OFFICE, ("/programmes/{}/rubric",)),
    Measured("history, a hundred a page", OFFICE, ("/programmes/{}/history?limit=100",)),
    Measured("desk", OFFICE, ("/inbox",)),
    Measured("control room", OFFICE, ("/programmes/{}/day", "/sessions/*/control")),
    Measured("deliberation", OFFICE, ("/programmes/{}/sessions?state=closed", "/sessions/*", "+/deliberation")),
    Measured("claims form", OFFICE, ("/programmes/{}/sessions", "/sessions/*", "/regencies/*/claims")),
    Measured("the secretariat's first page", OFFICE, ("/",)),
    Measured("a panelist's first page", PANELIST, ("/",)),
    Measured("sheet, open", PANELIST, ("/", "/sessions/*/sheet")),
    Measured("a regency's first page", LAST, ("/",)),
    Measured("a regency's session", LAST, ("/", "/sessions/*")),
    Measured("sign in", NOBODY, ("/sign-in",)),
    Measured("verify", NOBODY, ("/verify",)),
)


async def main() -> int:
    """Measures what the arguments leave, prints the tables; 1 where a page is over its limits or was not found."""
    asked = _arguments()
    pages = [one for one in PAGES if not asked.pages or one.name in asked.pages]
    weights: dict[str, Weight] = {}
    told: dict[str, Mapping[str, Any]] = {}
    async with demo(asked.links) as links, real_browsers(lambda: links["Sidang"]) as browsers:
        for whose in dict.fromkeys(one.whose for one in pages):
            person = await _come(browsers, links, whose)
            for page in (one for one in pages if one.whose == whose):
                address = await _found(person, page)
                if not address:
                    print(f"{page.name}: no link of the demo leads there", file=sys.stderr)
                    continue
                weights[page.name] = await _weighed(person, address)
                if not asked.weights:
                    told[page.name] = await _judged(person, address)
    day = f"{wall_clock():%d %B %Y}"
    print(_table(f"Weights, {day}", ("first, kB", "again, kB"), {name: _sizes(one) for name, one in weights.items()}))
    if told:
        print(_table(f"Lighthouse 12, {day}", (*SCORES, *TIMES, "kB"), {name: _row(one) for name, one in told.items()}))
    return int(len(weights) < len(pages) or any(one.faults() for one in weights.values()))


async def _come(browsers: Browsers, links: Mapping[str, str], whose: str) -> Person:
    """Somebody at a desk, signed in where they are anybody."""
    person = await browsers.person()
    if whose:
        await person.come_in(links[whose].rpartition("/")[2])
    return person


async def _found(person: Person, page: Measured) -> str:
    """The page's address, as the links lead to it; "" where they do not."""
    address = person.page.url
    for step in page.steps:
        if "{}" in step:
            await person.go("/")
            step = step.replace("{}", await _link(person, f"/programmes/({ID})"))
        if step.startswith("+"):
            step = urlsplit(person.page.url).path + step[1:]
        pattern = re.escape(step).replace(r"\*", ID)
        path = await _link(person, f"({pattern})(?:[?#].*)?$") if "*" in step else step
        if not path:
            return ""
        address = person.address + path
        await person.page.goto(address)
    return address


async def _link(person: Person, pattern: str) -> str:
    """What the pattern's group says of the first link that it fits."""
    links = await person.page.eval_on_selector_all("a[href]", "all => all.map((one) => one.pathname + one.search)")
    return next((found[1] for link in links if (found := re.match(pattern, link))), "")


async def _weighed(person: Person, address: str) -> Weight:
    scale = Scale(person.page)
    await scale.begin()
    return scale.weigh({1280: await scale.load(address)})


async def _judged(person: Person, address: str) -> Mapping[str, Any]:
    """What Lighthouse says of the page on its phone, as JSON."""
    cookies = "; ".join(f"{one.get('name')}={one.get('value')}" for one in await person.context.cookies())
    with tempfile.NamedTemporaryFile("w+", suffix=".json") as heads:
        json.dump({"Cookie": cookies}, heads)
        heads.flush()
        flags = ("--quiet", "--output=json", f"--extra-headers={heads.name}", "--chrome-flags=--headless --no-sandbox")
        process = await asyncio.create_subprocess_exec(
            *LIGHTHOUSE, address, *flags, f"--only-categories={','.join(SCORES)}",
            env=os.environ | {"CHROME_PATH": str(CHROMIUM)}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"Lighthouse ended with {process.returncode} at {address}")
    found: Mapping[str, Any] = json.loads(out)
    return found


def _sizes(one: Weight) -> list[str]:
    return [f"{one.first / 1000:.1f}", f"{one.again / 1000:.1f}"]


def _row(one: Mapping[str, Any]) -> list[str]:
    scores = [f"{100 * one['categories'][key]['score']:.0f}" for key in SCORES]
    times = [f"{one['audits'][key]['numericValue']:.0f}" for key in TIMES]
    return [*scores, *times, f"{one['audits']['total-byte-weight']['numericValue'] / 1000:.1f}"]


def _table(title: str, heads: Iterable[str], rows: Mapping[str, list[str]]) -> str:
    columns = ["page", *heads]
    lines = [columns, ["---"] * len(columns), *([name, *row] for name, row in rows.items())]
    return f"\n{title}\n\n" + "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", nargs="*", choices=[one.name for one in PAGES], help="only these")
    parser.add_argument("--weights", action="store_true", help="without Lighthouse")
    parser.add_argument("--links", default="", help="what a demo that runs already has printed, in a file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

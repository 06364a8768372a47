"""Every page that a person can reach from their first one: whole, quiet, narrow enough, and fit to be heard too."""

import asyncio
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from day import PANEL, Day
from judges import axe
from real_browsers import Browsers, Person

WIDTHS = (1280, 390)
THEMES = ("light", "dark")
PICTURES = os.environ.get("SIDANG_TEST_PICTURES")  # a folder, for whoever wants to look at the pages

FAULTS = """
() => {
  const faults = [];
  const root = document.documentElement;
  if (!root.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  if (document.querySelectorAll("h1").length !== 1) faults.push(`${document.querySelectorAll("h1").length} h1`);
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((one) => Number(one.tagName[1]));
  levels.forEach((level, n) => level > (levels[n - 1] ?? 0) + 1 && faults.push(`heading ${n + 1} jumps to h${level}`));
  const over = root.scrollWidth - root.clientWidth;
  if (over > 0) faults.push(`${over} px too wide: ${widest()}`);
  for (const input of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!(input.labels?.length || input.getAttribute("aria-label") || input.getAttribute("aria-labelledby"))) {
      faults.push(`no label: ${input.outerHTML.slice(0, 80)}`);
    }
  }
  for (const one of document.querySelectorAll("button, a[href], summary")) {
    const name = one.textContent.trim() || one.getAttribute("aria-label") || one.querySelector("[aria-label]");
    if (!name && one.checkVisibility()) faults.push(`no name: ${one.outerHTML.slice(0, 80)}`);
  }
  for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`no alt: ${image.src}`);
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  ids.forEach((id, n) => ids.indexOf(id) !== n && faults.push(`twice: #${id}`));
  for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby]")) {
    for (const name of ["aria-labelledby", "aria-describedby"]) {
      for (const id of (one.getAttribute(name) ?? "").split(" ").filter(Boolean)) {
        if (!document.getElementById(id)) faults.push(`${name} of nothing: #${id}`);
      }
    }
  }
  const headless = [...document.querySelectorAll("table")].filter((one) => !one.querySelector("th"));
  for (const table of headless) faults.push(`a table without th: ${table.outerHTML.slice(0, 80)}`);
  return faults;

  function widest() {
    const sticks = (one) => one.getBoundingClientRect().right > root.clientWidth + 0.5;
    return [...document.body.querySelectorAll("*")].filter(sticks).slice(0, 3)
      .map((one) => `${one.tagName}.${one.className}`).join(", ");
  }
}
"""


@dataclass
class Walk:
    """Follows the links from the first page, a few of each kind, and keeps what is wrong."""

    person: Person
    name: str
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)

    async def begin(self, *paths: str) -> None:
        """From these pages on."""
        waiting = list(paths)
        while waiting:
            path = waiting.pop(0)
            if self.is_new(path):
                waiting += await self.look(path)

    def is_new(self, path: str) -> bool:
        """Whether the page is one of the first of its kind; sessions are booked, running and closed."""
        kind = re.sub(r"[0-9a-z]{26}|(?<==)[^&]+", "*", path)
        enough = 1 if "?" in path else 3 if path.startswith("/sessions/") else 2
        if path in self.seen or self.kinds.get(kind, 0) >= enough:
            return False
        self.seen.add(path)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        return True

    async def look(self, path: str) -> list[str]:
        """Looks at one page; the links on it."""
        page = self.person.page
        await page.goto(self.person.address + path)
        await asyncio.sleep(0.05)  # scripts have begun
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 844})
            found = await page.evaluate(FAULTS)
            self.faults += [f"{self.name} {width} {path}: {fault}" for fault in found + await self.judged(width)]
            if PICTURES:
                await page.evaluate("scrollTo(0, 0)")
                name = re.sub(r"\W+", "-", re.sub(r"[0-9a-z]{26}", "id", path)).strip("-") or "home"
                await page.screenshot(path=Path(PICTURES) / f"{self.name}-{name}-{width}.png", full_page=True)
        links = await page.eval_on_selector_all("a[href]:not([download])", "all => all.map((one) => one.href)")
        return [self.inside(link) for link in links if self.inside(link)]

    async def judged(self, width: int) -> list[str]:
        """What axe finds: at a desk in the light and on a phone in the dark; with the pictures in both everywhere."""
        found = []
        for theme in THEMES if PICTURES else [THEMES[WIDTHS.index(width)]]:
            await self.person.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found += [f"{theme} {fault}" for fault in await axe.faults(self.person.page)]
        return found

    def inside(self, link: str) -> str:
        """The link's path if it leads to another page of ours."""
        parts = urlsplit(urljoin(self.person.page.url, link))
        own = f"{parts.scheme}://{parts.netloc}" == self.person.address
        is_page = own and not re.search(
            r"^/(api|static|calendar)/|\.(csv|xlsx|pdf|json|jsonl|zip|ics|vtt)$", parts.path
        )
        return (f"{parts.path}?{parts.query}" if parts.query else parts.path) if is_page else ""


@pytest.fixture
async def furnished(day: Day) -> Day:
    """A day with something of everything: a booked session, one that runs, one that has closed with a late score."""
    booked = await day.book()
    closed = (await day.rehearse(600, wait=1))["id"]
    await day.opened(closed)
    for name in PANEL:
        await day.caller(name).declare(closed)
        await day.caller(name).put_score(closed, "leadership", 4, note="baik", unsure=name == "sri")
    await day.secretariat.control(closed, "close", reason="selesai lebih awal")
    await day.caller("sri").put_score(closed, "policy", 3)
    running = (await day.rehearse(600, 600, wait=1))["id"]
    await day.opened(running)
    await day.caller("sri").declare(running)
    await day.caller("sri").put_score(running, "leadership", 4)
    question = {"text": "Berapa anggaran TIK tahun depan?", "criterion": "budget", "state": "asked"}
    await day.caller("sri").post(f"/sessions/{running}/questions", question)
    await day.caller("budi").post(f"/sessions/{booked['id']}/rsvp", {"answer": "declined", "comment": "dinas luar"})
    return day


@pytest.mark.timeout(900)  # axe looks at each page in two widths
async def test_every_page_is_whole(furnished: Day, browsers: Browsers) -> None:
    walks = [await walk(furnished, browsers, name) for name in ("secretariat", "ratna", "sri", "jepara", "nobody")]

    faults = [fault for walked in walks for fault in walked.faults + walked.person.complaints]
    assert not faults, "\n".join(faults)
    reached = {walked.name: walked.kinds.keys() for walked in walks}
    assert {"/programmes/*/regencies", "/sessions/*", "/sessions/*/control"} <= reached["secretariat"]
    assert "/sessions/*/control" in reached["ratna"]
    live = {"/sessions/*", "/sessions/*/sheet", "/sessions/*/deliberation", "/sessions/*/replay"}
    assert live <= reached["sri"]
    assert "/sessions/*" in reached["jepara"]


async def walk(day: Day, browsers: Browsers, name: str) -> Walk:
    """Comes in as that person and walks on from the first page."""
    walked = Walk(await browsers.person(), name)
    if name != "nobody":
        await walked.person.come_in(day.tokens[name])
    await walked.begin("/", "/verify", "/components")
    if name == "nobody":  # who is not known is told so, on every page
        walked.person.complaints = [one for one in walked.person.complaints if "401" not in one]
    return walked

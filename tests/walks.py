"""A walk over the pages: follows the links from a person's first page, a few of each kind, and keeps what is wrong."""

import re
from dataclasses import dataclass, field
from itertools import groupby, product
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from zlib import crc32

from judges import axe, reading
from judges.plain_pages import Page
from judges.weight import Jump, Scale, Weight
from real_browsers import Person

WIDTHS = (1280, 390)
THEMES = ("light", "dark")

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
    const inside = one.querySelector('[aria-label], img[alt]:not([alt=""])');
    const name = one.textContent.trim() || one.getAttribute("aria-label") || inside;
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
    """One person's way. Where `pictures` names a folder every page is judged and kept in each width and theme; else at
    a desk in the light and on a phone in the dark, loaded as the one or the other by turns.

    `part` is which one of how many walks that share the kinds of pages: what is another's is only read for where it
    leads; where only a script leads, as no other walk may see, this one goes itself."""

    person: Person
    name: str
    pictures: Path | None = None
    part: tuple[int, int] = (0, 1)
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    weights: dict[str, Weight] = field(default_factory=dict)  # by kind
    looks: int = 0

    def __post_init__(self) -> None:
        self.scale = Scale(self.person.page)

    async def begin(self, *paths: str) -> None:
        """From these pages on."""
        await self.scale.begin()
        waiting = [(path, False) for path in paths]
        while waiting:
            path, is_ours = waiting.pop(0)
            if self.is_new(path):
                waiting += await self.follow(path, is_ours)

    async def follow(self, path: str, is_ours: bool) -> list[tuple[str, bool]]:
        """Where a page leads; with each, whether this walk has to look at it, since no other may come there."""
        nth, of = self.part
        page = await self.read(path)
        read = [inside for link, _ in page.links if (inside := self.inside(link))]
        if not is_ours and crc32(f"{self.name} {kind_of(path)}".encode()) % of != nth:
            return [(link, False) for link in read]
        if page.path != "/components":  # where whatever is pressed is only shown
            self.faults += [f"{self.name} without scripts {fault}" for fault in page.faults]
        known = {kind_of(link) for link in read}
        return [(link, is_ours or (of > 1 and kind_of(link) not in known)) for link in await self.look(path)]

    async def read(self, path: str) -> Page:
        """A page as the server sends it, which is all of it for whoever runs no script."""
        answer = await self.person.context.request.get(self.person.address + path)
        return Page(answer.url, answer.status, await answer.text())

    def is_new(self, path: str) -> bool:
        """Whether the page is one of the first of its kind; sessions are booked, running and closed."""
        kind = kind_of(path)
        enough = 1 if "?" in path else 3 if path.startswith("/sessions/") else 2 if self.pictures else 1
        if path in self.seen or self.kinds.get(kind, 0) >= enough:
            return False
        self.seen.add(path)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        return True

    async def look(self, path: str) -> list[str]:
        """Looks at one page; the links on it."""
        self.looks += 1
        page = self.person.page
        jumps: dict[int, Jump] = {}
        for width, ways in groupby(self.ways(), lambda way: way[0]):
            await page.set_viewport_size({"width": width, "height": 844})
            for _, theme in ways:
                await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                if not jumps or (self.pictures and width not in jumps):
                    jumps[width] = await self.scale.load(self.person.address + path)
                await self.judge(path, width, theme)
            if self.pictures:
                self.faults += [f"{self.name} {width} {path}: {fault}" for fault in await reading.faults(page)]
        self.weigh(path, jumps)
        if self.pictures:
            self.faults += [f"{self.name} {path}: {fault}" for fault in await reading.zoomed(page)]
        links = await page.eval_on_selector_all("a[href]:not([download])", "all => all.map((one) => one.href)")
        return [self.inside(link) for link in links if self.inside(link)]

    async def judge(self, path: str, width: int, theme: str) -> None:
        """What is wrong with the page as it is seen now, and its picture."""
        page = self.person.page
        found = await page.evaluate(FAULTS) + await axe.faults(page)
        self.faults += [f"{self.name} {width} {theme} {path}: {fault}" for fault in found]
        if self.pictures:
            await page.evaluate("scrollTo(0, 0)")
            await page.screenshot(path=self.pictures / f"{self.named(path)}-{width}-{theme}.png", full_page=True)

    def weigh(self, path: str, jumps: dict[int, Jump]) -> None:
        """Keeps what the page weighs that was looked at last, and what of that is too much."""
        weight, kind = self.scale.weigh(jumps), kind_of(path)
        self.faults += [f"{self.name} {path}: {fault}" for fault in weight.faults()]
        self.weights[kind] = weight.heavier(self.weights.get(kind, weight))

    def named(self, path: str) -> str:
        """A picture's name: whose page, of what kind, and the how manieth of its kind."""
        kind = kind_of(path)
        page = re.sub(r"\W+", "-", kind.replace("*", "x")).strip("-") or "home"
        return f"{self.name}-{page}" + (f"-{self.kinds[kind]}" if self.kinds[kind] > 1 else "")

    def ways(self) -> list[tuple[int, str]]:
        """The widths and themes in which each page is looked at, the last page's last one first: so it is loaded."""
        if self.pictures:
            return list(product(WIDTHS, THEMES))
        ways = list(zip(WIDTHS, THEMES, strict=True))
        return ways if self.looks % 2 else ways[::-1]

    def inside(self, link: str) -> str:
        """The link's path if it leads to another page of ours."""
        parts = urlsplit(urljoin(self.person.page.url, link))
        own = f"{parts.scheme}://{parts.netloc}" == self.person.address
        is_page = own and not re.search(
            r"^/(api|static|calendar)/|\.(csv|xlsx|docx|pdf|json|jsonl|zip|ics|vtt)$", parts.path
        )
        return (f"{parts.path}?{parts.query}" if parts.query else parts.path) if is_page else ""


def kind_of(path: str) -> str:
    """The address with a star for each name in it: which handler's page it is."""
    return re.sub(r"[0-9a-z]{26}|(?<=regencies/)[0-9.]+|(?<==)[^&]+", "*", path)

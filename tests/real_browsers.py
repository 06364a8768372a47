"""Debian's Chromium, driven: people with a device each, whose pages' complaints are kept."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from patience import IN_A_PAGE as PATIENCE
from playwright.async_api import Browser, BrowserContext, BrowserType, Page, Response, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

expect.set_options(timeout=PATIENCE)


@dataclass
class Person:
    """Somebody with a browser, signed in by their link."""

    context: BrowserContext
    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    async def come_in(self, token: str, where: str = "/") -> None:
        """Opens the personal link and presses its button."""
        await self.come_in_again(self.page, token, where)

    async def come_in_again(self, page: Page, token: str, where: str) -> None:
        """The same in another tab, by that or by somebody else's link."""
        await page.goto(f"{self.address}/enter/{token}?next={where}")
        await page.get_by_role("button", name="Masuk").click()
        await page.wait_for_url(f"{self.address}{where if where != '/' else '/**'}")

    async def go(self, where: str) -> Page:
        """Opens a page."""
        await self.page.goto(self.address + where)
        return self.page

    async def another_tab(self, where: str) -> Page:
        """Opens a page beside the first."""
        page = await self.context.new_page()
        self.listen(page)
        await page.goto(self.address + where)
        return page

    def listen(self, page: Page) -> None:
        """Keeps what the page complains of: errors, violations of the policy, answers from 400 up."""
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: line.type == "error" and self.complaints.append(f"{page.url}: {line.text}"))
        page.on("response", lambda answer: answer.status >= 400 and self.complaints.append(_refused(answer)))


@dataclass
class Browsers:
    """One Chromium, and a context for each person who comes with a device of their own."""

    kind: BrowserType
    browser: Browser
    address: Callable[[], str]

    async def person(self, **device: Any) -> Person:
        """Somebody who is not signed in yet, at a desk unless told otherwise."""
        context = await self.browser.new_context(**(device or DESK), locale="id-ID")
        return await self._seat(context)

    async def lasting(self, folder: Path, *flags: str, **device: Any) -> Person:
        """Somebody whose browser keeps its files in the folder; closing the context is the browser's end."""
        context = await self.kind.launch_persistent_context(
            str(folder), executable_path=str(CHROMIUM), args=[*QUIET, *flags], locale="id-ID", **(device or DESK)
        )
        return await self._seat(context)

    async def _seat(self, context: BrowserContext) -> Person:
        page = context.pages[0] if context.pages else await context.new_page()
        person = Person(context, page, self.address())
        person.listen(page)
        return person


@asynccontextmanager
async def real_browsers(address: Callable[[], str]) -> AsyncIterator[Browsers]:
    """Starts the browser; skips the test where none is installed."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not here: bash tests/prepare.sh")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        try:
            yield Browsers(playwright.chromium, browser, address)
        finally:
            await browser.close()


def _refused(answer: Response) -> str:
    return f"{answer.status} {answer.request.method} {answer.url}"

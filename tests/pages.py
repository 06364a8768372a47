"""The pages as people use them: a sheet, a control room. Each waits for what people wait for, never for time."""

import asyncio
from dataclasses import dataclass
from typing import Any

from patience import IN_A_PAGE as A_PERSON_WAITS
from playwright.async_api import Locator, Page, expect

WITHIN_HALF_A_SECOND = 500


@dataclass
class Sheet:
    """A panelist's sheet of a session."""

    page: Page

    def card(self, criterion: str) -> Locator:
        """One criterion."""
        return self.page.locator(f'[data-criterion="{criterion}"]')

    def choice(self, criterion: str, value: int) -> Locator:
        """What one touches to give the value."""
        return self.card(criterion).locator(".scale label").nth(value - 1)

    async def declare(self) -> None:
        """No conflict of interest."""
        await self.page.locator("#declaration button.main").click()
        await expect(self.page.locator("#declaration")).to_have_count(0)

    async def is_open(self, within: float = A_PERSON_WAITS) -> None:
        """Waits until the sheet takes scores."""
        await expect(self.page.locator("fieldset[data-group]").first).to_be_enabled(timeout=within)
        await expect(self.page.locator("body")).to_have_attribute("data-state", "open", timeout=within)

    async def is_closed(self, within: float = A_PERSON_WAITS) -> None:
        """Waits until every input has turned to text."""
        await expect(self.page.locator(".criterion.frozen")).to_have_count(11, timeout=within)
        await expect(self.page.locator(".criterion input:visible, .criterion textarea")).to_have_count(0)

    async def saving(self, says: str, within: float = A_PERSON_WAITS) -> None:
        """Waits until the line about what is saved is in this state: saved, saving, offline, held, paused."""
        await expect(self.page.locator(f'[data-saving][data-is="{says}"]')).to_be_visible(timeout=within)

    async def nothing_waits(self) -> None:
        """Waits until the browser keeps nothing that the server has not acknowledged."""
        async with asyncio.timeout(A_PERSON_WAITS / 1000):
            await self.page.evaluate(f"async () => {{ while (({WAITING}).length) await {A_LITTLE}; }}")

    async def waiting(self) -> list[dict[str, Any]]:
        """What the browser keeps for the server."""
        return list(await self.page.evaluate(WAITING))

    async def value(self, criterion: str) -> int | None:
        """What the criterion shows as chosen."""
        chosen = self.card(criterion).locator(".scale label:has(input:checked), .scale label.chosen")
        return int((await chosen.inner_text()).split()[0]) if await chosen.count() else None  # the level's words follow

    async def note(self, criterion: str) -> str:
        """The note as it stands."""
        card = self.card(criterion)
        area, text = card.locator("textarea:not(.own)"), card.locator(".noted:not(.own)")
        return await (area.input_value() if await area.count() else text.inner_text())


WAITING = (
    "Object.keys(localStorage).filter((key) => /^sidang:[^:]+:[^:]+:/.test(key))"
    ".map((key) => JSON.parse(localStorage.getItem(key)))"
)

A_LITTLE = "new Promise((resolve) => setTimeout(resolve, 20))"


@dataclass
class Room:
    """The control room of a session."""

    page: Page

    async def press(self, control: str) -> None:
        """One control that asks nothing."""
        await self.page.locator(f'form[data-control="{control}"]:visible > button').first.click()

    async def ask(self, control: str, **fields: str) -> None:
        """A control that asks once: unfolds it, fills it in, and presses."""
        form = self.page.locator(f'details form[data-control="{control}"]')
        await form.locator("xpath=..").locator("summary").click()
        for name, text in fields.items():
            await form.locator(f'[name="{name}"]').fill(text)
        await form.locator("button").click()

    async def state(self, is_: str, within: float = A_PERSON_WAITS) -> None:
        """Waits until the state is said."""
        await expect(self.page.locator("[data-state]").first).to_have_text(is_, timeout=within)

    def person(self, id: str) -> Locator:
        """The line of one panelist."""
        return self.page.locator(f'[data-person="{id}"]')


def seconds(clock: str) -> float:
    """`1:17:20` or `27:20` in seconds."""
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


@dataclass
class Watch:
    """Waits in the page for a condition, and keeps when it came true by the machine's clock."""

    page: Page
    name: str

    @classmethod
    async def begin(cls, page: Page, condition: str) -> "Watch":
        """`condition` is an expression of the page."""
        watch = cls(page, f"seen{id(condition)}")
        await page.evaluate(WATCH.replace("NAME", watch.name).replace("CONDITION", condition))
        return watch

    async def seen(self) -> float:
        """When it came true, in seconds since 1970."""
        at = await self.page.evaluate(f"Promise.race([window.{self.name}, {GIVES_UP}])")
        assert at is not None, "the page never showed it"
        return float(at) / 1000


WATCH = """
window.NAME = new Promise((resolve) => {
  const look = () => { if (CONDITION) resolve(performance.timeOrigin + performance.now()); };
  const whatever = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document, whatever);
  look();
});
0
"""
GIVES_UP = f"new Promise((resolve) => setTimeout(() => resolve(null), {A_PERSON_WAITS}))"

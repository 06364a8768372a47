"""What WCAG 2.2 asks of how a page can be looked at, and axe does not try: zoom, spaced text, where the focus is."""

from playwright.async_api import Page

ZOOMED = {640: "200 %", 320: "400 %"}  # of 1280 pixels, in which nothing may have to be scrolled sideways (1.4.10)

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# Text as far apart as 1.4.12 lets readers set it: what is cut off then and was not before.
SPACED = """
() => {
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`p { margin-block-end: 2em !important }
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }`);
  const before = cut();
  document.adoptedStyleSheets = [spaced];
  const lost = [...cut()].filter((one) => !before.has(one));
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  document.adoptedStyleSheets = [];
  const wide = over > 0 ? [`spaced text: ${over} px too wide`] : [];
  return [...wide, ...lost.map((one) => `spaced text is cut off: ${told(one)}`)];

  // The sheet's second line stays one: a second would move what is being scored. The clock above says the same.
  function cut() {
    return new Set([...document.body.querySelectorAll("*:not(.bar .phase)")].filter((one) => {
      const { overflowX, overflowY, clip } = getComputedStyle(one);
      if (clip !== "auto" || !one.clientWidth || !one.checkVisibility() || !one.textContent.trim()) return false;
      const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
      const sideways = cuts(overflowX) && one.scrollWidth > one.clientWidth + 1;
      return sideways || (cuts(overflowY) && one.scrollHeight > one.clientHeight + 1);
    }));
  }

  function told(one) {
    return `${one.cloneNode().outerHTML.slice(0, 120)} ${one.textContent.trim().slice(0, 40)}`;
  }
}
"""

# Each thing that takes the focus: something of it or around it looks other with it (2.4.7), and it is not beneath
# something that stays where it is (2.4.11).
FOCUSED = """
() => {
  const faults = [];
  const takes = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  for (const one of document.querySelectorAll(takes)) {
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) continue;
    document.activeElement?.blur?.();
    const before = look(one);
    one.focus({ focusVisible: true });
    if (document.activeElement !== one) continue;
    if (look(one) === before) faults.push(`the focus is not seen: ${told(one)}`);
    const over = covering(one);
    if (over) faults.push(`the focus is beneath ${told(over)}: ${told(one)}`);
  }
  document.activeElement?.blur?.();
  scrollTo(0, 0);
  return faults;

  function look(one) {
    const around = [one, one.parentElement, one.nextElementSibling, one.closest("label")].filter(Boolean);
    return around.map((each) => {
      const { outline, boxShadow, borderColor, backgroundColor, textDecoration, inset } = getComputedStyle(each);
      return [outline, boxShadow, borderColor, backgroundColor, textDecoration, inset].join();
    }).join();
  }

  function covering(one) {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    if (right - left < 2 || bottom - top < 2) return null;
    const points = [[(left + right) / 2, (top + bottom) / 2], [left + 1, top + 1], [right - 1, bottom - 1]];
    const found = points.map(([x, y]) => document.elementFromPoint(x, y));
    const is = (each) => !each || each.contains(one) || one.contains(each) || one.closest("label")?.contains(each);
    return found.some(is) ? null : found[0];
  }

  function told(one) {
    return `${one.cloneNode().outerHTML.slice(0, 110)} ${one.textContent.trim().slice(0, 30)}`;
  }
}
"""


async def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, apart from its width."""
    return [*await page.evaluate(SPACED), *await page.evaluate(FOCUSED)]


async def zoomed(page: Page) -> list[str]:
    """How far one would have to scroll sideways at 200 and 400 %. The window is left as narrow as that."""
    found = []
    for width, zoom in ZOOMED.items():
        await page.set_viewport_size({"width": width, "height": 844})
        over = await page.evaluate(TOO_WIDE)
        found += [f"{over} px too wide at {zoom}"] if over > 0 else []
    return found

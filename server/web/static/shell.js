/** What every page's frame does: its clock, menus that fold again, dialogs, and the key that searches. */

/** @type {HTMLTimeElement | null} */
const clock = document.querySelector("[data-now]");
if (clock) {
  const ahead = Date.parse(clock.dateTime) - Date.now(); // the server's clock, not this machine's
  const shown = new Intl.DateTimeFormat(clock.dataset.lang, {
    timeZone: clock.dataset.zone, weekday: "long", day: "numeric", month: "long", year: "numeric",
  });
  const [, zone] = clock.textContent.match(/(\S+)\s*$/) ?? ["", ""];
  const dot = clock.dataset.lang === "id" ? "." : ":";
  const hours = new Intl.DateTimeFormat("en-GB", { timeZone: clock.dataset.zone, hour: "2-digit", minute: "2-digit" });
  const tick = () => {
    const now = new Date(Date.now() + ahead);
    clock.textContent = `${shown.format(now)}, ${hours.format(now).replace(":", dot)} ${zone}`;
    setTimeout(tick, 60_000 - (now.getTime() % 60_000));
  };
  setTimeout(tick, 60_000 - ((Date.now() + ahead) % 60_000));
}

// What a sheet keeps for a time without a line is one person's: whoever else looks at a page finds nothing of it.
const person = document.querySelector('meta[name="person"]')?.getAttribute("content") ?? "";
const keepOnly = async (/** @type {string} */ whose) => {
  const names = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(names.filter((name) => !whose || !name.endsWith(`/${whose}`)).map((name) => caches.delete(name)));
};
keepOnly(person).catch(() => {});

// Who signs out leaves nothing of their sheets behind, and loses nothing either. Who comes in finds nothing that another's
// sheet kept.
document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.getAttribute("action")?.startsWith("/enter/")) keepOnly("").catch(() => {});
  if (form.getAttribute("action") !== "/sign-out") return;
  event.preventDefault();
  const discards = /** @type {HTMLButtonElement | null} */ (event.submitter)?.name === "discard";
  const leaving = await import("./leaving.js").catch(() => null);
  if (leaving) return leaving.leave(form, person, discards, () => keepOnly(""));
  const box = form.querySelector("[data-unsent]"); // without its script nobody knows what would be lost
  box.hidden = false;
  box.firstElementChild.textContent = box.dataset.unreached;
  return undefined;
});

// What can be taken back for a while says how long, by the server's clock, and goes once it is too late.
for (const toast of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".toast[data-until]"))) {
  const over = performance.now() + Date.parse(toast.dataset.until) - Date.parse(toast.dataset.from);
  const left = toast.querySelector("[data-left]");
  import("./clock.js").then(({ countdown }) => {
    const tick = () => {
      const rest = over - performance.now();
      if (rest <= 0) toast.remove();
      else setTimeout(tick, rest % 1000 || 1000);
      left.textContent = `(${countdown(rest)})`;
    };
    tick();
  });
}

// What is typed into a form that a button sends is not lost with the page.
if (document.querySelector("form[data-keeps]")) import("./keeping.js");

// The place one is at is in sight where there are more places than room.
const side = /** @type {HTMLElement | null} */ (document.querySelector(".side"));
const foot = /** @type {HTMLElement | null} */ (side?.querySelector(".me"));
// Its foot covers the lower places and is as high as what it has to say.
if (foot && getComputedStyle(foot).position === "sticky") side.style.scrollPaddingBlockEnd = `${foot.offsetHeight + 12}px`;
side?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

const folded = "details.menu[open], .dock details[open]";
const menus = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(folded));
document.addEventListener("click", (event) => {
  const pressed = /** @type {Element} */ (event.target);
  for (const menu of menus()) {
    if (!menu.contains(pressed)) menu.open = false;
  }
  /** @type {HTMLElement | null} */
  const opener = pressed.closest?.("[data-opens]");
  const opened = /** @type {HTMLDialogElement | null} */ (opener && document.getElementById(opener.dataset.opens));
  opened?.showModal();
  if (pressed.closest?.("[data-closes]")) pressed.closest("dialog")?.close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  }
  const types = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !types && !event.ctrlKey && !event.metaKey && !event.altKey) {
    /** @type {HTMLInputElement | null} */
    const field = document.querySelector('input[type="search"]');
    if (field) {
      event.preventDefault();
      field.focus();
    }
  }
});

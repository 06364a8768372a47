/** What every page's frame does: its clock, menus that fold again, dialogs, and the key that searches. */

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

const folded = "details.menu[open], .dock details[open]";
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(folded)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll(folded)) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  }
  const types = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !types && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.querySelector('input[type="search"]');
    if (field) {
      event.preventDefault();
      field.focus();
    }
  }
});

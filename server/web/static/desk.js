/** The desk on a keyboard: J and K open the mail behind or before the one that is open; a letter goes to what is done
    with it, and Enter does it, so that no letter alone records, moves or puts aside anything. */

const OFF = "sidang-desk-keys"; // in localStorage: the letters are switched off
const ON = "sidang-desk-on"; // in sessionStorage: somebody works through the queue, so the next page begins at its mail

/** What each letter goes to. @type {Record<string, string>} */
const GOES = {
  o: "#original",
  c: "#work button.main, #work a.main",
  a: '#work [name="whose"], #work [name="code"]',
  r: "#work textarea",
  d: '#work [formaction$="/dismiss"]',
};

const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("desk-keys"));
const off = /** @type {HTMLInputElement | null} */ (help?.querySelector("[data-letters]"));
const work = () => document.getElementById("work");
const current = () => document.querySelector(".queue [aria-current]");

for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;
if (off) {
  off.checked = !localStorage.getItem(OFF);
  off.addEventListener("change", () => (off.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
}
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.matches('textarea, select, input:not([type="checkbox"], [type="radio"])')) return leave(event);
  if (act(event.key)) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  if (/** @type {HTMLElement} */ (event.target).closest(".decide")) sessionStorage.setItem(ON, "yes");
});
document.addEventListener("change", (event) => follow(/** @type {HTMLElement} */ (event.target)));
goOn();
for (const chosen of document.querySelectorAll("#work [data-says]:checked")) follow(chosen);

/** Out of a field, back to its mail. */
function leave(event) {
  if (event.key === "Escape") work()?.focus();
}

/** Whether the key was one of ours. */
function act(key) {
  if (off && !off.checked) return false;
  if (key === "?") return show();
  const letter = key.toLowerCase();
  if (letter === "j" || letter === "k") return step(letter === "j" ? "nextElementSibling" : "previousElementSibling", letter === "j" ? "next" : "prev");
  if (letter === "x") return tick();
  return letter in GOES && goTo(letter);
}

/** Opens the mail behind or before the one that is open, on the next or previous page where it is the last or first. */
function step(sibling, page) {
  const row = /** @type {Element | null} */ (current()?.closest("li")?.[sibling] ?? null);
  const link = /** @type {HTMLAnchorElement | null} */ (row?.querySelector("a") ?? document.querySelector(`.desk3 a[rel="${page}"]`));
  if (!link) return false;
  sessionStorage.setItem(ON, "yes");
  link.click();
  return true;
}

/** To what the letter stands for; what is folded opens. */
function goTo(letter) {
  const target = /** @type {HTMLElement | null} */ (document.querySelector(GOES[letter]));
  if (!target) return false;
  const folded = target.closest("details");
  if (folded) folded.open = true;
  target.focus();
  return true;
}

/** Ticks the open mail's box, and shows the boxes. */
function tick() {
  const box = /** @type {HTMLInputElement | null} */ (current()?.closest("li")?.querySelector('input[form="several"]') ?? null);
  const several = /** @type {HTMLDetailsElement | null} */ (document.querySelector("[data-several]"));
  if (!box || !several) return false;
  several.open = true;
  box.click();
  return true;
}

function show() {
  help?.showModal();
  return help !== null;
}

/** The button that notes an answer says which. */
function follow(chosen) {
  const button = chosen.closest("form")?.querySelector("[data-follows]");
  if (button && chosen.dataset.says) button.textContent = chosen.dataset.says;
}

/** The mail that is open is in sight in its queue; whoever works through it goes on at its work. */
function goOn() {
  current()?.scrollIntoView({ block: "nearest", inline: "nearest" });
  for (const [letter, target] of Object.entries(GOES)) document.querySelector(target)?.setAttribute("aria-keyshortcuts", letter.toUpperCase());
  if (sessionStorage.getItem(ON)) begin(work());
  sessionStorage.removeItem(ON);
}

/** On a phone the work lies under the queue and is brought up; on a desk nothing moves. */
function begin(section) {
  section?.focus({ preventScroll: true });
  if (section && section.getBoundingClientRect().top > innerHeight / 2) section.scrollIntoView();
}

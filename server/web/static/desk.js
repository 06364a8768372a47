/** The desk on a keyboard: J and K, or the arrows, go from mail to mail; a letter goes to what is done with the one in hand,
    and Enter does it, so that no letter alone records, moves or puts aside anything. */

const OFF = "sidang-desk-keys"; // in localStorage: the letters are switched off
const PLACE = "sidang-desk-place"; // in sessionStorage: which mail was in hand when a form was sent

/** What each letter goes to. @type {Record<string, string>} */
const GOES = {
  o: "details:has(.as-written) > summary",
  c: "button.main, a.main",
  a: '[name="whose"], [name="code"]',
  r: "textarea",
  d: 'form[action$="/dismiss"] button',
};

const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("desk-keys"));
const off = /** @type {HTMLInputElement | null} */ (help?.querySelector("[data-letters]"));
const mails = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-desk] > li")]);
const inHand = () => document.activeElement?.closest("[data-desk] > li") ?? null;

for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;
if (off) {
  off.checked = !localStorage.getItem(OFF);
  off.addEventListener("change", () => (off.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
}
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.matches('textarea, select, input:not([type="checkbox"])')) return leave(event);
  if (act(event.key)) event.preventDefault();
});
document.addEventListener("focusin", () => tell(inHand()));
document.addEventListener("submit", () => {
  const place = mails().indexOf(/** @type {HTMLElement} */ (inHand()));
  if (place >= 0) sessionStorage.setItem(PLACE, String(place));
});
goOn();

/** Out of a field, back to its mail. */
function leave(event) {
  if (event.key === "Escape") /** @type {HTMLElement | null} */ (inHand())?.focus();
}

/** Whether the key was one of ours. */
function act(key) {
  if (key === "ArrowDown" || key === "ArrowUp") return inHand() !== null && step(key === "ArrowDown" ? 1 : -1);
  if (off && !off.checked) return false;
  if (key === "?") return show();
  const letter = key.toLowerCase();
  if (letter === "j" || letter === "k") return step(letter === "j" ? 1 : -1);
  const card = inHand();
  if (letter === "x") return tick(card);
  return card !== null && letter in GOES && goTo(card, letter);
}

/** To the mail before or after the one in hand; from elsewhere to the first. */
function step(by) {
  const all = mails();
  const at = all.indexOf(/** @type {HTMLElement} */ (inHand()));
  const next = at < 0 ? all[0] : all[at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

/** To what the letter stands for; what is folded opens, and what is only read opens or folds. */
function goTo(card, letter) {
  const target = /** @type {HTMLElement | null} */ (card.querySelector(GOES[letter]));
  if (!target) return false;
  const folded = /** @type {HTMLDetailsElement | null} */ (target.closest("details"));
  if (folded) folded.open = letter !== "o" || !folded.open;
  target.focus();
  return true;
}

function tick(card) {
  const box = /** @type {HTMLInputElement | null} */ (card?.querySelector('input[form="several"]') ?? null);
  box?.click();
  return box !== null;
}

function show() {
  help?.showModal();
  return help !== null;
}

/** Says to assistive technology which letter goes where, on the mail in hand. */
function tell(card) {
  if (!card) return;
  for (const [letter, target] of Object.entries(GOES)) card.querySelector(target)?.setAttribute("aria-keyshortcuts", letter.toUpperCase());
}

/** After a form: to the mail that has taken the place of the one that was seen to. */
function goOn() {
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  const all = mails();
  if (place !== null) all[Math.min(Number(place), all.length - 1)]?.focus();
}

/** The sheet on a keyboard: 1 to 5 score, 0 takes back, N goes to the note, U marks as unsure, up and down change the criterion. */

/** Listens on the sheet; `cards()` are its criteria in order. */
export function keyboard(sheet, cards) {
  let current = null;
  sheet.addEventListener("focusin", (event) => {
    current = /** @type {Element} */ (event.target).closest(".criterion") ?? current;
  });
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || !usable(target, sheet)) return;
    const card = target.closest?.(".criterion") ?? current ?? cards()[0];
    if (card && act(event.key, card, target, cards())) event.preventDefault();
  });
}

/** Goes to a criterion: scrolls it into view and puts the focus on its value. */
export function goTo(card) {
  const target = card?.querySelector(".scale input:checked") ?? card?.querySelector(".scale input");
  target?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest" });
}

function usable(target, sheet) {
  return target === document.body || target.id === "main" || sheet.contains(target);
}

function act(key, card, target, cards) {
  if (isText(target)) return key === "Escape" && leave(card);
  if (key === "ArrowDown" || key === "ArrowUp") return step(card, cards, key === "ArrowDown" ? 1 : -1);
  if (/^[0-9]$/.test(key) || key === "Backspace" || key === "Delete") return score(card, key);
  if (key.toLowerCase() === "n") return note(card);
  if (key.toLowerCase() === "u") return press(card.querySelector(".mark input"));
  return false;
}

function isText(target) {
  return target.matches?.('textarea, input:not([type="radio"], [type="checkbox"])') ?? false;
}

function leave(card) {
  goTo(card);
  return true;
}

function step(card, cards, by) {
  const next = cards[cards.indexOf(card) + by];
  if (next) goTo(next);
  return true;
}

function score(card, key) {
  const wanted = /[1-9]/.test(key) ? key : card.querySelector(`.scale input[value="${key}"]`) ? key : "";
  const radio = card.querySelector(`input[type="radio"][value="${wanted}"]`);
  if (!radio) return false;
  if (wanted !== "") radio.focus({ preventScroll: true });
  return press(radio);
}

function note(card) {
  const area = card.querySelector("textarea");
  area?.focus();
  area?.setSelectionRange(area.value.length, area.value.length);
  return Boolean(area);
}

function press(input) {
  if (!input || input.disabled || input.closest("fieldset:disabled")) return false;
  if (input.type === "radio" && input.checked) return true;
  input.click();
  return true;
}

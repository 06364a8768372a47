/** The rubric's editor: while one types the weights, the changes and the sheet beside it follow, as the server draws them
 * (`do=look` keeps nothing); criteria change their order by drag, or by Alt and the arrows. Those of a long rubric are
 * fetched when they are opened. */

import { reach } from "./api.js";

const PAUSE = 350; // ms that nobody types for
const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-rubric]"));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let asked = 0;
/** @type {HTMLElement | null} */
let dragged = null;
let unsaved = false;

for (const one of form.querySelectorAll("[data-unscripted]")) one.hidden = true;
form.addEventListener("input", soon);
form.addEventListener("keydown", byKeys);
form.addEventListener("dragstart", (event) => {
  dragged = rowOf(event);
  event.dataTransfer?.setData("text/plain", dragged?.dataset.row ?? "");
});
form.addEventListener("dragover", (event) => {
  const over = rowOf(event);
  if (!dragged || !over) return;
  event.preventDefault();
  mark(over);
});
form.addEventListener("drop", (event) => {
  const over = rowOf(event);
  if (!dragged || !over) return;
  event.preventDefault();
  if (over !== dragged) over.before(dragged);
  soon();
});
form.addEventListener("dragend", () => {
  dragged = null;
  mark(null);
});
form.addEventListener("submit", () => (unsaved = false));
form.addEventListener("click", (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest(".folded button"));
  if (button) unfold(event, button);
});
window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

function rowOf(event) {
  return /** @type {HTMLElement | null} */ (event.target.closest?.("li[data-row]"));
}

function mark(row) {
  for (const one of form.querySelectorAll(".over")) one.classList.remove("over");
  if (row !== dragged) row?.classList.add("over");
}

/** Alt and an arrow carry the criterion in which one is a place up or down, into the next group at the end of one's own. */
function byKeys(event) {
  const row = event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) ? rowOf(event) : null;
  if (!row) return;
  event.preventDefault();
  const rows = [...form.querySelectorAll("li[data-row]")];
  const up = event.key === "ArrowUp";
  const other = rows[rows.indexOf(row) + (up ? -1 : 1)];
  if (!other) return;
  if (other.parentElement !== row.parentElement) other.parentElement?.[up ? "append" : "prepend"](row);
  else other[up ? "before" : "after"](row);
  event.target.focus();
  soon();
}

function soon() {
  unsaved = true;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}

async function look() {
  const number = ++asked;
  const fresh = await drawn("look");
  if (fresh && number === asked) renew(fresh);
}

/** Puts the criterion with its fields in the place of its row, or says beside it that the server gave none. */
async function unfold(event, button) {
  event.preventDefault();
  button.disabled = true;
  const row = /** @type {HTMLElement} */ (rowOf(event));
  const fresh = await drawn(button.value);
  const whole = fresh?.querySelector(`li[data-row="${row.dataset.row}"]`);
  button.disabled = false;
  const failed = /** @type {HTMLElement} */ (form.querySelector("[data-failed]"));
  failed.hidden = Boolean(whole);
  if (!fresh || !whole) {
    row.append(failed);
    return;
  }
  if (row.contains(failed)) form.append(failed);
  const placed = document.importNode(whole, true);
  row.replaceWith(placed);
  renew(fresh);
  placed.querySelector("input:not([type=hidden])")?.focus();
}

/** The page as the server draws it of what is typed. */
async function drawn(what) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  body.set("do", what);
  const answer = await reach(form.action, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

function renew(fresh) {
  for (const old of document.querySelectorAll("[data-look]")) {
    const next = fresh.querySelector(`[data-look="${old.dataset.look}"]`);
    if (next) old.replaceWith(document.importNode(next, true));
  }
}

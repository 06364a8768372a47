/** A list that is narrowed while one types or ticks: its filters' form is sent as it stands, and what came is put in place. */

import { pageAt } from "./api.js";

const PAUSE = 250; // ms that nobody types for
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-narrows]"));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let asked = 0;

for (const one of document.querySelectorAll("[data-unscripted]")) one.hidden = true;
if (form) {
  form.addEventListener("input", (event) => soon(/** @type {HTMLInputElement} */ (event.target).type === "search" ? PAUSE : 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
}
document.addEventListener("change", choose);
choose();
addEventListener("pageshow", choose); // a browser that comes back ticks again what was ticked

function soon(pause) {
  clearTimeout(timer);
  timer = setTimeout(narrow, pause);
}

/** The address of the list as the form now stands; what is empty is left out. */
function address() {
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form ?? undefined)) {
    if (value !== "" || name === "state") said.append(name, String(value));
  }
  return `${location.pathname}?${said}`;
}

async function narrow() {
  const [target, number] = [address(), ++asked];
  const fresh = await pageAt(target).catch(() => null);
  if (number !== asked) return; // somebody typed on: this answer is of before
  if (!fresh) return location.assign(target);
  history.replaceState(null, "", target);
  for (const kept of ["[data-found]", ".tabs", "[data-takes]", "[data-views]"]) {
    const next = [...fresh.querySelectorAll(kept)];
    for (const [number, old] of [...document.querySelectorAll(kept)].entries()) {
      if (next[number]) old.replaceWith(document.importNode(next[number], true));
    }
  }
  chips(fresh);
  choose();
}

/** The filters' chips say what is chosen; their open menus stay as they are. */
function chips(fresh) {
  const next = [...fresh.querySelectorAll("form[data-narrows] summary")];
  for (const [number, summary] of [...(form?.querySelectorAll("summary") ?? [])].entries()) {
    if (!next[number]) continue;
    summary.className = next[number].className;
    summary.replaceChildren(...document.importNode(next[number], true).childNodes);
  }
}

/** The bar of what is done with several says with how many. */
function choose() {
  const ticked = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[form="several"]:checked'));
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("#several [data-reminds]"));
  for (const button of buttons) say(button, [...ticked]);
  const told = /** @type {HTMLElement | null} */ (document.querySelector("#several [data-chosen]"));
  if (!told) return;
  told.dataset.all ??= told.textContent ?? "";
  const words = ticked.length ? (told.dataset.chosen ?? "").replace("{n}", String(ticked.length)) : told.dataset.all;
  if (told.textContent !== words) told.textContent = words;
}

/** `data-reminds` names what each tick counts for, if not for who is silent. */
function say(button, chosen) {
  button.dataset.all ??= button.textContent ?? "";
  const people = chosen.reduce((sum, one) => sum + Number(one.dataset[button.dataset.reminds || "silent"]), 0);
  button.textContent = chosen.length ? (button.dataset.words ?? "").replace("{n}", String(people)) : button.dataset.all;
  button.form?.classList.toggle("still", !chosen.length);
  button.disabled = chosen.length > 0 && people === 0;
}

/**
 * What is typed into a form and not pressed yet, or pressed without a line, stays on this device until the server has it:
 * `data-keeps` names a form's draft. A form with `data-after` is told first of what still waits in the form of that name.
 */

import { Draft } from "./drafts.js";
import { isTouched } from "./touched.js";

const WRITTEN = 'textarea, input[type="text"], input[type="url"]';

const [way] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
/** Whether this page is the answer to what was pressed, and not one that somebody came back to. */
const isAnswer = way?.type === "navigate" && new URLSearchParams(location.search).has("said");

/** Forgets what a form's draft was: the server has it. */
function has(/** @type {HTMLFormElement} */ form) {
  draftOf(form).drop();
  form.querySelector("[data-restored]")?.remove();
}

function draftOf(form) {
  return new Draft(form.dataset.keeps);
}

function written(form) {
  return /** @type {HTMLTextAreaElement[]} */ ([...form.querySelectorAll(WRITTEN)]);
}

function keep(form, pressed = false) {
  if (!written(form).some(isTouched)) return has(form);
  const stands = [...written(form), ...form.querySelectorAll('select, [name="revision"]')];
  draftOf(form).keep({ pressed, fields: Object.fromEntries(stands.map((field) => [field.name, field.value])) });
  return undefined;
}

function restore(form) {
  const kept = draftOf(form).read();
  if (!kept) return;
  if ((kept.pressed && isAnswer) || written(form).every((field) => field.value === (kept.fields[field.name] ?? field.value))) return has(form);
  for (const [name, value] of Object.entries(kept.fields)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  for (const field of written(form)) if (isTouched(field)) field.closest("details")?.setAttribute("open", "");
  keep(form);
  const line = Object.assign(document.createElement("p"), { className: "quiet", textContent: form.dataset.kept });
  line.dataset.restored = "";
  line.setAttribute("role", "status");
  form.append(line);
}

// What cannot be taken back is not done over something that stands typed beside it, unless it is pressed once more.
function waitsFor(form) {
  const first = /** @type {HTMLFormElement | null} */ (document.querySelector(`form[data-keeps="${CSS.escape(form.dataset.after)}"]`));
  if (!first || !written(first).some(isTouched)) return false;
  if (form.querySelector("[data-told]")) {
    has(first);
    return false;
  }
  const line = Object.assign(document.createElement("p"), { className: "notice time", textContent: form.dataset.unsaved });
  line.dataset.told = "";
  line.setAttribute("role", "alert");
  form.append(line);
  return true;
}

document.addEventListener("input", ({ target }) => {
  const form = /** @type {HTMLElement} */ (target).closest("form");
  if (form?.dataset.keeps) keep(form);
});
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.after && waitsFor(form)) event.preventDefault();
  if (form.dataset.keeps) keep(form, true);
});
document.addEventListener("reset", ({ target }) => {
  const form = /** @type {HTMLFormElement} */ (target);
  if (form.dataset.keeps) has(form); // its own script has sent it
});
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-keeps]"))) {
  if (written(form).some(isTouched)) keep(form); // before this script had come, or by the browser itself
  else restore(form);
}

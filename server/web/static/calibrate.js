/** A panelist's sheet of a calibration: each criterion is saved as it is changed; the form's buttons work by themselves. */

import { call, Refused } from "./api.js";
import { fill } from "./words.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-calibration]"));
const status = form.querySelector("[data-status]");

/** What stands of one criterion on the page. */
function said(card) {
  const fields = new FormData(form);
  const key = card.dataset.criterion;
  const value = fields.get(`value.${key}`) ?? "";
  return { value: value === "" ? null : Number(value), note: fields.get(`note.${key}`) };
}

async function save(card) {
  status.textContent = form.dataset.saving;
  const body = { ...said(card), revision: Number(card.dataset.revision) };
  try {
    const kept = await call("PUT", `/calibrations/${form.dataset.calibration}/sheet/${encodeURIComponent(card.dataset.criterion)}`, body);
    saw(card, kept.revision);
    status.textContent = form.dataset.saved;
  } catch (error) {
    status.textContent = why(card, error);
  }
}

function why(card, error) {
  if (!(error instanceof Refused)) return form.dataset.offline;
  const { current, detail } = error.problem;
  if (error.name !== "stale-revision") return detail ?? form.dataset.offline;
  saw(card, current.revision); // who chooses again after this has seen it
  return fill(form.dataset.clash, { value: current.value ?? "–" });
}

function saw(card, revision) {
  card.dataset.revision = revision;
  card.querySelector('[name^="revision."]').value = revision;
}

/** One save of a criterion after the other: each is made from the one before. */
const saves = new Map();

form.addEventListener("change", (event) => {
  const card = /** @type {HTMLElement} */ (event.target).closest("[data-criterion]");
  if (card) saves.set(card, (saves.get(card) ?? Promise.resolve()).then(() => save(card)));
});

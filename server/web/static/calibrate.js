/** A panelist's sheet of a calibration: each criterion is saved as it is changed; the form's buttons work by themselves. */

import { call, Refused } from "./api.js";

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
  try {
    await call("PUT", `/calibrations/${form.dataset.calibration}/sheet/${encodeURIComponent(card.dataset.criterion)}`, said(card));
    status.textContent = form.dataset.saved;
  } catch (error) {
    status.textContent = error instanceof Refused ? (error.problem.detail ?? form.dataset.offline) : form.dataset.offline;
  }
}

form.addEventListener("change", (event) => {
  const card = /** @type {HTMLElement} */ (event.target).closest("[data-criterion]");
  if (card) save(card);
});

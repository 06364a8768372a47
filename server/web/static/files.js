/** Files before they are sent: what a field does not take is said beside it at once, and sends nothing. */

import { Refused, tokenOf, Unreachable } from "./api.js";

/** Whether all that is chosen may be sent; what may not is said beneath the field's hint. */
export function fits(/** @type {HTMLInputElement} */ input) {
  const fault = [...input.files].map((file) => mistake(file, input)).find(Boolean) ?? "";
  input.setCustomValidity(fault);
  input.setAttribute("aria-invalid", String(Boolean(fault)));
  said(input).textContent = fault;
  return !fault;
}

function mistake(file, input) {
  const { most, tooLarge, wrongType } = input.dataset;
  if (file.size > Number(most)) return tooLarge;
  const kinds = input.accept.split(",");
  return kinds.some((kind) => file.name.toLowerCase().endsWith(kind)) ? "" : wrongType;
}

function said(input) {
  const known = document.getElementById(`x-${input.id}`);
  if (known) return known;
  const made = Object.assign(document.createElement("span"), { id: `x-${input.id}`, className: "fault" });
  made.setAttribute("role", "alert");
  input.before(made);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${made.id}`.trim());
  return made;
}

/**
 * Sends a form with a file and tells how far it is, which fetch can't; resolves to the answer.
 * Throws Refused or Unreachable.
 * @param {string} address
 * @param {FormData} body
 * @param {(part: number) => void} tell hears the part in percent
 * @param {string} [key] makes it safe to send again
 */
export function sent(address, body, tell, key) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRF-Token", tokenOf(document) ?? "");
    request.setRequestHeader("Accept", "application/json");
    if (key) request.setRequestHeader("Idempotency-Key", key);
    request.upload.addEventListener("progress", ({ loaded, total }) => tell(Math.round((100 * loaded) / total)));
    request.addEventListener("error", () => reject(new Unreachable("broken off")));
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status < 300) resolve(answer);
      else reject(new Refused(request.status, answer));
    });
    request.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

document.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement && target.dataset.most) fits(target);
});

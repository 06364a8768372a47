/**
 * Passkeys (WebAuthn): made on one's own page, used on the page of signing in. Without a browser that knows them the
 * form stays hidden, and the other doors are there.
 */

import { reach, tokenOf } from "./api.js";

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
  if (!isKnown()) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void go(form);
  });
}

function isKnown() {
  return typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Asks the server, then the authenticator, then the server again; what went wrong stands below the button. */
async function go(/** @type {HTMLFormElement} */ form) {
  const button = form.querySelector("button");
  /** @type {HTMLElement | null} */
  const line = form.querySelector("[data-trouble]");
  if (button === null || line === null) return;
  button.disabled = true;
  line.hidden = true;
  try {
    const options = await sent(`${form.action}/options`, {});
    const credential = form.dataset.passkey === "make" ? await made(options) : await shown(options);
    const name = new FormData(form).get("name");
    const answer = await sent(form.action, { ...(name === null ? {} : { name }), credential });
    location.assign(answer.next);
  } catch {
    line.textContent = form.dataset.failed ?? "";
    line.hidden = false;
    button.disabled = false;
  }
}

async function made(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return asJson(await navigator.credentials.create({ publicKey }));
}

async function shown(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return asJson(await navigator.credentials.get({ publicKey }));
}

function asJson(/** @type {Credential | null} */ credential) {
  return /** @type {PublicKeyCredential} */ (credential).toJSON();
}

/** What the server answers to that document; throws where it refuses. */
async function sent(address, document_) {
  const token = tokenOf(document);
  const headers = { "Content-Type": "application/json", Accept: "application/json", ...(token ? { "X-CSRF-Token": token } : {}) };
  const answer = await reach(address, { method: "POST", headers, body: JSON.stringify(document_) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

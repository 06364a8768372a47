/**
 * An exported record is checked here, in the browser: what is sent are the hashes of its entries, never the record.
 * Without a script, or where the browser does not hash (plain http), the form sends the file as it says.
 */

const MOST_HASHES = 900; // of 64 letters each: less than the 64 kB that anybody may send
const LARGEST = 8 * 1024 * 1024;

/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-verifier]");
if (form !== null && globalThis.crypto?.subtle) {
  form.addEventListener("submit", (event) => {
    const file = /** @type {HTMLInputElement} */ (form.elements.namedItem("file")).files?.[0];
    if (!file || file.size > LARGEST) return;
    event.preventDefault();
    void checkHere(form, file);
  });
}

/** Checks the file and asks whether its hashes are those that are kept; what does not fit is said at once. */
async function checkHere(/** @type {HTMLFormElement} */ from, /** @type {File} */ file) {
  /** @type {HTMLElement | null} */
  const unfit = from.querySelector("[data-unfit-here]");
  if (unfit === null) return;
  unfit.hidden = true;
  try {
    const { check } = await import(from.dataset.verifier ?? "");
    const found = await check(await file.text());
    const hashes = found.hashes.slice(-MOST_HASHES);
    sendOn(from.action, {
      session: found.session,
      first: String(found.entries - hashes.length + 1),
      hashes: hashes.join(""),
      digests: found.digests.join(""),
      hidden: String(found.hidden),
    });
  } catch (error) {
    const entry = /entry (\d+)/.exec(error.message)?.[1];
    unfit.textContent = entry ? (from.dataset.unfitAt ?? "").replace("{number}", entry) : (from.dataset.unfit ?? "");
    unfit.hidden = false;
    unfit.scrollIntoView({ block: "nearest" });
  }
}

/** Goes on to the page that answers, as a form does. */
function sendOn(action, fields) {
  const made = document.createElement("form");
  made.method = "post";
  made.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    [field.type, field.name, field.value] = ["hidden", name, value];
    made.append(field);
  }
  document.body.append(made);
  made.submit();
}

export {};

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
  const verifier = await import(from.dataset.verifier ?? "").catch(() => null);
  if (verifier === null) return tell(from.dataset.unreachedTitle ?? "", from.dataset.unreached ?? ""); // no word on the file
  try {
    const found = await verifier.check(await file.text());
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
    const words = entry ? (from.dataset.unfitAt ?? "").replace("{number}", entry) : (from.dataset.unfit ?? "");
    tell(from.dataset.unfitTitle ?? "", words);
  }
}

/** Says so in the place of what was said of another file before. */
function tell(/** @type {string} */ title, /** @type {string} */ words) {
  /** @type {HTMLElement | null} */
  const unfit = document.querySelector("[data-unfit-here]");
  const [head, line] = [unfit?.querySelector("h2"), unfit?.querySelector("p")];
  if (!unfit || !head || !line) return;
  for (const before of document.querySelectorAll("[data-verdict]")) before.remove();
  head.textContent = title;
  line.textContent = words;
  unfit.hidden = false;
  unfit.scrollIntoView({ block: "nearest" });
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

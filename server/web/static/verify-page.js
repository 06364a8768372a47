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
    if (!file || file.size > LARGEST || isPdf(file)) return; // a PDF is compared byte by byte, where it is kept
    event.preventDefault();
    void checkHere(form, file);
  });
}

function isPdf(/** @type {File} */ file) {
  return file.type === "application/pdf" || file.name.toLowerCase().endsWith(".pdf");
}

/** Checks the file and asks whether its hashes are those that are kept; what does not fit is said at once. */
async function checkHere(/** @type {HTMLFormElement} */ from, /** @type {File} */ file) {
  const verifier = await import(from.dataset.verifier ?? "").catch(() => null);
  if (verifier === null) return tell("unreached"); // no word on the file
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
    if (!(error instanceof verifier.Misfit)) return tell("unread");
    if (error.message.endsWith("the file is cut off")) return tell("cut");
    tell("unfit", /entry (\d+)/.exec(error.message)?.[1]);
  }
}

/** Gives that verdict in the place of what was said of another file before, with the entry that does not fit. */
function tell(/** @type {string} */ verdict, entry = /** @type {string | undefined} */ (undefined)) {
  for (const before of document.querySelectorAll("[data-verdict]")) before.remove();
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-told]"))) {
    one.hidden = one.dataset.told !== verdict;
    const sentence = one.querySelector("p");
    if (one.hidden || sentence === null) continue;
    if (entry !== undefined) sentence.textContent = (one.dataset.at ?? "").replace("{number}", entry);
    one.scrollIntoView({ block: "nearest" });
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

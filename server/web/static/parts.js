/** Parts of a page that the server draws: fetched again and put in place, so that each is written once, in its template. */

import { freshPage } from "./api.js";
import { isTouched } from "./touched.js";

const FIRST = 120;
const BETWEEN = 1000;
const UNREACHED = 4000;

/**
 * A function that renews the page's `[data-part]` elements soon, at most once a second however often it is called, and
 * without a line as soon as there is one again.
 */
export function renewer(afterwards = () => {}) {
  let timer = null;
  let last = 0;

  async function renew() {
    timer = null;
    last = performance.now();
    const fresh = await freshPage().catch(() => undefined);
    if (fresh === undefined) timer ??= setTimeout(renew, UNREACHED); // what happened is still to be shown
    if (!fresh) return;
    for (const part of document.querySelectorAll("[data-part]")) swap(part, fresh);
    for (const list of document.querySelectorAll("[data-list]")) grow(list, fresh);
    afterwards();
  }

  return () => {
    if (timer === null) timer = setTimeout(renew, Math.max(FIRST, last + BETWEEN - performance.now()));
  };
}

// What somebody is about to write in, has written in, or has unfolded, is left alone.
function swap(part, fresh) {
  const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
  const busy = part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
  if (!next || busy || part.querySelector("details[open] :is(form, textarea)") || unmasked(part) === unmasked(next)) return;
  if ([...part.querySelectorAll("input, textarea")].some(isTouched)) return;
  part.replaceWith(document.importNode(next, true));
}

// A list takes in the parts that are new, so that what is being written in the others stays where it is.
function grow(list, fresh) {
  const next = fresh.querySelector(`[data-list="${list.dataset.list}"]`);
  const known = [...list.querySelectorAll("[data-part]")];
  if (!next) return;
  if (known.length === 0) {
    if (next.childElementCount) list.replaceWith(document.importNode(next, true));
    return;
  }
  const names = new Set(known.map((part) => part.dataset.part));
  for (const part of next.querySelectorAll("[data-part]")) {
    if (!names.has(part.dataset.part)) known[0].parentElement.append(document.importNode(part, true));
  }
}

/** What stands in a part, without the tokens of its forms: they are other letters in every page. */
function unmasked(part) {
  return part.innerHTML.replace(/(name="csrf" value=)"[^"]*"/g, "$1");
}

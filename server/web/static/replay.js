// The slider of a replay: while it moves, the moment is fetched as the page that the form would lead to.

/** @type {HTMLFormElement} */
const form = document.querySelector("[data-replay]");
const slider = minuteOf(form);
const shown = form.querySelector("[data-minute]");
let asked = 0;
let waiting;

form.querySelector("button").hidden = true;
slider.addEventListener("input", () => {
  shown.textContent = slider.value;
  clearTimeout(waiting);
  waiting = setTimeout(() => show(`${form.action}?minute=${slider.value}`), 80);
});
slider.addEventListener("change", () => document.dispatchEvent(new CustomEvent("replayed", { detail: Number(slider.value) })));
document.addEventListener("heard", (event) => show(`${form.action}?minute=${Math.max(0, /** @type {CustomEvent} */ (event).detail).toFixed(3)}`, true));
document.addEventListener("click", (event) => {
  /** @type {HTMLAnchorElement | null} */
  const link = /** @type {Element} */ (event.target).closest("main a[href*='/replay']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.href);
});

/** Shows the moment of that address; of several asked for, the last one. What is only followed may be missed. */
async function show(address, follows = false) {
  const number = ++asked;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number === asked) put(page, address);
  } catch {
    if (!follows) location.assign(address);
  }
}

function put(page, address) {
  document.querySelector("[data-moment]").replaceWith(page.querySelector("[data-moment]"));
  /** @type {HTMLFormElement} */
  const other = page.querySelector("[data-replay]");
  shown.textContent = other.querySelector("[data-minute]").textContent;
  slider.value = minuteOf(other).value;
  history.replaceState(null, "", address);
}

function minuteOf(/** @type {HTMLFormElement} */ of) {
  return /** @type {HTMLInputElement} */ (of.elements.namedItem("minute"));
}

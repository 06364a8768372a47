/** The sheet's panes: one at a time on a phone, side by side on a desk; and the deck, page by page. */

const tabs = [...document.querySelectorAll(".panes a")];
const parts = () => tabs.map((tab) => document.querySelector(tab.getAttribute("href")));

for (const tab of tabs) tab.addEventListener("click", (event) => choose(event, tab));
if (tabs.length) {
  document.body.classList.add("tabbed");
  mark(tabs[0]);
}

function choose(event, tab) {
  event.preventDefault();
  mark(tab);
  scrollTo({ top: 0 });
}

function mark(tab) {
  for (const other of tabs) {
    if (other === tab) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  for (const part of parts()) part.classList.toggle("chosen", part === document.querySelector(tab.getAttribute("href")));
}

const deck = document.querySelector("[data-deck]");
if (deck) {
  /** @type {HTMLImageElement} */
  const slide = deck.querySelector(".slide");
  const of = Number(deck.dataset.pages);
  let shown = 1;
  const turn = (by) => {
    shown = Math.min(of, Math.max(1, shown + by));
    slide.src = `${deck.dataset.deck}/${shown}`;
    slide.alt = slide.alt.replace(/\d+/, String(shown));
    deck.querySelector("[data-page-of]").textContent = `${shown} / ${of}`;
  };
  for (const button of deck.querySelectorAll("[data-turn]")) {
    button.hidden = false;
    button.addEventListener("click", () => turn(Number(button.dataset.turn)));
  }
}

// A question about a criterion opens the questions' pane where panes are tabs.
document.addEventListener("click", (event) => {
  const asks = /** @type {Element} */ (event.target).closest?.("[data-ask-about]");
  const tab = tabs.find((one) => one.getAttribute("href") === "#pane-questions");
  if (asks && tab) mark(tab);
});

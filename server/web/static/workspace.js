/** The sheet's panes: one at a time on a phone, side by side on a desk; and the deck, page by page. */

import { call } from "./api.js";
import { keep } from "./kept.js";

const SWIPE = 40; // pixels
const LATER = 3000; // the page itself goes first

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

/** @type {HTMLElement | null} */
const deck = document.querySelector("[data-deck]");
if (deck) leaf(deck);

/** Leafs through the deck: buttons, arrow keys on the slide, a swipe; the next page is fetched before it is asked for. */
function leaf(deck) {
  const slide = /** @type {HTMLImageElement} */ (deck.querySelector(".slide"));
  const whole = /** @type {HTMLAnchorElement} */ (deck.querySelector("[data-whole]"));
  const none = /** @type {HTMLElement} */ (deck.querySelector("[data-no-slide]"));
  let of = Number(deck.dataset.pages);
  let shown = 1;
  let touched = null;

  function turn(by) {
    const to = Math.min(of, Math.max(1, shown + by));
    if (to === shown) return;
    shown = to;
    slide.src = whole.href = `${deck.dataset.deck}/${shown}.webp`;
    slide.alt = slide.alt.replace(/\d+/, String(shown));
    tell();
  }
  function tell() {
    deck.querySelector("[data-page-of]").textContent = of ? `${shown} / ${of}` : "";
    for (const button of deck.querySelectorAll("[data-turn]")) button.hidden = of < 2;
  }
  slide.addEventListener("load", () => {
    none.hidden = true;
    if (shown < of) new Image().src = `${deck.dataset.deck}/${shown + 1}.webp`;
  });
  slide.addEventListener("error", () => (none.hidden = false));
  for (const button of deck.querySelectorAll("[data-turn]")) button.addEventListener("click", () => turn(Number(button.dataset.turn)));
  whole.addEventListener("keydown", (event) => turn({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0));
  slide.addEventListener("touchstart", (event) => (touched = event.touches.length === 1 ? event.touches[0].clientX : null), { passive: true });
  slide.addEventListener("touchend", (event) => {
    const moved = touched === null ? 0 : event.changedTouches[0].clientX - touched;
    if (Math.abs(moved) > SWIPE) turn(moved < 0 ? 1 : -1);
  });
  tell();
  if (!of) count(deck.dataset.deck).then(counted, () => (none.hidden = false));
  else setTimeout(keepSlides, LATER);

  function keepSlides() {
    const slides = Array.from({ length: of }, (_, n) => `${deck.dataset.deck}/${n + 1}.webp`);
    const { saveData } = /** @type {any} */ (navigator).connection ?? {};
    if (!saveData) keep({ slides: [deck.dataset.deck, ...slides] });
  }

  function counted({ pages }) {
    of = pages;
    tell();
    setTimeout(keepSlides, LATER);
  }
}

/** How many pages the deck has, where the page did not know yet. */
function count(address) {
  return call("GET", new URL(address, location.href).pathname.replace("/api/v1", ""));
}

// A question about a criterion opens the questions' pane where panes are tabs, before its field is to be focused.
document.addEventListener("click", (event) => {
  const asks = /** @type {Element} */ (event.target).closest?.("[data-ask-about]");
  const tab = tabs.find((one) => one.getAttribute("href") === "#pane-questions");
  if (asks && tab) mark(tab);
}, true);

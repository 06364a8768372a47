/** One criterion of the sheet on the page: what stands in it, what is said about it, and its turning to text. */

import { isTouched } from "./touched.js";

/** {value, note, unsure, private} as they stand in the card. */
export function read(card) {
  const chosen = card.querySelector('.scale input[type="radio"]:checked') ?? card.querySelector('.scale input[type="number"]');
  const text = chosen?.value ?? "";
  return {
    value: text === "" ? null : Number(text),
    note: card.querySelector("textarea")?.value ?? "",
    private: card.querySelector("textarea.own")?.value ?? "",
    unsure: card.querySelector(".mark input")?.checked ?? false,
  };
}

/**
 * What was touched before a script had come, over a slow line: as it stands in the page, and nowhere else yet.
 * @param {Iterable<HTMLElement>} cards
 * @returns {[HTMLElement, ReturnType<typeof read>][]}
 */
export function touchedEarly(cards) {
  const touched = [...cards].filter((card) => [...card.querySelectorAll("input, textarea")].some(isTouched));
  return touched.map((card) => [card, read(card)]);
}

/** Shows a score in the card, without touching what already says the same (the caret stays where it is). */
export function show(card, { value = null, note = "", unsure = false, private: own = undefined }) {
  for (const radio of card.querySelectorAll('input[type="radio"]')) {
    radio.checked = radio.value === "" ? value === null : Number(radio.value) === value;
  }
  const bare = card.querySelector('.scale input[type="number"]');
  if (bare && bare !== document.activeElement) bare.value = value ?? "";
  const area = card.querySelector("textarea");
  if (area && area.value !== (note ?? "")) area.value = note ?? "";
  const mine = card.querySelector("textarea.own");
  if (mine && own !== undefined && mine.value !== own) {
    mine.value = own;
    if (own) mine.closest("details")?.setAttribute("open", "");
  }
  const mark = card.querySelector(".mark input");
  if (mark) mark.checked = Boolean(unsure);
  dress(card);
}

/** Brings the card's look in line with what stands in it. */
export function dress(card) {
  const { value, unsure } = read(card);
  card.classList.toggle("unsure", unsure);
  card.querySelector(".level")?.replaceChildren(...meaning(card, value));
}

/** Says one thing below the criterion (`late`, `refused`), or nothing. */
export function say(card, kind, text = "") {
  const line = card.querySelector(".said");
  const dressed = `said ${kind}`.trim();
  if (line.className !== dressed) line.className = dressed;
  if (line.textContent !== text) line.textContent = text;
}

/** Shows a clash with both values; `choose(mine)` is called with the person's choice. */
export function showClash(card, mine, theirs, words, choose) {
  hideClash(card);
  const box = document.createElement("div");
  box.className = "clash-box";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words.clash);
  box.append(paragraph(words.clash), both(mine, theirs, words), choices(words, choose));
  card.append(box);
  card.classList.add("clash");
}

export function hideClash(card) {
  card.classList.remove("clash");
  card.querySelector(".clash-box")?.remove();
}

/** Turns the inputs to text, as the server writes a closed sheet: what stands there stays, what is empty leaves no hole. */
export function freeze(card, words) {
  if (card.classList.contains("frozen")) return;
  card.dataset.stood = String(read(card).value ?? "");
  card.classList.add("frozen");
  for (const input of card.querySelectorAll(".scale input, .mark input")) {
    const label = input.closest("label");
    label?.classList.toggle("chosen", input.checked);
    if (label) label.dataset.value = String(Number(input.value));
    if (input.type === "number") input.replaceWith(text("b", input.value || words.none));
    else input.remove();
  }
  for (const empty of card.querySelectorAll(".mark:not(.chosen), .levels .choice")) empty.remove();
  for (const fold of card.querySelectorAll("details.private")) fold.replaceWith(fold.querySelector("textarea"));
  for (const area of card.querySelectorAll("textarea")) area.replaceWith(...(area.value ? [noteAsText(area)] : []));
}

/**
 * What counts of a frozen card: `stored` is what the server has in time, `waits` whether what stands was never sent. A
 * value that came or comes late is dressed as one that does not count, and what counts beside it is marked.
 */
export function counts(card, stored, waits = false) {
  const does = !waits && stored !== null && String(stored) === card.dataset.stood;
  card.toggleAttribute("data-counts", does);
  for (const label of card.querySelectorAll(".scale label")) label.classList.toggle("counted", !does && label.dataset.value === String(stored));
}

function meaning(card, value) {
  const label = [...card.querySelectorAll(".scale label")].find((one) => one.querySelector("input")?.value === String(value));
  if (value === null) return [card.dataset.none];
  return [text("b", `${value}`), label?.dataset.level ? ` · ${label.dataset.level}` : ""];
}

function noteAsText(area) {
  const noted = text("div", area.value);
  noted.className = area.classList.contains("own") ? "noted own" : "noted";
  return noted;
}

function both(mine, theirs, words) {
  const list = document.createElement("dl");
  list.append(text("dt", words.yours), text("dd", inWords(mine, words)), text("dt", words.stored), text("dd", inWords(theirs, words)));
  return list;
}

function inWords({ value, note, unsure }, words) {
  return [value ?? words.none, note, unsure ? words.unsure : ""].filter((part) => part !== "" && part !== undefined && part !== null).join(" · ");
}

function choices(words, choose) {
  const line = document.createElement("div");
  line.className = "line";
  for (const [label, mine] of [[words.keep_mine, true], [words.keep_stored, false]]) {
    const button = text("button", label);
    button.type = "button";
    button.addEventListener("click", () => choose(mine));
    line.append(button);
  }
  return line;
}

function paragraph(words) {
  return text("p", words);
}

function text(tag, words) {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

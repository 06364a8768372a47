/**
 * The week grid of somebody's time: painted by pointer or keys; each stroke is saved at once, as the whole list of spans, and
 * can be taken back. A finger that moves on scrolls: it paints by a touch, or once it has rested for a moment.
 */

import { call, Refused, reason } from "./api.js";
import { renewer } from "./parts.js";
import { fill, pageData, timeOfDay } from "./words.js";

const TRY_AGAIN = 4000;
const EDGE = 48; // pixels from the window's edge at which a stroke scrolls on
const HELD = 400; // milliseconds after which a resting finger paints
const SLOP = 10; // pixels that a touch may tremble
const TAKEN_BACK_WITHIN = 20_000;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const page = pageData();
const { words } = page;
/** @type {HTMLTableElement} */
const grid = document.querySelector(".half-hours");
const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("[data-from]")]);
const renewList = renewer();
let spans = page.spans.map(({ from, to, free }) => ({ from: Date.parse(from), to: Date.parse(to), free }));
let stroke = null; // {first, before, value} while somebody paints
let finger = null; // {cell, x, y, timer} of a finger that may yet scroll
let back = null; // {spans, timer}: what the last stroke changed
let changed = 0; // strokes made, and how many of them the server has
let saved = 0;
let saving = false;

grid.classList.add("painted");
grid.addEventListener("pointerdown", pressed);
grid.addEventListener("keydown", typed);
grid.addEventListener("keyup", ({ key }) => key === "Shift" && finish());
grid.addEventListener("focusout", (event) => grid.contains(/** @type {Node | null} */ (event.relatedTarget)) || finish());
addEventListener("pointermove", moved);
grid.addEventListener("touchmove", (event) => stroke && event.preventDefault(), { passive: false });
grid.addEventListener("contextmenu", (event) => (finger || stroke) && event.preventDefault());
addEventListener("pointerup", lifted);
addEventListener("pointercancel", () => {
  letGo();
  finish();
});
document.querySelector("[data-take-back]").addEventListener("click", takeBack);
addEventListener("online", save);
addEventListener("beforeunload", (event) => changed > saved && event.preventDefault());
draw();

// - strokes -

function pressed(event) {
  const cell = event.target.closest("[data-from]");
  if (!cell || event.button !== 0) return;
  cell.releasePointerCapture?.(event.pointerId);
  if (event.pointerType === "touch") return rests(cell, event);
  event.preventDefault();
  begin(cell);
  focusOn(cell);
}

function rests(cell, { clientX: x, clientY: y, isPrimary }) {
  letGo();
  if (isPrimary) finger = { cell, x, y, timer: setTimeout(touched, HELD) };
}

function touched() {
  const { cell } = finger;
  letGo();
  begin(cell);
  focusOn(cell);
}

function letGo() {
  clearTimeout(finger?.timer);
  finger = null;
}

function lifted() {
  if (finger) touched();
  finish();
}

function moved(event) {
  if (finger && Math.hypot(event.clientX - finger.x, event.clientY - finger.y) > SLOP) letGo();
  if (!stroke || stroke.byKeys) return;
  const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".half-hours [data-from]");
  if (cell) paintTo(cell);
  if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
}

function typed(event) {
  const cell = event.target.closest("[data-from]");
  if (!cell) return;
  if (event.key === " ") {
    event.preventDefault();
    begin(cell);
    finish();
    return;
  }
  const next = neighbour(cell, event.key);
  if (!next) return;
  event.preventDefault();
  if (event.shiftKey && !stroke) begin(cell, true);
  if (event.shiftKey) paintTo(next);
  focusOn(next);
}

function begin(cell, byKeys = false) {
  /** @type {HTMLInputElement} */
  const tool = document.querySelector('input[name="paint"]:checked');
  const chosen = tool.value;
  stroke = { first: cell, before: spans, value: cell.dataset.is === chosen ? "" : chosen, byKeys };
  paintTo(cell);
}

// The rectangle between where the stroke began and where it is now.
function paintTo(cell) {
  const [a, b] = [place(stroke.first), place(cell)];
  spans = stroke.before;
  for (let row = Math.min(a[0], b[0]); row <= Math.max(a[0], b[0]); row += 1) {
    for (let day = Math.min(a[1], b[1]); day <= Math.max(a[1], b[1]); day += 1) put(rows[row][day], stroke.value);
  }
  draw();
}

function finish() {
  if (!stroke) return;
  const { before } = stroke;
  stroke = null;
  spans = joined(spans);
  changed += 1;
  offerBack(before);
  save();
}

// - taken back -

function offerBack(before) {
  clearTimeout(back?.timer);
  back = { spans: before, timer: setTimeout(() => (toast().hidden = true), TAKEN_BACK_WITHIN) };
  const narrows = isOnlyFree(spans) && !isOnlyFree(before);
  toast().querySelector("span").textContent = narrows ? words.only_free : words.changed;
  toast().hidden = false;
}

function takeBack() {
  clearTimeout(back.timer);
  toast().hidden = true;
  spans = back.spans;
  changed += 1;
  draw();
  save();
}

function toast() {
  return /** @type {HTMLElement} */ (document.querySelector(".toast[data-back]"));
}

/** Whether what is not marked is not used: so once there is a free time. */
function isOnlyFree(given) {
  return given.some(({ free }) => free);
}

// - spans -

function put(cell, value) {
  const [from, to] = [Date.parse(cell.dataset.from), Date.parse(cell.dataset.to)];
  spans = spans.flatMap((span) => without(span, from, to));
  if (value) spans.push({ from, to, free: value === "free" });
}

function without(span, from, to) {
  if (span.to <= from || span.from >= to) return [span];
  return [{ ...span, to: from }, { ...span, from: to }].filter((rest) => rest.from < rest.to);
}

function joined(given) {
  const found = [];
  for (const span of [...given].sort((a, b) => a.free - b.free || a.from - b.from)) {
    const last = found.at(-1);
    if (last && last.free === span.free && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else found.push({ ...span });
  }
  return found;
}

function stateOf(cell) {
  const [from, to] = [Date.parse(cell.dataset.from), Date.parse(cell.dataset.to)];
  const near = spans.filter((span) => span.from < to && from < span.to);
  if (near.some((span) => !span.free)) return "busy";
  const free = joined(near).some((span) => span.from <= from && span.to >= to);
  return free ? "free" : "";
}

// - what is seen -

function draw() {
  document.querySelector("[data-only-free]").toggleAttribute("hidden", !isOnlyFree(spans));
  for (const cell of rows.flat()) {
    const state = stateOf(cell);
    if (cell.dataset.is === state) continue;
    cell.dataset.is = state;
    cell.setAttribute("aria-label", `${cell.dataset.label}: ${words.states[state]}`);
  }
}

function place(cell) {
  const row = rows.findIndex((cells) => cells.includes(cell));
  return [row, rows[row].indexOf(cell)];
}

function neighbour(cell, key) {
  const [row, day] = place(cell);
  if (key === "Home" || key === "End") return rows[row].at(key === "Home" ? 0 : -1);
  const [down, right] = ARROWS[key] ?? [0, 0];
  return down || right ? rows[row + down]?.[day + right] : null;
}

function focusOn(cell) {
  grid.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
  cell.setAttribute("tabindex", "0");
  cell.focus({ preventScroll: stroke !== null && !stroke.byKeys });
}

function say(text) {
  document.querySelector("[data-saving]").textContent = text;
}

// - saving -

async function save() {
  if (saving || saved === changed) return;
  saving = true;
  say(words.saving);
  const stands = changed;
  try {
    await call("PUT", `/panelists/${page.person}/availability`, spans.map(asJson));
    saved = stands;
    say(fill(words.saved, { time: timeOfDay(Date.now(), page) }));
    renewList();
  } catch (error) {
    failed(error, stands);
  } finally {
    saving = false;
  }
  if (saved < changed && document.querySelector("[data-saving]").textContent !== words.offline) save();
}

function failed(error, stands) {
  if (error instanceof Refused) {
    saved = stands; // said, and not tried again as it is
    say(reason(error, words.refusals));
    return;
  }
  say(words.offline);
  setTimeout(save, TRY_AGAIN);
}

function asJson({ from, to, free }) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), free };
}

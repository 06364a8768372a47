/**
 * The timetable: a session is lifted by drag or by P, and each slot under it is asked what would come of it: what clashes,
 * how many are mailed. Nothing is done by dropping; it leads to the page that says so and has the button.
 *
 * The table says how: `data-move` the page of a move (with {key}, {at} and the lane's {room}); for a plan, which mails nobody,
 * `data-check` and `data-put`, addresses of the API. `data-words` has what is said.
 */

import { call, pageAt, Refused } from "./api.js";

const PAUSE = 150; // ms over a slot before it is asked about
const words = JSON.parse(table()?.dataset.words ?? "{}");
/** @type {{chip: HTMLElement, cell: HTMLElement | null} | null} */
let lifted = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
const said = document.createElement("p");

// A phone's strip of days shows the one that is chosen.
const chosen = /** @type {HTMLElement | null} */ (document.querySelector(".daystrip [aria-current]"));
if (chosen?.parentElement) chosen.parentElement.scrollLeft = chosen.offsetLeft - 4;

if (table()) {
  said.className = "toast said";
  said.setAttribute("role", "status");
  said.hidden = true;
  document.body.append(said);
  document.addEventListener("dragstart", (event) => {
    const chip = chipOf(event);
    if (!chip) return;
    event.dataTransfer?.setData("text/plain", chip.dataset.key ?? "");
    lift(chip);
  });
  document.addEventListener("dragover", (event) => {
    const cell = cellOf(event);
    if (!lifted || !cell) return;
    event.preventDefault();
    over(cell);
  });
  document.addEventListener("drop", (event) => {
    const cell = cellOf(event);
    if (!lifted || !cell) return;
    event.preventDefault();
    over(cell);
    drop();
  });
  document.addEventListener("dragend", () => letGo());
  document.addEventListener("keydown", keys);
}

/** The timetable as it now stands: filters put another in its place. */
function table() {
  return /** @type {HTMLTableElement | null} */ (document.querySelector("table.week[data-words]"));
}

function chipOf(event) {
  return /** @type {HTMLElement | null} */ (event.target.closest?.("table.week .ev[data-key]"));
}

function cellOf(event) {
  return /** @type {HTMLElement | null} */ (event.target.closest?.("table.week td[data-at]"));
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!lifted) {
    const chip = event.key.toLowerCase() === "p" && chipOf(event);
    if (!chip) return;
    lift(chip, /** @type {HTMLElement} */ (chip.closest("td")));
    say(words.lifted.replace("{name}", name()));
  } else if (event.key === "Escape") {
    const { chip } = lifted;
    letGo();
    chip.focus();
  } else if (event.key === "Enter") drop();
  else if (event.key.startsWith("Arrow")) step(event.key);
  else return;
  event.preventDefault();
}

/** The next slot in that direction. */
function step(key) {
  const cell = lifted?.cell;
  const row = /** @type {HTMLTableRowElement} */ (cell?.parentElement);
  const column = [...row.cells].indexOf(/** @type {HTMLTableCellElement} */ (cell));
  const rows = [...(row.parentElement?.children ?? [])];
  const there = {
    ArrowLeft: () => row.cells[column - 1],
    ArrowRight: () => row.cells[column + 1],
    ArrowUp: () => /** @type {HTMLTableRowElement | undefined} */ (rows[rows.indexOf(row) - 1])?.cells[column],
    ArrowDown: () => /** @type {HTMLTableRowElement | undefined} */ (rows[rows.indexOf(row) + 1])?.cells[column],
  }[key]?.();
  if (there?.dataset.at) over(there, true);
}

function lift(chip, cell = null) {
  lifted = { chip, cell };
  chip.classList.add("lift");
}

function letGo() {
  clearTimeout(timer);
  lifted?.chip.classList.remove("lift");
  lifted?.cell?.classList.remove("over", "fits", "clashes");
  lifted = null;
  said.hidden = true;
}

/** The session hangs over that slot: after a moment it is asked what would come of it. */
function over(cell, focus = false) {
  if (!lifted || lifted.cell === cell) return;
  lifted.cell?.classList.remove("over", "fits", "clashes");
  lifted.cell = cell;
  cell.classList.add("over");
  if (focus) {
    cell.tabIndex = -1;
    cell.focus();
  }
  say(words.asking.replace("{when}", cell.dataset.when ?? ""));
  clearTimeout(timer);
  timer = setTimeout(() => look(cell), PAUSE);
}

async function look(cell) {
  if (cell.contains(lifted?.chip ?? null)) return say(words.stays);
  const verdict = await (table()?.dataset.check ? ofPlan(cell) : ofPage(cell)).catch(() => null);
  if (lifted?.cell !== cell || !verdict) return;
  cell.classList.add(verdict.fits ? "fits" : "clashes");
  say(`${name()}, ${cell.dataset.when}: ${verdict.text}`);
}

async function ofPage(cell) {
  const page = await pageAt(filled(table()?.dataset.move, cell));
  const found = [.../** @type {NodeListOf<HTMLElement>} */ (page?.querySelectorAll("[data-verdict]") ?? [])];
  const lines = found.flatMap((one) => (one.matches("ul") ? [...one.children] : [one])).map((one) => one.textContent?.trim());
  return found.length ? { fits: found.every((one) => one.dataset.verdict === "yes"), text: lines.join(" ") } : null;
}

async function ofPlan(cell) {
  const [problems, fits] = await call("POST", filled(table()?.dataset.check), { starts_at: cell.dataset.at }).then(
    (answer) => [answer.items.map((one) => one.detail), fitting(answer)],
    (error) => [refused(error), ""],
  );
  return { fits: !problems.length, text: problems.join(" ") || fits };
}

/** What is said of a slot where nothing of a plan is in the way: the room, where there are rooms. */
function fitting(answer) {
  if (answer.room) return words.fits_in.replace("{room}", answer.room.name);
  return answer.lacks_room ? words.lacks_room : words.fits;
}

async function drop() {
  const cell = lifted?.cell;
  if (!cell || cell.contains(lifted?.chip ?? null)) return letGo();
  if (!table()?.dataset.put) return location.assign(filled(table()?.dataset.move, cell));
  try {
    await call("PATCH", filled(table()?.dataset.put), { starts_at: cell.dataset.at });
    location.reload();
  } catch (error) {
    const told = refused(error).join(" ");
    letGo();
    say(told);
  }
}

/** @returns {string[]} */
function refused(error) {
  if (!(error instanceof Refused)) throw error;
  return error.problem.conflicts?.map((one) => one.detail) ?? [error.message];
}

function filled(address, cell) {
  return (address ?? "")
    .replace("{key}", lifted?.chip.dataset.key ?? "")
    .replace("{at}", encodeURIComponent(cell?.dataset.at ?? ""))
    .replace("{room}", encodeURIComponent(cell?.dataset.room ?? ""));
}

function name() {
  return lifted?.chip.querySelector(".nm")?.textContent ?? "";
}

function say(text) {
  said.hidden = false;
  said.textContent = text;
}

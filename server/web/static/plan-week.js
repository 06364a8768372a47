/** A planned week: sessions dragged to another time, with every rule asked of the server while they hang in the air. */

import { call, Refused } from "./api.js";

const week = document.querySelector(".week");
const said = document.querySelector("[data-said]");
let dragged = null;
let asked = "";

if (week.dataset.movable === "yes") {
  week.addEventListener("dragstart", lift);
  week.addEventListener("dragover", hover);
  week.addEventListener("drop", drop);
  week.addEventListener("dragend", () => (dragged = null));
}

function lift(event) {
  const block = event.target.closest(".block");
  if (!block) return;
  const grip = Math.floor((event.clientY - block.getBoundingClientRect().top) / quarter(block.parentElement));
  dragged = { code: block.dataset.code, grip: Math.max(0, grip) };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", block.dataset.code);
}

function hover(event) {
  const slots = event.target.closest(".slots");
  if (!dragged || !slots) return;
  event.preventDefault();
  const where = place(slots, event.clientY);
  if (where.key === asked) return;
  asked = where.key;
  ask(where);
}

async function ask(where) {
  try {
    const { items } = await call("POST", `${address()}/check`, { starts_at: where.starts_at });
    if (where.key === asked) tell(items.map((one) => one.detail));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell([error.message]);
  }
}

async function drop(event) {
  const slots = event.target.closest(".slots");
  if (!dragged || !slots) return;
  event.preventDefault();
  const where = place(slots, event.clientY);
  try {
    await call("PATCH", address(), { starts_at: where.starts_at });
    location.reload();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tell((error.problem.conflicts ?? []).map((one) => one.detail).concat(error.problem.conflicts ? [] : [error.message]));
  }
}

function address() {
  return `/plans/${week.dataset.plan}/sessions/${dragged.code}`;
}

/** The half hour under the pointer, as a time with the offset that the programme's zone has on that day. */
function place(slots, y) {
  const at = Math.floor((y - slots.getBoundingClientRect().top) / quarter(slots)) - dragged.grip;
  const half = Math.max(0, Math.round(at / 2));
  const minutes = Number(week.dataset.first) * 60 + half * 30;
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return { key: `${dragged.code} ${slots.dataset.day} ${clock}`, starts_at: `${slots.dataset.day}T${clock}:00${week.dataset.offset}` };
}

function quarter(slots) {
  const rows = Number([...slots.classList].find((name) => name.startsWith("hours-")).slice(6)) * 4;
  return slots.getBoundingClientRect().height / rows;
}

function tell(problems) {
  said.hidden = false;
  said.classList.toggle("bad", problems.length > 0);
  said.textContent = problems.length ? problems.join(" · ") : said.dataset.fits;
}

/** The control room: the clock and the controls at once from each state, everything else as the server draws it. */

import { call, reach, Refused, reason } from "./api.js";
import { countdown, counted, follow, isDays, moment, passed, ServerClock } from "./clock.js";
import { listen } from "./live.js";
import { renewer } from "./parts.js";
import { begin } from "./recorder.js";
import { dayOf, fill, pageData, phaseName, timeOfDay } from "./words.js";

const UNDO_WITHIN = 20_000;
const RECORDED_BEFORE = 3600_000; // earlier the server begins no recording
const COUNTED = 16; // dots that can still be taken in at a glance

const page = pageData();
const { words } = page;
const clock = new ServerClock(page.session.server_time).start();
const renew = renewer(() => draw());
let session = page.session;
let shown = "";
let offered = null;
let recorder = (_kind, _data) => {};
let undoing;

document.addEventListener("submit", pressed);
listen(`/api/v1/sessions/${session.id}/events`, heard, lineChanged);
clock.everySecond(draw, () => counted(session));

const card = document.querySelector("[data-recorder]");
if (card) begin(card, session.id, words.recorder).then((hears) => (recorder = hears), () => {});

function heard(kind, data) {
  recorder(kind, data);
  if (kind === "state") return stateChanged(data);
  if (kind === "scored") return scored(data);
  if (kind === "pause-alert") say(words.pause_alert);
  return renew();
}

function stateChanged(next) {
  if (next.state !== session.state || next.phase !== session.phase) say(""); // a banner ends with its cause
  session = follow(session, next);
  offerUndo();
  for (const person of session.panel) progress(person);
  draw();
}

// How far each has come, and never with what values: the event does not say, and this page does not ask.
function scored({ actor, data }) {
  const person = session.panel.find((one) => one.id === actor?.id);
  if (!person || data?.scored === undefined) return renew();
  Object.assign(person, { scored: data.scored, of: data.of ?? person.of });
  return progress(person);
}

function progress({ id, scored: count, of }) {
  const cell = document.querySelector(`[data-person="${CSS.escape(id)}"] [data-progress]`);
  if (!cell || count === undefined) return;
  cell.querySelector(".dots").textContent = of <= COUNTED ? "●".repeat(count) + "○".repeat(Math.max(0, of - count)) : "";
  cell.querySelector("[data-of]").textContent = `${count}/${of}`;
}

// - time -

function draw() {
  const at = moment(session, clock.now());
  text("[data-clock]", big(at));
  text("[data-until]", until(at));
  for (const turn of document.querySelectorAll("[data-since]")) {
    const said = countdown(clock.now() - Date.parse(turn.dataset.since));
    if (turn.textContent !== said) turn.textContent = said;
  }
  text("[data-state]", words.states[at.state] ?? at.state);
  const early = at.state === "booked" && at.left > RECORDED_BEFORE;
  document.querySelector("[data-too-early]")?.toggleAttribute("hidden", !early);
  document.querySelector("[data-recordable]")?.toggleAttribute("hidden", early);
  for (const [n, item] of [...document.querySelectorAll("[data-phase]")].entries()) phase(item, n, at);
  const stands = `${at.state} ${at.phase} ${session.can_reopen} ${session.revealed} ${session.deliberates_until}`;
  if (stands !== shown) controls(at);
  shown = stands;
}

function big(at) {
  if (at.left === null) return "–";
  return (at.phase < 0 && at.state !== "booked") || isDays(at.left) ? "" : countdown(at.left);
}

function until(at) {
  const starts = Date.parse(session.starts_at);
  if (isDays(at.left)) return fill(words.opens_far, { day: dayOf(starts, page), time: timeOfDay(starts, page, false) });
  if (at.state === "booked") return fill(words.opens, { time: timeOfDay(starts, page) });
  if (at.state === "paused") return words.stands;
  if (at.phase < 0) return words.closed;
  return fill(words.closes, { time: timeOfDay(Date.parse(session.closes_at), page) });
}

function phase(item, n, at) {
  item.style.setProperty("--done", `${100 * passed(session, n, at)}%`);
  item.style.flexGrow = lengthOf(n);
  const over = at.phase < 0 ? at.state !== "booked" : n < at.phase;
  const never = over && !session.phases[n].starts_at;
  item.classList.toggle("over", over && !never);
  item.classList.toggle("never", never);
  item.toggleAttribute("aria-current", n === at.phase);
  item.querySelector("small").textContent = never ? words.never : over ? lasted(n) : left(n, at) ?? item.dataset.booked;
}

function left(n, at) {
  return n === at.phase && at.phaseLeft !== null ? fill(words.left, { left: countdown(at.phaseLeft) }) : null;
}

// What a phase took on the wall's clock, not what was booked for it.
function lasted(n) {
  const { starts_at: starts, ends_at: ends } = session.phases[n];
  return ends ? fill(words.lasted, { time: countdown(Date.parse(ends) - Date.parse(starts)) }) : "";
}

function lengthOf(n) {
  const { starts_at: starts, ends_at: ends, minutes } = session.phases[n];
  const now = starts && ends ? (Date.parse(ends) - Date.parse(starts)) / 60_000 : minutes;
  return String(Math.max(1, now));
}

// - controls -

function controls(at) {
  const last = at.phase === session.phases.length - 1;
  for (const control of document.querySelectorAll("[data-when]")) {
    const fits = control.dataset.when.split(" ").includes(at.state);
    const name = control.dataset.control ?? control.querySelector("[data-control]")?.dataset.control;
    control.hidden = !fits || !isAllowed(name, last);
  }
  document.querySelector(".controls").hidden = at.state === "booked"; // none of them is for then
  document.querySelector('[data-control="next-phase"] button')?.classList.toggle("main", at.state === "open");
  const next = session.phases[at.phase + 1];
  if (next) text('[data-control="next-phase"] button', fill(words.next_phase, { phase: phaseName(next, page).toLowerCase() }));
  if (at.phase < 0 || session.state === "closed") renew();
}

// What would be refused is not offered.
function isAllowed(name, last) {
  if (name === "next-phase") return !last;
  if (name === "reopen") return Boolean(session.can_reopen);
  if (name === "reveal") return !session.revealed;
  if (name === "conclude") return Boolean(session.deliberates_until);
  return true;
}

// What was done by a slip is taken back for as long as the server would.
function offerUndo() {
  const toast = document.querySelector("[data-undo]");
  const fresh = session.can_undo && session.control?.entry !== offered;
  if (!session.can_undo) toast.hidden = true;
  if (!fresh) return;
  offered = session.control?.entry;
  toast.querySelector("[data-undoable]").textContent = words.undoable[session.control?.kind] ?? "";
  toast.hidden = false;
  toast.querySelector('[name="entry"]').setAttribute("value", String(offered));
  clearTimeout(undoing);
  undoing = setTimeout(() => (toast.hidden = true), UNDO_WITHIN);
}

async function pressed(event) {
  const form = event.target;
  if (!form.closest(".room") || form.target) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button");
  button.disabled = true;
  try {
    const done = form.dataset.control ? await conduct(form, event.submitter) : await send(form, event.submitter);
    say(done, "good");
    form.reset();
    mark(form);
    form.closest("details")?.removeAttribute("open");
    renew();
  } catch (error) {
    say(why(error, form));
    mark(form, error);
  } finally {
    button.disabled = false;
  }
}

async function conduct(form, button) {
  stateChanged(await call("POST", `/sessions/${session.id}/${form.dataset.control}`, asked(form, button)));
  return "";
}

// Any other form of this page goes without leaving it, for a recording ends with its page. What was done is what the page
// that it leads to says.
async function send(form, button) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
  const answer = await reach(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main > .notice.good")?.textContent.trim() ?? "";
}

function asked(form, button) {
  /** @type {Record<string, unknown>} */
  const fields = Object.fromEntries(new FormData(form, button ?? undefined));
  delete fields.csrf;
  for (const name of ["minutes"]) if (name in fields) fields[name] = Number(String(fields[name]).replace(",", "."));
  for (const name of ["entry"]) if (name in fields) fields[name] = Number(fields[name]);
  const control = form.dataset.control;
  if (control === "next-phase") fields.from = session.phases[moment(session, clock.now()).phase]?.key ?? "";
  if (control === "extend" || control === "close") fields.closes_at = session.closes_at;
  if (control === "extend") fields.entry = session.control?.entry ?? null; // in a pause the close tells nothing apart
  if ("keep_end" in fields) fields.keep_end = fields.keep_end === "1";
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

function why(error, form) {
  if (!(error instanceof Refused)) return words.unreachable;
  const [field] = wrong(form, error);
  return [field?.labels?.[0]?.textContent, reason(error, words.refusals)].filter(Boolean).join(": ");
}

// The fields of a form that a refusal names.
function wrong(form, error) {
  const names = (error.problem?.faults ?? []).map((fault) => String(fault.pointer ?? "").slice(1));
  return names.map((name) => form.elements.namedItem(name)).filter((field) => (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.type !== "hidden");
}

function mark(form, error = {}) {
  for (const field of form.elements) field.removeAttribute("aria-invalid");
  const fields = wrong(form, error);
  for (const field of fields) field.setAttribute("aria-invalid", "true");
  fields[0]?.focus();
}

function lineChanged(up) {
  text("[data-line]", up ? "" : words.offline);
}

function say(what, kind = "bad") {
  const line = document.querySelector("[data-say]");
  line.hidden = what === "";
  line.className = `notice ${kind}`;
  line.textContent = what;
}

function text(selector, what) {
  const element = document.querySelector(selector);
  if (element && element.textContent !== what) element.textContent = what;
}

/** The stage: one clock to read from across a room. No controls, no scores. */

import { countdown, counted, follow, isDays, moment, passed, ServerClock } from "./clock.js";
import { listen } from "./live.js";
import { renewer } from "./parts.js";
import { dayOf, fill, pageData, phaseName, timeOfDay } from "./words.js";

const MINUTE = 60_000;
const RENEWS = ["asked", "noted", "replied", "recorded"];

const page = pageData();
const { words } = page;
const clock = new ServerClock(page.session.server_time).start();
const stage = document.querySelector(".stage");
const renew = renewer();
let session = page.session;

listen(page.events, heard);
clock.everySecond(draw, () => counted(session));
keepAwake();

function heard(kind, data) {
  if (kind === "state") {
    session = follow(session, data);
    draw();
    renew(); // a question may have been asked, or answered
  } else if (RENEWS.includes(kind)) renew();
}

function draw() {
  const now = clock.now();
  const at = moment(session, now);
  const [what, big, isWords] = headline(at);
  set("[data-what]", what);
  set("[data-clock]", big);
  set("[data-then]", then(at));
  set("[data-hour]", `${timeOfDay(now, page, false)} ${page.zone_name}`);
  set("[data-sign]", sign(at));
  for (const one of document.querySelectorAll(".question, .actor")) one.hidden = at.phase < 0;
  stage.classList.toggle("last", at.state === "open" && at.left !== null && at.left <= MINUTE);
  document.querySelector("[data-clock]").className = `clock${isWords ? " words" : big.length > 5 ? " long" : ""}`;
  set("[data-whole]", whole(at));
  track(at);
}

function headline(at) {
  if (isDays(at.left)) return [fill(words.before, { time: startsAt() }), dayOf(Date.parse(session.starts_at), page), true];
  if (at.state === "booked") return [fill(words.before, { time: startsAt() }), countdown(at.left), false];
  if (at.state === "cancelled" || at.state === "aborted") return [words.thanks, words[at.state], true];
  if (at.phase < 0) return [words.thanks, words.over, true];
  const left = at.phaseLeft === null ? words.paused : countdown(at.phaseLeft);
  return [at.state === "paused" ? `${nameOf(at.phase)} · ${words.paused}` : nameOf(at.phase), left, at.phaseLeft === null];
}

function then(at) {
  if (at.state === "booked") return listOfPhases();
  if (at.phase < 0) return "";
  const n = session.phases.findIndex((_, index) => index > at.phase && !isEmpty(index));
  return n < 0 ? words.last : fill(words.then, { phase: nameOf(n).toLowerCase(), minutes: minutesOf(session.phases[n]) });
}

/** How long all of it still lasts, which the clock does not say: that is the phase's. */
function whole(at) {
  if (at.phase < 0) return "";
  if (at.left === null) return words.stands;
  return fill(words.whole, { time: timeOfDay(Date.parse(session.closes_at ?? session.ends_at), page, false), left: countdown(at.left) });
}

/** The bar is the whole session: each phase as wide as it is long, the running one marked, filled as far as it has passed. */
function track(at) {
  const list = document.querySelector("[data-track]");
  const shown = session.phases.map((phase, index) => ({ phase, index })).filter(({ index }) => !isEmpty(index));
  while (list.children.length > shown.length) list.lastElementChild.remove();
  while (list.children.length < shown.length) list.append(document.createElement("li"));
  shown.forEach(({ phase, index }, n) => {
    const piece = /** @type {HTMLElement} */ (list.children[n]);
    const said = `${nameOf(index)} ${minutesOf(phase)}′`;
    if (piece.textContent !== said) piece.textContent = said;
    piece.toggleAttribute("aria-current", index === at.phase);
    piece.style.setProperty("--long", String(lengthOf(phase)));
    piece.style.setProperty("--done", `${100 * passed(session, index, at)}%`);
  });
}

function sign(at) {
  if (at.state !== "open" || at.left === null || session.phases.length === 0) return "";
  if (at.phaseLeft <= MINUTE) return words.one;
  return at.phaseLeft <= 5 * MINUTE && phaseLength(at.phase) > 5 * MINUTE ? words.five : "";
}

function listOfPhases() {
  return session.phases.map((phase, n) => `${nameOf(n)} ${minutesOf(phase)}′`).join(" · ");
}

function nameOf(index) {
  return phaseName(session.phases[index], page);
}

function phaseLength(index) {
  const { starts_at: starts, ends_at: ends } = session.phases[index];
  return Date.parse(ends) - Date.parse(starts);
}

// After a reopening all the time is the phase's in which it was closed.
function isEmpty(index) {
  return phaseLength(index) === 0;
}

function minutesOf(phase) {
  return new Intl.NumberFormat(page.lang, { maximumFractionDigits: 1 }).format(lengthOf(phase));
}

function lengthOf({ starts_at: starts, ends_at: ends, minutes }) {
  return starts && ends ? (Date.parse(ends) - Date.parse(starts)) / MINUTE : minutes;
}

function startsAt() {
  return `${timeOfDay(Date.parse(session.starts_at), page, false)} ${page.zone_name}`;
}

function set(selector, said) {
  const element = document.querySelector(selector);
  if (element.textContent !== said) element.textContent = said;
}

// A shared screen must not go to sleep in the middle of a session.
async function keepAwake() {
  const ask = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  await ask();
}

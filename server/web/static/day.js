/** Several sessions overseen: every clock from its own times, the rest drawn again by the server as something happens. */

import { countdown, moment, ServerClock } from "./clock.js";
import { renewer } from "./parts.js";
import { isUnfinished, pageData, phaseName } from "./words.js";

const A_DAY = 24 * 3_600_000; // what starts later has its date, no clock
const AGAIN = 20_000; // what no event tells of: another process, a clock that ran out

const page = pageData();
const clock = new ServerClock(page.server_time).start();
const renew = renewer(draw);

clock.everySecond(draw);
setInterval(() => document.visibilityState === "visible" && renew(), AGAIN);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && renew());
watch();

/** Looks again where something happened in one of these sessions, and says when the line is down. */
function watch() {
  const source = new EventSource(document.querySelector("[data-events]").dataset.events);
  const line = document.querySelector("[data-line]");
  source.addEventListener("changed", (event) => {
    line.hidden = true;
    const { sessions } = JSON.parse(event.data);
    const shown = rooms().map((room) => JSON.parse(room.dataset.session).id);
    if (document.visibilityState === "visible" && (sessions.length === 0 || sessions.some((one) => shown.includes(one)))) renew();
  });
  source.addEventListener("error", () => {
    line.hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(watch, AGAIN);
  });
}

/** @returns {HTMLElement[]} */
function rooms() {
  return [...document.querySelectorAll("[data-session]")];
}

function draw() {
  for (const room of rooms()) {
    const session = JSON.parse(room.dataset.session);
    const at = moment(session, clock.now());
    const runs = isUnfinished(at.state) && at.left !== null && at.left < A_DAY;
    room.querySelector("[data-clock]").textContent = runs ? countdown(at.left) : "";
    room.querySelector("[data-phase-name]").textContent = phaseName(session.phases[at.phase], page);
    room.querySelector("[data-state]").textContent = page.words.states[at.state] ?? at.state;
  }
}

/** The day view: every room's clock from its own times, the rest drawn again by the server every few seconds. */

import { countdown, moment, ServerClock } from "./clock.js";
import { renewer } from "./parts.js";
import { pageData, phaseName } from "./words.js";

const AGAIN = 5000;

const page = pageData();
const clock = new ServerClock(page.server_time).start();
const renew = renewer(draw);

clock.everySecond(draw);
setInterval(() => document.visibilityState === "visible" && renew(), AGAIN);

function draw() {
  for (const room of document.querySelectorAll("[data-session]")) {
    const session = JSON.parse(room.dataset.session);
    const at = moment(session, clock.now());
    const runs = ["booked", "open", "paused"].includes(at.state) && at.left !== null;
    room.querySelector("[data-clock]").textContent = runs ? countdown(at.left) : "";
    room.querySelector("[data-phase-name]").textContent = phaseName(session.phases[at.phase], page);
    room.querySelector("[data-state]").textContent = page.words.states[at.state] ?? at.state;
  }
}

/** A session's page for its regency and its observers: the clock, and what the server draws anew when something happens. */

import { countdown, counted, follow, isDays, moment, ServerClock } from "./clock.js";
import { leaveIfGone, listen } from "./live.js";
import { renewer } from "./parts.js";
import { begin } from "./replies.js";
import { fill, pageData, phaseName } from "./words.js";

const page = pageData(document.querySelector("[data-time]"));
const { words } = page;
const clock = new ServerClock(page.session.server_time).start();
const renew = renewer(() => {
  draw();
  freezeClaims();
  begin(renew);
});
let session = page.session;
let shown = session.state;
let isFresh = true; // what the first event tells, the page has just been drawn from

listen(`/api/v1/sessions/${session.id}/events`, heard, lineChanged);
begin(renew);
clock.everySecond(draw, () => counted(session));

function lineChanged(up) {
  set("[data-line]", up ? "" : words.offline);
  if (!up) leaveIfGone(session.id);
}

function heard(kind, data) {
  if (kind === "state") session = follow(session, data);
  if (kind === "message") return; // another part of the page shows it
  if (kind !== "state" || !isFresh) renew();
  isFresh = false;
  draw();
}

function draw() {
  const at = moment(session, clock.now());
  const [time, what] = told(at);
  set("[data-left]", time);
  set("[data-what]", what);
  bare(!what);
  if (at.state !== shown) renew(); // it opened or closed by the clock: the page wakes, or says that it is over
  shown = at.state;
}

// Days before there is no clock yet, and afterwards none any more: then only what stands beside it is shown.
function bare(isEmpty) {
  const card = document.querySelector("[data-time]");
  card.querySelector("[data-clock-line]").hidden = isEmpty;
  card.hidden = isEmpty && !card.querySelector("[data-part=meeting]").textContent.trim();
}

// Once the server takes no more claims, nothing more can be typed that would be lost; what stands stays to be read.
function freezeClaims() {
  const until = document.querySelector("[data-part=claims-until]");
  if (!until || "takes" in until.dataset) return;
  for (const field of document.querySelectorAll("[data-claims] :is(input, textarea, button)")) field.setAttribute("disabled", "");
}

function told(at) {
  if (at.state === "booked") return isDays(at.left) ? ["", ""] : [countdown(at.left), words.before];
  if (at.state === "paused") return [at.phaseLeft === null ? "–" : countdown(at.phaseLeft), words.paused];
  if (at.state !== "open") return ["", ""];
  return [countdown(at.phaseLeft ?? at.left), fill(words.left, { phase: phaseName(session.phases[at.phase], page).toLowerCase() })];
}

function set(selector, text) {
  const element = document.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}

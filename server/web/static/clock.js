/** The server's time in the browser: measured again and again, redrawn from the measurement, never counted. */

import { reach } from "./api.js";

const SECOND = 1000;
const EVERY = 20 * SECOND;
const SETTLED = [2 * SECOND, 5 * SECOND]; // while a page loads its own work delays the answers
const KEPT = 8;
const DRIFT = 0.0002; // how fast an old measurement loses worth, in ms per ms of its age
const JUMP = 200; // a wall clock that moved by more than this against the monotonic one was set, or the machine slept

/**
 * Knows what the server's clock shows now. `first` is the server's time as it stood in the page, `at` when the page came
 * (milliseconds since 1970 by this device) where that was before this load.
 */
export class ServerClock extends EventTarget {
  #samples = [];
  #offset;
  #gap = Date.now() - performance.now();

  constructor(first, measure = askTheServer, at = null) {
    super();
    this.measure = measure;
    const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType?.("navigation") ?? []);
    const sent = arrival?.responseStart ?? performance.now();
    this.#offset = first ? Date.parse(first) - (at ?? performance.timeOrigin + sent) : 0;
  }

  /** Milliseconds since 1970 by the server's clock. */
  now() {
    return Date.now() + this.#offset;
  }

  /** Begins to measure, at once and then for as long as the page lives. */
  start() {
    this.#several();
    for (const wait of SETTLED) setTimeout(() => this.#several(), wait);
    setInterval(() => this.sample(), EVERY);
    addEventListener("online", () => this.#several());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#several());
    return this;
  }

  /** One measurement; the best of the recent ones is what counts. */
  async sample() {
    this.#forgetIfTheClockJumped();
    const before = Date.now();
    const began = performance.now();
    try {
      const server = await this.measure();
      const trip = performance.now() - began;
      if (Math.abs(Date.now() - before - trip) > JUMP) return; // slept or was set while under way
      this.#samples = [{ offset: server - (before + trip / 2), trip, at: began }, ...this.#samples].slice(0, KEPT);
      this.#choose();
    } catch {
      // offline: what was measured before goes on to hold
    }
  }

  /**
   * Draws now and at each full second of the server's clock and before or after each of `marks()` (what is counted to need
   * not stand on a full second), and whenever the page is looked at again.
   */
  everySecond(draw, marks = () => []) {
    let timer;
    const tick = () => {
      clearTimeout(timer);
      if (this.#jumped()) this.#several();
      draw(this.now());
      timer = setTimeout(tick, untilNext(this.now(), [0, ...marks()]) + 3);
    };
    this.addEventListener("change", tick);
    document.addEventListener("visibilitychange", tick);
    tick();
  }

  async #several() {
    for (let n = 0; n < 3; n += 1) await this.sample();
  }

  #choose() {
    const age = (sample) => performance.now() - sample.at;
    const worth = (sample) => sample.trip / 2 + age(sample) * DRIFT;
    const best = this.#samples.reduce((a, b) => (worth(b) < worth(a) ? b : a));
    const moved = Math.abs(best.offset - this.#offset) > 1;
    this.#offset = best.offset;
    if (moved) this.dispatchEvent(new Event("change"));
  }

  #jumped() {
    return Math.abs(Date.now() - performance.now() - this.#gap) > JUMP;
  }

  #forgetIfTheClockJumped() {
    if (!this.#jumped()) return;
    this.#gap = Date.now() - performance.now();
    this.#samples = [];
  }
}

function untilNext(now, marks) {
  return Math.min(...marks.map((mark) => (((mark - now) % SECOND) + SECOND) % SECOND || SECOND));
}

/** The instants (milliseconds since 1970) that a session's pages count to. */
export function counted({ starts_at: starts, closes_at: closes, phases }) {
  const known = [starts, closes, ...phases.map((phase) => phase.ends_at)].filter(Boolean);
  return known.map((instant) => Date.parse(instant));
}

async function askTheServer() {
  const response = await reach("/api/v1/time", { credentials: "omit" }); // whose time it is would have to be looked up
  return Date.parse((await response.json()).server_time);
}

/**
 * Where a session (the contract's JSON) stands at an instant, by its stored times alone: `state` (booked, open, paused,
 * closed, …), `phase` (its index, or -1), and `left` and `phaseLeft` in milliseconds: until the close and the phase's
 * end, or until the start while it is booked; null where nobody knows.
 */
export function moment(session, now) {
  const starts = Date.parse(session.starts_at);
  const closes = session.closes_at ? Date.parse(session.closes_at) : null;
  if (["closed", "signed", "cancelled", "aborted"].includes(session.state)) return over(session.state);
  if (session.state === "paused") return standing(session);
  if (now < starts) return { state: "booked", phase: -1, left: starts - now, phaseLeft: starts - now };
  if (closes !== null && now >= closes) return over("closed");
  const phase = phaseAt(session.phases, now);
  const ends = session.phases[phase]?.ends_at ?? session.closes_at;
  return { state: "open", phase, left: closes - now, phaseLeft: Date.parse(ends) - now };
}

/** How much of a phase has passed, 0 to 1. */
export function passed(session, index, at) {
  if (at.phase < 0) return at.state === "booked" ? 0 : 1;
  if (index !== at.phase) return index < at.phase ? 1 : 0;
  const { starts_at: starts, ends_at: ends, minutes } = session.phases[index];
  const whole = starts && ends ? Date.parse(ends) - Date.parse(starts) : minutes * 60 * SECOND;
  return at.phaseLeft === null || !whole ? 0 : Math.min(1, Math.max(0, 1 - at.phaseLeft / whole));
}

/** Whether so much is left that a date says more than a countdown. */
export function isDays(milliseconds) {
  return milliseconds !== null && milliseconds >= 24 * 3600 * SECOND;
}

/** `1:17:20` or `27:20`; the second that runs counts as left, so that zero is the end itself. */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / SECOND));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The session that a `state` event brought, with what a pause hides remembered from before it. */
export function follow(before, session) {
  if (session.state !== "paused" || session.remaining_seconds !== undefined || !before) return session;
  if (before.state === "paused") return { ...before, ...session, remaining_seconds: before.remaining_seconds };
  const at = moment(before, Date.parse(session.server_time));
  return { ...session, remaining_seconds: (at.left ?? 0) / SECOND, phase_remaining_seconds: (at.phaseLeft ?? 0) / SECOND };
}

function over(state) {
  return { state, phase: -1, left: 0, phaseLeft: 0 };
}

function standing(session) {
  const phase = session.phases.findIndex((one) => one.key === session.phase);
  const ms = (seconds) => (seconds === undefined || seconds === null ? null : seconds * SECOND);
  const left = ms(session.remaining_seconds);
  const phaseLeft = ms(session.phase_remaining_seconds) ?? (phase === session.phases.length - 1 ? left : null);
  return { state: "paused", phase, left, phaseLeft };
}

function phaseAt(phases, now) {
  const found = phases.findIndex((one) => one.ends_at && now < Date.parse(one.ends_at));
  return found < 0 ? phases.length - 1 : found;
}

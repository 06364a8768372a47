/**
 * What a sheet's page knows, as a value: a fold of what happened, without page, clock or network. Drawing is sheet.js's.
 *
 * @typedef {{value: number | null, note?: string, unsure?: boolean, revision?: number, at?: string | null}} Score
 * @typedef {{kind: string, [more: string]: any}} Happening
 * @typedef {object} State
 * @property {any} session the contract's session, followed through pauses
 * @property {any} sheet the contract's sheet as the server last told it
 * @property {string} person
 * @property {string | null} trouble signed-out, paused, undeclared, withdrawn, unreached: why nothing goes through just now
 * @property {boolean} line whether the event stream is up
 * @property {boolean} sending
 * @property {number} late how many changes came after the close, from this page
 * @property {number | null} savedAt when the server last stored a score of this sheet, by its own clock
 * @property {boolean} submitted
 * @property {number} discarded how many changes its person threw away by signing out in another tab
 * @property {boolean} gone whether the sheet is no longer this person's
 */

import { countdown, follow, isDays, moment } from "./clock.js";

const MINUTE = 60_000;
export const LAST_SECONDS = 10_000; // before the close what is typed goes letter by letter

const HELD = ["paused", "signed-out", "undeclared", "withdrawn"];
const OVER = ["closed", "signed", "aborted", "cancelled"];
/** Entries after which the session is to be asked for again: they say more than a state event does. */
const CHANGES = ["moved", "panel-changed", "link-changed", "cancelled", "aborted", "closed", "reopened", "revealed", "concluded", "undone"];
const OWN = ["scored", "submitted", "declared", "admitted", "refused", "moderated"];

/** @returns {State} */
export function begun({ session, sheet, person }) {
  const gone = sheet.state === "withdrawn";
  return { session, sheet, person, trouble: null, line: true, sending: false, late: 0, discarded: 0, savedAt: newest(sheet), submitted: sheet.submitted, gone };
}

/** Of a sheet without a session, as an example's is: what is said about saving, and nothing of a clock. @returns {State} */
export function bare() {
  const nothing = { session: null, sheet: {}, person: "", trouble: null, line: true, sending: false };
  return { ...nothing, late: 0, discarded: 0, savedAt: null, submitted: false, gone: false };
}

/** The state after one more thing happened; whatever it does not know changes nothing.
 * @param {State} state
 * @param {Happening} happening
 * @returns {State}
 */
export function after(state, happening) {
  return (AFTER[happening.kind] ?? ((same) => same))(state, happening);
}

/** @type {Record<string, (state: State, happening: Happening) => State>} */
const AFTER = {
  session: (state, { session }) => ({ ...state, session: follow(state.session, session), gone: state.gone || !sits(session, state.person) }),
  sheet: (state, { sheet }) => ({
    ...state,
    sheet,
    gone: state.gone || sheet.state === "withdrawn",
    submitted: sheet.submitted,
    savedAt: latest(state.savedAt, newest(sheet)),
  }),
  line: (state, { up }) => ({ ...state, line: up, trouble: up && state.trouble === "unreached" ? null : state.trouble }),
  room: (state, { room, meeting_url }) => ({ ...state, session: { ...state.session, room, meeting_url } }),
  saving: (state) => ({ ...state, sending: true, trouble: null }),
  idle: (state) => ({ ...state, sending: false, trouble: null }),
  saved: (state, { score }) => ({ ...state, sending: false, trouble: null, savedAt: latest(state.savedAt, Date.parse(score?.at ?? "")) }),
  late: (state) => ({ ...state, sending: false, trouble: null, late: state.late + 1 }),
  clash: (state) => ({ ...state, sending: false }),
  fault: (state) => ({ ...state, sending: false }),
  offline: (state) => ({ ...state, sending: false, trouble: "unreached" }),
  submitted: (state) => ({ ...state, submitted: true }),
  "signed-in": (state) => ({ ...state, trouble: null }),
  gone: (state) => ({ ...state, gone: true }),
  discarded: (state, { n }) => ({ ...state, sending: false, discarded: n }),
  ...Object.fromEntries(HELD.map((held) => [held, (state) => ({ ...state, sending: false, trouble: held })])),
};

/** What is to be asked of the server after an entry: "session", "sheet", both or neither.
 * @param {State} state
 * @param {string} kind
 * @param {any} data
 * @returns {string[]}
 */
export function toAskFor(state, kind, data) {
  const own = OWN.includes(kind) && (data.actor?.id === state.person || data.panelist === state.person || data.data?.panelist === state.person);
  return [...(CHANGES.includes(kind) ? ["session"] : []), ...(own || CHANGES.includes(kind) ? ["sheet"] : [])];
}

/** Where the sheet stands at an instant, as `moment` says it, or `withdrawn`.
 * @param {State} state
 * @param {number} now
 */
export function standing(state, now) {
  return state.gone ? { state: "withdrawn", phase: -1, left: 0, phaseLeft: 0 } : moment(state.session, now);
}

/** Whether nothing more can be scored. */
export function isOver(state) {
  return OVER.includes(state) || state === "withdrawn";
}

/** Days ahead a date says more than a countdown. */
export function isFar(state, now) {
  return standing(state, now).state === "booked" && isDays(Date.parse(state.session.starts_at) - now);
}

/** `five` or `one` where so many minutes or fewer are left before the sheet closes; never in a session that is shorter.
 * @param {State} state
 * @param {number} now
 * @returns {"five" | "one" | null}
 */
export function warning(state, now) {
  const at = standing(state, now);
  if (at.state !== "open" || at.left === null || at.left <= 0) return null;
  if (at.left <= MINUTE) return "one";
  const whole = Date.parse(state.session.closes_at) - Date.parse(state.session.starts_at);
  return at.left <= 5 * MINUTE && whole > 6 * MINUTE ? "five" : null;
}

/** Whether what is typed is sent without waiting for a rest. */
export function isNearTheClose(state, now) {
  const at = standing(state, now);
  return at.state === "open" && at.left !== null && at.left <= LAST_SECONDS;
}

/** The phase, its own remaining time and its end, for the words of the bar.
 * @param {State} state
 * @param {number} now
 */
export function phaseFacts(state, now) {
  const at = standing(state, now);
  const phase = state.session.phases[at.phase];
  return {
    phase,
    left: at.phaseLeft === null ? "" : countdown(at.phaseLeft),
    ends: phase?.ends_at ? Date.parse(phase.ends_at) : null,
    closes: Date.parse(state.session.closes_at ?? state.session.ends_at),
    opens: Date.parse(state.session.starts_at),
  };
}

/**
 * What is said about saving: a key of the words, how it looks, and the number in it.
 * @param {State} state
 * @param {{clash?: unknown, fault?: unknown}[]} waiting
 * @returns {{is: string, word: string, n: number}}
 */
export function saying(state, waiting) {
  const n = waiting.length;
  if (state.gone) return { is: "held", word: "withdrawn", n };
  if (state.discarded) return { is: "held", word: "discarded", n: state.discarded };
  if (waiting.some((change) => change.clash)) return { is: "held", word: "choose", n };
  if (state.trouble === "signed-out") return { is: "held", word: "signed_out", n };
  if (state.trouble === "withdrawn") return { is: "held", word: "withdrawn", n };
  if (state.trouble === "paused") return { is: "paused", word: "paused", n };
  if (state.trouble === "unreached" && n) return { is: "offline", word: "offline", n };
  if (waiting.some((change) => change.fault)) return { is: "held", word: "not_taken", n };
  if (n || state.sending) return { is: "saving", word: "saving", n };
  if (!state.line && state.trouble === "unreached") return { is: "offline", word: "offline_idle", n };
  return state.savedAt === null ? { is: "", word: "", n } : { is: "saved", word: "saved", n };
}

/** Which of these criteria have a value that counts: the server's own list once nothing can change any more.
 * @param {State} state
 * @param {{criterion: string, value: number | null}[]} shown
 * @param {boolean} frozen
 */
export function scored(state, shown, frozen) {
  return shown.filter(({ criterion, value }) => (frozen ? criterion in (state.sheet.scores ?? {}) : value !== null)).length;
}

function sits(session, person) {
  return !session.panel || session.panel.some((seat) => seat.id === person && !seat.withdrawn);
}

// What came after the close is no saving of this sheet, also where it was admitted later.
function newest(sheet) {
  const closes = sheet.closes_at ? Date.parse(sheet.closes_at) : Number.POSITIVE_INFINITY;
  const times = Object.values(sheet.scores ?? {}).map((score) => Date.parse(score.at)).filter((time) => time < closes);
  return times.length ? Math.max(...times) : null;
}

function latest(a, b) {
  const known = [a, b].filter((one) => one !== null && !Number.isNaN(one));
  return known.length ? Math.max(...known) : null;
}

/**
 * Sends a sheet's changes: one request in flight, in order, each until the server acknowledged or refused it. Knows no page.
 *
 * A change is {criterion, value, note, unsure, typed_at, revision, key, n, tried} and, while something holds it back,
 * `clash` (the score that stands on the server) or `fault` (why it was not taken), and `offline_since` where there was no
 * line when it was typed. `revision` is the one last seen,
 * `tried` what this browser has sent before without hearing an answer: finding that on the server is no clash.
 */

import { newKey, Refused } from "./api.js";

const AGAIN = [500, 1000, 2000, 4000, 8000];
const WHILE_PAUSED = 5000; // the event of its end comes sooner, as a rule

export class Sender {
  #timer = null;
  #due = Infinity;
  #resting = false; // whether what waits does so only for the typing to rest
  #running = false;
  #failures = 0;
  #over = false;
  #down = null; // since when nobody answers, in RFC 3339

  /**
   * `put(change)` makes the request and resolves to the stored score. `tell(what, change, detail)` hears `saving`, `saved`,
   * `late`, `clash`, `fault`, `offline`, `paused`, `signed-out`, `undeclared`, `withdrawn` and `idle`.
   * `alone(work)` runs the work while no other tab does the same.
   */
  constructor(queue, put, tell, alone = (work) => work()) {
    this.queue = queue;
    this.put = put;
    this.tell = /** @type {(what: string, change?: any, detail?: any) => void} */ (tell);
    this.alone = alone;
    this.#down = queue.list().map((change) => change.offline_since).filter(Boolean).sort()[0] ?? null; // of an earlier life
  }

  /** The line went at that moment, or came back (null); an answer to a change says as much. */
  line(downSince) {
    this.#down = downSince === null ? null : (this.#down ?? downSince);
  }

  /** A score as it now stands on the page; replaces what waits for the same criterion. */
  add(criterion, fields, typedAt, revision) {
    const before = this.queue.get(criterion);
    const seen = before ? { ...before, fault: undefined } : { criterion, revision, tried: [] };
    const n = Math.max(Date.now(), ...this.queue.list().map((change) => change.n + 1));
    const offline = { offline_since: this.#down ?? undefined };
    this.queue.put({ ...seen, ...fields, ...offline, typed_at: typedAt, key: newKey(), n });
  }

  /** How many changes the server has not acknowledged. */
  get waiting() {
    return this.queue.list().length;
  }

  /** Sends what waits, after so many milliseconds at the latest; `rest` waits anew, for typing that goes on. */
  wake(wait = 0, rest = false) {
    if (this.#over) return;
    const due = performance.now() + wait;
    if (this.#timer !== null && this.#due <= due && !(rest && this.#resting)) return;
    this.#resting = rest;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#run(), wait);
  }

  /** Sends what waits, once; resolves when nothing more goes just now. */
  now() {
    return this.alone(() => this.#drain());
  }

  /** Sends nothing any more. */
  stop() {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  /** The person's choice in a clash: their own value stands, or the one on the server. */
  settle(criterion, mine) {
    const change = this.queue.get(criterion);
    if (!change?.clash) return;
    if (mine) this.#rebase(change, change.clash.revision);
    else this.queue.remove(criterion);
    this.wake();
  }

  async #run() {
    this.#timer = null;
    if (this.#running) return this.wake(50);
    this.#running = true;
    try {
      await this.alone(() => this.#drain());
    } finally {
      this.#running = false;
    }
  }

  async #drain() {
    for (let change = this.queue.next(); change && !this.#over; change = this.queue.next()) {
      this.tell("saving", change);
      if (!(await this.#send(change))) return;
    }
    this.tell("idle");
  }

  async #send(change) {
    this.#remember(change);
    try {
      const score = await this.put(change);
      this.#down = null;
      this.#saved(change, score);
      return true;
    } catch (error) {
      this.line(error instanceof Refused ? null : change.typed_at);
      return error instanceof Refused ? this.#refused(change, error) : this.#unreached();
    }
  }

  #remember(change) {
    const { value, note, unsure } = change;
    if (change.tried.some((one) => same(one, change))) return;
    this.queue.put({ ...change, tried: [...change.tried, { value, note, unsure }] });
  }

  #saved(change, score) {
    this.#failures = 0;
    const now = this.queue.get(change.criterion);
    if (now && now.key !== change.key) this.#rebase({ ...now, tried: [] }, score.revision);
    else this.queue.remove(change.criterion);
    this.tell("saved", change, score);
  }

  #unreached() {
    this.tell("offline");
    this.wake(AGAIN[Math.min(this.#failures, AGAIN.length - 1)]);
    this.#failures += 1;
    return false;
  }

  // True goes on with the next change, false waits.
  #refused(change, refusal) {
    const { status, name, problem } = refusal;
    if (status >= 500 || status === 429) return this.#unreached();
    this.#failures = 0;
    if (name === "sheet-closed") return this.#late(change, problem);
    if (name === "stale-revision") return this.#stale(change, problem.score);
    if (name === "sheet-paused" || name === "sheet-waiting") return this.#later(change, "paused", WHILE_PAUSED);
    if (name === "not-declared") return this.#later(change, "undeclared");
    if (status === 401 || status === 403) return this.#later(change, "signed-out");
    if (status === 404) return this.#later(change, "withdrawn");
    return this.#fault(change, problem);
  }

  #late(change, problem) {
    const now = this.queue.get(change.criterion);
    if (now && now.key === change.key) this.queue.remove(change.criterion);
    this.tell("late", change, problem);
    return true;
  }

  #stale(change, score) {
    const now = this.queue.get(change.criterion) ?? change;
    if (same(now, score) && now.private === undefined) {
      this.queue.remove(change.criterion);
      this.tell("saved", now, score);
    } else if (same(now, score) || now.tried.some((one) => same(one, score)) || isEmpty(score)) {
      this.#rebase(now, score.revision);
    } else {
      this.queue.put({ ...now, clash: score });
      this.tell("clash", now, score);
    }
    return true;
  }

  // A refusal is an answer: the next try is another request and has a key of its own.
  #later(change, what, wait) {
    const now = this.queue.get(change.criterion);
    if (now) this.queue.put({ ...now, key: newKey() });
    this.tell(what, change);
    if (wait) this.wake(wait);
    return false;
  }

  #fault(change, problem) {
    const fault = (problem.faults ?? problem.errors ?? []).map((one) => one.message).join(" ") || problem.detail || problem.title || "";
    const now = this.queue.get(change.criterion);
    if (now && now.key === change.key) this.queue.put({ ...now, fault: fault || "?" });
    this.tell("fault", change, fault);
    return true;
  }

  #rebase(change, revision) {
    this.queue.put({ ...change, revision, clash: undefined, key: newKey() });
  }
}

/** Whether two scores say the same. */
export function same(a, b) {
  return (a.value ?? null) === (b.value ?? null) && (a.note ?? "") === (b.note ?? "") && Boolean(a.unsure) === Boolean(b.unsure);
}

function isEmpty(score) {
  return same(score, {});
}

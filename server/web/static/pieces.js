/**
 * Pieces of recordings that the server has not acknowledged yet, kept in IndexedDB through reloads, crashes and an outage,
 * and sent in order. A repeat is harmless: the server keeps the first of a number.
 */

import { Refused, reach, Unreachable } from "./api.js";

const DATABASE = "sidang-recorder";
const STORE = "pieces";
const AGAIN = [500, 1000, 2000, 4000, 8000];

export class Pieces {
  #database;
  #running = null;
  #failures = 0;
  sent = 0;

  /** The pieces of one session, with what an earlier life of the page left. `tell(waiting, trouble)` hears how it goes. */
  static async open(session, tell) {
    const pieces = new Pieces(session, tell);
    pieces.#database = await opened();
    return pieces;
  }

  constructor(session, tell) {
    this.session = session;
    this.tell = tell;
  }

  /** Keeps a piece, and begins to send; resolves once it is kept here. */
  async add(take, n, blob) {
    const bytes = await blob.arrayBuffer(); // a Blob of a dead page may be gone
    await this.#do("readwrite", (store) => store.put({ session: this.session, take, n, bytes }));
    this.send();
  }

  /** How many the server has not acknowledged. */
  async waiting() {
    return (await this.#keys()).length;
  }

  /** Sends all that waits; resolves when nothing does, however long the line is down. */
  send() {
    this.#running ??= this.#drain().finally(() => (this.#running = null));
    return this.#running;
  }

  async #drain() {
    for (let keys = await this.#keys(); keys.length > 0; keys = await this.#keys()) {
      this.tell(keys.length, this.#failures > 0);
      const piece = await this.#do("readonly", (store) => store.get(keys[0]));
      if (await this.#put(piece)) {
        await this.#do("readwrite", (store) => store.delete(keys[0]));
        this.#failures = 0;
        this.sent += 1;
      } else {
        this.tell(keys.length, true);
        await new Promise((resolve) => setTimeout(resolve, AGAIN[Math.min(this.#failures, AGAIN.length - 1)]));
        this.#failures += 1;
      }
    }
    this.tell(0, false);
  }

  // True where it need not be sent again: it is on the server's disk, or never will be.
  async #put({ take, n, bytes }) {
    const token = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
    const headers = { "Content-Type": "application/octet-stream", "X-CSRF-Token": token, Accept: "application/json" };
    try {
      const address = `/api/v1/sessions/${this.session}/recording/${take}/${n}`;
      const response = await reach(address, { method: "PUT", headers, body: bytes });
      return response.ok || [404, 409, 415].includes(response.status);
    } catch (error) {
      if (error instanceof Unreachable || error instanceof Refused) return false;
      throw error;
    }
  }

  #keys() {
    const all = IDBKeyRange.bound([this.session], [this.session, []]);
    return this.#do("readonly", (store) => store.getAllKeys(all));
  }

  #do(mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** The sessions of whose recordings this browser still keeps pieces for the server. */
export async function sessionsWithPieces() {
  const keys = await inAnyCase("readonly", (store) => store.getAllKeys());
  return [...new Set((keys ?? []).map(([session]) => session))];
}

/** Throws all of them away. */
export function dropPieces() {
  return inAnyCase("readwrite", (store) => store.clear());
}

/** The work's result; null in a browser that keeps nothing. */
async function inAnyCase(mode, work) {
  const database = await opened().catch(() => null);
  if (!database) return null;
  return new Promise((resolve) => {
    const request = work(database.transaction(STORE, mode).objectStore(STORE));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["session", "take", "n"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

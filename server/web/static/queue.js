/**
 * Changes to a sheet that the server has not acknowledged yet, one a criterion, kept through reloads, crashes and power cuts.
 *
 * They stand in localStorage, which is written before the next line runs and which all tabs share, and in IndexedDB with
 * strict durability, which reaches the disk when the browser itself dies. What the one lost, the other gives back.
 */

import { atLeisure } from "./frame.js";

const DATABASE = "sidang";
const STORE = "changes";

export class Queue {
  /** @type {((store: IDBObjectStore) => void)[]} */
  #writes = []; // what the disk does not know yet
  #flushSoon = atLeisure(() => this.#flush());

  /** The queue of one person's sheet of one session, with what an earlier life of the page left in it. */
  static async open(sheet, { local = safeStorage(), backup = openBackup() } = {}) {
    const queue = new Queue(sheet, local, await backup.catch(() => null));
    await queue.#restore();
    return queue;
  }

  constructor(sheet, local, backup) {
    this.sheet = sheet;
    this.prefix = `sidang:${sheet}:`;
    this.local = local;
    this.backup = backup;
  }

  /** Every change, the one that was typed first in front. */
  list() {
    const keys = Object.keys(this.local).filter((key) => key.startsWith(this.prefix));
    return keys.map((key) => JSON.parse(this.local.getItem(key))).sort((a, b) => a.n - b.n);
  }

  get(criterion) {
    const text = this.local.getItem(this.prefix + criterion);
    return text ? JSON.parse(text) : null;
  }

  /** The first change that nothing holds back; null if there is none. */
  next() {
    return this.list().find((change) => !change.clash && !change.fault) ?? null;
  }

  put(change) {
    this.local.setItem(this.prefix + change.criterion, JSON.stringify(change));
    this.#write((store) => store.put({ ...change, sheet: this.sheet }));
  }

  remove(criterion) {
    this.local.removeItem(this.prefix + criterion);
    this.#write((store) => store.delete([this.sheet, criterion]));
  }

  async #restore() {
    for (const { sheet, ...change } of await this.#kept()) {
      const there = this.get(change.criterion);
      if (sheet === this.sheet && (!there || there.n < change.n)) this.put(change);
    }
  }

  #write(work) {
    if (!this.backup) return;
    this.#writes.push(work);
    this.#flushSoon();
  }

  #flush() {
    const writes = this.#writes.splice(0);
    try {
      const transaction = this.backup.transaction(STORE, "readwrite", { durability: "strict" });
      for (const write of writes) write(transaction.objectStore(STORE));
      transaction.commit?.();
    } catch {
      this.backup = null; // the other copy still stands
    }
  }

  #kept() {
    if (!this.backup) return [];
    return new Promise((resolve) => {
      const request = this.backup.transaction(STORE).objectStore(STORE).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve([]);
    });
  }
}

const WAITING = /^sidang:[^:]+:[^:]+:/;
const OF_A_SHEET = /^sidang(:|-receipts\/)/;

/** How many changes of anybody's sheets this browser still keeps for the server. */
export function unsent(local = safeStorage()) {
  return Object.keys(local).filter((key) => WAITING.test(key)).length;
}

/** Forgets what sheets left here, waiting changes and receipts, in both places: who signs out leaves nothing to the next. */
export async function forget(local = safeStorage(), backup = openBackup()) {
  for (const key of Object.keys(local).filter((one) => OF_A_SHEET.test(one))) local.removeItem(key);
  const kept = await backup.catch(() => null);
  await new Promise((resolve) => {
    if (!kept) return resolve();
    const transaction = kept.transaction(STORE, "readwrite");
    transaction.objectStore(STORE).clear();
    transaction.oncomplete = transaction.onerror = transaction.onabort = resolve;
    return undefined;
  });
}

function openBackup() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["sheet", "criterion"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function safeStorage() {
  try {
    localStorage.setItem("sidang:probe", "1");
    localStorage.removeItem("sidang:probe");
    return localStorage;
  } catch {
    return new Memory(); // a browser that keeps nothing: at least this page does
  }
}

/** Like localStorage, for as long as the page lives. */
export class Memory {
  getItem(key) {
    return this[key] ?? null;
  }
  setItem(key, text) {
    this[key] = text;
  }
  removeItem(key) {
    delete this[key];
  }
}

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

  /**
   * The queue of one person's sheet of one session, with what an earlier life of the page left in it. `about` is what
   * another page says of it, `{title, page}`, and is kept with each change.
   */
  static async open(sheet, { about = undefined, local = safeStorage(), backup = openBackup() } = {}) {
    const queue = new Queue(sheet, local, await backup.catch(() => null), about);
    await queue.#restore();
    return queue;
  }

  constructor(sheet, local, backup, about = undefined) {
    this.sheet = sheet;
    this.about = about;
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

  put(changed) {
    const change = { about: this.about, ...changed };
    this.local.setItem(this.prefix + change.criterion, JSON.stringify(change));
    this.#write((store) => store.put({ ...change, sheet: this.sheet }));
  }

  remove(criterion) {
    this.local.removeItem(this.prefix + criterion);
    this.#write((store) => store.delete([this.sheet, criterion]));
  }

  /** Resolves once the disk knows all that was put and removed. */
  written() {
    return this.#flush();
  }

  async #restore() {
    for (const { sheet, ...change } of await allKept(this.backup)) {
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
    if (!this.backup || writes.length === 0) return Promise.resolve();
    try {
      const transaction = this.backup.transaction(STORE, "readwrite", { durability: "strict" });
      for (const write of writes) write(transaction.objectStore(STORE));
      transaction.commit?.();
      return new Promise((resolve) => (transaction.oncomplete = transaction.onerror = transaction.onabort = resolve));
    } catch {
      this.backup = null; // the other copy still stands
      return Promise.resolve();
    }
  }
}

const CHANGE = /^sidang:([^:]+:[^:]+):./;

/** The sheets of a person of which this browser still keeps changes for the server. */
export async function waitingSheets(person, local = safeStorage(), backup = openBackup()) {
  const here = Object.keys(local).map((key) => key.match(CHANGE)?.[1]);
  const there = (await allKept(await backup.catch(() => null))).map((change) => change.sheet);
  return [...new Set([...here, ...there])].filter((sheet) => sheet?.endsWith(`:${person}`));
}

/** Forgets what a person's sheets left here: the receipts, and of the changes those that are named, `{sheet, criterion, n}`. */
export async function forget(person, changes = [], local = safeStorage(), backup = openBackup()) {
  for (const key of Object.keys(local).filter((one) => one.startsWith("sidang-receipts/") && one.endsWith(`:${person}`))) local.removeItem(key);
  const kept = await backup.catch(() => null);
  for (const { sheet, criterion, n } of changes) {
    const queue = new Queue(sheet, local, kept);
    if ((queue.get(criterion)?.n ?? n) !== n) continue; // what was typed since is another thing
    queue.remove(criterion);
    await queue.written();
  }
}

function allKept(backup) {
  if (!backup) return Promise.resolve([]);
  return new Promise((resolve) => {
    const request = backup.transaction(STORE).objectStore(STORE).getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve([]);
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

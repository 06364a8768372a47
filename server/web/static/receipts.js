/**
 * What the server answered for each save, kept by the page: which entry of the record holds it, and that entry's hash.
 *
 * After the seal the record is asked for, redacted or not, and each receipt is looked for in it.
 *
 * @typedef {{criterion: string, entry: number, hash: string, late?: boolean}} Receipt
 */

export class Receipts {
  /**
   * @param {string} sheet `SESSION:PERSON`
   * @param {{getItem: (key: string) => string | null, setItem: (key: string, text: string) => void}} storage
   */
  constructor(sheet, storage) {
    this.key = `sidang-receipts/${sheet}`;
    this.storage = storage;
  }

  /** @returns {Receipt[]} */
  list() {
    return JSON.parse(this.storage.getItem(this.key) ?? "[]");
  }

  /** Keeps one more; the same entry again is the same receipt. */
  add(/** @type {Receipt} */ receipt) {
    if (!receipt.entry || !receipt.hash) return;
    const others = this.list().filter((one) => one.entry !== receipt.entry);
    this.storage.setItem(this.key, JSON.stringify([...others, receipt]));
  }
}

/**
 * Which receipts the record bears out: `kept` and `missing` by criterion, `entries` how many receipts there were.
 * @param {Receipt[]} receipts
 * @param {{number: number, hash: string}[]} entries of the record
 */
export function held(receipts, entries) {
  const hashes = new Map(entries.map((entry) => [entry.number, entry.hash]));
  const lost = receipts.filter((one) => hashes.get(one.entry) !== one.hash);
  const missing = [...new Set(lost.map((one) => one.criterion))];
  const kept = [...new Set(receipts.map((one) => one.criterion))].filter((key) => !missing.includes(key));
  return { kept, missing, entries: receipts.length };
}

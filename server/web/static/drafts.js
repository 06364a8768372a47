/**
 * What is typed and not sent yet, kept on this device until the server has it: bound to the person and the thing.
 *
 * Its keys are of the kind that queue.js counts as waiting and forgets: who signs out is told of it first.
 */

const person = document.querySelector('meta[name="person"]')?.getAttribute("content") || "-";

/** One thing's draft: any object that JSON can say. A browser that keeps nothing keeps no draft. */
export class Draft {
  /** @param {string} thing `questions/ID`, `claims/REGENCY/KEY` */
  constructor(thing) {
    this.name = `sidang:draft:${person}:${thing}`;
  }

  /** What was kept; null where nothing was. */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name));
    } catch {
      return null;
    }
  }

  /** Keeps it instead of what was kept; whether it is kept. */
  keep(what) {
    try {
      localStorage.setItem(this.name, JSON.stringify(what));
      return true;
    } catch {
      return false;
    }
  }

  /** The server has it, or nobody wants it any more. */
  drop() {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // nothing was kept, either
    }
  }
}

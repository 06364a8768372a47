/**
 * What is typed and not sent yet, kept on this device until the server has it: bound to the person and the thing.
 *
 * Who signs out is told of it first (leaving.js).
 */

const person = document.querySelector('meta[name="person"]')?.getAttribute("content") || "-";

/**
 * @typedef {{name: string, kept: string, about: {page: string, title: string}}} Waiting a draft as it was found
 */

/** One thing's draft: any object that JSON can say. A browser that keeps nothing keeps no draft. */
export class Draft {
  /** @param {string} thing `questions/ID`, `claims/REGENCY/KEY` */
  constructor(thing) {
    this.name = prefixOf(person) + thing;
  }

  /** What was kept; null where nothing was. */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name));
    } catch {
      return null;
    }
  }

  /** Keeps it instead of what was kept; whether it is kept. With `sends`, an address and what else it wants, it goes
   * there as one signs out once it is `pressed`. */
  keep(what) {
    const about = { page: location.pathname + location.search, title: document.querySelector("h1")?.textContent.trim() ?? "" };
    try {
      localStorage.setItem(this.name, JSON.stringify({ ...what, about }));
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

/** Whether that is who reads this page. */
export function isOwn(whose) {
  return whose === person;
}

/** What of a person's waits on this device. @returns {Waiting[]} */
export function waitingDrafts(whose) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(prefixOf(whose)));
    return names.map((name) => ({ name, kept: localStorage.getItem(name) })).map((one) => ({ ...one, about: JSON.parse(one.kept).about }));
  } catch {
    return [];
  }
}

/** Forgets these drafts; what was typed since is another. @param {Waiting[]} some */
export function forgetDrafts(some) {
  for (const { name, kept } of some) {
    if (localStorage.getItem(name) === kept) localStorage.removeItem(name);
  }
}

function prefixOf(whose) {
  return `sidang-draft/${whose}/`;
}

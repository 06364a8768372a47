/**
 * What this browser keeps of a sheet for a time without a line, seen from the page: `worker.js` keeps the page and its parts,
 * the page adds how its scores stand now, which the page as it was sent does not know.
 */

const SOON = 300;
const STRAGGLERS = [2000, 10_000]; // what the worker had asked for before it was to forget comes in as late as that
const VERSION = new URL(import.meta.url).pathname.split("/")[2];

/** When this page was kept, by this device's clock in milliseconds since 1970, where it did not come from the server; else null. */
export const keptAt = Number(document.documentElement.dataset.kept) || null;

/** Asks the worker to keep something: `{path}` of a sheet with all it is made of, `{slides}`. Nothing where there is none. */
export async function keep(what) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/worker.js", { scope: `/${location.pathname.split("/")[1]}/` });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage(what);
  } catch {
    // a browser that lets nothing be kept: the sheet works as before
  }
}

/** How one sheet stands, beside its kept page. */
export class Standing {
  #timer = null;
  #over = false;

  /**
   * @param {string} whose `/sessions/ID` or `/calibrations/ID`
   * @param {string} person
   */
  constructor(whose, person) {
    this.whose = whose;
    this.name = `sidang/${VERSION}/${person}`;
    this.address = `${whose}/sheet/standing`;
  }

  /** What was put last; null where nothing was. */
  async read() {
    const kept = await globalThis.caches?.match(this.address, { cacheName: this.name }).catch(() => null);
    return kept ? kept.json() : null;
  }

  /** Keeps it soon: `standing()` is asked then. Only beside a page that is kept. */
  put(standing) {
    if (this.#timer !== null || this.#over || !globalThis.caches) return;
    this.#timer = setTimeout(async () => {
      this.#timer = null;
      await this.#write(JSON.stringify(standing())).catch(() => {});
    }, SOON);
  }

  /** The sheet is sealed, or is another's now: nothing of it stays here. */
  async forget() {
    this.#over = true;
    clearTimeout(this.#timer);
    await this.#empty();
    for (const wait of STRAGGLERS) setTimeout(() => this.#empty(), wait);
  }

  async #empty() {
    for (const name of (await globalThis.caches?.keys().catch(() => [])) ?? []) {
      const cache = await caches.open(name);
      const there = (await cache.keys()).filter((request) => request.url.includes(`${this.whose}/`));
      await Promise.all(there.map((request) => cache.delete(request)));
    }
  }

  async #write(text) {
    if (this.#over || !(await caches.has(this.name))) return;
    const cache = await caches.open(this.name);
    await cache.put(this.address, new Response(text, { headers: { "Content-Type": "application/json" } }));
  }
}

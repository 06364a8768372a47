/** Requests to /api/v1 with the sign-in of this browser; a refusal and a broken line are told apart. */

const PATIENCE = 15_000;

/** The server said no, in problem+json; `name` is the problem's type (`sheet-closed`), `problem` all it said. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `${status}`);
    this.status = status;
    this.problem = problem;
    this.name = String(problem.type ?? "").split("/").pop();
  }
}

/**
 * Why the server said no, in the page's language: every fault; else the very reason; else what its kind means.
 * @param {Refused} refused
 * @param {Record<string, string>} kinds the words by the problem's type
 */
export function reason(refused, kinds) {
  const faults = (refused.problem.faults ?? []).map((one) => one.message).filter(Boolean);
  return faults.join(" ") || (refused.problem.code ? refused.message : (kinds[refused.name] ?? refused.message));
}

/** Nobody answered, or not in time: whether it was done is not known. */
export class Unreachable extends Error {}

/**
 * What the server answered, as JSON. Throws Refused or Unreachable.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {unknown} [body]
 * @param {{key?: string, keepalive?: boolean}} [options] `key` makes it safe to send again; `keepalive` outlives the page
 */
export async function call(method, path, body, { key, keepalive } = {}) {
  const response = await reach(`/api/v1${path}`, {
    method,
    headers: headers(body, key),
    body: body === undefined ? undefined : JSON.stringify(body),
    keepalive,
  });
  const answer = await json(response);
  if (response.ok) return answer;
  throw new Refused(response.status, answer);
}

/**
 * A fetch of this origin that gives up after a while; throws Unreachable.
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function reach(address, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(address, { cache: "no-store", credentials: "same-origin", ...options, signal: patience.signal });
  } catch (error) {
    throw new Unreachable(error.message);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The present page as the server would send it now; null if it refuses, or if it is not the page that `fits`. Only then
 * does this page take over its CSRF token: what was begun as one person must not go on as another.
 */
export async function freshPage(/** @type {(page: Document) => boolean} */ fits = () => true) {
  const fresh = await pageAt(location.href);
  if (fresh === null || !fits(fresh)) return null;
  const token = tokenOf(fresh);
  if (token) document.querySelector('meta[name="csrf"]')?.setAttribute("content", token);
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('input[name="csrf"]'))) field.value = token ?? field.value;
  return fresh;
}

/** Signs in with a personal link, as its page's button does; false if the link opens nothing. */
export async function enter(token) {
  const address = `/enter/${encodeURIComponent(token)}`;
  const page = await pageAt(address);
  if (page === null) return false;
  /** @type {HTMLInputElement | null} */
  const field = page.querySelector('form[action^="/enter/"] input[name="csrf"]');
  const body = new URLSearchParams({ csrf: field?.value ?? "" });
  return (await reach(address, { method: "POST", body })).ok;
}

/** The page of an address as the server sends it; null if it refuses. Throws Unreachable. */
export async function pageAt(address) {
  const response = await reach(address, { headers: { Accept: "text/html" } });
  return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
}

/** A key nobody else makes: 128 bits of chance. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The form token that a page bears. */
export function tokenOf(page) {
  /** @type {HTMLMetaElement | null} */
  const meta = page.querySelector('meta[name="csrf"]');
  return meta?.content;
}

/** @returns {Record<string, string>} */
function headers(body, key) {
  const token = tokenOf(document);
  return {
    Accept: "application/json",
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(token ? { "X-CSRF-Token": token } : {}),
    ...(key ? { "Idempotency-Key": key } : {}),
  };
}

async function json(response) {
  try {
    return await response.json();
  } catch {
    if (response.ok) throw new Unreachable("the answer was cut off");
    return {};
  }
}

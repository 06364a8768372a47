/**
 * A sheet, of a session or of an example, without a line: its page as it was last seen, its look, its modules and the deck, for a reload while nobody answers.
 *
 * The server is always asked first; only where it does not answer is shown what was kept. `VERSION` (the hash of the static
 * files) and `SHELL` (what the sheet is made of) stand in front of this file as it is served: with another version another
 * worker comes, and what an older one kept is forgotten. What is kept is one person's and one version's, and the server says
 * with each page whether it may be kept at all (`Sidang-Keep`): not of a sheet that is sealed or another's now.
 */

const NAME = `sidang/${self.VERSION}/`;
const SHEET = /^\/(sessions|calibrations)\/[^/]+\/sheet$/;
const SLIDE = /^\/api\/v1\/sessions\/[^/]+\/files\/[^/]+\/slides(\/\d+\.webp)?$/;
const UNREACHED = [502, 503, 504];
const KEPT_AT = "Sidang-Kept-At";
const A_DAY = 24 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data).catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && SHEET.test(pathname)) event.respondWith(page(event, pathname));
  else if (self.SHELL.includes(pathname) || SLIDE.test(pathname)) event.respondWith(part(event, pathname));
});

async function begin() {
  await forget((name) => !name.startsWith(NAME));
  await self.clients.claim();
}

/** A sheet's page: the server's, or while nobody answers the one that was kept, which says so. */
async function page(event, path) {
  const answer = await fetch(event.request).catch(() => null);
  if (answer && !UNREACHED.includes(answer.status)) {
    event.waitUntil(settle(path, answer.clone(), Date.now()).catch(() => {}));
    return answer;
  }
  return (await keptPage(path)) ?? answer ?? Response.error();
}

/** A part of it: the server's, or the kept one. */
async function part(event, path) {
  const answer = await fetch(event.request).catch(() => null);
  if (answer?.ok) event.waitUntil(putPart(path, answer.clone()).catch(() => {}));
  if (answer && !UNREACHED.includes(answer.status)) return answer;
  const cache = await ours();
  return (await cache?.match(path)) ?? answer ?? Response.error();
}

/** Keeps the page, or forgets what there is of it, as the server says. */
async function settle(path, answer, at) {
  if (answer.type === "opaqueredirect") return;
  const whose = `sidang/${answer.headers.get("Sidang-Keep")}`;
  if (answer.status === 401) await forget(() => true);
  else if (answer.ok && whose.startsWith(NAME)) await putPage(whose, path, answer, at);
  else await forgetBelow(path.replace(/sheet$/, ""));
}

async function putPage(whose, path, answer, at) {
  await forget((name) => name !== whose);
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(at));
  headers.delete("Content-Encoding"); // the body is read already
  headers.delete("Content-Length");
  const cache = await caches.open(whose);
  await cache.put(path, new Response(await answer.text(), { headers }));
}

async function keptPage(path) {
  const cache = await ours();
  const kept = await cache?.match(path);
  const at = Number(kept?.headers.get(KEPT_AT));
  if (!kept || Date.now() - at > A_DAY) return null;
  const text = (await kept.text()).replace("<html ", `<html data-kept="${at}" `);
  return new Response(text, { headers: kept.headers });
}

async function putPart(path, answer) {
  const cache = await ours();
  if (cache && answer.status === 200 && !(await cache.match(path))) await cache.put(path, answer);
}

/** What a page asks for once it stands: itself, what it is made of, and slide after slide behind everything else. */
async function keep({ path = "", slides = [] }) {
  if (path && !(await (await ours())?.match(path))) {
    const at = Date.now();
    await settle(path, await fetch(path, { headers: { Accept: "text/html" } }), at);
  }
  const other = path.startsWith("/calibrations/") ? "/sheet.js" : "/calibrate.js";
  const shell = path ? self.SHELL.filter((address) => !address.endsWith(other)) : [];
  for (const address of [...shell, ...slides]) {
    const cache = await ours();
    if (!cache) return;
    if (await cache.match(address)) continue;
    const answer = await fetch(address, { priority: "low" });
    if (path && !(await cache.match(path))) return; // forgotten meanwhile
    if (answer.status === 200) await cache.put(address, answer);
  }
}

/** The one cache of this version; none before a page was kept. */
async function ours() {
  const name = (await caches.keys()).find((one) => one.startsWith(NAME));
  return name ? caches.open(name) : null;
}

async function forget(which) {
  await Promise.all((await caches.keys()).filter(which).map((name) => caches.delete(name)));
}

async function forgetBelow(folder) {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) if (request.url.includes(folder)) await cache.delete(request);
  }
}

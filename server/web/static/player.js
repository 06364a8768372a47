/** The sound beside a replay: what jumps to it, what moves along with it, marks of one's own, and what was said. */

import { call } from "./api.js";
import { fill, timeOfDay } from "./words.js";

const EVERY = 10_000; // how often the moment beside is renewed while it plays
const PAGE = 1000;
const MOST = 10; // pages of a transcript

/** @type {HTMLElement} */
const root = document.querySelector("[data-player]");
const page = JSON.parse(root.dataset.player);
const { words, line, sources } = page;
/** @type {HTMLMediaElement} */
const media = root.querySelector("[data-media]");
/** @type {HTMLSelectElement | null} */
const select = root.querySelector("[data-source]");
let source = sources[0];
let shownAt = 0;

for (const part of root.querySelectorAll("[data-scripted], [data-mark]")) part.hidden = false;
media.addEventListener("timeupdate", follow);
media.addEventListener("seeked", () => follow(null, true));
media.addEventListener("ended", goOn);
select?.addEventListener("change", () => use(sources.find((one) => one.id === select.value), 0, true));
root.querySelector("[data-mark]").addEventListener("submit", mark);
root.querySelector("[data-next-chapter]").addEventListener("click", nextChapter);
for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-by]"))) {
  button.addEventListener("click", () => (media.currentTime = Math.max(0, media.currentTime + Number(button.dataset.by))));
}
document.addEventListener("click", jumped);
document.addEventListener("replayed", (event) => to(Date.parse(page.starts) + /** @type {CustomEvent} */ (event).detail * 60_000, !media.paused));
if (root.querySelector("[data-transcript]")) transcribe().catch(() => {});

// - where the sound is -

/** The time of day that is heard, in milliseconds since 1970. */
function now() {
  return Date.parse(source.at) + media.currentTime * 1000;
}

/** Goes to a time of day; what lies between two recordings goes on with the next. */
function to(at, plays) {
  const holds = (one) => Date.parse(one.at) <= at && (one.seconds === null || at < Date.parse(one.at) + one.seconds * 1000);
  const found = sources.findLast(holds) ?? sources.find((one) => Date.parse(one.at) > at);
  say(sources.some(holds) ? "" : words.unheard);
  if (found) use(found, Math.max(0, (at - Date.parse(found.at)) / 1000), plays);
}

function use(wanted, seconds, plays) {
  if (wanted !== source) {
    source = wanted;
    media.src = wanted.address;
    if (select) select.value = wanted.id;
  }
  media.currentTime = seconds; // before anything is loaded it is where playing begins
  if (plays) media.play().catch(() => {});
}

function goOn() {
  const next = sources[sources.indexOf(source) + 1];
  if (next) use(next, 0, true);
}

function jumped(event) {
  const link = /** @type {Element} */ (event.target).closest?.("[data-at]");
  if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  to(Date.parse(link.dataset.at), true);
}

function nextChapter() {
  const at = now();
  const next = steps(root.querySelector('[data-steps="chapters"]')).find((one) => Date.parse(one.dataset.at) > at + 500);
  if (next) to(Date.parse(next.dataset.at), true);
}

// - what moves along -

function follow(_event, renews = false) {
  const at = now();
  const share = (at - Date.parse(line.begins)) / (Date.parse(line.until) - Date.parse(line.begins));
  root.querySelector("[data-head]").setAttribute("x", `${100 * Math.min(1, Math.max(0, share))}%`);
  root.querySelector("[data-heard-at]").textContent = timeOfDay(at, page);
  for (const list of root.querySelectorAll("[data-steps]")) step(list, at);
  if (!renews && at - shownAt < EVERY && at >= shownAt) return;
  shownAt = at;
  document.dispatchEvent(new CustomEvent("heard", { detail: (at - Date.parse(page.starts)) / 60_000 }));
}

function steps(list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-at]")]).filter((one) => !one.closest("[hidden]"));
}

function step(list, at) {
  const current = steps(list).findLast((one) => Date.parse(one.dataset.at) <= at) ?? null;
  const before = list.querySelector("[aria-current]");
  if (before === current) return;
  before?.removeAttribute("aria-current");
  current?.setAttribute("aria-current", "true");
  if (current && !list.matches(":hover, :focus-within")) list.scrollTop += current.getBoundingClientRect().top - list.getBoundingClientRect().top - 48;
}

// - marks -

async function mark(event) {
  event.preventDefault();
  const form = event.target;
  const at = new Date(now()).toISOString();
  try {
    const made = await call("POST", `/sessions/${page.session}/bookmarks`, { at, text: form.elements.namedItem("text").value.trim() });
    const item = document.createElement("li");
    item.append(jumpTo(made.at, made.text || words.nameless));
    root.querySelector("[data-marks]").append(item);
    form.reset();
    say(words.marked);
  } catch (error) {
    say(error.problem?.detail ?? words.unreachable);
  }
}

function jumpTo(at, text, voice = "") {
  const link = document.createElement("a");
  link.href = `${location.pathname}?minute=${((Date.parse(at) - Date.parse(page.starts)) / 60_000).toFixed(3)}`;
  link.dataset.at = at;
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = timeOfDay(Date.parse(at), page);
  const said = document.createElement("span");
  if (voice) said.append(Object.assign(document.createElement("b"), { textContent: voice }), " ");
  said.append(text);
  link.append(time, said);
  return link;
}

function say(what) {
  root.querySelector("[data-unheard]").textContent = what;
}

// - what was said -

async function transcribe() {
  const list = root.querySelector(".transcript");
  let after = "";
  for (let n = 0; n < MOST && after !== null; n += 1) {
    const { items, next } = await call("GET", `/sessions/${page.session}/transcript?limit=${PAGE}${after && `&after=${encodeURIComponent(after)}`}`);
    for (const one of items) {
      const item = document.createElement("li");
      item.append(jumpTo(one.at, one.text, one.voice));
      list.append(item);
    }
    after = next;
  }
  const form = root.querySelector("[data-search]");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => search(list, form.querySelector("input").value.trim().toLowerCase()));
}

function search(list, wanted) {
  let n = 0;
  for (const item of list.children) {
    item.hidden = wanted !== "" && !item.querySelector("span").textContent.toLowerCase().includes(wanted);
    if (!item.hidden) n += 1;
  }
  root.querySelector("[data-found]").textContent = wanted ? fill(words.found, { n }) : "";
}

/** A panelist's sheet: every change is kept here until the server acknowledged it, and what is saved is said in words. */

import { call, enter, freshPage, Refused } from "./api.js";
import { countdown, counted, follow, moment, ServerClock } from "./clock.js";
import { dress, freeze, hideClash, read, say, show, showClash } from "./criterion.js";
import { goTo, keyboard } from "./keys.js";
import { listen } from "./live.js";
import { Queue } from "./queue.js";
import { Sender } from "./sender.js";
import { dayOf, fill, pageData, timeOfDay } from "./words.js";

const TYPING = 600; // a note is sent when the typing rests
const SIGN_IN_AGAIN = 4000;
const NEAR_THE_CLOSE = 2000;
const A_DAY = 24 * 3600 * 1000;
const ANOTHER_TAB = 300;

const page = pageData();
const { words, person } = page;
const sheetName = `${page.session.id}:${person}`;
const root = document.querySelector("main");
const form = document.querySelector("form[data-sheet]");
const cards = new Map([...document.querySelectorAll(".criterion")].map((card) => [card.dataset.criterion, card]));
const revisions = new Map([...cards].map(([key, card]) => [key, Number(card.dataset.revision)]));
const clock = new ServerClock(page.session.server_time).start();
const others = "BroadcastChannel" in window ? new BroadcastChannel(`sidang:sheet:${sheetName}`) : null;

let session = page.session;
let sheet = page.sheet;
let lastSaved = newestSave();
let trouble = null; // offline, paused, signed-out, undeclared, withdrawn: why nothing goes through just now
let sending = false;
let lateCount = 0;
let queue;
let sender;
let shown = null; // the state that the page is dressed for
let looking = null; // the timer of the next look at what the server has
let waitingForSignIn = false;

await begin();

async function begin() {
  queue = await Queue.open(sheetName);
  sender = new Sender(queue, put, told, aloneAmongTabs);
  for (const change of queue.list()) restore(change);
  listenToThePage();
  others?.addEventListener("message", (event) => fromAnotherTab(event.data));
  listen(`/api/v1/sessions/${session.id}/events`, heard, lineChanged);
  clock.everySecond(draw, () => counted(session));
  addEventListener("online", () => sender.wake());
  addEventListener("beforeunload", warnOfUnsent);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sender.wake());
  sender.wake();
  count();
}

// - what is typed -

function listenToThePage() {
  if (!form) return;
  form.addEventListener("change", (event) => typed(event.target, 0));
  form.addEventListener("input", (event) => event.target instanceof HTMLTextAreaElement && typed(event.target, TYPING));
  form.addEventListener("submit", submitted);
  document.querySelector("[data-next-open]")?.addEventListener("click", () => goTo(nextWhere((card) => read(card).value === null)));
  document.querySelector("[data-next-unsure]")?.addEventListener("click", () => goTo(nextWhere((card) => read(card).unsure)));
  document.querySelector("[data-fold]")?.addEventListener("click", fold);
  document.querySelector("[data-link-form]")?.addEventListener("submit", signInAgain);
  if (localStorage.getItem("sidang:folded")) fold();
  keyboard(root, () => [...cards.values()]);
}

function typed(input, rest) {
  const card = input.closest(".criterion");
  if (!card || at().state === "closed") return;
  const criterion = card.dataset.criterion;
  const typedAt = new Date(clock.now()).toISOString();
  sender.add(criterion, read(card), typedAt, revisions.get(criterion) ?? 0);
  say(card, "");
  dress(card);
  count();
  others?.postMessage({ what: "typed", criterion, score: read(card) });
  sender.wake(nearTheClose() ? 0 : rest);
  word();
}

function nearTheClose() {
  const now = at();
  return now.state === "open" && now.left < NEAR_THE_CLOSE;
}

function restore(change) {
  const card = cards.get(change.criterion);
  if (!card) return;
  show(card, change);
  if (change.clash) clash(change, change.clash);
  if (change.fault) say(card, "refused", words.not_taken);
}

function nextWhere(wanted) {
  const all = [...cards.values()];
  const from = all.indexOf(document.activeElement?.closest(".criterion"));
  return [...all.slice(from + 1), ...all.slice(0, from + 1)].find(wanted);
}

// - what is sent -

async function put(change) {
  try {
    return await request(change);
  } catch (error) {
    if (![403, 404].includes(error.status) || !(await signedInAgain())) throw error;
    return request(change); // the page was of an older sign-in of the same person
  }
}

function request({ criterion, value, note, unsure, typed_at, revision, key }) {
  return call("PUT", `/sessions/${session.id}/sheet/${encodeURIComponent(criterion)}`, { value, note, unsure, typed_at, revision }, { key });
}

function aloneAmongTabs(work) {
  return navigator.locks ? navigator.locks.request(`sidang:${sheetName}`, work) : work();
}

function told(what, change, detail) {
  sending = what === "saving";
  if (what === "saving" || what === "saved" || what === "idle") trouble = null;
  ({ saved, late, clash, fault })[what]?.(change, detail);
  if (["offline", "paused", "signed-out", "undeclared", "withdrawn"].includes(what)) trouble = what;
  if (what === "signed-out") waitForSignIn();
  document.querySelector("[data-signin]")?.toggleAttribute("hidden", trouble !== "signed-out");
  count();
  word();
}

function saved(change, score) {
  revisions.set(change.criterion, score.revision);
  lastSaved = clock.now();
  const card = cards.get(change.criterion);
  hideClash(card);
  say(card, "");
  others?.postMessage({ what: "saved", criterion: change.criterion, score });
}

function late(change, problem) {
  lateCount += 1;
  const by = Math.max(0, problem.late_by_seconds ?? 0);
  const seconds = by < 10 ? new Intl.NumberFormat(page.lang, { maximumFractionDigits: 1 }).format(by) : Math.round(by);
  say(cards.get(change.criterion), "late", fill(words.late, { seconds, value: change.value ?? words.none }));
}

function clash(change, score) {
  const card = cards.get(change.criterion);
  showClash(card, change, score, words, (mine) => {
    hideClash(card);
    if (!mine) accept(change.criterion, score);
    sender.settle(change.criterion, mine);
    others?.postMessage({ what: "settled", criterion: change.criterion });
  });
}

function fault(change, why) {
  say(cards.get(change.criterion), "refused", `${words.not_taken} ${why}`);
}

function accept(criterion, score) {
  revisions.set(criterion, score.revision ?? 0);
  const card = cards.get(criterion);
  if (!card || card.classList.contains("frozen")) return;
  show(card, score);
  count();
}

function submitted(event) {
  event.preventDefault();
  if (event.submitter?.value !== "submit") return sender.wake();
  const open = [...cards.values()].filter((card) => read(card).value === null);
  if (open.length && !form.dataset.asked) {
    form.dataset.asked = "yes";
    announce(fill(words.submit_anyway, { n: open.length }));
    goTo(open[0]);
    return undefined;
  }
  return submit();
}

async function submit() {
  sender.wake();
  try {
    sheet = await call("POST", `/sessions/${session.id}/sheet/submit`, {});
    announce(words.submitted);
  } catch (error) {
    announce(error instanceof Refused ? words.refusals[error.name] ?? error.message : words.try_again);
  }
}

// - signed out: ask for the link, wait, go on -

async function waitForSignIn() {
  if (waitingForSignIn) return;
  waitingForSignIn = true;
  while (!(await signedInAgain())) await new Promise((resolve) => setTimeout(resolve, SIGN_IN_AGAIN));
  waitingForSignIn = false;
  others?.postMessage({ what: "signed-in" });
  goOn();
}

async function signedInAgain() {
  const ours = (fresh) => fresh.querySelector("[data-page]") !== null && pageData(fresh.querySelector("[data-page]")).person === person;
  return (await freshPage(ours).catch(() => null)) !== null;
}

function goOn() {
  trouble = null;
  document.querySelector("[data-signin]")?.setAttribute("hidden", "");
  sender.wake();
}

async function signInAgain(event) {
  event.preventDefault();
  const token = String(new FormData(event.target).get("link")).trim().split("/").filter(Boolean).pop() ?? "";
  const entered = await enter(token).catch(() => false);
  const fits = entered && (await signedInAgain());
  const line = document.querySelector("[data-signin-fault]");
  line.hidden = fits;
  line.textContent = fits ? "" : words.bad_link;
  if (fits) goOn();
}

// - what others do: the clock, the room, the same person elsewhere -

function heard(kind, data) {
  if (kind === "state") return stateChanged(data);
  if (data.actor?.id !== person) return undefined;
  if (["scored", "submitted", "declared", "admitted", "refused"].includes(kind)) lookAgainSoon();
  return undefined;
}

function stateChanged(next) {
  const before = at();
  session = follow(session, next);
  draw();
  if (at().state === "open" && before.state !== "open") reopened(before.state);
  if (trouble === "paused" || trouble === "offline") sender.wake();
}

function reopened(before) {
  if (before === "closed") location.reload();
  else lookAgainSoon();
}

function lineChanged(up) {
  if (up) sender.wake();
  if (!up && navigator.onLine === false) trouble ??= "offline";
  if (up && trouble === "offline") trouble = null;
  word();
}

function lookAgainSoon() {
  clearTimeout(looking);
  looking = setTimeout(lookAgain, ANOTHER_TAB);
}

async function lookAgain() {
  try {
    sheet = await call("GET", `/sessions/${session.id}/sheet`);
  } catch {
    return;
  }
  const standing = { ...sheet.unscored, ...sheet.scores };
  for (const criterion of cards.keys()) {
    const score = standing[criterion];
    if (score && !queue.get(criterion) && score.revision !== revisions.get(criterion)) accept(criterion, score);
  }
  draw();
}

function fromAnotherTab({ what, criterion, score }) {
  const card = cards.get(criterion);
  if (what === "typed" && card && !card.classList.contains("frozen")) show(card, score);
  if (what === "saved") {
    lastSaved = clock.now();
    trouble = null;
    if (card) hideClash(card);
    if (queue.get(criterion)) revisions.set(criterion, score.revision);
    else accept(criterion, score);
  }
  if (what === "settled" && card) {
    hideClash(card);
    lookAgainSoon();
  }
  if (what === "signed-in") signedInAgain().then((again) => again && goOn());
  count();
  word();
}

// - what is shown -

function at() {
  return sheet.state === "withdrawn" ? { state: "withdrawn", phase: -1, left: 0, phaseLeft: 0 } : moment(session, clock.now());
}

function draw() {
  const now = at();
  document.querySelector("[data-clock]")?.replaceChildren(now.left === null || isFar(now) ? "–" : countdown(now.left));
  document.querySelector("[data-phase]")?.replaceChildren(phaseWords(now));
  if (now.state !== shown) turned(now.state);
  if (now.state === "open" && now.left < NEAR_THE_CLOSE) sender?.wake();
}

function phaseWords(now) {
  const closes = session.closes_at ? timeOfDay(Date.parse(session.closes_at), page, false) : "";
  const phase = words.phases[session.phases[now.phase]?.key] ?? session.phases[now.phase]?.key ?? "";
  const opens = Date.parse(session.starts_at);
  const text = words.states[isFar(now) ? "far" : now.state] ?? "";
  return fill(text, { phase, closes, opens: timeOfDay(opens, page, false), day: dayOf(opens, page) });
}

/** Days ahead a date says more than a countdown. */
function isFar(now) {
  return now.state === "booked" && Date.parse(session.starts_at) - clock.now() > A_DAY;
}

function turned(state) {
  const before = shown;
  shown = state;
  document.body.dataset.state = state;
  const takes = sheet.declared && (state === "open" || state === "paused");
  for (const group of /** @type {NodeListOf<HTMLFieldSetElement>} */ (document.querySelectorAll("fieldset[data-group]"))) group.disabled = !takes && !isOver(state);
  document.querySelector("[data-done]")?.toggleAttribute("disabled", !takes);
  if (isOver(state)) close();
  if (before === "booked" && state === "open") lookAgainSoon();
}

function isOver(state) {
  return ["closed", "signed", "aborted", "cancelled"].includes(state);
}

// What was typed up to here is in the queue already: each keystroke puts it there.
function close() {
  sender?.wake();
  for (const card of cards.values()) freeze(card, words);
  for (const control of document.querySelectorAll("[data-while-open]")) control.hidden = true;
  word();
  count();
}

function count() {
  const all = [...cards.values()].map((card) => (card.classList.contains("frozen") ? null : read(card)));
  if (all.includes(null)) return ending();
  const [scored, unsure] = [all.filter((one) => one.value !== null).length, all.filter((one) => one.unsure).length];
  text("[data-count]", fill(words.count, { scored, of: all.length }));
  step("[data-next-open]", fill(words.missing, { n: all.length - scored }), all.length - scored);
  step("[data-next-unsure]", fill(words.unsure_count, { n: unsure }), unsure);
  for (const group of document.querySelectorAll("fieldset[data-group]")) countGroup(group);
  return undefined;
}

function countGroup(group) {
  const own = [...group.querySelectorAll(".criterion")].map(read);
  const line = group.querySelector("[data-group-count]");
  if (line) line.textContent = fill(words.count, { scored: own.filter((one) => one.value !== null).length, of: own.length });
}

function ending() {
  const waiting = sender?.waiting ?? 0;
  const parts = [fill(words.ended, { closed: timeOfDay(Date.parse(session.closes_at ?? session.ends_at), page) })];
  if (waiting) parts.push(fill(words.ended_waiting, { n: waiting }));
  if (lateCount) parts.push(fill(words.ended_late, { n: lateCount }));
  text("[data-count]", parts.join(" "));
}

function word() {
  const line = document.querySelector("[data-saving]");
  if (!line) return;
  const [is, said] = inWords();
  if (line.dataset.is !== is) line.dataset.is = is;
  if (line.textContent !== said) line.textContent = said;
}

function inWords() {
  const n = sender?.waiting ?? 0;
  if (queue?.list().some((change) => change.clash)) return ["held", words.choose];
  if (trouble === "signed-out") return ["held", fill(words.signed_out, { n })];
  if (trouble === "withdrawn") return ["held", words.withdrawn];
  if (trouble === "paused") return ["paused", fill(words.paused, { n })];
  if (trouble === "offline") return n ? ["offline", fill(words.offline, { n })] : ["offline", words.offline_idle];
  if (queue?.list().some((change) => change.fault)) return ["held", words.not_taken];
  if (n || sending) return ["saving", words.saving];
  return lastSaved ? ["saved", fill(words.saved, { time: timeOfDay(lastSaved, page) })] : ["", ""];
}

function newestSave() {
  const times = Object.values(page.sheet.scores ?? {}).map((score) => Date.parse(score.at));
  return times.length ? Math.max(...times) : null;
}

function step(selector, label, n) {
  const button = document.querySelector(selector);
  if (!button) return;
  button.hidden = n === 0;
  button.textContent = label;
}

function text(selector, said) {
  const element = document.querySelector(selector);
  if (element && element.textContent !== said) element.textContent = said;
}

function announce(said) {
  text("[data-announce]", said);
}

function fold() {
  const folded = document.querySelector(".bar").classList.toggle("folded");
  document.querySelector("[data-fold]").setAttribute("aria-expanded", String(!folded));
  if (folded) localStorage.setItem("sidang:folded", "1");
  else localStorage.removeItem("sidang:folded");
}

function warnOfUnsent(event) {
  if (sender.waiting && at().state === "open") event.preventDefault();
}


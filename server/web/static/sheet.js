/** A panelist's sheet: every change is kept here until the server acknowledged it, and what is saved is said in words. */

import { call, Refused, reason } from "./api.js";
import { countdown, counted, ServerClock } from "./clock.js";
import { counts, dress, freeze, hideClash, read, say, show, showClash, touchedEarly } from "./criterion.js";
import { atLeisure, behindTheFrame } from "./frame.js";
import { keep, keptAt, Standing } from "./kept.js";
import { goTo, keyboard } from "./keys.js";
import { listen } from "./live.js";
import { renewer } from "./parts.js";
import { Queue } from "./queue.js";
import { held, Receipts } from "./receipts.js";
import { Sender } from "./sender.js";
import { aloneAmongTabs, leavingTabs, putOf, tabsOf } from "./sheet-requests.js";
import { after, begun, isFar, isNearTheClose, isOver, phaseFacts, saying, scored, standing, toAskFor, warning } from "./sheet-state.js";
import { SignIn } from "./sign-in.js";
import { dayOf, fill, pageData, phaseName, timeOfDay } from "./words.js";
import "./workspace.js";

const TYPING = 3000; // a note is one entry for each time the typing rests
const ANOTHER_TAB = 300;
const SEALED_WITHIN = 3000;

const page = pageData();
const { words, person } = page;
const sheetName = `${page.session.id}:${person}`;
const root = document.querySelector(".sheet");
/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-sheet]");
// What each second or each letter looks at is found once: a search goes through the whole page.
const lines = Object.fromEntries(["clock", "phase", "warning", "saving", "done", "is-done"].map((name) => [name, document.querySelector(`[data-${name}]`)]));
const cards = new Map([...document.querySelectorAll(".criterion")].map((card) => [card.dataset.criterion, card]));
const revisions = new Map([...cards].map(([key, card]) => [key, Number(card.dataset.revision)]));
const stored = new Map([...cards.keys()].map((key) => [key, page.sheet.scores?.[key]?.value ?? null])); // by the server, in time
const privately = new Map([...cards].map(([key, card]) => [key, read(card).private]));
const clock = new ServerClock(page.session.server_time, undefined, keptAt).start();
const kept = new Standing(`/sessions/${page.session.id}`, person);
const others = tabsOf(sheetName);
const request = putOf(sheetName);
const receipts = new Receipts(sheetName, localStorage);
const signIn = new SignIn(person, words, goOn, () => others?.postMessage({ what: "signed-in" }));
const renew = renewer(() => shown && inState(shown));
const justTyped = new Map(); // scores by criterion that the other tabs do not know yet
const tellOfTyping = atLeisure(() => {
  for (const [criterion, score] of justTyped) others?.postMessage({ what: "typed", criterion, score });
  justTyped.clear();
  word();
});

let state = begun(page);
/** @type {Queue} */
let queue;
/** @type {Sender} */
let sender;
let shown = null; // the state that the page is dressed for
let warned = null; // what has been said of the time that is left
let looking = null; // the timer of the next look at what the server has

await begin();

async function begin() {
  queue = await Queue.open(sheetName, { about: { title: page.session.regency.name, page: location.pathname } });
  sender = new Sender(queue, put, told, aloneAmongTabs(sheetName));
  const standing = keptAt && (await kept.read());
  const early = form ? touchedEarly(cards.values()) : [];
  if (keptAt) takeUp(standing);
  for (const change of queue.list()) restore(change);
  listenToThePage();
  for (const [card, score] of early) {
    show(card, score);
    typed(card, 0);
  }
  others?.addEventListener("message", (event) => fromAnotherTab(event.data));
  leavingTabs()?.addEventListener("message", (event) => signedOutElsewhere(event.data));
  listen(`/api/v1/sessions/${state.session.id}/events`, heard, lineChanged);
  clock.everySecond(tick, () => counted(state.session));
  addEventListener("online", () => sender.wake());
  addEventListener("beforeunload", warnOfUnsent);
  addEventListener("pagehide", sendAllNow);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sender.wake());
  sender.wake();
  count();
  if (state.session.digest) checkReceipts();
  if (!keptAt) keepPage();
}

// - without a line -

/** The page is one that this browser kept: it says so, and shows the scores as they stood last. */
function takeUp(standing) {
  const note = document.querySelector("[data-kept-note]");
  if (note) note.hidden = false;
  text("[data-kept-note]", fill(words.kept, { time: timeOfDay(keptAt + clock.now() - Date.now(), page) }));
  if (!standing) return;
  state = { ...state, session: standing.session, submitted: standing.submitted, savedAt: standing.savedAt };
  for (const [criterion, score] of Object.entries(standing.scores)) {
    accept(criterion, score);
    privately.set(criterion, score.private);
  }
}

function asItStands() {
  const { session, submitted, savedAt } = state;
  const scores = [...cards].map(([key, card]) => [key, { ...read(card), revision: revisions.get(key) ?? 0 }]);
  return { session, submitted, savedAt, scores: Object.fromEntries(scores) };
}

function keepPage() {
  document.querySelector("[data-kept-note]")?.setAttribute("hidden", "");
  if (state.gone || state.session.digest || !form) return kept.forget();
  return keep({ path: location.pathname });
}

/** One more thing happened: the state after it, drawn. */
function happened(kind, more = {}) {
  state = after(state, { kind, ...more });
  if (state.gone) kept.forget();
  else if (["saved", "session", "sheet"].includes(kind)) kept.put(asItStands);
  draw();
  word();
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
  for (const link of document.querySelectorAll("[data-ask-about]")) link.addEventListener("click", (event) => askAbout(event, link.dataset.askAbout));
  document.querySelector("form[data-ask]")?.addEventListener("submit", ask);
  document.querySelector("[data-buzz]")?.addEventListener("change", buzz);
  document.querySelector("[data-bookmark]")?.addEventListener("click", bookmark);
  if (localStorage.getItem("sidang:folded")) fold();
  keyboard(root, () => [...cards.values()]);
}

function typed(input, rest) {
  const card = input.closest(".criterion");
  if (!card || state.discarded || isOver(at().state)) return;
  const criterion = card.dataset.criterion;
  const typedAt = new Date(clock.now()).toISOString();
  const score = read(card);
  sender.add(criterion, asChanged(criterion, score), typedAt, revisions.get(criterion) ?? 0);
  say(card, "");
  if (!(input instanceof HTMLTextAreaElement)) changed(card);
  const near = isNearTheClose(state, clock.now());
  sender.wake(near ? 0 : rest, rest > 0 && !near);
  justTyped.set(criterion, score);
  tellOfTyping();
  if (lines.saving?.dataset.is !== "saving") word(); // nothing is called saved that is not, not for one frame
}

// A note changes nothing of what is counted, and is painted the sooner.
function changed(card) {
  dress(card);
  count();
}

// The private note goes only where it was changed: nothing else of a save has to do with it.
function asChanged(criterion, { private: own, ...score }) {
  return own === privately.get(criterion) ? score : { ...score, private: own };
}

/** What waits is sent with the page's last breath; the queue keeps it, and the same key makes a second time harmless. */
function sendAllNow() {
  for (const change of queue.list()) {
    if (!change.clash && !change.fault) request(change, true).catch(() => {});
  }
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

/** Marks this moment for oneself, to hear it again beside the replay. */
async function bookmark() {
  try {
    const made = await call("POST", `/sessions/${state.session.id}/bookmarks`, {});
    announce(fill(words.marked, { time: timeOfDay(Date.parse(made.at), page) }));
  } catch (error) {
    announce(why(error));
  }
}

// - what is sent -

async function put(change) {
  try {
    return await request(change);
  } catch (error) {
    if (![403, 404].includes(error.status) || !(await signIn.again())) throw error;
    return request(change); // the page was of an older sign-in of the same person
  }
}

function told(what, change, detail) {
  ({ saved, late, clash, fault })[what]?.(change, detail);
  happened(what, what === "saved" ? { score: detail } : {});
  if (what === "signed-out") signIn.wait();
  if (what === "withdrawn") lookAgainSoon();
  document.querySelector("[data-signin]")?.toggleAttribute("hidden", state.trouble !== "signed-out");
  count();
}

function saved(change, score) {
  revisions.set(change.criterion, score.revision);
  stored.set(change.criterion, score.value ?? change.value);
  if (change.private !== undefined) privately.set(change.criterion, change.private);
  receipts.add({ criterion: change.criterion, entry: score.entry, hash: score.hash });
  const card = cards.get(change.criterion);
  hideClash(card);
  say(card, "");
  others?.postMessage({ what: "saved", criterion: change.criterion, score });
}

function late(change, problem) {
  receipts.add({ criterion: change.criterion, entry: problem.entry, hash: problem.hash, late: true });
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
  stored.set(criterion, score.value ?? null);
  const card = cards.get(criterion);
  if (!card || card.classList.contains("frozen")) return;
  show(card, score);
  count();
}

function submitted(event) {
  event.preventDefault();
  if (event.submitter?.value === "resume") return submit(false);
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

async function submit(done = true) {
  sender.wake();
  try {
    const sheet = await call("POST", `/sessions/${state.session.id}/sheet/submit`, { submitted: done });
    happened("sheet", { sheet });
    delete form.dataset.asked; // whoever says it anew with open criteria is asked anew
    announce(done ? words.submitted : words.not_done);
  } catch (error) {
    announce(why(error));
  }
}

// - questions, asked from beside a criterion -

function askAbout(event, criterion) {
  /** @type {HTMLFormElement | null} */
  const asking = document.querySelector("form[data-ask]");
  if (!asking) return;
  event.preventDefault();
  /** @type {HTMLSelectElement} */ (asking.elements.namedItem("criterion")).value = criterion;
  asking.closest("details")?.setAttribute("open", "");
  asking.scrollIntoView({ block: "nearest" });
  /** @type {HTMLTextAreaElement} */ (asking.elements.namedItem("text")).focus();
}

async function ask(event) {
  event.preventDefault();
  const asking = /** @type {HTMLFormElement} */ (event.target);
  const given = Object.fromEntries(new FormData(asking));
  const line = asking.querySelector("[data-asked]");
  const said = { text: given.text, state: event.submitter?.value ?? "asked", criterion: given.criterion || undefined, wants: given.wants || undefined };
  try {
    await call("POST", `/sessions/${state.session.id}/questions`, said);
    asking.reset();
    line.textContent = said.state === "draft" ? words.drafted : words.asked;
    renew();
  } catch (error) {
    line.textContent = why(error); // what was typed stays where it is
  }
}

function why(error) {
  return error instanceof Refused ? reason(error, words.refusals) : words.try_again;
}

// - signed out: ask for the link, wait, go on -

function goOn() {
  happened("signed-in");
  document.querySelector("[data-signin]")?.setAttribute("hidden", "");
  sender.wake();
}

// - what others do: the clock, the room, the same person elsewhere -

const RENEWED = ["missed", "asked", "noted", "replied", "attached", "claimed", "moved"]; // the server draws these parts anew

function heard(kind, data) {
  if (kind === "state") return stateChanged(data);
  if (kind === "room") return roomChanged(data);
  if (kind === "sealed") return stateChanged({ ...state.session, digest: data.data.digest });
  if (kind === "message") return undefined; // shown in the bar by live.js
  if (RENEWED.includes(kind) || (kind === "joined" && document.querySelector("[data-absent]"))) renew();
  const wanted = toAskFor(state, kind, data);
  if (wanted.includes("session")) lookAtSession();
  if (wanted.includes("sheet")) lookAgainSoon();
  return undefined;
}

function sealed() {
  kept.forget();
  renew(); // the record can be taken along now
  setTimeout(checkReceipts, ANOTHER_TAB);
}

function roomChanged(data) {
  happened("room", data);
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-meeting]"));
  if (!link) return;
  link.hidden = !data.meeting_url;
  if (data.meeting_url) link.href = link.dataset.meeting || data.meeting_url; // there with one's own ticket
}

function stateChanged(session) {
  const before = at();
  const wasSealed = Boolean(state.session.digest);
  happened("session", { session });
  if (session.digest && !wasSealed) sealed(); // its entry may have come while this page had no line
  if (at().state === "open" && before.state !== "open") reopened(before.state);
  if (state.trouble === "paused" || state.trouble === "unreached") sender.wake();
}

function reopened(before) {
  if (before === "closed") location.reload();
  else lookAgainSoon();
}

function lineChanged(up) {
  happened("line", { up });
  sender.line(up ? null : new Date(clock.now()).toISOString());
  if (up && keptAt) {
    keepPage();
    renew();
  }
  if (up) sender.wake();
  else lookAgainSoon(); // a stream that the server ended may mean that the sheet is another's now
}

function lookAgainSoon() {
  clearTimeout(looking);
  looking = setTimeout(lookAgain, ANOTHER_TAB);
}

async function lookAtSession() {
  const session = await call("GET", `/sessions/${state.session.id}`).catch(() => null);
  if (session) stateChanged(session);
}

async function lookAgain() {
  let sheet;
  try {
    sheet = await call("GET", `/sessions/${state.session.id}/sheet`);
  } catch (error) {
    if (error.status === 404 && (await isStillSignedIn())) happened("gone");
    return;
  }
  happened("sheet", { sheet });
  for (const criterion of isOver(at().state) ? cards.keys() : []) stored.set(criterion, sheet.scores?.[criterion]?.value ?? null);
  const there = { ...sheet.unscored, ...sheet.scores };
  for (const criterion of cards.keys()) {
    const score = there[criterion];
    if (score && !queue.get(criterion) && score.revision !== revisions.get(criterion)) accept(criterion, score);
  }
  count();
}

// What is not there for this person may be there for who is signed in here now: only one's own tells that it is gone.
function isStillSignedIn() {
  return call("GET", `/people/${person}/feed`).then(() => true, () => false);
}

// - after the seal -

/** Holds every receipt of this page against the record, and says in one sentence what it found. */
async function checkReceipts() {
  const own = receipts.list();
  if (own.length === 0) return;
  const record = await call("GET", `/sessions/${state.session.id}/record.json`).catch(() => null);
  if (!record?.digest) return void setTimeout(checkReceipts, SEALED_WITHIN);
  const { kept, missing } = held(own, record.entries);
  const admitted = (state.sheet.late ?? []).filter((one) => one.decision === "admitted").map((one) => one.criterion);
  const late = new Set(own.filter((one) => one.late && !admitted.includes(one.criterion)).map((one) => one.criterion));
  const inTime = kept.filter((key) => own.some((one) => one.criterion === key && !(one.late && late.has(key))));
  const names = missing.map((key) => cards.get(key)?.querySelector("h3")?.textContent ?? key).join(", ");
  const line = document.querySelector("[data-receipts]");
  line.hidden = false;
  line.classList.add(missing.length ? "bad" : late.size ? "time" : "good");
  const parts = missing.length ? [fill(words.receipts_missing, { n: missing.length, names })] : inTime.length ? [fill(words.receipts_kept, { n: inTime.length })] : [];
  if (late.size) parts.push(fill(words.receipts_late, { n: late.size }));
  line.textContent = parts.join(" ");
}

function fromAnotherTab({ what, criterion, score, change, detail }) {
  const card = cards.get(criterion);
  if (["late", "clash", "fault"].includes(what)) told(what, change, detail); // a page on its way out sent it
  if (what === "typed" && card && !card.classList.contains("frozen")) show(card, score);
  if (what === "saved") {
    happened("saved", { score });
    if (card) hideClash(card);
    stored.set(criterion, score.value ?? null);
    if (queue.get(criterion)) revisions.set(criterion, score.revision);
    else accept(criterion, score);
  }
  if (what === "settled" && card) {
    hideClash(card);
    lookAgainSoon();
  }
  if (what === "signed-in") signIn.again().then((again) => again && goOn());
  count();
  word();
}

/** Its person signed out in another tab: what was thrown away there is called so here, and stays to be read. */
function signedOutElsewhere({ person: whose, discarded }) {
  if (whose !== person || state.gone) return;
  const lost = discarded.filter((one) => one.sheet === sheetName);
  if (lost.length === 0) return void (isOver(at().state) || told("signed-out"));
  sender.stop();
  happened("discarded", { n: lost.length });
  for (const { criterion } of lost) {
    hideClash(cards.get(criterion));
    say(cards.get(criterion), "refused", words.discarded_one);
  }
  announce(words.discarded_all);
  allow(at().state);
  document.querySelector("[data-signin]")?.setAttribute("hidden", "");
  count();
}

// - what is shown -

function at() {
  return standing(state, clock.now());
}

// A letter that is under way is painted before the next second is.
function tick() {
  if (justTyped.size) behindTheFrame(draw);
  else draw();
}

function draw() {
  const now = at();
  const instant = clock.now();
  write(lines.clock, isOver(now.state) || isFar(state, instant) ? "" : now.left === null ? "–" : countdown(now.left));
  write(lines.phase, phaseWords(now, instant));
  if (now.state !== shown) turned(now.state);
  warn(warning(state, instant));
  drawDone();
  if (isNearTheClose(state, instant)) sender?.wake();
}

function phaseWords(now, instant) {
  const facts = phaseFacts(state, instant);
  const phase = phaseName(facts.phase, page);
  const said = words.states[isFar(state, instant) ? "far" : now.state] ?? "";
  const ends = facts.ends === null ? "" : timeOfDay(facts.ends, page, false);
  const times = { closes: timeOfDay(facts.closes, page, false), opens: timeOfDay(facts.opens, page, false), day: dayOf(facts.opens, page) };
  return fill(said, { phase, left: facts.left, ends, ...times });
}

/** Five minutes and one before the close: in words, in colour, aloud for readers, and felt where one asked for it. */
function warn(left) {
  if (left === warned) return;
  warned = left;
  document.body.dataset.left = left ?? "";
  warnOf([...cards.values()].filter((card) => read(card).value === null).length);
  if (left && localStorage.getItem("sidang-buzz")) navigator.vibrate?.(left === "one" ? [200, 100, 200] : 200);
}

function warnOf(n) {
  write(lines.warning, warned ? fill(words[n ? `left_${warned}` : `left_${warned}_all`], { n }) : "");
}

function buzz(event) {
  if (event.target.checked) localStorage.setItem("sidang-buzz", "1");
  else localStorage.removeItem("sidang-buzz");
}

function drawDone() {
  lines.done?.toggleAttribute("hidden", state.submitted);
  lines["is-done"]?.toggleAttribute("hidden", !state.submitted);
}

function turned(to) {
  const before = shown;
  shown = to;
  document.body.dataset.state = to;
  allow(to);
  inState(to);
  if (before !== null) document.querySelector("[data-said]")?.remove(); // what was done before is no news any more
  if (isOver(to)) close(before);
  if (before === "booked" && to === "open") lookAgainSoon();
}

function allow(to) {
  const takes = state.sheet.declared && !state.discarded && (to === "open" || to === "paused");
  for (const group of /** @type {NodeListOf<HTMLFieldSetElement>} */ (document.querySelectorAll("fieldset[data-group]"))) group.disabled = !takes && !isOver(to);
  lines.done?.toggleAttribute("disabled", !takes);
}

/** Shows what belongs to that state, and hides the rest; also of what the server has just drawn. */
function inState(to) {
  for (const part of document.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(to);
}

// What was typed up to here is in the queue already: each keystroke puts it there.
function close(before) {
  sender?.wake();
  inPlace(() => {
    for (const card of cards.values()) freeze(card, words);
  });
  for (const control of document.querySelectorAll("[data-while-open]")) control.hidden = true;
  document.querySelector("form[data-ask]")?.remove();
  announce(""); // "can still be changed" is not so any more
  if (before !== null) lookAgainSoon(); // what counts is what the server has
  word();
  count();
}

/** Changes the cards; the one that one reads stays where it is on the screen. */
function inPlace(change) {
  const bar = document.querySelector(".bar").getBoundingClientRect().bottom;
  const own = /** @type {HTMLElement | null} */ (document.activeElement?.closest(".criterion"));
  const read = own ?? [...cards.values()].find((card) => card.getBoundingClientRect().bottom > bar);
  const top = read?.getBoundingClientRect().top ?? 0;
  change();
  if (read) scrollBy({ top: read.getBoundingClientRect().top - top, behavior: "instant" });
}

function count() {
  for (const group of document.querySelectorAll("fieldset[data-group]")) countGroup(group);
  const all = [...cards.values()].map((card) => (card.classList.contains("frozen") ? null : read(card)));
  if (all.includes(null)) return ending();
  const [given, unsure] = [all.filter((one) => one.value !== null).length, all.filter((one) => one.unsure).length];
  text("[data-count]", fill(words.count, { scored: given, of: all.length }));
  warnOf(all.length - given);
  if (form?.dataset.asked) askedOf(all.length - given);
  step("[data-next-open]", fill(words.missing, { n: all.length - given }), all.length - given);
  step("[data-next-unsure]", fill(words.unsure_count, { n: unsure }), unsure);
  return undefined;
}

// What was said of open criteria on the press of "finished" goes along with what is given since.
function askedOf(open) {
  announce(open ? fill(words.submit_anyway, { n: open }) : "");
  if (!open) delete form.dataset.asked;
}

function countGroup(group) {
  const all = [...group.querySelectorAll(".criterion")];
  const frozen = all.some((card) => card.classList.contains("frozen"));
  const own = all.map((card) => ({ criterion: card.dataset.criterion, value: read(card).value }));
  const line = group.querySelector("[data-group-count]");
  if (line) line.textContent = fill(words.count, { scored: scored(state, own, frozen), of: own.length });
}

function ending() {
  const waiting = sender?.waiting ?? 0;
  const closed = timeOfDay(phaseFacts(state, clock.now()).closes, page);
  const parts = [fill(words.endings[at().state] ?? words.ended, { closed })];
  if (waiting) parts.push(fill(words.ended_waiting, { n: waiting }));
  if (state.late) parts.push(fill(words.ended_late, { n: state.late }));
  text("[data-count]", parts.join(" "));
  for (const [key, card] of cards) if (card.dataset.stood !== undefined) counts(card, stored.get(key) ?? null, Boolean(queue?.get(key)));
  const none = Object.keys(state.sheet.scores ?? {}).length === 0 && [...revisions.values()].every((one) => one === 0);
  for (const line of document.querySelectorAll("[data-ended]")) line.hidden = (line.dataset.ended === "none") !== none;
}

function word() {
  if (!lines.saving) return;
  const [is, said] = inWords();
  if (lines.saving.dataset.is !== is) lines.saving.dataset.is = is;
  write(lines.saving, said);
}

function inWords() {
  const { is, word: key, n } = saying(state, queue?.list() ?? []);
  return [is, key ? fill(words[key], { n, time: state.savedAt === null ? "" : timeOfDay(state.savedAt, page) }) : ""];
}

function step(selector, label, n) {
  const button = document.querySelector(selector);
  if (!button) return;
  button.hidden = n === 0;
  button.textContent = label;
}

function text(selector, said) {
  write(document.querySelector(selector), said);
}

// Other letters in the same text node: no styles are asked for anew, as they are where a node comes or goes.
function write(element, said) {
  if (!element || element.textContent === said) return;
  const only = element.childNodes.length === 1 ? element.firstChild : null;
  if (only instanceof Text && said !== "") only.data = said;
  else element.textContent = said;
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


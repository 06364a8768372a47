/** A panelist's sheet of an example: kept and sent as a session's is; the form's buttons work by themselves. */

import { ServerClock } from "./clock.js";
import { hideClash, read, say, show, showClash, touchedEarly } from "./criterion.js";
import { keep, keptAt, Standing } from "./kept.js";
import { Queue } from "./queue.js";
import { Sender } from "./sender.js";
import { aloneAmongTabs, leavingTabs, putOf, tabsOf } from "./sheet-requests.js";
import { after, bare, saying } from "./sheet-state.js";
import { SignIn } from "./sign-in.js";
import { fill, pageData, timeOfDay } from "./words.js";

const TYPING = 1500;

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-calibration]"));
const page = pageData(form);
const { words, person } = page;
const sheet = `calibrations/${page.id}:${person}`;
const cards = new Map([...form.querySelectorAll("[data-criterion]")].map((card) => [card.dataset.criterion, card]));
const clock = new ServerClock(page.server_time, undefined, keptAt).start();
const kept = new Standing(`/calibrations/${page.id}`, person);
const others = tabsOf(sheet);
const signIn = new SignIn(person, words, goOn, () => others?.postMessage({ what: "signed-in" }));
const request = putOf(sheet);
const status = form.querySelector("[data-saving]");

let state = bare();
let finishing = false;
const queue = await Queue.open(sheet, { about: { title: page.title, page: location.pathname } });
const sender = new Sender(queue, put, told, aloneAmongTabs(sheet));
await begin();

async function begin() {
  const early = touchedEarly(cards.values());
  for (const [criterion, score] of Object.entries((keptAt && (await kept.read())) || {})) accept(criterion, score);
  for (const change of queue.list()) restore(change);
  for (const [card, score] of early) {
    show(card, score);
    typed(card, 0);
  }
  form.addEventListener("change", (event) => typed(event.target, 0));
  form.addEventListener("input", (event) => event.target instanceof HTMLTextAreaElement && typed(event.target, TYPING));
  form.addEventListener("submit", finish);
  others?.addEventListener("message", (event) => fromAnotherTab(event.data));
  leavingTabs()?.addEventListener("message", (event) => signedOutElsewhere(event.data));
  addEventListener("online", () => sender.wake());
  addEventListener("beforeunload", (event) => sender.waiting && !finishing && event.preventDefault());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sender.wake());
  sender.wake();
  draw();
  if (!keptAt) keep({ path: location.pathname });
}

function typed(input, rest) {
  const card = /** @type {HTMLElement} */ (input.closest("[data-criterion]"));
  if (!card || state.discarded) return;
  const { criterion, revision } = card.dataset;
  const { value, note } = read(card);
  sender.add(criterion, { value, note }, new Date(clock.now()).toISOString(), Number(revision));
  say(card, "");
  sender.wake(rest, rest > 0);
  others?.postMessage({ what: "typed", criterion, score: { value, note } });
  draw();
}

async function put(change) {
  try {
    return await request(change);
  } catch (error) {
    if (![403, 404].includes(error.status) || !(await signIn.again())) throw error;
    return request(change); // the page was of an older sign-in of the same person
  }
}

function told(what, change, detail) {
  const card = cards.get(change?.criterion);
  if (what === "saved") saved(change.criterion, detail);
  if (what === "clash") clash(card, change, detail);
  if (what === "fault") say(card, "refused", `${words.not_taken}. ${detail}`);
  state = after(state, { kind: what, score: { at: new Date(clock.now()).toISOString() } });
  if (what === "signed-out") signIn.wait();
  askToSignIn(state.trouble === "signed-out");
  draw();
}

function askToSignIn(asks) {
  const box = document.querySelector("[data-signin]");
  if (asks && box.hidden) setTimeout(() => box.scrollIntoView({ block: "nearest" }));
  box.hidden = !asks;
}

function saved(criterion, mark) {
  saw(criterion, mark.revision);
  hideClash(cards.get(criterion));
  say(cards.get(criterion), "");
  others?.postMessage({ what: "saved", criterion, score: mark });
}

function clash(card, change, stored) {
  showClash(card, change, stored, words, (mine) => {
    hideClash(card);
    if (!mine) accept(change.criterion, stored);
    sender.settle(change.criterion, mine);
    draw();
  });
}

function restore(change) {
  const card = cards.get(change.criterion);
  if (!card) return;
  show(card, change);
  if (change.clash) clash(card, change, change.clash);
  if (change.fault) say(card, "refused", `${words.not_taken}. ${change.fault}`);
}

function accept(criterion, mark) {
  const card = cards.get(criterion);
  if (!card) return;
  show(card, mark);
  saw(criterion, mark.revision ?? 0);
}

function saw(criterion, revision) {
  const card = cards.get(criterion);
  card.dataset.revision = String(revision);
  /** @type {HTMLInputElement} */ (card.querySelector('[name^="revision."]')).value = String(revision);
}

function fromAnotherTab({ what, criterion, score, change, detail }) {
  if (what === "typed" && cards.has(criterion)) show(cards.get(criterion), score);
  if (what === "saved" && cards.has(criterion)) {
    if (queue.get(criterion)) saw(criterion, score.revision);
    else accept(criterion, score);
  }
  if (what === "clash" || what === "fault") told(what, change, detail);
  if (what === "signed-in") signIn.again().then((again) => again && goOn());
  draw();
}

function signedOutElsewhere({ person: whose, discarded }) {
  if (whose !== person) return;
  const lost = discarded.filter((one) => one.sheet === sheet);
  if (lost.length === 0) return told("signed-out");
  sender.stop();
  state = after(state, { kind: "discarded", n: lost.length });
  for (const { criterion } of lost) say(cards.get(criterion), "refused", words.discarded_one);
  for (const field of form.elements) /** @type {HTMLInputElement} */ (field).disabled = true;
  draw();
  return undefined;
}

function goOn() {
  state = after(state, { kind: "signed-in" });
  askToSignIn(false);
  sender.wake();
  draw();
}

/** Finished is only what the server has: what waits goes first, and where it cannot the page says so and stays. */
async function finish(event) {
  if (finishing) return;
  event.preventDefault();
  const act = /** @type {HTMLButtonElement | null} */ (event.submitter);
  await sender.now();
  draw();
  if (sender.waiting || act?.value !== "finish") return;
  finishing = true;
  form.requestSubmit(act);
}

function draw() {
  const { is, word, n } = saying(state, queue.list());
  status.dataset.is = is;
  status.textContent = word ? fill(words[word], { n, time: state.savedAt === null ? "" : timeOfDay(state.savedAt, page) }) : "";
  const standing = [...cards].map(([key, card]) => [key, { ...read(card), revision: Number(card.dataset.revision) }]);
  kept.put(() => Object.fromEntries(standing));
}

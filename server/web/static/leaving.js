/**
 * Signing out with nothing lost: what waits in this browser is sent first. What cannot be sent is said, with the way to
 * it, and kept until its person throws it away; then every tab that shows it hears so.
 */

import { call, reach } from "./api.js";
import { forgetDrafts, waitingDrafts } from "./drafts.js";
import { Pieces, dropPieces, sessionsWithPieces } from "./pieces.js";
import { forget, Queue, waitingSheets } from "./queue.js";
import { Receipts } from "./receipts.js";
import { Sender } from "./sender.js";
import { aloneAmongTabs, leavingTabs, putOf, tabsOf } from "./sheet-requests.js";
import { fill } from "./words.js";

const PATIENCE = 12_000; // on a bad line; whatever has not gone by then is said to wait

/**
 * @typedef {{sheet: string, criterion: string, n: number, about?: {title: string, page: string}}} Change
 * @typedef {{changes: Change[], recordings: string[], drafts: import("./drafts.js").Waiting[]}} Unsent
 */

/**
 * Signs out by the form, as far as nothing is lost by it.
 * @param {HTMLFormElement} form
 * @param {string} person
 * @param {boolean} discards whether they chose to throw away what is unsent
 * @param {() => Promise<unknown>} empty forgets the pages that are kept
 */
export async function leave(form, person, discards, empty) {
  const box = form.querySelector("[data-unsent]");
  say(box, box.dataset.sending);
  if (!discards) await Promise.race([sendAll(person), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const unsent = await waiting(person);
  if (any(unsent) && !discards) return show(box, unsent);
  if (!(await signedOut(form))) return any(unsent) ? show(box, unsent, box.dataset.unreached) : say(box, box.dataset.unreached);
  await Promise.all([forget(person, unsent.changes), any(unsent) ? dropPieces() : null, empty()]).catch(() => {});
  forgetDrafts(unsent.drafts);
  const discarded = unsent.changes.map(({ sheet, criterion, n }) => ({ sheet, criterion, n }));
  leavingTabs()?.postMessage({ person, discarded, drafts: unsent.drafts.map((one) => one.name) });
  location.assign("/");
}

// - sent -

async function sendAll(person) {
  const sheets = await waitingSheets(person);
  const recordings = await sessionsWithPieces();
  await Promise.all([...sheets.map((sheet) => sendSheet(sheet).catch(() => {})), ...recordings.map(sendPieces), sendDrafts(person)]);
}

/** Sends one sheet's changes once, keeps its receipts, and tells its tabs what came of each. */
async function sendSheet(sheet) {
  const [queue, tabs, receipts] = [await Queue.open(sheet), tabsOf(sheet), new Receipts(sheet, localStorage)];
  const told = (what, change, detail) => {
    const criterion = change?.criterion;
    if (what === "saved") tabs?.postMessage({ what, criterion, score: detail });
    if (["late", "clash", "fault"].includes(what)) tabs?.postMessage({ what, criterion, change, detail });
    if (what === "saved" || what === "late") receipts.add({ criterion, entry: detail.entry, hash: detail.hash, late: what === "late" || undefined });
  };
  const sender = new Sender(queue, putOf(sheet), told, aloneAmongTabs(sheet));
  await sender.now().finally(() => sender.stop());
  await queue.written();
}

/** Sends what the person has pressed to send, once each. */
async function sendDrafts(whose) {
  await Promise.all(waitingDrafts(whose).map((one) => sendDraft(one).catch(() => {})));
}

async function sendDraft(one) {
  const { pressed, sends, text, file, key } = JSON.parse(one.kept);
  if (!pressed || !sends || file || !text.trim()) return;
  await call("POST", sends.address, { text, ...sends.more }, { key });
  forgetDrafts([one]);
}

async function sendPieces(session) {
  await (await Pieces.open(session, () => {})).send();
}

/** Whether the server ended the sign-in. */
async function signedOut(form) {
  const body = new URLSearchParams({ csrf: String(new FormData(form).get("csrf") ?? ""), emptied: "yes" });
  const answer = await reach(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  return answer?.type === "opaqueredirect";
}

// - what waits -

/** @returns {Promise<Unsent>} */
async function waiting(person) {
  const changes = [];
  for (const sheet of await waitingSheets(person)) {
    for (const change of (await Queue.open(sheet)).list()) changes.push({ ...change, sheet });
  }
  return { changes, recordings: await sessionsWithPieces(), drafts: waitingDrafts(person) };
}

function any({ changes, recordings, drafts }) {
  return changes.length + recordings.length + drafts.length > 0;
}

/** One sentence: how much of what waits, each with the way to where it goes on. */
function show(box, { changes, recordings, drafts }, more = "") {
  const sheets = new Map();
  for (const change of changes) sheets.set(change.sheet, [...(sheets.get(change.sheet) ?? []), change]);
  const links = [...sheets].map(([sheet, all]) => [whereOf(sheet, all[0].about), all[0].about?.title ?? box.dataset.sheet, ` (${all.length})`]);
  for (const session of recordings) links.push([`/sessions/${session}/control`, box.dataset.recording, ""]);
  const pages = new Map();
  for (const one of drafts) pages.set(one.about.page, [...(pages.get(one.about.page) ?? []), one]);
  for (const [page, all] of pages) links.push([page, all[0].about.title, ` (${all.length})`]);
  say(box, box.dataset.waits);
  for (const [at, [href, words, after]] of links.entries()) box.firstElementChild.append(at ? ", " : " ", link(href, words), after);
  box.firstElementChild.append(". ", more || box.dataset.kept);
  box.querySelector("button").hidden = false;
}

function whereOf(sheet, about) {
  return about?.page ?? `/sessions/${sheet.split(":")[0]}/sheet`;
}

function link(href, words) {
  const one = document.createElement("a");
  [one.href, one.textContent] = [href, words];
  return one;
}

function say(box, words) {
  box.hidden = false;
  box.querySelector("button").hidden = true;
  box.firstElementChild.textContent = fill(words);
}

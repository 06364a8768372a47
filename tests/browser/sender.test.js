// Changes on their way: one in flight, in order, each until it was acknowledged or refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, Unreachable } from "../../server/web/static/api.js";
import { forget, Memory, Queue, waitingSheets } from "../../server/web/static/queue.js";
import { Sender } from "../../server/web/static/sender.js";

const SAID = { value: 3, note: "", unsure: false };

/** A sender whose server answers by `put`; `told` is what the page heard, `until` waits for one of those. */
async function sending(put) {
  const queue = new Queue("s:p", new Memory(), null);
  const told = [];
  const waiting = [];
  const sender = new Sender(queue, put, (what, change, detail) => {
    told.push([what, change?.criterion, detail]);
    for (const one of waiting.filter(({ wanted }) => wanted === what)) one.resolve();
  });
  const until = (wanted) => new Promise((resolve) => waiting.push({ wanted, resolve }));
  return { queue, told, sender, until };
}

test("a change leaves the queue once the server stored it, in the order of typing", async () => {
  const sent = [];
  const { queue, sender, until } = await sending(async (change) => {
    sent.push(change.criterion);
    return { ...SAID, revision: 1 };
  });
  sender.add("vision", SAID, "2031-03-04T02:00:00Z", 0);
  sender.add("budget", SAID, "2031-03-04T02:00:01Z", 0);
  const idle = until("idle");
  sender.wake();
  await idle;
  assert.deepEqual(sent, ["vision", "budget"]);
  assert.deepEqual(queue.list(), []);
});

test("without an answer the change stays, and the same key goes again", async () => {
  const keys = [];
  const { sender, until } = await sending(async (change) => {
    keys.push(change.key);
    if (keys.length === 1) throw new Unreachable();
    return { ...SAID, revision: 1 };
  });
  sender.add("vision", SAID, "2031-03-04T02:00:00Z", 0);
  const idle = until("idle");
  sender.wake();
  await idle;
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test("what came late is told with the refusal and waits no longer", async () => {
  const problem = { type: "/problems/sheet-closed", late_by_seconds: 2, entry: 7, hash: "aa" };
  const { queue, told, sender, until } = await sending(async () => {
    throw new Refused(409, problem);
  });
  sender.add("vision", SAID, "2031-03-04T04:00:00Z", 0);
  const idle = until("idle");
  sender.wake();
  await idle;
  assert.deepEqual(queue.list(), []);
  assert.deepEqual(told.find(([what]) => what === "late"), ["late", "vision", problem]);
});

test("another's change is a clash, and neither value is lost", async () => {
  const theirs = { value: 5, note: "lain", unsure: false, revision: 4 };
  const { queue, sender, until } = await sending(async () => {
    throw new Refused(409, { type: "/problems/stale-revision", score: theirs });
  });
  sender.add("vision", SAID, "2031-03-04T02:00:00Z", 1);
  const idle = until("idle");
  sender.wake();
  await idle;
  assert.deepEqual(queue.get("vision").clash, theirs);
  assert.equal(queue.get("vision").value, 3);
});

test("typing that goes on waits anew; leaving the field sends at once", async () => {
  let sent = 0;
  const { sender, until } = await sending(async () => {
    sent += 1;
    return { ...SAID, revision: sent };
  });
  for (let letter = 0; letter < 20; letter += 1) {
    sender.add("vision", { ...SAID, note: "x".repeat(letter) }, "2031-03-04T02:00:00Z", 0);
    sender.wake(60_000, true);
  }
  assert.equal(sent, 0);
  const idle = until("idle");
  sender.wake(0);
  await idle;
  assert.equal(sent, 1);
});

test("who signs out leaves no receipt and nothing that they threw away; what another has not sent stays", async () => {
  const local = new Memory();
  const none = () => Promise.reject(new Error("no database"));
  new Queue("s:p", local, null).put({ criterion: "vision", n: 1, ...SAID });
  new Queue("s:p", local, null).put({ criterion: "budget", n: 2, ...SAID });
  new Queue("calibrations/c:p", local, null).put({ criterion: "vision", n: 3, ...SAID });
  new Queue("s:q", local, null).put({ criterion: "vision", n: 4, ...SAID });
  for (const key of ["sidang-receipts/s:p", "sidang-receipts/s:q", "sidang-buzz"]) local.setItem(key, "[]");
  assert.deepEqual(await waitingSheets("p", local, none()), ["s:p", "calibrations/c:p"]);
  const seen = [["s:p", "vision", 1], ["s:p", "budget", 1], ["calibrations/c:p", "vision", 3]]; // the second was typed anew since
  await forget("p", seen.map(([sheet, criterion, n]) => ({ sheet, criterion, n })), local, none());
  assert.deepEqual(await waitingSheets("p", local, none()), ["s:p"]);
  assert.deepEqual(Object.keys(local).sort(), ["sidang-buzz", "sidang-receipts/s:q", "sidang:s:p:budget", "sidang:s:q:vision"]);
});

test("what is typed without a line says since when there was none; what comes after its return does not", async () => {
  const sent = [];
  let reached = false;
  const { queue, sender, until } = await sending(async (change) => {
    sent.push([change.criterion, change.offline_since]);
    if (!reached) throw new Unreachable();
    return { ...SAID, revision: 1 };
  });
  sender.add("vision", SAID, "2031-03-04T02:00:00Z", 0);
  const offline = until("offline");
  sender.wake();
  await offline;
  sender.add("budget", SAID, "2031-03-04T02:05:00Z", 0);
  const reloaded = new Sender(queue, async () => ({}), () => {});
  reloaded.add("policy", SAID, "2031-03-04T02:06:00Z", 0);
  reached = true;
  const idle = until("idle");
  sender.wake();
  await idle;
  sender.add("living", SAID, "2031-03-04T02:07:00Z", 0);
  const again = until("idle");
  sender.wake();
  await again;
  const since = "2031-03-04T02:00:00Z";
  assert.deepEqual(sent.slice(1), [["vision", undefined], ["budget", since], ["policy", since], ["living", undefined]]);
});

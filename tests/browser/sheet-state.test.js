// What the sheet's page makes of what happens, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Memory } from "../../server/web/static/queue.js";
import { held, Receipts } from "../../server/web/static/receipts.js";
import { after, begun, isNearTheClose, saying, scored, standing, toAskFor, warning } from "../../server/web/static/sheet-state.js";

const at = (time) => Date.parse(`2031-03-04T${time}Z`);
const SESSION = {
  id: "s", state: "open", phase: "qna", starts_at: "2031-03-04T02:00:00Z", closes_at: "2031-03-04T04:00:00Z",
  phases: [{ key: "qna", minutes: 120, starts_at: "2031-03-04T02:00:00Z", ends_at: "2031-03-04T04:00:00Z" }],
  panel: [{ id: "me" }, { id: "her" }],
};
const SHEET = { state: "open", declared: true, submitted: false, scores: { vision: { value: 3, at: "2031-03-04T03:00:00Z" } } };
const begin = (more = {}) => begun({ session: SESSION, sheet: { ...SHEET, ...more }, person: "me" });
const happening = (state, ...kinds) => kinds.reduce((now, one) => after(now, typeof one === "string" ? { kind: one } : one), state);

test("what is saved is said with the server's time, not the browser's", () => {
  const state = after(begin(), { kind: "saved", score: { at: "2031-03-04T03:10:00Z" } });
  assert.equal(state.savedAt, at("03:10:00"));
  assert.deepEqual(saying(state, []), { is: "saved", word: "saved", n: 0 });
});

test("nothing is called saved after the close: a late score that was admitted came later than that", () => {
  const scores = { ...SHEET.scores, policy: { value: 4, at: "2031-03-04T04:00:03Z" } };
  const state = begin({ state: "closed", closes_at: SESSION.closes_at, scores });
  assert.equal(state.savedAt, at("03:00:00"));
});

test("offline is not said while the event stream is up and nothing waits", () => {
  const cut = happening(begin(), { kind: "line", up: false }, "offline");
  assert.equal(saying(cut, [{}]).is, "offline");
  const back = after(cut, { kind: "line", up: true });
  assert.notEqual(saying(back, []).is, "offline");
});

test("who is no longer on the panel has lost the sheet at that event, and for good", () => {
  const replaced = after(begin(), { kind: "session", session: { ...SESSION, panel: [{ id: "her" }] } });
  assert.equal(standing(replaced, at("02:30:00")).state, "withdrawn");
  assert.equal(standing(after(replaced, { kind: "session", session: SESSION }), at("02:30:00")).state, "withdrawn");
  assert.equal(saying(replaced, []).word, "withdrawn");
});

test("an aborted session is over whatever its times say", () => {
  const aborted = after(begin(), { kind: "session", session: { ...SESSION, state: "aborted" } });
  assert.equal(standing(aborted, at("02:30:00")).state, "aborted");
});

test("five minutes and one minute before the close are warned of, once the close moves they are not", () => {
  const state = begin();
  assert.deepEqual(["03:54:59", "03:55:00", "03:59:00", "04:00:00"].map((time) => warning(state, at(time))), [null, "five", "one", null]);
  const extended = after(state, { kind: "session", session: { ...SESSION, closes_at: "2031-03-04T04:30:00Z" } });
  assert.equal(warning(extended, at("03:59:30")), null);
});

test("in the last ten seconds typing is sent at once", () => {
  assert.equal(isNearTheClose(begin(), at("03:59:49.999")), false);
  assert.equal(isNearTheClose(begin(), at("03:59:50")), true);
  assert.equal(isNearTheClose(begin(), at("04:00:00")), false);
});

test("after the close a group counts what the server has, not what stands on the page", () => {
  const shown = [{ criterion: "vision", value: 3 }, { criterion: "budget", value: 5 }];
  assert.equal(scored(begin(), shown, false), 2);
  assert.equal(scored(begin(), shown, true), 1);
});

test("what happened decides what is asked of the server", () => {
  const state = begin();
  assert.deepEqual(toAskFor(state, "panel-changed", {}), ["session", "sheet"]);
  assert.deepEqual(toAskFor(state, "scored", { actor: { id: "me" } }), ["sheet"]);
  assert.deepEqual(toAskFor(state, "scored", { actor: { id: "her" } }), []);
  assert.deepEqual(toAskFor(state, "joined", {}), []);
});

test("what nobody knows changes nothing", () => {
  const state = begin();
  assert.equal(after(state, { kind: "no such thing" }), state);
});

test("every receipt is found in the record, and one that is not is named", () => {
  const receipts = new Receipts("s:me", new Memory());
  receipts.add({ criterion: "vision", entry: 7, hash: "aa" });
  receipts.add({ criterion: "vision", entry: 9, hash: "bb" });
  receipts.add({ criterion: "budget", entry: 8, hash: "cc" });
  receipts.add({ criterion: "budget", entry: 8, hash: "cc" });
  const record = [{ number: 7, hash: "aa" }, { number: 8, hash: "cc" }, { number: 9, hash: "bb" }];
  assert.deepEqual(held(receipts.list(), record), { kept: ["vision", "budget"], missing: [], entries: 3 });
  assert.deepEqual(held(receipts.list(), record.slice(0, 2)).missing, ["vision"]);
  assert.deepEqual(held(receipts.list(), [{ ...record[0], hash: "ff" }, record[1], record[2]]).missing, ["vision"]);
});

// Where a session stands, by its stored times alone.

import assert from "node:assert/strict";
import { test } from "node:test";

import { countdown, follow, isDays, moment, passed } from "../../server/web/static/clock.js";

const at = (time) => Date.parse(`2031-03-04T${time}Z`);
const session = {
  state: "open",
  phase: "presentation",
  starts_at: "2031-03-04T02:00:00Z",
  closes_at: "2031-03-04T04:00:00Z",
  phases: [
    { key: "presentation", minutes: 45, starts_at: "2031-03-04T02:00:00Z", ends_at: "2031-03-04T02:45:00Z" },
    { key: "qna", minutes: 75, starts_at: "2031-03-04T02:45:00Z", ends_at: "2031-03-04T04:00:00Z" },
  ],
};

test("a sheet is open from its start and closed at its close, to the millisecond", () => {
  assert.equal(moment(session, at("01:59:59.999")).state, "booked");
  assert.equal(moment(session, at("02:00:00")).state, "open");
  assert.equal(moment(session, at("03:59:59.999")).state, "open");
  assert.equal(moment(session, at("04:00:00")).state, "closed");
});

test("a phase has its own remaining time beside the session's", () => {
  const now = moment(session, at("02:40:00"));
  assert.deepEqual([now.phase, now.phaseLeft, now.left], [0, 5 * 60_000, 80 * 60_000]);
  assert.equal(passed(session, 0, now), 40 / 45);
});

test("what ended by hand stays ended whatever the clock says", () => {
  for (const state of ["closed", "signed", "cancelled", "aborted"]) {
    assert.deepEqual(moment({ ...session, state }, at("02:10:00")), { state, phase: -1, left: 0, phaseLeft: 0 });
  }
});

test("a pause keeps what was left when it began", () => {
  const paused = { ...session, state: "paused", closes_at: null, server_time: "2031-03-04T02:15:00Z" };
  const followed = follow(session, paused);
  assert.equal(moment(followed, at("03:30:00")).left, 105 * 60_000);
  assert.equal(moment(followed, at("03:30:00")).phaseLeft, 30 * 60_000);
});

test("the second that runs counts as left", () => {
  assert.equal(countdown(1), "0:01");
  assert.equal(countdown(0), "0:00");
  assert.equal(countdown(-5), "0:00");
  assert.equal(countdown(3_600_000), "1:00:00");
});

test("nobody counts down the hours of days", () => {
  assert.equal(isDays(moment({ ...session, state: "booked" }, at("02:00:00") - 139 * 3_600_000).left), true);
  assert.equal(isDays(moment({ ...session, state: "booked" }, at("02:00:00") - 23 * 3_600_000).left), false);
  assert.equal(isDays(moment({ ...session, state: "paused", closes_at: null }, at("02:15:00")).left), false);
});

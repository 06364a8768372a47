// What waits until a letter is painted: once for all that asked, and soon also where nothing is painted.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { atLeisure, behindTheFrame } from "../../server/web/static/frame.js";

test("work waits for the frame and comes behind it, once", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let paint;
  globalThis.requestAnimationFrame = (frame) => (paint = frame);
  t.after(() => delete globalThis.requestAnimationFrame);
  const work = mock.fn();
  behindTheFrame(work);
  t.mock.timers.tick(50);
  paint();
  assert.equal(work.mock.callCount(), 0);
  t.mock.timers.tick(1000);
  assert.equal(work.mock.callCount(), 1);
});

test("a page that paints nothing does it a tenth of a second later, and what was asked twice is done once", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const work = mock.fn();
  const ask = atLeisure(work);
  ask();
  ask();
  t.mock.timers.tick(100);
  assert.equal(work.mock.callCount(), 1);
  ask();
  t.mock.timers.tick(100);
  assert.equal(work.mock.callCount(), 2);
});

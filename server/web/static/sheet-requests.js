/**
 * Where a sheet's changes go, and how its tabs keep out of each other's way. A sheet is `SESSION:PERSON`, or
 * `calibrations/ID:PERSON` where an example is scored.
 */

import { call, Refused } from "./api.js";

const CALIBRATION = /^calibrations\/([^:]+):/;

/** How a change of that sheet is put: resolves to the stored score, throws Refused or Unreachable.
 * @param {string} sheet
 * @returns {(change: any, keepalive?: boolean) => Promise<any>}
 */
export function putOf(sheet) {
  const [, calibration] = sheet.match(CALIBRATION) ?? [];
  return calibration ? (change, keepalive) => putMark(calibration, change, keepalive) : (change, keepalive) => putScore(sheet.split(":")[0], change, keepalive);
}

/** Runs the work while no other tab does the same of that sheet. */
export function aloneAmongTabs(sheet) {
  return (work) => (navigator.locks ? navigator.locks.request(`sidang:${sheet}`, work) : work());
}

/** What the tabs of one sheet tell each other; null where a browser has no such thing. */
export function tabsOf(sheet) {
  return "BroadcastChannel" in globalThis ? new BroadcastChannel(`sidang:sheet:${sheet}`) : null;
}

/** On which every tab hears that its person signs out: `{person, discarded: [{sheet, criterion, n}], drafts: [name]}`. */
export function leavingTabs() {
  return "BroadcastChannel" in globalThis ? new BroadcastChannel("sidang:leaving") : null;
}

function putScore(session, { criterion, value, note, unsure, private: own, typed_at, offline_since, revision, key }, keepalive = false) {
  const body = { value, note, unsure, typed_at, offline_since, revision, private: own };
  return call("PUT", `/sessions/${session}/sheet/${encodeURIComponent(criterion)}`, body, { key, keepalive });
}

/** A mark of an example is no entry of a record: it has a value, a note, and the revision that was seen. */
async function putMark(calibration, { criterion, value, note, revision, key }, keepalive = false) {
  try {
    return await call("PUT", `/calibrations/${calibration}/sheet/${encodeURIComponent(criterion)}`, { value, note, revision }, { key, keepalive });
  } catch (error) {
    if (error instanceof Refused) error.problem.score = error.problem.current;
    throw error;
  }
}

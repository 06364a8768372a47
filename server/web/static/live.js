/** A session's events as they come: resumed without loss by the number of the last one, opened again when it breaks. */

import { call } from "./api.js";
import { endMessages, showMessage, showRecording } from "./announcements.js";
import { isUnfinished } from "./words.js";

const KINDS = (
  "booked moved panel-changed link-changed cancelled answered opened phase paused resumed extended closed aborted " +
  "reopened joined left declared scored late admitted refused asked noted attached submitted sealed signed claimed revealed concluded moderated summarised excused replied recorded undone " +
  "address-changed " +
  "five-minutes pause-alert room message"
).split(" ");
const NUMBERLESS = ["state", "five-minutes", "pause-alert", "room", "message"];
const AGAIN = [500, 1000, 2000, 4000, 8000];

/** Shows the page as it is now where the session is no longer this person's: a stream that the server ended may mean it. */
export async function leaveIfGone(session) {
  const status = await call("GET", `/sessions/${session}`).then(() => 200, (error) => error.status);
  if (status === 404) location.reload();
}

/**
 * Listens to `address`. `hear(kind, data, number)` gets every entry, and without a number `state` (the
 * session), `five-minutes` and `pause-alert`, and `missed` where the connection did not come at once, or came again before
 * any entry did: what happened meanwhile nobody tells;
 * `line(up)` is told when the connection comes and goes. Returns a function that ends it.
 */
export function listen(address, hear, line = (/** @type {boolean} */ _up) => {}) {
  let last = null;
  let again = false;
  let failures = 0;
  let timer;
  let source;

  function open() {
    clearTimeout(timer);
    source?.close();
    again ||= source !== undefined;
    source = new EventSource(last === null ? address : `${address}?last_event_id=${encodeURIComponent(last)}`);
    source.onopen = () => {
      failures = 0;
      line(true);
      if (again && last === null) hear("missed", {}, null);
    };
    source.onerror = broken;
    for (const kind of ["state", ...KINDS]) source.addEventListener(kind, heard);
  }

  function heard(event) {
    if (event.lastEventId) last = event.lastEventId;
    if (event.type === "message") showMessage(JSON.parse(event.data));
    if (event.type === "state") stands(JSON.parse(event.data));
    hear(event.type, JSON.parse(event.data), NUMBERLESS.includes(event.type) ? null : Number(event.lastEventId));
  }

  function stands(session) {
    showRecording(session);
    if (!isUnfinished(session.state)) endMessages();
  }

  function broken() {
    line(false);
    again = true;
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    timer = setTimeout(open, AGAIN[Math.min(failures, AGAIN.length - 1)]);
    failures += 1;
  }

  function whenSeen() {
    if (document.visibilityState === "visible" && source.readyState !== EventSource.OPEN) open();
  }

  open();
  addEventListener("online", open);
  document.addEventListener("visibilitychange", whenSeen);
  return () => {
    clearTimeout(timer);
    source.close();
    removeEventListener("online", open);
    document.removeEventListener("visibilitychange", whenSeen);
  };
}

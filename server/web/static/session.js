/** A session's own page: what the server drew is fetched again when something happens. Being on it is being here. */

import { leaveIfGone, listen } from "./live.js";
import { renewer } from "./parts.js";

const renew = renewer();
let isFresh = true; // what the first event tells, the page has just been drawn from

const { events } = document.querySelector("[data-events]").dataset;

listen(events, heard, (up) => up || leaveIfGone(events.split("/").at(-2)));

function heard(kind) {
  if (kind !== "state" || !isFresh) renew();
  isFresh = false;
}

/** A session's own page: what the server drew is fetched again when something happens. Being on it is being here. */

import { listen } from "./live.js";
import { renewer } from "./parts.js";

const renew = renewer();
let isFresh = true; // what the first event tells, the page has just been drawn from

listen(document.querySelector("[data-events]").dataset.events, (kind) => {
  if (kind !== "state" || !isFresh) renew();
  isFresh = false;
});

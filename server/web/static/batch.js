/** Mails that wait together: how far they have come, as they go. */

import { pageAt } from "./api.js";

const source = new EventSource(`${location.pathname}/events`);
source.addEventListener("progress", renew);
source.addEventListener("state", () => {
  source.close();
  location.reload();
});
// What is pressed here leads on by itself, and says what came of it.
addEventListener("submit", () => source.close());
for (const one of document.querySelectorAll("[data-unscripted]")) one.hidden = true;

async function renew() {
  const fresh = await pageAt(location.href).catch(() => null);
  const [old, next] = [document, fresh].map((page) => page?.querySelector("[data-come]"));
  if (old && next) old.replaceWith(document.importNode(next, true));
}

/** What every open page of a session shows, whichever it is: the secretariat's messages, and that it is being recorded. */

/** Shows a message on top of the page until it is closed; in a sheet's bar the newest alone. @param {{text: string, subject?: string, by?: {name: string}}} message */
export function showMessage({ text, subject, by }) {
  const box = document.createElement("div");
  box.className = "notice time message";
  box.setAttribute("role", "alert");
  const said = document.createElement("p");
  said.className = "typed";
  const who = document.createElement("b");
  who.textContent = subject || by?.name || "";
  said.append(who, " ", text);
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "plain", textContent: "×", title: words().close });
  close.setAttribute("aria-label", words().close);
  close.addEventListener("click", () => box.remove());
  box.append(said, close);
  const slot = document.querySelector("[data-message]");
  if (slot) slot.replaceChildren(box);
  else document.querySelector("main")?.prepend(box);
}

/** Takes the messages away: the session that they were about is over. */
export function endMessages() {
  for (const box of document.querySelectorAll(".notice.message")) box.remove();
}

/** Says that the session is being recorded, for as long as it is. @param {{recording?: {state: string}|null}} session */
export function showRecording({ recording }) {
  const runs = recording?.state === "recording";
  const shown = document.querySelector(".rec.on-page");
  if (!runs) shown?.remove();
  if (!runs || shown) return;
  const mark = document.createElement("span");
  mark.className = "rec on-page";
  mark.setAttribute("role", "status");
  mark.textContent = words().recording;
  const beside = document.querySelector(".bar .who, .stage header b");
  if (beside) beside.after(mark);
  else document.body.append(mark);
}

/** In the reader's language, as base.html says them. */
function words() {
  const { close = "", recording = "" } = document.documentElement.dataset;
  return { close, recording };
}

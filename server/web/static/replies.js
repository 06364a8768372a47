/**
 * What a regency writes and sends by a button: answers to questions, an objection. Each is kept on this device as it is
 * typed, goes to the server by itself, and again while there is no line; nothing else on the page moves for it.
 *
 * A `[data-reply]` names its draft; `data-sends` is where the text goes, `data-files` (with `data-question`) where a file.
 */

import { call, freshPage, newKey, Refused, reason } from "./api.js";
import { Draft, isOwn } from "./drafts.js";
import { fits, sent } from "./files.js";
import { leavingTabs } from "./sheet-requests.js";
import { fill, pageData, timeOfDay } from "./words.js";

const AGAIN = [1000, 2000, 4000, 8000];
const live = new WeakMap();

/** Makes every reply of the page live that is not yet: also those that came later. */
export function begin(afterwards = () => {}) {
  for (const one of document.querySelectorAll("[data-reply]")) {
    if (!live.has(one)) live.set(one, new Reply(/** @type {HTMLElement} */ (one), afterwards));
  }
}

class Reply {
  #failures = 0;
  #sending = false;
  #timer;

  /**
   * @param {HTMLElement} element
   * @param {() => void} afterwards the server has one more
   */
  constructor(element, afterwards) {
    this.element = element;
    this.afterwards = afterwards;
    this.page = pageData(element.closest("[data-replies]"));
    this.text = element.querySelector("textarea");
    /** @type {HTMLInputElement | null} */
    this.file = element.querySelector('input[type="file"]');
    this.draft = new Draft(element.dataset.reply);
    this.text.addEventListener("input", () => this.#keep({ pressed: false, key: newKey() }));
    this.file?.addEventListener("change", () => this.#keep({ file: this.file.files[0]?.name ?? "", pressed: false, fileKey: newKey() }));
    addEventListener("online", () => this.#isPressed() && this.#send());
    this.#restore();
  }

  /** In another tab its person has signed out, and thrown away the drafts of these names. */
  left(names) {
    clearTimeout(this.#timer);
    if (this.text.value.trim()) this.#say(names.includes(this.draft.name) ? this.page.words.discarded : this.page.words.signed_out, "bad");
  }

  press() {
    this.#keep({ pressed: true });
    return this.#send();
  }

  #isPressed() {
    return this.draft.read()?.pressed ?? false;
  }

  #keep(more) {
    const sends = { address: this.element.dataset.sends, more: this.#said(false) };
    const now = { key: newKey(), fileKey: newKey(), ...this.draft.read(), sends, text: this.text.value, ...more };
    const isEmpty = !now.text.trim() && !this.file?.files.length;
    if (isEmpty) this.draft.drop();
    const kept = isEmpty || this.draft.keep(now);
    this.#say(isEmpty || !kept ? "" : this.page.words.kept);
  }

  // What an earlier life of the page left: typed, or pressed while there was no line.
  #restore() {
    const kept = this.draft.read();
    if (!kept && !this.text.value.trim()) return;
    if (!kept) return this.#keep({}); // typed before this script had come
    if (!this.text.value.trim()) this.text.value = kept.text;
    const details = this.element.closest("details");
    if (details) details.open = true;
    const lost = kept.file && !this.file?.files.length;
    this.#say(lost ? fill(this.page.words.again, { name: kept.file }) : this.page.words.kept);
    if (kept.pressed && !lost) this.#send();
  }

  async #send() {
    clearTimeout(this.#timer);
    if (this.#sending) return;
    const chosen = this.file?.files[0];
    if (!this.text.value.trim() && !chosen) return this.#refuse(this.page.words.empty);
    if (chosen && !fits(this.file)) return this.#refuse("");
    this.#sending = true;
    this.#say(this.page.words.sending, "waiting");
    try {
      if (chosen) await this.#upload(chosen);
      if (this.text.value.trim()) await call("POST", this.element.dataset.sends, this.#said(), { key: this.draft.read()?.key });
      this.#done();
    } catch (error) {
      await this.#failed(error);
    } finally {
      this.#sending = false;
    }
  }

  #said(withText = true) {
    const { regency } = this.element.dataset;
    return { ...(withText ? { text: this.text.value } : {}), ...(regency ? { regency } : {}) };
  }

  async #upload(chosen) {
    const body = new FormData();
    body.append("kind", "document");
    body.append("question", this.element.dataset.question);
    body.append("file", chosen);
    const tell = (part) => this.#say(fill(this.page.words.uploading, { part }), "waiting");
    await sent(`/api/v1${this.element.dataset.files}`, body, tell, this.draft.read()?.fileKey);
    this.file.value = "";
    this.#keep({ file: "", pressed: true });
  }

  #done() {
    this.#failures = 0;
    this.draft.drop();
    this.text.value = this.text.defaultValue = "";
    const details = this.element.closest("details");
    if (details) details.open = false;
    this.#say(fill(this.page.words.sent, { time: timeOfDay(Date.now(), this.page) }), "saved");
    if (document.activeElement instanceof HTMLElement && this.element.contains(document.activeElement)) document.activeElement.blur();
    this.afterwards();
  }

  async #failed(error) {
    const { words } = this.page;
    if (!(error instanceof Refused) || error.status >= 500 || error.status === 429) {
      this.#say(words.offline, "offline");
      this.#timer = setTimeout(() => this.#send(), AGAIN[Math.min(this.#failures, AGAIN.length - 1)]);
      this.#failures += 1;
    } else if (error.status === 401 || error.status === 403) {
      await freshPage().catch(() => null); // a page too old gets its new token, for the next press
      this.#say(words.signed_out, "offline");
    } else {
      this.#refuse(reason(error, words.refusals));
    }
  }

  #refuse(why) {
    this.#keep({ pressed: false, key: newKey(), fileKey: newKey() });
    this.#say(why, "bad");
  }

  #say(what, look = "") {
    this.element.querySelector("[data-state]").replaceChildren(Object.assign(document.createElement("span"), { textContent: what, className: look }));
  }
}

leavingTabs()?.addEventListener("message", ({ data }) => {
  if (!isOwn(data.person)) return;
  for (const one of document.querySelectorAll("[data-reply]")) live.get(one)?.left(data.drafts);
});

document.addEventListener("submit", (event) => {
  const one = /** @type {HTMLElement | null} */ (event.submitter?.closest("[data-reply]"));
  if (!one || !live.has(one)) return;
  event.preventDefault();
  live.get(one).press();
});

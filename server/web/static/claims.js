/** A regency's claims: what is typed is saved as it rests, evidence is uploaded beside, and nobody's work is overwritten. */

import { call, Refused, reason, Unreachable } from "./api.js";
import { Draft, isOwn } from "./drafts.js";
import { fits, sent } from "./files.js";
import { leavingTabs } from "./sheet-requests.js";
import { isTouched } from "./touched.js";
import { fill, pageData, timeOfDay } from "./words.js";

const RESTED = 700;
const AGAIN = 4000;

/** Makes a card of claims live; `card` is its `[data-claims]` with `data-page`. */
export function begin(card) {
  const page = pageData(card);
  const claims = [...card.querySelectorAll("form[data-claim]")].map((form) => new Claim(form, card, page));
  addEventListener("pagehide", () => {
    for (const claim of claims) claim.leave();
  });
  addEventListener("beforeunload", (event) => claims.some((claim) => claim.holdsFile) && event.preventDefault());
  leavingTabs()?.addEventListener("message", ({ data }) => {
    for (const claim of isOwn(data.person) ? claims : []) claim.left(data.drafts);
  });
  return claims;
}

/** One criterion's form: what stands in it, what the server has, and what is under way between them. */
class Claim {
  #timer;
  #uploading;
  #sending = false;
  #typed = false;

  constructor(form, card, page) {
    this.form = form;
    this.card = card;
    this.page = page;
    this.row = form.closest("details");
    this.revision = Number(form.dataset.revision);
    this.list = form.querySelector("[data-evidence]");
    this.evidence = JSON.parse(this.list.dataset.evidence);
    this.address = card.dataset.address ?? `/regencies/${card.dataset.claims}`;
    this.draft = new Draft(`claims${this.address}/${form.dataset.claim}`);
    form.addEventListener("input", (event) => event.target.closest('.more, [type="file"]') || this.#rest(event.target.type === "radio" ? 0 : RESTED));
    form.addEventListener("submit", (event) => this.#pressed(event));
    form.querySelector("textarea").addEventListener("blur", () => this.#typed && this.#rest(0));
    this.upload = this.row.querySelector("form[data-upload]");
    this.upload.elements.namedItem("file").addEventListener("change", () => this.#upload());
    this.#upload(); // what was chosen before this script had come
    for (const one of this.row.querySelectorAll("[data-unscripted]")) one.hidden = true;
    const claimed = [...form.querySelectorAll('[name="value"], textarea')];
    if (claimed.some(isTouched)) this.#rest(0); // before this script had come, over a slow line
    else this.#restore();
    addEventListener("online", () => {
      if (this.#typed) this.#save();
      this.#upload();
    });
  }

  // What an earlier life of the page could not send.
  #restore() {
    const kept = this.draft.read();
    if (!kept) return;
    this.revision = kept.revision;
    this.#fill(kept);
    this.row.open = true;
    this.#rest(0);
  }

  #fill({ value, text }) {
    this.form.elements.namedItem("text").value = text;
    for (const radio of this.form.querySelectorAll('input[type="radio"]')) radio.checked = radio.value === String(value ?? "");
    const bare = this.form.querySelector('input[type="number"]');
    if (bare) bare.value = value ?? "";
  }

  /** In another tab its person has signed out, and thrown away the drafts of these names. */
  left(names) {
    if (!names.includes(this.draft.name)) return;
    clearTimeout(this.#timer);
    this.#typed = false;
    this.#say(this.page.words.discarded, "bad");
  }

  /** The page goes away: what was typed goes with the last request that it may make. */
  leave() {
    if (!this.#typed) return;
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "" };
    fetch(`/api/v1${this.#where()}`, { method: "PUT", keepalive: true, headers, body: JSON.stringify(this.#said()) }).catch(() => {});
  }

  #where() {
    return `${this.address}/claims/${encodeURIComponent(this.form.dataset.claim)}`;
  }

  #said() {
    const fields = new FormData(this.form);
    const value = fields.get("value") ?? "";
    return { value: value === "" ? null : Number(value), text: fields.get("text"), evidence: this.evidence, revision: this.revision };
  }

  #rest(wait) {
    this.#typed = true;
    const { value, text, revision } = this.#said();
    this.draft.keep({ value, text, revision });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), wait);
  }

  async #save() {
    clearTimeout(this.#timer);
    if (this.#sending) return this.#rest(RESTED);
    this.#sending = true;
    this.#typed = false;
    this.#say(this.page.words.saving);
    try {
      this.#saved(await call("PUT", this.#where(), this.#said()));
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#sending = false;
    }
  }

  #saved(claim) {
    this.revision = claim.revision;
    this.form.elements.namedItem("revision").value = claim.revision;
    if (!this.#typed) this.draft.drop();
    if (!this.#typed && !this.holdsFile) this.#say(fill(this.page.words.saved, { time: timeOfDay(Date.parse(claim.at), this.page) }), "saved");
    this.#dress(claim);
  }

  #failed(error) {
    this.#typed = true;
    if (error instanceof Unreachable || error.status >= 500 || error.status === 429) {
      this.#say(this.page.words.offline, "offline");
      this.#timer = setTimeout(() => this.#save(), AGAIN);
    } else if (error.name === "stale-revision") {
      this.#stale(error.problem.current ?? error.problem.claim);
    } else {
      this.#typed = false;
      this.#say(why(error, this.page.words), "bad");
    }
  }

  // What an earlier life of the page sent as it went, without hearing the answer, is no clash.
  #stale(theirs) {
    const { value, text, evidence } = this.#said();
    const isSame = (theirs.value ?? null) === value && theirs.text === text && JSON.stringify(theirs.evidence) === JSON.stringify(evidence);
    if (!isSame) return this.#clash(theirs);
    this.#typed = false;
    return this.#saved(theirs);
  }

  // Two colleagues on one claim: both texts are shown, and one of them chooses.
  #clash(theirs) {
    this.row.querySelector(".clash-box")?.remove();
    const { words } = this.page;
    const box = element("div", "", "notice time clash-box");
    box.setAttribute("role", "group");
    box.append(element("p", fill(words.clash, { name: theirs.by?.name ?? "" })), element("p", `${theirs.value ?? "–"} · ${theirs.text}`, "typed"));
    const line = element("div", "", "line");
    for (const [label, mine] of [[words.keep_mine, true], [words.keep_stored, false]]) {
      const button = element("button", label);
      button.type = "button";
      button.addEventListener("click", () => this.#settle(theirs, mine));
      line.append(button);
    }
    box.append(line);
    this.form.append(box);
    this.#say("");
  }

  #settle(theirs, mine) {
    this.form.querySelector(".clash-box").remove();
    this.revision = theirs.revision;
    if (mine) return this.#save();
    this.evidence = theirs.evidence;
    this.#fill(theirs);
    this.#typed = false;
    this.#draw();
    return this.#saved(theirs);
  }

  // - evidence -

  async #pressed(event) {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "drop") {
      this.evidence = this.evidence.filter((_, place) => place !== Number(button.value));
      this.#draw();
    }
    const [url, name] = ["url", "name"].map((field) => this.form.elements.namedItem(field));
    if (url.value.trim()) {
      const address = asAddress(url.value.trim());
      this.evidence = [...this.evidence, { name: name.value || url.value.trim(), url: address }];
      [url.value, name.value] = ["", ""];
      this.#draw();
    }
    await this.#upload();
    await this.#save();
    if (button?.name === "then" && !this.#typed && !this.holdsFile) this.#goOn(button.value);
  }

  #goOn(key) {
    const next = this.card.querySelector(`#f-${CSS.escape(key)}`);
    this.row.open = false;
    if (next) next.open = true;
    (next ?? this.row).querySelector("summary").focus();
  }

  /** Whether a file is chosen that the server does not have: no draft keeps it. */
  get holdsFile() {
    return this.upload.elements.namedItem("file").files.length > 0;
  }

  async #upload() {
    const field = this.upload.elements.namedItem("file");
    if (!this.holdsFile || field.disabled || !fits(field)) return;
    clearTimeout(this.#uploading);
    const body = new FormData(this.upload);
    field.disabled = true;
    try {
      const file = await sent(`/api/v1${this.address}/files`, body, (part) => this.#say(fill(this.page.words.uploading, { part })));
      this.evidence = [...this.evidence, { name: file.name, file: file.id }];
      this.upload.reset();
      this.#draw();
      await this.#save();
    } catch (error) {
      if (error instanceof Refused && error.status < 500) this.#say(why(error, this.page.words), "bad");
      else {
        this.#say(this.page.words.file_waits, "offline");
        this.#uploading = setTimeout(() => this.#upload(), AGAIN);
      }
    } finally {
      field.disabled = false;
    }
  }

  #draw() {
    this.list.replaceChildren(...this.evidence.map((one, place) => {
      const item = element("li", "", "line");
      const link = element("a", one.name || one.url);
      Object.assign(link, { href: one.file ? `/api/v1${this.address}/files/${one.file}` : one.url, target: "_blank", rel: "noopener noreferrer" });
      const drop = element("button", this.page.words.drop, "plain");
      Object.assign(drop, { name: "drop", value: place });
      item.append(link, drop);
      return item;
    }));
  }

  // - looks -

  #dress({ value, text, evidence }) {
    const { words } = this.page;
    const lacks = [value === null ? words.valueless : "", evidence.length ? "" : words.bare].filter(Boolean).join(", ");
    this.row.querySelector("[data-value]").textContent = value ?? "–";
    this.row.querySelector("[data-far]").textContent = value === null && text === "" ? (evidence.length ? words.shown_only : words.empty) : lacks || words.whole;
    const rows = [...this.card.querySelectorAll("[data-far]")];
    const n = rows.filter((row) => ![words.empty, words.shown_only].includes(row.textContent)).length;
    const counted = fill(words.count, { n, of: rows.length });
    this.card.querySelector("[data-count]").textContent = counted;
    this.card.querySelector("[data-bar]").setAttribute("aria-label", counted);
    this.card.querySelector("[data-bar] rect").setAttribute("width", `${Math.round((100 * n) / rows.length)}%`);
    this.#tellWhatLacks(rows.filter((row) => row.textContent !== words.whole));
  }

  #tellWhatLacks(rows) {
    const told = this.card.querySelector("[data-lacking]");
    const most = Number(told.dataset.lacking);
    const names = rows.slice(0, most).map((row) => `${row.closest("summary").querySelector("b").textContent} (${row.textContent})`);
    const more = rows.length > most ? ` ${fill(this.page.words.more, { n: rows.length - most })}` : "";
    told.querySelector("span").textContent = names.join("; ") + more;
    told.hidden = rows.length === 0;
    this.card.querySelector("[data-whole]").hidden = rows.length > 0;
  }

  #say(what, look = "") {
    this.form.querySelector("[data-saving]").replaceChildren(element("span", what, look));
  }
}

/** An address as people write it, "jepara.go.id/rpjmd", with what a browser needs before it. */
function asAddress(written) {
  return written.includes("://") ? written : `https://${written}`;
}

function why(error, words) {
  if (!(error instanceof Refused)) return words.offline;
  if (error.name === "wrong-state") return words.closed;
  return reason(error, words.refusals);
}

function element(tag, text, look = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (look) made.className = look;
  return made;
}

for (const card of document.querySelectorAll("[data-claims][data-page]")) begin(card);

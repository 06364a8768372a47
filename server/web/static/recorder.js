/**
 * The recorder in the control room: the meeting's sound, a microphone or both, as pieces of a few seconds that go to the
 * server as they are made. Sound alone: two hours of speech are under 30 MB.
 */

import { call, Refused, reason } from "./api.js";
import { Pieces } from "./pieces.js";
import { fill, isUnfinished } from "./words.js";

const TYPE = "audio/webm;codecs=opus";
const PIECE = 3000; // milliseconds
const BITS = 30_000; // with what the container adds, two hours are under 30 MB
const ELSEWHERE = 'a[href]:not([target], [download], [href^="#"])';

/** Makes the card work. Returns what the page tells it of the session as events come: `heard(kind, data)`. */
export async function begin(card, session, words) {
  if (!navigator.mediaDevices || !globalThis.MediaRecorder?.isTypeSupported(TYPE)) {
    say(card, words.none);
    for (const button of card.querySelectorAll("button[data-record]")) button.hidden = true;
    return () => {};
  }
  const recorder = new Recorder(card, session, words);
  await recorder.open();
  return (kind, data) => recorder.heard(kind, data);
}

class Recorder {
  #pieces;
  #media = null;
  #sources = [];
  #take = null;
  #kept = Promise.resolve();
  #since = 0;
  #over = false; // the session is: nothing more to record
  /** @type {AudioContext|null} */
  context = null;

  constructor(card, session, words) {
    this.card = card;
    this.session = session;
    this.words = words;
    for (const button of card.querySelectorAll("button[data-record]")) {
      button.addEventListener("click", () => this.#start(button.dataset.record));
    }
    this.stopper = card.querySelector("[data-stop]");
    this.stopper.addEventListener("click", () => this.#stop());
    addEventListener("beforeunload", (event) => this.#media && event.preventDefault());
    document.addEventListener("click", (event) => this.#beside(event, /** @type {Element} */ (event.target).closest?.(ELSEWHERE)));
    document.addEventListener("submit", (event) => this.#beside(event, event.target));
  }

  /** What an earlier life of the page left is sent first. */
  async open() {
    this.#pieces = await Pieces.open(this.session, (waiting, trouble) => this.#told(waiting, trouble));
    const left = await this.#pieces.waiting();
    if (left) say(this.card, fill(this.words.left, { n: left }));
    this.#pieces.send();
    this.#show();
  }

  /** Another device has taken over, or the session is over: this one ends, and loses nothing. */
  heard(kind, data) {
    if (kind === "recorded" && data.data?.take === this.#take && data.data?.state === "stopped" && this.#media) {
      this.#end().then(() => say(this.card, this.words.taken));
    }
    if (kind !== "state") return;
    this.#over = !isUnfinished(data.state);
    if (this.#over) this.#stop();
    this.#show();
  }

  async #start(from) {
    say(this.card, "");
    try {
      const stream = await this.#sound(from);
      const { take } = await call("POST", `/sessions/${this.session}/recording/start`, { kind: "audio", type: TYPE });
      this.#record(stream, take);
    } catch (error) {
      this.#release();
      say(this.card, error instanceof Refused ? reason(error, this.words.refusals) : this.words.denied);
    }
    this.#show();
  }

  // The chosen sources in one track, with the meter on it.
  async #sound(from) {
    const wanted = [];
    if (from !== "microphone") wanted.push(navigator.mediaDevices.getDisplayMedia({ video: true, audio: true }));
    if (from !== "meeting") wanted.push(navigator.mediaDevices.getUserMedia({ audio: true }));
    this.#sources = await Promise.all(wanted);
    if (this.#sources.every((source) => source.getAudioTracks().length === 0)) throw new Error("silent");
    const context = new AudioContext();
    const mixed = context.createMediaStreamDestination();
    const analyser = context.createAnalyser();
    for (const source of this.#sources) {
      for (const track of source.getTracks()) track.addEventListener("ended", () => this.#stop());
      if (source.getAudioTracks().length === 0) continue;
      const node = context.createMediaStreamSource(source);
      node.connect(mixed);
      node.connect(analyser);
    }
    this.context = context;
    this.#measure(analyser);
    return mixed.stream;
  }

  #record(stream, take) {
    let n = 0;
    this.#take = take;
    this.#since = performance.now();
    this.#media = new MediaRecorder(stream, { mimeType: TYPE, audioBitsPerSecond: BITS });
    this.#media.addEventListener("dataavailable", ({ data }) => {
      if (data.size === 0) return;
      n += 1;
      const number = n;
      this.#kept = this.#kept.then(() => this.#pieces.add(take, number, data));
    });
    this.#media.start(PIECE);
  }

  async #stop() {
    const take = this.#take;
    if (!this.#media) return;
    await this.#end();
    await this.#pieces.send();
    await call("POST", `/sessions/${this.session}/recording/${take}/stop`).catch(() => {});
    say(this.card, this.words.stopped);
  }

  async #end() {
    const media = this.#media;
    this.#media = null;
    const over = new Promise((resolve) => media.addEventListener("stop", resolve, { once: true }));
    if (media.state !== "inactive") {
      media.stop();
      await over;
    }
    await this.#kept;
    this.#release();
    this.#show();
  }

  #release() {
    for (const source of this.#sources) for (const track of source.getTracks()) track.stop();
    this.#sources = [];
    this.context?.close();
    this.context = null;
  }

  // A recording ends with its page: while it runs, what leads elsewhere opens in a tab of its own.
  #beside(event, leads) {
    if (!this.#media || !leads || event.defaultPrevented) return;
    leads.setAttribute("target", "_blank");
    setTimeout(() => leads.removeAttribute("target"));
  }

  // - looks -

  #measure(analyser) {
    const wave = new Uint8Array(analyser.fftSize);
    const meter = this.card.querySelector("meter");
    const timer = setInterval(() => {
      if (!this.context) return clearInterval(timer);
      analyser.getByteTimeDomainData(wave);
      meter.value = Math.max(...wave.map((level) => Math.abs(level - 128))) / 128;
    }, 100);
  }

  #show() {
    const runs = this.#media !== null;
    this.card.dataset.runs = String(runs);
    this.card.hidden = this.#over && this.#take === null; // nothing was recorded from here, and nothing will be
    this.stopper.hidden = !runs;
    this.card.querySelector("meter").hidden = !runs;
    this.card.querySelector("[data-beside]").hidden = !runs;
    for (const button of this.card.querySelectorAll("button[data-record]")) button.hidden = runs || this.#over;
  }

  #told(waiting, trouble) {
    const minutes = Math.floor((performance.now() - this.#since) / 60_000);
    const runs = this.#media ? fill(this.words.runs, { n: minutes }) : "";
    const held = trouble ? fill(this.words.waiting, { n: waiting }) : "";
    if (runs || held) say(this.card, [runs, held].filter(Boolean).join(" · "));
    Object.assign(this.card.dataset, { waiting, sent: this.#pieces?.sent ?? 0 });
  }
}

function say(card, what) {
  card.querySelector("[data-say-recorder]").textContent = what;
}

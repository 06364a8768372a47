/** The page's texts, made by the server in the reader's language, with what varies filled in. */

/** `Tersimpan {time}` with {time: "09.42.36"}; a text of two forms, {one, many}, is chosen by `n`. */
export function fill(text, values = {}) {
  const chosen = typeof text === "object" ? (values.n === 1 ? text.one : text.many) : text;
  return chosen.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
}

/** What a phase `{key, name?}` is called: by its programme's name, else by the usual one, else by its key. */
export function phaseName(phase, { words, lang }) {
  if (!phase) return "";
  return phase.name?.[lang] || phase.name?.id || (words.phases[phase.key] ?? phase.key);
}

/** What the page knows, from the JSON in its `data-page`. */
export function pageData(root = document.querySelector("[data-page]")) {
  return JSON.parse(root.dataset.page);
}

/** Whether a session in that state will begin or has, and is not over: the server says which these are. */
export function isUnfinished(state) {
  return (document.documentElement.dataset.unfinished ?? "").split(" ").includes(state);
}

/** The day of an instant, `Selasa, 1 Desember`, in the zone and the language's own way. */
export function dayOf(instant, { zone, lang }) {
  return formats(lang === "id" ? "id-ID" : "en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long" }).format(instant);
}

/** The time of day of an instant (milliseconds), `09.42.36`, in the zone and the language's own way. */
export function timeOfDay(instant, { zone, lang }, seconds = true) {
  const text = formats("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23", second: seconds ? "2-digit" : undefined }).format(instant);
  return lang === "id" ? text.replaceAll(":", ".") : text;
}

const made = new Map();

/** A format is made once: making one takes longer than all that is done at a keystroke. @param {Intl.DateTimeFormatOptions} parts */
function formats(locale, parts) {
  const key = JSON.stringify([locale, parts]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale, parts));
  return made.get(key);
}

// Checks an exported record of Sidang in the browser (or in node): no network, nothing of Sidang.

const CONTENT = ["session", "number", "at", "kind", "actor", "data", "secret_hash"];
const FIELDS = new Set([...CONTENT, "previous", "hash", "secret", "salt"]);

/** A place that does not fit. */
export class Misfit extends Error {}

/** A number with the text that it was written as. */
class Num {
  constructor(text) {
    this.text = text;
    this.value = Number(text);
  }
}

/** JSON with one meaning: no key twice, numbers in the one form that is hashed. Throws SyntaxError. */
export function parse(text) {
  let at = 0;
  const fail = (what) => {
    throw new SyntaxError(`${what} (character ${at + 1})`);
  };
  const space = () => {
    while (" \t\r\n".includes(text[at] ?? "x")) at += 1;
  };
  const string = () => {
    const found = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/.exec(text.slice(at, at + 4096)) ?? /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/.exec(text.slice(at));
    if (!found) fail("no text");
    at += found[0].length;
    return JSON.parse(found[0]);
  };
  const number = () => {
    const found = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at, at + 400));
    if (!found) fail("no JSON");
    at += found[0].length;
    const one = new Num(found[0]);
    const plain = found[0].replace(/e([+-])0+(\d)/, "e$1$2");
    if (plain !== String(one.value)) fail(`the number ${found[0]} is not written as it was hashed`);
    return one;
  };
  const value = (depth) => {
    if (depth > 100) fail("too deep");
    space();
    const first = text[at];
    if (first === '"') return string();
    if (first === "{" || first === "[") return many(first, depth);
    for (const [word, meant] of [["null", null], ["true", true], ["false", false]]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meant;
      }
    }
    return number();
  };
  const many = (first, depth) => {
    const found = first === "{" ? new Map() : [];
    const last = first === "{" ? "}" : "]";
    at += 1;
    space();
    if (text[at] === last) {
      at += 1;
      return found;
    }
    for (;;) {
      space();
      if (first === "{") {
        const key = string();
        if (found.has(key)) fail(`the key ${key} stands twice`);
        space();
        if (text[at] !== ":") fail("no colon");
        at += 1;
        found.set(key, value(depth + 1));
      } else found.push(value(depth + 1));
      space();
      if (text[at] === last) {
        at += 1;
        return found;
      }
      if (text[at] !== ",") fail("no comma");
      at += 1;
    }
  };
  const whole = value(0);
  space();
  if (at !== text.length) fail("something stands behind it");
  return whole;
}

/** Canonical JSON: of format 2 by RFC 8785, of format 1 with keys by code point and numbers as they were written. */
export function canonical(document, form) {
  if (document instanceof Num) return form > 1 ? String(document.value === 0 ? 0 : document.value) : document.text;
  if (document instanceof Map) {
    const keys = [...document.keys()];
    if (form > 1) keys.sort();
    else keys.sort((one, other) => byPoint(one, other));
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(document.get(key), form)}`).join(",")}}`;
  }
  if (Array.isArray(document)) return `[${document.map((one) => canonical(one, form)).join(",")}]`;
  return JSON.stringify(document);
}

function byPoint(one, other) {
  const [a, b] = [[...one], [...other]];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    if (a[at] !== b[at]) return a[at].codePointAt(0) - b[at].codePointAt(0);
  }
  return a.length - b.length;
}

async function sha256(...parts) {
  const bytes = parts.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part));
  const whole = new Uint8Array(bytes.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of bytes) {
    whole.set(one, at);
    at += one.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** The entries of an export and what it states beside them. */
export function read(text) {
  try {
    const document = parse(text);
    if (document instanceof Map && document.has("entries")) return [document.get("entries"), document];
  } catch (error) {
    if (!text.trim().includes("\n")) throw error;
  }
  return [text.split("\n").filter((line) => line.trim()).map(parse), new Map()];
}

/** What the file comes to: {entries, hidden, head, session, digests, hashes}. Throws Misfit or SyntaxError. */
export async function check(text) {
  const [entries, stated] = read(text);
  if (!Array.isArray(entries) || !entries.length) throw new Misfit("there is no entry in it");
  let [previous, hidden, form] = ["0".repeat(64), 0, 1];
  const [digests, hashes] = [new Set(), []];
  for (const [place, entry] of entries.entries()) {
    const wrong = (what) => {
      throw new Misfit(`entry ${place + 1}: ${what}`);
    };
    if (!(entry instanceof Map) || CONTENT.some((key) => !entry.has(key)) || [...entry.keys()].some((key) => !FIELDS.has(key)))
      wrong("it is no entry of a record");
    const data = entry.get("data");
    if (entry.get("number")?.text !== String(place + 1)) wrong("it is missing, or stands out of order");
    if (place === 0) form = data.get("format")?.value ?? 1;
    if (entry.get("session") !== entries[0].get("session")) wrong("it belongs to another session");
    if (entry.get("previous") !== previous) wrong("it does not follow the entry before it");
    if (entry.has("secret") !== entry.has("salt")) wrong("its secret or its salt is missing");
    if (entry.has("secret")) {
      const made = hex(await sha256(unhex(entry.get("salt")), canonical(entry.get("secret"), form)));
      if (made !== entry.get("secret_hash")) wrong("its secret content is not what was hashed");
    } else if (entry.get("secret_hash") !== null) hidden += 1;
    const content = new Map(CONTENT.map((key) => [key, entry.get(key)]));
    const made = hex(await sha256(unhex(previous), await sha256(canonical(content, form))));
    if (made !== entry.get("hash")) wrong("its content is not what was hashed");
    if (entry.get("kind") === "sealed" && data.get("digest") !== previous) wrong("the digest it states is not that of the chain up to it");
    if (["sealed", "signed"].includes(entry.get("kind"))) digests.add(previous).add(made);
    hashes.push(made);
    previous = made;
  }
  for (const [key, value] of stated) {
    if (key === "entries" || canonical(value, 2) === canonical(toldOf(entries, key), 2)) continue;
    if (["count", "head"].includes(key)) throw new Misfit(`entry ${entries.length + 1}: the file is cut off`);
    throw new Misfit(`what the file states beside its entries does not fit: ${key}`);
  }
  return { entries: entries.length, hidden, head: previous, session: entries[0].get("session"), digests: [...digests], hashes };
}

/** What the checked entries themselves say of a thing that an export states beside them; undefined of what none states. */
function toldOf(entries, key) {
  const [first, last] = [entries[0], entries[entries.length - 1]];
  if (key === "count") return new Num(String(entries.length));
  if (key === "head") return last.get("hash");
  if (key === "session") return first.get("session");
  if (key === "digest") {
    const about = entries.filter((entry) => ["sealed", "reopened"].includes(entry.get("kind")));
    return about.at(-1)?.get("data").get("digest") ?? null;
  }
  const booked = first.get("data").get("regency");
  if (key !== "regency" || !(booked instanceof Map)) return undefined;
  return new Map(["code", "name"].map((one) => [one, booked.get(one) ?? null]));
}

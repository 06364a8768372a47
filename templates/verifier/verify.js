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

/** What the file comes to: {entries, hidden, result, head, session, digests, hashes}. Throws Misfit or SyntaxError. */
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
  sealedFigures(entries);
  return { entries: entries.length, hidden, result: result(entries), head: previous, session: entries[0].get("session"), digests: [...digests], hashes };
}

/** Values by panelist and criterion, admitted late ones among them, and those that a deliberation changed; null where any
 * of them is left out of the export. */
function valuesOf(entries) {
  const [found, late, changed] = [new Map(), new Map(), new Map()];
  for (const entry of entries) {
    const [kind, data] = [entry.get("kind"), entry.get("data")];
    if (kind === "late") late.set(entry.get("number").value, entry);
    if (!["scored", "admitted", "moderated"].includes(kind)) continue;
    const source = kind === "admitted" ? late.get(data.get("entry").value) : entry;
    if (!source.has("secret")) return null;
    const value = source.get("secret").get("value") ?? null;
    (kind === "moderated" ? changed : found).set(`${data.get("panelist")} ${data.get("criterion")}`, value && value.value);
  }
  return { found, changed };
}

/** The mean of [weight, value] over what has a value; null where nothing has. */
function weighted(parts) {
  const known = parts.filter(([, value]) => value !== null && value !== undefined);
  const whole = known.reduce((sum, [weight]) => sum + weight, 0);
  return whole ? known.reduce((sum, [weight, value]) => sum + weight * value, 0) / whole : null;
}

/** What the record's scores come to by its own rubric: {counts, original, counted}, each {index, groups}; null where
 * values are left out, or the record does not hold its rubric. */
export function result(entries) {
  const opened = entries.findLast((entry) => entry.get("kind") === "opened")?.get("data");
  const values = valuesOf(entries);
  if (!(opened?.get("rubric") instanceof Map) || !values) return null;
  const panel = entries.findLast((entry) => ["booked", "panel-changed"].includes(entry.get("kind"))).get("data").get("panel");
  const declared = new Map();
  for (const entry of entries) {
    if (entry.get("kind") === "declared") declared.set(entry.get("data").get("panelist"), entry.get("data").get("conflict"));
  }
  const seats = panel.map((seat) => seat.get("id")).filter((id) => !declared.get(id));
  const moderated = new Map([...values.found].map(([where, value]) => [where, values.changed.get(where) ?? value]));
  const counts = opened.get("counts");
  return {
    counts,
    original: indexOf(values.found, seats, opened),
    counted: indexOf(counts === "moderated" ? moderated : values.found, seats, opened),
  };
}

/** Weighted means over what was scored, as 0 to 100. */
function indexOf(values, seats, judged) {
  const [groups, scale] = [judged.get("rubric").get("groups"), judged.get("rubric").get("scale")];
  const [low, high] = [scale.get("min").value, scale.get("max").value];
  const keys = groups.flatMap((group) => group.get("criteria").map((one) => one.get("key")));
  const every = seats.map((seat) => new Map(keys.map((key) => [key, values.get(`${seat} ${key}`) ?? null])));
  const sheets = judged.get("incomplete") === "exclude" ? every.filter((sheet) => ![...sheet.values()].includes(null)) : every;
  const found = new Map();
  for (const group of groups) {
    const mean = weighted(
      group.get("criteria").map((one) => [one.get("weight").value, weighted(sheets.map((sheet) => [1, sheet.get(one.get("key"))]))]),
    );
    found.set(group.get("key"), mean === null ? null : ((mean - low) / (high - low)) * 100);
  }
  return { index: weighted(groups.map((group) => [group.get("weight").value, found.get(group.get("key"))])), groups: found };
}

const same = (one, other) => one === other || (one !== null && other !== null && Math.abs(one - other) < 1e-6);

/** Holds the figures that the first signature sealed against what the scores before it come to. Throws Misfit. */
function sealedFigures(entries) {
  for (const [at, entry] of entries.entries()) {
    const sealed = entry.get("kind") === "signed" ? entry.get("data").get("minutes")?.get("figures") : undefined;
    const found = sealed?.size ? result(entries.slice(0, at)) : null;
    if (!found) continue;
    const stated = (one) => one?.value ?? null;
    const { index, groups } = found.original;
    if (!same(stated(sealed.get("index")), index) || [...groups].some(([key, value]) => !same(stated(sealed.get("groups").get(key)), value)))
      throw new Misfit(`entry ${at + 1}: the index it states is not what the scores come to`);
  }
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

"""Checks an exported record of Sidang by itself: Python's standard library alone, no network, nothing of Sidang.

    python3 sidang_verify.py record.json [--digest 64-HEX-DIGITS]

The record's chain: h(n) = SHA-256(h(n-1) || SHA-256(content(n))), h(0) = 32 zero bytes, content as canonical JSON
(RFC 8785). Secret content stands in it as SHA-256(salt || canonical JSON). With `--digest` the file must also bear
the digest that was mailed when the record was sealed or signed. Exit 0: intact; 1: not, with the first misfit; 2: no
such file.
"""

import hashlib
import json
import sys

CONTENT = ("session", "number", "at", "kind", "actor", "data", "secret_hash")
FIELDS = frozenset(CONTENT) | {"previous", "hash", "secret", "salt"}
GENESIS = "0" * 64
EXACT = 2**53


class Misfit(Exception):
    """The first place that does not fit, by the entry's number."""


class Written(float):
    """A fraction with the text that it was written as."""

    text = ""


def number(value):
    """A number as ECMAScript writes it (RFC 8785, section 3.2.2.3)."""
    value = float(value)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = "e" + ("+" if point > 0 else "-") + str(abs(point - 1))
    return sign + digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + power


def canonical(document, form):
    """Canonical JSON: of format 2 by RFC 8785, of format 1 with keys by code point and numbers as they were written."""
    if document is None or isinstance(document, (bool, str)):
        return json.dumps(document, ensure_ascii=False)
    if isinstance(document, (int, float)):
        return number(document) if form > 1 else getattr(document, "text", str(document))
    if isinstance(document, dict):
        order = (lambda key: key.encode("utf-16-be", "surrogatepass")) if form > 1 else None
        parts = (canonical(key, form) + ":" + canonical(document[key], form) for key in sorted(document, key=order))
        return "{" + ",".join(parts) + "}"
    return "[" + ",".join(canonical(one, form) for one in document) + "]"


def sha256(*parts):
    """SHA-256 over the parts, texts as UTF-8."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part.encode() if isinstance(part, str) else part)
    return made


def distinct(pairs):
    """An object, in which no key stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def written(text):
    """A fraction, in the one form that is hashed."""
    value = Written(text)
    value.text = text
    if text not in (number(value), repr(float(text))) or (value.is_integer() and abs(value) < EXACT):
        raise ValueError("the number " + text + " is not written as it was hashed")
    return value


def none(text):
    """What is no number at all."""
    raise ValueError(text + " is no JSON number")


def loads(text):
    """A document that has one meaning."""
    return json.loads(text, object_pairs_hook=distinct, parse_float=written, parse_constant=none)


def read(text):
    """The entries of an export: one document, or a line for each; and what it states beside them."""
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if isinstance(document, dict) and "entries" in document:
        document = loads(text)
        return document["entries"], document
    return [loads(line) for line in text.split("\n") if line.strip()], {}


def check(entries, stated):
    """Raises Misfit at the first place that does not fit; else how many entries are redacted."""
    if not isinstance(entries, list) or not entries:
        raise Misfit("there is no entry in it")
    previous, hidden, form = GENESIS, 0, 1
    for expected, entry in enumerate(entries, start=1):
        place = "entry " + str(expected) + ": "
        if not isinstance(entry, dict) or not set(CONTENT) <= set(entry) <= FIELDS:
            raise Misfit(place + "it is no entry of a record")
        if type(entry["number"]) is not int or entry["number"] != expected:
            raise Misfit(place + "it is missing, or stands out of order")
        if expected == 1:
            form = entry["data"].get("format", 1)
        if entry["session"] != entries[0]["session"]:
            raise Misfit(place + "it belongs to another session")
        if entry["previous"] != previous:
            raise Misfit(place + "it does not follow the entry before it")
        if ("secret" in entry) != ("salt" in entry) or ("secret" in entry and entry["secret_hash"] is None):
            raise Misfit(place + "its secret or its salt is missing")
        if "secret" in entry:
            if (
                sha256(bytes.fromhex(entry["salt"]), canonical(entry["secret"], form)).hexdigest()
                != entry["secret_hash"]
            ):
                raise Misfit(place + "its secret content is not what was hashed")
        elif entry["secret_hash"] is not None:
            hidden += 1
        content = canonical({key: entry[key] for key in CONTENT}, form)
        if sha256(bytes.fromhex(previous), sha256(content).digest()).hexdigest() != entry["hash"]:
            raise Misfit(place + "its content is not what was hashed")
        if entry["kind"] == "sealed" and entry["data"].get("digest") != previous:
            raise Misfit(place + "the digest it states is not that of the chain up to it")
        previous = entry["hash"]
    if stated.get("count", len(entries)) != len(entries) or stated.get("head", previous) != previous:
        raise Misfit("entry " + str(len(entries) + 1) + ": the file is cut off")
    for key in stated:
        if key not in ("count", "head", "entries") and stated[key] != told_of(entries, key):
            raise Misfit("what the file states beside its entries does not fit: " + key)
    figures(entries)
    sealed_figures(entries)
    return hidden


def told_of(entries, key):
    """What the checked entries themselves say of a thing that an export states beside them."""
    if key == "session":
        return entries[0]["session"]
    if key == "digest":
        about = [entry for entry in entries if entry["kind"] in ("sealed", "reopened")]
        return about[-1]["data"].get("digest") if about else None
    booked = entries[0]["data"].get("regency")
    return {one: booked.get(one) for one in ("code", "name")} if key == "regency" and booked else ...


def figures(entries):
    """Counts what each panelist has scored again, where the values are there. Raises Misfit."""
    sheets = dict()
    for entry in entries:
        if entry["kind"] != "scored":
            continue
        sheet = sheets.setdefault(entry["data"]["panelist"], dict())
        sheet[entry["data"]["criterion"]] = entry["secret"].get("value") if "secret" in entry else ...
        known = [value for value in sheet.values() if value is not ...]
        if len(known) == len(sheet) and entry["data"]["scored"] < sum(value is not None for value in known):
            raise Misfit("entry " + str(entry["number"]) + ": it counts fewer scores than there are")


def values_of(entries):
    """Values by panelist and criterion, admitted late ones among them, and those that a deliberation changed; None
    where any of them is left out of the export."""
    found, late, changed = dict(), dict(), dict()
    for entry in entries:
        kind, data = entry["kind"], entry["data"]
        if kind == "late":
            late[entry["number"]] = entry
        if kind not in ("scored", "admitted", "moderated"):
            continue
        source = late[data["entry"]] if kind == "admitted" else entry
        if "secret" not in source:
            return None
        kept = changed if kind == "moderated" else found
        kept[data["panelist"], data["criterion"]] = source["secret"].get("value")
    return found, changed


def weighted(parts):
    """The mean of (weight, value) over what has a value; None where nothing has."""
    known = [(weight, value) for weight, value in parts if value is not None]
    whole = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / whole if whole else None


def result(entries):
    """What the record's scores come to by its own rubric, of the original scores and of those that count by its rule:
    two times (index, index by group); None where values are left out, or the record does not hold its rubric."""
    opened = [entry["data"] for entry in entries if entry["kind"] == "opened"]
    known = values_of(entries)
    if not opened or not isinstance(opened[-1].get("rubric"), dict) or known is None:
        return None
    judged, (values, changed) = opened[-1], known
    panels = [entry["data"]["panel"] for entry in entries if entry["kind"] in ("booked", "panel-changed")]
    declared = dict()
    for entry in entries:
        if entry["kind"] == "declared":
            declared[entry["data"]["panelist"]] = entry["data"]["conflict"]
    seats = [seat["id"] for seat in panels[-1] if not declared.get(seat["id"])]
    moderated = {where: changed.get(where, value) for where, value in values.items()}
    counted = moderated if judged["counts"] == "moderated" else values
    return index_of(values, seats, judged), index_of(counted, seats, judged)


def index_of(values, seats, judged):
    """Weighted means over what was scored, as 0 to 100: (index, index by group)."""
    rubric, scale = judged["rubric"], judged["rubric"]["scale"]
    keys = [one["key"] for group in rubric["groups"] for one in group["criteria"]]
    sheets = [[values.get((seat, key)) for key in keys] for seat in seats]
    if judged["incomplete"] == "exclude":
        sheets = [sheet for sheet in sheets if None not in sheet]
    means = {key: weighted((1, sheet[at]) for sheet in sheets) for at, key in enumerate(keys)}
    groups = dict()
    for group in rubric["groups"]:
        mean = weighted((one["weight"], means[one["key"]]) for one in group["criteria"])
        groups[group["key"]] = None if mean is None else (mean - scale["min"]) / (scale["max"] - scale["min"]) * 100
    return weighted((group["weight"], groups[group["key"]]) for group in rubric["groups"]), groups


def same(one, other):
    """Whether two figures are the same but for how a machine adds up."""
    return one is other is None or (one is not None and other is not None and abs(one - other) < 1e-6)


def sealed_figures(entries):
    """Holds the figures that the first signature sealed against what the scores before it come to. Raises Misfit."""
    for at, entry in enumerate(entries):
        sealed = entry["data"].get("minutes", dict()).get("figures") if entry["kind"] == "signed" else None
        found = result(entries[:at]) if sealed else None
        if found is None:
            continue
        index, groups = found[0]
        if not same(sealed["index"], index) or any(not same(sealed["groups"].get(key), groups[key]) for key in groups):
            raise Misfit("entry " + str(entry["number"]) + ": the index it states is not what the scores come to")


def digests(entries):
    """Every digest that was mailed of this record."""
    return [
        one for entry in entries if entry["kind"] in ("sealed", "signed") for one in (entry["previous"], entry["hash"])
    ]


def main(arguments):
    """Prints one verdict."""
    if len(arguments) not in (1, 3) or (len(arguments) == 3 and arguments[1] != "--digest"):
        print("python3 sidang_verify.py record.json [--digest 64-HEX-DIGITS]", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8", newline="") as file:
            text = file.read()
    except OSError as error:
        print(str(error), file=sys.stderr)
        return 2
    except UnicodeDecodeError:
        print("TIDAK DIKENAL: it is no text in UTF-8")
        return 1
    try:
        entries, stated = read(text)
        hidden = check(entries, stated)
        if len(arguments) == 3 and arguments[2].lower() not in digests(entries):
            raise Misfit("the digest that was mailed is not in it")
    except Misfit as misfit:
        print("LAIN: " + str(misfit))
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        print("TIDAK DIKENAL: it is no exported record (" + str(error) + ")")
        return 1
    print(
        "UTUH: "
        + str(len(entries))
        + " entries, each bound to the one before it"
        + ("; the secret content of " + str(hidden) + " is left out" if hidden else "")
    )
    found = result(entries)
    if found is not None and found[1][0] is not None:
        counts = [entry["data"]["counts"] for entry in entries if entry["kind"] == "opened"][-1]
        print("index, 0 to 100, by the record's own rubric (" + counts + " scores count): " + format(found[1][0], ".2f"))
    if len(arguments) != 3:
        for one in dict.fromkeys(digests(entries)):
            print("mailed digest: " + one)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The rubric as a form and back: rows of groups and criteria in their order, each with fields of its own name, so that
it works without a script. Pure: what is typed comes in as fields.

Of a long rubric only those criteria have fields that somebody opens. The others are folded: a row with a key, which
stands for the criterion as the programme has it, whoever changed it meanwhile."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypedDict

from multidict import MultiDict, MultiMapping

from server import forms
from server.text import translator
from sessions.values import CriterionDoc, Fault, GroupDoc, Names, Number, RubricDoc, ScaleDoc, named

LANGUAGES = ("id", "en")
GROUP, CRITERION = "g", "c"
MOST_LEVELS = 11  # a finer scale is described at its ends alone
MOST_OPEN = 40  # a rubric of more criteria is folded


def fields(rubric: RubricDoc, standing: RubricDoc, opened: str = "") -> MultiDict[str]:
    """The form's fields of a rubric; of a long one without those of criteria that are as in `standing`, which the
    programme has. `opened`: the key of one that has them all the same."""
    form: MultiDict[str] = MultiDict(
        {f"scale.{name}": _text(number) for name, number in _scale(rubric["scale"]).items()}
    )
    folded = _criteria(standing) if is_long(rubric) else {}
    number = 0
    for g, group in enumerate(rubric["groups"]):
        form.add("row", f"{GROUP}{g}")
        _write(form, f"{GROUP}{g}", group)
        for criterion in group["criteria"]:
            row, key = f"{CRITERION}{number}", str(criterion["key"])
            number += 1
            form.add("row", row)
            form[f"{row}.key"] = key
            if folded.get(key) != criterion or key == opened:
                _write_criterion(form, row, criterion)
    return form


def is_long(rubric: RubricDoc) -> bool:
    """Whether it has so many criteria that they are opened one by one."""
    return len(_criteria(rubric)) > MOST_OPEN


def is_open(form: MultiMapping[object], row: str) -> bool:
    """Whether the row has fields."""
    return f"{row}.weight" in form


def opened(form: MultiMapping[object], row: str, standing: RubricDoc) -> MultiDict[str]:
    """The form with the fields of that criterion, too."""
    changed = MultiDict((name, str(value)) for name, value in form.items() if name != "do")
    criterion = _criteria(standing).get(str(form.get(f"{row}.key", "")))
    if criterion is not None and not is_open(form, row):
        _write_criterion(changed, row, criterion)
    return changed


def still_there(form: MultiMapping[object], standing: RubricDoc) -> MultiDict[object]:
    """The form without those rows that stand for a criterion which somebody has removed."""
    known = _criteria(standing)
    gone = {
        row
        for _, inside in rows(form)
        for row in inside
        if not is_open(form, row) and str(form.get(f"{row}.key", "")) not in known
    }
    return MultiDict((name, value) for name, value in form.items() if not (name == "row" and value in gone))


def taken_over(form: MultiMapping[object], base: RubricDoc, standing: RubricDoc) -> MultiDict[str]:
    """The form with what somebody else has saved meanwhile of all that was left as it was in it, and with what they
    added. `base` is the rubric that it began from."""
    changed = MultiDict((name, str(value)) for name, value in form.items())
    mine, _ = document(form, base)
    before, now, own = _things(base), _things(standing), _things(mine)
    for group, inside in rows(form):
        for row in (group, *inside):
            key = f"{row[0]} {form.get(f'{row}.key', '')}"
            if is_open(form, row) and key in before and own.get(key) == before[key]:
                _rewrite(changed, row, now.get(key) or before[key], is_gone=key not in now and row[0] == CRITERION)
    for name in ("min", "max", "step"):
        if changed.get(f"scale.{name}") == _text(_scale(base["scale"])[name]):
            changed[f"scale.{name}"] = _text(_scale(standing["scale"])[name])
    for theirs in standing["groups"]:
        row = next((one for one, _ in rows(form) if form.get(f"{one}.key") == theirs["key"]), "")
        for criterion in theirs["criteria"]:
            key = f"{CRITERION} {criterion['key']}"
            if row and key not in before and key not in own:
                changed = arranged(changed, f"criterion:{row}")
                added = dict(rows(changed))[row][-1]
                changed[f"{added}.key"] = str(criterion["key"])
                _write_criterion(changed, added, criterion)
    return changed


def _things(rubric: RubricDoc) -> dict[str, GroupDoc | CriterionDoc]:
    """Groups without their criteria, and criteria, each by its kind and key."""
    found: dict[str, GroupDoc | CriterionDoc] = {
        f"{GROUP} {group['key']}": {**group, "criteria": []} for group in rubric["groups"]
    }
    return found | {f"{CRITERION} {key}": one for key, one in _criteria(rubric).items()}


def _rewrite(form: MultiDict[str], row: str, thing: GroupDoc | CriterionDoc, *, is_gone: bool) -> None:
    """The row's fields are the thing's; of one that is gone only its key is left."""
    for name in [name for name in form if name.startswith(f"{row}.") and name != f"{row}.key"]:
        form.popall(name, None)
    if not is_gone and "criteria" in thing:
        _write(form, row, thing)
    elif not is_gone:
        _write_criterion(form, row, thing)  # type: ignore[arg-type]


def _criteria(rubric: RubricDoc) -> dict[str, CriterionDoc]:
    return {str(one["key"]): one for group in rubric["groups"] for one in group["criteria"]}


def _scale(scale: ScaleDoc) -> dict[str, Number]:
    return {"min": scale["min"], "max": scale["max"], "step": scale["step"]}


def _write_criterion(form: MultiDict[str], row: str, criterion: CriterionDoc) -> None:
    _write(form, row, criterion)
    for language in LANGUAGES:
        form[f"{row}.elements.{language}"] = "\n".join(_in(one, language) for one in criterion.get("elements", []))
        for value, meaning in criterion.get("levels", {}).items():
            form[f"{row}.level.{value}.{language}"] = _in(meaning, language)


def _write(form: MultiDict[str], row: str, thing: GroupDoc | CriterionDoc) -> None:
    form[f"{row}.key"], form[f"{row}.weight"] = str(thing["key"]), _text(thing["weight"])
    for language in LANGUAGES:
        form[f"{row}.name.{language}"] = _in(thing["name"], language)


def rows(form: MultiMapping[object]) -> list[tuple[str, list[str]]]:
    """The groups with their criteria, by the names of their rows; criteria before any group open none."""
    found: list[tuple[str, list[str]]] = []
    for row in dict.fromkeys(str(one) for one in form.getall("row", [])):
        if re.fullmatch(r"g[0-9]{1,4}", row):
            found.append((row, []))
        elif re.fullmatch(r"c[0-9]{1,4}", row) and found:
            found[-1][1].append(row)
    return found


def document(form: MultiMapping[object], standing: RubricDoc) -> tuple[RubricDoc, dict[str, str]]:
    """The rubric that the form stands for, and which field each of its places came from. What is no number stays text:
    the model says so. `standing`: what its folded rows stand for."""
    folded = _criteria(standing)
    places: dict[str, str] = {f"/rubric/scale/{name}": f"scale.{name}" for name in ("min", "max", "step")}
    keys: set[str] = {str(form.get(f"{row}.key", "")) for group, inside in rows(form) for row in (group, *inside)}
    groups: list[GroupDoc] = []
    for g, (row, inside) in enumerate(rows(form)):
        at = f"/rubric/groups/{g}"
        key, name, weight = _thing(form, row, keys)
        criteria: list[CriterionDoc] = []
        places |= _places(at, row)
        for c, one in enumerate(inside):
            known = None if is_open(form, one) else folded.get(str(form.get(f"{one}.key", "")))
            criteria.append(known or _criterion(form, one, keys))
            places |= _places(f"{at}/criteria/{c}", one)
        groups.append({"key": key, "name": name, "weight": weight, "criteria": criteria})
    low, high, step = (_number(str(form.get(f"scale.{name}", ""))) for name in ("min", "max", "step"))
    return {"scale": {"min": low, "max": high, "step": step}, "groups": groups}, places


def at(fault: Fault, places: Mapping[str, str]) -> str:
    """The field beside which the fault is said: the nearest place above it that has one, else the whole form."""
    pointer = fault.pointer
    while pointer:
        if pointer in places:
            return places[pointer]
        pointer = pointer.rpartition("/")[0]
    return "rubric"


def called(form: MultiMapping[object], places: Iterable[str], language: str) -> dict[str, str]:
    """What the group or criterion of each field is called in the language; of those that have a name."""
    found = {}
    for field in places:
        row = field.partition(".")[0]
        own, other = (str(form.get(f"{row}.name.{one}", "")).strip() for one in sorted(LANGUAGES, key=language.__ne__))
        if own or other:
            found[field] = own or other
    return found


def arranged(form: MultiMapping[object], do: str) -> MultiDict[str]:
    """The form after one of its buttons: `up:ROW`, `down:ROW`, `remove:ROW`, `criterion:GROUP`, `group`."""
    changed: MultiDict[str] = MultiDict((name, str(value)) for name, value in form.items() if name != "do")
    what, _, row = do.partition(":")
    order = [text for one in form.getall("row", []) if (text := str(one))]
    if what == "group":
        order.append(_new(changed, GROUP, order))
        order.append(_new(changed, CRITERION, order))
    elif what == "criterion" and row in order:
        behind = next((n for n in range(order.index(row) + 1, len(order)) if order[n][0] == GROUP), len(order))
        order.insert(behind, _new(changed, CRITERION, order))
    elif what == "remove" and row in order:
        gone = {row} | set(dict(rows(form)).get(row, ()))
        order = [one for one in order if one not in gone]
    elif what in ("up", "down") and row in order:
        order = _moved(form, row, -1 if what == "up" else 1)
    changed.popall("row", None)
    for one in order:
        changed.add("row", one)
    return changed


def _moved(form: MultiMapping[object], row: str, by: int) -> list[str]:
    """The rows with this one a place further: a group with its criteria; a criterion also into the next group."""
    groups = rows(form)
    for n, (group, inside) in enumerate(groups):
        if group == row and 0 <= n + by < len(groups):
            groups[n], groups[n + by] = groups[n + by], groups[n]
            break
        if row in inside:
            place = inside.index(row)
            if 0 <= place + by < len(inside):
                inside[place], inside[place + by] = inside[place + by], inside[place]
            elif 0 <= n + by < len(groups):
                inside.remove(row)
                groups[n + by][1].insert(0 if by > 0 else len(groups[n + by][1]), row)
            break
    return [one for group, inside in groups for one in (group, *inside)]


def _new(form: MultiDict[str], kind: str, order: Sequence[str]) -> str:
    numbers = (forms.natural(one[1:]) for one in order if one[0] == kind)
    number = max((known for known in numbers if known is not None), default=-1) + 1
    form[f"{kind}{number}.weight"] = "1"
    return f"{kind}{number}"


def levels(scale: ScaleDoc) -> list[str]:
    """The values that may be described, as the rubric's keys for them; the ends alone of a fine scale."""
    try:
        low, high, step = (float(number) for number in _scale(scale).values())
        number = round((high - low) / step)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return []
    if not 0 < number < MOST_LEVELS:
        return [_text(low), _text(high)]
    return [_text(round(low + n * step, 9)) for n in range(number + 1)]


class Share(TypedDict):
    """A group's share of the whole, and those of its criteria, from 0 to 1."""

    share: float
    criteria: list[float]


def shares(doc: RubricDoc) -> list[Share]:
    """Each group's share of the whole and each criterion's, from 0 to 1; none where the weights make none."""
    found: list[Share] = []
    whole = sum(_weight(group) for group in doc["groups"])
    for group in doc["groups"]:
        share = _weight(group) / whole if whole > 0 else 0
        inside = sum(_weight(one) for one in group["criteria"])
        parts = [share * _weight(one) / inside if inside > 0 else 0 for one in group["criteria"]]
        found.append({"share": share, "criteria": parts})
    return found


def differences(before: RubricDoc, after: RubricDoc, language: str) -> Iterator[tuple[str, str, str]]:
    """What a change would mean: (what, before, after) of the scale and of each group and criterion, by their keys."""
    _, old, new = translator(language), _flat(before, language), _flat(after, language)
    for key in dict.fromkeys([*old, *new]):
        if old.get(key) != new.get(key):
            title = (new.get(key) or old[key])[0] if key else _("Skala")
            unnamed = _("Kelompok baru") if key.startswith(GROUP) else _("Kriteria baru")
            yield title or unnamed, old[key][1] if key in old else "", new[key][1] if key in new else ""


def _flat(doc: RubricDoc, language: str) -> dict[str, tuple[str, str, object]]:
    low, high, step = map(_text, _scale(doc["scale"]).values())
    scale = f"{low}–{high} / {step}"
    found: dict[str, tuple[str, str, object]] = {"": ("", scale, None)}
    for group in doc["groups"]:
        found[f"{GROUP} {group['key']}"] = _line(group, language, "")
        for one in group["criteria"]:
            found[f"{CRITERION} {one['key']}"] = _line(one, language, str(group["key"]))
    return found


def _line(one: GroupDoc | CriterionDoc, language: str, group: str) -> tuple[str, str, object]:
    name = named(one["name"], language)
    told = (group, one["name"], one.get("elements"), one.get("levels"))
    return name, ", ".join(filter(None, [name, _text(one["weight"])])), [*map(_both, told)]


def _both(said: object) -> object:
    """Texts of one language stand for both: what only looks otherwise is no difference."""
    if isinstance(said, Mapping):
        return {key: _both(value) for key, value in said.items() if value}
    return [_both(one) for one in said] if isinstance(said, list | tuple) else said


def _thing(form: MultiMapping[object], row: str, keys: set[str]) -> tuple[str, str | Names, Number]:
    name = _names(*(str(form.get(f"{row}.name.{language}", "")) for language in LANGUAGES))
    key = str(form.get(f"{row}.key", "")).strip() or _key(named(name, "id"), keys)
    keys.add(key)
    return key, name, _number(str(form.get(f"{row}.weight", "")))


def _criterion(form: MultiMapping[object], row: str, keys: set[str]) -> CriterionDoc:
    key, name, weight = _thing(form, row, keys)
    lines = [str(form.get(f"{row}.elements.{language}", "")).split("\n") for language in LANGUAGES]
    most = max(len(one) for one in lines)
    texts = [[*(line.strip() for line in one), *[""] * (most - len(one))] for one in lines]
    meanings: dict[str, str | Names] = {}
    for field in form:
        found = re.fullmatch(rf"{row}\.level\.([-0-9.]+)\.id", field)
        if found:
            value = found[1]
            pair = [str(form.get(f"{row}.level.{value}.{language}", "")).strip() for language in LANGUAGES]
            if any(pair):
                meanings[value] = _names(*pair)
    elements = [_names(*pair) for pair in zip(*texts, strict=True) if any(pair)]
    return {"key": key, "name": name, "weight": weight, "elements": elements, "levels": meanings}


def _places(at: str, row: str) -> dict[str, str]:
    own = {f"{at}/{name}": f"{row}.{name}" for name in ("weight", "key")}
    return own | {at: f"{row}.name.id", f"{at}/name": f"{row}.name.id", f"{at}/elements": f"{row}.elements.id"}


def _names(indonesian: str, english: str) -> str | Names:
    own, other = indonesian.strip(), english.strip()
    return own or other if own == other or not (own and other) else {"id": own, "en": other}


def _in(names: str | Names, language: str) -> str:
    return names if isinstance(names, str) else str(names.get(language, ""))


def _key(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32] or "kriteria"
    return next(key for n in range(1, 1000) if (key := base if n == 1 else f"{base}-{n}") not in taken)


def _number(text: str) -> Number:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _text(number: Number) -> str:
    return f"{number:.10g}" if isinstance(number, int | float) else str(number or "")


def _weight(one: GroupDoc | CriterionDoc) -> float:
    weight = one["weight"]
    return float(weight) if isinstance(weight, int | float) and 0 < weight < 1e9 else 0.0

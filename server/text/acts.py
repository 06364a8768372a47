"""What the secretariat did, in words: the act, the thing, and each field from what to what."""

from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import urlsplit

from server.text import deeds, field_names, formats, script_words
from server.text.deeds import NOTHING, Behind, Names
from server.text.formats import numbered
from server.text.languages import named, translator
from sessions.values import Act, Programme, lasting

INSTANTS = ("starts_at", "closes_at", "clock", "written_at", "until")  # fields whose values are instants
HOURS = ("day_start", "day_end")
KEYED = ("groups", "criteria", "phases")  # what stands before the key of one that has a name
BY_CRITERION = ("claims", "reference")  # what stands before a criterion's key
MOST = 20  # changes of one act that a page tells


@cache
def things(language: str) -> Mapping[str, str]:
    """What things are called."""
    _ = translator(language)
    return {
        "programme": _("Program"),
        "regency": _("Daerah"),
        "panelist": _("Panelis"),
        "room": _("Ruang"),
        "session": _("Sesi"),
        "offer": _("Tawaran waktu"),
        "plan": _("Rencana"),
        "batch": _("Pengiriman surel"),
        "message": _("Pesan"),
        "mail": _("Surel"),
        "answer": _("Jawaban masuk"),
        "template": _("Kata-kata surel"),
        "release": _("Hasil"),
        "objection": _("Keberatan"),
        "account": _("Akun"),
        "person": _("Orang"),
        "key": _("Kunci API"),
        "webhook": _("Webhook"),
        "calibration": _("Kalibrasi"),
        "clock": _("Jam server"),
    }


def told(act: Act, language: str, zone: str, behind: Behind = NOTHING) -> str:
    """What was done, as a sentence that names the thing."""
    return deeds.sentence(act, behind, language, zone)


def names_of(programme: Programme | None, found: Iterable[Act], language: str) -> dict[tuple[str, str], str]:
    """What keys in the changes of acts stand for: what their programme calls them now, else what the acts say
    themselves of what it has no more."""
    names: dict[tuple[str, str], str] = {}
    for act in found:
        for path, values in act.changes.items():
            parts = path.split(".")
            if len(parts) > 3 and parts[-2] == "name" and parts[-4] in KEYED and parts[-1] == language and any(values):
                names[parts[-4], parts[-3]] = str(values[1] or values[0])
    if programme is not None:
        groups = programme.rubric.groups
        names |= {("groups", one.key): named(one.name, language) for one in groups}
        names |= {("criteria", one.key): named(one.name, language) for group in groups for one in group.criteria}
        names |= {("phases", one.key): script_words.phase_name(one.as_json(), language) for one in programme.phases}
    return names


def changes(
    act: Act, language: str, zone: str, behind: Behind = NOTHING, *, most: int | None = MOST
) -> list[dict[str, str]]:
    """Field by field from what to what, the first so many; times in the zone."""
    shown = list(act.changes.items())[:most]
    return [
        {
            "field": field(path, language, behind.names),
            "was": _value(path, was, language, zone, behind.names),
            "is": _value(path, now, language, zone, behind.names),
        }
        for path, (was, now) in shown
    ]


def field(path: str, language: str, names: Names) -> str:
    """What the field of a path is called: each part by its name, what has a key by what it is called."""
    return " · ".join(_parts(path.split("."), language, names))


def _parts(path: list[str], language: str, names: Names) -> list[str]:
    _ = translator(language)
    known, said = {**field_names.names(language), **field_names.inner(language)}, list[str]()
    left = list(path)
    while left:
        part = left.pop(0)
        if part == "rubric" and left and left[0] in KEYED:
            continue  # what it is of says so itself
        if part in KEYED and left:
            said = [_keyed(part, left.pop(0), language, names)]
        elif part in BY_CRITERION and left:
            said += [known.get(part, part), _keyed("criteria", left.pop(0), language, names)]
        elif part == "levels" and left:
            said.append(_("tingkat %(level)s") % {"level": left.pop(0)})
        elif part == "bands" and left:
            said.append(_("predikat mulai %(bound)s") % {"bound": left.pop(0)})
        else:
            said.append(known.get(part, part))
    return [f"{said[0][:1].upper()}{said[0][1:]}", *said[1:]]


def _keyed(what: str, key: str, language: str, names: Names) -> str:
    _ = translator(language)
    called = names.get((what, key), key)
    return {
        "groups": _("kelompok “%(name)s”"),
        "criteria": _("kriteria “%(name)s”"),
        "phases": _("tahap “%(name)s”"),
    }[what] % {"name": called}


def _value(path: str, value: object, language: str, zone: str, names: Names) -> str:
    _ = translator(language)
    name = path.rpartition(".")[2]
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int | float):
        chosen = field_names.choices(language).get(name, {})
        return chosen.get(str(value)) or formats.number(value, 4, language)
    if isinstance(value, list):
        return field_names.in_a_line([_text(name, str(one), language, zone, names) for one in value])
    return _text(name, str(value), language, zone, names)


def _text(name: str, value: str, language: str, zone: str, names: Names) -> str:
    _ = translator(language)
    if name in INSTANTS:
        return formats.when(value, zone, language=language)
    if name == "blocked":
        return formats.date_in(value, zone, language)
    if name in HOURS:
        return value.replace(":", ".") if language == "id" else value
    if name == "claims_due":
        return _ahead(value, language)
    if name == "holidays":
        return formats.country(value, language)
    if name == "logo":
        return _("gambar %(start)s…") % {"start": value[:8]}
    if name == "meeting_url":  # who has the link comes in
        return f"{urlsplit(value).hostname or ''}/…"
    if name == "conflicts":
        return names.get(("regencies", value), value)
    if name == "follows":
        return names.get(("programmes", value), value)
    return field_names.choices(language).get(name, {}).get(value, value)


def _ahead(value: str, language: str) -> str:
    """How long before the start."""
    ahead = lasting(value)
    if ahead.seconds or not ahead.days:
        return formats.duration(ahead.total_seconds() / 60, language)
    return numbered(language, "%d hari", "%d hari", ahead.days)

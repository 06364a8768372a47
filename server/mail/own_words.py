"""A programme's own words in place of a kind's: which kinds take them, what may be filled in, how they read.

Subject and lead are the programme's; the personal link, the particulars, the notes and the calendar part stay.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.mail.kinds import KINDS
from server.mail.told import Said, Told, rehearsal
from server.text import formats
from sessions.values import Fault, Invalid, Wording, from_wire

# Left out are those whose lead tells what nobody can write beforehand (an answer, a decision, a count), and mails
# about no programme.
WORDED = (
    "invite", "update", "minor", "cancel", "removed", "observer", "offer", "offer-reminder", "offer-freed", "reminder",
    "nudge", "called-in", "let-go", "sealed", "signed",
)  # fmt: skip
_PLACE = re.compile(r"\{([^{}]*)\}")
_STARTS, _BEFORE, _UNTIL = "2026-12-01T02:00:00Z", "2026-11-30T02:00:00Z", "2026-11-20T09:00:00Z"


def facts(kind: str, programme: Mapping[str, object], language: str) -> dict[str, Any]:
    """An example of what a mail of the kind tells. `programme`: its id, name and timezone."""
    zone = programme["timezone"]
    observes = kind == "observer"
    person = {"id": "", "name": "Dr. Ratna Dewi", "timezone": zone, "language": language}
    person["role"] = "observer" if observes else "member"
    known: dict[str, Any] = {"kind": kind, "person": person, "programme": dict(programme)}
    if KINDS[kind].to == "regency":
        offer = {"id": "0", "until": _UNTIL, "words": "…"}
        return known | {"regency": {"code": "33.20", "name": "Kabupaten Jepara"}, "offer": offer}
    session = {
        "id": "…",
        "regency": "Kabupaten Jepara",
        "code": "33.20",
        "starts_at": _STARTS,
        "ends_at": "2026-12-01T04:00:00Z",
        "meeting_url": "https://rapat.example/ruang-a",
        "rehearsal": False,
        "phases": [{"key": "presentation", "minutes": 45}, {"key": "qna", "minutes": 75}],
        "panel": [{"name": "Dr. Bambang Wijaya" if observes else person["name"], "role": "member"}],
    }
    invite = {"uid": "", "sequence": 0, "dtstamp": _BEFORE, "created": _BEFORE, "partstat": "NEEDS-ACTION"}
    more = {"previous": {"starts_at": _BEFORE}} if kind == "update" else {}
    return known | {"session": session, "invite": invite, "digest": "0" * 64} | more


def values(told: Told) -> dict[str, str]:
    """What stands for each placeholder, as the mail's reader is told it."""
    known, zone = told.facts, told.facts["person"]["timezone"]
    found = {"name": known["person"]["name"], "programme": known["programme"]["name"]}
    if "session" in known:
        starts, ends = known["session"]["starts_at"], known["session"]["ends_at"]
        found["regency"] = known["session"]["regency"]
        found["date"] = formats.date_in(starts, zone, told.language)
        found["time"] = formats.between(starts, ends, zone, told.programme_zone, told.language)
    else:
        found["regency"] = known["regency"]["name"]
    if "previous" in known:
        found["before"] = told.when(known["previous"]["starts_at"])
    if "offer" in known:
        found["until"] = told.when(known["offer"]["until"])
    return found


def placeholders(kind: str) -> list[str]:
    """What may be filled in, in mails of the kind."""
    return sorted(values(_Open.of(kind, "id")))


def must_fit(kind: str, languages: Wording) -> None:
    """Raises Invalid for every text with a placeholder that the kind does not have."""
    allowed = placeholders(kind)
    found = [
        Fault(
            f"/languages/{language}/{part}",
            "unknown-placeholder",
            {"placeholder": unknown[0], "allowed": ", ".join(allowed)},
        )
        for language, words in languages.items()
        for part, text in words.items()
        if (unknown := [name for name in _PLACE.findall(text) if name not in allowed])
    ]
    if found:
        raise Invalid(found)


def worded(said: Said, told: Told, kind: str, own: Wording) -> Said:
    """What the mail says, in the programme's own words where it has some in the reader's language."""
    words = own.get(told.language)
    if words is None or kind not in WORDED:
        return said
    known = values(told)
    tried = "session" in told.facts and told.facts["session"]["rehearsal"]
    mark, note = ("[Gladi] ", rehearsal(told)) if tried else ("", ())
    lead = [_filled(line, known) for line in words["text"].splitlines() if line.strip()]
    return replace(said, subject=mark + _filled(words["subject"], known), lead=(*lead, *note))


def with_added(said: Said, told: Told) -> Said:
    """What the mail says, with the words that the official added to it, behind its own."""
    lines = [line.strip() for line in told.facts.get("added", "").splitlines()]
    return replace(said, lead=(*said.lead, *filter(None, lines)))


def _filled(text: str, known: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: known.get(place[1], place[0]), text)


def programs(kind: str, language: str) -> dict[str, str]:
    """The program's own words, with placeholders: to a panel's member, where they differ by role."""
    said = KINDS[kind].words(_Open.of(kind, language))
    return {"subject": said.subject, "text": "\n\n".join(said.lead)}


@dataclass(frozen=True)
class _Open(Told):
    """A mail's facts with every placeholder left open."""

    @staticmethod
    def of(kind: str, language: str) -> "_Open":
        programme = {"id": "", "name": "{programme}", "timezone": "Asia/Jakarta"}
        known = facts(kind, programme, language)
        if "session" in known:
            known["session"]["regency"] = "{regency}"
        else:
            known["regency"]["name"] = "{regency}"
        return _Open(known, "", from_wire(_BEFORE), "")

    def when(self, instant: str) -> str:
        return {_STARTS: "{date}, {time}", _BEFORE: "{before}", _UNTIL: "{until}"}[instant]

    def shortly(self, instant: str) -> str:
        return self.when(instant)

"""The registry's values: Programme, Regency, Person, Panelist, and the spans of a person's time."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypedDict
from urllib.parse import urlsplit

from sessions.clock import from_wire, wire
from sessions.values.addresses import is_address
from sessions.values.rubric import BandDoc, Rubric, RubricDoc
from sessions.values.schedule import HoursDoc, Phase, PhaseDoc, lasting


@dataclass(frozen=True)
class Person:
    """Somebody with an address: one address is one person, in every programme."""

    id: str
    name: str
    email: str
    institution: str
    timezone: str
    language: str
    title: str = ""  # what stands before or after the name in a document: jabatan
    nip: str = ""  # a civil servant's number
    phone: str = ""  # as ITU-T E.164 writes it: +628123456789

    @property
    def writable(self) -> bool:
        """Whether mail can be written to their address; one that an older release took may be none."""
        return is_address(self.email)


@dataclass(frozen=True)
class Panelist:
    """A person who scores in a programme. `conflicts` are codes of regencies that they must not score."""

    person: Person
    may_chair: bool
    conflicts: tuple[str, ...]
    province: str = ""
    revision: int = 1

    @property
    def id(self) -> str:
        """The person's id."""
        return self.person.id

    @property
    def name(self) -> str:
        """The person's name."""
        return self.person.name

    def as_json(self) -> dict[str, object]:
        """As the contract shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "email": self.person.email,
            "institution": self.person.institution,
            "title": self.person.title,
            "nip": self.person.nip,
            "phone": self.person.phone,
            "timezone": self.person.timezone,
            "may_chair": self.may_chair,
            "conflicts": list(self.conflicts),
            "province": self.province,
            "revision": self.revision,
        }


def normal_phone(text: str) -> str:
    """The one form of a telephone number, ITU-T E.164's; without a country's code it is an Indonesian one, also where a
    workbook took its 0 away, and where one left it behind the code: +62 (0)812. Raises ValueError for what is none."""
    written = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"[\s().\-/]", "", written)
    for prefix, code in (("+", ""), ("00", ""), ("0", "62"), ("62", "62"), ("8", "628")):
        if digits.startswith(prefix):
            digits = code + digits[len(prefix) :]
            break
    else:
        raise ValueError(text)
    digits = re.sub(r"^620", "62", digits)  # no Indonesian number begins with the trunk's 0 (E.164, 7)
    if not re.fullmatch(r"[1-9][0-9]{7,14}", digits):
        raise ValueError(text)
    return f"+{digits}"


def part_of_phone(text: str) -> str:
    """The digits by which a number is searched: what a text has of one as normal_phone writes it, "" where it says
    something else. Shorter than five digits is a code."""
    digits = re.sub(r"[\s().+\-/]", "", unicodedata.normalize("NFKC", text))
    return digits.removeprefix("0") if re.fullmatch(r"[0-9]{5,15}", digits) else ""


TRIAL_CODES, TRIAL_PROVINCE = "99.", "Gladi"  # what the page that rehearses gives; no province has either


def is_trial(code: str, province: str) -> bool:
    """Whether it is a regency to rehearse with: it takes part in no round. Neither the code nor the province alone
    makes it one, since anybody may have made them up."""
    return code.startswith(TRIAL_CODES) and province == TRIAL_PROVINCE


def normal_code(code: str) -> str:
    """The one form of a regency's code: of four digits, `33.20`, however they are written: full-width or of another
    script, with a comma, with the invisible letters that copying brings along, or as `33.2`, the number that a workbook
    makes of it."""
    seen = "".join(letter for letter in code if unicodedata.category(letter) != "Cf")
    text = unicodedata.normalize("NFKC", seen).strip()
    digits = re.sub(r"[\s.,\-/]", "", text) + ("0" if re.fullmatch(r"\d{2}[.,]\d", text) else "")
    if not re.fullmatch(r"\d{4}", digits):
        return text
    digits = f"{int(digits):04}"
    return f"{digits[:2]}.{digits[2:]}"


def plain_name(name: str) -> str:
    """A regency's name as people mean it: `Kab. Jepara` is Kabupaten Jepara; Kota Semarang is not."""
    return re.sub(r"^kab(\.|\s|upaten\s)\s*", "kabupaten ", " ".join(name.casefold().split()))


@dataclass(frozen=True)
class RegencyPerson:
    """Somebody of a regency who is invited: its contact or a delegate."""

    person: Person
    role: str  # contact | delegate


@dataclass(frozen=True)
class RegencyName:
    """What a regency is called, where no more of it is needed."""

    id: str
    code: str
    name: str


@dataclass(frozen=True)
class Regency:
    """Who is assessed and presents. `contact_name` and `contact_phone` are a contact's whose address is still to come:
    nobody's yet, for a person is known by their address."""

    id: str
    programme: str
    code: str
    name: str
    province: str
    timezone: str
    people: tuple[RegencyPerson, ...] = ()
    revision: int = 1
    withdrawn: bool = False
    withdrawn_reason: str = ""
    contact_name: str = ""
    contact_phone: str = ""

    @property
    def trial(self) -> bool:
        """Whether it is one to rehearse with."""
        return is_trial(self.code, self.province)

    @property
    def contact(self) -> Person | None:
        """Whom to write to first."""
        return next((one.person for one in self.people if one.role == "contact"), None)

    def as_json(self) -> dict[str, object]:
        """As the contract shows it; `people` adds the ids by which they answer."""
        contact = self.contact
        delegates = [one.person for one in self.people if one.role == "delegate"]
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "province": self.province,
            "timezone": self.timezone,
            "contact": contact.name if contact else self.contact_name or None,
            "email": contact.email if contact else None,
            "phone": contact.phone if contact else self.contact_phone or None,
            "delegates": [
                {"id": one.id, "name": one.name, "email": one.email, "phone": one.phone} for one in delegates
            ],
            "people": [{"id": one.person.id, "name": one.person.name, "role": one.role} for one in self.people],
            "revision": self.revision,
            "withdrawn": self.withdrawn,
            "reason": self.withdrawn_reason,
        }


@dataclass(frozen=True)
class Span:
    """A stretch of somebody's time, free or busy."""

    since: datetime
    until: datetime
    free: bool

    @classmethod
    def from_json(cls, doc: Mapping[str, Any]) -> "Span":
        """From the contract's `{from, to, free}`."""
        return cls(from_wire(doc["from"]), from_wire(doc["to"]), doc["free"])

    def as_json(self) -> dict[str, object]:
        """The contract's `{from, to, free}`."""
        return {"from": wire(self.since), "to": wire(self.until), "free": self.free}


@dataclass(frozen=True)
class Diary:
    """A person's calendar elsewhere; `spans` is the number of busy times in its last good fetch."""

    id: str
    person: str
    url: str
    timezone: str
    state: str  # waiting | ok | failed
    fetched_at: datetime | None
    spans: int

    def as_json(self, now: datetime) -> dict[str, object]:
        """As the contract shows it: never the address, which lets whoever has it read the calendar."""
        at = self.fetched_at
        return {
            "host": urlsplit(self.url).hostname or "",
            "state": self.state,
            "fetched_at": None if at is None else wire(at),
            "age_seconds": None if at is None else max(0, int((now - at).total_seconds())),
            "spans": self.spans,
        }


def is_available(spans: Sequence[Span], since: datetime, until: datetime) -> bool:
    """Whether a person with these spans has that time: with any free span only those times (joined where they touch),
    and in every case none that is busy."""
    if any(not span.free and span.since < until and since < span.until for span in spans):
        return False
    free = sorted((span.since, span.until) for span in spans if span.free)
    if not free:
        return True
    reached = since
    for start, end in free:
        if start <= reached < end:
            reached = end
    return reached >= until


class Letterhead(TypedDict, total=False):
    """What stands at the head and the foot of a programme's letters; the logo by the SHA-256 of its picture."""

    name: str
    address: str
    place: str
    number_pattern: str
    letter_pattern: str
    basis: str
    copies: str
    logo: str
    signatory: dict[str, str]


class ProgrammeFields(HoursDoc):
    """A programme's fields as they are stored: all but the id and the rubric."""

    name: str
    timezone: str
    phases: list[PhaseDoc]
    panel_size: int
    daily_limit: int
    own_province: bool
    show_questions: bool
    incomplete: str
    bands: list[BandDoc]
    claims: str
    claims_due: str
    show_recording: bool
    deliberation: dict[str, float]
    counts: str
    letterhead: Letterhead
    follows: str | None


class ProgrammeDoc(ProgrammeFields):
    """A programme as the contract shows it."""

    id: str
    revision: int
    archived: bool
    rubric: RubricDoc


@dataclass(frozen=True)
class Programme:
    """One round of assessments with its rubric and its rules."""

    id: str
    name: str
    timezone: str
    phases: tuple[Phase, ...]
    panel_size: int
    workdays: tuple[int, ...]
    day_start: str
    day_end: str
    holidays: str
    blocked: tuple[date, ...]
    daily_limit: int
    own_province: bool
    show_questions: bool
    incomplete: str
    bands: tuple[BandDoc, ...]
    rubric_id: str
    rubric: Rubric
    claims: str = "off"  # off | optional | required
    claims_due: str = "P2D"
    show_recording: bool = False
    deliberation: float = 0  # minutes after the reveal; 0 for none
    counts: str = "original"  # or "moderated"
    letterhead: Letterhead = field(default_factory=lambda: Letterhead())
    follows: str | None = None  # the round before, whose published values are shown beside this one's
    revision: int = 1
    archived: bool = False  # read-only, and out of sight

    @property
    def length(self) -> timedelta:
        """How long a session lasts, as booked."""
        return sum((phase.length for phase in self.phases), timedelta())

    @classmethod
    def of(
        cls,
        programme: str,
        doc: Mapping[str, Any],
        rubric_id: str,
        rubric: Rubric,
        revision: int = 1,
        *,
        archived: bool = False,
    ) -> "Programme":
        """From its stored fields."""
        return cls(
            id=programme,
            name=doc["name"],
            timezone=doc["timezone"],
            phases=tuple(Phase.from_json(phase) for phase in doc["phases"]),
            panel_size=doc["panel_size"],
            workdays=tuple(doc["workdays"]),
            day_start=doc["day_start"],
            day_end=doc["day_end"],
            holidays=doc["holidays"],
            blocked=tuple(date.fromisoformat(day) for day in doc["blocked"]),
            daily_limit=doc["daily_limit"],
            own_province=doc["own_province"],
            show_questions=doc["show_questions"],
            incomplete=doc["incomplete"],
            bands=tuple(doc["bands"]),
            rubric_id=rubric_id,
            rubric=rubric,
            claims=doc.get("claims", "off"),
            claims_due=doc.get("claims_due", "P2D"),
            show_recording=doc.get("show_recording", False),
            deliberation=doc.get("deliberation", {}).get("minutes", 0),
            counts=doc.get("counts", "original"),
            letterhead=doc.get("letterhead") or Letterhead(),
            follows=doc.get("follows") or None,
            revision=revision,
            archived=archived,
        )

    @property
    def claims_before(self) -> timedelta:
        """How long before a session's start claims are due."""
        return lasting(self.claims_due)

    def fields_json(self) -> ProgrammeFields:
        """Its fields as they are stored: all but the id and the rubric."""
        return {
            "name": self.name,
            "timezone": self.timezone,
            "phases": [phase.as_json() for phase in self.phases],
            "panel_size": self.panel_size,
            "workdays": list(self.workdays),
            "day_start": self.day_start,
            "day_end": self.day_end,
            "holidays": self.holidays,
            "blocked": [day.isoformat() for day in self.blocked],
            "daily_limit": self.daily_limit,
            "own_province": self.own_province,
            "show_questions": self.show_questions,
            "incomplete": self.incomplete,
            "bands": [band.copy() for band in self.bands],
            "claims": self.claims,
            "claims_due": self.claims_due,
            "show_recording": self.show_recording,
            "deliberation": {"minutes": self.deliberation},
            "counts": self.counts,
            "letterhead": self.letterhead.copy(),
            "follows": self.follows,
        }

    def as_json(self) -> ProgrammeDoc:
        """As the contract shows it."""
        return {
            "id": self.id,
            "revision": self.revision,
            "archived": self.archived,
            **self.fields_json(),
            "rubric": self.rubric.as_json(),
        }

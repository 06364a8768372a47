"""The form that asks for a plan: what stands in it, what it sends, and how many sessions can really run at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from multidict import MultiMapping

from server import forms
from server.forms import PlanIn
from server.text import formats
from server.web.pages.secretariat.booking_look import codes_of
from sessions.store import Db, registry, rooms
from sessions.values import Panelist, Programme

WEEKS_AHEAD, AT_ONCE = 8, 6
WITHOUT = "without_panelist"  # who takes no part: everybody does who is not ticked
FIELDS = ("from", "to", "slots", "parallel", "seconds", "keep", "regencies", "province")


@dataclass(frozen=True)
class AtOnce:
    """How many sessions can run beside each other, by the places of the rooms (0: the programme has none) and by the
    panels that its panelists and chairs make."""

    places: int
    panelists: int
    chairs: int
    size: int

    @property
    def most(self) -> int:
        """The bound that holds, at least 1."""
        panels = min(self.panelists // max(1, self.size), self.chairs)
        return max(1, min(panels, self.places) if self.places else panels)


def at_once(db: Db, programme: Programme, panel: Sequence[Panelist]) -> AtOnce:
    """What bounds the sessions at once."""
    places = {one.place for one in rooms.of_programme(db, programme.id)}
    return AtOnce(len(places), len(panel), sum(one.may_chair for one in panel), programme.panel_size)


def defaults(
    today: date, most: int, asked: MultiMapping[str], known: Mapping[str, str], language: str
) -> dict[str, object]:
    """The form as it is first seen; `asked` is the page's query, whose regencies (codes behind commas, or a `regency`
    each) stand in it with their names."""
    first = today + timedelta(days=1)
    chosen = [*(code for code in asked.get("regencies", "").split(",") if code), *asked.getall("regency", [])]
    return {
        "from": first.isoformat(),
        "to": (first + timedelta(weeks=WEEKS_AHEAD)).isoformat(),
        "slots": formats.hours(formats.USUAL_STARTS, language),
        "parallel": str(min(AT_ONCE, most)),
        "seconds": "30",
        "keep": "yes",
        "regencies": "\n".join(f"{code} {known.get(code, '')}".strip() for code in chosen),
        "province": asked.get("province", ""),
        WITHOUT: [],
    }


def typed(form: MultiMapping[object]) -> dict[str, object]:
    """The form as it was sent."""
    return {name: str(form.get(name, "")) for name in FIELDS} | {
        WITHOUT: [str(one) for one in form.getall(WITHOUT, [])]
    }


def asked_for(db: Db, programme: str, form: MultiMapping[object]) -> PlanIn:
    """What is asked of the plan. Raises Invalid."""
    said = {name: str(form.get(name, "")).strip() for name in FIELDS}
    document: dict[str, object] = {"from": said["from"], "to": said["to"], "keep": said["keep"] == "yes"}
    document["slots"] = formats.typed_hours(said["slots"])
    document |= {name: _number(said[name]) for name in ("parallel", "seconds")}
    chosen = codes_of(db, programme, said["regencies"])
    if chosen:
        document["regencies"] = chosen
    elif said["province"]:
        document["province"] = said["province"]
    out = set(form.getall(WITHOUT, []))
    if out:
        document["panelists"] = [one.id for one in registry.panelists(db, programme) if one.id not in out]
    return forms.fit(document, PlanIn)


def _number(text: str) -> object:
    try:
        return int(text)
    except ValueError:
        return text

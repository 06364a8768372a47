"""People's and regencies' own time, as they or their calendars say it: what is free, what is busy."""

from collections.abc import Iterable, Sequence

from sessions.store import Db, occupancy, registry
from sessions.values import Span


def of_people(db: Db, people: Sequence[str]) -> dict[str, list[Span]]:
    """What is known of people's time, without what is busy exactly while a session of theirs runs: that is the session
    in their own calendar."""
    known = registry.spans(db, people)
    busy = {person: [span for span in given if not span.free] for person, given in known.items()}
    everything = [span for given in busy.values() for span in given]
    if not everything:
        return {person: list(given) for person, given in known.items()}
    since, until = min(span.since for span in everything), max(span.until for span in everything)
    taken = occupancy.between(db, [occupancy.person(one) for one in busy], since, until)
    return {
        person: _without_sessions(given, taken.get(occupancy.person(person), ())) for person, given in known.items()
    }


def _without_sessions(given: Iterable[Span], taken: Iterable[occupancy.Taken]) -> list[Span]:
    own = {(one.since, one.until) for one in taken}
    return [span for span in given if span.free or (span.since, span.until) not in own]


def of_regency(db: Db, regency: str) -> list[Span]:
    """What is known of a regency's time."""
    return list(registry.regency_spans(db, [regency]).get(regency, ()))

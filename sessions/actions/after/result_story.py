"""What the records behind a published result tell beside its figures: the panel's summary, late and changed scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sessions.store.before import timetable
from sessions.store.engine import Db
from sessions.values.closing import Summary


@dataclass(frozen=True)
class Story:
    """Of one regency's sessions in a release. `admitted` and `left_out` count late scores, `moderated` changed ones."""

    summaries: tuple[Summary, ...] = ()
    admitted: int = 0
    left_out: int = 0
    moderated: int = 0


def of_regency(db: Db, document: Mapping[str, Any], regency_id: str, code: str) -> Story:
    """The story of a regency in a release's document."""
    named = {record["session"] for record in document["records"] if record["regency"] == code}
    sessions = [one for one in timetable.of_regency(db, regency_id) if one.id in named]
    late = [score for one in sessions for score in one.late]
    admitted = sum(score.decision == "admitted" for score in late)
    return Story(
        tuple(one.summary for one in sessions if one.summary is not None),
        admitted,
        len(late) - admitted,
        sum(one.moderations for one in sessions),
    )

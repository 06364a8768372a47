"""What the records behind a published result tell beside its figures: the panel's summary, late and changed scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sessions.actions.during.scoring import judged_by
from sessions.store import Db, Release, records, releases, timetable
from sessions.values import Json, Programme, Session, Summary


@dataclass(frozen=True)
class Story:
    """Of one regency's sessions in a release. `admitted` and `left_out` count late scores, `moderated` changed ones;
    `claimed` are its own values by criterion, as frozen for the newest of them."""

    summaries: tuple[Summary, ...] = ()
    admitted: int = 0
    left_out: int = 0
    moderated: int = 0
    claimed: Mapping[str, float] = field(default_factory=dict)


def last_release(db: Db, programme: Programme, *, now: datetime) -> tuple[Release, Mapping[str, Json]] | None:
    """What was published of the round that this one follows, with all that it says; None where nothing was."""
    release = releases.latest(db, programme.follows, now=now) if programme.follows else None
    return None if release is None else (release, releases.doc(db, release.id))


def ranked(document: Mapping[str, Any]) -> dict[str, Mapping[str, Json]]:
    """What a release's document says of the regencies that have a rank, by code."""
    return {one["code"]: one for one in document["results"]["regencies"] if one["rank"] is not None}


def sessions(db: Db, programme: str, document: Mapping[str, Any], *, code: str | None = None) -> list[Session]:
    """The sessions that a release's document rests on, the earliest first; of one regency where its code is given."""
    records = {record["session"] for record in document["records"] if code in (None, record["regency"])}
    found = [one for one in timetable.of_programme(db, programme) if one.id in records]
    return sorted(found, key=lambda one: (one.starts_at, one.id))


def rubric_of(db: Db, programme: str, one: Mapping[str, Any], standing: Mapping[str, Any]) -> Mapping[str, Any]:
    """The rubric that a regency's figures are by: that of most, `standing`, or the one that it was judged by itself."""
    if not one.get("other_rules"):
        return standing
    held = [
        session
        for session in timetable.of_programme(db, programme)
        if session.regency.code == one["code"] and session.digest and not session.rehearsal
    ]
    return dict(judged_by(db, held[-1]).rubric.as_json()) if held else standing


def of_regency(db: Db, programme: str, document: Mapping[str, Any], code: str) -> Story:
    """The story of a regency in a release's document."""
    held = sessions(db, programme, document, code=code)
    late = [score for one in held for score in one.late]
    admitted = sum(score.decision == "admitted" for score in late)
    return Story(
        tuple(one.summary for one in held if one.summary is not None),
        admitted,
        len(late) - admitted,
        sum(one.moderations for one in held),
        _claimed(db, held),
    )


def _claimed(db: Db, held: Sequence[Session]) -> dict[str, float]:
    frozen = [records.entry(db, one.id, one.claimed).data["claims"] for one in held if one.claimed is not None]
    return {key: one["value"] for key, one in frozen[-1].items() if one["value"] is not None} if frozen else {}

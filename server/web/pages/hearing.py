"""What a replay lets one hear: the recordings with their times, chapters, the record's lines, one's own marks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from server.text import entries as happenings
from server.text import named, script_words, translator
from server.web.pages.frame import View
from sessions.actions import Asker, questions, recorder
from sessions.store import Db, takes
from sessions.values import Entry, File, Rubric, Session, from_wire, kind_of, wire

MINUTE = timedelta(minutes=1)
COMING_AND_GOING = ("joined", "left", "scored")


def heard(
    db: Db, session: Session, entries: Sequence[Entry], rubric: Rubric, asker: Asker, language: str, *, now: datetime
) -> View:
    """Everything that plays, on the session's own time. Nothing for who may not hear, or where nothing was recorded."""
    if not recorder.may_hear(db, session, asker, now=now):
        return {}
    files = recorder.visible(db, session, asker, now=now)
    sources = _sources(db, session, files)
    if not sources:
        return {}
    marks = [recorder.bookmark_json(one) for one in takes.bookmarks_of(db, session.id, asker.id)]
    asked = [one for one in questions.questions(db, session.id, asker, now=now) if one["state"] != "draft"]
    scored = recorder.score_times(db, session, asker)
    return {
        "sources": sources,
        "chapters": _placed(session, _chapters(session, entries, asked, language)),
        "lines": _placed(session, _lines(session, entries, scored, rubric, language)),
        "marks": _placed(session, [(from_wire(one["at"]), one["text"], "mark") for one in marks]),
        "line": _line(session, sources, asked, scored, marks),
        "transcript": next((one for one in reversed(files) if one.kind == "transcript" and one.sha256), None),
    }


def _sources(db: Db, session: Session, files: Sequence[File]) -> list[View]:
    """What can be played here, by when it began: each take's newest file, and what was recorded elsewhere."""
    lengths = {one.id: one.seconds for one in takes.of_session(db, session.id)}
    newest = {one.take or one.id: one for one in files if one.kind == "recording" and one.sha256 is not None}
    found = [
        {
            "id": key,
            "name": file.name,
            "address": f"/api/v1/sessions/{session.id}/{f'recording/{key}' if file.take else f'files/{file.id}'}",
            "at": wire(file.starts_at or session.starts_at),
            "seconds": lengths.get(key),
            "video": (file.media_type or "").startswith("video/"),
        }
        for key, file in newest.items()
    ]
    return sorted(found, key=lambda one: one["at"])


Told = tuple[datetime, str, str]


def _chapters(session: Session, entries: Sequence[Entry], asked: Sequence[View], language: str) -> list[Told]:
    spans = [
        (since, script_words.phase_name(one.as_json(), language), "phase")
        for one, since, _ in session.schedule.spans()
        if since
    ]
    told = [
        (entry.at, happenings.line(entry, language, {}), "turn")
        for entry in entries
        if kind_of(entry.kind).landmark and entry.kind not in ("opened", "phase")
    ]
    return [*spans, *told, *((from_wire(one["at"]), one["text"], "question") for one in asked)]


def _lines(
    session: Session,
    entries: Sequence[Entry],
    scored: Sequence[tuple[datetime, str, str]],
    rubric: Rubric,
    language: str,
) -> list[Told]:
    """The record's lines from an hour before the start on; of scores when and by whom, never how."""
    _ = translator(language)
    names = {one.id: one.name for one in (*session.former, *session.invited())}
    from_then = session.starts_at - 60 * MINUTE
    told = [
        (entry.at, happenings.line(entry, language, names, session.schedule.phases), "")
        for entry in entries
        if entry.at >= from_then and entry.kind not in COMING_AND_GOING
    ]
    criteria = {key: named(one.name, language) for key, one in rubric.criteria.items()}
    say = _("{name} menilai {criterion}")
    return [
        *told,
        *((at, say.format(name=who, criterion=criteria.get(key, key)), "score") for at, who, key in scored),
    ]


def _placed(session: Session, told: Sequence[Told]) -> list[View]:
    """In the order of time, each with its minute after the start."""
    return [
        {
            "at": wire(at),
            "minute": round(max(timedelta(0), at - session.starts_at) / MINUTE, 3),
            "text": text,
            "kind": kind,
        }
        for at, text, kind in sorted(told, key=lambda one: one[0])
    ]


def _line(
    session: Session,
    sources: Sequence[View],
    asked: Sequence[View],
    scored: Sequence[tuple[datetime, str, str]],
    marks: Sequence[View],
) -> View:
    """The line of time below the player; places are shares (0 to 1) of what lies between its two ends."""
    ends = [from_wire(one["at"]) + timedelta(seconds=one["seconds"] or 0) for one in sources]
    begins = min(session.starts_at, from_wire(sources[0]["at"]))
    until = max([*ends, session.schedule.closes_at or session.schedule.ends_at])
    whole = (until - begins) / MINUTE or 1.0

    def place(at: datetime) -> float:
        return round(min(1.0, max(0.0, (at - begins) / MINUTE / whole)), 4)

    spans = [(place(since), place(stop)) for _, since, stop in session.schedule.spans() if since and stop]
    return {
        "begins": wire(begins),
        "until": wire(until),
        "phases": [{"x": a, "width": b - a} for a, b in spans],
        "questions": [place(from_wire(one["at"])) for one in asked],
        "scores": sorted({place(at) for at, _, _ in scored}),
        "marks": [place(from_wire(one["at"])) for one in marks],
    }

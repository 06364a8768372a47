"""A session's phases, pauses and questions as chapters of its recording: WebVTT (W3C, section 3.3, chapter cues)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from server.text import script_words, translator
from sessions.values import Session, from_wire

LONGEST = 140
ZERO = timedelta(0)
SCORE_CUE = timedelta(seconds=1)
Mark = tuple[datetime, str]


def as_vtt(session: Session, questions: Sequence[Mapping[str, object]], language: str, *, offset: float = 0) -> str:
    """One chapter after the other, without gaps: a phase, a pause or a question lasts until the next begins.

    `offset` is how many seconds after the session's start the recording begins; negative for before it."""
    marks = sorted(_marks(session, questions, language), key=lambda mark: mark[0])
    end = session.schedule.closes_at
    begins = session.starts_at + timedelta(seconds=offset)
    cues = ["WEBVTT", ""]
    for number, (at, title) in enumerate(marks):
        until = marks[number + 1][0] if number + 1 < len(marks) else end
        since, stop = max(at - begins, ZERO), (until or at) - begins
        if stop > since:
            cues += [f"{_stamp(since)} --> {_stamp(stop)}", _line(title), ""]
    return "\n".join(cues)


def as_recording_vtt(
    session: Session,
    questions: Sequence[Mapping[str, object]],
    began_at: datetime,
    scored: Sequence[tuple[datetime, str, str]],
    language: str,
) -> str:
    """The same for a recording that began then, and between the chapters a cue of a second for each score: when who
    scored what, never how."""
    _ = translator(language)
    offset = (began_at - session.starts_at).total_seconds()
    text = as_vtt(session, questions, language, offset=offset)
    cues = []
    for at, name, criterion in scored:
        since = at - began_at
        if since >= ZERO:
            said = _line(_("{name} menilai {criterion}").format(name=name, criterion=criterion))
            cues += ["", f"{_stamp(since)} --> {_stamp(since + SCORE_CUE)}", said]
    return text.rstrip("\n") + "\n" + "\n".join(cues) + "\n"


def _marks(session: Session, questions: Sequence[Mapping[str, Any]], language: str) -> list[Mark]:
    _ = translator(language)
    runs = [
        (script_words.phase_name(phase.as_json(), language), since, until)
        for phase, since, until in session.schedule.spans()
    ]
    marks = [(since, name) for name, since, _until in runs if since is not None]
    end = session.schedule.closes_at
    for question in questions:
        at = from_wire(question["at"])
        if session.starts_at <= at and (end is None or at < end):
            marks.append((at, f"{question['author']['name']}: {question['text']}"))
    for pause in session.schedule.pauses:
        marks.append((pause.since, _("Jeda")))
        going_on = next((name for name, since, _until in reversed(runs) if since and since <= pause.since), "")
        if pause.until is not None and (end is None or pause.until < end):
            marks.append((pause.until, going_on))
    return marks


def _stamp(length: timedelta) -> str:
    milliseconds = length // timedelta(milliseconds=1)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _line(title: str) -> str:
    """One line of cue text: no line ends, no arrow, no markup."""
    flat = " ".join(title.split())
    short = flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

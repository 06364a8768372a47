"""Decides what an incoming mail does, given what we know of the invitation that it is about. No store, no clock."""

from dataclasses import dataclass, replace
from datetime import datetime

from sessions.values.itip.incoming import Answer, Bounce, Human, Ignored, Incoming, Quarantined, Reply
from sessions.values.itip.values import whole_second


@dataclass(frozen=True)
class Known:
    """What we know of one attendee's invitation under that UID.

    `sequence` is the SEQUENCE that was last sent to the attendee (None: the sender is not invited), `starts_at` the
    present start, `answered_at` when the answer that stands was given.
    """

    sequence: int | None
    starts_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Apply:
    """The answer counts, as given at `at`."""

    answer: Answer
    at: datetime
    sequence: int
    comment: str


@dataclass(frozen=True)
class Outdated:
    """The answer is to a time that holds no longer: it is kept, does not count, and its sender is asked again."""

    answer: Answer
    at: datetime
    sequence: int
    comment: str


Decision = Apply | Outdated | Bounce | Human | Ignored | Quarantined


def judge(incoming: Incoming, known: Known | None, *, ours: bool = False, now: datetime) -> Decision:
    """What to do. `known` is None where no session has the mail's UID; `ours` tells whether a mail without a UID comes
    from one of our people or answers a mail of ours. `now` is when it came in."""
    verdict = incoming.verdict
    if isinstance(verdict, Reply):
        return _judge_reply(verdict, incoming.head.date, known, now)
    if isinstance(verdict, Human):
        return _judge_human(verdict, known, ours)
    if isinstance(verdict, Bounce) and not verdict.message_id:
        return Human("undelivered", attendee=verdict.recipient, comment=verdict.reason)
    return verdict


def _judge_reply(reply: Reply, date: datetime | None, known: Known | None, now: datetime) -> Decision:
    if known is None:
        return Quarantined("unknown-uid")
    if known.sequence is None:
        return Human("unknown-attendee", reply.uid, reply.attendee, reply.answer, comment=reply.comment)
    at = min(reply.dtstamp or date or now, now)  # a clock that runs ahead must not outlast every later answer
    if known.answered_at is not None and at < whole_second(known.answered_at):
        return Ignored("older-answer")
    kind = Apply if _is_to_the_present(reply, known.sequence, known.starts_at) else Outdated
    sequence = min(known.sequence if reply.sequence is None else reply.sequence, known.sequence)
    return kind(reply.answer, at, sequence, reply.comment)


def _is_to_the_present(reply: Reply, sequence: int, starts_at: datetime) -> bool:
    """Whether it answers what was last sent. Without a SEQUENCE the start that it names decides, if it names one."""
    same_start = reply.starts_at is None or reply.starts_at == whole_second(starts_at)
    if reply.sequence is None:
        return same_start and (reply.starts_at is not None or sequence == 0)
    return same_start and reply.sequence >= sequence


def _judge_human(case: Human, known: Known | None, ours: bool) -> Decision:
    if not case.uid:
        return case if ours or case.kind != "written" else Ignored("not-ours")
    if known is None:
        return Quarantined("unknown-uid")
    return replace(case, kind="unknown-attendee") if known.sequence is None else case

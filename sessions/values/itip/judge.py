"""Decides what an incoming mail does, given what we know of the invitation that it is about and of its sender. No
store, no clock."""

from dataclasses import dataclass, replace
from datetime import datetime

from sessions.values.itip.evidence import Proof
from sessions.values.itip.incoming import (
    Answer,
    Bounce,
    Challenge,
    Human,
    Ignored,
    Incoming,
    Quarantined,
    Refresh,
    Reply,
)
from sessions.values.itip.values import whole_second

GUESSED = ("sender-unclear", "attached")


@dataclass(frozen=True)
class Evidence:
    """What speaks for an answer being the attendee's own: what our server found out about From (`proof`), whether the
    attendee's own reply address was used (`token`), whether From is an address of the attendee's (`own`), whether it
    answers a mail of ours (`answers`)."""

    proof: Proof = "unchecked"
    token: bool = False
    own: bool = True
    answers: bool = False

    @property
    def is_somebodys(self) -> bool:
        """Whether anything at all ties the mail to somebody who was invited."""
        return self.own or self.token or self.answers


@dataclass(frozen=True)
class Standing:
    """The answer that stands: when it was given, and by which client, if it came by mail."""

    answer: str
    given_at: datetime
    comment: str = ""
    via: str = "mail"
    client: str = ""


@dataclass(frozen=True)
class Known:
    """What we know of one attendee's invitation under that UID.

    `sequence` is the SEQUENCE that was last sent to the attendee (None: the sender is not invited), `starts_at` the
    present start.
    """

    sequence: int | None
    starts_at: datetime
    standing: Standing | None = None


@dataclass(frozen=True)
class Apply:
    """The answer counts, as given at `at`; `against` is the other answer by another way that it takes the place of."""

    answer: Answer
    at: datetime
    sequence: int
    comment: str
    against: str = ""


@dataclass(frozen=True)
class Outdated:
    """The answer is to a time that holds no longer: it is kept, does not count, and its sender is asked again."""

    answer: Answer
    at: datetime
    sequence: int
    comment: str


Decision = Apply | Outdated | Refresh | Bounce | Challenge | Human | Ignored | Quarantined


def judge(
    incoming: Incoming, known: Known | None, *, evidence: Evidence = Evidence(), ours: bool = False, now: datetime
) -> Decision:
    """What to do. `known` is None where no session has the mail's UID; `ours` tells whether a mail without a UID comes
    from one of our people or answers a mail of ours. `now` is when it came in."""
    verdict = incoming.verdict
    if isinstance(verdict, Reply):
        return _judge_reply(verdict, incoming.head.date, known, evidence, now)
    if isinstance(verdict, Refresh):
        return verdict if known is not None and known.sequence is not None else Ignored("not-ours")
    if isinstance(verdict, Human):
        return _judge_human(verdict, known, ours, evidence)
    return verdict


def doubt(reply: Reply, evidence: Evidence) -> str:
    """Why a human must say whether the answer is the attendee's, empty where nothing is to be said.

    Proof that it is forged is never outweighed. The attendee's own address, which nobody else was told, or an aligned
    pass is enough; where our server looks at senders and says neither, nothing else is.
    """
    if evidence.proof == "fail":
        return "forged"
    if evidence.token:
        return ""
    if not evidence.own:
        return reply.doubt or "sender-differs"
    if evidence.proof == "pass":
        return ""
    if reply.doubt in GUESSED:
        return reply.doubt
    return "unproven" if evidence.proof == "none" else ""


def _judge_reply(
    reply: Reply, date: datetime | None, known: Known | None, evidence: Evidence, now: datetime
) -> Decision:
    if known is None:
        return Quarantined("unknown-uid")
    if known.sequence is None:
        reason = doubt(reply, evidence)
        return Human("unknown-attendee", reply.uid, reply.attendee, reply.answer, comment=reply.comment, reason=reason)
    why = doubt(reply, evidence)
    if why:
        return Human(
            "unsure", reply.uid, reply.attendee, reply.answer, reply.sequence, comment=reply.comment, reason=why
        )
    at = min(reply.dtstamp or date or now, now)  # a clock that runs ahead must not outlast every later answer
    sequence = min(known.sequence if reply.sequence is None else reply.sequence, known.sequence)
    if _is_older(reply, known.standing, at):
        return Ignored("older-answer")
    if not _is_to_the_present(reply, known.sequence, known.starts_at):
        return Outdated(reply.answer, at, sequence, reply.comment)
    if _is_repeated(reply, known.standing):
        return Ignored("repeated")
    return Apply(reply.answer, at, sequence, reply.comment, _against(reply, known.standing))


def _is_older(reply: Reply, standing: Standing | None, at: datetime) -> bool:
    """Whether the same client has answered since: DTSTAMPs of different clocks tell nothing of the order."""
    if standing is None or standing.via != "mail":
        return False
    same = not standing.client or not reply.product or standing.client == reply.product
    return same and at < whole_second(standing.given_at)


def _is_repeated(reply: Reply, standing: Standing | None) -> bool:
    if standing is None or standing.answer != reply.answer:
        return False
    return not reply.comment.strip() or reply.comment.strip() == standing.comment.strip()


def _against(reply: Reply, standing: Standing | None) -> str:
    if standing is None or standing.answer == reply.answer:
        return ""
    other_way = standing.via != "mail" or bool(standing.client and standing.client != reply.product)
    return standing.answer if other_way else ""


def _is_to_the_present(reply: Reply, sequence: int, starts_at: datetime) -> bool:
    """Whether it answers what was last sent. Without a SEQUENCE the start that it names decides, if it names one."""
    same_start = reply.starts_at is None or reply.starts_at == whole_second(starts_at)
    if reply.sequence is None:
        return same_start and (reply.starts_at is not None or sequence == 0)
    return same_start and reply.sequence >= sequence


def _judge_human(case: Human, known: Known | None, ours: bool, evidence: Evidence) -> Decision:
    """What names nothing of ours is either hostile or other people's mail; the rest somebody looks at. A stranger who
    speaks as an organizer does is an attacker."""
    if case.reason in ("method", "methods-differ") and not evidence.is_somebodys:
        return Quarantined(case.reason)
    if case.kind == "unsure" and not case.uid:
        return case if ours else Quarantined(case.reason)
    if not case.uid:
        return case if ours or case.kind == "undelivered" else Ignored("not-ours")
    if known is None:
        return Quarantined(case.reason if case.kind == "unsure" else "unknown-uid")
    if known.sequence is None:
        return _of_a_stranger(case, ours)
    return case


def _of_a_stranger(case: Human, ours: bool) -> Decision:
    """Of who is not invited: what only an organizer says is an attack, anything else may be somebody's answer."""
    if case.kind == "unsure":
        return case if ours else Quarantined(case.reason)
    return replace(case, kind="unknown-attendee")

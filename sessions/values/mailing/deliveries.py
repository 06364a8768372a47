"""How far what was written to each person has come: of the many mails about one session the one that tells."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sessions.values.mailing.mail import Delivery, Standing

WORST_FIRST: tuple[Delivery, ...] = (
    "bounced",
    "held",
    "delayed",
    "written",
    "handed-over",
    "answered",
    "withdrawn",
)
RANK = {delivery: rank for rank, delivery in enumerate(WORST_FIRST)}
_ID = attrgetter("id")


@dataclass(frozen=True)
class Reader:
    """Somebody who is written to, or (`person` None) a session's people whose address nobody knows.

    `delivery` is the worst of how each session's mails stand, `mail` the one that says so, `sessions` how many there
    are and `answered` how many of these the person has answered.
    """

    person: str | None
    name: str
    address: str
    delivery: Delivery
    mail: Standing
    sessions: int
    answered: int


def by_reader(found: Sequence[Standing], answered: Mapping[str, Container[str | None]]) -> list[Reader]:
    """Who is written to by these mails (in the order in which they were written), the worst first. `answered` are by
    session those who have answered it."""
    of_reader: dict[tuple[str | None, str | None], dict[str | None, list[Standing]]]
    of_reader = defaultdict(lambda: defaultdict(list))
    for mail in found:
        of_reader[mail.person, None if mail.person else mail.session][mail.session].append(mail)
    readers = [_reader(list(about.values()), answered) for about in of_reader.values()]
    return sorted(readers, key=lambda one: (RANK[one.delivery], one.name.casefold(), one.mail.id))


def _reader(about: Sequence[Sequence[Standing]], answered: Mapping[str, Container[str | None]]) -> Reader:
    told = [_telling(mails, answered) for mails in about]
    delivery, mail = min(told, key=_worst_first) if len(told) > 1 else told[0]
    newest = max([mails[-1] for mails in about], key=_ID)
    sessions = [mails for mails in about if mails[-1].session]
    replied = [one for one in sessions if one[-1].person in answered.get(one[-1].session or "", ())]
    return Reader(newest.person, newest.to_name, newest.to_address, delivery, mail, len(sessions), len(replied))


def _telling(mails: Sequence[Standing], answered: Mapping[str, Container[str | None]]) -> tuple[Delivery, Standing]:
    """Of one session's mails to one person: the newest invitation, unless what came after it went worse. Once that is
    answered, a later mail that merely arrived (the minutes, say) asks for nothing and changes nothing."""
    if len(mails) == 1:  # as nearly always
        (one,) = mails
        return one.delivery(answered=one.person in answered.get(one.session or "", ())), one
    states = [(one.delivery(answered=one.person in answered.get(one.session or "", ())), one) for one in mails]
    current = [one for one in states if one[0] != "withdrawn"] or states
    invitations = [one for one in current if one[1].sequence is not None]
    if invitations and (invitations[-1][0], current[-1][0]) == ("answered", "handed-over"):
        return invitations[-1]
    return min([*invitations[-1:], current[-1]], key=lambda one: RANK[one[0]])


def _worst_first(one: tuple[Delivery, Standing]) -> tuple[int, str]:
    return RANK[one[0]], one[1].id

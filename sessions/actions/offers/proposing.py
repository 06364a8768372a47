"""A regency proposes other times than those it was offered; the secretariat takes one of them or says why not."""

from collections.abc import Sequence
from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.before.booking import Ways
from sessions.actions.offers import choosing, making
from sessions.store import Db, offer_proposals, registry
from sessions.store import offers as store
from sessions.values import Fault, Invalid, Session, Thing, WrongState


def propose(
    db: Db, offer_id: str, starts: Sequence[datetime], reason: str, asker: Asker, *, code: str | None, now: datetime
) -> offer_proposals.Proposal:
    """Keeps what the regency proposes, in the place of what it proposed before; what it chose stays.

    Raises NotFound, Invalid, or WrongState after `until` or where it was booked otherwise."""
    offer = choosing.seen(db, offer_id, asker)
    part = choosing.whose(offer, code)
    if now >= offer.until:
        raise WrongState("closed", "choosing-over")
    if part.closed_at is not None and part.session is None:
        raise WrongState("closed", "booked-otherwise")
    faults = [Fault(f"/starts/{n}", "not-ahead") for n, one in enumerate(starts) if one <= now]
    faults += [Fault(f"/starts/{n}", "offered-already") for n, one in enumerate(starts) if one in offer.slots]
    regency = registry.regency(db, part.regency)
    if regency.withdrawn:
        faults.append(Fault("/starts", "regency-withdrawn", {"name": regency.name}))
    if faults:
        raise Invalid(faults)
    wanted = sorted(set(starts))
    acts.did(db, "proposed", Thing("offer", offer_id, regency.name, offer.programme), asker, now=now)
    return offer_proposals.add(db, offer.id, part.regency, (asker.id, asker.name), wanted, reason, now=now)


def accept(
    db: Db, offer_id: str, proposal_id: str, starts_at: datetime, asker: Asker, *, ways: Ways, now: datetime
) -> Session:
    """Books one of the proposed starts, or moves what was chosen there.

    Raises NotFound, Invalid, WrongState where it is answered, and BookingConflict with what else is `free`."""
    proposal = _waiting(db, offer_id, proposal_id, asker)
    if starts_at not in proposal.starts:
        raise Invalid.at("/starts_at", "time-not-proposed")
    offer = store.get(db, offer_id)
    part = choosing.whose(offer, proposal.code)
    offer_proposals.settle(db, proposal.regency, "taken", now=now)
    return choosing.take(db, offer, part, starts_at, asker, ways=ways, now=now)


def decline(
    db: Db, offer_id: str, proposal_id: str, words: str, asker: Asker, *, now: datetime
) -> offer_proposals.Proposal:
    """Says why not, and writes it to the regency's people. Raises NotFound or WrongState."""
    proposal = _waiting(db, offer_id, proposal_id, asker)
    offer_proposals.settle(db, proposal.regency, "declined", words=words, now=now)
    offer = store.get(db, offer_id)
    programme, regency = registry.programme(db, offer.programme), registry.regency(db, proposal.regency)
    making.tell(db, programme, [regency], offer, kind="offer-declined", now=now, words=words)
    acts.did(db, "declined", Thing("offer", offer_id, regency.name, programme.id), asker, now=now)
    return offer_proposals.get(db, proposal_id)


def _waiting(db: Db, offer_id: str, proposal_id: str, asker: Asker) -> offer_proposals.Proposal:
    must_be_secretariat(asker)
    proposal = offer_proposals.get(db, proposal_id)
    if proposal.offer != offer_id or proposal.answer:
        raise WrongState(proposal.answer or "closed", "proposal-answered")
    return proposal

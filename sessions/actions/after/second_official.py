"""Publishing by two: what one official asks for is published once another asks for the very same."""

import hashlib
from datetime import datetime, timedelta

from sessions.actions import acts
from sessions.actions.access import Asker
from sessions.actions.after import releasing
from sessions.actions.after.releasing import Publication
from sessions.actions.after.results_basis import Figured
from sessions.store import Db, Proposal, Release, proposals
from sessions.values import Thing, canonical


def publish(
    db: Db,
    programme_id: str,
    asked: Publication,
    figured: Figured,
    asker: Asker,
    *,
    second: bool,
    hold: timedelta | None = None,
    now: datetime,
) -> Release | Proposal:
    """The published version, or the one that waits so long (`hold`); where a `second` official is needed, the proposal
    that waits for one.

    The same figures by the same terms, asked for by somebody else than who proposed them, are published; anything else
    is a proposal of its own, in the place of the one before. Raises what `releasing.publish` does, for a proposal too.
    """
    before = proposals.of(db, programme_id)
    said = hashlib.sha256(canonical({"basis": figured.basis.key, **vars(asked)})).hexdigest()
    if not second or (before is not None and before.asked == said and before.by_id != asker.id):
        proposals.put(db, programme_id, None)
        parts = (db, programme_id, asked, figured, asker)
        return releasing.publish(*parts, hold=hold, now=now, proposed=before if second else None)
    releasing.must_be_ready(db, programme_id, asked, figured, asker, now=now)
    proposal = Proposal(said, asker.id, asker.name, now)
    proposals.put(db, programme_id, proposal)
    acts.did(db, "proposed", Thing("release", "", "", programme_id), asker, now=now)
    return proposal

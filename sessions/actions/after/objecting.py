"""Objections: a regency holds something against its published result while the period runs; the secretariat answers.

Both are kept, and neither changes a figure: an objection that is upheld leads to a new version with its reason.
"""

from collections.abc import Sequence
from datetime import datetime

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.after import releasing
from sessions.actions.invitations import inviting
from sessions.store import Db, Objection, Release, accounts, mails, registry, releases
from sessions.values import NotFound, Programme, Regency, Thing, WrongState, new_id


def object_to(
    db: Db, programme_id: str, text: str, asker: Asker, *, code: str | None = None, now: datetime
) -> Objection:
    """A regency's person objects to the newest version; `code` tells which regency where they are of several.

    Raises NotFound, or WrongState once the period is over or while an objection of the regency waits for its answer."""
    regency = _regency(db, programme_id, code, asker)
    release = releases.latest(db, programme_id, now=now)
    if release is None:
        raise NotFound
    if not release.takes_objections(now):
        raise WrongState("over", "objecting-over")
    mine = releases.objections_of(db, programme_id, regency=regency.id)
    if any(one.answered_at is None for one in mine):
        raise WrongState("objected", "objection-waits")
    made = releases.object_to(db, release.id, regency.id, asker.id, text, objection=new_id(now), now=now)
    _tell_secretariat(db, registry.programme(db, programme_id), release, made, now=now)
    return made


def answer(db: Db, objection_id: str, text: str, outcome: str, asker: Asker, *, now: datetime) -> Objection:
    """The secretariat answers, once. Raises NotFound or WrongState."""
    must_be_secretariat(asker)
    objection = releases.get_objection(db, objection_id)
    if objection.answered_at is not None:
        raise WrongState("answered", "answered-already")
    releases.answer_objection(db, objection_id, text, outcome, by=asker.name, now=now)
    programme = registry.programme(db, releases.programme_of(db, objection_id))
    release = releases.version(db, programme.id, objection.version, now=now)
    regency = registry.regency(db, objection.regency)
    told = {"text": objection.text, "answer": text, "outcome": outcome}
    releasing.tell_regency(db, programme, regency, release, kind="objection-answered", now=now, objection=told)
    acts.did(db, outcome, Thing("objection", objection_id, regency.name, programme.id), asker, now=now)
    return releases.get_objection(db, objection_id)


def objections(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> Sequence[Objection]:
    """All of the programme's for the secretariat, their own for a regency's people. Raises NotFound."""
    if asker.secretariat:
        registry.programme(db, programme_id)
        return releases.objections_of(db, programme_id)
    own = releasing.own_regencies(db, programme_id, asker)
    if not own or releases.latest(db, programme_id, now=now) is None:
        raise NotFound
    return [one for regency in own for one in releases.objections_of(db, programme_id, regency=regency.id)]


def _regency(db: Db, programme_id: str, code: str | None, asker: Asker) -> Regency:
    if code is not None:
        return releasing.own_regency(db, programme_id, code, asker)
    own = releasing.own_regencies(db, programme_id, asker)
    if not own:
        raise NotFound
    return own[0]


def _tell_secretariat(db: Db, programme: Programme, release: Release, objection: Objection, *, now: datetime) -> None:
    for person in accounts.secretariat(db):
        facts = releasing.release_facts(programme, objection.code, objection.regency_name, release, kind="objection")
        facts["objection"] = {"text": objection.text, "by": objection.author_name}
        facts["person"] = inviting.person_facts(person, "secretariat")
        mails.write(db, person, facts, kind="objection", cause=objection.regency_name, session=None, now=now)

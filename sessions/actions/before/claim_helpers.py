"""A regency gives a colleague, who has no link of their own, one that opens some criteria of its claims and no more.

The record names them by the name that the regency gave; a link that is taken back opens nothing from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sessions.actions import acts
from sessions.actions.access import Asker
from sessions.actions.before import archiving, claims
from sessions.store import Db, helpers, links, registry
from sessions.store import claims as stored
from sessions.values import Claim, Fault, File, Given, Helper, Invalid, Json, NewFile, NotFound, Thing, new_id

MOST = 50  # links of one regency that hold at once
LINK = "claims"


def add(db: Db, regency_id: str, name: str, criteria: Sequence[str], asker: Asker, *, now: datetime) -> Helper:
    """Makes the link. Raises NotFound, or Invalid for criteria that are none, none at all, or too many links."""
    regency = claims.owned(db, regency_id, asker)
    known = registry.programme(db, regency.programme).rubric.criteria
    faults = [Fault("/criteria", "no-such-criterion", {"criterion": key}) for key in criteria if key not in known]
    if not criteria:
        faults.append(Fault("/criteria", "required"))
    if len(helpers.of_regency(db, regency_id)) >= MOST:
        faults.append(Fault("", "too-many", {"most": MOST}))
    if faults:
        raise Invalid(faults)
    chosen = tuple(key for key in known if key in criteria)
    helper = Helper(new_id(now), regency_id, name, chosen, now, asker.id, asker.name)
    helpers.add(db, helper)
    links.token(db, LINK, helper.id, now=now)
    acts.did(db, "helper-added", Thing("regency", regency.id, regency.name, regency.programme), asker, now=now)
    return helper


def take_back(db: Db, regency_id: str, helper_id: str, asker: Asker, *, now: datetime) -> None:
    """The link opens nothing from now on; what came by it stays. Raises NotFound."""
    regency = claims.owned(db, regency_id, asker)
    helper = helpers.get(db, helper_id)
    if helper is None or helper.regency != regency_id or helper.ended_at is not None:
        raise NotFound
    helpers.end(db, helper_id, now=now)
    links.revoke(db, LINK, helper_id, now=now)
    acts.did(db, "helper-removed", Thing("regency", regency.id, regency.name, regency.programme), asker, now=now)


def shown(db: Db, regency_id: str, asker: Asker) -> list[dict[str, Any]]:
    """Those whose links hold, each with its token: not for a viewer, who would write by them. Raises NotFound."""
    claims.owned(db, regency_id, asker)
    if asker.viewer:
        raise NotFound
    return [one.as_json() | {"token": links.standing(db, LINK, one.id)} for one in helpers.of_regency(db, regency_id)]


def opened(db: Db, token: str, *, now: datetime) -> Helper:
    """Whose link that is. Raises NotFound."""
    link = links.find(db, token)
    helper = helpers.get(db, link.subject) if link is not None and link.kind == LINK and link.holds(now) else None
    if helper is None or helper.ended_at is not None:
        raise NotFound
    return helper


def put(db: Db, token: str, given: Given, *, now: datetime) -> Claim:
    """Sets one of the helper's claims. Raises NotFound (also of others), Invalid, WrongState or StaleRevision."""
    helper = opened(db, token, now=now)
    if given.criterion not in helper.criteria:
        raise NotFound
    archiving.must_be_writable(db, "regencies", helper.regency)
    regency = registry.regency(db, helper.regency)
    return claims.put_by(db, regency, given, (helper.actor, helper.name), now=now)


def may_add_file(db: Db, token: str, *, now: datetime, size: int = 0) -> Helper:
    """Whose link that is, if they may add evidence of about that size (bytes) now. Raises NotFound, WrongState or
    TooMany."""
    helper = opened(db, token, now=now)
    archiving.must_be_writable(db, "regencies", helper.regency)
    claims.may_add_evidence(db, registry.regency(db, helper.regency), now=now, size=size)
    return helper


def add_file(db: Db, token: str, new: NewFile, criterion: str, *, now: datetime) -> File:
    """Adds evidence, which shows that claim of the helper's at once where one is named. Raises NotFound, WrongState,
    TooMany or Invalid."""
    helper = may_add_file(db, token, now=now, size=new.size or 0)
    if criterion and criterion not in helper.criteria:
        raise NotFound
    file = claims.keep_file(db, helper.regency, replace(new, kind="evidence"), (helper.actor, helper.name), now=now)
    if criterion:
        stands = stored.of_regency(db, helper.regency).get(criterion) or Claim(criterion)
        shows = (*stands.evidence, {"file": file.id, "name": file.name})
        put(db, token, Given(criterion, stands.value, stands.text, shows), now=now)
    return file


def file(db: Db, token: str, file_id: str, *, now: datetime) -> File:
    """One of the files that show the helper's claims, or that they added. Raises NotFound."""
    helper = opened(db, token, now=now)
    shows = evidence(db, helper)
    for one in stored.files(db, helper.regency):
        if one.id == file_id and (one.id in shows or one.by == helper.actor):
            return one
    raise NotFound


def sheet(db: Db, token: str, *, now: datetime) -> dict[str, Any]:
    """The helper's part of the claims, in the shape of `claims.shown`. Raises NotFound."""
    helper = opened(db, token, now=now)
    whole = claims.standing(db, registry.regency(db, helper.regency), now=now)
    part = {key: claim for key, claim in whole["claims"].items() if key in helper.criteria}
    missing = [key for key in whole["missing"] if key in helper.criteria]
    return whole | {"claims": part, "missing": missing, "of": len(helper.criteria), "helper": helper.as_json()}


def evidence(db: Db, helper: Helper) -> Mapping[str, Json]:
    """The files that show the helper's claims, by their ids."""
    found = stored.of_regency(db, helper.regency)
    ids = {one.get("file") for key in helper.criteria if key in found for one in found[key].evidence}
    return {file.id: file.as_json() for file in stored.files(db, helper.regency) if file.id in ids}

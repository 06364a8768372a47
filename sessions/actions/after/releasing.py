"""Publishing results: what stands in the way, frozen versions that name the records they rest on, and who is told.

A release is never changed. It holds everything it says, so that what was published can be read when programme, rubric
and registry have long moved on, and the SHA-256 of that. A later version gives its reason and starts an objection
period of its own. Figures are computed elsewhere and handed in; here it is checked that they still hold.

One that waits with its mails is complete, and frozen, as it is asked for; nobody finds it until its moment has come.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sessions.actions import acts
from sessions.actions.access import Asker, must_be_secretariat
from sessions.actions.after import results_basis
from sessions.actions.after.results_basis import Basis, Figured
from sessions.actions.before import batches
from sessions.actions.invitations import inviting
from sessions.store import Db, Proposal, Release, links, mails, registry, releases
from sessions.values import (
    Invalid,
    Json,
    NotFound,
    Programme,
    Regency,
    Session,
    Thing,
    WrongState,
    canonical,
    canonical_1,
    new_id,
    wire,
)
from sessions.values.results import Blocker, Change, Results, blockers, by_other_rules, changes, told_medians

OBJECTION_DAYS = 7
HINTS = {"no-session"}
SETTLED_BY_WORD = {"missing-scores", "other-rubric"}
"""Blockers that nothing can settle any more once a session has closed, but the secretariat's word."""
OF_A_REGENCY = (
    "code", "name", "rank", "index", "groups", "criteria", "adjusted", "criteria_index", "low", "high", "band",
    "sheets", "missing", "interval", "rank_low", "rank_high", "bands", "moderated", "other_rules",
)  # fmt: skip
"""What a regency is told of itself: nothing that says how strict its panel or anybody on it was."""


@dataclass(frozen=True)
class Publication:
    """What the secretariat asks for. `accept_missing` publishes although sheets have gaps,
    which the release names; `accept_rubrics` although sessions were judged by different rubrics, with a reason. `open`:
    the version is shown to anybody, as open data and as a table for other pages."""

    reason: str = ""
    objection_days: int = OBJECTION_DAYS
    accept_missing: bool = False
    accept_rubrics: bool = False
    open: bool = False


# - what stands in the way -


@dataclass(frozen=True)
class Checklist:
    """What stands in the way of publishing, what the secretariat may accept, and what is only worth knowing."""

    blocking: tuple[Blocker, ...]
    acceptable: tuple[Blocker, ...]
    hints: tuple[Blocker, ...]

    def against(self, asked: Publication) -> list[Blocker]:
        """What forbids publishing."""
        accepted = {"missing-scores": asked.accept_missing, "other-rubric": asked.accept_rubrics}
        return [*self.blocking, *(one for one in self.acceptable if not accepted[one.kind])]

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "blockers": [one.as_json() for one in self.blocking],
            "acceptable": [one.as_json() for one in self.acceptable],
            "hints": [one.as_json() for one in self.hints],
        }


def checklist(db: Db, found: Basis) -> Checklist:
    """What there is to settle before the programme's results are published."""
    names = {place.code: place.name for place in found.places}
    all_of_them = blockers(results_basis.standings(db, found), names)
    return Checklist(
        blocking=tuple(one for one in all_of_them if one.kind not in HINTS | SETTLED_BY_WORD),
        acceptable=tuple(one for one in all_of_them if one.kind in SETTLED_BY_WORD),
        hints=tuple(one for one in all_of_them if one.kind in HINTS),
    )


def checked(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> Mapping[str, object]:
    """The checklist as the API shows it. Raises NotFound."""
    must_be_secretariat(asker)
    return checklist(db, results_basis.basis(db, programme_id, now=now)).as_json()


# - publishing -


def must_be_ready(
    db: Db, programme_id: str, asked: Publication, figured: Figured, asker: Asker, *, now: datetime
) -> tuple[Basis, dict[str, object]]:
    """What would be published, and what it rests on. Raises as `publish` does."""
    must_be_secretariat(asker)
    if releases.waiting(db, programme_id, now=now) is not None:
        raise WrongState("waiting", "publication-waits", blockers=[])
    found = results_basis.basis(db, programme_id, now=now)
    if found.key != figured.basis.key:
        raise WrongState("changed", "results-changed", blockers=[])
    document = _document(found, figured.results, _must_be_ready(db, found, asked))
    _must_be_news(db, releases.latest(db, programme_id, now=now), asked, document)
    return found, document


def publish(
    db: Db,
    programme_id: str,
    asked: Publication,
    figured: Figured,
    asker: Asker,
    *,
    hold: timedelta | None = None,
    now: datetime,
    proposed: Proposal | None = None,
) -> Release:
    """Publishes the figures as the next version and tells the regencies that have one; with `hold` both wait as a batch
    so long, and are taken back with it.

    Raises NotFound, Invalid (a later version without a reason), or WrongState: with `blockers`, where nothing has
    changed since the last version, where one waits already, or where the figures are no longer the programme's."""
    found, document = must_be_ready(db, programme_id, asked, figured, asker, now=now)
    before = releases.latest(db, programme_id, now=now)
    ranked = _ranked(document)
    told = [one for one in registry.all_regencies(db, programme_id) if one.code in ranked]
    made, moment = new_id(now), now if hold is None else now + hold
    with batches.of_one(db, programme_id, "published", asker, hold, undo={"release": made}, now=now) as batch:
        release = Release(
            id=made,
            programme=programme_id,
            version=before.version + 1 if before else 1,
            reason=asked.reason,
            published_at=moment,
            head=_head(found, document, asked, asker, now=moment)
            | {"unreached": [one.code for one in told if not one.people]}
            | ({} if batch is None else {"batch": batch.id})
            | ({} if proposed is None else {"proposed_by": {"id": proposed.by_id, "name": proposed.by_name}}),
        )
        releases.add(db, release, document)
        for regency in told:
            result = _short(ranked, regency.code)
            tell_regency(db, found.programme, regency, release, kind="results", now=now, result=result)
    thing = Thing("release", release.id, str(release.version), programme_id)
    acts.did(db, "published", thing, asker, now=now)
    return release


def _must_be_ready(db: Db, found: Basis, asked: Publication) -> Sequence[Blocker]:
    """What was accepted as missing. Raises WrongState."""
    checks = checklist(db, found)
    if asked.accept_rubrics and found.others and not asked.reason.strip():
        raise Invalid.at("/reason", "different-rubrics-without-reason")
    against = checks.against(asked)
    if against:
        shown = [one.as_json() for one in against]
        raise WrongState("not-ready", "results-not-ready", blockers=shown)
    if not found.sessions:
        raise WrongState("empty", "nothing-to-publish", blockers=[])
    return checks.acceptable


def _must_be_news(db: Db, before: Release | None, asked: Publication, document: Mapping[str, object]) -> None:
    if before is None:
        return
    same = before.head["digest"] in (_digest(document), _digest_1(document))
    if same and asked.open == before.head.get("open", False):
        raise WrongState("published", "nothing-new", {"version": before.version}, blockers=[])
    if not asked.reason:
        raise Invalid.at("/reason", "later-version-without-reason")


def _document(found: Basis, results: Results, gaps: Iterable[Blocker]) -> dict[str, object]:
    """Everything that a version says."""
    programme = found.programme
    figures = results.as_json()
    excluded = [{**one.as_json(), "because": dict(one.because)} for one in results.excluded]
    return {
        "programme": {"id": programme.id, "name": programme.name, "timezone": programme.timezone},
        "incomplete": found.judged.incomplete,
        "counts": found.judged.counts,
        "bands": [dict(band) for band in found.judged.bands],
        "rubric": found.rubric.as_json(),
        "provinces": {place.code: place.province for place in found.places},
        "records": [_record(one) for one in found.sessions],
        "missing": [one.as_json() for one in gaps],
        "results": figures | {"excluded": excluded},
    }


def _record(session: Session) -> dict[str, Json]:
    """Which record, and how far of it: the digest that was mailed at the close, and the chain's head since."""
    return {
        "session": session.id,
        "regency": session.regency.code,
        "starts_at": wire(session.starts_at),
        "entries": session.tail,
        "digest": session.digest,
        "head": session.head,
    }


def _head(
    found: Basis, document: Mapping[str, Any], asked: Publication, asker: Asker, *, now: datetime
) -> dict[str, object]:
    return {
        "published_by": {"id": asker.id, "name": asker.name},
        "objections_until": wire(objections_end(now, asked.objection_days, found.programme.timezone)),
        "digest": _digest(document),
        "sessions": len(document["records"]),
        "regencies": len(_ranked(document)),
        "missing": len(document["missing"]),
        "basis": found.key,
        **({"open": True} if asked.open else {}),
    }


def _digest(document: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(document)).hexdigest()


def _digest_1(document: Mapping[str, object]) -> str:
    # as releases were digested before RFC 8785
    return hashlib.sha256(canonical_1(document)).hexdigest()


def objections_end(now: datetime, days: int, zone: str) -> datetime:
    """The last second of an objection period of so many days: of its last day, on the programme's clocks."""
    local = now.astimezone(ZoneInfo(zone)) + timedelta(days=days)
    return local.replace(hour=23, minute=59, second=59, microsecond=0) if days else now


def _ranked(document: Mapping[str, Any]) -> dict[str, Mapping[str, Json]]:
    """The regencies that have a result, by code."""
    return {one["code"]: one for one in document["results"]["regencies"] if one["rank"] is not None}


def _short(ranked: Mapping[str, Mapping[str, object]], code: str) -> dict[str, object]:
    return {key: ranked[code][key] for key in ("rank", "index", "band")} | {"of": len(ranked)}


def tell_regency(
    db: Db, programme: Programme, regency: Regency, release: Release, *, kind: str, now: datetime, **more: object
) -> None:
    """Writes a mail about a release to each of the regency's people, their links made where there were none."""
    for one in regency.people:
        links.token(db, "enter", one.person.id, person=one.person.id, now=now)
        facts = release_facts(programme, regency.code, regency.name, release, kind=kind) | more
        facts["person"] = inviting.person_facts(one.person, one.role, zone=regency.timezone)
        mails.write(db, one.person, facts, kind=kind, cause=f"version {release.version}", session=None, now=now)


def release_facts(programme: Programme, code: str, name: str, release: Release, *, kind: str) -> dict[str, object]:
    """What every mail about a release tells, as JSON."""
    return {
        "kind": kind,
        "programme": {"id": programme.id, "name": programme.name, "timezone": programme.timezone},
        "regency": {"code": code, "name": name},
        "release": {
            "version": release.version,
            "reason": release.reason,
            "published_at": wire(release.published_at),
            "objections_until": release.head["objections_until"],
            "digest": release.head["digest"],
        },
    }


# - what was published -


def opened(
    db: Db, programme_id: str, version: int | None = None, *, now: datetime
) -> tuple[Release, Mapping[str, Any]]:
    """The newest version with all that it says, if it was published to everybody, or an earlier one that was, too.
    Raises NotFound, also once the newest is not for everybody any more."""
    found = {one.version: one for one in open_versions(db, programme_id, now=now)}
    release = found.get(version or max(found, default=0))
    if release is None:
        raise NotFound
    return release, releases.doc(db, release.id)


def open_versions(db: Db, programme_id: str, *, now: datetime) -> list[Release]:
    """The versions that everybody may see, the newest first; none once the newest is not for everybody any more."""
    found = releases.of_programme(db, programme_id, now=now)
    return [one for one in found if one.head.get("open")] if found and found[0].head.get("open") else []


def opened_before(db: Db, programme_id: str, *, now: datetime) -> Mapping[str, Json] | None:
    """All that the round before said, if that was published to everybody, too."""
    followed = registry.programme(db, programme_id).follows
    release = releases.latest(db, followed, now=now) if followed else None
    return releases.doc(db, release.id) if release is not None and release.head.get("open") else None


def versions(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> list[Release]:
    """The versions, the newest first; for the secretariat, and once there is one for the programme's regencies.

    Raises NotFound."""
    found = releases.of_programme(db, programme_id, now=now)
    if asker.secretariat:
        registry.programme(db, programme_id)
    elif not found or not own_regencies(db, programme_id, asker):
        raise NotFound
    return found


def published(
    db: Db, programme_id: str, asker: Asker, *, version: int | None = None, now: datetime
) -> tuple[Release, Mapping[str, Any]]:
    """A version (the newest where none is named) with all that it says, for the secretariat. Raises NotFound."""
    must_be_secretariat(asker)
    release = (
        releases.latest(db, programme_id, now=now)
        if version is None
        else releases.version(db, programme_id, version, now=now)
    )
    if release is None:
        raise NotFound("nothing-published")
    return release, releases.doc(db, release.id)


def told(db: Db, programme_id: str, asker: Asker, *, now: datetime) -> tuple[Release, dict[str, object]]:
    """What a regency's people are told: the newest version's figures of their own regency. Raises NotFound, also
    before anything is published."""
    own = own_regencies(db, programme_id, asker)
    release = releases.latest(db, programme_id, now=now)
    if not own or release is None:
        raise NotFound
    return release, of_regencies(releases.doc(db, release.id), {one.code for one in own})


def of_regencies(document: Mapping[str, Any], codes: set[str]) -> dict[str, Any]:
    """What a release's document says of these regencies, in the contract's shape; nothing of others or of panelists."""
    results = document["results"]
    ranked = sum(one["rank"] is not None for one in results["regencies"])
    return {
        "regencies": [
            {key: one[key] for key in OF_A_REGENCY if key in one} | {"of": ranked}
            for one in results["regencies"]
            if one["code"] in codes
        ],
        "agreement": results["agreement"],
        "excluded": [],
        "medians": told_medians(results),
        "others": by_other_rules(results),
        "sensitivity": _sensitivity(results, codes),
    }


def _sensitivity(results: Mapping[str, Any], codes: set[str]) -> dict[str, Json]:
    """What the regencies' ranks would be by other weights; nothing by panelist."""
    criteria = results.get("sensitivity", {}).get("criteria", {})
    return {
        "criteria": {
            key: {name: {code: rank for code, rank in ranks.items() if code in codes} for name, ranks in of.items()}
            for key, of in criteria.items()
        }
    }


def own_regencies(db: Db, programme_id: str, asker: Asker) -> list[Regency]:
    """The programme's regencies whose contact or delegate the asker is."""
    return [one for one in registry.regencies_of(db, asker.id) if one.programme == programme_id]


def own_regency(db: Db, programme_id: str, code: str, asker: Asker) -> Regency:
    """That one of them. Raises NotFound."""
    found = next((one for one in own_regencies(db, programme_id, asker) if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def check_digest(db: Db, digest: str, *, now: datetime) -> tuple[Release, bool] | None:
    """The release that was published with the digest, and whether what is kept of it is still that; None of none."""
    release = releases.by_digest(db, digest, now=now)
    return None if release is None else (release, _digest(releases.doc(db, release.id)) == digest)


def corrections(db: Db, programme_id: str, release: Release, *, now: datetime) -> list[Change]:
    """What a version changed against the one before; nothing for the first."""
    if release.version == 1:
        return []
    before = releases.version(db, programme_id, release.version - 1, now=now)
    return changes(releases.doc(db, before.id)["results"], releases.doc(db, release.id)["results"])


def attests(db: Db, programme_id: str, person: str, sessions: Iterable[Session], *, now: datetime) -> bool:
    """Whether what was published rests on any of these sessions that the person scored in: it was signed before."""
    release = releases.latest(db, programme_id, now=now)
    return release is not None and any(
        one.programme == programme_id
        and not one.rehearsal
        and one.signed
        and person in {seat.id for seat in one.scorers}
        and max(signature.at for signature in one.signatures) <= release.published_at
        for one in sessions
    )


def has_result(db: Db, session: Session, asker: Asker, *, now: datetime) -> bool:
    """Whether the newest version rests on the session and its regency is the asker's own."""
    release = None if session.rehearsal else releases.latest(db, session.programme, now=now)
    if release is None:
        return False
    sessions = {record["session"] for record in releases.doc(db, release.id)["records"]}
    own = {one.code for one in own_regencies(db, session.programme, asker)}
    return session.id in sessions and session.regency.code in own

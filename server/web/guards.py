"""Whose an address is. The door asks a route's guard before its handler runs and before any of the body is read."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sessions.actions import Asker, access, calibrating, choosing, claims, questions, releasing
from sessions.store import Db
from sessions.values import NotFound

Where = Mapping[str, str]
Guard = Callable[[Db, Asker, Where, datetime], object]


def anyone(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """Whoever is signed in."""


def secretariat(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat."""
    access.must_be_secretariat(asker)


def its_people(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The session's people and the secretariat."""
    access.seen(db, where["id"], asker)


def managers(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat, of a session that is there."""
    access.managed(db, where["id"], asker)


def conductors(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat and the session's chair."""
    access.conducted(db, where["id"], asker)


def leaders(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The session's chair and deputy."""
    access.led(db, where["id"], asker)


def readers_of_the_record(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The session's panel, its observers, and the secretariat; who withdrew is none of them."""
    access.read_by(db, where["id"], asker)


def shared(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The session's people and the secretariat, but who withdrew for a conflict of interest."""
    access.shared(db, where["id"], asker)


def panel(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The session's panelists."""
    access.sat_on(db, where["id"], asker)


def panel_and_secretariat(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The session's panel and the secretariat."""
    access.heard(db, where["id"], asker)


def listeners(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """Who conducts the session; its panel after the close, and then its regency where the programme says so."""
    access.shared(db, where["id"], asker)


def asked_regency(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The regency that a question was asked of."""
    questions.shown_to_regency(db, access.seen(db, where["id"], asker), where["qid"], asker)


def that_person(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat and the person of the address."""
    _that_person(asker, where)


def readers_of_claims(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat, that regency, and the panels of its sessions."""
    claims.readable(db, where["id"], asker)


def readers_of_offers(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat and the regencies that the offer goes to."""
    choosing.seen(db, where["id"], asker)


def readers_of_calibrations(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat and the panelists who were asked to score it."""
    calibrating.read(db, where["id"], asker, now=now)


def takers(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The panelists who were asked to score it."""
    calibrating.taken(db, where["id"], asker, now=now)


def claimants(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat and that regency."""
    claims.owned(db, where["id"], asker)


def that_person_alone(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The person of the address, and nobody else."""
    _that_person_alone(asker, where)


def _that_person_alone(asker: Asker, where: Where) -> None:
    if asker.id != where["id"]:
        raise NotFound


def readers_of_results(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat, and the programme's regencies once results are published."""
    releasing.versions(db, where["id"], asker, now=now)


def readers_of_a_result(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The secretariat, and that regency's people once results are published."""
    releasing.versions(db, where["id"], asker, now=now)
    if not asker.secretariat:
        releasing.own_regency(db, where["id"], where["code"], asker)


def objectors(db: Db, asker: Asker, where: Where, now: datetime) -> None:
    """The programme's regencies, once results are published."""
    releasing.told(db, where["id"], asker, now=now)


def _that_person(asker: Asker, where: Where) -> None:
    if asker.id != where["id"]:
        access.must_be_secretariat(asker)


# Guards that need nothing but the asker: the store is not asked for them.
OF_THE_ASKER: Mapping[Guard, Callable[[Asker, Where], object]] = {
    anyone: lambda asker, where: None,
    secretariat: lambda asker, where: access.must_be_secretariat(asker),
    that_person: _that_person,
    that_person_alone: _that_person_alone,
}

"""Whose an address is. A guard runs before a refusal of the body is told: who has no business there gets 404 first."""

from collections.abc import Callable, Mapping

from sessions import asking, publishing
from sessions.asking import Asker
from sessions.store.engine import Db

Guard = Callable[[Db, Asker, Mapping[str, str]], object]


def anyone(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """Whoever is signed in."""


def secretariat(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The secretariat."""
    asking.must_be_secretariat(asker)


def its_people(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The session's people and the secretariat."""
    asking.seen(db, where["id"], asker)


def managers(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The secretariat, of a session that is there."""
    asking.managed(db, where["id"], asker)


def conductors(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The secretariat and the session's chair."""
    asking.conducted(db, where["id"], asker)


def panel(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The session's panelists."""
    asking.sat_on(db, where["id"], asker)


def panel_and_secretariat(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The session's panel and the secretariat."""
    asking.heard(db, where["id"], asker)


def that_person(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The secretariat and the person of the address."""
    if asker.id != where["id"]:
        asking.must_be_secretariat(asker)


def readers_of_results(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The secretariat, and the programme's regencies once results are published."""
    publishing.versions(db, where["id"], asker)


def readers_of_a_result(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The secretariat, and that regency's people once results are published."""
    publishing.versions(db, where["id"], asker)
    if not asker.secretariat:
        publishing.own_regency(db, where["id"], where["code"], asker)


def objectors(db: Db, asker: Asker, where: Mapping[str, str]) -> None:
    """The programme's regencies, once results are published."""
    publishing.told(db, where["id"], asker)

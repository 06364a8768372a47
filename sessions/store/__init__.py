"""The only SQL: SQLAlchemy Core, one module a subject, query and row-to-value step together.

This is the room's door: an action is handed a `Db`; what is kept of a subject is asked for in that subject's module
(`registry`, `timetable`, `records` …). Engine, writer, witness and tables are the store's own.
"""

from sessions.store import (
    dumping,
    idempotency,
    installation,
    leases,
    notices,
    proposals,
    sealing,
    snapshots,
    standing,
    versions,
    views,
    webhooks,
)
from sessions.store.after import releases
from sessions.store.after.releases import Objection, Release
from sessions.store.before import (
    acceptances,
    archived,
    batches,
    broadcasts,
    calendars,
    calibrations,
    drafts,
    followings,
    numbers,
    occupancy,
    offer_proposals,
    offers,
    plans,
    registry,
    registry_rows,
    rooms,
    templates,
    timetable,
)
from sessions.store.before.acceptances import Acceptance
from sessions.store.before.batches import joined
from sessions.store.before.broadcasts import Broadcast
from sessions.store.before.followings import Following
from sessions.store.before.occupancy import Taken
from sessions.store.before.offers import Offer, Offered
from sessions.store.before.plans import StoredPlan
from sessions.store.before.registry import email_key
from sessions.store.db import Db
from sessions.store.dumping import Dumped, NotEmpty
from sessions.store.during import announced, attending, claims, helpers, private_notes, records, scores, takes
from sessions.store.during.takes import Bookmark, Piece, StoredTake
from sessions.store.engine import Store, Unusable
from sessions.store.filters import Filter
from sessions.store.idempotency import Answer, Answers
from sessions.store.kept import Made
from sessions.store.leases import AnotherKey, AnotherPlace
from sessions.store.mailing import alerts, aliases, feeds, incoming, mail_faults, mails
from sessions.store.mailing.incoming import Item
from sessions.store.mailing.mail_faults import MailFault
from sessions.store.migrating import UnknownRevision, bring_up, present
from sessions.store.notices import News, Notice
from sessions.store.powers import accounts, acts, behind, links, log, passkeys, people, retention, witness
from sessions.store.powers.log import Head
from sessions.store.proposals import Proposal
from sessions.store.stretches import Stretch
from sessions.store.writer import Listener, Reads

__all__ = [
    "Acceptance",
    "AnotherKey",
    "AnotherPlace",
    "Answer",
    "Answers",
    "Bookmark",
    "Broadcast",
    "Db",
    "Dumped",
    "Filter",
    "Following",
    "Head",
    "Item",
    "Listener",
    "Made",
    "MailFault",
    "News",
    "NotEmpty",
    "Notice",
    "Objection",
    "Offer",
    "Offered",
    "Piece",
    "Proposal",
    "Reads",
    "Release",
    "Store",
    "StoredPlan",
    "StoredTake",
    "Stretch",
    "Taken",
    "UnknownRevision",
    "Unusable",
    "acceptances",
    "accounts",
    "acts",
    "alerts",
    "aliases",
    "announced",
    "archived",
    "attending",
    "batches",
    "behind",
    "bring_up",
    "broadcasts",
    "calendars",
    "calibrations",
    "claims",
    "drafts",
    "dumping",
    "email_key",
    "feeds",
    "followings",
    "helpers",
    "idempotency",
    "incoming",
    "installation",
    "joined",
    "leases",
    "links",
    "log",
    "mail_faults",
    "mails",
    "notices",
    "numbers",
    "occupancy",
    "offer_proposals",
    "offers",
    "passkeys",
    "people",
    "plans",
    "present",
    "private_notes",
    "proposals",
    "records",
    "registry",
    "registry_rows",
    "releases",
    "retention",
    "rooms",
    "scores",
    "sealing",
    "snapshots",
    "standing",
    "takes",
    "templates",
    "timetable",
    "versions",
    "views",
    "webhooks",
    "witness",
]

"""Rooms, offers, batches, acceptances, and regencies' own time."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from sessions.store.tables.base import ID, Instant, Json, metadata
from sessions.store.tables.core import people, plans, programmes, regencies, sessions

rooms = Table(
    "rooms",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("meeting_url", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("created_at", Instant, nullable=False),
)

# Mails of one doing that wait together, so that it can be taken back before anybody has heard of it. Its state is
# computed from these times and its mails'.
batches = Table(
    "batches",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False, index=True),
    Column("cause", String(40), nullable=False),
    Column("by_id", String(80), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("cancelled_at", Instant),
    Column("undo", Json, nullable=False),  # what else to bring back: a plan's state, a room's address
    Column("by_number", Json),  # of a message: the regencies (ids) that it is said to by telephone alone
    Column("message", Json),  # {subject, text} of what is said to them, for as long as the words of mails are kept
)

# A programme's own words for a kind of mail; of one that went back to the program's words, `languages` is empty and the
# revision counts on.
mail_templates = Table(
    "mail_templates",
    metadata,
    Column("programme_id", ForeignKey(programmes.c.id), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("languages", Json, nullable=False),  # {language: {subject, text}}
    Column("revision", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

regency_availability = Table(
    "regency_availability",
    metadata,
    Column("regency_id", ForeignKey(regencies.c.id), primary_key=True),
    Column("spans", Json, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
)

# A panelist's calendars elsewhere, each with the busy times of its last good fetch; the address is shown to nobody.
calendars = Table(
    "calendars",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("state", String(10), nullable=False),  # waiting | ok | failed
    Column("spans", Json, nullable=False),
    Column("fetched_at", Instant),  # the last good fetch
    Column("due_at", Instant, nullable=False),
    Index("ix_calendars_due_at", "due_at"),
)

calendar_lists = Table(
    "calendar_lists",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("revision", Integer, nullable=False),  # counts how often the list was given
)

acceptances = Table(
    "acceptances",
    metadata,
    Column("plan_id", ForeignKey(plans.c.id), primary_key=True),
    Column("by", Json, nullable=False),
    Column("meeting_url", Text, nullable=False),
    Column("batch_id", String(32)),
    Column("of", Integer, nullable=False),
    Column("left", Json, nullable=False),  # the codes of the regencies whose sessions are still to be booked
    Column("clashes", Json, nullable=False),
    Column("begun_at", Instant, nullable=False),
)

# Sessions whose guests are about to become what a list has made of their regency's people.
followings = Table(
    "followings",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("by", Json, nullable=False),  # who sent the list
    Column("coming", Json, nullable=False),  # the ids of who is to be invited: the session takes their time already
    Column("at", Instant, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False, index=True),
    Column("slots", Json, nullable=False),  # starts, as they are written
    Column("until", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
)

offered = Table(
    "offered",
    metadata,
    Column("offer_id", ForeignKey(offers.c.id), primary_key=True),
    Column("regency_id", ForeignKey(regencies.c.id), primary_key=True),
    Column("session_id", ForeignKey(sessions.c.id)),  # what it chose
    Column("closed_at", Instant),  # it was booked otherwise
    Column("reminded_at", Instant),
    Index("ix_offered_regency_id", "regency_id"),
)

# Other times that a regency proposes; of each regency in an offer one at most is unanswered.
offer_proposals = Table(
    "offer_proposals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("offer_id", ForeignKey(offers.c.id), nullable=False, index=True),
    Column("regency_id", ForeignKey(regencies.c.id), nullable=False, index=True),
    Column("by_id", String(80), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("starts", Json, nullable=False),  # as they are written
    Column("reason", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("answer", String(10), nullable=False),  # "" | taken | declined | lapsed
    Column("words", Text, nullable=False),
    Column("answered_at", Instant),
)

# Offered times that were taken and are not any more, until who waits has been told of them.
offers_freed = Table(
    "offers_freed",
    metadata,
    Column("offer_id", ForeignKey(offers.c.id), primary_key=True),
    Column("starts_at", Instant, primary_key=True),
    Column("at", Instant, nullable=False),
)

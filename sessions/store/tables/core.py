"""The first tables: registry, sessions with their records, mails, links, plans and releases."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from sessions.store.tables.base import ID, Instant, Json, Stamped, metadata

installation = Table(
    "installation",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

rubrics = Table(
    "rubrics",
    metadata,
    Column("id", ID, primary_key=True),
    Column("doc", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
)

programmes = Table(
    "programmes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("doc", Json, nullable=False),
    Column("rubric_id", ForeignKey(rubrics.c.id), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),  # counts its changes (promise 8)
    Column("archived_at", Instant),
)

people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("institution", Text, nullable=False, server_default=""),
    Column("timezone", String(64), nullable=False),
    Column("language", String(8), nullable=False, server_default="id"),
    Column("title", Text, nullable=False, server_default=""),
    Column("nip", String(40), nullable=False, server_default=""),
    Column("phone", String(20), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),  # counts its changes (promise 8)
)

memberships = Table(
    "memberships",
    metadata,
    Column("programme_id", ForeignKey(programmes.c.id), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), primary_key=True, index=True),
    Column("may_chair", Boolean, nullable=False),
    Column("conflicts", Json, nullable=False),
    Column("province", Text, nullable=False, server_default=""),
)

availability = Table(
    "availability",
    metadata,
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("spans", Json, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),  # counts its changes (promise 8)
)

regencies = Table(
    "regencies",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),  # counts its changes (promise 8)
    Column("withdrawn_at", Instant),
    Column("withdrawn_reason", Text, nullable=False, server_default=""),
    Column("contact_name", Text, nullable=False, server_default=""),  # of a contact whose address is still to come
    Column("contact_phone", String(20), nullable=False, server_default=""),
    UniqueConstraint("programme_id", "code"),
)

regency_people = Table(
    "regency_people",
    metadata,
    Column("regency_id", ForeignKey(regencies.c.id), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), primary_key=True, index=True),
    Column("role", String(16), nullable=False),  # contact | delegate
    Column("position", Integer, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False, index=True),
    Column("regency_id", ForeignKey(regencies.c.id), nullable=False, index=True),
    Column("starts_at", Instant, nullable=False, index=True),
    Column("settled", Boolean, nullable=False, index=True),  # nothing is left that the clock could bring
    Column("tail", Integer, nullable=False),  # the number of the record's last entry
    Column("head", String(64), nullable=False),  # its hash
    Column("snapshot", Text, nullable=False),  # the fold of the entries up to `tail`, scores aside
    Column("created_at", Instant, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id, deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("actor", Json, nullable=False),
    Column("data", Json, nullable=False),
    Column("secret", Json),
    Column("salt", String(32)),
    Column("secret_hash", String(64)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# The few entries whose digests are mailed, found by them in a moment: no save of a score writes to this index.
PUBLISHED = text("kind IN ('sealed', 'signed')")
_of_published = Index(
    "ix_entries_published",
    entries.c.previous,
    entries.c.hash,
    entries.c.session_id,
    sqlite_where=PUBLISHED,
)


@event.listens_for(metadata, "before_create")
def _of_few_on_postgresql(_metadata: MetaData, connection: Connection, **_more: object) -> None:
    """The same there; said in the index itself it would load PostgreSQL's dialect wherever it is not spoken."""
    if connection.dialect.name == "postgresql":
        _of_published.dialect_options["postgresql"]["where"] = PUBLISHED


scores = Table(
    "scores",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), primary_key=True),
    Column("criterion", String(64), primary_key=True),
    Column("value", Float),
    Column("note", Text, nullable=False),
    Column("unsure", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("typed_at", Instant),
    Column("moderated", Float),  # what it was changed to in the deliberation
)

# Whose time a session takes; `holder` is "person:ID" or "regency:CODE". Only what is booked and not over stands here.
occupancy = Table(
    "occupancy",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("holder", String(80), primary_key=True),
    Column("from_at", Instant, nullable=False),
    Column("to_at", Instant, nullable=False),
    Index("ix_occupancy_holder_time", "holder", "from_at"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("session_id", ForeignKey(sessions.c.id), nullable=False, index=True),
    Column("author", String(80), nullable=False),  # a person's id, or a program's of the secretariat
    Column("author_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("criterion", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("wants", String(8)),  # answer | file
    Column("due", Instant),
)

announced = Table(
    "announced",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id), primary_key=True),
    Column("moment", String(80), primary_key=True),
    Column("at", Instant, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("id", ID, primary_key=True),
    Column("session_id", ForeignKey(sessions.c.id)),
    Column("person_id", ForeignKey(people.c.id), index=True),
    Column("kind", String(24), nullable=False),  # invite, update, cancel, reminder, sealed, signed, sign-in …
    Column("cause", Text, nullable=False),  # what made us write it, in words
    Column("to_name", Text, nullable=False),
    Column("to_address", Text, nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("content", Json, nullable=False),  # facts, and the letter once composed: links as placeholders
    Column("sequence", Integer),  # iTIP's SEQUENCE and DTSTAMP, where there is a calendar part
    Column("dtstamp", Instant),
    Column("written_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),  # waiting | sending | sent | failed | bounced | dropped | held
    Column("reason", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("sent_at", Instant),
    Column("batch_id", String(32), index=True),  # the batch that it waits for, and was sent with
    Column("programme_id", String(32)),  # its session's, or which it tells of; none of somebody's own way in
    Column("stamp", BigInteger, nullable=False, server_default="0", onupdate=Stamped()),  # another at every change
    Index("ix_mails_due", "state", "due_at"),
    Index("ix_mails_of_programme", "programme_id", "state", "kind", "stamp"),  # lists are counted by it alone
    Index("ix_mails_in_programme", "programme_id", "id"),
    Index("ix_mails_of_session", "session_id", "id", "state", "kind"),  # lists are counted and ordered by it alone
)

links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),  # enter | answer | stage | feed | once
    Column("subject", String(80), nullable=False),
    Column("person_id", ForeignKey(people.c.id), index=True),
    Column("session_id", ForeignKey(sessions.c.id)),
    Column("generation", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    UniqueConstraint("kind", "subject", "generation"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person_id", ForeignKey(people.c.id), nullable=False, index=True),
    Column("device", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("via", String(16), nullable=False, server_default="link"),  # link | once | passkey | oidc
    Column("agent", Text, nullable=False, server_default=""),  # what the browser says it is
)

keys = Table(
    "keys",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("name", Text, nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("actor", String(80), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

incoming = Table(
    "incoming",
    metadata,
    Column("id", ID, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("received_at", Instant, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("reason", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("raw", LargeBinary),
    Column("session_id", ForeignKey(sessions.c.id)),
    Column("person_id", ForeignKey(people.c.id)),
    Column("proposal", Json),
    Column("state", String(16), nullable=False, index=True),  # open | done | ignored
    Column("decision", String(24), nullable=False, server_default=""),
    Column("decided_at", Instant),
    Column("undo", Json),  # what taking the decision back needs: its batch, or the entry that it made
    Column("keeper_id", String(32)),  # who of the secretariat is to decide; whoever comes, where nobody is named
)

plans = Table(
    "plans",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("request", Json, nullable=False),
    Column("doc", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("id", ID, primary_key=True),
    Column("programme_id", ForeignKey(programmes.c.id), nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", Json, nullable=False),  # what lists of releases show
    Column("doc", Json, nullable=False),  # everything that was published, frozen
    Column("reason", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    UniqueConstraint("programme_id", "version"),
)

objections = Table(
    "objections",
    metadata,
    Column("id", ID, primary_key=True),
    Column("release_id", ForeignKey(releases.c.id), nullable=False, index=True),
    Column("regency_id", ForeignKey(regencies.c.id), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", Text),
    Column("outcome", String(16)),  # upheld | rejected
    Column("answered_by", Text),
    Column("at", Instant, nullable=False),
    Column("answered_at", Instant),
)

"""Programmes' own words for kinds of mail. The only SQL for them."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from sessions.store.engine import Db
from sessions.store.hot import Hot
from sessions.store.tables import mail_templates
from sessions.values import Mail, Template, Wording

_GET = Hot(
    select(mail_templates).where(
        mail_templates.c.programme_id == bindparam("programme"), mail_templates.c.kind == bindparam("kind")
    )
)


def get(db: Db, programme: str, kind: str) -> Template:
    """What the programme says in mails of the kind; no words where it says nothing of its own."""
    rows = _GET.named(db, {"programme": programme, "kind": kind})
    return Template(kind, rows[0].languages, rows[0].revision) if rows else Template(kind, {})


def of_programme(db: Db, programme: str) -> list[Template]:
    """All that the programme says in words of its own, by kind."""
    chosen = select(mail_templates).where(mail_templates.c.programme_id == programme).order_by(mail_templates.c.kind)
    return [Template(row.kind, row.languages, row.revision) for row in db.execute(chosen) if row.languages]


def put(db: Db, programme: str, kind: str, languages: Wording, *, now: datetime) -> Template:
    """Replaces the words; none are the program's own again. The revision is raised."""
    before = get(db, programme, kind)
    values = {"languages": languages, "revision": before.revision + 1, "changed_at": now}
    if before.revision:
        where = (mail_templates.c.programme_id == programme, mail_templates.c.kind == kind)
        db.execute(update(mail_templates).where(*where).values(**values))
    else:
        db.execute(insert(mail_templates).values(programme_id=programme, kind=kind, **values))
    return get(db, programme, kind)


def of_mail(db: Db, mail: Mail) -> Wording:
    """The words that the mail's programme set for its kind; none for a mail about no programme."""
    programme = mail.facts.get("programme", {}).get("id")
    return get(db, programme, mail.kind).languages if programme else {}

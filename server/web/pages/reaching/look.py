"""What mails more than one person, before it is sent: who gets what by kind, who has no address, one as it reads."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiohttp import web

from server.mail import compose, kinds
from server.web.pages import frame
from server.web.pages.frame import View
from server.web.seam import SETTINGS
from sessions.store import Db, mails
from sessions.values import WouldSend

SHOWN = 20  # people named one by one; the rest unfold


def counted(would_send: Iterable[WouldSend], language: str) -> View:
    """The page's part of it: `kinds` list of (what, how many), `lines` a line a person {name, email, what, count},
    those without an address in `missing` by name alone; `mails` and `people` how many are written to."""
    rows = list(would_send)
    known = [row for row in rows if row["email"]]
    by_kind: Counter[str] = Counter()
    people: dict[str | None, View] = {}
    for row in known:
        by_kind[row["kind"]] += row["count"]
        line = people.setdefault(row["person"], {"name": row["name"], "email": row["email"], "what": [], "count": 0})
        line["what"].append((kinds.title(row["kind"], language), row["count"]))
        line["count"] += row["count"]
    return {
        "kinds": [(kinds.title(kind, language), number) for kind, number in by_kind.most_common()],
        "lines": sorted(people.values(), key=lambda line: (-line["count"], line["name"])),
        "shown": SHOWN,
        "missing": sorted({row["name"] for row in rows if not row["email"]}),
        "mails": sent(rows),
        "people": len(people),
    }


def sent(would_send: Iterable[WouldSend]) -> int:
    """How many mails go out: what waits for an address does not."""
    return sum(one["count"] for one in would_send if one["email"])


def sample(request: web.Request, db: Db, written: Sequence[Mapping[str, object]]) -> View | None:
    """One of the mails as it reads, its links masked: {to, subject, text}; None where nobody is written to."""
    row = next((one for one in written if one["to_address"]), None)
    if row is None:
        return None
    mail = mails.as_written(row)
    read = compose.as_read(db, mail, request.app[SETTINGS])
    return {"to": f"{mail.to_name} <{mail.to_address}>", "subject": read["subject"], "text": read["text"]}


def page(request: web.Request, view: View, would_send: Iterable[WouldSend], **more: Any) -> web.Response:
    """The page; `more` says what is done and where the button goes (see the template)."""
    nothing: View = {"carried": [], "notes": [], "facts": [], "by_number": [], "held": True, "revises": False}
    told = counted(would_send, frame.language(request))
    status = more.pop("status", 200)
    return frame.page(request, "pages/bulk_check.html", nothing | view | told | more, status=status)

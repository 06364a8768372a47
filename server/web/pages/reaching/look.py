"""What mails more than one person, before it is sent: who gets what by kind, who has no address, each to be read."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from server.mail import kinds
from server.text import formats
from server.web.pages import frame
from server.web.pages.frame import View, titled
from server.web.pages.reaching import reading
from sessions.actions import official
from sessions.store import Db, registry
from sessions.values import Session, WouldSend

SHOWN = 20  # people named one by one; the rest unfold
MOST = 150  # who unfold at most: of more, somebody is looked for by name or address
SOUGHT = "sought"  # for whom the page looks among those who are written to


def counted(would_send: Iterable[WouldSend], language: str, sought: str = "") -> View:
    """The page's part of it: `kinds` list of (what, how many), `lines` a line a person {name, email, what, count} of
    those who are sought, the first of them, `unlisted` how many more are found,
    those without an address in `missing` by name alone; `mails` and `people` how many are written to."""
    rows = list(would_send)
    known = [row for row in rows if row["email"]]
    by_kind: Counter[str] = Counter()
    people: dict[str | None, View] = {}
    for row in known:
        by_kind[row["kind"]] += row["count"]
        line = people.setdefault(row["person"], {"name": row["name"], "email": row["email"], "what": [], "count": 0})
        title = kinds.title(row["kind"], language)
        line["what"].append((title, row["count"], reading.key(row["person"], row["kind"])))
        line["count"] += row["count"]
    every = sorted(people.values(), key=lambda line: (-line["count"], line["name"]))
    words = sought.casefold()
    found = [line for line in every if words in line["name"].casefold() or words in line["email"].casefold()]
    return {
        "kinds": [(kinds.title(kind, language), number) for kind, number in by_kind.most_common()],
        "lines": found[:MOST],
        "unlisted": len(found[MOST:]),
        "sought": sought,
        "seeks": len(every) > MOST,
        "shown": SHOWN,
        "missing": sorted({row["name"] for row in rows if not row["email"]}),
        "mails": sent(rows),
        "people": len(people),
    }


def sent(would_send: Iterable[WouldSend]) -> int:
    """How many mails go out: what waits for an address does not."""
    return sum(one["count"] for one in would_send if one["email"])


def carries_letters(would_send: Iterable[WouldSend]) -> bool:
    """Whether one of the mails goes with a numbered letter, where the programme has any."""
    return any(one["kind"] in official.CARRIED_BY for one in would_send)


async def asked(request: web.Request) -> str:
    """Whose mail is to be read, "" for nobody's: of the form, or of the address of a page that needs none."""
    form = await frame.fields(request) if request.method == "POST" else request.query
    return form.get(reading.READ, "")


def about(db: Db, session: Session, asked: str, language: str) -> View:
    """What the page shows of a change of one session: its programme, regency and time, and the mails to be read."""
    programme = registry.programme(db, session.programme)
    at = formats.when(session.starts_at, programme.timezone, language=language)
    told: View = {"programme": titled(programme), "name": session.regency.name, "at": at}
    unsigned = official.lacks_signatory(programme) and not session.rehearsal
    return told | {"drafts": reading.drafts(db, asked), "unsigned": unsigned}


async def page(request: web.Request, view: View, would_send: Iterable[WouldSend], **more: Any) -> web.Response:
    """The page; `view` has the `drafts` to be read, `more` says what is done and where the button goes (see the
    template, in the place of which `template` may be one that says more)."""
    nothing: View = {
        "recipients": [],
        "carried": [],
        "notes": [],
        "facts": [],
        "by_number": [],
        "held": True,
        "revises": False,
    }
    form = await frame.form(request) if request.method == "POST" else request.query
    own = ("csrf", "step", reading.READ, SOUGHT)
    again, sought = [(name, str(value)) for name, value in form.items() if name not in own], form.get(SOUGHT, "")
    rows, spoken, letters = list(would_send), frame.language(request), reading.shown(request, view["drafts"])
    told = counted(rows, spoken, str(sought).strip())
    told["unsigned"] = bool(view.get("unsigned")) and carries_letters(rows)
    told |= {"again": again, "letters": letters, "method": request.method}
    if reading.are_all(rows, letters):
        told["recipients"] = reading.recipients(rows, letters, spoken)
    else:
        told["letters"] = reading.one_of_each(letters)
    status, template = more.pop("status", 200), more.pop("template", "pages/bulk_check.html")
    await frame.count(request, view["programme"])
    return frame.page(request, template, nothing | view | told | more, status=status)

"""The views that are kept of one list, as its page shows them."""

from urllib.parse import parse_qsl

from server.text import translator
from server.web.pages.frame import View
from server.web.pages.secretariat.asked import Asked
from sessions.actions import Asker, views
from sessions.store import Db, registry
from sessions.values import KeptView, ListName


def lists(language: str) -> dict[ListName, str]:
    """What the lists are called."""
    _ = translator(language)
    return {
        "sessions": _("Sesi"),
        "regencies": _("Kabupaten/kota"),
        "panelists": _("Panelis"),
        "mails": _("Surel"),
        "deliveries": _("Surel menurut orang"),
        "inbox": _("Jawaban masuk"),
        "history": _("Riwayat"),
    }


def address(view: KeptView) -> str:
    """Where the view is seen."""
    here = f"/programmes/{view.programme}" if view.programme else ""
    path = {"deliveries": "mails/people"}.get(view.list, view.list)
    return f"{here}/{path}" + (f"?{view.query}" if view.query else "")


def beside(db: Db, asker: Asker, of: ListName, programme: str | None, asked: Asked, *, standard: str = "") -> View:
    """What the list's page shows of its views, and needs to keep one more: it is worth it where something is chosen
    that the list does not show by itself, as the state `standard`."""
    here = sorted(parse_qsl(asked.but().lstrip("?")))
    found = [
        {"name": one.name, "address": address(one), "here": sorted(parse_qsl(one.query)) == here}
        for one in views.listed(db, asker, of=of, programme=programme)
    ]
    archived = programme is not None and registry.programme(db, programme).archived
    worth = asked.filtered or asked.value("state") not in ("", standard)
    return {"views": {"list": of, "programme": programme or "", "known": found, "archived": archived, "worth": worth}}

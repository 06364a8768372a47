"""The page of components: each of them once, in every state; where they are looked at, and where tests look at them."""

from aiohttp import web

from server.text import translator
from server.web.pages import frame
from server.web.pages.secretariat.asked import Asked, standing
from sessions.values import Json

THEMES = ("light", "dark")
ANSWERS = ("accepted", "needs-action", "tentative", "declined")


async def show(request: web.Request) -> web.Response:
    """Every component; `?theme=light|dark` holds the page to that theme whatever the browser prefers."""
    theme = request.query.get("theme", "")
    held = {"theme": theme} if theme in THEMES else {}
    view = examples(frame.language(request)) | held
    view |= standing(Asked((), page=9), 514)
    return frame.page(request, "pages/components.html", view)


def examples(language: str) -> dict[str, Json]:
    """What stands in the components; invented."""
    _ = translator(language)
    names = ("Dr. Ratna Kusuma", "Bagus Pratama, M.T.", "Lestari Wulandari", "Hendra Wijaya")
    return {
        "members": [
            {"name": name, "rsvp": answer, "role": "chair" if number == 0 else "member"}
            for number, (name, answer) in enumerate(zip(names, ANSWERS, strict=True))
        ],
        "tiles": [
            {"label": _("Kabupaten/kota"), "number": 514, "of": None, "share": None, "address": "#stats", "kind": ""},
            {"label": _("Dijadwalkan"), "number": 498, "of": 514, "share": 0.97, "address": "#stats", "kind": ""},
            {"label": _("Selesai"), "number": 144, "of": 498, "share": 0.29, "address": "#stats", "kind": "good"},
            {"label": _("Ditandatangani"), "number": 131, "of": 144, "share": 0.91, "address": None, "kind": "good"},
        ],
        "waiting": _waiting(language),
        "recipients": _recipients(language),
        "steps": [
            _step(_("Rubrik dan aturan"), _("11 kriteria dalam 2 kelompok."), "done", _("Lihat")),
            _step(_("Kabupaten/kota"), _("Belum ada yang mempunyai alamat."), "now", _("Lengkapi")),
            _step(_("Sesi pertama"), _("Menunggu kabupaten/kota dan panelis."), "wait", ""),
        ],
        "lines": [
            {"at": "2026-12-08T02:10:02Z", "text": _("Kabupaten Wonogiri hadir"), "mark": False},
            {"at": "2026-12-08T01:45:00Z", "text": _("Tanya jawab dimulai"), "mark": True},
        ],
        "zone_shown": "Asia/Jakarta",
    }


def _recipients(language: str) -> Json:
    _ = translator(language)
    words = _("Mohon memberi tahu kami apakah Anda hadir.")
    starts, ends = "2026-12-08T01:00:00Z", "2026-12-08T03:00:00Z"
    part = {"method": "REQUEST", "summary": "Kabupaten Jepara", "starts_at": starts, "ends_at": ends, "place": ""}
    said: dict[str, Json] = {
        "subject": _("Undangan sesi penilaian"),
        "text": words,
        "body": words,
        "language": language,
    }
    reader: dict[str, Json] = {"name": "Dr. Ratna Kusuma", "email": "ratna@panel.example"}
    letter: Json = {**reader, "said": {**said, "calendar": part}}
    nobody: Json = {"name": "Kabupaten Jepara", "email": None, "what": _("Undangan"), "letter": None}
    return [{**reader, "what": _("Undangan"), "letter": letter}, nobody]


def _waiting(language: str) -> list[dict[str, Json]]:
    _ = translator(language)
    return [
        {
            "text": _("3 undangan tidak sampai"),
            "fact": _("Kabupaten Rembang, Kota Tidore Kepulauan, Kabupaten Nabire."),
            "picture": "mail",
            "urgent": True,
            "label": _("Perbaiki alamat"),
            "address": "#attention",
            "main": True,
        },
        {
            "text": _("38 daerah belum mengunggah paparan"),
            "fact": _("5 di antaranya bersidang besok."),
            "picture": "deck",
            "urgent": False,
            "label": _("Lihat daftar"),
            "address": "#attention",
            "main": False,
        },
    ]


def _step(text: str, told: str, state: str, label: str) -> dict[str, str]:
    return {"text": text, "told": told, "is": state, "label": label, "address": "#check" if label else ""}

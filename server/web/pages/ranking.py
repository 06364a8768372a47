"""What stands around a ranking: the round in figures, its filters, and what is to be settled before it is published."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from server.documents import result_views
from server.documents.reports import national
from server.text import formats, numbered, translator
from server.web.pages.frame import View
from server.web.pages.secretariat.asked import Asked, choice
from sessions.actions import releasing

Row = result_views.Row
Document = result_views.Document


def tiles(
    rows: Sequence[Row], bands: Sequence[Document], alpha: float | None, asked: Asked, language: str
) -> list[View]:
    """How many regencies have each band, each leading to them; the median; how far the panel agrees."""
    _ = translator(language)
    indices = [row["index"] for row in rows if row["index"] is not None]
    told = [
        _tile(
            one["name"] or _("di bawah semua predikat"),
            one["n"],
            share=one["share"],
            address=asked.but(band=one["name"]) if one["name"] else "",
        )
        for one in national.bands(rows, bands, language)
    ]
    if indices:
        told.append(_tile(_("Median indeks"), formats.figure(median(indices), 1, language)))
    if alpha is not None:
        told.append(_tile(_("Kesepakatan panel"), formats.figure(alpha, 2, language)))
    return told


def _tile(label: str, number: object, *, share: float | None = None, address: str = "") -> View:
    return {"label": label, "number": number, "of": None, "share": share, "address": address, "kind": ""}


def filters(rows: Sequence[Row], bands: Sequence[Document], asked: Asked, language: str) -> list[View]:
    """By province and by band, where there are several; also by a band that nobody has, which a tile leads to."""
    _ = translator(language)
    provinces = sorted({row["province"] for row in rows if row["province"]})
    named = [one["name"] for one in national.bands(rows, bands, language) if one["name"]]
    known = (("province", _("Provinsi"), provinces), ("band", _("Predikat"), named))
    return [choice(asked, name, label, [(one, one) for one in ones]) for name, label, ones in known if len(ones) > 1]


def steps(found: releasing.Checklist, programme: str, language: str, *, second: bool) -> list[View]:
    """What is settled before publishing, the first thing that is not as the present step; `second` is whether another
    official has to ask for the same."""
    _, here = translator(language), f"/programmes/{programme}"
    open_ones = Counter(one.kind for one in (*found.blocking, *found.acceptable))
    known = [
        ("late-undecided", _("Nilai terlambat diputuskan"), f"{here}/results/publication"),
        ("not-closed", _("Semua sesi selesai"), f"{here}/results/publication"),
        ("not-signed", _("Semua berita acara ditandatangani"), f"{here}/sessions?state=over"),
        ("missing-scores", _("Semua lembar penilaian lengkap"), f"{here}/results/publication"),
    ]
    if open_ones["other-rubric"]:
        known.append(("other-rubric", _("Rubrik dan aturannya sama"), f"{here}/results/publication"))
    now = next((kind for kind, *_rest in known if open_ones[kind]), "")
    told = [_step(text, open_ones[kind], address, language, now=kind == now) for kind, text, address in known]
    if second:
        told.append(_last(_("Disetujui pejabat kedua"), _("Bukan yang meminta terbit."), now=not now))
    return [
        *told,
        _last(_("Terbit"), _("Angka dibekukan, setiap daerah menerima suratnya."), now=not now and not second),
    ]


def _step(text: str, number: int, address: str, language: str, *, now: bool) -> View:
    told = numbered(language, "%d belum", "%d belum", number) if number else ""
    label = translator(language)("Lihat")
    return {
        "text": text,
        "told": told,
        "is": "now" if now else "wait" if number else "done",
        "label": label,
        "address": address if number else "",
    }


def _last(text: str, told: str, *, now: bool) -> View:
    return {"text": text, "told": told, "is": "now" if now else "wait", "label": "", "address": ""}

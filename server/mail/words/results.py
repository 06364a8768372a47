"""What is said about published results and what regencies object to."""

from urllib.parse import quote

from server.mail.told import Said, Told
from server.text import formats, named, translator


def _result_names(told: Told) -> dict[str, object]:
    release = told.facts["release"]
    return {
        "regency": told.facts["regency"]["name"],
        "programme": told.facts["programme"]["name"],
        "version": release["version"],
        "until": told.when(release["objections_until"]),
        "shortly": told.shortly(release["objections_until"]),
    }


def results(told: Told) -> Said:
    _ = translator(told.language)
    names, release = _result_names(told), told.facts["release"]
    lead = [_("Hasil penilaian %(regency)s dalam program %(programme)s telah terbit (versi %(version)s).") % names]
    if release["reason"]:
        lead.append(_("Versi ini menggantikan versi sebelumnya. Alasannya: %(reason)s") % {"reason": release["reason"]})
    lead.append(_("Hasil selengkapnya dan suratnya (PDF) ada di halaman hasil. Masa sanggah sampai %(until)s.") % names)
    subject = _("Hasil penilaian %(regency)s, masa sanggah sampai %(shortly)s") % names
    return _with_results(told, subject, tuple(lead), _result_rows(told))


def _with_results(told: Told, subject: str, lead: tuple[str, ...], rows: tuple[tuple[str, str], ...]) -> Said:
    _ = translator(told.language)
    return Said(subject, lead, shows=False, rows=rows, page=_result_page(told), goes=_("Buka halaman hasil"))


def _result_rows(told: Told) -> tuple[tuple[str, str], ...]:
    _ = translator(told.language)
    result = told.facts["result"]
    index = formats.figure(result["index"], 1, told.language)
    band = named(result["band"], told.language)
    return (
        (_("Indeks"), f"{index} ({band})" if band else index),
        (_("Peringkat"), _("%(rank)s dari %(of)s") % result),
        (_("Sidik (SHA-256)"), told.facts["release"]["digest"]),
        (_("Periksa di"), told.verify),
    )


def _result_page(told: Told) -> str:
    return (
        f"/programmes/{told.facts['programme']['id']}/results/regencies/{quote(told.facts['regency']['code'], safe='')}"
    )


def objection(told: Told) -> Said:
    _ = translator(told.language)
    objection = told.facts["objection"]
    lead = (
        _("%(regency)s menyanggah hasil penilaiannya (versi %(version)s).") % _result_names(told),
        _("Mohon dijawab di halaman penerbitan hasil."),
    )
    rows = ((_("Dari"), objection["by"]), (_("Sanggahan"), objection["text"]))
    page = f"/programmes/{told.facts['programme']['id']}/results/publication"
    subject = _("Mohon dijawab: sanggahan %(regency)s") % _result_names(told)
    return Said(subject, lead, shows=False, rows=rows, page=page, goes=_("Buka halaman penerbitan"))


def objection_answered(told: Told) -> Said:
    _ = translator(told.language)
    objection = told.facts["objection"]
    upheld = objection["outcome"] == "upheld"
    decision = (
        _("Sanggahan %(regency)s diterima; bila angkanya berubah, versi baru diterbitkan.")
        if upheld
        else _("Sanggahan %(regency)s ditolak.")
    )
    rows = ((_("Sanggahan"), objection["text"]), (_("Jawaban"), objection["answer"]))
    subject = _("Jawaban atas sanggahan %(regency)s") % _result_names(told)
    return _with_results(told, subject, (decision % _result_names(told),), rows)

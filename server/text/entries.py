"""A record's entries as lines for people: what happened, by whom. Never a value: what is secret is not read here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.text import formats, script_words
from server.text.languages import translator
from sessions.values import Entry, Phase

Told = Mapping[str, Any]


def line(entry: Entry, language: str, people: Mapping[str, str], phases: Sequence[Phase] = ()) -> str:
    """One line for an entry; `people` are names by id, `phases` the session's, which bear its phases' names."""
    named = {"name": entry.actor.name, "of": people.get(str(_whose(entry)), entry.actor.name)}
    told = {**entry.data, "file_name": entry.data.get("name", ""), "phases": phases, **named}
    text = LINES.get(entry.kind, _plain)(told, language)
    return f"{text}: {entry.data['reason']}" if entry.data.get("reason") else text


def names(language: str) -> dict[str, str]:
    """What each kind of entry is, in two or three words: what was done with the session."""
    _ = translator(language)
    return {
        "booked": _("dijadwalkan"),
        "moved": _("dipindahkan"),
        "panel-changed": _("panelnya diubah"),
        "link-changed": _("tautan rapatnya diganti"),
        "cancelled": _("dibatalkan"),
        "answered": _("jawaban undangan dicatat"),
        "phase": _("tahapnya dimulai"),
        "paused": _("dijeda"),
        "resumed": _("dilanjutkan"),
        "extended": _("diperpanjang"),
        "closed": _("ditutup"),
        "aborted": _("dihentikan"),
        "reopened": _("dibuka kembali"),
        "revealed": _("nilainya dibuka"),
        "concluded": _("musyawarahnya diakhiri"),
        "admitted": _("nilai terlambat diterima"),
        "refused": _("nilai terlambat ditolak"),
        "asked": _("pertanyaan diajukan"),
        "noted": _("jawaban pertanyaan dicatat"),
        "attached": _("berkas ditambahkan"),
        "excused": _("tanda tangan tidak ditunggu"),
        "announced": _("lembar kertas diumumkan"),
        "late": _("nilai datang terlambat"),
        "confirmed": _("nilai dari kertas dibenarkan"),
        "recorded": _("perekamannya diubah"),
        "undone": _("dikembalikan seperti semula"),
        "summarised": _("ringkasannya ditulis"),
        "moderated": _("nilai diubah dalam musyawarah"),
        "signed": _("ditandatangani"),
        "opened": _("dimulai"),
        "joined": _("seseorang masuk"),
        "left": _("seseorang terputus"),
        "declared": _("benturan kepentingan dinyatakan"),
        "scored": _("nilai diberikan"),
        "submitted": _("lembar dinyatakan selesai"),
        "sealed": _("disegel"),
        "claimed": _("penilaian mandiri dibekukan"),
        "replied": _("pertanyaan dijawab daerah"),
        "address-changed": _("alamat seseorang diganti"),
    }


def _whose(entry: Entry) -> object:
    return entry.data.get("panelist") or entry.data.get("person") or entry.actor.id


def _plain(told: Told, language: str) -> str:
    return str(told["name"])


def _simply(text: Callable[[Callable[[str], str]], str]) -> Callable[[Told, str], str]:
    """A line that only names."""

    def make(told: Told, language: str) -> str:
        return text(translator(language)).format_map(told)

    return make


def _submitted(told: Told, language: str) -> str:
    _ = translator(language)
    text = _("{of} belum selesai: pernyataan dicabut") if told.get("taken_back") else _("{of} selesai menilai")
    return text.format_map(told)


def _phase(told: Told, language: str) -> str:
    _ = translator(language)
    phase = next((one.as_json() for one in told["phases"] if one.key == told["phase"]), {"key": told["phase"]})
    return _("{phase} dimulai").format(phase=script_words.phase_name(phase, language))


def _extended(told: Told, language: str) -> str:
    _ = translator(language)
    return _("Diperpanjang {by} oleh {name}").format(by=formats.duration(told["minutes"], language), name=told["name"])


def _recorded(told: Told, language: str) -> str:
    _ = translator(language)
    said = {"recording": _("Perekaman dimulai oleh {name}"), "interrupted": _("Perekaman terputus")}
    return said.get(told.get("state", ""), _("Perekaman dihentikan oleh {name}")).format(name=told["name"])


def _noted(told: Told, language: str) -> str:
    _ = translator(language)
    if "turn" in told:
        said = _("{name} memberi giliran kepada sebuah pertanyaan") if told["turn"] else _("{name} mengakhiri giliran")
    elif "place" in told:
        said = _("{name} mengubah urutan pertanyaan")
    else:
        answered = told["state"] == "answered" or told["answer"]
        said = _("Jawaban dicatat oleh {name}") if answered else _("Pertanyaan diubah oleh {name}")
    return said.format(name=told["name"])


def _reopened(told: Told, language: str) -> str:
    _ = translator(language)
    return _("Dibuka kembali untuk {by} oleh {name}").format(
        by=formats.duration(told["minutes"], language), name=told["name"]
    )


def _closed(told: Told, language: str) -> str:
    _ = translator(language)
    return _("Lembar ditutup oleh {name}").format_map(told) if told.get("by_hand") else _("Lembar ditutup")


def _revealed(told: Told, language: str) -> str:
    _ = translator(language)
    return _("Nilai dibuka oleh {name}").format_map(told) if told.get("by_hand") else _("Nilai dibuka")


def _concluded(told: Told, language: str) -> str:
    _ = translator(language)
    if told.get("without"):
        return _("Tanpa musyawarah: berita acara dapat ditandatangani")
    return _("Musyawarah diakhiri oleh {name}").format_map(told) if told.get("by_hand") else _("Musyawarah berakhir")


def _declared(told: Told, language: str) -> str:
    _ = translator(language)
    text = _("{of} menyatakan ada benturan") if told["conflict"] else _("{of} menyatakan tidak ada benturan")
    return text.format_map(told)


def _answered(told: Told, language: str) -> str:
    answer = script_words.answers(language).get(told["answer"], told["answer"])
    return f"{told['of']}: {answer}" + (f" ({told['comment']})" if told.get("comment") else "")


def _attached(told: Told, language: str) -> str:
    _ = translator(language)
    actor, version = told["name"], told.get("version", 1)
    if version > 1:
        return _("{actor} menambahkan versi {version} dari {file}").format(
            actor=actor, version=version, file=told["file_name"]
        )
    return _("{actor} menambahkan {file}").format(actor=actor, file=told["file_name"])


def _late(told: Told, language: str) -> str:
    _ = translator(language)
    return _("Nilai dari {of} datang terlambat {by}").format(
        of=told["of"], by=formats.lateness(told["late_by_seconds"], language)
    )


LINES: dict[str, Callable[[Told, str], str]] = {
    "booked": _simply(lambda _: _("Dijadwalkan oleh {name}")),
    "moved": _simply(lambda _: _("Dipindahkan oleh {name}")),
    "panel-changed": _simply(lambda _: _("Panel diubah oleh {name}")),
    "link-changed": _simply(lambda _: _("Tautan rapat diganti oleh {name}")),
    "cancelled": _simply(lambda _: _("Dibatalkan oleh {name}")),
    "answered": _answered,
    "opened": _simply(lambda _: _("Sesi dimulai, lembar dibuka")),
    "phase": _phase,
    "paused": _simply(lambda _: _("Dijeda oleh {name}")),
    "resumed": _simply(lambda _: _("Dilanjutkan oleh {name}")),
    "extended": _extended,
    "closed": _closed,
    "aborted": _simply(lambda _: _("Dihentikan oleh {name}")),
    "reopened": _reopened,
    "joined": _simply(lambda _: _("{of} masuk")),
    "left": _simply(lambda _: _("{of} terputus")),
    "declared": _declared,
    "scored": _simply(lambda _: _("{of} memberi nilai")),
    "late": _late,
    "admitted": _simply(lambda _: _("Nilai terlambat dari {of} diterima oleh {name}")),
    "refused": _simply(lambda _: _("Nilai terlambat dari {of} ditolak oleh {name}")),
    "asked": _simply(lambda _: _("{name} bertanya")),
    "noted": _noted,
    "attached": _attached,
    "submitted": _submitted,
    "claimed": _simply(lambda _: _("Penilaian mandiri daerah dibekukan")),
    "revealed": _revealed,
    "concluded": _concluded,
    "moderated": _simply(lambda _: _("{of} mengubah nilainya dalam musyawarah")),
    "summarised": _simply(lambda _: _("Ringkasan ditulis oleh {name}")),
    "excused": _simply(lambda _: _("Tanda tangan {of} tidak ditunggu, dicatat oleh {name}")),
    "announced": _simply(lambda _: _("Lembar kertas dari {of} akan menyusul, dicatat oleh {name}")),
    "confirmed": _simply(lambda _: _("Nilai dari lembar kertas {of} dibenarkan oleh {name}")),
    "replied": _simply(lambda _: _("{name} menjawab pertanyaan")),
    "recorded": _recorded,
    "address-changed": _simply(lambda _: _("Alamat {of} diganti oleh {name}")),
    "undone": _simply(lambda _: _("Dikembalikan seperti semula oleh {name}")),
    "sealed": _simply(lambda _: _("Catatan resmi disegel")),
    "signed": _simply(lambda _: _("{of} menandatangani")),
}

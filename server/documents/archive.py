"""Everything of a session as files, and everything of a programme as one ZIP that is never whole in memory."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from server.documents import (
    archive_guide,
    chapters,
    minutes,
    record_tables,
    result_letter,
    result_tables,
    score_table,
    tables,
    verifier,
)
from server.forms import safe_name
from server.settings import Settings
from server.text import LANGUAGES, SOURCE
from sessions.actions import Asker, Figured, judged_by, managed, must_be_secretariat, questions, showing
from sessions.store import Db, Store, numbers, registry, releases, timetable
from sessions.values import Entry, File, Minutes, NotFound, Rubric, Session, wire

PIECE = 1 << 18
BOM = "\ufeff".encode()  # spreadsheets read UTF-8 as such by it
PACKED = (".pdf", ".xlsx", ".zip", ".png", ".jpg", ".jpeg", ".mp4", ".webm", ".pptx", ".docx", ".mp3")
Part = tuple[str, Iterable[bytes]]
Keep = Callable[[Minutes, str, bytes], bytes]  # a PDF of minutes in a language, as it is to be handed out


@dataclass(frozen=True)
class Whole:
    """A session with all that its files are made of, as the asker may see it."""

    session: Session
    entries: list[Entry]
    rubric: Rubric
    rubric_id: str
    minutes: Minutes | None  # None of a cancelled session
    handed_out: Mapping[str, bytes]  # the minutes' PDF by language, where it was handed out

    def files(self) -> list[File]:
        """What was uploaded; links have nothing to copy."""
        return [file for file in self.session.files if file.sha256]


def read(db: Db, session_id: str, asker: Asker, *, now: datetime) -> Whole:
    """Everything of one session, for the secretariat. Raises NotFound."""
    session = managed(db, session_id, asker)
    entries = showing.record_for(db, session, asker, now=now)
    found = None if session.cancelled_at is not None else minutes.read(db, session, now=now)
    digest = found.digest if found is not None and found.state == "signed" else None
    kept = {one: numbers.kept_pdf(db, session_id, one, digest) for one in LANGUAGES} if digest else {}
    handed_out = {language: pdf for language, pdf in kept.items() if pdf is not None}
    judged = judged_by(db, session)
    return Whole(session, entries, judged.rubric, judged.rubric_id, found, handed_out)


def keeping(store: Store, settings: Settings, *, now: datetime) -> Keep:
    """Keeps what is handed out of signed minutes for the first time, so that it is known from then on; but what is to
    bear the organisation's signature, which an archive of hundreds does not wait for."""

    def keep(found: Minutes, language: str, pdf: bytes) -> bytes:
        if found.state != "signed" or not found.digest or settings.signing.pkcs12:
            return pdf
        return store.write_now(numbers.keep_pdf, found.session, language, found.digest, pdf, now=now)

    return keep


def documents(whole: Whole, settings: Settings, keep: Keep) -> Iterator[tuple[str, bytes]]:
    """The session's record in every form, by file name."""
    session, entries = whole.session, whole.entries
    yield "record.json", _json(record_tables.as_json(session, entries))
    yield "record.jsonl", record_tables.as_jsonl(entries)
    yield "record.csv", record_tables.as_csv(entries)
    yield "record.xlsx", record_tables.as_xlsx(session, entries, whole.rubric)
    asked = [questions.question_json(question, session) for question in session.questions]
    yield "chapters.vtt", chapters.as_vtt(session, asked, SOURCE).encode()
    if whole.minutes is None:
        return
    for language in LANGUAGES:
        name = "record.pdf" if language == SOURCE else f"record-{language}.pdf"
        content = whole.handed_out.get(language)
        if content is None:
            made = minutes.pdf(minutes.document(whole.minutes, language, settings))
            content = keep(whole.minutes, language, made)
        yield name, content


def uploaded(whole: Whole, settings: Settings) -> Iterator[tuple[str, Path]]:
    """The session's uploads that are on this disk, by file name: numbered, as two may have the same name."""
    for number, file in enumerate(whole.files(), start=1):
        path = settings.uploads / str(file.sha256)
        if path.is_file():
            yield f"files/{number:02}-v{file.version}-{safe_name(file.name)}", path


def write(whole: Whole, settings: Settings, target: Path, keep: Keep) -> list[Path]:
    """Writes the session's files below the folder, which is made where it is not there; gives their paths."""
    written = []
    for name, content in documents(whole, settings, keep):
        path = _below(target, name)
        path.write_bytes(content)
        written.append(path)
    for name, source in uploaded(whole, settings):
        path = _below(target, name)
        with path.open("wb") as file:
            file.writelines(_pieces(source))
        written.append(path)
    return written


def _below(target: Path, name: str) -> Path:
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


# - a programme -


def sessions_of(db: Db, programme: str, asker: Asker, *, now: datetime) -> tuple[list[str], list[tuple[str, bytes]]]:
    """The ids of a programme's sessions, and the files about the programme itself. Raises NotFound."""
    must_be_secretariat(asker)
    found = registry.programme(db, programme)
    ids = [session.id for session in timetable.of_programme(db, programme)]
    about = [
        ("programme.json", _json(found.as_json())),
        ("regencies.json", _json([one.as_json() for one in registry.all_regencies(db, programme)])),
        ("panelists.json", _json([one.as_json() for one in registry.panelists(db, programme)])),
    ]
    about += [
        (f"releases/version-{one.version}.json", _json(one.as_json() | {"document": releases.doc(db, one.id)}))
        for one in releases.of_programme(db, programme, now=now)
    ]
    return ids, about


def results(figured: Figured) -> list[tuple[str, bytes]]:
    """The programme's results as they stand."""
    found, basis = figured.results.as_json(SOURCE), figured.basis
    provinces = {place.code: place.province for place in basis.places}
    grids = result_tables.whole(found, basis.rubric.as_json(), provinces, SOURCE)
    return [("results.json", _json(found)), ("results.xlsx", tables.as_xlsx(grids))]


@dataclass(frozen=True)
class Source:
    """Where an archive is made from, for whom and when."""

    store: Store
    settings: Settings
    asker: Asker
    now: datetime


def archive(source: Source, programme: str, ids: Iterable[str], about: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The ZIP in pieces, one session in memory at a time; the manifest with every file's SHA-256 comes last."""
    name = source.store.read_now(registry.programme, programme).name
    guide = [*archive_guide.readmes(name, wire(source.now)), *about]
    guide += [(f"verifier/{name}", content) for name, content in verifier.files().items()]
    named = ((name, [content]) for name, content in guide)
    return zipped(chain(named, _letters(source, programme), _records(source, ids)))


def _records(source: Source, ids: Iterable[str]) -> Iterator[Part]:
    """Each session's folder, then the rubrics that were used and every score in one table."""
    keep = keeping(source.store, source.settings, now=source.now)
    rubrics: dict[str, Rubric] = {}
    scores: list[Sequence[tables.Cell]] = []
    for session in ids:
        whole = source.store.read_now(read, session, source.asker, now=source.now)
        if whole.session.opened:
            rubrics[whole.rubric_id] = whole.rubric
        if not whole.session.rehearsal:
            scores += score_table.rows(whole.session, whole.entries, whole.rubric, whole.rubric_id)
        folder = f"sessions/{whole.session.starts_at:%Y-%m-%d}-{safe_name(whole.session.regency.code)}-{session}"
        for name, content in documents(whole, source.settings, keep):
            yield f"{folder}/{name}", [content]
        for name, path in uploaded(whole, source.settings):
            yield f"{folder}/{name}", _pieces(path)
    for key, rubric in rubrics.items():
        yield f"rubrics/{safe_name(key)}.json", [_json({"id": key} | rubric.as_json())]
    grid = score_table.grid(scores)
    yield "scores.csv", [BOM + tables.as_csv(grid)]
    yield "scores.xlsx", [tables.as_xlsx([grid])]


def _letters(source: Source, programme: str) -> Iterator[Part]:
    """The letters of the newest release, to every regency that has a result in it."""
    for regency in source.store.read_now(registry.all_regencies, programme):
        try:
            about = (programme, regency.code, source.asker)
            found = source.store.read_now(result_letter.read, *about, version=None, now=source.now)
        except NotFound:
            continue
        letter = result_letter.told(found, source.settings, SOURCE)
        yield f"letters/{safe_name(regency.code)}.pdf", [result_letter.pdf(letter)]


def zipped(parts: Iterable[Part]) -> Iterator[bytes]:
    """The parts as a ZIP in pieces, with a manifest of sizes and SHA-256 at the end."""
    sink = _Sink()
    listed: list[list[Any]] = []
    with zipfile.ZipFile(sink, "w") as archive:
        for name, pieces in parts:
            digest, size = hashlib.sha256(), 0
            with archive.open(_info(name), "w", force_zip64=True) as file:
                for piece in pieces:
                    digest.update(piece)
                    size += len(piece)
                    file.write(piece)
                    yield from sink.drained()
            yield from sink.drained()
            listed.append([name, size, digest.hexdigest()])
        manifest = tables.as_csv(tables.Grid("manifest", ("path", "size", "sha256"), listed))
        archive.writestr(_info("manifest.csv"), manifest)
        listed.append(["manifest.csv", len(manifest), hashlib.sha256(manifest).hexdigest()])
        archive.writestr(_info(archive_guide.CHECKSUMS), archive_guide.checksums(listed))
    yield from sink.drained()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)  # dated 1980: the same content is the same archive
    info.compress_type = zipfile.ZIP_STORED if name.lower().endswith(PACKED) else zipfile.ZIP_DEFLATED
    return info


class _Sink(io.RawIOBase):
    """What a ZIP is written to: keeps the bytes until they are taken away. It cannot seek, and zipfile heeds that."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        """It is for nothing else."""
        return True

    def write(self, piece: Any) -> int:
        """Keeps them."""
        self._held += piece
        return len(piece)

    def drained(self) -> Iterator[bytes]:
        """What was written since the last time, if anything."""
        if self._held:
            taken, self._held = bytes(self._held), bytearray()
            yield taken


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()

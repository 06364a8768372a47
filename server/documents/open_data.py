"""A published version as open data: CSV with its data dictionary, described by a Frictionless Data Package, and zipped.

Nothing of panelists is in it. Codes of regencies are written `ID-14.10`, so that they stay text in every spreadsheet.
Source of the description: the Data Package specification, version 1 (specs.frictionlessdata.io).
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.documents import tables
from server.documents.score_table import code_text
from server.documents.tables import Cell, Grid
from server.text import LANGUAGES, N_, SOURCE, named, translator
from sessions.store import Release
from sessions.values import Json, wire

Document = Mapping[str, Any]
PACKAGE, ARCHIVE = "datapackage.json", "open-data.zip"
NAMES = ("results.csv", "criteria.csv", "data-dictionary.csv", PACKAGE, ARCHIVE)
KINDS = {".csv": "text/csv", ".json": "application/json", ".zip": "application/zip"}


# Name, Table Schema type, meaning: of what stands in every programme's table.
PLAIN = (
    ("code", "string", N_("Kode wilayah, diawali ID- agar tetap teks.")),
    ("name", "string", N_("Nama daerah.")),
    ("province", "string", N_("Provinsi.")),
    ("rank", "integer", N_("Peringkat resmi; kosong: tidak dinilai.")),
    ("rank_low", "integer", N_("Peringkat terbaik yang mungkin (95 %).")),
    ("rank_high", "integer", N_("Peringkat terburuk yang mungkin (95 %).")),
    ("index", "number", N_("Indeks, 0 sampai 100.")),
    ("low", "number", N_("Batas bawah selang 95 % indeks.")),
    ("high", "number", N_("Batas atas selang 95 % indeks.")),
    ("band", "string", N_("Predikat.")),
    ("sheets", "integer", N_("Banyaknya lembar penilaian yang dihitung.")),
)
OF_GROUP, OF_CRITERION = (
    N_("Indeks kelompok %(name)s, 0 sampai 100."),
    N_("Rata-rata nilai kriteria %(name)s, dalam poin skala."),
)


@dataclass(frozen=True)
class Column:
    """A column: its name, its Table Schema type, and what it means by language. Of a group or a criterion `part` is
    where its figure stands in a regency's result, and `key` under which name."""

    name: str
    kind: str
    says: Mapping[str, str]
    part: str = ""
    key: str = ""

    def cell(self, one: Document, provinces: Mapping[str, str]) -> Cell:
        """What stands in the column for a regency."""
        if self.part:
            found: Cell = one[self.part].get(self.key)
            return found
        special: dict[str, Cell] = {
            "code": code_text(one["code"]),
            "province": provinces.get(one["code"], ""),
            "band": named(one["band"], SOURCE) or None,
        }
        return special[self.name] if self.name in special else one.get(self.name)


def files(release: Release, document: Document) -> dict[str, bytes]:
    """Every file by its name; the same version gives the same bytes."""
    columns = _columns(document)
    rows = [[column.cell(one, document["provinces"]) for column in columns] for one in by_rank(document)]
    made = {
        "results.csv": tables.as_csv(Grid("results", [one.name for one in columns], rows)),
        "criteria.csv": tables.as_csv(_criteria(document)),
        "data-dictionary.csv": tables.as_csv(_dictionary(columns)),
    }
    made[PACKAGE] = json.dumps(_package(release, document, columns, made), ensure_ascii=False, indent=1).encode()
    return made | {ARCHIVE: _zipped(made)}


def by_rank(document: Document) -> list[Document]:
    """The version's regencies by rank, those without one last."""
    regencies: list[Document] = document["results"]["regencies"]
    return sorted(regencies, key=lambda one: (one["rank"] is None, one["rank"] or 0, one["code"]))


def _columns(document: Document) -> list[Column]:
    found = [Column(name, kind, _said(text)) for name, kind, text in PLAIN]
    for group in document["rubric"]["groups"]:
        key = group["key"]
        found.append(Column(f"group_{key}", "number", _said(OF_GROUP, group["name"]), "groups", key))
        for each in group["criteria"]:
            found.append(Column(each["key"], "number", _said(OF_CRITERION, each["name"]), "criteria", each["key"]))
    return found


def _said(text: str, name: object = None) -> dict[str, str]:
    if name is None:
        return {one: translator(one)(text) for one in LANGUAGES}
    return {one: translator(one)(text) % {"name": named(name, one)} for one in LANGUAGES}


def _criteria(document: Document) -> Grid:
    languages = [f"name_{one}" for one in LANGUAGES]
    rows: list[list[Cell]] = [
        [each["key"], group["key"], each["weight"], group["weight"], *(named(each["name"], one) for one in LANGUAGES)]
        for group in document["rubric"]["groups"]
        for each in group["criteria"]
    ]
    return Grid("criteria", ["key", "group", "weight", "group_weight", *languages], rows)


def _dictionary(columns: list[Column]) -> Grid:
    rows: list[list[Cell]] = [[one.name, one.kind, *(one.says[each] for each in LANGUAGES)] for one in columns]
    return Grid("dictionary", ["column", "type", *(f"meaning_{one}" for one in LANGUAGES)], rows)


def _package(release: Release, document: Document, columns: list[Column], made: Mapping[str, bytes]) -> dict[str, Json]:
    fields = {"results.csv": [_field(one) for one in columns]}
    numbers = {"weight": "number", "group_weight": "number"}
    for name, grid in (("criteria.csv", _criteria(document)), ("data-dictionary.csv", _dictionary(columns))):
        fields[name] = [{"name": one, "type": numbers.get(one, "string")} for one in grid.header]
    keys = {"results.csv": "code", "criteria.csv": "key", "data-dictionary.csv": "column"}
    return {
        "profile": "tabular-data-package",
        "name": f"results-{release.programme.lower()}",
        "id": release.head["digest"],
        "title": document["programme"]["name"],
        "version": str(release.version),
        "created": wire(release.published_at),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name.removesuffix(".csv"),
                "path": name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(made[name]),
                "schema": {"fields": fields[name], "primaryKey": keys[name], "missingValues": [""]},
            }
            for name in fields
        ],
    }


def _field(column: Column) -> dict[str, Json]:
    bounds = {"index": (0, 100), "low": (0, 100), "high": (0, 100)}.get(column.name)
    limits = {"constraints": {"minimum": bounds[0], "maximum": bounds[1]}} if bounds else {}
    return {"name": column.name, "type": column.kind, "description": column.says[SOURCE], **limits}


def _zipped(made: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()

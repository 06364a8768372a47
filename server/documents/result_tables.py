"""Results as rows: what the exports hold. Nothing here computes a figure, and nothing asks who reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.documents.tables import Cell, Grid
from server.text import named

Document = Mapping[str, Any]


def ranking(results: Document, rubric: Document, provinces: Mapping[str, str], language: str) -> Grid:
    """One row a regency. Keys of groups and criteria are the rubric's; what was not scored stays empty."""
    groups = [group["key"] for group in rubric["groups"]]
    criteria = [one["key"] for group in rubric["groups"] for one in group["criteria"]]
    head = ["rank", "code", "name", "province", "index", "low", "high", "band"]
    adjusted = ["adjusted_rank", "adjusted_index", "adjusted_low", "adjusted_high"]
    header = [*head, *adjusted, *(f"group.{key}" for key in groups), *criteria, "sheets", "missing"]
    rows = [_row(one, groups, criteria, provinces, language) for one in results["regencies"]]
    return Grid("ranking", header, rows)


def _row(
    one: Document, groups: Sequence[str], criteria: Sequence[str], provinces: Mapping[str, str], language: str
) -> list[Cell]:
    adjusted = one["adjusted"]
    head = [one["rank"], one["code"], one["name"], provinces.get(one["code"], ""), one["index"], one["low"]]
    return [
        *head,
        one["high"],
        named(one["band"], language) or None,
        adjusted["rank"],
        adjusted["index"],
        adjusted["low"],
        adjusted["high"],
        *(one["groups"].get(key) for key in groups),
        *(one["criteria"].get(key) for key in criteria),
        one["sheets"],
        ", ".join(one["missing"]),
    ]


def panelists(results: Document, language: str) -> Grid:
    """One row a panelist, with what the secretariat alone is told."""
    header = ["id", "name", "sessions", "severity", "low", "high", "mean", "group", "flags"]
    keys = ("id", "name", "sessions", "severity", "low", "high", "mean", "group")
    rows = [
        [*(one[key] for key in keys), "; ".join(flag["says"][language] for flag in one["flags"])]
        for one in results["panelists"]
    ]
    return Grid("panelists", header, rows)


def agreement(results: Document, language: str) -> Grid:
    """One row a coefficient, of the whole first."""
    found = results["agreement"]
    parts = [("whole", found["whole"], found["intervals"]["whole"], found["sentences"]["whole"])]
    parts += [
        (key, figures, found["intervals"]["criteria"][key], found["sentences"]["criteria"][key])
        for key, figures in found["criteria"].items()
    ]
    rows = [
        [part, key, value, *(around[key] or (None, None)), says[key][language]]
        for part, figures, around, says in parts
        for key, value in figures.items()
    ]
    return Grid("agreement", ["of", "coefficient", "value", "low", "high", "meaning"], rows)


def excluded(results: Document, language: str) -> Grid:
    """One row for everything that was left out, with why."""
    rows = [
        [one["session"], one.get("panelist"), because(one["because"], language), ", ".join(one.get("missing", []))]
        for one in results["excluded"]
    ]
    return Grid("excluded", ["session", "panelist", "because", "missing"], rows)


def because(said: str | Mapping[str, str], language: str) -> str:
    """A reason as results have it (a text) or as releases do (in every language)."""
    return said if isinstance(said, str) else said[language]


def whole(results: Document, rubric: Document, provinces: Mapping[str, str], language: str) -> list[Grid]:
    """Everything, for the secretariat."""
    return [
        ranking(results, rubric, provinces, language),
        agreement(results, language),
        panelists(results, language),
        excluded(results, language),
    ]

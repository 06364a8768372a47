"""Rubrics that a programme may start from, beside the one of the settings: files in `server/data`, as the editor takes
them. A further one is its file and its name here."""

import json
from importlib.resources import files

from server.text import N_, translator
from sessions.values import Json

NAMES = {"2021": N_("Evaluasi 2021 dan sesudahnya: Baseline, Output, Outcome, Impact, Quick Win")}


def offered(language: str) -> list[tuple[str, str]]:
    """Each one's key and what lists call it."""
    _ = translator(language)
    return [(key, _(name)) for key, name in NAMES.items()]


def shipped(key: str) -> dict[str, Json] | None:
    """The rubric of that key as JSON; None of an unknown one."""
    if key not in NAMES:
        return None
    found: dict[str, Json] = json.loads(files("server").joinpath(f"data/rubric-{key}.json").read_bytes())
    return found

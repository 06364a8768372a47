"""Words for people: languages, formats, the line for each entry, charts."""

from server.text import (
    acts,
    charts,
    deeds,
    entries,
    faults,
    field_names,
    folding,
    formats,
    help,
    languages,
    replies,
    script_words,
    troubles,
    whatsapp,
)
from server.text.charts import Axis, Caption, Column, Dot, Spoke, Strip, Tile
from server.text.compiled import FOLDER, Compiled
from server.text.folding import Spoken
from server.text.formats import duration, lateness, numbered, to_zone
from server.text.languages import (
    LANGUAGES,
    N_,
    SOURCE,
    TEMPLATES,
    catalogue_of,
    compiled_catalogue,
    known,
    named,
    plural,
    translator,
)
from server.text.paging import SIZES, Where, leading, page_asked, where
from server.text.refused import STATES
from server.text.script_words import answers, phase_name
from server.text.spelled import day_in_words

__all__ = [
    "FOLDER",
    "LANGUAGES",
    "N_",
    "SIZES",
    "SOURCE",
    "STATES",
    "TEMPLATES",
    "Axis",
    "Caption",
    "Column",
    "Compiled",
    "Dot",
    "Spoke",
    "Spoken",
    "Strip",
    "Tile",
    "Where",
    "acts",
    "answers",
    "catalogue_of",
    "charts",
    "compiled_catalogue",
    "day_in_words",
    "deeds",
    "duration",
    "entries",
    "faults",
    "field_names",
    "folding",
    "formats",
    "help",
    "known",
    "languages",
    "lateness",
    "leading",
    "named",
    "numbered",
    "page_asked",
    "phase_name",
    "plural",
    "replies",
    "script_words",
    "to_zone",
    "translator",
    "troubles",
    "whatsapp",
    "where",
]

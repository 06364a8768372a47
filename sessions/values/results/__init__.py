"""Ranking, agreement and severity from counted scores: pure figures, no database, no clock, no HTML.

The one way in is `compute(rated, rubric, ...) -> Results`; `Results.as_json(language)` is the contract's JSON with
extra keys. The same input gives the same figures to the last bit (the bootstrap is seeded), so the answer may be
cached under whatever names the input.

    from sessions.results import Rated, Sheet, compute

    results = compute(
        [Rated(session="…", regency="33.20", panelist="…", criterion="leadership", value=4), …],
        programme.rubric,
        incomplete=programme.incomplete,            # "count" or "exclude"
        bands=programme.bands,                      # [{"from": 80, "name": {"id": "Siap", "en": "Ready"}}]
        regencies={"33.20": "Kabupaten Jepara"},    # listed even if unscored
        panelists={"…": "…"},
        sheets=[Sheet("session", "33.20", "panelist")],  # who should have scored: shows empty sheets
        excluded=[Excluded("session", both("…", "…"))],  # what the caller left out
    )

The extra keys. Each regency: `criteria_index` and `low`, `high` (the raw index's interval), all 0 to 100; `band`;
`panel_severity` in points; `difference`, why the adjusted rank differs, in words; `sheets` counted; `missing` criteria
that nobody scored; `incomplete` sheets with what they lack; `group` and `adjusted_within_group` where panels don't
connect. Each panelist: `mean` in points, `group`, `within_group`, `flags` (for the secretariat alone). `agreement`:
`intervals` and `sentences` in the shape of `whole` and `criteria`. At the top: `connection` (whether panels connect,
the separate groups, a sentence) and `medians` of the criteria in points. Sentences are `{"id": …, "en": …}`.

Inside, one module a subject: `table` (scores as arrays), `index`, `ranking`, `alpha`, `icc`, `concordance`
(brought together by `agreement`), `severity` (with the adjusted index), `flags`, `sentences`, `release` (what stands in
the way of publishing, and what a new version changes). Each names its sources.
"""

from typing import TYPE_CHECKING

from sessions.lazily import lazily
from sessions.values.results import sentences
from sessions.values.results.merging import by_moderated, merged
from sessions.values.results.release import Blocker, Change, Standing, blockers, changes
from sessions.values.results.sentences import both, number
from sessions.values.results.values import (
    FEWEST_COMPARED,
    Excluded,
    Incomplete,
    Rated,
    RegencyResult,
    Results,
    Sheet,
    by_other_rules,
    compared,
    told_medians,
)

if TYPE_CHECKING:  # with numpy: loaded by whoever first asks for figures
    from sessions.values.results import index, mixed, reliability
    from sessions.values.results.computing import compute
else:
    index, mixed, reliability = (
        lazily(f"sessions.values.results.{name}") for name in ("index", "mixed", "reliability")
    )
    _computing = lazily("sessions.values.results.computing")

    def compute(*given: object, **named: object) -> Results:
        """The figures (see `computing.compute`); numpy is loaded by whoever first asks for some."""
        return _computing.compute(*given, **named)


__all__ = [
    "FEWEST_COMPARED",
    "Blocker",
    "Change",
    "Excluded",
    "Incomplete",
    "Rated",
    "RegencyResult",
    "Results",
    "Sheet",
    "Standing",
    "blockers",
    "both",
    "by_moderated",
    "by_other_rules",
    "changes",
    "compared",
    "compute",
    "index",
    "merged",
    "mixed",
    "number",
    "reliability",
    "sentences",
    "told_medians",
]

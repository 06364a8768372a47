"""Results of sessions that were judged by different rules, each by its own, as one list with ranks by the index."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sessions.lazily import lazily
from sessions.values.results.values import RegencyResult, Results

if TYPE_CHECKING:
    from sessions.values.results import certainty
else:
    certainty = lazily("sessions.values.results.certainty")


def merged(main: Results, others: Sequence[Results]) -> Results:
    """The main results with the regencies that only others have figures of; agreement and severity stay the main's."""
    if not others:
        return main
    known = {
        one.code: replace(one, other_rules=True) for other in others for one in other.regencies if one.index is not None
    }
    regencies = [known.get(one.code, one) if one.index is None else one for one in main.regencies]
    excluded = [*main.excluded, *(one for other in others for one in other.excluded)]
    return replace(main, regencies=certainty.ranked(regencies), excluded=excluded)


def by_moderated(results: Results, moderated: Results, moderated_codes: frozenset[str], *, counts: bool) -> Results:
    """The results with each regency's index by moderated scores beside, which are what counts where `counts` says so,
    medians and the ranks by other weights with it; agreement and severity are always those of the originals."""
    indexes: Mapping[str, RegencyResult] = {one.code: one for one in moderated.regencies}
    found = [
        replace(
            indexes[one.code] if counts else one,
            moderated=indexes[one.code].index if one.code in moderated_codes else None,
        )
        for one in results.regencies
    ]
    counted = moderated if counts else results
    return replace(results, regencies=certainty.ranked(found), medians=counted.medians, sensitivity=counted.sensitivity)

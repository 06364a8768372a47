"""From counted scores to everything the results say; pure, and the same input always gives the same figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sessions.values.results import sentences
from sessions.values.results.agreement import agreement
from sessions.values.results.certainty import bands as chances
from sessions.values.results.certainty import ranked, within_scale
from sessions.values.results.flags import flags
from sessions.values.results.habits import days_of_sheets, habits
from sessions.values.results.index import Weights, composite, half_interval, means
from sessions.values.results.ranking import DIGITS, ranks
from sessions.values.results.sensitivity import sensitivity
from sessions.values.results.sentences import both
from sessions.values.results.severity import Model, adjusted, fit
from sessions.values.results.table import Floats, Table
from sessions.values.results.values import (
    Adjusted,
    ConnectedGroup,
    Connection,
    Excluded,
    Incomplete,
    PanelistResult,
    Rated,
    RegencyResult,
    Results,
    Says,
    Sheet,
)
from sessions.values.rubric import BandDoc, Rubric

SAMPLES = 400
SEED = 514


def compute(
    rated: Iterable[Rated],
    rubric: Rubric,
    *,
    incomplete: Incomplete = "count",
    bands: Sequence[BandDoc] = (),
    regencies: Mapping[str, str] | None = None,
    panelists: Mapping[str, str] | None = None,
    sheets: Iterable[Sheet] = (),
    excluded: Iterable[Excluded] = (),
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Results:
    """All results of a programme.

    `rated` are the scores that count: of closed sessions that are no rehearsals and not aborted, admitted late ones
    included. `regencies` (code to name) and `panelists` (id to name) are listed even if unscored. `sheets` are
    those of all who sat on the counted sessions' panels; one without a score is missing everything. `bands` are the
    programme's. `excluded` are sessions the caller left out, kept in front of those found here. `samples` bootstrap
    samples (0: no intervals of agreement) are drawn with `seed`.
    """
    names, known = panelists or {}, list(sheets)
    days = [(one.regency, one.panelist, one.day) for one in known if one.day is not None]
    kept, left_out = _counted(list(rated), known, rubric, incomplete, names)
    table = Table.of(kept.rated, regencies or {}, list(rubric.criteria))
    weights = Weights.of(rubric)
    sheet_index = weights.index(composite(table.sheet_values, weights)[1])
    model = fit(table)
    found = _Found.of(table, weights, sheet_index, model)
    return Results(
        regencies=_regencies(found, kept, rubric, bands, regencies or {}),
        agreement=agreement(table, sheet_index, samples=samples, seed=seed),
        panelists=_panelists(found, kept, names, days_of_sheets(table, days)),
        excluded=[*excluded, *left_out],
        connection=_connection(model),
        medians=_medians(found),
        sensitivity=sensitivity(table, weights),
    )


# - what counts -


@dataclass(frozen=True)
class _Kept:
    """The scores that count, and what is missing from which panelist's sheet of which regency."""

    rated: Sequence[Rated]
    missing: Mapping[str, Mapping[str, tuple[str, ...]]]


def _counted(
    rated: Sequence[Rated], sheets: Sequence[Sheet], rubric: Rubric, rule: Incomplete, names: Mapping[str, str]
) -> tuple[_Kept, list[Excluded]]:
    """What counts by the programme's rule, and what was left out with the reason."""
    asked = rubric.criteria
    known = [score for score in rated if score.criterion in asked]
    foreign = dict.fromkeys(score.session for score in rated if score.criterion not in asked)
    left_out = [Excluded(session, sentences.OTHER_RUBRIC) for session in foreign]
    gaps = _gaps(known, sheets, list(asked))
    if rule == "count":
        missing: dict[str, dict[str, tuple[str, ...]]] = {}
        for sheet, keys in gaps.items():
            missing.setdefault(sheet.regency, {})[sheet.panelist] = keys
        return _Kept(known, missing), left_out
    for sheet, keys in gaps.items():
        says = sentences.incomplete(names.get(sheet.panelist, sheet.panelist), len(keys), len(asked))
        left_out.append(Excluded(sheet.session, says, sheet.panelist, keys))
    short = {(sheet.session, sheet.panelist) for sheet in gaps}
    return _Kept([score for score in known if (score.session, score.panelist) not in short], {}), left_out


def _gaps(rated: Sequence[Rated], sheets: Sequence[Sheet], asked: Sequence[str]) -> dict[Sheet, tuple[str, ...]]:
    """Every incomplete sheet and the criteria it lacks, in the order of the rubric."""
    given: dict[Sheet, set[str]] = {sheet: set() for sheet in sheets}
    for score in rated:
        given.setdefault(Sheet(score.session, score.regency, score.panelist), set()).add(score.criterion)
    short = {sheet: keys for sheet, keys in given.items() if len(keys) < len(asked)}
    return {sheet: tuple(key for key in asked if key not in keys) for sheet, keys in short.items()}


# - figures -


@dataclass(frozen=True)
class _Found:
    """All arrays over regencies, in the order of the table; NaN where something can't be computed."""

    table: Table
    weights: Weights
    model: Model
    means: Floats
    groups: Floats
    index: Floats
    half: Floats
    shift: Floats
    adjusted: Floats
    adjusted_half: Floats

    @classmethod
    def of(cls, table: Table, weights: Weights, sheet_index: Floats, model: Model) -> "_Found":
        points = means(table)
        groups, whole = composite(points, weights)
        index = weights.index(whole)
        panel, shift, half = adjusted(model, weights)
        around = half_interval(table, sheet_index)
        return cls(table, weights, model, points, weights.index(groups), index, around, panel, index + shift, half)


def _regencies(
    found: _Found, kept: _Kept, rubric: Rubric, bands: Sequence[BandDoc], names: Mapping[str, str]
) -> list[RegencyResult]:
    table = found.table
    raw, alone = ranks(found.index), _within_ranks(found)
    criteria_index = found.weights.index(found.means)
    sheets = np.bincount(table.sheet_regency, minlength=len(table.regencies))
    group_keys = [group.key for group in rubric.groups]
    results = []
    for r, code in enumerate(table.regencies):
        own = _adjusted(found, r, alone[r])
        across = own if found.model.connected else Adjusted()
        index, half = _known(found.index[r]), _known(found.half[r])
        low, high = (None, None) if index is None or half is None else within_scale(index, half)
        points = _keyed(table.criteria, found.means[r])
        results.append(
            RegencyResult(
                code=code,
                name=names.get(code, code),
                rank=raw[r],
                index=index,
                groups=_keyed(group_keys, found.groups[r]),
                criteria=points,
                criteria_index=_keyed(table.criteria, criteria_index[r]),
                low=low,
                high=high,
                band=_band(found.index[r], bands),
                adjusted=across,
                shift=_known(found.shift[r]) if found.model.connected else None,
                difference=_difference(raw[r], across, found.shift[r]),
                group=_numbered(found.model.regency_group[r]),
                adjusted_within=None if found.model.connected else own,
                sheets=int(sheets[r]),
                missing=tuple(key for key, value in points.items() if value is None),
                incomplete=kept.missing.get(code, {}),
                half=half,
                bands=chances(index, half, bands),
            )
        )
    return ranked(results)


def _panelists(found: _Found, kept: _Kept, names: Mapping[str, str], when: Floats) -> list[PanelistResult]:
    table, model = found.table, found.model
    sessions: dict[str, set[str]] = {}
    for score in kept.rated:
        sessions.setdefault(score.panelist, set()).add(score.session)
    given = np.bincount(table.panelist, table.value, len(table.panelists)) / np.maximum(
        np.bincount(table.panelist, minlength=len(table.panelists)), 1
    )
    hints = zip(flags(model, found.weights), habits(model, found.weights, when), strict=True)
    flagged = [(*one, *more) for one, more in hints]
    places = {panelist: p for p, panelist in enumerate(table.panelists)}
    results = []
    for panelist in dict.fromkeys([*names, *table.panelists]):
        p = places.get(panelist)
        figures = (None, None, None) if p is None else _severity(model, p)
        results.append(
            PanelistResult(
                panelist,
                names.get(panelist, panelist),
                len(sessions.get(panelist, ())),
                *(figures if model.connected else (None, None, None)),
                mean=None if p is None else _known(given[p]),
                group=None if p is None else _numbered(model.panelist_group[p]),
                within=None if model.connected or p is None else figures,
                flags=() if p is None else flagged[p],
            )
        )
    return results


def _severity(model: Model, p: int) -> tuple[float | None, float | None, float | None]:
    severity, half = model.severity[p], model.half[p]
    return _known(severity), _known(severity - half), _known(severity + half)


def _within_ranks(found: _Found) -> list[int | None]:
    """The rank of each adjusted index within its connected group."""
    result: list[int | None] = [None] * len(found.adjusted)
    for group in range(int(found.model.regency_group.max(initial=-1)) + 1):
        members = np.flatnonzero(found.model.regency_group == group)
        for member, rank in zip(members.tolist(), ranks(found.adjusted[members]), strict=True):
            result[member] = rank
    return result


def _adjusted(found: _Found, r: int, rank: int | None) -> Adjusted:
    index, half = _known(found.adjusted[r]), _known(found.adjusted_half[r])
    low, high = (None, None) if index is None or half is None else within_scale(index, half)
    return Adjusted(index, low, high, rank)


def _difference(raw: int | None, across: Adjusted, shift: float) -> Says | None:
    if raw is None or across.rank is None:
        return None
    return sentences.difference(raw - across.rank, float(shift))


def _band(index: float, bands: Sequence[BandDoc]) -> Says | None:
    """The name of the highest band that begins at or below the index."""
    reached = [band for band in bands if np.round(index, DIGITS) >= band["from"]]
    if not reached:
        return None
    name: str | Says = max(reached, key=lambda band: float(band["from"]))["name"]
    return both(name, name) if isinstance(name, str) else name


def _connection(model: Model) -> Connection:
    table, count = model.table, int(model.panelist_group.max(initial=-1)) + 1
    groups = tuple(
        ConnectedGroup(
            tuple(table.panelists[p] for p in np.flatnonzero(model.panelist_group == group)),
            tuple(table.regencies[r] for r in np.flatnonzero(model.regency_group == group)),
        )
        for group in range(count)
    )
    return Connection(model.connected, groups, _connection_says(model, count))


def _connection_says(model: Model, groups: int) -> Says:
    if not groups:
        return sentences.WHY_NOT["no scores"]
    if len(model.table.panelists) == 1:
        return sentences.ONE_PANELIST
    if groups > 1:
        return sentences.separate(groups)
    return sentences.CONFOUNDED if model.confounded else sentences.CONNECTED


def _medians(found: _Found) -> dict[str, float | None]:
    """The median of the regencies' means, criterion by criterion, in points."""
    columns = [column[~np.isnan(column)] for column in found.means.T]
    medians = [float(np.median(column)) if len(column) else None for column in columns]
    return dict(zip(found.table.criteria, medians, strict=True))


def _keyed(keys: Sequence[str], values: Floats) -> dict[str, float | None]:
    return {key: _known(value) for key, value in zip(keys, values, strict=True)}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _numbered(group: int) -> int | None:
    """The group for people: from 1; None for who scored nothing."""
    return None if group < 0 else int(group) + 1

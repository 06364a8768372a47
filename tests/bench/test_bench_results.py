"""How long the results of 514 regencies take, how near the adjusted ranking is to the truth, and how often intervals
cover it. Prints figures; only what must hold on any machine is asserted."""

import time

import numpy as np
import pytest
from samples.results import World, generated, seed_rubric

from sessions.values.results import compute

pytestmark = pytest.mark.bench
RUBRIC = seed_rubric()
ROUNDS = 20


def test_the_time_that_all_results_of_514_regencies_take(capsys):
    worlds = {
        "60 panelists, complete sheets": World(),
        "60 panelists, 2 % missing": World(missing=0.02),
        "120 panelists, 2 % missing": World(panelists=120, missing=0.02),
        "6 pools that never mix": World(pools=6),
    }
    with capsys.disabled():
        print("\n\n514 regencies x 5 panelists x 11 criteria: seconds on the clock / of the processor, best of 3")
        print(f"{'':34}{'figures':>16}{'+ intervals':>16}{'JSON':>16}")
        for name, world in worlds.items():
            rated = generated(world, RUBRIC, seed=1).rated
            plain = _best(lambda rated=rated: compute(rated, RUBRIC, samples=0))
            whole = _best(lambda rated=rated: compute(rated, RUBRIC))
            print(f"{name:34}{plain}{whole}{_best(compute(rated, RUBRIC).as_json)}")


def _best(job) -> str:
    times = []
    for _ in range(3):
        begin = time.perf_counter(), time.process_time()
        job()
        times.append((time.perf_counter() - begin[0], time.process_time() - begin[1]))
    clock, processor = map(min, zip(*times, strict=True))
    return f"{clock:9.3f} /{processor:5.3f}"


WORLDS = {
    "as the model has it, not rounded": World(rounded=False),
    "scores of 1 to 5": World(),
    "scores of 1 to 5, no halo": World(halo=0.0),
    "strong halo": World(halo=0.6),
    "5 % of scores missing": World(missing=0.05),
    "strictness equal": World(strictness=0.0),
    "strictness twice as different": World(strictness=0.8),
    "30 regencies, 8 panelists": World(regencies=30, panelists=8),
}


def test_how_near_the_truth_the_ranking_is_and_how_often_intervals_cover_it(capsys):
    with capsys.disabled():
        print(f"\n\n{ROUNDS} programmes each; the error is that of the rank in places, coverage is of 95 % intervals")
        print(f"{'':34}{'raw':>7}{'adjusted':>10}{'closer':>9}{'adjusted':>11}{'severity':>10}{'raw':>8}")
        print(f"{'':34}{'error':>7}{'error':>10}{'in':>9}{'covered':>11}{'covered':>10}{'covered':>8}")
        for name, world in WORLDS.items():
            rounds = [_one(world, seed) for seed in range(ROUNDS)]
            raw, adjusted, *covered = np.mean(rounds, axis=0)
            closer = sum(adjusted < raw for raw, adjusted, *_ in rounds)
            shares = "".join(f"{100 * share:{width}.1f}%" for share, width in zip(covered, (10, 9, 7), strict=True))
            print(f"{name:34}{raw:7.1f}{adjusted:10.1f}{closer:5}/{ROUNDS}{shares}")
            if world.strictness >= 0.4 and world.regencies > 100:
                assert closer == ROUNDS, "the adjusted ranking is nearer to the truth whenever severities differ"


def _one(world: World, seed: int) -> tuple[float, ...]:
    """Mean rank errors of the raw and the adjusted ranking, and the shares of intervals that hold the truth."""
    truth = generated(world, RUBRIC, seed)
    results = compute(truth.rated, RUBRIC, samples=0)
    regencies = {regency.code: regency for regency in results.regencies}
    own = [regencies[code] for code in truth.regencies]
    places = np.argsort(np.argsort(-truth.index)) + 1
    people = {panelist.id: panelist for panelist in results.panelists}
    severity = truth.severity - np.mean([truth.severity[truth.panelists.index(p)] for p in people])
    return (
        float(np.abs(np.array([r.rank for r in own]) - places).mean()),
        float(np.abs(np.array([r.adjusted.rank for r in own]) - places).mean()),
        _covered([(r.adjusted.low, r.adjusted.high) for r in own], truth.index),
        _covered(
            [(people[p].low, people[p].high) for p in truth.panelists if p in people],
            np.array([s for p, s in zip(truth.panelists, severity, strict=True) if p in people]),
        ),
        _covered([(r.low, r.high) for r in own], truth.index),
    )


def _covered(intervals, truths) -> float:
    low, high = np.array(intervals).T
    return float(np.mean((low <= truths) & (truths <= high)))

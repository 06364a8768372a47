"""Planning a programme's sessions: which regency when, with which panel, led by whom. Pure: no store, HTTP or clock.

What others use
    problem.Problem
        What is to be planned: rules, window, slots, regencies, panelists, what is kept or locked, the weights of
        wishes. `must_be_plannable(problem)` raises Invalid with every fault; `problem_to_json` and
        `problem_from_json` carry it to another process.
    engine.plan(problem, *, seconds, clock, tell, stop, seed) -> plan.Plan
        The best plan that the time allows: complete at once, better all the while, with a proven bound; `tell(plan)`
        on the way, `stop()` ends it. Reasons for who is left over, and what would help. `plan_to_json` and
        `plan_from_json` carry it.
    repair.repair(problem, old, *, seconds, clock, stop) -> repair.Repair
        The smallest change after something has changed; `without_panelist`, `without_day` and `other_date` say what.
    rules.breaches(problem, sessions)
        Every hard rule that sessions changed by hand break.

How it is made, each module knowing only those above it
    grid       the problem in numbers: who may be where and when
    level      how even loads can be at best, and their spread
    score      what a set of sessions costs: the one definition
    bound      a bound before any search
    board      a plan in the making
    greedy     a first plan, at once
    evenness, seats    CP-SAT: who is on duty when, and how many of which regencies, without panels
    panels     annealing: panels of those on duty, regencies on panels
    exact      CP-SAT: everything in one model, for small rounds and for a few sessions of a large one
    solve      a CP-SAT search that is watched and stopped
    why, helps reasons, and what would help
    engine, repair    the course of it all

Two things decide the speed. Seats know no regency, so a round of 514 is a model of some 5,000 variables; and that model
is nearly a flow, so with the full linear relaxation (`linearization_level` 2) a day takes 10 ms, and all days are often
proven best within seconds on one thread, once a good plan has been made day by day.
"""

from sessions.values.planning import problem
from sessions.values.planning.documents import (
    PlanDoc,
    PlanLook,
    Planned,
    PlanShown,
    ProgressDoc,
    Reason,
    Repaired,
    Unplanned,
)
from sessions.values.planning.plan import Plan, Progress, plan_from_json, plan_to_json
from sessions.values.planning.problem import Problem, Session, problem_from_json, problem_to_json
from sessions.values.planning.rules import Breach, breaches

__all__ = [
    "Breach",
    "Plan",
    "PlanDoc",
    "PlanLook",
    "PlanShown",
    "Planned",
    "Problem",
    "Progress",
    "ProgressDoc",
    "Reason",
    "Repaired",
    "Session",
    "Unplanned",
    "breaches",
    "plan_from_json",
    "plan_to_json",
    "problem",
    "problem_from_json",
    "problem_to_json",
]

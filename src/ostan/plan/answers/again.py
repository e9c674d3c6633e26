"""Solve a stage again with something changed, from what the first search left."""

from __future__ import annotations

from collections.abc import Callable

from ostan.plan.councils.planning import Planned
from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.problem import Problem
from ostan.plan.engine.solve import Outcome, solve

GAP = 0.005
"""Gap on the saving at which a search for an answer stops."""


def again(
    planned: Planned, problem: Problem, seconds: float, stop: Callable[[], bool] | None = None
) -> Outcome:
    """Return the outcome of a changed problem of the same items, started from the plan's search."""
    return solve(
        problem,
        seconds=seconds,
        gap=GAP,
        seed=planned.plan.seed,
        stop=stop,
        warm=planned.warm.engine,
    )


def grouping(planned: Planned) -> tuple[float, float]:
    """Return what the plan's grouping costs, and its bound, without all that no grouping changes."""
    problem = planned.stage.compiled.problem
    value = sum(group_cost(problem, g.items, g.mode) for g in planned.groups)
    return value, value - (planned.plan.value - planned.plan.bound)

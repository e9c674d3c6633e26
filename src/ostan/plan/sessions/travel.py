"""The days on which far posts travel, as an integer program: a bound, and days to begin from.

x[i, d]: item i is on day d; y[p, d]: post p travels on day d, at least x of each of its items, and
what it sits in fits into the day. The fewest weighted y.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from math import ceil, gcd
from typing import Any

import numpy as np

from ostan.plan.sessions.problem import Floats, Problem

MOST_PLACES = 40_000
"""Items times days beyond which the program is not tried: it would not end in time."""

TOLERANCE = 1e-5
"""Share of a bound by which the solver may err."""

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Days:
    """A bound on the travel of timetables without clashes, and the day of each item if one was found."""

    bound: float
    chosen: Mapping[int, int]


def fewest_days(problem: Problem, seconds: float, stop: Stop | None = None) -> Days | None:
    """Return the bound and days of the integer program; None if it is too large or has no answer.

    The bound holds where no far post is in two sessions at once: then what it sits in fits into the
    day. The same `problem` gives the same answer unless the time runs out.
    """
    from ostan.plan.sessions.bound import far_of

    far = {i: far_of(problem, item) for i, item in enumerate(problem.items)}
    far = {i: posts for i, posts in far.items() if posts}
    places = {
        (i, d): column
        for column, (i, d) in enumerate((i, d) for i in far for d in _days(problem, i))
    }
    if not far or len(places) > MOST_PLACES:
        return None
    travels = _numbered(sorted({(p, d) for i, d in places for p in far[i]}), len(places))
    rows = _rows(problem, far, places, travels)
    cost = np.zeros(len(places) + len(travels))
    for (post, _), column in travels.items():
        cost[column] = problem.price[post]
    return _solved(cost, rows, places, seconds, stop)


def _days(problem: Problem, item: int) -> range:
    first, last = problem.items[item].window
    return range(first, last + 1)


def _numbered(keys: list[tuple[int, int]], start: int) -> dict[tuple[int, int], int]:
    return {k: start + n for n, k in enumerate(keys)}


Row = tuple[float, float, list[int], list[float]]
"""Least and greatest value of a sum, its columns and their factors."""


def _rows(
    problem: Problem,
    far: Mapping[int, set[int]],
    places: Mapping[tuple[int, int], int],
    travels: Mapping[tuple[int, int], int],
) -> list[Row]:
    rows: list[Row] = []
    for i in far:
        days = [places[i, d] for d in _days(problem, i)]
        rows.append((1.0, 1.0, days, [1.0] * len(days)))
    on: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (i, d), column in places.items():
        for post in far[i]:
            rows.append((-np.inf, 0.0, [column, travels[post, d]], [1.0, -1.0]))
            if problem.items[i].pinned is None:
                on.setdefault((post, d), []).append((column, _slots_of(problem, i, post)))
    slots = float(problem.rules.slots)
    for key, found in on.items():
        if sum(length for _, length in found) > slots:
            columns = [c for c, _ in found]
            factors = [float(length) for _, length in found]
            rows.append((-np.inf, 0.0, [*columns, travels[key]], [*factors, -slots]))
    return rows


def _slots_of(problem: Problem, item: int, post: int) -> int:
    """Slots of an item in which a far post sits."""
    return sum(p.length for p in problem.items[item].parts if post in problem.far[p.sitting])


def _solved(
    cost: Floats,
    rows: list[Row],
    places: Mapping[tuple[int, int], int],
    seconds: float,
    stop: Stop | None,
) -> Days | None:
    import highspy

    highs = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", seconds),
        ("mip_rel_gap", 0.0),
    ):
        highs.setOptionValue(option, value)
    whole = [highspy.HighsVarType.kInteger] * len(cost)
    highs.addVars(len(cost), np.zeros(len(cost)), np.ones(len(cost)))
    index = np.arange(len(cost), dtype=np.int32)
    highs.changeColsCost(len(cost), index, cost)
    highs.changeColsIntegrality(len(cost), index, np.array(whole))
    for low, high, columns, factors in rows:
        highs.addRow(low, high, len(columns), np.array(columns, np.int32), np.array(factors))
    if stop is not None:
        _interruptible(highs, stop)
    highs.run()
    return _read(highs, places, cost)


def _interruptible(highs: Any, stop: Stop) -> None:
    def ask(event: Any) -> None:
        if stop():
            event.interrupt()

    highs.cbMipInterrupt += ask


def _read(highs: Any, places: Mapping[tuple[int, int], int], cost: Floats) -> Days | None:
    bound = float(highs.getInfo().mip_dual_bound)
    if not np.isfinite(bound) or bound > cost.sum() + 1e-6:
        return None
    values = np.array(highs.getSolution().col_value)
    found = highs.getInfo().primal_solution_status == 2
    chosen = {i: d for (i, d), c in places.items() if found and values[c] > 0.5}
    return Days(lifted(bound, cost[cost > 0]), chosen)


def lifted(bound: float, prices: Floats) -> float:
    """Return the bound raised to the next sum of whole numbers of `prices`, less what is rounding.

    Prices have a common measure where they have at most six decimals (4.2 and 60: 0.6); where they
    have more, or it is too fine beside the tolerance of the solver, the bound is only lowered by that.
    """
    slack = TOLERANCE * max(1.0, abs(bound))
    measure = _common_measure(prices)
    if measure <= 10 * slack:
        return max(0.0, bound - slack)
    return max(0.0, round(ceil((bound - slack) / measure) * measure, 6))


def _common_measure(prices: Floats) -> float:
    """Return the greatest number of six decimals that all prices are multiples of; 0 if there is none."""
    fine = prices * 1e6
    if np.abs(fine - np.round(fine)).max(initial=0.0) > 1e-4:
        return 0.0
    return reduce(gcd, (round(p) for p in fine.tolist()), 0) / 1e6

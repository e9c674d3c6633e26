"""What is computed beside a plan of units, so that it is a choice and not the only way.

Nothing; merging only what has a recorded function in common (what a lawyer asks for); one body for
each ministry (what a manager asks for); the best grouping for one who forgets the cost of change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ostan.plan.engine import solve as engine
from ostan.plan.engine.cost import fits
from ostan.plan.engine.node import blocks_of
from ostan.plan.engine.problem import Bools
from ostan.plan.units.compile import Compiled, too_small, without_change
from ostan.plan.units.groups import Group, grouped


@dataclass(frozen=True)
class Beside:
    """An option: its groups, whether it keeps the goals, whether its search came to its end."""

    name: str
    groups: tuple[Group, ...]
    allowed: bool
    whole: bool = True


def beside(
    made: Compiled, seconds: float, seed: int, stop: Callable[[], bool] | None
) -> Iterator[Beside]:
    """Yield the options; each search has `seconds` at most."""
    alone = [(i,) for i in range(made.problem.n)]
    yield _option(made, "nothing", alone)
    yield _searched(made, "duplicates", duplicates(made), seconds, seed, stop)
    yield _option(made, "one_body", one_body(made))
    yield _searched(made, "without_change", without_change(made), seconds, seed, stop)


def _option(made: Compiled, name: str, groups: Iterable[tuple[int, ...]]) -> Beside:
    found = grouped(made, groups)
    return Beside(name, found, keeps(made, found))


def _searched(
    made: Compiled,
    name: str,
    task: Compiled,
    seconds: float,
    seed: int,
    stop: Callable[[], bool] | None,
) -> Beside:
    found = engine.solve(task.problem, seconds=seconds, gap=0.001, seed=seed, stop=stop)
    option = _option(made, name, found.groups or [(i,) for i in range(made.problem.n)])
    return replace(option, whole=not found.interrupted)


def keeps(made: Compiled, groups: Iterable[Group]) -> bool:
    """Say whether groups keep all goals."""
    every = [tuple(sorted(g)) for g in groups]
    small = any(too_small(made, g) for g in every)
    return not small and fits(made.problem, every, [0] * len(every))


def duplicates(made: Compiled) -> Compiled:
    """Return the problem in which only units with a recorded function in common may meet.

    What must be together, and how many may remain, is not looked at.
    """
    problem = made.problem
    mode = replace(problem.modes[0], forbidden=problem.modes[0].forbidden | ~_sharing(made))
    return replace(made, problem=replace(problem, modes=(mode,), together=(), max_groups=None))


def _sharing(made: Compiled) -> Bools:
    """Pairs that have a function in common in every place where both are."""
    n = made.problem.n
    found = np.eye(n, dtype=np.bool_)
    for i, j in combinations(range(n), 2):
        a, b = made.items[i].at, made.items[j].at
        shared = a.keys() & b.keys()
        found[i, j] = found[j, i] = all({*a[p].functions} & {*b[p].functions} for p in shared)
    return found


def one_body(made: Compiled) -> list[tuple[int, ...]]:
    """Return the groups in which all free bodies of a ministry in a place are one."""
    at: dict[tuple[str, str | None], list[int]] = {}
    for k, item in enumerate(made.items):
        for place, body in item.at.items():
            if item.free and body.body:
                at.setdefault((place, body.ministry), []).append(k)
    pairs = [(g[0], k) for g in at.values() for k in g[1:]]
    return [tuple(b) for b in blocks_of(range(made.problem.n), pairs)]

"""Other plans: distinct ones close to the best, and the best with fewer legal acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from ostan.plan.answers.again import again, grouping
from ostan.plan.councils.planning import Planned
from ostan.plan.engine.cost import fits, group_cost
from ostan.plan.engine.problem import SideRow
from ostan.plan.plan import Effort, Other

Partition = tuple[tuple[int, tuple[int, ...]], ...]
"""Groups with their modes: (mode, items), by first item."""

STEPS = 4
"""Points of the frontier between no act and those of the plan."""


def alternatives(
    planned: Planned,
    k: int = 3,
    loss: float = 0.05,
    seconds: float = 5.0,
    stop: Callable[[], bool] | None = None,
) -> tuple[Other, ...]:
    """Return up to `k` plans that differ from the best in a group, by what they are worse by.

    `loss`: share of the saving that may be lost. They are found by parting each pair of the plan and
    solving again, and by changes of one council or of two groups; there may be others as good.
    """
    best = _of(planned)
    value, _ = grouping(planned)
    most = loss * planned.plan.saving
    found: dict[Partition, float] = {}
    for other in (*_near(planned, best), *_parted(planned, best, seconds, stop)):
        cost = _cost(planned, other)
        if other != best and cost - value <= most:
            found[other] = cost
    ranked = sorted(found.items(), key=lambda f: (f[1], f[0]))[:k]
    names = [i.name for i in planned.stage.compiled.items]
    worth = planned.plan.value
    return tuple(
        Other(
            groups=tuple(tuple(names[i] for i in g) for _, g in other if len(g) > 1),
            value=worth + cost - value,
            loss=max(cost - value, 0.0),
        )
        for other, cost in ranked
    )


def _of(planned: Planned) -> Partition:
    return _sorted((g.mode if len(g.items) > 1 else 0, g.items) for g in planned.groups)


def _sorted(groups: object) -> Partition:
    return tuple(sorted(groups, key=lambda g: g[1]))  # type: ignore[call-overload]


def _cost(planned: Planned, partition: Partition) -> float:
    problem = planned.stage.compiled.problem
    return sum(group_cost(problem, items, mode) for mode, items in partition)


def _near(planned: Planned, best: Partition) -> Iterator[Partition]:
    """Yield what one step makes of a partition: a council leaves, moves over, or two groups join."""
    several = [items for _, items in best if len(items) > 1]
    every = [items for _, items in best]
    for items in several:
        for i in items:
            rest = tuple(x for x in items if x != i)
            yield from _made(planned, best, [items], [rest, (i,)])
            for other in several:
                if other != items:
                    grown = tuple(sorted((*other, i)))
                    yield from _made(planned, best, [items, other], [rest, grown])
    for a, b in combinations(every, 2):
        yield from _made(planned, best, [a, b], [tuple(sorted((*a, *b)))])


def _made(
    planned: Planned,
    best: Partition,
    gone: Sequence[tuple[int, ...]],
    new: Sequence[tuple[int, ...]],
) -> Iterator[Partition]:
    problem = planned.stage.compiled.problem
    modes = range(len(problem.modes))
    made = []
    for items in new:
        costs = [group_cost(problem, items, m) for m in modes]
        if min(costs) == float("inf"):
            return
        made.append((costs.index(min(costs)) if len(items) > 1 else 0, items))
    partition = _sorted([*(g for g in best if g[1] not in gone), *made])
    if fits(problem, [g for _, g in partition], [m for m, _ in partition]):
        yield partition


def _parted(
    planned: Planned, best: Partition, seconds: float, stop: Callable[[], bool] | None
) -> Iterator[Partition]:
    """Yield the best partitions in which a pair of the plan is apart."""
    problem = planned.stage.compiled.problem
    pairs = [p for _, items in best for p in combinations(items, 2) if p not in problem.together]
    for pair in pairs:
        other = replace(problem, apart=(*problem.apart, pair))
        found = again(planned, other, seconds / len(pairs), stop)
        if found.groups:
            modes = (m if len(g) > 1 else 0 for m, g in zip(found.modes, found.groups, strict=True))
            yield _sorted(zip(modes, found.groups, strict=True))


def frontier(
    planned: Planned, seconds: float = 10.0, stop: Callable[[], bool] | None = None
) -> tuple[Effort, ...]:
    """Return the best plans with at most so many acts, each with its bound: from none to the plan's.

    An act is counted for each council that is brought to a host, merged or joint. Numbers of acts for
    which no plan is known (the goals may want some together) are left out.
    """
    most = sum(len(g.items) - 1 for g in planned.groups)
    steps = sorted({round(most * k / STEPS) for k in range(STEPS)} - {most}, reverse=True)
    plan = planned.plan
    points = [Effort(acts=most, value=plan.value, bound=plan.bound, saving=plan.saving)]
    bound = plan.bound
    for acts in steps:
        found = _point(planned, acts, seconds / len(steps), stop)
        # With fewer acts there is less to choose from: what holds for more of them holds here.
        bound = max(bound, found.bound)
        if found.value < float("inf"):
            points.append(found.model_copy(update={"bound": min(bound, found.value)}))
    return tuple(reversed(points))


def _point(planned: Planned, acts: int, seconds: float, stop: Callable[[], bool] | None) -> Effort:
    problem = planned.stage.compiled.problem
    row = SideRow(limit=float(acts), const=-1.0, coef=np.ones(problem.n))
    found = again(planned, replace(problem, rows=(*problem.rows, row)), seconds, stop)
    value, _ = grouping(planned)
    # What no grouping changes, and what council days save, is taken as in the plan.
    rest = planned.plan.value - value
    return Effort(
        acts=acts,
        value=found.value + rest,
        bound=found.bound + rest,
        saving=planned.plan.nothing - found.value - rest,
    )

"""What the kernels and the search are held to: the same in plain Python, for small problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ostan.plan.engine.cost import fits, group_cost, partition_cost
from ostan.plan.engine.pack import Block
from ostan.plan.engine.problem import Problem


def brute_force(problem: Problem) -> tuple[float, tuple[Block, ...], tuple[int, ...]]:
    """Return the least cost of a partition, its groups and modes, by trying all; inf if none fits.

    Raises ValueError above 12 items.
    """
    if problem.n > 12:
        raise ValueError(f"{problem.n} items; 12 at most can be tried in all ways")
    costs = {
        (items, mode): group_cost(problem, items, mode)
        for size in range(1, min(problem.n, problem.max_items) + 1)
        for items in combinations(range(problem.n), size)
        for mode in (range(len(problem.modes)) if size > 1 else [0])
    }
    cheapest: dict[Block, float] = {}
    for (items, _), cost in costs.items():
        cheapest[items] = min(cost, cheapest.get(items, cost))
    best: tuple[float, tuple[Block, ...], tuple[int, ...]] = (float("inf"), (), ())
    for groups in _partitions(tuple(range(problem.n)), problem.max_items):
        if sum(cheapest[g] for g in groups) < best[0]:
            best = _formed(problem, groups, costs, best)
    return best


def _partitions(items: Block, most: int) -> Iterator[tuple[Block, ...]]:
    """All partitions of items into groups of at most `most`."""
    if not items:
        yield ()
        return
    first, rest = items[0], items[1:]
    for size in range(min(most, len(items))):
        for others in combinations(rest, size):
            left = tuple(i for i in rest if i not in others)
            for groups in _partitions(left, most):
                yield ((first, *others), *groups)


def _formed(
    problem: Problem,
    groups: tuple[Block, ...],
    costs: dict[tuple[Block, int], float],
    best: tuple[float, tuple[Block, ...], tuple[int, ...]],
) -> tuple[float, tuple[Block, ...], tuple[int, ...]]:
    """The cheapest way of forming these groups, if cheaper than `best`."""
    for modes in _modes(groups, len(problem.modes)):
        cost = sum(costs[g, m] for g, m in zip(groups, modes, strict=True))
        if cost < best[0] and fits(problem, groups, modes):
            best = (cost, groups, modes)
    return best


def _modes(groups: Sequence[Block], count: int) -> Iterator[tuple[int, ...]]:
    if not groups:
        yield ()
        return
    for mode in range(count) if len(groups[0]) > 1 else [0]:
        for rest in _modes(groups[1:], count):
            yield (mode, *rest)


def all_groups(
    problem: Problem,
    mode: int,
    prices: Sequence[float],
    bar: float,
    shift: float = 0.0,
) -> dict[Block, float]:
    """Return every group of two items or more whose cost less prices plus shift is below `bar`.

    By trying all: the reference of `kernel_price.price`.
    """
    found = {}
    for size in range(2, min(problem.n, problem.max_items) + 1):
        for items in combinations(range(problem.n), size):
            cost = group_cost(problem, items, mode) - sum(prices[i] for i in items) + shift
            if cost < bar:
                found[items] = cost
    return found


def greedy(problem: Problem) -> tuple[float, tuple[Block, ...], tuple[int, ...]]:
    """Merge the two groups that save most until none do; return cost, groups and modes.

    Groups start as single items. Side rows, the cap on groups and together pairs are not looked at:
    the cost is inf where they are not kept.
    """
    groups: list[Block] = [(i,) for i in range(problem.n)]
    while True:
        merged = [
            (group_cost(problem, g + h) - group_cost(problem, g) - group_cost(problem, h), p, q)
            for q, h in enumerate(groups)
            for p, g in enumerate(groups[:q])
        ]
        rise, p, q = min(merged, default=(0.0, 0, 0))
        if rise >= -1e-9:
            break
        groups[p] = tuple(sorted(groups[p] + groups.pop(q)))
    groups.sort()
    modes = tuple(
        min(range(len(problem.modes)), key=lambda m: group_cost(problem, g, m)) if len(g) > 1 else 0
        for g in groups
    )
    return partition_cost(problem, groups, modes), tuple(groups), modes

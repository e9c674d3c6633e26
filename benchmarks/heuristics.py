"""What a partition is held against without a proof: greedy merging; Leiden's communities, repaired.

Both evaluate groups by `Instance.cost`, each group once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from benchmarks.instances import Instance

Groups = list[frozenset[int]]
Cost = Callable[[frozenset[int]], float]
LITTLE = 1e-9
"""A rise or fall in cost below this is none."""


def remembered(instance: Instance) -> Cost:
    """Return the cost of a group, worked out once for each."""
    known: dict[frozenset[int], float] = {frozenset(): 0.0}

    def cost(group: frozenset[int]) -> float:
        if group not in known:
            known[group] = instance.cost(sorted(group))
        return known[group]

    return cost


def greedy(groups: Iterable[Iterable[int]], cost: Cost) -> Groups:
    """Merge the two groups that save most, until none do."""
    merged = [frozenset(g) for g in groups]
    while len(merged) > 1:
        rise, g, h = min(
            ((_rise(g, h, cost), g, h) for g, h in combinations(merged, 2)),
            key=lambda found: found[0],
        )
        if rise >= -LITTLE:
            break
        merged = [*(k for k in merged if k not in (g, h)), g | h]
    return merged


def _rise(g: frozenset[int], h: frozenset[int], cost: Cost) -> float:
    return cost(g | h) - cost(g) - cost(h)


def repaired(
    instance: Instance, partitions: Iterable[Sequence[Sequence[int]]], cost: Cost
) -> Groups:
    """Make partitions keep to the limits and improve the best three; return the best.

    A community that is not allowed as a group, or costs more than its items alone, is merged afresh
    from its items, greedily; then items are moved and groups merged while that saves.
    """
    allowed = {frozenset(g for c in p for g in _allowed(c, cost)) for p in partitions}
    best = sorted(allowed, key=lambda groups: (total(groups, cost), sorted(map(sorted, groups))))[
        :3
    ]
    improved = [_improved(list(groups), instance.n, cost) for groups in best]
    return min(improved, key=lambda groups: total(groups, cost))


def total(groups: Iterable[frozenset[int]], cost: Cost) -> float:
    """Return what groups cost together."""
    return math.fsum(cost(g) for g in groups)


def _allowed(community: Sequence[int], cost: Cost) -> Groups:
    alone = [frozenset([i]) for i in community]
    whole = frozenset(community)
    return [whole] if cost(whole) <= total(alone, cost) else greedy(alone, cost)


def _improved(groups: Groups, n: int, cost: Cost) -> Groups:
    """Move the item that saves most by it, or merge, until nothing saves."""
    while True:
        before = total(groups, cost)
        for i in range(n):
            groups = _moved(groups, i, cost)
        groups = greedy(groups, cost)
        if total(groups, cost) >= before - LITTLE:
            return groups


def _moved(groups: Groups, i: int, cost: Cost) -> Groups:
    """Put an item where it costs least: another group, or one of its own."""
    home = next(g for g in groups if i in g)
    left = home - {i}
    others = [g for g in groups if g is not home]
    best = min([frozenset[int](), *others], key=lambda g: cost(g | {i}) - cost(g))
    if cost(left) + cost(best | {i}) - cost(best) >= cost(home) - LITTLE:
        return groups
    return [g for g in (*(g for g in others if g is not best), left, best | {i}) if g]


def savings(instance: Instance, cost: Cost) -> Iterator[tuple[int, int, float]]:
    """Return the pairs that save something, and what."""
    for i, j in combinations(range(instance.n), 2):
        saved = -_rise(frozenset([i]), frozenset([j]), cost)
        if saved > LITTLE:
            yield i, j, saved

"""A closure without limits, or with tolls in their place, by a minimum cut: exact."""

from __future__ import annotations

import numpy as np

from ostan.plan.engine.closure.kernel_flow import cut
from ostan.plan.engine.closure.problem import ALWAYS, FREE, Bools, Closure, Floats, Ints

WHOLE = 2.0**48
"""What the costs of a problem come to as integers: large, and tolls may still raise them."""
MOST = 2.0**58
"""What costs with tolls may come to as integers."""
NO_END = 2**60
"""Capacity of an arc that nothing fills."""


class Cutter:
    """The network of a problem; `best` cuts it again for every setting of the tolls, from the last flow.

    Costs and prices are rounded down to integers, so that what a cut costs is never above the truth.
    """

    def __init__(self, problem: Closure) -> None:
        self.problem = problem
        self._free = np.flatnonzero(problem.state == FREE)
        number = np.full(problem.n, -1, np.int64)
        number[self._free] = np.arange(len(self._free))
        size = float(np.abs(problem.cost).sum() + problem.price.sum())
        self.scale = WHOLE / max(size, 1e-300)
        self._price = np.floor(problem.price * self.scale).astype(np.int64)
        self._fixed = problem.state == ALWAYS
        self._lean = self._leaning()[self._free]
        self._arcs(number)
        self._excess = np.zeros(len(self._free), np.int64)
        self._last = np.zeros(len(self._free), np.int64)
        self._room = np.empty((3, len(self._free)), np.int64)

    def _leaning(self) -> Ints:
        """What pairs with a settled partner add to the cost of a node that is free."""
        p = self.problem
        lean = np.zeros(p.n, np.int64)
        for one, other in ((0, 1), (1, 0)):
            a, b = p.pairs[:, one], p.pairs[:, other]
            half = (p.state[a] == FREE) & (p.state[b] != FREE)
            np.add.at(lean, a[half], np.where(self._fixed[b[half]], -1, 1) * self._price[half])
        return lean

    def _arcs(self, number: Ints) -> None:
        p = self.problem
        needs, pairs = number[p.needs], number[p.pairs]
        inside = (needs >= 0).all(axis=1) if len(needs) else np.zeros(0, np.bool_)
        both = (pairs >= 0).all(axis=1) if len(pairs) else np.zeros(0, np.bool_)
        tail = np.concatenate([needs[inside, 0], pairs[both, 0]])
        head = np.concatenate([needs[inside, 1], pairs[both, 1]])
        there = np.concatenate([np.full(inside.sum(), NO_END, np.int64), self._price[both]])
        here = np.concatenate([np.zeros(inside.sum(), np.int64), self._price[both]])
        m = len(tail)
        tails, heads = np.concatenate([tail, head]), np.concatenate([head, tail])
        order = np.argsort(tails, kind="stable")
        place = np.empty(2 * m, np.int64)
        place[order] = np.arange(2 * m)
        self._head = np.ascontiguousarray(heads[order])
        self._back = place[(order + m) % (2 * m)] if m else np.empty(0, np.int64)
        self._rest = np.concatenate([there, here])[order]
        counts = np.bincount(tails, minlength=len(self._free))
        self._start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def carries(self, tolls: Floats) -> bool:
        """Whether costs with these tolls still fit into the integers of the network."""
        return float(np.abs(self.problem.priced(tolls)).sum()) * self.scale < MOST

    def shares(self, acts: Bools) -> Floats:
        """Return by node what it pays of the cost of `acts` [n] that it needs, by the flow of the last cut.

        What is paid of one act is never more than its cost at that cut.
        """
        tails = np.repeat(np.arange(len(self._free)), np.diff(self._start))
        into = acts[self._free[self._head]] & (self._rest >= NO_END // 2)
        paid = self._rest[self._back[into]] / self.scale
        node = self._free[tails[into]]
        shared = np.bincount(node, np.maximum(paid, 0.0), minlength=self.problem.n)
        return shared.astype(np.float64)

    def best(self, tolls: Floats | None = None) -> tuple[Bools, float]:
        """Return the choice that costs least with these tolls [r] >= 0 (None: no limits), and a bound.

        The bound is on every choice that keeps the limits: the cost of the best one with tolls, less
        what the tolls of the limits themselves come to.
        """
        p = self.problem
        cost = p.cost if tolls is None else p.priced(tolls)
        weight = np.floor(cost * self.scale).astype(np.int64)
        self._excess -= weight[self._free] + self._lean - self._last
        self._last = weight[self._free] + self._lean
        side = np.zeros(len(self._free), np.bool_)
        rows = (self._start, self._head, self._back, self._rest, self._excess)
        cut(*rows, *self._room, side)
        taken = self._fixed.copy()
        taken[self._free] = side
        apart = taken[p.pairs[:, 0]] != taken[p.pairs[:, 1]]
        least = int(weight[taken].sum()) + int(self._price[apart].sum())
        bound = least / self.scale
        return taken, bound - (0.0 if tolls is None else float(tolls @ p.limit))

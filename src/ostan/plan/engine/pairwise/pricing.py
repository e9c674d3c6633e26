"""Groups worth adding to the relaxation: met by climbing, or listed exactly, root by root."""

from __future__ import annotations

import numpy as np

from ostan.plan.engine.pairwise.outcome import Bools, Floats, Ints

SHIFTS = 40
"""For at most about so many of the last parts of the order a diagonal of its own is computed."""
TURNS = 60
"""Sweeps of the mixing method."""
CREST_SWEEPS = 30
"""Coordinate sweeps for the first bound of a root."""
MANY = 8
"""So many groups of a root are enough, when any will do."""
ENOUGH = 100
"""So many groups are enough for the next relaxation."""


class Pricer:
    """All groups of blocks with f(S) above a level (see `kernel_group`), for weights float64[k, k]."""

    def __init__(self, weights: Floats) -> None:
        from ostan.plan.engine.pairwise.kernel_group import tree

        self.k = len(weights)
        self._barred: Bools = np.isneginf(weights)
        self._w = finite(weights, float(np.abs(weights[~self._barred]).max(initial=0.0)))
        self._order: Ints = np.argsort(-np.abs(self._w).sum(1), kind="stable")
        inside = np.ix_(self._order, self._order)
        self._w = np.ascontiguousarray(self._w[inside])
        self._barred = np.ascontiguousarray(self._barred[inside])
        self._tree = tree(self.k)
        self._shifts: Floats | None = None

    def begin(self, prices: Floats, least: float, slack: float = 0.0, every: bool = False) -> None:
        """Start a search for groups with f > `least`; `every`: list them all, else some of each root.

        `crests` then holds a bound of f by root, -price or more: what is not above `least` is done.
        """
        from ostan.plan.engine.pairwise.kernel_group import crest, plant

        self._prices = np.ascontiguousarray(prices[self._order])
        self._least, self._slack, self._every = least, slack, every
        self.nodes, self.found = 0, 0
        self._kept: list[Bools] = []
        self._cap = 4096 if every else MANY
        self._out, self._values = np.zeros((self._cap, self.k), bool), np.zeros(self._cap)
        self.crests = np.empty(self.k)
        for root in range(self.k):
            plant(self._tree, self._w, self._barred, self._prices, root)
            self.crests[root] = crest(self._tree, self._w, self.shifts, CREST_SWEEPS)
        self._roots = [r for r in range(self.k) if self.crests[r] > least]
        self._planted = False

    @property
    def shifts(self) -> Floats:
        """The diagonals float64[k, k]: row a serves candidates from position a of the order on."""
        if self._shifts is None:
            self._shifts = diagonals(self._w, max(1, -(-self.k // SHIFTS)))
        return self._shifts

    def advance(self, nodes: int) -> bool:
        """Search up to `nodes` more nodes, small roots first; say whether all is done.

        A root whose groups were not all listed keeps its first bound in `crests`, else the best f, at
        least `least`.
        """
        from ostan.plan.engine.pairwise.kernel_group import DONE, PAUSED, plant, search

        while self._roots and nodes > 0:
            root, t = self._roots[-1], self._tree
            if not self._planted:
                plant(t, self._w, self._barred, self._prices, root)
                self._planted, self._top = True, -np.inf
            before = int(t.head[1])
            why = search(
                t, self._w, self._barred, self.shifts, self._least, self._slack, nodes,
                self._out, self._values,
            )  # fmt: skip
            nodes -= int(t.head[1]) - before
            self.nodes += int(t.head[1]) - before
            if why == PAUSED:
                return False
            self._gather()
            if why == DONE:
                self.crests[root] = max(self._least, self._top, -self._prices[root])
            elif self._every:
                continue
            self._roots.pop()
            self._planted = False
            if not self._every and self.found >= ENOUGH:
                self._roots = []
        return not self._roots

    def groups(self) -> Bools:
        """Return the groups found, bool[m, k] by block."""
        rows = np.concatenate([*self._kept, np.zeros((0, self.k), bool)])
        by_block = np.empty_like(rows)
        by_block[:, self._order] = rows
        return by_block

    def _gather(self) -> None:
        m = int(self._tree.head[2])
        self._kept.append(self._out[:m].copy())
        self._top = max(self._top, float(self._values[:m].max(initial=-np.inf)))
        self.found += m
        self._tree.head[2] = 0


def finite(weights: Floats, low: float) -> Floats:
    """Return the weights with -`low` in place of -inf."""
    return np.where(np.isneginf(weights), -low, weights)


def diagonals(w: Floats, every: int) -> Floats:
    """Return d float64[k, k] with diag(d[a, a:]) - w[a:, a:] positive semidefinite for every a.

    A diagonal is computed for every so-many-th a, near the least sum; those between use the last.
    """
    k = len(w)
    d = np.zeros((k, k))
    for a in range(k):
        if a % every:
            d[a] = d[a - 1]
            continue
        part = np.ascontiguousarray(w[a:, a:])
        near = _turned(part)
        short = float(np.linalg.eigvalsh(part - np.diag(near))[-1])
        d[a, a:] = np.maximum(near + short + 1e-9 * (1.0 + np.abs(near).max()), 0.0)
    return d


def _turned(w: Floats) -> Floats:
    """Return d float64[k] near the best; see `turn`."""
    from ostan.plan.engine.pairwise.kernel_group import turn

    k = len(w)
    v = np.random.default_rng(1).normal(size=(k, int(np.sqrt(2.0 * k)) + 1))
    v /= np.linalg.norm(v, axis=1)[:, None]
    d = np.zeros(k)
    turn(w, v, d, TURNS)
    return d

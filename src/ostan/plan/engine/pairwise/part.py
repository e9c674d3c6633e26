"""One component of a problem, solved a step at a time."""

from __future__ import annotations

import numpy as np

from ostan.plan.engine.pairwise.node import Node, Open
from ostan.plan.engine.pairwise.outcome import (
    EXACT,
    Floats,
    Groups,
    Ints,
    arranged,
    groups_of,
    rounded,
)
from ostan.plan.engine.pairwise.pricing import finite
from ostan.plan.engine.pairwise.reduce import Small, reduced
from ostan.plan.engine.pairwise.relaxation import Triangles, partition_of

ROUNDS, STEPS = 300, 100
"""Shakes of the search for a good partition, and moves without gain after each."""
COMMON = 100
"""With more blocks than so many there are fewer shakes."""
FIRST = 0.3
"""Effort for the relaxation over pairs, before groups are generated; see `Node.work`."""
NEAR = 8
"""A shake moves at most so many neighbours."""


class Part:
    """A problem over blocks; `value` of the best partition met, `groups` of items; `bound`."""

    def __init__(self, small: Small, grain: float, seed: int) -> None:
        from ostan.plan.engine.pairwise.kernel_triangles import packed

        self._grain, self._seed = grain, seed
        self._small = reduced(small)
        self.phase = "search"
        alone = [[b] for b in range(len(self._small.blocks))]
        self.groups: Groups = arranged(self._small.groups(alone))
        self.value = self._small.base
        self.bound = rounded(self._small.base + packed(self._small.weights.copy()), grain)
        self.lp = self.bound
        self._searched = False
        self._pairs: Triangles | None = None
        self._nodes: list[Open] = []
        self._root: Node | None = None
        self._branched = self._ended = False
        self._settle()

    @property
    def columns(self) -> int:
        """How many groups the relaxations know."""
        return sum(node.columns for node in self._nodes)

    @property
    def least(self) -> float:
        """What a partition must be worth to be better."""
        return self.value + (self._grain or 0.5 * EXACT * max(1.0, abs(self.value)))

    def step(self) -> None:
        """Go on for a little while."""
        if not self._searched:
            self._search()
        elif self._pairs is None:
            self._pairs = Triangles(self._small.weights, self._grain)
        elif not self._pairs.done and self._pairs.work < max(FIRST, self._effort()):
            self._relax(self._pairs)
        else:
            self._tree()
        self._settle()

    def _effort(self) -> float:
        """Return what the root has cost, as long as its bound is not final; else 0."""
        return self._root.work if self._root and self._root.phase == "columns" else 0.0

    def _settle(self) -> None:
        self.done = self._ended or self.bound < self.least
        self.lp = min(max(self.lp, self.value), self.bound)

    def _meet(self, value: float, groups: Groups) -> None:
        if value > self.value + 1e-12 * abs(self.value):
            self.value, self.groups = value, arranged(groups)

    def _search(self) -> None:
        from ostan.plan.engine.pairwise.kernel_climb import chance_of, partition

        self._searched = True
        weights = self._small.weights
        k = len(weights)
        if k < 2:
            return
        big = 4.0 * float(np.abs(weights[np.isfinite(weights)]).sum()) + 1.0
        near = nearest(weights, min(NEAR, k - 1))
        rounds = max(10, int(ROUNDS * min(1.0, (COMMON / k) ** 2)))
        labels, _ = partition(finite(weights, big), near, rounds, STEPS, chance_of(self._seed))
        groups = groups_of(labels)
        self._meet(self._worth(groups), self._small.groups(groups))

    def _worth(self, of_blocks: Groups) -> float:
        weights = self._small.weights
        inside = [0.5 * weights[np.ix_(g, g)].sum() for g in of_blocks]
        return self._small.base + float(sum(inside))

    def _relax(self, pairs: Triangles) -> None:
        self.phase = "relax"
        pairs.step()
        self.bound = min(self.bound, self._small.base + pairs.bound)
        self.lp = self._small.base + pairs.bound
        if pairs.done and not pairs.weak:
            found = partition_of(pairs.x)
            if found is not None:
                groups = arranged(found)
                self._meet(self._worth(groups), self._small.groups(groups))

    def _tree(self) -> None:
        """Advance the open node of the highest bound."""
        if self._root is None:
            self._root = Node(self._fixed(), self.bound, self._grain, self._seed, None)
            self._nodes = [self._root]
        node = max(self._nodes, key=lambda n: n.bound)
        node.step(self.least)
        self.phase = "branch" if self._branched else node.phase
        self.lp = node.lp
        if node.better:
            self._meet(node.value, node.better)
        if node.done:
            children = node.children()
            self._branched = self._branched or len(children) > 1
            self._nodes.extend(children)
        self._nodes = [n for n in self._nodes if not n.done and n.bound >= self.least]
        self._ended = not self._nodes
        self.bound = min(self.bound, max((n.bound for n in self._nodes), default=self._without()))

    def _without(self) -> float:
        """Return the bound when no open node is left: nothing is worth `least`."""
        return self.value if self._grain else self.least

    def _fixed(self) -> Small:
        """Return the problem with the pairs fixed that the relaxation decides."""
        assert self._pairs is not None
        if not self._pairs.done:
            return self._small
        together, apart = self._pairs.fixed(self.least - self._small.base)
        small = self._small.parted(apart)
        pairs, into = [], np.arange(len(small.blocks))
        for a, b in np.argwhere(together).tolist():
            if into[a] != into[b]:
                pairs.append((int(into[a]), int(into[b])))
                into[into == into[b]] = into[a]
        return reduced(small.merged(pairs))


def nearest(weights: Floats, count: int) -> Ints:
    """Return int64[k, count]: the blocks of largest weight to each, itself left out."""
    away = weights.copy()
    np.fill_diagonal(away, -np.inf)
    order: Ints = np.argsort(-away, axis=1, kind="stable")
    return np.ascontiguousarray(order[:, :count])

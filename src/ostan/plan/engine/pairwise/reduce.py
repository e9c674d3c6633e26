"""Make a problem smaller without losing its best value: join or part pairs that some optimum does.

Rules, w being the weights, each true of at least one best partition:

- w_ij >= sum_k max(0, w_ik, w_jk): joined, since the two may as well leave all others;
- w_ij >= sum_k |w_jk|: joined, since j may as well move to i;
- 2 w_ij >= sum_k |w_ik - w_jk|: joined, since one of the two may as well move to the other
  (nearly twins);
- -w_ij >= sum_k max(0, w_ik): parted, since i may as well leave.

The first, second and fourth are those of Boecker, Briesemeister, Bui, Truss 2009 (cluster editing:
"heavy edge" and "heavy non-edge") for weights, the first tightened; the third generalises their
"critical cliques". Rules are used one pair at a time until none fits. Joined items become one, whose
weights are the sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ostan.plan.engine.pairwise.outcome import Bools, Floats, Groups, Pair


@dataclass(frozen=True, eq=False)
class Small:
    """A problem over blocks of items: weights float64[k, k] (-inf: apart), and what is inside blocks.

    A partition of blocks is worth `base` plus the weights inside its groups.
    """

    weights: Floats
    blocks: Groups
    base: float

    def groups(self, of_blocks: Sequence[Sequence[int]]) -> Groups:
        """Return groups of items for groups of blocks."""
        return tuple(tuple(sorted(i for b in g for i in self.blocks[b])) for g in of_blocks)

    def merged(self, pairs: Sequence[Pair]) -> Small:
        """Return the problem in which, pair after pair (a, b), block b has become part of block a.

        A block that became part of another must not be named again.
        """
        weights, base = self.weights.copy(), self.base
        blocks = list(self.blocks)
        for a, b in pairs:
            base += float(weights[a, b])
            weights[a] += weights[b]
            weights[a, a] = 0.0
            weights[:, a] = weights[a]
            blocks[a] = tuple(sorted(blocks[a] + blocks[b]))
        gone = {b for _, b in pairs}
        kept = [block for block in range(len(blocks)) if block not in gone]
        inside = np.ascontiguousarray(weights[np.ix_(kept, kept)])
        return Small(inside, tuple(blocks[block] for block in kept), base)

    def parted(self, pairs: Sequence[Pair] | Bools) -> Small:
        """Return the problem in which these pairs (or the true ones of bool[k, k]) are apart."""
        weights = self.weights.copy()
        if isinstance(pairs, np.ndarray):
            weights[pairs | pairs.T] = -np.inf
        else:
            for a, b in pairs:
                weights[a, b] = weights[b, a] = -np.inf
        return Small(weights, self.blocks, self.base)

    def only(self, kept: Sequence[int]) -> Small:
        """Return the problem of some blocks alone, with a base of 0."""
        inside = np.ix_(kept, kept)
        blocks = tuple(self.blocks[b] for b in kept)
        return Small(np.ascontiguousarray(self.weights[inside]), blocks, 0.0)


def whole(weights: Floats) -> Small:
    """Return the problem with a block for every item."""
    return Small(weights, tuple((i,) for i in range(len(weights))), 0.0)


def reduced(small: Small) -> Small:
    """Use all rules until none fits."""
    from ostan.plan.engine.pairwise.kernel_reduce import joins

    small = small.parted(_to_part(small.weights))
    pairs = joins(small.weights.copy())
    while len(pairs):
        small = small.merged([(int(a), int(b)) for a, b in pairs])
        small = small.parted(_to_part(small.weights))
        pairs = joins(small.weights.copy())
    return small


def _to_part(weights: Floats) -> Bools:
    """Return which pairs the fourth rule parts (one use of it leaves its sums as they were)."""
    off = ~np.eye(len(weights), dtype=bool)
    gains = np.maximum(weights, 0.0).sum(1)
    parted: Bools = off & (weights < 0) & (-weights >= gains[:, None])
    return parted


def components(weights: Floats) -> list[list[int]]:
    """Return the blocks that paths of positive weights tie; groups never need to cross them."""
    unseen = set(range(len(weights)))
    found = []
    while unseen:
        part, front = [], [min(unseen)]
        unseen.discard(front[0])
        while front:
            block = front.pop()
            part.append(block)
            near = [j for j in np.flatnonzero(weights[block] > 0).tolist() if j in unseen]
            unseen.difference_update(near)
            front.extend(near)
        found.append(sorted(part))
    return found


def contracted(weights: Floats, together: Sequence[Pair]) -> Small | None:
    """Return the problem in which pairs that must be together are one block; None if it cannot be."""
    small = whole(weights)
    for i, j in together:
        of = {item: block for block, items in enumerate(small.blocks) for item in items}
        if of[i] != of[j]:
            small = small.merged([(of[i], of[j])])
    return None if np.isneginf(small.base) else small

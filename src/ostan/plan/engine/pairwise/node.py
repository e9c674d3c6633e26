"""Nodes of the search tree: column generation, then all groups that matter, or two smaller nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ostan.plan.engine.pairwise.master import Master, Relaxed, worth
from ostan.plan.engine.pairwise.outcome import Bools, Floats, Groups, arranged, rounded, value_of
from ostan.plan.engine.pairwise.pool import Pool
from ostan.plan.engine.pairwise.pricing import Pricer, finite
from ostan.plan.engine.pairwise.reduce import Small, reduced

SLICE = 20_000
"""Nodes of exact pricing between two looks at the clock."""
WIDE, DEEP = 120_000, 6_000_000
"""A node is branched rather than closed if so many groups matter, or the listing takes so many nodes."""
SMOOTH = 0.6
"""Weight of earlier prices when groups are sought by climbing."""
TRIES = 3
"""So many climbs in a row may find nothing before groups are sought exactly."""


class Open(Protocol):
    """Partitions still open: none is worth more than `bound`.

    `better`: the best partition met, as groups of items, worth `value`. `done`: nothing is left but what
    `children` are about. `lp`: value of the relaxation solved last, over `columns` groups.
    """

    bound: float
    lp: float
    value: float
    better: Groups
    phase: str
    done: bool

    @property
    def columns(self) -> int:
        """How many groups the relaxation knows."""

    def step(self, least: float) -> None:
        """Go on for a little while; `least` is what a partition must be worth to be wanted."""

    def children(self) -> Sequence[Open]:
        """Return the nodes that take over."""


class Node:
    """A problem over blocks, solved by column generation; all groups that matter go to a `Leaf`.

    If those are too many, it is parted in two.
    """

    def __init__(
        self, small: Small, bound: float, grain: float, seed: int, known: Bools | None
    ) -> None:
        self.small = small
        self.bound, self._grain, self._seed = bound, grain, seed
        self.lp = bound
        self.value = -np.inf
        self.better: Groups = ()
        self.phase = "columns"
        self.work = 0.0
        """Effort so far in seconds of a common machine, counted and not measured."""
        self.done = False
        self._next: tuple[Open, ...] = ()
        self._k = len(small.weights)
        big = 4.0 * float(np.abs(small.weights[np.isfinite(small.weights)]).sum()) + 1.0
        self._finite = finite(small.weights, big)
        self._master = Master(small.weights)
        if known is not None:
            self._master.add(known)
        self._pricer: Pricer | None = None
        self._exact, self._failed, self._level = False, 0, 0.0
        self._centre: Floats | None = None

    @property
    def columns(self) -> int:
        """How many groups the relaxation knows."""
        return len(self._master.rows)

    def step(self, least: float) -> None:
        """Go on for a little while; `least` is what a partition must be worth to be wanted."""
        if self.bound < least:
            self.done = True
        elif self.phase == "close":
            self._list(least)
        elif self._exact:
            self._price(least)
        else:
            self._climb(least)

    # Column generation -------------------------------------------------------------------------

    def _climb(self, least: float) -> None:
        """Solve the relaxation; look for groups by climbing; if there are none, begin exactly."""
        from ostan.plan.engine.pairwise.kernel_climb import chance_of, climbs

        answer = self._solve()
        tolerance = self._tolerance(answer.value)
        prices = answer.prices
        if self._centre is not None and self._failed == 0:
            prices = SMOOTH * self._centre + (1 - SMOOTH) * prices
        self._centre = prices
        self._seed += 1
        starts, steps = (1, 100) if self._failed < 2 else (4, 200)
        rows, _ = climbs(self._finite, prices, starts, steps, chance_of(self._seed), tolerance)
        self.work += 2e-9 * starts * steps * self._k**2 * 2
        if self._improve(rows, answer.prices, tolerance):
            self._failed = 0
            return
        self._failed += 1
        if self._failed > TRIES:
            self._begin(least, answer.value)

    def _solve(self) -> Relaxed:
        """Solve the relaxation; without fractions, it is a partition."""
        answer = self._master.solve()
        self.lp = min(self.small.base + answer.value, self.bound)
        self._answer = answer
        if (np.abs(answer.shares - np.round(answer.shares)) < 1e-6).all():
            taken = self._master.rows[answer.shares > 0.5]
            self._meet(self.small.base + answer.value, [np.flatnonzero(r).tolist() for r in taken])
        return answer

    def _meet(self, value: float, of_blocks: Sequence[Sequence[int]]) -> None:
        if value > self.value:
            self.value, self.better = value, arranged(self.small.groups(of_blocks))

    def _tolerance(self, value: float) -> float:
        """What a group must gain to be worth adding."""
        return 1e-8 * (1.0 + abs(value))

    def _improve(self, rows: Bools, prices: Floats, least: float) -> int:
        """Add those groups that gain more than `least` at these prices; return how many."""
        if not len(rows):
            return 0
        gains = worth(self.small.weights, rows) - rows @ prices
        return self._master.add(rows[gains > least])

    def _begin(self, least: float, value: float) -> None:
        """Begin to seek groups exactly, above what may be forgone without loss for the bound."""
        wanted = max(rounded(self.small.base + value, self._grain) + self._grain, least)
        spare = max(wanted - self.small.base - value, 0.0)
        level = max(0.9 * spare / self._k, self._tolerance(value))
        if self._pricer is None:
            self._pricer = Pricer(self.small.weights)
            self.work += 2e-5 * self._k**2
        self._pricer.begin(self._answer.prices, level)
        self._level = level
        self._exact = True
        self._lower()

    def _lower(self) -> None:
        """Lower the bound: prices are dual feasible once each root's best group is added to its price."""
        assert self._pricer is not None
        rise = float(np.maximum(self._pricer.crests, 0.0).sum())
        bound = self.small.base + float(self._answer.prices.sum()) + rise
        self.bound = min(self.bound, rounded(bound, self._grain))

    def _price(self, least: float) -> None:
        pricer = self._pricer
        assert pricer is not None
        before = pricer.nodes
        ended = pricer.advance(SLICE)
        self.work += 6e-8 * self._k * (pricer.nodes - before)
        self._lower()
        if self.bound < least:
            self.done = True
        elif ended:
            self._exact, self._failed = False, 0
            if not self._improve(pricer.groups(), self._answer.prices, 0.0):
                self._enumerate(least)

    # Closing -----------------------------------------------------------------------------------

    def _enumerate(self, least: float) -> None:
        """Begin to list all groups that a partition of `least` can hold.

        Such a partition is worth the prices plus each of its groups' f, none of which exceeds the
        level of the last search.
        """
        assert self._pricer is not None
        self.phase = "close"
        total = self.small.base + float(self._answer.prices.sum())
        low = least - total - self._k * self._level
        low -= 1e-9 * (1.0 + abs(total))
        self._pricer.begin(self._answer.prices, low, self._level - low, every=True)

    def _list(self, least: float) -> None:
        pricer = self._pricer
        assert pricer is not None
        before = pricer.nodes
        ended = pricer.advance(SLICE)
        self.work += 6e-8 * self._k * (pricer.nodes - before)
        if pricer.found > WIDE or pricer.nodes > DEEP:
            self.done, self._next = True, self._halves()
        elif ended:
            base, rows = self.small.base, pricer.groups()
            pool = Pool.of(self.small.weights, rows, self.bound - base, least - base, self._grain)
            self.done, self._next = True, (Leaf(self.small, pool),)

    # Branching ---------------------------------------------------------------------------------

    def children(self) -> Sequence[Open]:
        """Return the nodes that take over."""
        return self._next

    def _halves(self) -> tuple[Node, Node]:
        """Return the nodes in which a pair, as often together as apart, is together, and apart."""
        shares = self._answer.shares
        rows = self._master.rows[: len(shares)]
        inside = rows.astype(np.float64)
        ties = np.triu(inside.T @ (inside * shares[:, None]), 1)
        unsure = np.minimum(ties, 1.0 - ties)
        unsure[np.tril_indices(self._k)] = -1.0
        unsure[np.isneginf(self.small.weights)] = -1.0
        a, b = np.unravel_index(int(np.argmax(unsure)), unsure.shape)
        pair = (int(a), int(b))
        return self._child(self.small.merged([pair])), self._child(self.small.parted([pair]))

    def _child(self, small: Small) -> Node:
        small = reduced(small)
        known = _carried(self._master.rows, self.small.blocks, small.blocks)
        return Node(small, self.bound, self._grain, self._seed, known)


class Leaf:
    """All groups that can matter are known; `Pool` chooses among them, or parts them in two."""

    def __init__(self, small: Small, pool: Pool) -> None:
        self._small, self._pool = small, pool
        self.bound = self.lp = small.base + pool.bound
        self.value = -np.inf
        self.better: Groups = ()
        self.phase = "close"
        self.done = False

    @property
    def columns(self) -> int:
        """How many groups are left."""
        return self._pool.columns

    def step(self, least: float) -> None:
        """Go on for a little while; `least` is what a partition must be worth to be wanted."""
        if self.bound < least:
            self.done = True
            return
        self._pool.expect(least - self._small.base)
        self._pool.step()
        self.bound = self.lp = min(self.bound, self._small.base + self._pool.bound)
        self.done = self._pool.done
        if self._pool.best is not None:
            self.better = arranged(self._small.groups(self._pool.best))
            self.value = self._small.base + value_of(self._small.weights, self._pool.best)

    def children(self) -> Sequence[Leaf]:
        """Return the leaves that take over."""
        return (
            [Leaf(self._small, half) for half in self._pool.halves()] if self._pool.parted else []
        )


def _carried(rows: Bools, old: Groups, new: Groups) -> Bools:
    """Return the groups of old blocks that are groups of new ones (unions of the old)."""
    of = {item: number for number, items in enumerate(new) for item in items}
    into = np.array([of[items[0]] for items in old])
    member = into[:, None] == np.arange(len(new))[None, :]
    held = rows.astype(np.int64) @ member
    fits = ((held == 0) | (held == member.sum(0))).all(1)
    carried: Bools = held[fits] > 0
    return carried

"""Pricing as the search uses it: prices in, groups that undercut them and what that proves out.

*Feasible* prices are those no group undercuts: every group of every mode costs, with the tolls of
the side rows it uses and the dues of its cuts, at least the prices of its blocks. The sum of feasible
prices, less tolls times limits, less dues, is then a lower bound on every partition. Prices that are undercut are mended by lowering
the price of each root by what groups of that root undercut at most (`Look.short`); since a group
has one root, that is enough, and it holds for searches that ended early as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ostan.plan.engine.cuts import no_cuts
from ostan.plan.engine.master import Column
from ostan.plan.engine.pack import Packed
from ostan.plan.engine.problem import Floats, Ints

CHUNK = 100_000_000
"""Steps of the kernel between two looks at the clock: some tenths of a second."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Price of each block, toll (>= 0) of a unit of each side row, due (>= 0) of each cut."""

    blocks: Floats
    tolls: Floats
    dues: Floats

    def bound(self, limits: Floats) -> float:
        """Return what every partition costs at least, if the prices are feasible."""
        return float(self.blocks.sum() - self.tolls @ limits - self.dues.sum())

    def toward(self, other: Prices, share: float) -> Prices:
        """Return prices a share of the way to others; feasible if both are."""
        return Prices(
            self.blocks + share * (other.blocks - self.blocks),
            self.tolls + share * (other.tolls - self.tolls),
            self.dues + share * (other.dues - self.dues),
        )


@dataclass(frozen=True, eq=False)
class Effort:
    """How hard to look: steps a root may take, groups it may leave, and see `kernel_price.price`."""

    budget: int
    room: int
    keen: float


@dataclass(frozen=True, eq=False)
class Look:
    """What a look found: groups (blocks, rising, by mode) under the bar, and `short` of each root.

    `complete`: no group under the bar was left out for lack of steps. `cut`: the clock ended it, and
    `short` says nothing.
    """

    groups: list[tuple[int, tuple[int, ...]]]
    short: Floats
    complete: bool
    cut: bool


def floor_prices(packed: Packed, alone: Floats) -> Prices:
    """Return feasible prices at once: what each block costs wherever it is; `alone`, if only there.

    An agenda's added part counts for each block; of all that a group takes the greatest of, each
    block gets its own by the number of items a group may have.
    """
    n = packed.blocks
    best = np.full(n, np.inf)
    for mode in range(packed.modes):
        for b in range(n):
            if packed.size[b] == 1 or not packed.barred[mode, b, b]:
                best[b] = min(best[b], _floor(packed, mode * n + b))
    others = ~packed.barred & ~np.eye(n, dtype=np.bool_)
    lone = ~others.any(axis=(0, 2))
    best[lone] = alone[lone]
    return Prices(best, np.zeros(len(packed.row_limit)), np.zeros(0))


def _floor(packed: Packed, row: int) -> float:
    total = float(packed.own[row] + packed.price_sum[row] - packed.price_max[row])
    for e in range(packed.entry[row], packed.entry[row + 1]):
        v = packed.m_v[packed.m_start[e] : packed.m_start[e + 1]].sum()
        u = packed.m_u[packed.m_start[e] : packed.m_start[e + 1]].sum()
        x = packed.s_x[packed.s_start[e] : packed.s_start[e + 1]].sum()
        sessions, overhead = packed.sess[e], packed.overhead[packed.scene[e]]
        shared = v * (x + overhead * sessions) + u * sessions
        total += float(v * packed.add[e] + shared / packed.most - packed.e_price[e])
        total += _cheapest_size(packed, e)
    return total


def _cheapest_size(packed: Packed, e: int) -> float:
    """Return what an entry's size can bring down the cost of its scene to, at most 0."""
    s = packed.scene[e]
    first, last = packed.step_start[s], packed.step_start[s + 1]
    return float(min(0.0, packed.step_low[first + packed.e_size[e]])) if last > first else 0.0


class Pricer:
    """The kernels, with room of their own, on the blocks of one node."""

    def __init__(self, packed: Packed) -> None:
        from ostan.plan.engine import kernel_cost, kernel_price

        self.packed = packed
        self.state = kernel_cost.state(packed)
        self._shelf = kernel_price.shelf(packed, no_cuts())
        self._order = [_order(packed, mode) for mode in range(packed.modes)]
        everyone = np.arange(packed.blocks)
        self.alone = self.costs([(-1, (int(b),)) for b in everyone])

    def cut(self, cuts: Ints) -> None:
        """Have groups pay dues of these cuts int64[m, 3], in place of all before."""
        from ostan.plan.engine import kernel_price

        self._shelf = kernel_price.shelf(self.packed, cuts)

    def costs(self, groups: Sequence[tuple[int, tuple[int, ...]]]) -> Floats:
        """Return the cost of each group (mode, blocks); mode -1: the cheapest."""
        from ostan.plan.engine import kernel_cost

        lengths = [len(blocks) for _, blocks in groups]
        start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        items = np.array([b for _, blocks in groups for b in blocks], np.int64)
        modes = np.array([mode for mode, _ in groups], np.int64)
        tolls, costs = np.zeros(len(self.packed.row_limit)), np.zeros(len(groups))
        kernel_cost.many(self.packed, self.state, start, items, modes, tolls, costs)
        return costs

    def columns(self, groups: Sequence[tuple[int, tuple[int, ...]]]) -> list[Column]:
        """Return these groups as columns, without those that are not allowed."""
        costs = self.costs(groups)
        return [
            Column(mode, blocks, float(cost), self.adds(mode, blocks))
            for (mode, blocks), cost in zip(groups, costs, strict=True)
            if np.isfinite(cost)
        ]

    def adds(self, mode: int, blocks: tuple[int, ...]) -> Floats:
        """Return what a group adds to each side row."""
        pk = self.packed
        if len(blocks) == 1 and pk.size[blocks[0]] == 1:
            return pk.row_alone[:, blocks[0]]
        added: Floats = pk.row_const[:, mode] + pk.row_coef[:, mode, list(blocks)].sum(axis=1)
        return added

    def look(
        self, at: Prices, bar: float, effort: Effort, stop: Callable[[], bool], limit: int
    ) -> Look:
        """Look for groups whose reduced cost at these prices is below `bar`; `limit` of all at most."""
        pk = self.packed
        short = self._short_alone(at)
        groups: list[tuple[int, tuple[int, ...]]] = []
        complete = True
        for mode in range(pk.modes):
            for roots in self._chunks(effort.budget):
                if stop():
                    return Look(groups, short, False, True)
                found = self._price(at, mode, roots, bar, effort, limit - len(groups))
                groups.extend((mode, blocks) for blocks in found[0])
                of = self._order[mode][roots]
                short[of] = np.maximum(short[of], -found[1][of])
                complete &= found[2]
                if len(groups) >= limit:
                    return Look(groups, short, False, True)
        return Look(groups, np.maximum(short, 0.0), complete, False)

    def _chunks(self, budget: int) -> list[Ints]:
        n = self.packed.blocks
        each = max(1, CHUNK // max(budget, 1))
        return [np.arange(first, min(first + each, n)) for first in range(0, n, each)]

    def _short_alone(self, at: Prices) -> Floats:
        pk = self.packed
        single = pk.size == 1
        over = at.blocks - self.alone - at.tolls @ pk.row_alone
        return np.where(single, over, 0.0)

    def _price(
        self, at: Prices, mode: int, roots: Ints, bar: float, effort: Effort, limit: int
    ) -> tuple[list[tuple[int, ...]], Floats, bool]:
        from ostan.plan.engine import kernel_price

        pk = self.packed
        self._shelf.due[:] = at.dues
        out = kernel_price.found(pk, max(1, min(limit, effort.room * len(roots))))
        kernel_price.price(
            pk,
            self.state,
            self._shelf,
            out,
            mode,
            at.blocks - at.tolls @ pk.row_coef[:, mode],
            float(at.tolls @ pk.row_const[:, mode]),
            self._order[mode],
            roots,
            bar,
            effort.keen,
            effort.budget,
            effort.room,
        )
        rows = out.items[: out.tally[0]]
        found = [tuple(sorted(int(b) for b in row if b >= 0)) for row in rows]
        return found, out.floor, not out.unsure.any()


def _order(packed: Packed, mode: int) -> Ints:
    """Order of roots: those with most weight at the table first, of these those with most sessions.

    What joins a root then adds little of either, and the bounds of the search are tight.
    """
    rows = range(mode * packed.blocks, (mode + 1) * packed.blocks)
    spans = [slice(packed.entry[r], packed.entry[r + 1]) for r in rows]
    sessions = np.array([packed.sess[at].sum() for at in spans])
    members = [slice(packed.m_start[at.start], packed.m_start[at.stop]) for at in spans]
    weight = np.array([packed.m_v[at].sum() + packed.m_u[at].sum() for at in members])
    return np.lexsort((-sessions, -weight)).astype(np.int64)

"""A node of the search: a relaxation solved by column generation, its bound true at every moment.

Prices move between two points: `inside`, feasible prices, the best bound so far, and what the linear
program over the known columns answers, which is feasible only in the end. Groups are looked for at
prices part of the way (in-out separation, Ben-Ameur and Neto 2007): what is found there cuts off the
program's answer, and where nothing is found the bound rises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ostan.plan.engine.cuts import incidence, no_cuts, pays, violated
from ostan.plan.engine.master import Column, Master, Relaxed
from ostan.plan.engine.pack import Block, Flat, Packed, pack
from ostan.plan.engine.pricing import Effort, Look, Pricer, Prices, floor_prices
from ostan.plan.engine.problem import Floats, Ints, Problem

Group = tuple[int, Block]
"""A mode, and the items of a group of that mode, rising."""

EXACT = 1e-7
"""Values nearer than this, as a share of the larger, are the same."""
NOISE = 1e-6
"""Reduced costs above minus this, as a share of what an item costs alone, are not below zero."""
BUDGETS = (20_000, 200_000, 2_000_000, 20_000_000, 200_000_000)
"""Steps a root may take, from a quick look to a thorough one."""
NEARLY = 0.005
"""A program is as good as solved once its answer is nearer the bound than this share of the gap."""
ROUND_GAIN = 0.01
"""Share of the gap by which a round of cuts is to raise the bound, for another to be tried."""
COLUMNS_KEPT = 12_000
"""Columns of a master problem, above which those far from use are dropped."""


@dataclass(frozen=True)
class Branch:
    """What a node decides: pairs of items together and apart, and items barred from modes."""

    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    bars: tuple[tuple[int, int], ...] = ()


def blocks_of(items: Sequence[int], together: Sequence[tuple[int, int]]) -> tuple[Block, ...]:
    """Return the blocks that pairs together make of items, by their first item."""
    leader = {i: i for i in items}

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    # A pair lies in one part of the problem, whole: those of other parts are not looked at.
    for i, j in (pair for pair in together if pair[0] in leader):
        a, b = sorted((find(i), find(j)))
        leader[b] = a
    made: dict[int, list[int]] = {}
    for i in sorted(items):
        made.setdefault(find(i), []).append(i)
    return tuple(tuple(block) for block in made.values())


class Node:
    """One node; see the module. `bound` never falls; `closed` once nothing better lies below.

    `solved`: the linear program is, or as good as that; `exact`: no less will do.
    `priced` is the bound of the prices `inside`; `bound` may be more, by what is known otherwise.
    `reach`, `reached`, `programs` and `spent` are for `closing`.
    """

    def __init__(
        self,
        problem: Problem,
        flat: Flat,
        items: Sequence[int],
        branch: Branch,
        parent: Node | None = None,
    ) -> None:
        self.branch = branch
        self.blocks = blocks_of(items, branch.together)
        self.packed = pack(problem, flat, self.blocks, branch.apart, branch.bars)
        self.pricer = Pricer(self.packed)
        self.limits = self.packed.row_limit
        self.closed = self.solved = False
        self.lp = float("inf")
        self.reached, self.programs, self.spent = 0.0, 0, False
        self.steps = 0
        self.relaxed: Relaxed | None = None
        self._of = {i: b for b, block in enumerate(self.blocks) for i in block}
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._share, self._level = 1.0, 0
        self._rough = True
        self.tight, self._cut_at = False, -float("inf")
        self.exact = False
        self._start(parent)

    def _start(self, parent: Node | None) -> None:
        floor = floor_prices(self.packed, self.pricer.alone)
        self.inside, kept = (floor, no_cuts()) if parent is None else self._projected(parent)
        self.priced = self.bound = -float("inf")
        if not np.isfinite(floor.blocks).all():
            self.bound, self.closed = float("inf"), True
            return
        self.priced = self.inside.bound(self.limits)
        self.bound = self.priced if parent is None else max(self.priced, parent.bound)
        self.reach = 0.0 if parent is None else parent.reached
        alone = self.pricer.alone
        self.scale = max(float(np.abs(alone[np.isfinite(alone)]).mean()), 1e-9)
        self.ceiling = ceiling(self.packed)
        self._lift = 10.0 * self.scale
        self._master = Master(len(self.blocks), self.limits, self.scale, self._lift)
        self._master.cut(kept)
        self.pricer.cut(kept)
        self.know([(0, block) for block in self.blocks])
        if parent is not None:
            self.know([(c.mode, parent.items(c.blocks)) for c in parent.columns])

    def _projected(self, parent: Node) -> tuple[Prices, Ints]:
        """Return the parent's prices and cuts as they hold here.

        Where two blocks of a cut are one now, all its groups pay the due: its price is less by that.
        """
        now = np.array([self._of[block[0]] for block in parent.blocks], np.int64)
        mine: Floats = np.bincount(now, parent.inside.blocks, len(self.blocks)).astype(np.float64)
        cuts = np.sort(now[parent.cuts], axis=1)
        joined = (cuts[:, :2] == cuts[:, 1:]).any(axis=1)
        mine -= np.bincount(cuts[joined, 1], parent.inside.dues[joined], len(self.blocks))
        return Prices(mine, parent.inside.tolls, parent.inside.dues[~joined]), cuts[~joined]

    @property
    def columns(self) -> list[Column]:
        """The columns of the master problem."""
        return self._master.columns

    @property
    def cuts(self) -> Ints:
        """The cuts added, int64[m, 3] of blocks."""
        return self._master.cuts

    @property
    def tolls(self) -> Floats:
        """What a unit of each side row is worth, by the last answer of the linear program."""
        return np.zeros(len(self.limits)) if self.relaxed is None else self.relaxed.tolls

    def items(self, blocks: Sequence[int]) -> Block:
        """Return the items of blocks."""
        return tuple(sorted(i for b in blocks for i in self.blocks[b]))

    def know(self, groups: Sequence[Group]) -> None:
        """Add groups of items as columns; those that are not allowed here are passed over."""
        self._add([key for mode, items in groups if (key := self.key(mode, items))])

    def key(self, mode: int, items: Block) -> tuple[int, tuple[int, ...]] | None:
        """Return a group of items as (mode, blocks), or None if it is not made of whole blocks."""
        if not all(i in self._of for i in items):
            return None
        blocks = tuple(sorted({self._of[i] for i in items}))
        whole = sum(len(self.blocks[b]) for b in blocks) == len(items)
        return (mode if len(items) > 1 else 0, blocks) if whole else None

    def _add(self, keys: Sequence[tuple[int, tuple[int, ...]]]) -> int:
        fresh = [key for key in dict.fromkeys(keys) if key not in self._known]
        self._known.update(fresh)
        columns = self.pricer.columns(fresh)
        self._master.add(columns)
        return len(columns)

    def near(self, value: float) -> bool:
        """Say whether the bound is as good as `value`."""
        return self.bound >= value - EXACT * max(abs(value), self.scale)

    # Column generation --------------------------------------------------------------------------

    def step(self, value: float, stop: Callable[[], bool]) -> None:
        """Solve the linear program, look for groups once, raise the bound; `solved` when that ends.

        `value` is that of the best partition known.
        """
        self.steps += 1
        self.relaxed = self._master.solve()
        self.lp = min(self.relaxed.value, value)
        outside = Prices(self.relaxed.prices, self.relaxed.tolls, self.relaxed.dues)
        at = self.inside.toward(outside, self._share)
        look = self.pricer.look(at, -NOISE * self.scale, self._effort(), stop, 100_000)
        if not look.cut:
            self._rise(at, look)
        fresh = self._add(look.groups)
        self._purge(outside)
        if look.cut:
            return
        if self._suffices(value):
            self.solved = True
        elif self._rough:
            if fresh <= len(self.blocks) // 20:
                self._rough, self._share = False, 0.5
        elif fresh:
            self._level = max(self._level - 1, 0) if fresh > len(self.blocks) else self._level
            self._share = max(0.3, self._share * 0.95)
        elif not look.complete and self._level + 1 < len(BUDGETS):
            self._level += 1
        elif self._share < 1.0:
            self._share = 1.0 if self._share > 0.98 else 1 - (1 - self._share) / 2
        else:
            self._end()

    def _suffices(self, value: float) -> bool:
        """Say whether the bound is so near the program's answer that more steps bring next to nothing."""
        assert self.relaxed is not None
        gap = min(value - self.priced, self.scale)
        near = self.relaxed.value - self.priced <= NEARLY * gap
        return near and not self.exact and not self.relaxed.lifted

    def _effort(self) -> Effort:
        return Effort(BUDGETS[self._level], 4, 0.5)

    def _rise(self, at: Prices, look: Look) -> None:
        mended = Prices(at.blocks - look.short, at.tolls, at.dues)
        priced = mended.bound(self.limits)
        if priced > self.priced:
            self.priced, self.inside = priced, mended
            self.bound = max(self.bound, priced)

    def _end(self) -> None:
        """Nothing undercuts the program's own prices: it is solved, unless it lifts a limit."""
        assert self.relaxed is not None
        if not self.relaxed.lifted:
            self.solved = True
        elif self.bound > self.ceiling:
            self.bound, self.closed = float("inf"), True
        else:
            self._lift *= 30.0
            self._master.lift(self._lift)

    def tighten(self, value: float) -> bool:
        """Add cuts that the answer of a solved node violates, to solve it again; say whether any.

        None are sought once a round has raised the bound by less than ROUND_GAIN of the gap.
        """
        assert self.relaxed is not None
        gain, self._cut_at = self.priced - self._cut_at, self.priced
        if gain < ROUND_GAIN * min(value - self.priced, self.scale):
            self.tight = True
            return False
        groups = [c.blocks for c in self.columns[: len(self.relaxed.shares)]]
        cuts = violated(groups, self.relaxed.shares, len(self.blocks), self.cuts)
        if not len(cuts):
            self.tight = True
            return False
        self._master.cut(cuts)
        self.pricer.cut(self.cuts)
        dues = np.concatenate([self.inside.dues, np.zeros(len(cuts))])
        self.inside = Prices(self.inside.blocks, self.inside.tolls, dues)
        self.reach, self.reached = 0.0, 0.0
        self.solved = self.spent = False
        return True

    def _purge(self, outside: Prices) -> None:
        if len(self.columns) <= COLUMNS_KEPT or self.relaxed is None:
            return
        reduced = self._reduced(self.columns, outside)
        fresh = np.arange(len(reduced)) >= len(self.relaxed.shares)
        shares = np.where(fresh, 0.0, np.resize(self.relaxed.shares, len(reduced)))
        alone = np.array([len(c.blocks) == 1 for c in self.columns])
        rank = np.where((shares > 0) | fresh | alone, -np.inf, reduced)
        kept = np.sort(np.argsort(rank, kind="stable")[: COLUMNS_KEPT // 2])
        self.relaxed = replace(self.relaxed, shares=shares[kept])
        self._master.keep(kept.tolist())
        self._known = {(c.mode, c.blocks) for c in self.columns}

    def _reduced(self, columns: Sequence[Column], at: Prices) -> Floats:
        held = incidence([c.blocks for c in columns], len(self.blocks))
        cost = np.array([c.cost + c.adds @ at.tolls for c in columns])
        return cost - held @ at.blocks + pays(held, self.cuts) @ at.dues

    def enumerate(
        self, gap: float, budget: int, limit: int, stop: Callable[[], bool]
    ) -> list[Column] | None:
        """Return all columns that a partition within `gap` above `priced` can hold.

        None if they are more than `limit`, or not found in `budget` steps a root (more, if it took more
        to solve the node).
        """
        bar = gap + 2 * NOISE * self.scale
        effort = Effort(max(budget, BUDGETS[self._level]), limit, 0.0)
        look = self.pricer.look(self.inside, bar, effort, stop, limit)
        if look.cut or not look.complete:
            return None
        groups = [*look.groups, *((0, (b,)) for b in range(len(self.blocks)))]
        columns = self.pricer.columns(list(dict.fromkeys(groups)))
        reduced = self._reduced(columns, self.inside)
        return [c for c, cost in zip(columns, reduced, strict=True) if cost <= bar]


def ceiling(packed: Packed) -> float:
    """Return what no partition costs more than: as if all sat in all, nothing shared, in every mode."""
    total = float(np.abs(packed.own).sum() + packed.price_sum.sum() + packed.pair.sum())
    for s in range(len(packed.overhead)):
        here = np.flatnonzero(packed.scene == s)
        total += _scene_ceiling(packed, here)
    return total


def _scene_ceiling(packed: Packed, entries: Ints) -> float:
    if not len(entries):
        return 0.0
    spans = [slice(packed.m_start[e], packed.m_start[e + 1]) for e in entries]
    v = sum(float(packed.m_v[at].sum()) for at in spans)
    u = sum(float(packed.m_u[at].sum()) for at in spans)
    hours = [float(packed.s_x[packed.s_start[e] : packed.s_start[e + 1]].sum()) for e in entries]
    agenda = float(packed.add[entries].sum()) + sum(hours)
    sessions = float(packed.sess[entries].sum()) + agenda / float(packed.longest[entries].min())
    overhead = float(packed.overhead[packed.scene[entries[0]]])
    s = packed.scene[entries[0]]
    dearest = packed.step[packed.step_start[s] : packed.step_start[s + 1]].max(initial=0.0)
    by_size = len(entries) * float(dearest)
    return v * (agenda + overhead * sessions) + u * sessions + by_size

"""The last stage: all groups that a better partition can hold are known; choose among them.

The linear program over them is tightened by subset-row cuts (Jepsen, Petersen, Spoorendonk, Pisinger
2008): of any three blocks, at most one group holds two or more. As the bound falls, groups whose
reduced cost is too low are dropped for good. When cuts close little more, two blocks are joined, or
parted (Ryan, Foster 1981). Groups are priced by inspection, so cuts cost nothing but columns of a
matrix. (An integer program over the groups that remain takes many times as long.)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ostan.plan.engine.pairwise.master import add_columns, relaxed, silent, worth
from ostan.plan.engine.pairwise.outcome import Bools, Floats, Groups, Ints, arranged, rounded

CUTS = 40
"""At most so many cuts are added at a time."""
ROUNDS = 30
"""At most so many times are cuts added."""
BATCH = 300
"""At most so many groups enter the linear program at a time."""
LEAST_CUT = 0.03
"""A cut must be violated by so much."""
GAIN = 0.02
"""Cuts are added no longer when a round closes less than this share of what is open."""

Cut = tuple[int, int, int]


class Pool:
    """Groups bool[m, k] with the partition wanted among them, worth at least `least`.

    `bound`: no partition of at least `least` has more (below `least`: there is none). `done`: there is
    none, or `best` is the best, or neither is known and `halves` take over.
    """

    def __init__(
        self,
        rows: Bools,
        values: Floats,
        active: Ints,
        cuts: list[Cut],
        bound: float,
        least: float,
        grain: float,
    ) -> None:
        self._k = rows.shape[1]
        self._all, self._values, self._cuts = rows, values, list(cuts)
        self._held = self._holding(cuts)
        self._least, self._grain = least, grain
        self._dear = 2.0 * (1.0 + float(np.abs(values).max(initial=0.0)))
        self.bound = self._value = bound
        self.best: Groups | None = None
        self.done = False
        self._rounds = 0
        self._start(active)

    @classmethod
    def of(cls, weights: Floats, rows: Bools, bound: float, least: float, grain: float) -> Pool:
        """Return the pool of these groups, and of every block alone."""
        k = len(weights)
        rows = np.concatenate([np.eye(k, dtype=bool), rows[rows.sum(1) > 1]])
        return cls(rows, worth(weights, rows), np.arange(k), [], bound, least, grain)

    @property
    def columns(self) -> int:
        """How many groups remain."""
        return len(self._all)

    def expect(self, least: float) -> None:
        """Set what a partition must be worth, at least what it was before."""
        self._least = max(self._least, least)

    @property
    def parted(self) -> bool:
        """Whether the halves take over."""
        return self.done and self.best is None and self.bound >= self._least

    def step(self) -> None:
        """Solve the relaxation, drop what cannot matter, add cuts."""
        before = self._value
        reduced = self._relax()
        self.bound = min(self.bound, rounded(self._value, self._grain))
        if self.bound < self._least:
            self.done = True
            return
        if self._whole():
            self.done = True
            return
        self._drop(reduced)
        closed = before - self._value >= GAIN * (before - self._least)
        more = self._rounds < ROUNDS and (closed or not self._rounds)
        cuts = self._violated() if more else []
        self._rounds += 1
        if cuts:
            self._cut(cuts)
        else:
            self.done = True

    # The relaxation ----------------------------------------------------------------------------

    def _start(self, active: Ints) -> None:
        """Make the linear program anew, of these groups and all cuts."""
        self._highs = self._empty()
        slack = np.hstack([np.eye(self._k), np.zeros((self._k, len(self._cuts)))])
        add_columns(self._highs, np.full(self._k, -self._dear), slack)
        self._active = np.empty(0, np.int64)
        self._enter(active)

    def _empty(self) -> Any:
        """Return a program with a row of every block and cut, and no column."""
        highs, nothing = silent(), (np.empty(0, np.int32), np.empty(0))
        for _ in range(self._k):
            highs.addRow(1.0, 1.0, 0, *nothing)
        for _ in self._cuts:
            highs.addRow(-np.inf, 1.0, 0, *nothing)
        return highs

    def _enter(self, numbers: Ints) -> None:
        rows = np.hstack([self._all[numbers], self._held[numbers]])
        add_columns(self._highs, self._values[numbers], rows)
        self._active = np.concatenate([self._active, numbers])

    def _relax(self) -> Floats:
        """Solve the linear program over all groups; return their reduced costs (at most 0).

        A block may stay in no group, dearly, so that there always is a solution.
        """
        while True:
            answer = relaxed(self._highs)
            self._value, self._shares = answer.value, answer.shares
            prices, tolls = answer.prices[: self._k], answer.prices[self._k :]
            reduced: Floats = self._values - self._all @ prices - self._held @ tolls
            high = np.flatnonzero(reduced > 1e-7 * (1.0 + abs(self._value)) / self._k)
            if not len(high):
                return np.minimum(reduced, 0.0)
            self._enter(high[np.argsort(-reduced[high], kind="stable")[:BATCH]])

    def _drop(self, reduced: Floats) -> None:
        """Drop groups that no partition of `least` holds, the bound being loose by rounding only."""
        loose = 1e-6 * (1.0 + abs(self._value))
        kept = reduced >= self._least - self._value - loose
        if kept.sum() > 0.8 * len(kept):
            return
        active = np.zeros(len(kept), bool)
        active[self._active] = True
        number = np.cumsum(kept) - 1
        self._all, self._values, self._held = self._all[kept], self._values[kept], self._held[kept]
        self._start(number[np.flatnonzero(active & kept)])
        self._relax()

    # Cuts --------------------------------------------------------------------------------------

    def _holding(self, cuts: list[Cut]) -> Bools:
        """Return which groups (rows) are in which cuts (columns)."""
        held = [self._all[:, list(cut)].sum(1) >= 2 for cut in cuts]
        return np.stack(held, axis=1) if cuts else np.zeros((len(self._all), 0), bool)

    def _violated(self) -> list[Cut]:
        """Return the most violated cuts of the last relaxation."""
        from ostan.plan.engine.pairwise.kernel_cuts import subset_rows

        shares = self._shares[self._k :]
        part = shares > 1e-6
        rows, shares = self._all[self._active[part]], shares[part]
        triples, held = subset_rows(rows, shares, 1.0 + LEAST_CUT)
        best = triples[np.argsort(-held, kind="stable")].tolist()
        known = set(self._cuts)
        return [(a, b, c) for a, b, c in best if (a, b, c) not in known][:CUTS]

    def _cut(self, cuts: list[Cut]) -> None:
        held = self._holding(cuts)
        for column in held.T:
            at = np.flatnonzero(column[self._active]).astype(np.int32)
            self._highs.addRow(-np.inf, 1.0, len(at), at + self._k, np.ones(len(at)))
        self._held = np.hstack([self._held, held])
        self._cuts.extend(cuts)

    def _whole(self) -> bool:
        """Take the last relaxation for the best partition, if it is one."""
        taken = self._shares > 0.5
        if taken[: self._k].any() or np.abs(self._shares - taken).max() > 1e-6:
            return False
        numbers = self._active[taken[self._k :]]
        self.best = arranged([np.flatnonzero(self._all[c]).tolist() for c in numbers])
        return True

    # The end -----------------------------------------------------------------------------------

    def halves(self) -> tuple[Pool, Pool]:
        """Return the pools in which a pair, as often together as apart, is together, and apart."""
        inside = self._all[self._active].astype(np.float64)
        ties = np.triu(inside.T @ (inside * self._shares[self._k :, None]), 1)
        a, b = divmod(int(np.argmax(np.minimum(ties, 1.0 - ties))), self._k)
        both, either = self._all[:, a] & self._all[:, b], self._all[:, a] | self._all[:, b]
        return self._half(both | ~either), self._half(~both)

    def _half(self, kept: Bools) -> Pool:
        active = np.zeros(len(kept), bool)
        active[self._active] = True
        return Pool(
            self._all[kept],
            self._values[kept],
            np.flatnonzero(active[kept]),
            self._cuts,
            self.bound,
            self._least,
            self._grain,
        )

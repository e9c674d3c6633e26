"""The last stage: all groups that a better partition can hold are known; choose among them.

The linear program over them is tightened by subset-row cuts (Jepsen, Petersen, Spoorendonk, Pisinger
2008): of any three blocks, at most one group holds two or more. As the bound falls, groups whose
reduced cost is too low are dropped for good; what remains goes to an integer program. Groups are
priced by inspection, so cuts cost nothing but columns of a matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ostan.plan.engine.pairwise.master import add_columns, relaxed, silent, worth
from ostan.plan.engine.pairwise.outcome import Bools, Floats, Groups, Ints, arranged, rounded

FEW = 400
"""So few groups go to the integer program at once."""
CUTS = 40
"""At most so many cuts are added at a time."""
ROUNDS = 30
"""At most so many times are cuts added."""
BATCH = 300
"""At most so many groups enter the linear program at a time."""
LEAST_CUT = 0.03
"""A cut must be violated by so much."""


class Pool:
    """Groups bool[m, k] with the partition wanted among them, worth at least `least`.

    `bound`: no partition of at least `least` has more (below `least`: there is none). `best`: the
    partition of the integer program, if it met one. `done`: bound and best are final. `shares` of
    `rows`: the last relaxation. Interrupted, the bound is still true.
    """

    def __init__(
        self, weights: Floats, rows: Bools, bound: float, least: float, grain: float
    ) -> None:
        self._k = len(weights)
        single = rows.sum(1) < 2
        self._all = np.concatenate([np.eye(self._k, dtype=bool), rows[~single]])
        self._values = worth(weights, self._all)
        self._least, self._grain = least, grain
        self.bound = bound
        self.best: Groups | None = None
        self.done = False
        self._cuts: list[tuple[int, int, int]] = []
        self._held = np.zeros((len(self._all), 0), bool)
        self._rounds = 0
        self._start(np.arange(self._k))

    @property
    def columns(self) -> int:
        """How many groups remain."""
        return len(self._all)

    def _start(self, active: Ints) -> None:
        """Make the linear program anew, of these groups and all cuts."""
        self._highs = silent()
        empty = np.empty(0, np.int32), np.empty(0)
        for _ in range(self._k):
            self._highs.addRow(1.0, 1.0, 0, *empty)
        for _ in self._cuts:
            self._highs.addRow(-np.inf, 1.0, 0, *empty)
        self._active = np.empty(0, np.int64)
        self._enter(active)

    def _enter(self, numbers: Ints) -> None:
        rows = np.hstack([self._all[numbers], self._held[numbers]])
        add_columns(self._highs, self._values[numbers], rows)
        self._active = np.concatenate([self._active, numbers])

    def step(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Solve the relaxation, drop what cannot matter, add cuts; or solve the integer program."""
        reduced = self._relax()
        self.bound = min(self.bound, rounded(self._value, self._grain))
        if self.bound < self._least:
            self.done = True
            return
        self._drop(reduced)
        cuts = self._violated() if self._rounds < ROUNDS and self.columns > FEW else []
        if cuts:
            self._rounds += 1
            self._cut(cuts)
        else:
            self._choose(seconds, stop)

    def _relax(self) -> Floats:
        """Solve the linear program over all groups; return their reduced costs (at most 0)."""
        while True:
            answer = relaxed(self._highs)
            self._value, self.shares = answer.value, answer.shares
            prices, tolls = answer.prices[: self._k], answer.prices[self._k :]
            reduced: Floats = self._values - self._all @ prices - self._held @ tolls
            high = np.flatnonzero(reduced > 1e-7 * (1.0 + abs(self._value)) / self._k)
            if not len(high):
                return np.minimum(reduced, 0.0)
            self._enter(high[np.argsort(-reduced[high], kind="stable")[:BATCH]])

    def _drop(self, reduced: Floats) -> None:
        """Drop groups that no partition of `least` holds; the bound being loose by rounding only."""
        loose = 1e-6 * (1.0 + abs(self._value))
        kept = reduced >= self._least - self._value - loose
        active = np.zeros(len(kept), bool)
        active[self._active] = True
        if kept.sum() > 0.8 * len(kept):
            return
        number = np.cumsum(kept) - 1
        active &= kept
        self._all, self._values, self._held = self._all[kept], self._values[kept], self._held[kept]
        self._start(number[np.flatnonzero(active)])
        self._relax()

    def _violated(self) -> list[tuple[int, int, int]]:
        """Return the most violated cuts of the last relaxation."""
        from ostan.plan.engine.pairwise.kernel_cuts import subset_rows

        part = self.shares > 1e-6
        triples, held = subset_rows(
            self._all[self._active[part]], self.shares[part], 1.0 + LEAST_CUT
        )
        best = triples[np.argsort(-held, kind="stable")].tolist()
        known = set(self._cuts)
        return [(a, b, c) for a, b, c in best if (a, b, c) not in known][:CUTS]

    def _cut(self, cuts: list[tuple[int, int, int]]) -> None:
        held = np.stack([self._all[:, list(cut)].sum(1) >= 2 for cut in cuts], axis=1)
        for column in held.T:
            at = np.flatnonzero(column[self._active]).astype(np.int32)
            self._highs.addRow(-np.inf, 1.0, len(at), at, np.ones(len(at)))
        self._held = np.hstack([self._held, held])
        self._cuts.extend(cuts)

    def _choose(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Solve the integer program over all groups that remain."""
        import highspy

        highs = silent()
        highs.setOptionValue("time_limit", max(seconds, 0.05))
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        highs.setOptionValue("objective_bound", -self._least + 0.5 * self._grain)
        self._program(highs)

        def cut(event: Any) -> None:
            event.interrupt(stop())

        highs.cbMipInterrupt += cut
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        nothing = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound)
        if status in nothing:
            self.bound, self.done = min(self.bound, self._below()), True
            return
        if np.isfinite(info.mip_dual_bound):
            bound = rounded(-float(info.mip_dual_bound), self._grain)
            self.bound = min(self.bound, max(bound, self._below()))
        if info.primal_solution_status == 2:
            taken = np.flatnonzero(np.array(highs.getSolution().col_value) > 0.5)
            self.best = arranged([np.flatnonzero(self._all[c]).tolist() for c in taken])
        self.done = status == highspy.HighsModelStatus.kOptimal

    def _below(self) -> float:
        """Return what a partition is worth at most if it is not worth `least`."""
        return self._least - self._grain

    def _program(self, highs: Any) -> None:
        import highspy

        numbers = np.arange(len(self._all))
        for _ in range(self._k):
            highs.addRow(1.0, 1.0, 0, np.empty(0, np.int32), np.empty(0))
        for _ in self._cuts:
            highs.addRow(-np.inf, 1.0, 0, np.empty(0, np.int32), np.empty(0))
        add_columns(highs, self._values, np.hstack([self._all, self._held]))
        kind = np.full(len(numbers), int(highspy.HighsVarType.kInteger), np.uint8)
        highs.changeColsIntegrality(len(numbers), numbers.astype(np.int32), kind)

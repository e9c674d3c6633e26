"""The relaxation over pairs: x_ij in [0, 1], triangle inequalities added where violated.

    max sum w_ij x_ij,   x_ij + x_jk - x_ik <= 1   (Groetschel, Wakabayashi 1989)

Every value on the way is an upper bound. Where it ends at a partition, or near one, it is all that is
needed (data with few contradictions); where most x_ij end at one half it says little, and groups are
generated instead (`node`).
"""

from __future__ import annotations

import numpy as np

from ostan.plan.engine.pairwise.master import silent
from ostan.plan.engine.pairwise.outcome import Bools, Floats, Ints, rounded

BATCH = 1_500
"""At most so many inequalities are added at a time."""
SHARE = 4
"""A pair is in at most so many inequalities added at a time."""
LEAST = 1e-6
"""An inequality must be violated by so much."""
IDLE = 0.2
"""Inequalities with so much room are dropped."""
TURNS = 6e6
"""Simplex iterations between two looks at the clock, times rows and columns."""
HALF = 0.6
"""The relaxation says little if so large a share of what is fractional is one half."""
PATIENCE = 4
"""After so many rounds."""


class Triangles:
    """The relaxation for weights float64[k, k], -inf: apart. `bound`: no partition has more.

    `x` float64[k, k]: the last solution. `done`: no inequality is violated, or it says little (`weak`).
    """

    def __init__(self, weights: Floats, grain: float) -> None:
        self._k, self._grain = len(weights), grain
        above = np.triu(np.isfinite(weights), 1)
        self._at = np.argwhere(above)
        self._number = np.full(weights.shape, -1, np.int64)
        self._number[above] = np.arange(len(self._at))
        self._number = np.maximum(self._number, self._number.T)
        self._worth = weights[above]
        self.bound = float(np.maximum(self._worth, 0.0).sum())
        self.x = np.zeros(weights.shape)
        self.done, self.weak = not len(self._at), False
        self.work, self._rounds = 0.0, 0
        self._highs = silent()
        self._begin()

    def _begin(self) -> None:
        m = len(self._at)
        for name, value in (("presolve", "off"), ("simplex_strategy", 1)):
            self._highs.setOptionValue(name, value)
        self._highs.addVars(m, np.zeros(m), np.ones(m))
        self._highs.changeColsCost(m, np.arange(m, dtype=np.int32), -self._worth)

    def step(self) -> None:
        """Solve on; where solved, add inequalities."""
        import highspy

        size = self._highs.getNumRow() + len(self._at)
        self._highs.setOptionValue("simplex_iteration_limit", int(50 + TURNS / size))
        self._highs.run()
        info, status = self._highs.getInfo(), self._highs.getModelStatus()
        self.work += 4e-8 * max(info.simplex_iteration_count, 0) * size
        if status == highspy.HighsModelStatus.kIterationLimit:
            return
        if status != highspy.HighsModelStatus.kOptimal:
            self.done = self.weak = True
            return
        self.bound = min(self.bound, rounded(-float(info.objective_function_value), self._grain))
        self._rounds += 1
        self._see()
        found = self._violated()
        self.done = self.weak = self._poor()
        if not len(found):
            self.done = True
        elif not self.done:
            self._drop()
            self._add(found)

    def _see(self) -> None:
        values = np.array(self._highs.getSolution().col_value)
        self.x[:] = 0.0
        self.x[self._at[:, 0], self._at[:, 1]] = values
        self.x += self.x.T

    def _violated(self) -> Ints:
        """Return the pairs (ij, jk, ik), by number, of the most violated inequalities."""
        from ostan.plan.engine.pairwise.kernel_triangles import spread, violated

        count = violated(self.x, LEAST, np.empty((0, 3), np.int64), np.empty(0))
        out, by = np.empty((count, 3), np.int64), np.empty(count)
        violated(self.x, LEAST, out, by)
        out = out[np.argsort(-by, kind="stable")]
        out = out[spread(out, self._k, BATCH, SHARE)]
        i, j, h = out.T
        found: Ints = np.stack([self._number[i, j], self._number[j, h], self._number[i, h]], axis=1)
        return found

    def _poor(self) -> bool:
        part = (self.x > 1e-6) & (self.x < 1.0 - 1e-6)
        half = part & (np.abs(self.x - 0.5) < 1e-6)
        return bool(self._rounds > PATIENCE and half.sum() > max(HALF * part.sum(), self._k))

    def _drop(self) -> None:
        slack = 1.0 - np.array(self._highs.getSolution().row_value)
        idle = np.flatnonzero(slack > IDLE).astype(np.int32)
        if len(idle):
            self._highs.deleteRows(len(idle), idle)

    def _add(self, found: Ints) -> None:
        """Add rows x_a + x_b - x_c <= 1 for numbers of pairs (a, b, c); without c where it is apart."""
        known = found >= 0
        start = np.concatenate([[0], np.cumsum(known.sum(1))[:-1]]).astype(np.int32)
        value = np.tile([1.0, 1.0, -1.0], (len(found), 1))[known]
        index = found[known].astype(np.int32)
        m = len(found)
        self._highs.addRows(m, np.full(m, -np.inf), np.ones(m), len(index), start, index, value)

    def fixed(self, least: float) -> tuple[Bools, Bools]:
        """Return which pairs are together, and apart, in every partition worth `least`.

        By reduced costs of the last solution.
        """
        together = np.zeros(self.x.shape, bool)
        apart = np.zeros(self.x.shape, bool)
        if self.weak or not len(self._at):
            return together, apart
        costs = -np.array(self._highs.getSolution().col_dual)
        value = -float(self._highs.getInfo().objective_function_value)
        far = value - np.abs(costs) < least - 1e-6 * (1.0 + abs(value))
        x = self.x[self._at[:, 0], self._at[:, 1]]
        for fixed, pairs in ((together, far & (x > 0.5)), (apart, far & (x < 0.5))):
            fixed[self._at[pairs, 0], self._at[pairs, 1]] = True
        return together, apart


def partition_of(x: Floats) -> list[list[int]] | None:
    """Return the groups of a solution without fractions, else None."""
    if (np.abs(x - np.round(x)) > 1e-6).any():
        return None
    left, groups = set(range(len(x))), []
    while left:
        first = min(left)
        group = [first, *(j for j in np.flatnonzero(x[first] > 0.5).tolist() if j != first)]
        groups.append(group)
        left.difference_update(group)
    return groups

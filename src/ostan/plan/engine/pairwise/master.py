"""The relaxation over groups in HiGHS: every block in exactly one group, at most total weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ostan.plan.engine.pairwise.outcome import Bools, Floats


@dataclass(frozen=True, eq=False)
class Relaxed:
    """Its value, the price of each block, and the share of each group. The prices add to the value."""

    value: float
    prices: Floats
    shares: Floats


def worth(weights: Floats, rows: Bools) -> Floats:
    """Return the sum of the weights inside each group, bool[m, k]; -inf where two are apart."""
    barred = np.isneginf(weights)
    inside = rows.astype(np.float64)
    sums: Floats = 0.5 * np.einsum("ij,ij->i", inside @ np.where(barred, 0.0, weights), inside)
    if barred.any():
        sums[np.einsum("ij,ij->i", inside @ barred.astype(np.float64), inside) > 0] = -np.inf
    return sums


class Master:
    """The groups known so far (each block alone from the start) and the linear program over them."""

    def __init__(self, weights: Floats) -> None:
        self._weights, self._k = weights, len(weights)
        self._seen: set[bytes] = set()
        self.rows = np.zeros((0, self._k), bool)
        self._highs = silent()
        for _ in range(self._k):
            self._highs.addRow(1.0, 1.0, 0, np.empty(0, np.int32), np.empty(0))
        self.add(np.eye(self._k, dtype=bool))

    def add(self, rows: Bools) -> int:
        """Add the groups (bool[m, k]) that are new and allowed; return how many."""
        new = []
        for number, key in enumerate(np.packbits(rows, axis=1)):
            if key.tobytes() not in self._seen:
                self._seen.add(key.tobytes())
                new.append(number)
        rows = rows[new]
        values = worth(self._weights, rows)
        rows, values = rows[np.isfinite(values)], values[np.isfinite(values)]
        if len(rows):
            add_columns(self._highs, values, rows)
            self.rows = np.concatenate([self.rows, rows])
        return len(rows)

    def solve(self) -> Relaxed:
        """Solve the linear program. Raises RuntimeError if HiGHS fails."""
        return relaxed(self._highs)


def relaxed(highs: Any) -> Relaxed:
    """Solve the linear program of this solver. Raises RuntimeError if HiGHS fails."""
    import highspy

    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        highs.clearSolver()
        highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS: {highs.getModelStatus()}")
    solution = highs.getSolution()
    value = -float(highs.getInfo().objective_function_value)
    return Relaxed(value, -np.array(solution.row_dual), np.array(solution.col_value))


def add_columns(highs: Any, values: Floats, rows: Any) -> None:
    """Add columns (0 .. any) worth `values` with coefficients `rows` [m, number of rows]."""
    import highspy

    of, index = np.nonzero(rows)
    start = np.searchsorted(of, np.arange(len(rows))).astype(np.int32)
    m, high = len(rows), float(highspy.kHighsInf)
    highs.addCols(
        m, -values, np.zeros(m), np.full(m, high), len(index), start, index.astype(np.int32),
        rows[of, index].astype(np.float64),
    )  # fmt: skip


def silent() -> Any:
    """Return a solver that prints nothing and uses one thread."""
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs

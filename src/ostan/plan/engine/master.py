"""The master problem in HiGHS: which of the known groups to choose, as a linear or integer program.

Rows 0 .. blocks-1: every block in exactly one chosen group. Then the side rows; each has a column
that lifts its limit at a high cost, so that the linear program always has an answer. Then the cuts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ostan.plan.engine.cuts import incidence, no_cuts, pays
from ostan.plan.engine.problem import Floats, Ints


@dataclass(frozen=True, eq=False)
class Column:
    """A group of a mode: its blocks, cost, and what it adds to each side row."""

    mode: int
    blocks: tuple[int, ...]
    cost: float
    adds: Floats


@dataclass(frozen=True, eq=False)
class Relaxed:
    """Answer of the linear program: value, price of each block and side row, share of each column.

    `tolls` (>= 0): what a unit of a side row is worth; `dues` (>= 0): the same of a cut. `lifted`:
    whether a limit is exceeded.
    """

    value: float
    prices: Floats
    tolls: Floats
    dues: Floats
    shares: Floats
    lifted: bool


class Master:
    """The linear program over the columns known so far. Costs are divided by `scale` inside."""

    def __init__(self, blocks: int, limits: Floats, scale: float, lift: float) -> None:
        self._blocks, self._rows, self._scale = blocks, len(limits), scale
        self.columns: list[Column] = []
        self.cuts = no_cuts()
        self._highs = _highs()
        empty = np.empty(0, np.int32), np.empty(0)
        for _ in range(blocks):
            self._highs.addRow(1.0, 1.0, 0, *empty)
        for r, limit in enumerate(limits):
            self._highs.addRow(-_infinity(), float(limit), 0, *empty)
            at = np.array([blocks + r], np.int32)
            self._highs.addCol(lift / scale, 0.0, _infinity(), 1, at, np.array([-1.0]))

    def add(self, columns: Sequence[Column]) -> None:
        """Add columns."""
        if not columns:
            return
        start, index, value = _matrix(columns, self._blocks, self._rows, self.cuts)
        cost = np.array([c.cost for c in columns]) / self._scale
        k = len(columns)
        self._highs.addCols(
            k, cost, np.zeros(k), np.full(k, _infinity()), len(index), start, index, value
        )
        self.columns.extend(columns)

    def cut(self, cuts: Ints) -> None:
        """Add cuts int64[m, 3]."""
        held = incidence([c.blocks for c in self.columns], self._blocks)
        for row in pays(held, cuts).T:
            at = np.flatnonzero(row).astype(np.int32)
            self._highs.addRow(-_infinity(), 1.0, len(at), at + self._rows, np.ones(len(at)))
        self.cuts = np.concatenate([self.cuts, cuts])

    def lift(self, cost: float) -> None:
        """Set what it costs to exceed the limit of a side row by a unit."""
        for column in range(self._rows):
            self._highs.changeColCost(column, cost / self._scale)

    def keep(self, kept: Sequence[int]) -> None:
        """Drop all columns but those with these numbers (rising)."""
        gone = np.ones(len(self.columns), bool)
        gone[list(kept)] = False
        at = (np.flatnonzero(gone) + self._rows).astype(np.int32)
        if len(at):
            self._highs.deleteCols(len(at), at)
            self.columns = [self.columns[c] for c in kept]

    def solve(self) -> Relaxed:
        """Solve the linear program. Raises RuntimeError if HiGHS fails."""
        import highspy

        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._highs.clearSolver()
            self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS: {self._highs.getModelStatus()}")
        solution = self._highs.getSolution()
        duals = np.array(solution.row_dual) * self._scale
        shares = np.array(solution.col_value)
        return Relaxed(
            value=self._highs.getInfo().objective_function_value * self._scale,
            prices=duals[: self._blocks],
            tolls=np.maximum(-duals[self._blocks : self._blocks + self._rows], 0.0),
            dues=np.maximum(-duals[self._blocks + self._rows :], 0.0),
            shares=shares[self._rows :],
            lifted=bool((shares[: self._rows] > 1e-7).any()),
        )


@dataclass(frozen=True, eq=False)
class Chosen:
    """Answer of the integer program: numbers of the chosen columns (None: none found), and its bound."""

    columns: tuple[int, ...] | None
    bound: float
    optimal: bool


def choose(
    columns: Sequence[Column],
    blocks: int,
    limits: Floats,
    cuts: Ints,
    scale: float,
    seconds: float,
    hint: Sequence[int],
    enough: float,
    stop: Callable[[], bool],
) -> Chosen:
    """Choose columns that hold every block once and keep the side rows, at least cost.

    `cuts` hold of every choice; they help to bound it.     Starts from the columns numbered in `hint`. Ends once no choice costs less than `enough`. A search
    cut short gives its best and its bound.
    """
    import highspy

    highs = _highs()
    highs.passModel(_program(columns, blocks, limits, cuts, scale))
    highs.setOptionValue("time_limit", max(seconds, 0.05))
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 1e-9)
    if hint:
        start = highspy.HighsSolution()
        start.col_value = np.bincount(hint, minlength=len(columns)).astype(float)
        highs.setSolution(start)

    def cut(event: Any) -> None:
        event.interrupt(event.data_out.mip_dual_bound * scale >= enough or stop())

    highs.cbMipInterrupt += cut
    highs.run()
    info, status = highs.getInfo(), highs.getModelStatus()
    bound = float(info.mip_dual_bound) * scale
    if status == highspy.HighsModelStatus.kInfeasible:
        return Chosen(None, float("inf"), True)
    values = np.array(highs.getSolution().col_value)
    if info.primal_solution_status != 2 or len(values) != len(columns):
        return Chosen(None, bound, False)
    taken = tuple(np.flatnonzero(values > 0.5).tolist())
    return Chosen(taken, bound, status == highspy.HighsModelStatus.kOptimal)


def _program(
    columns: Sequence[Column], blocks: int, limits: Floats, cuts: Ints, scale: float
) -> Any:
    import highspy

    start, index, value = _matrix(columns, blocks, len(limits), cuts)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), blocks + len(limits) + len(cuts)
    lp.col_cost_ = np.array([c.cost for c in columns]) / scale
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    lp.row_lower_ = np.concatenate(
        [np.ones(blocks), np.full(len(limits) + len(cuts), -_infinity())]
    )
    lp.row_upper_ = np.concatenate([np.ones(blocks), limits, np.ones(len(cuts))])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.append(start, len(index)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = index, value
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    return lp


def _matrix(
    columns: Sequence[Column], blocks: int, limits: int, cuts: Ints
) -> tuple[Ints, Ints, Floats]:
    index: list[int] = []
    value: list[float] = []
    start = []
    paid = pays(incidence([c.blocks for c in columns], blocks), cuts)
    for column, row in zip(columns, paid, strict=True):
        start.append(len(index))
        index.extend(column.blocks)
        value.extend([1.0] * len(column.blocks))
        rows = np.flatnonzero(column.adds)
        index.extend((rows + blocks).tolist())
        value.extend(column.adds[rows].tolist())
        due = np.flatnonzero(row)
        index.extend((due + blocks + limits).tolist())
        value.extend([1.0] * len(due))
    return np.array(start, np.int32), np.array(index, np.int32), np.array(value)


def _infinity() -> float:
    import highspy

    return float(highspy.kHighsInf)


def _highs() -> Any:
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs

"""The same problem as a linear and an integer program in HiGHS: the search under limits, with its bound.

A variable for each node that is free, and one for each pair of free nodes, at least their difference.
The rows of needs and pairs are totally unimodular, so that only limits make a node fractional.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ostan.plan.engine.closure.problem import ALWAYS, FREE, Bools, Closure, Floats, Ints

TOLERANCE = 1e-6
"""By how much HiGHS lets a row or a bound be missed, relative to costs scaled to 1 on average."""


@dataclass(frozen=True, eq=False)
class Found:
    """An answer of HiGHS: a choice within all limits (None: none found) and a bound on every choice.

    `tolls` [r] >= 0: what a unit of each limit is worth, of the linear program; `proven`: the choice
    is best; `infeasible`: no choice keeps the limits.
    """

    taken: Bools | None
    bound: float
    tolls: Floats
    proven: bool = False
    infeasible: bool = False


class Program:
    """The program of a problem, kept in HiGHS between the linear and the integer one."""

    def __init__(self, problem: Closure) -> None:
        self.problem = problem
        free = problem.state == FREE
        self._free = np.flatnonzero(free)
        self._number = np.full(problem.n, -1, np.int64)
        self._number[self._free] = np.arange(len(self._free))
        self._fixed = problem.state == ALWAYS
        spread = np.abs(problem.cost[free])
        self._scale = float(spread.mean()) if spread.size and spread.max() > 0 else 1.0
        self._highs = _highs()
        self._build()

    def _build(self) -> None:
        import highspy

        p, number = self.problem, self._number
        needs = number[p.needs][(number[p.needs] >= 0).all(axis=1)]
        pairs = number[p.pairs]
        both: Bools = np.asarray((pairs >= 0).all(axis=1))
        cost, self._constant = p.leaning()
        k, n = int(both.sum()), len(self._free)
        parts = [_differ(needs, 0), *_apart(pairs[both], n, len(needs))]
        inside = number[p.node] >= 0
        base = len(needs) + 2 * k
        parts.append((p.row[inside] + base, number[p.node[inside]], p.uses[inside]))
        fixed = np.bincount(p.row, p.uses * self._fixed[p.node], minlength=len(p.limit))
        row = np.concatenate([x[0] for x in parts])
        col = np.concatenate([x[1] for x in parts])
        val = np.concatenate([x[2] for x in parts])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = n + k, base + len(p.limit)
        lp.col_cost_ = np.concatenate([cost[self._free], p.price[both]]) / self._scale
        lp.col_lower_, lp.col_upper_ = np.zeros(n + k), np.ones(n + k)
        lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
        lp.row_upper_ = np.concatenate([np.zeros(base), p.limit - fixed])
        order = np.lexsort((col, row))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        counts = np.bincount(row, minlength=lp.num_row_)
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        lp.a_matrix_.index_ = col[order].astype(np.int32)
        lp.a_matrix_.value_ = val[order]
        self._base, self._pairs, self._lp = base, (pairs[both], k), lp
        self._highs.passModel(lp)

    def relax(self, seconds: float) -> Found:
        """Solve the linear program: its bound, and the tolls of the limits."""
        import highspy

        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.1))
        self._highs.run()
        status, p = self._highs.getModelStatus(), self.problem
        if status == highspy.HighsModelStatus.kInfeasible:
            return Found(None, float("inf"), np.zeros(len(p.limit)), infeasible=True)
        dual = np.array(self._highs.getSolution().row_dual)
        tolls = np.zeros(len(p.limit))
        if len(dual) == self._base + len(p.limit):
            tolls = np.maximum(-dual[self._base :] * self._scale, 0.0)
        solved = status == highspy.HighsModelStatus.kOptimal
        value = float(self._highs.getInfo().objective_function_value)
        bound = value * self._scale + self._constant if solved else -float("inf")
        return Found(None, bound, tolls)

    def search(
        self,
        seconds: float,
        target: float,
        start: Bools | None,
        stop: Callable[[], bool],
    ) -> Found:
        """Search for the best choice; `target`: distance of value and bound at which to end.

        `start`: a choice to begin from. `stop` is asked often.
        """
        import highspy

        highs, p = self._highs, self.problem
        # Variables of pairs could be continuous; presolve of HiGHS 1.14 then loses the best choice.
        self._lp.integrality_ = [highspy.HighsVarType.kInteger] * self._lp.num_col_
        highs.passModel(self._lp)
        highs.setOptionValue("time_limit", max(seconds, 0.1))
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", max(target / self._scale, 1e-9))
        if start is not None:
            self._begin(start)

        def cut(event: Any) -> None:
            event.interrupt(stop())

        highs.cbMipInterrupt += cut
        highs.run()
        info, status = highs.getInfo(), highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Found(None, float("inf"), np.zeros(len(p.limit)), infeasible=True)
        bound = self._whole(float(info.mip_dual_bound))
        taken = self._read() if info.primal_solution_status == 2 else None
        done = status == highspy.HighsModelStatus.kOptimal
        return Found(taken, bound, np.zeros(len(p.limit)), proven=done and taken is not None)

    def _whole(self, value: float) -> float:
        return value * self._scale + self._constant

    def _begin(self, taken: Bools) -> None:
        import highspy

        inside = taken[self._free]
        (pairs, _) = self._pairs
        apart = inside[pairs[:, 0]] != inside[pairs[:, 1]]
        given = highspy.HighsSolution()
        given.col_value = np.concatenate([inside, apart]).astype(float)
        self._highs.setSolution(given)

    def _read(self) -> Bools | None:
        values = np.array(self._highs.getSolution().col_value)
        if len(values) != self._lp.num_col_:
            return None
        taken = self._fixed.copy()
        taken[self._free] = values[: len(self._free)] > 0.5
        p = self.problem
        return taken if p.closed(taken) and p.within(taken) else None


def _differ(ends: Ints, row: int) -> tuple[Ints, Ints, Floats]:
    """Return rows that keep the first of two below the second."""
    rows = np.arange(row, row + len(ends))
    ones = np.ones(len(ends))
    return np.tile(rows, 2), np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ones, -ones])


def _apart(pairs: Ints, n: int, row: int) -> list[tuple[Ints, Ints, Floats]]:
    """Return rows that keep the variable of a pair at least at the difference, both ways."""
    k, made = len(pairs), []
    for way, ends in enumerate((pairs, pairs[:, ::-1])):
        first = row + way * k
        made.append(_differ(ends, first))
        made.append((np.arange(first, first + k), np.arange(n, n + k), -np.ones(k)))
    return made


def _highs() -> Any:
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs

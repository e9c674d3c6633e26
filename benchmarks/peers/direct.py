"""Solve the direct model of an instance with CP-SAT or HiGHS; print what came of it as JSON.

    python -m benchmarks.peers.direct {cpsat,highs} INSTANCE.npz SECONDS GAP THREADS

The instance is what `benchmarks.instances.Instance.save` writes, with `start`: which group each item
is in, in a partition to start from. The answer has `groups` (null if none was found), `bound` in
weighted hours, `seconds` of the solver and, apart, of `building` the model in Python.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.peers.model import UNIT, Model, Partition

Answer = tuple[Sequence[float] | None, float, float]
"""Values of the variables, if there are any, a bound on the objective, seconds the solver ran."""


def cpsat(model: Model, start: list[int], seconds: float, gap: float, threads: int) -> Answer:
    """Solve with CP-SAT; the start is a hint for every variable."""
    from ortools.sat.python import cp_model

    made = cp_model.CpModel()
    variables = [made.new_int_var(0, high, "") for high in model.high]
    for low, terms, high in model.rows:
        total = cp_model.LinearExpr.weighted_sum(
            [variables[v] for _, v in terms], [c for c, _ in terms]
        )
        least = cp_model.INT_MIN if low is None else low
        made.add_linear_constraint(total, least, cp_model.INT_MAX if high is None else high)
    made.minimize(cp_model.LinearExpr.weighted_sum(variables, model.cost))
    for variable, value in zip(variables, start, strict=True):
        made.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.relative_gap_limit = gap
    solver.parameters.num_workers = threads
    # Without the whole linear relaxation it proves next to nothing on this model.
    solver.parameters.linearization_level = 2
    solver.parameters.subsolvers.extend(["max_lp", "lb_tree_search"][:threads])
    status = solver.solve(made)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    bound = float("inf") if status == cp_model.INFEASIBLE else solver.best_objective_bound
    return [float(solver.value(v)) for v in variables] if found else None, bound, solver.wall_time


def highs(model: Model, start: list[int], seconds: float, gap: float, threads: int) -> Answer:
    """Solve with HiGHS; the start is a first solution."""
    import highspy

    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", threads),
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.5),  # the objective is whole
        ("time_limit", seconds),
    ):
        solver.setOptionValue(option, value)
    if solver.passModel(_program(model, highspy)) != highspy.HighsStatus.kOk:
        raise RuntimeError("HiGHS does not take the model")
    solution = highspy.HighsSolution()
    solution.col_value = [float(v) for v in start]
    solver.setSolution(solution)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None, float("inf"), solver.getRunTime()
    info = solver.getInfo()
    values = list(solver.getSolution().col_value) if info.primal_solution_status == 2 else None
    return values, info.mip_dual_bound, solver.getRunTime()


def _program(model: Model, highspy: Any) -> Any:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(model.high), len(model.rows)
    program.col_cost_ = np.array(model.cost, float)
    program.col_lower_ = np.zeros(len(model.high))
    program.col_upper_ = np.array(model.high, float)
    program.row_lower_ = np.array([-np.inf if r[0] is None else r[0] for r in model.rows], float)
    program.row_upper_ = np.array([np.inf if r[2] is None else r[2] for r in model.rows], float)
    terms = [term for _, row, _ in model.rows for term in row]
    starts = np.cumsum([0, *(len(row) for _, row, _ in model.rows)])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = starts.astype(np.int32)
    program.a_matrix_.index_ = np.array([v for _, v in terms], np.int32)
    program.a_matrix_.value_ = np.array([c for c, _ in terms], float)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    program.integrality_ = [kinds[whole] for whole in model.whole]
    return program


SOLVERS = {"cpsat": cpsat, "highs": highs}


def main() -> None:
    """Read, build, solve, print."""
    solver, path, seconds, gap, threads = sys.argv[1:]
    data = dict(np.load(path))
    began = time.perf_counter()
    direct = Partition(data)
    start = direct.start(
        [np.flatnonzero(data["start"] == g).tolist() for g in np.unique(data["start"])]
    )
    built = time.perf_counter()
    solve = SOLVERS[solver]
    values, bound, took = solve(direct.model, start, float(seconds), float(gap), int(threads))
    answer = {
        "groups": None if values is None else direct.groups(values),
        "bound": bound / UNIT,
        "seconds": took,
        "building": built - began,
        "variables": len(direct.model.high),
        "rows": len(direct.model.rows),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()

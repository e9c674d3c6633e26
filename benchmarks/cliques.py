"""Proven optima of clique partitioning, on the public instances of CP-Lib.

    python -m benchmarks.cliques --data ../shared/data/cplib --state cliques.jsonl

CP-Lib (Sorensen, Letchford 2024, doi 10.1007/s12532-023-00249-1) publishes proven optima: maximise the
sum of weights inside groups. `--data` is a folder with `optimal.csv` (instance, n, optimal) and a text
file of each instance: n, then the upper triangle row by row. The bar counts instances with n <= 100:
the published optimum is found and proven within the time. Compilation is left out: a small instance
of every kind is solved before. `--direct` also gives HiGHS the model over pairs with all triangle
inequalities and the same time. With `--state` a run that was cut goes on where it stopped.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.harness import Bar, Result, Spread, arguments, finish

BAR = 95.0
"""Per cent of the instances of at most LARGE items whose published optimum is proven."""
LARGE = 100
SECONDS = 10.0
"""For each instance."""
QUICK = 4
"""With --quick every so-many-th instance is solved."""
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "cplib"


@dataclass(frozen=True)
class Instance:
    """A name, the number of items, and the published optimum."""

    name: str
    n: int
    optimal: float


@dataclass(frozen=True)
class Run:
    """What a solver did with an instance within `limit` seconds."""

    solver: str
    instance: str
    limit: float
    value: float
    bound: float
    proven: bool
    seconds: float

    def line(self, optimal: float) -> str:
        """Return one line for a person."""
        state = "optimal" if self.met(optimal) else "open"
        return (
            f"{self.solver:6} {self.instance:24} value {self.value:8.0f} of {optimal:8.0f}  "
            f"bound {self.bound:10.1f}  {state:8} {self.seconds:6.2f} s"
        )

    def met(self, optimal: float) -> bool:
        """Whether the published optimum is proven in time."""
        return self.proven and self.value == optimal and self.seconds <= self.limit


def instances(folder: Path) -> list[Instance]:
    """Return the instances listed in a folder."""
    with (folder / "optimal.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [Instance(r["instance"], int(r["n"]), float(r["optimal"])) for r in rows]


def weights(folder: Path, name: str) -> np.ndarray:
    """Return the weights float64[n, n] of an instance."""
    numbers = (folder / f"{name}.txt").read_text("utf-8").split()
    n = int(numbers[0])
    square = np.zeros((n, n))
    square[np.triu_indices(n, 1)] = np.array(numbers[1:], float)
    return square + square.T


def ours(square: np.ndarray, name: str, limit: float) -> Run:
    """Solve with ostan."""
    from ostan.plan.engine.pairwise import solve_pairs

    found = solve_pairs(square, seconds=limit)
    return Run("ostan", name, limit, found.value, found.bound, found.proven, found.seconds)


def direct(square: np.ndarray, name: str, limit: float) -> Run:
    """Solve the model over pairs, all triangle inequalities in it, with HiGHS on one thread."""
    import highspy

    began = time.perf_counter()
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0)):
        highs.setOptionValue(option, value)
    _model(highs, square)
    left = limit - (time.perf_counter() - began)
    highs.setOptionValue("time_limit", max(left, 0.0))
    highs.run()
    info = highs.getInfo()
    value = -info.objective_function_value if info.primal_solution_status == 2 else float("-inf")
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    seconds = time.perf_counter() - began
    return Run("highs", name, limit, round(value, 6), -info.mip_dual_bound, proven, seconds)


def _model(highs: object, square: np.ndarray) -> None:
    n = len(square)
    above = np.triu_indices(n, 1)
    m = len(above[0])
    number = np.zeros((n, n), int)
    number[above] = np.arange(m)
    number += number.T
    a, b, c = (np.array(t) for t in zip(*_triples(n), strict=True))
    sides = np.stack([number[a, b], number[b, c], number[a, c]], axis=1)
    rows = np.concatenate([sides, sides[:, [1, 2, 0]], sides[:, [2, 0, 1]]]).astype(np.int32)
    k = len(rows)
    highs.addVars(m, np.zeros(m), np.ones(m))  # type: ignore[attr-defined]
    highs.changeColsCost(m, np.arange(m, dtype=np.int32), -square[above])  # type: ignore[attr-defined]
    kind = np.ones(m, np.uint8)
    highs.changeColsIntegrality(m, np.arange(m, dtype=np.int32), kind)  # type: ignore[attr-defined]
    start = (3 * np.arange(k)).astype(np.int32)
    value = np.tile([1.0, 1.0, -1.0], k)
    highs.addRows(k, np.full(k, -np.inf), np.ones(k), 3 * k, start, rows.ravel(), value)  # type: ignore[attr-defined]


def _triples(n: int) -> list[tuple[int, int, int]]:
    return [(i, j, k) for i in range(n) for j in range(i + 1, n) for k in range(j + 1, n)]


def warm() -> None:
    """Have every kernel compiled: dense contradictory weights go through all stages."""
    rng = np.random.default_rng(1)
    for n in (12, 26):
        square = np.triu(rng.integers(-9, 10, (n, n)), 1).astype(float)
        ours(square + square.T, "warm", 30.0)


class State:
    """The runs of a file of JSON lines; new ones are added at its end at once."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[tuple[str, str, float], Run] = {}
        if path and path.exists():
            for line in path.read_text("utf-8").splitlines():
                run = Run(**json.loads(line))
                self._known[run.solver, run.instance, run.limit] = run

    def run(self, solver: str, instance: str, limit: float, solve: Callable[[], Run]) -> Run:
        """Return a known run, or solve and keep it."""
        known = self._known.get((solver, instance, limit))
        if known is not None:
            return known
        run = solve()
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(run)) + "\n")
        return run


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = arguments("cliques")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with optimal.csv")
    parser.add_argument("--state", type=Path, help="file of JSON lines to go on from")
    parser.add_argument("--direct", action="store_true", help="HiGHS on the model over pairs too")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each instance")
    options = parser.parse_args()
    result = Result("cliques: published optima of CP-Lib proven")
    if not (options.data / "optimal.csv").exists():
        result.skipped.append(f"all: no optimal.csv in {options.data}; name the folder with --data")
        return finish(result, options.json)
    listed = instances(options.data)[:: QUICK if options.quick else 1]
    solvers = {"ostan": ours} | ({"highs": direct} if options.direct else {})
    state = State(options.state)
    warm()
    runs: dict[str, list[Run]] = {name: [] for name in solvers}
    for instance in listed:
        square = weights(options.data, instance.name)
        for name, solve in solvers.items():
            run = state.run(
                name,
                instance.name,
                options.seconds,
                lambda solve=solve, square=square, instance=instance: solve(  # type: ignore[misc]
                    square, instance.name, options.seconds
                ),
            )
            runs[name].append(run)
            print(run.line(instance.optimal), file=sys.stderr)
    _judge(listed, runs, options.seconds, result)
    return finish(result, options.json)


def _judge(
    listed: list[Instance], runs: dict[str, list[Run]], limit: float, result: Result
) -> None:
    for name, made in runs.items():
        pairs = list(zip(listed, made, strict=True))
        small = [run.met(i.optimal) for i, run in pairs if i.n <= LARGE]
        share = 100.0 * sum(small) / len(small)
        if name == "ostan":
            title = f"published optimum proven in {limit:g} s, {len(small)} instances, n <= {LARGE}"
            result.bars.append(Bar(title, share, BAR, "%"))
        result.measured[f"{name}: proven of n <= {LARGE}"] = f"{sum(small)} of {len(small)}"
        solved = [run.seconds for i, run in pairs if run.met(i.optimal)]
        result.measured[f"{name}: proven in all"] = f"{len(solved)} of {len(made)}"
        result.measured[f"{name}: seconds where proven"] = Spread.of(solved) if solved else None
        result.measured[f"{name}: runs"] = [asdict(run) for run in made]


if __name__ == "__main__":
    sys.exit(main())

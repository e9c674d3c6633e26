"""Partitions of councils into groups: gaps proven in time, and beside them greedy, Leiden, direct models.

    uv venv .venv-peers --python 3.11
    uv pip install --no-config --python .venv-peers ortools==9.15.6755 igraph leidenalg
    python -m benchmarks.partition --state partition.jsonl

All instances are synthetic (`benchmarks.instances`). The families:

- `plain`: 90 councils, groups of 8 at most, a pair without a subject in common costs 25; 30 seeds.
- `large-2`, `large-8`, `large-25`: 300 councils, a pair costs 2, 8 or 25; 5 seeds each.
- `cap-15`, `cap-25`, `cap-35`: 90 councils in so many groups at most; 5 seeds each. In `plain` no
  partition into 15 exists (proven for seeds 1 to 5): councils that nobody may touch, and 40 people to
  a group, stand against it. Here every council may be touched and 60 people may sit
  together, so that every cap can be kept; groups are of 8 at most, as in `plain`. Were a cap proven
  impossible, that would count as solved.
- `dense`: 90 councils, groups of 12 at most, a pair costs 2: merging pays often; 30 seeds.
- `direct`: 30 councils, otherwise as `plain`; 5 seeds: seconds to a proven gap of 1 %, ours beside those
  of the direct models. `direct-60` and `direct-90` show how the ratio grows with the councils; no bar is
  held on them; 3 seeds each.

Bars are held on the gap of the value, (value - bound) / value; the gap of the saving, (value - bound) /
(cost of all alone - bound), stands beside. Values are worked out by `group_cost` from the groups a
solver returns. Seconds are wall time; compilation is left out: small instances that go through all
stages are solved before. The engine is told 97 % of the limit; where its answer comes after the limit all
the same, the run counts as it last stood within it. Peers run in processes of their own, one at a time.

Direct models (`benchmarks.peers.model`) are held strong: symmetry broken by representatives, in the order
that makes the relaxation best, forbidden pairs covered by cliques, greatest values as staircases,
products of members and hours taken apart, no large constants, pairs disaggregated by group, inequalities
from the saving of pairs, greedy's partition as a start; CP-SAT with the whole linear relaxation and two
searches that use it. They have THREADS threads, ours one; reading the instance and building the model in Python is
left out of their time. A model that has no gap of 1 % within its limit is counted with the limit: the
ratio is then a lower bound. Leiden sees the graph of what pairs save, at 30 resolutions and seeds; its
communities are repaired (`benchmarks.heuristics`), the best three improved by moves and merges.

With `--state` every finished run is a line of JSON, added at once, and a benchmark that was cut goes on
where it stopped.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Bar, Result, Spread, arguments, finish
from benchmarks.heuristics import greedy, remembered, repaired, savings
from benchmarks.instances import Instance, Shape, instance

INSTALL = (
    "uv venv .venv-peers --python 3.11 && "
    "uv pip install --no-config --python .venv-peers ortools==9.15.6755 igraph leidenalg"
)
THREADS = 2
"""Threads of a direct model."""
ONE = 0.01
"""The gap direct models are asked for."""
EARLY = 0.97
"""Share of the limit the engine is told, so that its answer comes within the limit."""
SAME = 1e-6
"""Values closer than this share are the same."""
NEEDS = {"highs": "highspy", "cpsat": "ortools", "leiden": "leidenalg"}
"""Modules that peers need; HiGHS runs with our own Python."""


@dataclass(frozen=True)
class Family:
    """Instances of a shape, `seeds` of them from 1; `limit` seconds each; who else solves them.

    `beside` are the solvers next to ostan; `others` seconds a direct model has.
    """

    shape: Shape
    seeds: int
    limit: float
    beside: tuple[str, ...] = ()
    others: float = 300.0


CAPPED = Shape(90, people=60, lone=0.0)
WITHOUT = ("greedy", "leiden")
DIRECT = ("greedy", "highs", "cpsat")
FULL = {
    "plain": Family(Shape(90), 30, 10.0, WITHOUT),
    "dense": Family(Shape(90, 2.0, 12), 30, 10.0, WITHOUT),
    **{f"cap-{k}": Family(replace(CAPPED, max_groups=k), 5, 20.0) for k in (15, 25, 35)},
    **{f"large-{w:g}": Family(Shape(300, w), 5, 60.0) for w in (2.0, 8.0, 25.0)},
    "direct": Family(Shape(30), 5, 10.0, DIRECT),
    **{f"direct-{n}": Family(Shape(n), 3, 10.0, DIRECT) for n in (60, 90)},
}
SMALL = Shape(40, people=60, lone=0.0)
QUICK = {
    "plain": Family(Shape(60), 2, 4.0, WITHOUT),
    "dense": Family(Shape(40, 2.0, 12), 2, 4.0, WITHOUT),
    "cap-12": Family(replace(SMALL, max_groups=12), 1, 4.0),
    **{f"large-{w:g}": Family(Shape(120, w), 1, 6.0) for w in (2.0, 8.0, 25.0)},
    "direct": Family(Shape(14), 1, 4.0, DIRECT, 5.0),
}
"""The same with fewer, smaller instances: they show that all works, not what is promised."""


@dataclass(frozen=True)
class Run:
    """What a solver did with an instance within `limit` seconds (0: it ends by itself).

    `value` and `bound` (null: none) in weighted hours; `alone` the cost of doing nothing; `one`, `tenth`
    the seconds until a gap of 1 % and of 0.1 % of the value was proven (null: it was not).
    """

    solver: str
    family: str
    seed: int
    limit: float
    n: int
    value: float | None
    bound: float | None
    alone: float
    proven: bool
    infeasible: bool
    seconds: float
    groups: int
    one: float | None = None
    tenth: float | None = None

    @property
    def gap(self) -> float:
        """(value - bound) / value, in per cent; 0 where no partition is proven to exist."""
        return self._gap(self.value)

    @property
    def gap_of_saving(self) -> float:
        """(value - bound) / (alone - bound), in per cent."""
        return self._gap(None if self.bound is None else self.alone - self.bound)

    def _gap(self, whole: float | None) -> float:
        if self.infeasible:
            return 0.0
        if self.value is None or self.bound is None or whole is None:
            return math.inf
        # Where nothing is to be saved the bound is what doing nothing costs: no gap.
        return 100.0 * max(self.value - self.bound, 0.0) / whole if whole > SAME else 0.0

    def line(self) -> str:
        """Return one line for a person."""
        value = "none" if self.value is None else f"{self.value:.1f}"
        proof = "infeasible" if self.infeasible else "optimal" if self.proven else ""
        reached = "  ".join(
            f"{g} % {'-' if s is None else f'{s:.2f}'} s"
            for g, s in (("1", self.one), ("0.1", self.tenth))
        )
        return (
            f"{self.solver:6} {self.family:8} {self.seed:3}  value {value:>10}  gap {self.gap:8.4f} %  "
            f"of saving {self.gap_of_saving:8.4f} %  {self.groups:3} groups  {self.seconds:7.2f} s  "
            f"{reached}  {proof}"
        )


# The solvers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """An instance of a family, and where the peers live."""

    name: str
    family: Family
    seed: int
    peers: Path

    @property
    def drawn(self) -> Instance:
        """The instance."""
        return _drawn(self.family.shape, self.seed)

    def run(
        self,
        solver: str,
        limit: float,
        groups: Sequence[Iterable[int]] | None,
        bound: float | None,
        seconds: float,
        infeasible: bool = False,
    ) -> Run:
        """Return a run, its value worked out from the groups."""
        from ostan.plan.engine.cost import group_cost, partition_cost

        problem = self.drawn.problem()
        alone = sum(group_cost(problem, [i]) for i in range(problem.n))
        blocks = [sorted(int(i) for i in g) for g in groups or ()]
        value = partition_cost(problem, blocks, [0] * len(blocks)) if blocks else math.inf
        found = math.isfinite(value)
        known = bound is not None and math.isfinite(bound)
        return Run(
            solver=solver,
            family=self.name,
            seed=self.seed,
            limit=limit,
            n=problem.n,
            value=value if found else None,
            bound=bound if known else None,
            alone=alone,
            proven=infeasible or (found and known and value - (bound or 0.0) <= SAME * value),
            infeasible=infeasible,
            seconds=seconds,
            groups=len(blocks),
        )


@cache
def _drawn(shape: Shape, seed: int) -> Instance:
    return instance(shape, seed)


def ours(asked: Asked) -> Run:
    """Solve with ostan, in this process."""
    from ostan.plan.engine.solve import Progress, solve

    told: list[Progress] = []
    limit = asked.family.limit
    problem = asked.drawn.problem()
    began = time.perf_counter()
    found = solve(problem, seconds=EARLY * limit, seed=0, progress=told.append)
    seconds = time.perf_counter() - began
    run = asked.run("ostan", limit, found.groups, found.bound, seconds, found.infeasible)
    in_time = [(p.value, p.bound, p.seconds) for p in told if p.seconds <= limit]
    if seconds > limit:
        run = _late(run, in_time)
    one, tenth = (_first(in_time, gap) for gap in (ONE, ONE / 10))
    return replace(run, one=one, tenth=tenth)


Told = Sequence[tuple[float, float, float]]
"""Value, bound and seconds of each step of a search."""


def _late(run: Run, in_time: Told) -> Run:
    """Return a run that ended after its limit as it last stood within it."""
    value, bound, _ = in_time[-1] if in_time else (math.inf, -math.inf, 0.0)
    return replace(
        run,
        value=value if math.isfinite(value) else None,
        bound=bound if math.isfinite(bound) else None,
        proven=math.isfinite(value) and value - bound <= SAME * value,
        infeasible=False,
    )


def _first(in_time: Told, gap: float) -> float | None:
    """Return the seconds until a gap of the value was proven."""
    return next((t for v, b, t in in_time if v - b <= gap * v < math.inf), None)


def merged(asked: Asked) -> Run:
    """Solve by greedy merging, in this process; no bound."""
    began = time.perf_counter()
    groups = greedy([[i] for i in range(asked.drawn.n)], remembered(asked.drawn))
    return asked.run("greedy", 0.0, groups, None, time.perf_counter() - began)


def communities(asked: Asked) -> Run:
    """Solve by Leiden's communities and their repair; no bound."""
    drawn = asked.drawn
    cost = remembered(drawn)
    began = time.perf_counter()
    pairs = list(savings(drawn, cost))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.npz"
        edges = np.array([(i, j) for i, j, _ in pairs]).reshape(-1, 2)
        np.savez(path, n=drawn.n, edges=edges, weights=np.array([w for _, _, w in pairs]))
        answer = _peer(_python("leiden", asked.peers), "leiden", path)
    groups = repaired(drawn, answer["partitions"], cost)
    return asked.run("leiden", 0.0, groups, None, time.perf_counter() - began)


def direct(solver: str, asked: Asked, gap: float = ONE) -> Run:
    """Give a solver the direct model until it has proven a gap of the value, or its time is up."""
    drawn, limit = asked.drawn, asked.family.others
    start = np.zeros(drawn.n, int)
    for k, group in enumerate(greedy([[i] for i in range(drawn.n)], remembered(drawn))):
        start[list(group)] = k
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instance.npz"
        drawn.save(path, start=start)
        python = _python(solver, asked.peers)
        answer = _peer(python, "direct", solver, path, limit, gap, THREADS)
    bound, seconds = float(answer["bound"]), float(answer["seconds"])
    run = asked.run(solver, limit, answer["groups"], bound, seconds)
    return replace(run, one=seconds if run.gap <= 100 * ONE * (1 + SAME) else None)


SOLVERS: dict[str, Callable[[Asked], Run]] = {
    "ostan": ours,
    "greedy": merged,
    "leiden": communities,
    "highs": partial(direct, "highs"),
    "cpsat": partial(direct, "cpsat"),
}


def _python(solver: str, peers: Path) -> Path:
    if solver == "highs":
        return Path(sys.executable)
    return peers / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _missing(solver: str, peers: Path) -> str | None:
    if solver not in NEEDS:
        return None
    python = _python(solver, peers)
    if not python.exists():
        return f"no environment at {peers}; make it with: {INSTALL}"
    find = f"import importlib.util as u; assert u.find_spec('{NEEDS[solver]}')"
    known = subprocess.run([python, "-c", find], capture_output=True, check=False)
    return None if known.returncode == 0 else f"not in {peers}; make it with: {INSTALL}"


def _peer(python: Path, module: str, *words: object) -> dict[str, Any]:
    done = subprocess.run(
        [python, "-m", f"benchmarks.peers.{module}", *map(str, words)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=Path(__file__).resolve().parents[1],
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"{module} {words[:1]} failed: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def warm() -> None:
    """Have every kernel compiled: small instances of each kind go through all stages."""
    from ostan.plan.engine.solve import solve

    capped = replace(SMALL, n=24, max_groups=8)
    for shape in (Shape(24), Shape(24, 2.0, 12), capped, replace(capped, max_groups=3)):
        solve(instance(shape, 1).problem(), seconds=20.0)


# Runs kept -------------------------------------------------------------------------------------


class State:
    """The runs of a file of JSON lines; new ones are added at its end at once."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known: dict[tuple[str, str, int, float, int], Run] = {}
        if path and path.exists():
            lines = path.read_text("utf-8").splitlines(keepends=True)
            if lines and not lines[-1].endswith("\n"):  # cut in writing
                path.write_text("".join(lines[:-1]), encoding="utf-8")
                del lines[-1]
            for run in (Run(**json.loads(line)) for line in lines):
                self._known[run.solver, run.family, run.seed, run.limit, run.n] = run

    def run(self, solver: str, asked: Asked) -> Run:
        """Return a known run, or solve and keep it."""
        family = asked.family
        limit = {"ostan": family.limit, "highs": family.others, "cpsat": family.others}
        key = (solver, asked.name, asked.seed, limit.get(solver, 0.0), family.shape.n)
        if key not in self._known:
            self._known[key] = SOLVERS[solver](asked)
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(self._known[key])) + "\n")
        return self._known[key]


# Bars ------------------------------------------------------------------------------------------

Runs = dict[str, list[Run]]
"""Runs of a family by solver, by seed."""


def judge(name: str, family: Family, runs: Runs) -> list[Bar]:
    """Return the bars of a family."""
    made = runs["ostan"]
    kind, n, limit = name.split("-")[0], family.shape.n, family.limit
    worst = max(run.gap for run in made)
    if kind == "direct":
        return _against_direct(n, runs)
    if kind == "dense":
        return _against_greedy(n, runs)
    most = {"plain": 0.1, "large": 1.0, "cap": 0.2}[kind]
    title = f"{name}, n = {n}: worst gap within {limit:g} s, seeds 1 to {len(made)}"
    bars = [Bar(title, worst, most, "%", at_least=False)]
    if kind == "plain":
        share = 100.0 * sum(run.proven for run in made) / len(made)
        bars.append(Bar(f"{name}, n = {n}: proven optimal within {limit:g} s", share, 90.0, "%"))
    return bars


def _against_greedy(n: int, runs: Runs) -> list[Bar]:
    pairs = zip(runs["ostan"], runs["greedy"], strict=True)
    ratio = Spread.of([_saved(a) / _saved(b) for a, b in pairs])
    title = f"dense, n = {n}: saving over greedy's, seeds 1 to {ratio.runs}"
    bars = [Bar(f"{title}, least", ratio.low, 1.0, "x")]
    if n == FULL["dense"].shape.n:
        bars.append(Bar(f"{title}, median", ratio.median, 1.02, "x"))
    return bars


def _saved(run: Run) -> float:
    return run.alone - (math.inf if run.value is None else run.value)


def _against_direct(n: int, runs: Runs) -> list[Bar]:
    others = [runs[solver] for solver in ("highs", "cpsat") if solver in runs]
    if not others or n != FULL["direct"].shape.n:
        return []
    title = f"direct, n = {n}: seconds to a proven gap of 1 %, best direct model over ours, least"
    return [Bar(title, faster(runs["ostan"], *others).low, 100.0, "x")]


def faster(made: Sequence[Run], *others: Sequence[Run]) -> Spread:
    """Return the seconds to a gap of 1 % of the best of others over ours, instance by instance.

    One that did not get there counts with its limit, a lower bound; if we did not, the ratio is 0.
    """
    best = [
        min(r.limit if r.one is None else r.one for r in runs) for runs in zip(*others, strict=True)
    ]
    return Spread.of([b / run.one if run.one else 0.0 for run, b in zip(made, best, strict=True)])


def measured(runs: Runs) -> dict[str, object]:
    """Return what is told of a family beside its bars."""
    found: dict[str, object] = {}
    for solver, made in runs.items():
        if any(run.bound is not None or run.infeasible for run in made):
            found[f"{solver}: gap of value, %"] = Spread.of([run.gap for run in made])
            found[f"{solver}: gap of saving, %"] = Spread.of([run.gap_of_saving for run in made])
            found[f"{solver}: proven optimal"] = _share(run.proven for run in made)
            found[f"{solver}: seconds to a gap of 1 %"] = _reached([run.one for run in made])
        if solver == "ostan":
            found["ostan: seconds to a gap of 0.1 %"] = _reached([run.tenth for run in made])
        found[f"{solver}: seconds"] = Spread.of([run.seconds for run in made])
        found[f"{solver}: groups"] = Spread.of([run.groups for run in made])
    heuristics = [runs[solver] for solver in WITHOUT if solver in runs]
    for made in heuristics:
        pairs = [(a, b) for a, b in zip(runs["ostan"], made, strict=True) if _saved(b) > SAME]
        ratio = [_saved(a) / _saved(b) for a, b in pairs]
        found[f"saving over that of {made[0].solver}"] = Spread.of(ratio) if ratio else None
    if heuristics:
        best = [min(_value(run) for run in runs) for runs in zip(*heuristics, strict=True)]
        never = (_value(a) <= b * (1 + SAME) for a, b in zip(runs["ostan"], best, strict=True))
        found["not worse than the better of " + " and ".join(s for s in WITHOUT if s in runs)] = (
            _share(never)
        )
    for solver in ("highs", "cpsat"):
        if solver in runs:
            found[f"seconds to a gap of 1 %, {solver} over ostan"] = faster(
                runs["ostan"], runs[solver]
            )
    return found


def _value(run: Run) -> float:
    return math.inf if run.value is None else run.value


def _share(said: Iterable[bool]) -> str:
    every = list(said)
    return f"{sum(every)} of {len(every)}"


def _reached(seconds: Sequence[float | None]) -> str:
    known = [s for s in seconds if s is not None]
    if not known:
        return f"in 0 of {len(seconds)}"
    return (
        f"in {len(known)} of {len(seconds)}: {statistics.median(known):.2f} "
        f"({min(known):.2f} to {max(known):.2f})"
    )


def table(families: dict[str, Family], runs: dict[str, Runs], bars: dict[str, list[Bar]]) -> str:
    """Return rows in Markdown: a line for each solver of each family."""
    heads = (
        "family", "solver", "gap of value, %: median (worst)", "gap of saving, %: median (worst)",
        "proven optimal", "seconds: median (min to max)", "seconds to 1 %", "seconds to 0.1 %", "bars",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for name, by in runs.items():
        shape = families[name].shape
        for solver, made in by.items():
            cells = [f"`{name}`, n = {shape.n}, seeds 1 to {len(made)}", solver, *_cells(made)]
            held = bars[name] if solver == "ostan" else []
            cells.append("; ".join(f"{bar.value:.3g} {bar.unit}: {_state(bar)}" for bar in held))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _state(bar: Bar) -> str:
    return f"bar {'>=' if bar.at_least else '<='} {bar.bar:g}, {'met' if bar.met else 'MISSED'}"


def _cells(made: Sequence[Run]) -> list[str]:
    seconds = Spread.of([run.seconds for run in made])
    time_ = f"{seconds.median:.2f} ({seconds.low:.2f} to {seconds.high:.2f})"
    if all(run.bound is None and not run.infeasible for run in made):
        return ["", "", "", time_, "", ""]
    gap, saving = ([getattr(r, what) for r in made] for what in ("gap", "gap_of_saving"))
    return [
        *(f"{statistics.median(g):.3g} ({max(g):.3g})" for g in (gap, saving)),
        _share(run.proven for run in made),
        time_,
        _reached([run.one for run in made]),
        _reached([run.tenth for run in made]) if made[0].solver == "ostan" else "",
    ]


def main() -> int:
    """Measure, print, and return the exit code."""
    options = _options()
    families = QUICK if options.quick else FULL
    chosen = {n: f for n, f in families.items() if not options.only or n in options.only}
    result = Result("partition: councils into groups, gaps proven in time")
    if unknown := sorted(set(options.only or ()) - set(families)):
        raise SystemExit(f"no family {', '.join(unknown)}; there are {', '.join(families)}")
    beside = sorted({solver for family in chosen.values() for solver in family.beside})
    missing = {solver: _missing(solver, options.peers) for solver in beside}
    result.skipped += [f"{solver}: {reason}" for solver, reason in missing.items() if reason]
    state = State(options.state)
    warm()
    made: dict[str, Runs] = {}
    bars: dict[str, list[Bar]] = {}
    for name, family in chosen.items():
        solvers = ["ostan", *(s for s in family.beside if not missing[s])]
        made[name] = _family(name, family, solvers, options.peers, state)
        bars[name] = judge(name, family, made[name])
        result.bars += bars[name]
        result.measured |= {f"{name}: {k}": v for k, v in measured(made[name]).items()}
    if options.json:
        result.measured["runs"] = [
            asdict(r) for by in made.values() for rs in by.values() for r in rs
        ]
    if options.table:
        print(table(chosen, made, bars))
    return finish(result, options.json)


def _options() -> argparse.Namespace:
    parser = arguments("partition")
    parser.add_argument("--state", type=Path, help="file of JSON lines to go on from")
    peers = Path(os.environ.get("OSTAN_PEERS", ".venv-peers"))
    parser.add_argument("--peers", type=Path, default=peers, help="environment of the peers")
    parser.add_argument("--only", nargs="+", metavar="FAMILY", help=", ".join(FULL))
    parser.add_argument("--table", action="store_true", help="a table in Markdown before all")
    return parser.parse_args()


def _family(name: str, family: Family, solvers: Sequence[str], peers: Path, state: State) -> Runs:
    """Run all solvers on all instances of a family, in turns."""
    runs: Runs = {solver: [] for solver in solvers}
    for seed in range(1, family.seeds + 1):
        for solver in solvers:
            run = state.run(solver, Asked(name, family, seed, peers))
            runs[solver].append(run)
            print(run.line(), file=sys.stderr, flush=True)
    return runs


if __name__ == "__main__":
    sys.exit(main())

"""Plans of powers: which matters are decided nearer to the citizen, with two bounds.

    python -m benchmarks.powers_plan

Countries are made by chance, all their numbers synthetic (`benchmarks.delegations`): 500 matters in 31
provinces that may differ, three levels, an office of limited hours in each province and one in its
counties. What is measured is reading the register, putting the problem together and solving it, which is
what `ostan plan SOURCE powers` does before it applies and tells; reading the source is left out.

- `bar`: matters whole, three to a subject; the bar is on these.
- `dense`: eight to a subject: every pair of them costs where it is decided at two levels.
- `ceilings`: two ceilings beside none and all.
- `small`: what the peer, the plain model of the same problem in HiGHS, can prove as well.

The peer gets the same problem and time. Gaps are those of the saving: (value - bound) / (value of doing
nothing - bound).
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.delegations import delegations
from benchmarks.harness import Bar, Result, Spread, arguments, finish

SECONDS = 30.0
"""For reading, putting together and solving."""
QUICK = 6.0
"""The same with --quick."""
GAP = 0.1
"""Per cent of the saving."""
FAMILIES: dict[str, dict[str, Any]] = {
    "bar": {"matters": 500, "provinces": 31, "alike": 3, "shares": []},
    "dense": {"matters": 500, "provinces": 31, "alike": 8, "shares": []},
    "ceilings": {"matters": 250, "provinces": 31, "alike": 3, "shares": [0.5, 0.9]},
    "small": {"matters": 40, "provinces": 6, "alike": 3, "shares": []},
}


@dataclass(frozen=True)
class Run:
    """One solved problem: gaps in per cent of the saving (peer: None where it has no choice), seconds."""

    family: str
    seed: int
    nodes: int
    limits: int
    gap: float
    by_cut: float
    made: float
    seconds: float
    peer: float | None
    peer_seconds: float

    def line(self) -> str:
        """Return one line for a person."""
        peer = "no choice" if self.peer is None else f"{self.peer:.3f} %"
        peer = peer if self.peer_seconds else "not asked"
        return (
            f"{self.family} {self.seed}: {self.nodes} slices under {self.limits} limits: gap "
            f"{self.gap:.4f} % (by cuts alone {self.by_cut:.4f} %) in {self.seconds:.1f} s, of these "
            f"{self.made:.1f} s to read; plain HiGHS {peer} in {self.peer_seconds:.1f} s"
        )


def solved(family: str, seed: int, quick: bool, peer: bool) -> Run:
    """Make a country, plan its powers, and let the peer solve the same."""
    from ostan.plan.engine.closure import solve as engine
    from ostan.plan.goals import goals_for
    from ostan.plan.powers import PowerGoals
    from ostan.plan.powers.compile import compiled
    from ostan.plan.powers.register import register

    how = FAMILIES[family]
    matters, provinces = (
        (60, 8) if quick and family != "small" else (how["matters"], how["provinces"])
    )
    country = delegations(seed, matters, provinces, 1, ministries=1, alike=how["alike"])
    given = {"preset": "bill", "vary": True, "shares": how["shares"]}
    goals = goals_for(PowerGoals, {"powers": given}, country=country)
    seconds = QUICK if quick else SECONDS
    began = time.perf_counter()
    places = tuple(country["places"].filter(country["places"]["level"] == "province")["place"])
    made = compiled(country, goals, register(country, goals, places))
    read = time.perf_counter() - began
    found = engine.solve(made.problem, seconds=seconds - read, gap=GAP / 100, seed=seed)
    took = time.perf_counter() - began
    plain, plain_took = _peer(made.problem, found.nothing, seconds) if peer else (None, 0.0)
    return Run(
        family,
        seed,
        len(made.nodes),
        len(made.problem.limit),
        _gap(found.value, found.bound, found.nothing),
        _gap(found.value, found.by_cut, found.nothing),
        read,
        took,
        plain,
        plain_took,
    )


def _peer(problem: Any, nothing: float, seconds: float) -> tuple[float | None, float]:
    """Give the problem to HiGHS as it is: no cuts of ours, no first choice."""
    from ostan.plan.engine.closure.direct import Program

    began = time.perf_counter()
    target = GAP / 100 * 0.5 * abs(nothing) if nothing else 0.0
    found = Program(problem).search(seconds, target, None, lambda: False)
    took = time.perf_counter() - began
    if found.taken is None:
        return None, took
    return _gap(problem.value(found.taken), found.bound, nothing), took


def _gap(value: float, bound: float, nothing: float) -> float:
    """Return the gap on the saving in per cent."""
    room = nothing - bound
    return 100 * max(value - bound, 0.0) / room if room > 0 else 0.0


def table(runs: list[Run]) -> str:
    """Return rows in Markdown, one for each family."""
    heads = "| | slices | gap of the saving, % | seconds | plain HiGHS, % | seconds |"
    lines = [heads, "| --- | --- | --- | --- | --- | --- |"]
    for family in dict.fromkeys(r.family for r in runs):
        own = [r for r in runs if r.family == family]
        gaps, secs = Spread.of([r.gap for r in own]), Spread.of([r.seconds for r in own])
        peers = [r.peer for r in own if r.peer is not None]
        peer = f"{Spread.of(peers).median:.3g}" if peers else "no choice"
        asked = [r.peer_seconds for r in own if r.peer_seconds]
        lines.append(
            f"| {family}, {len(own)} seeds | {own[0].nodes} | {gaps.median:.3g} ({gaps.low:.3g} to "
            f"{gaps.high:.3g}) | {secs.median:.1f} ({secs.low:.1f} to {secs.high:.1f}) | {peer} | "
            f"{Spread.of(asked).median if asked else 0.0:.1f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and return the exit code."""
    from ostan.plan.engine.closure import solve as engine

    options = _options()
    result = Result("powers_plan: powers sent down under limits")
    engine.ready()
    runs = []
    for family in options.only or FAMILIES:
        seeds = 1 if options.quick else options.seeds if family in ("bar", "small") else 1
        for seed in range(1, seeds + 1):
            run = solved(family, seed, options.quick, seed == 1)
            print(run.line(), file=sys.stderr, flush=True)
            runs.append(run)
    bars = [r for r in runs if r.family in ("bar", "small")]
    result.bars += [
        bar
        for r in bars
        for bar in (
            Bar(f"{r.family} {r.seed}: gap of the saving", r.gap, GAP, "%", at_least=False),
            Bar(f"{r.family} {r.seed}: seconds", r.seconds, SECONDS, "s", at_least=False),
        )
    ]
    if options.json:
        result.measured["runs"] = runs
    if options.table:
        print(table(runs))
    return finish(result, options.json)


def _options() -> argparse.Namespace:
    parser = arguments("powers_plan")
    parser.add_argument("--only", nargs="+", choices=tuple(FAMILIES), help="which to plan")
    parser.add_argument("--seeds", type=int, default=5, help="countries of the bar and small ones")
    parser.add_argument("--table", action="store_true", help="a table in Markdown before all")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

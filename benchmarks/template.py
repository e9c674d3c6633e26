"""A national template: one decision for each type of council, for all provinces at once.

    python -m benchmarks.template

What is measured is what `ostan plan SOURCE --preset decree --time 60 --gap 0.01` does, reading the
source left out:

- `generated`: a country made by chance, all its numbers synthetic, of 80 types of councils in 31
  provinces that differ (`benchmarks.provinces`: a tenth of the types is missing in each, frequencies and
  members differ): the gap of the saving, as the plan states it, and wall time.
- `sample`: the same for the sample country that comes with ostan.
- for both, then one council of the largest group is locked and the plan is made again from what the
  first one left (`warm`), with AGAIN seconds to do it in.
- `congress`: the committees of the Congress of the United States and their real members, from a folder of
  public data (`--data`); one place, each pair together costs 10 hours, every move is free.

Gaps are those of the saving: (value - bound) / (value of doing nothing - bound). Compilation is left
out: a small country is planned, and planned again, before. Every plan is checked by the independent
verifier, after the clock.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import Bar, Result, arguments, finish
from benchmarks.provinces import generated

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.councils import Planned, Warm
    from ostan.plan.goals import Goals

SECONDS = 60.0
"""For a plan."""
AGAIN = 5.0
"""For a plan after one change."""
QUICK = 12.0
"""For any plan with --quick: a smaller country, the sample, and no Congress."""
GAP = 1.0
"""Per cent of the saving."""
FAMILIES = ("generated", "sample", "congress")
ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "us_congress_committees"
MAP = ROOT / "docs" / "guides" / "maps" / "us_congress_committees.toml"
DAY = date(2026, 1, 1)
"""The day the sample is read as of."""


@dataclass(frozen=True)
class Case:
    """A country to plan: types of councils and places for the title, place as `plan` takes it."""

    name: str
    country: Country
    goals: Goals
    place: str | None = None


@dataclass(frozen=True)
class Run:
    """A plan: per cent of the saving that is not proven, wall seconds, whether the verifier agrees."""

    name: str
    gap: float
    seconds: float
    value: float
    bound: float
    nothing: float
    groups: int
    councils: int
    proven: bool
    verified: bool

    def line(self) -> str:
        """Return one line for a person."""
        return (
            f"{self.name}: value {self.value:.1f} of {self.nothing:.1f}, bound {self.bound:.1f}, gap of "
            f"saving {self.gap:.3f} %, {self.councils} councils (types) in {self.groups} groups, "
            f"{self.seconds:.2f} s{', optimal' if self.proven else ''}"
            f"{'' if self.verified else ', NOT verified'}"
        )


def planned(case: Case, seconds: float, warm: Warm | None = None) -> tuple[Planned, Run]:
    """Plan a case; the clock is on the planning alone."""
    from ostan.plan.councils import plan_councils
    from ostan.plan.verify import check_plan

    began = time.perf_counter()
    made = plan_councils(
        case.country, case.goals, case.place, seconds=seconds, gap=GAP / 100, warm=warm
    )
    took = time.perf_counter() - began
    plan = made.plan
    verdict, findings = check_plan(case.country, plan)
    verified = verdict.feasible and not findings
    councils = sum(len(g.councils) for g in plan.groups)
    run = Run(
        case.name,
        100 * plan.gap,
        took,
        plan.value,
        plan.bound,
        plan.nothing,
        len(plan.groups),
        councils,
        plan.proven,
        verified,
    )
    return made, run


def changed(case: Case, made: Planned) -> Case:
    """Return the case with one more council locked: the last of the largest group."""
    largest = max(made.plan.groups, key=lambda g: len(g.councils))
    lock = (*case.goals.lock, largest.councils[-1])
    return Case(
        f"{case.name}, one lock more",
        case.country,
        case.goals.model_copy(update={"lock": lock}),
        case.place,
    )


def case(name: str, types: int, provinces: int, data: Path) -> Case:
    """Return the case of a name."""
    from ostan.files.source import load
    from ostan.plan.goals import Goals, goals_of

    if name == "generated":
        title = f"generated, {types} types in {provinces} provinces"
        return Case(title, generated(types, provinces, heads=40, seed=1), Goals(preset="decree"))
    if name == "sample":
        return Case("sample:iran", load("sample:iran", as_of=DAY).country, Goals(preset="decree"))
    # No source gives their subjects, so that likeness of business cannot be asked for.
    free = goals_of({"preset": "free", "max_unlike": 1, "lambda": 10, "max_people": 60})
    return Case("committees of Congress", load(data, map=MAP).country, free, "us")


def warm() -> None:
    """Have every kernel compiled: a small country goes through all steps, twice."""
    from ostan.plan.goals import Goals

    small = Case("small", generated(10, 2), Goals(preset="decree"))
    made, _ = planned(small, 20.0)
    planned(changed(small, made), 5.0, made.warm)


def measure(case: Case, again: bool, seconds: float, tell: Callable[[Run], None]) -> list[Bar]:
    """Plan a case, and again after one change; return the bars."""
    made, run = planned(case, seconds)
    tell(run)
    bars = _bars(run, SECONDS)
    if again:
        _, second = planned(changed(case, made), AGAIN, made.warm)
        tell(second)
        bars += _bars(second, AGAIN)
    return bars


def _bars(run: Run, seconds: float) -> list[Bar]:
    return [
        Bar(f"{run.name}: gap of the saving", run.gap, GAP, "%", at_least=False),
        Bar(f"{run.name}: wall time", run.seconds, seconds, "s", at_least=False),
    ]


def table(runs: list[Run]) -> str:
    """Return rows in Markdown."""
    heads = "| | gap of the saving, % | seconds | saving of the possible | verified |"
    lines = [heads, "| --- | --- | --- | --- | --- |"]
    for run in runs:
        saved, possible = run.nothing - run.value, run.nothing - run.bound
        lines.append(
            f"| {run.name} | {run.gap:.3g} | {run.seconds:.2f} | {saved:.0f} of {possible:.0f} | "
            f"{'yes' if run.verified else 'NO'} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and return the exit code."""
    options = _options()
    result = Result("template: plans for all provinces at once")
    runs: list[Run] = []

    def tell(run: Run) -> None:
        runs.append(run)
        print(run.line(), file=sys.stderr, flush=True)

    types, provinces, seconds = (16, 4, QUICK) if options.quick else (80, 31, SECONDS)
    warm()
    for name in options.only or FAMILIES:
        if name == "congress" and (reason := _left_out(options)):
            result.skipped.append(f"{name}: {reason}")
            continue
        made = case(name, types, provinces, options.data)
        result.bars += measure(made, name != "congress", seconds, tell)
    if options.json:
        result.measured["runs"] = runs
    result.measured["verified"] = f"{sum(r.verified for r in runs)} of {len(runs)}"
    if options.table:
        print(table(runs))
    return finish(result, options.json)


def _left_out(options: argparse.Namespace) -> str | None:
    """Say why the committees are not planned, if so."""
    if not options.data.is_dir():
        return f"no folder {options.data}; name it with --data"
    return (
        "takes too long for --quick; ask for it with --only"
        if options.quick and not options.only
        else None
    )


def _options() -> argparse.Namespace:
    parser = arguments("template")
    parser.add_argument("--only", nargs="+", choices=FAMILIES, help="which to plan")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the committees")
    parser.add_argument("--table", action="store_true", help="a table in Markdown before all")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

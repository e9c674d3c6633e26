"""Plans of units: one province of the sample, its national template, and ministries made by chance.

    python -m benchmarks.units_plan

What is measured is what `ostan plan SOURCE units --time 60 --gap 0.01` does, options and figures
included, reading the source left out:

- `province`: the units of one province of the sample country.
- `sample`: its template, one decision for each type of unit in all provinces.
- `generated`: a country made by chance (`benchmarks.ministries`, all numbers synthetic): six ministries
  of 8 to 20 bodies in one province of 99 units, people recorded for most, functions often alike.
- `template`: the same over 31 provinces that differ.
- `one`: a single ministry of 40 bodies, any of which may be merged: the hardest.

Gaps are those of the saving: (value - bound) / (value of doing nothing - bound). Compilation is left
out. Every plan is checked by the independent verifier, after the clock.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Bar, Result, arguments, finish
from benchmarks.ministries import generated

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.units.goals import UnitGoals

SECONDS = 60.0
"""For a plan."""
QUICK = 10.0
"""For a plan with --quick."""
GAP = 1.0
"""Per cent of the saving."""
MINISTRIES = (20, 20, 16, 14, 12, 11)
"""Bodies of each ministry made by chance; a bank each makes 99 units."""
LOOSE: dict[str, Any] = {"max_unlike": 1, "lambda": 300, "years": 10}
"""Goals under which most pairs of a ministry may become one, so that there is much to choose."""
DAY = date(2026, 1, 1)
"""The day the sample is read as of."""


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
    units: int
    proven: bool
    verified: bool

    def line(self) -> str:
        """Return one line for a person."""
        return (
            f"{self.name}: value {self.value:.1f} of {self.nothing:.1f}, bound {self.bound:.1f}, gap of "
            f"saving {self.gap:.3f} %, {self.units} units (types) in {self.groups} mergers, "
            f"{self.seconds:.2f} s{', optimal' if self.proven else ''}"
            f"{'' if self.verified else ', NOT verified'}"
        )


def case(name: str, quick: bool) -> tuple[Country, UnitGoals, str | None]:
    """Return the country, the goals and the place of a case."""
    from ostan.files.source import load
    from ostan.plan.goals import goals_for
    from ostan.plan.units.goals import UnitGoals

    if name in ("province", "sample"):
        country = load("sample:iran", as_of=DAY).country
        return country, UnitGoals(), "yazd" if name == "province" else None
    bodies = {"one": (16 if quick else 40,)}.get(name, (8, 6) if quick else MINISTRIES)
    places = 1 if name != "template" else 4 if quick else 31
    loose = goals_for(UnitGoals, {"units": LOOSE})
    return generated(bodies, places, seed=1, missing=0.0 if places == 1 else 0.1), loose, None


CASES = ("province", "sample", "generated", "template", "one")


def planned(name: str, quick: bool) -> Run:
    """Plan a case; the clock is on the planning alone."""
    from ostan.plan.units import plan_units
    from ostan.plan.verify.agreement import faults

    country, goals, place = case(name, quick)
    began = time.perf_counter()
    plan = plan_units(country, goals, place, seconds=QUICK if quick else SECONDS, gap=GAP / 100)
    took = time.perf_counter() - began
    return Run(
        name,
        100 * plan.gap,
        took,
        plan.value,
        plan.bound,
        plan.nothing,
        len(plan.groups),
        sum(len(g.units) for g in plan.groups),
        plan.proven,
        not list(faults(country, plan)),
    )


def measure(names: list[str], quick: bool, tell: Callable[[Run], None]) -> list[Bar]:
    """Plan the cases; return the bars."""
    bars: list[Bar] = []
    for name in names:
        run = planned(name, quick)
        tell(run)
        bars += [
            Bar(f"{run.name}: gap of the saving", run.gap, GAP, "%", at_least=False),
            Bar(f"{run.name}: wall time", run.seconds, SECONDS, "s", at_least=False),
        ]
    return bars


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
    from ostan.plan.engine.solve import ready

    options = _options()
    result = Result("units_plan: units of ministries that become one")
    runs: list[Run] = []

    def tell(run: Run) -> None:
        runs.append(run)
        print(run.line(), file=sys.stderr, flush=True)

    ready()
    result.bars += measure(options.only or list(CASES), options.quick, tell)
    if options.json:
        result.measured["runs"] = runs
    result.measured["verified"] = f"{sum(r.verified for r in runs)} of {len(runs)}"
    if options.table:
        print(table(runs))
    return finish(result, options.json)


def _options() -> argparse.Namespace:
    parser = arguments("units_plan")
    parser.add_argument("--only", nargs="+", choices=CASES, help="which to plan")
    parser.add_argument("--table", action="store_true", help="a table in Markdown before all")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

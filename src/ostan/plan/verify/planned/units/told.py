"""Whether what a plan of units tells of its groups, losses and options is what its Reform does."""

from __future__ import annotations

import math
from collections.abc import Iterator

import polars as pl

from ostan.plan.units.plan import UnitPlan
from ostan.plan.verify.agreement import figure
from ostan.plan.verify.planned.units.value import joined
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

_GROUPS = Text(
    "گروه‌های برنامه آن‌هایی نیست که تغییرهایش پدید می‌آورد",
    "the groups of the plan are not those that its changes make",
)
_SAVED = Text("صرفه‌جویی گروه‌ها با هم", "saving of the groups together")
_GONE = Text("واحدهایی که از میان می‌رود", "units that give way")
_NOTHING = Text("ارزش گزینهٔ تغییر ندادن", "value of the option to change nothing")


def told(plan: UnitPlan, units: pl.DataFrame) -> Iterator[Finding]:
    """Yield what is told and is not so; `units` are the `origins` of the plan's scope, after it."""
    several = units.filter(pl.len().over("root") > 1)
    made = joined(set(rows["named"]) for _, rows in several.group_by("root"))
    if {frozenset(g) for g in made} != {frozenset(g.units) for g in plan.groups}:
        yield Finding("other_figure", Severity.ERROR, _GROUPS)
    saved = math.fsum(g.apart - g.value for g in plan.groups)
    yield from figure(_SAVED, plan.nothing - saved, plan.value)
    gone = units.filter(pl.col("unit") != pl.col("root")).height
    yield from figure(_GONE, sum(loss.places for loss in plan.losses), gone)
    for option in plan.options:
        if option.name == "nothing":
            yield from figure(_NOTHING, option.value, plan.nothing)

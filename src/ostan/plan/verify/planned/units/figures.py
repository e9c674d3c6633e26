"""The figures of a plan of units, before and after, found again from the tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import seat_hours
from ostan.measure.units import administrative_council, ministry_bodies
from ostan.measure.units.standing import active
from ostan.measure.units.terms import UnitTerms
from ostan.plan.plan import Span
from ostan.plan.units.plan import UnitPlan
from ostan.plan.verify.agreement import figure
from ostan.plan.verify.places import Scope
from ostan.plan.verify.planned.units.origins import ENDS
from ostan.plan.verify.planned.units.value import change_hours, managers_below
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

Three = tuple[float, float, float] | None

_NAME = Text("{label}، {when}", "{label}, {when}")
_WHEN = {"before": Text("پیش", "before"), "after": Text("پس", "after")}
_LACKS = Text(
    "رقم‌های برنامه این‌ها نیست: {came}؛ باید باشد: {wanted}",
    "the plan has the figures {came}, and not {wanted}",
)
_UNKNOWN = Text(
    "{what} باید نامعلوم باشد، یا معلوم است و نیامده است",
    "{what} ought to be unknown, or is known and left out",
)


def compared(
    base: Country, after: Country, plan: UnitPlan, alone: pl.DataFrame, now: pl.DataFrame
) -> Iterator[Finding]:
    """Yield every figure of the plan that is not found again."""
    terms, scope = plan.goals.terms(base), Scope.of(base, plan.scope)
    old = {**_seen(base, scope), **_managed(alone, terms)}
    new = {**_seen(after, scope), **_managed(now, terms)}
    old["payback_years"], new["payback_years"] = None, _payback(old, new)
    told = {f.name: f for f in plan.figures}
    if told.keys() != new.keys():
        names = {"came": ", ".join(told), "wanted": ", ".join(new)}
        yield Finding("other_figure", Severity.ERROR, _LACKS.fill(**names))
        return
    for name, shown in told.items():
        for when, span, found in (
            ("before", shown.before, old[name]),
            ("after", shown.after, new[name]),
        ):
            what = _NAME.fill(label=shown.label.text, when=_WHEN[when])
            yield from _same(what, span, found)


def _same(what: Text, span: Span | None, found: Three) -> Iterator[Finding]:
    if span is None or found is None:
        if (span is None) != (found is None):
            yield Finding("other_figure", Severity.ERROR, _UNKNOWN.fill(what=what))
        return
    for came, end in zip((span.low, span.value, span.high), found, strict=True):
        yield from figure(what, came, end)


def _seen(country: Country, scope: Scope) -> dict[str, Three]:
    """Return what the tables say: units, bodies of ministries, heads in councils and their hours."""
    here = pl.col("place").is_in(sorted(scope.places))
    units = active(country).filter("headed", here)
    bodies = (
        ministry_bodies(country)
        .filter(here & (pl.col("bodies") > 0))
        .select(mean=pl.col("bodies").mean(), most=pl.col("bodies").max())
    )
    room = administrative_council(country).filter(here).select(pl.col("heads").mean()).item()
    heads = units.select(holder="head").unique()
    seats = seat_hours(country).join(heads, on="holder", how="semi")
    low, value, high = (
        float(seats.select((pl.col(f"hours{e}") * pl.col("holders")).sum()).item()) for e in ENDS
    )
    return {
        "units": _three(units.height),
        "bodies_per_ministry": _three(bodies["mean"].item()),
        "bodies_per_ministry_most": _three(bodies["most"].item()),
        "heads_in_council": _three(room),
        "council_hours": (low, value, high),
    }


def _three(number: float | None) -> Three:
    return None if number is None else (float(number), float(number), float(number))


def _managed(units: pl.DataFrame, terms: UnitTerms) -> dict[str, Three]:
    """Return managers, their hours and the cost of change; at the low end spans are wide."""
    count, hours, change = [], [], []
    for at, end in enumerate(ENDS):
        below = managers_below(units, terms.span[2 - at], end)["below"]
        count.append(len(below) + math.fsum(below))
        hours.append(terms.head[at] * len(below) + terms.manager[at] * math.fsum(below))
        change.append(change_hours(units, terms.change_unit[at], terms.change_person[at], end))
    return {
        "managers": (count[0], count[1], count[2]),
        "managing_hours": (hours[0], hours[1], hours[2]),
        "change_hours": (change[0], change[1], change[2]),
    }


def _payback(old: Mapping[str, Three], new: Mapping[str, Three]) -> Three:
    """Return cost of change by hours freed a year: least by most, middle, most by least."""
    cost = new["change_hours"]
    freed = [
        sum(
            one[at] - other[at]
            for name in ("managing_hours", "council_hours")
            if (one := old[name]) is not None and (other := new[name]) is not None
        )
        for at in range(3)
    ]
    if cost is None or cost[1] == 0 or min(freed) <= 0:
        return None
    return (cost[0] / max(freed), cost[1] / freed[1], cost[2] / min(freed))

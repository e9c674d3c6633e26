"""Plans of consolidation as the report tells them: what was planned, and what it leaves behind.

The hours of a plan are those that `plan.verify` computed again. What else is said of it (councils left,
functions kept, hours without regrowth) is read from the Country that its Reform makes, by the measures
that make every other figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ostan.measure.councils import WEEKS_PER_YEAR, place_hours, post_hours
from ostan.measure.once import once
from ostan.report.blocks import Range
from ostan.words.errors import BadInput, NoPlan

if TYPE_CHECKING:
    from ostan.country.country import Country
    from ostan.plan.plan import Hours, Objection, Plan
    from ostan.plan.together import AllPlan
    from ostan.reform.apply import Applied
    from ostan.report.inputs import Inputs

PRESETS: Final = ("alone", "decree")
"""What the first page speaks of: line 4, nothing but a chair's own decision; line 5, one decree."""
SECONDS: Final = 10.0
"""Seconds of search for each plan, at most: a report is waited for."""
GAP: Final = 0.005
"""Gap on the saving at which the search stops: below what the page shows."""
ACTIVE: Final = "active"


def plans_for(
    country: Country,
    place: str | None,
    presets: Iterable[str] = PRESETS,
    seconds: float = SECONDS,
    *,
    gap: float = GAP,
    seed: int = 0,
) -> dict[str, Plan]:
    """Return the verified plan of a place for each preset; a preset without a plan is left out.

    Nothing is planned where the place has no council of its own or the Country has no rules: no
    change could be called lawful. `seconds` is for each plan.
    """
    if place is None or not plannable(country, place):
        return {}
    found = {p: _planned(country, place, p, seconds, gap, seed) for p in presets}
    return {p: plan for p, plan in found.items() if plan is not None}


def together_for(
    country: Country,
    place: str | None,
    seconds: float = SECONDS,
    *,
    gap: float = GAP,
    seed: int = 0,
) -> AllPlan | None:
    """Return the plan of all nouns of a place by one decree, verified; None where nothing is planned."""
    from ostan.plan.together import goals_of_all, plan_all

    if place is None or not plannable(country, place):
        return None
    return plan_all(country, goals_of_all({}), place, seconds=seconds, gap=gap, seed=seed)


def plannable(country: Country, place: str) -> bool:
    """Whether there is something to plan and a rule to plan by."""
    here = country["councils"].filter(pl.col("place") == place, pl.col("status") == ACTIVE)
    return bool(here.height and country["rules"].height)


def _planned(
    country: Country, place: str, preset: str, seconds: float, gap: float, seed: int
) -> Plan | None:
    from ostan.plan.councils import plan_councils
    from ostan.plan.goals import goals_of
    from ostan.plan.verify import verified

    goals = goals_of({"preset": preset})
    try:
        made = plan_councils(country, goals, place, seconds=seconds, gap=gap, seed=seed).plan
    except (NoPlan, BadInput):  # `ostan plan` says why; the rest of the report does not wait for it
        return None
    return verified(country, made)


# What it leaves behind ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Outcome:
    """A plan, the Country it was judged in, and what its Reform makes of it."""

    plan: Plan
    before: Country
    applied: Applied

    @property
    def after(self) -> Country:
        """The Country that the Reform makes."""
        return self.applied.country


def outcome(inputs: Inputs, plan: Plan) -> Outcome | None:
    """Return what the plan makes of the Country of the report; None if it does not fit it."""
    name = f"applied {plan.reform.digest} {inputs.day} {plan.goals.dumps()}"
    before, applied = once(inputs.country, name, lambda c: _applied(c, plan, inputs.day))
    return None if applied is None else Outcome(plan, before, applied)


def _applied(country: Country, plan: Plan, day: date) -> tuple[Country, Applied | None]:
    from ostan.reform.apply import apply

    before = plan.goals.country(country)
    within, assume = plan.goals.within(before), plan.goals.assumed(before)
    try:
        return before, apply(before, plan.reform, within=within, assume=assume, day=day)
    except BadInput:
        return before, None


def councils_of(country: Country, place: str) -> dict[str, Any]:
    """Return the row of `place_hours` of a place; empty where no council sits there."""
    found = place_hours(country).filter(pl.col("place") == place)
    return found.row(0, named=True) if found.height else {}


def kinds(plan: Plan) -> Counter[str]:
    """Return how many changes of each kind the plan makes."""
    return Counter(c.kind for c in plan.reform)


def merged(made: Outcome) -> list[str]:
    """Return the councils that the plan makes disappear into others."""
    old = made.before["councils"].filter(pl.col("status") == ACTIVE)["council"]
    gone = made.after["councils"].filter(
        pl.col("council").is_in(old.implode()), pl.col("status") != ACTIVE
    )
    return list(gone["council"].sort())


def orphans(made: Outcome) -> list[str]:
    """Return what nobody would look after: subjects of agendas, powers and steps of cases.

    A subject is lost if an active council of its place had it and none has it afterwards; a power or
    a step, if its council was active and the one that has it now is not.
    """
    lost = _subjects(made.before) - _subjects(made.after)
    return sorted({s for _, s in lost} | _unheld(made.before, made.after))


def _subjects(country: Country) -> set[tuple[str, str]]:
    active = country["councils"].filter(pl.col("status") == ACTIVE).select("council", "place")
    return set(country["agenda"].join(active, on="council").select("place", "subject").iter_rows())


def _unheld(before: Country, after: Country) -> set[str]:
    old, new = _active(before), _active(after)
    powers = {p: c for p, c in _held(after) if c not in new}
    steps = {m: c for m, c in _steps(after) if c not in new}
    return {x for x, c in (powers | steps).items() if c in old}


def _active(country: Country) -> set[str]:
    return set(country["councils"].filter(pl.col("status") == ACTIVE)["council"])


def _held(country: Country) -> Iterable[tuple[str, str]]:
    rows = country["powers"].filter(pl.col("holder_kind") == "council")
    return rows.select("power", "holder").iter_rows()


def _steps(country: Country) -> Iterable[tuple[str, str]]:
    return country["steps"].select("matter", "council").drop_nulls().iter_rows()


# Hours -------------------------------------------------------------------------------------------


def as_range(hours: Hours, per: float = 1.0) -> Range:
    """Return hours at the three settings as a cell, divided by `per`."""
    return Range(hours.low / per, hours.value / per, hours.high / per)


def freed(before: Hours, after: Hours, per: float = 1.0) -> Range:
    """Return the hours freed, setting by setting, divided by `per`.

    A setting that assumes more hours need not free more: the ends are the least and the most of the three.
    """
    ends = [(getattr(before, e) - getattr(after, e)) / per for e in ("low", "value", "high")]
    return Range(min(ends), ends[1], max(ends))


def weekly(plan: Plan, post: str) -> Range:
    """Return the hours a week a plan frees for each holder of a post; zero where it changes none."""
    for row in plan.hours:
        if row.post == post:
            return freed(row.before, row.after, WEEKS_PER_YEAR)
    return Range(0.0, 0.0, 0.0)


def regrowth(made: Outcome) -> float | None:
    """Return the share of the merged business that the plan counts as coming back in sub-groups."""
    rows = made.before["defaults"].filter(pl.col("name") == "regrowth")
    return float(rows["value"][0]) if rows.height else None


def weekly_without_regrowth(made: Outcome, post: str) -> float | None:
    """Return the hours a week freed for a post by the same Reform if no sub-group grew again."""
    goals = made.plan.goals
    none = goals.model_copy(update={"assume": {**goals.assume, "regrowth": _zero()}})
    settled = none.country(made.after)
    before, after = (_hours(c, post) for c in (made.before, settled))
    return None if before is None or after is None else (before - after) / WEEKS_PER_YEAR


def _zero() -> Any:
    from ostan.plan.goals import Range as Assumed

    return Assumed(value=0.0, low=None, high=None)


def _hours(country: Country, post: str) -> float | None:
    rows = post_hours(country).filter(pl.col("post") == post)["hours"]
    return rows[0] if rows.len() else None


# Who objects -------------------------------------------------------------------------------------


def objections(made: Outcome) -> list[Objection]:
    """Return who loses a council: what the plan was asked, else read from its secretariat and act."""
    from ostan.plan.answers.objections import objection

    asked = list(made.plan.answers.objections)
    return asked or [objection(made.before, council) for council in merged(made)]

"""What a plan of units promises, recomputed from the Country it was made for and the one it makes."""

from __future__ import annotations

from collections.abc import Iterator

from ostan.country.country import Country
from ostan.plan.units.plan import UnitPlan
from ostan.plan.verify.agreement import figure
from ostan.plan.verify.conserved import conserved
from ostan.plan.verify.places import Scope
from ostan.plan.verify.planned.units.figures import compared
from ostan.plan.verify.planned.units.kept import kept
from ostan.plan.verify.planned.units.origins import origins
from ostan.plan.verify.planned.units.told import told
from ostan.plan.verify.planned.units.value import assumed_share, value_of
from ostan.reform.apply import Refused, apply
from ostan.words.finding import Finding
from ostan.words.text import Text

_VALUE = Text("ارزش", "value")
_NOTHING = Text("ارزشِ تغییر ندادن", "value of doing nothing")
_SHARE = Text("سهم فرض", "assumed share")


def check(country: Country, plan: UnitPlan) -> Iterator[Finding]:
    """Yield everything a plan of units promises that is not kept or not found again.

    `country`: the one the plan was made for, without the goals' assumptions.
    """
    goals = plan.goals
    base = goals.country(country)
    scope = Scope.of(base, plan.scope)
    alone = origins(base, base, goals, scope)
    yield from figure(_NOTHING, plan.nothing, value_of(base, alone, goals))
    share = assumed_share(base, alone, goals)
    if plan.assumed_share is not None and share is not None:
        yield from figure(_SHARE, plan.assumed_share, share)
    try:
        applied = apply(base, plan.reform, within=goals.within(base), assume=goals.assumed(base))
    except Refused as refused:
        yield from refused.findings
        return
    after = applied.country
    now = origins(base, after, goals, scope)
    yield from conserved(base, after)
    yield from kept(base, after, plan, now)
    yield from figure(_VALUE, plan.value, value_of(base, now, goals))
    yield from told(plan, now)
    yield from compared(base, after, plan, alone, now)

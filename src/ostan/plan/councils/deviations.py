"""Provinces that would do so much better with a plan of their own that it is worth the difference.

After a template, each place is grouped by itself. One whose own plan, with its own acts, is better
than what the template gives there by more than `Goals.deviation_price` deviates: it gets its own
plan, and the template leaves it out. The acts of the template are needed all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ostan.country.country import Country
from ostan.plan.councils.compile import Compiled, compiled
from ostan.plan.councils.facts import Facts
from ostan.plan.councils.planning import Planned, applied, plan_councils
from ostan.plan.councils.scope import Scope, narrowed
from ostan.plan.councils.value import worth
from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.solve import solve
from ostan.plan.plan import Plan
from ostan.reform.change import Change
from ostan.reform.reform import Reform

GAP = 0.02
"""Gap on the saving of a place at which the search for its own grouping stops."""


LEAST = 1e-3
"""Weighted hours a year that are no gain, but the play of a search that ends near the best."""


@dataclass(frozen=True)
class Deviation:
    """A place with a plan of its own: `template` is what the template would cost there.

    `gain`: weighted hours a year that the own plan saves beyond the deviation price.
    """

    place: str
    template: float
    plan: Plan
    gain: float


def deviations(
    country: Country,
    planned: Planned,
    *,
    seconds: float = 60.0,
    stop: Callable[[], bool] | None = None,
) -> tuple[Deviation, ...]:
    """Return the places of a template that deviate, greatest gain first; none outside a template.

    Places are first compared by their grouping alone, which takes a part of the time; those that may
    gain are then planned whole. What time does not allow is left with the template.
    """
    scope, goals = planned.stage.scope, planned.plan.goals
    if not scope.template or len(scope.places) < 2:
        return ()
    began = time.perf_counter()
    likely = _likely(planned, seconds / 2, stop)
    after = applied(goals.country(country), planned.plan.reform, goals)
    paper = goals.secretariat(planned.stage.before)
    found = []
    for place in likely:
        left = seconds - (time.perf_counter() - began)
        if left <= 0 or (stop is not None and stop()):
            break
        there = worth(narrowed(after, Scope(place, (place,), False)), goals, paper).total
        own = plan_councils(
            country, goals, place, seconds=min(left, 20.0), seed=planned.plan.seed, stop=stop
        ).plan
        gain = there - own.value - goals.deviation_price
        if gain > LEAST:
            found.append(Deviation(place, there, own, gain))
    return tuple(sorted(found, key=lambda d: (-d.gain, d.place)))


def combined(planned: Planned, found: Sequence[Deviation]) -> Reform:
    """Return the template without the places that deviate, and then their own changes."""
    places = tuple(d.place for d in found)
    left = [c for change in planned.plan.reform for c in _without(change, places)]
    own = [c for d in found for c in d.plan.reform]
    return Reform.of([*left, *own], parent=planned.plan.parent)


def _without(change: Change, places: Sequence[str]) -> list[Change]:
    """Return the change without these places; nothing if none are left."""
    named = tuple(p for p in change.at if p not in places)
    if not named:
        return []
    if named != change.at:
        return [change.model_copy(update={"at": named})]
    if any(p.startswith("*") for p in named):
        return [change.model_copy(update={"but": tuple(dict.fromkeys((*change.but, *places)))})]
    return [change]


def _likely(planned: Planned, seconds: float, stop: Callable[[], bool] | None) -> list[str]:
    """Return the places whose own grouping is better by more than the price, greatest gain first."""
    stage = planned.stage
    gains = {}
    places = stage.scope.places
    for place in places:
        own = compiled(stage.moved, _facts_of(stage.compiled.facts, place), stage.goals)
        there = _template_there(planned, own)
        found = solve(
            own.problem, seconds=seconds / len(places), gap=GAP, seed=planned.plan.seed, stop=stop
        )
        gains[place] = there - found.value - stage.goals.deviation_price
    return sorted((p for p in gains if gains[p] > 0), key=lambda p: (-gains[p], p))


def _facts_of(facts: Facts, place: str) -> Facts:
    """Return the facts of one place, its items still named by type."""
    table = facts.table.filter(pl.col("place") == place)
    bodies = {c: facts.bodies[c] for c in table["council"]}
    return replace(facts, scope=replace(facts.scope, places=(place,)), table=table, bodies=bodies)


def _template_there(planned: Planned, own: Compiled) -> float:
    """Return what the groups of the template cost in a place, acts left out."""
    number = {item.name: k for k, item in enumerate(own.items)}
    names = [item.name for item in planned.stage.compiled.items]
    free = replace(
        own.problem,
        modes=tuple(
            replace(m, price=m.price * 0, forbidden=m.forbidden & False) for m in own.problem.modes
        ),
        together=(),
        apart=(),
    )
    total = 0.0
    for group in planned.groups:
        here = [number[names[i]] for i in group.items if names[i] in number]
        if here:
            total += group_cost(free, here, group.mode)
    return total

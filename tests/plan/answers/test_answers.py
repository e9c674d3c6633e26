"""Answers about a plan are true of it: each is held to a plan made afresh, or to trying everything."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from tests.plan.generated import generated

from ostan.country.country import Country
from ostan.plan.answers import answered, why_not, why_together
from ostan.plan.answers.again import grouping
from ostan.plan.answers.clash import clash, conditions, under
from ostan.plan.answers.locks import lock_prices
from ostan.plan.answers.objections import objections
from ostan.plan.answers.others import alternatives, frontier
from ostan.plan.councils import Planned, plan_councils
from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.problem import SideRow
from ostan.plan.engine.reference import brute_force
from ostan.plan.goals import goals_of
from ostan.words.errors import BadInput

GOALS = {"max_unlike": 1, "lambda": 2, "price": {"decree": 3.0, "province": 1.0}}


@cache
def country() -> Country:
    """A country small enough to try every partition."""
    return generated(7, 2, 8, 0)


@cache
def plan() -> Planned:
    """Its plan."""
    return plan_councils(country(), goals_of(GOALS), None, gap=0.0)


def test_why_together_counts_what_they_share() -> None:
    made = plan()
    group = next(g for g in made.plan.groups if g.mode != "alone")
    a, b = group.councils[:2]
    found = why_together(made, a, b)
    seats = country()["seats"]
    shared = 0
    for place in ("p00", "p01"):
        who = [set(seats.filter(council=f"{c}@{place}")["holder"]) for c in (a, b)]
        shared += len(who[0] & who[1])
    assert found.members == shared
    assert found.held <= found.sessions
    problem = made.stage.compiled.problem
    i, j = made.stage.compiled.index(a), made.stage.compiled.index(b)
    alone = group_cost(problem, [i]) + group_cost(problem, [j])
    assert found.gain == pytest.approx(alone - group_cost(problem, [i, j]))
    assert str(found.members) in found.sentence.en


def test_the_price_of_a_pair_is_that_of_trying_everything() -> None:
    made = plan()
    value, _ = grouping(made)
    problem = made.stage.compiled.problem
    names = [i.name for i in made.stage.compiled.items]
    for i, j in combinations(range(4), 2):
        best, _, _ = brute_force(replace(problem, together=((i, j),)))
        found = why_not(made, names[i], names[j])
        if best == float("inf"):
            assert found.least is None
        else:
            assert found.least is not None
            assert found.most is not None
            assert found.least <= best - value + 1e-6
            assert best - value <= found.most + 1e-6


def test_what_keeps_two_apart_is_told() -> None:
    made = plan_councils(country(), goals_of({**GOALS, "moves": ["merge_councils"]}), None, gap=0.0)
    a, b = [i.name for i in made.stage.compiled.items if not i.free][:2]
    found = why_not(made, a, b)
    assert (found.least, found.most) == (None, None)
    assert "merge_councils__statute" in found.sentence.en
    with pytest.raises(BadInput):
        why_not(made, a, "nobody")


def test_other_plans_are_distinct_and_cost_what_they_say() -> None:
    made = plan()
    found = alternatives(made, k=4, loss=0.5, seconds=1.0)
    assert found
    best = {frozenset(g.councils) for g in made.plan.groups if g.mode != "alone"}
    seen = [frozenset(frozenset(g) for g in o.groups) for o in found]
    assert len(set(seen)) == len(seen)
    assert frozenset(best) not in seen
    assert [o.loss for o in found] == sorted(o.loss for o in found)
    assert found[0].loss >= 0
    for other in found:
        assert other.value == pytest.approx(made.plan.value + other.loss)
        assert other.loss <= 0.5 * made.plan.saving


def test_more_acts_are_never_worse_and_each_point_is_the_best() -> None:
    made = plan()
    points = frontier(made, seconds=2.0)
    values = [p.value for p in points]
    assert values == sorted(values, reverse=True)
    assert points[-1].value == made.plan.value
    assert points[0].acts == 0
    value, _ = grouping(made)
    problem = made.stage.compiled.problem
    for point in points:
        row = SideRow(limit=float(point.acts), const=-1.0, coef=np.ones(problem.n))
        best, _, _ = brute_force(replace(problem, rows=(row,)))
        assert point.bound <= best - value + made.plan.value + 1e-6
        assert point.value == pytest.approx(best - value + made.plan.value, rel=1e-3)


def test_the_price_of_a_lock_is_that_of_a_plan_without_it() -> None:
    made = plan()
    found = lock_prices(made, k=3, seconds=6.0)
    assert found
    value, _ = grouping(made)
    compiled = made.stage.compiled
    for price in found:
        k = compiled.index(price.council)
        freed = replace(compiled.items[k], free=True, locked=False, prices=(0.0, 0.0))
        items = [freed if i == k else item for i, item in enumerate(compiled.items)]
        best, _, _ = brute_force(compiled.with_items(items).problem)
        assert price.least <= value - best + 1e-6
        assert value - best <= price.most + 1e-6
        assert price.by == "merge_councils__statute"


def test_the_clash_is_minimal() -> None:
    made = plan()
    compiled = made.stage.compiled
    i, j = [k for k, item in enumerate(compiled.items) if not item.free][:2]
    barred = tuple(
        replace(m, forbidden=compiled.problem.modes[0].forbidden) for m in compiled.problem.modes
    )
    problem = replace(
        compiled.problem,
        modes=barred,
        together=((i, j),),
        apart=((0, 1),) if {0, 1} != {i, j} else (),
    )
    stage = replace(made.stage, compiled=replace(compiled, problem=problem))
    said = [t.en for t in clash(stage)]
    assert len(said) == 2
    assert brute_force(problem)[0] == float("inf")
    for kept in (["together"], ["forbidden"]):
        some = [c for c in conditions(problem) if c.kind in kept]
        assert brute_force(under(problem, some))[0] < float("inf")


def test_each_council_that_goes_has_an_owner() -> None:
    made = plan()
    gone = [c for g in made.plan.groups if g.mode == "merge" for c in g.councils[1:]]
    found = objections(made)
    assert sorted(o.council for o in found) == sorted(gone)
    assert all(o.issued_by == "مصوبه" for o in found)


def test_answers_are_put_into_the_plan() -> None:
    made = answered(plan(), ["objections", "effort"], seconds=3.0)
    assert made.answers.effort
    assert made.answers.objections == objections(plan())
    assert made.answers.locks == ()
    with pytest.raises(ValueError, match="luck"):
        answered(plan(), ["luck"])

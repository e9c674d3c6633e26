"""A province deviates only where that is worth more than its price, and gets what its plan promises."""

from __future__ import annotations

import pytest
from benchmarks.provinces import generated

from ostan.plan.councils import combined, deviations, plan_councils
from ostan.plan.councils.planning import applied
from ostan.plan.councils.scope import Scope, narrowed
from ostan.plan.councils.value import worth
from ostan.plan.goals import goals_of

pytestmark = pytest.mark.slow

GOALS = {"max_unlike": 1, "lambda": 2, "price": {"decree": 0.0, "province": 0.0}}


@pytest.mark.parametrize("price", [0.0, 1e6])
def test_deviating_provinces(price: float) -> None:
    country = generated(7, 3, 8, 7)
    goals = goals_of({**GOALS, "deviation_price": price})
    template = plan_councils(country, goals, None, gap=0.0)
    found = deviations(country, template, seconds=15)
    assert bool(found) == (price == 0.0)
    reform = combined(template, found)
    after = applied(country, reform, goals)
    base = applied(country, template.plan.reform, goals)
    paper = goals.secretariat(country)
    own = {d.place: d for d in found}
    for place in template.stage.scope.places:
        here = Scope(place, (place,), False)
        there, now = (worth(narrowed(c, here), goals, paper).total for c in (base, after))
        if place in own:
            deviation = own[place]
            assert there == pytest.approx(deviation.template)
            acts = sum(g.acts for g in deviation.plan.groups)
            assert now + acts == pytest.approx(deviation.plan.value)
            assert deviation.gain == pytest.approx(there - deviation.plan.value - price)
        else:
            assert now == pytest.approx(there)


def test_a_plan_of_one_place_has_no_deviations() -> None:
    country = generated(6, 2, 8, 1)
    made = plan_councils(country, goals_of(GOALS), "p00", gap=0.0)
    assert deviations(country, made) == ()

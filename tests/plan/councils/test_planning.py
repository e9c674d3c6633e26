"""Plans of small generated countries: as good as the best, verified, within what the goals allow."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from benchmarks.provinces import generated

from ostan.country.country import Country
from ostan.plan.councils import Planned, plan_councils
from ostan.plan.councils.stage import restaged, stage
from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.reference import brute_force
from ostan.plan.engine.solve import Progress
from ostan.plan.goals import goals_of
from ostan.plan.verify import check_plan
from ostan.words.errors import BadInput, NoPlan

pytestmark = pytest.mark.slow

FREE = {"max_unlike": 1, "lambda": 2, "price": {"decree": 3.0, "province": 1.0}}
"""Goals under which much is brought together."""


@cache
def country(seed: int) -> Country:
    """A country small enough to try every partition."""
    return generated(7, 2, 8, seed)


@cache
def plan(seed: int, place: str | None = None, **goals: object) -> Planned:
    """The plan of a small country; goals given as keys."""
    return plan_councils(country(seed), goals_of({**FREE, **goals}), place, gap=0.0)


def groups(made: Planned) -> list[set[str]]:
    """The groups of several councils, without their places."""
    found = [g for g in made.plan.groups if g.mode != "alone"]
    return [{c.partition("@")[0] for c in g.councils} for g in found]


@pytest.mark.parametrize(("seed", "place"), [(0, None), (1, None), (2, "p00")])
def test_no_partition_is_better(seed: int, place: str | None) -> None:
    made = plan(seed, place)
    at = stage(country(seed), made.plan.goals, place)
    best, _, _ = brute_force(at.compiled.problem)
    found = sum(g.value for g in made.plan.groups)
    assert found == pytest.approx(best)
    assert made.plan.proven
    assert made.plan.bound <= made.plan.value <= made.plan.nothing


@pytest.mark.parametrize(("seed", "place"), [(0, None), (1, None), (2, "p00")])
def test_the_verifier_agrees(seed: int, place: str | None) -> None:
    verdict, findings = check_plan(country(seed), plan(seed, place).plan)
    assert verdict.feasible, [f.sentence.en for f in verdict.findings]
    assert findings == ()


def test_something_is_brought_together() -> None:
    assert any(groups(plan(seed)) for seed in range(3))


def test_a_locked_council_stays_and_hosts_at_most() -> None:
    name = next(iter(groups(plan(0))[0]))
    made = plan_councils(country(0), goals_of({**FREE, "lock": [name]}), None, gap=0.0)
    for change in made.plan.reform.changes:
        assert getattr(change, "council", None) != name
        assert name not in getattr(change, "councils", ())
    assert made.plan.value >= plan(0).plan.value - 1e-6
    assert check_plan(country(0), made.plan)[1] == ()


def test_pairs_together_and_apart() -> None:
    first = next(g for g in groups(plan(0)))
    a, b = sorted(first)[:2]
    apart = plan_councils(country(0), goals_of({**FREE, "apart": [[a, b]]}), None, gap=0.0)
    assert not any({a, b} <= g for g in groups(apart))
    free = [i.name for i in plan(0).stage.compiled.items if i.free]
    pair = next(p for p in combinations(free, 2) if not any(set(p) <= g for g in groups(plan(0))))
    both = plan_councils(country(0), goals_of({**FREE, "together": [list(pair)]}), None, gap=0.0)
    assert any(set(pair) <= g for g in groups(both))
    for made in (apart, both):
        assert made.plan.value >= plan(0).plan.value - 1e-6
        assert check_plan(country(0), made.plan)[1] == ()


def test_a_cap_on_sittings_is_kept() -> None:
    n = len(plan(0).plan.groups)
    made = plan_councils(country(0), goals_of({**FREE, "max_councils": n - 1}), None, gap=0.0)
    assert len(made.plan.groups) <= n - 1
    assert made.plan.value >= plan(0).plan.value - 1e-6


def test_moves_and_presets_bound_what_is_planned() -> None:
    alone = plan(0, None, preset="alone").plan
    assert {c.kind for c in alone.reform.changes} <= {
        "hold_jointly",
        "hold_same_day",
        "delegate_chair",
        "delegate_seat",
        "set_sessions",
    }
    only = plan(0, None, moves=("hold_jointly",)).plan
    assert {c.kind for c in only.reform.changes} <= {"hold_jointly"}
    none = plan(0, None, moves=()).plan
    assert len(none.reform) == 0
    assert none.value == pytest.approx(none.nothing)
    assert plan(0).plan.value <= alone.value <= none.value + 1e-6


def test_more_within_reach_is_never_worse() -> None:
    free = {**FREE, "price": {"decree": 0.0, "statute": 0.0, "province": 0.0}}
    reach = [goals_of({**free, "preset": p}) for p in ("alone", "decree", "bill")]
    made = [stage(country(1), g, "p00") for g in reach]
    # What is done before the grouping differs as well: the problems are compared with it alone.
    best = [brute_force(made[0].compiled.with_items(m.compiled.items).problem)[0] for m in made]
    assert best == sorted(best, reverse=True)
    assert best[0] > best[2]


def test_no_plan_names_the_conditions_that_clash() -> None:
    items = plan(0).stage.compiled.items
    a, b = [i.name for i in items if not i.free][:2]
    goals = goals_of({**FREE, "moves": ["merge_councils"], "together": [[a, b]]})
    with pytest.raises(NoPlan) as caught:
        plan_councils(country(0), goals, None)
    sentence = caught.value.findings[0].sentence
    assert a in sentence.en
    assert b in sentence.fa
    assert "cannot be together" in sentence.en
    assert "sittings" not in sentence.en


def test_a_place_that_is_not_there() -> None:
    with pytest.raises(BadInput) as caught:
        plan_councils(country(0), goals_of({}), "p0l")
    assert "p0" in caught.value.findings[0].sentence.en
    with pytest.raises(BadInput):
        plan_councils(country(0), goals_of({}), "*county")


def test_the_same_seed_gives_the_same_plan() -> None:
    again = plan_councils(country(0), goals_of(FREE), None, gap=0.0)
    same = {"seconds": 0.0}
    assert again.plan.model_copy(update=same) == plan(0).plan.model_copy(update=same)


def test_a_warm_start_after_an_edit_gives_the_plan_of_a_cold_one() -> None:
    name = next(iter(groups(plan(0))[0]))
    goals = goals_of({**FREE, "lock": [name]})
    cold = plan_councils(country(0), goals, None, gap=0.0)
    warm = plan_councils(country(0), goals, None, gap=0.0, warm=plan(0).warm)
    other = plan_councils(country(1), goals_of(FREE), None, gap=0.0, warm=plan(0).warm)
    assert warm.plan.value == pytest.approx(cold.plan.value)
    assert other.plan.value == pytest.approx(plan(1).plan.value)


@pytest.mark.parametrize("place", [None, "p00"])
@pytest.mark.parametrize("more", [1, 2, 99])
def test_a_stage_with_other_locks_is_that_of_those_locks(place: str | None, more: int) -> None:
    types = [f"c{k:02d}" for k in range(7)]
    first = goals_of({**FREE, "lock": types[:1]})
    goals = goals_of({**FREE, "lock": types[:more]})
    old, fresh = stage(country(3), first, place), stage(country(3), goals, place)
    made = restaged(old, country(3), goals, place)
    assert made is not None
    assert made.first == fresh.first
    assert made.moved == fresh.moved
    assert made.compiled.items == fresh.compiled.items
    assert made.compiled.facts.bodies == fresh.compiled.facts.bodies
    assert made.rest == pytest.approx(fresh.rest)
    assert made.nothing == fresh.nothing
    for group in (g for k in (1, 2, 3) for g in combinations(range(made.compiled.problem.n), k)):
        for mode in (0, 1):
            cost, known = (group_cost(s.compiled.problem, group, mode) for s in (made, fresh))
            assert cost == pytest.approx(known)


def test_locks_taken_away_and_other_goals_need_a_new_stage() -> None:
    goals = goals_of({**FREE, "lock": ["c00", "c01", "c02", "c03", "c04", "c05", "c06"]})
    old = stage(country(3), goals, None)
    assert old.moves.councils
    assert restaged(old, country(3), goals_of(FREE), None) is None
    other = goals.model_copy(update={"max_group": 3})
    assert restaged(old, country(3), other, None) is None
    assert restaged(old, country(0), goals, None) is None
    assert restaged(old, country(3), goals, "p00") is None


def test_progress_is_told_in_whole_values() -> None:
    told: list[Progress] = []
    made = plan_councils(country(2), goals_of(FREE), None, gap=0.0, progress=told.append)
    assert told
    assert all(p.bound <= p.value + 1e-6 for p in told)
    # Council days come after the grouping, so that the value is at most what was last told.
    assert made.plan.value <= told[-1].value + 1e-6
    assert told[-1].value <= made.plan.nothing + 1e-6


def test_what_is_stopped_is_still_a_plan() -> None:
    made = plan_councils(country(2), goals_of(FREE), None, gap=0.0, stop=lambda: True)
    assert made.plan.interrupted
    verdict, findings = check_plan(country(2), made.plan)
    assert verdict.feasible
    assert findings == ()


def test_without_time_there_is_still_a_plan() -> None:
    made = plan_councils(country(2), goals_of(FREE), None, seconds=0.0)
    verdict, findings = check_plan(country(2), made.plan)
    assert verdict.feasible
    assert findings == ()

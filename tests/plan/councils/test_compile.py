"""What the engine is given costs what the measures find on the Country it stands for."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from benchmarks.provinces import generated
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.plan.councils.compile import JOINT, MERGE, Item
from ostan.plan.councils.groups import Grouped, changes, grouped, told
from ostan.plan.councils.planning import Stage, applied, stage
from ostan.plan.councils.value import worth
from ostan.plan.engine.cost import crowd, group_cost
from ostan.plan.goals import goals_of
from ostan.reform.reform import Reform

GOALS = {"max_unlike": 1, "max_people": 0, "lambda": 7}


@cache
def made(seed: int, place: str | None, goals: tuple[tuple[str, object], ...] = ()) -> Stage:
    """A stage of a small generated country; anything may be brought together but two bound by law."""
    return stage(generated(7, 3, 8, seed), goals_of({**GOALS, **dict(goals)}), place)


def partition(rng: np.random.Generator, at: Stage) -> list[Grouped]:
    """A partition by chance, in modes that allow each group."""
    n = at.compiled.problem.n
    label = rng.integers(0, max(n // 2, 1), n)
    groups = []
    for k in sorted(set(label.tolist())):
        items = tuple(int(i) for i in np.flatnonzero(label == k))
        allowed = [
            m for m in (MERGE, JOINT) if group_cost(at.compiled.problem, items, m) < float("inf")
        ]
        if allowed:
            groups.append((items, int(rng.choice(allowed))))
        else:
            groups += [((i,), 0) for i in items]
    found = grouped(at.compiled, [g for g, _ in groups], [m for _, m in groups])
    return list(found)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2), st.sampled_from([None, "p01"]), st.integers(0, 10_000))
def test_the_cost_of_groups_is_what_is_measured(seed: int, place: str | None, chance: int) -> None:
    at = made(seed, place)
    groups = partition(np.random.default_rng(chance), at)
    after = applied(at.moved, Reform.of(changes(at.compiled, groups, at.scope)), at.goals)
    found = worth(after, at.goals, at.goals.secretariat(at.before)).total
    acts = sum(g.acts for g in told(at.compiled, groups))
    cost = sum(group_cost(at.compiled.problem, g.items, g.mode) for g in groups)
    assert at.rest + cost == pytest.approx(found + acts, rel=1e-9)


def test_doing_nothing_costs_what_is_measured() -> None:
    at = made(0, None)
    alone = sum(group_cost(at.compiled.problem, [i]) for i in range(at.compiled.problem.n))
    measured = worth(at.moved, at.goals, at.goals.secretariat(at.before)).total
    assert at.rest + alone == pytest.approx(measured, rel=1e-12)


def test_a_council_alone_costs_the_same_in_both_modes() -> None:
    problem = made(1, None).compiled.problem
    for i in range(problem.n):
        assert group_cost(problem, [i], MERGE) == pytest.approx(group_cost(problem, [i], JOINT))


def test_two_that_may_not_disappear_are_never_merged() -> None:
    at = made(0, None)
    items = at.compiled.items
    assert {item.free for item in items} == {True, False}
    barred = at.compiled.problem.modes[MERGE].forbidden
    for i, j in combinations(range(len(items)), 2):
        if not items[i].free and not items[j].free:
            assert barred[i, j]
        assert barred[i, j] == barred[j, i]


def test_the_host_is_the_one_that_may_not_disappear() -> None:
    at = made(0, None)
    names = [i.name for i in at.compiled.items]
    bound = next(k for k, i in enumerate(at.compiled.items) if not i.free)
    free = [k for k, i in enumerate(at.compiled.items) if i.free][:2]
    group = Grouped(tuple(sorted([bound, *free])), MERGE)
    (shown,) = told(at.compiled, [group])
    assert shown.councils[0] == names[bound]
    assert shown.acts == pytest.approx(sum(at.compiled.items[k].prices[MERGE] for k in free))


def test_unlike_business_and_locks_keep_councils_apart() -> None:
    strict = made(0, None, (("max_unlike", 0),)).compiled
    loose = made(0, None).compiled
    assert strict.strange.any()
    assert not loose.strange.any()
    locked = stage(generated(7, 3, 8, 0), goals_of({**GOALS, "lock": ["c00", "c01"]}), None)
    i, j = locked.compiled.index("c00"), locked.compiled.index("c01")
    assert all(mode.forbidden[i, j] for mode in locked.compiled.problem.modes)
    assert not locked.compiled.items[i].free


def test_a_pair_that_must_be_together_may_be_unlike() -> None:
    goals = (("max_unlike", 0), ("together", (("c00", "c01"),)))
    at = made(0, None, goals).compiled
    i, j = at.index("c00"), at.index("c01")
    assert at.problem.together == ((i, j),)
    assert not at.strange[i, j]


def test_places_that_meet_alike_are_one_scene_and_none_is_more_crowded() -> None:
    alike = stage(generated(6, 4, 8, 3, missing=0.0), goals_of(GOALS), None).compiled
    for mode in alike.problem.modes:
        assert len(mode.scenes) <= 4
        for place in alike.facts.scope.places:
            here = [b for b in alike.facts.bodies.values() if b.place == place]
            for pair in combinations(range(alike.problem.n), 2):
                names = {alike.items[i].name for i in pair}
                seats = [b.seats for b in here if b.item in names]
                people = {s.holder: s.people for bodies in seats for s in bodies}
                if len(seats) == 2:
                    assert max(crowd(s, pair) for s in mode.scenes) >= sum(people.values())


def test_items_can_be_bound_otherwise() -> None:
    at = made(0, None).compiled
    k = next(k for k, i in enumerate(at.items) if not i.free)
    from dataclasses import replace

    freed: list[Item] = [replace(i, free=True) for i in at.items]
    other = at.with_items(freed).problem.modes[MERGE].forbidden
    assert not other[k].any()
    assert at.problem.modes[MERGE].forbidden[k].any()

"""Matching: held against every assignment of small cases, with one taker of a service and with two."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.plan.services.greedy import best_greedy, greedy
from ostan.plan.services.matching import Flow, Limit, Problem, broken
from ostan.plan.services.solving import parts, solve


@st.composite
def problems(draw, services=5, offers=4):
    n, m = draw(st.integers(1, services)), draw(st.integers(1, offers))
    pairs = list(product(range(m), range(n)))
    arcs = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=len(pairs)))
    numbers = lambda low, high, k: np.array(  # noqa: E731
        draw(st.lists(st.integers(low, high), min_size=k, max_size=k)), float
    )
    return Problem(
        points=numbers(0, 12, n) / 12,
        people=numbers(1, 20, n),
        capacity=numbers(1, 40, m),
        price=numbers(0, 9, m),
        kind=numbers(0, 1, m).astype(np.int64),
        arcs=np.array(sorted(arcs), np.int64).reshape(-1, 2),
        reserve=draw(st.sampled_from([0.0, 0.25])),
        budget=draw(st.one_of(st.none(), st.integers(0, 20).map(float))),
        limits=draw(st.sampled_from([(), (Limit(tuple(range(0, m, 2)), tuple(range(n)), 15.0),)])),
    )


def worth(problem, chosen):
    """Points and price of services with the offers each is given to."""
    points = sum(problem.points[i] for i, offers in enumerate(chosen) if offers)
    used = {o for offers in chosen for o in offers}
    return round(float(points), 9), -sum(problem.price[o] for o in used)


def choices(problem, most):
    """For every service the sets of offers of one kind it may be given to; the empty one too."""
    for i in range(len(problem.points)):
        own = [o for o, s in problem.arcs.tolist() if s == i]
        sets = [c for k in range(most + 1) for c in combinations(own, k)]
        yield [c for c in sets if len({problem.kind[o] for o in c}) <= 1]


def can_flow(problem, chosen):
    """Whether people can be parted among the offers chosen: every set of services has room enough.

    That is the condition of Gale; the offers of a limit have no more room than the limit.
    """
    served = [i for i, offers in enumerate(chosen) if offers]
    for some in (c for k in range(1, len(served) + 1) for c in combinations(served, k)):
        near = {o for i in some for o in chosen[i]}
        room = sum(problem.room[o] for o in near)
        for limit in problem.limits:
            theirs = sum(problem.room[o] for o in near & set(limit.offers))
            room -= max(theirs - limit.people, 0.0)
        if problem.people[list(some)].sum() > room + 1e-9:
            return False
    return True


def best(problem):
    """The most points, and of these the least price, over everything that can be done."""
    found = (0.0, 0.0)
    for chosen in product(*choices(problem, problem.most)):
        told = worth(problem, chosen)
        affords = problem.budget is None or -told[1] <= problem.budget
        if told > found and affords and can_flow(problem, chosen):
            found = told
    return found


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(problems())
def test_one_taker_of_each_is_the_best_of_all_assignments(problem):
    found = solve(problem)
    points, price = best_whole(problem)
    assert broken(problem, found.flows) == []
    assert found.proven
    assert found.points == pytest.approx(points, abs=1e-6)
    assert found.bound >= points - 1e-7
    assert found.price == pytest.approx(-price, abs=1e-6)
    assert problem.gained(best_greedy(problem)) <= points + 1e-9


def best_whole(problem):
    """As `best`, with one taker of each: loads are sums, no program is needed."""
    found = (0.0, 0.0)
    for chosen in product(*choices(problem, 1)):
        flows = [Flow(o, i, 1.0) for i, offers in enumerate(chosen) for o in offers]
        if not broken(problem, flows):
            found = max(found, worth(problem, chosen))
    return found


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(problems(services=3, offers=3))
def test_two_takers_of_each_is_the_best_of_all_that_can_be_shared(problem):
    problem = replace(problem, most=2)
    found = solve(problem)
    points, price = best(problem)
    assert broken(problem, found.flows) == []
    assert found.points == pytest.approx(points, abs=1e-6)
    assert found.bound >= points - 1e-7
    assert found.price == pytest.approx(-price, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(problems(services=7, offers=5), st.integers(1, 3))
def test_greedy_keeps_every_condition(problem, most):
    problem = replace(problem, most=most)
    quick = greedy(problem)
    assert broken(problem, quick) == []
    assert problem.gained(best_greedy(problem)) >= problem.gained(quick)


@settings(max_examples=12, deadline=None)
@given(problems(services=6, offers=5))
def test_parts_have_nothing_to_do_with_each_other(problem):
    problem = replace(problem, budget=None)
    made = parts(problem)
    offers = [o for part in made for o in part.offers]
    services = [s for part in made for s in part.services]
    assert len(offers) == len(set(offers))
    assert len(services) == len(set(services))
    back = [
        (part.offers[o], part.services[s]) for part in made for o, s in part.problem.arcs.tolist()
    ]
    assert sorted(back) == sorted(map(tuple, problem.arcs.tolist()))
    tied = [set(limit.offers) & set(offers) for limit in problem.limits]
    assert all(any(t <= set(part.offers) for part in made) for t in tied if t)
    whole = solve(problem)
    alone = sum(solve(part.problem).points for part in made)
    assert whole.points == pytest.approx(alone, abs=1e-6)


def test_what_is_broken_is_named():
    problem = Problem(
        points=np.ones(2),
        people=np.array([6.0, 6.0]),
        capacity=np.array([10.0, 10.0]),
        price=np.array([5.0, 0.0]),
        kind=np.array([0, 1]),
        arcs=np.array([[0, 0], [0, 1], [1, 0]]),
        budget=4.0,
        limits=(Limit((0,), (0, 1), 5.0),),
    )
    assert broken(problem, [Flow(1, 0, 1.0)]) == []
    assert broken(problem, [Flow(0, 0, 1.0), Flow(0, 1, 1.0)]) == ["capacity", "limit", "budget"]
    assert "arc" in broken(problem, [Flow(1, 1, 1.0)])
    assert {"whole", "most", "kind"} <= set(broken(problem, [Flow(0, 0, 0.2), Flow(1, 0, 0.2)]))


def test_a_greater_reserve_serves_no_more_and_a_stop_keeps_what_was_found():
    rng = np.random.default_rng(5)
    problem = Problem(
        points=rng.random(30),
        people=rng.integers(5, 30, 30).astype(float),
        capacity=rng.integers(20, 60, 8).astype(float),
        price=rng.integers(0, 50, 8).astype(float),
        kind=np.zeros(8, np.int64),
        arcs=np.array([(o, i) for o in range(8) for i in range(30) if (o + i) % 3 == 0]),
    )
    told = []
    full = solve(problem, progress=told.append)
    kept = solve(replace(problem, reserve=0.3))
    assert kept.points <= full.points + 1e-9
    assert broken(replace(problem, reserve=0.3), kept.flows) == []
    assert all(p.bound <= p.value + 1e-9 for p in told)
    assert all(a.value >= b.value - 1e-9 for a, b in pairwise(told))
    stopped = solve(problem, stop=lambda: True)
    assert stopped.interrupted
    assert broken(problem, stopped.flows) == []
    assert (
        problem.gained(best_greedy(problem)) - 1e-9
        <= stopped.points
        <= full.points + 1e-9
        <= stopped.bound + 2e-9
    )


def test_nothing_to_match_is_settled_at_once():
    none = np.zeros((0, 2), np.int64)
    problem = Problem(np.ones(2), np.ones(2), np.ones(1), np.ones(1), np.zeros(1, np.int64), none)
    found = solve(problem)
    assert (found.points, found.bound, found.proven) == (0.0, 0.0, True)

"""Closures: the cut is exact, both bounds are true, and the search finds what brute force finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.plan.engine.closure.cut import Cutter
from ostan.plan.engine.closure.direct import Program
from ostan.plan.engine.closure.dual import tolled
from ostan.plan.engine.closure.mend import Mender
from ostan.plan.engine.closure.parts import Parts
from ostan.plan.engine.closure.problem import ALWAYS, FREE, NEVER, Closure
from ostan.plan.engine.closure.reference import brute_force
from ostan.plan.engine.closure.solve import ready, solve


def drawn(seed: int, n: int = 9, rows: int = 2) -> Closure:
    """Return a small problem by chance; a need goes to an earlier node only, so that none is a ring."""
    rng = np.random.default_rng(seed)
    every = [(a, b) for a in range(n) for b in range(a)]
    needs = [e for e in every if rng.random() < 0.15]
    pairs = [e for e in every if rng.random() < 0.15]
    held = [(r, v) for r in range(rows) for v in range(n) if rng.random() < 0.7]
    settled = np.full(n, FREE)
    settled[0] = rng.choice([FREE, FREE, ALWAYS])
    settled[n - 1] = rng.choice([FREE, FREE, NEVER])
    return Closure(
        rng.normal(0, 5, n).round(2),
        np.array(needs, np.int64).reshape(-1, 2),
        np.array(pairs, np.int64).reshape(-1, 2),
        rng.uniform(0, 3, len(pairs)),
        np.array([r for r, _ in held], np.int64),
        np.array([v for _, v in held], np.int64),
        rng.uniform(-1, 4, len(held)),
        rng.uniform(-0.5, 8, rows),
        settled,
    )


def provinces(seed: int, matters: int = 12, places: int = 6) -> Closure:
    """Return a problem like those of powers: a decree for each matter, an office in each province."""
    rng = np.random.default_rng(seed)
    m, p = np.divmod(np.arange(matters * places), places)
    cases = rng.lognormal(3, 1, matters)[m] * rng.lognormal(0, 0.6, places)[p]
    cost = np.concatenate([rng.uniform(5, 60, matters), -cases * rng.uniform(1, 9, matters)[m]])
    hours = cases * rng.uniform(0.2, 3, matters)[m]
    full = np.bincount(p, hours)
    nodes = np.arange(len(cases)) + matters
    return Closure(
        cost,
        np.stack([nodes, m], axis=1),
        np.stack([nodes[places:], nodes[:-places]], axis=1),
        0.2 * np.minimum(cases[places:], cases[:-places]),
        p,
        nodes,
        hours,
        full * rng.uniform(0.3, 0.7, places),
        np.full(len(cost), FREE),
    )


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    ready()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_cut_without_limits_is_the_best_choice(seed: int) -> None:
    problem = replace(drawn(seed, 8), limit=np.full(2, 1e9))
    best, _ = brute_force(problem)
    taken, bound = Cutter(problem).best()
    assert problem.closed(taken)
    assert problem.value(taken) == pytest.approx(best, abs=1e-9)
    assert bound == pytest.approx(best, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_cut_that_goes_on_from_another_equals_a_fresh_one(seed: int) -> None:
    problem, rng = drawn(seed, 24, rows=3), np.random.default_rng(seed)
    cutter = Cutter(problem)
    for _ in range(4):
        tolls = rng.uniform(0, 3, 3)
        assert cutter.best(tolls)[1] == pytest.approx(Cutter(problem).best(tolls)[1], abs=1e-9)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_search_finds_what_brute_force_finds_and_no_bound_is_above_it(seed: int) -> None:
    problem = drawn(seed)
    best, choice = brute_force(problem)
    found = solve(problem, seconds=20)
    program = Program(problem)
    if choice is None:
        assert found.taken is None
        assert found.infeasible
        return
    assert found.value == pytest.approx(best, abs=1e-7)
    assert found.proven
    assert found.taken is not None
    assert problem.closed(found.taken)
    assert problem.within(found.taken)
    assert found.by_cut <= best + 1e-9
    assert tolled(problem).bound <= best + 1e-9
    assert program.relax(5).bound <= best + 1e-6
    assert program.search(5, 0.0, None, lambda: False).bound <= best + 1e-6


def test_tolls_alone_reach_the_linear_program_and_mended_choices_keep_all_limits() -> None:
    problem = provinces(1)
    by_tolls, by_program = tolled(problem), Program(problem).relax(10).bound
    assert by_tolls.bound <= by_program + 1e-6
    assert by_tolls.bound == pytest.approx(by_program, rel=5e-3)
    mender = Mender(problem)
    for near in by_tolls.near:
        made = mender.mended(near, by_tolls.tolls)
        assert made is not None
        assert problem.closed(made)
        assert problem.within(made)
        assert problem.value(made) >= by_tolls.bound


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_bounds_of_parts_add_up_to_no_more_than_the_best_choice(seed: int) -> None:
    problem = provinces(seed, matters=3, places=3)
    cutter, best = Cutter(problem), brute_force(problem)[0]
    tolls = tolled(problem).tolls
    parts = Parts(problem, cutter, tolls)
    assert len(parts.parts) > 1 or len(problem.pairs)
    assert parts.bound == pytest.approx(cutter.best(tolls)[1], abs=1e-6)
    taken = np.zeros(problem.n, np.bool_)
    for number in range(len(parts.parts)):
        taken = parts.search(number, taken, 0.0, 5.0, lambda: False)
    assert problem.closed(taken)
    assert problem.within(taken)
    assert problem.value(taken) >= best - 1e-9
    assert parts.bound <= best + 1e-6
    assert parts.by_program <= best + 1e-6


@pytest.mark.slow
def test_a_large_problem_is_solved_in_parts() -> None:
    problem = provinces(5, matters=90, places=6)
    apart = replace(problem, pairs=problem.pairs[:0], price=problem.price[:0])
    found = solve(apart, seconds=4, gap=0.002)
    assert found.taken is not None
    assert apart.closed(found.taken)
    assert apart.within(found.taken)
    assert found.bound <= found.value
    assert found.value - found.bound <= 0.02 * (found.nothing - found.bound)


@pytest.mark.slow
def test_search_says_the_same_twice_and_its_bounds_close() -> None:
    problem = provinces(2)
    heard = []
    one, two = solve(problem, seed=3, progress=heard.append), solve(problem, seed=3)
    assert one.proven
    assert one.value == two.value
    assert one.taken is not None
    assert np.array_equal(one.taken, two.taken)
    assert one.by_program <= one.value + 1e-6
    assert one.by_cut <= one.value
    assert all(p.bound <= p.value for p in heard)


def test_stop_ends_with_the_best_so_far() -> None:
    found = solve(provinces(3), stop=lambda: True)
    assert found.interrupted
    assert found.taken is not None
    assert found.bound <= found.value <= found.nothing


def test_what_cannot_be_is_refused() -> None:
    problem = drawn(0)
    with pytest.raises(ValueError, match="negative"):
        replace(problem, price=problem.price - 100)
    ring = replace(
        problem, needs=np.array([[1, 2]]), settled=np.array([FREE, ALWAYS, NEVER] + [FREE] * 6)
    )
    with pytest.raises(ValueError, match="never"):
        _ = ring.state
    with pytest.raises(ValueError, match="16"):
        brute_force(drawn(0, 17))

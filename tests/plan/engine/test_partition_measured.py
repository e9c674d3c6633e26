"""What partitions are measured with: the instances, the heuristics, the direct models."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.heuristics import greedy, remembered, repaired, savings, total
from benchmarks.instances import Instance, Shape, instance
from benchmarks.partition import Asked, Run, State, _first, _late, direct, faster
from benchmarks.partition import Family as Kind
from benchmarks.peers.model import UNIT, Partition
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.plan.engine.cost import group_cost, partition_cost
from ostan.plan.engine.reference import brute_force
from ostan.plan.engine.reference import greedy as reference_greedy

SHAPES = [
    Shape(8),
    Shape(8, 2.0, 12, lone=0.0),
    Shape(7, 25.0, 3, people=18),
    Shape(8, 8.0, max_groups=3, lone=0.0),
    Shape(7, 2.0, everybody=True),
]
"""Small, and each with a limit that binds."""

# Only where its environment is: a peer that is not there is no failure, and no skip.
PEERS = Path(__file__).resolve().parents[3] / ".venv-peers"
DIRECT = ["highs", *(["cpsat"] if (PEERS / "bin" / "python").exists() else [])]


def shapes(least: int = 4, most: int = 16) -> st.SearchStrategy[Shape]:
    return st.builds(
        Shape,
        n=st.integers(least, most),
        incoherence=st.sampled_from([2.0, 8.0, 25.0]),
        largest=st.integers(2, 8),
        everybody=st.booleans(),
        people=st.sampled_from([18, 25, 40]),
        lone=st.sampled_from([0.0, 0.06]),
    )


def drawn_groups(made: Instance, rng: np.random.Generator) -> list[list[int]]:
    """Groups merged by chance where allowed."""
    groups = [[i] for i in range(made.n)]
    for _ in range(3 * made.n):
        g, h = (int(k) for k in rng.integers(0, len(groups), 2))
        if g != h and np.isfinite(made.cost(groups[g] + groups[h])):
            groups[g] = groups[g] + groups[h]
            del groups[h]
    return groups


@pytest.mark.slow
@given(shapes(), st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_an_instance_costs_what_the_engine_says(shape: Shape, seed: int) -> None:
    made = instance(shape, seed)
    problem = made.problem()
    rng = np.random.default_rng(seed)
    for _ in range(20):
        group = rng.choice(made.n, rng.integers(1, min(made.n, 6) + 1), replace=False).tolist()
        assert made.cost(group) == pytest.approx(group_cost(problem, group), rel=1e-12)


def test_a_seed_is_an_instance() -> None:
    one, again, other = (instance(Shape(20), seed) for seed in (3, 3, 4))
    assert np.array_equal(one.hours, again.hours)
    assert np.array_equal(one.seats, again.seats)
    assert not np.array_equal(one.seats, other.seats)


@pytest.mark.slow
@given(shapes(4, 10), st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_greedy_is_that_of_the_reference(shape: Shape, seed: int) -> None:
    made = instance(shape, seed)
    groups = greedy([[i] for i in range(made.n)], remembered(made))
    value, _, _ = reference_greedy(made.problem())
    assert total(groups, remembered(made)) == pytest.approx(value)


@given(shapes(4, 14), st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_repaired_communities_keep_the_limits_and_do_no_harm(shape: Shape, seed: int) -> None:
    made = instance(shape, seed)
    cost = remembered(made)
    labels = np.random.default_rng(seed).integers(0, 4, (5, made.n))
    partitions = [
        [np.flatnonzero(row == k).tolist() for k in range(4) if k in row] for row in labels
    ]
    groups = [sorted(g) for g in repaired(made, partitions, cost)]
    value = partition_cost(made.problem(), groups, [0] * len(groups))
    assert value <= sum(made.cost([i]) for i in range(made.n)) + 1e-9
    assert all(saved > 0 for _, _, saved in savings(made, cost))


@pytest.mark.slow
@given(shapes(), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_the_direct_model_holds_any_partition_at_its_cost(shape: Shape, seed: int) -> None:
    made = instance(shape, seed)
    groups = drawn_groups(made, np.random.default_rng(seed))
    built = Partition({name: value for name, value in vars(made).items() if value is not None})
    values = built.start(groups)
    cost = sum(made.cost(g) for g in groups)
    assert sum(c * v for c, v in zip(built.model.cost, values, strict=True)) / UNIT == cost
    assert all(0 <= v <= high for v, high in zip(values, built.model.high, strict=True))
    for low, terms, high in built.model.rows:
        said = sum(c * values[v] for c, v in terms)
        assert low is None or low <= said
        assert high is None or said <= high
    assert sorted(map(sorted, built.groups(values))) == sorted(map(sorted, groups))


@pytest.mark.slow
@pytest.mark.parametrize("solver", DIRECT)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_direct_model_finds_what_trying_all_finds(shape: Shape, solver: str) -> None:
    for seed in (1, 2):
        best, _, _ = brute_force(instance(shape, seed).problem())
        run = direct(solver, Asked("small", Kind(shape, 1, 1.0, others=60.0), seed, PEERS), 0.0)
        if not np.isfinite(best):
            assert run.value is None
            continue
        assert run.value == pytest.approx(best, abs=1e-6)
        assert run.bound is not None
        assert best - 1 / UNIT <= run.bound <= best + 1e-6


def a_run(one: float | None, limit: float = 10.0, **more: object) -> Run:
    told = {"value": 99.0, "bound": 98.0, "alone": 108.0, "seconds": 1.0, "groups": 3, **more}
    return Run("s", "plain", 1, limit, 9, proven=False, infeasible=False, one=one, **told)  # type: ignore[arg-type]


def test_gaps_are_of_the_value_and_of_the_saving() -> None:
    run = a_run(None)
    assert run.gap == pytest.approx(100 / 99)
    assert run.gap_of_saving == pytest.approx(10.0)
    assert a_run(None, bound=None).gap == float("inf")
    assert a_run(None, bound=108.0, value=108.0).gap_of_saving == 0.0


def test_a_model_that_did_not_get_there_counts_with_its_limit() -> None:
    ours = [a_run(0.5), a_run(2.0), a_run(None)]
    highs = [a_run(50.0, 300.0), a_run(None, 300.0), a_run(1.0, 300.0)]
    cpsat = [a_run(100.0, 300.0), a_run(None, 300.0), a_run(1.0, 300.0)]
    assert faster(ours[:1], highs[:1], cpsat[:1]).median == 100.0
    assert faster(ours[1:2], highs[1:2], cpsat[1:2]).median == 150.0
    assert faster(ours[2:], highs[2:], cpsat[2:]).median == 0.0


def test_a_late_run_counts_as_it_stood_within_its_limit() -> None:
    told = [(math.inf, 90.0, 0.1), (100.0, 98.0, 1.0), (99.0, 98.5, 2.0)]
    late = _late(a_run(None), told)
    assert (late.value, late.bound, late.proven) == (99.0, 98.5, False)
    assert _late(a_run(None), told[:1]).value is None
    assert _late(a_run(None), []).bound is None
    assert _first(told, 0.01) == 2.0
    assert _first(told, 0.02) == 1.0
    assert _first(told, 0.001) is None


def test_a_benchmark_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "state.jsonl"
    asked = Asked("plain", Kind(Shape(10), 1, 1.0), 1, PEERS)
    first = State(path).run("greedy", asked)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"solver": "gre')  # cut in writing
    again = State(path)
    assert again.run("greedy", asked).seconds == first.seconds
    more = again.run("greedy", replace(asked, seed=2))
    assert State(path).run("greedy", replace(asked, seed=2)).seconds == more.seconds
    assert len(path.read_text("utf-8").splitlines()) == 2

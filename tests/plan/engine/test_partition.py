"""The partition engine against brute force, its bounds at every moment, and its behaviour when cut short."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ostan.plan.engine.cost import group_cost, partition_cost
from ostan.plan.engine.problem import Mode, Problem, Scene, Seats, SideRow, Table
from ostan.plan.engine.reference import brute_force, greedy
from ostan.plan.engine.solve import Outcome, Progress, solve

CLOSE = 1e-6
"""Relative difference within which two costs are the same."""
INSTANCES = 200


def scene(draw: np.random.Generator, n: int, weight: float) -> Scene:
    """Return a place in which most items are present, with few members and subjects."""
    items = np.flatnonzero(draw.random(n) < 0.85)
    if not len(items):
        items = np.arange(1)
    k = len(items)
    subjects = [
        [(int(t), float(draw.uniform(0, 20))) for t in np.flatnonzero(draw.random(4) < 0.4)]
        for _ in range(k)
    ]
    members = [
        [
            (int(p), float(draw.uniform(0, 4)), float(draw.uniform(0, 3)))
            for p in np.flatnonzero(draw.random(6) < 0.5)
        ]
        for _ in range(k)
    ]
    return Scene(
        weight,
        items.astype(np.int64),
        draw.choice([2.0, 4.0, 9.0, 12.0], k),
        Table.of(subjects),
        Seats.of(members),
        np.maximum(4.0, draw.uniform(3, 6, k)),
        float(draw.uniform(0, 0.5)),
        draw.uniform(0, 30, k),
    )


def symmetric(matrix: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    upper = np.triu(matrix, 1)
    return upper + upper.T


def problem(seed: int, n: int | None = None, **limits: Any) -> Problem:
    """Return a random problem of 4 to 8 items in one or two modes and one to three places."""
    draw = np.random.default_rng(seed)
    n = n or int(draw.integers(4, 9))
    first = [
        scene(draw, n, float(draw.choice([1.0, 3.0]))) for _ in range(int(draw.integers(1, 4)))
    ]
    modes = [mode(draw, n, "merge", first, float(draw.uniform(0, 1)))]
    if draw.random() < 0.6:
        modes.append(mode(draw, n, "joint", [alike(s, draw) for s in first], 0.0))
    if draw.random() < 0.4:
        limits.setdefault("max_people", float(draw.integers(3, 6)))
    return Problem(n, tuple(modes), int(draw.integers(2, n + 1)), **limits)


def mode(draw: np.random.Generator, n: int, name: str, scenes: list[Scene], overlap: float) -> Mode:
    return Mode(
        name,
        tuple(scenes),
        overlap,
        draw.uniform(0, 20, n),
        symmetric(draw.uniform(0, 15, (n, n))),
        symmetric(draw.random((n, n)) < 0.15).astype(bool),
    )


def alike(one: Scene, draw: np.random.Generator) -> Scene:
    """Return the same place in another mode: a single item costs the same in both."""
    share = float(draw.uniform(0.4, 1))
    seats = one.members
    scaled = Seats(seats.start, seats.index, seats.v * share, seats.u * share)
    made = Scene(
        one.weight, one.items, one.sessions, one.subjects, scaled, one.longest, one.overhead,
        one.fixed,
    )  # fmt: skip
    rest = np.array([lone(one, k) - lone(made, k) for k in range(len(one.items))])
    return Scene(
        made.weight, made.items, made.sessions, made.subjects, made.members, made.longest,
        made.overhead, one.fixed + rest,
    )  # fmt: skip


def sized(task: Problem, seed: int) -> Problem:
    """Return a problem whose places also cost by the size of a group, and have prices of their own.

    The cost by size rises in steps, falls, jumps or forbids small groups, at random; a few items have
    no size. It is the same in all modes, so that a single item is.
    """
    draw = np.random.default_rng([seed, 3])
    more = [_by_size(draw, one) for one in task.modes[0].scenes]
    modes = tuple(
        replace(m, scenes=tuple(replace(s, **d) for s, d in zip(m.scenes, more, strict=True)))
        for m in task.modes
    )
    return replace(task, modes=modes)


def _by_size(draw: np.random.Generator, one: Scene) -> dict[str, Any]:
    k = len(one.items)
    size = draw.integers(0, 9, k) * (draw.random(k) < 0.8)
    most = int(size.sum())
    kind = int(draw.integers(4))
    steps = np.ceil(np.arange(most + 1) / 5) * 40
    if kind == 1:
        steps = np.cumsum(draw.uniform(-20, 25, most + 1))
    elif kind == 2:
        steps = np.where(np.arange(most + 1) < 6, 500.0, 0.0)
    price = draw.uniform(0, 40, k)
    if kind == 3:
        return {"price": price}
    return {"size": size.astype(np.int64), "by_size": steps, "price": price}


def lone(one: Scene, k: int) -> float:
    """Return what a present item costs alone in a place, by the formula written out."""
    hours = one.subjects.value[one.subjects.start[k] : one.subjects.start[k + 1]].sum()
    sessions = max(one.sessions[k], hours / one.longest[k])
    at = slice(one.members.start[k], one.members.start[k + 1])
    sitting = hours + one.overhead * sessions
    return float(
        one.fixed[k] + one.members.v[at].sum() * sitting + one.members.u[at].sum() * sessions
    )


def plainly(task: Problem, items: tuple[int, ...], number: int) -> float:
    """Return the cost of a group in a mode, by dictionaries and loops from the formula alone."""
    way = task.modes[number]
    if any(way.forbidden[i, j] for i in items for j in items if i != j):
        return float("inf")
    total = sum(way.price[i] for i in items) - max(way.price[i] for i in items)
    total += sum(way.pair[i, j] for i in items for j in items if i < j)
    for place in way.scenes:
        here = [k for k, i in enumerate(place.items) if i in items]
        if not here:
            continue
        by_subject: dict[int, list[float]] = {}
        v: dict[int, float] = {}
        u: dict[int, float] = {}
        for k in here:
            for at in range(place.subjects.start[k], place.subjects.start[k + 1]):
                hours = by_subject.setdefault(int(place.subjects.index[at]), [])
                hours.append(float(place.subjects.value[at]))
            for at in range(place.members.start[k], place.members.start[k + 1]):
                who = int(place.members.index[at])
                v[who] = max(v.get(who, 0.0), float(place.members.v[at]))
                u[who] = max(u.get(who, 0.0), float(place.members.u[at]))
        if len(here) > 1 and task.max_people is not None and len(v) > task.max_people:
            return float("inf")
        agenda = sum((1 - way.overlap) * sum(h) + way.overlap * max(h) for h in by_subject.values())
        sessions = max(
            max(place.sessions[k] for k in here), agenda / max(place.longest[k] for k in here)
        )
        sitting = agenda + place.overhead * sessions
        fixed = sum(place.fixed[k] for k in here)
        if place.price is not None:
            paid = sorted(float(place.price[k]) for k in here)
            fixed += sum(paid[:-1])
        if place.size is not None and place.by_size is not None:
            fixed += place.by_size[sum(place.size[k] for k in here)]
        total += place.weight * (fixed + sum(v.values()) * sitting + sum(u.values()) * sessions)
    return float(total)


def watched(task: Problem, **how: Any) -> tuple[Outcome, list[Progress]]:
    seen: list[Progress] = []
    return solve(task, progress=seen.append, **how), seen


def true_at_every_moment(seen: list[Progress], best: float) -> None:
    """Check bound <= lp <= value, a bound that never falls or passes the optimum, a value that never rises."""
    slack = CLOSE * max(1.0, abs(best))
    for one in seen:
        assert one.bound <= one.lp + slack
        assert one.lp <= one.value + slack
        assert one.bound <= best + slack
        assert one.value >= best - slack
    for one, other in pairwise(seen):
        assert other.bound >= one.bound - slack
        assert other.value <= one.value + slack


# The cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("by_size", [False, True])
def test_the_cost_of_a_group_is_the_formula_written_out(seed: int, by_size: bool) -> None:
    task = sized(problem(seed), seed) if by_size else problem(seed)
    draw = np.random.default_rng(seed)
    for _ in range(12):
        size = int(draw.integers(2, task.n + 1))
        items = tuple(sorted(draw.choice(task.n, size, replace=False).tolist()))
        for number in range(len(task.modes)):
            ours = group_cost(task, items, number)
            if size > task.max_items:
                assert ours == float("inf")
            else:
                assert ours == pytest.approx(plainly(task, items, number))


@pytest.mark.parametrize("seed", range(20))
def test_a_group_never_costs_less_than_a_part_of_it(seed: int) -> None:
    task = problem(seed)
    for number in range(len(task.modes)):
        costs = {g: group_cost(task, g, number) for g in ((0, 1), (0, 1, 2), (0, 1, 2, 3))}
        assert costs[0, 1] <= costs[0, 1, 2] + 1e-9
        assert costs[0, 1, 2] <= costs[0, 1, 2, 3] + 1e-9


# The search --------------------------------------------------------------------------------------


def limits_of(seed: int) -> dict[str, Any]:
    """Return the limits of an instance: nothing, a cap on groups, side rows, pairs."""
    draw = np.random.default_rng([seed, 7])
    kind = seed % 5
    if kind == 1:
        return {"max_groups": int(draw.integers(2, 5))}
    if kind == 2:
        return {"rows": (SideRow(float(draw.integers(1, 4)), 0.0, np.ones(6)),)}
    if kind == 3:
        return {"together": ((0, 1),), "apart": ((0, 2),)}
    if kind == 4:
        return {"rows": (SideRow(float(draw.integers(0, 3)), 1.0, modes=(0,)),)}
    return {}


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_the_answer_is_that_of_brute_force(block: int) -> None:
    for seed in range(block * INSTANCES // 10, (block + 1) * INSTANCES // 10):
        task = problem(seed, 6 if seed % 5 == 2 else None, **limits_of(seed))
        best, _, _ = brute_force(task)
        found, seen = watched(task, seconds=30)
        assert found.proven, seed
        assert found.infeasible == (best == float("inf")), seed
        if found.infeasible:
            continue
        assert found.value == pytest.approx(best, rel=CLOSE), seed
        assert partition_cost(task, found.groups, found.modes) == pytest.approx(found.value)
        true_at_every_moment(seen, best)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(2))
def test_with_costs_by_size_too(block: int) -> None:
    for seed in range(1000 + block * 20, 1020 + block * 20):
        task = sized(problem(seed, 6 if seed % 5 == 2 else None, **limits_of(seed)), seed)
        best, _, _ = brute_force(task)
        found, seen = watched(task, seconds=30)
        assert found.proven, seed
        assert found.infeasible == (best == float("inf")), seed
        if not found.infeasible:
            assert found.value == pytest.approx(best, rel=CLOSE, abs=1e-6), seed
            true_at_every_moment(seen, best)


@pytest.mark.parametrize("seed", range(4))
def test_what_search_finds_costs_what_the_formula_says_by_size(seed: int) -> None:
    task = sized(problem(seed, 9), seed)
    found, seen = watched(task, seconds=30)
    best, _, _ = brute_force(task)
    assert partition_cost(task, found.groups, found.modes) == pytest.approx(found.value)
    assert found.value == pytest.approx(best, rel=CLOSE, abs=1e-6)
    true_at_every_moment(seen, best)


def test_ten_items_too() -> None:
    task = problem(5, 10)
    best, _, _ = brute_force(task)
    found, seen = watched(task, seconds=30)
    assert found.value == pytest.approx(best, rel=CLOSE)
    true_at_every_moment(seen, best)


def test_never_worse_than_greedy_and_the_same_for_the_same_seed() -> None:
    task = problem(11, 24)
    cost, _, _ = greedy(task)
    one, other = (solve(task, seconds=30, seed=4) for _ in range(2))
    assert one.value <= cost + CLOSE * cost
    assert (one.groups, one.modes, one.value) == (other.groups, other.modes, other.value)


def test_a_warm_start_after_an_edit_is_a_cold_solve_of_what_it_became() -> None:
    before = problem(21, 14)
    warm = solve(before, seconds=30).warm
    edited = problem(21, 14, apart=((0, 1), (2, 3)))
    one, other = solve(edited, seconds=30, warm=warm), solve(edited, seconds=30)
    assert one.proven
    assert other.proven
    assert one.value == pytest.approx(other.value, rel=CLOSE)


def test_no_time_at_all_still_gives_a_partition_and_a_true_bound() -> None:
    task = problem(31, 12)
    best = solve(task, seconds=30).value
    found = solve(task, seconds=0.0)
    assert sorted(i for g in found.groups for i in g) == list(range(12))
    assert found.bound <= best * (1 + CLOSE)
    assert found.value >= best * (1 - CLOSE)
    assert np.isfinite(found.bound)


def test_being_asked_to_stop_keeps_the_best() -> None:
    task = problem(41, 30)
    found = solve(task, seconds=30, stop=lambda: True)
    assert found.interrupted
    assert found.bound <= found.value
    assert partition_cost(task, found.groups, found.modes) == pytest.approx(found.value)


def test_pairs_that_cannot_be_had_together_have_no_partition() -> None:
    found = solve(problem(51, 6, together=((0, 1), (1, 2)), apart=((0, 2),)), seconds=5)
    assert found.infeasible
    assert found.proven
    assert found.groups == ()


def test_arrays_that_do_not_fit_are_all_named() -> None:
    good = problem(1, 5)
    with pytest.raises(ValueError, match=r"max_items is 0.*apart has"):
        Problem(5, good.modes, 0, apart=((0, 9),))
    place = replace(good.modes[0].scenes[0], size=np.ones(len(good.modes[0].scenes[0].items), int))
    with pytest.raises(ValueError, match="given together"):
        Problem(5, (replace(good.modes[0], scenes=(place,)),), 2)

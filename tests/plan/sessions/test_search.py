from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.sessions.small import alike, optimum, places, problem, problems, rules, sitting

from ostan.plan.sessions.cost import Cost, Placed, cost
from ostan.plan.sessions.problem import Problem
from ostan.plan.sessions.search import Progress, pack, search
from ostan.plan.sessions.travel import fewest_days, lifted


@given(problems())
@settings(max_examples=30, deadline=None)
def test_the_search_finds_the_best_of_all_timetables(made: Problem) -> None:
    found = search(made, seconds=20, rounds=3)
    assert found.cost == optimum(made)
    assert found.cost == cost(made, found.placed)
    assert found.bounds.cost <= found.cost


@given(problems())
@settings(max_examples=30, deadline=None)
def test_every_item_is_where_it_may_be(made: Problem) -> None:
    found = search(made, seconds=20, rounds=1)
    assert all(at in allowed for at, allowed in zip(found.placed, places(made), strict=True))


@given(problems(), st.data())
@settings(max_examples=30, deadline=None)
def test_the_kernel_counts_as_the_plain_reference_does(made: Problem, data: st.DataObject) -> None:
    from ostan.plan.sessions import kernel
    from ostan.plan.sessions.search import _empty

    placed = [data.draw(st.sampled_from(p)) for p in places(made)]
    packed, state = pack(made), _empty(made, 0)
    energy = 0.0
    for i, at in enumerate(placed):
        energy += kernel.adds(packed, state, i, at.day, at.start)
        energy += 0.0 if at.room < 0 else packed.high * made.slot_hours * state.load[at.room]
        kernel.put(packed, state, i, at.day, at.start, at.room)
    plain = cost(made, placed)
    counted = packed.high * plain.hard + packed.middle * plain.missed + plain.travel
    assert energy == pytest.approx(counted, rel=1e-9, abs=1e-6)
    for i in range(len(placed)):
        kernel.take(packed, state, i)
    assert state.many.sum() == state.far_days.sum() == 0


def busy() -> Problem:
    """Two chairs with more sessions than fit, and somebody from afar."""
    return problem(
        12,
        rules(4),
        [
            sitting("a", 12, 2, {"x": 1.0, "f": 0.5}),
            sitting("b", 12, 2, {"x": 1.0, "y": 0.7}),
            sitting("c", 6, 3, {"x": 1.0, "y": 0.7}),
            sitting("d", 4, 2, {"y": 1.0, "f": 0.5}),
            sitting("e", 3, 4, {"z": 1.0, "f": 0.5}),
        ],
        {"f": 4.0},
    )


def test_the_same_seed_gives_the_same_timetable() -> None:
    first, again = (search(busy(), seconds=60, seed=5, rounds=2) for _ in range(2))
    assert first.placed == again.placed
    assert not first.cut


def test_bounds_hold_and_costs_fall_at_every_moment() -> None:
    seen: list[Progress] = []
    found = search(busy(), seconds=60, rounds=2, progress=seen.append)
    assert seen
    assert all(p.bound <= found.cost <= p.cost for p in seen)
    assert [p.cost for p in seen] == sorted((p.cost for p in seen), reverse=True)


def test_who_stops_gets_the_best_so_far() -> None:
    found = search(busy(), seconds=60, stop=lambda: True)
    assert found.cut
    assert found.cost == cost(busy(), found.placed)


def test_a_clash_that_must_be_is_proven_so() -> None:
    made = problem(2, rules(2), alike(3, 2))
    found = search(made, seconds=20)
    assert found.proven
    assert found.cost == Cost(1.0, 1.0, 0.0)


def test_sessions_begin_as_early_as_costs_nothing() -> None:
    made = problem(1, rules(4), [sitting("a", 1, 1, {"x": 1.0}), sitting("b", 1, 1, {"x": 1.0})])
    found = search(made, seconds=20)
    assert sorted(at.start for at in found.placed) == [0, 1]


def test_nothing_to_put_is_a_timetable() -> None:
    found = search(problem(2, rules(2), []), seconds=20)
    assert (found.placed, found.proven) == ((), True)


# Travel --------------------------------------------------------------------------------------


def bundled() -> Problem:
    """Two far posts that share one council and sit in another each."""
    return problem(
        12,
        rules(4),
        [
            sitting("a", 3, 2, {"x": 1.0, "f": 0.5, "g": 0.5}),
            sitting("b", 3, 2, {"y": 1.0, "f": 0.5}),
            sitting("c", 2, 2, {"z": 1.0, "g": 0.5}),
        ],
        {"f": 4.0, "g": 6.0},
    )


def test_days_of_travel_are_as_few_as_the_program_proves() -> None:
    days = fewest_days(bundled(), 20)
    assert days is not None
    found = search(bundled(), seconds=20)
    assert found.proven
    assert days.bound <= found.cost.travel == 3 * 4.0 + 3 * 6.0


def test_a_full_day_makes_another_day_of_travel() -> None:
    """Both sessions of the far post fill the day: on one day they would clash."""
    made = problem(
        2,
        rules(2),
        [sitting("a", 1, 2, {"x": 1.0, "f": 0.5}), sitting("b", 1, 2, {"y": 1.0, "f": 0.5})],
        {"f": 4.0},
    )
    found = search(made, seconds=20)
    assert found.cost == Cost(0.0, 0.0, 8.0) == optimum(made)
    assert found.proven


@given(problems())
@settings(max_examples=20, deadline=None)
def test_the_program_bounds_timetables_without_clashes(made: Problem) -> None:
    days, best = fewest_days(made, 20), optimum(made)
    if days is not None and best.hard == best.missed == 0:
        assert days.bound <= best.travel + 1e-9


def test_a_bound_is_raised_to_what_whole_days_can_cost() -> None:
    import numpy as np

    assert lifted(737.9992, np.array([6.0, 60.0])) == 738.0
    assert lifted(738.004, np.array([6.0, 60.0])) == 738.0
    assert lifted(738.1, np.array([6.0, 60.0])) == 744.0
    assert lifted(10.0, np.array([np.pi])) < 10.0 + 1e-9


def test_rooms_are_taken_by_size() -> None:
    made = problem(
        1,
        rules(2, (2, 9)),
        [
            sitting("a", 1, 2, {"x": 1.0}, people=2),
            sitting("b", 1, 2, {"y": 1.0}, people=8),
        ],
    )
    found = search(made, seconds=20)
    assert found.placed == (Placed(0, 0, 0), Placed(0, 0, 1))
    assert found.proven

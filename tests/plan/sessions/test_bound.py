from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.sessions.small import alike, optimum, problem, problems, rules, sitting

from ostan.plan.sessions.bound import bounds, excess, pierced, travel_without_clashes
from ostan.plan.sessions.problem import Problem

WINDOWS = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda w: (min(w), max(w)))


def unplaced(
    windows: Sequence[tuple[int, int]], amounts: Sequence[int], capacity: Sequence[int]
) -> int:
    """Units that cannot be put into a day of their window, by augmenting paths (Berge)."""
    units = [w for w, n in zip(windows, amounts, strict=True) for _ in range(n)]
    places = [d for d, n in enumerate(capacity) for _ in range(n)]
    held: dict[int, int] = {}

    def put(unit: int, seen: set[int]) -> bool:
        for place, day in enumerate(places):
            if place in seen or not units[unit][0] <= day <= units[unit][1]:
                continue
            seen.add(place)
            if place not in held or put(held[place], seen):
                held[place] = unit
                return True
        return False

    return len(units) - sum(put(u, set()) for u in range(len(units)))


@given(
    st.lists(st.tuples(WINDOWS, st.integers(1, 4)), max_size=7),
    st.lists(st.integers(0, 4), min_size=7, max_size=7),
)
@settings(deadline=None)
def test_the_excess_is_what_a_maximum_flow_leaves_over(
    found: list[tuple[tuple[int, int], int]], capacity: list[int]
) -> None:
    windows, amounts = [w for w, _ in found], [n for _, n in found]
    total, stretches = excess(windows, amounts, capacity)
    assert total == unplaced(windows, amounts, capacity)
    assert total == sum(over for _, _, over in stretches)
    for first, last, over in stretches:
        inside = sum(n for (a, b), n in found if first <= a and b <= last)
        assert over == inside - sum(capacity[first : last + 1]) > 0
    assert all(a[1] < b[0] for a, b in pairwise(stretches))


@given(st.lists(WINDOWS, max_size=8))
@settings(deadline=None)
def test_piercing_is_the_fewest_days(windows: list[tuple[int, int]]) -> None:
    days = pierced(windows)
    assert all(any(a <= d <= b for d in days) for a, b in windows)
    least = min(
        (
            bin(m).count("1")
            for m in range(2**7)
            if all(m >> a & (2 ** (b - a + 1) - 1) for a, b in windows)
        ),
    )
    assert len(days) == least


@given(problems())
@settings(max_examples=30, deadline=None)
def test_no_timetable_is_below_the_bound(made: Problem) -> None:
    best, found = optimum(made), bounds(made).cost
    assert found.hard <= best.hard
    assert found.travel <= best.travel
    # Who avoids the clashes of chairs may have to miss more, never less than is forced.
    assert found.missed <= best.missed + 1e-9


@given(problems())
@settings(max_examples=20, deadline=None)
def test_days_without_clashes_bound_timetables_without_clashes(made: Problem) -> None:
    best, bound = optimum(made), travel_without_clashes(made)
    assert bounds(made).cost.travel <= bound
    if best.hard == best.missed == 0:
        assert bound <= best.travel


def test_a_full_day_needs_another_day() -> None:
    sittings = [sitting(f"s{k}", 1, 2, {f"x{k}": 1.0, "f": 0.5}) for k in range(3)]
    made = problem(3, rules(4), sittings, {"f": 4.0})
    assert (bounds(made).cost.travel, travel_without_clashes(made)) == (4.0, 8.0)
    assert optimum(made).travel == 8.0


def test_a_chair_with_too_many_sessions_is_named_with_days_and_numbers() -> None:
    # Three days of two hours; six sessions of an hour fit, there are eight, in one day each.
    made = problem(
        3,
        rules(4),
        [sitting("a", 6, 2, {"x": 1.0}), sitting("b", 2, 2, {"x": 1.0, "y": 0.5})],
    )
    found = bounds(made)
    chair = [f for f in found.forced if f.post == "x"]
    assert len(chair) == 1
    assert chair[0].hard
    assert (chair[0].sessions, chair[0].fitting, chair[0].too_many) == (8, 6, 2)
    assert (chair[0].first, chair[0].last) == (made.year.days[0], made.year.days[2])
    assert found.cost.hard == 2.0
    assert optimum(problem(1, rules(4), alike(3, 2))).hard == 1.0


def test_counting_sessions_says_more_than_counting_hours() -> None:
    # A day of five slots holds one session of three: two of them share a slot, in every timetable.
    made = problem(1, rules(5), alike(2, 3))
    assert bounds(made).cost.hard == optimum(made).hard == 0.5


def test_three_at_once_are_three_pairs() -> None:
    made = problem(1, rules(1), alike(3, 1))
    assert bounds(made).cost.hard == optimum(made).hard == 1.5


def test_rooms_that_are_too_few_are_named() -> None:
    made = problem(
        1, rules(2, (5,)), [sitting("a", 1, 2, {"x": 1.0}), sitting("b", 1, 1, {"y": 1.0})]
    )
    found = bounds(made)
    assert found.cost.hard == optimum(made).hard == 0.5
    assert [(f.post, f.sessions, f.too_many) for f in found.forced] == [(None, 2, 1)]


def test_what_a_member_is_forced_to_miss_is_weighted_by_his_chance() -> None:
    made = problem(
        1,
        rules(2),
        [
            sitting("a", 1, 2, {"x": 1.0, "m": 0.5}),
            sitting("b", 1, 2, {"y": 1.0, "m": 0.7}),
        ],
    )
    found = bounds(made)
    assert found.cost == optimum(made)
    assert found.cost.missed == 0.5
    assert [(f.post, f.hard) for f in found.forced] == [("m", False)]

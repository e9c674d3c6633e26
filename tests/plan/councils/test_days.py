"""Council days save what is measured, hold no more than a day, and are the best where all are tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from benchmarks.provinces import generated
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.measure.councils.sittings import sittings
from ostan.plan.councils.days import MOST, NONE, Travel, best_days, council_days, saved
from ostan.plan.councils.planning import applied
from ostan.plan.councils.scope import Scope, narrowed, scope_of
from ostan.plan.councils.value import worth
from ostan.plan.goals import Goals, goals_of
from ostan.reform.reform import Reform


def days(country: Country, scope: Scope, goals: Goals) -> tuple[float, Country]:
    """Hours saved, and the Country after."""
    found = council_days(country, scope, goals, seconds=5.0)
    return found.saved, applied(country, Reform.of(found.changes), goals)


@pytest.mark.parametrize("place", [None, "p00"])
@pytest.mark.parametrize("seed", range(2))
def test_what_is_saved_is_what_is_measured(seed: int, place: str | None) -> None:
    whole = generated(6, 2, 8, seed)
    scope = scope_of(whole, place)
    country = narrowed(whole, scope)
    hours, after = days(country, scope, Goals())
    before = worth(country, Goals(), 0.0).total
    assert hours > 0
    assert before - worth(after, Goals(), 0.0).total == pytest.approx(hours)


@pytest.mark.parametrize("hours", [2.0, 4.0, 6.5])
def test_a_day_holds_no_more_than_its_hours(hours: float) -> None:
    country = generated(6, 1, 8, 5)
    scope = scope_of(country, "p00")
    _, after = days(country, scope, goals_of({"day_hours": hours}))
    lengths = (
        sittings(after).drop_nulls("day").with_columns(each=pl.col("hours") / pl.col("sessions"))
    )
    for _, rows in lengths.group_by("day"):
        assert rows["each"].sum() <= hours + 1 / 60
    assert lengths.is_empty() == (hours < 4)


def test_locks_and_moves_are_kept() -> None:
    country = generated(6, 1, 8, 5)
    scope = scope_of(country, "p00")
    assert council_days(country, scope, goals_of({"moves": []}), seconds=1.0) == NONE
    locked = goals_of({"lock": ["c00", "c01"]})
    found = council_days(country, scope, locked, seconds=2.0)
    named = {n for c in found.changes for n in (c.host, *c.councils)}  # type: ignore[attr-defined]
    assert not named & {"c00@p00", "c01@p00"}


@st.composite
def travels(draw: st.DrawFn) -> Travel:
    """Travel of up to six items in up to two places; hours are whole, many are none."""
    n, places, members = (draw(st.integers(1, k)) for k in (6, 2, 5))
    hours = draw(st.lists(st.integers(0, 9), min_size=n * members, max_size=n * members))
    length = draw(st.lists(st.integers(0, 100), min_size=n * places, max_size=n * places))
    return Travel(
        np.array(hours, np.float64).reshape(n, members), np.array(length).reshape(n, places)
    )


def partitions(items: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """Every partition of some items."""
    if not items:
        yield []
        return
    first, *rest = items
    for others in partitions(tuple(rest)):
        yield [(first,), *others]
        for k, group in enumerate(others):
            yield [*others[:k], (first, *group), *others[k + 1 :]]


def fit(travel: Travel, day: tuple[int, ...], minutes: int) -> bool:
    """Whether a day holds these items."""
    rows = travel.length[list(day)]
    return len(day) <= MOST and bool((rows.sum(axis=0) <= minutes).all())


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(travels(), st.integers(0, 3))
def test_small_problems_are_solved(travel: Travel, seed: int) -> None:
    made = best_days(travel, 100, seed, lambda: False)
    items = tuple(range(len(travel.hours)))
    possible = (p for p in partitions(items) if all(fit(travel, day, 100) for day in p))
    assert all(fit(travel, day, 100) and len(day) > 1 for day in made)
    assert saved(travel, made) == pytest.approx(max(saved(travel, p) for p in possible))
    assert made == best_days(travel, 100, seed, lambda: False)


@given(travels())
@settings(max_examples=20, deadline=None)
def test_what_is_cut_short_still_fits(travel: Travel) -> None:
    made = best_days(travel, 100, 0, lambda: True)
    named = [i for day in made for i in day]
    assert len(set(named)) == len(named)
    assert all(fit(travel, day, 100) for day in made)


def test_a_day_holds_only_what_saves_there() -> None:
    hours = np.array([[5.0, 0.0], [3.0, 0.0], [0.0, 2.0]])
    made = best_days(Travel(hours, np.full((3, 1), 10, np.int64)), 60, 0, lambda: False)
    assert made == [(0, 1)]
    assert saved(Travel(hours, np.ones((3, 1), np.int64)), made) == 3.0

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.sessions.small import chaired, land

from ostan.persian.jalali import weekday
from ostan.plan.sessions.days import bounds, windows, year_of
from ostan.plan.sessions.rules import Rules
from ostan.words.errors import BadInput


def test_a_jalali_year_from_farvardin_to_esfand() -> None:
    assert bounds(1405) == (date(2026, 3, 21), date(2027, 3, 20))
    assert bounds(1403) == (date(2024, 3, 20), date(2025, 3, 20))  # leap: 30 Esfand


def test_twelve_months_from_a_day() -> None:
    assert bounds(date(2026, 9, 23)) == (date(2026, 9, 23), date(2027, 9, 22))
    assert bounds(date(2025, 3, 20)) == (date(2025, 3, 20), date(2026, 3, 19))  # 30 Esfand 1403


@pytest.mark.parametrize("year", [2026, 1199, 0])
def test_another_number_is_no_year(year: int) -> None:
    with pytest.raises(BadInput) as caught:
        bounds(year)
    assert str(year) in caught.value.findings[0].sentence.en


def test_working_days_are_the_weekdays_less_the_holidays() -> None:
    country = land([{"council": "a"}], chaired("a", "x"))
    found = year_of(country, 1405, Rules())
    assert found.holidays == (date(2026, 3, 21),)
    assert date(2026, 3, 21) not in found.days
    assert date(2026, 3, 22) in found.days
    assert all(weekday(d) <= 4 for d in found.days)
    assert (
        len(found.days)
        == sum(weekday(date(2026, 3, 21) + timedelta(k)) <= 4 for k in range(365)) - 1
    )


def test_a_year_without_working_days_is_refused() -> None:
    every = [{"date": date(2026, 3, 21) + timedelta(k)} for k in range(365)]
    country = land([{"council": "a"}], chaired("a", "x"), holidays=every)
    with pytest.raises(BadInput):
        year_of(country, 1405, Rules())


@given(
    st.integers(0, 40),
    st.integers(0, 200),
    st.integers(1, 250),
    st.floats(0.05, 1, exclude_min=True),
)
@settings(deadline=None)
def test_windows_are_in_order_within_the_days_and_about_the_middle(
    lo: int, more: int, count: int, spread: float
) -> None:
    hi = lo + more
    found = windows(lo, hi, count, spread)
    assert len(found) == count
    days = hi - lo + 1
    for k, (first, last) in enumerate(found):
        assert lo <= first <= last <= hi
        part = days / count
        assert lo + k * part - 1 < first
        assert last < lo + (k + 1) * part + (1 if count > days else 0)
        assert last - first + 1 <= max(1.0, spread * (part + 1) + 0.5)
    if count <= days:
        assert all(a[1] < b[0] for a, b in pairwise(found))


def test_the_whole_of_each_part_covers_every_day_once() -> None:
    found = windows(3, 102, 7, 1.0)
    assert [d for a, b in found for d in range(a, b + 1)] == list(range(3, 103))

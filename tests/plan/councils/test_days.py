"""Council days save what is measured, hold no more than a day, and are the best there are."""

from __future__ import annotations

import polars as pl
import pytest
from benchmarks.provinces import generated

from ostan.country.country import Country
from ostan.measure.councils.sittings import sittings
from ostan.plan.councils.days import NONE, council_days
from ostan.plan.councils.planning import applied
from ostan.plan.councils.scope import Scope, narrowed, scope_of
from ostan.plan.councils.value import worth
from ostan.plan.goals import Goals, goals_of
from ostan.reform.reform import Reform


def days(country: Country, scope: Scope, goals: Goals) -> tuple[float, float, Country]:
    """Saved, at most to be saved, and the Country after."""
    found = council_days(country, scope, goals, seconds=5.0)
    return found.saved, found.most, applied(country, Reform.of(found.changes), goals)


@pytest.mark.parametrize("place", [None, "p00"])
@pytest.mark.parametrize("seed", range(2))
def test_what_is_saved_is_what_is_measured(seed: int, place: str | None) -> None:
    whole = generated(6, 2, 8, seed)
    scope = scope_of(whole, place)
    country = narrowed(whole, scope)
    saved, most, after = days(country, scope, Goals())
    before = worth(country, Goals(), 0.0).total
    assert 0 < saved <= most + 1e-9
    assert before - worth(after, Goals(), 0.0).total == pytest.approx(saved)


@pytest.mark.parametrize("hours", [2.0, 4.0, 6.5])
def test_a_day_holds_no_more_than_its_hours(hours: float) -> None:
    country = generated(6, 1, 8, 5)
    scope = scope_of(country, "p00")
    _, _, after = days(country, scope, goals_of({"day_hours": hours}))
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

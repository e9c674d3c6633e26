"""Moves before grouping: each saves what is measured, and only what is allowed is made."""

from __future__ import annotations

import polars as pl
import pytest
from benchmarks.provinces import generated

from ostan.country.country import Country
from ostan.plan.councils.facts import weighted_seats
from ostan.plan.councils.moves import delegations, first_moves, spread
from ostan.plan.councils.planning import applied
from ostan.plan.councils.scope import narrowed, scope_of
from ostan.plan.goals import Goals, goals_of
from ostan.reform.reform import Reform

CHEAP = {"price": {"decree": 1.0, "province": 1.0}}


@pytest.fixture(scope="module")
def country() -> Country:
    return generated(8, 2, 8, 4)


def worth_of(country: Country) -> dict[str, float]:
    """Weighted hours of each council."""
    hours = (pl.col("weight") * pl.col("hours")).sum()
    return dict(weighted_seats(country).group_by("council").agg(hours).iter_rows())


def open_councils(country: Country) -> pl.DataFrame:
    return country["councils"].filter(pl.col("status") == "active")


@pytest.mark.parametrize("place", [None, "p00"])
def test_every_delegation_saves_more_than_its_act(country: Country, place: str | None) -> None:
    goals = goals_of(CHEAP)
    scope = scope_of(country, place)
    before = narrowed(country, scope)
    moves = first_moves(before, scope, goals)
    assert {m.kind for m in moves} == {"delegate_chair"}
    old, new = worth_of(before), worth_of(applied(before, Reform.of(moves), goals))
    touched = {d.council for d in delegations(before, open_councils(before), goals)}
    for council in old:
        saved = old[council] - new[council]
        assert saved > 1.0 if council in touched else saved == pytest.approx(0)


def test_a_dear_act_or_a_lock_leaves_the_chair(country: Country) -> None:
    scope = scope_of(country, None)
    before = narrowed(country, scope)
    assert first_moves(before, scope, goals_of({"price": {"decree": 1e6, "province": 1e6}})) == []
    names = [m.council for m in first_moves(before, scope, goals_of(CHEAP))]  # type: ignore[attr-defined]
    locked = goals_of({**CHEAP, "lock": sorted(set(names))})
    assert first_moves(before, scope, locked) == []


def test_only_heads_of_units_with_deputies_delegate(country: Country) -> None:
    found = delegations(country, open_councils(country), goals_of(CHEAP))
    assert {d.holder.partition("@")[0] for d in found} == {"governor"}
    assert {d.to.partition("@")[0] for d in found} <= {"dep0", "dep1"}
    assert all(d.holder.partition("@")[2] == d.to.partition("@")[2] for d in found)


def test_a_stated_stand_in_goes_before_deputies(country: Country) -> None:
    posts = country["posts"].with_columns(
        stand_in=pl.when(pl.col("type") == "governor").then(
            pl.lit("head0@") + pl.col("post").str.split("@").list.last()
        )
    )
    other = country.with_tables(posts=posts)
    found = delegations(other, open_councils(other), goals_of(CHEAP))
    assert {d.to.partition("@")[0] for d in found} == {"head0"}


def test_more_sessions_than_the_law_asks_are_not_held(country: Country) -> None:
    councils = country["councils"].with_columns(sessions_required=pl.lit(5.0))
    other = country.with_tables(councils=councils)
    scope = scope_of(other, "p00")
    before = narrowed(other, scope)
    moves = [m for m in first_moves(before, scope, Goals()) if m.kind == "set_sessions"]
    often = councils.filter(pl.col("place") == "p00", pl.col("sessions_per_year") > 5)
    assert {m.council for m in moves} == set(often["council"])  # type: ignore[attr-defined]
    after = applied(before, Reform.of(moves), Goals())["councils"]
    assert after["sessions_per_year"].max() == 5.0


def test_a_template_names_all_places_at_once(country: Country) -> None:
    scope = scope_of(country, None)
    assert scope.name == "*province"
    assert spread(scope, scope.places) == ("*province",)
    assert spread(scope, ["p01"]) == ("p01",)
    moves = first_moves(narrowed(country, scope), scope, goals_of(CHEAP))
    assert all(m.at for m in moves)
    assert len({m.council for m in moves}) <= 8  # type: ignore[attr-defined]

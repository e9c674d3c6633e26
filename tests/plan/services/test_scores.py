"""Scores: closed forms, ranges that hold whatever the unknown facts are, shared ranks."""

from __future__ import annotations

import polars as pl
import pytest
from tests.plan.services.small import land, offer, service

from ostan.plan.services import ServicesGoals, scores
from ostan.plan.services.goals import CRITERIA

MEANS = ServicesGoals(instruments=("ministry",))


def row_of(frame, name):
    return frame.row(by_predicate=pl.col("named") == name, named=True)


def test_each_criterion_is_its_closed_form():
    country = land(offer("o", "care_home", "east", 500), offer("late", "day_care", "west", None))
    goals = ServicesGoals(instruments=("ministry",), risk={"care_home": 1}, reserve=0.2)
    found = row_of(scores(country, goals, "east"), "care_home@east")
    assert found["users"] == 1.0
    assert found["cost"] == 1.0
    # Its ground stands and an offer is there, but the state itself provides it.
    assert found["readiness"] == pytest.approx(2 / 3)
    assert found["risk"] == pytest.approx(2 / 3)
    assert found["equity"] == pytest.approx(7 / 8)  # one of eight services is a charity's
    assert found["capacity"] == pytest.approx(500 * 0.8 / 1000)
    weights = goals.weights()
    total = sum(weights[c] * found[c] for c in CRITERIA) / sum(weights.values())
    assert found["total"] == pytest.approx(total)
    assert found["total"] == found["total_low"] == found["total_high"]


def test_a_type_has_the_means_of_its_places():
    frame = scores(land(), MEANS, "*province")
    assert row_of(frame, "care_home")["users"] == pytest.approx((1000 + 2000) / 2 / 2000)
    assert set(frame["named"]) == {"care_home", "day_care", "unclear", "fallen", "groundless"}


def test_what_is_not_known_is_a_range_and_the_rank_has_one():
    made = [
        service("a", "east", cost_per_year=None, users_per_year=None),
        service("b", "east", users_per_year=500.0),
    ]
    places = [
        {"place": "land", "level": "country", "name_fa": "کشور"},
        {"place": "east", "level": "province", "parent": "land", "name_fa": "خاور"},
    ]
    frame = scores(land(services=made, places=places, units=[], posts=[]), MEANS)
    a, b = row_of(frame, "a"), row_of(frame, "b")
    assert (a["cost_low"], a["cost"], a["cost_high"]) == (0.0, 0.5, 1.0)
    assert (a["users_low"], a["users_high"]) == (0.0, 1.0)
    assert (b["cost"], b["users"]) == (1.0, 1.0)
    assert (a["rank_best"], a["rank_worst"]) == (1, 2)
    assert a["total_low"] < a["total"] < a["total_high"]


def test_users_not_recorded_are_of_the_default_and_the_population():
    defaults = [
        {"name": "users_per_thousand", "low": 1.0, "value": 2.0, "high": 4.0},
        {"name": "users_per_thousand[type=b]", "low": 8.0, "value": 8.0, "high": 8.0},
    ]
    made = [service(t, "east", users_per_year=None) for t in ("a", "b")]
    frame = scores(land(services=made, defaults=defaults), MEANS)
    a = row_of(frame, "a")
    assert (a["users_low"], a["users"], a["users_high"]) == (1 / 8, 2 / 8, 4 / 8)
    assert row_of(frame, "b")["users"] == 1.0


def test_those_that_nothing_tells_apart_share_a_rank():
    made = [service(t, "east") for t in "abc"] + [service("d", "east", cost_per_year=0)]
    assert scores(land(services=made), MEANS)["rank"].to_list() == [1, 1, 1, 4]

"""Offers: what keeps one from being counted on, and conflicts of interest, named and computed."""

from __future__ import annotations

from datetime import date

import pytest
from tests.plan.services.small import land, offer

from ostan.plan.services import ServicesGoals
from ostan.plan.services.compile import compiled
from ostan.plan.services.facts import Scope


def barred(*offers, **goals):
    country = land(*offers)
    made = ServicesGoals(instruments=("ministry",), **goals)
    arcs = compiled(country, made, Scope.of(country, "*province")).arcs
    return {(a.offer.offer, a.service): a.why for a in arcs}


@pytest.mark.parametrize(
    ("given", "goals", "why"),
    [
        ({}, {}, None),
        ({"valid_to": date(2025, 12, 31)}, {}, "ended"),
        ({"valid_to": date(2026, 1, 1)}, {}, None),
        ({"kind": "purchased"}, {}, "kind"),
        ({"kind": "purchased"}, {"to_modes": ("purchased",)}, None),
        ({"capacity_per_year": None}, {}, "capacity_unknown"),
        ({"capacity_per_year": 1000.0}, {}, "too_small"),
        ({"capacity_per_year": 1000.0}, {"reserve": 0.0}, None),
        ({"capacity_per_year": 1000.0}, {"max_takers": 2}, None),
        ({"price": None}, {}, None),
        ({"price": None}, {"budget": 1000}, "price_unknown"),
        ({"price": 1001}, {"budget": 1000}, "price"),
        ({"by": "انجمن دوستان"}, {}, "conflict"),
        ({"by": "friends"}, {}, "conflict"),
        ({"by": "وزارت مراقبت"}, {}, "conflict"),
        ({"by": "مدیرکل مراقبت east"}, {}, "conflict"),
        ({"by": "وزارت ورزش"}, {}, None),
        ({"by": "کسی دیگر"}, {"conflicts": (("كسي ديگر", "care_ministry"),)}, "conflict"),
        ({"by": "کسی دیگر"}, {"conflicts": (("کسی دیگر", "day_care"),)}, None),
    ],
)
def test_what_keeps_an_offer_from_a_service(given, goals, why):
    found = barred(offer("o", "care_home", "east", 2000.0, **given), **goals)
    assert found == {("o", "care_home@east"): why}


def test_an_offer_for_the_whole_country_is_for_each_place():
    found = barred(offer("o", "care_home", "land", 2000.0))
    assert found == {("o", "care_home@east"): None, ("o", "care_home@west"): "too_small"}


def test_what_may_not_be_handed_over_is_matched_to_nobody():
    found = barred(
        offer("o", "guard", "east", 9e9), taker={"guard": "charity", "day_care": "charity"}
    )
    assert found == {
        ("o", "guard@east"): "not_eligible",
        ("assumed:day_care@east", "day_care@east"): None,
        ("assumed:day_care@west", "day_care@west"): None,
    }

"""A plan for a province of the sample passes the test of good sense, and is proven and verified."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

import pytest

from ostan.country.country import Country
from ostan.plan.councils import Planned, plan_councils
from ostan.plan.goals import Goals, goals_of
from ostan.plan.verify import check_plan

EXPECTED = [
    set(pair)
    for three in (
        ("wg_economy", "resistance_hq", "employment_wg"),
        ("wg_social", "social_council", "women_hq"),
    )
    for pair in combinations(three, 2)
]
"""Pairs an expert expects together."""
EMBARRASSING = [
    {"youth_hq", "prayer_hq"},
    {"accessibility_hq", "regeneration_hq"},
    {"shrines_hq", "sacrifice_council"},
]
"""Pairs that would embarrass."""


@pytest.fixture(scope="module")
def country(sample: Country, day: date) -> Country:
    return sample.as_of(day)


def together(made: Planned, pairs: Iterable[set[str]]) -> int:
    """How many of the pairs are in one sitting."""
    groups = [{c.partition("@")[0] for c in g.councils} for g in made.plan.groups]
    return sum(any(pair <= g for g in groups) for pair in pairs)


def sensible(country: Country, place: str | None) -> Planned:
    """The plan with default goals, held to the test of good sense."""
    made = plan_councils(country, Goals(), place, seconds=60)
    assert together(made, EXPECTED) >= 4
    assert together(made, EMBARRASSING) == 0
    assert made.plan.gap <= 0.01
    return made


@pytest.mark.slow
def test_yazd(country: Country) -> None:
    made = sensible(country, "yazd")
    governor = next(h for h in made.plan.hours if h.post == "governor@yazd")
    assert governor.after.value < 0.7 * governor.before.value
    assert made.plan.assumed_share is not None
    assert made.plan.assumed_share > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("place", ["qom", "khuzestan", "sistan_and_baluchestan", None])
def test_other_provinces_and_the_template(country: Country, place: str | None) -> None:
    made = sensible(country, place)
    verdict, findings = check_plan(country, made.plan)
    assert verdict.feasible
    assert findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["alone", "bill", "free"])
def test_presets(country: Country, preset: str) -> None:
    made = plan_councils(country, goals_of({"preset": preset}), "yazd", seconds=60)
    assert together(made, EMBARRASSING) == 0
    assert made.plan.gap <= 0.01
    verdict, findings = check_plan(country, made.plan)
    assert verdict.feasible
    assert findings == ()


@pytest.mark.slow
def test_national_councils(country: Country) -> None:
    made = plan_councils(country, Goals(), "iran", seconds=60)
    assert made.plan.gap <= 0.01
    assert check_plan(country, made.plan)[1] == ()


@pytest.mark.slow
def test_committees_of_congress(root: object, shared: object) -> None:
    from pathlib import Path

    from ostan.files.source import load

    folder = Path(str(shared)) / "us_congress_committees"
    named = Path(str(root)) / "docs/guides/maps/us_congress_committees.toml"
    found = load(folder, map=named).country
    # No source gives their subjects, so that likeness of business cannot be asked for.
    goals = goals_of({"preset": "free", "max_unlike": 1, "lambda": 10, "max_people": 60})
    made = plan_councils(found, goals, "us", seconds=60)
    assert made.plan.gap <= 0.01
    verdict, findings = check_plan(found, made.plan)
    assert verdict.feasible
    assert findings == ()

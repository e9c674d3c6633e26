"""What a planner says of its plan is what verifying it gives, on the sample."""

from __future__ import annotations

import pytest

from ostan.country.country import Country
from ostan.plan.councils.planning import plan_councils
from ostan.plan.goals import goals_of
from ostan.plan.verify import check_plan

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("preset", "place"), [("alone", "yazd"), ("bill", "iran"), ("free", "ilam")]
)
def test_a_plan_of_one_place_agrees(sample: Country, preset: str, place: str) -> None:
    plan = plan_councils(sample, goals_of({"preset": preset}), place, seconds=3, seed=1).plan
    verdict, off = check_plan(sample, plan)
    assert [f.sentence.en for f in (*verdict.findings, *off)] == []
    assert verdict.saving is not None
    assert verdict.saving >= 0
    assert len(plan.reform) > 0


def test_a_template_agrees(sample: Country) -> None:
    """One decision for all provinces, with locks, pairs and other assumptions than the sample's."""
    goals = goals_of(
        {
            "lock": ["wg_economy"],
            "apart": [["wg_social", "women_hq"]],
            "assume": {"phi": 0.35, "regrowth": 0.2},
            "weight": {"governor": 6.0},
            "lambda": 5.0,
            "max_people": 30,
        }
    )
    plan = plan_councils(sample, goals, "*province", seconds=8, gap=0.02, seed=1).plan
    verdict, off = check_plan(sample, plan)
    assert [f.sentence.en for f in (*verdict.findings, *off)] == []

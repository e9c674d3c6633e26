"""Goals of units: read from their table, told where they cannot be, and where the Country lacks a name."""

from __future__ import annotations

import pytest
from benchmarks.ministries import generated

from ostan.plan.goals import goals_for
from ostan.plan.units.goals import UnitGoals
from ostan.words.errors import BadInput

COUNTRY = generated((3,), 1)


def test_their_table_goes_before_the_root_and_councils_keys_are_passed_over() -> None:
    given = {"preset": "bill", "max_people": 12, "units": {"preset": "free", "years": 3.0}}
    made = goals_for(UnitGoals, given, country=COUNTRY)
    assert (made.preset, made.years) == ("free", 3.0)
    assert goals_for(UnitGoals, {"units": made.model_dump(by_alias=True)}) == made


def test_nobody_merges_a_unit_alone() -> None:
    assert UnitGoals(preset="alone").allowed() == ()
    assert UnitGoals().allowed() == ("merge_units",)


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"together": [["u0_00", "u0_01"]], "apart": [["u0_01", "u0_00"]]}, "goals_clash"),
        ({"together": [["u0_00", "u0_01"]], "lock": ["u0_00", "u0_01"]}, "goals_clash"),
        ({"min_headcount": 50, "max_staff": 20}, "goals_clash"),
        ({"apart": [["u0_00", "u0_00"]]}, "goals_self_pair"),
        ({"lock": ["u9_99"]}, "unknown_goal_name"),
        ({"span": 1}, "broken_goals"),
        ({"years": 0}, "broken_goals"),
        ({"moves": ["merge_councils"]}, "unknown_move"),
    ],
)
def test_what_cannot_be_is_told(own: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        goals_for(UnitGoals, {"units": own}, country=COUNTRY)
    assert code in [f.code for f in caught.value.findings]


def test_a_span_of_the_goals_goes_before_that_of_the_country() -> None:
    assert UnitGoals(span=5.0).terms(COUNTRY).span == (5.0, 5.0, 5.0)
    assert UnitGoals().terms(COUNTRY).span == (5.0, 8.0, 12.0)

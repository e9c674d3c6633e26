"""What may be handed over: the law, sovereignty and the goals, each on its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.services.small import RULES, land, service

from ostan.plan.services import ServicesGoals, eligible
from ostan.plan.services.eligible import REASONS
from ostan.words.errors import BadInput

STANDING = {
    "care_home": None,
    "day_care": None,
    "guard": "sovereign",
    "reading": "handed",
    "unclear": "sovereign_unknown",
    "fallen": "ground_unknown",
    "groundless": "ground_unknown",
    "by_act": "out_of_reach",
}


def why(country, **goals):
    frame = eligible(country, ServicesGoals(**goals), "*province")
    return dict(frame.select("type", "why").unique().iter_rows())


def test_every_standing_has_its_reason():
    assert why(land(), instruments=("ministry",)) == STANDING


def test_a_bill_reaches_what_a_statute_orders():
    assert why(land(), preset="bill")["by_act"] is None


def test_missing_facts_can_be_assumed_but_not_sovereignty():
    free = why(land(), unknown="free", preset="free")
    assert {t for t, w in free.items() if w is None} == set(STANDING) - {"guard", "reading"}
    some = why(land(), instruments=("ministry",), assume_ground=("unclear", "fallen"))
    assert some["unclear"] is None
    # Its ground is assumed to stand, but an act of a statute's rank is still out of reach.
    assert some["fallen"] == "out_of_reach"
    assert some["groundless"] == "ground_unknown"


def test_an_act_can_be_named_where_the_ground_of_a_service_does_not_stand():
    named = why(land(), instruments=("ministry",), law={"fallen": "notice", "groundless": "old"})
    assert named["fallen"] is None
    assert named["groundless"] == "ground_unknown"


def test_without_rules_nothing_is_known_of_the_law():
    assert why(land(rules=[]))["care_home"] == "ground_unknown"


def test_the_goals_keep_cap_and_name_modes():
    assert why(land(), keep=("care_home",))["care_home"] == "kept"
    assert why(land(), max_fee=9)["care_home"] == "fee_too_high"
    assert why(land(), max_fee=9, fees={"care_home": 5})["care_home"] is None
    no_fee = land(services=[service("care_home", "east", fee=None)])
    assert why(no_fee, max_fee=9)["care_home"] == "fee_unknown"
    assert why(no_fee)["care_home"] is None
    assert why(land(), from_modes=("state",))["day_care"] == "handed"
    assert why(land(), moves=())["care_home"] == "out_of_reach"


def test_who_could_change_it_is_named():
    frame = eligible(land(), ServicesGoals(instruments=("ministry",)), "east")
    told = {r["type"]: (r["why_en"], r["who_fa"]) for r in frame.iter_rows(named=True)}
    assert "وزارت مراقبت" in told["unclear"][1]
    assert "no founding act" in told["groundless"][0]
    assert told["guard"][1] == "هیچ‌کس"
    assert told["care_home"] == (None, None)


def test_a_place_has_what_lies_in_it_and_an_unknown_one_is_refused():
    assert set(eligible(land(), ServicesGoals(), "land")["place"]) == {"east", "west"}
    assert set(eligible(land(), ServicesGoals(), "east")["place"]) == {"east"}
    assert set(eligible(land(), ServicesGoals())["named"]) == set(STANDING)
    with pytest.raises(BadInput, match="no place or level"):
        eligible(land(), ServicesGoals(), "north")
    for none in ("*county", "*country"):
        with pytest.raises(BadInput, match="no services"):
            eligible(land(services=[]), ServicesGoals(), none)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([True, False, None]),
            st.sampled_from(["state", "purchased", "charity"]),
            st.sampled_from(["act", "notice", "old", None]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["alone", "decree", "bill", "free"]),
    st.sampled_from(["lock", "free"]),
    st.booleans(),
)
def test_no_sovereign_service_ever_and_no_unknown_one_unless_assumed(rows, preset, unknown, ruled):
    made = [
        service(f"s{k}", "east", sovereign=sovereign, mode=mode, law=law)
        for k, (sovereign, mode, law) in enumerate(rows)
    ]
    country = land(services=made, rules=RULES if ruled else [])
    goals = ServicesGoals(preset=preset, unknown=unknown)
    frame = eligible(goals.country(country), goals)
    told = {r["service"]: r for r in frame.iter_rows(named=True)}
    assumed = unknown == "free" or preset == "free"
    for row in made:
        judged = told[row["service"]]
        assert judged["class"] == (REASONS[judged["why"]].kind if judged["why"] else "eligible")
        if judged["class"] == "eligible":
            assert row["sovereign"] is False or (assumed and row["sovereign"] is None)
            assert row["mode"] in goals.from_modes
            assert assumed or row["law"] in ("act", "notice")
        if row["sovereign"]:
            assert judged["why"] == "sovereign"

"""Take-back: the form of a trigger is read as it is written, and met only by what was measured."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.services.small import RULES, land, service

from ostan.plan.services import taken_back, triggers
from ostan.plan.services.goals import MEASURES, ServicesGoals
from ostan.plan.services.triggers import COMPLAINTS, STATES, Trigger, read, state, trigger_of
from ostan.reform.apply import apply
from ostan.reform.reform import Reform


@settings(max_examples=20)
@given(
    st.sampled_from(MEASURES),
    st.sampled_from("<>"),
    st.integers(1, 9000).map(lambda n: n / 1000),
    st.integers(1, 120),
)
def test_a_trigger_is_read_as_it_is_written_in_both_languages(measure, side, share, months):
    made = Trigger(measure, ">" if measure == COMPLAINTS else side, share, months)
    assert read(made.text.fa) == made
    assert read(made.text.en) == made


@pytest.mark.parametrize(
    "words",
    [
        "",
        "مردم شکایت کنند",
        "weather stay below 0.8 times what is recorded for 12 months",
        "complaints stay below 2 times what is recorded for 3 months",
        "users a year stay below 0.8 times what is recorded",
        "users a year stay below 0.8 times what is recorded for 1.5 months",
        "users a year stay below 0..8 times what is recorded for 2 months",
    ],
)
def test_other_words_are_left_to_people(words):
    assert read(words) is None


def test_the_goals_say_on_which_side():
    assert trigger_of(ServicesGoals()) == Trigger("users_per_year", "<", 0.8, 12)
    assert trigger_of(ServicesGoals(trigger="fee", trigger_share=1.5)).side == ">"
    assert trigger_of(ServicesGoals(trigger="complaints", trigger_share=0.5)).side == ">"


@pytest.mark.parametrize(
    ("value", "held", "told"),
    [
        (None, None, "not_measured"),
        (80.0, 12, "not_met"),
        (79.0, 12, "met"),
        (79.0, 11, "not_yet"),
    ],
)
def test_it_is_met_beyond_the_threshold_for_as_long_as_it_says(value, held, told):
    assert state(Trigger("users_per_year", "<", 0.8, 12), 80.0, value, held) == told
    assert state(Trigger("users_per_year", "<", 0.8, 12), None, value, held) == "no_before"


def test_each_service_out_of_the_states_hands_says_where_it_stands():
    low, risen = Trigger("users_per_year", "<", 0.8, 12), Trigger("fee", ">", 1.5, 6)
    many = Trigger("complaints", ">", 2.0, 3)
    rows = [
        service("falls", "east", mode="charity", taken_back_when=low.text.fa),
        service("holds", "east", mode="charity", taken_back_when=risen.text.en),
        service("blamed", "east", mode="purchased", taken_back_when=many.text.fa),
        service("unseen", "east", mode="charity", taken_back_when=low.text.fa),
        service("lost", "east", mode="charity", fee=None, taken_back_when=risen.text.fa),
        service("worded", "east", mode="charity", taken_back_when="مردم ناراضی باشند"),
        service("bare", "east", mode="charity"),
        service("own", "east"),
    ]
    country = land(services=rows)
    measured = pl.DataFrame(
        {
            "service": ["falls@east", "holds@east", "blamed@east", "lost@east"],
            "measure": ["users_per_year", "fee", "complaints", "fee"],
            "value": [799.0, 15.0, 2.5, 99.0],
            "months": [12, 7, 2, 12],
        }
    )
    found = triggers(country, measured)
    states = {r["service"].partition("@")[0]: r["state"] for r in found.iter_rows(named=True)}
    assert states == {
        "falls": "met",
        "holds": "not_met",
        "blamed": "not_yet",
        "unseen": "not_measured",
        "lost": "no_before",
        "worded": "words",
        "bare": "none",
    }
    assert set(states.values()) == set(STATES)
    assert (
        found.row(by_predicate=pl.col("service") == "blamed@east", named=True)["threshold"] == 2.0
    )
    back = taken_back(country, measured)
    assert [c.services for c in back] == [("falls@east",)]
    free = land(services=rows, rules=[{**RULES[1], "rule": "back", "move": "take_back"}])
    after = apply(free, Reform.of(back)).country
    assert after.row("services", "falls@east")["mode"] == "state"
    assert "falls@east" not in triggers(after)["service"].to_list()

"""Take-back: the form of a trigger is read as it is written, and met only by what was measured."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.plan.services.goals import MEASURES, ServicesGoals
from ostan.plan.services.triggers import COMPLAINTS, Trigger, read, state, trigger_of


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

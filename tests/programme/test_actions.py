"""Actions and steps on a day: states, delays, sentences."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.tables import TABLES
from ostan.programme import (
    COLUMNS,
    action_sentence,
    action_states,
    action_trace,
    step_states,
    summary,
)
from ostan.programme.actions import COLOURS, STATES, STEP_STATES

DAY = date(2026, 1, 1)


def frame(name: str, rows: list[dict]) -> pl.DataFrame:
    schema = {n: dtype(c) for n, c in TABLES[name].columns.items()}
    return pl.DataFrame([{**dict.fromkeys(schema), **r} for r in rows], schema=schema)


def country(*steps: dict, **action: object) -> Country:
    about = {"action": "a", "order": 1, "name_fa": "کار", "goal_fa": "هدف", **action}
    rows = [{"action": "a", "step": f"s{i}", "order": i, **s} for i, s in enumerate(steps)]
    made = {"actions": frame("actions", [about]), "action_steps": frame("action_steps", rows)}
    return Country.of(made)


def state(*steps: dict, **action: object) -> dict:
    return action_states(country(*steps, **action), DAY).row(0, named=True)


def days(n: int) -> date:
    return DAY + timedelta(days=n)


# Steps -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "late", "said"),
    [
        ({"due": days(-12)}, 12, "late"),
        ({"due": days(-12), "done": False}, 12, "late"),
        ({"due": DAY}, 0, "due"),  # the day itself is still in time
        ({"due": days(5)}, 0, "due"),
        ({}, None, "undated"),  # no due day: unknown, not zero
        ({"done": False}, None, "undated"),
        ({"done": True}, None, "done"),
        ({"done": True, "due": days(-9)}, None, "done"),  # when it was done is not known
        ({"done": True, "done_on": days(-9)}, None, "done"),
        ({"done": True, "due": days(-9), "done_on": days(-9)}, 0, "done"),
        ({"done": True, "due": days(-9), "done_on": days(-2)}, 7, "done_late"),
        ({"done": True, "due": days(-2), "done_on": days(-9)}, 0, "done"),
    ],
)
def test_a_step_is_late_by_rule(step, late, said):
    row = step_states(country(step), DAY).row(0, named=True)
    assert (row["days_late"], row["state"]) == (late, said)
    assert said in STEP_STATES


# Actions ---------------------------------------------------------------------------------------

DONE, OPEN = {"done": True}, {"done": False}


@pytest.mark.parametrize(
    ("steps", "said", "colour"),
    [
        ([DONE, DONE], "done", "green"),
        ([DONE, OPEN], "under_way", "amber"),
        ([DONE, {"due": days(3)}], "under_way", "green"),
        ([DONE, {"due": days(3)}, {}], "under_way", "amber"),
        ([DONE, {"due": days(-3)}], "late", "red"),
        ([OPEN, {"due": days(-3)}], "late", "red"),
        ([OPEN, OPEN], "not_started", "amber"),
        ([OPEN, {}], "unknown", "grey"),
        ([{}], "unknown", "grey"),
        ([], "unknown", "grey"),
    ],
)
def test_the_state_of_an_action_follows_from_its_steps(steps, said, colour):
    row = state(*steps)
    assert (row["state"], row["colour"]) == (said, colour)


def test_an_action_without_goal_owner_and_deed_is_an_open_slot():
    assert state({}, goal_fa=None)["state"] == "not_named"
    assert state({}, goal_fa=None, owner_fa="کسی")["state"] == "unknown"
    assert state(DONE, goal_fa=None)["state"] == "done"


def test_the_delay_is_the_largest_of_the_open_steps():
    row = state(
        {"due": days(-40), "done": True, "done_on": DAY}, {"due": days(-3)}, {"due": days(-8)}
    )
    assert row["days_late"] == 8
    assert row["undated"] == 0


def test_once_all_is_done_the_delay_is_that_with_which_it_was_done():
    row = state({"due": days(-40), "done": True, "done_on": days(-30)})
    assert (row["state"], row["days_late"]) == ("done", 10)
    assert "۱۰ روز" in action_sentence(row).fa


def test_last_and_next_go_by_the_order_of_steps_and_not_by_their_ids():
    steps = [
        {"step": "z", "order": 1, "done": True, "done_on": days(-1), "name_fa": "نخست"},
        {"step": "y", "order": 2, "done": True, "name_fa": "دوم"},
        {"step": "b", "order": 3, "owner_fa": "کسی", "due": days(4), "name_fa": "سوم"},
        {"step": "a", "order": 4, "name_fa": "چهارم"},
    ]
    row = state(*steps)
    assert (row["last_step"], row["last_fa"]) == ("y", "دوم")
    assert (row["next_step"], row["next_owner_fa"], row["next_due"]) == ("b", "کسی", days(4))
    assert (row["steps"], row["steps_done"], row["undated"]) == (4, 2, 1)


def test_the_next_owner_is_the_step_s_else_the_body_else_the_action_s():
    assert state({"owner_fa": "الف", "body_fa": "ب"}, owner_fa="ج")["next_owner_fa"] == "الف"
    assert state({"body_fa": "ب"}, owner_fa="ج")["next_owner_fa"] == "ب"
    assert state({}, owner_fa="ج")["next_owner_fa"] == "ج"
    assert state(DONE, owner_fa="ج")["next_owner_fa"] is None


def test_any_number_of_actions_stand_in_their_order():
    rows = [{"action": f"x{i:02}", "order": 30 - i, "name_fa": "ن"} for i in range(30)]
    made = action_states(Country.of({"actions": frame("actions", rows)}), DAY)
    assert made["order"].to_list() == list(range(1, 31))


def test_a_country_without_a_programme_says_so():
    made = action_states(Country.of({}), DAY)
    assert made.is_empty()
    assert summary(made).en == "No action is recorded."


@hypothesis_settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "due": st.none() | st.integers(-9, 9).map(days),
                "done": st.sampled_from([True, False, None]),
                "done_on": st.none() | st.integers(-9, 0).map(days),
            }
        ),
        max_size=5,
    )
)
def test_random_actions_are_as_plain_python_says(steps):
    row = state(*steps)
    still = [s for s in steps if s["done"] is not True]

    def late(step: dict) -> int | None:
        end = step["done_on"] if step["done"] is True else DAY
        return None if end is None or step["due"] is None else max((end - step["due"]).days, 0)

    known = [x for x in map(late, still or steps) if x is not None]
    assert row["days_late"] == (max(known) if known else None)
    assert (row["state"] == "late") == (any(late(s) for s in still) and bool(still))
    assert (row["state"] == "done") == (bool(steps) and not still)
    assert row["state"] in STATES
    assert row["colour"] in COLOURS
    assert action_sentence(row).fa.endswith(".")


def test_every_column_is_documented_in_both_languages():
    assert list(COLUMNS) == action_states(country({}), DAY).columns
    for column in COLUMNS.values():
        assert column.title.fa != column.title.en
        assert column.doc.fa != column.doc.en


def test_an_action_rests_on_its_own_rows_only(sample, day):
    trace = action_trace(sample, "councils")
    assert {(r.table, *r.key) for r in trace.rows} == {
        ("actions", "councils"),
        ("action_steps", "councils", "study"),
        ("action_steps", "councils", "consolidation"),
    }
    outside = sample["action_steps"].with_columns(
        due=pl.when(pl.col("action") != "councils").then(pl.lit(day - timedelta(days=9)))
    )
    changed = action_states(sample.with_tables(action_steps=outside), day)
    same = pl.col("action") == "councils"
    assert changed.filter(same).equals(action_states(sample, day).filter(same))
    assert changed.filter(~same)["days_late"].null_count() == 0


# Sentences -------------------------------------------------------------------------------------


def test_a_sentence_says_last_next_owner_due_and_delay():
    row = state(
        {"name_fa": "پیش‌نویس", "name_en": "Draft", "done": True, "done_on": date(2025, 12, 22)},
        {"name_fa": "تصویب", "name_en": "Adoption", "owner_fa": "وزیر", "due": days(-12)},
        name_en="Review",
    )
    said = action_sentence(row)
    assert said.fa == (
        "کار: آخرین گام انجام‌شده «پیش‌نویس» است (۱ دی ۱۴۰۴)؛ گام بعد «تصویب»، متولی وزیر، سررسید ۲۹ آذر ۱۴۰۴؛ "
        "۱۲ روز تأخیر."
    )
    assert said.en == (
        "Review: the last step done is “Draft” (2025-12-22); next “Adoption”, owner وزیر, "
        "due 2025-12-20; 12 days late."
    )


def test_what_is_not_known_is_said_to_be_unknown_and_never_zero():
    said = action_sentence(state({"name_fa": "گام"}))
    assert "نامعلوم" in said.fa
    assert "unknown" in said.en
    assert "۰" not in said.fa


# The sample ------------------------------------------------------------------------------------


def test_the_sample_has_six_actions_and_the_sixth_is_not_named(sample, day):
    made = action_states(sample, day)
    assert made["order"].to_list() == [1, 2, 3, 4, 5, 6]
    assert made["state"].to_list() == [*["under_way"] * 4, "unknown", "not_named"]
    assert made["days_late"].null_count() == 6
    assert made["last_step"].to_list() == ["draft", "working_group", "study", "draft", None, None]
    assert made["next_step"].to_list() == [
        "follow_up", "decree", "consolidation", "adoption", "scope", "name",
    ]  # fmt: skip
    assert "۴ در دست اقدام" in summary(made).fa
    assert "اقدام ششم" in action_sentence(made.row(5, named=True)).fa

"""The row diff: new, changed, gone, ambiguous."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.diff import CHANGES, COLUMNS, diff
from ostan.country.fold import fold

pytestmark = pytest.mark.slow


def posts(*rows):
    given = [
        {"post": p, "type": t, "title_fa": n, "holders": h, "status": "active"}
        for p, t, n, h in rows
    ]
    return {"posts": pl.DataFrame(given)}


def told(frame):
    return frame.drop("table", "name").rows()


ONE = posts(("a", "a", "استاندار", 1), ("b", "b", "معاون", 2))


def test_nothing_changed():
    assert diff(ONE, ONE).is_empty()
    assert diff(ONE, ONE).columns == list(COLUMNS)


def test_a_cell_with_its_value_before_and_after():
    two = posts(("a", "a", "استاندار", 1), ("b", "b", "معاون", 3))
    assert told(diff(ONE, two)) == [("changed", "b", "holders", "2", "3")]


def test_new_and_gone():
    two = posts(("a", "a", "استاندار", 1), ("c", "c", "منشی", 2))
    assert told(diff(ONE, two)) == [
        ("new", "c", None, None, None),
        ("gone", "b", None, None, None),
    ]


def test_one_name_written_otherwise_under_another_id_is_ambiguous():
    two = posts(("a", "a", "استاندار", 1), ("deputy", "deputy", "معاوِن", 2))
    assert told(diff(ONE, two)) == [("ambiguous", "b", None, "b", "deputy")]


def test_what_is_keyed_by_a_renamed_thing_is_ambiguous_with_it():
    def seats(holder):
        return {"seats": pl.DataFrame({"council": ["k"], "holder": [holder], "role": ["chair"]})}

    two = posts(("a", "a", "استاندار", 1), ("deputy", "deputy", "معاون", 2))
    found = diff({**ONE, **seats("b")}, {**two, **seats("deputy")})
    assert found.select("change", "table", "key", "after").rows() == [
        ("ambiguous", "posts", "b", "deputy"),
        ("ambiguous", "seats", "k / b", "k / deputy"),
    ]


def test_a_lone_type_in_a_place_is_ambiguous():
    two = posts(("a", "a", "استاندار", 1), ("b2", "b", "قائم‌مقام", 2))
    assert told(diff(ONE, two)) == [("ambiguous", "b", None, "b", "b2")]


def test_a_change_of_a_template_stands_once_in_folded_tables(sample):
    councils = sample["councils"]
    more = sample.with_tables(
        councils=councils.with_columns(
            sessions_per_year=pl.when(pl.col("type") == "crisis_hq")
            .then(6.0)
            .otherwise("sessions_per_year")
        )
    )
    assert diff(sample, more).height == 31
    once = diff(fold(sample), fold(more))
    assert told(once) == [("changed", "crisis_hq", "sessions_per_year", None, "6.0")]


names = st.sampled_from(["استاندار", "معاون", "منشی", "دبیر"])
rows = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("ab"), names, st.integers(1, 3)),
    max_size=5,
    unique_by=lambda r: r[0],
)


@settings(max_examples=40, deadline=None)
@given(rows, rows)
def test_every_row_is_told_and_none_twice(before, after):
    old, new = (posts(*r) if r else {} for r in (before, after))
    found = diff(old, new)
    assert set(found["change"]) <= set(CHANGES)
    ids = [{r[0] for r in rows} for rows in (before, after)]
    pairs = found.filter(pl.col("change") == "ambiguous")
    assert set(found.filter(pl.col("change") == "new")["key"]) | set(pairs["after"]) == (
        ids[1] - ids[0]
    )
    assert set(found.filter(pl.col("change") == "gone")["key"]) | set(pairs["before"]) == (
        ids[0] - ids[1]
    )
    assert found.is_empty() == (Country.of(old) == Country.of(new))


def test_the_other_way_round_new_and_gone_change_places():
    two = posts(("a", "a", "استاندار", 1), ("c", "c", "منشی", 2))
    there = set(diff(ONE, two).select("change", "key").rows())
    back = set(diff(two, ONE).select("change", "key").rows())
    assert {({"new": "gone", "gone": "new"}[c], k) for c, k in there} == back

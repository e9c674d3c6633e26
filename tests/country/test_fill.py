"""Values from defaults: the most specific wins, what is stated stays, and the mask says which."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.country.fill import ATTRIBUTES, default_of, filled, filled_councils, parse, setting

VALUES = {a: ["x", "y"] for a in ATTRIBUTES}


def _frame(rows: list[tuple[str, float | None, float | None, float | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["name", "low", "value", "high"], orient="row").cast(
        {"low": pl.Float64, "value": pl.Float64, "high": pl.Float64}
    )


def _name(conditions: dict[str, str]) -> str:
    inside = ";".join(f"{a}={v}" for a, v in conditions.items())
    return f"n[{inside}]" if inside else "n"


conditions = st.dictionaries(st.sampled_from(ATTRIBUTES), st.sampled_from(["x", "y"]), max_size=3)


def _plain(defaults: list[dict[str, str]], having: dict[str, str]) -> set[int]:
    """Indexes of the defaults that may win: compare attribute by attribute, highest first."""
    left = [i for i, d in enumerate(defaults) if all(having[a] == v for a, v in d.items())]
    for attribute in ATTRIBUTES:
        naming = [i for i in left if attribute in defaults[i]]
        left = naming or left
    return set(left)


@settings(max_examples=40, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=6, unique_by=_name))
def test_the_most_specific_wins(made: list[dict[str, str]]) -> None:
    # One default for one set of conditions, whatever the order in which it names them.
    unique = list({frozenset(d.items()): d for d in made}.values())
    rows = [(_name(d), None, float(i), None) for i, d in enumerate(unique)]
    defaults = parse(_frame(rows))  # type: ignore[arg-type]
    things = [dict(zip(ATTRIBUTES, v, strict=True)) for v in itertools.product(*VALUES.values())]
    got = setting(pl.DataFrame(things), "n", defaults)
    for thing, row in zip(things, got.iter_rows(named=True), strict=True):
        winners = _plain(unique, thing)
        assert (row["n"] is None) == (not winners)
        if winners:
            assert {int(row["n"])} == winners
            assert row["n_from"] == _name(unique[int(row["n"])])
        assert default_of(defaults, "n", **thing) == row["n"]


def test_what_is_stated_stays_and_is_not_masked() -> None:
    defaults = parse(_frame([("n", 1, 2, 3), ("n[kind=x]", 10, 20, 30)]))
    frame = pl.DataFrame({"kind": ["x", "y", "x"], "n": [None, None, 7.0]})
    got = setting(frame, "n", defaults)
    assert got["n"].to_list() == [20, 2, 7]
    assert got["n_from"].to_list() == ["n[kind=x]", "n", None]
    assert setting(frame, "n", defaults, "low")["n"].to_list() == [10, 1, 7]
    assert setting(frame, "n", defaults, "high")["n"].to_list() == [30, 3, 7]


def test_an_open_range_is_the_value_itself() -> None:
    (default,) = parse(_frame([("n", None, 2, None)]))
    assert default.at("low") == default.at("high") == 2


def test_no_default_leaves_unknown() -> None:
    got = setting(pl.DataFrame({"kind": ["y"]}), "n", parse(_frame([("n[kind=x]", 1, 2, 3)])))
    assert got["n"].to_list() == [None]
    assert got["n_from"].to_list() == [None]


def test_a_missing_attribute_never_fits() -> None:
    got = setting(
        pl.DataFrame({"kind": ["x", None]}),
        "n",
        parse(_frame([("n[role=chair]", 1, 2, 3), ("n[kind=x]", 4, 5, 6)])),
    )
    assert got["n"].to_list() == [5, None]


def test_names_with_spaces_and_bare_words_are_read() -> None:
    (spaced,) = parse(_frame([("n [ kind = x ; role = chair ]", 1, 2, 3)]))
    assert spaced.stem == "n"
    assert spaced.conditions == {"kind": "x", "role": "chair"}
    (bare,) = parse(_frame([("phi[core]", 1, 1, 1)]))
    assert bare.conditions == {"core": "true"}


def test_practice_goes_before_the_lawful_minimum(sample: Country) -> None:
    councils = (
        filled_councils(sample)
        .filter(place="province")
        .select("type", "at_place", "sessions_per_year", "sessions_per_year_from")
    )
    rows = {(t, p): (n, why) for t, p, n, why in councils.iter_rows()}
    assert rows["smuggling_commission", "yazd"] == (12, None)
    assert rows["dialogue_council", "yazd"] == (12, None)
    assert rows["bayt_council", "khuzestan"] == (26, None)
    assert rows["bayt_council", "yazd"][1] == "sessions_per_year[kind=council;function=coordinates]"


def test_every_gap_of_the_sample_is_filled_and_masked(sample: Country) -> None:
    for at in ("low", "value", "high"):
        full = filled(sample, at)  # type: ignore[arg-type]
        for frame, column in (
            (full.councils, "sessions_per_year"),
            (full.councils, "subsessions_per_year"),
            (full.councils, "hours_per_session"),
            (full.seats, "attendance"),
            (full.seats, "travel_hours_per_seat_session"),
            (full.posts, "hours_per_year"),
            (full.posts, "weight"),
        ):
            assert frame[column].null_count() == 0
    stated = sample["posts"]["hours_per_year"].is_not_null()
    assert (full.posts["hours_per_year_from"].is_null() == stated).all()


def test_filling_leaves_the_country_as_it_is(sample: Country) -> None:
    before = sample["councils"].clone()
    filled(sample, "high")
    assert sample["councils"].equals(before)
    assert sample.filled("high").seats.height == sample["seats"].height


def test_county_governors_travel_further(sample: Country) -> None:
    seats = filled(sample).seats.filter(type="county_governor")
    assert seats.height > 0
    assert set(seats["travel_hours_per_seat_session"]) == {4.0}
    assert (
        pytest.approx(0.5)
        == filled(sample)
        .seats.filter(holder="governor@yazd")["travel_hours_per_seat_session"]
        .max()
    )

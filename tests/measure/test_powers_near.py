"""How near to the citizen cases are decided: registers read, shares by level, amounts below a limit."""

from __future__ import annotations

from math import exp, inf, log

import numpy as np
import polars as pl
import pytest
from benchmarks.delegations import delegations
from hypothesis import given, settings
from hypothesis import strategies as st

from ostan.country.country import Country
from ostan.measure.powers.cases import amount_below, share_below
from ostan.measure.powers.decided import read
from ostan.measure.powers.demand import FALLBACK, demand, factor, level_factors
from ostan.measure.powers.nearness import nearness
from ostan.measure.powers.offices import offices
from ostan.measure.powers.summary import summary


def power(level: str, low: float | None = None, high: float | None = None, **own: object) -> dict:
    row = {"level": level, "from": low, "to": high, "condition": None, "measure": "rial"}
    return {**row, "holder": f"unit:{level}", "kind": level, **own}


@pytest.mark.parametrize(
    ("rows", "form", "limits"),
    [
        ([], "nobody", (0.0, 0.0)),
        ([power("country")], "read", (0.0, 0.0)),
        ([power("province")], "read", (0.0, inf)),
        ([power("province", None, 5), power("country", 5)], "read", (0.0, 5.0)),
        ([power("province", None, 5), power("country")], "unclear", (0.0, 0.0)),
        ([power("province", None, 5), power("country", 6)], "unclear", (0.0, 0.0)),
        (
            [power("province", None, 5), power("province", 5, 9), power("country", 9)],
            "read",
            (0, 9),
        ),
        ([power("county", None, 2), power("province", 2)], "read", (2.0, inf)),
        ([power("county", None, 2), power("country", 2)], "read", (2.0, 2.0)),
        ([power("country", condition="in emergencies")], "words", (0.0, 0.0)),
        ([power("country"), power("country", holder="unit:other")], "unclear", (0.0, 0.0)),
        ([power("unknown")], "unclear", (0.0, 0.0)),
        (
            [power("province", None, 5, measure="hectare"), power("country", 5)],
            "unclear",
            (0.0, 0.0),
        ),
    ],
)
def test_a_register_is_read_only_where_amounts_are_shared_out(
    rows: list[dict], form: str, limits: tuple[float, float]
) -> None:
    found = read(rows)
    assert found.form == form
    assert (found.to_county, found.to_province) == limits


@settings(max_examples=15, deadline=None)
@given(st.floats(0.1, 10), st.floats(0.05, 2.5), st.floats(0.01, 50))
def test_amounts_below_a_limit_are_the_mean_of_those_drawn(
    median: float, sigma: float, limit: float
) -> None:
    # Quantiles of the lognormal stand for cases: the sum over them is an independent integral.
    from statistics import NormalDist

    at = (np.arange(4000) + 0.5) / 4000
    drawn = median * np.exp(sigma * np.array([NormalDist().inv_cdf(x) for x in at[::8]]))
    below = drawn < limit
    assert share_below(limit, median, sigma) == pytest.approx(below.mean(), abs=4e-3)
    scale = exp(sigma * sigma / 2)
    found = amount_below(limit, median, sigma)
    assert found == pytest.approx((drawn * below).mean() / median, abs=0.06 * scale)
    assert amount_below(None, median, sigma) == pytest.approx(scale)


def test_shares_of_every_matter_sum_to_one_and_follow_its_limits() -> None:
    country = delegations(2, 12, 3, 1, ministries=2)
    rows = nearness(country)
    told = rows.drop_nulls("at_country")
    whole = told.select(s=pl.sum_horizontal("at_country", "at_province", "at_county"))["s"]
    assert np.allclose(whole, 1.0)
    assert set(rows.filter(pl.col("at_country").is_null())["form"]) <= {"words", "unclear"}
    split = told.filter(pl.col("to_province").is_between(0, 1e300, closed="none")).row(
        0, named=True
    )
    z = log(split["to_province"] / split["median"]) / split["sigma"]
    from statistics import NormalDist

    assert split["at_province"] == pytest.approx(NormalDist().cdf(z))


def test_a_summary_adds_up() -> None:
    country = delegations(2, 12, 3, 1, ministries=2)
    rows = nearness(country).drop_nulls("at_country")
    found = summary(country, rows.select("matter", "place"))
    for kind in ("matters", "cases"):
        three = [found[f"{kind}_{level}"] for level in ("country", "province", "county")]
        assert np.allclose(np.sum([t for t in three if t], axis=0), 1.0)
    hours = (rows["cases"] * rows["minutes"]).sum() / 60
    assert found["office_hours"] is not None
    assert found["office_hours"][1] == pytest.approx(hours)
    assert found["steps"] is not None
    assert found["steps"][1] == pytest.approx(
        2 * found["cases_country"][1] + found["cases_province"][1]  # type: ignore[index]
    )


def test_what_no_table_or_default_states_is_assumed_and_cases_never_are() -> None:
    country = delegations(2, 3, 1, 0, ministries=1)
    bare = country.with_tables(
        defaults=country["defaults"].clear(), demand=country["demand"].clear()
    )
    assert demand(bare)["cases"].null_count() == demand(bare).height
    kept = dict(FALLBACK.select("name", "value").iter_rows())
    assert factor(bare, "split_hours_per_case")[1] == kept["split_hours_per_case"]
    levels = {r["level"]: r["citizen"] for r in level_factors(bare).iter_rows(named=True)}
    assert levels["county"] == kept["citizen_hours_per_case[place=county]"]
    assert factor(country, "split_hours_per_case")[1] != kept["split_hours_per_case"]


def test_hours_of_an_office_are_those_of_its_posts_less_councils(sample: Country) -> None:
    from ostan.measure.councils.load import post_factors, seat_load

    name = "governor@yazd"
    seats = seat_load(sample).spread("hours").filter(pl.col("holder") == name)["hours"].sum()
    year = post_factors(sample).filter(pl.col("post") == name)["hours_per_year"].item()
    share = factor(sample, "case_share")[1]
    found = offices(sample).filter(pl.col("holder") == f"post:{name}").row(0, named=True)
    assert found["hours"] == pytest.approx((year - seats) * share)
    assert found["weight"] == 4.0
    assert found["hours_low"] <= found["hours"] <= found["hours_high"]

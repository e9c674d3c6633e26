"""Offices that decide: the hours they have for cases, and what an hour of theirs counts."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import setting
from ostan.measure.councils.load import SETTINGS, post_factors, seat_load
from ostan.measure.once import once
from ostan.measure.powers.demand import defaults_of

COUNCIL_WEIGHT = 1.0
"""What an hour of a council that decides counts: its members' hours are those of its seats already."""


def offices(country: Country) -> pl.DataFrame:
    """Return every holder of powers that may decide, with its hours for cases.

    Columns: holder (`post:id`, `unit:id`, `council:id`); hours{e}: (hours of its posts a year - their
    hours in councils, at least 0) x the share that may go to cases, at the three settings of the
    defaults, null for councils; weight: value of an hour, of the post, or of the unit's head; assumed:
    whether any of it is from a default. The posts of a unit are those whose unit it is. The low of hours
    free is where councils take most.
    """
    return once(country, "powers_offices", _offices)


def _offices(country: Country) -> pl.DataFrame:
    posts = _posts(country)
    heads = country["units"].select("unit", post="head").drop_nulls()
    led = heads.join(posts.select("post", "weight"), on="post").select("unit", "weight")
    ends = SETTINGS.values()
    own = posts.select(
        *(f"hours{e}" for e in ends),
        "weight",
        holder=pl.concat_str(pl.lit("post:"), "post"),
    )
    of_units = (
        country["units"]
        .select("unit")
        .join(posts, on="unit", how="left")
        .group_by("unit", maintain_order=True)
        .agg(*(pl.col(f"hours{e}").sum() for e in ends))
        .join(led, on="unit", how="left", maintain_order="left")
        .select(
            *(f"hours{e}" for e in ends),
            "weight",
            holder=pl.concat_str(pl.lit("unit:"), "unit"),
        )
    )
    councils = country["councils"].select(
        *(pl.lit(None, pl.Float64).alias(f"hours{e}") for e in ends),
        weight=pl.lit(COUNCIL_WEIGHT),
        holder=pl.concat_str(pl.lit("council:"), "council"),
    )
    usual = setting(
        pl.DataFrame({"type": [None]}, schema={"type": pl.String}),
        "weight",
        defaults_of(country),
    )["weight"].item()
    return pl.concat([own, of_units, councils]).with_columns(
        pl.col("weight").fill_null(1.0 if usual is None else usual)
    )


def _posts(country: Country) -> pl.DataFrame:
    """Return active posts with the hours of all holders that may go to cases, and their weight."""
    ends = list(SETTINGS.values())
    sat = (
        seat_load(country)
        .spread(*(f"hours{e}" for e in ends))
        .group_by("holder")
        .agg(*(pl.col(f"hours{e}").sum().alias(f"_sat{e}") for e in ends))
    )
    active = country["posts"].filter(pl.col("status") == "active").select("post")
    made = (
        post_factors(country)
        .join(active, on="post", how="semi", maintain_order="left")
        .join(sat, left_on="post", right_on="holder", how="left", maintain_order="left")
    )
    named = defaults_of(country)
    shares = [
        setting(made, "case_share", named, at)["case_share"].alias(f"_share{e}")
        for at, e in SETTINGS.items()
    ]
    other = {"_low": "_high", "": "", "_high": "_low"}
    return made.with_columns(shares).select(
        "post",
        "unit",
        "weight",
        *(
            (
                (pl.col(f"hours_per_year{e}") - pl.col(f"_sat{other[e]}").fill_null(0)).clip(0)
                * pl.col("holders")
                * pl.col(f"_share{e}")
            ).alias(f"hours{e}")
            for e in ends
        ),
    )

"""Powers with their holders, and the places in which they hold."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country

UNKNOWN = "unknown"
"""Stands for a level that cannot be told: the holder, or its place, is not in the tables."""


def base(column: str) -> pl.Expr:
    """Return an id without its place."""
    return pl.col(column).str.extract(r"^([^@]*)")


def _holders(country: Country) -> pl.DataFrame:
    """Return every possible holder: holder_kind, holder, holder_type, level (of its place)."""
    levels = country["places"].select("place", "level")
    units, posts, councils = country["units"], country["posts"], country["councils"]
    of_post = posts.join(units.select("unit", "place"), on="unit", how="left")
    parts = [
        of_post.select(pl.lit("post").alias("holder_kind"), "type", "place", holder="post"),
        units.select(pl.lit("unit").alias("holder_kind"), "type", "place", holder="unit"),
        councils.select(pl.lit("council").alias("holder_kind"), "type", "place", holder="council"),
    ]
    placed = pl.concat(parts).join(levels, on="place", how="left")
    return placed.select("holder_kind", "holder", "level", holder_type="type")


def with_holders(country: Country) -> pl.DataFrame:
    """Return the powers with their holder's type and level and, as `written`, their own type."""
    joined = country["powers"].join(
        _holders(country), on=["holder_kind", "holder"], how="left", maintain_order="left"
    )
    return joined.with_columns(
        pl.col("level").fill_null(UNKNOWN),
        pl.col("holder_type").fill_null(base("holder")),
        written=base("power"),
    )


def holding(country: Country) -> pl.DataFrame:
    """Return which powers hold in which places: at, power."""
    powers = country["powers"].select("power", "place")
    tree = country.ancestors.select("place", "ancestor")
    placed = powers.drop_nulls().join(tree, left_on="place", right_on="ancestor", how="inner")
    everywhere = powers.filter(pl.col("place").is_null()).join(
        country["places"].select(at="place"), how="cross"
    )
    return pl.concat(
        [placed.select("power", at="place_right"), everywhere.select("power", "at")]
    ).unique()


def seen_from(country: Country) -> pl.DataFrame:
    """Return which powers a place sees, those held inside it included: at, power."""
    powers = country["powers"].select("power", "place").drop_nulls()
    inside = powers.join(country.ancestors, on="place").select("power", at="ancestor")
    return pl.concat([holding(country), inside]).unique()


def delegations(country: Country) -> pl.DataFrame:
    """Return every power with those it was delegated from, at first or at further hand: power, source."""
    links = country["powers"].select("power", source="delegated_from").drop_nulls()
    up = links.rename({"power": "source", "source": "further"})
    found = [links]
    while found[-1].height:
        step = found[-1].join(up, on="source").select("power", source="further").unique()
        # A circle of delegation ends where it begins.
        found.append(step.join(pl.concat(found), on=["power", "source"], how="anti"))
    return pl.concat(found)


def not_delegated(country: Country, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of powers (`power`, `power_2`) of which neither was delegated from the other.

    Who delegates keeps the power and answers for it: both decide, and that is no conflict.
    """
    down = delegations(country)
    either = (["power", "power_2"], ["power_2", "power"])
    for one, two in either:
        pairs = pairs.join(down, left_on=[one, two], right_on=["power", "source"], how="anti")
    return pairs


def deciding(country: Country) -> pl.DataFrame:
    """Return the powers to decide, as `with_holders` does."""
    return with_holders(country).filter(pl.col("role") == "decides")

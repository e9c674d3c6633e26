"""At which level of government matters, and cases, are decided."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.measure.figure import Measure
from ostan.measure.powers import trace
from ostan.measure.powers.cases import Limit, share_within
from ostan.measure.powers.columns import DECISION_LEVELS_COLUMNS
from ostan.measure.powers.held import deciding, holding, seen_from
from ostan.words.text import Text


def decision_levels(country: Country) -> pl.DataFrame:
    """Return for every place how many matters, and cases, are decided at each level."""
    seen = seen_from(country).join(deciding(country), on="power")
    by_level = seen.select("at", "matter", "level").unique()
    among = pl.len().over("at", "matter")
    found = (
        by_level.with_columns(part=1 / among, alone=among == 1)
        .group_by(pl.col("at").alias("place"), "level")
        .agg(
            matters=pl.len().cast(pl.Int64),
            only_here=pl.col("alone").sum().cast(pl.Int64),
            part=pl.col("part").sum(),
        )
    )
    return (
        found.with_columns(share=pl.col("part") / pl.col("part").sum().over("place"))
        .join(cases_by_level(country), on=["place", "level"], how="left")
        .sort("place", "level")
    )


def cases_by_level(country: Country) -> pl.DataFrame:
    """Return the cases of a year decided at each level: place, level, cases_per_year, cases_share."""
    demand = country["demand"].drop_nulls("cases_per_year")
    decided = deciding(country).filter(pl.col("condition").is_null())
    limits = (
        demand.select("matter", at="place")
        .join(holding(country), on="at")
        .join(decided.select("power", "matter", "level", "from", "to"), on=["power", "matter"])
        .group_by("at", "matter", "level", maintain_order=True)
        .agg("from", "to")
        .join(demand, left_on=["at", "matter"], right_on=["place", "matter"])
    )
    shares = [
        share_within(map(Limit, r["from"], r["to"]), r["median_amount"], r["amount_sigma"])
        for r in limits.iter_rows(named=True)
    ]
    cases = limits.with_columns(share=pl.Series(shares, dtype=pl.Float64)).select(
        "level", place="at", cases=pl.col("cases_per_year") * pl.col("share")
    )
    inside = country.ancestors.select("place", "ancestor")
    whole = (
        demand.join(inside, on="place")
        .group_by(place="ancestor")
        .agg(_all=pl.col("cases_per_year").sum())
    )
    return (
        cases.drop_nulls("cases")
        .join(inside, on="place")
        .group_by("level", place="ancestor")
        .agg(cases_per_year=pl.col("cases").sum())
        .join(whole, on="place")
        .with_columns(cases_share=pl.col("cases_per_year") / pl.col("_all"))
        .drop("_all")
    )


DECISION_LEVELS = Measure(
    "decision_levels",
    "powers",
    Text("سطح تصمیم‌گیری", "Level at which matters are decided"),
    ("place", "level"),
    DECISION_LEVELS_COLUMNS,
    decision_levels,
    trace.of_levels,
)

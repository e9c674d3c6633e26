"""The ground of each power: the act it rests on, and whether that stands."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.legal import STANDING
from ostan.measure.figure import Measure
from ostan.measure.powers import trace
from ostan.measure.powers.columns import GROUND_COUNTS_COLUMNS, POWER_GROUNDS_COLUMNS
from ostan.measure.powers.held import seen_from, with_holders
from ostan.words.text import Text

NO_LAW = "no_law"
"""Ground of a power that names no act."""
MISSING = "missing"
"""Ground of a power whose act is not in the table."""
STANDS = "stands"
"""Ground of a power whose act is in force, amended or not."""


def power_grounds(country: Country) -> pl.DataFrame:
    """Return the ground of every power: whether the act it rests on stands, else why not."""
    laws = country["laws"].select("law", "status")
    return (
        with_holders(country)
        .join(laws, on="law", how="left", maintain_order="left")
        .with_columns(
            ground=pl.when(pl.col("law").is_null())
            .then(pl.lit(NO_LAW))
            .when(pl.col("status").is_null())
            .then(pl.lit(MISSING))
            .when(pl.col("status").is_in(STANDING))
            .then(pl.lit(STANDS))
            .otherwise("status")
        )
        .sort("power")
    )


def ground_counts(country: Country) -> pl.DataFrame:
    """Count the powers a place sees by the state of their ground."""
    seen = seen_from(country).join(power_grounds(country), on="power")
    found = seen.group_by(pl.col("at").alias("place"), "ground").agg(
        powers=pl.len().cast(pl.Int64), written=pl.col("written").n_unique().cast(pl.Int64)
    )
    whole = pl.col("written").sum().over("place")
    return found.with_columns(share=pl.col("written") / whole).sort("place", "ground")


GROUND_COUNTS = Measure(
    "ground_counts",
    "powers",
    Text("اختیارات بر پایهٔ وضعیت مستند", "Powers by state of their ground"),
    ("place", "ground"),
    GROUND_COUNTS_COLUMNS,
    ground_counts,
    trace.of_grounds,
)
POWER_GROUNDS = Measure(
    "power_grounds",
    "powers",
    Text("مستند هر اختیار", "Ground of each power"),
    ("power",),
    POWER_GROUNDS_COLUMNS,
    power_grounds,
    trace.of_power,
)

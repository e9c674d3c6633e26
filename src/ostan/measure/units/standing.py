"""Which units stand, and how: as a body, as a part of another, as a desk without a head."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country

MINISTRY_FORM = "ministry"
"""Legal form of a ministry's own row: separates ministries from national organisations."""
MINISTRY_UNIT = "ministry_unit"
"""Legal form of a provincial unit of a ministry: the only one the rules of merging speak of."""
GOVERNORATE = "governorate"
"""Legal form of the governor's own office, which chairs councils of every ministry."""


def active(country: Country) -> pl.DataFrame:
    """Return the active units with `headed`, `part`, `desk`, `body`; of the last three one is true."""
    active = country["units"].filter(pl.col("status") == "active")
    over = active.select("place", parent="unit").with_columns(part=pl.lit(True))
    headed = pl.col("head").is_not_null()
    return (
        active.join(over, on=["place", "parent"], how="left", maintain_order="left")
        .with_columns(headed=headed, part=pl.col("part").fill_null(False) & headed)
        .with_columns(desk=~headed, body=headed & ~pl.col("part"))
    )


def counted(condition: pl.Expr) -> pl.Expr:
    """Return the number of rows for which a condition holds."""
    return condition.fill_null(False).sum().cast(pl.Int64)


def has_form(name: str) -> pl.Expr:
    """Return whether a unit has that legal form."""
    return pl.col("legal_form") == name

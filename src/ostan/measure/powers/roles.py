"""The ladder of roles: in how many matters a holder decides, consents, proposes ..."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import POWER_ROLES
from ostan.measure.figure import Measure
from ostan.measure.powers import trace
from ostan.measure.powers.columns import HOLDER_ROLES_COLUMNS, ROLE_LADDER_COLUMNS
from ostan.measure.powers.held import with_holders
from ostan.words.text import Text


def _ladder(powers: pl.DataFrame, *key: str) -> pl.DataFrame:
    counts = [
        pl.col("matter").filter(pl.col("role") == role).n_unique().cast(pl.Int64).alias(role)
        for role in POWER_ROLES
    ]
    found = powers.group_by(key).agg(
        pl.col("matter").n_unique().cast(pl.Int64).alias("matters"), *counts
    )
    return found.sort(key)


def role_ladder(country: Country) -> pl.DataFrame:
    """Count the matters in which each type of holder decides, consents, proposes ..."""
    return _ladder(with_holders(country), "holder_kind", "holder_type")


def holder_roles(country: Country) -> pl.DataFrame:
    """Count the matters in which each holder decides, consents, proposes ..."""
    return _ladder(with_holders(country), "holder_kind", "holder")


ROLE_LADDER = Measure(
    "role_ladder",
    "powers",
    Text("نردبان نقش‌ها به تفکیک گونهٔ مقام", "Ladder of roles by type of holder"),
    ("holder_kind", "holder_type"),
    ROLE_LADDER_COLUMNS,
    role_ladder,
    trace.of_holder,
)
HOLDER_ROLES = Measure(
    "holder_roles",
    "powers",
    Text("نردبان نقش‌های هر مقام", "Ladder of roles of each holder"),
    ("holder_kind", "holder"),
    HOLDER_ROLES_COLUMNS,
    holder_roles,
    trace.of_holder,
)

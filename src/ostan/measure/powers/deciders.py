"""Who decides each matter: nobody, one, or several whose limits do not tell them apart."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.tables import POWER_ROLES
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.measure.powers import trace
from ostan.measure.powers.columns import DECIDER_COUNTS_COLUMNS, MATTER_DECIDERS_COLUMNS
from ostan.measure.powers.held import deciding, holding, not_delegated, seen_from
from ostan.words.text import Text


def matter_deciders(country: Country) -> pl.DataFrame:
    """Return for every place and matter who decides, and whether limits tell deciders apart."""
    decided = deciding(country)
    seen = seen_from(country).join(decided, on="power")
    counted = seen.group_by("matter", place="at").agg(
        deciders=pl.struct("holder_kind", "holder_type").n_unique().cast(pl.Int64),
        levels=pl.col("level").n_unique().cast(pl.Int64),
    )
    roles = pl.Enum(POWER_ROLES)
    strongest = (
        seen_from(country)
        .join(country["powers"].select("power", "matter", "role"), on="power")
        .group_by("matter", place="at")
        .agg(strongest=pl.col("role").cast(roles).min().cast(pl.String))
    )
    every = country["places"].select("place").join(country["matters"].select("matter"), how="cross")
    columns = ("deciders", "levels", "pairs", *PAIRS, "same_level")
    return (
        every.join(counted, on=["place", "matter"], how="left")
        .join(strongest, on=["place", "matter"], how="left")
        .join(_pairs(country, decided), on=["place", "matter"], how="left")
        .with_columns(pl.col(c).fill_null(0) for c in columns)
        .sort("place", "matter")
    )


PAIRS = ("apart", "overlapping", "incomparable")
"""What limits say of two deciders of a matter in a place."""


def _pairs(country: Country, decided: pl.DataFrame) -> pl.DataFrame:
    """Count pairs of deciders of the same matter in the same place by what their limits say."""
    powers = decided.select(
        "power",
        "matter",
        "holder_kind",
        "holder",
        "level",
        "measure",
        "from",
        "to",
        "condition",
        "valid_from",
        "valid_to",
    )
    here = holding(country).join(powers, on="power")
    both = here.join(here, on=["at", "matter"], suffix="_2").filter(
        pl.col("power") < pl.col("power_2"),
        (pl.col("holder") != pl.col("holder_2"))
        | (pl.col("holder_kind") != pl.col("holder_kind_2")),
    )
    said = not_delegated(country, both).with_columns(said=_said())
    return said.group_by("matter", place="at").agg(
        pl.len().cast(pl.Int64).alias("pairs"),
        *((pl.col("said") == p).sum().cast(pl.Int64).alias(p) for p in PAIRS),
        same_level=(pl.col("level") == pl.col("level_2")).sum().cast(pl.Int64),
    )


def _said() -> pl.Expr:
    """Say of two deciders what the checker says: `overlap` is overlapping, `overlap_in_words` incomparable."""
    ends = ("from", "to")
    limited, limited_2 = (
        pl.any_horizontal(pl.col(f"{e}{mark}").is_not_null() for e in ends) for mark in ("", "_2")
    )
    foreign = limited & limited_2 & (pl.col("measure") != pl.col("measure_2"))
    # `to` is excluded, so limits that only touch do not overlap; a last day is a day.
    no_amount = [_ends_before(f"to{a}", f"from{b}") for a, b in (("", "_2"), ("_2", ""))]
    none_at_all = [_ends_before(f"to{a}", f"from{a}") | (pl.col(f"to{a}") <= 0) for a in ("", "_2")]
    no_day = pl.max_horizontal("valid_from", "valid_from_2") > pl.min_horizontal(
        "valid_to", "valid_to_2"
    )
    apart = pl.any_horizontal(
        ~foreign & pl.any_horizontal(no_amount), *none_at_all, no_day.fill_null(False)
    ).fill_null(False)
    in_words = pl.col("condition").is_not_null() | pl.col("condition_2").is_not_null()
    return (
        pl.when(apart)
        .then(pl.lit("apart"))
        .when(~foreign & ~in_words)
        .then(pl.lit("overlapping"))
        .otherwise(pl.lit("incomparable"))
    )


def _ends_before(end: str, begin: str) -> pl.Expr:
    return (pl.col(end) <= pl.col(begin)).fill_null(False)


def decider_counts(country: Country) -> pl.DataFrame:
    """Count for every place the matters nobody decides, one decides, and more than one do."""
    deciders = pl.col("deciders")
    found = (
        once(country, "matter_deciders", matter_deciders)
        .group_by("place")
        .agg(
            matters=pl.len().cast(pl.Int64),
            without_decider=(deciders == 0).sum().cast(pl.Int64),
            only_oversight=pl.col("strongest").is_in(["observes", "duty"]).sum().cast(pl.Int64),
            one_decider=(deciders == 1).sum().cast(pl.Int64),
            several_deciders=(deciders > 1).sum().cast(pl.Int64),
            overlapping=(pl.col("overlapping") > 0).sum().cast(pl.Int64),
            incomparable=(pl.col("incomparable") > 0).sum().cast(pl.Int64),
        )
    )
    return found.sort("place")


DECIDER_COUNTS = Measure(
    "decider_counts",
    "powers",
    Text("امور بی‌متولی و چندمتولی", "Matters with no decider and with several"),
    ("place",),
    DECIDER_COUNTS_COLUMNS,
    decider_counts,
    trace.of_counts,
)
MATTER_DECIDERS = Measure(
    "matter_deciders",
    "powers",
    Text("تصمیم‌گیرندگان هر امر", "Deciders of each matter"),
    ("place", "matter"),
    MATTER_DECIDERS_COLUMNS,
    matter_deciders,
    trace.of_matter,
)

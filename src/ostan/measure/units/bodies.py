"""Bodies of a ministry: how many it has in each place, of which legal form."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.measure.columns import MINISTRY, PLACE, column, ranged
from ostan.measure.figure import Measure
from ostan.measure.units import trace
from ostan.measure.units.columns import BODIES, DESKS, LEGAL_FORM, MINISTRY_UNITS, PARTS
from ostan.measure.units.standing import (
    GOVERNORATE,
    MINISTRY_FORM,
    MINISTRY_UNIT,
    active,
    counted,
    has_form,
)
from ostan.words.text import Text


def ministry_bodies(country: Country) -> pl.DataFrame:
    """Count the bodies of every ministry in every place: one row per place and ministry."""
    units = active(country).drop_nulls("ministry")
    lying = units.group_by("place", "ministry").agg(
        bodies=counted(pl.col("body")),
        ministry_units=counted(pl.col("body") & has_form(MINISTRY_UNIT)),
        parts=counted(pl.col("part")),
        desks=counted(pl.col("desk")),
    )
    both = lying.join(
        _serving(units), on=["place", "ministry"], how="full", coalesce=True, nulls_equal=True
    )
    counts = ("bodies", "ministry_units", "parts", "desks", "serving")
    return both.with_columns(pl.col(c).fill_null(0) for c in counts).sort("place", "ministry")


def _serving(units: pl.DataFrame) -> pl.DataFrame:
    """Count the bodies that serve a place from another one: place, ministry, serving."""
    away = units.filter("body").select("unit", "ministry", "place", served="serves")
    away = away.explode("served").filter(pl.col("served") != pl.col("place"))
    return away.group_by(pl.col("served").alias("place"), "ministry").agg(
        serving=pl.len().cast(pl.Int64)
    )


def bodies_by_form(country: Country) -> pl.DataFrame:
    """Count the bodies of a ministry in a place by legal form: one row where there is any."""
    bodies = active(country).filter("body").drop_nulls("ministry")
    return (
        bodies.group_by("place", "ministry", "legal_form")
        .agg(bodies=pl.len().cast(pl.Int64))
        .sort("place", "ministry", "legal_form")
    )


def ministry_range(country: Country) -> pl.DataFrame:
    """Return how many bodies a ministry has in a place of a level: median, fewest, most."""
    counted = ministry_bodies(country).filter(pl.col("bodies") > 0)
    levels = country["places"].select("place", "level")
    found = (
        counted.join(levels, on="place")
        .group_by("level", "ministry")
        .agg(
            pl.len().cast(pl.Int64).alias("places"),
            *_range("ministry_units"),
            *_range("bodies"),
        )
    )
    return found.sort("level", "bodies", "ministry", descending=[False, True, False])


def _range(column: str) -> list[pl.Expr]:
    return [
        pl.col(column).median().alias(column),
        pl.col(column).min().alias(f"{column}_min"),
        pl.col(column).max().alias(f"{column}_max"),
    ]


def several(country: Country) -> pl.DataFrame:
    """Return who has more than one body in a place: place, ministry, bodies, ministry_itself.

    The governor's own offices are left out: they are not what a ministry doubles. `ministry_itself`
    tells ministries from national organisations.
    """
    forms = country["units"].select(ministry="unit", ministry_itself=has_form(MINISTRY_FORM))
    bodies = active(country).filter(pl.col("body"), ~has_form(GOVERNORATE)).drop_nulls("ministry")
    return (
        bodies.group_by("place", "ministry")
        .agg(bodies=pl.len().cast(pl.Int64))
        .filter(pl.col("bodies") > 1)
        .join(forms, on="ministry", how="left")
        .with_columns(pl.col("ministry_itself").fill_null(False))
    )


# The measures ------------------------------------------------------------------------------

MINISTRY_BODIES = Measure(
    "ministry_bodies",
    "units",
    Text("دستگاه‌های هر وزارتخانه در هر مکان", "Bodies of each ministry in each place"),
    ("place", "ministry"),
    (
        PLACE,
        MINISTRY,
        BODIES,
        MINISTRY_UNITS,
        PARTS,
        DESKS,
        column(
            "serving",
            "count",
            ("خدمت‌رسان از مکان دیگر", "Serving from elsewhere"),
            (
                "دستگاه‌هایی که جای دیگری مستقرند و به این مکان خدمت می‌دهند",
                "Bodies that lie in another place and serve this one",
            ),
        ),
    ),
    ministry_bodies,
    trace.of_bodies,
)
BODIES_BY_FORM = Measure(
    "bodies_by_form",
    "units",
    Text("دستگاه‌های هر وزارتخانه بر پایه شکل حقوقی", "Bodies of each ministry by legal form"),
    ("place", "ministry", "legal_form"),
    (PLACE, MINISTRY, LEGAL_FORM, BODIES),
    bodies_by_form,
    trace.of_bodies,
)
MINISTRY_RANGE = Measure(
    "ministry_range",
    "units",
    Text("دستگاه‌های هر وزارتخانه در یک سطح", "Bodies of each ministry over the places of a level"),
    ("level", "ministry"),
    (
        column("level", "level", ("سطح", "Level"), ("سطح مکان‌ها", "Level of the places")),
        MINISTRY,
        column(
            "places",
            "count",
            ("مکان‌ها", "Places"),
            (
                "مکان‌های این سطح که وزارتخانه در آنها دست‌کم یک دستگاه دارد؛ میانه و دامنه از همین‌هاست",
                "Places of the level with at least one body of the ministry; median and range are "
                "taken over these",
            ),
        ),
        *ranged(
            "ministry_units",
            "count",
            ("واحد وزارتخانه", "Ministry units"),
            (MINISTRY_UNITS.doc.fa, MINISTRY_UNITS.doc.en),
        ),
        *ranged("bodies", "count", ("دستگاه", "Bodies"), (BODIES.doc.fa, BODIES.doc.en)),
    ),
    ministry_range,
    trace.of_range,
)

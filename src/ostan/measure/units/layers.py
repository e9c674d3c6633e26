"""Layers, spans and managers of units."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.expand import ancestors
from ostan.measure.columns import MINISTRY, PLACE, column
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.measure.units import trace
from ostan.measure.units.standing import active
from ostan.words.text import Text


def unit_layers(country: Country) -> pl.DataFrame:
    """Return for every active unit its layer, its span, its managers and its staff."""
    return once(country, "unit_layers", _unit_layers)


def _unit_layers(country: Country) -> pl.DataFrame:
    units = active(country)
    posts = _managers(country)
    spans = units.group_by(unit="parent").agg(span=pl.len().cast(pl.Int64)).drop_nulls()
    return (
        units.join(_layers(units), on="unit", how="left")
        .join(spans, on="unit", how="left")
        .join(posts, on="unit", how="left")
        .with_columns(pl.col("span", "managers", "managers_unknown").fill_null(0))
        .sort("unit")
    )


def _layers(units: pl.DataFrame) -> pl.DataFrame:
    """Return unit, layer (1: nothing above), top; both empty where the chain is a cycle."""
    chain = ancestors(units.select("parent", place="unit"))
    over = units.select(up="unit").with_columns(over=pl.lit(True))
    # The parent of a top unit is empty, or a unit that is not there (abolished, or unknown).
    ends = (
        units.select(ancestor="unit", up="parent")
        .join(over, on="up", how="left")
        .select("ancestor", end=pl.col("over").is_null())
    )
    return (
        chain.join(ends, on="ancestor")
        .group_by(unit="place")
        .agg(steps=pl.col("steps").max(), top=pl.col("ancestor").filter("end").first())
        .select("unit", "top", layer=pl.when(pl.col("top").is_not_null()).then(pl.col("steps") + 1))
    )


def _managers(country: Country) -> pl.DataFrame:
    """Return the people in managerial posts of every unit, and those in posts not said to be."""
    posts = country["posts"].filter(pl.col("status") == "active").drop_nulls("unit")
    return posts.group_by("unit").agg(
        managers=pl.col("holders").filter(pl.col("manager")).sum(),
        managers_unknown=pl.col("holders").filter(pl.col("manager").is_null()).sum(),
    )


MANAGERS = column(
    "managers",
    "people",
    ("مدیران", "Managers"),
    (
        "جمع «شمار» سمت‌های مدیریتی فعال آن که در جدول هست",
        "Sum of `holders` over its active managerial posts in the table",
    ),
)
MANAGERS_UNKNOWN = column(
    "managers_unknown",
    "people",
    ("مدیر بودن نامعلوم", "Not known whether managers"),
    (
        "افرادی در سمت‌هایی که مدیریتی بودنشان گفته نشده است",
        "People in posts not said to be managerial or not",
    ),
)
UNIT_LAYERS = Measure(
    "unit_layers",
    "units",
    Text("لایه و حیطه نظارت هر واحد", "Layer and span of each unit"),
    ("unit",),
    (
        column("unit", "id", ("واحد", "Unit"), ("شناسهٔ واحد", "Id of the unit")),
        PLACE,
        MINISTRY,
        column(
            "layer",
            "level",
            ("لایه", "Layer"),
            (
                "یک: واحد بالادستی ندارد؛ هر واحد بالادست یکی می‌افزاید. خالی: زنجیره به خود "
                "بازمی‌گردد",
                "1: no unit above; each unit above adds one. Empty: the chain returns to itself",
            ),
        ),
        column(
            "top",
            "id",
            ("بالاترین واحد", "Top unit"),
            ("واحدی که زنجیره به آن می‌رسد", "The unit at which the chain ends"),
        ),
        column(
            "span",
            "count",
            ("حیطه نظارت", "Span"),
            ("واحدهای فعالی که یک‌راست زیر آن‌اند", "Active units directly under it"),
        ),
        MANAGERS,
        MANAGERS_UNKNOWN,
        column(
            "staff",
            "people",
            ("کارکنان", "Staff"),
            ("کارکنان، اگر ثبت شده باشد", "People working there, if recorded"),
        ),
    ),
    unit_layers,
    trace.of_layers,
)

"""What a place has: units of each kind, heads, managers, layers and spans."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Setting, parse, setting, with_level
from ostan.measure.columns import PLACE, column, settings
from ostan.measure.figure import Measure
from ostan.measure.units import trace
from ostan.measure.units.bodies import several
from ostan.measure.units.columns import BODIES, DESKS, MINISTRY_UNITS, PARTS, SEVERAL
from ostan.measure.units.layers import MANAGERS, MANAGERS_UNKNOWN, unit_layers
from ostan.measure.units.standing import MINISTRY_UNIT, counted, has_form
from ostan.words.text import Text

SETTINGS: tuple[tuple[Setting, str], ...] = (("low", "_low"), ("value", ""), ("high", "_high"))
"""Settings of the defaults with the ending of the column that shows each."""


def place_units(country: Country) -> pl.DataFrame:
    """Return for every place that has units: how many, of which kinds, how deep, who manages."""
    layers = unit_layers(country)
    doubled = (
        several(country)
        .group_by("place")
        .agg(
            ministries_with_several=counted(pl.col("ministry_itself")),
            bodies_of_several=pl.col("bodies").filter("ministry_itself").sum(),
        )
    )
    spans = (
        layers.filter(pl.col("span") > 0)
        .group_by("place")
        .agg(
            span_min=pl.col("span").min(),
            span=pl.col("span").median(),
            span_max=pl.col("span").max(),
        )
    )
    found = layers.group_by("place").agg(
        units=pl.len().cast(pl.Int64),
        bodies=counted(pl.col("body")),
        ministry_units=counted(pl.col("body") & has_form(MINISTRY_UNIT)),
        parts=counted(pl.col("part")),
        desks=counted(pl.col("desk")),
        ministries=pl.col("ministry").filter("body").drop_nulls().n_unique().cast(pl.Int64),
        heads=pl.col("head").drop_nulls().n_unique().cast(pl.Int64),
        managers=pl.col("managers").sum(),
        managers_unknown=pl.col("managers_unknown").sum(),
        layers=pl.col("layer").max(),
        staff=sum_known("staff"),
        staff_known=pl.col("staff").is_not_null().mean(),
    )
    for frame in (doubled, spans, _estimated_managers(country, layers)):
        found = found.join(frame, on="place", how="left")
    counts = ("ministries_with_several", "bodies_of_several")
    return found.with_columns(pl.col(c).fill_null(0) for c in counts).sort("place")


def sum_known(column: str) -> pl.Expr:
    """Add what is known; empty, and not zero, where nothing is."""
    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum())


def _estimated_managers(country: Country, layers: pl.DataFrame) -> pl.DataFrame:
    """Return managers if every unit with a head had at least the default number of them, at three settings."""
    defaults = parse(country["defaults"])
    bodies = with_level(layers.filter("headed"), country["places"])
    found = bodies.select(place="at_place").unique()
    for at, ending in SETTINGS:
        filled = setting(bodies, "managers_per_unit", defaults, at)
        least = pl.max_horizontal("managers", "managers_per_unit")
        # Without a default for one of the units the sum would pass for an estimate of all.
        whole = pl.col("managers_per_unit").is_not_null().all()
        sums = filled.group_by(place="at_place").agg(
            pl.when(whole).then(least.sum()).alias(f"managers_estimated{ending}")
        )
        found = found.join(sums, on="place")
    return found


PLACE_UNITS = Measure(
    "place_units",
    "units",
    Text("واحدها، لایه‌ها و مدیران هر مکان", "Units, layers and managers of each place"),
    ("place",),
    (
        PLACE,
        column("units", "count", ("واحد", "Units"), ("واحدهای فعال", "Active units")),
        BODIES,
        MINISTRY_UNITS,
        PARTS,
        DESKS,
        column(
            "ministries",
            "count",
            ("وزارتخانه و سازمان", "Ministries and organisations"),
            (
                "وزارتخانه‌ها و سازمان‌های ملی که در این مکان دستگاه دارند",
                "Ministries and national organisations with a body in the place",
            ),
        ),
        SEVERAL,
        column(
            "bodies_of_several",
            "count",
            ("دستگاه‌های آنها", "Bodies of these"),
            ("دستگاه‌های وزارتخانه‌های چنددستگاهی", "Bodies of the ministries with several"),
        ),
        column(
            "heads",
            "count",
            ("رئیس واحد", "Heads"),
            ("سمت‌هایی که رئیس واحدی فعال‌اند", "Posts at the head of an active unit"),
        ),
        MANAGERS,
        MANAGERS_UNKNOWN,
        *settings(
            "managers_estimated",
            "people",
            ("مدیران، برآورد", "Managers, estimated"),
            (
                "جمع، بر واحدهای دارای رئیس، بزرگ‌ترِ مدیران ثبت‌شده و پیش‌فرض managers_per_unit؛ فرضی، "
                "چون تنها رؤسا در جدول‌اند",
                "Sum over units with a head of the larger of the managers recorded and the default "
                "managers_per_unit; assumed, since mostly heads are loaded",
            ),
        ),
        column(
            "layers",
            "level",
            ("لایه‌ها", "Layers"),
            ("ژرف‌ترین لایه واحدهای مکان", "Deepest layer among the units of the place"),
        ),
        column(
            "span_min",
            "count",
            ("حیطه نظارت، کمترین", "Span, smallest"),
            ("میان واحدهایی که زیرمجموعه دارند", "Among the units that have others under them"),
        ),
        column(
            "span",
            "count",
            ("حیطه نظارت، میانه", "Span, median"),
            ("میان واحدهایی که زیرمجموعه دارند", "Among the units that have others under them"),
        ),
        column(
            "span_max",
            "count",
            ("حیطه نظارت، بیشترین", "Span, largest"),
            ("میان واحدهایی که زیرمجموعه دارند", "Among the units that have others under them"),
        ),
        column(
            "staff",
            "people",
            ("کارکنان", "Staff"),
            (
                "جمع کارکنان واحدهایی که شمارشان ثبت شده است؛ خالی: هیچ‌کدام",
                "Sum over the units whose staff is recorded; empty: none is",
            ),
        ),
        column(
            "staff_known",
            "share",
            ("سهم ثبت‌شده", "Share recorded"),
            ("سهم واحدهایی که کارکنانشان ثبت شده است", "Share of units whose staff is recorded"),
        ),
    ),
    place_units,
    trace.of_place,
)

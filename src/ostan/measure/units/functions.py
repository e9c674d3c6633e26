"""Functions carried out by more than one body of a place."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.measure.columns import MINISTRY, PLACE, SUBJECT, column
from ostan.measure.figure import Measure
from ostan.measure.units import trace
from ostan.measure.units.columns import UNIT_LIST
from ostan.measure.units.standing import active
from ostan.words.text import Text


def _functions(country: Country) -> pl.DataFrame:
    """Return every subject a body works on in every place it lies in or serves."""
    bodies = (
        active(country)
        .filter("body")
        .select("unit", "ministry", "place", "serves", subject="functions")
    )
    lying = bodies.select("unit", "ministry", "place", "subject")
    serving = bodies.select("unit", "ministry", "subject", place="serves").explode("place")
    both = pl.concat([lying, serving.select(lying.columns)]).drop_nulls(["place", "subject"])
    return both.explode("subject").unique()


def _together(functions: pl.DataFrame, *key: str) -> pl.DataFrame:
    found = functions.group_by(key).agg(
        bodies=pl.len().cast(pl.Int64),
        ministries=pl.col("ministry").drop_nulls().n_unique().cast(pl.Int64),
        units=pl.col("unit").sort().str.join(";"),
    )
    return found.filter(pl.col("bodies") > 1).sort(key)


def duplicated_functions(country: Country) -> pl.DataFrame:
    """Return the subjects on which more than one body works in a place."""
    functions = _functions(country)
    within = functions.drop_nulls("ministry").group_by("place", "subject", "ministry").len()
    most = within.group_by("place", "subject").agg(
        of_one_ministry=pl.col("len").max().cast(pl.Int64)
    )
    return (
        _together(functions, "place", "subject")
        .join(most, on=["place", "subject"], how="left")
        .with_columns(pl.col("of_one_ministry").fill_null(0))
        .sort("place", "subject")
    )


def duplicated_in_ministry(country: Country) -> pl.DataFrame:
    """Return the subjects on which several bodies of the same ministry work in a place."""
    functions = _functions(country).drop_nulls("ministry")
    return _together(functions, "place", "ministry", "subject")


DUPLICATED_FUNCTIONS = Measure(
    "duplicated_functions",
    "units",
    Text("وظیفه‌های چندمتولی هر مکان", "Functions of several bodies in each place"),
    ("place", "subject"),
    (
        PLACE,
        SUBJECT,
        column(
            "bodies",
            "count",
            ("دستگاه", "Bodies"),
            (
                "دستگاه‌های مستقر در مکان یا خدمت‌رسان به آن که این موضوع در وظایفشان است؛ موضوع عینِ هم، نه "
                "موضوع وسیع‌تر",
                "Bodies that lie in the place or serve it and have this subject among their functions; "
                "the very subject, not a wider one",
            ),
        ),
        column(
            "ministries",
            "count",
            ("وزارتخانه", "Ministries"),
            ("وزارتخانه‌ها و سازمان‌های آنها", "Ministries and organisations they belong to"),
        ),
        column(
            "of_one_ministry",
            "count",
            ("از یک وزارتخانه", "Of one ministry"),
            (
                "بیشترین شمار از یک وزارتخانه؛ دو و بیشتر: تکرار درون یک وزارتخانه",
                "Most of them from a single ministry; two or more: doubled within a ministry",
            ),
        ),
        UNIT_LIST,
    ),
    duplicated_functions,
    trace.of_function,
)
DUPLICATED_IN_MINISTRY = Measure(
    "duplicated_in_ministry",
    "units",
    Text("وظیفه‌های چندمتولی درون یک وزارتخانه", "Functions of several bodies of the same ministry"),
    ("place", "ministry", "subject"),
    (PLACE, MINISTRY, SUBJECT, DUPLICATED_FUNCTIONS.columns[2], UNIT_LIST),
    duplicated_in_ministry,
    trace.of_function,
)

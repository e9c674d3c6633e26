"""How far decisions are from the centre, and through how many hands each goes: steps and consents."""

from __future__ import annotations

import polars as pl

from ostan.country.country import Country
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.measure.powers import trace
from ostan.measure.powers.columns import DECISION_PATHS_COLUMNS, POWER_DISTANCE_COLUMNS
from ostan.measure.powers.held import holding, with_holders
from ostan.measure.powers.levels import decision_levels
from ostan.words.labels import LEVELS
from ostan.words.text import Text

CENTRE = "country"
"""Level of the places of the centre."""


def decision_paths(country: Country) -> pl.DataFrame:
    """Return for every place and matter that somebody decides there how a decision comes about."""
    here = holding(country).join(with_holders(country), on="power").rename({"at": "_at"})
    places = country["places"].select(_at="place")
    order = pl.Enum([*LEVELS, "unknown"])
    who = pl.struct("holder_kind", "holder")
    consents = pl.col("role") == "consents"
    unsure = pl.col("condition").is_not_null()
    found = here.group_by("_at", "matter").agg(
        nearest=pl.col("level").filter(pl.col("role") == "decides").cast(order).max(),
        consents=who.filter(consents).n_unique().cast(pl.Int64),
        consents_in_words=who.filter(consents & unsure).n_unique().cast(pl.Int64),
    )
    return (
        found.drop_nulls("nearest")
        .with_columns(pl.col("nearest").cast(pl.String))
        .join(places, on="_at", how="semi")
        .rename({"_at": "place"})
        .join(_steps(country), on=["place", "matter"], how="left")
        .join(
            country["demand"].select("place", "matter", "cases_per_year"),
            on=["place", "matter"],
            how="left",
        )
        .sort("place", "matter")
    )


def _steps(country: Country) -> pl.DataFrame:
    """Return the steps on record: place, matter, steps, steps_per_case, minutes_per_case, wait_days_per_case."""
    share = pl.col("share").fill_null(1.0)
    return (
        country["steps"]
        .group_by("place", "matter")
        .agg(
            steps=pl.len().cast(pl.Int64),
            steps_per_case=share.sum(),
            minutes_per_case=_known(share, "minutes"),
            wait_days_per_case=_known(share, "wait_days"),
        )
    )


def _known(share: pl.Expr, column: str) -> pl.Expr:
    """Return the sum over the steps of a case; unknown where one of them is."""
    return pl.when(pl.col(column).is_not_null().all()).then((share * pl.col(column)).sum())


def power_distance(country: Country) -> pl.DataFrame:
    """Return for every place how much the centre decides, and the hands a decision goes through."""
    paths = once(country, "decision_paths", decision_paths)
    cases, weighed = pl.col("cases_per_year"), pl.col("cases_per_year").is_not_null()
    centre = (
        decision_levels(country)
        .filter(pl.col("level") == CENTRE)
        .select("place", centre_share="share", centre_cases_share="cases_share")
    )
    levels = decision_levels(country).select("place").unique()
    found = paths.group_by("place").agg(
        matters=pl.len().cast(pl.Int64),
        consents_per_matter=pl.col("consents").mean(),
        consents_per_case=(pl.col("consents") * cases).sum() / _whole(cases),
        with_steps=pl.col("steps").is_not_null().sum().cast(pl.Int64),
        steps_per_matter=pl.col("steps_per_case").mean(),
        steps_per_case=(pl.col("steps_per_case") * cases).sum()
        / _whole(cases.filter(pl.col("steps").is_not_null() & weighed)),
    )
    return (
        found.join(levels.join(centre, on="place", how="left"), on="place", how="left")
        .with_columns(pl.col("centre_share").fill_null(0.0))
        .sort("place")
    )


def _whole(cases: pl.Expr) -> pl.Expr:
    """Return all cases; unknown where there are none."""
    return pl.when(cases.sum() > 0).then(cases.sum())


DECISION_PATHS = Measure(
    "decision_paths",
    "powers",
    Text("راه هر تصمیم", "Way of each decision"),
    ("place", "matter"),
    DECISION_PATHS_COLUMNS,
    decision_paths,
    trace.of_path,
)
POWER_DISTANCE = Measure(
    "power_distance",
    "powers",
    Text("فاصلهٔ تصمیم تا مرکز", "Distance of decisions from the centre"),
    ("place",),
    POWER_DISTANCE_COLUMNS,
    power_distance,
    trace.of_distance,
)

"""Cases of a matter in a province, what they take, and how much is at risk; gaps from the defaults."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Default, parse, setting
from ostan.measure.councils.load import SETTINGS
from ostan.measure.once import once
from ostan.measure.powers.decided import LEVEL

FALLBACK = pl.DataFrame(
    [
        ("minutes_per_case", 30.0, 120.0, 480.0),
        ("risk", 0.0, 1.0, 2.0),
        ("spillover", 0.0, 1.0, 2.0),
        ("citizen_hours_per_case[place=country]", 6.0, 16.0, 40.0),
        ("citizen_hours_per_case[place=province]", 2.0, 5.0, 10.0),
        ("citizen_hours_per_case[place=county]", 0.5, 2.0, 4.0),
        ("wait_days_per_case[place=country]", 15.0, 45.0, 120.0),
        ("wait_days_per_case[place=province]", 5.0, 15.0, 40.0),
        ("wait_days_per_case[place=county]", 2.0, 7.0, 20.0),
        ("coordination_hours_per_case", 0.2, 0.5, 1.5),
        ("split_hours_per_case", 0.5, 2.0, 6.0),
        ("case_share", 0.1, 0.3, 0.6),
    ],
    schema=["name", "low", "value", "high"],
    orient="row",
)
"""What is assumed where the Country has no default of that name; assumed, no source states it.

Minutes of work on a case; risk and spillover, 0 to 3; hours of a citizen (way, papers, asking) and
days he waits, by the level that decides; hours of asking other places, for each point of spillover, of
a case decided below the centre; hours lost where two cases of one subject are decided at two levels;
the share of an office's hours, less its councils, that may go to cases. Cases in a year have no such
row: where neither the table nor a default states them, a matter is not counted.
"""

CASE_STEMS = MappingProxyType(
    {
        "cases": "cases_per_year",
        "minutes": "minutes_per_case",
        "risk": "risk",
        "spillover": "spillover",
    }
)
"""Factors of a matter in a place, by what they are called here, with the name of their default."""
AMOUNTS = MappingProxyType({"median": "median_amount", "sigma": "amount_sigma"})
"""Factors of its amounts; they are taken at the middle setting only."""
LEVEL_STEMS = MappingProxyType({"citizen": "citizen_hours_per_case", "wait": "wait_days_per_case"})
"""Factors of a level that decides."""
STEMS = (
    *CASE_STEMS.values(),
    *AMOUNTS.values(),
    *LEVEL_STEMS.values(),
    "coordination_hours_per_case",
    "split_hours_per_case",
    "case_share",
)
"""Every stem of a default that powers are measured with."""
LEVELS = ("country", "province", "county")
"""Levels that may decide, from the centre down."""


def defaults_of(country: Country) -> list[Default]:
    """Return the defaults of the Country and, for stems it lacks, those kept here."""
    own = country["defaults"]
    stems = own["name"].str.split("[").list.first()
    there = set(stems)
    lacking = FALLBACK.filter(~pl.col("name").str.split("[").list.first().is_in(sorted(there)))
    return [d for table in (own, lacking) for d in parse(table)]


def demand(country: Country) -> pl.DataFrame:
    """Return the cases of every matter in every province, at the three settings of the defaults.

    Columns: place, matter, subject, and with endings `_low`, ``, `_high`: cases (a year), minutes (a
    case), risk, spillover (0 to 3); median, sigma (of amounts, lognormal, in medians' own measure; null:
    not known); and `x_from` for each: null where a table states it, else the default it is from.
    """
    return once(country, "powers_demand", _demand)


def _demand(country: Country) -> pl.DataFrame:
    named = defaults_of(country)
    made = _stated(country).with_columns(pl.lit(LEVEL).alias("level"), at="place")
    made = made.drop("place").rename({"level": "place"}).with_columns(type="matter")
    columns = [c for name, stem in CASE_STEMS.items() for c in _three(made, name, stem, named)]
    for name, stem in AMOUNTS.items():
        filled = setting(made, stem, named, stated=pl.col(f"_{name}"))
        columns += [filled[stem].alias(name), filled[f"{stem}_from"].alias(f"{name}_from")]
    kept = made.select("matter", "subject", "kind", place="at")
    return kept.with_columns(columns)


def _three(made: pl.DataFrame, name: str, stem: str, named: list[Default]) -> Iterator[pl.Series]:
    for at, end in SETTINGS.items():
        filled = setting(made, stem, named, at, stated=pl.col(f"_{name}"))
        yield filled[stem].alias(f"{name}{end}")
        if at == "value":
            yield filled[f"{stem}_from"].alias(f"{name}_from")


def _stated(country: Country) -> pl.DataFrame:
    """Return what the tables state of every matter in every province; cases of places inside are added.

    Amounts of places inside are taken together as one lognormal of the same mean and variance of logs.
    """
    places = country["places"].filter(pl.col("level") == LEVEL).select("place").sort("place")
    matters = country["matters"].select(
        "matter", "subject", "kind", _risk="risk", _spillover="spillover"
    )
    inside = country.ancestors.join(places, left_on="ancestor", right_on="place", how="semi")
    cases, log = pl.col("cases_per_year"), pl.col("median_amount").log()
    known = country["demand"].drop_nulls("cases_per_year")
    found = (
        known.join(inside, on="place")
        .with_columns(
            _w=pl.when(log.is_finite() & pl.col("amount_sigma").is_not_null()).then(cases)
        )
        .group_by("matter", place="ancestor")
        .agg(
            _cases=cases.sum(),
            _n=pl.col("_w").sum(),
            _m=(pl.col("_w") * log).sum(),
            _s=(pl.col("_w") * (pl.col("amount_sigma") ** 2 + log**2)).sum(),
        )
        .with_columns(_m=pl.col("_m") / pl.col("_n"), _s=pl.col("_s") / pl.col("_n"))
        .with_columns(
            _median=pl.when(pl.col("_n") > 0).then(pl.col("_m").exp()),
            _sigma=pl.when(pl.col("_n") > 0).then(
                (pl.col("_s") - pl.col("_m") ** 2).clip(0).sqrt()
            ),
        )
        .select("place", "matter", "_cases", "_median", "_sigma")
    )
    return (
        places.join(matters.sort("matter"), how="cross")
        .join(found, on=["place", "matter"], how="left", maintain_order="left")
        .with_columns(_minutes=pl.lit(None, pl.Float64))
    )


def level_factors(country: Country) -> pl.DataFrame:
    """Return by level that decides (LEVELS) the hours and days of a citizen at the three settings.

    Columns: level; citizen (hours a case), wait (days a case), each with endings.
    """
    named = defaults_of(country)
    levels = pl.DataFrame({"place": LEVELS})
    columns = [
        setting(levels, stem, named, at)[stem].alias(f"{name}{end}")
        for name, stem in LEVEL_STEMS.items()
        for at, end in SETTINGS.items()
    ]
    return levels.select(level="place").with_columns(columns)


def factor(country: Country, stem: str) -> tuple[float, float, float]:
    """Return a factor that depends on nothing at low, default and high: 0 where it is nowhere stated."""
    named = defaults_of(country)
    one = pl.DataFrame({"place": [LEVEL]})
    low, value, high = (
        float(setting(one, stem, named, at)[stem].fill_null(0.0).item()) for at in SETTINGS
    )
    return low, value, high

"""What the nearness of some matters comes to: shares by level, hours, days, work of offices, exposure."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils.load import SETTINGS
from ostan.measure.powers.demand import LEVELS, level_factors
from ostan.measure.powers.nearness import nearness

Three = tuple[float, float, float]
"""A figure at low, default and high of the defaults."""

STEPS = {"country": 2.0, "province": 1.0, "county": 0.0}
"""Levels between a citizen, at home in a county, and who decides."""


def summary(country: Country, keys: pl.DataFrame) -> Mapping[str, Three | None]:
    """Return the figures of matters in places, `keys` (matter, place), each at three settings.

    matters_LEVEL: share of matters (each place's counted alike) decided at a level; cases_LEVEL: share of
    cases; posts, agencies: share of cases decided below the centre by posts (governors), by units;
    steps: levels between citizen and decider, mean of cases; citizen_hours, office_hours, province_hours
    (offices below the centre): hours a year; wait_days: mean days of a case; exposure: a year, cases x
    amount in medians x risk x levels below the centre. None where there are no cases.
    """
    rows = nearness(country).join(keys, on=["matter", "place"], how="semi")
    factors = {r["level"]: r for r in level_factors(country).iter_rows(named=True)}
    found: dict[str, list[float | None]] = {}
    for end in SETTINGS.values():
        made = rows.select(**_figures(factors, end)).row(0, named=True)
        for name, value in made.items():
            found.setdefault(name, []).append(value)
    return {n: None if None in v else (v[0], v[1], v[2]) for n, v in found.items()}  # type: ignore[misc]


def _figures(factors: Mapping[str, Mapping[str, float]], end: str) -> dict[str, pl.Expr]:
    cases = pl.col(f"cases{end}")
    at = {level: pl.col(f"at_{level}") for level in LEVELS}
    below = at["province"] + at["county"]
    work = cases * pl.col(f"minutes{end}") / 60
    by = {
        kind: pl.sum_horizontal(
            at[level] * pl.col(f"{level}_holder").str.starts_with(kind).fill_null(False)
            for level in LEVELS[1:]
        )
        for kind in ("post", "unit")
    }
    return {
        **{f"matters_{level}": share.mean() for level, share in at.items()},
        **{f"cases_{level}": _mean(share, cases) for level, share in at.items()},
        "posts": _mean(by["post"], cases),
        "agencies": _mean(by["unit"], cases),
        "steps": _mean(pl.sum_horizontal(at[k] * STEPS[k] for k in LEVELS), cases),
        "citizen_hours": _sum(factors, at, f"citizen{end}", cases).sum(),
        "wait_days": _sum(factors, at, f"wait{end}", cases).sum() / _whole(cases),
        "office_hours": work.sum(),
        "province_hours": (work * below).sum(),
        "exposure": (
            cases * pl.col(f"risk{end}") * (pl.col("amount_province") + 2 * pl.col("amount_county"))
        ).sum(),
    }


def _mean(share: pl.Expr, cases: pl.Expr) -> pl.Expr:
    return (share * cases).sum() / _whole(cases)


def _whole(cases: pl.Expr) -> pl.Expr:
    return pl.when(cases.sum() > 0).then(cases.sum())


def _sum(
    factors: Mapping[str, Mapping[str, float]],
    at: Mapping[str, pl.Expr],
    name: str,
    cases: pl.Expr,
) -> pl.Expr:
    each = pl.sum_horizontal(share * factors[level][name] for level, share in at.items())
    return cases * each

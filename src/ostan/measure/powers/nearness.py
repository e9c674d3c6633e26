"""How near to the citizen cases are decided: hours, days, exposure and offices' work, matter by matter."""

from __future__ import annotations

from math import inf
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.measure.once import once
from ostan.measure.powers.cases import amount_below, share_below
from ostan.measure.powers.decided import decided
from ostan.measure.powers.demand import LEVELS, demand
from ostan.measure.powers.offices import offices

SHARES: dict[str, Any] = {
    **{f"at_{level}": pl.Float64 for level in LEVELS},
    **{f"amount_{level}": pl.Float64 for level in LEVELS[1:]},
}

NOBODY = 1.0
"""What an hour counts where nobody is named who decides."""


def nearness(country: Country) -> pl.DataFrame:
    """Return, for every province and matter with cases, the share of them decided at each level.

    Columns: those of `demand` and `decided`; at_LEVEL: share of cases, which sum to 1, null where it
    cannot be told (words, unclear, a limit but no amounts, no cases); amount_LEVEL: amounts decided
    there, in medians per case of all (the share itself where no amounts are known); weight_LEVEL: what
    an hour of the holder there counts (1 where none is named), null where nothing is decided. Where nobody decides, the centre is taken to:
    `form` says so.
    """
    return once(country, "powers_nearness", _nearness)


def _nearness(country: Country) -> pl.DataFrame:
    made = demand(country).join(
        decided(country), on=["place", "matter"], how="left", maintain_order="left"
    )
    shares = [_shares(row) for row in made.iter_rows(named=True)]
    made = pl.concat([made, pl.DataFrame(shares, schema=SHARES, orient="row")], how="horizontal")
    known = offices(country).select("holder", "weight")
    for level in LEVELS:
        named = known.rename({"holder": f"{level}_holder", "weight": f"weight_{level}"})
        made = made.join(named, on=f"{level}_holder", how="left", maintain_order="left")
    return made.with_columns(
        pl.when(pl.col(f"at_{level}") > 0)
        .then(pl.col(f"weight_{level}").fill_null(NOBODY))
        .alias(f"weight_{level}")
        for level in LEVELS
    )


def _shares(row: dict[str, Any]) -> tuple[float | None, ...]:
    none: tuple[float | None, ...] = (None,) * len(SHARES)
    if row["cases"] is None or row["form"] not in ("read", "nobody"):
        return none
    if row["form"] == "nobody":
        return (1.0, 0.0, 0.0, 0.0, 0.0)
    limits = (row["to_county"], row["to_province"])
    median, sigma = row["median"], row["sigma"]
    unknown = not median or sigma is None
    if unknown and any(0 < limit < inf for limit in limits):
        return none
    if unknown:
        county, province = (float(limit == inf) for limit in limits)
        return (1 - province, province - county, county, province - county, county)
    county, province = (share_below(limit, median, sigma) for limit in limits)
    near, further = (amount_below(limit, median, sigma) for limit in limits)
    return (1 - province, province - county, county, further - near, near)

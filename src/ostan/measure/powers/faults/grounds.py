"""Grounds that do not stand: repealed, expired, annulled. Three findings, for each asks another remedy."""

from __future__ import annotations

import polars as pl

from ostan.country.legal import STANDING, chains
from ostan.measure.powers.faults.shape import Register, as_fault, corner
from ostan.measure.powers.space import END_OF_DAYS, FIRST_DAY

FALLEN = ("repealed", "expired", "annulled")
"""States of an act on which nothing can rest: by a legislator, by its own term, by a court."""


def grounds(register: Register) -> pl.DataFrame:
    """Return the powers that hold on days on which the act they rest on, or one below it, does not.

    An annulled act never stood. A repealed or expired one stood until its last day (`valid_to`, its
    own term `expires`), or never if that is not on record; an act in force falls with its term. Of
    several fallen acts in a chain of basis the one that falls first is named, of these the nearest to
    the power, one for each kind.
    """
    country = register.country
    laws = country["powers"].select("power", "law").drop_nulls()
    rests = laws.join(chains(country, register.since).select("law", "act", "steps"), on="law")
    fallen = rests.join(_falls(country["laws"]), on="act")
    held = register.box.filter("own").unique("power", keep="first", maintain_order=True)
    lost = held.join(fallen, on="power").with_columns(day_low=pl.max_horizontal("day_low", "falls"))
    first = (
        lost.filter(pl.col("day_low") < pl.col("day_high"))
        .sort("power", "day_low", "steps", "act")
        .unique(["power", "kind"], keep="first", maintain_order=True)
    )
    return as_fault(pl.col("kind"), corner(first).with_columns(powers=pl.concat_list("power")))


def _falls(laws: pl.DataFrame) -> pl.DataFrame:
    """Return from which day an act does not stand, and of which kind that is: act, falls, kind."""
    last = pl.min_horizontal("expires", "valid_to").cast(pl.Int32).cast(pl.Int64)
    state = (
        pl.when(pl.col("status").is_in(FALLEN))
        .then("status")
        .when(pl.col("status").is_in(STANDING) & last.is_not_null())
        .then(pl.lit("expired"))
    )
    never = (pl.col("status") == "annulled") | last.is_null()
    falls = pl.when(never).then(FIRST_DAY).otherwise((last + 1).fill_null(END_OF_DAYS))
    return (
        laws.select(state.alias("state"), falls.alias("falls"), act="law")
        .drop_nulls("state")
        .select("act", "falls", kind=pl.lit("ground_") + pl.col("state"))
    )

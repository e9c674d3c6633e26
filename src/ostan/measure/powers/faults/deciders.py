"""Gap and overlap: cases that nobody decides, and cases that two decide."""

from __future__ import annotations

import numpy as np
import polars as pl

from ostan.measure.powers.faults.shape import (
    IN_WORDS,
    Register,
    as_fault,
    corner,
    covering,
    numbered,
)
from ostan.measure.powers.held import not_delegated
from ostan.measure.powers.space import END_OF_DAYS, first_uncovered, meeting

NO_DECISION = ("observes", "duty")
"""Roles that ask for no decision: a matter with no others is watched or done, not decided."""


def gap(register: Register) -> pl.DataFrame:
    """Return for every matter and measure the first case that nobody decides.

    In words: the first case that nobody surely decides and somebody may, with all who may. Matters
    in which every role is of NO_DECISION have no gap.
    """
    deciders = register.in_role("decides")
    nobody = _uncovered(_spaces(register), deciders)
    unsure = deciders.filter(~pl.col("sure"))
    perhaps = _uncovered(unsure, deciders.filter("sure"))
    first = perhaps.sort("day", "amount", "place").unique(
        ["matter", "axis"], keep="first", maintain_order=True
    )
    none = pl.lit([], pl.List(pl.String)).alias("powers")
    return pl.concat(
        [
            as_fault("gap", nobody.with_columns(none)),
            as_fault("gap" + IN_WORDS, _who_may(first, unsure)),
        ]
    )


def _spaces(register: Register) -> pl.DataFrame:
    """Return the whole space of every matter that calls for a decision, as a box."""
    powers = register.country["powers"]
    asks = powers.filter(~pl.col("role").is_in(NO_DECISION))
    silent = powers.join(asks, on="matter", how="anti")
    whole = register.space.axes.join(silent, on="matter", how="anti")
    first, last = register.space.leaves
    spaces = whole.with_columns(
        amount_low=pl.lit(0.0),
        amount_high=pl.lit(np.inf),
        place_low=pl.lit(first, pl.Int64),
        place_high=pl.lit(last, pl.Int64),
        day_low=pl.lit(register.space.since, pl.Int64),
        day_high=pl.lit(END_OF_DAYS, pl.Int64),
    )
    return spaces if first < last else spaces.clear()


def _uncovered(domains: pl.DataFrame, covers: pl.DataFrame) -> pl.DataFrame:
    numbers = numbered(domains)
    first = first_uncovered(numbers, covering(numbers, covers, pl.lit(True)))
    return first.join(numbers.select("domain", "matter", "axis"), on="domain")


def _who_may(cases: pl.DataFrame, unsure: pl.DataFrame) -> pl.DataFrame:
    """Name the powers that may decide each case, which is one of a space each."""
    there = [
        pl.col(a).is_between(f"{a}_low", f"{a}_high", "left") for a in ("day", "amount", "place")
    ]
    holding = cases.join(unsure, on=["matter", "axis"]).filter(*there)
    who = holding.group_by("matter", "axis").agg(pl.col("power").sort().alias("powers"))
    return cases.join(who, on=["matter", "axis"])


def overlap(register: Register) -> pl.DataFrame:
    """Return every pair of powers of different holders that decide one case, with the first such case.

    Neither was delegated from the other. In words: at least one of the two decides it perhaps.
    """
    deciders = register.in_role("decides")
    both = meeting(deciders, deciders).filter(
        pl.col("power") < pl.col("power_2"),
        (pl.col("holder") != pl.col("holder_2"))
        | (pl.col("holder_kind") != pl.col("holder_kind_2")),
    )
    kind = pl.when(pl.col("sure") & pl.col("sure_2")).then(pl.lit("overlap"))
    apart = not_delegated(register.country, both)
    named = corner(apart).with_columns(powers=pl.concat_list("power", "power_2"))
    return as_fault(kind.otherwise(pl.lit("overlap" + IN_WORDS)), named)

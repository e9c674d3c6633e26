"""A Country as of a day: rows that had not begun or had ended are not there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from ostan.country.normal import Tables
from ostan.country.tables import TABLES

if TYPE_CHECKING:
    from ostan.country.country import Country

FOLLOWERS = (
    ("posts", "unit", "units"),
    ("seats", "council", "councils"),
    ("seats", "holder", "posts"),
    ("agenda", "council", "councils"),
)
"""Rows that go when the row they follow has gone."""


def as_of(country: Country, day: date) -> Country:
    """Return the Country as it stood on `day` (both ends of a validity included).

    Seats, agendas and posts go with what they follow. An act that has ended stays, as expired, so
    that what still rests on it is seen; an act not yet in force is not there. Taking a Country as
    of the same day twice gives the same Country.
    """
    tables = {n: _standing(n, f, day) for n, f in country.tables.items()}
    for name, column, leader in FOLLOWERS:
        tables[name] = _without_leaderless(tables, country.tables, name, column, leader)
    return type(country).of(tables, country.lineage, day)


def _standing(name: str, frame: pl.DataFrame, day: date) -> pl.DataFrame:
    if "valid_from" not in frame.columns:
        return frame
    begun = frame.filter((pl.col("valid_from") <= day).fill_null(True))
    ended = (pl.col("valid_to") < day).fill_null(False)
    if name != "laws":
        return begun.filter(~ended)
    over = ended | (pl.col("expires") < day).fill_null(False)
    lapsed = over & pl.col("status").is_in(["in_force", "amended"])
    return begun.with_columns(
        pl.when(lapsed).then(pl.lit("expired")).otherwise("status").alias("status")
    )


def _without_leaderless(
    now: Tables, before: Tables, name: str, column: str, leader: str
) -> pl.DataFrame:
    """Drop rows whose leader stood before and is gone now; a dangling one stays, to be found."""
    key = TABLES[leader].key[0]
    gone = before[leader].join(now[leader], on=key, how="anti").select(pl.col(key).alias(column))
    return now[name].join(gone, on=column, how="anti")

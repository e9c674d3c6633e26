"""A Country as of a day: rows that had not begun or had ended are not there."""

from __future__ import annotations

from dataclasses import replace
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

    Seats, agendas and posts go with what they follow. A council that was merged stays, as a record,
    as long as the one that took its place, whatever its own last day; guests of a joint session or
    a council day whose host has gone sit by themselves. An act that has ended stays, as expired, so
    that what still rests on it is seen; an act not yet in force is not there. Taking a Country as
    of the same day twice gives the same Country.
    """
    tables = {n: _standing(n, f, day) for n, f in country.tables.items()}
    tables["councils"] = _together(tables["councils"], country["councils"], day)
    for name, column, leader in FOLLOWERS:
        tables[name] = _without_leaderless(tables, country.tables, name, column, leader)
    return replace(country.changed(tables, country.lineage), day=day)


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


def _together(now: pl.DataFrame, before: pl.DataFrame, day: date) -> pl.DataFrame:
    """Keep merged councils while their successor stands; free guests whose host has gone."""
    gone = before.join(now, on="council", how="anti")["council"].to_list()
    to = dict(before.select("council", "replaced_by").drop_nulls().iter_rows())
    ends = {c: _last(c, to) for c in to}
    begun = before.filter((pl.col("valid_from") <= day).fill_null(True))
    stands = [c for c, end in ends.items() if end not in gone]
    merged = begun.filter(pl.col("status") == "replaced", pl.col("council").is_in(list(to)))
    records = merged.filter(pl.col("council").is_in(stands))
    left = pl.concat([now.join(merged, on="council", how="anti"), records])
    alone = [c for c in gone if c not in records["council"]]
    return left.with_columns(
        pl.when(~pl.col(c).is_in(alone)).then(c).alias(c) for c in ("sits_with", "same_day_as")
    )


def _last(council: str, to: dict[str, str]) -> str:
    """Return the end of a chain of mergers; where it runs in a circle, some council of it."""
    seen = {council}
    at = to[council]
    while at in to and at not in seen:
        seen.add(at)
        at = to[at]
    return at


def _without_leaderless(
    now: Tables, before: Tables, name: str, column: str, leader: str
) -> pl.DataFrame:
    """Drop rows whose leader stood before and is gone now; a dangling one stays, to be found."""
    key = TABLES[leader].key[0]
    gone = before[leader].join(now[leader], on=key, how="anti").select(pl.col(key).alias(column))
    return now[name].join(gone, on=column, how="anti")

"""What changes of units do to the tables, on whole frames; no frame is changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from ostan.country.columns import dtype
from ostan.country.normal import Tables
from ostan.country.tables import SEAT_ROLES, TABLES
from ostan.reform.councils.frames import carried

SUMS: Final = ("staff", "budget_per_year")
"""Columns that are added up where units merge."""

RECORD: Final = "replaced_by"
"""Column that goes on naming a unit that is no more: the next of its lineage."""

UPWARD: Final = ("parent", "ministry")
"""Columns of units that name what a unit stands under or belongs to."""


def naming_units() -> Iterator[tuple[str, str]]:
    """Yield the columns that name a unit and are to name another one where it is no more."""
    for name, table in TABLES.items():
        for column, target in table.refers.items():
            if target == "units" and column != RECORD:
                yield name, column


def renamed(tables: Tables, to: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Return the tables with all that named the units in `to` naming another one instead.

    That is every column that refers to units (parents, ministries, posts, secretariats, steps,
    services, matters) and the powers that units hold. A unit that stood below one of those that
    merge into it takes that one's place.
    """
    made = dict(tables)
    for name, column in naming_units():
        if (name, column) not in {("units", c) for c in UPWARD}:
            made[name] = made[name].with_columns(pl.col(column).replace(dict(to)))
    made["units"] = _lifted(tables["units"], to)
    held = pl.col("holder_kind") == "unit"
    holder = pl.when(held).then(pl.col("holder").replace(dict(to))).otherwise("holder")
    return {**made, "powers": made["powers"].with_columns(holder=holder)}


def _lifted(units: pl.DataFrame, to: Mapping[str, str]) -> pl.DataFrame:
    hosts = list(dict.fromkeys(to.values()))
    made = units
    for column in UPWARD:
        links = dict(units.select("unit", column).drop_nulls().iter_rows())
        above = {h: _above(h, links, to) for h in hosts}
        there = pl.col("unit").replace_strict(above, default=None, return_dtype=pl.String)
        of_host = pl.col("unit").is_in(hosts)
        other = pl.col(column).replace(dict(to))
        made = made.with_columns(pl.when(of_host).then(there).otherwise(other).alias(column))
    return made


def _above(host: str, links: Mapping[str, str], to: Mapping[str, str]) -> str | None:
    """Return what a unit stands under once the units in `to` have merged into it."""
    chain: list[str] = []
    at = links.get(host)
    while at and at not in chain and at != host:
        chain.append(at)
        at = links.get(at)
    inside = [i for i, u in enumerate(chain) if to.get(u) == host]
    rest = chain[inside[-1] + 1 :] if inside else chain
    return to.get(rest[0], rest[0]) if rest else None


def summed(tables: Tables, to: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Return the tables with what the units in `to` have added to those they merge into.

    Staff and budget are added up, and are not known where a part is not known; functions and places
    served are united. The rows of the units that merge stay as the record of what they were.
    """
    units = tables["units"]
    hosts = {h: h for h in to.values()}
    host = pl.col("unit").replace_strict({**to, **hosts}, default=None, return_dtype=pl.String)
    parts = units.with_columns(_host=host).drop_nulls("_host").sort("_host", "unit")
    sums = parts.group_by("_host").agg(
        *(_sum(c) for c in SUMS),
        functions=pl.col("functions").list.explode(keep_nulls=False, empty_as_null=False),
        served=pl.coalesce("serves", pl.concat_list("place")).list.explode(),
    )
    joined = units.join(sums, left_on="unit", right_on="_host", how="left", suffix="_new")
    meant = pl.col("unit").is_in(list(hosts))
    functions = pl.col("functions_new").list.unique().list.sort()
    served = pl.col("served").list.unique().list.sort()
    alone = pl.col("serves").is_null() & (served == pl.concat_list("place"))
    new = {
        **{c: pl.col(f"{c}_new") for c in SUMS},
        "functions": pl.when(functions.list.len() > 0).then(functions),
        "serves": pl.when(~alone).then(served),
    }
    cells = [pl.when(meant).then(e).otherwise(c).alias(c) for c, e in new.items()]
    return {**tables, "units": joined.with_columns(cells).select(units.columns)}


def _sum(column: str) -> pl.Expr:
    known = pl.col(column).null_count() == 0
    return pl.when(known).then(pl.col(column).sum()).alias(f"{column}_new")


def with_values(
    tables: Tables, table: str, column: str, values: Mapping[str, Any]
) -> dict[str, pl.DataFrame]:
    """Return the tables with one column set in the rows of these ids, each to a value of its own."""
    key, kind = TABLES[table].key[0], dtype(TABLES[table].columns[column])
    schema: dict[str, Any] = {key: pl.String, "_new": kind, "_set": pl.Boolean}
    rows = [{key: i, "_new": v, "_set": True} for i, v in values.items()]
    frame = tables[table]
    joint = frame.join(pl.DataFrame(rows, schema=schema), on=key, how="left", maintain_order="left")
    cell = pl.when(pl.col("_set")).then("_new").otherwise(column).alias(column)
    return {**tables, table: joint.with_columns(cell).select(frame.columns)}


# Posts that give way to another ----------------------------------------------------------------


def passed(tables: Tables, to: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Return the tables with the seats and powers of the posts in `to` those of another post.

    Where that one sits already, the two seats are one, of the stronger role. A seat whose holder
    had passed it to that very post is its own now. What councils carry is made again from it.
    """
    held = pl.col("holder_kind") == "post"
    holder = pl.when(held).then(pl.col("holder").replace(dict(to))).otherwise("holder")
    made = {**tables, "powers": tables["powers"].with_columns(holder=holder)}
    seats = tables["seats"]
    if seats.filter(pl.col("holder").is_in(list(to))).is_empty():
        return made
    merged = tables["councils"]["replaced_by"].drop_nulls().unique().to_list()
    return carried({**made, "seats": _seats(seats, to)}, sorted(merged))


def _seats(seats: pl.DataFrame, to: Mapping[str, str]) -> pl.DataFrame:
    """Return seats with another holder, one for each council and holder."""
    came = pl.col("holder").is_in(list(to))
    new = pl.col("holder").replace(dict(to))
    own_now = (pl.col("stand_in") == new).fill_null(False)
    absent = own_now & (pl.col("attendance") == 0).fill_null(False)
    moved = seats.with_columns(
        attendance=pl.when(~absent).then("attendance"),
        stand_in=pl.when(~own_now).then("stand_in"),
        holder=new,
        _came=came,
        _rank=pl.col("role").cast(pl.Enum(SEAT_ROLES)).to_physical(),
        _carried=pl.col("carried").fill_null(False),
    )
    # A council's own seat goes before one it carries, then the stronger role, then who sat there.
    order = ["_carried", "_rank", "_came", "council", "holder"]
    first = moved.sort(*order).unique(["council", "holder"], keep="first", maintain_order=True)
    return first.select(seats.columns)


def with_stand_ins(tables: Tables, to: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Return the tables with another post standing in where those in `to` did.

    Nobody stands in for itself: a seat passed to a post that now is its holder's own is attended.
    """
    made = dict(tables)
    for name, own in (("posts", "post"), ("seats", "holder")):
        was, new = pl.col("stand_in"), pl.col("stand_in").replace(dict(to))
        oneself = (was.is_in(list(to)) & (new == pl.col(own))).fill_null(False)
        cells = {"stand_in": pl.when(~oneself).then(new)}
        if name == "seats":
            absent = oneself & (pl.col("attendance") == 0).fill_null(False)
            cells["attendance"] = pl.when(~absent).then("attendance")
        made[name] = made[name].with_columns(**cells)
    return made

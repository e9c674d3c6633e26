"""What changes of councils do to the tables, on whole frames; no frame is changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from ostan.country.columns import dtype
from ostan.country.normal import Tables
from ostan.country.tables import SEAT_ROLES, TABLES

CORE = ("chair", "deputy", "secretary", "member")
"""Roles that come into a host as plain members: it has a chair, a deputy and a secretary of its own."""


def with_cells(
    tables: Tables, table: str, ids: Iterable[str], cells: Mapping[str, Any]
) -> dict[str, pl.DataFrame]:
    """Return the tables with these cells set in the rows of these ids."""
    key = TABLES[table].key[0]
    meant = pl.col(key).is_in(list(ids))
    columns = TABLES[table].columns
    made = [
        pl.when(meant).then(pl.lit(v, dtype(columns[c]))).otherwise(c).alias(c)
        for c, v in cells.items()
    ]
    return {**tables, table: tables[table].with_columns(made)}


def with_links(tables: Tables, column: str, to: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Return the tables with a column of councils set for the councils in `to`."""
    councils = tables["councils"]
    links = pl.DataFrame(
        {"council": list(to), "_to": list(to.values())},
        schema={"council": pl.String, "_to": pl.String},
    )
    made = councils.join(links, on="council", how="left", maintain_order="left")
    set_ = made.with_columns(pl.coalesce("_to", column).alias(column)).drop("_to")
    return {**tables, "councils": set_}


def with_rows(
    tables: Tables, table: str, rows: Sequence[Mapping[str, Any]]
) -> dict[str, pl.DataFrame]:
    """Return the tables with these rows added; columns that are not named are empty."""
    columns = TABLES[table].columns
    schema = {n: dtype(c) for n, c in columns.items()}
    added = pl.DataFrame([{n: r.get(n) for n in columns} for r in rows], schema=schema)
    return {**tables, table: pl.concat([tables[table], added])}


def with_seats(tables: Tables, seats: Sequence[Mapping[str, Any]]) -> dict[str, pl.DataFrame]:
    """Return the tables with these seats, in place of those of the same council and holder."""
    gone = [(str(s["council"]), str(s["holder"])) for s in seats]
    return with_rows(without_seats(tables, gone), "seats", seats)


def without_seats(tables: Tables, keys: Sequence[tuple[str, str]]) -> dict[str, pl.DataFrame]:
    """Return the tables without the seats of these councils and holders."""
    gone = pl.DataFrame(keys, schema={"council": pl.String, "holder": pl.String}, orient="row")
    seats = tables["seats"].join(gone, on=["council", "holder"], how="anti", maintain_order="left")
    return {**tables, "seats": seats}


def grouped(tables: Tables, column: str) -> dict[str, pl.DataFrame]:
    """Return the tables with a column of hosts made flat: every guest names its last host.

    `column` is `sits_with` or `same_day_as`. A council that would name itself hosts.
    """
    links = dict(tables["councils"].select("council", column).drop_nulls().iter_rows())
    if not links:
        return dict(tables)
    ends = {c: _last(c, links) for c in links}
    made = pl.col("council").replace_strict(ends, default=None, return_dtype=pl.String)
    return {**tables, "councils": tables["councils"].with_columns(made.alias(column))}


def _last(council: str, links: Mapping[str, str]) -> str | None:
    seen = {council}
    at = links[council]
    while at in links and at not in seen:
        seen.add(at)
        at = links[at]
    return None if at == council else at


def renamed(tables: Tables, to: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Return the tables with what named the councils in `to` naming another one instead.

    That is `under`, `sits_with`, `same_day_as`, powers, steps and sessions. A session at whose
    start another one would stand with the same key stays where it is, so that none is lost.
    """
    under = dict(tables["councils"].select("council", "under").drop_nulls().iter_rows())
    raised = {h: _above(h, under, to) for h in dict.fromkeys(to.values()) if h in under}
    named = ("under", "sits_with", "same_day_as")
    moved = tables["councils"].with_columns(pl.col(c).replace(to) for c in named)
    lifted = pl.col("council").replace_strict(raised, default=None, return_dtype=pl.String)
    host = pl.col("council").is_in(list(raised))
    made = {
        **handed(tables, to),
        "councils": moved.with_columns(under=pl.when(host).then(lifted).otherwise("under")),
        "sessions": _sessions(tables["sessions"], to),
    }
    return grouped(grouped(made, "sits_with"), "same_day_as")


def _above(host: str, under: Mapping[str, str], to: Mapping[str, str]) -> str | None:
    """Return what a host stands under once the councils in `to` have merged into it.

    One that stood below a council that merges into it takes that council's place.
    """
    chain: list[str] = []
    at = under.get(host)
    while at and at not in chain and at != host:
        chain.append(at)
        at = under.get(at)
    inside = [i for i, c in enumerate(chain) if to.get(c) == host]
    rest = chain[inside[-1] + 1 :] if inside else chain
    return rest[0] if rest else None


def handed(tables: Tables, to: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Return the tables with the powers and steps of the councils in `to` those of another one."""
    held = pl.col("holder_kind") == "council"
    powers = tables["powers"].with_columns(
        holder=pl.when(held).then(pl.col("holder").replace(to)).otherwise("holder")
    )
    steps = tables["steps"].with_columns(pl.col("council").replace(to))
    return {**tables, "powers": powers, "steps": steps}


def _sessions(sessions: pl.DataFrame, to: Mapping[str, str]) -> pl.DataFrame:
    if sessions.is_empty():
        return sessions
    moved = sessions.with_columns(_to=pl.col("council").replace(to))
    free = pl.col("_to").is_in(list(to.values())) & pl.struct("_to", "start").is_duplicated()
    stays = free & pl.col("council").is_in(list(to))
    return moved.with_columns(council=pl.when(stays).then("council").otherwise("_to")).drop("_to")


# What a host carries -------------------------------------------------------------------------


def carried(tables: Tables, pairs: Sequence[tuple[str, str]]) -> dict[str, pl.DataFrame]:
    """Return the tables with what each host lacks of its council's seats and subjects added.

    `pairs`: host and council. A holder keeps one seat, that of the strongest role; who was chair,
    deputy or secretary comes as a member. Shares of time stay empty: the council's own rows tell.
    """
    joint = _frame(pairs)
    seats = _brought(tables["seats"], joint, "holder").with_columns(
        role=pl.when(pl.col("role").is_in(CORE)).then(pl.lit("member")).otherwise("role"),
    )
    return with_subjects({**tables, "seats": pl.concat([tables["seats"], seats])}, pairs)


def with_subjects(tables: Tables, pairs: Sequence[tuple[str, str]]) -> dict[str, pl.DataFrame]:
    """Return the tables with the subjects of its council that each host lacks; see `carried`."""
    agenda = _brought(tables["agenda"], _frame(pairs), "subject").with_columns(
        share=pl.lit(None, pl.Float64)
    )
    return {**tables, "agenda": pl.concat([tables["agenda"], agenda])}


def _frame(pairs: Sequence[tuple[str, str]]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"_host": pl.String, "council": pl.String}, orient="row")


def _brought(frame: pl.DataFrame, pairs: pl.DataFrame, thing: str) -> pl.DataFrame:
    """Return the rows of councils that their hosts lack, as rows of the hosts."""
    rows = frame.filter(pl.col("council").is_in(pairs["council"].implode()))
    order = [_role(), "council"] if "role" in frame.columns else ["council"]
    return (
        rows.join(pairs, on="council")
        .sort("_host", thing, *order)
        .unique(["_host", thing], keep="first", maintain_order=True)
        .with_columns(council="_host", carried=pl.lit(True))
        .drop("_host")
        .join(frame, on=["council", thing], how="anti")
        .select(frame.columns)
    )


def _role() -> pl.Expr:
    return pl.col("role").cast(pl.Enum(SEAT_ROLES)).to_physical()


def uncarried(
    tables: Tables, left: Mapping[str, Sequence[str]], gone: Sequence[str]
) -> dict[str, pl.DataFrame]:
    """Return the tables without what hosts carried only for councils that have left them.

    `left`: every host with the councils that stay merged into it; `gone`: those that have left.
    """
    made = dict(tables)
    for table, thing in (("seats", "holder"), ("agenda", "subject")):
        frame = tables[table]
        brought = frame.filter(pl.col("council").is_in(list(gone))).select(thing).unique()
        hosts = frame.filter(pl.col("council").is_in(list(left)), pl.col("carried"))
        kept = [
            frame.filter(pl.col("council").is_in(list(stay))).select(
                thing, council=pl.lit(host, pl.String)
            )
            for host, stay in left.items()
        ]
        only = hosts.join(brought, on=thing, how="semi").join(
            pl.concat(kept), on=["council", thing], how="anti"
        )
        made[table] = frame.join(only, on=["council", thing], how="anti", maintain_order="left")
    return made


def merged_into(tables: Tables, host: str) -> list[str]:
    """Return the councils merged into `host`, those merged into them as well."""
    links = tables["councils"].select("council", "replaced_by").drop_nulls().rows()
    found = [host]
    for at in found:
        found += [c for c, to in links if to == at and c not in found]
    return found[1:]

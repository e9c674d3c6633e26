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
    # What a host stands under may itself have merged into another one.
    there = {h: to.get(a, a) if a else a for h, a in raised.items()}
    lifted = pl.col("council").replace_strict(there, default=None, return_dtype=pl.String)
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
    """Return the tables with the powers and steps of the councils in `to` those of another one.

    Which council had them first stands in `came_from`.
    """
    powers, steps = tables["powers"], tables["steps"]
    held = pl.col("holder_kind") == "council"
    holder = pl.when(held).then(pl.col("holder").replace(to)).otherwise("holder")
    return {
        **tables,
        "powers": powers.with_columns(_first(held, "holder", to), holder=holder),
        "steps": steps.with_columns(
            _first(pl.lit(True), "council", to), council=pl.col("council").replace(to)
        ),
    }


def _first(which: pl.Expr, column: str, to: Iterable[str]) -> pl.Expr:
    """Return `came_from` where rows leave the councils in `to`: the first council is remembered."""
    leaves = which & pl.col(column).is_in(list(to))
    return pl.coalesce("came_from", pl.when(leaves).then(column)).alias("came_from")


def returned(
    tables: Tables, back: Iterable[str], inside: Mapping[str, str]
) -> dict[str, pl.DataFrame]:
    """Return the tables with the powers, steps and sessions that came from councils theirs again.

    `back`: councils that are restored. `inside`: councils that stay merged, and the one of `back`
    they are merged into, which has what came from them.
    """
    own = {c: c for c in back}
    home = pl.col("came_from").replace_strict(
        {**inside, **own}, default=None, return_dtype=pl.String
    )
    left = pl.when(~pl.col("came_from").is_in(list(own))).then("came_from").alias("came_from")
    made = {
        "powers": tables["powers"].with_columns(holder=pl.coalesce(home, "holder")),
        "steps": tables["steps"].with_columns(council=pl.coalesce(home, "council")),
        "sessions": _moved(tables["sessions"], pl.coalesce(home, "council")),
    }
    # A session that could not go home still says where it came from.
    there = pl.col("council") == pl.col("came_from")
    settled = pl.when(~there).then("came_from").alias("came_from")
    return {
        **tables,
        "powers": made["powers"].with_columns(left),
        "steps": made["steps"].with_columns(left),
        "sessions": made["sessions"].with_columns(settled),
    }


def _sessions(sessions: pl.DataFrame, to: Mapping[str, str]) -> pl.DataFrame:
    """Return sessions with those of the councils in `to` held by another one."""
    moved = _moved(sessions.with_columns(_was="council"), pl.col("council").replace(to))
    left = pl.col("_was") != pl.col("council")
    first = pl.coalesce("came_from", pl.when(left).then("_was"))
    return moved.with_columns(came_from=first).drop("_was")


def _moved(sessions: pl.DataFrame, council: pl.Expr) -> pl.DataFrame:
    """Return sessions held by `council`, but for those that would stand twice: they stay."""
    aimed = sessions.with_columns(_to=council)
    twice = pl.struct("_to", "start").is_duplicated()
    return aimed.with_columns(council=pl.when(twice).then("council").otherwise("_to")).drop("_to")


# What a host carries -------------------------------------------------------------------------


def carried(
    tables: Tables, hosts: Iterable[str], gone: Iterable[str] = ()
) -> dict[str, pl.DataFrame]:
    """Return the tables with what hosts carry for the councils merged into them, and nothing else.

    A host carries each holder and subject that a council merged into it has and it lacks. A holder
    keeps one seat, that of the strongest role; who was chair, deputy or secretary comes as a
    member. Shares of time stay empty: the council's own rows tell. `gone`: councils that have left,
    for which nothing is carried any more. What is carried does not depend on the order of mergers.
    """
    bodies = merged_into(tables, hosts)
    pairs = [(h, c) for h, councils in bodies.items() for c in councils]
    seats = _carrying(tables["seats"], "holder", bodies, pairs, gone)
    agenda = _carrying(tables["agenda"], "subject", bodies, pairs, gone)
    return {**tables, "seats": seats, "agenda": agenda}


def _carrying(
    frame: pl.DataFrame,
    thing: str,
    hosts: Iterable[str],
    pairs: Sequence[tuple[str, str]],
    gone: Iterable[str],
) -> pl.DataFrame:
    # A holder is carried from where he has a seat of his own; a subject from wherever it is told.
    own = frame.filter(~pl.col("carried").fill_null(False)) if thing == "holder" else frame
    known = [c for _, c in pairs]
    told = own.filter(pl.col("council").is_in([*known, *gone]))[thing].unique()
    # What was handed over by a council that was abolished is carried too, and stays.
    old = (
        pl.col("carried")
        & pl.col("council").is_in(list(hosts))
        & pl.col(thing).is_in(told.implode())
    )
    kept = frame.filter(~old.fill_null(False))
    return pl.concat([kept, brought(own, kept, pairs, thing)])


def brought(
    own: pl.DataFrame, there: pl.DataFrame, pairs: Sequence[tuple[str, str]], thing: str
) -> pl.DataFrame:
    """Return rows of councils that their hosts lack, as carried rows of the hosts.

    `pairs`: host and council. `own`: rows of councils; `there`: rows that hosts have.
    """
    joint = pl.DataFrame(pairs, schema={"_host": pl.String, "council": pl.String}, orient="row")
    order = [_role(), "council"] if "role" in own.columns else ["council"]
    rows = (
        own.join(joint, on="council")
        .sort("_host", thing, *order)
        .unique(["_host", thing], keep="first", maintain_order=True)
        .with_columns(council="_host", carried=pl.lit(True))
        .drop("_host")
        .join(there, on=["council", thing], how="anti")
    )
    if "role" in rows.columns:
        member = pl.when(pl.col("role").is_in(CORE)).then(pl.lit("member")).otherwise("role")
        return rows.with_columns(role=member).select(own.columns)
    return rows.with_columns(share=pl.lit(None, pl.Float64)).select(own.columns)


def _role() -> pl.Expr:
    return pl.col("role").cast(pl.Enum(SEAT_ROLES)).to_physical()


def with_subjects(tables: Tables, pairs: Sequence[tuple[str, str]]) -> dict[str, pl.DataFrame]:
    """Return the tables with the subjects of its council that each host lacks, carried."""
    agenda = tables["agenda"]
    return {**tables, "agenda": pl.concat([agenda, brought(agenda, agenda, pairs, "subject")])}


def merged_into(tables: Tables, hosts: Iterable[str]) -> dict[str, list[str]]:
    """Return for each host the councils merged into it, and those merged into them."""
    inside: dict[str, list[str]] = {}
    for council, to in tables["councils"].select("council", "replaced_by").drop_nulls().rows():
        inside.setdefault(to, []).append(council)
    return {h: _below(h, inside) for h in hosts}


def _below(host: str, inside: Mapping[str, Sequence[str]]) -> list[str]:
    found = [host]
    for at in found:
        found += [c for c in inside.get(at, ()) if c not in found]
    return found[1:]

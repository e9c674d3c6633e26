"""Rows in which two states of the tables differ: what a typed difference is sought in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from ostan.country.normal import Tables
from ostan.country.tables import TABLES

Rows = Mapping[str, Mapping[str, Any]]
"""Rows by id."""


def rows(table: str, frame: pl.DataFrame) -> Rows:
    """Return the rows of a table with a key of one column, by id."""
    key = TABLES[table].key[0]
    return {r[key]: r for r in frame.iter_rows(named=True)}


def only(table: str, these: Tables, others: Tables) -> pl.DataFrame:
    """Return the rows of a table that are not the same in others."""
    frame = these[table]
    return frame.join(others[table], on=frame.columns, how="anti", nulls_equal=True)


def both(
    table: str, now: Tables, goal: Tables
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield what is in both and differs: id, row now, row in the goal; in the order of ids."""
    there = rows(table, only(table, now, goal))
    wanted = rows(table, only(table, goal, now))
    for id in sorted(there.keys() & wanted.keys()):
        yield id, there[id], wanted[id]


def new(table: str, now: Tables, goal: Tables) -> Rows:
    """Return the rows that only the goal has, by id and in the order of ids."""
    key = TABLES[table].key[0]
    return rows(table, goal[table].join(now[table], on=key, how="anti").sort(key))


def active(row: Mapping[str, Any]) -> bool:
    """Whether a row of councils, posts or units is active."""
    return bool(row["status"] == "active")


def depth(id: str, to: Mapping[str, str]) -> int:
    """Return how many mergers away the end of its chain is; a ring ends where it closes."""
    seen = [id]
    while (id := to.get(id, "")) and id not in seen:
        seen.append(id)
    return len(seen)


def in_turn(to: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield who merges into whom, host by host: of a chain those first that merge before their host."""
    far = {id: depth(id, to) for id in to}
    groups: dict[tuple[int, str], list[str]] = {}
    for id, host in to.items():
        groups.setdefault((-far[host] if host in far else 1, host), []).append(id)
    yield from ((host, groups[at, host]) for at, host in sorted(groups))

"""Findings about rows, brought back to the cells of the file the rows came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from ostan.country.expand import ROW
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.files.origin import Origin
from ostan.words.finding import Finding, Row, Where

CELLS_OF_A_FINDING = 200
"""A finding that names thousands of rows is shown at the first of them: nobody reads more cells."""


def located(
    findings: Iterable[Finding], rows: Mapping[str, pl.DataFrame], origin: Origin, tables: Tables
) -> list[Finding]:
    """Return the findings with `where` filled from the rows they name.

    `rows` leads from expanded keys to source rows (key columns and `_row`), `tables` are the source
    rows themselves. A finding that knows its place already keeps it.
    """
    index = _Index(rows, tables)
    return [_located(f, index, origin) for f in findings]


class _Index:
    """Source rows by key, made for a table when it is first asked for."""

    def __init__(self, rows: Mapping[str, pl.DataFrame], tables: Tables) -> None:
        self._rows = rows
        self._tables = tables
        self._made: dict[str, dict[tuple[str | None, ...], int]] = {}

    def row(self, row: Row) -> int | None:
        """Return the source row of a row named by its key, expanded or not."""
        if row.table not in self._made:
            self._made[row.table] = self._keys(row.table)
        return self._made[row.table].get(row.key)

    def column(self, table: str, row: int, came: str) -> str | None:
        """Return the first column of a source row in which `came` stands, with or without its place."""
        base = came.partition("@")[0]
        for name, value in self._tables[table].row(row, named=True).items():
            cells = value if isinstance(value, list) else [value]
            if came in cells or base in cells:
                return name
        return None

    def _keys(self, table: str) -> dict[tuple[str | None, ...], int]:
        found: dict[tuple[str | None, ...], int] = {}
        for frame in self._frames(table):
            keys = frame.select(pl.col(c).cast(pl.String) for c in TABLES[table].key).rows()
            # The first of doubled rows is the one that is shown.
            for key, row in zip(keys, frame[ROW].to_list(), strict=True):
                if row is not None:
                    found.setdefault(key, row)
        return found

    def _frames(self, table: str) -> Iterable[pl.DataFrame]:
        if table in self._rows:
            yield self._rows[table]
        source = self._tables.get(table)
        if source is not None and set(TABLES[table].key) <= set(source.columns):
            yield source.select(TABLES[table].key).with_row_index(ROW)


def _located(finding: Finding, index: _Index, origin: Origin) -> Finding:
    if finding.where or not finding.rows:
        return finding
    places = [_place(finding, row, index, origin) for row in finding.rows[:CELLS_OF_A_FINDING]]
    return replace(finding, where=tuple(dict.fromkeys(p for p in places if p is not None)))


def _place(finding: Finding, row: Row, index: _Index, origin: Origin) -> Where | None:
    if row.table not in origin.places:
        return None
    number = index.row(row)
    if number is None:
        return origin.where(row.table, None)
    column = finding.column
    if column is None and finding.came is not None:
        column = index.column(row.table, number, finding.came)
    return origin.where(row.table, number, column)

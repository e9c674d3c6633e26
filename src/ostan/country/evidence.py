"""Where a figure comes from: the rows it rests on, how they were chosen, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.country.keys import rows_of
from ostan.country.tables import TABLES
from ostan.words.finding import Row


@dataclass(frozen=True)
class Trace:
    """What a figure depends on.

    `rows`: every row whose cells enter the figure, defaults and laws included.
    `chosen_by`: the columns (table, column) by which rows were picked: changing such a cell of
    any row may bring that row in. Changing any other cell of a row that is not in `rows` leaves
    the figure as it is.
    """

    rows: frozenset[Row] = frozenset()
    chosen_by: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: Trace) -> Trace:
        return Trace(self.rows | other.rows, self.chosen_by | other.chosen_by)

    def holds(self, row: Row, column: str) -> bool:
        """Whether the figure may change when this cell does."""
        return row in self.rows or (row.table, column) in self.chosen_by


def traced(table: str, frame: pl.DataFrame, chosen_by: Iterable[str] = ()) -> Trace:
    """Return the trace of the rows of `frame` (rows of `table`), picked by those columns."""
    return Trace(
        frozenset(rows_of(TABLES[table], frame)),
        frozenset((table, column) for column in chosen_by),
    )


def shares(country: Country, trace: Trace) -> dict[str, float]:
    """Return the share of the rows of a trace by evidence; `unstated` where none is given."""
    found = [(country.row(r.table, *r.key) or {}).get("evidence") or "unstated" for r in trace.rows]
    return {str(e): found.count(e) / len(found) for e in dict.fromkeys(found)}

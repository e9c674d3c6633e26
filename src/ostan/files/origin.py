"""Where every row of a table came from. Kept beside the tables, never in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ostan.words.finding import Where


@dataclass(frozen=True)
class Place:
    """The place of a table: file, sheet (or None), the row number of each row, the columns' marks.

    Row numbers count as people count them, the header included; marks are letters in a workbook,
    headers elsewhere.
    """

    file: str
    sheet: str | None
    rows: pl.Series
    marks: Mapping[str, str]


@dataclass(frozen=True)
class Origin:
    """Places of all tables of a source."""

    places: Mapping[str, Place] = field(default_factory=dict)

    def where(self, table: str, row: int | None, column: str | None = None) -> Where | None:
        """Return the cell of `column` in source row `row` (the `_row` of expanded frames).

        Without a row or a known column the answer is as near as can be said; None for a table that
        came from no file.
        """
        place = self.places.get(table)
        if place is None:
            return None
        if row is None or row >= len(place.rows):
            return Where(place.file, place.sheet)
        mark = place.marks.get(column) if column else None
        return Where(place.file, place.sheet, place.rows[row], mark)

"""A raw sheet: what every format is read into before its cells get their types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

import polars as pl

from ostan.files.escape import unguarded

Lane = Literal["text", "number", "day", "truth", "listed"]
"""What a cell of a file can hold by itself: text, a number, a moment, true or false, a list."""

LANES: Mapping[Lane, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "day": pl.Datetime("us"),
    "truth": pl.Boolean(),
    "listed": pl.List(pl.String()),
}
"""Polars types of the lanes."""

Cells = Mapping[Lane, pl.Series]
"""One raw column, split by what its cells hold; each lane as long as the sheet, null elsewhere.
A whole-number series may stand in the lane `number`: it is exact."""


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in a file: its header and its cells, nothing understood yet.

    `file` and `name` (None where a file is one table) say where; `rows` holds the row number of
    every data row as people count it (the header is row 1 unless empty rows stand above it);
    `marks` names the columns as people do: letters in a workbook, headers elsewhere.
    """

    file: str
    name: str | None
    header: tuple[str, ...]
    cells: tuple[Cells, ...]
    rows: pl.Series
    marks: tuple[str, ...]
    header_row: int = 1
    empty_rows: tuple[int, ...] = ()

    @property
    def height(self) -> int:
        """Number of data rows."""
        return len(self.rows)

    @property
    def title(self) -> str:
        """What the sheet calls itself: its name, or the stem of its file."""
        return (
            self.name if self.name is not None else self.file.rpartition("/")[2].rpartition(".")[0]
        )


def text_cells(values: Sequence[str | None] | pl.Series) -> Cells:
    """Return a column of text from a spreadsheet: empty text is an empty cell, guards come off."""
    text = values if isinstance(values, pl.Series) else pl.Series(values, dtype=pl.String)
    return {"text": unguarded(text.replace("", None))}


def mixed_cells(values: Sequence[Any]) -> Cells:
    """Return a column of Python values of any kinds, as a workbook holds them; "" is empty.

    The kinds are looked at once; a column of one kind, or of one kind and empty cells, is not
    touched value by value.
    """
    kinds = set(map(type, values))
    if kinds <= {str}:
        return text_cells(pl.Series(values, dtype=pl.String, strict=True))
    made = {
        lane: pl.Series(_kept(values, members), dtype=LANES[lane])
        for lane, members in _MEMBERS.items()
        if kinds & members
    }
    return made | {"text": unguarded(made["text"])} if "text" in made else made


_MEMBERS: Mapping[Lane, set[type]] = {
    "text": {str, time},
    "number": {float, int},
    "day": {date, datetime},
    "truth": {bool},
}


def _kept(values: Sequence[Any], members: set[type]) -> list[Any]:
    if str in members:
        return [(v or None) if type(v) is str else _clock(v) for v in values]
    if date in members:
        # Midnight comes as a bare day; one series holds moments only.
        return [_moment(v) for v in values]
    return [v if type(v) in members else None for v in values]


def _moment(value: Any) -> datetime | None:
    if type(value) is date:
        return datetime(value.year, value.month, value.day)
    return value if type(value) is datetime else None


def _clock(value: Any) -> str | None:
    return value.strftime("%H:%M") if type(value) is time else None


def column_letters(index: int) -> str:
    """Return the letters of the column at `index` (0: A) as a workbook names it."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(ord("A") + rest) + letters
        index -= 1
    return letters

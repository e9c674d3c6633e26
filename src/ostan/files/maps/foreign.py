"""The foreign files of a map: their cells as text, mended and filtered, with row numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ostan.files.cells import as_words
from ostan.files.maps.model import Condition, File, Map, fault, nearest
from ostan.files.sheets import Sheet
from ostan.persian.keys import fold
from ostan.words.finding import Finding
from ostan.words.text import Text

ROW = "\0row"
"""Column of a foreign frame that holds the row number; no header can be called so."""


@dataclass(frozen=True)
class Foreign:
    """A foreign file: its sheet, its cells as text with row numbers, rows before filtering."""

    sheet: Sheet
    frame: pl.DataFrame
    doubled: tuple[str, ...]
    mended: int = 0

    @property
    def columns(self) -> list[str]:
        """Headers of the file, each once."""
        return [c for c in self.frame.columns if c != ROW]


def found(map: Map, sheets: Sequence[Sheet]) -> tuple[dict[str, Foreign], list[Finding]]:
    """Find each file of the map among the sheets; and the files and columns that are not there."""
    titles = {fold(s.title): s for s in sheets}
    files: dict[str, Foreign] = {}
    faults = []
    for key, file in map.files.items():
        name = file.name or key
        sheet = titles.get(fold(name))
        if sheet is None:
            what = _NO_FILE.fill(came=name, near=nearest(name, [s.title for s in sheets]))
            faults.append(fault("unknown_file", map.path, f"files.{key}", what, name))
        else:
            files[key] = _foreign(sheet, file)
            faults += _unknown_columns(map, key, files[key])
    return files, faults


def _unknown_columns(map: Map, key: str, foreign: Foreign) -> Iterator[Finding]:
    file = map.files[key]
    for field, columns in (("where", file.where), ("fill_down", file.fill_down)):
        for column in columns:
            if column not in foreign.columns:
                yield no_column(map, f"files.{key}.{field}.{column}", column, foreign.columns)


def no_column(map: Map, at: str, came: str, columns: list[str]) -> Finding:
    """Return the fault of a column that a file does not have."""
    what = _NO_COLUMN.fill(came=came, near=nearest(came, columns))
    return fault("unknown_column", map.path, at, what, came)


_NO_FILE = Text(
    "پرونده یا برگه‌ای به نام «{came}» نیست.{near}", "there is no file or sheet “{came}”.{near}"
)
_NO_COLUMN = Text(
    "ستون «{came}» در پرونده نیست.{near}", "there is no column “{came}” in the file.{near}"
)


def _foreign(sheet: Sheet, file: File) -> Foreign:
    columns: dict[str, pl.Series] = {}
    doubled = []
    for header, cells in zip(sheet.header, sheet.cells, strict=True):
        name = header.strip()
        if name in columns:
            doubled.append(name)
        elif name:
            columns[name] = _line(as_words(cells, sheet.height))
    frame = pl.DataFrame({**columns, ROW: sheet.rows})
    mended = 0
    if file.twice_encoded:
        frame, mended = _decoded_again(frame, file.twice_encoded)
    return Foreign(sheet, frame, tuple(doubled), mended)


def _line(cells: pl.Series) -> pl.Series:
    """Return text on one line without spaces around it, null where empty."""
    return cells.str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)


def _decoded_again(frame: pl.DataFrame, encoding: str) -> tuple[pl.DataFrame, int]:
    """Undo a second encoding where the text allows it; return how many cells changed."""
    changed, made = 0, {}
    for name in frame.columns:
        column = frame[name]
        if name != ROW:
            words = column.drop_nulls().unique().to_list()
            better = {w: b for w in words if (b := _mended(w, encoding)) != w}
            changed += int(column.is_in(list(better)).sum()) if better else 0
            column = column.replace(better) if better else column
        made[name] = column
    return pl.DataFrame(made), changed


def _mended(text: str, encoding: str) -> str:
    try:
        return text.encode(encoding).decode("utf-8")
    except (UnicodeError, LookupError):
        return text


def kept(foreign: Foreign, file: File) -> Foreign:
    """Return the file with empty cells filled from above and with the rows its filter keeps."""
    frame = foreign.frame
    if file.fill_down:
        frame = frame.with_columns(pl.col(file.fill_down).forward_fill())
    return Foreign(foreign.sheet, filtered(frame, file.where), foreign.doubled, foreign.mended)


def filtered(frame: pl.DataFrame, where: Mapping[str, Condition]) -> pl.DataFrame:
    """Return the rows that meet every condition."""
    for column, test in where.items():
        frame = frame.filter(_passes(pl.col(column), test))
    return frame


def _passes(cell: pl.Expr, test: Condition) -> pl.Expr:
    found = pl.lit(value=True)
    if test.one_of is not None:
        found &= cell.is_in(test.one_of).fill_null(value=False)
    if test.not_one_of is not None:
        found &= ~cell.is_in(test.not_one_of).fill_null(value=False)
    if test.like is not None:
        found &= cell.str.contains(test.like).fill_null(value=False)
    if test.unlike is not None:
        found &= ~cell.str.contains(test.unlike).fill_null(value=False)
    if test.empty is not None:
        found &= cell.is_null() if test.empty else cell.is_not_null()
    return found

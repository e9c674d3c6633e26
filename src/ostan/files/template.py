"""The workbook: a sheet per table, right to left, with headers, comments, widths and drop-downs.

No merged cells, no macros, no formulas in cells; one date column, Jalali in Persian workbooks. What
is written is what `xlsx` reads back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from ostan.country.columns import dtype
from ostan.country.normal import Tables
from ostan.country.tables import SCHEMA_VERSION, TABLES, Table
from ostan.files import limits
from ostan.files.escape import guarded
from ostan.files.headers import header
from ostan.persian.digits import to_persian
from ostan.persian.jalali import format_short
from ostan.words.labels import YES_NO, labels
from ostan.words.text import Lang, Text

LISTS: Final = "_ostan"
"""Hidden sheet that holds the words of the drop-downs and the version of the tables."""
GUIDE: Final = Text("راهنما", "Guide")
"""Title of the first sheet."""
DROP_DOWN_MOST: Final = 400
"""Most ids offered in a drop-down; a longer list is quicker typed than scrolled."""
FIRST_JALALI: Final = date(1821, 3, 21)
"""1200-01-01, the first day that is read back from Jalali text; older ones are written as ISO."""
WIDTHS: Final = {
    "id": 22.0,
    "name": 34.0,
    "words": 28.0,
    "choice": 16.0,
    "number": 13.0,
    "day": 13.0,
}
"""Widths of columns in characters, by what they hold."""
ROWS_AHEAD: Final = 5_000
"""Rows below the data that have drop-downs too."""


def workbook(tables: Tables, lang: Lang = "fa", every: bool = False) -> bytes:
    """Return the xlsx of folded `tables`; with `every`, tables without rows get a sheet as well."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    names = [n for n in TABLES if every or (n in tables and tables[n].height)]
    _guide(book, names, lang)
    lists = _Lists(tables)
    for name in names:
        _sheet(book, TABLES[name], tables.get(name), lists, lang)
    lists.write(book)
    book.properties.creator = "ostan"
    book.properties.title = f"ostan {SCHEMA_VERSION}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def template(lang: Lang = "fa") -> bytes:
    """Return an empty workbook with a sheet for every table."""
    return workbook({}, lang, every=True)


# Sheets of tables --------------------------------------------------------------------------


def _sheet(book: Any, table: Table, frame: pl.DataFrame | None, lists: _Lists, lang: Lang) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(table.title.to(lang))
    sheet.sheet_view.rightToLeft = lang == "fa"
    sheet.freeze_panes = "B2"
    height = (frame.height if frame is not None else 0) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{height}"
    for index, name in enumerate(table.columns, 1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = _width(table, name)
        allowed = lists.allowed(table, name, lang)
        if allowed:
            sheet.data_validations.append(
                _drop_down(allowed, f"{letter}2:{letter}{height + ROWS_AHEAD}")
            )
    sheet.append([_heading(sheet, table, n, lang) for n in table.columns])
    if frame is not None:
        _rows(sheet, table, frame, lang)


def _heading(sheet: Any, table: Table, column: str, lang: Lang) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = WriteOnlyCell(sheet, header(table, column, lang))
    must = column in table.key
    cell.font = Font(name="Tahoma", bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor="FF1F4E5F" if must else "FF3E7C8F")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    note = Comment(_note(table, column), "ostan", height=120, width=320)
    cell.comment = note
    return cell


def _note(table: Table, column: str) -> str:
    made = table.columns[column]
    doc: Text = made.metadata["doc"]
    return f"{doc.fa}\n{column}: {doc.en}"


def _width(table: Table, column: str) -> float:
    kind = dtype(table.columns[column])
    if labels(table.name, column):
        return WIDTHS["choice"]
    if column in table.refers or column in table.key:
        return WIDTHS["id"]
    if kind == pl.String:
        return WIDTHS["name"] if column.startswith(("name", "title")) else WIDTHS["words"]
    return WIDTHS["day" if kind.is_temporal() else "number"]


def _drop_down(formula: str, cells: str) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    # A warning, not a stop: the reader knows more spellings than the list.
    made = DataValidation("list", formula1=formula, allow_blank=True, errorStyle="warning")
    made.add(cells)
    return made


def _rows(sheet: Any, table: Table, frame: pl.DataFrame, lang: Lang) -> None:
    columns = [
        _values(table, n, frame[n], lang) if n in frame.columns else [None] * frame.height
        for n in table.columns
    ]
    for row in zip(*columns, strict=True):
        sheet.append(row)


def _values(table: Table, column: str, series: pl.Series, lang: Lang) -> Iterable[Any]:
    """Return what stands in the cells of a column."""
    kind = series.dtype
    if kind == pl.Boolean:
        truth = {True: YES_NO["true"].to(lang), False: YES_NO["false"].to(lang), None: None}
        return [truth[v] for v in series]
    if kind == pl.Date:
        return [v and _day(v, lang) for v in series]
    if isinstance(kind, pl.Datetime):
        return [v and _moment(v, lang) for v in series]
    if kind.is_integer():
        return [str(v) if v is not None and abs(v) > limits.EXACT else v for v in series]
    if kind.is_float():
        return series.to_list()
    words = labels(table.name, column)
    if words:
        return [words[v].to(lang) if v in words else v for v in series]
    text = series.list.join(";") if isinstance(kind, pl.List) else series
    return text.to_frame("text").select(guarded(pl.col("text")))["text"].to_list()


def _day(day: date, lang: Lang) -> date | str:
    if lang == "en":
        return day
    return format_short(day) if day >= FIRST_JALALI else day.isoformat()


def _moment(moment: datetime, lang: Lang) -> datetime | str:
    if lang == "en":
        return moment
    return f"{_day(moment.date(), lang)} {to_persian(moment.strftime('%H:%M'))}"


# Drop-downs --------------------------------------------------------------------------------


class _Lists:
    """The words of the drop-downs, in columns of a hidden sheet."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._columns: dict[str, tuple[int, list[str]]] = {}

    def allowed(self, table: Table, column: str, lang: Lang) -> str | None:
        """Return the formula of a column's drop-down, or None."""
        words = labels(table.name, column)
        if words:
            return self._listed(
                f"{lang} {table.name}.{column}", [t.to(lang) for t in words.values()]
            )
        if dtype(table.columns[column]) == pl.Boolean:
            return self._listed(f"{lang} yes", [t.to(lang) for t in YES_NO.values()])
        target = table.refers.get(column)
        if target is None or dtype(table.columns[column]) != pl.String:
            return None
        ids = self._ids(target)
        return self._listed(target, ids) if ids else None

    def _ids(self, table: str) -> list[str]:
        frame = self._tables.get(table)
        if frame is None or not 0 < frame.height <= DROP_DOWN_MOST:
            return []
        return [str(i) for i in frame[TABLES[table].key[0]].drop_nulls()]

    def _listed(self, name: str, words: list[str]) -> str:
        from openpyxl.utils import get_column_letter

        index, _ = self._columns.setdefault(name, (len(self._columns) + 1, words))
        letter = get_column_letter(index)
        return f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"

    def write(self, book: Any) -> None:
        """Add the hidden sheet."""
        sheet = book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        columns = [[name, *words] for name, (_, words) in self._columns.items()]
        longest = max(map(len, columns), default=0)
        for row in range(longest):
            sheet.append([c[row] if row < len(c) else None for c in columns])


# The first sheet ---------------------------------------------------------------------------


def _guide(book: Any, names: list[str], lang: Lang) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(GUIDE.to(lang))
    sheet.sheet_view.rightToLeft = lang == "fa"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 90
    for first, second, strong in _lines(names, lang):
        row = []
        for text in (first, second):
            cell = WriteOnlyCell(sheet, text)
            cell.font = Font(name="Tahoma", bold=strong)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            row.append(cell)
        sheet.append(row)


def _lines(names: list[str], lang: Lang) -> Iterator[tuple[str, str, bool]]:
    yield "ostan", SCHEMA_VERSION, True
    for name in names:
        yield TABLES[name].title.to(lang), TABLES[name].about.to(lang), False

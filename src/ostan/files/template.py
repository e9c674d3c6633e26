"""The workbook: a sheet per table, right to left, with headers, comments, widths and drop-downs.

No merged cells, no macros, no formulas in cells; one date column, Jalali in Persian workbooks. What
is written is what `xlsx` reads back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from math import ceil
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
FIRST_SERIAL: Final = date(1900, 3, 1)
"""The first day that all spreadsheets number alike (they count a 29 February 1900); older ones are
written as text."""
WIDTHS: Final = {
    "id": 22.0,
    "name": 34.0,
    "words": 28.0,
    "choice": 16.0,
    "number": 13.0,
    "day": 13.0,
}
"""Widths of columns in characters, by what they hold."""
LINE: Final = 15.0
"""Height of a line in points."""
A4: Final = 9
"""The number of this paper size in workbooks."""
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
    printed(sheet)
    height = (frame.height if frame is not None else 0) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{height}"
    for index, name in enumerate(table.columns, 1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = _width(table, name)
        allowed = lists.allowed(table, name, lang)
        if allowed:
            sheet.data_validations.append(
                drop_down(allowed, f"{letter}2:{letter}{height + ROWS_AHEAD}")
            )
    sheet.row_dimensions[1].height = 2 * LINE
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


def drop_down(formula: str, cells: str) -> Any:
    """Return a drop-down over `cells`; it warns and does not stop, for more spellings are read."""
    from openpyxl.worksheet.datavalidation import DataValidation

    made = DataValidation("list", formula1=formula, allow_blank=True, errorStyle="warning")
    made.add(cells)
    return made


def _rows(sheet: Any, table: Table, frame: pl.DataFrame, lang: Lang) -> None:
    columns = [
        _values(table, n, frame[n], lang) if n in frame.columns else [None] * frame.height
        for n in table.columns
    ]
    for row in zip(*columns, strict=True):
        sheet.append([_text_cell(sheet, v) if type(v) is str and v[:1] == "#" else v for v in row])


def _text_cell(sheet: Any, text: str) -> Any:
    """Return a cell of text where the library would take it for an error value (`#N/A`)."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


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
        return day if day >= FIRST_SERIAL else day.isoformat()
    return format_short(day) if day >= FIRST_JALALI else day.isoformat()


def _moment(moment: datetime, lang: Lang) -> datetime | str:
    if lang == "en":
        return moment if moment.date() >= FIRST_SERIAL else moment.isoformat(" ", "minutes")
    return f"{_day(moment.date(), lang)} {to_persian(moment.strftime('%H:%M'))}"


def reading(lang: Lang) -> dict[str, Any]:
    """Return the alignment of sentences: without it a spreadsheet goes by the first letter."""
    return {
        "horizontal": "right" if lang == "fa" else "left",
        "readingOrder": 2 if lang == "fa" else 1,
    }


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column so many characters wide."""
    return max(1, ceil(len(text) / (width * 0.95)))


def printed(sheet: Any, landscape: bool = True) -> None:
    """Set a sheet up for A4, all columns on one page, the header on every page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if landscape:
        sheet.print_title_rows = "1:1"


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
    printed(sheet, landscape=False)
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 90
    for number, (first, second, strong) in enumerate(_lines(names, lang), 1):
        sheet.row_dimensions[number].height = LINE * lines_of(second, 90)
        row = []
        for text in (first, second):
            cell = WriteOnlyCell(sheet, text)
            cell.font = Font(name="Tahoma", bold=strong)
            cell.alignment = Alignment(**reading(lang), vertical="top", wrap_text=True)
            row.append(cell)
        sheet.append(row)


STEPS: Final = (
    Text(
        "هر برگه یک جدول است و هر سطر یک چیز. برگه‌هایی را که لازم ندارید خالی بگذارید؛ هیچ جدولی اجباری نیست.",
        "Each sheet is a table, each row one thing. Leave empty what you do not need: no table is obligatory.",
    ),
    Text(
        "سطر نخست سرستون است و نباید تغییر کند. توضیح هر ستون در یادداشت سرستون آن است. ستون‌های پررنگ‌تر کلیدند: باید پر باشند و هر کلید یک بار می‌آید.",
        "The first row is the header and must stay. A note on each heading says what the column is. The darker columns are keys: they must be filled, and each key stands once.",
    ),
    Text(
        "خانه خالی یعنی «دانسته نیست»، نه صفر. اگر چیزی را نمی‌دانید خالی بگذارید و در ستون «درجهٔ اعتبار» بنویسید هر سطر بر چه استوار است.",
        "An empty cell means “not known”, never zero. Leave empty what you do not know, and say in the column “evidence” what each row rests on.",
    ),
    Text(
        "شناسه واژه‌ای کوتاه و بی‌فاصله است، مانند governor. جدول‌های دیگر با همین شناسه به آن اشاره می‌کنند. چند شناسه در یک خانه با نقطه‌ویرگول جدا می‌شود.",
        "An id is a short word without spaces, such as governor. Other tables point to it by that id. Several ids in one cell are separated by semicolons.",
    ),
    Text(
        "تاریخ را شمسی (۱۴۰۴/۰۸/۲۳) یا میلادی ({2025-11-14}) بنویسید. رقم فارسی و لاتین هر دو پذیرفته است. عددهای بیش از پانزده رقم را به صورت متن بنویسید.",
        "Write dates in the solar calendar (1404/08/23) or as 2025-11-14. Persian and Latin digits are both taken. Write numbers of more than fifteen digits as text.",
    ),
    Text(
        "سطری که مکانش {*province} است در همه استان‌ها هست؛ {*province -qom} قم را کنار می‌گذارد. سطری با شناسه {x@qom} همان چیز را در قم بازنویسی می‌کند و خانه خالی آن از سطر کلی به ارث می‌رسد.",
        "A row whose place is *province exists in every province; *province -qom leaves Qom out. A row with the id x@qom overrides it in Qom, and its empty cells inherit.",
    ),
    Text(
        "دارنده یک صندلی می‌تواند قاعده باشد: {heads: legal_form=bank} یعنی رئیسان همه بانک‌ها، {type: county_governor} یعنی همه فرمانداران.",
        "The holder of a seat may be a rule: heads: legal_form=bank for the heads of all banks, type: county_governor for all county governors.",
    ),
    Text(
        "فرمول، ماکرو، خانه ادغام‌شده و پیوند به پرونده دیگر پذیرفته نیست.",
        "Formulas, macros, merged cells and links to other files are not accepted.",
    ),
    Text(
        "پس از پر کردن، فرمان {ostan check FILE.xlsx --errors MARKED.xlsx} همه ایرادها را با نشانی خانه می‌گوید و همین کارپوشه را با خانه‌های نشان‌دار برمی‌گرداند.",
        "When filled: ostan check FILE.xlsx --errors MARKED.xlsx lists every problem with its cell and gives this workbook back with those cells marked.",
    ),
)
"""What the first sheet says before it lists the tables."""


def _isolated(text: str) -> str:
    """Keep what stands in braces from left to right inside a sentence of either direction."""
    return text.replace("{", "\u2066").replace("}", "\u2069")


def _lines(names: list[str], lang: Lang) -> Iterator[tuple[Any, str, bool]]:
    """Return the rows of the guide: what stands in the first and second column, and whether bold."""
    yield Text("راهنمای پر کردن", "How to fill this in").to(lang), "", True
    for number, step in enumerate(STEPS, 1):
        yield number if lang == "en" else to_persian(str(number)), _isolated(step.to(lang)), False
    yield "", "", False
    yield Text("برگه‌ها", "Sheets").to(lang), "", True
    for name in names:
        yield TABLES[name].title.to(lang), TABLES[name].about.to(lang), False
    yield "", "", False
    version = Text("نسخه جدول‌ها", "Version of the tables")
    yield version.to(lang), SCHEMA_VERSION, False

"""A Reform to a workbook: a sheet per kind, right to left, with drop-downs of the Country's names."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, Final

from ostan.country.country import Country
from ostan.files.escape import guard
from ostan.files.reforms.names import ALL_OF_LEVEL, Book
from ostan.files.reforms.wording import (
    COVER,
    COVER_FIELDS,
    ORDER_ABOUT,
    ORDER_HEADING,
    Field,
    fields,
    kind_title,
)
from ostan.files.template import (
    FIRST_JALALI,
    FIRST_SERIAL,
    LINE,
    LISTS,
    drop_down,
    lines_of,
    printed,
    reading,
)
from ostan.persian.jalali import format_short
from ostan.persian.keys import sort_key
from ostan.reform.change import Change
from ostan.reform.kinds import KINDS
from ostan.reform.reform import Reform
from ostan.words.labels import YES_NO
from ostan.words.text import Lang, Text

OFFERED: Final = 2_000
"""Most names in a drop-down; more are quicker typed than scrolled."""
ROWS_AHEAD: Final = 1_000
"""Rows below the changes that have drop-downs too."""
MARK: Final = "ostan reform"
"""What the hidden sheet of a Reform's workbook says of itself."""
WIDTHS: Final = {
    "name": 44.0,
    "text": 34.0,
    "number": 14.0,
    "truth": 12.0,
    "day": 14.0,
    "choice": 18.0,
}
"""Widths of columns in characters, by what they hold."""


def workbook(
    reform: Reform, country: Country | None = None, lang: Lang = "fa", every: bool = False
) -> bytes:
    """Return the xlsx of a Reform; with `every`, kinds without a change get a sheet as well.

    With a Country, names stand before the ids and drop-downs offer its councils, posts and places.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    pen = _Pen(book, Book(country) if country is not None else None, lang)
    used = {c.kind for c in reform.changes}
    kinds = [k for k in KINDS if every or k in used]
    pen.cover(reform, kinds)
    for kind in kinds:
        pen.sheet(kind, [(n, c) for n, c in enumerate(reform.changes, 1) if c.kind == kind])
    pen.lists()
    book.properties.creator = "ostan"
    book.properties.title = f"{MARK} {reform.version}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def template(country: Country | None = None, lang: Lang = "fa") -> bytes:
    """Return an empty workbook with a sheet for every kind of change."""
    return workbook(Reform.of(()), country, lang, every=True)


class _Pen:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, names: Book | None, lang: Lang) -> None:
        self.book, self.names, self.lang = book, names, lang
        self._lists: dict[str, list[tuple[str, str]]] = {}

    # Sheets of kinds -------------------------------------------------------------------------

    def sheet(self, kind: str, changes: Sequence[tuple[int, Change]]) -> None:
        """Add the sheet of a kind."""
        from openpyxl.utils import get_column_letter

        columns = fields(kind)
        rows = [row for n, c in changes for row in self._rows(columns, n, c)]
        made = self.book.create_sheet(kind_title(kind).to(self.lang))
        made.sheet_view.rightToLeft = self.lang == "fa"
        made.freeze_panes = "B2"
        printed(made)
        made.column_dimensions["A"].width = 9
        last = get_column_letter(len(columns) + 1)
        made.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
        for index, field in enumerate(columns, 2):
            letter = get_column_letter(index)
            made.column_dimensions[letter].width = WIDTHS[field.lane]
            allowed = self._allowed(field)
            if allowed:
                made.data_validations.append(
                    drop_down(allowed, f"{letter}2:{letter}{len(rows) + 1 + ROWS_AHEAD}")
                )
        made.row_dimensions[1].height = 2 * LINE
        made.append(self._headings(made, columns))
        for row in rows:
            made.append([_cell(made, v) for v in row])

    def _headings(self, sheet: Any, columns: Sequence[Field]) -> list[Any]:
        first = _heading(sheet, ORDER_HEADING.to(self.lang), ORDER_ABOUT, True)
        others = [_heading(sheet, f.heading.to(self.lang), f.about, f.required) for f in columns]
        return [first, *others]

    def _rows(self, columns: Sequence[Field], number: int, change: Change) -> Iterator[list[Any]]:
        """Yield a row, and one more for each further name of a field that holds several.

        What is required stands in all of them, so that each says what it is about.
        """
        data = change.model_dump(by_alias=True)
        cells = [self._cells(f, data[f.name]) for f in columns]
        for index, row in enumerate(zip_longest(*cells)):
            again = [
                c[0] if index and f.required and not f.many else v
                for f, c, v in zip(columns, cells, row, strict=True)
            ]
            yield [number, *again]

    def _cells(self, field: Field, value: Any) -> list[Any]:
        """Return what stands under each other for one change: one cell, or one for each name."""
        if not field.many:
            return [self._value(field, value)]
        shown = [self._value(field, v) for v in value]
        # A place named twice would read as one that goes on in the next row.
        return ["؛ ".join(shown)] if len(set(shown)) < len(shown) else shown or [None]

    def _value(self, field: Field, value: Any) -> Any:
        if value is None or (value is False and not field.required):
            return None
        if field.lane == "truth":
            return YES_NO["true" if value else "false"].to(self.lang)
        if field.lane == "day":
            return _day(value, self.lang)
        if field.lane == "choice":
            return field.words[value].to(self.lang)
        if field.lane == "number":
            return _number(value)
        return guard(self._label(field.refers, value) if field.refers else value)

    def _label(self, table: str, id: str) -> str:
        """Return the id with the name before it, where a Country knows one."""
        if id in ALL_OF_LEVEL:
            return f"{ALL_OF_LEVEL[id].to(self.lang)} [{id}]"
        return self.names[table].label(id, self.lang) if self.names else id

    # Drop-downs ------------------------------------------------------------------------------

    def _allowed(self, field: Field) -> str | None:
        if field.lane == "truth":
            return self._listed("yes", [(t.to(self.lang), v) for v, t in YES_NO.items()])
        if field.lane == "choice":
            return self._listed(field.name, [(t.to(self.lang), v) for v, t in field.words.items()])
        if field.refers is None or self.names is None:
            return None
        return self._listed(field.refers, self._offered(field.refers))

    def _offered(self, table: str) -> list[tuple[str, str]]:
        """Return names with ids: councils, posts and units by type, which stands for all places."""
        names = self.names
        if names is None or table in self._lists:
            return []
        types = sorted(names[table].by_type, key=lambda t: sort_key(names[table].shown(t)))
        if len(types) > OFFERED:
            return []
        every = list(ALL_OF_LEVEL) if table == "places" else []
        return [(guard(self._label(table, t)), t) for t in (*every, *types)]

    def _listed(self, name: str, offered: list[tuple[str, str]]) -> str | None:
        from openpyxl.utils import get_column_letter

        rows = self._lists.setdefault(name, offered)
        letter = get_column_letter(2 * list(self._lists).index(name) + 2)
        return f"{LISTS}!${letter}$2:${letter}${len(rows) + 1}" if rows else None

    def lists(self) -> None:
        """Add the hidden sheet: in pairs of columns, what is offered and the id it means."""
        sheet = self.book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        columns: list[list[str]] = [[MARK]]
        for name, rows in self._lists.items():
            columns += [[name, *(shown for shown, _ in rows)], ["id", *(id for _, id in rows)]]
        for row in zip_longest(*columns):
            sheet.append([_cell(sheet, v) for v in row])

    # The first sheet -------------------------------------------------------------------------

    def cover(self, reform: Reform, kinds: Iterable[str]) -> None:
        """Add the first sheet: what the Reform is called, and how the sheets are filled in."""
        sheet = self.book.create_sheet(COVER.to(self.lang))
        sheet.sheet_view.rightToLeft = self.lang == "fa"
        sheet.sheet_view.showGridLines = False
        printed(sheet, landscape=False)
        sheet.column_dimensions["A"].width = 30
        sheet.column_dimensions["B"].width = 90
        data = {"version": reform.version, "title": reform.title, "parent": reform.parent}
        told = [
            (t.to(self.lang), guard(data[n] or ""), n == "title") for n, t in COVER_FIELDS.items()
        ]
        steps = [("", "", False), *((" ", s.to(self.lang), False) for s in STEPS), ("", "", False)]
        sheets = [
            (k.title.to(self.lang), k.about.to(self.lang), False)
            for k in map(KINDS.__getitem__, kinds)
        ]
        for number, (first, second, strong) in enumerate([*told, *steps, *sheets], 1):
            sheet.row_dimensions[number].height = LINE * lines_of(second, 90)
            sheet.append([self._sentence(sheet, t, strong) for t in (first.strip(), second)])

    def _sentence(self, sheet: Any, text: str, strong: bool) -> Any:
        from openpyxl.styles import Alignment, Font

        cell = _cell(sheet, text or None, always=True)
        cell.font = Font(name="Tahoma", bold=strong)
        cell.alignment = Alignment(**reading(self.lang), vertical="top", wrap_text=True)
        return cell


STEPS: Final = (
    Text(
        "هر برگه یک نوع تغییر است و هر سطر یک تغییر. برگه‌هایی را که لازم ندارید خالی بگذارید.",
        "Each sheet is a kind of change, each row a change. Leave empty what you do not need.",
    ),
    Text(
        "ستون «ترتیب» شمارهٔ تغییر است، در همهٔ برگه‌ها با هم: تغییرها به این ترتیب اجرا می‌شود. چند سطر با یک شماره یک تغییر است؛ برای ادغام سه شورا در یکی سه سطر با یک شماره بنویسید. سطر بی‌شماره پس از همه می‌آید.",
        "The column “order” numbers the changes over all sheets; they are applied in that order. Several rows of one number are one change: to merge three councils into one, write three rows of one number. Rows without a number come last.",
    ),
    Text(
        "نام را از فهرست خانه برگزینید یا بنویسید؛ شناسه درون کروشه است. نام و شناسه هر دو پذیرفته است.",
        "Pick a name from the list of the cell or write it; the id stands in square brackets. Name and id are both taken.",
    ),
    Text(
        "ستون «مکان‌ها» می‌گوید تغییر در کجاست: همهٔ استان‌ها، یا استان‌هایی که نام می‌برید. اگر خالی باشد نام‌ها شناسهٔ یک شورای معین‌اند.",
        "The column “at” says where the change holds: all provinces, or those you name. If it is empty, names are ids of particular councils.",
    ),
    Text(
        "تاریخ را شمسی (۱۴۰۵/۰۱/۰۱) یا میلادی بنویسید. فرمول، ماکرو و خانهٔ ادغام‌شده پذیرفته نیست.",
        "Write dates in the solar calendar or as 2026-03-21. Formulas, macros and merged cells are not accepted.",
    ),
)
"""What the first sheet says about filling in the others."""


def _heading(sheet: Any, words: str, about: Text, required: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(name="Tahoma", bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor="FF1F4E5F" if required else "FF3E7C8F")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.comment = Comment(f"{about.fa}\n{about.en}", "ostan", height=120, width=320)
    return cell


def _cell(sheet: Any, value: Any, always: bool = False) -> Any:
    """Return text as a cell of text, also where the library would take it for a formula or an error."""
    if not always and not (type(value) is str and value[:1] in ("#", "=")):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    if value is not None:
        cell.data_type = "s"
    return cell


def _number(value: float) -> float | str:
    """Return a number as it is, and as text where a workbook would cut its last digit."""
    return value if float(f"{value:.16g}") == value else repr(value)


def _day(day: date, lang: Lang) -> date | str:
    if lang == "en":
        return day if day >= FIRST_SERIAL else day.isoformat()
    return format_short(day) if day >= FIRST_JALALI else day.isoformat()

"""The rows of somebody's own list, as text: merged cells filled, the heading found, nothing understood yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ostan.files.cells import as_words
from ostan.files.problems import problem
from ostan.files.reforms.columns import Columns, Role, find
from ostan.files.reforms.names import Book
from ostan.files.reforms.problems import said
from ostan.files.reforms.verbs import NOTHING
from ostan.files.reforms.verbs import said as verbs_in
from ostan.files.sheets import Sheet
from ostan.files.xlsx import OWN_SHEETS
from ostan.persian.keys import fold, words
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

ROWS: Final = 20_000
"""Most rows of a list: a country has some thousands of councils, and every row is a change."""
CELL_CODES: Final = ("formula", "error_value", "merged_cells")
"""Findings about single cells, which cost their row and not the list."""
PROBED: Final = 200
"""Rows looked at to see which columns hold names where no heading says so."""
MOSTLY: Final = 0.5
"""Share of a column's cells that are names of councils where the column holds them."""
TOTALS: Final = frozenset(fold(w) for w in ("جمع", "جمع کل", "مجموع", "total", "sum"))
_RANGE: Final = re.compile(r"^([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})$")

Cells = Mapping[Role, str]
"""The filled cells of a row by what they hold."""


@dataclass(frozen=True)
class Line:
    """A row of a list: its number, its filled cells, and the cells that cannot be trusted."""

    number: int
    cells: Cells
    bad: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Page:
    """A sheet that holds a list: its rows, and what headings, title and name say of all of them.

    `marks` are the columns' letters by role; `verb` the kind of change all rows mean that name none;
    `place` the one that the title or the name of the sheet speaks of; `titles` what stands above.
    """

    file: str
    sheet: str | None
    columns: Columns
    marks: Mapping[Role, str]
    heads: Mapping[Role, str]
    head_row: int
    lines: tuple[Line, ...]
    verb: str | None
    place: str | None
    titles: tuple[str, ...] = ()

    def at(self, line: Line, role: Role | None = None) -> Where:
        """Return the cell of a row in the column of `role`, or the row."""
        return Where(self.file, self.sheet, line.number, self.marks.get(role) if role else None)


@dataclass
class Pages:
    """The pages of a file, what was found while reading them, and what may be put into cells."""

    pages: list[Page] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    choices: dict[Where, tuple[str, ...]] = field(default_factory=dict)


def pages(sheets: Sequence[Sheet], found: Sequence[Finding], book: Book) -> Pages:
    """Return the lists of raw sheets. Raises BadInput where they could not be read at all."""
    hard = [f for f in found if f.severity is Severity.ERROR and f.code not in CELL_CODES]
    if hard:
        raise BadInput(found)
    made = Pages(findings=[f for f in found if f.severity is not Severity.ERROR])
    bad = [f for f in found if f.code in CELL_CODES]
    for sheet in sheets:
        if sheet.name not in OWN_SHEETS and sheet.header:
            _page(sheet, [f for f in bad if f.where and f.where[0].sheet == sheet.name], book, made)
    _unrecognised(made)
    return made


def _unrecognised(made: Pages) -> None:
    """A sheet without a list is passed over where another has one, else it is what is wrong."""
    if not made.pages and not any(f.code == "list_which_column" for f in made.findings):
        return
    for index, finding in enumerate(made.findings):
        if finding.code == "list_not_recognised":
            made.findings[index] = said("list_sheet_passed", finding.where, came=finding.came)


def _page(sheet: Sheet, bad: Sequence[Finding], book: Book, made: Pages) -> None:
    at = Where(sheet.file, sheet.name)
    if sheet.height > ROWS:
        raise BadInput([problem("many_rows", at, came=str(sheet.height), allowed=ROWS)])
    rows, numbers = _rows(sheet)
    _unmerge(rows, numbers, sheet, bad, made)
    columns = find(rows)
    if columns is None:
        _ask_heading(sheet, rows, numbers, book, made)
        return
    made.findings += _passed(sheet, columns, rows[columns.row], numbers[columns.row])
    made.pages.append(_made_page(sheet, columns, rows, numbers, book, bad))


def _rows(sheet: Sheet) -> tuple[list[list[str | None]], list[int]]:
    """Return every row as text, the sheet's first one too, with the numbers people count them by."""
    columns = [as_words(c, sheet.height).to_list() for c in sheet.cells]
    body = [[_plain(v) for v in row] for row in zip(*columns, strict=True)]
    head = [_plain(h) for h in sheet.header]
    return [head, *body], [sheet.header_row, *sheet.rows.to_list()]


def _plain(text: str | None) -> str | None:
    stripped = text.strip() if text else ""
    return stripped or None


def _unmerge(
    rows: list[list[str | None]],
    numbers: list[int],
    sheet: Sheet,
    bad: Sequence[Finding],
    made: Pages,
) -> None:
    """Fill the cells of ranges merged down a column, which are one cell over several rows.

    A range across columns has its text in the first one, where it is read.
    """
    index_of = {n: i for i, n in enumerate(numbers)}
    filled: list[str] = []
    for finding in bad:
        span = _RANGE.match(finding.came or "") if finding.code == "merged_cells" else None
        if span is None or span[1] not in sheet.marks or span[2] == span[4]:
            continue
        column, first = sheet.marks.index(span[1]), index_of.get(int(span[2]))
        value = rows[first][column] if first is not None else None
        if value is None:
            continue
        for number in range(int(span[2]) + 1, min(int(span[4]), numbers[-1]) + 1):
            if number in index_of:
                rows[index_of[number]][column] = value
        filled.append(finding.came or "")
    if filled:
        where = Where(sheet.file, sheet.name)
        made.findings.append(said("list_merged_read", where, came="، ".join(filled[:20])))


def _made_page(
    sheet: Sheet,
    columns: Columns,
    rows: list[list[str | None]],
    numbers: list[int],
    book: Book,
    bad: Sequence[Finding],
) -> Page:
    titles = [c for row in rows[: columns.row] for c in row if c]
    above = [*titles, sheet.title]
    return Page(
        sheet.file,
        sheet.name,
        columns,
        {r: sheet.marks[i] for r, i in columns.of.items()},
        {r: rows[columns.row][i] or "" for r, i in columns.of.items()},
        numbers[columns.row],
        tuple(_lines(sheet, columns, rows, numbers, bad)),
        columns.verb or _one_verb(above),
        _one_place(above, book),
        tuple(titles),
    )


def _lines(
    sheet: Sheet,
    columns: Columns,
    rows: list[list[str | None]],
    numbers: list[int],
    bad: Sequence[Finding],
) -> Iterator[Line]:
    heading = rows[columns.row]
    wrong: dict[int, list[Finding]] = {}
    used = {sheet.marks[i] for i in columns.of.values()}
    for finding in bad:
        where = finding.where[0]
        if finding.code != "merged_cells" and where.row is not None and where.column in used:
            wrong.setdefault(where.row, []).append(finding)
    for row, number in zip(rows[columns.row + 1 :], numbers[columns.row + 1 :], strict=True):
        cells = {r: v for r, i in columns.of.items() if (v := row[i]) is not None}
        found = tuple(wrong.get(number, ()))
        if found or not (row == heading or _says_nothing(cells)):
            yield Line(number, cells, found)


def _says_nothing(cells: Cells) -> bool:
    """Whether a row is no row of the list: empty but for numbers and notes, or a total."""
    if not set(cells) - {"number", "reason"}:
        return True
    return any(fold(v) in TOTALS for r, v in cells.items() if r in ("gone", "number"))


def _one_verb(texts: Sequence[str]) -> str | None:
    """Return the one kind of change a title speaks of: «فهرست شوراهای پیشنهادی برای ادغام»."""
    kinds = dict.fromkeys(k for t in texts for k in verbs_in(t).kinds if k != NOTHING)
    return next(iter(kinds)) if len(kinds) == 1 else None


def _one_place(texts: Sequence[str], book: Book) -> str | None:
    """Return the one place a title or the name of a sheet speaks of: «استان فارس», or the bare name."""
    index = book["places"]
    whole = {p for t in texts for p in book.place(t).ids if p in index.rows}
    if len(whole) == 1:
        return whole.pop()
    said_in = [words(t) for t in texts]
    inside = {
        place
        for place, row in index.rows.items()
        if row["name_fa"] and row["level"] == "province"
        if any(_within(["استان", *words(str(row["name_fa"]))], tokens) for tokens in said_in)
    }
    return inside.pop() if len(inside) == 1 else None


def _within(phrase: list[str], tokens: list[str]) -> bool:
    size = len(phrase)
    return any(tokens[i : i + size] == phrase for i in range(len(tokens) - size + 1))


# Headings that are not known ---------------------------------------------------------------


def _passed(
    sheet: Sheet, columns: Columns, heading: Sequence[str | None], number: int
) -> Iterator[Finding]:
    for index in columns.doubled:
        where = Where(sheet.file, sheet.name, number, sheet.marks[index])
        yield said("list_column_doubled", where, came=heading[index])
    for index in columns.ignored:
        where = Where(sheet.file, sheet.name, number, sheet.marks[index])
        yield said("list_column_passed", where, came=heading[index])


def _ask_heading(
    sheet: Sheet, rows: list[list[str | None]], numbers: list[int], book: Book, made: Pages
) -> None:
    """Ask which column is which where the cells are names of councils and no heading says more."""
    named = _columns_of_names(rows, book)
    if len(named) < 2:
        where = Where(sheet.file, sheet.name)
        gone, host = "شورای ادغام‌شونده", "شورای میزبان"
        made.findings.append(
            said("list_not_recognised", where, came=sheet.title, gone=gone, host=host)
        )
        return
    first = next(
        i for i, row in enumerate(rows) if row[named[0]] and _is_council(row[named[0]], book)
    )
    above = max(first - 1, 0)
    cells = tuple(Where(sheet.file, sheet.name, numbers[above], sheet.marks[c]) for c in named)
    offered = ("شورای ادغام‌شونده", "شورای میزبان")
    made.choices |= dict.fromkeys(cells, offered) if above < first else {}
    came = "، ".join(sheet.marks[c] for c in named)
    made.findings.append(said("list_which_column", cells, came=came, mend=_HEAD_IT))


_HEAD_IT: Final = Text(
    "بالای فهرست سطری با سرستون‌های «شورای ادغام‌شونده» و «شورای میزبان» بگذارید.",
    "Put a row above the list with the headings “council merged” and “host council”.",
)


def _columns_of_names(rows: list[list[str | None]], book: Book) -> list[int]:
    found = []
    for column in range(len(rows[0])):
        cells = [v for row in rows[:PROBED] if (v := row[column])]
        named = sum(1 for v in cells if _is_council(v, book))
        if named and named >= MOSTLY * len(cells):
            found.append(column)
    return found


def _is_council(text: str | None, book: Book) -> bool:
    return bool(text) and bool(book["councils"].exact(text or ""))

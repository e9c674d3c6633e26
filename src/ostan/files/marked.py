"""The same workbook back, with every cell that was found wrong coloured and commented.

Everything else in the workbook stays. A first sheet lists all findings, also those without a cell.
A folder of CSV files (or a file that could not be opened as a workbook) comes back as a workbook
made of what could be read of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ostan.files.container import signature, unpacked
from ostan.files.escape import guard
from ostan.files.package import package
from ostan.files.source import content
from ostan.files.template import LINE, LISTS, drop_down, lines_of, printed, reading
from ostan.files.written import put
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Lang, Text

TITLE: Final = Text("ایرادها", "Problems")
"""Title of the sheet that lists the findings; the reader passes over it."""
FILLS: Final = {
    Severity.ERROR: "FFF4B6B0",
    Severity.WARNING: "FFFCE5B0",
    Severity.NOTICE: "FFDCE9F5",
}
"""Colours of cells, by the worst finding about them. The comment says it in words as well."""
SEVERITIES: Final = {
    Severity.ERROR: Text("خطا", "error"),
    Severity.WARNING: Text("هشدار", "warning"),
    Severity.NOTICE: Text("یادآوری", "notice"),
}
HEADINGS: Final = (
    Text("شدت", "severity"),
    Text("برگه", "sheet"),
    Text("خانه", "cell"),
    Text("ایراد", "problem"),
    Text("راه اصلاح", "how to mend it"),
    Text("کد", "code"),
)
WIDTHS: Final = (10, 20, 10, 85, 45, 20)
"""Widths of the list's columns, in characters."""
COMMENT_MOST: Final = 1_000
"""Longest comment in characters: a longer one cannot be read in its box."""
MARKED_MOST: Final = 20_000
"""Most cells that are marked; the list names them all."""


def mark(
    source: str | Path,
    findings: Iterable[Finding],
    out: Path,
    lang: Lang = "fa",
    choices: Mapping[Where, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Write to `out` the workbook of `source` with the cells of `findings` coloured and commented.

    Cells of `choices` get a drop-down of what may be put there. Raises nothing for a source that cannot be opened: then the list of findings is all there is.
    """
    listed = list(findings)
    book = _book(source)
    sheets = {s.title: s for s in book.worksheets}
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in listed:
        for where in finding.where:
            sheet = _sheet_of(where, sheets)
            if sheet is not None and where.row is not None:
                cells.setdefault((sheet, _cell(where, sheets[sheet])), []).append(finding)
    for (sheet, cell), found in list(cells.items())[:MARKED_MOST]:
        _mark(sheets[sheet], cell, found, lang)
    _offer(book, choices, sheets)
    _list(book, listed, sheets, lang)
    buffer = io.BytesIO()
    book.save(buffer)
    put(Path(out), buffer.getvalue())


# The workbook ------------------------------------------------------------------------------


def _book(source: str | Path) -> Any:
    """Open the workbook of a source; what cannot be trusted is not opened."""
    path = Path(source)
    try:
        if path.is_file():
            data = content(path)
            if data.startswith(b"PK"):
                return _opened(data, path.name)
        return _made(source)
    except BadInput:
        return _empty()


def _empty() -> Any:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    return book


def _opened(data: bytes, file: str) -> Any:
    from openpyxl import load_workbook

    signature(data, file)
    if list(package(unpacked(data, file), file)):
        return _empty()
    try:
        return load_workbook(io.BytesIO(data))
    except Exception:
        # openpyxl raises whatever its parts raise on a damaged file; the list is still worth giving.
        return _empty()


def _made(source: str | Path) -> Any:
    """Make a workbook of the raw sheets of a folder, row by row where they stood."""
    from ostan.files.cells import as_words
    from ostan.files.source import raw

    book = _empty()
    for sheet in raw(source, every_sheet=True)[0]:
        made = book.create_sheet(sheet.title[:31])
        made.sheet_view.rightToLeft = True
        made.freeze_panes = made.cell(sheet.header_row + 1, 1)
        for index, heading in enumerate(sheet.header, 1):
            made.cell(sheet.header_row, index, guard(heading))
            words = as_words(sheet.cells[index - 1], sheet.height)
            for row, word in zip(sheet.rows, words, strict=True):
                if word is not None:
                    made.cell(row, index, guard(_printable(word)))
    return book


_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _printable(text: str) -> str:
    """Return what XML can hold of a text."""
    return _CONTROL.sub("\ufffd", text)


def _sheet_of(where: Where, sheets: Mapping[str, Any]) -> str | None:
    if where.sheet is not None:
        return where.sheet if where.sheet in sheets else None
    stem = where.file.rpartition(".")[0][:31]
    return stem if stem in sheets else None


def _cell(where: Where, sheet: Any) -> str:
    """Return the cell: a whole row is marked at its first one, a heading finds its letter."""
    from openpyxl.utils import get_column_letter

    if where.column is None:
        return f"A{where.row}"
    if where.sheet is not None:
        return f"{where.column}{where.row}"
    for cell in sheet[(sheet.freeze_panes and int(sheet.freeze_panes[1:]) - 1) or 1]:
        if cell.value == guard(where.column):
            return f"{get_column_letter(cell.column)}{where.row}"
    return f"A{where.row}"


# Marks -------------------------------------------------------------------------------------


def _mark(sheet: Any, cell: str, findings: list[Finding], lang: Lang) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    target = sheet[cell]
    if type(target).__name__ == "MergedCell":
        # The cells inside a merged range cannot be written; its first one stands for them.
        merged = next(r for r in sheet.merged_cells.ranges if cell in r)
        target = sheet.cell(merged.min_row, merged.min_col)
    worst = min((f.severity for f in findings), key=list(Severity).index)
    target.fill = PatternFill("solid", fgColor=FILLS[worst])
    said = dict.fromkeys(_sentence(f, lang) for f in findings)
    before = target.comment.text + "\n" if target.comment else ""
    text = before + "\n".join(said)
    target.comment = Comment(_printable(text[:COMMENT_MOST]), "ostan", height=140, width=340)


def _sentence(finding: Finding, lang: Lang) -> str:
    mend = f" {finding.mend.to(lang)}" if finding.mend else ""
    return finding.sentence.to(lang) + mend


# Drop-downs --------------------------------------------------------------------------------


def _offer(book: Any, choices: Mapping[Where, Sequence[str]], sheets: Mapping[str, Any]) -> None:
    """Give cells a drop-down of their own, its words in a column of the hidden sheet.

    A cell that has a list already keeps it: two for one cell are a damaged workbook to some programs.
    """
    columns: dict[tuple[str, ...], str] = {}
    for where, words in list(choices.items())[:MARKED_MOST]:
        sheet = _sheet_of(where, sheets)
        if sheet is None or where.row is None or not words:
            continue
        cell = _cell(where, sheets[sheet])
        if any(cell in made.cells for made in sheets[sheet].data_validations.dataValidation):
            continue
        if tuple(words) not in columns:
            columns[tuple(words)] = _hidden_list(book, words)
        sheets[sheet].add_data_validation(drop_down(columns[tuple(words)], cell))


def _hidden_list(book: Any, words: Sequence[str]) -> str:
    """Put words into a free column of the hidden sheet; return the formula of their cells."""
    from openpyxl.utils import get_column_letter

    hidden = book[LISTS] if LISTS in book.sheetnames else book.create_sheet(LISTS)
    hidden.sheet_state = "hidden"
    index = hidden.max_column + 1 if hidden["A1"].value else 1
    for row, word in enumerate((f"choices {index}", *map(guard, words)), 1):
        hidden.cell(row, index, word)
    letter = get_column_letter(index)
    return f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"


# The list ----------------------------------------------------------------------------------


def _list(book: Any, findings: list[Finding], sheets: Mapping[str, Any], lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for old in (TITLE.fa, TITLE.en):
        if old in book.sheetnames:
            del book[old]
    made = book.create_sheet(TITLE.to(lang), 0)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is made
    made.sheet_view.rightToLeft = lang == "fa"
    made.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        made.column_dimensions[letter].width = width
    printed(made)
    made.append([h.to(lang) for h in HEADINGS])
    for cell in made[1]:
        cell.font = Font(name="Tahoma", bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF1F4E5F")
        cell.alignment = Alignment(horizontal="center", vertical="center")
    for finding in findings:
        for row in _lines(finding, sheets, lang):
            made.append(row)
            _dress(made, finding, lang)
            _link(made, row, sheets)
    made.auto_filter.ref = f"A1:F{max(made.max_row, 2)}"


def _lines(finding: Finding, sheets: Mapping[str, Any], lang: Lang) -> Iterator[list[str]]:
    mend = finding.mend.to(lang) if finding.mend else ""
    sentence = guard(_printable(finding.sentence.to(lang)))
    for where in finding.where or (Where(""),):
        sheet = _sheet_of(where, sheets) or where.sheet or where.file
        cell = _cell(where, sheets[sheet]) if sheet in sheets and where.row else where.cell
        kind = SEVERITIES[finding.severity].to(lang)
        yield [kind, guard(sheet), guard(cell), sentence, guard(mend), finding.code]


def _dress(sheet: Any, finding: Finding, lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    row = sheet[sheet.max_row]
    for cell in row:
        cell.font = Font(name="Tahoma")
        cell.alignment = Alignment(**reading(lang), vertical="top", wrap_text=True)
    for latin in (row[2], row[5]):
        latin.alignment = Alignment(horizontal="center", vertical="top", readingOrder=1)
    lines = max(lines_of(str(c.value or ""), w) for c, w in zip(row, WIDTHS, strict=True))
    sheet.row_dimensions[sheet.max_row].height = LINE * lines
    row[0].fill = PatternFill("solid", fgColor=FILLS[finding.severity])


def _link(sheet: Any, row: list[str], sheets: Mapping[str, Any]) -> None:
    """Let a click on the cell's name lead to the cell."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    if row[1] in sheets and re.fullmatch(r"[A-Z]{1,3}[0-9]+", row[2]):
        cell = sheet.cell(sheet.max_row, 3)
        name = row[1].replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{row[2]}")
        cell.font = Font(name="Tahoma", color="FF0563C1", underline="single")

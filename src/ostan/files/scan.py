"""What the reader of cells does not show, found in a sheet's XML without parsing it.

Formulas, spreadsheet errors and merged cells it drops in silence; a far cell or a long shared text
it would answer with all the memory there is. Searches are for fixed bytes, so that they cost little
beside reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ostan.files import limits
from ostan.files.container import Parts
from ostan.files.problems import problem, refuse
from ostan.words.finding import Finding, Where

_CELL: Final = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']""")
_FORMULA: Final = re.compile(rb"<\w+:f[\s>/]")
_MERGED: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([A-Z0-9:]{2,30})["']"""
)
_FAR_COLUMN: Final = re.compile(rb"""["']([A-Z]{2,3})[0-9]{1,7}["']""")
_SHARED: Final = re.compile(rb"""t\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})""")
_LETTERS_TO_A: Final = bytes(
    0x41 if 0x41 <= b <= 0x5A else 0x30 if 0x30 <= b <= 0x39 else b for b in range(256)
)


def scanned(part: bytes, file: str, sheet: str) -> Iterator[Finding]:
    """Search a sheet's XML for formulas, errors and merged cells."""
    yield from _formulas(part, file, sheet)
    yield from _errors(part, file, sheet)
    tail = part.rfind(b"sheetData")
    for found in _MERGED.finditer(part, max(tail, 0)):
        ref = found[1].decode()
        first = re.match(r"([A-Z]+)([0-9]+)", ref)
        letters, row = (first[1], int(first[2])) if first else (None, None)
        yield problem("merged_cells", Where(file, sheet, row, letters), came=ref)


def spread(part: bytes, lengths: list[int], at: Where) -> Iterator[Finding]:
    """Bound the rectangle the reader would allocate, and the text it would copy."""
    rows = _last_row(part)
    if rows > limits.ROWS + 1:
        yield problem("many_cells", at, came=str(rows), allowed=limits.ROWS)
        return
    columns = _last_column(part)
    if columns > limits.COLUMNS:
        yield problem("many_columns", at, came=str(columns), allowed=limits.COLUMNS)
    elif rows * columns > limits.AREA:
        yield problem("many_cells", at, came=str(rows * columns), allowed=limits.AREA)
    if _text_size(part, lengths) > limits.TEXT_BYTES:
        yield problem("much_text", at)


def _last_row(part: bytes) -> int:
    """Return the row of the last cell, which is what the reader takes for the height."""
    found = part.rfind(b"<row ")
    number = (
        re.match(rb'<row [^>]*?\br="([0-9]{1,9})"', part[found : found + 400])
        if found >= 0
        else None
    )
    last = int(number[1]) if number else 0
    for cell in _CELL.finditer(part, max(found, 0)):
        last = max(last, int(re.sub(rb"[A-Z]", b"", cell[1])))
    return last


def _last_column(part: bytes) -> int:
    """Return the number of the widest column: 26 where no reference has two letters."""
    shapes = part.translate(_LETTERS_TO_A)
    if shapes.find(b'"AA') < 0 and shapes.find(b"'AA") < 0:
        return 26
    widest = max(set(_FAR_COLUMN.findall(part)), key=lambda c: (len(c), c), default=b"Z")
    return _number(widest.decode())


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def shared_lengths(parts: Parts, file: str) -> list[int]:
    """Return the length in bytes of each text of the shared list, its marks included.

    Raises BadInput if the list is too long.
    """
    shared = next((p for n, p in parts.items() if n.casefold().endswith("sharedstrings.xml")), b"")
    if len(shared) > limits.SHARED_STRINGS_BYTES:
        raise refuse("much_text", file)
    return [len(piece) for piece in shared.split(b"</si>")[:-1]]


def _text_size(part: bytes, lengths: list[int]) -> int:
    """Return the bytes of shared text in all cells: exactly, where a quick bound is too much."""
    if not lengths or max(lengths) * _cells(part) <= limits.TEXT_BYTES:
        return 0
    import numpy as np

    used = np.array([int(i) for i in _SHARED.findall(part)], dtype=np.int64)
    sizes = np.array([*lengths, 0], dtype=np.int64)
    return int(sizes[np.minimum(used, len(lengths))].sum())


def _cells(part: bytes) -> int:
    """Return a bound of the number of cells: each takes an element that begins like this."""
    return part.count(b"<c") + part.count(b":c")


def _formulas(part: bytes, file: str, sheet: str) -> Iterator[Finding]:
    start = 0
    shown = 0
    while (start := part.find(b"<f", start)) >= 0:
        if part[start + 2 : start + 3] in (b">", b" ", b"/", b"\t", b"\n", b"\r"):
            yield problem("formula", _at(part, start, file, sheet))
            shown += 1
            if shown >= limits.SHOWN:
                return
        start += 2
    if part.find(b"<x:", 0, 2048) >= 0 or re.search(rb"<\w+:worksheet", part[:2048]):
        for found in _FORMULA.finditer(part):
            yield problem("formula", _at(part, found.start(), file, sheet))


def _errors(part: bytes, file: str, sheet: str) -> Iterator[Finding]:
    start = 0
    shown = 0
    # Attributes may stand in either quotes; all writers known use the double ones.
    mark = b't="e"' if part.find(b"t='e'") < 0 else b"t='e'"
    while (start := part.find(mark, start)) >= 0 and shown < limits.SHOWN:
        value = re.search(rb"<(?:\w+:)?v>([^<]{1,20})<", part[start : start + 400])
        came = value[1].decode("utf-8", "replace") if value else "#"
        yield problem("error_value", _at(part, start + 5, file, sheet), came=came)
        start += 5
        shown += 1


def _at(part: bytes, position: int, file: str, sheet: str) -> Where:
    """Return the cell in whose XML `position` lies."""
    start = max(part.rfind(b"<c ", 0, position), part.rfind(b":c ", 0, position) - 2, 0)
    found = _CELL.search(part, start, position + 200)
    if not found:
        return Where(file, sheet)
    cell = found[1].decode()
    letters = cell.rstrip("0123456789")
    return Where(file, sheet, int(cell[len(letters) :]), letters)

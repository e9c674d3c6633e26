"""The cells of the sheets, read by python-calamine from an archive that was made here.

The reader lets other threads run while it works, so sheets are read side by side, and a sheet larger
than half of all is cut in two between rows.
"""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from ostan.files.container import Parts, stored
from ostan.files.package import SheetPart
from ostan.files.problems import refuse

WORKERS: Final = 2
"""Sheets read at the same time: two cores are what the smallest office machine has."""

WHOLE: Final = 4 << 20
"""Sheets of fewer bytes are not cut: a thread costs more."""

_ROW: Final = re.compile(rb'<row [^>]*?\br="[0-9]+"')


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet, column by column, without its empty rows.

    `numbers` are the rows' numbers as people count them; `left` is the first column, from 0; `empty`
    are the numbers of the rows left out.
    """

    columns: tuple[tuple[Any, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    left: int = 0
    empty: tuple[int, ...] = ()


def grids(
    parts: Parts, sheets: list[SheetPart], file: str, meanwhile: Callable[[], None]
) -> list[Grid]:
    """Return the cells of `sheets` in their order; `meanwhile` is called while they are read.

    Raises BadInput for a sheet that cannot be read.
    """
    if not sheets:
        meanwhile()
        return []
    shares = _shares(parts, sheets)
    with _no_collection(), ThreadPoolExecutor(WORKERS) as pool:
        tasks = [pool.submit(_read, parts, share, file) for share in shares]
        meanwhile()
        pieces: dict[str, list[Grid]] = {}
        for task in tasks:
            for name, grid in task.result().items():
                pieces.setdefault(name, []).append(grid)
    return [_joined(pieces[s.name]) for s in sheets]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the garbage collector while millions of cells are made: none of them can be garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


_Share = dict[str, tuple[str, bytes]]
"""What one thread reads: part and its bytes by the name of the sheet."""


def _shares(parts: Parts, sheets: list[SheetPart]) -> list[_Share]:
    """Give each thread about half of the bytes."""
    by_size = sorted(sheets, key=lambda s: -len(parts[s.part]))
    whole = {s.name: (s.part, parts[s.part]) for s in by_size}
    largest, rest = by_size[0], by_size[1:]
    half = sum(len(part) for _, part in whole.values()) // 2
    others: _Share = {s.name: whole[s.name] for s in rest}
    cut = _cut(parts[largest.part], half)
    if cut is None:
        return [{largest.name: whole[largest.name]}, *([others] if others else [])]
    first, second = cut
    return [{largest.name: (largest.part, first)}, {largest.name: (largest.part, second), **others}]


def _cut(part: bytes, at: int) -> tuple[bytes, bytes] | None:
    """Cut a sheet before the first numbered row from `at` on; None where it is not worth it or safe."""
    if len(part) < WHOLE or at >= len(part) or part.find(b"<!") >= 0:
        return None
    start = part.find(b"<sheetData>")
    end = part.rfind(b"</sheetData>")
    row = part.find(b"<row ", at)
    if not 0 <= start < row < end or not _ROW.match(part, row):
        return None
    begin = start + len(b"<sheetData>")
    view = bytes(part)
    return view[:row] + view[end:], view[:begin] + view[row:]


def _read(parts: Parts, share: _Share, file: str) -> dict[str, Grid]:
    """Read some sheets from an archive that holds nothing but what they need."""
    from python_calamine import CalamineError, CalamineWorkbook

    needed = {n: p for n, p in parts.items() if _needed(n)}
    needed |= dict(share.values())
    read: dict[str, Grid] = {}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(stored(needed))) as book:
            for name in share:
                sheet = book.get_sheet_by_name(name)
                top, left = sheet.start or (0, 0)
                read[name] = _grid(sheet.to_python(), top, left)
    except (CalamineError, ValueError, OverflowError, IndexError):
        raise refuse("broken_file", file) from None
    return read


def _needed(name: str) -> bool:
    small = ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels")
    return name in small or (name.startswith("xl/") and name.count("/") == 1)


def _grid(rows: list[list[Any]], top: int, left: int) -> Grid:
    """Turn rows into columns; rows that hold nothing but spaces are left out and named."""
    numbers = tuple(range(top + 1, top + 1 + len(rows)))
    empty = tuple(n for n, r in zip(numbers, rows, strict=True) if _blank(r))
    if empty:
        gone = set(empty)
        rows = [r for n, r in zip(numbers, rows, strict=True) if n not in gone]
        numbers = tuple(n for n in numbers if n not in gone)
    return Grid(tuple(zip(*rows, strict=True)), numbers, left, empty)


def _blank(row: Sequence[Any]) -> bool:
    # A loop, for it ends at the first cell: a generator costs more than a row does.
    for value in row:  # noqa: SIM110
        if type(value) is not str or (value and not value.isspace()):
            return False
    return True


def _joined(pieces: list[Grid]) -> Grid:
    """Put the pieces of a sheet under each other, each column where it stood."""
    filled = [p for p in pieces if p.columns]
    if not filled:
        return Grid()
    # A piece of blank rows alone has no cells to give, yet its rows were left out and are named.
    pieces = [p for p in pieces if p.columns or p.empty]
    left = min(p.left for p in filled)
    right = max(p.left + len(p.columns) for p in filled)
    return _trimmed(
        Grid(
            tuple(sum((_column(p, i) for p in pieces), ()) for i in range(left, right)),
            sum((p.numbers for p in pieces), ()),
            left,
            sum((_gap(a, b) + b.empty for a, b in pairwise([Grid(), *pieces])), ()),
        )
    )


def _trimmed(grid: Grid) -> Grid:
    """Leave out the first and last columns that only blank rows reached."""
    first, last = 0, len(grid.columns)
    while first < last and _blank(grid.columns[last - 1]):
        last -= 1
    while first < last and _blank(grid.columns[first]):
        first += 1
    return replace(grid, columns=grid.columns[first:last], left=grid.left + first)


def _column(piece: Grid, index: int) -> tuple[Any, ...]:
    """Return the column of a piece at `index` of the sheet: empty cells where it does not reach."""
    at = index - piece.left
    inside = 0 <= at < len(piece.columns)
    return piece.columns[at] if inside else ("",) * len(piece.numbers)


def _gap(above: Grid, below: Grid) -> tuple[int, ...]:
    """Return the empty rows between two pieces: they were in neither."""
    last = max((*above.numbers[-1:], *above.empty[-1:]), default=0)
    first = min((*below.numbers[:1], *below.empty[:1]), default=0)
    return tuple(range(last + 1, first)) if last else ()

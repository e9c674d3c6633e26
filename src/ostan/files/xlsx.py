"""Workbooks in: checked, searched for what the reader of cells does not show, then read.

python-calamine reads the cells: fast, and it never evaluates anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from ostan.country.tables import TABLES
from ostan.files.container import signature, unpacked
from ostan.files.grid import Grid, grids
from ostan.files.headers import near, or_nearest, table_of
from ostan.files.package import SheetPart, package, sheet_parts
from ostan.files.problems import problem, refuse_newer
from ostan.files.scan import scanned, shared_lengths, spread
from ostan.files.sheets import Sheet, column_letters, mixed_cells
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Where

OWN_SHEETS: Final = ("_ostan", "راهنما", "Guide", "ایرادها", "Problems")
"""Sheets that `template` and `errors` add and the reader passes over without a word."""

_TITLE: Final = re.compile(rb"<dc:title>ostan ([0-9]{1,9})</dc:title>")
"""The version of the tables, as `template` writes it into a workbook's properties."""


@dataclass(frozen=True)
class Workbook:
    """What was read of a workbook: raw sheets of tables, and findings that stop nothing yet."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]


def read(data: bytes, file: str, every_sheet: bool = False) -> Workbook:
    """Return the raw sheets of a workbook: those named like a table, or `every_sheet`.

    Raises BadInput where the file as a whole cannot be trusted or opened; formulas, merged cells
    and spreadsheet errors inside sheets that are read come back as findings.
    """
    signature(data, file)
    parts = unpacked(data, file)
    _refuse(list(package(parts, file)))
    stated = _TITLE.search(parts.get("docProps/core.xml", b""))
    refuse_newer(stated[1].decode() if stated else None, file)
    listed = sheet_parts(parts, file)
    wanted = [s for s in listed if every_sheet or table_of(s.name) is not None]
    findings = list(_passed_over(listed, wanted, file))
    lengths = shared_lengths(parts, file)
    _refuse([f for s in wanted for f in spread(parts[s.part], lengths, Where(file, s.name))])

    def search() -> None:
        findings.extend(f for s in wanted for f in scanned(parts[s.part], file, s.name))

    cells = grids(parts, wanted, file, meanwhile=search)
    sheets = [_shaped(g, file, s.name, findings) for g, s in zip(cells, wanted, strict=True)]
    return Workbook(tuple(sheets), tuple(findings))


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise BadInput(findings)


def _passed_over(listed: list[SheetPart], wanted: list[SheetPart], file: str) -> Iterator[Finding]:
    titles = [w for t in TABLES.values() for w in (t.name, t.title.fa)]
    for place in listed:
        at = Where(file, place.name)
        if place.name in OWN_SHEETS:
            continue
        if not place.shown:
            yield problem("hidden_sheet", at, came=place.name)
        if place not in wanted:
            likely = or_nearest(near(place.name, titles))
            yield problem("ignored_sheet", at, came=place.name, near=likely)


def _shaped(grid: Grid, file: str, name: str, findings: list[Finding]) -> Sheet:
    """Make a raw sheet of a grid; the first row that holds something is the header."""
    if not grid.columns:
        findings.append(problem("no_header", Where(file, name)))
    numbers = grid.numbers[1:]
    first, last = (grid.numbers[0], grid.numbers[-1]) if grid.numbers else (1, 0)
    return Sheet(
        file,
        name,
        tuple(str(c[0]).strip() for c in grid.columns),
        tuple(mixed_cells(c[1:]) for c in grid.columns),
        pl.Series(numbers, dtype=pl.UInt32),
        tuple(column_letters(grid.left + i) for i in range(len(grid.columns))),
        first,
        tuple(n for n in grid.empty if first < n < last),
    )

"""Workbooks in: checked, scanned for what the reader of cells does not show, then read.

python-calamine reads the cells: fast, and it never evaluates anything. But it drops formulas, errors
and merged ranges in silence, so the XML is searched for them before.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

import polars as pl

from ostan.files import limits
from ostan.files.container import Parts, signature, stored, unpacked
from ostan.files.headers import table_of
from ostan.files.problems import problem, refuse
from ostan.files.sheets import Sheet, column_letters, mixed_cells
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Where

OWN_SHEETS: Final = ("_ostan", "راهنما", "Guide", "خطاها", "Problems")
"""Sheets that `template` and `errors` add and the reader passes over without a word."""

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ID: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"')
_ANY_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s>]")
_FORMULA: Final = re.compile(rb"<\w+:f[\s>/]")
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z0-9:]{2,30})"')
_DTD: Final = (b"<!DOCTYPE", b"<!ENTITY")
_XML_ENCODING: Final = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([\w\-]+)["']""")
_FAR_COLUMN: Final = re.compile(rb'r="([A-Z]{2,3})[0-9]')
_SHARED: Final = re.compile(rb't="s"[^>]*><v>([0-9]{1,9})</v>')
_LETTERS_TO_A: Final = bytes(
    0x41 if 0x41 <= b <= 0x5A else 0x30 if 0x30 <= b <= 0x39 else b for b in range(256)
)
_EXTERNAL_KINDS: Final = ("hyperlink",)
"""Kinds of outside relations that may stay: an address somebody typed into a cell."""


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
    _refuse(list(_package(parts, file)))
    places = _sheets(parts, file)
    wanted = [p for p in places if every_sheet or table_of(p.name) is not None]
    findings = list(_passed_over(places, wanted, file))
    for place in wanted:
        findings += _scanned(place, parts, file)
    _refuse([f for f in findings if f.code in ("many_cells", "much_text", "many_columns")])
    sheets = _cells(parts, wanted, file, findings)
    return Workbook(tuple(sheets), tuple(findings))


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise BadInput(findings)


# The package -------------------------------------------------------------------------------


def _package(parts: Parts, file: str) -> Iterator[Finding]:
    """Find what makes a workbook something else than sheets of values."""
    at = Where(file)
    types = bytes(parts.get("[Content_Types].xml", b""))
    if not types:
        kind = bytes(parts.get("mimetype", b""))[:80].decode("ascii", "replace")
        yield problem("not_a_workbook", at, came=kind or "zip")
        return
    names = {n.casefold() for n in parts}
    if b"macroEnabled" in types or any(n.endswith("vbaproject.bin") for n in names):
        yield problem("macros", at)
    if b"sheet.binary" in types:
        yield problem("binary_excel", at)
    elif b"spreadsheetml" not in types:
        yield problem("not_a_workbook", at, came=_kind(types))
    for name, part in parts.items():
        yield from _part(name, part, at)


def _kind(types: bytes) -> str:
    found = re.search(rb"(wordprocessingml|presentationml|drawingml)", types)
    return found[1].decode() if found else "?"


def _part(name: str, part: bytes | bytearray, at: Where) -> Iterator[Finding]:
    folded = name.casefold()
    if (
        "/externallinks/" in folded
        or folded in ("xl/connections.xml",)
        or "/querytables/" in folded
    ):
        yield problem("external_link", at, came=name)
    if "/embeddings/" in folded or "/activex/" in folded or "/ctrlprops/" in folded:
        yield problem("embedded_object", at, came=name)
    if not folded.endswith((".xml", ".rels", ".vml")):
        return
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in part[:256]:
        yield problem("xml_encoding", at, came=name)
        return
    declared = _XML_ENCODING.match(part[:256])
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        yield problem("xml_encoding", at, came=name)
    if any(part.find(mark) >= 0 for mark in _DTD):
        yield problem("xml_dtd", at, came=name)
    elif folded.endswith(".rels"):
        yield from _relations(name, bytes(part), at)


def _relations(name: str, part: bytes, at: Where) -> Iterator[Finding]:
    if b"TargetMode" not in part:
        return
    for relation in _xml(part, at.file):
        if relation.get("TargetMode") == "External":
            kind = (relation.get("Type") or "").rpartition("/")[2]
            if kind not in _EXTERNAL_KINDS:
                yield problem("external_link", at, came=f"{name}: {relation.get('Target')}")


def _xml(part: bytes | bytearray, file: str) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(bytes(part), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise refuse("broken_file", file) from None
    return root


# The list of sheets ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """A sheet of the workbook: its name, its part, whether it is shown."""

    name: str
    part: str
    shown: bool


def _sheets(parts: Parts, file: str) -> list[_Place]:
    if "xl/workbook.xml" not in parts:
        raise refuse("broken_file", file)
    book = _xml(parts["xl/workbook.xml"], file)
    targets = _targets(parts, file)
    listed = book.find(f"{_MAIN}sheets")
    if listed is None:
        listed = book.find(f"{_STRICT}sheets")
    if listed is None:
        raise refuse("broken_file", file)
    if len(listed) > limits.SHEETS:
        raise refuse("many_sheets", file, came=str(len(listed)), allowed=limits.SHEETS)
    found = []
    for sheet in listed:
        identity = next((sheet.get(i) for i in _ID if sheet.get(i)), None)
        part = targets.get(identity or "")
        if part is None or part not in parts:
            raise refuse("broken_file", file)
        shown = sheet.get("state", "visible") == "visible"
        found.append(_Place(sheet.get("name", ""), part, shown))
    return found


def _targets(parts: Parts, file: str) -> Mapping[str, str]:
    relations = parts.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise refuse("broken_file", file)
    return {
        str(r.get("Id")): posixpath.normpath(
            posixpath.join("/xl", str(r.get("Target", ""))).lstrip("/")
        )
        for r in _xml(relations, file)
    }


def _passed_over(places: list[_Place], wanted: list[_Place], file: str) -> Iterator[Finding]:
    from ostan.country.tables import TABLES
    from ostan.files.headers import near, or_nearest

    titles = [w for t in TABLES.values() for w in (t.name, t.title.fa)]
    for place in places:
        at = Where(file, place.name)
        if place.name in OWN_SHEETS:
            continue
        if not place.shown:
            yield problem("hidden_sheet", at, came=place.name)
        if place not in wanted:
            likely = or_nearest(near(place.name, titles))
            yield problem("ignored_sheet", at, came=place.name, near=likely)


# What the reader does not show -------------------------------------------------------------


def _scanned(place: _Place, parts: Parts, file: str) -> Iterator[Finding]:
    """Search a sheet's XML for formulas, errors, merged cells, and for a size that would choke us."""
    part = parts[place.part]
    at = Where(file, place.name)
    yield from _spread(place, part, parts, at)
    yield from _formulas(part, file, place.name)
    yield from _errors(part, file, place.name)
    tail = part.rfind(b"sheetData")
    for found in _MERGED.finditer(part, max(tail, 0)):
        ref = found[1].decode()
        first = re.match(r"([A-Z]+)([0-9]+)", ref)
        letters, row = (first[1], int(first[2])) if first else (None, None)
        yield problem("merged_cells", Where(file, place.name, row, letters), came=ref)


def _spread(place: _Place, part: bytes | bytearray, parts: Parts, at: Where) -> Iterator[Finding]:
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
    if _text_size(part, parts) > limits.TEXT_BYTES:
        yield problem("much_text", at)


def _last_row(part: bytes | bytearray) -> int:
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


def _last_column(part: bytes | bytearray) -> int:
    """Return the number of the widest column: 26 where no reference has two letters."""
    shapes = part.translate(_LETTERS_TO_A)
    if shapes.find(b'="AA0') < 0 and shapes.find(b'="AAA0') < 0:
        return 26
    widest = max(set(_FAR_COLUMN.findall(part)), key=lambda c: (len(c), c), default=b"Z")
    return _number(widest.decode())


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _text_size(part: bytes | bytearray, parts: Parts) -> int:
    """Return a bound of the text in all cells: the exact sum only where the quick bound is too much."""
    shared = next((p for n, p in parts.items() if n.casefold().endswith("sharedstrings.xml")), None)
    if shared is None:
        return len(part)
    if len(shared) > limits.SHARED_STRINGS_BYTES:
        return len(shared) * 100
    if len(part) // 20 * min(len(shared), 4096) < limits.TEXT_BYTES and len(shared) < 4096:
        return 0
    lengths = _shared_lengths(shared)
    if not lengths or max(lengths) * part.count(b't="s"') <= limits.TEXT_BYTES:
        return 0
    import numpy as np

    used = np.array([int(i) for i in _SHARED.findall(part)], dtype=np.int64)
    sizes = np.array([*lengths, 0], dtype=np.int64)
    return int(sizes[np.minimum(used, len(lengths))].sum())


def _shared_lengths(shared: bytes | bytearray) -> list[int]:
    ends = [len(piece) for piece in bytes(shared).split(b"</si>")]
    return ends[:-1]


def _formulas(part: bytes | bytearray, file: str, sheet: str) -> Iterator[Finding]:
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


def _errors(part: bytes | bytearray, file: str, sheet: str) -> Iterator[Finding]:
    start = 0
    shown = 0
    while (start := part.find(b't="e"', start)) >= 0 and shown < limits.SHOWN:
        value = re.search(rb"<(?:\w+:)?v>([^<]{1,20})<", part[start : start + 400])
        came = value[1].decode("utf-8", "replace") if value else "#"
        yield problem("error_value", _at(part, start + 5, file, sheet), came=came)
        start += 5
        shown += 1


def _at(part: bytes | bytearray, position: int, file: str, sheet: str) -> Where:
    """Return the cell in whose XML `position` lies."""
    start = max(part.rfind(b"<c ", 0, position), part.rfind(b":c ", 0, position) - 2, 0)
    found = _CELL.search(part, start, position + 200)
    if not found:
        return Where(file, sheet)
    cell = found[1].decode()
    letters = cell.rstrip("0123456789")
    return Where(file, sheet, int(cell[len(letters) :]), letters)


# Cells -------------------------------------------------------------------------------------


def _cells(
    parts: Parts, wanted: list[_Place], file: str, findings: list[Finding]
) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    if not wanted:
        return
    keep = {n for n in parts if n.endswith((".rels", "[Content_Types].xml"))}
    keep |= {n for n in parts if n.startswith("xl/") and n.count("/") == 1 and n.endswith(".xml")}
    keep |= {p.part for p in wanted}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(stored(parts, keep))) as book:
            for place in wanted:
                sheet = book.get_sheet_by_name(place.name)
                rows = sheet.to_python(skip_empty_area=True)
                yield _shaped(rows, sheet.start or (0, 0), file, place.name, findings)
    except (CalamineError, ValueError, OverflowError, IndexError):
        raise refuse("broken_file", file) from None


def _shaped(
    rows: list[list[Any]], start: tuple[int, int], file: str, name: str, findings: list[Finding]
) -> Sheet:
    """Make a raw sheet of rows of values; the first row that holds something is the header."""
    top, left = start
    header = rows[0] if rows else []
    data = rows[1:]
    blank = [""] * len(header)
    numbers = range(top + 2, top + 2 + len(data))
    empty: list[int] = []
    if blank in data:
        empty = [n for n, r in zip(numbers, data, strict=True) if r == blank]
        kept = [(n, r) for n, r in zip(numbers, data, strict=True) if r != blank]
        data = [r for _, r in kept]
        counted = pl.Series([n for n, _ in kept], dtype=pl.UInt32)
    else:
        counted = pl.Series(numbers, dtype=pl.UInt32)
    columns = zip(*data, strict=True) if data else [()] * len(header)
    last = counted[-1] if len(counted) else 0
    if not header:
        findings.append(problem("no_header", Where(file, name)))
    return Sheet(
        file,
        name,
        tuple(str(h).strip() for h in header),
        tuple(mixed_cells(c) for c in columns),
        counted,
        tuple(column_letters(left + i) for i in range(len(header))),
        top + 1,
        tuple(n for n in empty if n < last),
    )

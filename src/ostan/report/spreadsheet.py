"""A workbook as a spreadsheet reads it, written straight as XML: the same bytes for the same cells.

Of Office Open XML (ECMA-376, part 1, SpreadsheetML) only what a table needs: text, numbers, number
formats, one heading style, widths, frozen panes, a filter, and the direction of the sheet. A cell
at a time through a library took twenty times as long.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ostan.files.sheets import column_letters

Value = str | int | float | None
"""What a cell holds; None is an empty one."""

HEADING: Final = "heading"
"""Name of the style of headings: bold on a light ground, wrapped."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file can name; it stands for none."""
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Sheet:
    """A sheet: `rows` of cells; `formats` gives each column's number format (None: general).

    The first `headings` rows are headings, frozen with the first column where `frozen`, and the
    last of them carries the filter. `widths` are in characters.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    widths: Sequence[float]
    formats: Sequence[str | None] = ()
    headings: int = 0
    frozen: bool = False
    right_to_left: bool = False


def save(sheets: Sequence[Sheet], path: Path) -> None:
    """Write the workbook; what was there is replaced only when all of it is written."""
    formats = sorted({f for s in sheets for f in s.formats if f})
    part = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(sheets, formats):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    part.replace(path)


def _parts(sheets: Sequence[Sheet], formats: Sequence[str]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    yield "[Content_Types].xml", _content_types(numbers)
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "xl/workbook.xml", _workbook(sheets)
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _styles(formats)
    for n, sheet in zip(numbers, sheets, strict=True):
        yield f"xl/worksheets/sheet{n}.xml", "".join(_sheet(sheet, formats))


def _content_types(numbers: Iterable[int]) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    rows = "".join(
        f'<sheet name={quoteattr(s.name)} sheetId="{i}" r:id="rId{i}"/>'
        for i, s in enumerate(sheets, 1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{rows}</sheets></workbook>'


def _styles(formats: Sequence[str]) -> str:
    """Return the styles: 0 plain, 1 heading, then one per number format."""
    own = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(f)}/>' for i, f in enumerate(formats)
    )
    numbers = "".join(
        f'<xf numFmtId="{164 + i}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for i in range(len(formats))
    )
    kept = f'<numFmts count="{len(formats)}">{own}</numFmts>' if formats else ""
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}">{kept}'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFDCEBEA"/></patternFill></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{2 + len(formats)}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" '
        'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
        f'{numbers}</cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(sheet: Sheet, formats: Sequence[str]) -> Iterator[str]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}">{_view(sheet)}<cols>'
    for i, width in enumerate(sheet.widths, 1):
        yield f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    styles = [2 + formats.index(f) if f else 0 for f in sheet.formats]
    for number, row in enumerate(sheet.rows, 1):
        yield _row(number, row, [1] * len(row) if number <= sheet.headings else styles)
    yield f"</sheetData>{_filter(sheet)}</worksheet>"


def _view(sheet: Sheet) -> str:
    side = ' rightToLeft="1"' if sheet.right_to_left else ""
    pane = ""
    if sheet.frozen:
        corner = f"B{sheet.headings + 1}"
        pane = (
            f'<pane xSplit="1" ySplit="{sheet.headings}" topLeftCell="{corner}" '
            'activePane="bottomRight" state="frozen"/>'
        )
    return f'<sheetViews><sheetView{side} workbookViewId="0">{pane}</sheetView></sheetViews>'


def _filter(sheet: Sheet) -> str:
    if not sheet.frozen:
        return ""
    last = column_letters(len(sheet.widths) - 1)
    bottom = max(len(sheet.rows), sheet.headings + 1)
    return f'<autoFilter ref="A{sheet.headings}:{last}{bottom}"/>'


def _row(number: int, row: Sequence[Value], styles: Sequence[int]) -> str:
    cells = [
        _cell(f"{column_letters(i)}{number}", value, styles[i] if i < len(styles) else 0)
        for i, value in enumerate(row)
        if value is not None
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(at: str, value: Value, style: int) -> str:
    styled = f' s="{style}"' if style else ""
    if isinstance(value, str):
        text = escape(_UNFIT.sub("", value))
        return f'<c r="{at}"{styled} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return f'<c r="{at}"{styled}><v>{value!r}</v></c>'

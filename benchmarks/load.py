"""A workbook of 200,000 rows: loaded and checked, against python-calamine's and openpyxl's bare read.

The workbook is made, not real: 31 provinces, mostly seats, with councils, agendas, posts and units,
written by ostan in Persian. Bare reads turn every sheet into Python values and do nothing more;
ours checks the file for traps, types every cell, expands, builds the Country and runs all checks.
"""

from __future__ import annotations

import gc
import io
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl

from benchmarks.harness import Bar, Result, Spread, arguments, finish, interleaved, ratios, timed
from ostan.country.country import Country

ROWS = 200_000
"""Rows of all sheets together."""
SLOWER_THAN_CALAMINE = 2.0
"""Bar: ours over python-calamine's bare read of the same file."""
FASTER_THAN_OPENPYXL = 8.0
"""Bar: openpyxl's read over ours."""

PROVINCES = 31
UNITS, POSTS, COUNCILS = 150, 300, 300
"""Of a province: units, posts (head and deputy of each unit), councils."""
SUBJECTS = 60


def country(rows: int = ROWS, seed: int = 1) -> Country:
    """Make a country of about `rows` rows, four fifths of them seats."""
    rng = random.Random(seed)
    provinces = [f"p{i:02d}" for i in range(PROVINCES)]
    made: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"place": "land", "level": "country", "name_fa": "کشور"},
            *(
                {"place": p, "level": "province", "parent": "land", "name_fa": f"استان {i + 1}"}
                for i, p in enumerate(provinces)
            ),
        ],
        "subjects": [
            {"subject": _subject(i), "name_fa": f"موضوع {i + 1}"} for i in range(SUBJECTS)
        ],
    }
    each = (rows - PROVINCES - 1 - SUBJECTS) // PROVINCES - UNITS - POSTS - 3 * COUNCILS
    for place in provinces:
        _province(made, place, each, rng)
    return Country.of({n: pl.DataFrame(r, infer_schema_length=None) for n, r in made.items()})


def _subject(number: int) -> str:
    return f"s{number % SUBJECTS:02d}"


def _province(
    made: dict[str, list[dict[str, Any]]], place: str, seats: int, rng: random.Random
) -> None:
    holders = []
    for i in range(UNITS):
        unit = f"unit_{i:03d}"
        made.setdefault("units", []).append(
            {
                "unit": f"{unit}@{place}",
                "type": unit,
                "name_fa": f"ادارهٔ کل شمارهٔ {i + 1}",
                "kind": "general_directorate",
                "legal_form": "ministry_unit",
                "place": place,
                "head": f"head_{i:03d}@{place}",
                "staff": rng.randint(5, 400),
                "budget_per_year": rng.randint(1, 900) * 10**9,
                "functions": [_subject(i), _subject(7 * i + 1)],
                "status": "active",
            }
        )
        for type_, title in (("head", "مدیرکل"), ("deputy", "معاون")):
            post = f"{type_}_{i:03d}"
            holders.append(f"{post}@{place}")
            made.setdefault("posts", []).append(
                {
                    "post": f"{post}@{place}",
                    "type": post,
                    "title_fa": f"{title} شمارهٔ {i + 1}",
                    "unit": f"{unit}@{place}",
                    "manager": True,
                    "holders": 1,
                    "weight": 1.0 if type_ == "head" else 0.5,
                    "status": "active",
                }
            )
    for i in range(COUNCILS):
        _council(made, i, place, seats // COUNCILS + (i < seats % COUNCILS), holders, rng)


def _council(
    made: dict[str, list[dict[str, Any]]],
    number: int,
    place: str,
    seats: int,
    holders: list[str],
    rng: random.Random,
) -> None:
    council = f"council_{number:03d}"
    made.setdefault("councils", []).append(
        {
            "council": f"{council}@{place}",
            "type": council,
            "name_fa": f"شورای هماهنگی شمارهٔ {number + 1}",
            "kind": "council",
            "function": "coordinates",
            "place": place,
            "secretariat": f"unit_{number % UNITS:03d}@{place}",
            "sessions_per_year": float(rng.randint(1, 50)),
            "hours_per_session": rng.choice([1, 1.5, 2, 3.25]),
            "chair_delegable": "unknown",
            "elected": False,
            "status": "active",
            "evidence": "assumed",
        }
    )
    for subject in rng.sample(range(SUBJECTS), 2):
        made.setdefault("agenda", []).append(
            {"council": f"{council}@{place}", "subject": _subject(subject)}
        )
    for place_at_table, holder in enumerate(rng.sample(holders, seats)):
        made.setdefault("seats", []).append(
            {
                "council": f"{council}@{place}",
                "holder": holder,
                "role": "member" if place_at_table else "chair",
                "attendance": round(rng.random(), 2) if rng.random() < 0.3 else None,
                "source": "فرض",
                "evidence": "assumed",
            }
        )


def workbook(made: Country) -> bytes:
    """Return the workbook of a country as office programs save it: texts in one shared list.

    The frame of it is written by ostan, from one row a table; the rows are put into its sheets here,
    since a writer of cells would take longer than all that is measured.
    """
    from ostan.country.tables import TABLES
    from ostan.files.template import _values
    from ostan.files.template import workbook as written

    tables = {n: f for n, f in made.tables.items() if f.height}
    frame = written({n: f.head(1) for n, f in tables.items()})
    strings: dict[str, int] = {}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(frame)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        sheets = {f"xl/worksheets/sheet{i}.xml": n for i, n in enumerate(tables, 2)}
        for name in old.namelist():
            part = old.read(name)
            if name in sheets:
                table = TABLES[sheets[name]]
                data = tables[table.name]
                columns = [list(_values(table, c, data[c], "fa")) for c in table.columns]
                head, end = part.index(b"</row>") + 6, part.index(b"</sheetData>")
                part = part[:head] + _rows(columns, strings).encode() + part[end:]
            new.writestr(name, _with_strings(name, part))
        texts = "".join(f"<si><t>{escape(t)}</t></si>" for t in strings)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
    return out.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "openxmlformats-officedocument"


def _rows(columns: list[list[Any]], strings: dict[str, int]) -> str:
    from ostan.files.sheets import column_letters

    letters = [column_letters(i) for i in range(len(columns))]
    return "".join(
        f'<row r="{number}">'
        + "".join(
            _cell(f"{letter}{number}", value, strings)
            for letter, value in zip(letters, row, strict=True)
            if value is not None
        )
        + "</row>"
        for number, row in enumerate(zip(*columns, strict=True), 2)
    )


def _cell(name: str, value: object, strings: dict[str, int]) -> str:
    if isinstance(value, str):
        return f'<c r="{name}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f'<c r="{name}"><v>{value}</v></c>'


def _with_strings(name: str, part: bytes) -> bytes:
    """Tell the workbook of its list of texts."""
    if name == "[Content_Types].xml" and b"sharedStrings" not in part:
        kind = f"application/vnd.{OFFICE}.spreadsheetml.sharedStrings+xml"
        added = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        return part.replace(b"</Types>", added.encode())
    if name == "xl/_rels/workbook.xml.rels" and b"sharedStrings" not in part:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        added = f'<Relationship Id="rShared" Type="{kind}" Target="sharedStrings.xml"/>'
        return part.replace(b"</Relationships>", added.encode() + b"</Relationships>")
    return part


def ours(path: Path) -> None:
    """Load and check."""
    from ostan.country.checks import check
    from ostan.files.source import load

    check(load(path).country)


def calamine(path: Path) -> None:
    """Read every cell with python-calamine."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def openpyxl(path: Path, read_only: bool = False) -> None:
    """Read every cell with openpyxl, in its ordinary way or in its fastest (`read_only`)."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=read_only, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _run(read: Callable[[Path], None], path: Path) -> Callable[[], float]:
    def once() -> float:
        gc.collect()
        return timed(lambda: read(path))

    return once


def main(argv: list[str] | None = None) -> int:
    """Make the workbook, load it once (nothing is timed cold), then run in turns."""
    chosen = arguments("load").parse_args(argv)
    from ostan.files.source import load

    result = Result("load")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "country.xlsx"
        made = country()
        path.write_bytes(workbook(made))
        if load(path).country != made:
            raise SystemExit("what was loaded is not what was written")
        fast = interleaved(
            {"ours": _run(ours, path), "calamine": _run(calamine, path)}, 3 if chosen.quick else 9
        )
        result.measured = {
            "rows": sum(f.height for f in made.tables.values()),
            "bytes": path.stat().st_size,
        }
        if chosen.quick:
            result.skipped.append("openpyxl, which takes half a minute a run: the full run has it")
        else:
            _against_openpyxl(result, path)
    against = ratios(fast["ours"], fast["calamine"])
    bar = Bar("ours / calamine", against.median, SLOWER_THAN_CALAMINE, "x", at_least=False)
    result.bars.insert(0, bar)
    result.measured |= {
        "ours / calamine": against,
        "ours, s": Spread.of(fast["ours"]),
        "calamine, s": Spread.of(fast["calamine"]),
    }
    return finish(result, chosen.json)


def _against_openpyxl(result: Result, path: Path) -> None:
    """Hold ours against openpyxl's ordinary read; its read-only mode is shown beside it."""
    runs = {
        "ours": _run(ours, path),
        "openpyxl": _run(openpyxl, path),
        "openpyxl, read-only": _run(lambda p: openpyxl(p, read_only=True), path),
    }
    slow = interleaved(runs, 3)
    for name in ("openpyxl", "openpyxl, read-only"):
        result.measured[f"{name} / ours"] = ratios(slow[name], slow["ours"])
        result.measured[f"{name}, s"] = Spread.of(slow[name])
    times = result.measured["openpyxl / ours"].median
    result.bars.append(Bar("openpyxl / ours", times, FASTER_THAN_OPENPYXL, "x"))


if __name__ == "__main__":
    sys.exit(main())

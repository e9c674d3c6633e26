"""Read a SOURCE, load a Country from it, write one. The door of this folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ostan.country.country import Country
from ostan.country.expand import ROW, expand
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.files import datapackage, limits
from ostan.files.cells import typed
from ostan.files.headers import near, or_nearest, table_of
from ostan.files.located import located
from ostan.files.origin import Origin, Place
from ostan.files.problems import problem, refuse, refuse_newer
from ostan.files.references import unknown_references
from ostan.files.sheets import Sheet
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Lang

if TYPE_CHECKING:
    from ostan.files.written import Format

SAMPLE: Final = "sample:"
"""Prefix of the countries that come with the package."""
BESIDE: Final = ("readme", "datapackage")
"""Stems of files that may lie beside tables without a word."""


@dataclass(frozen=True)
class Source:
    """What a file or folder holds: folded tables, where each cell came from, what was noticed.

    `tables` are typed and hold the columns that were there; `notices` are findings that stop
    nothing.
    """

    tables: Tables
    origin: Origin
    notices: tuple[Finding, ...]
    path: str


@dataclass(frozen=True)
class Loaded:
    """A Country with the source it came from; `rows` leads from expanded rows to source rows."""

    country: Country
    source: Source
    rows: Mapping[str, pl.DataFrame]

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings with the cells of the source they are about."""
        return located(findings, self.rows, self.source.origin, self.source.tables)


def read(source: str | Path, map: Any = None) -> Source:
    """Return the folded tables of a SOURCE. Raises BadInput with every bad cell of it.

    `map` is a mapping of a foreign list, see `ostan.files.maps`.
    """
    made, bad = _read(source, map)
    if bad:
        raise BadInput([*bad, *made.notices])
    return made


def load(source: str | Path, as_of: date | None = None, map: Any = None) -> Loaded:
    """Return the Country of a SOURCE, as it stands or as of a day.

    Raises BadInput with every problem found, up to and including those that show only once
    templates are expanded; each says its file, sheet and cell.
    """
    name = str(source)
    found = _shipped(name) if name.startswith(SAMPLE) and map is None else _loaded(source, map)
    return found if as_of is None else replace(found, country=found.country.as_of(as_of))


@cache
def _shipped(name: str) -> Loaded:
    """Return a sample as it stands: it comes with the package, so that one reading serves a process."""
    return _loaded(name, None)


def _loaded(source: str | Path, map: Any) -> Loaded:
    """Return the Country of a SOURCE as it stands; see `load`."""
    made, bad = _read(source, map)
    if bad:
        raise BadInput([*bad, *_further(made, bad), *made.notices])
    rows: dict[str, pl.DataFrame] = {}
    try:
        expanded = expand(made.tables)
        rows = {n: f.select(*TABLES[n].key, ROW) for n, f in expanded.items() if f.height}
        country = Country.of({n: f.drop(ROW) for n, f in expanded.items()})
    except BadInput as error:
        found = located(error.findings, rows, made.origin, made.tables)
        raise BadInput(
            [*_distinct(found), *unknown_references(made.tables, made.origin), *made.notices]
        ) from None
    return Loaded(country, made, rows)


def _further(made: Source, bad: list[Finding]) -> list[Finding]:
    """Find what else is wrong beside bad cells, as far as it shows in what could be read."""
    tables = {
        n: f.drop_nulls([c for c in TABLES[n].key if c in f.columns])
        for n, f in made.tables.items()
    }
    found: list[Finding] = []
    try:
        expand(tables)
    except BadInput as error:
        found = located(error.findings, {}, made.origin, made.tables)
    said = {where for finding in bad for where in finding.where}
    new = [f for f in _distinct(found) if not said & set(f.where) and f.code != "doubled_key"]
    return [*new, *unknown_references(made.tables, made.origin)]


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Keep one of the findings that a template brought into every place."""
    seen: dict[object, Finding] = {}
    for finding in findings:
        seen.setdefault(
            (finding.code, finding.column, finding.where) if finding.where else finding, finding
        )
    return list(seen.values())


def write(
    what: Country | Tables, target: str | Path, lang: Lang = "fa", format: Format | None = None
) -> None:
    """Write a Country (folded) or tables as they are to a workbook or a folder.

    The format follows the name: `.xlsx` a workbook, anything else a folder of CSV files, unless
    `format` says otherwise. `lang` is that of a workbook's headers.
    """
    from ostan.files.written import write_to

    write_to(what, Path(target), lang, format)


def _read(source: str | Path, map: Any) -> tuple[Source, list[Finding]]:
    if map is None and Path(source).suffix.lower() in (".jsonld", ".json"):
        return _jsonld(Path(source)), []
    sheets, findings = raw(source, every_sheet=map is not None)
    if map is not None:
        from ostan.files.maps import mapped  # type: ignore[import-not-found, unused-ignore]

        return mapped(sheets, findings, map, str(source))  # type: ignore[no-any-return, unused-ignore]
    return understood(sheets, findings, str(source))


def _jsonld(path: Path) -> Source:
    from ostan.files import jsonld

    if not path.is_file():
        raise refuse("no_such_file", str(path), came=str(path))
    content(path)
    return Source(jsonld.folded(jsonld.read(path)), Origin({}), (), str(path))


def raw(source: str | Path, every_sheet: bool = False) -> tuple[list[Sheet], list[Finding]]:
    """Return the raw sheets of a SOURCE and what was found while reading them.

    Sheets that are named like no table are passed over with a notice unless `every_sheet`.
    """
    name = str(source)
    if name.startswith(SAMPLE):
        return _folder(sample(name.removeprefix(SAMPLE)), every_sheet, quiet=True)
    path = Path(source)
    if path.is_dir():
        return _folder(path, every_sheet)
    if not path.is_file():
        raise refuse("no_such_file", name, came=name)
    return _file(path, every_sheet)


def sample(name: str) -> Path:
    """Return the folder of a sample country that comes with the package."""
    folder = resources.files("ostan") / "sample" / name
    if not name.isidentifier() or not folder.is_dir():
        raise refuse("no_such_file", SAMPLE + name, came=SAMPLE + name)
    return Path(str(folder))


def content(path: Path) -> bytes:
    """Return the bytes of a file that is not too large."""
    size = path.stat().st_size
    if size > limits.FILE_BYTES:
        raise refuse("large_file", path.name, came=str(size), allowed=limits.FILE_BYTES)
    try:
        return path.read_bytes()
    except OSError:
        raise refuse("broken_file", path.name) from None


def _file(path: Path, every_sheet: bool) -> tuple[list[Sheet], list[Finding]]:
    data = content(path)
    if not data:
        raise refuse("empty_file", path.name)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _tables_of([path], every_sheet)
    if path.suffix.lower() == ".parquet" or data[:4] == b"PAR1":
        return _tables_of([path], every_sheet)
    from ostan.files import xlsx
    from ostan.files.container import OLE2

    known = path.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".xlsb")
    if not (known or data.startswith((b"PK", OLE2))):
        raise refuse("unknown_format", path.name, came=path.name)
    book = xlsx.read(data, path.name, every_sheet)
    return list(book.sheets), list(book.findings)


def _folder(
    path: Path, every_sheet: bool, quiet: bool = False
) -> tuple[list[Sheet], list[Finding]]:
    paths = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
    kinds = {p.suffix.lower() for p in paths} & {".csv", ".parquet"}
    if not kinds:
        raise refuse("unknown_format", path.name, came=path.name)
    wanted = [p for p in paths if p.suffix.lower() in (".csv", ".parquet")]
    findings = [] if quiet else [_ignored(p) for p in paths if p not in wanted and _strange(p)]
    described = path / datapackage.NAME
    if described.is_file():
        refuse_newer(datapackage.version(content(described)), datapackage.NAME)
    sheets, found = _tables_of(wanted, every_sheet, quiet)
    return sheets, [*findings, *found]


def _strange(path: Path) -> bool:
    return path.stem.lower() not in BESIDE


def _ignored(path: Path) -> Finding:
    titles = [w for t in TABLES.values() for w in (t.name, t.title.fa)]
    return problem(
        "ignored_sheet", Where(path.name), came=path.name, near=or_nearest(near(path.stem, titles))
    )


def _tables_of(
    paths: list[Path], every_sheet: bool, quiet: bool = False
) -> tuple[list[Sheet], list[Finding]]:
    from ostan.files import csvs, parquet

    wanted = [p for p in paths if every_sheet or table_of(p.stem) is not None]
    findings = [] if quiet else [_ignored(p) for p in paths if p not in wanted and _strange(p)]
    if len(wanted) > limits.SHEETS:
        raise refuse(
            "many_sheets", paths[0].parent.name, came=str(len(wanted)), allowed=limits.SHEETS
        )
    sheets: list[Sheet] = []
    encodings: dict[str, list[str]] = {}
    for path in wanted:
        try:
            if path.suffix.lower() == ".parquet":
                sheets.append(parquet.sheet(path))
                continue
            made, found, encoding = csvs.sheet(content(path), path.name)
        except BadInput as error:
            findings += error.findings
            continue
        findings += found
        encodings.setdefault(encoding, []).append(path.name)
        if made is not None:
            sheets.append(made)
    return sheets, [*findings, *_encodings(encodings)]


def _encodings(encodings: Mapping[str, list[str]]) -> list[Finding]:
    found = [
        problem("old_encoding", Where(file), came=name)
        for name, files in encodings.items()
        if name != "utf-8"
        for file in files
    ]
    if len(encodings) > 1:
        came = "; ".join(f"{name}: {', '.join(files)}" for name, files in sorted(encodings.items()))
        files = tuple(Where(f) for listed in encodings.values() for f in listed)
        found.append(problem("mixed_encodings", files, came=came))
    return found


def understood(
    sheets: list[Sheet], findings: list[Finding], path: str
) -> tuple[Source, list[Finding]]:
    """Return the Source of raw sheets named like tables, and the findings that stop it."""
    tables: dict[str, pl.DataFrame] = {}
    places: dict[str, Place] = {}
    found = list(findings)
    for sheet in sheets:
        table = table_of(sheet.title)
        if table is None:
            continue
        at = Where(sheet.file, sheet.name)
        if table.name in places:
            other = places[table.name]
            found.append(
                problem(
                    "doubled_table",
                    at,
                    came=sheet.title,
                    table=table.title,
                    other=other.sheet or other.file,
                )
            )
            continue
        frame, cells, marks = typed(table, sheet)
        found += cells
        tables[table.name] = frame
        places[table.name] = Place(sheet.file, sheet.name, sheet.rows, marks)
    bad = [f for f in found if f.severity is Severity.ERROR]
    if not tables and not bad:
        names = "، ".join(t.title.fa for t in TABLES.values())
        raise refuse("no_tables", Path(path).name, allowed=names)
    notices = tuple(f for f in found if f.severity is not Severity.ERROR)
    return Source(tables, Origin(places), notices, path), bad

"""A Country or tables to disk: a workbook, or a folder of CSV or Parquet files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from ostan.country.country import Country
from ostan.country.normal import Tables, as_text
from ostan.country.tables import TABLES
from ostan.files import csvs, parquet
from ostan.files.escape import guarded
from ostan.words.text import Lang

Format = Literal["xlsx", "csv", "parquet", "jsonld"]
"""What can be written."""


_BY_SUFFIX: Mapping[str, Format] = {".xlsx": "xlsx", ".jsonld": "jsonld", ".json": "jsonld"}


def write_to(
    what: Country | Tables,
    target: Path,
    lang: Lang,
    format: Format | None,
) -> None:
    """Write to `target`; nothing is left half-written: files appear whole or not at all."""
    kind = format or _BY_SUFFIX.get(target.suffix.lower(), "csv")
    if kind == "jsonld":
        from ostan.files import jsonld

        jsonld.write(what if isinstance(what, Country) else Country.of(what), target)
        return
    tables = folded(what)
    if kind == "xlsx":
        from ostan.files.template import workbook

        put(target, workbook(tables, lang))
        return
    target.mkdir(parents=True, exist_ok=True)
    for name, data in _FOLDERS[kind](tables).items():
        put(target / name, data)


def folded(what: Country | Tables) -> Tables:
    """Return the tables to write: a Country's folded, others as they are; those with rows only."""
    if isinstance(what, Country):
        from ostan.country.fold import fold

        what = fold(what)
    tables: Tables = what
    return {n: tables[n] for n in TABLES if n in tables and tables[n].height}


def put(path: Path, data: bytes) -> None:
    """Write a file at once: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _csv(tables: Tables) -> Mapping[str, bytes]:
    from ostan.files.datapackage import datapackage

    files = {f"{n}.csv": csvs.written(texts(f)) for n, f in tables.items()}
    return {**files, "datapackage.json": datapackage(tables)}


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table as text: texts and lists guarded against being taken for formulas."""
    plain = as_text(frame)
    guard = [n for n, t in frame.schema.items() if t == pl.String or isinstance(t, pl.List)]
    return plain.with_columns(guarded(pl.col(n)) for n in guard)


def _parquet(tables: Tables) -> Mapping[str, bytes]:
    return {f"{n}.parquet": parquet.written(f) for n, f in tables.items()}


_FOLDERS: Mapping[str, Callable[[Tables], Mapping[str, bytes]]] = {
    "csv": _csv,
    "parquet": _parquet,
}

"""Normal form and digest: the same tables are the same bytes, whatever file they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import polars as pl

from ostan.country.columns import dtype
from ostan.country.tables import SCHEMA_VERSION, TABLES, Table

SIGNIFICANT_DIGITS = 12
"""Floats keep this many: more than any source states, fewer than formats disagree on."""

Tables = Mapping[str, pl.DataFrame]
"""Frames by table name."""


def empty(table: Table) -> pl.DataFrame:
    """Return the table without rows."""
    return _empty(table.name)


@cache
def _empty(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema={n: dtype(c) for n, c in TABLES[name].columns.items()})


def normal(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` in normal form: all columns in order and type, clean cells, sorted by key.

    Text is NFC on one line without control characters, empty text is null; floats have 12
    significant digits and no negative zero; lists are sorted, without doubles, empty ones null;
    an optional cell left empty that has a value for absence gets it.
    Raises polars errors if a column does not fit its type: readers convert cells before.
    """
    if frame.is_empty():
        return empty(table)
    shaped = frame.select(_filled(table.name, tuple(frame.columns)))
    plain = shaped.select(_plain(table.name)).row(0, named=True)
    todo = [e for n, e in _cleaning(table.name).items() if not plain.get(n)]
    clean = shaped.with_columns(todo) if todo else shaped
    return clean.sort(table.key, maintain_order=True)


def digest(tables: Tables) -> str:
    """Return the sha256 over the canonical bytes of all tables in normal form, hexadecimal.

    Tables without rows count as absent, columns without values too.
    """
    total = hashlib.sha256(f"ostan {SCHEMA_VERSION}\n".encode())
    for name in TABLES:
        frame = tables.get(name)
        if frame is not None and frame.height:
            total.update(f"{name}\n".encode())
            total.update(_canonical(frame))
    return total.hexdigest()


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return every column as text, one way only: lists by `;`, ISO dates, shortest numbers."""
    return frame.select(_text(n, t) for n, t in frame.schema.items())


# Expressions are built once for each table: over small tables building them takes the longest.


@lru_cache(maxsize=256)
def shape(name: str, there: tuple[str, ...]) -> list[pl.Expr]:
    """Return every column of a table in its type, from a frame that has the columns `there`."""
    return [
        pl.col(n).cast(dtype(c)) if n in there else pl.lit(None, dtype(c)).alias(n)
        for n, c in TABLES[name].columns.items()
    ]


@lru_cache(maxsize=256)
def _filled(name: str, there: tuple[str, ...]) -> list[pl.Expr]:
    """Return `shape` with every empty cell that stands for a value being that value.

    So that there is one digest, whether a source writes the value or leaves the cell empty.
    """
    columns = TABLES[name].columns.values()
    return [_or_absent(e, c) for e, c in zip(shape(name, there), columns, strict=True)]


def _or_absent(cells: pl.Expr, column: Any) -> pl.Expr:
    absent = column.metadata.get("absent")
    return cells if absent is None or not column.nullable else cells.fill_null(absent)


@cache
def _plain(name: str) -> list[pl.Expr]:
    """Return whether text needs no cleaning, as most columns of a million ids do not."""
    return [
        ~pl.col(n).str.contains(r"^$|[^\x21-\x7e]").any()
        for n, c in TABLES[name].columns.items()
        if dtype(c) == pl.String
    ]


@cache
def _cleaning(name: str) -> dict[str, pl.Expr]:
    """Return for each column of a table that may need it how its cells are cleaned."""
    kinds = {n: dtype(c) for n, c in TABLES[name].columns.items()}
    return {
        n: _clean(n, k)
        for n, k in kinds.items()
        if k == pl.String or k.is_float() or isinstance(k, pl.List)
    }


def _clean(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.String:
        return clean_text(column).alias(name)
    if kind.is_float():
        rounded = column.round_sig_figs(SIGNIFICANT_DIGITS)
        return pl.when(rounded == 0).then(0.0).otherwise(rounded).alias(name)
    if isinstance(kind, pl.List):
        tidy = (
            column.list.eval(clean_text(pl.element())).list.drop_nulls().list.unique().list.sort()
        )
        return pl.when(tidy.list.len() > 0).then(tidy).alias(name)
    return column


def clean_text(text: pl.Expr) -> pl.Expr:
    """Return text as a cell holds it: NFC, one line, no control characters, null if empty."""
    line = (
        text.str.normalize("NFC").str.replace_all(r"[\p{Cc}\u2028\u2029\s]+", " ").str.strip_chars()
    )
    return pl.when(line != "").then(line)


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List):
        return column.list.join(";")
    if kind == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M")
    return column.cast(pl.String)


def _canonical(frame: pl.DataFrame) -> bytes:
    used = [c for c in frame.columns if frame[c].null_count() < frame.height]
    # Always quoted, so that an empty cell and no text can never look alike.
    return as_text(frame.select(used)).write_csv(quote_style="always").encode()

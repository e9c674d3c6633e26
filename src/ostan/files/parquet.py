"""Parquet files, one per table: typed columns in and out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import polars as pl

from ostan.country.tables import SCHEMA_VERSION
from ostan.files import limits
from ostan.files.problems import refuse, refuse_newer
from ostan.files.sheets import Cells, Sheet
from ostan.words.errors import BadInput

MAGIC: Final = b"PAR1"
"""First and last bytes of a parquet file."""
VERSION_KEY: Final = "ostan_schema"
"""Key of the schema version in a file's metadata."""


def sheet(path: Path) -> Sheet:
    """Return the raw sheet of a parquet file. Raises BadInput if it is none or too large."""
    from ostan.files.source import content

    data = content(path)
    if not (data.startswith(MAGIC) and data.endswith(MAGIC) and len(data) > 12):
        raise refuse("broken_file", path.name)
    frame = _frame(data, path.name)
    return Sheet(
        path.name,
        None,
        tuple(frame.columns),
        tuple(_cells(s) for s in frame),
        pl.int_range(2, frame.height + 2, dtype=pl.UInt32, eager=True),
        tuple(frame.columns),
    )


def _frame(data: bytes, file: str) -> pl.DataFrame:
    try:
        metadata = pl.read_parquet_metadata(io.BytesIO(data))
        refuse_newer(metadata.get(VERSION_KEY), file)
        lazy = pl.scan_parquet(io.BytesIO(data))
        rows = lazy.select(pl.len()).collect().item()
        columns = len(lazy.collect_schema())
        if rows > limits.ROWS:
            raise refuse("many_rows", file, came=str(rows), allowed=limits.ROWS)
        if columns > limits.COLUMNS:
            raise refuse("many_columns", file, came=str(columns), allowed=limits.COLUMNS)
        return lazy.collect()
    except BadInput:
        raise
    except BaseException as error:
        # A damaged file may make the reader panic, which is no Exception; anything else goes on.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise refuse("broken_file", file) from None
        raise


def _cells(series: pl.Series) -> Cells:
    kind = series.dtype
    if kind.is_numeric() or kind == pl.Null:
        return {"number": series.cast(pl.Float64 if not kind.is_integer() else pl.Int64)}
    if kind == pl.Boolean:
        return {"truth": series}
    if kind.is_temporal() and kind != pl.Time and kind != pl.Duration:
        return {"day": series.cast(pl.Datetime("us"))}
    if isinstance(kind, pl.List):
        return {"listed": series.cast(pl.List(pl.String))}
    return {"text": series.cast(pl.String).replace("", None)}


def written(frame: pl.DataFrame) -> bytes:
    """Return the parquet file of a typed table."""
    out = io.BytesIO()
    frame.write_parquet(out, metadata={VERSION_KEY: SCHEMA_VERSION})
    return out.getvalue()

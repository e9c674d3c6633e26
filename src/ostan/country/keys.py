"""Keys: the rows of a frame by name, and keys that stand twice."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ostan.country.tables import Table
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text


def rows_of(table: Table, frame: pl.DataFrame) -> tuple[Row, ...]:
    """Name the rows of `frame` by their keys; a cell of a key that is empty is empty text."""
    keys = frame.select(pl.col(c).cast(pl.String).fill_null("") for c in table.key)
    return tuple(Row(table.name, k) for k in keys.iter_rows())


def doubled(table: Table, frame: pl.DataFrame) -> Iterator[Finding]:
    """Find every key that stands more than once."""
    if frame.is_empty():
        return
    key = list(table.key)
    twice = frame.filter(pl.struct(key).is_duplicated())
    if twice.is_empty():
        return
    for row in rows_of(table, twice.unique(key, maintain_order=True)):
        sentence = Text(
            "{table}: کلید «{key}» بیش از یک بار آمده است",
            "{table}: the key “{key}” stands more than once",
        ).fill(table=table.title, key=" / ".join(row.key))
        yield Finding("doubled_key", Severity.ERROR, sentence, (row,), came=" / ".join(row.key))

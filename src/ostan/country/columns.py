"""What a column of a table may be: the few kinds every table is built from.

A column is a dataframely column whose metadata carries what the rest of ostan needs:
`header_fa` (the heading in Persian workbooks), `doc` (what it means,
in both languages), `refers` (the table its values point to), `values`
(the words it allows), `absent` (the value taken, and said, where a source leaves the cell empty)
and `unit`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from ostan.words.text import Text

ID_PATTERN = r"^[\w.\-]+(@[\w.\-]+)?$"
"""A slug in any script, with the place after an @ in what a template made: `governor@qom`."""

EVIDENCE = ("confirmed", "read", "recalled", "assumed")
"""From strongest to weakest: somebody answers for it; an excerpt was read; general knowledge; ours."""

LARGEST_INTEGER = 10**18
"""Above this no rial amount, count or id is meant; a 64-bit integer holds it."""


def _column(kind: Any, header: str, doc: Text, meta: dict[str, Any], **rest: Any) -> Any:
    return kind(description=doc.en, metadata={"header_fa": header, "doc": doc, **meta}, **rest)


def key(header: str, doc_fa: str, doc_en: str, refers: str | None = None, **meta: Any) -> Any:
    """Return an id that is (part of) the key of its table."""
    return _column(
        dy.String,
        header,
        Text(doc_fa, doc_en),
        {"refers": refers, **meta},
        primary_key=True,
        regex=ID_PATTERN,
    )


def words_key(header: str, doc_fa: str, doc_en: str, **meta: Any) -> Any:
    """Return a part of the key that is free text: an alias, the name of a default."""
    return _column(dy.String, header, Text(doc_fa, doc_en), meta, primary_key=True, min_length=1)


def refer(header: str, doc_fa: str, doc_en: str, to: str, nullable: bool = True) -> Any:
    """Return a column whose values are ids of the table `to`."""
    return _column(
        dy.String, header, Text(doc_fa, doc_en), {"refers": to}, nullable=nullable, regex=ID_PATTERN
    )


def choice(
    header: str,
    doc_fa: str,
    doc_en: str,
    values: Sequence[str],
    nullable: bool = False,
    absent: str | None = None,
) -> Any:
    """Return a column of a closed vocabulary."""
    pattern = "^(" + "|".join(map(re.escape, values)) + ")$"
    return _column(
        dy.String,
        header,
        Text(doc_fa, doc_en),
        {"values": tuple(values), "absent": absent},
        nullable=nullable,
        regex=pattern,
    )


def words(header: str, doc_fa: str, doc_en: str, nullable: bool = True) -> Any:
    """Return a column of text on one line."""
    return _column(dy.String, header, Text(doc_fa, doc_en), {}, nullable=nullable)


def number(
    header: str,
    doc_fa: str,
    doc_en: str,
    unit: str,
    low: float | None = 0,
    high: float | None = None,
    alias: str | None = None,
) -> Any:
    """Return a column of real numbers, by default not negative.

    `alias` is the column's name where it cannot be an attribute's (`from`).
    """
    meta = {"unit": unit}
    return _column(
        dy.Float64,
        header,
        Text(doc_fa, doc_en),
        meta,
        nullable=True,
        min=low,
        max=high,
        alias=alias,
    )


def whole(
    header: str,
    doc_fa: str,
    doc_en: str,
    unit: str,
    low: int | None = 0,
    high: int = LARGEST_INTEGER,
    absent: int | None = None,
    nullable: bool = True,
    key: bool = False,
) -> Any:
    """Return a column of whole numbers: counts and rials."""
    return _column(
        dy.Int64,
        header,
        Text(doc_fa, doc_en),
        {"unit": unit, "absent": absent},
        nullable=nullable and not key,
        primary_key=key,
        min=low,
        max=high,
    )


def yes_no(
    header: str, doc_fa: str, doc_en: str, nullable: bool = True, absent: bool | None = None
) -> Any:
    """Return a column of true, false, and empty for unknown."""
    return _column(dy.Bool, header, Text(doc_fa, doc_en), {"absent": absent}, nullable=nullable)


def day(header: str, doc_fa: str, doc_en: str, nullable: bool = True, key: bool = False) -> Any:
    """Return a column of days: ISO in data, Jalali at the edge."""
    return _column(
        dy.Date, header, Text(doc_fa, doc_en), {}, nullable=nullable and not key, primary_key=key
    )


def moment(header: str, doc_fa: str, doc_en: str) -> Any:
    """Return a key column of a day and an hour, local time."""
    return _column(dy.Datetime, header, Text(doc_fa, doc_en), {}, primary_key=True, time_unit="us")


def listed(header: str, doc_fa: str, doc_en: str, to: str) -> Any:
    """Return a column of several ids of the table `to`, separated by `;` where cells are text."""
    return _column(
        dy.List, header, Text(doc_fa, doc_en), {"refers": to}, inner=dy.String(), nullable=True
    )


def dtype(column: Any) -> pl.DataType:
    """Return the polars type a column is stored in."""
    return column.dtype  # type: ignore[no-any-return]

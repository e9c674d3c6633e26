"""The measures as they are written to a workbook and to JSON: the same rows in both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from ostan.country.columns import EVIDENCE
from ostan.country.country import Country
from ostan.country.tables import SCHEMA_VERSION, TABLES
from ostan.measure.figure import Column, Measure
from ostan.measure.registry import NOUNS, measures
from ostan.report.inputs import DATED

MOST_ROWS: Final = 2000
"""Rows of a measure from which only those of one place are written, where a place is named.

A workbook of every seat and every pair of councils of 31 provinces has two million cells: nobody
opens it twice.
"""


@dataclass(frozen=True)
class Written:
    """A measure with the rows that are written, and how many it has in all."""

    measure: Measure
    frame: pl.DataFrame
    rows_total: int

    @property
    def whole(self) -> bool:
        """Whether every row is written."""
        return self.frame.height == self.rows_total


def written(
    country: Country, day: date, names: Iterable[str] | None = None, place: str | None = None
) -> list[Written]:
    """Return the measures to write, computed, in the order of the registry.

    `names`: which (default: all). `place`: of measures with more than MOST_ROWS rows and a column
    `place`, only its rows. Raises KeyError for a name that is no measure.
    """
    known = {n: m for noun in NOUNS for n, m in measures(noun).items()}
    chosen = list(known) if names is None else [n for n in names if known[n]]
    return [_written(country, day, known[n], place) for n in chosen]


def _written(country: Country, day: date, measure: Measure, place: str | None) -> Written:
    frame = _frame(country, day, measure)
    if place is None or frame.height <= MOST_ROWS or "place" not in frame.columns:
        return Written(measure, frame, frame.height)
    return Written(measure, frame.filter(pl.col("place") == place), frame.height)


def _frame(country: Country, day: date, measure: Measure) -> pl.DataFrame:
    if measure.name in DATED:
        return DATED[measure.name](country, day).select(c.name for c in measure.columns)
    return measure(country)


def identity(country: Country, day: date, source: str) -> dict[str, str]:
    """Return what figures were made from: program, schema, digest of the data, day, source."""
    from ostan import __version__

    return {
        "ostan": __version__,
        "schema_version": SCHEMA_VERSION,
        "digest": country.digest,
        "day": day.isoformat(),
        "source": source,
    }


def evidence(country: Country) -> dict[str, dict[str, int]]:
    """Return the rows of every table that has any, by evidence; `unstated` where none is given."""
    return {t: _graded(country[t]) for t in TABLES if country[t].height}


def _graded(frame: pl.DataFrame) -> dict[str, int]:
    counts = dict(frame["evidence"].fill_null("unstated").value_counts().iter_rows())
    return {e: counts[e] for e in (*EVIDENCE, "unstated") if e in counts}


def measures_json(
    country: Country,
    figures: Sequence[Written],
    day: date,
    source: str = "",
    place: str | None = None,
) -> str:
    """Return the measures as JSON, the same bytes for the same Country.

    Keys: ostan, schema_version, digest, day, source, place (of the measures that are not written
    whole), evidence (rows by table and evidence), measures. Each measure: noun, title, key,
    columns (name, unit, title, doc), rows_total, rows (lists in the order of columns; null is
    unknown, days are ISO).
    """
    content = {
        **identity(country, day, source),
        "place": place,
        "evidence": evidence(country),
        "measures": {w.measure.name: _measure(w) for w in figures},
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _measure(figure: Written) -> dict[str, Any]:
    measure = figure.measure
    return {
        "noun": measure.noun,
        "title": {"fa": measure.title.fa, "en": measure.title.en},
        "key": list(measure.key),
        "columns": [_column(c) for c in measure.columns],
        "rows_total": figure.rows_total,
        "rows": [[plain(v) for v in row] for row in figure.frame.iter_rows()],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "unit": column.unit,
        "title": {"fa": column.title.fa, "en": column.title.en},
        "doc": {"fa": column.doc.fa, "en": column.doc.en},
    }


def plain(value: Any) -> Any:
    """Return a cell as JSON has it: days as ISO text, what is no number as null."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float) and value != value:
        return None
    return value


def write_json(text: str, path: Path) -> None:
    """Write `text` beside the target first, so that a full disk leaves no half of a file."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)

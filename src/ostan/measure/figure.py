"""What a measure is: a flat frame with documented columns, and the trace of each of its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace
from ostan.words.text import Text


@dataclass(frozen=True)
class Column:
    """A column of a measure: heading, unit, and what it means with its formula and source.

    `unit` is one of: id, name, count, hours/year, hours/week, hours, sessions/year, weighted
    hours/year, rial/year, share (0 to 1), ratio, text, days, date, people, level. Three columns `x_low`, `x`, `x_high` are one figure at the three
    settings of the defaults.
    """

    name: str
    title: Text
    unit: str
    doc: Text


@dataclass(frozen=True)
class Measure:
    """A named function from a Country to a flat frame, one row per `key`.

    `compute(country)` returns exactly `columns` in order; `trace(country, key)` says where the row
    with that key comes from.
    """

    name: str
    noun: str
    title: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    compute: Callable[[Country], pl.DataFrame]
    trace: Callable[[Country, tuple[str, ...]], Trace]

    def __call__(self, country: Country) -> pl.DataFrame:
        """Compute the frame."""
        return self.compute(country).select(c.name for c in self.columns)

"""Small helpers that turn figures into words of both languages, once for every section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ostan.report.blocks import Cell, Col, Figure, Missing, Range, Say
from ostan.words import formats
from ostan.words.text import Text

COMMA = Text("، ", ", ")
"""Between the items of a row."""


def both(write: Any, *values: Any, **settings: Any) -> Text:
    """Return what a function of `words.formats` writes, in both languages."""
    fa, en = (write(*values, lang, **settings) for lang in ("fa", "en"))
    return Text(fa, en)


def count(value: Any) -> Figure:
    """Return a whole number as a figure."""
    return Figure(both(formats.count, None if value is None else int(value)))


def number(value: Any, decimals: int = 1) -> Figure:
    """Return a number as a figure."""
    return Figure(both(formats.number, value, decimals=decimals))


def percent(value: Any) -> Figure:
    """Return a share as a percentage."""
    return Figure(both(formats.percent, value))


def span(low: Any, high: Any, decimals: int = 1) -> Text:
    """Return a range in words."""
    return both(formats.span, low, high, decimals=decimals)


def percent_span(low: Any, high: Any) -> Text:
    """Return a range of shares in words: `۳۳٪ تا ۴۷٪`."""
    first, last = (both(formats.percent, v) for v in (low, high))
    return first if first == last else Text(f"{first.fa} تا {last.fa}", f"{first.en} to {last.en}")


def three(row: Any, stem: str) -> Range:
    """Return the figure `stem` of a row of a measure at its three settings."""
    return Range(row[f"{stem}_low"], row[stem], row[f"{stem}_high"])


def say(fa: str, en: str, tone: str = "plain", **values: Any) -> Say:
    """Return a sentence with its values."""
    return Say(Text(fa, en), values, tone)


def listed(cells: Sequence[Cell], comma: Text = COMMA) -> Say:
    """Return cells in a row as one sentence part, joined as each language joins them."""
    marks = [f"n{i}" for i, _ in enumerate(cells)]
    holes = [f"{{{m}}}" for m in marks]
    words = Text(comma.fa.join(holes), comma.en.join(holes))
    return Say(words, dict(zip(marks, cells, strict=True)))


def col(fa: str, en: str, unit: str = "text", decimals: int = 1) -> Col:
    """Return a column of a shown table."""
    return Col(Text(fa, en), unit, decimals)


def missing(what_fa: str, what_en: str, gain_fa: str, gain_en: str) -> Missing:
    """Say what is not in the data and what adding it would show."""
    return Missing(Text(what_fa, what_en), Text(gain_fa, gain_en))

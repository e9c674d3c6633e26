"""What a page is made of: sentences, tables, pictures, and the word that something is missing.

Blocks hold values, not words: the same block is rendered once in Persian and once in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ostan.words.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Name:
    """A name from a table: in Persian, in English, or in only one of them."""

    fa: str | None
    en: str | None

    def to(self, lang: Lang) -> str | None:
        """Return the name in `lang`, else the one there is."""
        return (self.fa or self.en) if lang == "fa" else (self.en or self.fa)


@dataclass(frozen=True, slots=True)
class Code:
    """An id, a digest, a command: Latin, left to right, its digits as they are."""

    value: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure already in words of both languages; shown with weight."""

    text: Text


@dataclass(frozen=True, slots=True)
class Range:
    """One figure at the three settings of the defaults."""

    low: float | None
    value: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Badge:
    """A state with its colour, and the letter that says the colour without it."""

    colour: str
    letter: Text
    label: Text


@dataclass(frozen=True)
class Say:
    """A sentence with values (Cells) for its braces; a sentence may stand in another.

    `tone`: lead, plain, note or warning.
    """

    text: Text
    values: Mapping[str, Any] = field(default_factory=dict)
    tone: str = "plain"


Cell = str | bool | int | float | date | Text | Name | Code | Figure | Badge | Say | Range | None
"""What may stand in a cell of a table or in the braces of a sentence; None is unknown."""


@dataclass(frozen=True)
class Items:
    """Numbered lines."""

    lines: tuple[Say, ...]


@dataclass(frozen=True)
class Head:
    """A heading inside a section."""

    title: Text


@dataclass(frozen=True)
class Col:
    """A column of a shown table. `unit` as in `ostan.measure.figure.Column`."""

    title: Text
    unit: str = "text"
    decimals: int = 1


@dataclass(frozen=True)
class Grid:
    """A table as shown. The first column heads its row. `folded`: behind a summary on screen."""

    title: Text
    columns: tuple[Col, ...]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Panel:
    """One drawing in both languages with its caption; `name` is its id on the page."""

    name: str
    caption: Say
    svg: Mapping[str, str]


@dataclass(frozen=True)
class Picture:
    """Drawings, and the table of the same numbers, which always follows them."""

    panels: tuple[Panel, ...]
    table: Grid


def picture(name: str, caption: Say, svg: Mapping[str, str], table: Grid) -> Picture:
    """Return a picture of a single drawing."""
    return Picture((Panel(name, caption, svg),), table)


@dataclass(frozen=True)
class Missing:
    """What is not in the data, and what adding it would show."""

    what: Text
    gain: Text


Block = Say | Items | Head | Grid | Picture | Missing
"""Anything that may stand in a section."""


@dataclass(frozen=True)
class Section:
    """A part of the page with a stable id."""

    id: str
    title: Text
    blocks: tuple[Block, ...]
    short: Text | None = None

    @property
    def link(self) -> Text:
        """What the contents call it."""
        return self.short or self.title

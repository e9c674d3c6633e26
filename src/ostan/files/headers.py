"""Which table a sheet is, and which column a header means: Persian, English or the bare name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from ostan.country.tables import TABLES, Table
from ostan.persian.keys import fold
from ostan.words.text import Lang, Text

NEAR = 75
"""Similarity of folded names (0-100, rapidfuzz ratio) from which one is offered in place of another."""


def table_of(title: str) -> Table | None:
    """Return the table a sheet or file of this title holds, or None."""
    name = _titles().get(fold(title))
    return TABLES[name] if name else None


def column_of(table: Table, header: str) -> str | None:
    """Return the name of the column a header means, or None."""
    return _headers(table.name).get(fold(header))


def header(table: Table, column: str, lang: Lang) -> str:
    """Return the heading of a column as it is written."""
    return str(table.columns[column].metadata["header_fa"]) if lang == "fa" else column


def near(came: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Return the `names` most like `came`, the likest first; none if nothing is like it enough."""
    from rapidfuzz import fuzz, process

    known = {n: fold(n) for n in dict.fromkeys(names)}
    found = process.extract(fold(came), known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=most)
    return [name for _, _, name in found]


def or_nearest(names: list[str]) -> Text:
    """Return the sentence that offers `names`, empty if there are none."""
    if not names:
        return Text("", "")
    listed = "»، «".join(names), "”, “".join(names)
    return Text(
        f" شاید منظور این بوده است: «{listed[0]}».", f" Perhaps this was meant: “{listed[1]}”."
    )


@cache
def _titles() -> Mapping[str, str]:
    return {fold(w): n for n, t in TABLES.items() for w in (n, t.title.en, t.title.fa)}


@cache
def _headers(table: str) -> Mapping[str, str]:
    columns = TABLES[table].columns
    fa = {fold(c.metadata["header_fa"]): n for n, c in columns.items()}
    return fa | {fold(n): n for n in columns}

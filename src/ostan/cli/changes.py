"""Rows that are new, changed, gone or ambiguous, as a person reads them and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ostan.cli.screen import Screen
from ostan.words.text import Lang, Text

if TYPE_CHECKING:
    import polars as pl

    from ostan.country.country import Country

SHOWN = 40
"""Changes shown on the screen; `--json` and the page of `compare` have all."""
WORDS = {
    "new": Text("نو", "new"),
    "changed": Text("عوض‌شده", "changed"),
    "gone": Text("رفته", "gone"),
    "ambiguous": Text("مبهم", "ambiguous"),
}
"""Words for what may have happened to a row."""
TITLE = Text("سطرهایی که فرق دارند", "Rows that differ")
COUNTS = Text(
    "سطرهای نو {new}، خانه‌های عوض‌شده {changed}، سطرهای رفته {gone}، مبهم {ambiguous}",
    "New rows {new}, changed cells {changed}, rows gone {gone}, ambiguous {ambiguous}",
)
ASK = Text(
    "مبهم: شناسه‌ای رفته و شناسه‌ای نو آمده که نامشان یکی است؛ بگویید همان است یا نه.",
    "Ambiguous: one id is gone and a new one has come under the same name; say whether they are one.",
)
MORE = Text("… و {rest} تغییر دیگر", "… and {rest} more changes")
HEADER = (
    Text("تغییر", "Change"),
    Text("جدول", "Table"),
    Text("شناسه", "Id"),
    Text("نام", "Name"),
    Text("ستون", "Column"),
    Text("پیش", "Before"),
    Text("پس", "After"),
)


def between(old: Country, new: Country) -> pl.DataFrame:
    """Return what changed, in tables as people write them: a template once, not once a place."""
    from ostan.country.diff import diff
    from ostan.country.fold import fold

    return diff(fold(old), fold(new))


def show(screen: Screen, rows: pl.DataFrame) -> None:
    """Show the first changes and how many there are of each kind."""
    if not rows.height:
        return
    shown = [[c.to(screen.lang) for c in row] for row in cells(rows.head(SHOWN))]
    screen.table(HEADER, shown)
    if rows.height > SHOWN:
        screen.show(MORE.fill(rest=rows.height - SHOWN))
    screen.show(counted(rows))
    if "ambiguous" in rows["change"]:
        screen.show(ASK)


def counted(rows: pl.DataFrame) -> Text:
    """Say how many changes there are of each kind."""
    counts = dict(rows["change"].value_counts().iter_rows())
    return COUNTS.fill(**{kind: counts.get(kind, 0) for kind in WORDS})


def cells(rows: pl.DataFrame) -> tuple[tuple[Text, ...], ...]:
    """Return the cells of the changes in both languages."""
    both = (zip(_cells(rows, "fa"), _cells(rows, "en"), strict=True),)
    return tuple(
        tuple(Text(fa, en) for fa, en in zip(a, b, strict=True)) for pair in both for a, b in pair
    )


def _cells(rows: pl.DataFrame, lang: Lang) -> list[tuple[str, ...]]:
    from ostan.country.tables import TABLES

    made = []
    for row in rows.iter_rows(named=True):
        rest = (row[c] or "-" for c in ("key", "name", "column", "before", "after"))
        made.append((WORDS[row["change"]].to(lang), TABLES[row["table"]].title.to(lang), *rest))
    return made


def as_rows(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the changes as data."""
    return rows.to_dicts()

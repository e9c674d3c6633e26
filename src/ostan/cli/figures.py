"""Frames of measures: narrowed to a place or a post, and as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ostan.cli.screen import Screen
from ostan.country.country import Country
from ostan.measure.figure import Column, Measure
from ostan.words import formats
from ostan.words.labels import labels
from ostan.words.text import Lang, Text

SHOWN_ROWS = 10
"""Rows of a measure on the screen; `--out` and `--json` give all."""
SHOWN_COLUMNS = 8
"""Columns of a measure on the screen."""
SHOWN_RANGES = 3
"""Of those, figures with a range: the first that a measure names are its main ones."""
HOLDERS = ("post", "holder")
"""Columns that name a post."""
KIND_TABLES = {"post": "posts", "unit": "units", "council": "councils"}
"""Tables of ids whose kind stands beside them: `holder` and `holder_kind`."""

TITLE = Text("{title} ({name})، سطر: {rows}", "{title} ({name}), rows: {rows}")
MORE = Text(
    "… و {rest} سطر دیگر؛ همه با --out نوشته می‌شود", "… and {rest} more rows; --out writes all"
)
RANGE = Text("{value} ({low} تا {high})", "{value} ({low} to {high})")


def narrowed(
    frame: pl.DataFrame, country: Country, place: str | None, post: str | None
) -> pl.DataFrame | None:
    """Return the rows of a place and a post; None where the frame does not speak of such a thing."""
    if place is not None:
        here = _of_place(frame, country.within(place))
        if here is None:
            return None
        frame = frame.filter(here)
    if post is not None:
        holders = [c for c in HOLDERS if c in frame.columns]
        if not holders:
            return None
        frame = frame.filter(pl.any_horizontal(pl.col(c) == post for c in holders))
    return frame


def _of_place(frame: pl.DataFrame, places: Sequence[str]) -> pl.Expr | None:
    if "place" in frame.columns:
        return pl.col("place").is_in(places)
    ids = [c for c in ("council", *HOLDERS, "unit", "service") if c in frame.columns]
    if not ids:
        return None
    return pl.col(ids[0]).str.split("@").list.last().is_in(places)


def show(screen: Screen, country: Country, measure: Measure, frame: pl.DataFrame) -> None:
    """Show the first rows of a frame: names instead of ids, a range as one cell; told rows as sentences."""
    first = _largest_first(measure, frame).head(SHOWN_ROWS)
    screen.show(TITLE.fill(title=measure.title, name=measure.name, rows=frame.height))
    if f"said_{screen.lang}" in frame.columns:
        _tell(screen, first)
    else:
        columns = _columns(measure)
        rows = [
            [_cell(country, measure, c, row, screen.lang) for c in columns]
            for row in first.iter_rows(named=True)
        ]
        screen.table([c.title for c in columns], rows)
    if frame.height > first.height:
        screen.show(MORE.fill(rest=frame.height - first.height))
    screen.show()


def _tell(screen: Screen, frame: pl.DataFrame) -> None:
    """Show rows that have a sentence in each language, and what would mend what it says."""
    from ostan.cli.findings import MEND

    for said, mend in frame.select(f"said_{screen.lang}", f"mend_{screen.lang}").iter_rows():
        screen.show(f"- {said}")
        if mend:
            screen.show(f"    {MEND.fill(mend=mend).to(screen.lang)}")


def _columns(measure: Measure) -> list[Column]:
    """Return the columns to show: the key, then what is counted, then figures with their range."""
    names = {c.name for c in measure.columns}
    ends = {f"{n}{end}" for n in names for end in ("_low", "_high")}
    own = [c for c in measure.columns if c.name not in ends]
    keys = [c for c in own if c.name in measure.key]
    ranged = [c for c in own if f"{c.name}_low" in names][:SHOWN_RANGES]
    room = SHOWN_COLUMNS - len(keys) - len(ranged)
    rest = [c for c in own if c not in keys and f"{c.name}_low" not in names and c.name != "type"]
    return [*keys, *rest[:room], *ranged]


def _largest_first(measure: Measure, frame: pl.DataFrame) -> pl.DataFrame:
    hours = [
        c.name for c in measure.columns if c.unit.startswith("hours") and c.name in frame.columns
    ]
    return frame.sort(hours[0], descending=True, nulls_last=True) if "hours" in hours else frame


def _cell(
    country: Country, measure: Measure, column: Column, row: Mapping[str, Any], lang: Lang
) -> str:
    value = row[column.name]
    if isinstance(value, str):
        table = _table_of(column, row)
        return country.name(table, value, lang) if table else _word(measure, column, value, lang)
    shown = written(column, value, lang)
    low, high = row.get(f"{column.name}_low"), row.get(f"{column.name}_high")
    if value is None or low is None or high is None or low == high:
        return shown
    ends = {"low": written(column, low, lang), "high": written(column, high, lang)}
    return RANGE.fill(value=shown, **ends).to(lang)


def _table_of(column: Column, row: Mapping[str, Any]) -> str | None:
    """Return the table that names the id in a column."""
    from ostan.report.workbook import NAMED

    kind = row.get(f"{column.name}_kind")
    if kind is not None:
        return KIND_TABLES.get(kind)
    return NAMED.get(column.name)


def _word(measure: Measure, column: Column, value: str, lang: Lang) -> str:
    """Return the word of a closed vocabulary, else the value as it is."""
    from ostan.measure.powers.told import TITLES
    from ostan.report.sections.changes import MOVES, VERDICTS
    from ostan.report.sections.councils import TESTS
    from ostan.report.sections.powers import GROUNDS

    own = {
        "verdict": VERDICTS,
        "move": MOVES,
        "test": TESTS,
        "ground": GROUNDS,
        "fault": TITLES,
        "strongest": labels("powers", "role"),
        "against_kind": labels("powers", "holder_kind"),
    }
    table = "seats" if measure.noun == "councils" and column.name == "role" else measure.noun
    found = (own.get(column.name) or labels(table, column.name)).get(value)
    return found.to(lang) if found else value


def written(column: Column, value: Any, lang: Lang) -> str:
    """Return one value as a person reads it, by the unit of its column; empty for unknown."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return (YES if value else NO).to(lang)
    if isinstance(value, list):
        return ("، " if lang == "fa" else ", ").join(map(str, value))
    if column.unit == "share" and isinstance(value, (int, float)):
        return formats.percent(value, lang)
    if isinstance(value, (int, float)):
        return formats.number(value, lang)
    if hasattr(value, "year"):
        return formats.date_short(value, lang)
    return str(value)


YES = Text("بله", "yes")
NO = Text("خیر", "no")

"""What a map did that its user should know, as findings; nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from ostan.files.maps.foreign import ROW, Foreign
from ostan.files.maps.ids import Ids
from ostan.files.maps.model import Map, fault
from ostan.files.sheets import Sheet
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

SHOWN = 10
"""Names, keys or words listed in one finding; the rest are counted."""

STEPS: Mapping[str, Text] = {
    "ambiguous_lookup": Text(
        "برای {count} خانه بیش از یک ردیف یافت شد و مقدارها یکی نیست: {came}",
        "cells for which several rows were found that differ: {count} ({came})",
    ),
    "lookup_not_found": Text(
        "{count} خانه در پروندهٔ دیگر یافت نشد: {came}",
        "cells not found in the other file: {count} ({came})",
    ),
    "unmapped_value": Text(
        "برای {count} خانه مقداری در values یا like نیست: {came}؛ آن را بیفزایید یا otherwise یا "
        "keep بنویسید",
        "cells without a value under values or like: {count} ({came}); add it, or write otherwise "
        "or keep",
    ),
    "no_id": Text(
        "از {count} خانه شناسه ساخته نمی‌شود، چون حرف و رقمی ندارد: {came}",
        "cells of which no id can be made, without a letter or digit: {count} ({came})",
    ),
}
"""Sentences for cells that a step cannot take, by code."""

_ROWS = Text(
    "از {total} ردیف «{file}»، {used} ردیف به کار رفت و {kept} ردیف ساخته شد.",
    "rows of “{file}”: {total}; used: {used}; made: {kept}.",
)
_FOLDED = Text("کلید {count} ردیف پیش‌تر آمده بود.", "Rows whose key had come before: {count}.")
_DIFFER = Text(
    "{count} کلید در چند ردیف با خانه‌های ناهمسان آمده است؛ نخستین ردیف ماند: {came}",
    "keys in several rows whose cells differ, of which the first row stays: {count} ({came})",
)
_CLASH = Text(
    "از این نام‌های گوناگون یک شناسه ساخته می‌شود: {came}",
    "these different names would get one id: {came}",
)
_ONE_NAME = Text(
    "{count} نام به چند شکل نوشته شده است و یکی گرفته شد: {came}",
    "names written in several ways and taken as one: {count} ({came})",
)
_MENDED = Text(
    "{count} خانهٔ «{file}» دو بار رمزگذاری شده بود و درست شد.",
    "cells of “{file}” that had been encoded twice and were mended: {count}",
)
_UNUSED_FILE = Text(
    "«{came}» در نقشه نیامده است و خوانده نشد.", "“{came}” is not in the map and was not read."
)
_UNUSED_COLUMNS = Text(
    "این ستون‌های «{file}» در نقشه نیامده است: {came}",
    "these columns of “{file}” are not in the map: {came}",
)


def refused(
    map: Map, code: str, at: str, foreign: Foreign, rows: pl.DataFrame, cells: pl.Series
) -> Iterator[Finding]:
    """Yield one error for all `cells` (null: fine) that the step at `at` cannot take."""
    words = cells.drop_nulls().unique(maintain_order=True).to_list()
    if not words:
        return
    what = STEPS[code].fill(came=_some(words), count=cells.count())
    made = fault(code, map.path, at, what, came=_some(words).en)
    numbers = rows[ROW].filter(cells.is_not_null()).head(SHOWN)
    places = (Where(foreign.sheet.file, foreign.sheet.name, n) for n in numbers)
    yield replace(made, where=(*made.where, *places))


def rows_made(map: Map, at: str, sheet: Sheet, used: int, folded: int, kept: int) -> Finding:
    """Say how many rows a recipe used and made, and how many had a key that was there before."""
    what = _ROWS.fill(file=sheet.title, total=sheet.height, used=used, kept=kept)
    if folded:
        what = Text("{a} {b}", "{a} {b}").fill(a=what, b=_FOLDED.fill(count=folded))
    return _notice("map_rows", map, at, what)


def rows_that_differ(
    map: Map, at: str, frame: pl.DataFrame, key: Sequence[str]
) -> Iterator[Finding]:
    """List the rows that share a key and differ in another cell: the first one stays."""
    others = [c for c in frame.columns if c not in (*key, ROW)]
    if not others:
        return
    cells = frame.group_by(key, maintain_order=True).agg(
        pl.col(c).unique(maintain_order=True) for c in others
    )
    differ = cells.filter(pl.any_horizontal(pl.col(c).list.len() > 1 for c in others))
    if differ.is_empty():
        return
    shown = [_difference(r, key, others) for r in differ.head(SHOWN).iter_rows(named=True)]
    what = _DIFFER.fill(count=differ.height, came=_listed(shown, differ.height))
    made = _notice("map_differing_rows", map, at, what)
    yield replace(made, severity=Severity.WARNING)


def names(map: Map, ids: Ids) -> Iterator[Finding]:
    """Report ids that different names would share, and names written in several ways."""
    for clash in ids.clashes():
        what = _CLASH.fill(came=_some(clash))
        yield fault("id_collision", map.path, "", what, _some(clash).en)
    several = [" = ".join(f"«{n}»" for n in each) for each in ids.several()]
    if several:
        what = _ONE_NAME.fill(count=len(several), came=_listed(several[:SHOWN], len(several)))
        yield _notice("map_same_name", map, "", what)


def mended(map: Map, files: Mapping[str, Foreign]) -> Iterator[Finding]:
    """Say how many cells had been encoded twice."""
    for key, foreign in files.items():
        if foreign.mended:
            what = _MENDED.fill(count=foreign.mended, file=foreign.sheet.title)
            yield _notice("map_twice_encoded", map, f"files.{key}", what)


def unused(map: Map, sheets: Sequence[Sheet], files: Mapping[str, Foreign]) -> Iterator[Finding]:
    """Name the files and columns that nothing in the map asks for."""
    used = {id(f.sheet) for f in files.values()}
    for sheet in sheets:
        if id(sheet) not in used:
            yield _notice("map_unused_file", map, "files", _UNUSED_FILE.fill(came=sheet.title))
    for key, foreign in files.items():
        left = [c for c in foreign.columns if c not in _asked(map, key)]
        if left:
            what = _UNUSED_COLUMNS.fill(file=foreign.sheet.title, came=_some(left))
            yield _notice("map_unused_columns", map, f"files.{key}", what)


def _asked(map: Map, key: str) -> set[str]:
    found = {*map.files[key].where, *map.files[key].fill_down}
    for recipe in (r for recipes in map.tables.values() for r in recipes):
        own = recipe.source == key
        if own:
            found |= {*recipe.where, *([recipe.split.column] if recipe.split else [])}
        for cell in recipe.columns.values():
            found.update(cell.sources() if own else ())
            if cell.lookup and cell.lookup.file == key:
                found |= {cell.lookup.key, cell.lookup.take}
    return found


def _notice(code: str, map: Map, at: str, what: Text) -> Finding:
    return replace(fault(code, map.path, at, what), severity=Severity.NOTICE)


def _some(words: Sequence[str]) -> Text:
    return _listed([f"«{w}»" for w in words[:SHOWN]], len(words))


def _listed(words: Sequence[str], total: int) -> Text:
    more = total - len(words)
    fa, en = "، ".join(words), ", ".join(words).replace("«", "“").replace("»", "”")
    if more <= 0:
        return Text(fa, en)
    return Text("{fa} و {more} مورد دیگر", "{en} and {more} more").fill(fa=fa, en=en, more=more)


def _difference(row: Mapping[str, Any], key: Sequence[str], others: Sequence[str]) -> str:
    cells = (
        f"{c}: {' | '.join('—' if v is None else str(v) for v in row[c])}"
        for c in others
        if len(row[c]) > 1
    )
    return f"{' / '.join(str(row[k]) for k in key)} ({'; '.join(cells)})"

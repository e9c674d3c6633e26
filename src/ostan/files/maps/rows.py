"""Rows of our tables from rows of theirs: a raw sheet for every recipe of a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ostan.country.tables import TABLES, Table
from ostan.files.maps import said
from ostan.files.maps.foreign import ROW, Foreign, filtered
from ostan.files.maps.ids import Ids
from ostan.files.maps.model import BRACED, Cell, Lookup, Map, Recipe, Scalar, Split, at_recipe
from ostan.files.sheets import Sheet, text_cells
from ostan.words.finding import Finding

Made = tuple[Table, Sheet]
"""A raw sheet and the table it makes rows of."""


@dataclass
class Work:
    """A map at work on its files: ids given, keys made and findings so far."""

    map: Map
    files: Mapping[str, Foreign]
    findings: list[Finding] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    keys: dict[str, set[tuple[str | None, ...]]] = field(default_factory=dict)

    def remember(self, table: Table, frame: pl.DataFrame) -> None:
        """Keep the keys made, for recipes that want only new ones."""
        if set(table.key) <= set(frame.columns):
            self.keys.setdefault(table.name, set()).update(frame.select(table.key).rows())


@dataclass(frozen=True)
class _Step:
    """Where a cell is being made: its recipe, its place in the map, the rows and their file."""

    cell: Cell
    at: str
    rows: pl.DataFrame
    foreign: Foreign


def sheets(work: Work) -> list[Made]:
    """Return a raw sheet for every list of rows and every recipe of the map, in its order."""
    made = [(TABLES[n], _written(work, TABLES[n], rows)) for n, rows in work.map.rows.items()]
    for name, recipes in work.map.tables.items():
        for index, recipe in enumerate(recipes):
            at = at_recipe(work.map, name, index)
            made.append((TABLES[name], _made(work, TABLES[name], recipe, at)))
    work.findings += [*said.names(work.map, work.ids), *said.mended(work.map, work.files)]
    return made


def _written(work: Work, table: Table, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Return rows written out in the map; a cell given as "" is empty, whatever is common."""
    common = _common(work.map, table)
    filled = [{**common, **row} for row in rows]
    names = dict.fromkeys(c for row in filled for c in row)
    frame = pl.DataFrame({c: _series([r.get(c) for r in filled]) for c in names})
    work.remember(table, frame)
    numbers = pl.Series(range(len(rows)), dtype=pl.Int64)
    marks = tuple(f"rows.{table.name}.{c}" for c in names)
    return _sheet(work.map.path, None, frame, numbers, marks)


def _made(work: Work, table: Table, recipe: Recipe, at: str) -> Sheet:
    """Return the rows a recipe makes; rows that are not made are said."""
    foreign = work.files[recipe.source]
    used = _used(foreign.frame, recipe)
    steps = {n: _Step(c, f"{at}.columns.{n}", used, foreign) for n, c in recipe.columns.items()}
    frame = pl.DataFrame({**{n: _cells(work, s) for n, s in steps.items()}, ROW: used[ROW]})
    common = {c: v for c, v in _common(work.map, table).items() if c not in frame.columns}
    frame = frame.with_columns(pl.lit(_text(v), pl.String).alias(c) for c, v in common.items())
    kept = _once(work, table, recipe, frame, at)
    work.remember(table, kept)
    sheet, folded = foreign.sheet, frame.height - kept.height
    work.findings.append(said.rows_made(work.map, at, sheet, used.height, folded, kept.height))
    marks = {n: ", ".join(s.cell.sources()) or f"{work.map.path}: {s.at}" for n, s in steps.items()}
    columns = [c for c in kept.columns if c != ROW]
    named = tuple(marks.get(c, f"{work.map.path}: common.{c}") for c in columns)
    return _sheet(sheet.file, sheet.name, kept.select(columns), kept[ROW], named)


def _common(map: Map, table: Table) -> dict[str, Scalar]:
    """Return the cells common to all rows of a table."""
    given = {c: v.constant for c, v in map.common.items() if c in table.columns}
    return {c: v for c, v in given.items() if v is not None}


def _used(frame: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    rows = filtered(frame, recipe.where)
    return _split_rows(rows, recipe.split) if recipe.split else rows


def _split_rows(rows: pl.DataFrame, split: Split) -> pl.DataFrame:
    """Repeat each row for the parts of a cell; a row whose cell is empty stays as it is."""
    cell = pl.col(split.column)
    several = rows.with_columns(cell.str.split(split.by)).explode(split.column)
    several = several.with_columns(cell.str.strip_chars().replace("", None))
    return several.filter(cell.is_not_null() | ~pl.col(ROW).is_duplicated())


def _once(work: Work, table: Table, recipe: Recipe, frame: pl.DataFrame, at: str) -> pl.DataFrame:
    """Leave out keys that were made before, and all rows of a key but the first, as asked."""
    if recipe.only_new:
        known = work.keys.get(table.name, set())
        new = [key not in known for key in frame.select(table.key).rows()]
        frame = frame.filter(pl.Series(new, dtype=pl.Boolean))
    if recipe.once:
        work.findings += said.rows_that_differ(work.map, at, frame, table.key)
        frame = frame.unique(table.key, keep="first", maintain_order=True)
    return frame


# Cells, step by step ------------------------------------------------------------------------


def _cells(work: Work, step: _Step) -> pl.Series:
    """Return the column that a cell's recipe makes: text, null where empty."""
    cell, found = step.cell, _taken(step.cell, step.rows)
    if cell.lookup:
        found = _looked_up(work, step, cell.lookup, found)
    if cell.pattern:
        found = found.str.extract(cell.pattern, 1).str.strip_chars().replace("", None)
    if cell.values is not None or cell.like is not None:
        found = _replaced(work, step, found, _valued(cell, found), "unmapped_value")
    if cell.split is not None or cell.id:
        found = _parted(work, step, found)
    return found if cell.empty is None else found.fill_null(_text(cell.empty))


def _taken(cell: Cell, rows: pl.DataFrame) -> pl.Series:
    if cell.column is not None:
        return rows[cell.column]
    if cell.constant is not None:
        return _series([cell.constant]).new_from_index(0, rows.height)
    return _templated(cell.text or "", rows)


def _templated(template: str, rows: pl.DataFrame) -> pl.Series:
    """Fill a template; empty where all its columns are."""
    pieces = BRACED.split(template)
    columns = [pl.col(c) for c in pieces[1::2]]
    if not columns:
        return _series([template]).new_from_index(0, rows.height)
    texts = [c.fill_null("") if i % 2 else pl.lit(c) for i, c in enumerate(_pieces(pieces))]
    filled = pl.concat_str(texts).str.replace_all(r"\s+", " ").str.strip_chars()
    some = pl.any_horizontal(c.is_not_null() for c in columns)
    return rows.select(pl.when(some).then(filled).alias("text"))["text"]


def _pieces(pieces: Sequence[str]) -> Iterator[Any]:
    for index, piece in enumerate(pieces):
        yield pl.col(piece) if index % 2 else piece


def _looked_up(work: Work, step: _Step, lookup: Lookup, found: pl.Series) -> pl.Series:
    """Look cells up in another file; a key with several values is ambiguous and refused."""
    pairs = work.files[lookup.file].frame.select(key=lookup.key, take=lookup.take)
    pairs = pairs.drop_nulls("key").unique(maintain_order=True)
    several = pairs.filter(pl.col("key").is_duplicated())["key"].unique()
    unclear = found.is_in(several.implode()).fill_null(value=False)
    cells = _only(found, unclear)
    work.findings += said.refused(
        work.map, "ambiguous_lookup", step.at, step.foreign, step.rows, cells
    )
    known = dict(pairs.unique("key", keep="first").rows())
    return _replaced(work, step, found, known, "lookup_not_found")


def _valued(cell: Cell, found: pl.Series) -> dict[str, str | None]:
    """Return our word for each of theirs: from `values`, else the first of `like` that matches."""
    known = {word: _text(value) for word, value in (cell.values or {}).items()}
    words = found.drop_nulls().unique()
    for expression, value in cell.like or ():
        for word in words.filter(words.str.contains(expression)):
            known.setdefault(word, _text(value))
    return known


def _replaced(
    work: Work, step: _Step, found: pl.Series, known: Mapping[str, str | None], code: str
) -> pl.Series:
    """Replace words by what is known of them; others by `otherwise`, or kept, or refused."""
    strange = found.is_not_null() & ~found.is_in(list(known))
    made = _mapped(found, known)
    if step.cell.keep:
        return made.zip_with(~strange, found)
    if step.cell.otherwise is not None:
        other = _series([step.cell.otherwise]).new_from_index(0, len(found))
        return made.zip_with(~strange, other)
    cells = _only(found, strange)
    work.findings += said.refused(work.map, code, step.at, step.foreign, step.rows, cells)
    return made


def _parted(work: Work, step: _Step, found: pl.Series) -> pl.Series:
    """Part cells that hold several values, and make ids of names; parts are joined by `;`."""
    words = found.drop_nulls().unique(maintain_order=True).to_list()
    parts = {w: _parts(w, step.cell.split) for w in words}
    if step.cell.id:
        ids = work.ids.of([p for each in parts.values() for p in each])
        nameless = [w for w, each in parts.items() if any(p not in ids for p in each)]
        cells = _only(found, found.is_in(nameless).fill_null(value=False))
        work.findings += said.refused(work.map, "no_id", step.at, step.foreign, step.rows, cells)
        parts = {w: [ids.get(p, "") for p in each] for w, each in parts.items()}
    return _mapped(found, {w: ";".join(filter(None, each)) or None for w, each in parts.items()})


def _parts(text: str, by: str | None) -> list[str]:
    parts = [text] if by is None else text.split(by)
    return [p.strip() for p in parts if p.strip()]


# Small things -------------------------------------------------------------------------------


def _text(value: Scalar | list[str] | None) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, list) else str(value)


def _series(values: Sequence[Any]) -> pl.Series:
    return pl.Series([_text(v) for v in values], dtype=pl.String)


def _mapped(found: pl.Series, known: Mapping[str, str | None]) -> pl.Series:
    old = pl.Series(list(known), dtype=pl.String)
    new = pl.Series(list(known.values()), dtype=pl.String)
    return found.replace_strict(old, new, default=None, return_dtype=pl.String)


def _only(found: pl.Series, where: pl.Series) -> pl.Series:
    return found.zip_with(where, pl.Series([None], dtype=pl.String).new_from_index(0, len(found)))


def _sheet(
    file: str, name: str | None, frame: pl.DataFrame, rows: pl.Series, marks: tuple[str, ...]
) -> Sheet:
    cells = tuple(text_cells(frame[c]) for c in frame.columns)
    return Sheet(file, name, tuple(frame.columns), cells, rows, marks)

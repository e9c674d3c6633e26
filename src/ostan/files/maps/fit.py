"""Whether a map fits the files it is used on and our tables: every fault at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ostan.country.tables import TABLES, Table
from ostan.files.cells import required
from ostan.files.maps.foreign import Foreign, no_column
from ostan.files.maps.model import Cell, Condition, File, Map, Recipe, at_recipe, fault, nearest
from ostan.words.finding import Finding
from ostan.words.text import Text

_NO_KEY = Text(
    "«{came}» در [files] تعریف نشده است.{near}", "“{came}” is not defined under [files].{near}"
)
_DOUBLED = Text(
    "ستون «{came}» در پرونده دو بار آمده است", "the column “{came}” stands twice in the file"
)
_NOT_OURS = Text(
    "جدول {table} ستونی به نام «{came}» ندارد.{near}",
    "the table {table} has no column “{came}”.{near}",
)
_REQUIRED = Text(
    "ستون «{came}» جدول {table} باید پر شود", "the column “{came}” of {table} must be filled"
)
_BAD_PATTERN = Text("عبارت منظم درست نیست: {why}", "not a valid regular expression: {why}")
_NO_GROUP = Text(
    "pattern باید یک گروه درون پرانتز داشته باشد", "a pattern needs one group in parentheses"
)


def faults(map: Map, files: Mapping[str, Foreign]) -> list[Finding]:
    """Find everything in the map that the files or our tables do not have."""
    found = list(_check_common(map))
    for name, recipes in map.tables.items():
        for index, recipe in enumerate(recipes):
            found += _check_recipe(map, TABLES[name], recipe, at_recipe(map, name, index), files)
    for name, rows in map.rows.items():
        for index, row in enumerate(rows):
            found += _check_ours(map, TABLES[name], list(row), f"rows.{name}[{index}]", "")
    for key, file in map.files.items():
        found += _check_tests(map, file.where, f"files.{key}.where")
        found += _check_encoding(map, file, f"files.{key}.twice_encoded")
    return found


def _check_encoding(map: Map, file: File, at: str) -> Iterator[Finding]:
    try:
        "".encode(file.twice_encoded or "utf-8")
    except LookupError:
        what = _NO_ENCODING.fill(came=file.twice_encoded or "")
        yield fault("broken_map", map.path, at, what, file.twice_encoded)


def _check_common(map: Map) -> Iterator[Finding]:
    known = {c for t in TABLES.values() for c in t.columns}
    for column, cell in map.common.items():
        at = f"common.{column}"
        if column not in known:
            what = _NO_TABLE_HAS.fill(came=column, near=nearest(column, sorted(known)))
            yield fault("unknown_column", map.path, at, what, column)
        elif cell.constant is None:
            yield fault("broken_map", map.path, at, _CONSTANT)


_NO_TABLE_HAS = Text(
    "هیچ جدولی ستونی به نام «{came}» ندارد.{near}", "no table has a column “{came}”.{near}"
)
_NO_ENCODING = Text("رمزگذاری «{came}» شناخته نیست", "the encoding “{came}” is not known")
_CONSTANT = Text(
    "در [common] تنها constant پذیرفته است", "only a constant is allowed under [common]"
)


def _check_ours(
    map: Map, table: Table, columns: list[str], at: str, inner: str
) -> Iterator[Finding]:
    for column in columns:
        if column not in table.columns:
            near = nearest(column, list(table.columns))
            what = _NOT_OURS.fill(came=column, table=table.title, near=near)
            yield fault("unknown_column", map.path, f"{at}{inner}.{column}", what, column)
    for column in required(table):
        if column not in columns and column not in map.common:
            what = _REQUIRED.fill(came=column, table=table.title)
            yield fault("missing_column", map.path, f"{at}{inner}", what, column)


def _check_recipe(
    map: Map, table: Table, recipe: Recipe, at: str, files: Mapping[str, Foreign]
) -> Iterator[Finding]:
    yield from _check_ours(map, table, list(recipe.columns), at, ".columns")
    yield from _check_tests(map, recipe.where, f"{at}.where")
    for name, cell in recipe.columns.items():
        yield from _check_cell(map, cell, f"{at}.columns.{name}", files)
    if recipe.source not in map.files:
        what = _NO_KEY.fill(came=recipe.source, near=nearest(recipe.source, list(map.files)))
        yield fault("unknown_file", map.path, f"{at}.from", what, recipe.source)
        return
    foreign = files.get(recipe.source)
    if foreign is None:
        return
    wanted = [(f"{at}.where.{c}", c) for c in recipe.where]
    if recipe.split:
        wanted.append((f"{at}.split.column", recipe.split.column))
    for name, cell in recipe.columns.items():
        wanted += [(f"{at}.columns.{name}", c) for c in cell.sources()]
    yield from _check_columns(map, wanted, foreign)


def _check_columns(
    map: Map, wanted: Sequence[tuple[str, str]], foreign: Foreign
) -> Iterator[Finding]:
    for at, column in wanted:
        if column not in foreign.columns:
            yield no_column(map, at, column, foreign.columns)
        elif column in foreign.doubled:
            yield fault("doubled_column", map.path, at, _DOUBLED.fill(came=column), column)


def _check_tests(map: Map, where: Mapping[str, Condition], at: str) -> Iterator[Finding]:
    for column, test in where.items():
        for name in ("like", "unlike"):
            expression = getattr(test, name)
            if expression is not None:
                yield from _check_expression(map, expression, f"{at}.{column}.{name}")


def _check_expression(map: Map, expression: str, at: str, group: bool = False) -> Iterator[Finding]:
    try:
        pl.Series(["x"]).str.contains(expression)
    except pl.exceptions.PolarsError as error:
        why = str(error).strip().splitlines()[-1].strip()
        yield fault("broken_map", map.path, at, _BAD_PATTERN.fill(why=why), expression)
        return
    if group and re.search(r"(?<!\\)\((?!\?[:i-x])", expression) is None:
        yield fault("broken_map", map.path, at, _NO_GROUP, expression)


def _check_cell(map: Map, cell: Cell, at: str, files: Mapping[str, Foreign]) -> Iterator[Finding]:
    for name, expression in cell.expressions():
        yield from _check_expression(map, expression, f"{at}.{name}", group=name == "pattern")
    if cell.lookup is None:
        return
    if cell.lookup.file not in map.files:
        what = _NO_KEY.fill(came=cell.lookup.file, near=nearest(cell.lookup.file, list(map.files)))
        yield fault("unknown_file", map.path, f"{at}.lookup.file", what, cell.lookup.file)
    elif cell.lookup.file in files:
        wanted = [(f"{at}.lookup.{n}", getattr(cell.lookup, n)) for n in ("key", "take")]
        yield from _check_columns(map, wanted, files[cell.lookup.file])

"""Foreign lists by a map: their files and columns in, our tables out, nothing dropped in silence.

A map (see `ostan.files.map_model`) makes raw sheets, one per recipe, which then go the way of every
other source: the same reading of numbers, dates and words, the same findings, with the file, the
row and the column the cell came from. What the map left out is said in notices: rows that a filter
kept away, rows with a key that was there before and other cells, names taken as one, files and
columns nobody asked for.

Ids made from names: a name's folded key (`ostan.persian.keys.fold`) tells which names are one; the
spelling met first gives the id. Two keys never get one id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ostan.country.tables import TABLES, Table
from ostan.files.cells import as_words, required, typed
from ostan.files.map_model import (
    BRACED,
    Cell,
    Condition,
    File,
    Lookup,
    Map,
    Recipe,
    Scalar,
    Split,
    at_recipe,
    fault,
    map_of,
    nearest,
    read_map,
)
from ostan.files.origin import Origin, Place
from ostan.files.sheets import Sheet, text_cells
from ostan.persian.keys import fold, fold_all
from ostan.persian.letters import ZWNJ, display
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Severity, Where
from ostan.words.text import Text

__all__ = ["Map", "map_of", "mapped", "read", "read_map"]

ROW = "\0row"
"""Column of a foreign frame that holds the row number; no header can be called so."""

SHOWN = 10
"""Names, keys or words listed in one notice; the rest are counted."""


def read(map: Map | Path | str, path: Path | str) -> Any:
    """Read the foreign list at `path` by a map: the Source with tables, origin and notices.

    Raises BadInput with everything that is wrong with the map or the list.
    """
    from ostan.files import source

    return source.read(path, map=map)


def mapped(
    sheets: Sequence[Sheet], findings: Sequence[Finding], map: Map | Path | str, path: str
) -> tuple[Any, list[Finding]]:
    """Return the Source a map makes of raw sheets, and the findings that stop it.

    `findings` are those of reading the sheets; those of sheets the map does not use are left out.
    Raises BadInput if the map does not fit the sheets.
    """
    from ostan.files.source import Source

    given = map if isinstance(map, Map) else read_map(map)
    work = _Work(given, _frames(given, sheets))
    made = list(work.sheets())
    tables, origin, found = _understood(made)
    used = {(s.file, s.name) for s in work.used()}
    found = [*_of_used(findings, used), *work.findings, *found, *_unused(given, sheets, work)]
    bad = [f for f in found if f.severity is Severity.ERROR]
    notices = tuple(f for f in found if f.severity is not Severity.ERROR)
    return Source(tables, origin, notices, path), bad


def _of_used(findings: Sequence[Finding], used: set[tuple[str, str | None]]) -> list[Finding]:
    return [
        f
        for f in findings
        if not f.where or any((w.file, w.sheet) in used or w.sheet is None for w in f.where)
    ]


# --- foreign frames ---


@dataclass(frozen=True)
class _Foreign:
    """A foreign file: its sheet, its cells as text with row numbers, rows before filtering."""

    sheet: Sheet
    frame: pl.DataFrame
    doubled: tuple[str, ...]
    mended: int = 0

    @property
    def columns(self) -> list[str]:
        return [c for c in self.frame.columns if c != ROW]


def _frames(map: Map, sheets: Sequence[Sheet]) -> dict[str, _Foreign]:
    """Find each file of the map among the sheets; refuse those that are not there."""
    titles = {fold(s.title): s for s in sheets}
    found, bad = {}, []
    for key, file in map.files.items():
        sheet = titles.get(fold(file.name or key))
        if sheet is None:
            what = _NO_FILE.fill(
                came=file.name or key, near=nearest(key, [s.title for s in sheets])
            )
            bad.append(fault("unknown_file", map.path, f"files.{key}", what, file.name or key))
        else:
            found[key] = _foreign(sheet, file)
    found_all = {k: v.columns for k, v in found.items()}
    for key, columns in found_all.items():
        for column in (*map.files[key].where, *map.files[key].fill_down):
            if column not in columns:
                at = f"files.{key}.{'where' if column in map.files[key].where else 'fill_down'}"
                bad.append(_no_column(map, f"{at}.{column}", column, columns))
    if bad:
        raise BadInput([*bad, *_check(map, found)])
    kept = {k: _kept(f, map.files[k]) for k, f in found.items()}
    bad = _check(map, kept)
    if bad:
        raise BadInput(bad)
    return kept


def _foreign(sheet: Sheet, file: File) -> _Foreign:
    columns: dict[str, pl.Series] = {}
    doubled = []
    for header, cells in zip(sheet.header, sheet.cells, strict=True):
        name = header.strip()
        if name in columns:
            doubled.append(name)
        elif name:
            columns[name] = _line(as_words(cells, sheet.height))
    frame = pl.DataFrame({**columns, ROW: sheet.rows})
    mended = 0
    if file.twice_encoded:
        frame, mended = _decoded_again(frame, file.twice_encoded)
    return _Foreign(sheet, frame, tuple(doubled), mended)


def _line(cells: pl.Series) -> pl.Series:
    """Return text on one line without spaces around it, null where empty."""
    return cells.str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)


def _decoded_again(frame: pl.DataFrame, encoding: str) -> tuple[pl.DataFrame, int]:
    """Undo a second encoding where the text allows it; return how many cells changed."""
    changed, made = 0, {}
    for name in frame.columns:
        column = frame[name]
        if name != ROW:
            words = column.drop_nulls().unique().to_list()
            better = {w: b for w in words if (b := _mended(w, encoding)) != w}
            changed += int(column.is_in(list(better)).sum()) if better else 0
            column = column.replace(better) if better else column
        made[name] = column
    return pl.DataFrame(made), changed


def _mended(text: str, encoding: str) -> str:
    try:
        return text.encode(encoding).decode("utf-8")
    except (UnicodeError, LookupError):
        return text


def _kept(foreign: _Foreign, file: File) -> _Foreign:
    frame = foreign.frame
    if file.fill_down:
        frame = frame.with_columns(pl.col(file.fill_down).forward_fill())
    return _Foreign(foreign.sheet, _filtered(frame, file.where), foreign.doubled, foreign.mended)


def _filtered(frame: pl.DataFrame, where: Mapping[str, Condition]) -> pl.DataFrame:
    for column, test in where.items():
        frame = frame.filter(_passes(pl.col(column), test))
    return frame


def _passes(cell: pl.Expr, test: Condition) -> pl.Expr:
    found = pl.lit(value=True)
    if test.one_of is not None:
        found &= cell.is_in(test.one_of).fill_null(value=False)
    if test.not_one_of is not None:
        found &= ~cell.is_in(test.not_one_of).fill_null(value=False)
    if test.like is not None:
        found &= cell.str.contains(test.like).fill_null(value=False)
    if test.unlike is not None:
        found &= ~cell.str.contains(test.unlike).fill_null(value=False)
    if test.empty is not None:
        found &= cell.is_null() if test.empty else cell.is_not_null()
    return found


# --- does the map fit? ---

_NO_FILE = Text(
    "پرونده یا برگه‌ای به نام «{came}» نیست.{near}", "there is no file or sheet “{came}”.{near}"
)
_NO_KEY = Text(
    "«{came}» در [files] تعریف نشده است.{near}", "“{came}” is not defined under [files].{near}"
)
_NO_COLUMN = Text(
    "ستون «{came}» در پرونده نیست.{near}", "there is no column “{came}” in the file.{near}"
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


def _no_column(map: Map, at: str, came: str, columns: list[str]) -> Finding:
    what = _NO_COLUMN.fill(came=came, near=nearest(came, columns))
    return fault("unknown_column", map.path, at, what, came)


def _check(map: Map, files: Mapping[str, _Foreign]) -> list[Finding]:
    """Find everything in the map that the files or our tables do not have."""
    found = [f for f in _check_common(map) if f]
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
        if column not in known or cell.constant is None:
            what = _NOT_OURS.fill(came=column, table="—", near=nearest(column, sorted(known)))
            if column not in known:
                yield fault("unknown_column", map.path, f"common.{column}", what, column)
            elif cell.constant is None:
                yield fault("broken_map", map.path, f"common.{column}", _CONSTANT)


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
    map: Map, table: Table, recipe: Recipe, at: str, files: Mapping[str, _Foreign]
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
    map: Map, wanted: Sequence[tuple[str, str]], foreign: _Foreign
) -> Iterator[Finding]:
    for at, column in wanted:
        if column not in foreign.columns:
            yield _no_column(map, at, column, foreign.columns)
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


def _check_cell(map: Map, cell: Cell, at: str, files: Mapping[str, _Foreign]) -> Iterator[Finding]:
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


# --- making rows ---


@dataclass
class _Ids:
    """Ids given to names so far: the spelling met first, and all spellings of a key."""

    ids: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, list[str]] = field(default_factory=dict)

    def of(self, names: Sequence[str]) -> dict[str, str]:
        """Return the id of each name; a name without a letter or digit gets none."""
        found = {}
        for name, key in zip(names, fold_all(names), strict=True):
            if not key:
                continue
            self.ids.setdefault(key, slug(name))
            known = self.spellings.setdefault(key, [])
            if name not in known:
                known.append(name)
            found[name] = self.ids[key]
        return found

    def clashes(self) -> list[list[str]]:
        """Return names of different keys that would have one id."""
        by_id: dict[str, list[str]] = {}
        for key, id in self.ids.items():
            by_id.setdefault(id, []).append(self.spellings[key][0])
        return [names for names in by_id.values() if len(names) > 1]

    def several(self) -> list[list[str]]:
        """Return the spellings of every name that is written in more than one way."""
        return [names for names in self.spellings.values() if len(names) > 1]


def slug(name: str) -> str:
    """Return a name as an id: its words joined by underscores, in any script.

    Latin words are folded (`Fryslân`: `fryslan`), others keep their letters as they are shown.
    """
    words = re.split(r"[^\w\u200c]+|_+", unicodedata.normalize("NFC", name))
    return "_".join(filter(None, map(_id_word, words)))


def _id_word(word: str) -> str:
    folded = fold(word).replace("·", "_")
    if folded.isascii():
        return folded
    shown = display(word).replace(ZWNJ, "_").casefold()
    return "".join(c for c in shown if c.isalnum() or c == "_").strip("_")


class _Work:
    """Applies a map to its files; collects what has to be said."""

    def __init__(self, map: Map, files: Mapping[str, _Foreign]) -> None:
        self.map, self.files = map, files
        self.findings: list[Finding] = []
        self.ids = _Ids()
        self.keys: dict[str, set[tuple[str | None, ...]]] = {}

    def sheets(self) -> Iterator[tuple[Table, Sheet]]:
        """Yield a raw sheet for every recipe and for rows written out, in the order of tables."""
        for name, rows in self.map.rows.items():
            yield TABLES[name], self.written(TABLES[name], rows)
        for name, recipes in self.map.tables.items():
            for index, recipe in enumerate(recipes):
                yield (
                    TABLES[name],
                    self.made(TABLES[name], recipe, at_recipe(self.map, name, index)),
                )
        self.said_of_ids()
        self.said_of_mending()

    def used(self) -> list[Sheet]:
        return [f.sheet for f in self.files.values()]

    def written(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> Sheet:
        """Return the rows written out in the map; a cell given as "" is empty, whatever is common."""
        common = self.common(table)
        filled = [{**common, **row} for row in rows]
        names = dict.fromkeys(c for row in filled for c in row)
        columns = {c: pl.Series([_text(r.get(c)) for r in filled], dtype=pl.String) for c in names}
        frame = pl.DataFrame(columns)
        self.remember(table, frame)
        numbers = pl.Series(range(len(rows)), dtype=pl.Int64)
        marks = {c: f"rows.{table.name}.{c}" for c in names}
        return _sheet(self.map.path, None, frame, numbers, marks)

    def common(self, table: Table) -> dict[str, Scalar]:
        """Return the cells common to all rows of a table."""
        given = {c: v.constant for c, v in self.map.common.items() if c in table.columns}
        return {c: v for c, v in given.items() if v is not None}

    def made(self, table: Table, recipe: Recipe, at: str) -> Sheet:
        foreign = self.files[recipe.source]
        rows = _filtered(foreign.frame, recipe.where)
        if recipe.split:
            rows = _split_rows(rows, recipe.split)
        made = {
            name: self.cell(cell, rows, f"{at}.columns.{name}", foreign).alias(name)
            for name, cell in recipe.columns.items()
        }
        frame = pl.DataFrame({**made, ROW: rows[ROW]})
        others = {c: v for c, v in self.common(table).items() if c not in recipe.columns}
        frame = frame.with_columns(pl.lit(_text(v), pl.String).alias(c) for c, v in others.items())
        count = frame.height
        frame = self.deduplicated(table, recipe, frame, at)
        self.remember(table, frame)
        self.said_of_rows(at, foreign, rows.height, count, frame.height)
        marks = {n: "، ".join(c.sources()) or f"{at}.{n}" for n, c in recipe.columns.items()}
        sheet = foreign.sheet
        return _sheet(sheet.file, sheet.name, frame.drop(ROW), frame[ROW], marks, self.map.path)

    def remember(self, table: Table, frame: pl.DataFrame) -> None:
        if set(table.key) <= set(frame.columns):
            self.keys.setdefault(table.name, set()).update(frame.select(table.key).rows())

    def deduplicated(
        self, table: Table, recipe: Recipe, frame: pl.DataFrame, at: str
    ) -> pl.DataFrame:
        if recipe.only_new:
            known = self.keys.get(table.name, set())
            keep = [k not in known for k in frame.select(table.key).rows()]
            frame = frame.filter(pl.Series(keep, dtype=pl.Boolean))
        if recipe.once:
            self.said_of_differences(table, frame, at)
            frame = frame.unique(table.key, keep="first", maintain_order=True)
        return frame

    # cells

    def cell(self, cell: Cell, rows: pl.DataFrame, at: str, foreign: _Foreign) -> pl.Series:
        """Return the column a cell's recipe makes of `rows`: text, null where empty."""
        found = _taken(cell, rows)
        if cell.lookup:
            found = self.looked_up(found, cell, cell.lookup, at, foreign, rows)
        if cell.pattern:
            found = found.str.extract(cell.pattern, 1).str.strip_chars().replace("", None)
        if cell.values is not None or cell.like is not None:
            found = self.valued(found, cell, at, foreign, rows)
        if cell.split is not None or cell.id:
            found = self.identified(found, cell, at, foreign, rows)
        return found.fill_null(_text(cell.empty)) if cell.empty is not None else found

    def looked_up(
        self,
        found: pl.Series,
        cell: Cell,
        lookup: Lookup,
        at: str,
        foreign: _Foreign,
        rows: pl.DataFrame,
    ) -> pl.Series:
        other = self.files[lookup.file].frame.drop_nulls(lookup.key)
        pairs = other.unique(lookup.key, keep="first", maintain_order=True)
        clear = other.group_by(lookup.key).agg(pl.col(lookup.take).n_unique())
        unclear = (
            clear.filter(pl.col(lookup.take) > 1) if lookup.take != lookup.key else clear.clear()
        )
        many = found.is_in(unclear[lookup.key].implode()).fill_null(value=False)
        self.complain("ambiguous_lookup", _MANY_FOUND, found.filter(many), at, foreign, rows, many)
        known = dict(zip(pairs[lookup.key], pairs[lookup.take], strict=True))
        return self.replaced(found, known, cell, at, foreign, rows, "lookup_not_found", _NOT_FOUND)

    def valued(
        self, found: pl.Series, cell: Cell, at: str, foreign: _Foreign, rows: pl.DataFrame
    ) -> pl.Series:
        known = {w: _text(v) for w, v in (cell.values or {}).items()}
        for word in found.drop_nulls().unique().to_list():
            for expression, value in cell.like or ():
                if word not in known and pl.Series([word]).str.contains(expression)[0]:
                    known[word] = _text(value)
        return self.replaced(found, known, cell, at, foreign, rows, "unmapped_value", _UNMAPPED)

    def replaced(
        self,
        found: pl.Series,
        known: Mapping[str, str | None],
        cell: Cell,
        at: str,
        foreign: _Foreign,
        rows: pl.DataFrame,
        code: str,
        what: Text,
    ) -> pl.Series:
        """Replace words by what is known of them; others by `otherwise`, kept, or complained of."""
        strange = found.is_not_null() & ~found.is_in(list(known))
        old = pl.Series(list(known), dtype=pl.String)
        new = pl.Series(list(known.values()), dtype=pl.String)
        made = found.replace_strict(old, new, default=None, return_dtype=pl.String)
        if cell.keep:
            return made.zip_with(~strange, found)
        if cell.otherwise is not None:
            return made.zip_with(
                ~strange, pl.Series([_text(cell.otherwise)]).new_from_index(0, len(found))
            )
        self.complain(code, what, found.filter(strange), at, foreign, rows, strange)
        return made

    def identified(
        self, found: pl.Series, cell: Cell, at: str, foreign: _Foreign, rows: pl.DataFrame
    ) -> pl.Series:
        words = found.drop_nulls().unique(maintain_order=True).to_list()
        parts = {w: _parts(w, cell.split) for w in words}
        if cell.id:
            ids = self.ids.of([p for each in parts.values() for p in each])
            nameless = found.is_in(
                [w for w, each in parts.items() if any(p not in ids for p in each)]
            )
            nameless = nameless.fill_null(value=False)
            self.complain("no_id", _NO_ID, found.filter(nameless), at, foreign, rows, nameless)
            parts = {w: [ids.get(p, "") for p in each] for w, each in parts.items()}
        joined = {w: ";".join(each) or None for w, each in parts.items()}
        old = pl.Series(list(joined), dtype=pl.String)
        new = pl.Series(list(joined.values()), dtype=pl.String)
        return found.replace_strict(old, new, default=None, return_dtype=pl.String)

    # what has to be said

    def complain(
        self,
        code: str,
        what: Text,
        came: pl.Series,
        at: str,
        foreign: _Foreign,
        rows: pl.DataFrame,
        where: pl.Series,
    ) -> None:
        """Add one error for all cells of a column that a step cannot take."""
        if came.is_empty():
            return
        words = came.unique(maintain_order=True).to_list()
        said = what.fill(came=_some(words), count=len(came))
        finding = fault(code, self.map.path, at, said, came=_some(words).en)
        sheet = foreign.sheet
        places = [Where(sheet.file, sheet.name, r) for r in rows[ROW].filter(where).head(SHOWN)]
        self.findings.append(_with_places(finding, places))

    def said_of_rows(self, at: str, foreign: _Foreign, used: int, made: int, kept: int) -> None:
        sheet = foreign.sheet
        what = _ROWS.fill(file=sheet.title, total=sheet.height, used=used, kept=kept)
        if made != kept:
            more = _FOLDED.fill(count=made - kept)
            what = Text("{a} {b}", "{a} {b}").fill(a=what, b=more)
        self.findings.append(_notice("map_rows", self.map, at, what))

    def said_of_differences(self, table: Table, frame: pl.DataFrame, at: str) -> None:
        """List the rows that share a key and differ in another cell: the first one stays."""
        others = [c for c in frame.columns if c not in (*table.key, ROW)]
        counts = frame.group_by(table.key, maintain_order=True).agg(
            *(pl.col(c).unique(maintain_order=True) for c in others), pl.col(ROW).first()
        )
        differ = (
            counts.filter(pl.any_horizontal(pl.col(c).list.len() > 1 for c in others))
            if others
            else counts.clear()
        )
        if differ.is_empty():
            return
        shown = [
            _difference(r, table.key, others) for r in differ.head(SHOWN).iter_rows(named=True)
        ]
        what = _DIFFER.fill(count=differ.height, came=_listed(shown, differ.height))
        self.findings.append(_notice("map_differing_rows", self.map, at, what, Severity.WARNING))

    def said_of_ids(self) -> None:
        for names in self.ids.clashes():
            what = _CLASH.fill(came=_some(names))
            self.findings.append(fault("id_collision", self.map.path, "", what, _some(names).en))
        several = [" = ".join(f"«{n}»" for n in names) for names in self.ids.several()]
        if several:
            what = _ONE_NAME.fill(count=len(several), came=_listed(several[:SHOWN], len(several)))
            self.findings.append(_notice("map_same_name", self.map, "", what))

    def said_of_mending(self) -> None:
        for key, foreign in self.files.items():
            if foreign.mended:
                what = _MENDED.fill(count=foreign.mended, file=foreign.sheet.title)
                self.findings.append(_notice("map_twice_encoded", self.map, f"files.{key}", what))


_MANY_FOUND = Text(
    "برای {count} خانه بیش از یک ردیف یافت شد و مقدارها یکی نیست: {came}",
    "cells for which several rows were found that differ: {count} ({came})",
)
_NOT_FOUND = Text(
    "{count} خانه در پروندهٔ دیگر یافت نشد: {came}",
    "cells not found in the other file: {count} ({came})",
)
_UNMAPPED = Text(
    "برای {count} خانه مقداری در values یا like نیست: {came}؛ آن را بیفزایید یا otherwise یا keep بنویسید",
    "cells without a value under values or like: {count} ({came}); add it, or write otherwise or keep",
)
_NO_ID = Text(
    "از {count} خانه شناسه ساخته نمی‌شود، چون حرف و رقمی ندارد: {came}",
    "cells of which no id can be made, without a letter or digit: {count} ({came})",
)
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


def _unused(map: Map, sheets: Sequence[Sheet], work: _Work) -> Iterator[Finding]:
    """Name the files and columns that no recipe asks for."""
    used = {id(s) for s in work.used()}
    for sheet in sheets:
        if id(sheet) not in used:
            what = _UNUSED_FILE.fill(came=sheet.title)
            yield _notice("map_unused_file", map, "files", what)
    for key, foreign in work.files.items():
        asked = _asked(map, key)
        left = [c for c in foreign.columns if c not in asked]
        if left:
            what = _UNUSED_COLUMNS.fill(file=foreign.sheet.title, came=_some(left))
            yield _notice("map_unused_columns", map, f"files.{key}", what)


def _asked(map: Map, key: str) -> set[str]:
    found = {*map.files[key].where, *map.files[key].fill_down}
    for recipe in (r for recipes in map.tables.values() for r in recipes):
        for cell in recipe.columns.values():
            if recipe.source == key:
                found.update(cell.sources())
            if cell.lookup and cell.lookup.file == key:
                found |= {cell.lookup.key, cell.lookup.take}
        if recipe.source == key:
            found |= {*recipe.where, *([recipe.split.column] if recipe.split else [])}
    return found


def _notice(
    code: str, map: Map, at: str, what: Text, severity: Severity = Severity.NOTICE
) -> Finding:
    made = fault(code, map.path, at, what)
    return Finding(code, severity, made.sentence, where=made.where)


def _with_places(finding: Finding, places: list[Where]) -> Finding:
    return Finding(
        finding.code,
        finding.severity,
        finding.sentence,
        where=(*finding.where, *places),
        came=finding.came,
    )


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


# --- small steps ---


def _text(value: Scalar | list[str] | None) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return ";".join(value) if isinstance(value, list) else str(value)


def _taken(cell: Cell, rows: pl.DataFrame) -> pl.Series:
    if cell.column is not None:
        return rows[cell.column]
    if cell.constant is not None:
        return pl.Series([_text(cell.constant)] * rows.height, dtype=pl.String)
    return _templated(cell.text or "", rows)


def _templated(template: str, rows: pl.DataFrame) -> pl.Series:
    """Fill a template; empty where all its columns are."""
    pieces = BRACED.split(template)
    columns = pieces[1::2]
    made = [
        pl.col(p).fill_null("") if index % 2 else pl.lit(p, pl.String)
        for index, p in enumerate(pieces)
    ]
    text = pl.concat_str(made).str.strip_chars()
    if columns:
        text = pl.when(pl.any_horizontal(pl.col(c).is_not_null() for c in columns)).then(text)
    found = (
        rows.select(text.alias("text")) if columns else rows.select(pl.lit(template).alias("text"))
    )
    return (
        found["text"]
        if found.height == rows.height
        else found["text"].new_from_index(0, rows.height)
    )


def _parts(text: str, by: str | None) -> list[str]:
    parts = [text] if by is None else text.split(by)
    return [p.strip() for p in parts if p.strip()]


def _split_rows(rows: pl.DataFrame, split: Split) -> pl.DataFrame:
    """Repeat each row for the parts of a cell; a row whose cell is empty stays as it is."""
    cell = pl.col(split.column)
    several = rows.with_columns(cell.str.split(split.by)).explode(split.column)
    several = several.with_columns(cell.str.strip_chars().replace("", None))
    empty_part = cell.is_null() & pl.col(ROW).is_duplicated()
    return several.filter(~empty_part)


def _sheet(
    file: str,
    name: str | None,
    frame: pl.DataFrame,
    rows: pl.Series,
    marks: Mapping[str, str],
    map_file: str = "",
) -> Sheet:
    return Sheet(
        file=file,
        name=name,
        header=tuple(frame.columns),
        cells=tuple(text_cells(frame[c]) for c in frame.columns),
        rows=rows,
        marks=tuple(marks.get(c, f"{map_file}: common.{c}") for c in frame.columns),
    )


# --- from raw sheets to tables ---


@dataclass(frozen=True)
class MapOrigin(Origin):
    """Places of tables that several files made: `pieces` are the places, first row by first row."""

    pieces: Mapping[str, tuple[tuple[int, Place], ...]] = field(default_factory=dict)

    def where(self, table: str, row: int | None, column: str | None = None) -> Where | None:
        """Return the cell a row of a table came from; see `Origin.where`."""
        for start, place in reversed(self.pieces.get(table, ())):
            if row is not None and start <= row < start + len(place.rows):
                return Origin({table: place}).where(table, row - start, column)
        return super().where(table, None)


def _understood(
    made: Sequence[tuple[Table, Sheet]],
) -> tuple[dict[str, pl.DataFrame], MapOrigin, list[Finding]]:
    """Type the cells of every sheet and put the sheets of a table together."""
    frames: dict[str, list[pl.DataFrame]] = {}
    pieces: dict[str, list[tuple[int, Place]]] = {}
    findings: list[Finding] = []
    for table, sheet in made:
        frame, found, marks = typed(table, sheet)
        findings += found
        start = sum(f.height for f in frames.setdefault(table.name, []))
        pieces.setdefault(table.name, []).append(
            (start, Place(sheet.file, sheet.name, sheet.rows, marks))
        )
        frames[table.name].append(frame)
    order = [n for n in TABLES if n in frames]
    tables = {n: pl.concat(frames[n], how="diagonal") for n in order}
    places = {n: pieces[n][0][1] for n in order}
    return tables, MapOrigin(places, {n: tuple(p) for n, p in pieces.items()}), findings

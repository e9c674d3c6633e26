"""From raw sheets to typed tables: one module for all formats.

A column is converted as a whole. Where its cells are already what is wanted nothing is looked at
one by one; texts that need reading (digits of three scripts, Jalali dates, words of both
languages) are read once per distinct text. Every cell that cannot be read is a finding, and empty
in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from ostan.country.columns import ID_PATTERN, dtype
from ostan.country.tables import Table
from ostan.files import limits
from ostan.files.headers import column_of, header, near, or_nearest
from ostan.files.problems import problem
from ostan.files.sheets import Cells, Sheet
from ostan.persian.digits import parse_number
from ostan.persian.jalali import parse_date, parse_datetime
from ostan.persian.keys import fold
from ostan.persian.letters import BIDI_OVERRIDES
from ostan.persian.unread import Unread
from ostan.words.finding import Finding, Where
from ostan.words.labels import YES_NO, Labels, labels
from ostan.words.text import Text, joined, same

BIDI = f"[{BIDI_OVERRIDES}]"
_WHOLE_TEXT = r"^-?[0-9]{1,18}$"
_REAL_TEXT = r"^-?[0-9]{1,300}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$"
_ISO = r"^(1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}$"
"""ISO days that cannot be Jalali; all others are read by the calendar's own rules."""


@dataclass
class Column:
    """A converted column and the cells that could not be read: row index, code, values to say."""

    values: pl.Series
    bad: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    notes: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)


def typed(table: Table, sheet: Sheet) -> tuple[pl.DataFrame, list[Finding], dict[str, str]]:
    """Return the typed table, all findings, and the mark of each column found (letter or header).

    Columns that are not there are not made. Rows keep their order.
    """
    placed, findings = _place(table, sheet)
    made: dict[str, pl.Series] = {}
    unread: dict[str, int] = {}
    for name, index in placed.items():
        column = convert(table, name, sheet.cells[index], sheet.height)
        unread[name] = len(column.bad)
        made[name] = column.values.alias(name)
        findings += _located(table, name, column, sheet, sheet.marks[index])
    frame = pl.DataFrame(made) if made else pl.DataFrame()
    marks = {n: sheet.marks[i] for n, i in placed.items()}
    findings += _empty_cells(table, frame, sheet, marks)
    findings += _doubled_keys(table, frame, sheet, marks)
    findings += _absent(table, frame, sheet, marks, unread)
    if sheet.empty_rows:
        findings.append(
            problem("empty_rows", Where(sheet.file, sheet.name), came=spans(sheet.empty_rows))
        )
    return frame, findings, marks


def convert(table: Table, name: str, cells: Cells, height: int) -> Column:
    """Convert one raw column to what the column `name` of `table` holds."""
    kind = dtype(table.columns[name])
    if kind == pl.String:
        return _text(table, name, cells, height)
    if isinstance(kind, pl.List):
        return _listed(cells, height)
    if kind == pl.Boolean:
        return _truth(cells, height)
    if kind == pl.Date:
        return _days(cells, height, pl.Date(), parse_date)
    if isinstance(kind, pl.Datetime):
        return _days(cells, height, pl.Datetime("us"), parse_datetime)
    column = _numbers(cells, height, kind)
    _range(table, name, column)
    return column


# The header --------------------------------------------------------------------------------


def _place(table: Table, sheet: Sheet) -> tuple[dict[str, int], list[Finding]]:
    """Find the column of the sheet for each column of the table."""
    placed: dict[str, int] = {}
    findings = []
    unknown = []
    for index, came in enumerate(sheet.header):
        at = Where(sheet.file, sheet.name, sheet.header_row, sheet.marks[index])
        name = column_of(table, came)
        if not came.strip():
            if sheet.cells[index] and any(s.count() for s in sheet.cells[index].values()):
                findings.append(problem("empty_header", at))
        elif name is None:
            unknown.append((came, at))
        elif name in placed:
            findings.append(problem("doubled_column", at, came=came))
        else:
            placed[name] = index
    return placed, findings + _unknown(table, unknown, placed) + _missing(table, sheet, placed)


def _unknown(
    table: Table, unknown: Sequence[tuple[str, Where]], placed: Mapping[str, int]
) -> list[Finding]:
    """A header like one that is not there is a slip of the pen; any other is a column of theirs."""
    free: dict[str, str] = {}
    for n in table.columns:
        if n not in placed:
            free |= {header(table, n, "fa"): n, n: n}
    found = []
    for came, at in unknown:
        names = near(came, free)
        if names:
            found.append(problem("unknown_column", at, came=came, near=or_nearest(names)))
        else:
            found.append(problem("ignored_column", at, came=came))
    return found


def required(table: Table) -> list[str]:
    """Return the columns a sheet must have: those that may not be empty and have no value for absence.

    `type` may be left out: it is the id without its place.
    """
    return [
        n
        for n, c in table.columns.items()
        if not c.nullable and c.metadata.get("absent") is None and n != "type"
    ]


def _missing(table: Table, sheet: Sheet, placed: Mapping[str, int]) -> list[Finding]:
    at = Where(sheet.file, sheet.name, sheet.header_row)
    others = [h for h in sheet.header if h.strip() and column_of(table, h) is None]
    return [
        problem(
            "missing_column",
            at,
            came=n,
            column=shown(table, n),
            near=or_nearest(near(header(table, n, "fa"), others) or near(n, others)),
        )
        for n in required(table)
        if n not in placed
    ]


def shown(table: Table, column: str) -> Text:
    """Return a column's heading in both languages, as it is put into sentences."""
    return Text(header(table, column, "fa"), column)


# Text --------------------------------------------------------------------------------------


def as_words(cells: Cells, height: int) -> pl.Series:
    """Return every cell as text: numbers without a needless point, days as ISO."""
    lanes = [_WORDS[lane](series) for lane, series in cells.items()]
    if not lanes:
        return pl.Series([None] * height, dtype=pl.String)
    first, *rest = lanes
    for other in rest:
        first = pl.select(pl.coalesce(first, other)).to_series()
    return first


def _number_words(series: pl.Series) -> pl.Series:
    if series.dtype.is_integer():
        return series.cast(pl.String)
    whole = (series == series.floor()) & (series.abs() <= limits.EXACT)
    return pl.select(
        pl.when(whole)
        .then(series.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(series.cast(pl.String))
    ).to_series()


def _day_words(series: pl.Series) -> pl.Series:
    midnight = series == series.dt.truncate("1d")
    return pl.select(
        pl.when(midnight)
        .then(series.dt.strftime("%Y-%m-%d"))
        .otherwise(series.dt.strftime("%Y-%m-%dT%H:%M"))
    ).to_series()


_WORDS: Mapping[str, Callable[[pl.Series], pl.Series]] = {
    "text": lambda s: s,
    "number": _number_words,
    "day": _day_words,
    "truth": lambda s: s.cast(pl.String),
    "listed": lambda s: s.list.join(";"),
}


def _text(table: Table, name: str, cells: Cells, height: int) -> Column:
    column = Column(as_words(cells, height))
    meta = table.columns[name].metadata
    _long(column)
    if meta.get("values"):
        return _choice(table, name, column)
    _bidi(column, strip="refers" not in meta)
    if table.columns[name].regex is not None:
        _ids(column, templates=meta.get("refers") == "places", rules=bool(meta.get("rule")))
    return column


def _rows_where(mask: pl.Series) -> list[int]:
    return mask.fill_null(False).arg_true().to_list()


def _refuse(column: Column, rows: list[int], code: str, **values: Any) -> None:
    """Note bad rows with what came there, and empty those cells."""
    if rows:
        came = column.values.gather(rows)
        column.bad += [(r, code, {"came": c, **values}) for r, c in zip(rows, came, strict=True)]
        column.values = column.values.scatter(rows, None)


def _long(column: Column) -> None:
    lengths = column.values.str.len_bytes()
    if not (lengths > limits.CELL).any():
        return
    exact = column.values.str.len_chars()
    for row in _rows_where(exact > limits.CELL):
        values = {"came": str(exact[row]), "allowed": limits.CELL}
        column.bad.append((row, "long_cell", values))
        column.values = column.values.scatter(row, None)


def _bidi(column: Column, strip: bool) -> None:
    rows = _rows_where(column.values.str.contains(BIDI))
    if not rows:
        return
    if strip:
        column.notes += [(r, "bidi_stripped", {}) for r in rows]
        column.values = column.values.str.replace_all(BIDI, "")
    else:
        _refuse(column, rows, "bidi_in_id")


def _ids(column: Column, templates: bool, rules: bool) -> None:
    """Refuse what is no id. Places may be templates (`*province`), holders rules (`type: x`)."""
    if column.values.str.contains(r"^\s|\s$").any():
        column.values = column.values.str.strip_chars().replace("", None)
    fine = column.values.str.contains(ID_PATTERN)
    if fine.all():
        return
    if templates:
        fine |= column.values.str.starts_with("*")
    if rules:
        fine |= column.values.str.contains(":", literal=True)
    _refuse(column, _rows_where(~fine), "bad_id")


def _listed(cells: Cells, height: int) -> Column:
    if set(cells) == {"listed"}:
        return Column(cells["listed"])
    text = Column(as_words(cells, height))
    _long(text)
    _bidi(text, strip=False)
    _refuse(text, _rows_where(~text.values.str.contains(r"^[\w.\-@\s;؛،,]*$")), "bad_id")
    parts = text.values.str.replace_all(r"\s*[;؛،,]\s*", ";").str.strip_chars(" ;\t\n\r\u00a0")
    values = parts.replace("", None).str.split(";")
    spaced = _rows_where(values.list.eval(pl.element().str.contains(r"\s")).list.any())
    text.values = parts
    _refuse(text, spaced, "bad_id")
    return Column(values.scatter(spaced, None) if spaced else values, text.bad)


# Closed vocabularies -----------------------------------------------------------------------


def _vocabulary(values: Sequence[str], words: Labels) -> dict[str, str]:
    """Return the value for every folded word that means it."""
    known = {fold(v): v for v in values}
    for value, label in words.items():
        known.setdefault(fold(label.fa), value)
        known.setdefault(fold(label.en), value)
    return known


def _choice(table: Table, name: str, column: Column) -> Column:
    values = table.columns[name].metadata["values"]
    words = labels(table.name, name)
    distinct = column.values.drop_nulls().unique()
    if set(distinct) <= set(values):
        return column
    known = _vocabulary(values, words)
    read = {word: known.get(fold(word)) for word in distinct}
    # A cell with nothing but spaces is empty, not a wrong word.
    wrong = [w for w, v in read.items() if v is None and w.strip()]
    for word in wrong:
        rows = _rows_where(column.values == word)
        allowed = joined([words.get(v, same(v)) for v in values])
        likely = or_nearest(near(word, [w for v in values for w in (words[v].fa, v)]))
        column.bad += [
            (r, "unknown_choice", {"came": word, "allowed": allowed, "near": likely}) for r in rows
        ]
    column.values = _looked_up(column.values, read, pl.String())
    return column


def _looked_up(values: pl.Series, read: Mapping[str, Any], kind: pl.DataType) -> pl.Series:
    if not read:
        return pl.Series([None] * len(values), dtype=kind)
    old = pl.Series(list(read), dtype=values.dtype)
    new = pl.Series(list(read.values()), dtype=kind)
    return values.replace_strict(old, new, default=None, return_dtype=kind)


# Numbers -----------------------------------------------------------------------------------


def _numbers(cells: Cells, height: int, kind: pl.DataType) -> Column:
    column = Column(pl.Series([None] * height, dtype=kind))
    for lane, series in cells.items():
        if lane == "number":
            part = _from_number(series, kind)
        elif lane == "text":
            part = _from_text(series, kind)
        else:
            part = Column(column.values)
            words = as_words({lane: series}, height)
            _bad_numbers(part, words, {w: parse_number(w) for w in words.drop_nulls().unique()})
        column.bad += part.bad
        column.values = (
            part.values
            if column.values.null_count() == height
            else pl.select(pl.coalesce(column.values, part.values)).to_series()
        )
    return column


def _from_number(series: pl.Series, kind: pl.DataType) -> Column:
    if kind.is_float() or series.dtype.is_integer():
        return Column(series.cast(kind))
    column = Column(series)
    fraction = _rows_where((series != series.floor()) | ~series.is_finite())
    _refuse(column, fraction, "not_whole")
    _refuse(column, _rows_where(column.values.abs() > limits.EXACT), "inexact_number")
    column.bad = [(r, c, {"came": repr(v["came"])}) for r, c, v in column.bad]
    column.values = column.values.cast(kind)
    return column


def _from_text(series: pl.Series, kind: pl.DataType) -> Column:
    """Read numbers written as text: at once where all are plain, else each distinct text."""
    pattern = _WHOLE_TEXT if kind.is_integer() else _REAL_TEXT
    if series.null_count() == len(series):
        return Column(series.cast(kind))
    if series.str.contains(pattern).all():
        return Column(series.cast(kind))
    plain = series.str.strip_chars().replace("", None)
    read = {w: parse_number(w) for w in plain.drop_nulls().unique()}
    column = Column(plain)
    if kind.is_integer():
        fraction = {w for w, v in read.items() if not isinstance(v, Unread) and v != int(v)}
        read |= {
            w: int(v) for w, v in read.items() if not isinstance(v, Unread) and w not in fraction
        }
        for word in fraction:
            column.bad += [(r, "not_whole", {"came": word}) for r in _rows_where(plain == word)]
            del read[word]
        for word in [w for w, v in read.items() if not isinstance(v, Unread) and abs(v) >= 2**63]:
            column.bad += [
                (r, "too_large", {"came": word, "allowed": 10**18})
                for r in _rows_where(plain == word)
            ]
            del read[word]
    _bad_numbers(column, plain, read)
    good = {w: v for w, v in read.items() if not isinstance(v, Unread)}
    column.values = _looked_up(plain, good, kind)
    return column


def _bad_numbers(column: Column, words: pl.Series, read: Mapping[str, Any]) -> None:
    for word, value in read.items():
        if isinstance(value, Unread):
            reason = {"came": word, "reason": Text(value.fa, value.en)}
            column.bad += [(r, "bad_number", reason) for r in _rows_where(words == word)]


def _range(table: Table, name: str, column: Column) -> None:
    bounds = table.columns[name]
    values = column.values
    if values.dtype.is_float():
        _refuse_number(column, ~values.is_finite(), "too_large", 10**300)
    if bounds.min is not None and (values.min() is not None) and values.min() < bounds.min:
        _refuse_number(column, values < bounds.min, "too_small", bounds.min)
    if bounds.max is not None and (values.max() is not None) and values.max() > bounds.max:
        _refuse_number(column, values > bounds.max, "too_large", bounds.max)


def _refuse_number(column: Column, mask: pl.Series, code: str, allowed: float) -> None:
    rows = _rows_where(mask)
    before = len(column.bad)
    _refuse(column, rows, code, allowed=allowed)
    column.bad[before:] = [
        (r, c, {**v, "came": f"{v['came']:g}" if isinstance(v["came"], float) else str(v["came"])})
        for r, c, v in column.bad[before:]
    ]


# Truth -------------------------------------------------------------------------------------

_TRUE = ("true", "yes", "y", "1", "بله", "بلی", "آری", "درست", "دارد", "هست")
_FALSE = ("false", "no", "n", "0", "خیر", "نه", "نادرست", "ندارد", "نیست")


def _truth(cells: Cells, height: int) -> Column:
    if set(cells) == {"truth"}:
        return Column(cells["truth"])
    words = as_words(cells, height)
    column = Column(words)
    known = {fold(w): True for w in _TRUE} | {fold(w): False for w in _FALSE}
    read = {w: known.get(fold(w)) for w in words.drop_nulls().unique()}
    for word in [w for w, v in read.items() if v is None and w.strip()]:
        column.bad += [(r, "bad_yes_no", {"came": word}) for r in _rows_where(words == word)]
    column.values = _looked_up(words, read, pl.Boolean())
    return column


# Days --------------------------------------------------------------------------------------


def _days(
    cells: Cells,
    height: int,
    kind: pl.DataType,
    parse: Callable[[str], date | datetime | Unread],
) -> Column:
    if set(cells) == {"day"}:
        return _in_years(Column(cells["day"].cast(kind)))
    words = as_words(cells, height).str.strip_chars().replace("", None)
    column = Column(words)
    if kind == pl.Date() and words.null_count() < height and words.str.contains(_ISO).all():
        known = words.str.to_date("%Y-%m-%d", strict=False)
        if known.null_count() == words.null_count():
            column.values = known
            return column
    read = {w: parse(w) for w in words.drop_nulls().unique()}
    for word, value in read.items():
        if isinstance(value, Unread):
            reason = {"came": word, "reason": Text(value.fa, value.en)}
            column.bad += [(r, "bad_date", reason) for r in _rows_where(words == word)]
    good = {w: v for w, v in read.items() if not isinstance(v, Unread)}
    column.values = _looked_up(words, good, kind)
    return column


def _in_years(column: Column) -> Column:
    """Refuse real dates outside the years that can be read back from text."""
    years = column.values.dt.year()
    rows = _rows_where(~years.is_between(1800, 2199))
    for row in rows:
        came = str(column.values[row])
        value = parse_date(came)
        reason = Text(value.fa, value.en) if isinstance(value, Unread) else same(came)
        column.bad.append((row, "bad_date", {"came": came, "reason": reason}))
    if rows:
        column.values = column.values.scatter(rows, None)
    return column


# Whole rows --------------------------------------------------------------------------------


def _empty_cells(
    table: Table, frame: pl.DataFrame, sheet: Sheet, marks: Mapping[str, str]
) -> Iterator[Finding]:
    """Find required cells left empty. Rows `x@place` override a template and may be partly empty."""
    key = table.key[0]
    if key not in frame.columns:
        return
    keyed = frame[key].cast(pl.String)
    template = ~keyed.str.contains("@", literal=True).fill_null(False)
    for name in required(table):
        if name not in frame.columns or not frame[name].null_count():
            continue
        bad = frame[name].is_null() & (template | pl.Series([name in table.key] * frame.height))
        at = [(r, "empty_cell", {"column": shown(table, name)}) for r in _rows_where(bad)]
        yield from _findings(table, name, at, sheet, marks[name])


def _doubled_keys(
    table: Table, frame: pl.DataFrame, sheet: Sheet, marks: Mapping[str, str]
) -> Iterator[Finding]:
    if not set(table.key) <= set(frame.columns):
        return
    keys = frame.select(table.key)
    doubled = (
        keys.is_duplicated() & keys.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    )
    if not doubled.any():
        return
    first: dict[tuple[Any, ...], int] = {}
    found = []
    for row in _rows_where(doubled):
        key = keys.row(row)
        if key in first:
            came = " / ".join(map(str, key))
            found.append((row, "doubled_key", {"came": came, "first": sheet.rows[first[key]]}))
        else:
            first[key] = row
    yield from _findings(table, table.key[0], found, sheet, marks[table.key[0]])


def _absent(
    table: Table,
    frame: pl.DataFrame,
    sheet: Sheet,
    marks: Mapping[str, str],
    unread: Mapping[str, int],
) -> Iterator[Finding]:
    """Say, once a column, which value stands for its empty cells; rows `x@place` inherit theirs."""
    key = table.key[0]
    if key not in frame.columns:
        return
    own = frame.filter(~frame[key].cast(pl.String).str.contains("@", literal=True).fill_null(True))
    for name, column in table.columns.items():
        value = column.metadata.get("absent")
        count = own[name].null_count() if name in own.columns else own.height
        count -= unread.get(name, 0)
        if value is None or count <= 0:
            continue
        known = str(value).lower() if isinstance(value, bool) else str(value)
        words = YES_NO if isinstance(value, bool) else labels(table.name, name)
        yield problem(
            "absent_taken",
            Where(sheet.file, sheet.name, None, marks.get(name)),
            column=shown(table, name),
            count=count,
            value=words.get(known, value if type(value) is int else same(known)),
        )


def _located(table: Table, name: str, column: Column, sheet: Sheet, mark: str) -> Iterator[Finding]:
    yield from _findings(table, name, column.bad, sheet, mark)
    yield from _findings(table, name, column.notes, sheet, mark)


def _findings(
    table: Table, name: str, bad: list[tuple[int, str, dict[str, Any]]], sheet: Sheet, mark: str
) -> Iterator[Finding]:
    """Give each bad cell its place in the file; beyond the limit they are counted."""
    for row, code, values in sorted(bad[: limits.SHOWN], key=lambda b: b[0]):
        came = values.get("came")
        rest = {k: v for k, v in values.items() if k != "came"}
        at = Where(sheet.file, sheet.name, sheet.rows[row], mark)
        yield problem(code, at, came=None if came is None else str(came), **rest)
    if len(bad) > limits.SHOWN:
        at = Where(sheet.file, sheet.name, None, mark)
        yield problem("many_more", at, count=len(bad) - limits.SHOWN, column=shown(table, name))


def spans(rows: Sequence[int]) -> str:
    """Return row numbers as people write them: `4, 7-9`."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in parts)

"""The shape of a check: a Kind says what is wrong in words, a frame says where.

Rows with one cause are one finding: what a template brings into 31 provinces differs only in the
place after the `@`, so rows are put together by what the sentence says of them without places, and
the sentence ends with where: "in 31 provinces". A person can read the list; `rows` names them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from string import Formatter
from typing import Any

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.country.keys import rows_of
from ostan.country.tables import TABLES
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text, joined, same

FINDINGS_OF_A_KIND = 100
"""More findings with one code than this are not read; the rest are put into one."""

ROWS_OF_A_FINDING = 10_000
"""A finding names at most so many rows: the sentence still counts all of them."""

NAMES_SHOWN = 6
"""A sentence that lists things names so many and counts the others."""

LEVEL_NAMES: Mapping[str | None, Text] = {
    "country": Text("کشور", "countries"),
    "province": Text("استان", "provinces"),
    "county": Text("شهرستان", "counties"),
    "district": Text("بخش", "districts"),
    None: Text("مکان", "places"),
}
"""Levels as they are counted; None for places of several levels."""

LEVEL_WORDS: Mapping[str, Text] = {
    "country": Text("کشور", "country"),
    "province": Text("استان", "province"),
    "county": Text("شهرستان", "county"),
    "district": Text("بخش", "district"),
}
"""Levels as words."""

TABLE_TITLES: Mapping[str, Text] = {name: table.title for name, table in TABLES.items()}
"""Titles of the tables, for columns that hold the name of one."""

Names = Mapping[str, str | Mapping[str, Text]]
"""By column: the table whose ids it holds, or the words for its values."""


@dataclass(frozen=True)
class Kind:
    """What a check says: stable code, severity, sentence with braces, how to mend it.

    The braces name columns of the frame that `say` is given; `column` is the column of the table to look
    at, where there is one.
    """

    code: str
    severity: Severity
    sentence: Text
    mend: Text
    column: str | None = None

    @property
    def braces(self) -> list[str]:
        """Columns the sentence and the advice speak of, in order."""
        parts = Formatter().parse(self.sentence.fa + self.mend.fa)
        return list(dict.fromkeys(name for _, name, _, _ in parts if name))


def about(kind: Kind, **words: Text) -> Kind:
    """Return the kind with some braces filled: what is the same for all rows, as a table's title."""
    fa, en = kind.sentence.fa, kind.sentence.en
    for name, word in words.items():
        fa = fa.replace(f"{{{name}}}", word.fa)
        en = en.replace(f"{{{name}}}", word.en)
    return replace(kind, sentence=Text(fa, en))


def say(
    country: Country,
    kind: Kind,
    table: str,
    frame: pl.DataFrame,
    names: Names | None = None,
    collect: str | None = None,
) -> Iterator[Finding]:
    """Turn bad rows of `table` into findings, one for each cause.

    `frame` has the key of `table` and a column for each brace. `names` gives the table whose ids a
    column holds (alone or as lists), or the words for its values, to show names. Rows that agree in all braces
    but for the place make one finding; the brace `collect` does not part them, its things are
    listed instead.
    """
    if frame.is_empty():
        return
    names = names or {}
    parting = [b for b in kind.braces if b != collect]
    groups = _grouped(frame, parting, list(TABLES[table].key), collect)
    shown = groups.head(FINDINGS_OF_A_KIND)
    labels = {
        c: _labels(country, t, shown[c]) if isinstance(t, str) else t
        for c, t in names.items()
        if c in kind.braces
    }
    for group in shown.iter_rows(named=True):
        rows_at = frame[group["_rows"]]
        told = len(group[collect]) if collect else 1
        values = {b: _shown(group[b], labels.get(b)) for b in kind.braces}
        sentence = _plus(
            kind.sentence.fill(**values), _where(country, rows_at, group["_n"], told, table)
        )
        yield Finding(
            kind.code,
            kind.severity,
            sentence,
            rows_of(TABLES[table], rows_at.head(ROWS_OF_A_FINDING)),
            kind.mend.fill(**values),
            came=_cell(kind, group, "came"),
            column=_cell(kind, group, "column") or kind.column,
        )
    if groups.height > shown.height:
        yield _others(kind, table, frame, groups[shown.height :])


def _cell(kind: Kind, group: Mapping[str, Any], word: str) -> str | None:
    """Return a word of the sentence that leads to the cell of a file it is about."""
    return str(group[word]) if word in kind.braces else None


def _grouped(
    frame: pl.DataFrame, parting: list[str], key: list[str], collect: str | None
) -> pl.DataFrame:
    """Put rows together by the braces without their places: first values, row numbers."""
    kept = frame.with_row_index("_i")
    by = [_without_place(frame.schema[c], c).alias(f"_{c}") for c in parting]
    # A sentence without braces is about the whole table.
    whole = [] if by else [pl.lit(0).alias("_all")]
    listed = []
    if collect:
        once = _without_place(frame.schema[collect], collect).is_first_distinct()
        listed = [pl.col(collect).filter(once).alias(collect)]
    firsts = [pl.col(c).first() for c in parting]
    return kept.group_by([*by, *whole], maintain_order=True).agg(
        *firsts, *listed, _rows=pl.col("_i"), _n=pl.struct(key).n_unique()
    )


def _without_place(kind: pl.DataType, column: str) -> pl.Expr:
    if kind == pl.String:
        return base(column)
    if kind == pl.List(pl.String):
        return pl.col(column).list.eval(pl.element().str.replace("@.*$", ""))
    return pl.col(column)


def base(column: str) -> pl.Expr:
    """Return the id a thing was made from: `x` of `x@place`."""
    return pl.col(column).str.replace("@.*$", "")


def spot(column: str) -> pl.Expr:
    """Return the place in an id, `place` of `x@place`; null for a thing made by no template."""
    return pl.col(column).str.extract("@(.*)$")


def _labels(country: Country, table: str, ids: pl.Series) -> dict[str, Text]:
    flat = ids.explode() if isinstance(ids.dtype, pl.List) else ids
    key = TABLES[table].key[0]
    found = country[table].filter(pl.col(key).is_in(flat.drop_nulls().implode()))
    if table == "powers":
        # A power has no name of its own: it is known by its matter.
        matters = country["matters"].select("matter", "name_fa", "name_en")
        found = found.join(matters, on="matter", how="left")
    return {str(r[key]): name_of(r, str(r[key])) for r in found.iter_rows(named=True)}


def name_of(row: Mapping[str, Any], id: str) -> Text:
    """Return the name or title in a row in both languages; one stands in for the other."""
    fa = row.get("name_fa") or row.get("title_fa")
    en = row.get("name_en") or row.get("title_en")
    return Text(str(fa or en or id), str(en or fa or id))


def _shown(value: Any, labels: Mapping[str, Text] | None) -> Any:
    known = labels or {}
    if isinstance(value, list):
        return listed([known.get(v, same(str(v))) for v in value])
    return known.get(value, value) if isinstance(value, str) else value


def listed(names: Sequence[Text]) -> Text:
    """Return names, each in quotation marks, as a list a person reads; the rest are counted."""
    few = names[:NAMES_SHOWN]
    made = joined([Text(f"«{n.fa}»", f"“{n.en}”") for n in few])
    rest = len(names) - len(few)
    return _plus(made, _MORE.fill(n=rest)) if rest else made


def _where(country: Country, rows: pl.DataFrame, n: int, told: int, table: str) -> Text:
    """Say in how many places something was found, and in how many rows if more than were `told`."""
    key = TABLES[table].key[0]
    by_id = rows.schema[key] == pl.String
    places = rows.select(p=spot(key))["p"].drop_nulls().unique() if by_id else pl.Series([])
    counted = _ROWS.fill(n=n)
    if places.is_empty():
        return counted if n > told else same("")
    if places.len() == 1:
        names = _labels(country, "places", places)
        return _IN_ONE.fill(place=names.get(places[0], same(places[0])))
    levels = country["places"].filter(pl.col("place").is_in(places.implode()))["level"].unique()
    level = LEVEL_NAMES[levels[0] if levels.len() == 1 else None]
    made = _IN_MANY.fill(n=places.len(), level=level)
    return made if n == places.len() * told else _plus(made, counted)


_MORE = Text(" و {n} مورد دیگر", " and {n} more")
_ROWS = Text(" ({n} سطر)", " ({n} rows)")
_IN_ONE = Text("؛ در {place}", "; in {place}")
_IN_MANY = Text("؛ در {n} {level}", "; in {n} {level}")
_OTHERS = Text(
    "{n} مورد دیگر از همین گونه («{code}») در جدول {table}",
    "{n} more of the same kind ({code}) in the table {table}",
)


def _plus(one: Text, other: Text) -> Text:
    return Text(one.fa + other.fa, one.en + other.en)


def _others(kind: Kind, table: str, frame: pl.DataFrame, groups: pl.DataFrame) -> Finding:
    rows = frame[groups["_rows"].explode().head(ROWS_OF_A_FINDING)]
    sentence = _OTHERS.fill(n=groups.height, code=kind.code, table=TABLES[table].title)
    advice = Text(
        "آن‌ها را نیز مانند یافته‌های پیشین اصلاح کنید.", "Mend them like those named before."
    )
    return Finding(
        kind.code, kind.severity, sentence, rows_of(TABLES[table], rows), advice, column=kind.column
    )


# What several checks need ------------------------------------------------------------------


def standing(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the rows that hold on `day`."""
    return frame.filter(
        (pl.col("valid_from") <= day).fill_null(True), (pl.col("valid_to") >= day).fill_null(True)
    )


def active(country: Country, table: str, day: date) -> pl.DataFrame:
    """Return the rows of a table that are active and hold on `day`."""
    return standing(country[table].filter(pl.col("status") == "active"), day)


def cycles(frame: pl.DataFrame, id: str, next: str) -> pl.DataFrame:
    """Return what lies on a cycle of a column that points into its own table.

    Columns: `id` and `path`, the ids of its cycle in order from the least. Pointer doubling finds
    the cycles in O(n log n) whatever their length or the depth of the tree.
    """
    edges = frame.select(id, next).drop_nulls().unique(id)
    if edges.is_empty():
        return pl.DataFrame(schema={id: pl.String, "path": pl.List(pl.String)})
    ids = edges[id]
    number = pl.DataFrame({next: ids, "_to": np.arange(len(ids))})
    to = edges.join(number, on=next, how="left", maintain_order="left")["_to"]
    # One more node takes everything that leads out of the table; it points to itself.
    step = np.append(to.fill_null(len(ids)).to_numpy(), len(ids))
    there = step
    for _ in range(len(ids).bit_length()):
        there = there[there]
    starts = sorted(set(there.tolist()) - {len(ids)}, key=lambda n: ids[n])
    return _paths(ids, step, starts, id)


def _paths(ids: pl.Series, step: np.ndarray, starts: list[int], id: str) -> pl.DataFrame:
    found: dict[int, list[str]] = {}
    for start in starts:
        if start in found:
            continue
        nodes = [start]
        while (to := int(step[nodes[-1]])) != start:
            nodes.append(to)
        path = [str(ids[n]) for n in nodes]
        found.update(dict.fromkeys(nodes, path))
    return pl.DataFrame(
        {id: [str(ids[n]) for n in found], "path": list(found.values())},
        schema={id: pl.String, "path": pl.List(pl.String)},
    )

"""What changed between two versions of a Country, row by row and cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from ostan.country.country import Country
from ostan.country.normal import Tables, as_text, empty, normal
from ostan.country.tables import TABLES
from ostan.persian.keys import fold_all

CHANGES = ("new", "changed", "gone", "ambiguous")
"""What may have happened to a row. Ambiguous: one is gone and one is new, and they look like the
same thing under another id; a person has to say whether they are."""

COLUMNS = ("change", "table", "key", "name", "column", "before", "after")
"""Columns of a diff, all text."""

BETWEEN = " / "
"""Stands between the parts of a key."""

_NO_ROWS = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
_NAMES = ("name_fa", "title_fa", "name_en", "title_en")


def diff(old: Country | Tables, new: Country | Tables) -> pl.DataFrame:
    """Return what changed from `old` to `new`, in the order of the tables.

    Both are Countries, or both sets of typed tables as people write them (`fold(country)`), which
    shows a change of a template once and not once in each place.

    Columns, all text: change (one of CHANGES), table, key (parts joined by ` / `), name (of the
    row, empty where its table has none), column, before, after. A changed row stands once for each
    cell that differs; a new or gone row once, with no column; an ambiguous pair once, with the old
    key as `key` and `before` and the new key as `after`, and is not also listed as gone and new.
    """
    one, other = _normal(old), _normal(new)
    names = [n for n in TABLES if not one[n].equals(other[n])]
    before, after = _texts(one, names), _texts(other, names)
    gone = {n: _without(before[n], after[n], n) for n in names}
    fresh = {n: _without(after[n], before[n], n) for n in names}
    pairs = _ambiguous(gone, fresh)
    parts = [part for n in names for part in _of_table(n, before, after, gone, fresh, pairs[n])]
    return pl.concat([_NO_ROWS, *parts])


def _normal(tables: Country | Tables) -> Tables:
    """Return every table in normal form; those of a Country are."""
    if isinstance(tables, Country):
        return tables.tables
    return {n: normal(t, tables[n]) if n in tables else empty(t) for n, t in TABLES.items()}


def _texts(frames: Tables, names: Iterable[str]) -> dict[str, pl.DataFrame]:
    """Return these tables as text, with the joined key as `_key` and a name."""
    made = {}
    for name in names:
        frame = as_text(frames[name])
        named = [c for c in _NAMES if c in frame.columns]
        made[name] = frame.with_columns(
            _key=pl.concat_str(TABLES[name].key, separator=BETWEEN),
            _name=pl.coalesce(named) if named else pl.lit(None, pl.String),
        )
    return made


def _without(these: pl.DataFrame, others: pl.DataFrame, name: str) -> pl.DataFrame:
    return these.join(others, on=TABLES[name].key, how="anti")


def _of_table(
    name: str,
    before: Mapping[str, pl.DataFrame],
    after: Mapping[str, pl.DataFrame],
    gone: Mapping[str, pl.DataFrame],
    fresh: Mapping[str, pl.DataFrame],
    pairs: pl.DataFrame,
) -> list[pl.DataFrame]:
    added = fresh[name].join(pairs.select(_key="_new"), on="_key", how="anti")
    dropped = gone[name].join(pairs.select(_key="_old"), on="_key", how="anti")
    shown = pairs.join(gone[name].select("_name", _old="_key"), on="_old", maintain_order="left")
    return [
        _rows("new", name, added),
        _cells(name, before[name], after[name]),
        _rows("gone", name, dropped),
        _rows("ambiguous", name, shown.with_columns(_key="_old", before="_old", after="_new")),
    ]


def _rows(change: str, name: str, frame: pl.DataFrame) -> pl.DataFrame:
    there = set(frame.columns)
    return frame.sort("_key").select(
        change=pl.lit(change),
        table=pl.lit(name),
        key="_key",
        name="_name",
        column=pl.lit(None, pl.String),
        before=pl.col("before") if "before" in there else pl.lit(None, pl.String),
        after=pl.col("after") if "after" in there else pl.lit(None, pl.String),
    )


def _cells(name: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return every cell that differs in rows that stand in both."""
    table = TABLES[name]
    both = before.join(after, on=table.key, suffix="_after")
    differs = {
        c: pl.col(c).ne_missing(pl.col(f"{c}_after")) for c in table.columns if c not in table.key
    }
    some = both.select(e.any().alias(c) for c, e in differs.items()).row(0, named=True)
    parts = [
        both.filter(differs[c]).select(
            change=pl.lit("changed"),
            table=pl.lit(name),
            key="_key",
            name=pl.coalesce("_name_after", "_name"),
            column=pl.lit(c),
            before=c,
            after=f"{c}_after",
        )
        for c, found in some.items()
        if found
    ]
    return pl.concat([_NO_ROWS, *parts]).sort("key", maintain_order=True)


# Ambiguous pairs ---------------------------------------------------------------------------


def _ambiguous(gone: Tables, fresh: Tables) -> dict[str, pl.DataFrame]:
    """Return for each of these tables the pairs `_old`, `_new` of keys that may be one thing.

    Things with a name pair by name and place, or by type and place where nothing else has that
    type there; rows whose key names such a thing pair when the rest of the key is the same.
    """
    found = {n: _alike(n, gone[n], fresh[n]) for n in gone}
    renamed = {n: dict(zip(p["_old"], p["_new"], strict=True)) for n, p in found.items()}
    for name in gone:
        table = TABLES[name]
        leaders = {c: t for c, t in table.refers.items() if c in table.key and renamed.get(t)}
        if leaders:
            moved = gone[name].with_columns(
                pl.col(c).replace(renamed[t]).alias(c) for c, t in leaders.items()
            )
            same = moved.join(fresh[name], on=table.key, suffix="_after").select(
                _old="_key", _new="_key_after"
            )
            found[name] = pl.concat([found[name], same]).unique(maintain_order=True)
    return found


def _alike(name: str, gone: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    none = pl.DataFrame(schema={"_old": pl.String, "_new": pl.String})
    if gone.is_empty() or fresh.is_empty() or len(TABLES[name].key) > 1:
        return none
    parts = [none]
    place = ["place"] if name != "places" and "place" in gone.columns else []
    for column in _NAMES:
        if column in gone.columns:
            one, other = (_folded(f, column, place) for f in (gone, fresh))
            parts.append(_paired(one, other, ["_fold", *place]))
    if "type" in gone.columns:
        by = ["type", *place]
        lone = [f.filter(pl.struct(by).is_unique()) for f in (gone, fresh)]
        parts.append(_paired(lone[0], lone[1], by))
    return pl.concat(parts).unique(maintain_order=True)


def _folded(frame: pl.DataFrame, column: str, place: list[str]) -> pl.DataFrame:
    named = frame.drop_nulls(column)
    return named.select("_key", *place, fold_all(named[column]).alias("_fold")).filter(
        pl.col("_fold") != ""
    )


def _paired(one: pl.DataFrame, other: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    return one.join(other, on=by, suffix="_after", nulls_equal=True).select(
        _old="_key", _new="_key_after"
    )

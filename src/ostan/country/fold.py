"""Fold: from one row per thing and place back to tables as people write them.

`Country.of(expand(fold(c))) == c` for every Country that is expanded, as those made by `expand`
are. What repeats over the places of a level becomes a template (`*province -qom`), what differs
there an override, references lose their place where it is understood, and seats that a rule gives
in every place become the rule. An empty cell inherits, so no override can empty a cell: such a row
stands by itself and its place is left out of the template.

The way is safe by trial: fold, expand again, and write out in full whatever came back different.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ostan.country.columns import dtype
from ostan.country.country import Country
from ostan.country.expand import (
    AT,
    HOLDERS,
    LEADERS,
    PLACED_BY_ID,
    PLACED_BY_KEY,
    REFERRED,
    ROW,
    ancestors,
    expand,
    resolve,
)
from ostan.country.normal import as_text, normal
from ostan.country.seat_rules import FULL, with_rules
from ostan.country.tables import TABLES
from ostan.country.templates import (
    LIST_MARK,
    base,
    bases,
    by_key,
    followers,
    made_by_templates,
    post_templates,
    sitting,
    spot,
    template_ids,
    templates,
)
from ostan.words.errors import BadInput

ATTEMPTS = 4
"""Trials before everything is written out: each writes out what the one before got wrong."""

Blocked = frozenset[tuple[str, str]]
"""Table and base (or leader, or matter) of what has to be written out."""


def fold(country: Country) -> dict[str, pl.DataFrame]:
    """Return folded tables, those without rows left out; `Country.of(expand(...))` is `country`.

    A Country that is not expanded (a group post beside the places it stands for) comes back as
    explicit rows, and `expand` does to it what it does to any table.
    """
    blocked: Blocked = frozenset()
    for _ in range(ATTEMPTS):
        made = _folded(country, blocked)
        wrong = _differing(country, made)
        if not wrong:
            return made
        blocked |= wrong
    return explicit(country)


def explicit(country: Country) -> dict[str, pl.DataFrame]:
    """Return the tables as they are, with references marked (`x@`) where they could be misread."""
    made = {n: f for n, f in country.tables.items() if f.height}
    for name, column, target in _references():
        if name in made:
            ids = country[target][TABLES[target].key[0]]
            made[name] = made[name].with_columns(_marked(name, column, target, ids))
    return made


def _references() -> Iterable[tuple[str, str, str]]:
    """Yield every reference that `expand` resolves: table, column, table referred to."""
    for name in (*PLACED_BY_ID, *PLACED_BY_KEY, "posts", "seats", "sessions"):
        leaders = {"council", "matter"} & set(TABLES[name].key)
        for column, target in TABLES[name].refers.items():
            if target in REFERRED and column not in leaders:
                yield name, column, target
    for target in HOLDERS.values():
        yield "powers", "holder", target


def _marked(name: str, column: str, target: str, ids: pl.Series) -> pl.Expr:
    """Mark ids that are also the base of things in places, and text that ends like a mark."""
    value = pl.col(column)
    unclear = value.is_in(bases(ids).implode()) | value.str.ends_with("@")
    if (name, column) == ("powers", "holder"):
        unclear = unclear & (pl.col("holder_kind").replace_strict(HOLDERS, default="") == target)
    return pl.when(unclear).then(value + "@").otherwise(value).alias(column)


# One trial ---------------------------------------------------------------------------------


def _folded(country: Country, blocked: Blocked) -> dict[str, pl.DataFrame]:
    tables = {n: _flat(f) for n, f in country.tables.items()}
    places = country["places"]
    tree = ancestors(places)
    made = {n: f for n, f in tables.items() if f.height}
    placed = _with_places(tables)
    short = _shortened(placed, country, tree)
    for name in PLACED_BY_ID:
        frame = short[name].with_columns(_group=base(TABLES[name].key[0]))
        made[name] = templates(name, frame, places, _names(blocked, name))
    for name in PLACED_BY_KEY:
        made[name] = templates(name, by_key(name, short[name]), places, _names(blocked, name))
    made["posts"] = post_templates(
        short["posts"], tables["units"], made["units"], _names(blocked, "posts")
    )
    followed = template_ids(made["councils"], "council")
    councils = made_by_templates(tables["councils"], followed)
    seats = _names(blocked, "seats")
    ruled = with_rules(short["seats"], placed, councils, tree, seats)
    sits = sitting(country["posts"]["post"], tree)
    made["seats"] = followers("seats", ruled, councils, seats, sits)
    for name in ("agenda", "sessions"):
        named = _names(blocked, name)
        if short[name].height:
            made[name] = followers(name, short[name], councils, named, lambda pairs: pairs)
    return {n: _shaped(n, f) for n, f in made.items() if f.height}


def _names(blocked: Blocked, table: str) -> list[str]:
    return [name for t, name in blocked if t == table]


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Join lists to text, so that every cell can be compared and counted."""
    lists = [n for n, k in frame.schema.items() if isinstance(k, pl.List)]
    return frame.with_columns(pl.col(n).list.join(LIST_MARK) for n in lists)


def _shaped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    columns = TABLES[name].columns
    lists = [n for n, c in columns.items() if isinstance(dtype(c), pl.List)]
    split = frame.with_columns(
        pl.col(n).str.split(LIST_MARK) for n in lists if frame.schema[n] == pl.String
    )
    return split.select(pl.col(n).cast(dtype(c)) for n, c in columns.items())


def _with_places(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Add to every row of a placed table the place `_at` in which `expand` reads its references."""
    made = dict(tables)
    for name in (*PLACED_BY_ID, *PLACED_BY_KEY):
        made[name] = made[name].with_columns(pl.col("place").alias(AT))
    for name, (column, leader) in LEADERS.items():
        led = tables[leader].select(pl.col(TABLES[leader].key[0]).alias(column), _there="place")
        there = made[name].join(led, on=column, how="left", maintain_order="left")
        at = pl.coalesce("_there", spot("post")) if name == "posts" else pl.col("_there")
        made[name] = there.with_columns(at.alias(AT)).drop("_there")
    return made


# References --------------------------------------------------------------------------------


def _shortened(
    frames: dict[str, pl.DataFrame], country: Country, tree: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Drop the place from references that mean the same without it; mark those that would not."""
    made = {**frames, "seats": frames["seats"].with_columns(pl.col("holder").alias(FULL))}
    for name, column, target in _references():
        if (name, column) == ("posts", "unit"):
            continue  # a post is known by its unit: its place is read from it
        ids = country[target][TABLES[target].key[0]]
        frame = made[name].with_columns(_marked(name, column, target, ids))
        made[name] = _short(frame, column, ids, tree)
    marked = _marked("posts", "unit", "units", country["units"]["unit"])
    made["posts"] = made["posts"].with_columns(marked)
    return made


def _short(frame: pl.DataFrame, column: str, ids: pl.Series, tree: pl.DataFrame) -> pl.DataFrame:
    pairs = (
        frame.select(full=column, at=AT)
        .filter(pl.col("full").str.contains(".@.", literal=False))
        .unique()
        .with_row_index("_i")
    )
    if pairs.is_empty():
        return frame
    asked = pairs.select("_i", base("full").alias("value"), pl.col("at").alias(AT))
    found = resolve(asked, ids, tree).filter(pl.len().over("_i") == 1)
    same = (
        pairs.join(found, on="_i")
        .filter(pl.col("id") == pl.col("full"))
        .select(pl.col("full").alias(column), pl.col("at").alias(AT), _short=base("full"))
    )
    return (
        frame.join(same, on=[column, AT], how="left", maintain_order="left")
        .with_columns(pl.coalesce("_short", column).alias(column))
        .drop("_short")
    )


# Trial -------------------------------------------------------------------------------------


def _differing(country: Country, made: dict[str, pl.DataFrame]) -> Blocked:
    """Expand again and name what came back different, to be written out next time."""
    try:
        back = expand(made)
    except BadInput as broken:
        return frozenset((r.table, _leader(r.key[0])) for f in broken.findings for r in f.rows)
    wrong: set[tuple[str, str]] = set()
    for name, table in TABLES.items():
        if country[name].is_empty() and back[name].is_empty():
            continue
        again = normal(table, back[name].drop(ROW))
        if not again.equals(country[name]):
            wrong |= {(name, g) for g in _changed(name, country[name], again)}
    return frozenset(wrong)


def _changed(name: str, before: pl.DataFrame, after: pl.DataFrame) -> set[str]:
    one, other = as_text(before), as_text(after)
    columns = one.columns
    differing = pl.concat(
        [
            one.join(other, on=columns, how="anti", nulls_equal=True),
            other.join(one, on=columns, how="anti", nulls_equal=True),
        ]
    )
    key = [c for c in TABLES[name].key if c != "place"]
    if name in PLACED_BY_KEY:
        return {LIST_MARK.join(k) for k in differing.select(key).iter_rows()}
    return {_leader(str(k)) for k in differing[key[0]]}


def _leader(id: str) -> str:
    return id.partition("@")[0]

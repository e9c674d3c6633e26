"""Expand templates: from tables as people write them to one row per thing and place.

A row whose place is `*province` (or `*county`; `*province -qom` leaves qom out) stands for one row
in each place of that level: `x` becomes `x@place`. Posts follow their unit; seats, agendas and
sessions their council. A row `x@place` overrides the template cell by cell, an empty cell inherits;
if it brings seats (or an agenda), they replace the template's.

A reference is looked for in the same place, then by its plain id, then in the enclosing places,
the nearest first, then in all enclosed ones. A thing that exists only in other places is absent
here: its seat is not made, its reference is left empty. `x@` is the id `x` and nothing else, where
that could be misread. A holder may be a rule:

- `type: T`   posts of type T whose unit lies in the place or in one inside it, or serves it;
- `heads: column=value;...`   heads of active units so selected that lie in or serve the place.

A post sits once: a named seat goes before a rule, an earlier rule before a later one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

import polars as pl

from ostan.country.columns import dtype
from ostan.country.keys import doubled
from ostan.country.normal import Tables, empty, shape
from ostan.country.tables import TABLES
from ostan.words.errors import BadInput
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

ROW = "_row"
"""Column of expanded frames: index of the source row, for saying which cell a finding is about."""
AT = "_at"
"""Column used inside: the place a row belongs to, where references are looked for."""

LEADERS = {
    "posts": ("unit", "units"),
    **dict.fromkeys(("seats", "agenda", "sessions"), ("council", "councils")),
}
"""Tables whose rows follow another table's: the column that names the leader, the leader's table."""
PLACED_BY_ID = ("units", "councils", "services", "powers", "offers")
PLACED_BY_KEY = ("steps", "demand")
HOLDERS = {"post": "posts", "unit": "units", "council": "councils"}
REFERRED = (*HOLDERS.values(), "powers")
"""Tables whose rows are looked for in the place of the row that names them."""


def expand(tables: Tables) -> dict[str, pl.DataFrame]:
    """Return expanded frames, each with the source row of every row in `_row`.

    `tables` are folded or already expanded (then this changes nothing), typed, with any columns
    missing. Cells left empty that have a value for absence get it. Raises BadInput for a place or
    holder rule that cannot be read.
    """
    full = {n: _shaped(n, tables[n]) if n in tables else _none(n) for n in TABLES}
    _refuse(list(_unreadable(full)))
    tree = ancestors(full["places"])
    made = {**full}
    for name in PLACED_BY_ID:
        made[name] = _spread(name, full[name], full["places"], by_id=True)
    for name in PLACED_BY_KEY:
        made[name] = _spread(name, full[name], full["places"], by_id=False)
    for name in LEADERS:
        made[name] = _follow(name, full, made)
    made = _resolve_references(made, tree)
    made["posts"], given_way = _give_way(made["posts"], full["places"], tree)
    made["seats"] = _seats(made, given_way, tree)
    return {n: _finished(n, f) for n, f in made.items()}


def ancestors(places: pl.DataFrame) -> pl.DataFrame:
    """Return every place with itself and all that enclose it: place, ancestor, steps (0: itself)."""
    parent = places.select("place", "parent")
    level = parent.select("place", ancestor="place", steps=pl.lit(0, pl.Int64))
    found = [level]
    # A cycle of places is a finding of the checks; here it must only not loop for ever.
    for step in range(1, parent.height + 1):
        level = (
            level.join(parent, left_on="ancestor", right_on="place")
            .drop_nulls("parent")
            .select("place", ancestor="parent", steps=pl.lit(step, pl.Int64))
            .join(pl.concat(found), on=["place", "ancestor"], how="anti")
        )
        if level.is_empty():
            break
        found.append(level)
    return pl.concat(found)


def resolve(values: pl.DataFrame, ids: pl.Series, tree: pl.DataFrame) -> pl.DataFrame:
    """Find what each value means in its place.

    `values`: columns `_i` (unique), `value`, `_at`; `ids`: the ids of the table referred to.
    Returns `_i`, `id` (several rows where all enclosed places answer), and `id` null where the
    thing exists in other places only. Values known nowhere come back as they are; `x@` means the
    id `x` itself and no thing in a place.
    """
    return _resolved(values, _index(ids), tree)


def _index(ids: pl.Series) -> pl.DataFrame:
    """Return ids with the name and the place of those that are in one: id, base, spot."""
    return pl.DataFrame({"id": ids}).with_columns(
        base=pl.col("id").str.extract(r"^([^@]*)@"), spot=pl.col("id").str.extract(r"@(.*)$")
    )


def _resolved(values: pl.DataFrame, index: pl.DataFrame, tree: pl.DataFrame) -> pl.DataFrame:
    marked = pl.col("value").str.ends_with("@")
    itself = values.filter(marked).select("_i", id=pl.col("value").str.strip_suffix("@"))
    if itself.height:
        return pl.concat([itself, _resolved(values.filter(~marked), index, tree)])
    placed = index.drop_nulls("base")
    local = values.join(placed.select(value="base").unique(), on="value", how="semi")
    plain = values.join(local, on="_i", how="anti").select("_i", id="value")
    if local.is_empty():
        return plain
    near = (
        local.join(tree, left_on=AT, right_on="place")
        .join(placed, left_on=["value", "ancestor"], right_on=["base", "spot"])
        .select("_i", "id", "steps")
    )
    exact = local.join(index, left_on="value", right_on="id").select(
        "_i", id="value", steps=pl.lit(0.5)
    )
    upward = (
        pl.concat([near.cast({"steps": pl.Float64}), exact])
        .sort("_i", "steps")
        .unique("_i", keep="first", maintain_order=True)
        .select("_i", "id")
    )
    rest = local.join(upward, on="_i", how="anti")
    downward = (
        rest.join(tree, left_on=AT, right_on="ancestor")
        .join(placed, left_on=["value", "place"], right_on=["base", "spot"])
        .select("_i", "id")
    )
    nowhere = rest.join(downward, on="_i", how="anti").select("_i", id=pl.lit(None, pl.String))
    return pl.concat([plain, upward, downward, nowhere])


def _shaped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(shape(name, tuple(frame.columns))).with_row_index(ROW)


@cache
def _none(name: str) -> pl.DataFrame:
    return _shaped(name, empty(TABLES[name]))


def _finished(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    columns = TABLES[name].columns
    if frame.is_empty():
        return _none(name)
    fills = [
        pl.col(n).fill_null(c.metadata["absent"])
        for n, c in columns.items()
        if c.metadata.get("absent") is not None
    ]
    if "type" in columns and frame["type"].null_count() != 0:
        fills.append(pl.col("type").fill_null(_base(TABLES[name].key[0])))
    return frame.with_columns(fills).select(*columns, ROW)


def _base(column: str) -> pl.Expr:
    return pl.col(column).str.extract(r"^([^@]*)")


# Placed tables -----------------------------------------------------------------------------


def _is_template() -> pl.Expr:
    return pl.col("place").str.starts_with("*").fill_null(False)


def _spread(name: str, frame: pl.DataFrame, places: pl.DataFrame, by_id: bool) -> pl.DataFrame:
    """Make a placed table's templates into rows of places, then lay the specific rows over."""
    if frame.is_empty():
        return frame
    templates = frame.filter(_is_template())
    specific = frame.filter(~_is_template())
    if templates.is_empty():
        return specific
    key = TABLES[name].key
    spread = (
        templates.with_columns(
            _level=pl.col("place").str.extract(r"^\*(\w+)"),
            _but=pl.col("place").str.extract_all(r"-\S+"),
        )
        .join(places.select("level", _spot="place"), left_on="_level", right_on="level")
        .filter(~pl.col("_but").list.contains("-" + pl.col("_spot")))
        .with_columns(place=pl.col("_spot"))
        .drop("_level", "_but", "_spot")
    )
    if by_id:
        spread = spread.with_columns(pl.col(key[0]) + "@" + pl.col("place"))
    return _overlay(spread, specific, key)


def _overlay(base: pl.DataFrame, specific: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Lay specific rows over made ones, cell by cell; rows that meet none stand as they are."""
    if specific.is_empty():
        return base
    same = specific.join(base, on=key, how="semi")
    alone = specific.join(base, on=key, how="anti")
    return pl.concat([base.update(same.unique(key), on=list(key)), alone])


# Tables that follow ------------------------------------------------------------------------


def _follow(name: str, source: Tables, made: Tables) -> pl.DataFrame:
    """Give the rows of templates to every place their leader is in; `_at` is that place."""
    column, leader = LEADERS[name]
    led = TABLES[leader].key[0]
    frame = source[name]
    if frame.is_empty():
        return frame.with_columns(pl.lit(None, pl.String).alias(AT))
    templates = source[leader].filter(_is_template()).select(pl.col(led)).unique()
    follows = pl.col(column).is_in(templates[led].implode()).fill_null(False)
    if name == "posts":
        # `x@place` names one of the posts made: it overrides and is not spread again.
        follows = follows & ~pl.col("post").str.contains("@")
    instances = made[leader].select(
        pl.col(led).alias("_leader"), _base(led).alias("_base"), pl.col("place").alias(AT)
    )
    spread = frame.filter(follows).join(instances, left_on=column, right_on="_base")
    own = frame.filter(~follows)
    if name == "posts":
        spread = spread.with_columns(pl.col("post") + "@" + pl.col(AT)).drop("_leader")
        return _overlay_posts(spread, own, made["units"])
    spread = spread.with_columns(pl.col("_leader").alias(column)).drop("_leader")
    own = own.join(
        made[leader].select(led, pl.col("place").alias(AT)),
        left_on=column,
        right_on=led,
        how="left",
    )
    return pl.concat([spread.join(own, on=column, how="anti"), own])


def _overlay_posts(spread: pl.DataFrame, own: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    placed = own.join(
        units.select("unit", pl.col("place").alias("_there")), on="unit", how="left"
    ).with_columns(pl.coalesce("_there", pl.col("post").str.extract(r"@(.*)$")).alias(AT))
    return _overlay(spread, placed.drop("_there"), ("post",))


# References --------------------------------------------------------------------------------


def _resolve_references(
    made: dict[str, pl.DataFrame], tree: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Point every reference between placed tables at the row it means in its own place."""
    ids = {n: _index(made[n][TABLES[n].key[0]]) for n in REFERRED}
    done = {**made}
    for name in (*PLACED_BY_ID, *PLACED_BY_KEY, "posts", "seats", "sessions"):
        frame = (
            made[name]
            if AT in made[name].columns
            else made[name].with_columns(pl.col("place").alias(AT))
        )
        for column, target in TABLES[name].refers.items():
            if target in ids and column not in TABLES[name].key:
                frame = _pointed(frame, column, ids[target], tree)
        done[name] = frame
    done["powers"] = _powers(done["powers"], ids, tree)
    return done


def _pointed(
    frame: pl.DataFrame, column: str, index: pl.DataFrame, tree: pl.DataFrame
) -> pl.DataFrame:
    """Resolve a column that holds one id; what means several things stays, for the checks to say."""
    if frame[column].null_count() == frame.height:
        return frame
    numbered = frame.with_row_index("_i")
    values = numbered.select("_i", pl.col(column).alias("value"), AT).drop_nulls("value")
    found = _resolved(values, index, tree)
    single = found.filter(pl.len().over("_i") == 1).with_columns(_found=pl.lit(True))
    return (
        numbered.join(single, on="_i", how="left", maintain_order="left")
        .with_columns(pl.when("_found").then("id").otherwise(column).alias(column))
        .drop("_i", "id", "_found")
    )


def _powers(
    powers: pl.DataFrame, ids: Mapping[str, pl.DataFrame], tree: pl.DataFrame
) -> pl.DataFrame:
    if powers.is_empty():
        return powers
    parts = [powers.filter(~pl.col("holder_kind").is_in(list(HOLDERS)).fill_null(False))]
    for kind, table in HOLDERS.items():
        held = powers.filter(pl.col("holder_kind") == kind)
        parts.append(_pointed(held, "holder", ids[table], tree))
    return pl.concat(parts)


# Posts that give way -----------------------------------------------------------------------


def _give_way(
    posts: pl.DataFrame, places: pl.DataFrame, tree: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out posts for whose level places are loaded inside their own place.

    Returns those that stay, and of those that go their post, type and stand-in.
    """
    inside = (
        tree.filter(pl.col("steps") > 0)
        .join(places.select("place", "level"), on="place")
        .select(pl.col("ancestor").alias(AT), pl.col("level").alias("stands_for"))
        .unique()
    )
    gone = posts.join(inside, on=[AT, "stands_for"], how="semi")
    return posts.join(gone, on="post", how="anti"), gone.select(
        "post", pl.col("type").fill_null(_base("post")), _heir="stand_in"
    )


# Seats -------------------------------------------------------------------------------------


def _is_rule() -> pl.Expr:
    return pl.col("holder").str.contains(":")


def _seats(made: Tables, given_way: pl.DataFrame, tree: pl.DataFrame) -> pl.DataFrame:
    """Turn holders into posts: named ones first, then rules in the order they were written.

    A named post that gave way leaves its seat to its stand-in; without one, to all of its type.
    """
    every = made["seats"].with_row_index("_i")
    # A seat of a council that is not there has no place to look in: it stays, to be found.
    lost, seats = every.filter(pl.col(AT).is_null()), every.drop_nulls(AT)
    lost = lost.with_columns(pl.col("holder").str.strip_suffix("@"))
    posts = pl.concat([made["posts"]["post"], given_way["post"]])
    named = _named(seats.filter(~_is_rule()), posts, tree)
    named = named.join(given_way, left_on="holder", right_on="post", how="left")
    named = _inherited(named)
    rules = pl.concat(
        [
            seats.filter(_is_rule()),
            named.drop_nulls("type").with_columns(holder="type: " + pl.col("type")).drop("type"),
        ]
    )
    named = named.filter(pl.col("type").is_null()).drop("type")
    ruled = (
        _ruled(rules, made, tree)
        .join(named, on=["council", "holder"], how="anti")
        .sort("_i")
        .unique(["council", "holder"], keep="first", maintain_order=True)
    )
    return pl.concat([named, ruled, lost]).drop("_i")


def _inherited(named: pl.DataFrame) -> pl.DataFrame:
    """Give the seats of posts that gave way to their stand-ins, where these do not sit already."""
    others = named.filter(pl.col("_heir").is_null()).drop("_heir")
    heirs = named.drop_nulls("_heir").with_columns(holder="_heir", type=pl.lit(None, pl.String))
    return pl.concat(
        [others, heirs.drop("_heir").join(others, on=["council", "holder"], how="anti")]
    )


def _named(seats: pl.DataFrame, posts: pl.Series, tree: pl.DataFrame) -> pl.DataFrame:
    values = seats.select("_i", pl.col("holder").alias("value"), AT)
    found = resolve(values, posts, tree).drop_nulls("id")
    return seats.join(found, on="_i", maintain_order="left").with_columns(holder="id").drop("id")


def _ruled(seats: pl.DataFrame, made: Tables, tree: pl.DataFrame) -> pl.DataFrame:
    parts = [seats.clear()]
    for rule in seats["holder"].unique(maintain_order=True):
        holders = _holders(rule, made, tree)
        joined = seats.filter(pl.col("holder") == rule).join(holders, on=AT, maintain_order="left")
        parts.append(joined.with_columns(holder="post").drop("post"))
    return pl.concat(parts)


def _holders(rule: str, made: Tables, tree: pl.DataFrame) -> pl.DataFrame:
    """Return the posts a rule seats, with every place in which it does: post, `_at`."""
    kind, _, rest = rule.partition(":")
    return _typed(rest.strip(), made, tree) if kind == "type" else _heads(rest, made)


def _typed(type_: str, made: Tables, tree: pl.DataFrame) -> pl.DataFrame:
    posts = (
        made["posts"]
        .filter(
            pl.col("type").fill_null(_base("post")) == type_,
            pl.col("status").fill_null("active") == "active",
        )
        .select("post", "unit", AT)
    )
    lying = posts.join(tree, left_on=AT, right_on="place").select(
        "post", pl.col("ancestor").alias(AT)
    )
    serving = posts.join(made["units"].select("unit", "serves").explode("serves"), on="unit")
    return (
        pl.concat([lying, serving.select("post", pl.col("serves").alias(AT))])
        .drop_nulls()
        .unique(maintain_order=True)
    )


def _heads(conditions: str, made: Tables) -> pl.DataFrame:
    posts = made["posts"].filter(pl.col("status").fill_null("active") == "active")
    units = made["units"].filter(
        pl.col("status").fill_null("active") == "active",
        pl.col("head").is_in(posts["post"].implode()),
        *(_meets(c, v) for c, v in _conditions(conditions)),
    )
    lying = units.select(pl.col("head").alias("post"), pl.col("place").alias(AT))
    serving = units.select(pl.col("head").alias("post"), pl.col("serves").alias(AT)).explode(AT)
    return pl.concat([lying, serving]).drop_nulls().unique(maintain_order=True)


def _meets(column: str, value: str) -> pl.Expr:
    """Return whether a cell is the value, or holds it where it is a list."""
    if isinstance(dtype(TABLES["units"].columns[column]), pl.List):
        return pl.col(column).list.contains(value)
    return pl.col(column).cast(pl.String) == value


def _conditions(text: str) -> list[tuple[str, str]]:
    parts = (p.partition("=") for p in text.split(";"))
    return [(column.strip(), value.strip()) for column, _, value in parts]


# What cannot be read -----------------------------------------------------------------------


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise BadInput(findings)


def _unreadable(tables: Tables) -> Iterator[Finding]:
    for name, frame in tables.items():
        # An override would swallow its double before the Country could see it.
        yield from doubled(TABLES[name], frame)
    levels = "|".join(TABLES["places"].columns["level"].metadata["values"])
    pattern = rf"^\*({levels})( -[\w.\-]+)*$"
    for name in (*PLACED_BY_ID, *PLACED_BY_KEY):
        if tables[name].is_empty():
            continue
        templates = tables[name].filter(_is_template())
        readable = pl.col("place").str.contains(pattern)
        bad = templates.filter(~readable)
        for row in bad.iter_rows(named=True):
            yield _bad_cell(
                name, row, "place", "bad_place_template", "*province, *county, *province -a -b"
            )
        yield from _unknown_exceptions(name, templates.filter(readable), tables["places"])
    for row in tables["seats"].filter(_is_rule()).iter_rows(named=True):
        if not _readable(str(row["holder"])):
            yield _bad_cell(
                "seats", row, "holder", "bad_holder_rule", "type: T, heads: column=value"
            )


def _unknown_exceptions(
    name: str, templates: pl.DataFrame, places: pl.DataFrame
) -> Iterator[Finding]:
    """Find places that a template leaves out and that are none of its level: slips of the pen."""
    for row in templates.filter(pl.col("place").str.contains(" ")).iter_rows(named=True):
        level, *left_out = str(row["place"])[1:].split()
        known = places.filter(pl.col("level") == level)["place"].to_list()
        unknown = [p for p in left_out if p.removeprefix("-") not in known]
        if known and unknown:
            near = [n for p in unknown for n in get_close_matches(p.removeprefix("-"), known, 2)]
            allowed = " ".join([f"*{level}", *(f"-{n}" for n in near or known[:2])])
            yield _bad_cell(name, row, "place", "bad_place_template", allowed)


def _readable(rule: str) -> bool:
    kind, _, rest = rule.partition(":")
    if kind == "type":
        return bool(rest.strip())
    named = [c for c, v in _conditions(rest) if v]
    return (
        kind == "heads"
        and len(named) == len(rest.split(";"))
        and set(named) <= set(TABLES["units"].columns)
    )


def _bad_cell(name: str, row: Mapping[str, Any], column: str, code: str, allowed: str) -> Finding:
    key = tuple(str(row[c]) for c in TABLES[name].key)
    sentence = Text(
        "{table}، {key}: «{came}» در ستون {column} خوانا نیست؛ شکل درست: {allowed}",
        "{table}, {key}: “{came}” in column {column} cannot be read; allowed: {allowed}",
    ).fill(
        table=TABLES[name].title,
        key=" / ".join(key),
        came=str(row[column]),
        column=column,
        allowed=allowed,
    )
    return Finding(code, Severity.ERROR, sentence, (Row(name, key),), came=str(row[column]))

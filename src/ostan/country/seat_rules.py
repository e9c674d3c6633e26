"""Rules by which posts hold seats, found again in the seats they gave.

An administrative council is a rule and not a list: `heads: legal_form=bank`, `type: governor`. A
rule is kept only if it gives, in every place where the council sits, posts that all sit there with
the same role and grounds, and if it stands for several names: one post is better named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ostan.country.expand import AT, resolve
from ostan.country.tables import TABLES
from ostan.country.templates import LIST_MARK

FULL = "_full"
"""The holder of a seat as the Country has it, beside the holder as it will be written."""

LEAST_NAMES = 3
"""A rule stands for at least so many names: two fit some rule by chance. For one less if it speaks
of a type of post or the council has a rule already; for one more where the council sits in one
place only, since nothing there confirms the rule."""

MOST_EXCEPTIONS = 1 / 3
"""Of the posts a rule gives, so many for each that it explains may be named beside it."""

CONDITION_COLUMNS = ("legal_form", "kind")
"""Columns of units tried as `heads: column=value`, the better known first."""

_CELLS = [c for c in TABLES["seats"].columns if c not in ("council", "holder")]


def with_rules(
    seats: pl.DataFrame,
    frames: Mapping[str, pl.DataFrame],
    councils: pl.DataFrame,
    tree: pl.DataFrame,
    blocked: list[str],
) -> pl.DataFrame:
    """Return the seats of a fold with rules in place of the posts they give.

    `seats` have the place `_at`, the holder as written and as it is (`_full`); `frames` are all
    tables with `_at`; `councils` those that templates make: council, _group, _at; `tree` the places
    with their ancestors; `blocked` groups to leave alone.
    """
    grouped = _all_councils(frames["councils"], councils).filter(~pl.col("_group").is_in(blocked))
    known = seats.with_columns(_cells=pl.struct(_CELLS).hash())
    together = _enclosed(known, frames["posts"]["post"], tree, blocked)
    givers = _givers(frames, tree, grouped[AT].unique())
    chosen = _chosen(together, givers, grouped)
    if chosen.is_empty():
        return together.drop("_cells", FULL)
    gone = chosen.filter("_covered").select("council", pl.col("post").alias(FULL))
    rest = together.join(gone, on=["council", FULL], how="anti", maintain_order="left")
    rules = _rule_rows(chosen, together, grouped)
    return pl.concat([rest.drop("_cells", FULL), rules.select(rest.drop("_cells", FULL).columns)])


def _all_councils(councils: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """Return every council with the template it comes from, or itself: council, _at, _group."""
    return (
        councils.select("council", pl.col("place").alias(AT))
        .join(made.select("council", "_group"), on="council", how="left")
        .with_columns(pl.coalesce("_group", "council").alias("_group"))
    )


def _enclosed(
    seats: pl.DataFrame, posts: pl.Series, tree: pl.DataFrame, blocked: list[str]
) -> pl.DataFrame:
    """Write one holder where all posts of that id in the enclosed places sit alike."""
    far = seats.filter(pl.col("holder").str.contains(".@.")).with_columns(
        _short=pl.col("holder").str.extract("^([^@]*)@")
    )
    far = far.filter(~pl.col("council").str.replace("@.*$", "").is_in(blocked))
    asked = far.select(AT, value="_short").unique().with_row_index("_i")
    if asked.is_empty():
        return seats
    found = resolve(asked.select("_i", "value", AT), posts, tree).drop_nulls("id")
    meant = asked.join(found, on="_i").select(
        AT, _short="value", **{FULL: "id"}, _of=pl.len().over("_i")
    )
    sitting = far.join(meant.filter(pl.col("_of") > 1), on=[AT, "_short", FULL])
    whole = sitting.filter(pl.len().over("council", "_short", "_cells") == pl.col("_of"))
    one = whole.unique(["council", "_short"], keep="first", maintain_order=True).with_columns(
        holder="_short"
    )
    rest = seats.join(whole, on=["council", FULL], how="anti", maintain_order="left")
    return pl.concat([rest, one.select(rest.columns)])


# What rules give ---------------------------------------------------------------------------


def _givers(
    frames: Mapping[str, pl.DataFrame], tree: pl.DataFrame, places: pl.Series
) -> pl.DataFrame:
    """Return what every candidate rule gives: rule, _at, post, _class (which kind of rule)."""
    units = frames["units"].filter(pl.col("status") == "active")
    serves = units.select("unit", serves=pl.col("serves").str.split(LIST_MARK)).explode("serves")
    heads = units.filter(pl.col("head").is_in(frames["posts"]["post"].implode()))
    parts = [_types(frames["posts"], serves.drop_nulls(), tree)]
    for number, column in enumerate(CONDITION_COLUMNS):
        at = pl.concat(
            [
                heads.select(column, post="head", **{AT: "place"}),
                heads.join(serves, on="unit").select(
                    column, post="head", **{AT: pl.col("serves_right")}
                ),
            ]
        )
        readable = at.filter(~pl.col(column).str.contains("[;=]"))
        rule = pl.format("heads: {}={}", pl.lit(column), column)
        parts.append(readable.select(AT, "post", rule=rule, _class=pl.lit(number)))
    given = pl.concat([p.select("rule", AT, "post", "_class") for p in parts])
    return given.drop_nulls().filter(pl.col(AT).is_in(places.implode())).unique()


def _types(posts: pl.DataFrame, serves: pl.DataFrame, tree: pl.DataFrame) -> pl.DataFrame:
    active = posts.filter(pl.col("status") == "active")
    lying = active.join(tree, left_on=AT, right_on="place").select("type", "post", at="ancestor")
    serving = active.join(serves, on="unit").select("type", "post", at="serves")
    rule = pl.format("type: {}", "type")
    # As good as legal forms, of which law speaks; kinds are loose words and come after.
    return pl.concat([lying, serving]).select(
        pl.col("at").alias(AT), "post", rule=rule, _class=pl.lit(0)
    )


# Which are chosen --------------------------------------------------------------------------


def _chosen(seats: pl.DataFrame, givers: pl.DataFrame, councils: pl.DataFrame) -> pl.DataFrame:
    """Return what chosen rules give: _group, _order, rule, council, post, _cells, _covered.

    `_covered`: the rule gives the seat as it is; else it is named beside the rule.
    """
    sitting = seats.select("council", "holder", "_cells", post=FULL).join(councils, on="council")
    hits = sitting.join(givers, on=[AT, "post"])
    valid = _valid(hits, givers, councils)
    worth = hits.join(valid, on=["_group", "rule"])
    several = pl.col("council").n_unique() > 1
    names = worth.group_by("_group", "rule").agg(n=pl.col("holder").n_unique(), several=several)
    least = LEAST_NAMES - 1 + (~pl.col("several")).cast(pl.Int64)
    worth = worth.join(names.filter(pl.col("n") >= least), on=["_group", "rule"], how="semi")
    found = [row for _, group in worth.group_by("_group") for row in _greedy(group)]
    return pl.DataFrame(found, schema=_CHOSEN, orient="row")


_CHOSEN = {
    "_group": pl.String,
    "_order": pl.Int64,
    "rule": pl.String,
    "_rule_cells": pl.UInt64,
    "council": pl.String,
    "post": pl.String,
    "_covered": pl.Boolean,
}


def _valid(hits: pl.DataFrame, givers: pl.DataFrame, councils: pl.DataFrame) -> pl.DataFrame:
    """Return the rules that give a group of councils nobody who does not sit there."""
    sizes = givers.group_by("rule", AT).agg(size=pl.len())
    full = (
        hits.group_by("_group", "rule", "council", AT)
        .agg(n=pl.len())
        .join(sizes, on=["rule", AT])
        .filter(pl.col("n") == pl.col("size"))
        .group_by("_group", "rule")
        .agg(full=pl.len())
    )
    wanted = (
        full.join(councils, on="_group")
        .join(sizes, on=["rule", AT])
        .group_by("_group", "rule")
        .agg(full=pl.len().cast(pl.UInt32))
    )
    return full.join(wanted, on=["_group", "rule", "full"]).select("_group", "rule")


@dataclass(frozen=True)
class _Offer:
    """A rule with the seats it would explain in a group and those to be named beside it."""

    rule: str
    kind: int
    cells: int
    covered: frozenset[tuple[str, str]]
    beside: frozenset[tuple[str, str]]
    names: int

    @property
    def by_type(self) -> bool:
        """Whether it speaks of posts and not of units."""
        return self.rule.startswith("type:")

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Sort key: the best offer is the least."""
        return (self.kind, -self.names, len(self.beside), self.rule)


def _greedy(group: pl.DataFrame) -> list[tuple[object, ...]]:
    """Choose rules one after the other, each for the seats those before it left."""
    name = group["_group"][0]
    cells = {(r["council"], r["post"]): r["_cells"] for r in group.iter_rows(named=True)}
    names = {(r["council"], r["post"]): r["holder"] for r in group.iter_rows(named=True)}
    given: dict[str, tuple[int, set[tuple[str, str]]]] = {}
    for row in group.iter_rows(named=True):
        given.setdefault(row["rule"], (row["_class"], set()))[1].add((row["council"], row["post"]))
    least = LEAST_NAMES + (len({c for c, _ in cells}) == 1)
    left: set[tuple[str, str]] = set(cells)
    found: list[tuple[object, ...]] = []
    for order in range(len(given)):
        offers = [_offer(r, k, posts & left, cells, names) for r, (k, posts) in given.items()]
        good = [o for o in offers if o and o.names >= least - (bool(found) or o.by_type)]
        if not good:
            break
        best = min(good, key=lambda o: o.rank)
        for seats, covered in ((best.covered, True), (best.beside, False)):
            found += [(name, order, best.rule, best.cells, c, p, covered) for c, p in seats]
        left -= best.covered | best.beside
    return found


def _offer(
    rule: str,
    kind: int,
    posts: set[tuple[str, str]],
    cells: Mapping[tuple[str, str], int],
    names: Mapping[tuple[str, str], str],
) -> _Offer | None:
    if not posts:
        return None
    common, n = Counter(cells[p] for p in sorted(posts)).most_common(1)[0]
    covered = frozenset(p for p in posts if cells[p] == common)
    beside = frozenset(posts - covered)
    if len(beside) > MOST_EXCEPTIONS * n:
        return None
    return _Offer(rule, kind, common, covered, beside, len({names[p] for p in covered}))


def _rule_rows(chosen: pl.DataFrame, seats: pl.DataFrame, councils: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each chosen rule in each council of its group, in the order of choice."""
    rules = chosen.select("_group", "_order", "rule", _cells="_rule_cells").unique()
    patterns = seats.select(*_CELLS, "_cells").unique("_cells")
    return (
        rules.join(patterns, on="_cells")
        .join(councils, on="_group")
        .sort("_group", "_order", "council")
        .rename({"rule": "holder"})
    )

"""Goals and a Country: what the goals mean there, and what they name that it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.country.fill import default_of, parse
from ostan.measure.councils.load import COUNCIL_STEMS, SEAT_STEMS
from ostan.plan import refused
from ostan.words.finding import Finding
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.plan.goals import Goals

SITTING_STEMS = ("phi", "agenda_overlap", "overhead_hours_per_session", "regrowth")
"""Defaults of councils that sit together."""

STEMS = (*SITTING_STEMS, *SEAT_STEMS.values(), *COUNCIL_STEMS.values(), "subsessions_per_session")
"""Stems of the defaults that `assume` may name although the Country has no such row."""

_GOALS = Text("از هدف‌ها", "from the goals")
_COUNCIL = Text("شورایی به نام", "council")
_RANK = Text("رتبه‌ای به نام", "rank")
_POST = Text("سمت یا گونه‌ای به نام", "post or type of post")
_DEFAULT = Text("پیش‌فرضی به نام", "default")


def within(goals: Goals, country: Country) -> frozenset[str]:
    """Return the ranks that can be counted on.

    alone: the lowest rank that suffices by some rule. decree: that and the highest rank that reaches
    over bodies founded by others (`legal.reach`), with the ranks below it. bill: all ranks that
    suffice by some rule. free: every rank.
    """
    if goals.instruments is not None:
        return frozenset(goals.instruments)
    ranks = country["ranks"].sort("order", "rank")
    enough = set(country["rules"]["enough_rank"].drop_nulls())
    known = ranks.filter(pl.col("rank").is_in(sorted(enough)))
    if goals.preset == "free":
        return frozenset(ranks["rank"])
    if goals.preset == "bill" or known.is_empty():
        return frozenset(known["rank"])
    lowest = {str(known["rank"][-1])}
    if goals.preset == "alone":
        return frozenset(lowest)
    hand = legal.reach(country)
    top = known.filter(pl.col("rank").eq_missing(hand))["order"]
    below = known.filter(pl.col("order") >= top[0]) if top.len() else known.clear()
    return frozenset(lowest | set(below["rank"]))


def assumed(goals: Goals, country: Country) -> Country:
    """Return `country` with the goals' assumptions, weights and, if free, rules."""
    tables: dict[str, pl.DataFrame] = {}
    if goals.assume:
        tables["defaults"] = _defaults(goals, country["defaults"])
    if goals.weight:
        tables["posts"] = _weighted(goals, country["posts"])
    if goals.preset == "free":
        tables["ranks"], tables["rules"] = _free(country)
    return country.with_tables(**tables) if tables else country


def _defaults(goals: Goals, defaults: pl.DataFrame) -> pl.DataFrame:
    rows = [
        {
            "name": name,
            "low": row.value if row.low is None else row.low,
            "value": row.value,
            "high": row.value if row.high is None else row.high,
            "reason_fa": _GOALS.fa,
            "reason_en": _GOALS.en,
            "evidence": "assumed",
        }
        for name, row in goals.assume.items()
    ]
    made = pl.DataFrame(rows, schema_overrides={"low": pl.Float64, "high": pl.Float64})
    units = defaults.select("name", "unit_fa", "unit_en")
    stems = units.with_columns(name=pl.col("name").str.split("[").list.first()).unique("name")
    named = made.with_columns(_stem=pl.col("name").str.split("[").list.first()).join(
        stems, left_on="_stem", right_on="name", how="left"
    )
    kept = defaults.filter(~pl.col("name").is_in(list(goals.assume)))
    return pl.concat(
        [kept, named.drop("_stem").cast({"value": pl.Float64})], how="diagonal_relaxed"
    )


def _weighted(goals: Goals, posts: pl.DataFrame) -> pl.DataFrame:
    table = pl.DataFrame(
        {"_name": list(goals.weight), "_weight": list(goals.weight.values())},
        schema={"_name": pl.String, "_weight": pl.Float64},
    )
    of_type = posts.join(table, left_on="type", right_on="_name", how="left", maintain_order="left")
    of_post = posts.join(table, left_on="post", right_on="_name", how="left", maintain_order="left")
    weight = pl.DataFrame({"a": of_post["_weight"], "b": of_type["_weight"], "c": posts["weight"]})
    return posts.with_columns(weight.select(weight=pl.coalesce("a", "b", "c"))["weight"])


def _free(country: Country) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return ranks and rules by which every move of every council is allowed.

    Rules with a condition that keep some bodies from merging stay: they say what the body is (elected,
    deciding cases), not who may change it.
    """
    ranks = country["ranks"]
    if ranks.is_empty():
        row = {"rank": ["free"], "order": [1], "name_fa": ["آزاد"], "instrument_fa": ["تصمیم"]}
        ranks = pl.concat([ranks, pl.DataFrame(row)], how="diagonal_relaxed")
    lowest = ranks.filter(pl.col("rank") != legal.UNKNOWN_RANK).sort("order", "rank")["rank"][-1]
    moves = [m for m, table in legal.MOVES.items() if table == "councils"]
    made = pl.DataFrame({"rule": [f"free__{m}" for m in moves], "move": moves})
    singled = (
        (pl.col("move") == "merge_councils")
        & pl.col("condition").is_not_null()
        & pl.col("enough_rank").is_null()
    )
    other = country["rules"].filter(~pl.col("move").is_in(moves) | singled)
    rules = made.with_columns(enough_rank=pl.lit(lowest), evidence=pl.lit("assumed"))
    return ranks, pl.concat([other, rules], how="diagonal_relaxed")


SECRETARY_HOURS = 8.0
"""Hours of secretariat work of a session where the Country has no default for a secretary; assumed."""


def secretariat(goals: Goals, country: Country) -> float:
    """Return the hours of secretariat work of a main session: the goals' own, else the Country's.

    That is the preparation and follow-up of a seat of role secretary by the Country's defaults.
    """
    if goals.secretariat_hours is not None:
        return goals.secretariat_hours
    known = parse(country["defaults"])
    stems = ("preparation_hours_per_seat_session", "followup_hours_per_seat_session")
    found = [default_of(known, stem, role="secretary") for stem in stems]
    return SECRETARY_HOURS if None in found else sum(x for x in found if x is not None)


def grounded(goals: Goals, country: Country) -> frozenset[str]:
    """Return the ids of councils whose missing legal facts are assumed away."""
    if goals.unknown == "free" or goals.preset == "free":
        return frozenset(country["councils"]["council"])
    return councils(goals.assume_ground, country)


def councils(names: Iterable[str], country: Country) -> frozenset[str]:
    """Return the ids of the councils of these types or ids."""
    wanted = sorted(set(names))
    found = country["councils"].filter(
        pl.col("type").is_in(wanted) | pl.col("council").is_in(wanted)
    )
    return frozenset(found["council"])


def missing(goals: Goals, country: Country, path: str = "goals.toml") -> Iterator[Finding]:
    """Find what the goals name and the Country lacks."""
    table = country["councils"]
    bodies = [*table["type"].unique().sort(), *table["council"]]
    known = set(bodies)
    for key, names in _named(goals):
        for name in dict.fromkeys(names):
            if name not in known:
                yield refused.unknown_name(key, _COUNCIL, name, bodies, path)
    ranks = country["ranks"]["rank"].to_list()
    for key, given in (("instruments", goals.instruments or ()), ("price", tuple(goals.price))):
        for rank in given:
            if rank not in ranks and not (key == "price" and rank == "none"):
                yield refused.unknown_name(key, _RANK, rank, ranks, path)
    posts = country["posts"]
    holders = [*posts["type"].unique().sort(), *posts["post"]]
    for name in goals.weight.keys() - set(holders):
        yield refused.unknown_name("weight", _POST, name, holders, path)
    defaults = [d.name for d in parse(country["defaults"])]
    for name in goals.assume:
        if name not in defaults and name.partition("[")[0] not in STEMS:
            yield refused.unknown_name("assume", _DEFAULT, name, [*defaults, *STEMS], path)


def _named(goals: Goals) -> list[tuple[str, list[str]]]:
    return [
        ("lock", list(goals.lock)),
        ("assume_ground", list(goals.assume_ground)),
        ("together", [n for pair in goals.together for n in pair]),
        ("apart", [n for pair in goals.apart for n in pair]),
    ]

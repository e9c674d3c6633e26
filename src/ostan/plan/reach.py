"""Goals and a Country: what the goals mean there, and what they name that it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.country.fill import default_of, parse
from ostan.country.tables import TABLES
from ostan.measure.councils.load import COUNCIL_STEMS, SEAT_STEMS
from ostan.measure.powers.demand import STEMS as POWER_STEMS
from ostan.measure.units.terms import STEMS as UNIT_STEMS
from ostan.plan import refused
from ostan.words.finding import Finding
from ostan.words.text import Text

if TYPE_CHECKING:
    from ostan.plan.goals import Goals, Means

SITTING_STEMS = ("phi", "agenda_overlap", "overhead_hours_per_session", "regrowth")
"""Defaults of councils that sit together."""

STEMS = (
    *SITTING_STEMS,
    *SEAT_STEMS.values(),
    *COUNCIL_STEMS.values(),
    "subsessions_per_session",
    *POWER_STEMS,
    *UNIT_STEMS,
)
"""Stems of the defaults that `assume` may name although the Country has no such row."""

_GOALS = Text("از هدف‌ها", "from the goals")
_BODY = {
    "councils": Text("شورایی به نام", "council"),
    "units": Text("واحدی به نام", "unit"),
    "powers": Text("اختیاری به نام", "power"),
    "services": Text("خدمتی به نام", "service"),
    "matters": Text("امری به نام", "matter"),
}
"""What a thing of a table is called where it is not there."""
_RANK = Text("رتبه‌ای به نام", "rank")
_POST = Text("سمت یا گونه‌ای به نام", "post or type of post")
_DEFAULT = Text("پیش‌فرضی به نام", "default")


def within(goals: Means, country: Country) -> frozenset[str]:
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


def assumed(goals: Means, country: Country) -> Country:
    """Return `country` with the goals' assumptions, weights and, if free, rules."""
    tables: dict[str, pl.DataFrame] = {}
    if goals.assume:
        tables["defaults"] = _defaults(goals, country["defaults"])
    if goals.weight:
        tables["posts"] = _weighted(goals, country["posts"])
    if goals.preset == "free":
        tables["ranks"], tables["rules"] = _free(country)
    return country.with_tables(**tables) if tables else country


def _defaults(goals: Means, defaults: pl.DataFrame) -> pl.DataFrame:
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


def _weighted(goals: Means, posts: pl.DataFrame) -> pl.DataFrame:
    table = pl.DataFrame(
        {"_name": list(goals.weight), "_weight": list(goals.weight.values())},
        schema={"_name": pl.String, "_weight": pl.Float64},
    )
    of_type = posts.join(table, left_on="type", right_on="_name", how="left", maintain_order="left")
    of_post = posts.join(table, left_on="post", right_on="_name", how="left", maintain_order="left")
    weight = pl.DataFrame({"a": of_post["_weight"], "b": of_type["_weight"], "c": posts["weight"]})
    return posts.with_columns(weight.select(weight=pl.coalesce("a", "b", "c"))["weight"])


def _free(country: Country) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return ranks and rules by which every move is allowed; of units, those of ministries only.

    Rules with a condition that keep some bodies from merging stay: they say what the body is (elected,
    deciding cases, a bank), not who may change it.
    """
    ranks = country["ranks"]
    if ranks.is_empty():
        row = {"rank": ["free"], "order": [1], "name_fa": ["آزاد"], "instrument_fa": ["تصمیم"]}
        ranks = pl.concat([ranks, pl.DataFrame(row)], how="diagonal_relaxed")
    lowest = ranks.filter(pl.col("rank") != legal.UNKNOWN_RANK).sort("order", "rank")["rank"][-1]
    made = pl.DataFrame(
        {
            "rule": [f"free__{move}" for move in legal.MOVES],
            "move": list(legal.MOVES),
            "condition": [_FREE.get(table) for table in legal.MOVES.values()],
        },
        schema_overrides={"condition": pl.String},
    )
    singled = (
        pl.col("move").is_in(["merge_councils", "merge_units"])
        & pl.col("condition").is_not_null()
        & pl.col("enough_rank").is_null()
    )
    other = country["rules"].filter(~pl.col("move").is_in(list(legal.MOVES)) | singled)
    rules = made.with_columns(enough_rank=pl.lit(lowest), evidence=pl.lit("assumed"))
    return ranks, pl.concat([other, rules], how="diagonal_relaxed")


_FREE = {"units": "legal_form=ministry_unit"}
"""What a body must be to be free where the law is not looked at, by the table of the move."""


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


def grounded(goals: Means, country: Country) -> frozenset[str]:
    """Return the ids of the bodies of the goals' noun whose missing legal facts are assumed away."""
    if goals.unknown == "free" or goals.preset == "free":
        return frozenset(country[goals.noun][TABLES[goals.noun].key[0]])
    return bodies(goals.noun, goals.assume_ground, country)


def bodies(table: str, names: Iterable[str], country: Country) -> frozenset[str]:
    """Return the ids of the rows of a table that have these types or ids."""
    key = TABLES[table].key[0]
    wanted = sorted(set(names))
    rows = country[table]
    named = pl.any_horizontal(pl.col(c).is_in(wanted) for c in ("type", key) if c in rows.columns)
    return frozenset(rows.filter(named)[key])


def missing_means(goals: Means, country: Country, path: str = "goals.toml") -> Iterator[Finding]:
    """Find what goals of any noun name and the Country lacks: bodies, ranks, posts, defaults."""
    yield from unknown_bodies(country, goals.noun, {"assume_ground": goals.assume_ground}, path)
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


def missing_councils(goals: Goals, country: Country, path: str = "goals.toml") -> Iterator[Finding]:
    """Find the councils that goals of councils name and the Country lacks."""
    named = {
        "lock": goals.lock,
        "together": [n for pair in goals.together for n in pair],
        "apart": [n for pair in goals.apart for n in pair],
    }
    yield from unknown_bodies(country, "councils", named, path)


def unknown_bodies(
    country: Country, table: str, named: Mapping[str, Iterable[str]], path: str
) -> Iterator[Finding]:
    """Find names, by the key of the goals they stand in, that are no id or type of a table."""
    key = TABLES[table].key[0]
    rows = country[table]
    types = sorted({*rows["type"]}) if "type" in rows.columns else []
    bodies = [*types, *rows[key]]
    known = set(bodies)
    for where, names in named.items():
        for name in dict.fromkeys(names):
            if name not in known:
                yield refused.unknown_name(where, _BODY[table], name, bodies, path)

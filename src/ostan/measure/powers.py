"""Powers: at which level matters are decided, who holds which role, on which ground.

A power *holds* in a place if it names no place, that place, or one that encloses it; a place also
*sees* what is held inside it. Powers are counted as the Country has them: take it as of a day first,
so that those which had ended are not there and acts whose term is over are expired.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from ostan.country.country import Country
from ostan.country.evidence import Trace, traced
from ostan.country.expand import HOLDERS
from ostan.country.legal import STANDING
from ostan.country.tables import POWER_ROLES, TABLES
from ostan.measure.figure import Measure
from ostan.measure.once import once
from ostan.measure.powers_columns import (
    DECIDER_COUNTS_COLUMNS,
    DECISION_LEVELS_COLUMNS,
    GROUND_COUNTS_COLUMNS,
    HOLDER_ROLES_COLUMNS,
    MATTER_DECIDERS_COLUMNS,
    POWER_GROUNDS_COLUMNS,
    ROLE_LADDER_COLUMNS,
)
from ostan.words.text import Text

UNKNOWN = "unknown"
"""Stands for a level that cannot be told: the holder, or its place, is not in the tables."""
NO_LAW = "no_law"
"""Ground of a power that names no act."""
MISSING = "missing"
"""Ground of a power whose act is not in the table."""
STANDS = "stands"
"""Ground of a power whose act is in force, amended or not."""


def _base(column: str) -> pl.Expr:
    return pl.col(column).str.extract(r"^([^@]*)")


def _holders(country: Country) -> pl.DataFrame:
    """Return every possible holder: holder_kind, holder, holder_type, level (of its place)."""
    levels = country["places"].select("place", "level")
    units, posts, councils = country["units"], country["posts"], country["councils"]
    of_post = posts.join(units.select("unit", "place"), on="unit", how="left")
    parts = [
        of_post.select(pl.lit("post").alias("holder_kind"), "type", "place", holder="post"),
        units.select(pl.lit("unit").alias("holder_kind"), "type", "place", holder="unit"),
        councils.select(pl.lit("council").alias("holder_kind"), "type", "place", holder="council"),
    ]
    placed = pl.concat(parts).join(levels, on="place", how="left")
    return placed.select("holder_kind", "holder", "level", holder_type="type")


def _powers(country: Country) -> pl.DataFrame:
    """Return the powers with their holder's type and level and, as `written`, their own type."""
    joined = country["powers"].join(
        _holders(country), on=["holder_kind", "holder"], how="left", maintain_order="left"
    )
    return joined.with_columns(
        pl.col("level").fill_null(UNKNOWN),
        pl.col("holder_type").fill_null(_base("holder")),
        written=_base("power"),
    )


def _holding(country: Country) -> pl.DataFrame:
    """Return which powers hold in which places: at, power."""
    powers = country["powers"].select("power", "place")
    tree = country.ancestors.select("place", "ancestor")
    placed = powers.drop_nulls().join(tree, left_on="place", right_on="ancestor", how="inner")
    everywhere = powers.filter(pl.col("place").is_null()).join(
        country["places"].select(at="place"), how="cross"
    )
    return pl.concat(
        [placed.select("power", at="place_right"), everywhere.select("power", "at")]
    ).unique()


def _seen(country: Country) -> pl.DataFrame:
    """Return which powers a place sees, those held inside it included: at, power."""
    powers = country["powers"].select("power", "place").drop_nulls()
    inside = powers.join(country.ancestors, on="place").select("power", at="ancestor")
    return pl.concat([_holding(country), inside]).unique()


# Grounds -----------------------------------------------------------------------------------


def power_grounds(country: Country) -> pl.DataFrame:
    """Return the ground of every power: whether the act it rests on stands, else why not."""
    laws = country["laws"].select("law", "status")
    return (
        _powers(country)
        .join(laws, on="law", how="left", maintain_order="left")
        .with_columns(
            ground=pl.when(pl.col("law").is_null())
            .then(pl.lit(NO_LAW))
            .when(pl.col("status").is_null())
            .then(pl.lit(MISSING))
            .when(pl.col("status").is_in(STANDING))
            .then(pl.lit(STANDS))
            .otherwise("status")
        )
        .sort("power")
    )


def ground_counts(country: Country) -> pl.DataFrame:
    """Count the powers a place sees by the state of their ground."""
    seen = _seen(country).join(power_grounds(country), on="power")
    found = seen.group_by(pl.col("at").alias("place"), "ground").agg(
        powers=pl.len().cast(pl.Int64), written=pl.col("written").n_unique().cast(pl.Int64)
    )
    whole = pl.col("written").sum().over("place")
    return found.with_columns(share=pl.col("written") / whole).sort("place", "ground")


# Roles -------------------------------------------------------------------------------------


def _ladder(powers: pl.DataFrame, *key: str) -> pl.DataFrame:
    counts = [
        pl.col("matter").filter(pl.col("role") == role).n_unique().cast(pl.Int64).alias(role)
        for role in POWER_ROLES
    ]
    found = powers.group_by(key).agg(
        pl.col("matter").n_unique().cast(pl.Int64).alias("matters"), *counts
    )
    return found.sort(key)


def role_ladder(country: Country) -> pl.DataFrame:
    """Count the matters in which each type of holder decides, consents, proposes ..."""
    return _ladder(_powers(country), "holder_kind", "holder_type")


def holder_roles(country: Country) -> pl.DataFrame:
    """Count the matters in which each holder decides, consents, proposes ..."""
    return _ladder(_powers(country), "holder_kind", "holder")


# Who decides -------------------------------------------------------------------------------


def _deciding(country: Country) -> pl.DataFrame:
    return _powers(country).filter(pl.col("role") == "decides")


def decision_levels(country: Country) -> pl.DataFrame:
    """Return for every place how many matters, and cases, are decided at each level."""
    seen = _seen(country).join(_deciding(country), on="power")
    by_level = seen.select("at", "matter", "level").unique()
    among = pl.len().over("at", "matter")
    found = (
        by_level.with_columns(part=1 / among, alone=among == 1)
        .group_by(pl.col("at").alias("place"), "level")
        .agg(
            matters=pl.len().cast(pl.Int64),
            only_here=pl.col("alone").sum().cast(pl.Int64),
            part=pl.col("part").sum(),
        )
    )
    return (
        found.with_columns(share=pl.col("part") / pl.col("part").sum().over("place"))
        .join(_cases(country), on=["place", "level"], how="left")
        .sort("place", "level")
    )


class Limit(NamedTuple):
    """One power's limits: from (included) to (excluded); None is no limit on that side."""

    low: float | None
    high: float | None


def share_within(
    limits: Iterable[Limit], median: float | None, sigma: float | None
) -> float | None:
    """Return the share of cases whose amount lies within any of `limits`: 0 to 1.

    Amounts are taken as lognormal with that median and that standard deviation of the logarithm.
    None where a limit matters and the amounts are not known.
    """
    joined = list(_joined(limits))
    if joined == [Limit(None, None)]:
        return 1.0
    if not median or sigma is None:
        return 0.0 if not joined else None
    return sum(_below(b.high, median, sigma) - _below(b.low, median, sigma, 0.0) for b in joined)


def _joined(limits: Iterable[Limit]) -> Iterator[Limit]:
    """Join limits that touch, so that nothing is counted twice."""
    ends = sorted((b.low or 0.0, math.inf if b.high is None else b.high) for b in limits)
    merged: list[list[float]] = []
    for low, high in ends:
        if merged and low <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], high)
        elif high > low:
            merged.append([low, high])
    for low, high in merged:
        yield Limit(low or None, None if math.isinf(high) else high)


def _below(limit: float | None, median: float, sigma: float, unlimited: float = 1.0) -> float:
    """Return the share of amounts below a limit."""
    if limit is None:
        return unlimited
    if limit <= 0:
        return 0.0
    if sigma == 0:
        return float(median < limit)
    return 0.5 * (1 + math.erf(math.log(limit / median) / (sigma * math.sqrt(2))))


def _cases(country: Country) -> pl.DataFrame:
    """Return the cases of a year decided at each level: place, level, cases_per_year, cases_share."""
    demand = country["demand"].drop_nulls("cases_per_year")
    deciding = _deciding(country).filter(pl.col("condition").is_null())
    limits = (
        demand.select("matter", at="place")
        .join(_holding(country), on="at")
        .join(deciding.select("power", "matter", "level", "from", "to"), on=["power", "matter"])
        .group_by("at", "matter", "level", maintain_order=True)
        .agg("from", "to")
        .join(demand, left_on=["at", "matter"], right_on=["place", "matter"])
    )
    shares = [
        share_within(map(Limit, r["from"], r["to"]), r["median_amount"], r["amount_sigma"])
        for r in limits.iter_rows(named=True)
    ]
    cases = limits.with_columns(share=pl.Series(shares, dtype=pl.Float64)).select(
        "level", place="at", cases=pl.col("cases_per_year") * pl.col("share")
    )
    inside = country.ancestors.select("place", "ancestor")
    whole = (
        demand.join(inside, on="place")
        .group_by(place="ancestor")
        .agg(_all=pl.col("cases_per_year").sum())
    )
    return (
        cases.drop_nulls("cases")
        .join(inside, on="place")
        .group_by("level", place="ancestor")
        .agg(cases_per_year=pl.col("cases").sum())
        .join(whole, on="place")
        .with_columns(cases_share=pl.col("cases_per_year") / pl.col("_all"))
        .drop("_all")
    )


def matter_deciders(country: Country) -> pl.DataFrame:
    """Return for every place and matter who decides, and whether limits tell deciders apart."""
    deciding = _deciding(country)
    seen = _seen(country).join(deciding, on="power")
    counted = seen.group_by("matter", place="at").agg(
        deciders=pl.struct("holder_kind", "holder_type").n_unique().cast(pl.Int64),
        levels=pl.col("level").n_unique().cast(pl.Int64),
    )
    roles = pl.Enum(POWER_ROLES)
    strongest = (
        _seen(country)
        .join(country["powers"].select("power", "matter", "role"), on="power")
        .group_by("matter", place="at")
        .agg(strongest=pl.col("role").cast(roles).min().cast(pl.String))
    )
    every = country["places"].select("place").join(country["matters"].select("matter"), how="cross")
    columns = ("deciders", "levels", "pairs", *PAIRS, "same_level")
    return (
        every.join(counted, on=["place", "matter"], how="left")
        .join(strongest, on=["place", "matter"], how="left")
        .join(_pairs(country, deciding), on=["place", "matter"], how="left")
        .with_columns(pl.col(c).fill_null(0) for c in columns)
        .sort("place", "matter")
    )


PAIRS = ("apart", "overlapping", "incomparable")
"""What limits say of two deciders of a matter in a place."""


def _pairs(country: Country, deciding: pl.DataFrame) -> pl.DataFrame:
    """Count pairs of deciders of the same matter in the same place by what their limits say."""
    powers = deciding.select(
        "power", "matter", "holder_kind", "holder", "level", "measure", "from", "to", "condition"
    )
    here = _holding(country).join(powers, on="power")
    both = here.join(here, on=["at", "matter"], suffix="_2").filter(
        pl.col("power") < pl.col("power_2"),
        (pl.col("holder") != pl.col("holder_2"))
        | (pl.col("holder_kind") != pl.col("holder_kind_2")),
    )
    said = both.with_columns(said=_said())
    return said.group_by("matter", place="at").agg(
        pl.len().cast(pl.Int64).alias("pairs"),
        *((pl.col("said") == p).sum().cast(pl.Int64).alias(p) for p in PAIRS),
        same_level=(pl.col("level") == pl.col("level_2")).sum().cast(pl.Int64),
    )


def _said() -> pl.Expr:
    same = (pl.col("measure") == pl.col("measure_2")) & (pl.col("measure") != "none")
    # `to` is excluded, so limits that only touch do not overlap.
    apart = (pl.col("to") <= pl.col("from_2")) | (pl.col("to_2") <= pl.col("from"))
    in_words = pl.col("condition").is_not_null() | pl.col("condition_2").is_not_null()
    return (
        pl.when(same & apart.fill_null(False))
        .then(pl.lit("apart"))
        .when(same & ~in_words)
        .then(pl.lit("overlapping"))
        .otherwise(pl.lit("incomparable"))
    )


def decider_counts(country: Country) -> pl.DataFrame:
    """Count for every place the matters nobody decides, one decides, and more than one do."""
    deciders = pl.col("deciders")
    found = (
        once(country, "matter_deciders", matter_deciders)
        .group_by("place")
        .agg(
            matters=pl.len().cast(pl.Int64),
            without_decider=(deciders == 0).sum().cast(pl.Int64),
            only_oversight=pl.col("strongest").is_in(["observes", "duty"]).sum().cast(pl.Int64),
            one_decider=(deciders == 1).sum().cast(pl.Int64),
            several_deciders=(deciders > 1).sum().cast(pl.Int64),
            overlapping=(pl.col("overlapping") > 0).sum().cast(pl.Int64),
            incomparable=(pl.col("incomparable") > 0).sum().cast(pl.Int64),
        )
    )
    return found.sort("place")


# Traces ------------------------------------------------------------------------------------

_CHOSEN = ("power", "matter", "holder_kind", "holder", "role", "place")
"""Columns of powers by which they are found for a place, a matter or a holder."""


def _rows(country: Country, powers: pl.DataFrame) -> Trace:
    """Return the trace of powers, of their holders and of the units in which these are."""
    rows = country["powers"].join(powers.select("power"), on="power", how="semi")
    trace = traced("powers", rows, _CHOSEN)
    units = [rows.filter(pl.col("holder_kind") == "unit")["holder"]]
    for kind, table in HOLDERS.items():
        key = TABLES[table].key[0]
        names = rows.filter(pl.col("holder_kind") == kind)["holder"]
        held = country[table].filter(pl.col(key).is_in(names.implode()))
        trace |= traced(table, held, (key,))
        if kind == "post":
            units.append(held["unit"].drop_nulls())
    of_posts = country["units"].filter(pl.col("unit").is_in(pl.concat(units).implode()))
    return trace | traced("units", of_posts, ("unit",)) | _tree(country)


def _tree(country: Country) -> Trace:
    return traced("places", country["places"].clear(), ("place", "parent", "level"))


def _laws(country: Country, powers: pl.DataFrame) -> Trace:
    rested = country["powers"].join(powers.select("power"), on="power", how="semi")
    laws = country["laws"].join(rested.select("law"), on="law", how="semi")
    return traced("laws", laws, ("law",))


def _trace_power(country: Country, key: tuple[str, ...]) -> Trace:
    power = country["powers"].filter(pl.col("power") == key[0])
    return _rows(country, power) | _laws(country, power)


def _seen_from(country: Country, place: str) -> pl.DataFrame:
    return _seen(country).filter(pl.col("at") == place)


def _trace_grounds(country: Country, key: tuple[str, ...]) -> Trace:
    seen = _seen_from(country, key[0])
    status = Trace(chosen_by=frozenset({("laws", "status"), ("powers", "law")}))
    return _rows(country, seen) | _laws(country, seen) | status


def _trace_holder(country: Country, key: tuple[str, ...]) -> Trace:
    held = _powers(country).filter(
        pl.col("holder_kind") == key[0],
        (pl.col("holder") == key[1]) | (pl.col("holder_type") == key[1]),
    )
    types = frozenset((table, "type") for table in HOLDERS.values())
    return _rows(country, held) | Trace(chosen_by=types)


def _trace_levels(country: Country, key: tuple[str, ...]) -> Trace:
    inside = country["demand"].filter(pl.col("place").is_in(country.within(key[0])))
    place = frozenset({("posts", "unit"), ("units", "place"), ("councils", "place")})
    return (
        _rows(country, _seen_from(country, key[0]))
        | traced("demand", inside, ("matter", "place"))
        | Trace(chosen_by=place)
    )


def _trace_matter(country: Country, key: tuple[str, ...]) -> Trace:
    place, matter = key
    own = country["powers"].filter(pl.col("matter") == matter).select("power")
    seen = _seen_from(country, place).join(own, on="power", how="semi")
    row = country["matters"].filter(pl.col("matter") == matter)
    return _rows(country, seen) | traced("matters", row, ("matter",))


def _trace_counts(country: Country, key: tuple[str, ...]) -> Trace:
    every = traced("matters", country["matters"].clear(), ("matter",))
    return _rows(country, _seen_from(country, key[0])) | every


# The measures ------------------------------------------------------------------------------

DECISION_LEVELS = Measure(
    "decision_levels",
    "powers",
    Text("سطح تصمیم‌گیری", "Level at which matters are decided"),
    ("place", "level"),
    DECISION_LEVELS_COLUMNS,
    decision_levels,
    _trace_levels,
)
ROLE_LADDER = Measure(
    "role_ladder",
    "powers",
    Text("نردبان نقش‌ها به تفکیک گونهٔ مقام", "Ladder of roles by type of holder"),
    ("holder_kind", "holder_type"),
    ROLE_LADDER_COLUMNS,
    role_ladder,
    _trace_holder,
)
HOLDER_ROLES = Measure(
    "holder_roles",
    "powers",
    Text("نردبان نقش‌های هر مقام", "Ladder of roles of each holder"),
    ("holder_kind", "holder"),
    HOLDER_ROLES_COLUMNS,
    holder_roles,
    _trace_holder,
)
GROUND_COUNTS = Measure(
    "ground_counts",
    "powers",
    Text("اختیارات بر پایهٔ وضعیت مستند", "Powers by state of their ground"),
    ("place", "ground"),
    GROUND_COUNTS_COLUMNS,
    ground_counts,
    _trace_grounds,
)
POWER_GROUNDS = Measure(
    "power_grounds",
    "powers",
    Text("مستند هر اختیار", "Ground of each power"),
    ("power",),
    POWER_GROUNDS_COLUMNS,
    power_grounds,
    _trace_power,
)
DECIDER_COUNTS = Measure(
    "decider_counts",
    "powers",
    Text("امور بی‌متولی و چندمتولی", "Matters with no decider and with several"),
    ("place",),
    DECIDER_COUNTS_COLUMNS,
    decider_counts,
    _trace_counts,
)
MATTER_DECIDERS = Measure(
    "matter_deciders",
    "powers",
    Text("تصمیم‌گیرندگان هر امر", "Deciders of each matter"),
    ("place", "matter"),
    MATTER_DECIDERS_COLUMNS,
    matter_deciders,
    _trace_matter,
)

MEASURES: tuple[Measure, ...] = (
    DECISION_LEVELS,
    ROLE_LADDER,
    HOLDER_ROLES,
    GROUND_COUNTS,
    POWER_GROUNDS,
    DECIDER_COUNTS,
    MATTER_DECIDERS,
)
"""Every measure of powers."""

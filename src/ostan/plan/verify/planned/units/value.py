"""The value of the units of a scope, from its definition in `docs/reference/model.md`, in frames."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import combinations

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import seat_hours
from ostan.measure.councils.evidence import hours_evidence
from ostan.plan.units.goals import UnitGoals
from ostan.plan.verify.subjects import Subjects


def value_of(base: Country, units: pl.DataFrame, goals: UnitGoals) -> float:
    """Return the weighted hours a year of units (`origins`) as they are brought together."""
    terms = goals.terms(base)
    sits = _sits(base, units).group_by("root", "council").agg(pl.col("hours").max())
    heads = units.group_by("root").agg(pl.col("weight").max())["weight"]
    below = managers_below(units, terms.span[1], "")["below"]
    change = change_hours(units, terms.change_unit[1], terms.change_person[1], "") / goals.years
    return math.fsum(
        [
            terms.head[1] * math.fsum(heads),
            terms.manager[1] * math.fsum(below),
            math.fsum(sits["hours"]),
            change,
            goals.lambda_ * unlikeness(base, units),
            acts(units),
        ]
    )


def _sits(base: Country, units: pl.DataFrame) -> pl.DataFrame:
    """Return the weighted hours of each head in each council, with the unit that stands for his."""
    heads = units.filter("seated").select("root", "weight", holder="head")
    known = seat_hours(base).drop_nulls("hours").join(heads, on="holder")
    weighted = pl.col("hours") * pl.col("holders") * pl.col("weight")
    return known.select("root", "council", "holder", hours=weighted)


def managers_below(units: pl.DataFrame, span: float, end: str) -> pl.DataFrame:
    """Return root and the managers below its head, by span and the default with this ending.

    Those that the people of all its parts need, where recorded; besides, of each such part, those
    recorded above what it needs; of the other parts those recorded, or by default.
    """
    needs = pl.col("staff").map_elements(lambda n: _layers(n, span) - 1.0, pl.Float64)
    recorded = pl.col("recorded").cast(pl.Float64)
    blind = pl.max_horizontal(recorded, pl.col(f"needed{end}").fill_null(0.0) - 1, pl.lit(0.0))
    above = pl.max_horizontal(recorded - needs, pl.lit(0.0))
    beside = pl.when(pl.col("staff").is_null()).then(blind).otherwise(above)
    summed = (
        units.with_columns(beside=beside)
        .group_by("root")
        .agg(pl.col("beside").sum(), pl.col("staff").sum(), known=pl.col("staff").count())
    )
    return summed.select(
        "root", below=pl.col("beside") + pl.when(pl.col("known") > 0).then(needs).otherwise(0.0)
    )


def _layers(people: float, span: float) -> float:
    """Return the managers of so many people, and of these, up to one."""
    first = max(math.ceil(people / span), 1)
    return float(first) if first == 1 else first + _layers(first, span)


def change_hours(units: pl.DataFrame, each: float, person: float, end: str) -> float:
    """Return the one-off hours of all units that move: of each unit that stands, all but the dearest."""
    cost = each + person * pl.col(f"people{end}").fill_null(0.0)
    moved = (
        units.with_columns(cost=cost)
        .group_by("root")
        .agg((pl.col("cost").sum() - pl.col("cost").max()).alias("moved"))
    )
    return math.fsum(moved["moved"])


def functions(base: Country, units: pl.DataFrame) -> Subjects:
    """Return what units do, each of its functions alike."""
    rows = units.select("unit", "functions").drop_nulls().iter_rows()
    share = {u: {f: 1 / len(set(own)) for f in set(own)} for u, own in rows}
    parent = base["subjects"].select("subject", "parent").drop_nulls().iter_rows()
    return Subjects(share, dict(parent))


def unlikeness(base: Country, units: pl.DataFrame) -> float:
    """Return the incoherence of every pair of units that became one."""
    known = functions(base, units)
    return math.fsum(known.incoherence(a, b) for a, b in met(units))


def met(units: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield the pairs of units that became one."""
    for _, rows in units.filter(pl.len().over("root") > 1).group_by("root"):
        yield from combinations(sorted(rows["unit"]), 2)


def acts(units: pl.DataFrame) -> float:
    """Return the price of the acts: of names that became one, anywhere, all but the dearest.

    One that may not give way pays none, and all others do.
    """
    several = units.filter(pl.len().over("root") > 1)
    items = units.filter("item").group_by("named")
    free = dict(items.agg(pl.col("free").all()).iter_rows())
    price = dict(items.agg(pl.col("price").max()).iter_rows())
    total = []
    for names in joined(set(rows["named"]) for _, rows in several.group_by("root")):
        paid = sorted(price.get(n, 0.0) for n in names if free.get(n, False))
        total += paid if len(paid) < len(names) else paid[:-1]
    return math.fsum(total)


def joined(sets: Iterable[set[str]]) -> list[set[str]]:
    """Join sets that have a name in common."""
    found: list[set[str]] = []
    for names in sets:
        touching = [g for g in found if g & names]
        found = [g for g in found if not g & names] + [names.union(*touching)]
    return found


def assumed_share(base: Country, units: pl.DataFrame, goals: UnitGoals) -> float | None:
    """Return the share of the value of doing nothing that rests on assumed factors.

    What is known are the hours of seats no factor of which came from a default.
    """
    total = value_of(base, units, goals)
    shares = hours_evidence(base).select("assumed", holder="post")
    sits = _sits(base, units).join(shares, on="holder", how="left")
    known = math.fsum(sits["hours"] * (1 - sits["assumed"].fill_null(1.0)))
    return 1 - known / total if total else None

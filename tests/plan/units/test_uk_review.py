"""A plan of real public bodies beside what a review decided of them: figures, and no verdict.

The directory has no functions and no posts. To plan at all it is assumed that each body has one head,
that the words of its name which few others have are its functions, and that the law allows mergers
within a department.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import polars as pl
import pytest
from tests.files.test_uk_public_bodies import (
    INFERRED,
    STATED,
    bodies,
    cells,
    decision,
    page,
    years,
)

from ostan.country.country import Country
from ostan.country.normal import empty
from ostan.country.tables import TABLES
from ostan.plan.engine import solve as engine
from ostan.plan.units.goals import UnitGoals
from ostan.plan.units.planning import plan_units, stage

__all__ = ["page", "years"]

pytestmark = pytest.mark.slow

COMMON = 0.04
"""Words of the names of a larger share of bodies say nothing of what one does: committee, national."""
CLOSED = "No longer an NDPB"


def words(name: str) -> set[str]:
    """Return the words of a name with four letters or more, without a plural s."""
    found = re.findall(r"[a-z]{4,}", name.lower())
    return {w[:-1] if w.endswith("s") and len(w) > 4 else w for w in found}


def functions(names: dict[str, str]) -> dict[str, list[str]]:
    """Return the words of each body's name that another body's has too, and few have."""
    told = {unit: words(name) for unit, name in names.items()}
    count = Counter(w for each in told.values() for w in each)
    kept = {w for w, n in count.items() if 1 < n <= COMMON * len(names)}
    return {unit: sorted(each & kept) for unit, each in told.items()}


def frame(table: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Return rows as a table with all its columns."""
    there = empty(TABLES[table])
    return pl.concat([there, pl.DataFrame(rows, schema_overrides=there.schema)], how="diagonal")


def planned_for(country: Country) -> Country:
    """Return the directory with a head for each body and words of names as functions."""
    own = bodies(country)
    names = dict(own.select("unit", "name_en").iter_rows())
    does = functions(names)
    posts = [
        {
            "post": f"head_of_{unit}",
            "type": f"head_of_{unit}",
            "title_en": f"Head of {name}",
            "unit": unit,
            "manager": True,
            "holders": 1,
            "status": "active",
            "evidence": "assumed",
        }
        for unit, name in names.items()
    ]
    subjects = [{"subject": w, "name_en": w} for w in sorted({w for d in does.values() for w in d})]
    units = country["units"]
    headed = pl.when(pl.col("unit").is_in(list(names))).then(pl.lit("head_of_") + pl.col("unit"))
    lists = [does.get(u) or None for u in units["unit"]]
    column = pl.Series("functions", lists, dtype=pl.List(pl.String))
    return country.with_tables(
        units=units.with_columns(column, head=headed),
        posts=frame("posts", posts),
        subjects=frame("subjects", subjects),
    )


PRICE = 600.0
"""The price of unlike functions that the goals take unless told."""
OTHERS = (200.0, 2000.0)
"""Prices beside it: the answer hangs on them."""

Groups = list[set[str]]


def goals(country: Country, price: float) -> UnitGoals:
    return UnitGoals(assume_ground=tuple(bodies(country)["unit"]), lambda_=price)


@pytest.fixture(scope="module")
def planned(years: dict[int, Country]) -> dict[float, Groups]:
    """The bodies of 2012 that become one, group by group, for each price."""
    country = planned_for(years[2012])
    plan = plan_units(country, goals(country, PRICE), "uk", seconds=60, gap=GAP)
    assert plan.goals.lambda_ == UnitGoals().lambda_ == PRICE
    found = {PRICE: [{c.into, *c.units} for c in plan.reform.changes]}  # type: ignore[attr-defined]
    for price in OTHERS:
        made = stage(country, goals(country, price), "uk").made
        assert made is not None
        outcome = engine.solve(made.problem, seconds=60, gap=GAP, seed=0)
        unions = [set(made.names(g)) for g in outcome.groups]
        found[price] = [g for g in unions if len(g) > 1]
    return found


GAP = 0.05
"""On the saving: where the search stops."""


def test_only_bodies_of_one_department_are_joined(
    years: dict[int, Country], planned: dict[float, Groups]
) -> None:
    ministry = dict(bodies(years[2012]).select("unit", "ministry").iter_rows())
    for groups in planned.values():
        assert len(groups) > 20
        assert all(len({ministry[u] for u in g}) == 1 for g in groups)
        assert sum(map(len, groups)) == len(set().union(*groups))


def row(page: str, label: str, *numbers: str) -> None:
    """Hold a row of the page to numbers, one for each price."""
    assert cells(page, label) == list(numbers), label


def test_the_page_sets_the_plan_beside_the_review(
    years: dict[int, Country], planned: dict[float, Groups], page: str
) -> None:
    own = bodies(years[2012])
    every = [planned[price] for price in sorted(planned)]
    joined = [
        {frozenset(p) for g in groups for p in combinations(sorted(g), 2)} for groups in every
    ]
    review = {frozenset(p) for p in {**STATED, **INFERRED}.items()}
    possible = sum(n * (n - 1) // 2 for n in own.group_by("ministry").len()["len"])
    row(page, "price of unlike functions", *(f"{p:.0f}" for p in sorted(planned)))
    row(
        page,
        "groups that the plan makes one, bodies in them",
        *(f"{len(g)}, {sum(map(len, g))}" for g in every),
    )
    row(page, "pairs that the plan joins", *(str(len(j)) for j in joined))
    both = [len(review & j) for j in joined]
    row(page, "of the review's pairs, joined by the plan", *(f"{n} / {len(review)}" for n in both))
    row(
        page,
        "of the plan's pairs, joined by the review",
        *(f"{n} / {len(j)}" for n, j in zip(both, joined, strict=True)),
    )
    # As many pairs drawn at random within departments would have so many of the review's.
    chance = [len(review) * len(j) / possible for j in joined]
    row(page, "by chance, of the review's pairs", *(f"{c:.2f} / {len(review)}" for c in chance))


def test_the_page_says_whom_the_plan_and_the_review_both_touch(
    years: dict[int, Country], planned: dict[float, Groups], page: str
) -> None:
    own = bodies(years[2012])
    closed = {u for u, n in own.select("unit", "note").iter_rows() if decision(n) == CLOSED}
    touched = [set().union(*planned[price]) for price in sorted(planned)]
    row(
        page,
        "bodies in its groups that the review was to end",
        *(f"{len(t & closed)} / {len(t)}" for t in touched),
    )
    inside = [pl.col("unit").is_in(list(t)) for t in touched]
    sizes = [[own.filter(e)["staff"].median() for e in (there, ~there)] for there in inside]
    row(page, "median people: in its groups, outside", *(f"{a:g}, {b:g}" for a, b in sizes))
    members = [set(g["unit"]) for _, g in own.group_by("ministry")]
    # As many bodies of each department drawn at random: departments end very unlike shares of theirs.
    chance = [sum(len(t & m) * len(closed & m) / len(m) for m in members) for t in touched]
    row(
        page,
        "by chance within departments",
        *(f"{c:.1f} / {len(t)}" for c, t in zip(chance, touched, strict=True)),
    )

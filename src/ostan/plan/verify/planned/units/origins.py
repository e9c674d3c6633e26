"""The units with a head that stood before a Reform, each with the unit that stands for it after."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.measure.councils.load import post_factors
from ostan.measure.units.standing import MINISTRY_UNIT, active
from ostan.measure.units.terms import of_units
from ostan.plan.units.goals import MERGE, UnitGoals
from ostan.plan.verify.places import Scope

NOBODY = 1.0
"""Weight of an hour of a head that is no post of the table, or whose weight is not known."""
ENDS = ("_low", "", "_high")
"""Endings of columns at the three settings."""


def origins(base: Country, after: Country, goals: UnitGoals, scope: Scope) -> pl.DataFrame:
    """Return the units with a head of a scope in `base`, with what they are and became.

    Columns: unit, named (type in a template, else id), root (the unit that stands for it in `after`),
    place, ministry, body, head, weight (of its head; 0 where he is counted in a unit before it by id),
    seated (whether he is counted here), staff, functions, recorded (managers below him), needed_x
    (managers_per_unit), people_x at three settings, item (whether its grouping is decided), free
    (whether it may give way), price (of the act that takes).
    """
    every = active(base).filter("headed").sort("unit")
    shared = every.group_by("head").agg(first=pl.col("unit").min(), units=pl.len())
    here = every.filter(pl.col("place").is_in(sorted(scope.places)))
    weights = post_factors(base).select(head="post", weight=pl.col("weight").fill_null(NOBODY))
    named = pl.col("type") if scope.template else pl.col("unit")
    own = (
        of_units(base, here)
        .join(shared, on="head", how="left", maintain_order="left")
        .join(weights, on="head", how="left", maintain_order="left")
        .join(_recorded(base), on="unit", how="left", maintain_order="left")
        .join(_grounds(base, goals), on="unit", how="left", maintain_order="left")
        .with_columns(
            named=named,
            seated=pl.col("first") == pl.col("unit"),
            root=pl.col("unit").replace_strict(_roots(after), default=pl.col("unit")),
            recorded=(pl.col("recorded").fill_null(0) - pl.col("as_head").fill_null(0)),
        )
    )
    decided = (
        (pl.col("legal_form") == MINISTRY_UNIT)
        & pl.col("ministry").is_not_null()
        & (pl.col("units") == 1)
    )
    locked = pl.col("type").is_in(list(goals.lock)) | pl.col("unit").is_in(list(goals.lock))
    once = pl.len().over("named", "place", "item") == 1
    alike = pl.col("ministry").n_unique().over("named", "item") == 1
    marked = own.with_columns(item=decided.fill_null(False))
    marked = marked.with_columns(item=pl.col("item") & once)
    marked = marked.with_columns(item=pl.col("item") & alike)
    return marked.select(
        "unit", "type", "named", "root", "place", "ministry", "legal_form", "body", "head",
        "seated", "staff", "functions", "recorded", "item", "price",
        # In a template a type gives way in all its places, or in none.
        free=(pl.col("allowed") & ~locked & pl.col("item")).all().over("named", "item"),
        weight=pl.when("seated").then(pl.col("weight").fill_null(NOBODY)).otherwise(0.0),
        **{f"needed{e}": pl.col(f"managers_per_unit{e}") for e in ENDS},
        **{
            f"people{e}": pl.coalesce(pl.col("staff").cast(pl.Float64), f"staff_per_unit{e}")
            for e in ENDS
        },
    )  # fmt: skip


def _roots(after: Country) -> Mapping[str, str]:
    links = dict(after["units"].select("unit", "replaced_by").drop_nulls().iter_rows())
    found = {}
    for unit in links:
        at, seen = unit, {unit}
        while links.get(at) is not None and links[at] not in seen:
            at = links[at]
            seen.add(at)
        found[unit] = at
    return found


def _recorded(base: Country) -> pl.DataFrame:
    """Return the people in managerial posts of each unit, and those of them that head it."""
    posts = base["posts"].filter(pl.col("status") == "active", pl.col("manager")).drop_nulls("unit")
    heads = base["units"].select("unit", "head")
    rows = posts.select("post", "unit", "holders").join(heads, on="unit", how="left")
    head = (pl.col("post") == pl.col("head")).fill_null(False)
    return rows.group_by("unit").agg(
        recorded=pl.col("holders").sum(), as_head=pl.col("holders").filter(head).sum()
    )


def _grounds(base: Country, goals: UnitGoals) -> pl.DataFrame:
    """Return for every unit the price of the act that ends it, and whether it may be had."""
    within, assumed = goals.within(base), goals.assumed(base)
    judged = legal.verdict(base, "units", MERGE)
    rows = [
        {
            "unit": r["id"],
            "price": goals.price_of(r["enough_rank"] if MERGE in goals.allowed() else None),
            "allowed": MERGE in goals.allowed()
            and (r["id"] in assumed or not r["missing"])
            and (r["enough_rank"] in within or (r["enough_rank"] is None and r["rule"] is None)),
        }
        for r in judged.iter_rows(named=True)
    ]
    return pl.DataFrame(
        rows, schema={"unit": pl.String, "price": pl.Float64, "allowed": pl.Boolean}
    )

"""Services as the verifier sees them: users, whether they may be handed over, and their points.

All of it in frames, apart from what the planner computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.country.fill import parse, setting, with_level
from ostan.plan.services.goals import MOVE, RISKIEST, ServicesGoals

ENDS = {"low": "users_low", "value": "users", "high": "users_high"}
"""Columns of users at the settings of the defaults."""

PEOPLE = ("cooperative", "association", "charity", "trustees", "volunteer")
"""Modes in which people's bodies provide a service."""

USERS = "users_per_thousand"
"""The default of users, for a thousand inhabitants of the place."""


def places_of(country: Country, scope: str) -> list[str]:
    """Return the places of a plan's scope, with those inside them."""
    places = country["places"]
    if scope.startswith("*"):
        heads = places.filter(pl.col("level") == scope[1:])["place"].to_list()
    else:
        heads = [scope]
    found = country.ancestors.filter(pl.col("ancestor").is_in(heads))["place"]
    return sorted(set(found))


def seen(country: Country, goals: ServicesGoals, scope: str) -> pl.DataFrame:
    """Return the services of a scope with their users and `class` (as of the planner's CLASSES)."""
    rows = country["services"].filter(pl.col("place").is_in(places_of(country, scope)))
    people = country["places"].select("place", "population")
    levelled = with_level(rows.join(people, on="place", how="left"), country["places"])
    defaults = parse(country["defaults"])
    for at, column in ENDS.items():
        levelled = setting(levelled, USERS, defaults, at)  # type: ignore[arg-type]
        assumed = pl.col(USERS) * pl.col("population") / 1000
        levelled = levelled.with_columns(
            pl.coalesce("users_per_year", assumed).alias(column),
            users_assumed=pl.col("users_per_year").is_null(),
        ).drop(USERS, f"{USERS}_from")
    named = pl.col("type") if scope.startswith("*") else pl.col("service")
    placed = levelled.drop("place").rename({"at_place": "place"}).with_columns(named=named)
    return _classed(country, goals, placed).sort("service")


def _classed(country: Country, goals: ServicesGoals, rows: pl.DataFrame) -> pl.DataFrame:
    within, trusted = sorted(goals.within(country)), sorted(goals.assumed(country))
    own = pl.coalesce(_said(goals.law, pl.String()), "law")
    grounded = country.with_tables(services=country["services"].with_columns(law=own))
    law = legal.verdict(grounded, "services", MOVE).select(
        "missing", "enough_rank", "rule", service="id"
    )
    lacking = pl.col("missing").list.len() > 0
    assumed = pl.col("service").is_in(trusted)
    unheard = lacking & assumed & pl.col("rule").is_null()
    enough = (
        pl.when(pl.col("enough_rank").is_null())
        .then(unheard)
        .otherwise(pl.col("enough_rank").is_in(within))
    )
    unknown_law = lacking & ~assumed
    fee = pl.coalesce(_said(goals.fees, pl.Float64()), pl.col("fee").cast(pl.Float64))
    over = pl.lit(False) if goals.max_fee is None else (fee > goals.max_fee).fill_null(False)
    no_fee = pl.lit(False) if goals.max_fee is None else fee.is_null()
    kept = pl.col("service").is_in(goals.keep) | pl.col("type").is_in(goals.keep)
    reached = enough & pl.lit(MOVE in goals.allowed())
    sovereign = pl.col("sovereign")
    told = (
        pl.when(sovereign.fill_null(False))
        .then(pl.lit("excluded"))
        .when(~pl.col("mode").is_in(goals.from_modes))
        .then(pl.lit("handed"))
        .when(kept | (~unknown_law & ~reached) | over)
        .then(pl.lit("excluded"))
        .when((sovereign.is_null() & ~assumed) | unknown_law | no_fee)
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("eligible"))
    )
    rules = pl.col("missing").list.eval(~pl.element().is_in(["no_rule", "bad_rule"])).list.any()
    return rows.join(law, on="service", how="left").with_columns(
        told.alias("class"), stands=~rules.fill_null(False)
    )


def _said(named: Mapping[str, Any], kind: pl.DataType) -> pl.Expr:
    """Return what a goal says of a service, by its id, else by its type; null: nothing."""
    by = dict(named)
    if not by:
        return pl.lit(None, kind)
    of = [
        pl.col(c).replace_strict(by, default=None, return_dtype=kind) for c in ("service", "type")
    ]
    return pl.coalesce(of)


def points(country: Country, goals: ServicesGoals, services: pl.DataFrame) -> pl.DataFrame:
    """Return service, named and `points` (0 to 1) of what is in question. `services`: rows of `seen`."""
    asked = services.filter(pl.col("class").is_in(["eligible", "unknown"]))
    weights = goals.weights()
    by_people = (
        country["services"]
        .group_by("place")
        .agg(people=pl.col("mode").is_in(PEOPLE).cast(pl.Float64).mean())
    )
    full = asked.join(by_people, on="place", how="left").join(
        _offered(country, goals), on=["type", "place"], how="left"
    )
    offer = pl.col("offered").is_not_null()
    stands = pl.col("stands").cast(pl.Float64)
    other = (pl.col("mode") != "state").cast(pl.Float64)
    each = {
        "users": _part("users"),
        "cost": _part("cost_per_year"),
        "readiness": (stands + other + offer.cast(pl.Float64)) / 3,
        "risk": (1 - _said(goals.risk, pl.Float64()) / RISKIEST).fill_null(0.5),
        "equity": 1 - pl.col("people"),
        "capacity": pl.when(~offer)
        .then(0.0)
        .when(pl.col("users").is_null())
        .then(0.5)
        .when(pl.col("users") == 0)
        .then(1.0)
        .otherwise(pl.min_horizontal(pl.col("offered") / pl.col("users"), 1.0)),
    }
    whole = sum(weights.values())
    total = pl.sum_horizontal(weights[name] * part for name, part in each.items()) / whole
    return full.select("service", "named", points=total).sort("service")


def _part(column: str) -> pl.Expr:
    """Return a column over its greatest value; the middle where it is not known."""
    greatest = pl.col(column).max()
    share = pl.when(greatest > 0).then(pl.col(column) / greatest).otherwise(0.0)
    return pl.when(pl.col(column).is_null()).then(0.5).otherwise(share)


def usable(country: Country, goals: ServicesGoals) -> pl.DataFrame:
    """Return the offers that can be counted on, whatever the service."""
    from datetime import date

    day = country.day or date.today()
    rows = country["offers"].filter(
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= day),
        pl.col("kind").is_in(goals.to_modes),
        (pl.col("capacity_per_year") > 0).fill_null(False),
    )
    if goals.budget is None:
        return rows
    return rows.filter((pl.col("price") <= goals.budget).fill_null(False))


def _offered(country: Country, goals: ServicesGoals) -> pl.DataFrame:
    """Return the people that can be served by offers, less the reserve, by type and place."""
    inside = country.ancestors.select("ancestor", at="place")
    rows = usable(country, goals).join(inside, left_on="place", right_on="ancestor")
    room = pl.col("capacity_per_year") * (1 - goals.reserve)
    return rows.group_by(type="service", place="at").agg(offered=room.sum())

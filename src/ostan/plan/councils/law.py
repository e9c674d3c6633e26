"""Which councils may disappear, sit jointly or be changed, within the goals; and at what price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.plan.goals import Goals

SET_APART = ("decides_cases", "adjudicates")
"""Functions of bodies that share a sitting with no other, unless the goals say so."""


@dataclass(frozen=True)
class Ground:
    """Whether a move is allowed for a council, the rank of the act it takes, and what rule says so."""

    allowed: bool
    rank: str | None
    founding: str | None
    rule: str | None
    missing: tuple[str, ...]


def grounds(country: Country, move: str, goals: Goals) -> dict[str, Ground]:
    """Return the ground of every council for a move, by id, on the Country's own day.

    Allowed: the act that suffices is within the goals' reach and the chain of the founding act
    stands. Where a fact is missing the ground must be assumed (`Goals.assumed`); then, too, no rule
    need speak of the move. This is how `reform.needs` judges a change.
    """
    if move not in goals.allowed():
        return {c: Ground(False, None, None, None, ()) for c in country["councils"]["council"]}
    judged = legal.verdict(country, "councils", move)
    within, assumed = goals.within(country), goals.assumed(country)
    found = {}
    for row in judged.iter_rows(named=True):
        missing, enough = tuple(row["missing"]), row["enough_rank"]
        trusted = row["id"] in assumed
        unheard = bool(missing) and trusted and row["rule"] is None
        allowed = (unheard if enough is None else enough in within) and (trusted or not missing)
        found[row["id"]] = Ground(allowed, enough, row["founding_rank"], row["rule"], missing)
    return found


def set_apart(councils: pl.DataFrame, goals: Goals) -> frozenset[str]:
    """Return the councils that may share a sitting with no other: elected ones and courts of a kind."""
    if goals.joint_any:
        return frozenset()
    apart = pl.col("function").is_in(SET_APART) | pl.col("elected").fill_null(False)
    return frozenset(councils.filter(apart.fill_null(False))["council"])


def orders(country: Country) -> Mapping[str, int]:
    """Return the order of every rank; 1 is the highest."""
    return dict(country["ranks"].select("rank", "order").iter_rows())

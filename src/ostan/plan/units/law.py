"""Which units may give way to another within the goals, and the rank of the act it takes.

As `reform.needs` judges a merger: the act that suffices is within reach and the chain of the founding
act stands, or what it lacks is assumed away. Units of another form than the units of ministries are
never grouped, whatever the preset and whatever is assumed: they answer to their own keepers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ostan.country import legal
from ostan.country.country import Country
from ostan.plan.units.goals import MERGE, UnitGoals


@dataclass(frozen=True)
class Ground:
    """Whether a unit may give way, the rank of the act it takes, and that of the act it rests on."""

    allowed: bool
    rank: str | None
    founding: str | None


def grounds(country: Country, goals: UnitGoals) -> Mapping[str, Ground]:
    """Return the ground of every unit, by id, on the Country's own day."""
    if MERGE not in goals.allowed():
        return {u: Ground(False, None, None) for u in country["units"]["unit"]}
    within, assumed = goals.within(country), goals.assumed(country)
    found = {}
    for row in legal.verdict(country, "units", MERGE).iter_rows(named=True):
        missing, enough = bool(row["missing"]), row["enough_rank"]
        trusted = row["id"] in assumed
        unheard = missing and trusted and row["rule"] is None
        allowed = (unheard if enough is None else enough in within) and (trusted or not missing)
        found[row["id"]] = Ground(allowed, enough, row["founding_rank"])
    return found

"""What a Country is worth under goals: the value of `plan.goals`, but for the acts, by measure alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.joined import terms
from ostan.measure.councils.load import origin_factors
from ostan.measure.councils.sittings import sittings_held
from ostan.plan.councils.facts import MIDDLE, weighted_seats
from ostan.plan.councils.incoherence import incoherence
from ostan.plan.goals import Goals


@dataclass(frozen=True)
class Worth:
    """Weighted hours a year: of seats, of secretariats, and the price of unlike business."""

    seats: float
    paper: float
    incoherence: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.seats + self.paper + self.incoherence


def worth(country: Country, goals: Goals, paper: float) -> Worth:
    """Return what the councils of a Country cost; it is narrowed to the scope of a plan.

    `paper`: hours of secretariat work of a session (`Goals.secretariat`). Hours that are not known
    count as none.
    """
    seats = weighted_seats(country).select(pl.col("weight") * pl.col("hours")).sum().item()
    unlike = goals.lambda_ * _unlike(country)
    return Worth(float(seats or 0.0), paper * _papers(country), unlike)


def _unlike(country: Country) -> float:
    """Sum of the incoherence of all pairs of councils that share a sitting."""
    total = 0.0
    sat = bodies(country).filter(pl.len().over("sitting") > 1)
    for _, rows in sat.group_by("sitting", maintain_order=True):
        total += float(incoherence(country, rows["council"].to_list()).sum()) / 2
    return total


def _papers(country: Country) -> float:
    """Sessions with papers to keep, a year: those of councils without a seat of a secretary."""
    secretaries = country["seats"].filter(
        pl.col("role") == "secretary", ~pl.col("carried").fill_null(False)
    )
    sessions: Mapping[str, float] = dict(
        origin_factors(country).select("council", "sessions").iter_rows()
    )
    held: Mapping[str, float] = dict(
        sittings_held(country).select("sitting", "sessions").iter_rows()
    )
    regrowth = float(terms(country).regrowth[MIDDLE])
    written = set(secretaries["council"])
    own: dict[tuple[str, str], list[str]] = {}
    for council, body, sitting in bodies(country).select("council", "body", "sitting").iter_rows():
        own.setdefault((body, sitting), []).append(council)
    total = 0.0
    for (_, sitting), councils in own.items():
        papers = [sessions[c] or 0.0 for c in councils if c not in written]
        if len(councils) == 1:
            total += sum(papers)
        elif papers:
            total += regrowth * sum(papers) + (1 - regrowth) * (held[sitting] or 0.0)
    return total

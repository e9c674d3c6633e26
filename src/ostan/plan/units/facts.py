"""The units of a scope, as numbers: what `compile` makes a problem of, and figures are taken from.

A unit with a head takes, alone, in weighted hours a year at the middle setting

    head x weight of its head + manager x managers below him + hours of his seats in councils

where managers below the head are those recorded or, if more, those its people need by the span of
control; where its people are not recorded, `managers_per_unit` less the head. A head of several units
is counted in the first of them, by id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.measure.councils import seat_hours
from ostan.measure.councils.load import post_factors
from ostan.measure.units.standing import MINISTRY_UNIT
from ostan.measure.units.terms import Ends, UnitTerms, of_units
from ostan.plan.councils.scope import Scope
from ostan.plan.units.goals import UnitGoals
from ostan.plan.units.scope import headed
from ostan.plan.units.span import below_head

NOBODY = 1.0
"""Weight of an hour of a head that is no post of the table, or whose weight is not known."""
MIDDLE = 1
"""Position of the middle setting."""


@dataclass(frozen=True)
class Body:
    """A unit with a head, in numbers.

    `item`: what is grouped, its type in a template, else its id; None: it stays as it is. `body`:
    whether it stands under no other unit of its place. `head_type`: type of its head's post. `weight`: of an hour of his. `seats`:
    weighted hours a year of his seats, by council. `recorded`: managers below him in the table.
    `managers`: those of such a unit by default, head included. `staff`: people, if recorded;
    `people`: those, else by default.
    """

    unit: str
    type: str
    item: str | None
    place: str
    ministry: str | None
    body: bool
    head: str
    head_type: str
    weight: float
    seats: Mapping[str, float]
    recorded: int
    managers: Ends
    staff: int | None
    people: Ends
    functions: tuple[str, ...]

    def beside(self, span: float, at: int = MIDDLE) -> float:
        """Return the managers below its head that do not depend on its group.

        Of a unit whose people are recorded, those above what its people need.
        """
        if self.staff is None:
            return max(float(self.recorded), self.managers[at] - 1.0, 0.0)
        return max(self.recorded - needed(self.staff, span), 0.0)

    def below(self, span: float, at: int = MIDDLE) -> float:
        """Return the managers below its head while it is alone."""
        return self.beside(span, at) + (0.0 if self.staff is None else needed(self.staff, span))

    def change(self, terms: UnitTerms, at: int = MIDDLE) -> float:
        """Return the one-off hours of giving it up: of the unit, and of its people who move."""
        return terms.change_unit[at] + terms.change_person[at] * self.people[at]


def needed(people: int, span: float) -> float:
    """Return the managers below the head that so many people need."""
    return float(below_head(np.array([people]), span)[0])


@dataclass(frozen=True)
class Facts:
    """The units with a head of a scope, sorted by item and place, those that stay as they are last."""

    scope: Scope
    terms: UnitTerms
    bodies: tuple[Body, ...]

    @property
    def grouped(self) -> tuple[Body, ...]:
        """Those whose grouping is decided."""
        return tuple(b for b in self.bodies if b.item is not None)

    def lone(self, body: Body) -> float:
        """Return the weighted hours a year of a unit while it is alone."""
        below = self.terms.manager[MIDDLE] * body.below(self.terms.span[MIDDLE])
        return self.terms.head[MIDDLE] * body.weight + below + sum(body.seats.values())

    @property
    def rest(self) -> float:
        """Weighted hours a year of the units that stay as they are."""
        return sum(self.lone(b) for b in self.bodies if b.item is None)


def facts(country: Country, scope: Scope, goals: UnitGoals) -> Facts:
    """Return the units of a scope in numbers; `country` has the goals' assumptions."""
    every = headed(country)
    counts = dict(every.group_by("head").len().iter_rows())
    first = dict(every.group_by("head").agg(pl.col("unit").min()).iter_rows())
    here = every.filter(pl.col("place").is_in(list(scope.places)))
    types = country["posts"].select(head="post", head_type="type")
    typed = of_units(country, here).join(types, on="head", how="left", maintain_order="left")
    rows = _with_managers(country, typed)
    items = _items(rows, counts, scope.template)
    seats, weights = _seats(country, rows), _weights(country)
    made = [
        _body(row, items.get(row["unit"]), seats, weights)
        if first[row["head"]] == row["unit"]
        else _body(row, items.get(row["unit"]), {}, {row["head"]: 0.0})
        for row in rows.iter_rows(named=True)
    ]
    made.sort(key=lambda b: (b.item is None, b.item or "", b.place, b.unit))
    return Facts(scope, goals.terms(country), tuple(made))


def _items(rows: pl.DataFrame, heads: Mapping[str, int], template: bool) -> dict[str, str]:
    """Return what of each unit is grouped: units of ministries whose head heads nothing else.

    In a template types that are of one ministry everywhere.
    """
    free = rows.filter(pl.col("legal_form") == MINISTRY_UNIT, pl.col("ministry").is_not_null())
    own = free.filter(pl.col("head").is_in([h for h, n in heads.items() if n == 1]))
    named = own.with_columns(item=pl.col("type") if template else pl.col("unit"))
    once = named.filter(pl.len().over("item", "place") == 1)
    alike = once.filter(pl.col("ministry").n_unique().over("item") == 1)
    return dict(alike.select("unit", "item").iter_rows())


def _with_managers(country: Country, units: pl.DataFrame) -> pl.DataFrame:
    """Add the people in managerial posts of each unit other than its head's."""
    posts = country["posts"].filter(
        pl.col("status") == "active", pl.col("manager").fill_null(False)
    )
    below = (
        posts.select("post", "holders", "unit")
        .join(units.select("unit", "head"), on="unit")
        .filter(pl.col("post") != pl.col("head"))
        .group_by("unit")
        .agg(recorded=pl.col("holders").sum())
    )
    joined = units.join(below, on="unit", how="left", maintain_order="left")
    return joined.with_columns(pl.col("recorded").fill_null(0))


def _seats(country: Country, rows: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Return the hours a year of heads, by council; times holders, not yet weighted."""
    heads = rows.select(holder="head").unique()
    known = seat_hours(country).join(heads, on="holder", how="semi").drop_nulls("hours")
    found: dict[str, dict[str, float]] = {}
    for holder, council, hours in known.select(
        "holder", "council", pl.col("hours") * pl.col("holders")
    ).iter_rows():
        found.setdefault(holder, {})[council] = hours
    return found


def _weights(country: Country) -> dict[str, float]:
    known = post_factors(country).select("post", pl.col("weight").fill_null(NOBODY))
    return dict(known.iter_rows())


def _body(
    row: Mapping[str, Any],
    item: str | None,
    seats: Mapping[str, Mapping[str, float]],
    weights: Mapping[str, float],
) -> Body:
    weight = weights.get(row["head"], NOBODY)
    staff = row["staff"]
    sits = seats.get(row["head"], {})
    return Body(
        unit=row["unit"],
        type=row["type"],
        item=item,
        place=row["place"],
        ministry=row["ministry"],
        body=row["body"],
        head=row["head"],
        head_type=row["head_type"] or row["head"],
        weight=weight,
        seats={council: weight * hours for council, hours in sorted(sits.items())},
        recorded=row["recorded"],
        managers=_ends(row, "managers_per_unit"),
        staff=staff,
        people=_ends(row, "staff_per_unit") if staff is None else (float(staff),) * 3,
        functions=tuple(sorted(set(row["functions"] or ()))),
    )


def _ends(row: Mapping[str, Any], stem: str) -> Ends:
    return (row[f"{stem}_low"] or 0.0, row[stem] or 0.0, row[f"{stem}_high"] or 0.0)


def names(bodies: Sequence[Body]) -> tuple[str, ...]:
    """Return the items of these bodies, sorted."""
    return tuple(sorted({b.item for b in bodies if b.item is not None}))

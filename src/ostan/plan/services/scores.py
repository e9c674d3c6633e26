"""Services scored on the criteria of the goals: each 0 to 1, weighted, with a range where a fact lacks.

users      users of the service / the most of any in question
cost       recorded cost / the greatest of any in question
readiness  mean of three: its ground in law stands; somebody other than the state provides it already;
           an offer for it can be counted on
risk       1 - risk / 3, as the goals say it
equity     1 - share of the services of its place that people's bodies provide
capacity   capacity offered for it, the reserve taken off, / its users; 1 at most

What is not known counts as the middle of what it can be, and has all of that as its range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.measure.services import PEOPLE, STATE
from ostan.plan.services.eligible import Judge
from ostan.plan.services.facts import Scope, meant, services_of
from ostan.plan.services.goals import CRITERIA, RISKIEST, ServicesGoals
from ostan.plan.services.offers import Offer, offers_of
from ostan.plan.services.order import Floats, Room, ordered, rank_range, totals, weight_room

IN_QUESTION = ("eligible", "unknown")
"""Classes of services that are scored: the others are not handed over whatever else is known."""

Span3 = tuple[float, float, float]
"""What a criterion gives at least, as it stands, and at most."""

UNKNOWN: Span3 = (0.0, 0.5, 1.0)
"""Of a criterion whose fact is not known."""


@dataclass(frozen=True, eq=False)
class Scored:
    """Criteria of services, rows by rows of `services`: low, value and high float64[n, k].

    `services`: what is in question, with `class`. `known` bool[n, k]: whether the fact is recorded.
    """

    services: pl.DataFrame
    low: Floats
    value: Floats
    high: Floats
    known: np.ndarray[Any, np.dtype[np.bool_]]
    weights: Floats

    @property
    def points(self) -> Floats:
        """Points of every service, 0 to 1: what is gained where it is handed over. float64[n]."""
        return totals(self.value, self.weights)

    @property
    def assumed(self) -> float | None:
        """Share of all points that rests on facts that are not recorded; None: there are no points."""
        whole = float((self.value @ self.weights).sum())
        return float(((self.value * ~self.known) @ self.weights).sum()) / whole if whole else None


def scored(country: Country, goals: ServicesGoals, services: pl.DataFrame) -> Scored:
    """Return the criteria of the services in question. `services`: rows of `facts.services_of`."""
    known = Judge(country, goals).judged(services).select("class", "stands")
    rows = services.hstack(known)
    asked = rows.filter(pl.col("class").is_in(IN_QUESTION))
    each = _Criteria(country, goals, asked)
    found = [each.of(row) for row in asked.iter_rows(named=True)]
    spans = np.array([[span for span, _ in r] for r in found], float).reshape(-1, len(CRITERIA), 3)
    facts = np.array([[k for _, k in r] for r in found], bool).reshape(-1, len(CRITERIA))
    weights = np.array(list(goals.weights().values()))
    return Scored(asked, spans[..., 0], spans[..., 1], spans[..., 2], facts, weights)


class _Criteria:
    """What every criterion gives for a service, and whether it rests on recorded facts."""

    def __init__(self, country: Country, goals: ServicesGoals, asked: pl.DataFrame) -> None:
        self._goals = goals
        self._users = float(asked["users"].max() or 0)  # type: ignore[arg-type]
        self._cost = float(asked["cost_per_year"].max() or 0)  # type: ignore[arg-type]
        self._by_people = _by_people(country)
        self._offered = _offered(country, goals, offers_of(country, goals))

    def of(self, row: Mapping[str, Any]) -> list[tuple[Span3, bool]]:
        """Return what each criterion gives, in their order, and whether its facts are recorded."""
        offered = self._offered.get((row["type"], row["place"]))
        return [
            self._of_users(row),
            self._of_cost(row),
            self._of_readiness(row, offered is not None),
            self._of_risk(row),
            (_same(1 - self._by_people[row["place"]]), True),
            self._of_capacity(row, offered),
        ]

    def _of_users(self, row: Mapping[str, Any]) -> tuple[Span3, bool]:
        if row["users"] is None:
            return UNKNOWN, False
        ends = (row["users_low"], row["users"], row["users_high"])
        low, value, high = (min(e / self._users, 1.0) if self._users else 0.0 for e in ends)
        return (low, value, high), row["users_from"] is None

    def _of_cost(self, row: Mapping[str, Any]) -> tuple[Span3, bool]:
        cost = row["cost_per_year"]
        if cost is None:
            return UNKNOWN, False
        return _same(cost / self._cost if self._cost else 0.0), True

    def _of_readiness(self, row: Mapping[str, Any], offered: bool) -> tuple[Span3, bool]:
        other = row["mode"] != STATE
        return _same((float(row["stands"]) + float(other) + float(offered)) / 3), True

    def _of_risk(self, row: Mapping[str, Any]) -> tuple[Span3, bool]:
        risk = meant(self._goals.risk, row)
        return (UNKNOWN, False) if risk is None else (_same(1 - risk / RISKIEST), True)

    def _of_capacity(self, row: Mapping[str, Any], offered: float | None) -> tuple[Span3, bool]:
        if offered is None:
            return _same(0.0), True
        if row["users"] is None:
            return UNKNOWN, False
        ends = (row["users_high"], row["users"], row["users_low"])
        low, value, high = (min(offered / e, 1.0) if e else 1.0 for e in ends)
        return (low, value, high), row["users_from"] is None


def _same(value: float) -> Span3:
    return value, value, value


def _by_people(country: Country) -> dict[str, float]:
    """Return for every place with services the share of them that people's bodies provide."""
    people = pl.col("mode").is_in(PEOPLE).fill_null(False).mean()
    return dict(country["services"].group_by("place").agg(people).iter_rows())


def _offered(
    country: Country, goals: ServicesGoals, offers: Iterable[Offer]
) -> dict[tuple[str, str], float]:
    """Return the people a year that offers could serve, less the reserve, by type and place.

    An offer for a wider place counts whole in each place inside it.
    """
    inside: dict[str, list[str]] = {}
    for place, around in country.ancestors.select("place", "ancestor").iter_rows():
        inside.setdefault(around, []).append(place)
    found: dict[tuple[str, str], float] = {}
    for offer in offers:
        for place in inside[offer.place] if offer.why is None else ():
            key = (offer.type, place)
            found[key] = found.get(key, 0.0) + offer.capacity * (1 - goals.reserve)
    return found


# By what they are called -----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ranked:
    """What services are called by (type or id), with the means of their criteria, by rank."""

    names: tuple[str, ...]
    low: Floats
    value: Floats
    high: Floats
    known: Floats
    weights: Floats

    @property
    def rooms(self) -> dict[str, Room]:
        """How far the share of each weight may move before the order changes."""
        return {c: weight_room(self.value, self.weights, k) for k, c in enumerate(CRITERIA)}

    def rooms_of_top(self, top: int) -> dict[str, Room]:
        """How far it may move before another is among the first `top`."""
        return {c: weight_room(self.value, self.weights, k, top) for k, c in enumerate(CRITERIA)}


def ranked(found: Scored) -> Ranked:
    """Return the services put together by what they are called, the greatest total first."""
    names = found.services["named"].to_list()
    order = sorted(set(names))
    at = {name: k for k, name in enumerate(order)}
    rows = np.array([at[n] for n in names], np.int64)

    def mean(values: Floats) -> Floats:
        sums = np.zeros((len(order), len(CRITERIA)))
        np.add.at(sums, rows, values)
        return sums / np.maximum(np.bincount(rows, minlength=len(order)), 1)[:, None]

    value = mean(found.value)
    by_rank = ordered(totals(value, found.weights))
    return Ranked(
        tuple(order[k] for k in by_rank),
        mean(found.low)[by_rank],
        value[by_rank],
        mean(found.high)[by_rank],
        mean(found.known.astype(float))[by_rank],
        found.weights,
    )


def scores(country: Country, goals: ServicesGoals, place: str | None = None) -> pl.DataFrame:
    """Return the services in question by rank: types in a template, else services.

    Columns: named, then for each criterion x: x (0 to 1), x_low, x_high, x_weighted (its part of the
    total); total, total_low, total_high (0 to 1), rank (1: first), rank_best, rank_worst. Asked of
    `goals.country(country)`; `place` as a planner takes it.
    """
    scope = Scope.of(country, place)
    return as_frame(ranked(scored(country, goals, services_of(country, scope))))


def as_frame(made: Ranked) -> pl.DataFrame:
    """Return `scores` of what was ranked."""
    return pl.DataFrame(dict(_columns(made)))


def _columns(made: Ranked) -> Iterator[tuple[str, Any]]:
    whole = made.weights.sum()
    yield "named", pl.Series(made.names, dtype=pl.String)
    for k, name in enumerate(CRITERIA):
        yield name, made.value[:, k]
        yield f"{name}_low", made.low[:, k]
        yield f"{name}_high", made.high[:, k]
        yield f"{name}_weighted", made.value[:, k] * made.weights[k] / whole
    low, high = totals(made.low, made.weights), totals(made.high, made.weights)
    best, worst = rank_range(low, high)
    total = totals(made.value, made.weights)
    yield "total", total
    yield "total_low", low
    yield "total_high", high
    # Those with the same total share a rank: nothing tells them apart.
    yield "rank", rank_range(total, total)[0]
    yield "rank_best", best
    yield "rank_worst", worst

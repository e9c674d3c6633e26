"""Offers matched to services: what is to be matched, and what a matching is.

Numbers only. A service is served whole, by takers of one kind, or not at all. Its people go
to its takers in shares x; with z whether a service goes to a kind, y whether an offer serves it, and
w whether an offer is used at all:

    max  sum_i points_i sum_k z_ik
    sum_k z_ik <= 1                                  one kind for a service
    sum_{o of kind k} x_oi = z_ik                    served whole
    x_oi <= y_oi,  sum_{o of kind k} y_oi <= most * z_ik      at most so many takers
    sum_i people_i x_oi <= (1 - reserve) capacity_o  reserve kept free
    sum_{i in g, o of t} people_i x_oi <= limit      a taker's part of a type
    y_oi <= w_o,  sum_o price_o w_o <= budget        the price of an offer is paid whole

`solving` finds a matching with the most points, and of these one of the least price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ostan.plan.services.order import Floats, Ints

EXACT = 1e-7
"""Relative distance at which value and bound are the same."""
WHOLE = 1e-6
"""How far a sum may be above its limit, relatively: what the solver leaves."""


@dataclass(frozen=True, eq=False)
class Limit:
    """People of some services that the offers of one taker may serve together."""

    offers: tuple[int, ...]
    services: tuple[int, ...]
    people: float


@dataclass(frozen=True, eq=False)
class Problem:
    """Services and offers, as arrays.

    points float64[n] (>= 0) and people float64[n] (> 0) of services; capacity float64[m] (people a
    year, inf: as many as come), price float64[m] (>= 0) and kind int64[m] of offers; arcs int64[a, 2]:
    which offer (column 0) may serve which service (column 1), each once. `reserve` in [0, 1), `most`
    takers of a service (>= 1), `budget` None: no limit.
    """

    points: Floats
    people: Floats
    capacity: Floats
    price: Floats
    kind: Ints
    arcs: Ints
    reserve: float = 0.0
    most: int = 1
    budget: float | None = None
    limits: tuple[Limit, ...] = ()

    @property
    def room(self) -> Floats:
        """People each offer may serve, the reserve taken off: float64[m]."""
        return self.capacity * (1.0 - self.reserve)

    def gained(self, flows: Sequence[Flow]) -> float:
        """Return the points of the services that flows serve."""
        return float(self.points[sorted({f.service for f in flows})].sum())

    def paid(self, flows: Sequence[Flow]) -> float:
        """Return the price of the offers that flows use."""
        return float(self.price[sorted({f.offer for f in flows})].sum())


@dataclass(frozen=True)
class Flow:
    """People of a service that an offer serves, as a share of that service's."""

    offer: int
    service: int
    share: float


@dataclass(frozen=True, eq=False)
class Matching:
    """What was found: who serves whom, the points of the services served, and what none can exceed.

    `price`: of the offers used. `proven`: points and bound are the same, to EXACT.
    """

    flows: tuple[Flow, ...]
    points: float
    bound: float
    price: float
    proven: bool
    interrupted: bool
    seconds: float = field(default=0.0)

    @property
    def served(self) -> frozenset[int]:
        """The services that are served."""
        return frozenset(f.service for f in self.flows)


@dataclass(frozen=True)
class Progress:
    """Where a search stands: `bound` <= `value`, in points not yet gained; less is better."""

    value: float
    bound: float
    seconds: float


def broken(problem: Problem, flows: Sequence[Flow]) -> list[str]:
    """Return which conditions flows do not keep, by name; empty: all are kept, to WHOLE."""
    found = []
    load, by_service = np.zeros(len(problem.capacity)), dict[int, list[Flow]]()
    allowed = {tuple(arc) for arc in problem.arcs.tolist()}
    for flow in flows:
        load[flow.offer] += flow.share * problem.people[flow.service]
        by_service.setdefault(flow.service, []).append(flow)
    near = 1 + 2 * WHOLE
    checks = {
        "arc": any((f.offer, f.service) not in allowed for f in flows),
        "whole": any(abs(sum(f.share for f in fs) - 1) > WHOLE for fs in by_service.values()),
        "kind": any(
            len({int(problem.kind[f.offer]) for f in fs}) > 1 for fs in by_service.values()
        ),
        "most": any(len(fs) > problem.most for fs in by_service.values()),
        "capacity": bool((load > problem.room * near).any()),
        "limit": any(
            _over(problem, limit, flows) > limit.people * near for limit in problem.limits
        ),
        "budget": problem.budget is not None and problem.paid(flows) > problem.budget * near,
    }
    found += [name for name, wrong in checks.items() if wrong]
    return found


def _over(problem: Problem, limit: Limit, flows: Sequence[Flow]) -> float:
    return sum(
        f.share * float(problem.people[f.service])
        for f in flows
        if f.offer in limit.offers and f.service in limit.services
    )

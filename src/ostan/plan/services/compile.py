"""A Country's services and offers as the arrays that are matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ostan.country.country import Country
from ostan.plan.services.facts import Scope, services_of
from ostan.plan.services.goals import ServicesGoals
from ostan.plan.services.matching import Limit, Problem
from ostan.plan.services.offers import Arc, Offer, arcs_of, offers_of
from ostan.plan.services.order import Floats
from ostan.plan.services.scores import Scored, scored
from ostan.reform.services.handing import Mode


@dataclass(frozen=True, eq=False)
class Compiled:
    """What is matched: `services` (ids), `offers` and `kinds` by their numbers in `problem`.

    `scored`: all services in question; `points` float64[n] of those that are matched; `arcs`: every
    offer with every service of its type, those that may not be included with why.
    """

    problem: Problem
    services: tuple[str, ...]
    offers: tuple[Offer, ...]
    kinds: tuple[Mode, ...]
    arcs: tuple[Arc, ...] = field(repr=False)
    scored: Scored = field(repr=False)


def compiled(country: Country, goals: ServicesGoals, scope: Scope) -> Compiled:
    """Return the services of a scope that may be handed over, with the offers for them."""
    services = services_of(country, scope)
    found = scored(country, goals, services)
    free = found.services["class"] == "eligible"
    ids = tuple(found.services.filter(free)["service"])
    arcs = arcs_of(country, goals, services, frozenset(ids), offers_of(country, goals))
    return _compiled(found, goals, arcs, ids, found.points[free.to_numpy()])


def _compiled(
    found: Scored,
    goals: ServicesGoals,
    arcs: Sequence[Arc],
    ids: tuple[str, ...],
    points: Floats,
) -> Compiled:
    open_arcs = [a for a in arcs if a.why is None]
    offers = tuple(dict.fromkeys(a.offer for a in open_arcs))
    number = {o: k for k, o in enumerate(offers)}
    at = {s: k for k, s in enumerate(ids)}
    users = dict(found.services.select("service", "users").iter_rows())
    # Where users are not known only a taker that serves as many as come is there: any number will do.
    people = np.array([max(users[s] or 0.0, 1e-6) if users[s] is not None else 1.0 for s in ids])
    problem = Problem(
        points=points,
        people=people,
        capacity=np.array([o.capacity for o in offers], float),
        price=_prices(offers),
        kind=np.array([_kind(o, goals) for o in offers], np.int64),
        arcs=np.array([(number[a.offer], at[a.service]) for a in open_arcs], np.int64).reshape(
            -1, 2
        ),
        reserve=goals.reserve,
        most=goals.max_takers,
        budget=goals.budget,
        limits=tuple(_limits(found, goals, offers, at)),
    )
    return Compiled(problem, ids, offers, goals.to_modes, tuple(arcs), found)


def _prices(offers: Sequence[Offer]) -> Floats:
    """Return the price of every offer; one that states none counts as the dearest that does."""
    known = [o.price for o in offers if o.price is not None]
    dearest = max(known, default=0.0)
    return np.array([dearest if o.price is None else o.price for o in offers], float)


def _kind(offer: Offer, goals: ServicesGoals) -> int:
    return [str(m) for m in goals.to_modes].index(offer.kind)


def _limits(
    found: Scored, goals: ServicesGoals, offers: Sequence[Offer], at: dict[str, int]
) -> list[Limit]:
    """Return what one taker may serve of a type: a share of all users of the type in question."""
    if goals.max_share >= 1:
        return []
    mine: dict[tuple[str, str], list[int]] = {}
    for k, offer in enumerate(offers):
        if not offer.assumed:
            mine.setdefault((offer.taker, offer.type), []).append(k)
    rows = found.services.select("service", "type", "users").rows()
    made = []
    for (_, type_), numbers in mine.items():
        whole = sum(users or 0.0 for _, t, users in rows if t == type_)
        inside = tuple(at[s] for s, t, _ in rows if t == type_ and s in at)
        made.append(Limit(tuple(numbers), inside, goals.max_share * whole))
    return made

"""Offers matched to services the greedy way: quick, never refused, and where every search begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ostan.plan.services.matching import Flow, Problem
from ostan.plan.services.order import Floats


def greedy(problem: Problem, worth: Floats | None = None) -> tuple[Flow, ...]:
    """Return what is had by taking services by worth, the greatest first, each where it goes in.

    worth float64[n]: points where it is left out. Of the kinds that can serve a service whole with what
    is left, the one that adds the least price; of a kind the offers that add the least price, then
    those with the most room.
    """
    left = problem.room.copy()
    rests = [limit.people for limit in problem.limits]
    flows: list[Flow] = []
    used: set[int] = set()
    paid = 0.0
    by_service = _by_service(problem)
    for i in np.argsort(-(problem.points if worth is None else worth), kind="stable").tolist():
        kinds = by_service.get(i, {}).values()
        tries = [_fitted(problem, i, offers, left, rests, used) for offers in kinds]
        known = [t for t in tries if t and _affords(problem, paid + t[0])]
        if not known:
            continue
        added, parts = min(known, key=lambda k: k[0])
        paid += added
        for part in parts:
            _take(problem, part, left, rests)
            used.add(part.offer)
        flows += parts
    return tuple(flows)


def best_greedy(problem: Problem) -> tuple[Flow, ...]:
    """Return the best of two greedy ways: by points, and by points for each of the users."""
    ways = (greedy(problem), greedy(problem, problem.points / problem.people))
    return max(ways, key=problem.gained)


def _by_service(problem: Problem) -> dict[int, dict[int, list[int]]]:
    """Return the offers that may serve each service, by kind."""
    found: dict[int, dict[int, list[int]]] = {}
    for offer, service in problem.arcs.tolist():
        found.setdefault(service, {}).setdefault(int(problem.kind[offer]), []).append(offer)
    return found


def _affords(problem: Problem, paid: float) -> bool:
    return problem.budget is None or paid <= problem.budget


def _fitted(
    problem: Problem,
    service: int,
    offers: Sequence[int],
    left: Floats,
    rests: Sequence[float],
    used: set[int],
) -> tuple[float, list[Flow]] | None:
    """Return the price that is added and the parts where these offers serve a service whole; else None."""
    people = float(problem.people[service])

    def adds(offer: int) -> float:
        return 0.0 if offer in used else float(problem.price[offer])

    missing, price = people, 0.0
    parts: list[Flow] = []
    spent = [0.0] * len(rests)
    for offer in sorted(offers, key=lambda o: (adds(o), -left[o], o)):
        if len(parts) == problem.most or missing <= 0:
            break
        takes = min(missing, float(left[offer]), _rest(problem, offer, service, rests, spent))
        # A part that would leave something is of no use where it is the last one allowed.
        if takes <= 0 or (len(parts) == problem.most - 1 and takes < missing):
            continue
        parts.append(Flow(offer, service, takes / people))
        for g in _bound_by(problem, offer, service):
            spent[g] += takes
        missing, price = missing - takes, price + adds(offer)
    return (price, parts) if missing <= 0 else None


def _bound_by(problem: Problem, offer: int, service: int) -> Iterator[int]:
    for g, limit in enumerate(problem.limits):
        if offer in limit.offers and service in limit.services:
            yield g


def _rest(
    problem: Problem, offer: int, service: int, rests: Sequence[float], spent: Sequence[float]
) -> float:
    found = [rests[g] - spent[g] for g in _bound_by(problem, offer, service)]
    return min(found, default=float("inf"))


def _take(problem: Problem, part: Flow, left: Floats, rests: list[float]) -> None:
    people = part.share * float(problem.people[part.service])
    left[part.offer] -= people
    for g in _bound_by(problem, part.offer, part.service):
        rests[g] -= people

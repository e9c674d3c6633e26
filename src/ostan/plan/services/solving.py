"""The matching with the most points, in parts, with a bound that is true at every moment.

Offers for different services have nothing to do with each other but for the budget. So the problem is
parted into what is tied together by offers and limits, and each part is an integer program of its own.
Where the budget binds, it is put into the value at a toll t for each rial (Lagrange): for every t,

    sum over parts of max (points - t price) + t budget

is a bound, least where the budget is just used up; that t is found by bisection between the lines of
the answers known. What the parts answered on the way is put together by an integer program that
chooses one answer of each part within the budget. If a gap is left, the whole is one program.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ostan.plan.services.greedy import best_greedy
from ostan.plan.services.matching import EXACT, Flow, Limit, Matching, Problem, Progress
from ostan.plan.services.program import Ends, Program, chosen

TOLLS = 12
"""Tolls that are tried at most."""
AROUND = (0.6, 0.8, 0.9, 1.1, 1.25, 1.6)
"""Tolls tried beside the best one, over it, so that there is more to choose from."""
LOOSE = 0.004
"""Gap at which a part is answered where a budget ties the parts."""
PARTS = 0.5
"""Share of the time left that parts may take before the whole is tried."""


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Matching:
    """Return the matching with the most points, and of these (if time is left) one of the least price.

    Begins with the greedy ones and is never worse. `gap`: (bound - points) / bound at which the search
    ends. A search cut short by `seconds` or `stop` gives its best and its bound. Raises RuntimeError if
    HiGHS fails.
    """
    began = time.perf_counter()
    whole = float(problem.points.sum())
    ends = Ends(began + seconds, stop, progress, began, whole)
    search = _Search(problem, gap, seed, ends)
    search.tell()
    if len(problem.arcs):
        search.run()
    return search.matching(time.perf_counter() - began)


@dataclass(frozen=True, eq=False)
class Part:
    """Services and offers that are tied together: a problem without a budget, by its own numbers."""

    problem: Problem
    services: tuple[int, ...]
    offers: tuple[int, ...]

    def outward(self, flows: Sequence[Flow]) -> tuple[Flow, ...]:
        """Return flows of the part by the numbers of the whole."""
        return tuple(Flow(self.offers[f.offer], self.services[f.service], f.share) for f in flows)

    def inward(self, flows: Sequence[Flow]) -> tuple[Flow, ...]:
        """Return the flows of the whole that are of this part, by its numbers."""
        offer = {o: k for k, o in enumerate(self.offers)}
        service = {s: k for k, s in enumerate(self.services)}
        mine = [f for f in flows if f.service in service]
        return tuple(Flow(offer[f.offer], service[f.service], f.share) for f in mine)


def parts(problem: Problem) -> list[Part]:
    """Return what is tied together by an offer or a limit, by the first offer; the rest left out."""
    head = list(range(len(problem.capacity)))

    def top(offer: int) -> int:
        while head[offer] != offer:
            offer = head[offer]
        return offer

    ties: list[Sequence[int]] = [limit.offers for limit in problem.limits]
    by_service: dict[int, list[int]] = {}
    for offer, service in problem.arcs.tolist():
        by_service.setdefault(service, []).append(offer)
    for tie in (*ties, *by_service.values()):
        for offer in tie[1:]:
            a, b = sorted((top(tie[0]), top(offer)))
            head[b] = a
    groups: dict[int, list[int]] = {}
    for offer in sorted(set(problem.arcs[:, 0].tolist())):
        groups.setdefault(top(offer), []).append(offer)
    return [_part(problem, offers) for offers in groups.values()]


def _part(problem: Problem, offers: list[int]) -> Part:
    arcs = problem.arcs[np.isin(problem.arcs[:, 0], offers)]
    services = np.unique(arcs[:, 1])
    number = {o: k for k, o in enumerate(offers)}
    at = {s: k for k, s in enumerate(services.tolist())}
    limits = [
        Limit(
            tuple(number[o] for o in limit.offers if o in number),
            tuple(at[s] for s in limit.services if s in at),
            limit.people,
        )
        for limit in problem.limits
    ]
    own = replace(
        problem,
        points=problem.points[services],
        people=problem.people[services],
        capacity=problem.capacity[offers],
        price=problem.price[offers],
        kind=problem.kind[offers],
        arcs=np.array([(number[o], at[s]) for o, s in arcs.tolist()], np.int64),
        budget=None,
        limits=tuple(x for x in limits if x.offers and x.services),
    )
    return Part(own, tuple(services.tolist()), tuple(offers))


@dataclass(frozen=True, eq=False)
class _Answer:
    """What all parts answered at a toll: flows of each, in order, with points, price and bound."""

    flows: tuple[tuple[Flow, ...], ...]
    points: float
    price: float
    bound: float


class _Search:
    """A search: the best flows so far, by the numbers of the whole, and the bound on the points."""

    def __init__(self, problem: Problem, gap: float, seed: int, ends: Ends) -> None:
        self._problem, self._gap, self._seed, self._ends = problem, gap, seed, ends
        self._best = best_greedy(problem)
        self._bound = float(problem.points.sum())
        self._parts = parts(problem)
        self._programs = [Program(part.problem) for part in self._parts]
        # What each part has answered so far: nothing, and its part of the greedy way.
        self._known = [dict.fromkeys([(), part.inward(self._best)]) for part in self._parts]

    def tell(self) -> None:
        """Tell where the search stands."""
        self._ends.tell(self._problem.gained(self._best), self._bound)

    def matching(self, seconds: float) -> Matching:
        """Return the best so far."""
        points = self._problem.gained(self._best)
        bound = max(self._bound if len(self._problem.arcs) else 0.0, points)
        same = bound - points <= EXACT * max(abs(bound), 1.0)
        return Matching(
            tuple(sorted(self._best, key=lambda f: (f.service, f.offer))),
            points,
            bound,
            self._problem.paid(self._best),
            same,
            self._ends.cut and not same,
            seconds,
        )

    def run(self) -> None:
        """Search until the gap is reached or time is up."""
        budget = self._problem.budget
        over = self._unpaid()
        if budget is None or over.price <= budget:
            free = self._answer(0.0)
            self._bound = min(self._bound, free.bound)
            if budget is None or free.price <= budget:
                self._take(self._joined(free))
            over = free
            self.tell()
        if budget is not None and over.price > budget:
            self._priced(over, budget)
        if not self._near() and not self._ends.over():
            self._as_one()
        self._cheapen()
        self.tell()

    def _near(self) -> bool:
        points = self._problem.gained(self._best)
        return self._bound - points <= max(self._gap, EXACT) * max(self._bound, EXACT)

    def _take(self, flows: Sequence[Flow]) -> None:
        if self._problem.gained(flows) > self._problem.gained(self._best):
            self._best = tuple(flows)

    def _joined(self, answer: _Answer) -> tuple[Flow, ...]:
        pairs = zip(self._parts, answer.flows, strict=True)
        return tuple(f for part, flows in pairs for f in part.outward(flows))

    def _answer(self, toll: float) -> _Answer:
        """Ask every part for the most points less `toll` for each rial."""
        found, points, price, bound = [], 0.0, 0.0, 0.0
        for k, (part, program) in enumerate(zip(self._parts, self._programs, strict=True)):
            ends = self._ends.until(self._share(len(self._parts) - k))
            start = max(self._known[k], key=lambda f: self._less(part, f, toll))
            flows, most = program.most(start, self._loose(), self._seed, ends, toll)
            self._known[k][flows] = None
            found.append(flows)
            points += part.problem.gained(flows)
            price += part.problem.paid(flows)
            bound += most
        return _Answer(tuple(found), points, price, bound)

    @staticmethod
    def _less(part: Part, flows: Sequence[Flow], toll: float) -> float:
        return part.problem.gained(flows) - toll * part.problem.paid(flows)

    def _loose(self) -> float:
        """Return the gap at which a part is answered: a budget leaves a gap of its own."""
        return self._gap / 2 if self._problem.budget is None else max(self._gap / 2, LOOSE)

    def _share(self, left: int) -> float:
        """Return the share of the time that a part may take while so many are left to be asked."""
        alone = len(self._parts) == 1 and self._problem.budget is None
        return 1.0 if alone else PARTS / float(left) ** 0.5

    def _unpaid(self) -> _Answer:
        """Return the better greedy way if there were no budget: about what it would cost."""
        flows = best_greedy(replace(self._problem, budget=None))
        own = tuple(part.inward(flows) for part in self._parts)
        return _Answer(own, self._problem.gained(flows), self._problem.paid(flows), np.inf)

    def _priced(self, over: _Answer, budget: float) -> None:
        """Seek the toll at which the budget is just used up; put together what was answered.

        `over`: an answer above the budget.
        """
        under, best = _Answer(tuple(() for _ in self._parts), 0.0, 0.0, 0.0), 0.0
        for _ in range(TOLLS):
            toll = (over.points - under.points) / (over.price - under.price)
            if self._ends.over() or toll <= 0:
                break
            made = self._answer(toll)
            self._bound, best = min((self._bound, best), (made.bound + toll * budget, toll))
            if made.price <= budget:
                self._take(self._joined(made))
            self._choose(budget)
            if made.price in (over.price, under.price):
                break
            over, under = (over, made) if made.price <= budget else (made, under)
        for over_best in AROUND:
            if self._near() or self._ends.over() or not best:
                break
            self._answer(best * over_best)
            self._choose(budget)

    def _choose(self, budget: float) -> None:
        """Put together one answer of each part within the budget."""
        known = [list(answers) for answers in self._known]
        worth = [
            [(part.problem.gained(f), part.problem.paid(f) / max(budget, 1.0)) for f in answers]
            for part, answers in zip(self._parts, known, strict=True)
        ]
        picked = chosen(worth, budget / max(budget, 1.0), self._seed, self._ends)
        pairs = zip(self._parts, known, picked, strict=True)
        self._take([f for part, answers, k in pairs for f in part.outward(answers[k])])
        self.tell()

    def _as_one(self) -> None:
        if len(self._parts) == 1 and self._problem.budget is None:
            return
        flows, bound = Program(self._problem).most(self._best, self._gap, self._seed, self._ends)
        self._take(flows)
        self._bound = min(self._bound, bound)

    def _cheapen(self) -> None:
        """Seek, part by part, flows with the same points and a lower price."""
        made: list[Flow] = []
        for part, program in zip(self._parts, self._programs, strict=True):
            own = part.inward(self._best)
            over = self._ends.over()
            made += part.outward(own if over else program.cheapest(own, self._seed, self._ends))
        self._best = tuple(made)

"""Offers matched to services: as many points as can be, within capacities, with a bound that is true.

Numbers only, in HiGHS. A service is served whole, by takers of one kind, or not at all. Its people go
to its takers in shares x; with z whether a service goes to a kind, y whether an offer serves it, and
w whether an offer is used at all:

    max  sum_i points_i sum_k z_ik
    sum_k z_ik <= 1                                  one kind for a service
    sum_{o of kind k} x_oi = z_ik                    served whole
    x_oi <= y_oi,  sum_{o of kind k} y_oi <= most * z_ik      at most so many takers
    sum_i people_i x_oi <= (1 - reserve) capacity_o  reserve kept free
    sum_{i in g, o of t} people_i x_oi <= limit      a taker's part of a type
    y_oi <= w_o,  sum_o price_o w_o <= budget        the price of an offer is paid whole

Of all matchings with the most points the one with the least price is then sought.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ostan.plan.services.order import Floats, Ints

if TYPE_CHECKING:
    import highspy

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

    Begins with the greedy one. `gap`: (bound - points) / bound at which the search ends. A search cut
    short by `seconds` or `stop` gives its best and its bound. Raises RuntimeError if HiGHS fails.
    """
    began = time.perf_counter()
    first = greedy(problem)
    ends = _Ends(began + seconds, stop, progress, began, float(problem.points.sum()))
    ends.tell(first.points, float(problem.points.sum()))
    if not len(problem.arcs):
        return _matching(problem, (), 0.0, False, began)
    program = _Program(problem)
    best, bound = program.most(first.flows, gap, seed, ends)
    found = best if _points(problem, best) > first.points else first.flows
    bound = max(bound, _points(problem, found))
    ends.tell(_points(problem, found), bound)
    if problem.price.any() and not ends.over():
        found = program.cheapest(found, seed, ends)
    return _matching(problem, found, bound, ends.cut, began)


def _matching(
    problem: Problem, flows: Sequence[Flow], bound: float, cut: bool, began: float
) -> Matching:
    points = _points(problem, flows)
    used = sorted({f.offer for f in flows})
    same = bound - points <= EXACT * max(abs(bound), 1.0)
    return Matching(
        tuple(sorted(flows, key=lambda f: (f.service, f.offer))),
        points,
        max(bound, points),
        float(problem.price[used].sum()),
        same,
        cut and not same,
        time.perf_counter() - began,
    )


def _points(problem: Problem, flows: Sequence[Flow]) -> float:
    return float(problem.points[sorted({f.service for f in flows})].sum())


class _Ends:
    """When a search ends, and who is told of it."""

    def __init__(
        self,
        end: float,
        stop: Callable[[], bool] | None,
        progress: Callable[[Progress], None] | None,
        began: float,
        whole: float,
    ) -> None:
        self._end, self._stop, self._progress = end, stop, progress
        self._began, self._whole, self.cut = began, whole, False

    @property
    def left(self) -> float:
        return max(self._end - time.perf_counter(), 0.0)

    def over(self) -> bool:
        """Say whether time is up or somebody stopped it."""
        self.cut = self.cut or not self.left or (self._stop is not None and self._stop())
        return self.cut

    def tell(self, points: float, bound: float) -> None:
        if self._progress is not None:
            least = max(self._whole - bound, 0.0)
            value = max(self._whole - points, least)
            self._progress(Progress(value, least, time.perf_counter() - self._began))


# The greedy matching ------------------------------------------------------------------------


def greedy(problem: Problem) -> Matching:
    """Return what is had by taking services by points, the greatest first, each where it goes in.

    Of the kinds that can serve it whole with what is left, the one that adds the least price; of a
    kind the offers that add the least price, then those with the most room.
    """
    began = time.perf_counter()
    left = problem.room.copy()
    rests = [limit.people for limit in problem.limits]
    flows: list[Flow] = []
    used: set[int] = set()
    paid = 0.0
    by_service = _by_service(problem)
    for i in np.argsort(-problem.points, kind="stable").tolist():
        tries = [
            _fitted(problem, i, offers, left, rests, used)
            for offers in by_service.get(i, {}).values()
        ]
        known = [(p, t) for p, t in (t for t in tries if t) if _affords(problem, paid + p)]
        if not known:
            continue
        added, parts = min(known, key=lambda k: k[0])
        paid += added
        for part in parts:
            _take(problem, part, left, rests)
            used.add(part.offer)
        flows += parts
    whole = float(problem.points.sum())
    return _matching(problem, flows, whole, False, began)


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


# The program --------------------------------------------------------------------------------


@dataclass
class _Row:
    low: float
    high: float
    at: list[int]
    by: list[float]


class _Program:
    """The integer program: columns z (service, kind), x, y (if most > 1: arc), w (offer)."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        arcs = problem.arcs
        pairs = np.stack([arcs[:, 1], problem.kind[arcs[:, 0]]], axis=1)
        self._pairs, self._of_arc = np.unique(pairs, axis=0, return_inverse=True)
        self._of_arc = self._of_arc.reshape(-1)
        self._nz, self._na = len(self._pairs), len(arcs)
        self._split = problem.most > 1
        self._priced = bool(problem.price.any())
        self._x = self._nz
        self._y = self._x + self._na if self._split else self._x
        self._w = self._y + self._na
        self._n = self._w + (len(problem.capacity) if self._priced else 0)
        self._rows = list(self._made())

    def most(
        self, start: Sequence[Flow], gap: float, seed: int, ends: _Ends
    ) -> tuple[tuple[Flow, ...], float]:
        """Return flows of the most points that were found, and the bound on the points."""
        cost = np.zeros(self._n)
        cost[: self._nz] = -self._problem.points[self._pairs[:, 0]]
        values, bound = self._run(cost, self._rows, start, gap, seed, ends)
        return (self._flows(values) if values is not None else ()), -bound

    def cheapest(self, flows: Sequence[Flow], seed: int, ends: _Ends) -> tuple[Flow, ...]:
        """Return flows with no fewer points and the least price found; these if none was."""
        points = _points(self._problem, flows)
        cost = np.zeros(self._n)
        scale = float(self._problem.price.max())
        cost[self._w :] = self._problem.price / scale
        keep = _Row(
            points * (1 - 1e-9),
            np.inf,
            list(range(self._nz)),
            self._problem.points[self._pairs[:, 0]].tolist(),
        )
        values, _ = self._run(cost, [*self._rows, keep], flows, 0.0, seed, ends)
        found = self._flows(values) if values is not None else ()
        no_worse = _points(self._problem, found) >= points * (1 - EXACT)
        return found if no_worse and self._pays(found) < self._pays(flows) else tuple(flows)

    def _pays(self, flows: Sequence[Flow]) -> float:
        return float(self._problem.price[sorted({f.offer for f in flows})].sum())

    def _made(self) -> Iterator[_Row]:
        yield from self._kinds()
        yield from self._whole()
        yield from self._capacities()
        yield from self._limits()
        if self._split:
            yield from self._takers()
        if self._priced:
            yield from self._prices()

    def _kinds(self) -> Iterator[_Row]:
        for service in np.unique(self._pairs[:, 0]):
            at = np.flatnonzero(self._pairs[:, 0] == service).tolist()
            if len(at) > 1:
                yield _Row(-np.inf, 1.0, at, [1.0] * len(at))

    def _whole(self) -> Iterator[_Row]:
        for z, arcs in enumerate(self._arcs_of()):
            yield _Row(0.0, 0.0, [z, *(self._x + a for a in arcs)], [-1.0, *([1.0] * len(arcs))])

    def _arcs_of(self) -> list[list[int]]:
        """Return the arcs of every pair of service and kind."""
        found: list[list[int]] = [[] for _ in range(self._nz)]
        for arc, z in enumerate(self._of_arc.tolist()):
            found[z].append(arc)
        return found

    def _capacities(self) -> Iterator[_Row]:
        problem = self._problem
        room, people = problem.room, problem.people
        arcs: dict[int, list[int]] = {}
        for a, offer in enumerate(problem.arcs[:, 0].tolist()):
            arcs.setdefault(offer, []).append(a)
        for offer, mine in arcs.items():
            if np.isinf(room[offer]):
                continue
            needs = people[problem.arcs[mine, 1]]
            if needs.sum() > room[offer]:
                # In shares of the room, so that all rows are of one size.
                by = (needs / max(room[offer], 1e-9)).tolist()
                yield _Row(-np.inf, 1.0, [self._x + a for a in mine], by)

    def _limits(self) -> Iterator[_Row]:
        problem = self._problem
        for limit in problem.limits:
            held = np.isin(problem.arcs[:, 0], limit.offers)
            held &= np.isin(problem.arcs[:, 1], limit.services)
            mine = np.flatnonzero(held)
            by = problem.people[problem.arcs[mine, 1]] / max(limit.people, 1e-9)
            yield _Row(-np.inf, 1.0, (self._x + mine).tolist(), by.tolist())

    def _takers(self) -> Iterator[_Row]:
        for a in range(self._na):
            yield _Row(-np.inf, 0.0, [self._x + a, self._y + a], [1.0, -1.0])
        for z, arcs in enumerate(self._arcs_of()):
            at = [z, *(self._y + a for a in arcs)]
            yield _Row(-np.inf, 0.0, at, [-float(self._problem.most), *([1.0] * len(arcs))])

    def _prices(self) -> Iterator[_Row]:
        problem = self._problem
        for a, offer in enumerate(problem.arcs[:, 0].tolist()):
            if problem.price[offer] > 0:
                yield _Row(-np.inf, 0.0, [self._y + a, self._w + offer], [1.0, -1.0])
        if problem.budget is not None:
            scale = max(float(problem.budget), float(problem.price.max()), 1.0)
            at = list(range(self._w, self._n))
            yield _Row(-np.inf, problem.budget / scale, at, (problem.price / scale).tolist())

    def _run(
        self,
        cost: Floats,
        rows: Sequence[_Row],
        start: Sequence[Flow],
        gap: float,
        seed: int,
        ends: _Ends,
    ) -> tuple[Floats | None, float]:
        """Return the columns of the best found (None: none) and the bound on the cost."""
        import highspy

        highs = highspy.Highs()
        highs.silent()
        for option, value in (
            ("threads", 1),
            ("random_seed", seed),
            ("time_limit", max(ends.left, 0.05)),
            ("mip_rel_gap", gap),
            ("mip_abs_gap", 1e-9),
        ):
            highs.setOptionValue(option, value)
        highs.passModel(self._model(cost, rows))
        hint = highspy.HighsSolution()
        hint.col_value = self._columns(start)
        highs.setSolution(hint)

        def cut(event: Any) -> None:
            event.interrupt(ends.over())

        highs.cbMipInterrupt += cut
        highs.run()
        info, status = highs.getInfo(), highs.getModelStatus()
        if status == highspy.HighsModelStatus.kSolveError:
            raise RuntimeError(f"HiGHS: {status}")
        values = np.array(highs.getSolution().col_value)
        known = info.primal_solution_status == 2 and len(values) == self._n
        bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else -np.inf
        return (values if known else None), max(bound, float(np.minimum(cost, 0).sum()))

    def _model(self, cost: Floats, rows: Sequence[_Row]) -> highspy.HighsLp:
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._n, len(rows)
        lp.col_cost_ = cost
        lp.col_lower_, lp.col_upper_ = np.zeros(self._n), np.ones(self._n)
        lp.row_lower_ = np.array([r.low for r in rows])
        lp.row_upper_ = np.array([r.high for r in rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(r.at) for r in rows)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([c for r in rows for c in r.at], np.int32)
        lp.a_matrix_.value_ = np.array([v for r in rows for v in r.by])
        whole = highspy.HighsVarType.kInteger
        part = highspy.HighsVarType.kContinuous
        kinds = [whole] * self._n
        if self._split:
            kinds[self._x : self._y] = [part] * self._na
        lp.integrality_ = kinds
        return lp

    def _columns(self, flows: Sequence[Flow]) -> Floats:
        """Return the columns that say these flows."""
        number = {tuple(arc): a for a, arc in enumerate(self._problem.arcs.tolist())}
        made = np.zeros(self._n)
        for flow in flows:
            a = number[flow.offer, flow.service]
            made[self._of_arc[a]] = 1.0
            made[self._x + a] = flow.share
            made[self._y + a] = 1.0
            if self._priced:
                made[self._w + flow.offer] = 1.0
        return made

    def _flows(self, values: Floats) -> tuple[Flow, ...]:
        """Return the flows of columns; shares sum to one, what is too small to be meant left out."""
        problem = self._problem
        found = []
        for z, arcs in enumerate(self._arcs_of()):
            if values[z] < 0.5:
                continue
            shares = {a: float(values[self._x + a]) for a in arcs if values[self._y + a] > 0.5}
            whole = sum(s for s in shares.values() if s > WHOLE)
            found += [
                Flow(int(problem.arcs[a, 0]), int(problem.arcs[a, 1]), s / whole)
                for a, s in shares.items()
                if s > WHOLE
            ]
        return tuple(found)


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
        "budget": problem.budget is not None
        and float(problem.price[sorted({f.offer for f in flows})].sum()) > problem.budget * near,
    }
    found += [name for name, wrong in checks.items() if wrong]
    return found


def _over(problem: Problem, limit: Limit, flows: Sequence[Flow]) -> float:
    return sum(
        f.share * float(problem.people[f.service])
        for f in flows
        if f.offer in limit.offers and f.service in limit.services
    )

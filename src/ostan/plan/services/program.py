"""The integer program of a matching, in HiGHS: its columns, its rows, and what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ostan.plan.services.matching import EXACT, WHOLE, Flow, Problem, Progress
from ostan.plan.services.order import Floats

if TYPE_CHECKING:
    import highspy


class Ends:
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
        """Seconds that are left."""
        return max(self._end - time.perf_counter(), 0.0)

    def until(self, share: float) -> Ends:
        """Return the ends of a step that may take a share of the time left; nobody is told of it."""
        end = time.perf_counter() + share * self.left
        return Ends(end, self._stop, None, self._began, self._whole)

    def over(self) -> bool:
        """Say whether time is up or somebody stopped it."""
        self.cut = self.cut or not self.left or (self._stop is not None and self._stop())
        return self.cut

    def tell(self, points: float, bound: float) -> None:
        """Tell how many points are gained, and how many can be at most."""
        if self._progress is not None:
            least = max(self._whole - bound, 0.0)
            value = max(self._whole - points, least)
            self._progress(Progress(value, least, time.perf_counter() - self._began))


@dataclass
class _Row:
    low: float
    high: float
    at: list[int]
    by: list[float]


class Program:
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
        self, start: Sequence[Flow], gap: float, seed: int, ends: Ends, toll: float = 0.0
    ) -> tuple[tuple[Flow, ...], float]:
        """Return flows of the most points less `toll` times their price, and the bound on that."""
        cost = np.zeros(self._n)
        cost[: self._nz] = -self._problem.points[self._pairs[:, 0]]
        if self._priced:
            cost[self._w :] = toll * self._problem.price
        values, bound = self._run(cost, self._rows, start, gap, seed, ends)
        return (self._flows(values) if values is not None else ()), -bound

    def cheapest(self, flows: Sequence[Flow], seed: int, ends: Ends) -> tuple[Flow, ...]:
        """Return flows with no fewer points and the least price found; these if none was."""
        problem = self._problem
        if not self._priced or not flows:
            return tuple(flows)
        points = problem.gained(flows)
        cost = np.zeros(self._n)
        cost[self._w :] = problem.price / float(problem.price.max())
        keep = _Row(
            points * (1 - 1e-9),
            np.inf,
            list(range(self._nz)),
            problem.points[self._pairs[:, 0]].tolist(),
        )
        values, _ = self._run(cost, [*self._rows, keep], flows, 0.0, seed, ends)
        found = self._flows(values) if values is not None else ()
        no_worse = problem.gained(found) >= points * (1 - EXACT)
        return found if no_worse and problem.paid(found) < problem.paid(flows) else tuple(flows)

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
        ends: Ends,
    ) -> tuple[Floats | None, float]:
        """Return the columns of the best found (None: none) and the bound on the cost."""
        import highspy

        highs = _highs(seed, gap, ends)
        highs.passModel(self._model(cost, rows))
        hint = highspy.HighsSolution()
        hint.col_value = self._columns(start)
        highs.setSolution(hint)

        _interruptible(highs, ends)
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

        lp = _model(cost, rows, self._n)
        kinds = [highspy.HighsVarType.kInteger] * self._n
        if self._split:
            kinds[self._x : self._y] = [highspy.HighsVarType.kContinuous] * self._na
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


def chosen(
    worth: Sequence[Sequence[tuple[float, float]]], budget: float, seed: int, ends: Ends
) -> list[int]:
    """Return which answer of each part to take: the most points within the budget.

    worth: points and price of every answer of every part; one of each costs nothing. That one is
    returned for all where no better choice is found.
    """
    highs = _highs(seed, 1e-6, ends)
    flat = [(k, points, price) for k, row in enumerate(worth) for points, price in row]
    n = len(flat)
    rows = [_Row(-np.inf, budget, list(range(n)), [price for _, _, price in flat])]
    for part in range(len(worth)):
        at = [c for c, (k, _, _) in enumerate(flat) if k == part]
        rows.append(_Row(1.0, 1.0, at, [1.0] * len(at)))
    cost = np.array([-points for _, points, _ in flat])
    highs.passModel(_model(cost, rows, n))
    _interruptible(highs, ends)
    highs.run()
    values = np.array(highs.getSolution().col_value)
    if highs.getInfo().primal_solution_status != 2 or len(values) != n:
        values = np.array([float(price == 0) for _, _, price in flat])
    starts = np.cumsum([0, *(len(row) for row in worth)])
    return [int(values[a:b].argmax()) for a, b in pairwise(starts)]


def _highs(seed: int, gap: float, ends: Ends) -> highspy.Highs:
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
    return highs


def _interruptible(highs: highspy.Highs, ends: Ends) -> None:
    def cut(event: Any) -> None:
        event.interrupt(ends.over())

    highs.cbMipInterrupt += cut


def _model(cost: Floats, rows: Sequence[_Row], n: int) -> highspy.HighsLp:
    """Return a program over n columns from 0 to 1, all whole."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, len(rows)
    lp.col_cost_ = cost
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.ones(n)
    lp.row_lower_ = np.array([r.low for r in rows])
    lp.row_upper_ = np.array([r.high for r in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(r.at) for r in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([c for r in rows for c in r.at], np.int32)
    lp.a_matrix_.value_ = np.array([v for r in rows for v in r.by])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * n
    return lp

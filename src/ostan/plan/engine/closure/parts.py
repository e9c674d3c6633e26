"""A large problem in parts that only a few nodes and wide rows tie together; each is a small program.

Nodes that others need and that are in no row or pair (an act that many offices rest on) are left out:
their cost is shared out among the nodes that need them, by the flow of the last cut, never more than it
is. Rows over a large part of all nodes are left to their toll. What the parts cost at least then adds up
to a bound on the whole, and their choices, with the nodes left out, to a choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ostan.plan.engine.closure.cut import Cutter
from ostan.plan.engine.closure.direct import Program
from ostan.plan.engine.closure.problem import ALWAYS, FREE, Bools, Closure, Floats, Ints

WIDE = 0.5
"""Share of all free nodes above which a row is left to its toll, where there are several rows."""


@dataclass(frozen=True, eq=False)
class Part:
    """A part: its problem over free nodes `nodes` alone, and the rows it has of the whole."""

    problem: Closure
    nodes: Ints
    rows: Ints


class Parts:
    """The parts of a problem at given tolls, with a bound on each by them; programs make these better."""

    def __init__(self, problem: Closure, cutter: Cutter, tolls: Floats) -> None:
        self.problem, self._tolls = problem, tolls
        cutter.best(tolls)
        free = problem.state == FREE
        fixed = problem.state == ALWAYS
        self._acts = _acts(problem, free)
        wide = _wide(problem, free)
        cost, constant = problem.leaning()
        shared = cutter.shares(self._acts)
        more = wide[problem.row]
        cost = cost + np.bincount(
            problem.node[more],
            problem.uses[more] * tolls[problem.row[more]],
            minlength=problem.n,
        )
        used = problem.used(fixed)
        self._constant = constant - float((tolls * np.where(wide, problem.limit - used, 0.0)).sum())
        inside = free & ~self._acts
        label = _components(problem, inside, wide)
        self.parts = [
            self._part(np.flatnonzero(inside & (label == one)), cost + shared, wide, used)
            for one in np.unique(label[inside])
        ]
        self.bounds = [self._by_cut(part) for part in self.parts]
        self.programs: list[float | None] = [None] * len(self.parts)

    @property
    def bound(self) -> float:
        """What every choice of the whole costs at least."""
        best = (
            b if p is None else max(b, p) for b, p in zip(self.bounds, self.programs, strict=True)
        )
        return self._constant + sum(best)

    @property
    def by_program(self) -> float:
        """The same by the programs alone; -inf while any part was not asked."""
        if any(p is None for p in self.programs):
            return -float("inf")
        return self._constant + sum(p for p in self.programs if p is not None)

    def search(
        self, number: int, taken: Bools, target: float, seconds: float, stop: Callable[[], bool]
    ) -> Bools:
        """Search a part from its share of `taken`; return the whole choice with what was found."""
        part = self.parts[number]
        start = taken[part.nodes]
        fits = part.problem.within(start)
        found = Program(part.problem).search(seconds, target, start if fits else None, stop)
        self.programs[number] = found.bound
        if found.taken is None:
            return taken
        made = taken.copy()
        made[part.nodes] = found.taken
        made[self._acts] = False
        needs = self.problem.needs
        made[needs[made[needs[:, 0]] & self._acts[needs[:, 1]], 1]] = True
        return made

    def _part(self, nodes: Ints, cost: Floats, wide: Bools, used: Floats) -> Part:
        p = self.problem
        number = np.full(p.n, -1, np.int64)
        number[nodes] = np.arange(len(nodes))
        needs, pairs = number[p.needs], number[p.pairs]
        both, two = (needs >= 0).all(axis=1), (pairs >= 0).all(axis=1)
        held = (number[p.node] >= 0) & ~wide[p.row]
        rows = np.unique(p.row[held])
        place = np.full(len(p.limit), -1, np.int64)
        place[rows] = np.arange(len(rows))
        made = Closure(
            cost[nodes],
            needs[both],
            pairs[two],
            p.price[two],
            place[p.row[held]],
            number[p.node[held]],
            p.uses[held],
            p.limit[rows] - used[rows],
            np.full(len(nodes), FREE),
        )
        return Part(made, nodes, rows)

    def _by_cut(self, part: Part) -> float:
        return Cutter(part.problem).best(self._tolls[part.rows])[1]


def _acts(problem: Closure, free: Bools) -> Bools:
    """Return free nodes that cost something, need nothing, and are in no row and no pair."""
    alone = free & (problem.cost >= 0)
    alone[problem.node] = False
    alone[problem.pairs.ravel()] = False
    alone[problem.needs[:, 0]] = False
    return alone


def _wide(problem: Closure, free: Bools) -> Bools:
    counts = np.bincount(problem.row[free[problem.node]], minlength=len(problem.limit))
    return np.asarray((counts > WIDE * free.sum()) & (len(problem.limit) > 1))


def _components(problem: Closure, inside: Bools, wide: Bools) -> Ints:
    """Number each node by the least node it is tied to by needs, pairs and narrow rows."""
    first = np.full(len(problem.limit), problem.n, np.int64)
    held = inside[problem.node] & ~wide[problem.row]
    np.minimum.at(first, problem.row[held], problem.node[held])
    by_row = np.stack([problem.node[held], first[problem.row[held]]], axis=1)
    ties = np.concatenate([problem.needs, problem.pairs, by_row])
    ties = ties[inside[ties].all(axis=1)]
    label = np.arange(problem.n)
    while True:
        least = np.minimum(label[ties[:, 0]], label[ties[:, 1]])
        then = label.copy()
        np.minimum.at(then, ties[:, 0], least)
        np.minimum.at(then, ties[:, 1], least)
        then = then[then]
        if np.array_equal(then, label):
            return label
        label = then

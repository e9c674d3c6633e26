"""Tolls on limits in their place: a bound on every choice, and choices close to the best.

Lagrangian relaxation (Fisher, The Lagrangian relaxation method for solving integer programming
problems, Management Science 27, 1981): with any tolls >= 0 the best choice without limits, by a minimum
cut, costs at most what the best choice within limits does. The bound is best where each toll fits its
limit. Limits touch one another little, so each toll is sought on its own, by the sign of what its limit
has left: its step grows while the sign stays and is halved when it turns (Riedmiller and Braun, RPROP,
1993).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ostan.plan.engine.closure.cut import Cutter
from ostan.plan.engine.closure.mend import Mender
from ostan.plan.engine.closure.problem import Bools, Closure, Floats

GROW, SHRINK = 1.3, 0.5
"""What a step is multiplied by while its sign stays, and when it turns."""
KEPT = 20
"""Choices kept of those met last, the best bounds first."""
SETTLED = 12
"""Steps without a better bound to speak of, after which tolls are taken to be found."""
BETTER = 1e-5
"""What a better bound is worth speaking of, as a share of the distance between value and bound."""


@dataclass(frozen=True, eq=False)
class Tolled:
    """What tolls came to: the best `bound` with its `tolls`, the choices met there, the best within limits.

    `taken`, `value`: the best choice that keeps all limits; None and inf where none was met.
    """

    bound: float
    tolls: Floats
    near: tuple[Bools, ...]
    taken: Bools | None
    value: float


class Tolls:
    """The search for the tolls of a problem; `step` by step, so that its owner may watch the clock."""

    def __init__(
        self, problem: Closure, cutter: Cutter, mender: Mender, first: Bools | None
    ) -> None:
        self.problem, self._cutter, self._mender = problem, cutter, mender
        self.tolls = np.zeros(len(problem.limit))
        self.best = self.tolls
        self.bound = -float("inf")
        self.taken, self.value = first, float("inf") if first is None else problem.value(first)
        self._step = _units(problem)
        self._sign = np.zeros(len(problem.limit))
        self._near: list[tuple[float, Bools]] = []
        self._steps = self._quiet = 0
        self._too_high = False

    @property
    def over(self) -> bool:
        """Whether better tolls are no longer to be expected."""
        return self._quiet >= SETTLED or not len(self.tolls) or self._too_high

    def step(self) -> None:
        """Cut at the present tolls, keep what is found, and move every toll by its own step."""
        taken, bound = self._cutter.best(self.tolls)
        self._near = sorted([*self._near, (bound, taken)], key=lambda n: -n[0])[:KEPT]
        apart = min(abs(self.value - self.bound), abs(bound)) if self.value < np.inf else abs(bound)
        self._quiet = 0 if bound > self.bound + BETTER * apart else self._quiet + 1
        if bound > self.bound:
            self.bound, self.best = bound, self.tolls
        if self._steps % 5 == 0 or self.problem.within(taken):
            self.keep(self._mender.mended(taken, self.tolls))
        sign = np.sign(self.problem.used(taken) - self.problem.limit)
        turned = sign * self._sign
        self._step = self._step * np.where(turned > 0, GROW, np.where(turned < 0, SHRINK, 1.0))
        self._sign = sign
        self.tolls = np.maximum(self.tolls + sign * self._step, 0.0)
        self._steps += 1
        # Where no choice keeps the limits, tolls rise without end.
        self._too_high = not self._cutter.carries(self.tolls)

    def keep(self, taken: Bools | None) -> bool:
        """Keep a choice within limits if it is the best so far; say whether it is."""
        value = float("inf") if taken is None else self.problem.value(taken)
        if taken is None or value >= self.value:
            return False
        self.taken, self.value = taken, value
        return True

    def known(self) -> Tolled:
        """Return what was found so far."""
        return Tolled(
            self.bound, self.best, tuple(t for _, t in self._near), self.taken, self.value
        )

    def around(self, spread: float, seed: int) -> Bools:
        """Return the best choice at tolls that differ from the best ones by up to a share, by chance."""
        by = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, len(self.best))
        taken, bound = self._cutter.best(self.best * by)
        if bound > self.bound:
            self.bound, self.best = bound, self.best * by
        return taken


def tolled(problem: Closure, steps: int = 200, stop: Callable[[], bool] = lambda: False) -> Tolled:
    """Return the bound of a problem by tolls alone, with at most so many cuts; no program is solved."""
    found = Tolls(problem, Cutter(problem), Mender(problem), None)
    for _ in range(steps):
        found.step()
        if found.over or stop():
            break
    return found.known()


def _units(problem: Closure) -> Floats:
    """Return a first step for each toll: half the cost of a node for a unit of the row, typically."""
    worth = np.abs(problem.cost[problem.node]) / np.maximum(np.abs(problem.uses), 1e-12)
    used = (problem.uses != 0) & (problem.cost[problem.node] != 0)
    whole = float(np.median(worth[used])) if used.any() else 1.0
    return np.full(len(problem.limit), 0.5 * whole)

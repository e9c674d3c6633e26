"""Maximise the sum of the weights inside groups, with a bound that is true at every moment.

Pairs that must be together become one block, pairs kept apart get the weight -inf; `reduce` joins and
parts what some best partition does, and items that no path of positive weights ties are solved on
their own. A part (`part`) goes through

1. search: tabu search over moves of single blocks, with merges and shakes;
2. relax: the linear program over pairs with triangle inequalities (`relaxation`);
3. columns: the linear program over groups (`node`), by column generation with exact pricing
   (`kernel_group`), which is much tighter where weights contradict each other;
4. close: all groups that a better partition can hold are listed, and the relaxation over them is
   tightened by subset-row cuts (`pool`);
5. branch: where that is not enough, or too many groups can matter, a pair is joined, or parted.

Whole-number weights round every bound down to a multiple of their greatest common divisor.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from ostan.plan.engine.pairwise.outcome import (
    EXACT,
    Array,
    Floats,
    Pair,
    PairOutcome,
    PairProgress,
    arranged,
    checked,
    grain_of,
    value_of,
)
from ostan.plan.engine.pairwise.part import Part
from ostan.plan.engine.pairwise.reduce import components, contracted


def solve_pairs(
    weights: Array,
    *,
    together: Sequence[Pair] = (),
    apart: Sequence[Pair] = (),
    seconds: float = 10.0,
    gap: float = 0.0,
    seed: int = 0,
    progress: Callable[[PairProgress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> PairOutcome:
    """Partition items by weights float64[n, n] (symmetric; -inf: apart) within about `seconds`.

    Ends when (bound - value) / bound <= `gap`: 0 is the worth of all items alone. `progress` is told
    of every step; `stop` is asked between steps, and ends the search with the best so far. The same
    seed gives the same answer unless time or `stop` ends the search; value and bound are true in any
    case. Raises ValueError for arguments that do not fit, RuntimeError if the solver of linear
    programs fails.
    """
    began = time.perf_counter()
    square = checked(weights, together, apart)
    small = contracted(square, together)
    if small is None:
        lost = float("-inf")
        return PairOutcome((), lost, lost, True, time.perf_counter() - began, seed, False, True)
    search = _Search(square, small.base, began, seconds, stop)
    grain = grain_of(square)
    search.parts = [Part(small.only(c), grain, seed) for c in components(small.weights)]
    search.tell(progress)
    while not search.over(gap):
        search.step()
        search.tell(progress)
    return search.outcome(seed)


class _Search:
    """The parts of a problem, and the clock."""

    def __init__(
        self,
        weights: Floats,
        base: float,
        began: float,
        seconds: float,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.parts: list[Part] = []
        self._weights, self._base, self._began = weights, base, began
        self._seconds, self._asked, self._cut = seconds, stop, False
        self._phase = "search"
        self._value, self._bound = -np.inf, np.inf

    @property
    def value(self) -> float:
        """The worth of the best partition, never below what it was."""
        self._value = max(self._value, self._base + sum(part.value for part in self.parts))
        return self._value

    @property
    def bound(self) -> float:
        """The sum of the parts' bounds, never above what it was, nor below the value."""
        bounds = [part.value if part.done else part.bound for part in self.parts]
        self._bound = max(min(self._bound, self._base + sum(bounds)), self.value)
        return self._bound

    def _elapsed(self) -> float:
        return time.perf_counter() - self._began

    def _stop(self) -> bool:
        self._cut = self._cut or self._elapsed() >= self._seconds
        self._cut = self._cut or (self._asked is not None and self._asked())
        return self._cut

    def over(self, gap: float) -> bool:
        """Say whether the search has ended: all parts done, gap reached, or time up."""
        if all(part.done for part in self.parts):
            return True
        if self.bound - self.value <= gap * max(self.bound, 0.0):
            return True
        return self._stop()

    def step(self) -> None:
        """Advance the part with the widest gap."""
        live = [part for part in self.parts if not part.done]
        part = max(live, key=lambda p: p.bound - p.value)
        part.step()
        self._phase = part.phase

    def tell(self, progress: Callable[[PairProgress], None] | None) -> None:
        """Report where the search stands."""
        if progress is None:
            return
        value, bound = self.value, self.bound
        lp = min(max(self._base + sum(part.lp for part in self.parts), value), bound)
        columns = sum(part.columns for part in self.parts)
        progress(PairProgress(value, bound, lp, self._elapsed(), self._phase, columns))

    def outcome(self, seed: int) -> PairOutcome:
        """Return the best so far."""
        groups = arranged([g for part in self.parts for g in part.groups])
        value = value_of(self._weights, groups)
        bound = max(self.bound, value)
        return PairOutcome(
            groups=groups,
            value=value,
            bound=bound,
            proven=bound - value <= EXACT * max(1.0, abs(bound)),
            seconds=self._elapsed(),
            seed=seed,
            interrupted=self._cut,
            infeasible=False,
        )

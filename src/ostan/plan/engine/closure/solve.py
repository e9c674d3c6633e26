"""Take nodes at least cost under limits, with bounds that are true at every moment.

Without limits, or where they do not bind, one minimum cut is the answer. Else two ways that share no
code but the problem: tolls with cuts (`dual`), and HiGHS (`direct`), over all of a small problem; of a
large one over its parts (`parts`), then over cores of what is doubtful (`cores`). The answer depends on the problem and the seed alone, unless time or `stop` ends the search.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from ostan.plan.engine.closure.cores import Cores
from ostan.plan.engine.closure.cut import Cutter
from ostan.plan.engine.closure.direct import Program
from ostan.plan.engine.closure.dual import Tolls
from ostan.plan.engine.closure.mend import Mender
from ostan.plan.engine.closure.parts import Parts
from ostan.plan.engine.closure.problem import ALWAYS, FREE, Bools, Closure, Floats

SMALL, PARTED = 4000, 400
"""Free nodes up to which the whole problem is given to the integer program, and up to which it is not
taken apart before."""
PARTS, WHOLE, FEW = 0.6, 0.4, 0.25
"""Shares of the time left: what parts get of a large problem, the rest being for cores; what they get of
one that is then solved as a whole, and what cores get of it."""
SAME = 1e-9
"""Relative distance at which value and bound are the same."""
CORE = (3.0, 1.5)
"""Seconds the first program over doubtful nodes may take, and later ones."""
IDLE = 40
"""Later programs without anything better, after which the search ends."""
SPREADS = (0.03, 0.1, 0.1, 0.2, 0.2)
"""By what share tolls are changed to see which nodes are doubtful."""


@dataclass(frozen=True)
class Progress:
    """Where a search stands: `bound` <= `value`, after so many seconds."""

    value: float
    bound: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Outcome:
    """The best choice found and what is proven of it.

    `bound`: what every choice costs at least, the best of `by_cut` (tolls and cuts) and `by_program`
    (HiGHS; over the parts of a large problem, to which tolls and cuts give the costs that parts share;
    -inf: not asked of all). Where some parts were asked, `by_cut` has the better of the two for each. `nothing`: cost of taking only what is always taken. `tolls` [r]: what a
    unit of each limit is worth. `taken` is None where no choice was found (`infeasible`: none is).
    """

    taken: Bools | None
    value: float
    nothing: float
    by_cut: float
    by_program: float
    tolls: Floats
    seconds: float
    seed: int
    interrupted: bool
    infeasible: bool

    @property
    def bound(self) -> float:
        """The better of the two bounds, not above the value."""
        best = max(self.by_cut, self.by_program)
        return min(best, self.value) if self.proven else best

    @property
    def proven(self) -> bool:
        """Whether value and bound are the same, to rounding."""
        best = max(self.by_cut, self.by_program)
        if self.taken is None:
            return self.infeasible
        return self.value - best <= SAME * max(abs(self.value), 1.0)


def solve(
    problem: Closure,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """Solve a problem within `seconds`, or until the gap on the saving is at most `gap`.

    That gap is (value - bound) / (nothing - bound). `progress` is told of every step; `stop` is asked
    between steps and ends the search with the best so far.
    """
    search = _Search(problem, seconds, gap, seed, progress, stop)
    search.relax()
    for phase in (search.toll, search.parts, search.cores, search.program):
        if not search.over():
            phase()
    return search.outcome()


@cache
def ready() -> None:
    """Have the kernels compiled, once; some seconds on the first run after installation."""
    empty, none = np.empty((0, 2), np.int64), np.empty(0, np.int64)
    row = np.zeros(2, np.int64)
    one = Closure(
        np.array([-1.0, -1.0]),
        np.array([[1, 0]]),
        empty,
        np.empty(0),
        row,
        np.arange(2),
        np.ones(2),
        np.ones(1),
        np.full(2, FREE) + none.sum(),
    )
    solve(one)


class _Search:
    def __init__(
        self,
        problem: Closure,
        seconds: float,
        gap: float,
        seed: int,
        progress: Callable[[Progress], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.problem, self._gap, self._seed = problem, gap, seed
        self._began = time.perf_counter()
        self._end = self._began + seconds
        self._tell, self._stop = progress, stop
        self._cutter, mender = Cutter(problem), Mender(problem)
        least = problem.state == ALWAYS
        self._nothing = problem.value(least)
        self._tolls = Tolls(problem, self._cutter, mender, least if problem.within(least) else None)
        self._mender = mender
        self._free = int((problem.state == FREE).sum())
        self._by_program = -float("inf")
        self._infeasible = self._interrupted = False

    # Phases ----------------------------------------------------------------------------------

    def relax(self) -> None:
        """Cut without limits: best of all if it keeps them."""
        taken, bound = self._cutter.best()
        self._tolls.bound = bound
        if self.problem.within(taken):
            self._tolls.keep(taken)
        self._said()

    def toll(self) -> None:
        """Seek the tolls."""
        while not (self._tolls.over or self.over(0.5)):
            self._tolls.step()
            self._said()

    def program(self) -> None:
        """Give all of a small problem to HiGHS."""
        if self._free > SMALL:
            return
        program = Program(self.problem)
        target = 0.5 * self._gap * max(self._nothing - self._bound, 0.0)
        left = self._end - time.perf_counter()
        found = program.search(left, target, self._tolls.taken, self._stopped)
        self._by_program = max(self._by_program, found.bound)
        self._infeasible = found.infeasible
        self._interrupted = not (found.proven or found.infeasible)
        self._tolls.keep(found.taken)
        if found.taken is not None:
            self._tolls.keep(self._mender.mended(found.taken, self._tolls.best))
        self._said()

    def parts(self) -> None:
        """Give the parts of a large problem to HiGHS, each for its share of the time that is left."""
        if self._free <= PARTED or self._tolls.taken is None:
            return
        parts = Parts(self.problem, self._cutter, self._tolls.best)
        order = np.argsort(np.array(parts.bounds), kind="stable").tolist()
        if len(order) < 2:
            return
        for done, number in enumerate(order):
            if self.over():
                return
            left = self._end - time.perf_counter()
            share = PARTS if self._free > SMALL else WHOLE
            seconds = share * left / (len(order) - done)
            target = 0.5 * self._gap * max(self._nothing - self._bound, 0.0) / len(order)
            made = parts.search(number, self._tolls.taken, target, seconds, self._stopped)
            self._tolls.keep(self._mender.mended(made, self._tolls.best))
            self._tolls.bound = max(self._tolls.bound, parts.bound)
            self._by_program = max(self._by_program, parts.by_program)
            self._said()

    def cores(self) -> None:
        """Improve on a large problem by programs over its doubtful nodes."""
        if self._free <= PARTED:
            return
        cores, idle, first = Cores(self.problem, self._seed), 0, True
        near = [self._tolls.around(s, self._seed + i) for i, s in enumerate(SPREADS)]
        now = time.perf_counter()
        end = self._end if self._free > SMALL else now + FEW * (self._end - now)
        while idle < IDLE and self._tolls.taken is not None and not self.over():
            left = end - time.perf_counter()
            if left <= 0:
                return
            limit = min(CORE[0] if first else CORE[1], left)
            known = [*self._tolls.known().near, *near]
            target = 1e-5 * max(self._nothing - self._bound, 0.0)
            taken = cores.better(known, self._tolls.taken, first, target, limit)
            made = None if taken is None else self._mender.mended(taken, self._tolls.best)
            idle = 0 if self._tolls.keep(made) else idle + 1
            first = False
            self._said()

    # What all phases share -------------------------------------------------------------------

    @property
    def _bound(self) -> float:
        return max(self._tolls.bound, self._by_program)

    def _stopped(self) -> bool:
        return self._stop is not None and self._stop()

    def _said(self) -> None:
        if self._tell is not None:
            passed = time.perf_counter() - self._began
            self._tell(Progress(self._tolls.value, min(self._bound, self._tolls.value), passed))

    def over(self, share: float = 1.0) -> bool:
        """Whether the search has all it wants, or its time (or a share of it) is up."""
        value, bound = self._tolls.value, self._bound
        enough = max(self._gap * (self._nothing - bound), SAME * max(abs(value), 1.0))
        if self._infeasible or (value < np.inf and value - bound <= enough):
            return True
        now = time.perf_counter()
        self._interrupted = now >= self._end or self._stopped()
        return self._interrupted or now >= self._began + share * (self._end - self._began)

    def outcome(self) -> Outcome:
        """Return what was found."""
        known = self._tolls.known()
        return Outcome(
            known.taken,
            known.value,
            self._nothing,
            known.bound,
            self._by_program,
            known.tolls,
            time.perf_counter() - self._began,
            self._seed,
            self._interrupted,
            self._infeasible,
        )

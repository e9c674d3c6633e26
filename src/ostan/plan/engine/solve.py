"""Partition items into groups at least cost, with a lower bound that is true at every moment.

Items that can never share a group are parted first; each part is then solved on its own, a step at a
time, the part with the widest gap for its size first (side rows and a cap on groups tie all parts together). What
a part does is in `tree`: a good partition by merging and annealing; a bound by column generation with
exact pricing; an integer program over all groups that can matter; branching where a gap remains.

The answer depends on the problem and the seed alone, unless time or `stop` ends the search: then it
depends on how far the machine came. Value and bound are true in any case.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.node import EXACT, Group, blocks_of
from ostan.plan.engine.pack import Block, flatten
from ostan.plan.engine.problem import Mode, Problem, Scene, Seats, Table
from ostan.plan.engine.tree import Part


@dataclass(frozen=True)
class Progress:
    """Where a search stands: `bound` <= `lp` <= `value` (inf: no partition met yet).

    `lp`: value of the linear relaxation over the `columns` (groups) known so far. `phase`: search,
    bound, close or branch.
    """

    value: float
    bound: float
    lp: float
    seconds: float
    phase: str
    columns: int


def shifted(
    progress: Callable[[Progress], None] | None, rest: float
) -> Callable[[Progress], None] | None:
    """Return what tells of a search with `rest`, the value of all that is not partitioned, added."""
    if progress is None:
        return None

    def tell(p: Progress) -> None:
        progress(replace(p, value=p.value + rest, bound=p.bound + rest, lp=p.lp + rest))

    return tell


@dataclass(frozen=True)
class Warm:
    """What a search leaves to the next one of a like problem: its partition and the groups it knew."""

    groups: tuple[Group, ...] = ()
    known: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The best partition found and what is proven of it.

    `groups` (items rising, groups by first item) with the `modes` they are formed in (0 for one item
    alone); `value` their cost, `bound` what every partition costs at least; `proven`: they are the
    same, to one part in ten million, or no partition exists (`infeasible`). Without a partition
    `groups` is empty and `value` inf. `interrupted`: time or `stop` ended the search.
    """

    groups: tuple[Block, ...]
    modes: tuple[int, ...]
    value: float
    bound: float
    proven: bool
    seconds: float
    seed: int
    interrupted: bool
    infeasible: bool
    warm: Warm


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    warm: Warm | None = None,
) -> Outcome:
    """Solve a problem within `seconds`, or until the gap on the saving is at most `gap`.

    That gap is (value - bound) / (cost of all items alone - bound). `progress` is told of every step;
    `stop` is asked often, and ends the search with the best so far. `warm` comes from an earlier
    outcome, of this problem or one with as many items. The first partition and bound are there even
    if time is up at once. The clock starts once the kernels are `ready`. Raises RuntimeError if the
    solver of linear programs fails.
    """
    ready()
    search = _Search(problem, seconds, seed, stop, warm or Warm())
    search.tell(progress)
    while not search.over(gap):
        search.step()
        search.tell(progress)
    return search.outcome()


@cache
def ready() -> float:
    """Have the kernels compiled, or read from where they were kept; return the seconds that took.

    Once in a process; some 20 seconds on the first run after the program was installed.
    """
    began = time.perf_counter()
    search = _Search(_smallest(), float("inf"), 0, None, Warm())
    while not search.over(0.0):
        search.step()
    return time.perf_counter() - began


def compiled() -> bool:
    """Say whether the kernels were compiled before, here, so that `ready` only reads them."""
    from ostan.plan.engine.kernel_search import anneal

    return any(Path(anneal.stats.cache_path).glob("*.nbi"))


def _smallest() -> Problem:
    """Return a problem that goes through all kernels: three items with a member and a subject."""
    scene = Scene(
        weight=1.0,
        items=np.arange(3),
        sessions=np.array([2.0, 3.0, 4.0]),
        subjects=Table.of([[(0, 1.0)]] * 3),
        members=Seats.of([[(0, 1.0, 1.0)]] * 3),
        longest=np.ones(3),
        overhead=1.0,
        fixed=np.zeros(3),
    )
    none = np.zeros((3, 3))
    return Problem(3, (Mode("", (scene,), 0.5, np.zeros(3), none, none > 0),), 2, max_people=9.0)


class _Search:
    """The parts of a problem, and the clock."""

    def __init__(
        self,
        problem: Problem,
        seconds: float,
        seed: int,
        stop: Callable[[], bool] | None,
        warm: Warm,
    ) -> None:
        self._began = time.perf_counter()
        self._problem, self._seconds, self._seed, self._asked = problem, seconds, seed, stop
        self.alone = sum(group_cost(problem, [i]) for i in range(problem.n))
        self._bound, self._phase, self._cut = -np.inf, "search", False
        flat = flatten(problem)
        start = _mended(problem, warm.groups)
        self._parts = [
            Part(
                problem,
                flat,
                items,
                seed,
                [g for g in warm.known if set(g[1]) <= set(items)],
                [g for g in start if set(g[1]) <= set(items)],
            )
            for items in parts(problem)
        ]

    @property
    def value(self) -> float:
        return sum(part.value for part in self._parts)

    @property
    def bound(self) -> float:
        """The sum of the parts' bounds, never below what it was."""
        self._bound = max(self._bound, sum(part.bound for part in self._parts))
        return self._bound

    def _elapsed(self) -> float:
        return time.perf_counter() - self._began

    def _stop(self) -> bool:
        self._cut = self._cut or self._elapsed() >= self._seconds
        self._cut = self._cut or (self._asked is not None and self._asked())
        return self._cut

    def over(self, gap: float) -> bool:
        """Say whether the search has ended: all parts done, gap reached, or time up."""
        if all(part.done for part in self._parts) or np.isinf(self.bound):
            return True
        if self.value - self.bound <= gap * max(self.alone - self.bound, 0.0):
            return True
        return self._stop()

    def step(self) -> None:
        """Advance the part with the widest gap for its size: small ones are soon done."""
        live = [part for part in self._parts if not part.done]
        part = max(live, key=lambda p: (p.value - p.bound) / p.size)
        part.step(self._seconds - self._elapsed(), self._stop)
        self._phase = part.phase

    def tell(self, progress: Callable[[Progress], None] | None) -> None:
        """Report where the search stands."""
        if progress is None:
            return
        value, bound = self.value, self.bound
        lp = max(sum(part.relaxed for part in self._parts), bound)
        columns = sum(part.columns for part in self._parts)
        progress(
            Progress(
                value, min(bound, value), min(lp, value), self._elapsed(), self._phase, columns
            )
        )

    def outcome(self) -> Outcome:
        """Return the best so far."""
        found = sorted((g for part in self._parts for g in part.groups), key=lambda g: g[1])
        complete = np.isfinite(self.value)
        groups = tuple(items for _, items in found) if complete else ()
        modes = tuple(mode for mode, _ in found) if complete else ()
        value, bound = self.value, self.bound
        same = value - bound <= EXACT * max(abs(value), 1.0) if complete else np.isinf(bound)
        known = tuple(dict.fromkeys(g for part in self._parts for g in part.known()))
        return Outcome(
            groups=groups,
            modes=modes,
            value=value,
            bound=min(value, bound),
            proven=bool(same),
            seconds=self._elapsed(),
            seed=self._seed,
            interrupted=self._cut,
            infeasible=not complete and bool(same),
            warm=Warm(tuple(found) if complete else (), known),
        )


def parts(problem: Problem) -> list[tuple[int, ...]]:
    """Return the sets of items that may share groups, by their first item; all in one if side rows tie."""
    if problem.limits():
        return [tuple(range(problem.n))]
    barred = np.logical_and.reduce([mode.forbidden for mode in problem.modes])
    for i, j in problem.apart:
        barred[i, j] = barred[j, i] = True
    edges = [(int(i), int(j)) for i, j in np.argwhere(~barred) if i < j]
    return list(blocks_of(range(problem.n), [*edges, *problem.together]))


def _mended(problem: Problem, groups: Sequence[Group]) -> list[Group]:
    """Return a partition near this one that the problem's groups allow: what is not is broken up."""
    if sorted(i for _, items in groups for i in items) != list(range(problem.n)):
        return []
    blocks = {b[0]: b for b in blocks_of(range(problem.n), problem.together)}
    broken: list[Group] = []
    kept: list[Group] = []
    for mode, items in groups:
        whole = not any((i in items) != (j in items) for i, j in problem.together)
        known = mode < len(problem.modes) and whole
        if known and group_cost(problem, items, mode) < float("inf"):
            kept.append((mode, items))
        else:
            broken.extend((-1, blocks[i]) for i in items if i in blocks)
    return [*kept, *((_cheapest(problem, items), items) for _, items in broken)]


def _cheapest(problem: Problem, items: Block) -> int:
    return min(range(len(problem.modes)), key=lambda m: group_cost(problem, items, m))

"""Search for the best timetable: construct, anneal, settle, again from the best, until it is proven.

A run with the same seed takes the same steps; it gives the same timetable wherever it ends by its
rounds or by a proof, and may give another where the time runs out first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from ostan.plan.sessions.bound import Bounds, bounds, travel_without_clashes
from ostan.plan.sessions.cost import Cost, Placed, cost
from ostan.plan.sessions.problem import Floats, Ints, Problem
from ostan.plan.sessions.travel import fewest_days

if TYPE_CHECKING:
    from ostan.plan.sessions.kernel import Packed, State

ROUNDS = 12
"""Rounds of annealing; each begins from the best timetable so far, and is longer than the last."""
MOVES = 2_000
"""Moves of an item in the first round; a round has at most 16 times as many."""
WARMTH = (1.0, 0.1, 0.01)
"""Heat at which rounds begin, in turn: a common clash is undone, then only slight ones."""
GUIDES = (0.4, 0.1, 0.0)
"""How strongly rounds favour full days, in turn; see `kernel`."""
CHUNK = 200_000
"""Moves between two looks at the clock: about a tenth of a second."""
PROGRAM_SHARE = 0.25
"""Share of the time that the integer program of travel may take."""


@dataclass(frozen=True)
class Progress:
    """Where a search stands: seconds so far, the best cost, a bound that holds, round 0, 1, ..."""

    seconds: float
    cost: Cost
    bound: Cost
    round: int


@dataclass(frozen=True)
class Found:
    """The best timetable of a search, its cost, the bound, and whether the time or the user ended it."""

    placed: tuple[Placed, ...]
    cost: Cost
    bounds: Bounds
    seconds: float
    cut: bool

    @property
    def proven(self) -> bool:
        """Whether no timetable is better."""
        return self.cost <= self.bounds.cost


class _Clock:
    """Tells the time, and when to end."""

    def __init__(self, seconds: float, stop: Callable[[], bool] | None) -> None:
        self._start, self._seconds, self._stop = monotonic(), seconds, stop

    @property
    def spent(self) -> float:
        return monotonic() - self._start

    @property
    def left(self) -> float:
        return max(0.0, self._seconds - self.spent)

    def over(self) -> bool:
        return self.left <= 0 or (self._stop is not None and self._stop())


def search(
    problem: Problem,
    *,
    seconds: float = 30.0,
    seed: int = 0,
    rounds: int = ROUNDS,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Found:
    """Return the best timetable found within `seconds`, or until it is proven or `stop()` is true."""
    clock = _Clock(seconds, stop)
    limits = bounds(problem)
    best = _first(problem, seed)
    days = fewest_days(problem, max(0.05, PROGRAM_SHARE * clock.left), clock.over)
    alone = travel_without_clashes(problem)
    bound = max(alone, days.bound) if days else alone
    run = _Run(problem, limits, bound, clock, seed, progress)
    run.offer(best)
    if days and days.chosen and not run.done:
        run.round(0, pinned=days.chosen)
    for number in range(rounds):
        if run.done or clock.over():
            break
        run.round(number)
    run.settle()
    return Found(run.best, run.cost, run.bounds, clock.spent, clock.over() and not run.done)


def _first(problem: Problem, seed: int) -> tuple[Placed, ...]:
    """Return the timetable of putting one session after the other where it adds least."""
    from ostan.plan.sessions import kernel

    packed = pack(problem)
    state = _empty(problem, seed)
    _put_pinned(problem, packed, state)
    kernel.construct(packed, state, _order(problem))
    return _read(state)


def _order(problem: Problem) -> Ints:
    """Put the items with the fewest days first, of these the longest."""
    moving = [i for i, item in enumerate(problem.items) if item.pinned is None]
    key = {i: (_width(problem, i), -problem.items[i].length, i) for i in moving}
    return np.array(sorted(moving, key=key.__getitem__), np.int64)


def _width(problem: Problem, item: int) -> int:
    first, last = problem.items[item].window
    return last - first + 1


class _Run:
    """The best timetable so far, and what makes better ones from it."""

    def __init__(
        self,
        problem: Problem,
        limits: Bounds,
        without_clashes: float,
        clock: _Clock,
        seed: int,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._problem, self._limits, self._travel = problem, limits, without_clashes
        self._clock, self._seed, self._progress = clock, seed, progress
        self._number = 0
        self.best: tuple[Placed, ...] = ()
        self.cost = Cost(np.inf, np.inf, np.inf)

    @property
    def bounds(self) -> Bounds:
        """The bound on the best: where it has no clash, that on travel without clashes holds."""
        if self.cost.hard > 0 or self.cost.missed > 0:
            return self._limits
        alone = self._limits.cost
        both = replace(alone, travel=max(alone.travel, min(self._travel, self.cost.travel)))
        return replace(self._limits, cost=both.rounded())

    @property
    def done(self) -> bool:
        """Whether the best is proven."""
        return self.cost <= self.bounds.cost

    def offer(self, placed: tuple[Placed, ...]) -> None:
        """Keep a timetable if it is the best so far."""
        found = cost(self._problem, placed)
        if found < self.cost:
            self.best, self.cost = placed, found
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(Progress(self._clock.spent, self.cost, self.bounds.cost, self._number))

    def round(self, number: int, pinned: Mapping[int, int] | None = None) -> None:
        """Anneal from the best timetable; `pinned` items keep to these days."""
        from ostan.plan.sessions import kernel

        self._number = number
        guide = 0.0 if pinned else GUIDES[number % len(GUIDES)]
        packed = pack(self._problem, pinned or {}, guide)
        if not len(packed.moving):
            return
        state = _empty(self._problem, self._seed + 7919 * number + (1 if pinned else 0))
        begin = _moved(self.best, pinned or {})
        _put_all(packed, state, begin)
        while kernel.descend(packed, state) > 0 and not self._clock.over():
            pass
        self.offer(_read(state))
        self._anneal(packed, state, number)

    def _anneal(self, packed: Packed, state: State, number: int) -> None:
        """Cool from `hot` to `cold`, looking at the clock after every chunk."""
        from ostan.plan.sessions import kernel

        total = MOVES * len(packed.moving) * min(16, 2**number)
        hot, cold = _heats(packed, self.cost.hard > self.bounds.cost.hard)
        heat = max(cold, hot * WARMTH[number % len(WARMTH)])
        cooling = (cold / heat) ** (1 / total)
        energy = least = 0.0
        best = np.array([state.day, state.start, state.room])
        while total > 0 and not self._clock.over() and not self.done:
            moves = min(CHUNK, total)
            before = least
            energy, least, heat = kernel.anneal(
                packed, state, best, energy, least, heat, cooling, moves
            )
            total -= moves
            if least < before:
                self.offer(tuple(Placed(*map(int, at)) for at in best.T))
            else:
                self._tell()

    def settle(self) -> None:
        """Move sessions to earlier hours where that costs nothing."""
        from ostan.plan.sessions import kernel

        packed = pack(self._problem)
        state = _empty(self._problem, self._seed)
        _put_all(packed, state, self.best)
        while kernel.settle(packed, state):
            pass
        settled = _read(state)
        if cost(self._problem, settled) <= self.cost:
            self.best, self.cost = settled, cost(self._problem, settled)


def _moved(placed: Sequence[Placed], days: Mapping[int, int]) -> tuple[Placed, ...]:
    """Put these items on these days, at their hour."""
    return tuple(replace(at, day=days.get(i, at.day)) for i, at in enumerate(placed))


# To and from the kernel ----------------------------------------------------------------------


def pack(problem: Problem, days: Mapping[int, int] | None = None, guide: float = 0.0) -> Packed:
    """Return the problem in arrays; items in `days` may be on that day only. `guide`: see `kernel`."""
    from ostan.plan.sessions.kernel import Packed

    items, kept = problem.items, days or {}
    windows = [(kept[i], kept[i]) if i in kept else item.window for i, item in enumerate(items)]
    starts_at, starts = _ragged(problem.starts(i) for i in items)
    part_at, sitting = _ragged([p.sitting for p in i.parts] for i in items)
    far_at, far = _ragged(
        sorted({f for p in i.parts for f in problem.far[p.sitting]}) for i in items
    )
    room_at, rooms = _ragged(i.rooms for i in items)
    high, middle = _ranks(problem, guide)
    return Packed(
        _ints(a for a, _ in windows),
        _ints(b for _, b in windows),
        _ints(i.length for i in items),
        starts_at,
        starts,
        part_at,
        sitting,
        _ints(p.offset for i in items for p in i.parts),
        _ints(p.length for i in items for p in i.parts),
        far_at,
        far,
        room_at,
        rooms,
        _ints(k for k, i in enumerate(items) if i.pinned is None),
        problem.hard,
        problem.soft,
        problem.price,
        problem.slot_hours,
        high,
        middle,
        guide,
    )


def _ranks(problem: Problem, guide: float) -> tuple[float, float]:
    """Return what an hour of hard clash and a missed weighted hour count in the energy.

    A clash is worth more than any one day of travel it may save, with what `guide` gives for filling
    a day of some four sessions, and than what a session misses.
    """
    missed = problem.soft[problem.soft > 0]
    least = float(missed.min()) if missed.size else 1.0
    travel = float(problem.price.sum()) * (1 + 9 * guide)
    middle = 1.0 + travel / least
    worst = float(problem.soft.max(initial=0.0)) / problem.slot_hours
    return middle * (10.0 * worst + 1.0) + travel / problem.slot_hours, middle


def _heats(packed: Packed, hard: bool) -> tuple[float, float]:
    """Return the heat to begin and to end with: a common clash, and the least step there is.

    With `hard`, clashes of chairs are undone as well.
    """
    missed = packed.middle * packed.soft[packed.soft > 0]
    steps = np.concatenate([missed, packed.price, [packed.high * packed.slot_hours]])
    steps = steps[steps > 0]
    common = float(np.median(missed)) if missed.size else float(steps.max())
    common = float(steps.max()) if hard else common
    return common, min(common, float(steps.min())) / 20


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def _ragged(rows: Iterable[Iterable[int]]) -> tuple[Ints, Ints]:
    lists = [list(row) for row in rows]
    return _ints(accumulate(map(len, lists), initial=0)), _ints(v for row in lists for v in row)


def _empty(problem: Problem, seed: int) -> State:
    """Return a state in which no item is anywhere."""
    from ostan.plan.sessions.kernel import State

    n, days = len(problem.items), len(problem.year.days)
    none: Floats = np.zeros(max(1, len(problem.rules.rooms)))
    return State(
        np.full(n, -1, np.int64),
        np.full(n, -1, np.int64),
        np.full(n, -1, np.int64),
        np.zeros((days, max(1, n)), np.int64),
        np.zeros(days, np.int64),
        np.zeros(n, np.int64),
        np.zeros((len(problem.far_posts), days), np.int64),
        none,
        np.array([seed], np.int64).astype(np.uint64),
    )


def _put_pinned(problem: Problem, packed: Packed, state: State) -> None:
    from ostan.plan.sessions import kernel

    for i, item in enumerate(problem.items):
        if item.pinned is not None:
            kernel.put(packed, state, i, item.window[0], item.pinned, -1)


def _put_all(packed: Packed, state: State, placed: Sequence[Placed]) -> None:
    from ostan.plan.sessions import kernel

    for i, at in enumerate(placed):
        kernel.put(packed, state, i, at.day, at.start, at.room)


def _read(state: State) -> tuple[Placed, ...]:
    columns = (state.day.tolist(), state.start.tolist(), state.room.tolist())
    return tuple(Placed(*at) for at in zip(*columns, strict=True))

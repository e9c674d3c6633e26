"""What no timetable can avoid: clashes that are forced, and whose they are.

Of one person (or the rooms) take the sessions that must fall between two days: their hours less the
hours of these days must clash. The greatest such sum over stretches of days that do not meet is all
that windows and hours force (Hall's condition for intervals; it equals the maximum flow of sessions
into days). Sessions of a length do not fill a day to the last slot, so the count of sessions is held
against the count that fits into a day as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ostan.plan.sessions.cost import Cost
from ostan.plan.sessions.days import Window
from ostan.plan.sessions.problem import Floats, Ints, Item, Problem

Stretch = tuple[int, int, float]
"""First day, last day, and what exceeds their capacity."""


Amounts = Floats | Ints | Sequence[float]


@dataclass(frozen=True)
class Forced:
    """A clash that no timetable avoids.

    `post` (None: the rooms) has `sessions` that must fall between two days, `fitting` fit there, so
    `too_many` must clash, for at least `hours`. `hard`: the post presides over all of them.
    """

    post: str | None
    hard: bool
    first: date
    last: date
    sessions: int
    fitting: int
    too_many: int
    hours: float


@dataclass(frozen=True)
class Bounds:
    """A cost that no timetable falls below, and the clashes that make it."""

    cost: Cost
    forced: tuple[Forced, ...]


@dataclass(frozen=True, eq=False)
class _Sessions:
    """Sessions of somebody: windows and lengths, and slots of each day that are taken already."""

    windows: Sequence[Window]
    lengths: Sequence[int]
    taken: Ints


def excess(
    windows: Sequence[Window], amounts: Amounts, capacity: Amounts
) -> tuple[float, list[Stretch]]:
    """Return how much of `amounts` cannot be put into its window, and the stretches that force it.

    `capacity[d]` is what day d holds. Amounts may be split over days. O(days^2).
    """
    days = len(capacity)
    inside = _inside(windows, amounts, days)
    room = np.concatenate([[0.0], np.cumsum(capacity)])
    over = inside - (room[None, 1:] - room[:-1, None])
    over[np.tril_indices(days, -1)] = 0.0
    return _disjoint(over) if over.max(initial=0.0) > 1e-9 else (0.0, [])


def _inside(windows: Sequence[Window], amounts: Amounts, days: int) -> Floats:
    """Return the amounts whose window lies within the stretch from day i to day j, as [i, j]."""
    due = np.zeros((days, days))
    for (first, last), amount in zip(windows, amounts, strict=True):
        due[first, last] += amount
    return np.cumsum(np.cumsum(due[::-1], axis=0)[::-1], axis=1)


def _disjoint(over: Floats) -> tuple[float, list[Stretch]]:
    """Return the greatest sum of `over[first, last]` over stretches that do not meet."""
    days = len(over)
    best = np.zeros(days + 1)
    begin = np.full(days + 1, -1)
    for last in range(days):
        sums = best[: last + 1] + over[: last + 1, last]
        first = int(np.argmax(sums))
        best[last + 1] = best[last]
        if sums[first] > best[last] + 1e-9:
            best[last + 1], begin[last + 1] = sums[first], first
    return float(best[days]), _walked(begin, over)


def _walked(begin: Ints, over: Floats) -> list[Stretch]:
    found, day = [], len(over)
    while day > 0:
        if begin[day] < 0:
            day -= 1
            continue
        first = int(begin[day])
        found.append((first, day - 1, float(over[first, day - 1])))
        day = first
    return found[::-1]


# The bound of a timetable --------------------------------------------------------------------


def bounds(problem: Problem) -> Bounds:
    """Return the bound on clashes, with travel as if every far post were alone.

    It holds for every timetable, whatever a search has found.
    """
    forced: list[Forced] = []
    chairs = sorted({p for s in problem.sittings for p in s.chairs})
    hard = sum(_chair(problem, post, forced) for post in chairs) + _rooms(problem, forced)
    missed = sum(_missed(problem, post, forced) for post in problem.persons)
    return Bounds(Cost(hard, missed, travel_alone(problem)).rounded(), _distinct(forced))


def _distinct(forced: Sequence[Forced]) -> tuple[Forced, ...]:
    """Leave out what a chair misses where the same days say that he cannot preside."""
    hard = {(f.post, f.first, f.last) for f in forced if f.hard}
    return tuple(f for f in forced if f.hard or (f.post, f.first, f.last) not in hard)


def _chair(problem: Problem, post: str, forced: list[Forced]) -> float:
    """Return the hours in which a chair is forced to preside over two sessions."""
    presided = {k for k, s in enumerate(problem.sittings) if post in s.chairs}
    found = _sessions(problem, presided)
    forced.extend(_named(problem, post, True, found))
    return _clash_slots(problem, found) * problem.slot_hours


def _missed(problem: Problem, post: str, forced: list[Forced]) -> float:
    """Return the weighted hours a post is forced to miss: by each step of the chance of coming."""
    person = problem.persons[post]
    chances = {k: s.chance[post] for k, s in enumerate(problem.sittings) if post in s.chance}
    total, below = 0.0, 0.0
    for chance in sorted(set(chances.values())):
        found = _sessions(problem, {k for k, c in chances.items() if c >= chance})
        if below == 0.0:
            forced.extend(_named(problem, post, False, found))
        slots = _clash_slots(problem, found)
        if not slots:
            break
        total += (chance - below) * slots
        below = chance
    return total * person.weight * person.holders * problem.slot_hours


def _sessions(problem: Problem, sittings: set[int]) -> _Sessions:
    windows, lengths = [], []
    segments = problem.rules.segments
    taken = np.zeros((len(problem.year.days), segments[-1][1]), np.int64)
    for item in problem.items:
        for part in item.parts:
            if part.sitting not in sittings:
                continue
            if item.pinned is None:
                windows.append(item.window)
                lengths.append(part.length)
            else:
                taken[item.window[0], slice(*item.inside)] = 1
    inside = sum(taken[:, a:b].sum(axis=1) for a, b in segments)
    return _Sessions(windows, lengths, np.asarray(inside))


def _clash_slots(problem: Problem, found: _Sessions) -> float:
    """Return the least sum over slots of pairs of sessions that sit at once.

    n sessions in a slot are n(n-1)/2 pairs, the sum over k of what n exceeds k by: each k bounds
    the sessions beyond k at a time.
    """
    total, k = 0.0, 1
    while found.windows:
        beyond = max(_beyond(problem, found, k), _beyond_counted(problem, found, k))
        if beyond <= 0:
            return total
        total, k = total + beyond, k + 1
    return total


def _beyond(problem: Problem, found: _Sessions, k: int) -> float:
    capacity = k * problem.rules.slots - found.taken
    return excess(found.windows, found.lengths, capacity)[0]


def _beyond_counted(problem: Problem, found: _Sessions, k: int) -> float:
    """The same by counting: each session more than fits costs at least `unit` slots.

    On a day with n sessions of at least L slots, n L - k T slots are beyond k at a time, and at
    least one for each session more than k times what fits one after another.
    """
    shortest, fit = _fitting(problem, found)
    unit = max(1, (k * fit + 1) * shortest - k * problem.rules.slots)
    capacity = np.full(len(problem.year.days), k * fit)
    return unit * excess(found.windows, np.ones(len(found.windows)), capacity)[0]


def _fitting(problem: Problem, found: _Sessions) -> tuple[int, int]:
    """Return the shortest length and how many such sessions fit into a day one after another."""
    shortest = min(found.lengths)
    return shortest, sum((b - a) // shortest for a, b in problem.rules.segments)


def _named(
    problem: Problem, post: str | None, hard: bool, found: _Sessions, k: int = 1
) -> Iterator[Forced]:
    """Name the stretches in which sessions clash: by count, or by hours where counting shows none."""
    if not found.windows:
        return
    _, fit = _fitting(problem, found)
    counted = np.full(len(problem.year.days), k * fit)
    stretches = excess(found.windows, np.ones(len(found.windows)), counted)[1]
    free = k * problem.rules.slots - found.taken
    for first, last, _ in stretches or excess(found.windows, found.lengths, free)[1]:
        fits = (k * fit * (last - first + 1), int(free[first : last + 1].sum()))
        yield _forced(problem, post, hard, found, (first, last), fits)


def _forced(
    problem: Problem,
    post: str | None,
    hard: bool,
    found: _Sessions,
    stretch: Window,
    fits: tuple[int, int],
) -> Forced:
    """Describe a stretch into which so many sessions fit by count, and so many slots."""
    first, last = stretch
    pairs = zip(found.windows, found.lengths, strict=True)
    inside = sorted(n for (a, b), n in pairs if first <= a and b <= last)
    fitting = min(fits[0], _most(inside, fits[1]))
    slots = max(sum(inside) - fits[1], len(inside) - fits[0], 0)
    return Forced(
        post,
        hard,
        problem.year.days[first],
        problem.year.days[last],
        len(inside),
        fitting,
        len(inside) - fitting,
        slots * problem.slot_hours,
    )


def _most(lengths: Sequence[int], slots: int) -> int:
    """Return how many of these lengths, the shortest first, fit into so many slots."""
    return int(np.searchsorted(np.cumsum(lengths), slots, side="right"))


def _rooms(problem: Problem, forced: list[Forced]) -> float:
    """Return the hours in which more sessions sit than rooms hold: the worst over sizes of rooms."""
    rooms = problem.rules.rooms
    none = np.zeros(len(problem.year.days), np.int64)
    worst: tuple[float, list[Forced]] = (0.0, [])
    for least in sorted({r.seats for r in rooms}):
        large = {k for k, r in enumerate(rooms) if r.seats >= least}
        items = [i for i in problem.items if i.rooms and set(i.rooms) <= large]
        if not items:
            continue
        found = _Sessions([i.window for i in items], [i.length for i in items], none)
        k = len(large)
        slots = max(_beyond(problem, found, k), _beyond_counted(problem, found, k))
        if slots > worst[0]:
            worst = slots, list(_named(problem, None, True, found, k))
    forced.extend(worst[1])
    return worst[0] * problem.slot_hours


# Travel --------------------------------------------------------------------------------------


def travel_alone(problem: Problem) -> float:
    """Return the least travel if every far post could choose the days of its sessions alone."""
    total = 0.0
    for post in range(len(problem.far_posts)):
        windows = [i.window for i in problem.items if post in far_of(problem, i)]
        total += float(problem.price[post]) * len(pierced(windows))
    return total


def fewest_days_of(problem: Problem, post: int) -> int:
    """Return the fewest days on which a far post can sit if it is never in two sessions at once.

    Of a stretch of days, as many as its hours and the number of its sessions need; the greatest sum
    over stretches that do not meet.
    """
    mine = [i for i in problem.items if post in far_of(problem, i)]
    parts = [(i, p) for i in mine for p in i.parts if post in problem.far[p.sitting]]
    moving = [(i.window, p.length) for i, p in parts if i.pinned is None]
    days = len(problem.year.days)
    least = np.minimum(_inside([i.window for i in mine], np.ones(len(mine)), days), 1.0)
    if moving:
        windows, lengths = [w for w, _ in moving], [n for _, n in moving]
        fit = sum((b - a) // min(lengths) for a, b in problem.rules.segments)
        by_hours = np.ceil(_inside(windows, lengths, days) / problem.rules.slots)
        by_count = np.ceil(_inside(windows, np.ones(len(windows)), days) / fit)
        least = np.maximum(least, np.maximum(by_hours, by_count))
    return round(_disjoint(least)[0])


def travel_without_clashes(problem: Problem) -> float:
    """Return the least travel if every far post could choose its days alone, never twice at once."""
    fewest = (fewest_days_of(problem, post) for post in range(len(problem.far_posts)))
    return sum(float(p) * n for p, n in zip(problem.price, fewest, strict=True))


def far_of(problem: Problem, item: Item) -> set[int]:
    """Return the far posts in an item."""
    return {p for part in item.parts for p in problem.far[part.sitting]}


def pierced(windows: Iterable[Window]) -> list[int]:
    """Return the fewest days of which every window holds one: the last day of the earliest to end."""
    days: list[int] = []
    for first, last in sorted(windows, key=lambda w: w[1]):
        if not days or days[-1] < first:
            days.append(last)
    return days

"""What a timetable costs, counted plainly: hours that clash, hours missed, days of travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ostan.plan.sessions.problem import Item, Problem

DECIMALS = 6
"""Costs are compared to so many decimals: what differs by less is rounding."""


@dataclass(frozen=True, order=True)
class Cost:
    """The cost of a timetable; of two, the one with the lesser first figure is better, then the next.

    `hard`: hours in which somebody would have to preside over two sessions at once, or a room hold
    two. `missed`: weighted hours in which somebody is expected in two sessions at once. `travel`:
    weighted hours of travel of far posts, once for each day on which they have a session, and
    `quiet_hours` for each such day of posts that are to have quiet days.
    """

    hard: float
    missed: float
    travel: float

    def rounded(self) -> Cost:
        """Return the cost with the decimals that are compared."""
        return Cost(
            round(self.hard, DECIMALS), round(self.missed, DECIMALS), round(self.travel, DECIMALS)
        )


@dataclass(frozen=True)
class Placed:
    """Day, first slot and room of an item; room -1 where rooms do not count."""

    day: int
    start: int
    room: int = -1


def cost(problem: Problem, placed: Sequence[Placed]) -> Cost:
    """Return the cost of having every item where `placed` says."""
    hard = missed = 0.0
    by_day: dict[int, list[tuple[Item, Placed]]] = {}
    for item, at in zip(problem.items, placed, strict=True):
        by_day.setdefault(at.day, []).append((item, at))
    for day in by_day.values():
        for one, other in combinations(day, 2):
            both_hard, both_missed = _pair(problem, one, other)
            hard += both_hard
            missed += both_missed
    return Cost(hard, missed, _travel(problem, placed)).rounded()


def _pair(
    problem: Problem, one: tuple[Item, Placed], other: tuple[Item, Placed]
) -> tuple[float, float]:
    (first, at), (second, there) = one, other
    if first.pinned is not None and second.pinned is not None:
        return 0.0, 0.0
    hard = missed = 0.0
    for a in first.parts:
        for b in second.parts:
            slots = overlap(at.start + a.offset, a.length, there.start + b.offset, b.length)
            hard += slots * float(problem.hard[a.sitting, b.sitting])
            missed += slots * float(problem.soft[a.sitting, b.sitting])
    if at.room >= 0 and at.room == there.room:
        slots = overlap(at.start, first.length, there.start, second.length)
        hard += slots * problem.slot_hours
    return hard, missed


def overlap(start: int, length: int, other: int, other_length: int) -> int:
    """Return the slots two stretches have in common."""
    return max(0, min(start + length, other + other_length) - max(start, other))


def _travel(problem: Problem, placed: Sequence[Placed]) -> float:
    days = {
        (post, at.day)
        for item, at in zip(problem.items, placed, strict=True)
        for part in item.parts
        for post in problem.far[part.sitting]
    }
    return float(sum(problem.price[post] for post, _ in days))

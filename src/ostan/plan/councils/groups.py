"""A partition found by the engine as groups of councils, and as changes of a Reform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ostan.plan.councils.compile import JOINT, MERGE, Compiled, Item
from ostan.plan.councils.moves import spread
from ostan.plan.councils.scope import Scope
from ostan.plan.councils.texts import REASONS
from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.problem import Floats
from ostan.plan.plan import Group
from ostan.reform.change import Change
from ostan.reform.councils.joining import HoldJointly, MergeCouncils

NAMES: tuple[Literal["merge"], Literal["joint"]] = ("merge", "joint")
"""The modes as a Plan names them."""


@dataclass(frozen=True)
class Grouped:
    """Items in a mode, numbers rising; a group of one has no mode."""

    items: tuple[int, ...]
    mode: int


def grouped(
    compiled: Compiled, groups: Sequence[tuple[int, ...]], modes: Sequence[int]
) -> tuple[Grouped, ...]:
    """Return the groups, parted where nothing in any place ties them: that never costs more.

    Two items that meet in no place, directly or through others, share no sitting though the engine
    may name them as one group.
    """
    found = []
    for items, mode in zip(groups, modes, strict=True):
        found += [Grouped(part, mode) for part in _tied(compiled, items)]
    return tuple(sorted(found, key=lambda g: g.items))


def _tied(compiled: Compiled, items: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    places = {i: _places(compiled, compiled.items[i]) for i in items}
    rest = list(items)
    while rest:
        part, at = [rest.pop(0)], set(places[items[0]])
        at = set(places[part[0]])
        grown = True
        while grown:
            more = [i for i in rest if places[i] & at]
            grown = bool(more)
            for i in more:
                rest.remove(i)
                part.append(i)
                at |= places[i]
        yield tuple(sorted(part))


def _places(compiled: Compiled, item: Item) -> frozenset[str]:
    return frozenset(compiled.facts.bodies[c].place for c in item.councils)


# Hosts and changes -------------------------------------------------------------------------------


def hosting(compiled: Compiled, group: Grouped) -> list[int]:
    """Return the items of a group by who hosts: the first of those present in a place does.

    One that may not disappear goes first, then the dearest act, so that the others' are paid; of
    equals one that stands under none of the others, the highest founding act, the most sessions.
    """
    prices = compiled.problem.modes[group.mode].price
    inside = {compiled.items[i].name for i in group.items}

    def rank(i: int) -> tuple[bool, bool, float, bool, int, float, str]:
        item = compiled.items[i]
        return (
            not item.locked,
            group.mode == MERGE and item.free,
            -float(prices[i]),
            bool(item.above & inside),
            item.order,
            -item.sessions,
            item.name,
        )

    return sorted(group.items, key=rank)


def changes(compiled: Compiled, groups: Sequence[Grouped], scope: Scope) -> list[Change]:
    """Return the mergers and joint sessions that make these groups, mergers first.

    In a template a group means, in each place, those of its councils that are there: one change for
    every set of them, over the places that have it.
    """
    found: list[Change] = []
    for mode in (MERGE, JOINT):
        for group in groups:
            if group.mode == mode and len(group.items) > 1:
                found += _changes(compiled, group, scope)
    return found


def _changes(compiled: Compiled, group: Grouped, scope: Scope) -> Iterator[Change]:
    order = hosting(compiled, group)
    at: dict[tuple[int, ...], list[str]] = {}
    where = {i: _places(compiled, compiled.items[i]) for i in order}
    for place in scope.places:
        present = tuple(i for i in order if place in where[i])
        if len(present) > 1:
            at.setdefault(present, []).append(place)
    for present, places in at.items():
        host, *others = (compiled.items[i].name for i in present)
        selector = spread(scope, places) if scope.template else ()
        if group.mode == MERGE:
            yield MergeCouncils(
                host=host, councils=tuple(others), at=selector, reason=REASONS["merge"].fa
            )
        else:
            yield HoldJointly(
                host=host, councils=tuple(others), at=selector, reason=REASONS["joint"].fa
            )


def told(compiled: Compiled, groups: Sequence[Grouped]) -> tuple[Group, ...]:
    """Return the groups as a Plan tells them: the host first, with what each costs."""
    return tuple(_told(compiled, group) for group in groups)


def _told(compiled: Compiled, group: Grouped) -> Group:
    problem = compiled.problem
    order = hosting(compiled, group)
    mode = problem.modes[group.mode]
    pairs: Floats = mode.pair[list(order)][:, list(order)]
    prices = [float(mode.price[i]) for i in order]
    several = len(order) > 1
    return Group(
        councils=tuple(compiled.items[i].name for i in order),
        mode=NAMES[group.mode] if several else "alone",
        value=group_cost(problem, order, group.mode),
        apart=sum(group_cost(problem, [i], group.mode) for i in order),
        incoherence=float(pairs.sum()) / 2,
        acts=sum(prices) - max(prices),
    )

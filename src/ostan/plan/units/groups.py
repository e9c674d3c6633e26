"""A partition found by the engine as groups of units, as changes of a Reform, and who loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ostan.plan.councils.moves import spread
from ostan.plan.councils.scope import Scope
from ostan.plan.units.compile import Compiled, Item
from ostan.plan.units.facts import Body
from ostan.plan.units.plan import Loss, UnitGroup
from ostan.plan.units.texts import REASON
from ostan.reform.change import Change
from ostan.reform.units.merging import MergeUnits

Group = tuple[int, ...]
"""Items of a group, the host first."""


def grouped(made: Compiled, groups: Iterable[Sequence[int]]) -> tuple[Group, ...]:
    """Return the groups, parted where no place ties their items: that never costs more."""
    found = [part for group in groups for part in _tied(made, group)]
    return tuple(hosting(made, g) for g in sorted(found))


def _tied(made: Compiled, group: Sequence[int]) -> Iterator[Group]:
    rest = sorted(group)
    while rest:
        part, at = [rest.pop(0)], set(made.items[min(group)].at)
        at = set(made.items[part[0]].at)
        while more := [i for i in rest if made.items[i].at.keys() & at]:
            for i in more:
                rest.remove(i)
                part.append(i)
                at |= made.items[i].at.keys()
        yield tuple(sorted(part))


def hosting(made: Compiled, group: Sequence[int]) -> Group:
    """Return the items of a group by who hosts: the first of those present in a place does.

    One that may not give way goes first, then the dearest act, so that the others' are paid; of equals
    the weightiest head, the most places, the highest founding act, the most people, the most hours in
    councils (a sign of size where people are not recorded), the most functions.
    """
    prices = made.problem.modes[0].price

    def rank(i: int) -> tuple[object, ...]:
        item = made.items[i]
        bodies = item.at.values()
        return (
            item.free,
            -float(prices[i]),
            -max(b.weight for b in bodies),
            -len(bodies),
            item.order,
            -sum(b.staff or 0 for b in bodies),
            -round(sum(sum(b.seats.values()) for b in bodies), 6),
            -max(len(b.functions) for b in bodies),
            item.name,
        )

    return tuple(sorted(group, key=rank))


def by_place(made: Compiled, group: Group) -> dict[str, tuple[int, ...]]:
    """Return the items of a group that are in each place, the host first, where two or more are."""
    places = sorted({p for i in group for p in made.items[i].at})
    found = {p: tuple(i for i in group if p in made.items[i].at) for p in places}
    return {place: here for place, here in found.items() if len(here) > 1}


def unions(made: Compiled, groups: Iterable[Group]) -> Iterator[tuple[Body, ...]]:
    """Yield the units that become one, for every place and group where two or more do."""
    for group in groups:
        for place, here in by_place(made, group).items():
            yield tuple(made.items[i].at[place] for i in here)


def changes(made: Compiled, groups: Iterable[Group], scope: Scope) -> list[Change]:
    """Return the mergers that make these groups: one for every set of items that meet in places."""
    found: list[Change] = []
    for group in groups:
        at: dict[tuple[int, ...], list[str]] = {}
        for place, here in by_place(made, group).items():
            at.setdefault(here, []).append(place)
        for here, places in at.items():
            into, *others = made.names(here)
            found.append(
                MergeUnits(
                    into=into,
                    units=tuple(others),
                    at=spread(scope, places) if scope.template else (),
                    reason=REASON.fa,
                )
            )
    return found


def told(made: Compiled, groups: Iterable[Group]) -> tuple[UnitGroup, ...]:
    """Return the groups of several units as a plan tells them."""
    return tuple(_told(made, group) for group in groups if len(group) > 1)


def _told(made: Compiled, group: Group) -> UnitGroup:
    mode, bodies = made.problem.modes[0], made.items[group[0]].at.values()
    prices = [float(mode.price[i]) for i in group]
    return UnitGroup(
        units=made.names(group),
        ministry=str(next(iter(bodies)).ministry),
        places=tuple(by_place(made, group)),
        value=made.cost(group),
        apart=sum(made.cost([i]) for i in group),
        incoherence=float(mode.pair[list(group)][:, list(group)].sum()) / 2,
        change=_change(made, group),
        acts=sum(prices) - max(prices),
    )


def _change(made: Compiled, group: Group) -> float:
    """Return what a group pays in all places for those of its units that move, a year."""
    inside, total = set(group), 0.0
    for scene in made.problem.modes[0].scenes:
        if scene.price is not None:
            here = [k for k, i in enumerate(scene.items.tolist()) if i in inside]
            paid = scene.price[here]
            total += scene.weight * float(paid.sum() - paid.max(initial=0.0))
    return total


def losses(made: Compiled, groups: Iterable[Group], scope: Scope) -> tuple[Loss, ...]:
    """Return what each unit that gives way in some place loses."""
    return tuple(loss for group in groups for loss in _losses(made, group, scope))


def _losses(made: Compiled, group: Group, scope: Scope) -> Iterator[Loss]:
    at = by_place(made, group)
    for i in group:
        gone = [p for p, here in at.items() if i in here[1:]]
        if gone:
            item: Item = made.items[i]
            bodies = [item.at[p] for p in gone]
            heads = {b.head_type if scope.template else b.head for b in bodies}
            host = next(h for h in group if gone[0] in made.items[h].at)
            yield Loss(
                ministry=str(bodies[0].ministry),
                unit=item.name,
                into=made.items[host].name,
                heads=tuple(sorted(heads)),
                places=len(gone),
                councils=sum(len(b.seats) for b in bodies),
            )

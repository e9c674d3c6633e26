"""Facts and goals to a problem of the engine: items, a scene for each place, one mode.

A group becomes one unit in every place. Its head is the weightiest of its heads and sits in every
council any of them sits in, with the most hours any of them has there: in a scene the head and the
councils are members of whom the group has the greatest. Managers below him are by the people of all
whose number is recorded (`by_size`); those of the others stay as many. All but the largest move
(`price` of a scene), all but the host need an act (`price` of the mode). Places that are alike in all
numbers are one scene.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np

from ostan.country.country import Country
from ostan.plan.councils.incoherence import enclosed, unlikeness, vectors
from ostan.plan.engine.cost import group_cost
from ostan.plan.engine.node import blocks_of
from ostan.plan.engine.problem import Bools, Floats, Mode, Problem, Scene, Seats, Table
from ostan.plan.units.facts import MIDDLE, Body, Facts, names
from ostan.plan.units.goals import MERGE, UnitGoals
from ostan.plan.units.law import grounds
from ostan.plan.units.span import below_head

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Item:
    """What is known of an item beside its numbers.

    `at`: its unit in each place. `free`: may give way. `locked`: the goals leave it as it is.
    `price`: of the act it takes to end it. `order`: that of its founding rank (1 is the highest).
    """

    name: str
    at: Mapping[str, Body]
    free: bool
    locked: bool
    price: float
    order: int


@dataclass(frozen=True, eq=False)
class Compiled:
    """A problem with what its numbers stand for.

    `free`: the same without limits, by which any group has a cost. `unlike`: incoherence of each pair
    of items, summed over the places where both are. `number`: of each item by its name, its units and
    their type.
    """

    problem: Problem
    free: Problem
    items: tuple[Item, ...]
    facts: Facts
    unlike: Floats
    number: Mapping[str, int]

    def cost(self, group: Sequence[int]) -> float:
        """Return what a group costs, in weighted hours a year, whether it is allowed or not."""
        return group_cost(self.free, group, 0)

    def names(self, group: Iterable[int]) -> tuple[str, ...]:
        """Return the names of items."""
        return tuple(self.items[i].name for i in group)


def compiled(country: Country, facts: Facts, goals: UnitGoals) -> Compiled | None:
    """Return the problem of grouping the units in `facts` within the goals; None if there are none.

    `country` has the goals' assumptions.
    """
    items = _items(country, facts, goals)
    if not items:
        return None
    number = _numbers(items)
    unlike, strange = _unlike(country, items, goals)
    strangers = _strangers(items)
    together = dict.fromkeys([*_pairs(goals.together, number), *_one_body(items, goals)])
    for block in blocks_of(range(len(items)), list(together)):
        strange[np.ix_(block, block)] = False
    largest = max(len(b) for b in blocks_of(range(len(items)), list(together)))
    forbidden = _forbidden(items) | strangers | strange
    if goals.staff_cut:
        # Heads are counted by groups: what no place ties would count as one and be several.
        forbidden |= _apart(items, list(together))
    places = _scenes(items, facts, goals)
    scenes = (*places, *_least(items, goals, forbidden))
    mode = Mode(MERGE, scenes, 0.0, _prices(items), goals.lambda_ * unlike, forbidden)
    problem = Problem(
        n=len(items),
        modes=(mode,),
        max_items=max(goals.max_group, largest),
        max_people=float(goals.max_staff) if goals.max_staff else None,
        max_groups=heads_left(len(items), goals.staff_cut) if goals.staff_cut else None,
        together=tuple(together),
        apart=_pairs(goals.apart, number),
    )
    free = Problem(
        len(items), (replace(mode, scenes=places, forbidden=forbidden & False),), len(items)
    )
    return Compiled(_fined(problem, goals), free, items, facts, unlike, number)


def heads_left(count: int, cut: float) -> int:
    """Return how many of `count` heads may remain if at least a share of them gives way; at least 1."""
    return max(int(np.floor(count * (1 - cut) + 1e-9)), 1)


def without_change(made: Compiled) -> Compiled:
    """Return the problem as it is for those who forget the cost of change."""
    mode = made.problem.modes[0]
    scenes = tuple(s if s.price is None else replace(s, price=0 * s.price) for s in mode.scenes)
    return replace(made, problem=replace(made.problem, modes=(replace(mode, scenes=scenes),)))


# Items -------------------------------------------------------------------------------------------


def _items(country: Country, facts: Facts, goals: UnitGoals) -> tuple[Item, ...]:
    judged = grounds(country, goals)
    orders = dict(country["ranks"].select("rank", "order").iter_rows())
    by_item: dict[str, list[Body]] = {name: [] for name in names(facts.grouped)}
    for body in facts.grouped:
        by_item[str(body.item)].append(body)
    made = []
    for name, bodies in by_item.items():
        own = [judged[b.unit] for b in bodies]
        locked = bool({name, *(b.unit for b in bodies), *(b.type for b in bodies)} & {*goals.lock})
        made.append(
            Item(
                name=name,
                at={b.place: b for b in bodies},
                free=not locked and all(g.allowed for g in own),
                locked=locked,
                price=max(goals.price_of(g.rank) for g in own),
                order=min((orders[g.founding] for g in own if g.founding in orders), default=2**31),
            )
        )
    return tuple(made)


def _numbers(items: Sequence[Item]) -> dict[str, int]:
    by_type = {b.type: k for k, item in enumerate(items) for b in item.at.values()}
    by_unit = {b.unit: k for k, item in enumerate(items) for b in item.at.values()}
    return {**by_type, **by_unit, **{item.name: k for k, item in enumerate(items)}}


def _pairs(pairs: Iterable[tuple[str, str]], number: Mapping[str, int]) -> Pairs:
    """Pairs of items; those of units outside the scope are no matter of this plan."""
    known = ((number[a], number[b]) for a, b in pairs if a in number and b in number)
    return tuple(dict.fromkeys((min(p), max(p)) for p in known if p[0] != p[1]))


def _one_body(items: Sequence[Item], goals: UnitGoals) -> Pairs:
    """Pairs that make all free bodies of a ministry in a place one, if that is asked for."""
    if not goals.one_body_per_ministry:
        return ()
    found: dict[tuple[str, str | None], list[int]] = {}
    for k, item in enumerate(items):
        for place, body in item.at.items():
            if item.free and body.body:
                found.setdefault((place, body.ministry), []).append(k)
    return tuple(dict.fromkeys(p for group in found.values() for p in pairwise(group)))


def _unlike(country: Country, items: Sequence[Item], goals: UnitGoals) -> tuple[Floats, Bools]:
    """Return the incoherence of each pair of items over all places, and which are too unlike.

    Functions of a unit count alike. In no place may a pair be too unlike.
    """
    bodies = [(k, b) for k, item in enumerate(items) for b in item.at.values()]
    kinds = list(dict.fromkeys(b.functions for _, b in bodies))
    rows = [(q, f, 1 / len(kind)) for q, kind in enumerate(kinds) for f in kind]
    apart = unlikeness(vectors(country, len(kinds), rows))
    inside = enclosed(country, len(kinds), rows)
    for q, kind in enumerate(kinds):
        # A unit without functions has nothing in common with another one without.
        apart[q, q] = 0.0 if kind else 1.0
        inside[q, q] = bool(kind)
    number = {kind: q for q, kind in enumerate(kinds)}
    made = np.zeros((len(items), len(items)))
    strange = np.zeros(made.shape, np.bool_)
    for here in _by_place(items).values():
        at = np.array([k for k, _ in here])
        of = np.array([number[b.functions] for _, b in here])
        made[np.ix_(at, at)] += apart[np.ix_(of, of)]
        far = (apart > goals.max_unlike) & ~inside
        strange[np.ix_(at, at)] |= far[np.ix_(of, of)]
    np.fill_diagonal(made, 0.0)
    np.fill_diagonal(strange, val=False)
    return made, strange


def _by_place(items: Sequence[Item]) -> dict[str, list[tuple[int, Body]]]:
    found: dict[str, list[tuple[int, Body]]] = {}
    for k, item in enumerate(items):
        for place, body in item.at.items():
            found.setdefault(place, []).append((k, body))
    return dict(sorted(found.items()))


def _strangers(items: Sequence[Item]) -> Bools:
    """Pairs that are of different ministries in some place, or of no place or ministry in common."""
    made = np.zeros((len(items), len(items)), np.bool_)
    for i, j in combinations(range(len(items)), 2):
        a, b = items[i].at, items[j].at
        shared = a.keys() & b.keys()
        ministries = {x.ministry for x in a.values()} | {x.ministry for x in b.values()}
        other = any(a[p].ministry != b[p].ministry for p in shared)
        made[i, j] = made[j, i] = other or (not shared and len(ministries) > 1)
    return made


def _apart(items: Sequence[Item], together: Sequence[tuple[int, int]]) -> Bools:
    """Pairs that meet in no place, but those that must be together."""
    made = np.array([[not a.at.keys() & b.at.keys() for b in items] for a in items], np.bool_)
    for block in blocks_of(range(len(items)), together):
        made[np.ix_(block, block)] = False
    return made


def _forbidden(items: Sequence[Item]) -> Bools:
    """Pairs of which neither may give way."""
    bound = np.array([not item.free for item in items])
    made: Bools = bound[:, None] & bound[None, :]
    np.fill_diagonal(made, val=False)
    return made


def _prices(items: Sequence[Item]) -> Floats:
    """What each item pays for its act unless it hosts, which the dearest does.

    One that must host has the price of the dearest.
    """
    own = np.array([item.price for item in items], np.float64)
    free = np.array([item.free for item in items], np.bool_)
    return np.where(free, own, own[free].max(initial=0.0))


# Scenes ------------------------------------------------------------------------------------------


def _scenes(items: Sequence[Item], facts: Facts, goals: UnitGoals) -> tuple[Scene, ...]:
    """Return the places as scenes, those alike in all numbers as one."""
    made: dict[object, tuple[Scene, int]] = {}
    for here in _by_place(items).values():
        scene = _scene(here, facts, goals)
        key = tuple(
            a.tobytes()
            for a in (
                scene.items,
                scene.members.start,
                scene.members.index,
                scene.members.u,
                scene.fixed,
                scene.size,
                scene.price,
                scene.people,
            )
            if a is not None
        )
        first, count = made.get(key, (scene, 0))
        made[key] = first, count + 1
    return tuple(replace(scene, weight=float(count)) for scene, count in made.values())


def _scene(here: Sequence[tuple[int, Body]], facts: Facts, goals: UnitGoals) -> Scene:
    terms, k = facts.terms, len(here)
    span, hours = terms.span[MIDDLE], terms.manager[MIDDLE]
    councils = _councils([body for _, body in here])
    size = np.array([body.staff or 0 for _, body in here], np.int64)
    people = np.zeros(1 + len(councils) + k)
    people[1 + len(councils) :] = size
    seats = [
        [
            (0, 0.0, terms.head[MIDDLE] * body.weight),
            *((councils[c], 0.0, u) for c, u in body.seats.items()),
            # Nobody sits in for the people of a unit: they are here to be counted.
            *([(1 + len(councils) + q, 0.0, 0.0)] if goals.max_staff else []),
        ]
        for q, (_, body) in enumerate(here)
    ]
    return Scene(
        weight=1.0,
        items=np.array([number for number, _ in here], np.int64),
        sessions=np.ones(k),
        subjects=Table.of([[] for _ in here]),
        members=Seats.of(sorted(row) for row in seats),
        longest=np.ones(k),
        overhead=0.0,
        fixed=hours * np.array([body.beside(span) for _, body in here]),
        people=people,
        size=size,
        by_size=hours * below_head(np.arange(int(size.sum()) + 1), span),
        price=np.array([body.change(terms) / goals.years for _, body in here]),
    )


def _councils(bodies: Sequence[Body]) -> dict[str, int]:
    """Number the councils in which heads sit, from 1; alike in places that have the same types."""
    every = {council for body in bodies for council in body.seats}
    return {council: q for q, council in enumerate(sorted(every), 1)}


# A least number of people --------------------------------------------------------------------


def _least(items: Sequence[Item], goals: UnitGoals, forbidden: Bools) -> tuple[Scene, ...]:
    """Return scenes in which a group of too few people pays 1, to be made as dear as need be.

    A unit that could be merged with none in its place, that must stay, or whose people are not
    recorded is never too small.
    """
    if not goals.min_headcount:
        return ()
    return tuple(_least_scene(here, goals, forbidden, items) for here in _by_place(items).values())


def _least_scene(
    here: Sequence[tuple[int, Body]], goals: UnitGoals, forbidden: Bools, items: Sequence[Item]
) -> Scene:
    least, k = goals.min_headcount, len(here)
    size = np.full(k, least, np.int64)
    for q, (i, body) in enumerate(here):
        partner = any(not forbidden[i, j] for j, _ in here if j != i)
        if partner and items[i].free and body.staff is not None:
            size[q] = min(body.staff, least)
    return Scene(
        weight=1.0,
        items=np.array([number for number, _ in here], np.int64),
        sessions=np.zeros(k),
        subjects=Table.of([[] for _ in here]),
        members=Seats.of([[] for _ in here]),
        longest=np.ones(k),
        overhead=0.0,
        fixed=np.zeros(k),
        size=size,
        by_size=np.where(np.arange(int(size.sum()) + 1) < least, 1.0, 0.0),
    )


def too_small(made: Compiled, group: Sequence[int]) -> bool:
    """Say whether a group has too few people in some place: it pays the fine of `_fined`.

    The scenes of places have prices, those of a least number of people have none.
    """
    inside = set(group)
    for scene in made.problem.modes[0].scenes:
        if scene.price is None and scene.size is not None and scene.by_size is not None:
            rows = [k for k, i in enumerate(scene.items.tolist()) if i in inside]
            if rows and scene.by_size[int(scene.size[rows].sum())] > 0:
                return True
    return False


def _fined(problem: Problem, goals: UnitGoals) -> Problem:
    """Make groups of too few people dearer than any partition without them."""
    if not goals.min_headcount:
        return problem
    mode = problem.modes[0]
    most = float(mode.pair.sum() / 2 + mode.price.sum()) + 1.0
    for scene in mode.scenes:
        if scene.price is not None and scene.by_size is not None:
            dearest = len(scene.items) * float(scene.by_size.max())
            each = scene.members.u.sum() + scene.fixed.sum() + scene.price.sum()
            most += scene.weight * (float(each) + dearest)
    scenes = tuple(
        s if s.by_size is None or s.price is not None else replace(s, by_size=most * s.by_size)
        for s in mode.scenes
    )
    return replace(problem, modes=(replace(mode, scenes=scenes),))

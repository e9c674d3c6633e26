"""Facts and goals to a problem of the engine: items, scenes, two modes, prices, pairs.

The modes are *merge* (the councils of a group become one; agendas on one subject overlap, part of the
merged business grows again in sub-groups) and *joint* (they hold their sessions together and remain).
A place is a scene; places whose councils are alike (sessions, business) are one, with the members of
all, and posts that sit in the same councils on the same terms are one member. What of a seat's hours
does not depend on the group, subs + (1 - psi) of the rest, is the `fixed` cost of its council. The
secretariat is one more member, who has work with each session and sits in none: in a merger one
keeps all its papers (but for what grows again), in joint sessions each keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.plan.councils.facts import OWN, Body, Facts, Terms
from ostan.plan.councils.incoherence import incoherence, within
from ostan.plan.councils.law import Ground, grounds, orders, set_apart
from ostan.plan.engine.problem import Bools, Floats, Mode, Problem, Scene, Seats, Table
from ostan.plan.goals import Goals

MERGE, JOINT = 0, 1
"""Positions of the modes in a problem."""
MOVES = ("merge_councils", "hold_jointly")
"""The move of each mode."""

Entry = tuple[int, float, float]
"""Row of a scene, v and u of a seat there."""


@dataclass(frozen=True)
class Item:
    """What is known of an item beside its hours: its councils, and who may do what with it.

    `free`: may disappear. `joint`: may sit jointly. `locked`: the goals leave it as it is. `alone`:
    shares a sitting with no other. `prices`: of the act of each mode. `order`: that of its founding
    rank (1 is the highest). `above`: items it stands under, at any remove. `sessions`: the most.
    `grounds`: of each mode, that of the council it binds most.
    """

    name: str
    councils: tuple[str, ...]
    free: bool
    joint: bool
    locked: bool
    alone: bool
    prices: tuple[float, float]
    order: int
    above: frozenset[str]
    sessions: float
    grounds: tuple[Ground, Ground]


@dataclass(frozen=True, eq=False)
class Compiled:
    """A problem with what its numbers stand for.

    `apart`: incoherence of each pair of items, over all places. `strange`: pairs whose business is
    too unlike to share a sitting. `number`: of each item by its name, its councils and their type.
    """

    problem: Problem
    items: tuple[Item, ...]
    facts: Facts
    apart: Floats
    strange: Bools
    number: Mapping[str, int]

    def index(self, name: str) -> int:
        """Return the number of an item by its name, council or type; KeyError if there is none."""
        return self.number[name]

    def with_items(self, items: Sequence[Item]) -> Compiled:
        """Return the problem with the same items, otherwise bound by law or goals."""
        modes = tuple(
            replace(mode, price=_prices(k, items), forbidden=_forbidden(k, items) | self.strange)
            for k, mode in enumerate(self.problem.modes)
        )
        return replace(self, problem=replace(self.problem, modes=modes), items=tuple(items))

    def with_locks(self, lock: Iterable[str]) -> Compiled:
        """Return the problem with these locks in place of its own; names that are not here are none."""
        named = pl.col("council").is_in(list(lock)) | pl.col("type").is_in(list(lock))
        locked = frozenset(self.facts.table.filter(named)["item"])
        return self.with_items(
            [
                replace(
                    item,
                    locked=item.name in locked,
                    free=item.name not in locked and item.grounds[0].allowed,
                )
                for item in self.items
            ]
        )

    def with_bodies(self, bodies: Mapping[str, Body]) -> Compiled:
        """Return the problem with other numbers for some of its councils, of the same business."""
        rows = self.facts.table.select("council").to_series()
        every = {c: bodies.get(c, self.facts.bodies[c]) for c in rows}
        columns = [
            pl.Series(n, [getattr(every[c], n) for c in rows], pl.Float64)
            for n in ("sessions", "length")
        ]
        numbers = replace(self.facts, table=self.facts.table.with_columns(columns), bodies=every)
        items = [
            replace(item, sessions=max(every[c].sessions for c in item.councils))
            for item in self.items
        ]
        modes = tuple(
            replace(mode, scenes=_scenes(k, numbers, items))
            for k, mode in enumerate(self.problem.modes)
        )
        problem = replace(self.problem, modes=modes)
        return replace(self, problem=problem, items=tuple(items), facts=numbers)


def compiled(country: Country, facts: Facts, goals: Goals, reserved: int = 0) -> Compiled:
    """Return the problem of grouping the councils in `facts` within the goals.

    `country` is narrowed to the scope and has the goals' assumptions. `reserved`: sittings of the
    scope that are not grouped and count against `max_councils`. Prices are those of one act for each
    type of council, which changes it in all places of the scope.
    """
    known = _items(country, facts, goals)
    unlike, strange = _unlike(country, facts, known, goals)
    number = {c: k for k, item in enumerate(known) for c in (item.name, *item.councils)}
    number |= _by_type(facts, number)
    together = _pairs(goals.together, number)
    for i, j in together:
        strange[i, j] = strange[j, i] = False
    modes = tuple(_mode(k, facts, known, unlike, strange, goals) for k in (MERGE, JOINT))
    problem = Problem(
        n=len(known),
        modes=modes,
        max_items=goals.max_group,
        max_people=float(goals.max_people) if goals.max_people else None,
        max_groups=max(goals.max_councils - reserved, 1) if goals.max_councils else None,
        together=together,
        apart=_pairs(goals.apart, number),
    )
    return Compiled(problem, known, facts, unlike, strange, number)


def _by_type(facts: Facts, number: Mapping[str, int]) -> dict[str, int]:
    """Names that goals may use for an item of one place: the type of the council."""
    rows = facts.table.select("type", "item").unique()
    return {t: number[i] for t, i in rows.iter_rows() if t not in number}


def _pairs(
    pairs: Iterable[tuple[str, str]], number: Mapping[str, int]
) -> tuple[tuple[int, int], ...]:
    """Pairs of items; those of councils outside the scope are no matter of this plan."""
    known = ((number[a], number[b]) for a, b in pairs if a in number and b in number)
    return tuple(dict.fromkeys((min(p), max(p)) for p in known if p[0] != p[1]))


# Items -------------------------------------------------------------------------------------------


def _items(country: Country, facts: Facts, goals: Goals) -> tuple[Item, ...]:
    judged = [grounds(country, move, goals) for move in MOVES]
    lonely = set_apart(facts.table, goals)
    rank = orders(country)
    under = _above(country, facts)
    locked = set(goals.lock)
    made = []
    for (name,), rows in facts.table.group_by("item", maintain_order=True):
        councils = tuple(rows["council"])
        merge, joint = ([at[c] for c in councils] for at in judged)
        stays = bool(locked & {*rows["council"], *rows["type"]})
        made.append(
            Item(
                name=str(name),
                councils=councils,
                free=not stays and all(g.allowed for g in merge),
                joint=all(g.allowed for g in joint),
                locked=stays,
                alone=bool(lonely & set(councils)),
                prices=(_price(merge, goals), _price(joint, goals)),
                order=min((rank[g.founding] for g in merge if g.founding), default=_LOWEST),
                above=under.get(str(name), frozenset()),
                sessions=max(facts.bodies[c].sessions for c in councils),
                grounds=(_binding(merge), _binding(joint)),
            )
        )
    return tuple(made)


_LOWEST = 2**31
"""An order below that of every rank."""


def _binding(judged: Sequence[Ground]) -> Ground:
    """The ground that is not allowed, if there is one."""
    return min(judged, key=lambda g: g.allowed)


def _price(judged: Sequence[Ground], goals: Goals) -> float:
    """The dearest act that any council of the item needs."""
    return max(goals.price_of(g.rank) for g in judged)


def _above(country: Country, facts: Facts) -> dict[str, frozenset[str]]:
    """Return the items that each item stands under, in any place and at any remove."""
    item = dict(facts.table.select("council", "item").iter_rows())
    step = dict(country["councils"].select("council", "under").drop_nulls().iter_rows())
    found: dict[str, set[str]] = {}
    for council, name in item.items():
        seen = {council}
        at = step.get(council)
        while at is not None and at not in seen:
            seen.add(at)
            if at in item:
                found.setdefault(name, set()).add(item[at])
            at = step.get(at)
    return {name: frozenset(above - {name}) for name, above in found.items()}


def _unlike(
    country: Country, facts: Facts, known: Sequence[Item], goals: Goals
) -> tuple[Floats, Bools]:
    """Return the incoherence of each pair of items, and which are too unlike to share a sitting.

    The incoherence is summed over the places where both are present; in none of them may they be
    too unlike.
    """
    made = np.zeros((len(known), len(known)))
    strange = np.zeros(made.shape, np.bool_)
    number = {item.name: k for k, item in enumerate(known)}
    for _, rows in facts.table.group_by("place", maintain_order=True):
        councils = rows["council"].to_list()
        at = np.ix_(*2 * [[number[i] for i in rows["item"]]])
        unlike = incoherence(country, councils)
        made[at] += unlike
        strange[at] |= (unlike > goals.max_unlike) & ~within(country, councils)
    return made, strange


# Modes -------------------------------------------------------------------------------------------


def _mode(
    which: int,
    facts: Facts,
    known: Sequence[Item],
    unlike: Floats,
    strange: Bools,
    goals: Goals,
) -> Mode:
    given = facts.terms
    return Mode(
        name=MOVES[which],
        scenes=_scenes(which, facts, known),
        overlap=given.overlap if which == MERGE else 0.0,
        price=_prices(which, known),
        pair=goals.lambda_ * unlike,
        forbidden=_forbidden(which, known) | strange,
    )


def _prices(which: int, known: Sequence[Item]) -> Floats:
    """What each item pays for the act of the mode unless it hosts, which the dearest does.

    One that must host (it may not disappear, or is locked) has the price of the dearest.
    """
    own = np.array([item.prices[which] for item in known], np.float64)
    hosts = [not item.free if which == MERGE else item.locked for item in known]
    bound = own[~np.array(hosts, bool)]
    return np.where(hosts, bound.max(initial=0.0), own)


def _forbidden(which: int, known: Sequence[Item]) -> Bools:
    made = np.zeros((len(known), len(known)), np.bool_)
    prices = _prices(which, known)
    for i, j in combinations(range(len(known)), 2):
        a, b = known[i], known[j]
        if which == MERGE:
            barred = _no_merger(a, b, prices[i], prices[j])
        else:
            barred = not (a.joint and b.joint) or (a.locked and b.locked)
        made[i, j] = made[j, i] = barred or a.alone or b.alone
    return made


def _no_merger(a: Item, b: Item, price_a: float, price_b: float) -> bool:
    """Say whether two items can not be in one merger: nobody may host the other's disappearance.

    The dearest hosts; a council that would host one it stands under is refused by the reform.
    """
    if not a.free and not b.free:
        return True
    if a.name in b.above and (not b.free or price_b > price_a):
        return True
    return b.name in a.above and (not a.free or price_a > price_b)


# Scenes ------------------------------------------------------------------------------------------


def psi(core: bool, terms: Terms, which: int) -> float:
    """Return the share of a sitting that a seat lives in, in a mode."""
    phi = terms.core if core else terms.phi
    return (1 - terms.regrowth) * phi if which == MERGE else phi


Pattern = tuple[Entry, ...]
"""The seats of a member in the rows of a scene; u and v per unit of his weight."""


@dataclass(frozen=True)
class _Room:
    """Places whose councils meet alike (same items, sessions, business), as one scene of weight 1.

    `weight` and `people` by pattern: the sum over the places, and the most of any of them. One of
    the places has the most of all patterns, so that a crowd is too great here if it is in any place.
    """

    bodies: tuple[tuple[int, Body], ...]
    weight: Mapping[Pattern, float]
    people: Mapping[Pattern, int]
    fixed: tuple[float, ...]

    def joined(self, other: _Room) -> _Room | None:
        """Return both as one, or None where neither has the most people of all patterns."""
        patterns = {*self.people, *other.people}
        most = {p: max(self.people.get(p, 0), other.people.get(p, 0)) for p in patterns}
        if not any(all(r.people.get(p, 0) == most[p] for p in patterns) for r in (self, other)):
            return None
        weight = {p: self.weight.get(p, 0.0) + other.weight.get(p, 0.0) for p in patterns}
        constant = tuple(a + b for a, b in zip(self.fixed, other.fixed, strict=True))
        return _Room(self.bodies, weight, most, constant)


def _scenes(which: int, facts: Facts, known: Sequence[Item]) -> tuple[Scene, ...]:
    """Return the places as scenes, those that meet alike as one."""
    rooms: dict[object, list[_Room]] = {}
    present: dict[str, list[tuple[int, Body]]] = {place: [] for place in facts.scope.places}
    for k, item in enumerate(known):
        for council in item.councils:
            present[facts.bodies[council].place].append((k, facts.bodies[council]))
    for here in present.values():
        if here:
            room = _room(which, here, facts.terms)
            _put(rooms.setdefault(_alike(room), []), room)
    return tuple(_scene(room, facts.terms) for found in rooms.values() for room in found)


def _put(rooms: list[_Room], room: _Room) -> None:
    for k, other in enumerate(rooms):
        both = other.joined(room)
        if both is not None:
            rooms[k] = both
            return
    rooms.append(room)


def _alike(room: _Room) -> object:
    """What two places must share for their sittings to have the same hours and sessions.

    Subjects of a council's own (it has no agenda) have names of their own in each place.
    """
    return tuple(
        (k, b.sessions, b.length, tuple(sorted((_own(s), x) for s, x in b.business.items())))
        for k, b in room.bodies
    )


def _own(subject: str) -> str:
    return OWN if subject.startswith(OWN) else subject


def _room(which: int, present: Sequence[tuple[int, Body]], terms: Terms) -> _Room:
    bodies = [body for _, body in present]
    weight, people = _members(which, bodies, terms)
    constant = tuple(fixed(b, terms, which) for b in bodies)
    return _Room(tuple(present), weight, people, constant)


def _scene(room: _Room, terms: Terms) -> Scene:
    bodies = [body for _, body in room.bodies]
    subject = {s: k for k, s in enumerate(sorted({s for b in bodies for s in b.business}))}
    order = sorted(room.weight)
    rows: list[list[tuple[int, float, float]]] = [[] for _ in bodies]
    for member, pattern in enumerate(order):
        for row, v, u in pattern:
            rows[row].append((member, room.weight[pattern] * v, room.weight[pattern] * u))
    return Scene(
        weight=1.0,
        items=np.array([k for k, _ in room.bodies], np.int64),
        sessions=np.array([b.sessions for b in bodies], np.float64),
        subjects=Table.of([(subject[s], x) for s, x in sorted(b.business.items())] for b in bodies),
        members=Seats.of(rows),
        longest=np.array([b.longest for b in bodies], np.float64),
        overhead=terms.overhead,
        fixed=np.array(room.fixed, np.float64),
        people=np.array([room.people[p] for p in order], np.float64),
    )


def fixed(body: Body, terms: Terms, which: int) -> float:
    """Return the weighted hours of a council that no group changes: of seats subs + (1 - psi) main."""
    total = body.sessions * body.paper * (terms.regrowth if which == MERGE else 1.0)
    for seat in body.seats:
        main = body.sessions * (body.length + seat.side)
        rest = 1 - psi(seat.core, terms, which)
        total += seat.weight * seat.attendance * (seat.subs + rest * main)
    return total


def _members(
    which: int, bodies: Sequence[Body], terms: Terms
) -> tuple[dict[Pattern, float], dict[Pattern, int]]:
    """Return the weight and the people of each pattern of seats in these councils.

    Who never comes (attendance 0: the seat is delegated) is not in the room.
    """
    seats: dict[str, tuple[float, int, list[Entry]]] = {}
    for row, body in enumerate(bodies):
        for seat in body.seats:
            living = seat.attendance * psi(seat.core, terms, which)
            if seat.attendance > 0:
                known = seats.setdefault(seat.holder, (seat.weight, seat.people, []))
                known[2].append((row, living, living * seat.side))
    weight: dict[Pattern, float] = {}
    people: dict[Pattern, int] = {}
    for each, count, entries in seats.values():
        pattern = tuple(entries)
        weight[pattern] = weight.get(pattern, 0.0) + each
        people[pattern] = people.get(pattern, 0) + count
    if which == MERGE:
        kept = [(k, 0.0, (1 - terms.regrowth) * b.paper) for k, b in enumerate(bodies) if b.paper]
        if kept:
            weight[tuple(kept)] = 1.0
            people[tuple(kept)] = 0
    return weight, people

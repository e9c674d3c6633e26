"""Councils made by chance, to be partitioned: nobody's councils, all numbers are synthetic.

Councils come in families (a topic, with a subject or two of it in common), near-duplicates of each
other. A governor sits nearly everywhere, each deputy in a third of the topics, twelve common members
in three councils of ten, directors mostly in the councils of their topic. Councils meet 2 to 24 times
a year; an act that ends one costs 5, 20 or 60 weighted hours; six of a hundred may not be touched, 15
of a hundred live on another level, and a few pairs are forbidden. A pair without a subject in common
costs `incoherence`, one with the same mix of subjects nothing.

Numbers are drawn in the order of the first prototype, so that a seed is the instance measured then.
Hours are whole and money is in sixteenths: a solver over whole numbers can be exact too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ostan.plan.engine.problem import Bools, Floats, Ints, Mode, Problem, Scene, Seats, Table

DEPUTIES = 5
COMMON = 12
"""Members that sit in councils of all topics."""
OVERLAP = 0.5
"""Share of the business on one subject that is the same in all councils."""
LONGEST = 4
"""Hours of business a session can take."""
PRICES = (60, 20, 5)
"""Weighted hours the act costs that ends a council founded by a law, a decree, the province."""


@dataclass(frozen=True)
class Shape:
    """What instances of a kind have in common, whatever the seed.

    `incoherence`: weighted hours for a pair without a subject in common. `largest`: councils of a
    group, at most. `everybody`: all members sit through the whole of a group's meetings; else only
    the governor and deputies do, and what the others spend does not change. `people`: members of a
    group, at most (40 up to a hundred councils, 60 above). `max_groups`: groups, at most. `lone`:
    share of the councils that may not be touched.
    """

    n: int
    incoherence: float = 25.0
    largest: int = 8
    everybody: bool = False
    people: int | None = None
    max_groups: int | None = None
    lone: float = 0.06


@dataclass(frozen=True, eq=False)
class Instance:
    """n councils: `hours` int[n, subjects] and `sessions` int[n] a year, `seats` bool[n, members].

    `weight` int[members] is that of an hour (0: it does not change); `price` int[n]; `pair`
    float64[n, n] in sixteenths; `forbidden` bool[n, n]; `people`, `largest`, `max_groups` as in Shape.
    """

    hours: Ints
    sessions: Ints
    seats: Bools
    weight: Ints
    price: Ints
    pair: Floats
    forbidden: Bools
    people: int
    largest: int
    max_groups: int | None

    @property
    def n(self) -> int:
        """How many councils there are."""
        return len(self.sessions)

    def problem(self) -> Problem:
        """Return it as the engine takes it."""
        subjects = [
            [(t, float(row[t])) for t in np.flatnonzero(row).tolist()] for row in self.hours
        ]
        weight = self.weight.astype(float).tolist()
        members = [[(p, weight[p], 0.0) for p in np.flatnonzero(r).tolist()] for r in self.seats]
        scene = Scene(
            weight=1.0,
            items=np.arange(self.n),
            sessions=self.sessions.astype(float),
            subjects=Table.of(subjects),
            members=Seats.of(members),
            longest=np.full(self.n, float(LONGEST)),
            overhead=1.0,
            fixed=np.zeros(self.n),
        )
        price = self.price.astype(float)
        mode = Mode("merge", (scene,), OVERLAP, price, self.pair, self.forbidden)
        return Problem(
            self.n,
            (mode,),
            self.largest,
            max_people=float(self.people),
            max_groups=self.max_groups,
        )

    def cost(self, items: Sequence[int]) -> float:
        """Return what a group costs, inf if not allowed: `group_cost` written for one scene."""
        at = list(items)
        if len(at) > self.largest or self.forbidden[np.ix_(at, at)].any():
            return float("inf")
        sitting = self.seats[at].any(0)
        if len(at) > 1 and sitting.sum() > self.people:
            return float("inf")
        hours = self.hours[at]
        agenda = (1 - OVERLAP) * hours.sum() + OVERLAP * hours.max(0).sum()
        sessions = max(self.sessions[at].max(), agenda / LONGEST)
        acts = self.price[at].sum() - self.price[at].max()
        pairs = self.pair[np.ix_(at, at)].sum() / 2
        return float(self.weight[sitting].sum() * (agenda + sessions) + acts + pairs)

    def save(self, path: Path, **more: object) -> None:
        """Write all arrays (and more) to an .npz file, for a solver in a process of its own."""
        arrays = {name: value for name, value in vars(self).items() if value is not None}
        np.savez(path, **{**arrays, **more})


def instance(shape: Shape, seed: int) -> Instance:
    """Draw an instance."""
    rng = np.random.default_rng(seed)
    large = shape.n > 100
    topics = 16 if large else 8
    subjects = 3 * topics
    directors = 5 * topics + (60 if large else 20)
    at_home = rng.integers(0, topics, directors)
    covered = [rng.choice(topics, max(2, topics // 3), replace=False) for _ in range(DEPUTIES)]
    families = [_family(rng, topics) for _ in range(max(3, shape.n // 4))]
    hours = np.zeros((shape.n, subjects), np.int64)
    sessions, rank = np.zeros((2, shape.n), np.int64)
    seats = np.zeros((shape.n, 1 + DEPUTIES + COMMON + directors), np.bool_)
    for i in range(shape.n):
        topic, core = families[rng.integers(0, len(families))]
        on = _subjects(rng, topic, core, subjects)
        sessions[i] = rng.choice([2, 4, 6, 12, 24], p=[0.2, 0.3, 0.25, 0.2, 0.05])
        business = sessions[i] * (rng.choice([2, 2, 3, 3, 1.5]) - 0.5)
        hours[i, on] = np.maximum(1, np.rint(business * rng.dirichlet(np.ones(len(on)))))
        near = _near(at_home, topic, [t // 3 for t in on], 0.015 if large else 0.04)
        deputies = [0.6 if topic in own else 0.1 for own in covered]
        chance = np.array([0.8, *deputies, *[0.3] * COMMON, *near])
        seats[i] = rng.random(seats.shape[1]) < chance
        rank[i] = rng.choice([0, 1, 2], p=[0.25, 0.35, 0.4])
    return Instance(
        hours,
        sessions,
        seats,
        _weights(directors, shape.everybody),
        np.array(PRICES)[rank],
        _incoherence(hours, shape.incoherence),
        _forbidden(rng, shape),
        shape.people or (60 if large else 40),
        shape.largest,
        shape.max_groups,
    )


def _family(rng: np.random.Generator, topics: int) -> tuple[int, list[int]]:
    """Return a topic and one or two subjects of it."""
    topic = int(rng.integers(0, topics))
    core = rng.choice(3, rng.integers(1, 3), replace=False)
    return topic, [int(s) + 3 * topic for s in core]


def _subjects(
    rng: np.random.Generator, topic: int, core: Sequence[int], subjects: int
) -> list[int]:
    """Return the subjects of a council: those of its family, maybe any other, maybe one of its topic."""
    on = set(core)
    if rng.random() < 0.35:
        on.add(int(rng.integers(0, subjects)))
    if rng.random() < 0.3:
        on.add(int(3 * topic + rng.integers(0, 3)))
    return sorted(on)


def _near(at_home: Ints, topic: int, touched: Sequence[int], far: float) -> Floats:
    """Return how likely each director sits in a council of a topic that touches others."""
    near = np.isin(at_home, touched)
    return np.where(at_home == topic, 0.7, np.where(near, 0.35, far))


def _weights(directors: int, everybody: bool) -> Ints:
    core = np.array([30] + [10] * DEPUTIES)
    others = np.full(COMMON + directors, 2)
    others[-directors // 3 :] = 1
    return np.concatenate([core, others if everybody else 0 * others]).astype(np.int64)


def _incoherence(hours: Ints, each: float) -> Floats:
    """Return `each` times one less the cosine of the hours by subject, in whole sixteenths."""
    unit = hours / np.linalg.norm(hours, axis=1, keepdims=True)
    pair = np.rint(16 * each * (1 - unit @ unit.T))
    np.fill_diagonal(pair, 0)
    return np.asarray((pair + pair.T) / 32)


def _forbidden(rng: np.random.Generator, shape: Shape) -> Bools:
    n = shape.n
    barred = np.zeros((n, n), np.bool_)
    for _ in range(n):
        i, j = rng.integers(0, n, 2)
        barred[i, j] = barred[j, i] = True
    other_level = rng.random(n) < 0.15
    barred |= other_level[:, None] != other_level[None, :]
    lone = rng.random(n) < shape.lone
    barred |= lone[:, None] | lone[None, :]
    np.fill_diagonal(barred, False)
    return barred

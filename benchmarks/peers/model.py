"""The direct model of a partition: one linear program over whole numbers, for CP-SAT and HiGHS alike.

The cost of a group S, in sixteenths of a weighted hour, is W(S) x [A(S) + max(most sessions, A(S) / 4)]
with A = half the sum plus half the greatest of the hours by subject, plus prices of all acts but the
dearest, plus incoherence of pairs. It is made as strong as the authors could:

- Symmetry is broken by representatives: x[i, r] says that item i is in the group whose first item
  is r (x[r, r]: there is such a group). Items are numbered by the weight of their members, falling: who
  sits in the first item of a group sits through all of it, and that needs no product. (Of all that is
  listed here this order does most: for `direct`, seeds 1 to 3, the relaxation lies 0.3 to 0.7 % below the
  optimum, in the order of the instance 4.7 to 9.3 %.)
- Pairs that can never share a group (forbidden, other level, too many people together) have no
  variable; among others of a group they are covered by cliques: the sum of x[i, r] over a clique is at
  most x[r, r].
- A greatest value is a staircase: one variable for each distinct value, at least every x[i, r] whose
  value reaches it, worth the step. Its relaxation is the convex one, above the usual z >= value x.
- The product of members and hours is taken apart: u[p, r] says that member p sits in group r, g[i, p, r]
  >= x[i, r] + u[p, r] - x[r, r] that he sits through item i. Hours of p in r are built of g (of x itself
  where he has a seat in i) with staircases of their own. So no large constant is needed, what p spends
  on his own items is paid in the relaxation too, and so is the modular floor of every item (the weight
  of its members times its half of the agenda and the sessions that takes). Members with a seat in r,
  or with the same seats, share their variables.
- Pairs: s[i, j, r] >= x[i, r] + x[j, r] - x[r, r], for every group apart; and (a saving of a pair is all
  a pair can save) cost of r >= alone(i) x[i, r] + alone(j) x[j, r] - saving(i, j) s[i, j, r].
- Most items of a group, most people, most groups.

Only x must be whole: all others then take whole values at no loss. `start` gives every variable its
value in a given partition, for the solver to start from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations, pairwise
from typing import Any

import numpy as np

UNIT = 16
"""Parts of a weighted hour that the objective counts."""
EIGHTHS = 8
"""Parts of an hour that agendas and sessions are counted in."""

Term = tuple[int, int]
"""A coefficient and a variable."""


class Model:
    """Variables, rows low <= sum of terms <= high, and an objective to be least; all whole numbers."""

    def __init__(self) -> None:
        self.high: list[int] = []
        self.cost: list[int] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[int | None, list[Term], int | None]] = []
        self._value: list[Callable[[list[int]], int]] = []

    def add(self, high: int, value: Callable[[list[int]], int], whole: bool = False) -> int:
        """Add a variable of 0 .. high and how its value follows from those before; return its number."""
        self.high.append(high)
        self.cost.append(0)
        self.whole.append(whole)
        self._value.append(value)
        return len(self.high) - 1

    def above(self, terms: Iterable[Sequence[Term]], high: int = 1) -> int:
        """Add the least variable that is at least each of some sums, and 0."""
        sums = [list(t) for t in terms]
        new = self.add(high, partial(_greatest, sums))
        for t in sums:
            self.row(0, [(1, new), *((-c, v) for c, v in t)], None)
        return new

    def row(self, low: int | None, terms: Sequence[Term], high: int | None) -> None:
        """Add a row; terms of one variable are added up."""
        merged: dict[int, int] = {}
        for c, v in terms:
            merged[v] = merged.get(v, 0) + c
        self.rows.append((low, [(c, v) for v, c in merged.items() if c], high))

    def pay(self, terms: Iterable[Term], times: int = 1) -> None:
        """Add terms to the objective."""
        for c, v in terms:
            self.cost[v] += c * times

    def values(self) -> list[int]:
        """Return the value of every variable, each from those before it."""
        known: list[int] = []
        for value in self._value:
            known.append(value(known))
        return known


def _greatest(sums: Sequence[Sequence[Term]], known: Sequence[int]) -> int:
    return max(0, *(_sum(terms, known) for terms in sums))


def _any(variables: Sequence[int], known: Sequence[int]) -> int:
    return max(known[v] for v in variables)


def _longer(sessions: Sequence[Term], agenda: Sequence[Term], known: Sequence[int]) -> int:
    return max(_sum(sessions, known), -(-_sum(agenda, known) // 4))


def _sum(terms: Sequence[Term], known: Sequence[int]) -> int:
    return sum(c * known[v] for c, v in terms)


class Partition:
    """The model of an instance, from the arrays of its .npz file."""

    def __init__(self, data: Any) -> None:
        self.order = at = _order(data)
        self.hours = data["hours"][at].astype(int)
        self.sessions = data["sessions"][at].astype(int)
        self.seats = data["seats"][at].astype(bool)
        self.weight = data["weight"].astype(int)
        self.price = data["price"][at].astype(int)
        self.pair = np.rint(UNIT * data["pair"][np.ix_(at, at)]).astype(int)
        self.people, self.largest = int(data["people"]), int(data["largest"])
        self.n = len(self.sessions)
        self.apart = self._apart(data["forbidden"][np.ix_(at, at)].astype(bool))
        self.model = Model()
        self.x: dict[tuple[int, int], int] = {}
        self._leader: dict[int, int] = {}
        self._build(int(data["max_groups"]) if "max_groups" in data else None)

    def start(self, groups: Sequence[Sequence[int]]) -> list[int]:
        """Return the values of all variables in a partition."""
        place = np.argsort(self.order)
        led = [place[list(g)] for g in groups]
        self._leader = {int(i): int(g.min()) for g in led for i in g}
        return self.model.values()

    def groups(self, values: Sequence[float]) -> list[list[int]]:
        """Return the partition that values of all variables say."""
        led: dict[int, list[int]] = {}
        for (i, r), v in self.x.items():
            if values[v] > 0.5:
                led.setdefault(r, []).append(int(self.order[i]))
        return list(led.values())

    def _led(self, i: int, r: int, _: list[int]) -> int:
        return int(self._leader[i] == r)

    def _apart(self, forbidden: np.ndarray) -> np.ndarray:
        """Return which pairs can share no group."""
        both = self.seats[:, None, :] | self.seats[None, :, :]
        apart = forbidden | (both.sum(2) > self.people)
        np.fill_diagonal(apart, False)
        return np.asarray(apart)

    def _build(self, most: int | None) -> None:
        for r in range(self.n):
            for i in range(r, self.n):
                if not self.apart[i, r]:
                    self.x[i, r] = self.model.add(1, partial(self._led, i, r), whole=True)
        for i in range(self.n):
            self.model.row(1, [(1, self.x[i, r]) for r in range(i + 1) if (i, r) in self.x], 1)
        if most is not None:
            self.model.row(None, [(1, self.x[r, r]) for r in range(self.n)], most)
        for r in range(self.n):
            self._group(r)

    def _group(self, r: int) -> None:
        """Everything of the group whose first item is r."""
        model = self.model
        items = [i for i in range(r, self.n) if (i, r) in self.x]
        x = {i: self.x[i, r] for i in items}
        others = items[1:]
        for i in others:
            model.row(None, [(1, x[i]), (-1, x[r])], 0)
        if len(others) >= self.largest:
            model.row(None, [*((1, x[i]) for i in others), (1 - self.largest, x[r])], 0)
        for clique in _cliques(self.apart, others):
            model.row(None, [*((1, x[i]) for i in clique), (-1, x[r])], 0)
        cost = [*self._acts(x), *self._sittings(r, x)]
        self._crowd(r, x)
        together = self._pairs(r, x)
        cost += [(int(self.pair[i, j]), v) for (i, j), v in together.items()]
        model.pay(cost)
        self._savings(x, together, cost)

    def _acts(self, x: dict[int, int]) -> Iterator[Term]:
        """Prices of all acts, less those of the dearest: a staircase from above."""
        model, r = self.model, min(x)
        yield from ((UNIT * int(self.price[i]), v) for i, v in x.items())
        for low, high in pairwise([0, *sorted({int(self.price[i]) for i in x})]):
            reach = [v for i, v in x.items() if self.price[i] >= high]
            if x[r] in reach:
                yield UNIT * (low - high), x[r]
                continue
            dear = model.add(1, partial(_any, reach))
            model.row(None, [(1, dear), *((-1, v) for v in reach)], 0)
            model.row(None, [(1, dear), (-1, x[r])], 0)
            yield UNIT * (low - high), dear

    def _sittings(self, r: int, x: dict[int, int]) -> Iterator[Term]:
        """Weight times hours of the members, by those that have the same seats."""
        alike: dict[tuple[int, ...], int] = {}
        for p in np.flatnonzero(self.weight):
            seated = tuple(i for i in x if self.seats[i, p])
            if r in seated:
                seated = tuple(x)
            if seated:
                alike[seated] = alike.get(seated, 0) + int(self.weight[p])
        for seated, weight in alike.items():
            yield from ((2 * weight * c, v) for c, v in self._hours(r, x, seated))

    def _hours(self, r: int, x: dict[int, int], seated: Sequence[int]) -> Iterator[Term]:
        """Eighths of hours in group r of a member who sits in some of the items x."""
        sits = dict(x)
        if len(seated) < len(x):
            u = self.model.above([[(1, x[i])] for i in seated])
            self.model.row(None, [(1, u), (-1, x[r])], 0)
            for i in x:
                if i == r:
                    sits[i] = u
                elif i not in seated:
                    sits[i] = self.model.above([[(1, x[i]), (1, u), (-1, x[r])]])
        half = EIGHTHS // 2
        agenda = [(half * int(self.hours[i].sum()), v) for i, v in sits.items()]
        for subject in self.hours.T:
            agenda += [(half * c, v) for c, v in self._greatest(subject, sits)]
        sessions = [(EIGHTHS * c, v) for c, v in self._greatest(self.sessions, sits)]
        yield from agenda
        yield 1, self._longer(sessions, agenda)

    def _greatest(self, value: np.ndarray, sits: dict[int, int]) -> Iterator[Term]:
        """The greatest value of the items sat through: a staircase."""
        levels = sorted({int(value[i]) for i in sits} - {0})
        for low, high in pairwise([0, *levels]):
            reach = [v for i, v in sits.items() if value[i] >= high]
            whole = min(sits) if value[min(sits)] >= high else None
            if whole is not None:
                yield high - low, sits[whole]
            else:
                single = len(reach) == 1
                yield (
                    high - low,
                    reach[0] if single else self.model.above([[(1, v)] for v in reach]),
                )

    def _longer(self, sessions: list[Term], agenda: list[Term]) -> int:
        """The greater of the most sessions and a quarter of the agenda, in eighths."""
        high = sum(c for c, _ in (*sessions, *agenda))
        new = self.model.add(high, partial(_longer, sessions, agenda))
        self.model.row(0, [(1, new), *((-c, v) for c, v in sessions)], None)
        self.model.row(0, [(4, new), *((-c, v) for c, v in agenda)], None)
        return new

    def _crowd(self, r: int, x: dict[int, int]) -> None:
        """People of a group, where they can be too many."""
        seats = self.seats[list(x)]
        if seats.any(0).sum() <= self.people or len(x) < 3:
            return
        terms = [
            (1, self.model.above([[(1, x[i])] for i in x if self.seats[i, p]]))
            for p in np.flatnonzero(seats.any(0) & ~self.seats[r])
        ]
        self.model.row(None, [*terms, (int(self.seats[r].sum()) - self.people, x[r])], 0)

    def _pairs(self, r: int, x: dict[int, int]) -> dict[tuple[int, int], int]:
        """Which pairs share group r: a variable each."""
        together = {(r, j): v for j, v in x.items() if j != r}
        for i, j in combinations([i for i in x if i != r], 2):
            if not self.apart[i, j]:
                s = self.model.above([[(1, x[i]), (1, x[j]), (-1, x[r])]])
                self.model.row(None, [(1, s), (-1, x[i])], 0)
                self.model.row(None, [(1, s), (-1, x[j])], 0)
                together[i, j] = s
        return together

    def _savings(
        self, x: dict[int, int], together: dict[tuple[int, int], int], cost: list[Term]
    ) -> None:
        """No group costs less than a pair in it."""
        if len(x) < 2:
            return
        most = sum(c * self.model.high[v] for c, v in cost if c > 0)
        total = self.model.above([cost], high=most)
        self.model.row(None, [(1, total), *((-c, v) for c, v in cost)], 0)
        for (i, j), s in together.items():
            one, other, both = self.cost([i]), self.cost([j]), self.cost([i, j])
            if one + other > both:
                terms = [(1, total), (-one, x[i]), (-other, x[j]), (one + other - both, s)]
                self.model.row(0, terms, None)

    def cost(self, items: Sequence[int]) -> int:
        """Return what a group costs, in sixteenths."""
        at = list(items)
        hours = self.hours[at]
        eighths = EIGHTHS // 2 * int(hours.sum() + hours.max(0).sum())
        sessions = max(EIGHTHS * int(self.sessions[at].max()), -(-eighths // 4))
        weight = int(self.weight[self.seats[at].any(0)].sum())
        acts = UNIT * int(self.price[at].sum() - self.price[at].max())
        pairs = int(self.pair[np.ix_(at, at)].sum()) // 2
        return 2 * weight * (eighths + sessions) + acts + pairs


def _order(data: Any) -> np.ndarray:
    """Return the items as the model numbers them: weight of members falling, then cost alone."""
    weight = (data["seats"] * data["weight"]).sum(1)
    hours = data["hours"].sum(1)
    return np.lexsort((-weight * (hours + np.maximum(data["sessions"], hours / 4)), -weight))


def _cliques(apart: np.ndarray, items: Sequence[int]) -> Iterator[list[int]]:
    """Cover every pair of items that are apart by cliques, the first with the most pairs not covered."""
    left = {(i, j) for i, j in combinations(items, 2) if apart[i, j]}
    while left:
        clique = list(min(left))
        for k in items:
            if k not in clique and all(apart[k, i] for i in clique):
                clique.append(k)
        left -= set(combinations(sorted(clique), 2))
        yield sorted(clique)

"""The register as a closure: a node for every slice of a matter that may go a level down.

Slices of amounts are nested: what is larger goes down only after what is smaller, and to a county only
what is below the centre. A node for the act of a matter is needed by all that rest on it. Everything is
counted at the middle setting of the defaults.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import inf

import numpy as np

from ostan.country.country import Country
from ostan.measure.powers.cases import amount_below, share_below
from ostan.measure.powers.demand import factor, level_factors
from ostan.measure.powers.offices import offices
from ostan.plan.engine.closure.problem import FREE, NEVER, Bools, Closure
from ostan.plan.powers.goals import PowerGoals
from ostan.plan.powers.register import Item, Register, Row, bare, edges

PROVINCE, COUNTY = 1, 2
"""How many levels below the centre; exposure counts each."""


@dataclass(frozen=True)
class Node:
    """A slice of a matter that goes a level down: amounts from `low` to `high`, of item number `item`."""

    item: int
    level: int
    low: float
    high: float


@dataclass(frozen=True)
class Room:
    """An office whose hours are a limit: what it has for cases, and what it needs today."""

    holder: str
    free: float
    today: float


@dataclass(frozen=True, eq=False)
class Compiled:
    """The problem, and what its nodes and rows stand for.

    Nodes are `nodes` first, then one for each of `acts` (matter, rank). Rows are `rooms`, then the
    exposure if it is limited. `today`: value of doing nothing; `exposure` of each node; `exposed` today.
    """

    register: Register
    problem: Closure
    nodes: tuple[Node, ...]
    acts: tuple[tuple[str, str | None], ...]
    rooms: tuple[Room, ...]
    today: float
    exposure: np.ndarray[tuple[int], np.dtype[np.float64]]
    exposed: float

    def chosen(self, taken: Bools) -> list[int]:
        """Return the numbers of the slices that go down."""
        return [int(n) for n in np.flatnonzero(taken) if n < len(self.nodes)]

    def exposure_of(self, taken: Bools) -> float:
        """Return the exposure a year of a choice, what is exposed today included."""
        return self.exposed + float(self.exposure @ taken)

    def near(self, taken: Bools) -> float:
        """Return the share of cases decided below the centre, 0 to 1."""
        rows = self.register.rows
        whole = sum(r["cases"] for r in rows)
        below = sum(r["cases"] * (1 - r["at_country"]) for r in rows)
        for number in self.chosen(taken):
            node = self.nodes[number]
            if node.level == PROVINCE:
                own = (rows[n] for n in self.register.items[node.item].rows)
                below += sum(r["cases"] * part(r, node.low, node.high)[0] for r in own)
        return float(below / whole) if whole else 0.0


State = bool | int
"""Of a part of the cases: whether it is decided so low, or the number of the node that says so."""


class _Maker:
    """Puts the problem together, piece by piece."""

    def __init__(self, country: Country, goals: PowerGoals, register: Register) -> None:
        self.country, self.goals, self.register = country, goals, register
        levels = {r["level"]: r for r in level_factors(country).iter_rows(named=True)}
        self.near = {
            level: row["citizen"] + goals.wait_price * row["wait"] for level, row in levels.items()
        }
        self.together = factor(country, "coordination_hours_per_case")[1]
        self.split = factor(country, "split_hours_per_case")[1]
        self.known = {r["holder"]: r for r in offices(country).iter_rows(named=True)}
        self.nodes: list[Node] = []
        self.cost: list[float] = []
        self.exposure: list[float] = []
        self.settled: list[int] = []
        self.needs: list[tuple[int, int]] = []
        self.hours: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self.acts: dict[tuple[str, str | None], list[int]] = {}
        self.parts: dict[tuple[int, int], list[tuple[float, State]]] = {}

    def make(self) -> Compiled:
        rows = self.register.rows
        for number, row in enumerate(rows):
            self.parts[number, PROVINCE] = _still(row["at_province"] + row["at_county"])
            self.parts[number, COUNTY] = _still(row["at_county"])
        for number, item in enumerate(self.register.items):
            self._item(number, item)
        pairs, lean = self._pairs()
        self._before()
        cost = np.array(self.cost) if self.cost else np.empty(0)
        for node, more in lean.items():
            cost[node] += more
        return self._compiled(cost, pairs)

    # Nodes -----------------------------------------------------------------------------------

    def _item(self, number: int, item: Item) -> None:
        rows = [self.register.rows[n] for n in item.rows]
        cuts = edges(item, self.register.rows, self.goals.shares)
        slices = list(pairwise(cuts))
        has_counties = all(item.counties)
        before: dict[int, int] = {}
        for low, high in slices:
            shares = [part(r, low, high) for r in rows]
            above = None
            if item.down is not None and low >= item.to_province:
                above = self._node(Node(number, PROVINCE, low, high), item, rows, shares)
                self._follow(above, before.get(PROVINCE), item.down.rank, item)
                before[PROVINCE] = above
            elif low >= item.to_province:
                continue
            if has_counties and low >= item.to_county and _reaches(item, low, above):
                node = self._node(Node(number, COUNTY, low, high), item, rows, shares)
                route = item.down if above is not None else item.near
                self._follow(node, before.get(COUNTY), route.rank if route else None, item)
                if above is not None:
                    self.needs.append((node, above))
                before[COUNTY] = node

    def _follow(self, node: int, before: int | None, rank: str | None, item: Item) -> None:
        if before is not None:
            self.needs.append((node, before))
        self.acts.setdefault((item.matter, rank), []).append(node)

    def _node(
        self, node: Node, item: Item, rows: Sequence[Row], shares: list[tuple[float, float]]
    ) -> int:
        number = len(self.nodes)
        self.nodes.append(node)
        self.settled.append(FREE)
        cost = exposed = 0.0
        for at, (row, (share, amount)) in enumerate(zip(rows, shares, strict=True)):
            cases, risky = row["cases"] * share, row["cases"] * row["risk"] * amount
            work = cases * row["minutes"] / 60
            cost += cases * self._step(row, item, at, node) + self.goals.risk_price * risky
            exposed += risky
            for holder, sign in self._holders(item, at, node):
                self.hours[holder][number] += sign * work
            self._state(item.rows[at], node, share, number)
        self.cost.append(cost)
        self.exposure.append(exposed)
        return number

    def _step(self, row: Row, item: Item, at: int, node: Node) -> float:
        """Hours a case gains (below 0) or costs by going one level down in a place."""
        here, there = ("country", "province") if node.level == PROVINCE else ("province", "county")
        hour = row["minutes"] / 60
        weight = self._weight(self._taker(item, at, node)) - self._from(row, item, at, node)
        more = self.together * row["spillover"] if node.level == PROVINCE else 0.0
        return float(self.near[there] - self.near[here] + hour * weight + more)

    def _from(self, row: Row, item: Item, at: int, node: Node) -> float:
        """What an hour counts where a slice comes from."""
        if node.level == PROVINCE:
            return float(row["weight_country"])
        if node.low < item.to_province:
            return float(row["weight_province"])
        return self._weight(self._taker(item, at, Node(node.item, PROVINCE, node.low, node.high)))

    def _taker(self, item: Item, at: int, node: Node) -> str:
        if node.level == COUNTY:
            return item.counties[at][0].holder
        taker = item.takers[at]
        return "" if taker is None else taker.holder

    def _weight(self, holder: str) -> float:
        return float(self.known[holder]["weight"])

    def _holders(self, item: Item, at: int, node: Node) -> Iterator[tuple[str, int]]:
        """Return which offices get (1) or lose (-1) the work of a slice."""
        row = self.register.rows[item.rows[at]]
        if node.level == PROVINCE:
            yield self._taker(item, at, node), 1
            return
        yield county(row["place"], item.counties[at][0].holder), 1
        if node.low < item.to_province:
            yield row["province_holder"], -1
        else:
            yield self._taker(item, at, Node(node.item, PROVINCE, node.low, node.high)), -1

    def _state(self, row: int, node: Node, share: float, number: int) -> None:
        """Put a slice among the parts of its row: those decided so low today come first."""
        parts = self.parts[row, node.level]
        if parts and parts[-1][1] is False:
            parts.pop()
        at = parts[-1][0] if parts else 0.0
        parts.append((at + share, number))
        if at + share < 1.0 - 1e-12:
            parts.append((1.0, False))

    # Pairs and precedence --------------------------------------------------------------------

    def _pairs(self) -> tuple[dict[tuple[int, int], float], dict[int, float]]:
        """Return the price of nodes that differ, and what pairs with what stays add to a node."""
        pairs: dict[tuple[int, int], float] = defaultdict(float)
        lean: dict[int, float] = defaultdict(float)
        for a, b, price in self._split():
            for level in (PROVINCE, COUNTY):
                for one, other, width in _along(self.parts[a, level], self.parts[b, level]):
                    _add(pairs, lean, one, other, price * width)
        return pairs, lean

    def _split(self) -> Iterator[tuple[int, int, float]]:
        """Return the rows of one subject in one place, with the hours a difference costs."""
        groups: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(self.register.rows):
            if row["subject"] is not None:
                groups.setdefault((row["place"], row["subject"]), []).append(number)
        rows = self.register.rows
        for members in groups.values():
            for a, b in combinations(members, 2):
                yield a, b, self.split * min(rows[a]["cases"], rows[b]["cases"])

    def _before(self) -> None:
        """Let no share of a matter go lower than that of what must go before it."""
        rows = self.register.rows
        number = {(r["matter"], r["place"]): n for n, r in enumerate(rows)}
        for first, then in self.goals.before:
            for place in dict.fromkeys(r["place"] for r in rows):
                a, b = number.get((first, place)), number.get((then, place))
                for level in (PROVINCE, COUNTY) if b is not None else ():
                    self._keep(self.parts[a, level] if a is not None else [], b, level)

    def _keep(self, first: list[tuple[float, State]], then: int | None, level: int) -> None:
        for upto, state in self.parts[then, level] if then is not None else ():
            if isinstance(state, bool):
                continue
            needed = next((s for share, s in first if share >= upto - 1e-12), False)
            if needed is False:
                self.settled[state] = NEVER
            elif needed is not True:
                self.needs.append((state, needed))

    # The whole -------------------------------------------------------------------------------

    def _compiled(self, cost: np.ndarray, pairs: dict[tuple[int, int], float]) -> Compiled:
        n = len(self.nodes)
        acts = list(self.acts)
        for number, act in enumerate(acts):
            self.needs += [(node, n + number) for node in self.acts[act]]
        prices = [self.goals.price_of(rank) for _, rank in acts]
        rooms = self._rooms()
        held = [
            (r, node, uses)
            for r, room in enumerate(rooms)
            for node, uses in self.hours[room.holder].items()
        ]
        exposure = np.concatenate([np.array(self.exposure), np.zeros(len(acts))])
        exposed = sum(map(_exposed, self.register.rows))
        limits = [max(room.free - room.today, 0.0) for room in rooms]
        priced = sorted(pairs)
        problem = Closure(
            np.concatenate([cost, np.array(prices, float)]),
            np.array(sorted(set(self.needs)), np.int64).reshape(-1, 2),
            np.array(priced, np.int64).reshape(-1, 2),
            np.array([pairs[p] for p in priced], float),
            np.array([r for r, _, _ in held], np.int64),
            np.array([v for _, v, _ in held], np.int64),
            np.array([u for _, _, u in held], float),
            np.array(limits, float),
            np.array([*self.settled, *[FREE] * len(acts)], np.int64),
        )
        if self.goals.max_exposure is not None:
            problem = limited(problem, exposure, self.goals.max_exposure - exposed)
        return Compiled(
            self.register,
            problem,
            tuple(self.nodes),
            tuple(acts),
            tuple(rooms),
            self._today(),
            exposure,
            exposed,
        )

    def _rooms(self) -> list[Room]:
        """Return the offices that may take cases and whose hours are known, with what they need today."""
        if not self.goals.capacity:
            return []
        today: dict[str, float] = defaultdict(float)
        for row in self.register.rows:
            work = row["cases"] * row["minutes"] / 60
            if row["at_province"] > 0:
                today[row["province_holder"]] += work * row["at_province"]
            if row["at_county"] > 0:
                today[county(row["place"], row["county_holder"])] += work * row["at_county"]
        counties: dict[str, float] = {}
        for item in self.register.items:
            for at, takers in enumerate(item.counties):
                if takers:
                    place = self.register.rows[item.rows[at]]["place"]
                    hours = [self.known[t.holder]["hours"] for t in takers]
                    counties[county(place, takers[0].holder)] = sum(hours)
        found = []
        for holder in self.hours:
            free = counties.get(holder, self.known.get(holder, {}).get("hours"))
            if free is not None:
                found.append(Room(holder, free, today[holder]))
        return found

    def _today(self) -> float:
        """Return the value of doing nothing."""
        whole = sum(self._row(row) for row in self.register.rows)
        for a, b, price in self._split():
            one, other = self.register.rows[a], self.register.rows[b]
            below = abs(one["at_country"] - other["at_country"])
            whole += price * (below + abs(one["at_county"] - other["at_county"]))
        return float(whole)

    def _row(self, row: Row) -> float:
        hour = row["minutes"] / 60
        each = sum(
            row[f"at_{level}"] * (self.near[level] + hour * (row[f"weight_{level}"] or 0.0))
            for level in self.near
        )
        each += (1 - row["at_country"]) * self.together * row["spillover"]
        return float(row["cases"] * each + self.goals.risk_price * _exposed(row))


def compiled(country: Country, goals: PowerGoals, register: Register) -> Compiled:
    """Return the problem of a register; `country` is that of the goals' assumptions."""
    return _Maker(country, goals, register).make()


def _reaches(item: Item, low: float, above: int | None) -> bool:
    """Whether a slice from `low` may go on to counties: so may all that is smaller."""
    if low < item.to_province:
        return item.near is not None
    return above is not None and (item.near is not None or item.to_county >= item.to_province)


def limited(
    problem: Closure, exposure: np.ndarray[tuple[int], np.dtype[np.float64]], limit: float
) -> Closure:
    """Return a problem with a row more: the exposure of what is taken is at most `limit`, at least 0."""
    exposed = np.flatnonzero(exposure)
    return replace(
        problem,
        row=np.concatenate([problem.row, np.full(len(exposed), len(problem.limit))]),
        node=np.concatenate([problem.node, exposed]),
        uses=np.concatenate([problem.uses, exposure[exposed]]),
        limit=np.append(problem.limit, max(limit, 0.0)),
    )


def county(place: str, holder: str) -> str:
    """Return how the offices of one kind in all counties of a place are named together."""
    return f"{bare(holder)}@*{place}"


def part(row: Row, low: float, high: float) -> tuple[float, float]:
    """Return the share of cases of a row from `low` to `high`, and their amounts in medians."""
    if (low, high) == (0.0, inf) and not (row["median"] and row["sigma"] is not None):
        return 1.0, 1.0
    median, sigma = row["median"], row["sigma"]
    share = share_below(high, median, sigma) - share_below(low, median, sigma)
    return share, amount_below(high, median, sigma) - amount_below(low, median, sigma)


def _exposed(row: Row) -> float:
    amounts = PROVINCE * row["amount_province"] + COUNTY * row["amount_county"]
    return float(row["cases"] * row["risk"] * amounts)


def _still(share: float) -> list[tuple[float, State]]:
    """Return the parts of a row that nothing moves: a share that is so low today, the rest is not."""
    parts: list[tuple[float, State]] = [(share, True)] if share > 0 else []
    return parts if share >= 1.0 - 1e-12 else [*parts, (1.0, False)]


def _along(
    one: list[tuple[float, State]], other: list[tuple[float, State]]
) -> Iterator[tuple[State, State, float]]:
    """Return the states of two rows side by side, with the width of each stretch of cases."""
    at, i, j = 0.0, 0, 0
    while i < len(one) and j < len(other):
        to = min(one[i][0], other[j][0])
        if to > at:
            yield one[i][1], other[j][1], to - at
            at = to
        i += one[i][0] <= at + 1e-15
        j += other[j][0] <= at + 1e-15


def _add(
    pairs: dict[tuple[int, int], float],
    lean: dict[int, float],
    one: State,
    other: State,
    price: float,
) -> None:
    """Add the price of two states that differ: to a pair of nodes, or to a node beside what stays."""
    if isinstance(one, bool) and isinstance(other, bool):
        return
    if isinstance(one, bool) or isinstance(other, bool):
        node, still = (other, one) if isinstance(one, bool) else (one, other)
        lean[int(node)] += -price if still else price
    elif one != other:
        pairs[min(one, other), max(one, other)] += price

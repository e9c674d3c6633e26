"""Faults of a register asked of Z3: the same definitions as logic, by nothing that ostan computes.

Each matter has a space for each of its measures; a case is three unknowns (amount, place, day), a
power a formula over them, a fault a formula that has a solution or none. What Z3 finds is held
against the checker: that it has the same faults, and that no smaller case shows them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import z3

from ostan.country.country import Country

Key = tuple[str, ...]
"""Kind, matter and powers; for gaps kind, matter and measure; for shadowed powers that power alone."""
Point = tuple[int, float, int]
"""Day (counted from 1970-01-01), amount, place (in the order of `leaves`)."""
Row = dict[str, Any]

WORDS = "_in_words"
LADDER = ("decides", "consents", "proposes", "coordinates", "consulted", "observes", "duty")
"""Roles, the strongest first."""
UNDER = ("consents", "coordinates", "consulted", "observes")
ACTING = ("decides", "consents", "proposes", "coordinates")


def number(day: date) -> int:
    """Return the days from 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def leaves(country: Country) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """Return the places that hold no other, by their path from the root, and each place as a run of them."""
    parent = dict(country["places"].select("place", "parent").iter_rows())

    def path(place: str) -> tuple[str, ...]:
        up = parent[place]
        return (*(path(up) if up in parent else ()), place)

    found = sorted(path(p) for p in set(parent) - set(parent.values()))
    runs: dict[str, tuple[int, int]] = {}
    for at, steps in enumerate(found):
        for place in steps:
            runs[place] = (runs.get(place, (at, at))[0], at + 1)
    return [steps[-1] for steps in found], runs


@dataclass
class Space:
    """One matter in one measure, as a solver with its unknowns and a formula for each power."""

    matter: str
    measure: str
    rows: Sequence[Row]
    runs: dict[str, tuple[int, int]]
    since: int
    places: int
    sources: dict[str, set[str]]

    def __post_init__(self) -> None:
        self.amount, self.place, self.day = z3.Real("amount"), z3.Int("place"), z3.Int("day")
        self.solver = z3.Solver()
        self.solver.add(self.amount >= 0, self.place >= 0, self.place < self.places)
        self.solver.add(self.day >= self.since)
        self.row = {r["power"]: r for r in self.rows}
        self.holds = {r["power"]: self._holds(r) for r in self.rows}

    def _foreign(self, row: Row) -> bool:
        return (row["from"], row["to"]) != (None, None) and row["measure"] != self.measure

    def _holds(self, row: Row) -> Any:
        low, high = row["from"] or 0.0, row["to"]
        if high is not None and low >= high:
            return z3.BoolVal(False)
        parts = []
        if not self._foreign(row):
            parts += [self.amount >= z3.RealVal(low)]
            parts += [] if high is None else [self.amount < z3.RealVal(high)]
        if row["place"] is not None:
            first, last = self.runs.get(row["place"], (0, 0))
            parts += [self.place >= first, self.place < last]
        if row["valid_from"]:
            parts.append(self.day >= number(row["valid_from"]))
        if row["valid_to"]:
            parts.append(self.day <= number(row["valid_to"]))
        return z3.And(parts)

    def sure(self, power: str) -> bool:
        """Return whether a power holds surely where it holds."""
        row = self.row[power]
        return row["condition"] is None and not self._foreign(row)

    def of(self, *roles: str) -> list[str]:
        """Return the powers with these roles."""
        return [p for p, r in self.row.items() if r["role"] in roles]

    def any(self, powers: Sequence[str]) -> Any:
        """Return that one of these powers holds."""
        return z3.Or([self.holds[p] for p in powers])

    def one_holder(self, one: str, two: str) -> bool:
        """Return whether two powers are of the same holder."""
        return all(self.row[one][c] == self.row[two][c] for c in ("holder_kind", "holder"))

    def possible(self, *formulas: Any) -> bool:
        """Return whether some case shows all of this."""
        self.solver.push()
        self.solver.add(*formulas)
        answer = self.solver.check()
        self.solver.pop()
        if answer == z3.unknown:
            raise ArithmeticError(self.solver.reason_unknown())
        return bool(answer == z3.sat)

    def smallest(self, formula: Any) -> Point | None:
        """Return the smallest case that shows this, by day, then amount, then place; None if none does."""
        best = z3.Optimize()
        best.add(*self.solver.assertions(), formula)
        for axis in (self.day, self.amount, self.place):
            best.minimize(axis)
        if best.check() != z3.sat:
            return None
        model = best.model()
        day, amount, place = (model.eval(v, True) for v in (self.day, self.amount, self.place))
        return day.as_long(), float(amount.as_fraction()), place.as_long()

    def at(self, point: Point) -> Any:
        """Return that the case is this one."""
        day, amount, place = point
        return z3.And(self.day == day, self.amount == z3.RealVal(amount), self.place == place)

    def before(self, point: Point) -> Any:
        """Return that the case is smaller than this one: by day, then amount, then place."""
        day, amount, place = point[0], z3.RealVal(point[1]), point[2]
        same = self.day == day
        return z3.Or(
            self.day < day,
            z3.And(same, self.amount < amount),
            z3.And(same, self.amount == amount, self.place < place),
        )

    def questions(self) -> Iterator[tuple[Key, Any]]:
        """Yield the faults that are there if some case shows them, as formulas."""
        deciders = self.of("decides")
        sure = [p for p in deciders if self.sure(p)]
        perhaps = [p for p in deciders if not self.sure(p)]
        if not self.row or set(self.row) - set(self.of("observes", "duty")):
            yield ("gap", self.matter, self.measure), z3.Not(self.any(deciders))
        if perhaps:
            yield (
                ("gap" + WORDS, self.matter, self.measure),
                z3.And(self.any(perhaps), z3.Not(self.any(sure))),
            )
        for one, two in combinations(sorted(deciders), 2):
            apart = not self.one_holder(one, two) and not self._delegated_from(one, two)
            if apart and self._own(one, two):
                yield self._pair("overlap", one, two)
        yield from self._of_one_holder(deciders)
        yield from self._duties()
        yield from self._delegated()

    def _delegated_from(self, one: str, two: str) -> bool:
        """Return whether a power came from another, at first or further hand, in either direction."""
        return two in self.sources.get(one, ()) or one in self.sources.get(two, ())

    def _own(self, one: str, two: str) -> bool:
        """Return whether this is the measure of the limits of one of the two, if they have any."""
        return not (self._foreign(self.row[one]) and self._foreign(self.row[two]))

    def _pair(self, kind: str, one: str, two: str) -> tuple[Key, Any]:
        words = "" if self.sure(one) and self.sure(two) else WORDS
        both = z3.And(self.holds[one], self.holds[two])
        return (kind + words, self.matter, one, two), both

    def _of_one_holder(self, deciders: list[str]) -> Iterator[tuple[Key, Any]]:
        for one in deciders:
            for two in self.of(*UNDER):
                if self.one_holder(one, two) and self._own(one, two):
                    yield self._pair("contradiction", one, two)
            for two in self.of("proposes"):
                if self.one_holder(one, two) and self._own(one, two):
                    yield from self._alone(two, one)

    def _alone(self, one: str, two: str) -> Iterator[tuple[Key, Any]]:
        say = [p for p in self.of("decides", "consents") if not self.one_holder(p, one)]
        both = z3.And(self.holds[one], self.holds[two])
        if self.sure(one) and self.sure(two):
            yield ("alone", self.matter, one, two), z3.And(both, z3.Not(self.any(say)))
        surely = [p for p in say if self.sure(p)]
        yield ("alone" + WORDS, self.matter, one, two), z3.And(both, z3.Not(self.any(surely)))

    def _duties(self) -> Iterator[tuple[Key, Any]]:
        for duty in (p for p in self.of("duty") if not self._foreign(self.row[p])):
            means = [p for p in self.of(*ACTING) if self.one_holder(p, duty)]
            for words, by in (("", means), (WORDS, [p for p in means if self.sure(p)])):
                bare = z3.And(self.holds[duty], z3.Not(self.any(by)))
                yield ("duty_without_power" + words, self.matter, duty), bare

    def _delegated(self) -> Iterator[tuple[Key, Any]]:
        for power, row in self.row.items():
            source = row["delegated_from"]
            if source is None or self._foreign(row):
                continue
            held = [source] if self._may_give(source, row) else []
            firm = [s for s in held if self.sure(s) or self._both_or_neither(s, row)]
            key = (self.matter, power, source)
            if self.sure(power):
                bare = z3.And(self.holds[power], z3.Not(self.any(held)))
                yield ("delegated_not_held", *key), bare
            bare = z3.And(self.holds[power], z3.Not(self.any(firm)))
            yield ("delegated_not_held" + WORDS, *key), bare

    def _may_give(self, source: str, row: Row) -> bool:
        """Return whether a power is of this matter and of a role as strong as the delegated one."""
        own = self.row.get(source)
        return own is not None and LADDER.index(own["role"]) <= LADDER.index(row["role"])

    def _both_or_neither(self, source: str, row: Row) -> bool:
        """Return whether what is open of a source is open of the delegated power in the same words."""
        own = self.row[source]
        return bool(own["condition"] == row["condition"]) and not self._foreign(own)

    def unshadowed(self, power: str) -> Any:
        """Return that a power holds and its holder has the role by no other power, surely."""
        role = self.row[power]["role"]
        peers = [
            p for p in self.of(role)
            if p != power and self.sure(p) and self.one_holder(p, power)
        ]  # fmt: skip
        return z3.And(self.holds[power], z3.Not(self.any(peers)))


def spaces(country: Country, since: date, matters: Sequence[str] | None = None) -> list[Space]:
    """Return the spaces of all matters, or of some."""
    places, runs = leaves(country)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in country["powers"].iter_rows(named=True):
        rows[row["matter"]].append(row)
    sources = _sources(country)
    found = []
    for matter in matters if matters is not None else country["matters"]["matter"]:
        limited = {r["measure"] for r in rows[matter] if _limits(r, runs, since)}
        found += [
            Space(matter, measure, rows[matter], runs, number(since), len(places), sources)
            for measure in sorted(limited) or ["none"]
        ]
    return found


def _sources(country: Country) -> dict[str, set[str]]:
    """Return of each delegated power all that it came from, by walking up."""
    up = dict(country["powers"].select("power", "delegated_from").drop_nulls().iter_rows())
    found: dict[str, set[str]] = {}
    for power in up:
        seen: set[str] = set()
        at = up.get(power)
        while at is not None and at not in seen:
            seen.add(at)
            at = up.get(at)
        found[power] = seen
    return found


def _limits(row: Row, runs: dict[str, tuple[int, int]], since: date) -> bool:
    """Return whether a power has limits and holds in some case: a dead or ended one brings no measure."""
    low, high = row["from"] or 0.0, row["to"]
    first, last = row["valid_from"] or since, row["valid_to"] or date.max
    there = row["place"] is None or row["place"] in runs
    limited = (row["from"], high) != (None, None)
    return limited and (high is None or low < high) and there and max(first, since) <= last


def faults(every: Sequence[Space]) -> set[Key]:
    """Return the faults Z3 finds; those in words only where the same are not sure as well."""
    found = {
        key for space in every for key, formula in space.questions() if space.possible(formula)
    }
    shown: dict[str, set[str]] = {"lit": set(), "held": set()}
    of = {p: s.matter for s in every for p in s.row}
    for space in every:
        shown["held"] |= {p for p in space.row if space.possible(space.holds[p])}
        shown["lit"] |= {p for p in space.row if space.possible(space.unshadowed(p))}
    found |= {("shadowed", of[p], p) for p in shown["held"] - shown["lit"]}
    return {k for k in found if not _said_surely(k, found)}


def cases(every: Sequence[Space]) -> dict[tuple[str, Key], Point]:
    """Return by measure and fault its smallest case, for all but shadowed powers."""
    asked = ((s, key, formula) for s in every for key, formula in s.questions())
    found = {(s.measure, key): s.smallest(formula) for s, key, formula in asked}
    return {k: point for k, point in found.items() if point is not None}


def _said_surely(key: Key, found: set[Key]) -> bool:
    kind = key[0].removesuffix(WORDS)
    return kind not in (key[0], "gap") and (kind, *key[1:]) in found


KINDS = ("gap", "overlap", "shadowed", "contradiction", "alone", "duty_without_power",
         "delegated_not_held")  # fmt: skip
"""Kinds that are put to Z3, each with and without `_in_words`."""


def key_of(row: Row) -> Key:
    """Return the key of a fault as the checker tells it."""
    kind, matter = row["kind"], row["matter"]
    if kind.removesuffix(WORDS) == "gap":
        return (kind, matter, row["measure"])
    return (kind, matter, *(row["powers"][:1] if kind == "shadowed" else row["powers"]))


def told(found: Iterable[Row]) -> list[Row]:
    """Return the faults of kinds that are put to Z3."""
    return [r for r in found if r["kind"].removesuffix(WORDS) in KINDS]


def wrong(country: Country, every: Sequence[Space], found: Sequence[Row]) -> list[Key]:
    """Return the faults whose case does not show them, or for which a smaller case does.

    For a shadowed power the case is the first in which it holds.
    """
    asked = {(s.measure, k): (s, f) for s in every for k, f in s.questions()}
    asked |= {(s.measure, ("shadowed", s.matter, p)): (s, s.holds[p]) for s in every for p in s.row}
    at = {place: i for i, place in enumerate(leaves(country)[0])}
    return [key_of(r) for r in found if not _right(asked, at, r)]


def _right(asked: dict[Any, tuple[Space, Any]], at: dict[str, int], row: Row) -> bool:
    point = (number(row["day"]), row["amount"], at[row["place"]])
    space, formula = asked[row["measure"], key_of(row)]
    if not space.possible(formula, space.at(point)):
        return False
    same = [asked[m, k] for m, k in asked if k == key_of(row)]
    return not any(s.possible(f, s.before(point)) for s, f in same if _told_for(row, s))


def _told_for(row: Row, space: Space) -> bool:
    """Return whether a fault was told for this space: shadowed powers for the first measure alone."""
    return row["kind"] != "shadowed" or space.measure == row["measure"]

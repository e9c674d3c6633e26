"""Who does what in one case, by reading the register row by row: the plain reference of the checker.

It shares nothing with the cells of `space`: slow, short, and easy to hold against the words of a law.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ostan.country.country import Country
from ostan.country.tables import POWER_ROLES


@dataclass(frozen=True)
class Case:
    """A concrete case: so much in a measure, in a place that holds no other, on a day.

    `measure` is one of the matter's own measures; `none` for a matter without limits, whose amount
    says nothing.
    """

    matter: str
    measure: str
    amount: float
    place: str | None
    day: date


@dataclass(frozen=True)
class Held:
    """Powers that hold in a case: by role, those that hold surely and those that perhaps do.

    Perhaps: the condition is in words, or the limits are in another measure than the case.
    """

    sure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    perhaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def all(self, role: str) -> tuple[str, ...]:
        """Return the powers of a role that hold surely or perhaps."""
        return self.sure[role] + self.perhaps[role]


@dataclass(frozen=True)
class Plain:
    """The rows of a register, and the parent of every place, to be read case by case.

    Time grows with the rows of the register: it is there to check others with.
    """

    powers: Sequence[Mapping[str, Any]]
    parents: Mapping[str, str | None]

    @classmethod
    def of(cls, country: Country) -> Plain:
        """Return the register of a Country."""
        parents = dict(country["places"].select("place", "parent").iter_rows())
        return cls(country["powers"].rows(named=True), parents)

    def evaluate(self, case: Case) -> Held:
        """Return the powers that hold in a case, by role (every role is a key)."""
        around = self.enclosing(case.place)
        sure: dict[str, list[str]] = {role: [] for role in POWER_ROLES}
        perhaps: dict[str, list[str]] = {role: [] for role in POWER_ROLES}
        for row in self.powers:
            answer = holds(row, case, around)
            if answer is not None:
                (sure if answer else perhaps)[row["role"]].append(row["power"])
        return Held(
            {r: tuple(p) for r, p in sure.items()}, {r: tuple(p) for r, p in perhaps.items()}
        )

    def enclosing(self, place: str | None) -> set[str]:
        """Return a place with all that enclose it."""
        found: set[str] = set()
        while place is not None and place in self.parents and place not in found:
            found.add(place)
            place = self.parents[place]
        return found


def evaluate(country: Country, case: Case) -> Held:
    """Return the powers that hold in a case, by role (every role is a key)."""
    return Plain.of(country).evaluate(case)


def holds(row: Mapping[str, Any], case: Case, around: set[str]) -> bool | None:
    """Return whether a power holds in a case: True surely, False perhaps, None not at all."""
    if row["matter"] != case.matter:
        return None
    if row["place"] is not None and row["place"] not in around:
        return None
    if row["valid_from"] is not None and case.day < row["valid_from"]:
        return None
    if row["valid_to"] is not None and case.day > row["valid_to"]:
        return None
    low, high = row["from"], row["to"]
    if high is not None and (low or 0.0) >= high:
        return None  # amounts are not negative: no amount lies in it
    limited = low is not None or high is not None
    if limited and (row["measure"] or "none") != case.measure:
        return False
    if low is not None and case.amount < low:
        return None
    if high is not None and case.amount >= high:
        return None
    return row["condition"] is None

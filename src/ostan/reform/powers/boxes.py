"""Powers as boxes that are cut: by amount, by place, from a day on.

A power holds from `from` (included) to `to` (excluded), in its place and all inside it (everywhere
without one), from `valid_from` to `valid_to`. A change of a power in part of its box cuts it into
parts that meet nowhere and together are the whole, so that no case is lost or decided twice: see
docs/reference/powers.md for what a case is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf
from typing import Any, Final

import polars as pl

from ostan.country.columns import dtype
from ostan.country.normal import Tables
from ostan.country.tables import TABLES
from ostan.reform.land import Land

Power = Mapping[str, Any]
"""A row of powers."""

NO_MEASURE: Final = "none"
"""The measure of a power without limits."""


@dataclass(frozen=True)
class Span:
    """Amounts from `low` (included) to `high` (excluded); `measure`: what they are in, None: not said."""

    low: float = 0.0
    high: float = inf
    measure: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it has no limit."""
        return self.low <= 0 and self.high == inf

    @property
    def empty(self) -> bool:
        """Whether no amount lies in it."""
        return max(self.low, 0.0) >= self.high

    def met(self, other: Span) -> Span:
        """Return the amounts in both, in the measure of this one."""
        return replace(self, low=max(self.low, other.low), high=min(self.high, other.high))

    def holds(self, other: Span) -> bool:
        """Return whether all amounts of the other one are in this one."""
        return max(self.low, 0.0) <= max(other.low, 0.0) and other.high <= self.high

    @classmethod
    def of(cls, row: Power) -> Span:
        """Return the amounts of a power."""
        low, high = row["from"], row["to"]
        measure = row["measure"] or NO_MEASURE
        return cls(0.0 if low is None else low, inf if high is None else high, measure)

    def cells(self, row: Power) -> dict[str, Any]:
        """Return the cells of a power of these amounts; a limit it had stays as it was written."""
        low = row["from"] if Span.of(row).low == self.low else self.low
        high = row["to"] if Span.of(row).high == self.high else self.high
        limited = low is not None or high is not None
        measure = self.measure if limited and self.measure else row["measure"]
        return {"from": low, "to": None if high == inf else high, "measure": measure}


@dataclass(frozen=True)
class Taken:
    """A part of a power that a change takes: what it was, and the number of the change."""

    power: Power
    number: int


@dataclass(frozen=True)
class Cut:
    """A power in parts: until the day before the change, what stays as it is, what is taken."""

    before: Power | None
    kept: tuple[Power, ...]
    taken: tuple[Taken, ...]


def cut(
    row: Power, wanted: Mapping[str | None, int], span: Span, since: date | None, land: Land
) -> Cut | None:
    """Return a power cut by a change of part of it; None if the change does not touch it.

    `wanted`: the places the change is about (None: everywhere), numbered; `span`: the amounts;
    `since`: the first day of the change (None: at all times). The parts have the id of the power
    still: see `identified`.
    """
    within = _within(row, span, since)
    parts = land.shared(row["place"], wanted)
    if within is None or not any(s.number is not None for s in parts):
        return None
    later = _later(row, since)
    own, middle = Span.of(row), Span.of(within)
    measure = span.measure or own.measure
    beside = [Span(own.low, middle.low, measure), Span(middle.high, own.high, measure)]
    kept = [{**later, **s.cells(row)} for s in beside if not s.empty]
    kept += [{**within, "place": s.place} for s in parts if s.number is None]
    taken = [Taken({**within, "place": s.place}, s.number) for s in parts if s.number is not None]
    ends = since is not None and later["valid_from"] != row["valid_from"]
    before = {**row, "valid_to": since - timedelta(days=1)} if ends and since else None
    return Cut(before, tuple(kept), tuple(taken))


def part(row: Power, place: str | None, span: Span, since: date | None, land: Land) -> Power | None:
    """Return the part of a power that a change in one place takes; None if it does not touch it."""
    within = _within(row, span, since)
    if within is None or land.holds(place, row["place"]):
        return within
    return {**within, "place": place} if land.holds(row["place"], place) else None


def _within(row: Power, span: Span, since: date | None) -> Power | None:
    """Return a power for these amounts from a day on; None if it does not hold there."""
    if since is not None and row["valid_to"] is not None and row["valid_to"] < since:
        return None
    own = Span.of(row)
    middle = own.met(span)
    # A power in which no amount lies can be changed as a whole only.
    if middle.empty and not span.whole:
        return None
    measure = span.measure or own.measure
    return {**_later(row, since), **replace(middle, measure=measure).cells(row)}


def _later(row: Power, since: date | None) -> Power:
    """Return a power that begins on a day, if it began before."""
    begun = row["valid_from"]
    ends = since is not None and (begun is None or begun < since)
    return {**row, "valid_from": since} if ends else row


def covers(row: Power, other: Power, land: Land) -> bool:
    """Return whether a power holds surely wherever and whenever another one does, at all its amounts."""
    own, theirs = Span.of(row), Span.of(other)
    comparable = own.whole or own.measure == theirs.measure
    return (
        row["condition"] is None
        and comparable
        and own.holds(theirs)
        and land.holds(row["place"], other["place"])
        and (row["valid_from"] or date.min) <= (other["valid_from"] or date.min)
        and (row["valid_to"] or date.max) >= (other["valid_to"] or date.max)
    )


def meets(row: Power, other: Power, land: Land) -> bool:
    """Return whether some case may lie in both powers; limits in different measures meet."""
    one, two = Span.of(row), Span.of(other)
    apart = one.measure == two.measure and one.met(two).empty
    near = land.holds(row["place"], other["place"]) or land.holds(other["place"], row["place"])
    first = max(row["valid_from"] or date.min, other["valid_from"] or date.min)
    last = min(row["valid_to"] or date.max, other["valid_to"] or date.max)
    return not apart and near and first <= last


# Ids -------------------------------------------------------------------------------------------


def base(id: str) -> str:
    """Return an id without its place."""
    return id.partition("@")[0]


def fresh(stem: str, place: str | None, used: set[str]) -> str:
    """Return an id that is not used yet, and use it: the stem, numbered where it must be, at its place."""
    end = f"@{place}" if place else ""
    number, id = 1, f"{stem}{end}"
    while id in used:
        number += 1
        id = f"{stem}__{number}{end}"
    used.add(id)
    return id


def spot(part: Power, row: Power) -> str | None:
    """Return the place an id of a part is to name: none where the power had none and is whole there."""
    return part["place"] if "@" in row["power"] or part["place"] != row["place"] else None


# Frames ----------------------------------------------------------------------------------------


def recast(
    tables: Tables, rows: Sequence[Power], parts: Callable[[Power, set[str]], list[Power] | None]
) -> dict[str, pl.DataFrame]:
    """Return the tables with these powers replaced by their parts.

    `parts` gives the rows that replace one (None: it stays), with ids of their own; it is given the
    ids that are used.
    """
    powers = tables["powers"]
    used = set(powers["power"])
    became: dict[str, list[Power]] = {}
    for row in sorted(rows, key=lambda r: str(r["power"])):
        found = parts(row, used)
        if found is not None:
            became[row["power"]] = found
    left = powers.filter(~pl.col("power").is_in(list(became)))
    columns = TABLES["powers"].columns
    schema = {n: dtype(c) for n, c in columns.items()}
    made = [{n: r.get(n) for n in columns} for found in became.values() for r in found]
    whole = pl.concat([left, pl.DataFrame(made, schema=schema)])
    return {**tables, "powers": _delegated_again(whole, became, Land.of(tables["places"]))}


def _delegated_again(
    powers: pl.DataFrame, became: Mapping[str, Sequence[Power]], land: Land
) -> pl.DataFrame:
    """Return powers with those delegated from one that was cut naming the part that holds them.

    Where no part holds one whole, it names the part that has the id, else the first.
    """
    on = powers.filter(pl.col("delegated_from").is_in(list(became)))
    to = {r["power"]: _source(r, became[r["delegated_from"]], land) for r in on.to_dicts()}
    named = pl.col("power").replace_strict(to, default=None, return_dtype=pl.String)
    own = pl.col("power").is_in(list(to))
    cell = pl.when(own).then(named).otherwise("delegated_from").alias("delegated_from")
    return powers.with_columns(cell) if to else powers


def _source(row: Power, parts: Sequence[Power], land: Land) -> str | None:
    whole = [p["power"] for p in parts if covers(p, row, land)]
    ids = [p["power"] for p in parts]
    same = [row["delegated_from"]] if row["delegated_from"] in ids else []
    return next(iter([*whole, *same, *ids]), None)


def identified(row: Power, found: Cut, stems: Callable[[Taken], str], used: set[str]) -> Cut:
    """Return the parts of a power with ids: one of them has the power's own.

    That is what was before the change, else the first part that stays, else the only one that is
    taken. `stems` gives the ids of what is taken, without a place.
    """
    free = found.before is None

    def kept(part: Power) -> Power:
        nonlocal free
        if free:
            free = False
            return part
        return {**part, "power": fresh(base(row["power"]), spot(part, row), used)}

    stay = tuple(kept(p) for p in found.kept)
    if free and len(found.taken) == 1:
        return replace(found, kept=stay)
    moved = tuple(
        replace(t, power={**t.power, "power": fresh(stems(t), spot(t.power, row), used)})
        for t in found.taken
    )
    return replace(found, kept=stay, taken=moved)

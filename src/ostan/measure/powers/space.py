"""The space of a matter: amount x place x day, in which every power is a box.

A *case* is a point: an amount in one measure, a place that holds no other, a day. Places are numbered
so that each is an interval of the places in it; days are counted from 1970-01-01. A power holds in
the box [from, to) x place x [valid_from, valid_to], and *surely* so unless its condition is in words.

Limits in one measure say nothing about amounts in another. A matter whose limits come in several
measures therefore has a space for each, in which powers limited in another measure hold perhaps, at
any amount: they are not comparable, and never taken as apart. Powers without limits hold surely in
every measure, `none` (which a matter without limits has as its only measure) included. Powers that
hold in no case from the first day on, dead or ended, bring no measure.

Two questions are asked of boxes, and every fault is one of them: where two meet (`meeting`), and
where a domain is left uncovered by others (`first_uncovered`). Both are answered for all cases, not
for samples: what holds in a case changes only where a box begins or ends, so each axis is cut at
every end that occurs, and no case of a cell between the cuts differs from the cell's first one. A
cell's boxes are a set of bits, the `and` of those of its three intervals, so that all cells of all
domains are decided in a few operations on arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from ostan.country.country import Country

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

EPOCH: Final = date(1970, 1, 1)
FIRST_DAY: Final = -(2**40)
"""Stands before every day: a power without a first day."""
END_OF_DAYS: Final = 2**40
"""Stands after every day: a power without a last day."""
NO_MEASURE: Final = "none"
"""The measure of a matter without limits."""
WORD: Final = 64
"""Bits in a word of a set of powers."""
CELLS_AT_ONCE: Final = 1 << 20
"""Cells decided in one go, so that memory stays bounded whatever the register."""


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to `day`."""
    return (day - EPOCH).days


def day_of(number: int) -> date | None:
    """Return the day with that number; None for one that stands before or after every day."""
    return EPOCH + timedelta(days=number) if FIRST_DAY < number < END_OF_DAYS else None


@dataclass(frozen=True)
class Land:
    """Places as intervals: `leaves` are those that hold no other, in an order in which each place is a run.

    `low`, `high`: by place, its first leaf and the one after its last. Without places there is one
    leaf without a name, which only powers that hold everywhere reach.
    """

    leaves: tuple[str | None, ...]
    low: dict[str, int]
    high: dict[str, int]

    @classmethod
    def of(cls, places: pl.DataFrame) -> Land:
        """Return the land of a table of places; a parent that is not there encloses nothing."""
        if places.is_empty():
            return cls((None,), {}, {})
        rows = places.sort("place").select("place", "parent").rows()
        known = {place for place, _ in rows}
        inside: dict[str | None, list[str]] = {}
        for place, parent in rows:
            inside.setdefault(parent if parent in known else None, []).append(place)
        return _walked(inside)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The intervals as a frame: place, place_low, place_high."""
        names = list(self.low)
        return pl.DataFrame(
            {
                "place": names,
                "place_low": [self.low[n] for n in names],
                "place_high": [self.high[n] for n in names],
            },
            schema={"place": pl.String, "place_low": pl.Int64, "place_high": pl.Int64},
        )


def _walked(inside: dict[str | None, list[str]]) -> Land:
    leaves: list[str | None] = []
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    # A second visit of a place, after all that lie in it, closes its run. Cycles are never entered.
    stack = [(place, False) for place in reversed(inside.get(None, []))]
    while stack:
        place, done = stack.pop()
        if done:
            high[place] = len(leaves)
            continue
        low[place] = len(leaves)
        stack.append((place, True))
        if place in inside:
            stack.extend((p, False) for p in reversed(inside[place]))
        else:
            leaves.append(place)
    return Land(tuple(leaves), low, high)


@dataclass(frozen=True)
class Boxes:
    """The powers of a Country as boxes, from day `since` on.

    `frame` has a row for every power and measure of its matter: power, matter, axis (the measure of
    the space), holder_kind, holder, role, own (whether its limits, if any, are in that measure), sure
    (whether it holds surely in its box), and the box: amount_low, amount_high (excluded; infinite
    without a limit), place_low, place_high (excluded; numbers of leaves), day_low, day_high
    (excluded). No box is empty. `axes`: the measures of every matter, see `axes`.
    """

    frame: pl.DataFrame
    axes: pl.DataFrame
    land: Land
    since: int
    leaves: tuple[int, int]
    """The first leaf looked at and the one after the last."""


BOX: Final = ("amount_low", "amount_high", "place_low", "place_high", "day_low", "day_high")
"""Columns of a box."""


def boxes(country: Country, since: date, within: str | None = None) -> Boxes:
    """Return the powers of a Country that hold on `since` or after it, as boxes.

    `within`: only what they are in this place. Raises KeyError where it is not in the table.
    """
    land = Land.of(country["places"])
    start = day_number(since)
    first, last = (0, len(land.leaves)) if within is None else (land.low[within], land.high[within])
    solid = extents(country, land).filter(not_empty()).with_columns(_from(start))
    held = solid.filter(not_empty())
    measured = axes(country, held)
    inside = held.with_columns(
        place_low=pl.max_horizontal("place_low", first),
        place_high=pl.min_horizontal("place_high", last),
    ).filter(not_empty())
    foreign = pl.col("limited") & (pl.col("measure") != pl.col("axis"))
    frame = inside.join(measured, on="matter").with_columns(
        amount_low=pl.when(foreign).then(0.0).otherwise("amount_low"),
        amount_high=pl.when(foreign).then(np.inf).otherwise("amount_high"),
        own=~foreign,
        sure=~foreign & pl.col("condition").is_null(),
    )
    columns = ("power", "matter", "axis", "holder_kind", "holder", "role", "own", "sure", *BOX)
    sorted_ = frame.select(columns).sort("matter", "axis", "power")
    return Boxes(sorted_, measured, land, start, (first, last))


def extents(country: Country, land: Land) -> pl.DataFrame:
    """Return the powers with their boxes as written, empty ones too, and whether they have a limit.

    A place that is not in the table has no leaf, so that its box is empty.
    """
    everywhere = pl.col("place").is_null()
    days = [
        (pl.col(c).cast(pl.Int32).cast(pl.Int64) + add).fill_null(end).alias(name)
        for c, add, end, name in (
            ("valid_from", 0, FIRST_DAY, "day_low"),
            ("valid_to", 1, END_OF_DAYS, "day_high"),
        )
    ]
    return (
        country["powers"]
        .join(land.frame, on="place", how="left", maintain_order="left")
        .with_columns(
            pl.when(everywhere).then(0).otherwise("place_low").fill_null(0).alias("place_low"),
            pl.when(everywhere)
            .then(len(land.leaves))
            .otherwise("place_high")
            .fill_null(0)
            .alias("place_high"),
            *days,
            amount_low=pl.col("from").fill_null(0.0),
            amount_high=pl.col("to").fill_null(np.inf),
            limited=pl.col("from").is_not_null() | pl.col("to").is_not_null(),
            measure=pl.col("measure").fill_null(NO_MEASURE),
        )
    )


def not_empty() -> pl.Expr:
    """Return whether a box holds a case."""
    return pl.all_horizontal(
        pl.col(f"{a}_low") < pl.col(f"{a}_high") for a in ("amount", "place", "day")
    )


def _from(start: int) -> pl.Expr:
    return pl.max_horizontal("day_low", pl.lit(start)).alias("day_low")


def axes(country: Country, held: pl.DataFrame) -> pl.DataFrame:
    """Return the measures of every matter: matter, axis. Those of its limits, else `none` alone.

    `held`: the powers that hold in some case, with the columns of `extents`.
    """
    measured = held.filter("limited").select("matter", axis="measure").unique()
    every = pl.concat([country["matters"].select("matter"), country["powers"].select("matter")])
    rest = every.unique().join(measured, on="matter", how="anti")
    return pl.concat([measured, rest.with_columns(axis=pl.lit(NO_MEASURE))]).sort("matter", "axis")


# Two questions ---------------------------------------------------------------------------------


def meeting(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of boxes of one space that meet, with the box they have in common.

    Both have the columns of `Boxes.frame`; those of the right one end in `_2`. The common box is in
    the columns of BOX. Two powers are held against each other in the measures of their own limits
    only: in a third, where both hold at any amount, they would meet though their limits are apart.
    """
    both = left.join(right, on=["matter", "axis"], suffix="_2").filter(
        pl.col("own") | pl.col("own_2")
    )
    return both.with_columns(
        (pl.max_horizontal if c.endswith("_low") else pl.min_horizontal)(c, f"{c}_2").alias(c)
        for c in BOX
    ).filter(not_empty())


def first_uncovered(domains: pl.DataFrame, covers: pl.DataFrame) -> pl.DataFrame:
    """Return the first case of each domain that no cover holds: domain, day, amount, amount_to, place.

    `amount_to` is where, in that place on that day, the next cover or the end of the domain comes.
    `domains`: `domain` (a number, unique) and a box that is not empty; `covers`: `domain` and a box,
    any number for each domain. First: the earliest day, then the least amount, then the first leaf.
    A domain that is covered whole has no row.
    """
    clipped = covers.join(domains, on="domain", suffix="_d").with_columns(
        (pl.max_horizontal if c.endswith("_low") else pl.min_horizontal)(c, f"{c}_d").alias(c)
        for c in BOX
    )
    met = clipped.filter(not_empty())
    whole = met.filter(pl.all_horizontal(pl.col(c) == pl.col(f"{c}_d") for c in BOX))
    open_ = domains.join(whole, on="domain", how="anti")
    corner = {"day": "day_low", "amount": "amount_low", "place": "place_low"}
    free = open_.join(met, on="domain", how="anti").select("domain", **corner)
    found = [free]
    counts = met.join(whole, on="domain", how="anti").group_by("domain").len()
    sized = counts.select("domain", words=(pl.col("len") - 1) // WORD + 1)
    # Domains with as many words together: a crowded one makes the others no wider.
    for words in sized["words"].unique().sort().to_list():
        chosen = sized.filter(words=words).select("domain")
        part = open_.join(chosen, on="domain", how="semi").sort("domain")
        over = met.join(chosen, on="domain", how="semi").sort("domain")
        found.append(_first_in(Grid.of(part, over, int(words))))
    return _with_end(pl.concat(found), domains, met).sort("domain")


def _with_end(cases: pl.DataFrame, domains: pl.DataFrame, covers: pl.DataFrame) -> pl.DataFrame:
    here = cases.join(covers, on="domain").filter(
        pl.col("amount_low") > pl.col("amount"),
        *(pl.col(a).is_between(f"{a}_low", f"{a}_high", "left") for a in ("day", "place")),
    )
    next_ = here.group_by("domain").agg(amount_to=pl.col("amount_low").min())
    whole = domains.select("domain", "amount_high")
    return (
        cases.join(next_, on="domain", how="left")
        .join(whole, on="domain")
        .with_columns(pl.col("amount_to").fill_null(pl.col("amount_high")))
        .select("domain", "day", "amount", "amount_to", "place")
    )


# Cells -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cut:
    """One axis of all domains, cut at every end, domain after domain.

    `start`: of each domain its first interval (one longer than the domains); `low`: where each
    interval begins; `bits`: intervals x words, the covers of the domain that hold in it.
    """

    start: Ints
    low: Floats
    bits: Bits


@dataclass(frozen=True)
class Grid:
    """Domains cut into cells; `domain` gives their numbers."""

    domain: Ints
    days: Cut
    amounts: Cut
    places: Cut

    @classmethod
    def of(cls, domains: pl.DataFrame, covers: pl.DataFrame, words: int) -> Grid:
        """Cut `domains` by `covers` that lie in them, at most 64 x `words` each; both sorted by domain."""
        number = domains["domain"].to_numpy()
        owner = np.searchsorted(number, covers["domain"].to_numpy())
        first = np.searchsorted(owner, np.arange(number.size + 1))
        bits = _own_bits(first, words)
        cuts = (_cut(first, bits, domains, covers, a) for a in ("day", "amount", "place"))
        return cls(number, *cuts)

    def cells(self) -> Iterator[Cells]:
        """Yield all cells in the order of domain, day, amount, place: about CELLS_AT_ONCE a time."""
        amounts, places = np.diff(self.amounts.start), np.diff(self.places.start)
        rows = np.diff(self.days.start) * amounts
        ends = np.cumsum(rows)
        # Cells before each domain, to find the row at which enough are together.
        cells = np.concatenate([[0], np.cumsum(rows * places)])
        row = 0
        while row < ends[-1]:
            at = int(np.searchsorted(ends, row, "right"))
            enough = cells[at] + (row - ends[at] + rows[at]) * places[at] + CELLS_AT_ONCE
            last = min(int(np.searchsorted(cells, enough, "right")) - 1, rows.size - 1)
            more = min(int((enough - cells[last]) // places[last]), int(rows[last]))
            stop = max(int(ends[last] - rows[last]) + more, row + 1)
            yield self._rows(np.arange(row, stop), ends)
            row = stop

    def _rows(self, rows: Ints, ends: Ints) -> Cells:
        domain = np.searchsorted(ends, rows, "right")
        inside = rows - np.concatenate([[0], ends])[domain]
        wide = np.diff(self.amounts.start)[domain]
        day = self.days.start[domain] + inside // wide
        amount = self.amounts.start[domain] + inside % wide
        many = np.diff(self.places.start)[domain]
        row = np.repeat(np.arange(rows.size), many)
        place = _runs(self.places.start[domain], many)
        held = (self.days.bits[day] & self.amounts.bits[amount])[row] & self.places.bits[place]
        return Cells(domain[row], day[row], amount[row], place, held)


@dataclass(frozen=True)
class Cells:
    """Cells: the domain, the three intervals and the covers of each."""

    domain: Ints
    day: Ints
    amount: Ints
    place: Ints
    held: Bits


def _first_in(grid: Grid) -> pl.DataFrame:
    """Return of each domain the first cell without a cover."""
    found = []
    for cells in grid.cells():
        bare = np.flatnonzero(~cells.held.any(axis=1))
        domain, at = np.unique(cells.domain[bare], return_index=True)
        first = bare[at]
        found.append(
            pl.DataFrame(
                {
                    "domain": grid.domain[domain],
                    "day": grid.days.low[cells.day[first]].astype(np.int64),
                    "amount": grid.amounts.low[cells.amount[first]],
                    "place": grid.places.low[cells.place[first]].astype(np.int64),
                },
                schema_overrides={"domain": pl.Int64},
            )
        )
    # A domain decided in two goes may be found twice: its first cell comes first.
    return pl.concat(found).unique("domain", keep="first", maintain_order=True)


def _cut(first: Ints, bits: Bits, domains: pl.DataFrame, covers: pl.DataFrame, axis: str) -> Cut:
    """Cut one axis at every end of a cover that lies inside the domain, and at the domain's own low end."""
    low, high = (covers[f"{axis}_{e}"].to_numpy().astype(np.float64) for e in ("low", "high"))
    base, top = (domains[f"{axis}_{e}"].to_numpy().astype(np.float64) for e in ("low", "high"))
    groups = np.arange(base.size)
    group = np.repeat(groups, np.diff(first))
    points = pl.DataFrame(
        {"g": np.concatenate([groups, group, group]), "v": np.concatenate([base, low, high])}
    )
    inner = points.filter(pl.col("v") < top[points["g"].to_numpy()]).unique().sort("g", "v")
    owner, at = inner["g"].to_numpy(), inner["v"].to_numpy()
    many = np.diff(first)[owner]
    power, interval = _runs(first[owner], many), np.repeat(np.arange(owner.size), many)
    inside = (low[power] <= at[interval]) & (at[interval] < high[power])
    # Every domain of a grid has a cover, so that no run is empty.
    sets = np.bitwise_or.reduceat(
        np.where(inside[:, None], bits[power], np.uint64(0)), np.cumsum(many) - many, axis=0
    )
    return Cut(np.searchsorted(owner, np.arange(base.size + 1)), at, sets)


def _own_bits(first: Ints, words: int) -> Bits:
    """Return of each cover the set of itself alone, covers numbered from 0 in each domain."""
    index = np.arange(int(first[-1])) - np.repeat(first[:-1], np.diff(first))
    rows = np.zeros((index.size, words), np.uint64)
    bit = np.left_shift(np.uint64(1), (index % WORD).astype(np.uint64))
    rows[np.arange(index.size), index // WORD] = bit
    return rows


def _runs(start: Ints, many: Ints) -> Ints:
    """Return start, start + 1, ... (`many` of them), one run after the other."""
    ends = np.cumsum(many)
    runs: Ints = np.arange(int(ends[-1])) + np.repeat(start - (ends - many), many)
    return runs

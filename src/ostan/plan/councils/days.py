"""Council days: sittings put on the same days, so that who sits in several travels once.

It is a partition again: of sittings into days that hold at most `Goals.day_hours`, where a day costs
each member the greatest of the travel its sittings cost him. Only travel is saved; the grouping of
councils is not looked at again. Days are found by annealing (`kernel_days`). No bound on them is
needed: that of a plan is the bound of its grouping.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ostan.country.country import Country
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.load import council_factors, post_factors, seat_load
from ostan.measure.councils.sittings import sittings_held
from ostan.plan.councils.law import grounds
from ostan.plan.councils.moves import spread
from ostan.plan.councils.scope import Scope
from ostan.plan.councils.texts import REASONS
from ostan.plan.goals import Goals
from ostan.reform.change import Change
from ostan.reform.councils.joining import HoldSameDay

if TYPE_CHECKING:
    from ostan.plan.councils.kernel_days import Packed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST = 8
"""Sittings of one day at most."""
MINUTES = 60
"""Lengths of sessions are counted in whole minutes, rounded up."""
NEAR = 100
"""Partners that the search tries for a sitting: those it saves most with as a pair."""
RUNS = 4
"""Runs of annealing; the best counts."""
STEPS = 20
"""Steps of a run, between which the clock is looked at."""
LEAST = 1e-6
"""Weighted hours a year that are no saving."""
DIGITS = 9
"""Digits of a share of travel, by which members are alike."""
MOVES = 40
"""Moves of a step, for each sitting."""
HOT, COLD = 0.1, 0.01
"""Heat of a run at first and at last, as a share of what a sitting saves with its best partner."""


@dataclass(frozen=True)
class Days:
    """The changes that make council days, and the weighted hours a year saved."""

    changes: tuple[Change, ...]
    saved: float


NONE = Days((), 0.0)
"""No council days."""


def council_days(
    country: Country,
    scope: Scope,
    goals: Goals,
    *,
    seconds: float,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Days:
    """Return the council days of a Country whose councils are grouped; narrowed to the scope.

    The search takes `seconds` at most, and most often a fraction of one.
    """
    if "hold_same_day" not in goals.allowed():
        return NONE
    until = time.perf_counter() + seconds
    found = _sittings(country, scope, goals)
    names = sorted({s.item for s in found})
    travel = as_travel(found, names, scope)

    def over() -> bool:
        return time.perf_counter() > until or (stop is not None and stop())

    made = best_days(travel, int(goals.day_hours * MINUTES), seed, over)
    groups = [[names[i] for i in day] for day in made]
    changes = tuple(c for g in groups for c in _changes(found, g, scope))
    return Days(changes, saved(travel, made))


@cache
def ready() -> None:
    """Have the kernels compiled, or read from where they were kept: two or three seconds at first."""
    best_days(Travel(np.ones((3, 2)), np.full((3, 1), MINUTES)), 2 * MINUTES, 0, lambda: False)


@dataclass(frozen=True)
class _Sitting:
    """A sitting of one council or several: its host, length of a session, and travel by member."""

    item: str
    host: str
    place: str
    sessions: float
    length: float
    travel: Mapping[str, float]


def _sittings(country: Country, scope: Scope, goals: Goals) -> list[_Sitting]:
    """Return the sittings on days of their own that may share them, none locked by the goals."""
    ground = grounds(country, "hold_same_day", goals)
    hosts = council_factors(country).select("council", "type", "place")
    at = bodies(country).filter(pl.col("day").is_null())
    held = sittings_held(country).select("sitting", "sessions", "hours")
    table = (
        at.select("sitting")
        .unique()
        .join(held, on="sitting")
        .join(hosts, left_on="sitting", right_on="council")
        .filter(
            pl.col("sessions") > 0,
            pl.col("hours") / pl.col("sessions") <= goals.day_hours,
            pl.col("place").is_in(list(scope.places)),
        )
        .with_columns(item=pl.col("type") if scope.template else pl.col("sitting"))
        .filter(pl.len().over("item", "place") == 1)
        .sort("item", "place")
    )
    travel = _travel(country)
    locked = set(goals.lock)
    return [
        _Sitting(
            r["item"],
            r["sitting"],
            r["place"],
            r["sessions"],
            r["hours"] / r["sessions"],
            travel.get(r["sitting"], {}),
        )
        for r in table.iter_rows(named=True)
        if ground[r["sitting"]].allowed and not locked & {r["type"], r["sitting"]}
    ]


def _travel(country: Country) -> dict[str, dict[str, float]]:
    """Return the weighted hours of travel to main sessions a year: by sitting, by holder."""
    load = seat_load(country)
    subs = pl.col("subsession_share") * pl.col("subsessions") * pl.col("travel_each")
    each = load.profiles.select(travel=pl.col("attendance") * (pl.col("travel") - subs))
    weights = post_factors(country).select(holder="post", weight="weight")
    sitting = bodies(country).select("council", "sitting")
    seats = load.seats.select("council", "holder", "holders", "profile")
    rows = (
        pl.concat([seats, each[seats["profile"]]], how="horizontal")
        .join(sitting, on="council")
        .join(weights, on="holder", how="left")
        .with_columns(hours=pl.col("weight").fill_null(1.0) * pl.col("holders") * pl.col("travel"))
        .group_by("sitting", "holder")
        .agg(pl.col("hours").sum())
        .filter(pl.col("hours") > 0)
        .sort("sitting", "holder")
    )
    found: dict[str, dict[str, float]] = {}
    for at, holder, hours in rows.iter_rows():
        found.setdefault(at, {})[holder] = hours
    return found


# Search ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Travel:
    """What days are made of; an item is a sitting, or in a template those of a type in all places.

    `hours` float64[items, members]: weighted hours of travel a year, of a member of a place who sits
    in two items there or more. `length` int64[items, places]: minutes of a session; 0 where there
    is none.
    """

    hours: Floats
    length: Ints


def as_travel(found: Sequence[_Sitting], names: Sequence[str], scope: Scope) -> Travel:
    """Return the sittings in arrays, items as in `names`."""
    row = {name: k for k, name in enumerate(names)}
    place = {name: k for k, name in enumerate(scope.places)}
    sits = Counter((s.place, h) for s in found for h in s.travel)
    column = {m: k for k, m in enumerate(sorted(m for m, n in sits.items() if n > 1))}
    hours = np.zeros((len(names), len(column)))
    length = np.zeros((len(names), len(place)), np.int64)
    for s in found:
        length[row[s.item], place[s.place]] = int(np.ceil(s.length * MINUTES - 1e-6))
        for holder, each in s.travel.items():
            if (s.place, holder) in column:
                hours[row[s.item], column[s.place, holder]] = each
    return Travel(hours, length)


def saved(travel: Travel, days: Sequence[Sequence[int]]) -> float:
    """Return the weighted hours a year that days save: of a member's travel all but the greatest."""
    each = (travel.hours[list(day)] for day in days)
    return float(sum((rows.sum(axis=0) - rows.max(axis=0)).sum() for rows in each if rows.size))


def best_days(
    travel: Travel, minutes: int, seed: int, over: Callable[[], bool]
) -> list[tuple[int, ...]]:
    """Return the best days found of two items or more, a day holding `minutes` in each place.

    They depend on the seed alone unless `over` ends the search; the first step is always made.
    """
    n = len(travel.hours)
    packed, scale = _packed(travel, minutes)
    if scale <= 0:
        return []
    made, most = np.arange(n), 0.0
    for run in range(RUNS):
        if run and over():
            break
        value, days = _annealed(packed, travel.length, scale, seed * RUNS + run, over)
        if value > most + 1e-9:
            made, most = days, value
    groups = (tuple(np.flatnonzero(made == d).tolist()) for d in np.unique(made))
    parted = (tuple(_worth(travel, day)) for day in groups)
    return sorted(day for day in parted if len(day) > 1)


def _worth(travel: Travel, day: Sequence[int]) -> list[int]:
    """Return the items of a day without those that save nothing there."""
    kept = list(day)
    for item in day:
        rest = [i for i in kept if i != item]
        if saved(travel, [rest]) >= saved(travel, [kept]) - LEAST:
            kept = rest
    return kept


def _packed(travel: Travel, minutes: int) -> tuple[Packed, float]:
    """Return the problem for the kernel, and what an item saves with its best partner, on average."""
    from ostan.plan.councils import kernel_days

    hours = _folded(travel.hours)
    rows, member = np.nonzero(hours)
    start = np.searchsorted(rows, np.arange(len(hours) + 1))
    pairs = kernel_days.pairs(hours, start, member)
    # An item is none of its own partners.
    np.fill_diagonal(pairs, -1.0)
    near = np.argsort(-pairs, axis=1, kind="stable")[:, : min(NEAR, len(hours) - 1)]
    packed = kernel_days.Packed(
        hours, start, member, travel.length, np.ascontiguousarray(near), minutes
    )
    return packed, float(pairs.max(axis=1, initial=0.0).mean()) if len(hours) else 0.0


def _folded(hours: Floats) -> Floats:
    """Return the travel with members of like travel as one: those of places that are alike."""
    hours = hours[:, hours.any(axis=0)]
    if not hours.size:
        return hours
    most = hours.max(axis=0)
    _, first, of = np.unique(
        np.round(hours / most, DIGITS), axis=1, return_index=True, return_inverse=True
    )
    weight = np.bincount(of.ravel(), weights=most)
    return np.ascontiguousarray(hours[:, first] / most[first] * weight)


def _annealed(
    packed: Packed, length: Ints, scale: float, seed: int, over: Callable[[], bool]
) -> tuple[float, Ints]:
    """Return the most that days met in one run save, and these days: the number of each item's."""
    from ostan.plan.councils import kernel_days

    n = len(packed.travel)
    days = kernel_days.Days(
        np.arange(n),
        np.pad(np.arange(n)[:, None], ((0, 0), (0, MOST))),
        np.ones(n, np.int64),
        length.copy(),
    )
    random = np.array([seed], np.uint64)
    moves = MOVES * n
    cooling = (COLD / HOT) ** (1 / (STEPS * moves))
    best, now, most = np.arange(n), 0.0, 0.0
    for step in range(STEPS):
        heat = scale * HOT * cooling ** (step * moves)
        now, most = kernel_days.anneal(packed, days, moves, heat, cooling, random, best, now, most)
        if over():
            break
    return most, best


# As changes --------------------------------------------------------------------------------------


def _changes(found: Sequence[_Sitting], group: Sequence[str], scope: Scope) -> Iterator[Change]:
    """Return the changes of one day: the sitting with the most sessions is the host."""
    of = {(s.item, s.place): s for s in found if s.item in group}
    at: dict[tuple[str, ...], list[str]] = {}
    for place in scope.places:
        here = [of[name, place] for name in group if (name, place) in of]
        here.sort(key=lambda s: (-s.sessions, s.item))
        if len(here) > 1:
            at.setdefault(tuple(s.item for s in here), []).append(place)
    for (host, *others), places in at.items():
        yield HoldSameDay(
            host=host,
            councils=tuple(others),
            at=spread(scope, places) if scope.template else (),
            reason=REASONS["day"].fa,
        )

"""Council days: sittings put on the same days, so that who sits in several travels once.

It is a partition again: of sittings into days that hold at most `Goals.day_hours`, where a day costs
each member the greatest of the travel its sittings cost him. Only travel is saved; the grouping of
councils is not looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.load import council_factors, post_factors, seat_load
from ostan.measure.councils.sittings import sittings_held
from ostan.plan.councils.law import grounds
from ostan.plan.councils.moves import spread
from ostan.plan.councils.scope import Scope
from ostan.plan.councils.texts import REASONS
from ostan.plan.engine.problem import Mode, Problem, Scene, Seats, Table
from ostan.plan.engine.solve import solve
from ostan.plan.goals import Goals
from ostan.reform.change import Change
from ostan.reform.councils.joining import HoldSameDay

MOST = 8
"""Sittings of one day at most."""
MINUTES = 60
"""Lengths of sessions are counted in whole minutes, rounded up."""


@dataclass(frozen=True)
class Days:
    """The changes that make council days, and the weighted hours a year saved; at most `most`."""

    changes: tuple[Change, ...]
    saved: float
    most: float


NONE = Days((), 0.0, 0.0)
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
    """Return the council days of a Country whose councils are grouped; narrowed to the scope."""
    if "hold_same_day" not in goals.allowed():
        return NONE
    found = _sittings(country, scope, goals)
    names = sorted({s.item for s in found})
    if len(names) < 2:
        return NONE
    problem = _problem(found, names, scope, goals)
    made = solve(problem, seconds=seconds, gap=0.02, seed=seed, stop=stop)
    alone = made.value + _saving(problem, made.groups)
    groups = [[names[i] for i in g] for g in made.groups if len(g) > 1]
    changes = tuple(c for g in groups for c in _changes(found, g, scope))
    return Days(changes, alone - made.value, alone - made.bound)


def _saving(problem: Problem, groups: Sequence[Sequence[int]]) -> float:
    from ostan.plan.engine.cost import group_cost

    return sum(
        sum(group_cost(problem, [i]) for i in g) - group_cost(problem, list(g)) for g in groups
    )


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


# As a problem ------------------------------------------------------------------------------------


def _problem(
    found: Sequence[_Sitting], names: Sequence[str], scope: Scope, goals: Goals
) -> Problem:
    """One hour of agenda on a subject all share, once: then a group costs the sum of its maxima.

    The length of the sessions of a day is counted as people in the room, of whom there may be as
    many as a day has minutes.
    """
    number = {name: k for k, name in enumerate(names)}
    n = len(names)
    scenes = [
        _scene([s for s in found if s.place == place], number)
        for place in scope.places
        if any(s.place == place for s in found)
    ]
    mode = Mode(
        name="hold_same_day",
        scenes=tuple(scenes),
        overlap=1.0,
        price=np.zeros(n),
        pair=np.zeros((n, n)),
        forbidden=np.zeros((n, n), np.bool_),
    )
    return Problem(n, (mode,), max_items=MOST, max_people=float(int(goals.day_hours * MINUTES)))


def _scene(sittings: Sequence[_Sitting], number: Mapping[str, int]) -> Scene:
    k = len(sittings)
    holders = sorted({h for s in sittings for h in s.travel})
    at = {h: k + i for i, h in enumerate(holders)}
    rows = [
        [(row, 0.0, 0.0), *((at[h], v, 0.0) for h, v in s.travel.items())]
        for row, s in enumerate(sittings)
    ]
    lengths = [float(int(np.ceil(s.length * MINUTES - 1e-6))) for s in sittings]
    return Scene(
        weight=1.0,
        items=np.array([number[s.item] for s in sittings], np.int64),
        sessions=np.ones(k),
        subjects=Table.of([[(0, 1.0)]] * k),
        members=Seats.of(rows),
        longest=np.ones(k),
        overhead=0.0,
        fixed=np.zeros(k),
        people=np.array([*lengths, *([0.0] * len(holders))]),
    )


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

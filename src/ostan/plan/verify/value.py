"""What the councils of a scope cost, in weighted hours a year: `ostan.plan.goals` has the definition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from ostan.country import legal
from ostan.country.country import Country
from ostan.measure.councils import seat_hours, sittings
from ostan.measure.councils.bodies import bodies
from ostan.measure.councils.joined import term_defaults
from ostan.measure.councils.load import origin_factors, post_factors
from ostan.plan.goals import Goals
from ostan.plan.verify.places import Scope, changed, of_names, sat
from ostan.plan.verify.subjects import Subjects

NOBODY = 1.0
"""Weight of an hour of a holder that is no post of the table, or whose weight is not known."""


@dataclass(frozen=True)
class Value:
    """Weighted hours a year, at the middle setting: of seats, of secretariats, and two prices."""

    hours: float
    secretariat: float
    incoherence: float
    acts: float = 0.0

    @property
    def whole(self) -> float:
        """All of it."""
        return self.hours + self.secretariat + self.incoherence + self.acts


def value_of(country: Country, goals: Goals, scope: Scope, before: Country | None = None) -> Value:
    """Return the value of the councils of a scope; with `before`, of the acts that led here too."""
    return Value(
        hours=weighted_hours(country, scope),
        secretariat=secretariat_hours(country, goals, scope),
        incoherence=goals.lambda_ * unlikeness(country, scope),
        acts=0.0 if before is None else acts(before, country, goals, scope),
    )


def weighted_hours(country: Country, scope: Scope) -> float:
    """Return the hours of all seats of the scope, each times holders and weight of its post.

    Seats whose hours are not known are left out, as in every sum of hours.
    """
    weights = post_factors(country).select("weight", holder="post")
    here = scope.councils(country).select("council")
    seats = seat_hours(country).join(here, on="council", how="semi").drop_nulls("hours")
    each = seats.join(weights, on="holder", how="left").select(
        pl.col("hours") * pl.col("holders") * pl.col("weight").fill_null(NOBODY)
    )
    return math.fsum(each.to_series())


def secretariat_hours(country: Country, goals: Goals, scope: Scope) -> float:
    """Return the work of secretariats that no seat has, at weight 1."""
    each = goals.secretariat(country)
    regrowth = term_defaults(country)["regrowth"].value or 0.0
    here = set(scope.councils(country)["council"])
    named = _with_secretary(country)
    own = dict(origin_factors(country).select("council", "sessions").iter_rows())
    sitting = dict(sittings(country).select("host", "sessions").iter_rows())
    total = []
    for (body, host), rows in bodies(country).group_by("body", "sitting"):
        without = [c for c in rows["council"] if c not in named]
        if body not in here or not without:
            continue
        alone = math.fsum(own[c] or 0.0 for c in without)
        if rows.height == 1:
            total.append(each * alone)
        else:
            total.append(each * (regrowth * alone + (1 - regrowth) * (sitting[host] or 0.0)))
    return math.fsum(total)


def _with_secretary(country: Country) -> frozenset[str]:
    """Councils with a seat of a secretary of their own."""
    closed = country["posts"].filter(pl.col("status") == "closed")["post"]
    seats = country["seats"].filter(
        pl.col("role") == "secretary",
        ~pl.col("carried").fill_null(False),
        ~pl.col("holder").is_in(closed.implode()),
    )
    return frozenset(seats["council"])


def unlikeness(country: Country, scope: Scope) -> float:
    """Return the incoherence of every pair of councils in one sitting, summed over all places."""
    known = Subjects.of(country)
    here = set(scope.councils(country)["council"])
    pairs = (p for c in sat(country).values() if here & set(c) for p in combinations(c, 2))
    return math.fsum(known.incoherence(a, b) for a, b in pairs)


MOVES = {"merge_councils": "merged", "hold_jointly": "joint"}
"""Moves that bring councils together, with what shows that one was made."""


# Acts --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """What a name (a type, or an id) is brought together by: `joins`: not everywhere as the host."""

    price: float
    joins: bool
    bound: bool


def acts(before: Country, after: Country, goals: Goals, scope: Scope) -> float:
    """Return the price of the acts by which councils were brought together.

    Of the names brought together each pays the dearest act that any of its councils in the scope
    needs, but one: a host that joins no other itself, if there is one; of several one that may not
    disappear, then the dearest.
    """
    met = changed(before, after, scope)
    named = dict(scope.councils(before).select("council", "named").iter_rows())
    grounds = {move: _grounds(before, move, goals) for move in MOVES}
    parts = _parts(before, after, goals, scope, frozenset(met), grounds)
    total = 0.0
    for names in _groups({named[c] for c in councils if c in named} for councils in met.values()):
        here = [parts[n] for n in sorted(names) if n in parts]
        spared = max(here, key=lambda p: (not p.joins, p.bound, p.price))
        total += math.fsum(p.price for p in here) - spared.price
    return total


def _groups(sets: Iterable[set[str]]) -> list[set[str]]:
    """Join sets that have a name in common."""
    found: list[set[str]] = []
    for names in sets:
        touching = [g for g in found if g & names]
        found = [g for g in found if not g & names] + [names.union(*touching)]
    return found


def _grounds(country: Country, move: str, goals: Goals) -> dict[str, tuple[float, bool]]:
    """Return, for every council, the price of the act that a move needs, and whether it may make it."""
    within, assumed = goals.within(country), goals.assumed(country)
    judged = legal.verdict(country, "councils", move).select("id", "enough_rank", "missing")
    return {
        council: (goals.price_of(rank), rank in within and (council in assumed or not missing))
        for council, rank, missing in judged.iter_rows()
    }


def _parts(
    before: Country,
    after: Country,
    goals: Goals,
    scope: Scope,
    met: frozenset[str],
    grounds: Mapping[str, Mapping[str, tuple[float, bool]]],
) -> dict[str, _Part]:
    """Return what each name is brought together by; `met`: hosts of the sittings that are new."""
    locked = of_names(before, goals.lock)
    alive = scope.councils(before).filter(pl.col("status") == "active")
    several = (
        bodies(after)
        .filter(pl.col("sitting").is_in(sorted(met)))
        .with_columns(
            joint=pl.col("body").n_unique().over("sitting") > 1,
            merged=pl.col("council") != pl.col("body"),
            joins=pl.col("council") != pl.col("sitting"),
        )
    )
    rows = alive.join(several, on="council", how="left")
    found = {}
    for (name,), here in rows.group_by("named"):
        if not here["sitting"].count():
            continue
        # A host of mergers alone needs no act; its price counts where another host is spared.
        moves = [m for m, column in MOVES.items() if here[column].any()] or ["merge_councils"]
        own = [grounds[m][c] for m in moves for c in here["council"]]
        found[str(name)] = _Part(
            price=max(price for price, _ in own),
            joins=bool(here["joins"].any()),
            bound=bool(locked & set(here["council"])) or not all(free for _, free in own),
        )
    return found

"""Moves made before councils are grouped, each judged on its own: delegations and lawful minima.

*Delegations.* A seat whose holder has a deputy passes to him where an act within reach suffices and
the weighted hours it saves a year are more than the price of that act. The deputies of a post are
its stand-in if one is stated; else, for the head of a unit, the posts of the unit with the greatest
weight below his, if that is at least the weight of a head of a unit (`HEAD`). A body that a rule singles out as never to be merged keeps its chair. Of several
deputies: one who sits there already (he comes in any case), then the one who chairs the business most
like it, then the one with the least weighted hours.

*Sessions.* A council that meets more often than its law asks, both stated, meets as often as that.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from ostan.country.country import Country
from ostan.country.fill import Default, default_of, parse
from ostan.country.legal import verdict
from ostan.measure.councils.load import SUBSESSION_SHARE, council_factors, post_factors
from ostan.plan.councils.facts import weighted_seats
from ostan.plan.councils.incoherence import subject_vectors
from ostan.plan.councils.law import grounds
from ostan.plan.councils.scope import Scope
from ostan.plan.councils.texts import REASONS
from ostan.plan.goals import Goals
from ostan.reform.change import EVERY, Change
from ostan.reform.councils.seats import DelegateChair, DelegateSeat
from ostan.reform.councils.sessions import SetSessions

Row = dict[str, object]

HEAD = 1.0
"""Weight of an hour of the head of a unit, which weights are relative to."""


@dataclass(frozen=True)
class Delegation:
    """A seat that passes from its holder to a deputy; all by id."""

    council: str
    role: str
    holder: str
    to: str


@dataclass(frozen=True)
class Moves:
    """What may be done before grouping, council by council, locks not looked at; all by id.

    `sessions`: council and its sessions a year.
    """

    sessions: tuple[tuple[str, float], ...]
    delegations: tuple[Delegation, ...]

    def without(self, councils: Container[str]) -> Moves:
        """Return the moves of all other councils."""
        return Moves(
            tuple(s for s in self.sessions if s[0] not in councils),
            tuple(d for d in self.delegations if d.council not in councils),
        )

    @property
    def councils(self) -> frozenset[str]:
        """The councils that are changed."""
        return frozenset([*(c for c, _ in self.sessions), *(d.council for d in self.delegations)])


def first_moves(country: Country, scope: Scope, goals: Goals) -> list[Change]:
    """Return the changes made before grouping; `country` is narrowed to the scope."""
    made = moves(country, scope, goals).without(locked(country, goals))
    return as_changes(country, scope, made)


def moves(country: Country, scope: Scope, goals: Goals) -> Moves:
    """Return what may be done before grouping, whatever is locked; `country` is narrowed."""
    table = country["councils"].filter(
        pl.col("status") == "active", pl.col("place").is_in(list(scope.places))
    )
    return Moves(tuple(_sessions(country, table, goals)), tuple(delegations(country, table, goals)))


def locked(country: Country, goals: Goals) -> frozenset[str]:
    """Return the councils that the goals lock, by id or by type."""
    named = pl.col("type").is_in(list(goals.lock)) | pl.col("council").is_in(list(goals.lock))
    return frozenset(country["councils"].filter(named)["council"])


def as_changes(country: Country, scope: Scope, made: Moves) -> list[Change]:
    """Return moves as changes, those that are alike in many places as one."""
    place = dict(country["councils"].select("council", "place").iter_rows())
    rows = [((council, sessions), place[council]) for council, sessions in made.sessions]
    found: list[Change] = [
        SetSessions(
            council=name, sessions_per_year=sessions, at=places, reason=REASONS["minimum"].fa
        )
        for (name, sessions), places in folded(country, scope, rows)
    ]
    for kind, chair in ((DelegateChair, True), (DelegateSeat, False)):
        of_kind = [d for d in made.delegations if (d.role == "chair") == chair]
        found += _as_changes(country, scope, kind, of_kind)
    return found


# Sessions ----------------------------------------------------------------------------------------


def _sessions(country: Country, table: pl.DataFrame, goals: Goals) -> Iterator[tuple[str, float]]:
    ground = grounds(country, "set_sessions", goals)
    often = table.filter(pl.col("sessions_per_year") > pl.col("sessions_required"))
    for council, sessions in often.select("council", "sessions_required").iter_rows():
        if ground[council].allowed:
            yield council, float(sessions)


# Delegations -------------------------------------------------------------------------------------


def delegations(country: Country, table: pl.DataFrame, goals: Goals) -> list[Delegation]:
    """Return the seats of these councils that pass to a deputy, sorted by council and holder."""
    moves = ("delegate_chair", "delegate_seat")
    chair, seat = (grounds(country, move, goals) for move in moves)
    office = _Office.of(country, table)
    kept = _singled_out(country)
    found = []
    for row in office.seats.iter_rows(named=True):
        ground = (chair if row["role"] == "chair" else seat)[row["council"]]
        if not ground.allowed or row["role"] not in ("chair", "member"):
            continue
        if row["role"] == "chair" and row["council"] in kept:
            continue
        to = office.deputy(row["council"], row["holder"])
        if to and office.saves(row, to) > goals.price_of(ground.rank):
            found.append(Delegation(row["council"], row["role"], row["holder"], to))
    return found


def _singled_out(country: Country) -> frozenset[str]:
    """Return the councils that a rule with a condition keeps from merging, whatever the act."""
    judged = verdict(country, "councils", "merge_councils")
    rules = country["rules"].filter(
        pl.col("condition").is_not_null(), pl.col("enough_rank").is_null()
    )
    return frozenset(judged.filter(pl.col("rule").is_in(rules["rule"].implode()))["id"])


@dataclass(frozen=True)
class _Office:
    """Seats of councils with all it takes to judge who may come in whose place."""

    seats: pl.DataFrame
    by_seat: Mapping[tuple[str, str], Row]
    councils: Mapping[str, Row]
    posts: Mapping[str, Row]
    deputies: Mapping[str, tuple[str, ...]]
    load: Mapping[str, float]
    chaired: Mapping[str, tuple[int, ...]]
    number: Mapping[str, int]
    alike: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    defaults: Sequence[Default]

    @classmethod
    def of(cls, country: Country, table: pl.DataFrame) -> _Office:
        """Gather it for the seats of the councils of `table` whose holders have deputies."""
        posts = country["posts"].join(
            post_factors(country).select("post", each="weight"), on="post", how="left"
        )
        deputies = _deputies(posts, frozenset(country["units"]["head"].drop_nulls()))
        every = weighted_seats(country)
        here = every.filter(
            pl.col("council").is_in(table["council"].implode()),
            pl.col("holder").is_in(list(deputies)),
            pl.col("attendance") > 0,
        ).sort("council", "holder")
        load = every.group_by("holder").agg(
            (pl.col("weight") * pl.col("hours")).sum().alias("load")
        )
        names = council_factors(country)["council"].to_list()
        number = {c: k for k, c in enumerate(names)}
        return cls(
            seats=here,
            by_seat={(str(r["council"]), str(r["holder"])): r for r in every.iter_rows(named=True)},
            councils={str(r["council"]): r for r in council_factors(country).iter_rows(named=True)},
            posts={str(r["post"]): r for r in posts.iter_rows(named=True)},
            deputies=deputies,
            load=dict(load.iter_rows()),
            chaired=_chaired(every, number),
            number=number,
            alike=_likeness(country, names),
            defaults=[*parse(country["defaults"]), *parse(SUBSESSION_SHARE)],
        )

    def deputy(self, council: str, holder: str) -> str | None:
        """Return who comes in the holder's place."""

        def rank(post: str) -> tuple[bool, float, float, str]:
            at = [self.alike[self.number[council], k] for k in self.chaired.get(post, ())]
            sits = (council, post) in self.by_seat
            return (not sits, -max(at, default=0.0), self.load.get(post, 0.0), post)

        return min(self.deputies.get(holder, ()), key=rank, default=None)

    def saves(self, row: Row, to: str) -> float:
        """Return the weighted hours a year that are saved if `to` comes in the place of this seat."""
        chair = row["role"] == "chair"
        now = self.by_seat.get((str(row["council"]), to))
        weight = float(str(self.posts[to]["each"])) * int(str(self.posts[to]["holders"]))
        if now and (not chair or now["role"] in ("chair", "deputy")):
            more = 0.0
        else:
            own = weight * float(str(now["hours"])) if now else 0.0
            more = (
                weight * self._hours(str(row["council"]), to, "deputy" if chair else "member") - own
            )
        return float(str(row["weight"])) * float(str(row["hours"])) - more

    def _hours(self, council: str, post: str, role: str) -> float:
        """Hours a year of a new seat, all its factors from the defaults."""
        of = self.councils[council]
        having = {k: str(of[k]) for k in ("kind", "function") if of[k] is not None}
        having |= {"type": str(self.posts[post]["type"]), "role": role, "place": str(of["level"])}

        def get(stem: str) -> float:
            return default_of(self.defaults, stem, "value", **having) or 0.0

        sides = ("preparation", "travel", "followup")
        prep, travel, follow = (get(f"{s}_hours_per_seat_session") for s in sides)
        main = float(str(of["sessions"])) * (float(str(of["length"])) + prep + travel + follow)
        subs = float(str(of["subsessions"])) * (float(str(of["sublength"])) + travel)
        return get("attendance") * (main + get("subsession_share") * subs)


def _deputies(posts: pl.DataFrame, heads: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return the deputies of posts: the stand-in, else (of heads of units) those next in weight."""
    live = posts.filter(pl.col("status").fill_null("active") != "closed")
    rows = live.select("unit", "post", "each", "holders").drop_nulls().sort("post")
    staff: dict[str, list[tuple[str, float, int]]] = {}
    for unit, post, weight, holders in rows.iter_rows():
        staff.setdefault(unit, []).append((post, weight, holders))
    found: dict[str, tuple[str, ...]] = {}
    for unit, post, weight, _ in rows.filter(pl.col("post").is_in(list(heads))).iter_rows():
        below = max((w for _, w, _ in staff[unit] if w < weight), default=0.0)
        if below >= HEAD:
            found[post] = tuple(p for p, w, n in staff[unit] if w == below and n == 1)
    known = set(live["post"])
    for post, stand_in in live.select("post", "stand_in").drop_nulls().iter_rows():
        if stand_in in known:
            found[post] = (stand_in,)
    return {post: to for post, to in found.items() if to}


def _chaired(seats: pl.DataFrame, number: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Return the councils each post chairs, or, if none, sits in."""
    chairs: dict[str, list[int]] = {}
    sits: dict[str, list[int]] = {}
    for holder, council, role in seats.select("holder", "council", "role").iter_rows():
        if council in number:
            sits.setdefault(holder, []).append(number[council])
            if role == "chair":
                chairs.setdefault(holder, []).append(number[council])
    return {holder: tuple(chairs.get(holder, at)) for holder, at in sits.items()}


def _likeness(
    country: Country, councils: list[str]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    vectors = subject_vectors(country, councils)
    length = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    unit = np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 0)
    found: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = unit @ unit.T
    return found


# One change for many places ----------------------------------------------------------------------


def _as_changes(
    country: Country,
    scope: Scope,
    kind: type[DelegateChair] | type[DelegateSeat],
    found: Sequence[Delegation],
) -> Iterator[Change]:
    place = dict(country["councils"].select("council", "place").iter_rows())
    named = [((d.council, d.holder, d.to), place[d.council]) for d in found]
    for (council, holder, to), at in folded(country, scope, named):
        if kind is DelegateChair:
            yield DelegateChair(council=council, to=to, at=at, reason=REASONS["deputy"].fa)
        else:
            yield DelegateSeat(
                council=council, holder=holder, to=to, at=at, reason=REASONS["deputy"].fa
            )


def folded(
    country: Country, scope: Scope, rows: Iterable[tuple[tuple[Any, ...], str]]
) -> list[tuple[tuple[Any, ...], tuple[str, ...]]]:
    """Return rows of (names, place) with ids as types and alike rows as one, and the places of each.

    Outside a template names stay ids and places are empty. Names that are ids of councils or posts
    become types; other values stay.
    """
    if not scope.template:
        return [(names, ()) for names, _ in rows]
    types: dict[Any, str] = dict(country["councils"].select("council", "type").iter_rows())
    types |= dict(country["posts"].select("post", "type").iter_rows())
    at: dict[tuple[Any, ...], list[str]] = {}
    for names, place in rows:
        at.setdefault(tuple(types.get(n, n) for n in names), []).append(place)
    return [(names, spread(scope, places)) for names, places in at.items()]


def spread(scope: Scope, places: Iterable[str]) -> tuple[str, ...]:
    """Return how a change names these places: all of the scope's as its level, else one by one."""
    wanted = tuple(sorted(set(places)))
    whole = scope.name.startswith(EVERY) and wanted == scope.places
    return (scope.name,) if whole else wanted

"""The hours of the councils of a scope, as numbers: what `compile` makes a problem of.

All at the middle setting of the defaults. A seat's hours today are

    attendance x (subs + sessions x (length + side)),   side = preparation + travel + follow-up

each of one session, `subs` its hours in sub-sessions a year; the weight of a seat is the weight of
its post times its holders. A council that lacks a factor (no default fits), or whose sessions are
shorter than what a session takes beside its business, is left out: it stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ostan.country.country import Country
from ostan.measure.councils.joined import business_shares, terms
from ostan.measure.councils.load import council_factors, post_factors, seat_load
from ostan.measure.councils.together import CORE_ROLES, LONGEST
from ostan.plan.councils.scope import Scope, items

OWN = "\0"
"""First letter of the subject of a council without an agenda, which no other council shares."""

MIDDLE = 1
"""Position of the middle setting in arrays of the three."""


@dataclass(frozen=True)
class Terms:
    """The country-wide terms at the middle setting; see `measure.councils.together.TERMS`."""

    phi: float
    core: float
    overlap: float
    regrowth: float
    overhead: float


@dataclass(frozen=True)
class Seat:
    """A seat in numbers; `weight` is that of the post times its `people`."""

    holder: str
    weight: float
    people: int
    attendance: float
    core: bool
    side: float
    travel: float
    subs: float


@dataclass(frozen=True)
class Body:
    """A council in numbers.

    `business`: hours a year by subject. `longest`: hours of business a session can take. `paper`:
    hours of secretariat work of a session that no seat has.
    """

    council: str
    item: str
    place: str
    sessions: float
    length: float
    longest: float
    business: Mapping[str, float]
    seats: tuple[Seat, ...]
    paper: float

    @property
    def hours(self) -> float:
        """Weighted hours a year it takes today, with its secretariat's."""
        each = (
            s.weight * s.attendance * (s.subs + self.sessions * (self.length + s.side))
            for s in self.seats
        )
        return sum(each) + self.sessions * self.paper


@dataclass(frozen=True)
class Facts:
    """The councils that are grouped, by id, sorted by item and place, in numbers."""

    scope: Scope
    terms: Terms
    table: pl.DataFrame
    bodies: Mapping[str, Body]

    @property
    def names(self) -> list[str]:
        """The items: ids, or types in a template; sorted."""
        return self.table["item"].unique().sort().to_list()


def facts(country: Country, scope: Scope, paper: float) -> Facts:
    """Return the councils of a scope in numbers; `country` is one `narrowed` to the scope.

    `paper`: hours of secretariat work of a session (`Goals.secretariat`).
    """
    known = council_factors(country).filter(
        pl.col("sessions").is_not_null(), pl.col("length").is_not_null()
    )
    seats = weighted_seats(country)
    given = _terms(country)
    gaps = seats.filter(pl.col("hours").is_null())["council"].unique()
    table = (
        items(country, scope)
        .join(known.select("council", "sessions", "length"), on="council")
        .filter(~pl.col("council").is_in(gaps.implode()), pl.col("length") >= given.overhead)
        .sort("item", "place")
    )
    here = pl.col("council").is_in(table["council"].implode())
    return Facts(scope, given, table, _bodies(country, table, seats.filter(here), given, paper))


def weighted_seats(country: Country) -> pl.DataFrame:
    """Return every seat with its weight (post weight x holders) and factors at the middle setting.

    Columns: council, holder, role, weight, holders, hours (a year, expected), attendance, side,
    travel (both of one session), subs (hours in sub-sessions a year). A holder that is no post has
    the weight 1.
    """
    load = seat_load(country)
    each = load.profiles.select(
        "attendance",
        "hours",
        travel="travel_each",
        side=pl.sum_horizontal("preparation_each", "travel_each", "followup_each"),
        subs=pl.col("subsession_share")
        * pl.col("subsessions")
        * (pl.col("sublength") + pl.col("travel_each")),
    )
    weights = post_factors(country).select(holder="post", each="weight")
    seats = load.seats.select("council", "holder", "role", "holders", "profile")
    return (
        pl.concat([seats, each[seats["profile"]]], how="horizontal")
        .join(weights, on="holder", how="left", maintain_order="left")
        .with_columns(weight=pl.col("each").fill_null(1.0) * pl.col("holders"))
        .drop("profile", "each")
    )


def _terms(country: Country) -> Terms:
    made = terms(country)
    each = (made.phi, made.core, made.overlap, made.regrowth, made.overhead)
    return Terms(*(float(values[MIDDLE]) for values in each))


def _bodies(
    country: Country, table: pl.DataFrame, seats: pl.DataFrame, given: Terms, paper: float
) -> dict[str, Body]:
    sat: dict[str, list[Seat]] = {c: [] for c in table["council"]}
    for row in seats.sort("council", "holder").iter_rows(named=True):
        sat[row["council"]].append(
            Seat(
                holder=row["holder"],
                weight=row["weight"],
                people=row["holders"],
                attendance=row["attendance"],
                core=row["role"] in CORE_ROLES,
                side=row["side"],
                travel=row["travel"],
                subs=row["subs"],
            )
        )
    shares: dict[str, dict[str, float]] = {c: {} for c in table["council"]}
    for council, subject, share in business_shares(country).iter_rows():
        if council in shares:
            # A council without an agenda has one subject of its own.
            shares[council][subject if subject is not None else f"{OWN}{council}"] = share
    written = set(seats.filter(pl.col("role") == "secretary")["council"])
    made = {}
    columns = table.select("council", "item", "place", "sessions", "length")
    for council, item, place, sessions, length in columns.iter_rows():
        business = max(length - given.overhead, 0.0)
        made[council] = Body(
            council,
            item,
            place,
            sessions,
            length,
            max(LONGEST, length - given.overhead),
            {s: sessions * business * share for s, share in shares[council].items()},
            tuple(sat[council]),
            0.0 if council in written else paper,
        )
    return made

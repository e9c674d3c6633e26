"""What there is to decide: matters that can be read, who could take each over, and why others stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.measure.powers.nearness import nearness
from ostan.plan.powers.goals import PowerGoals
from ostan.plan.powers.law import Route, Routes, routes
from ostan.plan.powers.takers import Taker, Takers

Row = Mapping[str, Any]
"""A matter in a province: a row of `nearness`."""


@dataclass(frozen=True)
class Item:
    """A matter whose level is one decision, in the provinces where it stands alike.

    `rows`: numbers of its rows in the register. `takers`: who would decide in each of its provinces, and
    `counties` who in their counties (empty: nobody). `down`, `near`: routes of what is decided at the
    centre, and of what the province decides today; None: there is no such. `names`: the holder at the
    centre, that of the province today, the taker and that of the counties, each without a place.
    """

    matter: str
    rows: tuple[int, ...]
    places: tuple[str, ...]
    takers: tuple[Taker | None, ...]
    counties: tuple[tuple[Taker, ...], ...]
    down: Route | None
    near: Route | None
    gap: bool
    measure: str
    to_county: float
    to_province: float
    centre: str | None
    province: str | None

    @property
    def name(self) -> str:
        """What it is called: the matter, with the provinces where they are few."""
        return self.matter if len(self.places) > 3 else f"{self.matter}@{'+'.join(self.places)}"


@dataclass(frozen=True)
class Left:
    """A matter that is left alone in a place: `code` says why."""

    matter: str
    place: str
    code: str


@dataclass(frozen=True)
class Register:
    """Rows that are counted, the decisions over some of them, and what is left alone."""

    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    left: tuple[Left, ...]


def register(country: Country, goals: PowerGoals, places: tuple[str, ...]) -> Register:
    """Read the register of these provinces under goals."""
    matters = {r["matter"]: r for r in country["matters"].iter_rows(named=True)}
    takers, law = Takers(country, goals), routes(country, goals)
    made = nearness(country).filter(pl.col("place").is_in(list(places))).sort("matter", "place")
    rows: list[Row] = []
    left: list[Left] = []
    groups: dict[tuple[Any, ...], list[tuple[int, Candidate]]] = {}
    for row in made.iter_rows(named=True):
        code = uncounted(row, matters[row["matter"]], goals)
        if code is not None:
            left.append(Left(row["matter"], row["place"], code))
            continue
        found = _candidate(row, matters[row["matter"]], takers, law)
        if isinstance(found, Candidate):
            key = (*found.key(row), row["place"] if goals.vary else None)
            groups.setdefault(key, []).append((len(rows), found))
        else:
            left.append(Left(row["matter"], row["place"], found))
        rows.append(row)
    items = tuple(_item(rows, members) for members in groups.values())
    return Register(tuple(rows), items, tuple(left))


def uncounted(row: Row, matter: Row, goals: PowerGoals) -> str | None:
    """Return why a matter is not counted in a place; None: it is."""
    if {matter["matter"], matter["kind"], matter["subject"]} & set(goals.never):
        return "kept"
    if row["form"] in ("words", "unclear"):
        return str(row["form"])
    if row["form"] == "nobody" and goals.gaps != "centre":
        return "nobody"
    if row["cases"] is None:
        return "no_cases"
    return "no_amounts" if row["at_country"] is None else None


@dataclass(frozen=True)
class Candidate:
    """How a matter could go down in a place."""

    taker: Taker | None
    counties: tuple[Taker, ...]
    down: Route | None
    near: Route | None

    def key(self, row: Row) -> tuple[Any, ...]:
        """Return what must be alike for provinces to share one decision."""
        county = self.counties[0] if self.counties else None
        return (
            row["matter"],
            row["form"],
            row["measure"],
            row["to_county"],
            row["to_province"],
            row["country_holder"],
            bare(row["province_holder"]),
            (self.taker.kind, bare(self.taker.id)) if self.taker else None,
            (county.kind, bare(county.id)) if county else None,
            self.down,
            self.near,
            _amounts(row),
        )


def _candidate(row: Row, matter: Row, takers: Takers, law: Routes) -> Candidate | str:
    """Return how a matter could go down, or why it cannot."""
    place, gap = row["place"], row["form"] == "nobody"
    today = row["country_holder"] or row["province_holder"]
    taker, counties = _takers(row, matter, takers, today)
    down = near = None
    if row["at_country"] > 0:
        down = law.grant if gap else law.of(place, row["matter"], "country")
    if row["at_province"] > 0:
        near = law.of(place, row["matter"], "province")
    if gap:
        # Nothing is decided there that counties could take on from; a grant names one holder.
        counties = ()
    if down is not None and down.allowed and taker is not None:
        return Candidate(taker, counties, down, near if near and near.allowed else None)
    if near is not None and near.allowed and counties:
        return Candidate(None, counties, None, near)
    if down is None:
        return "lowest" if near is None or not counties else str(near.fact)
    return "no_taker" if down.allowed else str(down.fact)


def _takers(
    row: Row, matter: Row, takers: Takers, today: str | None
) -> tuple[Taker | None, tuple[Taker, ...]]:
    """Return who takes over in the place and in its counties: who decides there in part already goes first."""
    taker = takers.of(matter, row["place"], today)
    counties = takers.counties(matter, row["place"], today)
    if row["at_province"] > 0:
        taker = takers.named(row["province_holder"], row["place"])
    if row["at_county"] > 0 and bare(row["county_holder"]) not in {
        bare(t.holder) for t in counties
    }:
        counties = ()
    return taker, counties


def _item(rows: list[Row], members: list[tuple[int, Candidate]]) -> Item:
    first, one = rows[members[0][0]], members[0][1]
    gap = first["form"] == "nobody"
    return Item(
        first["matter"],
        tuple(n for n, _ in members),
        tuple(rows[n]["place"] for n, _ in members),
        tuple(c.taker for _, c in members),
        tuple(c.counties for _, c in members),
        one.down,
        one.near,
        gap,
        _measure(first),
        first["to_county"] or 0.0,
        first["to_province"] or 0.0,
        first["country_holder"],
        bare(first["province_holder"]),
    )


def _amounts(row: Row) -> bool:
    return bool(row["median"]) and row["sigma"] is not None


def _measure(row: Row) -> str:
    """Return what ceilings of a matter are in: as its limits are, else rials where amounts are known."""
    if row["measure"] not in (None, "none"):
        return str(row["measure"])
    return "rial" if _amounts(row) and row["form"] != "nobody" else "none"


def bare(holder: str | None) -> str | None:
    """Return a holder without its place."""
    return None if holder is None else holder.partition("@")[0]


def edges(item: Item, rows: tuple[Row, ...], shares: tuple[float, ...]) -> list[float]:
    """Return the amounts at which a matter may be cut, from 0 to inf; 0 and inf alone where it cannot be.

    Ceilings lie at shares of the cases of all its provinces, as one lognormal, rounded to two digits.
    """
    today = {x for x in (item.to_county, item.to_province) if 0 < x < inf}
    if item.measure == "none" or item.gap:
        return [0.0, inf]
    own = [rows[n] for n in item.rows]
    return sorted({0.0, inf, *today, *_ceilings(own, shares)})


def _ceilings(rows: list[Row], shares: tuple[float, ...]) -> Iterator[float]:
    from math import exp, log, sqrt
    from statistics import NormalDist

    whole = sum(r["cases"] for r in rows)
    weights = [r["cases"] / whole if whole else 1 / len(rows) for r in rows]
    mean = sum(w * log(r["median"]) for w, r in zip(weights, rows, strict=True))
    square = sum(
        w * (r["sigma"] ** 2 + log(r["median"]) ** 2) for w, r in zip(weights, rows, strict=True)
    )
    spread = sqrt(max(square - mean**2, 0.0))
    for share in shares:
        yield float(f"{exp(mean + spread * NormalDist().inv_cdf(share)):.2g}")

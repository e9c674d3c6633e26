"""Offers: which can be counted on, which service each may serve, and which not for a conflict of interest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.persian.keys import fold, fold_all
from ostan.plan.services.facts import meant
from ostan.plan.services.goals import ServicesGoals
from ostan.words.text import Text

WHY: Mapping[str, Text] = MappingProxyType(
    {
        "ended": Text("مهلت آن گذشته است", "its last day has passed"),
        "kind": Text("این نوع گیرنده پذیرفته نمی‌شود", "this kind of taker is not accepted"),
        "capacity_unknown": Text("ظرفیت آن گفته نشده است", "its capacity is not stated"),
        "price_unknown": Text(
            "بهای آن گفته نشده است و هدف‌ها بودجه دارند",
            "its price is not stated, and the goals have a budget",
        ),
        "price": Text("بهای آن بیش از بودجه است", "its price is above the budget"),
        "no_service": Text("چنین خدمتی در مکان آن نیست", "there is no such service in its place"),
        "not_eligible": Text("خدمت واگذارشدنی نیست", "the service may not be handed over"),
        "conflict": Text("تعارض منافع", "conflict of interest"),
        "users_unknown": Text(
            "شمار مراجعان خدمت نامعلوم است", "the users of the service are not known"
        ),
        "too_small": Text(
            "ظرفیت آن، جز اندوخته، برای خدمت بس نیست",
            "its capacity, less the reserve, is not enough for the service",
        ),
        "other": Text(
            "خدمتی که می‌توانست بگیرد به {others} رسید", "what it could have taken went to {others}"
        ),
        "limits": Text(
            "در کنار آنچه برگزیده شد جا نمی‌گیرد: بودجه، سهم یک گیرنده یا ظرفیت‌هایی که با هم خدمت را یکجا "
            "نمی‌پوشانند",
            "beside what was taken it does not fit: the budget, the part of one taker, or capacities that "
            "do not cover the service whole together",
        ),
    }
)
"""Why an offer is not taken, the first that holds."""


@dataclass(frozen=True)
class Offer:
    """An offer that can be counted on, or a taker the goals assume.

    `capacity` in people a year (inf: assumed, as many as come), `price` in rials a year (None: not
    known). `why`: a key of WHY where it cannot be counted on, whatever the service.
    """

    offer: str
    type: str
    place: str
    taker: str
    kind: str
    capacity: float
    price: float | None
    assumed: bool = False
    why: str | None = None


@dataclass(frozen=True)
class Arc:
    """An offer and a service of its type in its place; `why` it may not serve it, None: it may."""

    offer: Offer
    service: str
    why: str | None = None


def offers_of(country: Country, goals: ServicesGoals, on: date | None = None) -> list[Offer]:
    """Return all offers, by id, with what keeps each from being counted on. `on`: the day (default:
    the Country's own, else today)."""
    day = on or country.day or date.today()
    rows = country["offers"].sort("offer").iter_rows(named=True)
    return [_offer(row, goals, day) for row in rows]


def _offer(row: Mapping[str, Any], goals: ServicesGoals, day: date) -> Offer:
    capacity, price = row["capacity_per_year"], row["price"]
    why = None
    if row["valid_to"] is not None and row["valid_to"] < day:
        why = "ended"
    elif row["kind"] not in goals.to_modes:
        why = "kind"
    elif not capacity:
        why = "capacity_unknown" if capacity is None else "too_small"
    elif goals.budget is not None and price is None:
        why = "price_unknown"
    elif goals.budget is not None and price > goals.budget:
        why = "price"
    return Offer(
        row["offer"],
        row["service"],
        row["place"],
        row["by"] or row["offer"],
        row["kind"] or "",
        float(capacity or 0),
        None if price is None else float(price),
        why=why,
    )


def arcs_of(
    country: Country,
    goals: ServicesGoals,
    services: pl.DataFrame,
    eligible: frozenset[str],
    offers: Iterable[Offer],
) -> list[Arc]:
    """Return every offer with the services of its type in its place or inside it.

    `services`: rows of `facts.services_of`. A taker that the goals assume serves each service that
    they name, with no price, as many people as come.
    """
    rows = list(services.iter_rows(named=True))
    by_type: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_type.setdefault(row["type"], []).append(row)
    inside: dict[str, set[str]] = {}
    for place, around in country.ancestors.select("place", "ancestor").iter_rows():
        inside.setdefault(around, set()).add(place)
    clash = Conflicts(country, goals)
    found = [
        Arc(offer, row["service"], _barred(offer, row, eligible, clash, goals))
        for offer in offers
        for row in by_type.get(offer.type, ())
        if row["place"] in inside[offer.place]
    ]
    return [*found, *_assumed(rows, goals, eligible)]


def _barred(
    offer: Offer,
    row: Mapping[str, Any],
    eligible: frozenset[str],
    clash: Conflicts,
    goals: ServicesGoals,
) -> str | None:
    if offer.why:
        return offer.why
    if row["service"] not in eligible:
        return "not_eligible"
    if clash.between(offer.taker, row):
        return "conflict"
    if row["users"] is None:
        return "users_unknown"
    # With several takers a service may be shared; with one it goes in whole or not at all.
    whole = row["users"] <= offer.capacity * (1 - goals.reserve)
    return None if whole or goals.max_takers > 1 else "too_small"


def _assumed(
    rows: Iterable[Mapping[str, Any]], goals: ServicesGoals, eligible: frozenset[str]
) -> Iterator[Arc]:
    for row in rows:
        kind = meant(goals.taker, row)
        if kind is not None and row["service"] in eligible:
            made = Offer(
                f"assumed:{row['service']}",
                row["type"],
                row["place"],
                "",
                kind,
                float("inf"),
                None,
                assumed=True,
            )
            yield Arc(made, row["service"])


class Conflicts:
    """Conflicts of interest: those the goals name, and those the units show.

    A taker that is a unit (by id, name or alias) or a post has one with a service if it is the unit or
    ministry of the service, stands above that unit, or is headed by either: they are in its chain of
    parents, its ministry, or the unit of its head.
    """

    def __init__(self, country: Country, goals: ServicesGoals) -> None:
        units = country["units"].select("unit", "parent", "ministry", "head").rows()
        self._parent = {u: p for u, p, _, _ in units}
        self._ministry = {u: m for u, _, m, _ in units}
        posts = dict(country["posts"].select("post", "unit").iter_rows())
        self._head_of = {u: posts.get(h) for u, _, _, h in units if h}
        self._posts = posts
        # Without offers nobody asks for names.
        self._units = self._named(country) if country["offers"].height else {}
        self._said = {(fold(taker), name) for taker, name in goals.conflicts}

    def _named(self, country: Country) -> dict[str, set[str]]:
        """Return the units that each folded name may mean; a post means its unit and those it heads."""
        aliases = country["aliases"].filter(pl.col("table") == "units").select("id", "alias").rows()
        units = country["units"].select("unit", "name_fa", "name_en").rows()
        pairs = [(name, unit) for unit, *names in units for name in (unit, *names)]
        pairs += [(alias, unit) for unit, alias in aliases]
        heads: dict[str, set[str]] = {}
        for unit, head in country["units"].select("unit", "head").drop_nulls().iter_rows():
            heads.setdefault(head, set()).add(unit)
        for post, *names in country["posts"].select("post", "title_fa", "title_en").iter_rows():
            mine = {self._posts[post], *heads.get(post, ())}
            pairs += [(name, unit) for name in (post, *names) for unit in mine if unit]
        keys = fold_all([name or "" for name, _ in pairs])
        found: dict[str, set[str]] = {}
        for key, (_, unit) in zip(keys, pairs, strict=True):
            if key:
                found.setdefault(key, set()).add(unit)
        return found

    def between(self, taker: str, row: Mapping[str, Any]) -> bool:
        """Say whether a taker has a conflict of interest with a service (a row of the table)."""
        over = {row["unit"], row["ministry"]} - {None}
        named = {row["service"], row["type"], *over}
        if any((fold(taker), name) in self._said for name in named):
            return True
        above = set(self._chain(row["unit"]))
        for unit in self._units.get(fold(taker), ()):
            if unit in above or over & set(self._hand(unit)):
                return True
        return False

    def _hand(self, unit: str) -> Iterator[str | None]:
        """Yield a unit and what heads it: the units above it, their ministries, the unit of its head."""
        for one in self._chain(unit):
            yield one
            yield self._ministry.get(one)
        yield self._head_of.get(unit)

    def _chain(self, unit: str | None) -> Iterator[str]:
        seen: set[str] = set()
        while unit is not None and unit not in seen:
            seen.add(unit)
            yield unit
            unit = self._parent.get(unit)

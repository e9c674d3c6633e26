"""Whether the matches of a plan of services can be: offers, capacities, conflicts, price, parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from ostan.country.country import Country
from ostan.persian.keys import fold, fold_all
from ostan.plan.services.goals import ServicesGoals
from ostan.plan.services.plan import Match, ServicesPlan
from ostan.plan.verify.planned.services.standing import usable
from ostan.words.finding import Finding, Row, Severity
from ostan.words.text import Text

NEAR = 1e-5
"""How far a sum may be above its limit, relatively: what a solver leaves."""

_WRONG: Mapping[str, Text] = {
    "no_offer": Text(
        "{service}: پیشنهاد {offer} نیست، یا روی آن نمی‌توان حساب کرد",
        "{service}: the offer {offer} is not there, or cannot be counted on",
    ),
    "other_service": Text(
        "{service}: پیشنهاد {offer} برای این خدمت در این مکان نیست",
        "{service}: the offer {offer} is not for this service in this place",
    ),
    "other_kind": Text(
        "{service}: شیوه با نوع گیرنده یکی نیست", "{service}: its mode is not the taker's kind"
    ),
    "not_assumed": Text(
        "{service}: هدف‌ها برای آن گیرنده‌ای از این نوع فرض نکرده‌اند",
        "{service}: the goals assume no taker of this kind for it",
    ),
    "conflict": Text(
        "{service}: گیرنده ({offer}) با آن تعارض منافع دارد",
        "{service}: the taker ({offer}) has a conflict of interest with it",
    ),
    "not_whole": Text(
        "{service}: سهم گیرندگان آن روی هم یک نیست یا بیش از شمار مجازند",
        "{service}: the shares of its takers are not one together, or they are too many",
    ),
    "people": Text(
        "{service}: شمار مراجعانی که {offer} می‌گیرد درست نیست",
        "{service}: the people that {offer} serves are not as many as is said",
    ),
    "capacity": Text(
        "ظرفیت {offer}، جز اندوخته، بس نیست",
        "the capacity of {offer}, less the reserve, is not enough",
    ),
    "share": Text(
        "{offer} بیش از سهم مجاز از یک گونه خدمت را دارد",
        "{offer} has more than the allowed share of a type of service",
    ),
    "budget": Text("بهای پیشنهادها بیش از بودجه است", "the prices of the offers exceed the budget"),
}


def wrong_matches(
    country: Country, plan: ServicesPlan, services: pl.DataFrame
) -> Iterator[Finding]:
    """Yield every condition that the matches do not keep. `services`: rows of `standing.seen`, before."""
    rows = {r["service"]: r for r in services.iter_rows(named=True)}
    offers = {r["offer"]: r for r in usable(country, plan.goals).iter_rows(named=True)}
    known = [m for m in plan.matches if m.service in rows]
    clashes = Clashes(country, plan.goals)
    around = {p: set(a) for p, a in country.ancestors.group_by("place").agg("ancestor").rows()}
    for match in known:
        row = rows[match.service]
        yield from _one(plan.goals, match, row, offers, clashes, around[row["place"]])
    yield from _whole(plan)
    yield from _sums(plan, rows, offers)


def _say(what: str, service: str = "", offer: str = "") -> Finding:
    told = _WRONG[what].fill(service=service, offer=offer)
    found = (Row("services", (service,)),) if service else (Row("offers", (offer,)),)
    return Finding("wrong_match", Severity.ERROR, told, found)


def _one(
    goals: ServicesGoals,
    match: Match,
    row: Mapping[str, Any],
    offers: Mapping[str, Mapping[str, Any]],
    clashes: Clashes,
    around: set[str],
) -> Iterator[Finding]:
    people = None if row["users"] is None else row["users"] * match.share
    if not _same(people, match.people):
        yield _say("people", match.service, match.offer or "")
    if match.offer is None:
        named = goals.taker.get(row["service"], goals.taker.get(row["type"]))
        if named != match.kind:
            yield _say("not_assumed", match.service)
        return
    offer = offers.get(match.offer)
    if offer is None:
        yield _say("no_offer", match.service, match.offer)
        return
    if offer["service"] != row["type"] or offer["place"] not in around:
        yield _say("other_service", match.service, match.offer)
    if offer["kind"] != match.kind:
        yield _say("other_kind", match.service, match.offer)
    if row["users"] is None:
        yield _say("people", match.service, match.offer)
    taker = offer["by"] or offer["offer"]
    if clashes.between(taker, row):
        yield _say("conflict", match.service, taker)


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= NEAR * max(abs(a), 1.0)


def _whole(plan: ServicesPlan) -> Iterator[Finding]:
    by_service: dict[str, list[Match]] = {}
    for match in plan.matches:
        by_service.setdefault(match.service, []).append(match)
    for service, mine in by_service.items():
        whole = abs(sum(m.share for m in mine) - 1) <= NEAR and all(m.share > 0 for m in mine)
        if not whole or len(mine) > plan.goals.max_takers:
            yield _say("not_whole", service)
        if len({m.kind for m in mine}) > 1:
            yield _say("other_kind", service)


def _sums(
    plan: ServicesPlan,
    rows: Mapping[str, Mapping[str, Any]],
    offers: Mapping[str, Mapping[str, Any]],
) -> Iterator[Finding]:
    goals, load = plan.goals, dict[str, float]()
    of_type: dict[tuple[str, str], float] = {}
    for match in plan.matches:
        offer, row = offers.get(match.offer or ""), rows.get(match.service)
        if offer is None or row is None:
            continue
        people = (row["users"] or 0.0) * match.share
        load[offer["offer"]] = load.get(offer["offer"], 0.0) + people
        key = (offer["by"] or offer["offer"], row["type"])
        of_type[key] = of_type.get(key, 0.0) + people
    for id, people in load.items():
        if people > offers[id]["capacity_per_year"] * (1 - goals.reserve) * (1 + NEAR):
            yield _say("capacity", offer=id)
    asked = [r for r in rows.values() if r["class"] in ("eligible", "unknown")]
    for (taker, type_), people in of_type.items():
        whole = sum(r["users"] or 0.0 for r in asked if r["type"] == type_)
        if people > goals.max_share * whole * (1 + NEAR):
            yield _say("share", offer=taker)
    if goals.budget is not None:
        paid = sum(offers[id]["price"] or 0 for id in load)
        if paid > goals.budget * (1 + NEAR):
            yield _say("budget", offer=", ".join(sorted(load)))


class Clashes:
    """Conflicts of interest, found by walking the table of units; names are folded once.

    A taker has one with a service where the goals name it, or where it is the unit of the service, one
    above it, its ministry, or a unit that stands under either, is of that ministry or headed by a post
    of either; a post stands for its unit and those it heads.
    """

    def __init__(self, country: Country, goals: ServicesGoals) -> None:
        self._country, self._goals = country, goals
        self._units = country["units"].select("unit", "parent", "ministry", "head")
        self._called = _called(country) if country["offers"].height else {}
        self._found: dict[tuple[str, str | None, str | None], bool] = {}

    def between(self, taker: str, row: Mapping[str, Any]) -> bool:
        """Say whether a taker has a conflict of interest with a service."""
        over = {u for u in (row["unit"], row["ministry"]) if u}
        names = {row["service"], row["type"], *over}
        if any(fold(who) == fold(taker) and what in names for who, what in self._goals.conflicts):
            return True
        key = (fold(taker), row["unit"], row["ministry"])
        if key not in self._found:
            above = self._above({row["unit"]} - {None})
            theirs = self._called.get(key[0], set())
            self._found[key] = any(u in above or over & self._heads(u) for u in theirs)
        return self._found[key]

    def _above(self, start: set[str]) -> set[str]:
        """Return units with all that they stand under."""
        found: set[str] = set()
        level = set(start)
        while level:
            found |= level
            parents = self._units.filter(pl.col("unit").is_in(sorted(level)))["parent"]
            level = set(parents.drop_nulls()) - found
        return found

    def _heads(self, unit: str) -> set[str]:
        """Return a unit and those above it, their ministries, and the unit of its own head."""
        chain = self._above({unit})
        rows = self._units.filter(pl.col("unit").is_in(sorted(chain)))
        head = rows.filter(pl.col("unit") == unit)["head"].drop_nulls().to_list()
        posts = self._country["posts"]
        of_head = posts.filter(pl.col("post").is_in(head))["unit"].drop_nulls()
        return {*chain, *rows["ministry"].drop_nulls(), *of_head}


def _called(country: Country) -> dict[str, set[str]]:
    """Return the units that a folded name means: by id, name or alias, or through a post."""
    units, posts = country["units"], country["posts"]
    aliases = country["aliases"].filter(pl.col("table") == "units")
    of_post = pl.concat(
        [
            posts.select("unit", "post", "title_fa", "title_en"),
            units.select("unit", post="head").join(
                posts.select("post", "title_fa", "title_en"), on="post"
            ),
        ]
    )
    pairs = pl.concat(
        [
            *(units.select("unit", name=c) for c in ("unit", "name_fa", "name_en")),
            *(of_post.select("unit", name=c) for c in ("post", "title_fa", "title_en")),
            aliases.select(unit="id", name="alias"),
        ]
    ).drop_nulls()
    found: dict[str, set[str]] = {}
    for unit, key in zip(pairs["unit"], fold_all(pairs["name"]), strict=True):
        if key:
            found.setdefault(key, set()).add(unit)
    return found

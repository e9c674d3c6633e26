"""The figures of a plan of services, drawn again from the Country before and after."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ostan.country.country import Country
from ostan.plan.plan import Span
from ostan.plan.services.plan import ServicesPlan
from ostan.plan.verify.agreement import figure
from ostan.plan.verify.planned.services.standing import ENDS, PEOPLE
from ostan.words.finding import Finding, Severity
from ostan.words.text import Text

_WHAT = Text("{name}، {when}، {at}", "{name}, {when}, {at}")
_WHEN = {"before": Text("پیش", "before"), "after": Text("پس", "after")}
_MISSING = Text(
    "سنجهٔ {name} در برنامه نیست یا اضافه است", "the figure {name} is missing, or too much"
)
_KNOWN = Text(
    "{name}، {when}: یکی نامعلوم می‌گوید و دیگری نه",
    "{name}, {when}: one says not known, one does not",
)

Triple = tuple[float, float, float]
"""Low, default, high."""

MODES = {
    "by_people": PEOPLE,
    "by_contract": ("delegated", "purchased"),
    "by_local": ("local_public",),
    "by_state": ("state",),
}
"""Modes that a figure counts."""


def figures(
    plan: ServicesPlan, base: Country, before: pl.DataFrame, after: pl.DataFrame
) -> Iterator[Finding]:
    """Yield every figure of the plan that is not found again."""
    taken = {m.service for m in plan.matches}
    price = _price(plan, base)
    first, second = _drawn(before, set(), 0.0), _drawn(after, taken, price)
    told = {f.name: f for f in plan.figures}
    for name in sorted(first.keys() ^ told.keys()):
        yield Finding("other_figure", Severity.ERROR, _MISSING.fill(name=name))
    for name in first.keys() & told.keys():
        for when, came, found in (
            ("before", told[name].before, first[name]),
            ("after", told[name].after, second[name]),
        ):
            yield from _compared(name, _WHEN[when], came, found)


def _compared(name: str, when: Text, came: Span | None, found: Triple | None) -> Iterator[Finding]:
    if came is None or found is None:
        if came is not None or found is not None:
            yield Finding("other_figure", Severity.ERROR, _KNOWN.fill(name=name, when=when))
        return
    for at, one, other in zip(ENDS, (came.low, came.value, came.high), found, strict=True):
        yield from figure(_WHAT.fill(name=name, when=when, at=at), one, other)


def _price(plan: ServicesPlan, base: Country) -> float | None:
    if any(m.offer is None for m in plan.matches):
        return None
    used = sorted({m.offer for m in plan.matches if m.offer})
    prices = base["offers"].filter(pl.col("offer").is_in(used))["price"]
    return None if prices.null_count() else float(prices.sum())


def _drawn(
    services: pl.DataFrame, taken: set[str], price: float | None
) -> dict[str, Triple | None]:
    found: dict[str, Triple | None] = {}
    for name, modes in MODES.items():
        found[name] = _thrice(services.filter(pl.col("mode").is_in(modes)).height)
    for name in ("eligible", "unknown", "excluded"):
        found[name] = _thrice(services.filter(pl.col("class") == name).height)
    theirs = services.filter(pl.col("mode").is_in(PEOPLE)).select(ENDS.values())
    found["people_users"] = None if theirs["users"].has_nulls() else theirs.sum().row(0)
    rest = services.filter(~pl.col("service").is_in(sorted(taken)))["cost_per_year"]
    known = price is not None and not rest.has_nulls()
    found["cost"] = _thrice(float(rest.sum()) + (price or 0.0)) if known else None
    found["fee"] = _fee(services)
    return found


def _fee(services: pl.DataFrame) -> Triple | None:
    if services["fee"].has_nulls() or services["users"].has_nulls():
        return None
    means = services.select(
        ((pl.col("fee") * pl.col(c)).sum() / pl.col(c).sum()).alias(c) for c in ENDS.values()
    ).row(0)
    known = [m for m in means if m == m]  # no users at all give no mean
    return (min(known), known[len(known) // 2], max(known)) if known else None


def _thrice(value: float) -> Triple:
    return (float(value),) * 3
